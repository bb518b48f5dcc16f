"""What a model is made of beside its units and layers: directions, how symbols enter, and the output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from lstm_studio.core.loss import OUTPUTS
from lstm_studio.core.tasks.own import OWN
from lstm_studio.session.verbs import sizes
from lstm_studio.ui.controls.form import side_by_side
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.controls.popover import Note, Popover
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State

__all__ = ["ModelForm"]

WIDEST = 4_096  # values of an embedded symbol
USUAL = 8  # of them to begin with


class ModelForm(Popover):
    """Directions, symbols, what the output is read from and what becomes of it, biases."""

    def __init__(self, session: Session, card: QWidget) -> None:
        super().__init__(_("Directions, symbols, output, biases"), card)
        self._session = session
        self.directions = Segments(_("Directions"), {"1": _("one"), "2": _("both")})
        self.symbols = Segments(_("Symbols"), {"off": _("one-hot"), "on": _("embedded in")})
        self.dimensions = Number(_("Values of a symbol"), 1, WIDEST)
        self.readout = Choice(_("Output reads"), {})
        self.output = Segments(_("Output"), {name: _(name) for name in OUTPUTS})
        self.bias = Segments(_("Biases"), {"on": _("on"), "off": _("off")})
        self.directions_note, self.symbols_note, self.output_note = Note(), Note(), Note()
        self._states: tuple[str, ...] = ()
        self._explain()
        self._lay_out()
        self.directions.chosen.connect(lambda way: self._do(sizes.set_directions, int(way)))
        self.symbols.chosen.connect(self._on_symbols)
        self.dimensions.chosen.connect(lambda number: self._do(sizes.set_embedding, int(number)))
        self.readout.chosen.connect(lambda state: self._do(sizes.set_readout, state))
        self.output.chosen.connect(lambda name: self._do(sizes.set_output, name))
        self.bias.chosen.connect(lambda way: self._do(sizes.set_bias, way == "on"))
        self.opened.connect(lambda: self.show_scene(session.scene))

    def _explain(self) -> None:
        self.dimensions.explain(_("Values of the vector that is learnt for each symbol"))
        self.readout.setToolTip(
            _("The state that the output is read from; c shows what the output gate hides")
        )

    def _lay_out(self) -> None:
        self.dimensions.setFixedWidth(46)
        values = QLabel(_("values"))
        values.setProperty("voice", "quiet")
        self.form.add((_("Directions"), self.directions))
        self.form.add_note(self.directions_note)
        self.form.add((_("Symbols"), side_by_side(self.symbols, self.dimensions, values)))
        self.form.add_note(self.symbols_note)
        self.form.add((_("Output reads"), self.readout))
        self.form.add((_("Output"), self.output))
        self.form.add_note(self.output_note)
        self.form.add((_("Biases"), self.bias))

    def show_scene(self, scene: Scene) -> None:
        """Show the model as it is, and what it cannot be."""
        state, model = scene.state, scene.study.sizes
        self.directions.show_choice(str(model.directions), {})
        foresees = model.directions > 1 and scene.study.task == OWN.name
        self.directions_note.say(
            _("Reading back, a cell sees the step that is to be foretold: it need learn nothing else")
            if foresees
            else ""
        )
        refused = sizes.refused_embedding(state)
        self.symbols.show_choice("on" if model.symbols else "off", {"on": refused} if refused else {})
        self.dimensions.setEnabled(model.symbols > 0)
        self.dimensions.show_number(model.inputs if model.symbols else None)
        self.symbols_note.say(refused)
        self._show_states(tuple(dict.fromkeys((*scene.graph.states, "h"))))
        self.readout.show_choice(model.readout)
        refusals = {name: why for name in OUTPUTS if (why := sizes.refused_output(state, name))}
        self.output.show_choice(model.output, refusals)
        self.output_note.say(next(iter(refusals.values()), ""))
        self.bias.show_choice("on" if model.bias else "off", {})
        self.settle()

    def _show_states(self, states: tuple[str, ...]) -> None:
        if states == self._states:
            return
        self._states = states
        self.readout.clear()
        for state in states:
            hidden = _("{state}, which the output gate hides") if state == "c" else "{state}"
            self.readout.addItem(hidden.format(state=state), state)

    def _on_symbols(self, way: str) -> None:
        channels = self._session.state.study.sequence.values.shape[1]
        self._do(sizes.set_embedding, min(USUAL, channels) if way == "on" else 0)

    def _do(self, verb: Callable[..., State], *arguments: object) -> None:
        self._session.attempt(verb, *arguments)
        self.show_scene(self._session.scene)
