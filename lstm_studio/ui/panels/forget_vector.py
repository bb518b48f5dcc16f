"""The forget vector of zeros and ones: where it is 1 the memory is copied, where it is 0 it is reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from lstm_studio.session.verbs.constant_gates import forget_vector, refused_vector, set_forget_vector
from lstm_studio.ui.controls.bits import Bits
from lstm_studio.ui.controls.popover import Note, Popover
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["ForgetVector"]

STEP, ON, ALL = "step", "on", "all"


class ForgetVector(Popover):
    """A square a unit, and the steps in which the vector is held. What is turned over is held at once."""

    def __init__(self, session: Session, card: QWidget) -> None:
        super().__init__(_("Forget vector"), card)
        self._session = session
        self._when = ALL
        self.bits = Bits(_("Forget vector"))
        self.bits.turned.connect(self._on_turned)
        words = {ALL: _("all"), ON: _("from here on"), STEP: _("this one")}
        self.steps = Segments(_("Steps"), words)
        self.steps.chosen.connect(self._on_steps)
        self.note = Note()
        about = Note()
        about.say(_("1: the memory of a unit is copied; 0: it is reset. Click the squares."))
        fills = QHBoxLayout()
        fills.setSpacing(4)
        for title, wanted in ((_("All 1"), (1, 1)), (_("All 0"), (0, 0)), (_("1 0 1 0 …"), (1, 0))):
            fills.addWidget(self._fill_button(title, wanted))
        row = self.form.rowCount()
        self.form.addWidget(about, row, 0, 1, 4)
        self.form.addWidget(self.bits, row + 1, 0, 1, 4)
        self.form.addLayout(fills, row + 2, 0, 1, 4)
        self.form.add((_("Steps"), self.steps))
        self.form.add_note(self.note)
        self.opened.connect(lambda: self.show_scene(session.scene))

    def _fill_button(self, words: str, wanted: tuple[int, int]) -> QPushButton:
        """Give a button that writes two bits over and over."""
        button = QPushButton(words)
        button.setProperty("small", True)
        button.clicked.connect(
            lambda: self._on_turned(tuple(wanted[unit % 2] for unit in range(self._units)))
        )
        return button

    @property
    def _units(self) -> int:
        state = self._session.state
        return state.study.sizes.units_of(state.view.layer)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.bits.set_theme(theme)

    def show_scene(self, scene: Scene) -> None:
        """Show what is held at the cursor."""
        state, cursor = scene.state, scene.view.cursor
        refusals = {} if cursor else dict.fromkeys((STEP, ON), _("there is no step before the first input"))
        if not cursor and self._when in refusals:
            self._when = ALL
        self.steps.show_choice(self._when, refusals)
        self.bits.setEnabled(not refused_vector(scene.graph))
        step = max(cursor - 1, 0)
        self.bits.show_bits(forget_vector(state, step))
        said = _("Shown as held at step {step}. What the cell writes is added to what it keeps.")
        self.note.say(said.format(step=step + 1))
        self.settle()

    def _on_steps(self, when: str) -> None:
        self._when = when
        held = tuple(bit for bit in self.bits.bits if bit is not None)
        if len(held) == self._units:
            self._on_turned(held)
        else:
            self.show_scene(self._session.scene)

    def _on_turned(self, bits: tuple[int, ...]) -> None:
        last = self._session.state.study.sequence.steps - 1
        at = max(self._session.state.view.cursor - 1, 0)
        steps = {ALL: (0, last), ON: (at, last), STEP: (at, at)}[self._when]
        self._session.attempt(set_forget_vector, bits, steps)
