"""What a person says of a file of weights where it does not say it, and the question that it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ASKED", "ChoiceError", "Picked"]

MOST_NAMED = 8  # candidates in a sentence
ASKED = "asked"
"""What is given for the nonlinearity by who can ask a person; it is never known from a file of PyTorch."""


@dataclass(frozen=True)
class Picked:
    """What a person says of a file that does not say it: names of tensors or of what they begin with.

    None: found where there is no doubt; "": there is none. ``recurrent`` is one of several stacks of layers,
    ``nonlinearity`` that of a plain network, "tanh" or "relu"; ASKED: a ChoiceError where the file leaves it open, else
    tanh is taken and a note says so.
    """

    embedding: str | None = None
    readout: str | None = None
    recurrent: str | None = None
    nonlinearity: str | None = None


class ChoiceError(ValueError):
    """The file leaves a role open: "embedding", "readout" or "recurrent" of its tensors, or the "nonlinearity".

    ``candidates`` are pairs of name and shape; ``question`` says so much, the text also what to pass.
    """

    def __init__(self, role: str, candidates: Iterable[tuple[str, tuple[int, ...]]]) -> None:
        self.role, self.candidates = role, tuple(candidates)
        some = [f"{name} ({' × '.join(map(str, shape))})" for name, shape in self.candidates[:MOST_NAMED]]
        more = len(self.candidates) - len(some)
        listed = ", ".join(some) + (_(" and {more} more").format(more=more) if more else "")
        what = _("recurrent layer") if role == "recurrent" else role
        question = _("the file does not say which of these is the {what}: {listed}")
        self.question = question.format(what=what, listed=listed)
        sentence = _('{question}; pass {role}="{name}" or another of them')
        super().__init__(sentence.format(question=self.question, role=role, name=self.candidates[0][0]))
