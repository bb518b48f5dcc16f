"""Training: what is learnt and how, the buttons, and how far it has got."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from lstm_studio.core.optim import OPTIMISERS
from lstm_studio.core.tasks import TASKS
from lstm_studio.session.verbs import task, training
from lstm_studio.ui.controls.buttons import action_button
from lstm_studio.ui.controls.form import Form, side_by_side
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.controls.popover import more_button
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.numbers import count, duration
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.training_form import TrainingForm
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.report import Best
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import Broken

__all__ = ["TrainingPanel"]

BUTTONS = ("train", "one_update", "stop", "start_again")


class TrainingPanel(Panel):
    """Task, optimiser, rate, clip, batch, updates; train or pause, one update, stop, start again."""

    name = "training"
    title = _("Training")
    area = "left"
    grows = False
    needs: ClassVar[frozenset[str]] = frozenset(
        {"task", "training", "record", "rate", "left", "sizes", "broken"}
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.task = Choice(_("Task"), {name: row.title for name, row in TASKS.items()})
        self.optimiser = Choice(_("Optimiser"), {name: row.title for name, row in OPTIMISERS.items()})
        self.fields = {
            "rate": Number(_("Rate"), 1e-8, 100, whole=False),
            "clip": Number(_("Clip"), 1e-6, 1e6, whole=False, empty=_("off")),
            "batch": Number(_("Batch"), 1, 4096),
            "updates": Number(_("Updates"), 1, 10_000_000),
        }
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(6)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of training"))
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.line = Words("quiet")
        self.back = QPushButton()  # to the best, after a run that broke off
        self.more = TrainingForm(session, self)
        self._explain()
        self._lay_out()
        self.task.chosen.connect(self._on_task)
        self.optimiser.chosen.connect(self._on_optimiser)
        self.back.clicked.connect(self._on_back)
        for key, field in self.fields.items():
            field.chosen.connect(lambda number, key=key: self._set(**{key: number}))

    def _explain(self) -> None:
        self.fields["rate"].explain(_("Learning rate: the size of a step down the gradient"))
        self.fields["clip"].explain(_("Longest gradient, measured over all parameters; empty for no limit"))
        self.fields["batch"].explain(_("Sequences in one update"))
        self.fields["updates"].explain(_("Updates until training stops"))
        self.optimiser.setToolTip(_("How a gradient becomes a step"))
        for place, row in enumerate(TASKS.values()):
            self.task.setItemData(place, row.summary, Qt.ItemDataRole.ToolTipRole)

    def _lay_out(self) -> None:
        form = Form()
        form.add((_("Task"), self.task))
        form.add((_("Optimiser"), side_by_side(self.optimiser, more_button(self.more))))
        form.add((_("Rate"), self.fields["rate"]), (_("Clip"), self.fields["clip"]))
        form.add((_("Batch"), self.fields["batch"]), (_("Updates"), self.fields["updates"]))
        self.body.addLayout(form)
        self.body.addLayout(self.buttons)
        self.body.addWidget(self.progress)
        self.back.setProperty("small", True)
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.hide()
        said = QHBoxLayout()
        said.addWidget(self.line, 1)
        said.addWidget(self.back)
        self.body.addLayout(said)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        self.header.row.insertWidget(1, action_button(actions["tasks"], words=True, drawn=False, wide=False))
        for name in BUTTONS:
            first = name == BUTTONS[0]
            self.buttons.addWidget(action_button(actions[name], accent=first, words=first), int(first))

    def fact(self, scene: Scene) -> str:
        if scene.run.training == "running" and scene.run.rate > 0:
            return _("{rate} updates/s").format(rate=count(round(scene.run.rate)))
        return ""

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        study, record = scene.study, scene.study.record
        if self.more.isVisible():
            self.more.show_scene(scene)
        self.task.show_choice(study.task)
        self.task.setToolTip(TASKS[study.task].summary)
        self.optimiser.show_choice(study.training.optimiser)
        for key, field in self.fields.items():
            field.show_number(getattr(study.training, key))
        self.progress.setValue(round(1000 * record.update / record.updates) if record.updates else 0)
        broken = scene.run.broken
        broken = broken if broken is not None and broken.record is record else None
        self.line.setText(self._said_progress(scene) if broken is None else self._said_broken(broken))
        self.line.setToolTip("" if broken is None else broken.why)
        self._offer(None if broken is None else broken.best)

    def _offer(self, best: Best | None) -> None:
        """Offer the parameters that were best before a run broke off."""
        self.back.setVisible(best is not None)
        if best is not None:
            update = count(best.update)
            self.back.setText(_("Back to {update}").format(update=update))
            tip = _(
                "Take the parameters of update {update}, the best that was examined: held-out loss {loss:.3g}"
            )
            self.back.setToolTip(tip.format(update=update, loss=best.loss))
            self.back.setAccessibleName(self.back.toolTip())

    @staticmethod
    def _said_broken(broken: Broken) -> str:
        return _("broke off at {update}").format(update=count(broken.record.update))

    @staticmethod
    def _said_progress(scene: Scene) -> str:
        run, record = scene.run, scene.study.record
        if not record.update and run.training == "idle":
            return _("not trained in this window yet")
        total = record.updates or scene.study.training.updates
        said = _("update {update} of {updates}").format(update=count(record.update), updates=count(total))
        if run.training == "paused":
            return f"{said} · {_('paused')}"
        if run.training == "running" and math.isfinite(run.left):
            return f"{said} · {_('{time} left').format(time=duration(run.left))}"
        if record.solved is not None:
            return f"{said} · {_('solved at {update}').format(update=count(record.solved))}"
        return said

    def _on_task(self, name: str) -> None:
        if self.session.attempt(task.set_task, name):
            self.task.show_choice(self.session.state.study.task)

    def _on_back(self) -> None:
        self.session.attempt(training.back_to_best)

    def _on_optimiser(self, name: str) -> None:
        self._set(optimiser=name)

    def _set(self, **changes: Any) -> None:
        whole = {key: int(value) for key, value in changes.items() if key in ("batch", "updates")}
        self.session.attempt(training.set_training, **{**changes, **whole})
