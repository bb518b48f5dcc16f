"""What a step did to a unit, or where its gradient came from, in a sentence; read off the graph of any cell."""

from lstm_studio.session.sentence.backward import said_back
from lstm_studio.session.sentence.carried import kept_state
from lstm_studio.session.sentence.forward import said
from lstm_studio.session.sentence.wording import derivative, named_unit, plain, signed

__all__ = ["derivative", "kept_state", "named_unit", "plain", "said", "said_back", "signed"]
