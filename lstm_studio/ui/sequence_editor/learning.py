"""How the sequence is scaled, cut into windows and held out, on a card that opens beside the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.tasks.own import OWN, learnt, length, one_hot
from lstm_studio.session.steps_table import heads
from lstm_studio.session.verbs import sequence, task
from lstm_studio.ui.controls.form import side_by_side
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.popover import Note, Popover
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.switch import Switch
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.numbers import count
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State

__all__ = ["Learning", "said_learning"]

SCALES = {"": _("as given"), "standard": _("mean 0, deviation 1"), "range": _("0 … 1")}


def said_learning(study: Study) -> str:
    """Say how a sequence is learnt: its scale, how much of it, and what is held out."""
    if study.task != OWN.name:
        return _("shown; the task draws others")
    options = OWN.settle(study.options)
    steps = learnt(study.sequence, options)
    left = length(study.sequence) - steps
    said = _("{learnt} steps learnt, {left} held out").format(learnt=count(steps), left=count(left))
    said = said if left else _("all {learnt} steps learnt").format(learnt=count(steps))
    scale = study.sequence.scaling
    return f"{SCALES[scale]} · {said}" if scale else said


class Learning(Popover):
    """Scale, steps in a window, the share that is learnt, and whether all kept sequences are."""

    def __init__(self, session: Session, card: QWidget) -> None:
        super().__init__(_("Scale, windows, what is held out"), card)
        self._session = session
        self.scale = Segments(_("Scale"), SCALES)
        self.window_steps = Number(_("Steps in a window"), 1, 500)
        self.share = Number(_("Learnt, in % of the steps"), 10, 100)
        self.together = Switch(_("Learn from all kept sequences of these channels"))
        self.note = Note()
        self.window_steps.explain(_("Training cuts the sequence into windows of so many steps"))
        self.share.explain(_("The first steps are learnt; the others are held out, and examined"))
        words = Words("quiet")
        words.setText(_("learn from all of these channels"))
        self.form.add((_("Scale"), self.scale))
        self.form.add((_("Window"), self.window_steps), (_("Learnt %"), self.share))
        self.form.add((_("All kept"), side_by_side(words, self.together)))
        self.form.add_note(self.note)
        self.scale.chosen.connect(lambda key: self._try(sequence.scale, key))
        self.window_steps.chosen.connect(lambda number: self._try(task.set_option, "window", number))
        self.share.chosen.connect(lambda number: self._try(task.set_option, "share", number))
        self.together.clicked.connect(lambda on: self._try(task.set_option, "together", float(on)))
        self.opened.connect(lambda: self.show_study(session.state.study))

    def show_study(self, study: Study) -> None:
        """Show the choices as they are, and what comes of them."""
        own, shown = study.task == OWN.name, study.sequence
        why = (
            _("these are symbols, one at a step; only numbers can be scaled") if one_hot(shown.values) else ""
        )
        self.scale.show_choice(shown.scaling, dict.fromkeys(SCALES, why) if why else {})
        options = OWN.settle(study.options) if own else OWN.settle()
        self.window_steps.show_number(options["window"])
        self.share.show_number(options["share"])
        self.together.setChecked(bool(options["together"]))
        for field in (self.window_steps, self.share, self.together):
            field.setEnabled(own)
        said = _("The task draws sequences of its own; with the task Own sequence this one is learnt.")
        if own:
            asked = ", ".join(head.name for head in heads(shown) if head.role == "target")
            said = said_learning(study) + " · " + (asked or _("the next step")) + " " + _("is to be answered")
        self.note.say(said[:1].upper() + said[1:])
        self.settle()

    def _try(self, change: Callable[..., State], *arguments: object) -> None:
        self._session.attempt(change, *arguments)
        self.show_study(self._session.state.study)
