"""How an update is computed: the course of the rate, clips, decay, when a run ends, the loss, the precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.fit import Job
from lstm_studio.core.loss import OUTPUTS, losses_of
from lstm_studio.core.optim import OPTIMISERS
from lstm_studio.core.schedule import SCHEDULES
from lstm_studio.session.verbs import training
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.controls.popover import Note, Popover
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.numbers import count
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.study import Study
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["TrainingForm"]

FURTHEST = 1_000_000
LONGEST = 10_000_000
TITLES = {
    "mse": _("mean squared error"),
    "cross-entropy": _("cross-entropy"),
    "binary cross-entropy": _("binary cross-entropy"),
}
WHOLE = ("period", "warm_up", "truncate", "seed")


class TrainingForm(Popover):
    """All settings of a training that have no room in its card; each may be changed while it goes on."""

    def __init__(self, session: Session, card: QWidget) -> None:
        super().__init__(_("Schedule, clips, decay, seed, loss, precision"), card)
        self._session = session
        self.schedule = Choice(_("Schedule"), {name: row.title for name, row in SCHEDULES.items()})
        self.fields = {
            "factor": Number(_("Factor"), 1e-6, 1, whole=False),
            "period": Number(_("Period"), 1, LONGEST),
            "warm_up": Number(_("Warm-up"), 0, LONGEST),
            "clip_value": Number(_("Clip by value"), 1e-9, 1e9, whole=False, empty=_("off")),
            "decay": Number(_("Decay of weights"), 0, 1e3, whole=False, empty=_("off")),
            "truncate": Number(_("Truncation"), 1, FURTHEST, empty=_("off")),
            "seed": Number(_("Seed"), 0, 2**31 - 1),
        }
        self.truncate = self.fields["truncate"]
        self.end = Segments(_("A run ends"), {"budget": _("after all updates"), "solved": _("when solved")})
        self.loss = Choice(_("Loss"), {})
        self.precision = Segments(_("Precision"), {"float32": "float32", "float64": "float64"})
        self.schedule_note, self.loss_note, self.truncate_note = Note(), Note(), Note()
        self._outputs = ""  # the output whose losses stand in the list
        self._explain()
        self._lay_out()
        self.schedule.chosen.connect(lambda name: self._set(schedule=name))
        self.end.chosen.connect(lambda name: self._set(early_stop=name == "solved"))
        self.loss.chosen.connect(self._on_loss)
        self.precision.chosen.connect(lambda name: self._set(dtype=name))
        for key, field in self.fields.items():
            field.chosen.connect(lambda number, key=key: self._set(**{key: number}))
        self.opened.connect(lambda: self.show_scene(session.scene))

    def _explain(self) -> None:
        self.schedule.setToolTip(_("How the learning rate changes on the way"))
        tips = {
            "factor": _("What the rate is multiplied by in every period"),
            "period": _("Updates in which the rate is multiplied by the factor once"),
            "warm_up": _("Updates in which the rate rises from 0; the schedule begins after them"),
            "clip_value": _(
                "Largest size of each value of the gradient, clipped before the norm; empty for any"
            ),
            "decay": _("How fast weights shrink by themselves; empty for what is usual with the optimiser"),
            "truncate": _("Steps between two places at which the gradient stops; empty for none"),
            "seed": _("Another seed draws other batches; the same one draws the same"),
        }
        for key, tip in tips.items():
            self.fields[key].explain(tip)
        self.loss.setToolTip(_("What an update makes smaller"))
        self.end.button("solved").setToolTip(_("When an examination, every 50 updates, meets the criterion"))
        self.truncate_note.say(_("Every so many steps the gradient stops; off: it goes back to the first"))

    def _lay_out(self) -> None:
        fields, form = self.fields, self.form
        form.add((_("Schedule"), self.schedule), (_("Warm-up"), fields["warm_up"]))
        form.add((_("Factor"), fields["factor"]), (_("Period"), fields["period"]))
        form.add_note(self.schedule_note)
        form.add((_("Clip values"), fields["clip_value"]), (_("Decay"), fields["decay"]))
        form.add((_("Truncate"), self.truncate), (_("Seed"), fields["seed"]))
        form.add_note(self.truncate_note)
        form.add((_("A run ends"), self.end))
        form.add((_("Loss"), self.loss))
        form.add_note(self.loss_note)
        form.add((_("Precision"), self.precision))

    def show_scene(self, scene: Scene) -> None:
        """Show the settings as they are, and what goes with the output."""
        study = scene.study
        settings, uses = study.training, SCHEDULES[study.training.schedule].uses
        self.schedule.show_choice(settings.schedule)
        usual = OPTIMISERS[settings.optimiser].decay
        self.fields["decay"].setPlaceholderText(f"{usual:g}" if usual else _("off"))
        for key, field in self.fields.items():
            field.show_number(getattr(settings, key))
        for key in ("factor", "period"):
            self.fields[key].setEnabled(key in uses)
        self.schedule_note.say(_said_schedule(study))
        self.end.show_choice("solved" if settings.early_stop else "budget", {})
        self.end.button("solved").setToolTip(_("When an examination, every 50 updates, meets the criterion"))
        self._show_loss(study)
        self.precision.show_choice(settings.dtype, {})
        self.settle()

    def _show_loss(self, study: Study) -> None:
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

    def _on_loss(self, name: str) -> None:
        usual = OUTPUTS[self._session.state.study.sizes.output].loss
        self._set(loss=None if name == usual else name)

    def _set(self, **changes: Any) -> None:
        whole = {key: int(value) for key, value in changes.items() if key in WHOLE and value is not None}
        self._session.attempt(training.set_training, **{**changes, **whole})
        self.show_scene(self._session.scene)


def _said_schedule(study: Study) -> str:
    """Say what becomes of the rate; "" where it stays what it is."""
    settings = study.training
    if settings.schedule == "constant" and not settings.warm_up:
        return ""
    job = Job.of(study)
    ends = sorted({0, min(settings.warm_up, settings.updates - 1), settings.updates - 1})
    rates = [f"{settings.rate * job.share(update):.2g}" for update in ends]
    return _("the rate goes {rates} in {updates} updates").format(
        rates=" → ".join(rates), updates=count(settings.updates)
    )
