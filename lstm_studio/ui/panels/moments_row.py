"""The moments of training under the film of the steps: play through them, drag, and train on from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from lstm_studio.session.verbs import past
from lstm_studio.ui.controls.buttons import action_button
from lstm_studio.ui.controls.course import Course, loss_at
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.panels.panel import GAP
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["MomentsRow"]

BEFORE, BEHIND = ("replay",), ("now", "branch")


class MomentsRow(QWidget):
    """Buttons, the course of the training and what is looked at. It is seen once there are moments."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.course = Course()
        self.course.gone.connect(self._on_gone)
        sample = _("update {update} / {updates} · loss {loss}").format(
            update=8888, updates=8888, loss="0.00888"
        )
        self.said = Words("title", sample)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(GAP)
        self.row.addWidget(self.course, 1)
        self.row.addWidget(self.said)
        self.setVisible(False)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Take the actions that are its buttons."""
        for place, name in enumerate(BEFORE):
            self.row.insertWidget(place, action_button(actions[name]))
        for name in BEHIND:
            self.row.addWidget(action_button(actions[name]))

    def show_moments(self, scene: Scene, theme: Theme) -> None:
        """Show the record of the study and the moment that is looked at."""
        record, moment = scene.study.record, scene.seen
        self.setVisible(past.count(scene.state) > 0)
        if self.isHidden():
            return
        self.course.show_record(record, scene.view.past, theme, under_way=scene.run.training != "idle")
        update = record.update if moment is None else moment.update
        said = _("now: update {update}") if moment is None else _("update {update} / {updates}")
        facts = [said.format(update=update, updates=record.update)]
        loss = loss_at(record, update)
        if loss is not None:
            facts.append(_("loss {loss:.3g}").format(loss=loss))
        self.said.setText(" · ".join(facts))

    def _on_gone(self, update: float) -> None:
        self._session.do(past.go_to_update, update)
