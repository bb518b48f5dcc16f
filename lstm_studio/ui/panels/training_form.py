"""How an update is computed: the loss, the precision, and how far back the gradient goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.loss import OUTPUTS, losses_of
from lstm_studio.session.verbs import training
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.controls.popover import Note, Popover
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["TrainingForm"]

FURTHEST = 1_000_000
TITLES = {
    "mse": _("mean squared error"),
    "cross-entropy": _("cross-entropy"),
    "binary cross-entropy": _("binary cross-entropy"),
}


class TrainingForm(Popover):
    """The loss that goes with the output or another one that makes sense, float32 or float64, truncation."""

    def __init__(self, session: Session, card: QWidget) -> None:
        super().__init__(_("Loss, precision, truncation"), card)
        self._session = session
        self.loss = Choice(_("Loss"), {})
        self.precision = Segments(_("Precision"), {"float32": "float32", "float64": "float64"})
        self.truncate = Number(_("Truncation"), 1, FURTHEST, empty=_("off"))
        self.loss_note, self.truncate_note = Note(), Note()
        self._outputs = ""  # the output whose losses stand in the list
        self.loss.setToolTip(_("What an update makes smaller"))
        self.truncate.explain(_("Steps between two places at which the gradient stops; empty for none"))
        self.truncate_note.say(_("Every so many steps the gradient stops; off: it goes back to the first"))
        self.form.add((_("Loss"), self.loss))
        self.form.add_note(self.loss_note)
        self.form.add((_("Precision"), self.precision))
        self.form.add((_("Truncate"), self.truncate))
        self.form.add_note(self.truncate_note)
        self.loss.chosen.connect(self._on_loss)
        self.precision.chosen.connect(lambda name: self._set(dtype=name))
        self.truncate.chosen.connect(lambda steps: self._set(truncate=None if steps is None else int(steps)))
        self.opened.connect(lambda: self.show_scene(session.scene))

    def show_scene(self, scene: Scene) -> None:
        """Show the settings as they are, and what goes with the output."""
        study = scene.study
        output, fitting = study.sizes.output, losses_of(study.sizes.output)
        if output != self._outputs:
            self._outputs = output
            self.loss.clear()
            for name in fitting:
                self.loss.addItem(TITLES[name], name)
        self.loss.show_choice(study.training.loss or OUTPUTS[output].loss)
        self.loss.setEnabled(len(fitting) > 1)
        why = _("with the output {output} there is no other").format(output=_(output))
        self.loss_note.say(why if len(fitting) == 1 else "")
        self.precision.show_choice(study.training.dtype, {})
        self.truncate.show_number(study.training.truncate)
        self.settle()

    def _on_loss(self, name: str) -> None:
        usual = OUTPUTS[self._session.state.study.sizes.output].loss
        self._set(loss=None if name == usual else name)

    def _set(self, **changes: Any) -> None:
        self._session.attempt(training.set_training, **changes)
        self.show_scene(self._session.scene)
