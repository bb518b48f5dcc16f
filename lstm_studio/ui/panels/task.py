"""The task: its options, when it counts as solved and whether it is, what a guess reaches, and what to look at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.csv_text import Table
from lstm_studio.session.verbs import sights
from lstm_studio.ui.controls.buttons import action_button
from lstm_studio.ui.controls.pairs import Pairs
from lstm_studio.ui.losses.badge import Badge
from lstm_studio.ui.numbers import count
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.task_options import TaskOptions
from lstm_studio.ui.plots.limits import printed
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from lstm_studio.core.study import Record
    from lstm_studio.core.tasks import Task
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["TaskPanel"]

MARGIN = 16  # pixels beside the badge
RECENT = 20  # updates over which the loss is said, beside that of guesses


def said_solved(record: Record) -> tuple[str, ...]:
    """Say at which update the task was solved and after how many sequences, then without these; () for not yet."""
    if record.solved is None:
        return ()
    said = _("Solved · update {update}").format(update=count(record.solved))
    if record.solved_after is None:
        return (said,)
    return _("{solved} · {n} sequences").format(solved=said, n=count(record.solved_after)), said


def _label(voice: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    if voice:
        label.setProperty("voice", voice)
    return label


class TaskPanel(Panel):
    """Words above, numbers to set, then how it stands, and the links of what to look at."""

    name = "task"
    title = _("Task")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"task", "options", "record", "baselines", "training", "theme"}
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: Task | None = None
        self.summary, self.look = _label("quiet"), _label("quiet")
        self.options = TaskOptions(session)
        self.hard, self.standing = _label("quiet"), _label()
        self.guesses = Pairs(_("What simple guesses reach"))
        self.badge = Badge()
        self.badge.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.links = QVBoxLayout()
        self.links.setSpacing(2)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(6)
        self.guess: QWidget | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        head = QLabel(_("Look at this"))
        head.setObjectName("title")
        above: tuple[QWidget, ...] = (self.summary, self.badge, head)
        for widget in above:
            column.addWidget(widget)
        column.addLayout(self.links)
        column.addLayout(self.buttons)
        below: tuple[QWidget, ...] = (self.options, self.hard, self.standing, self.guesses, self.look)
        for widget in below:
            column.addWidget(widget)
        column.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(inner)
        for ground in (self.scroll_area.viewport(), inner):
            ground.setAutoFillBackground(False)  # the card is behind it
        self.body.addWidget(self.scroll_area)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        self.header.row.insertWidget(1, action_button(actions["tasks"], words=True, drawn=False, wide=False))
        self.guess = action_button(actions["guess"], words=True, drawn=False)
        self.buttons.addWidget(self.guess)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.badge.theme = theme
        self.badge.update()

    def fact(self, scene: Scene) -> str:
        return TASKS[scene.study.task].title

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        task = TASKS[scene.study.task]
        if task is not self._shown:
            self._show_task(task)
        self.options.show_options(task, scene.study.options)
        hard = task.hard
        self.hard.setVisible(hard is not None)
        if hard is not None:
            _say(self.hard, _first_large(hard.says) + ".")
            voice = "bad" if hard.when(task.settle(scene.study.options)) else "quiet"
            if self.hard.property("voice") != voice:
                self.hard.setProperty("voice", voice)
                self.hard.style().polish(self.hard)
        _say(self.standing, self._said_standing(task, scene))
        self.badge.set_wordings(said_solved(scene.study.record), self.scroll_area.viewport().width() - MARGIN)
        self.guesses.show_pairs(self._said_guesses(scene))
        self.guesses.setVisible(bool(scene.baselines))

    def _show_task(self, task: Task) -> None:
        self._shown = task
        self.summary.setText(task.summary)
        self.look.setText(task.look)
        while (item := self.links.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, sight in enumerate(task.sights):
            self.links.addWidget(self._link(place, sight.says))
        if self.guess is not None:
            self.guess.setVisible(task.luck is not None)

    def _link(self, place: int, says: str) -> QPushButton:
        link = QPushButton(f"{says} →")
        link.setProperty("link", True)
        link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setToolTip(_("Arranges the window: the value, the unit and the plots that show it"))
        link.clicked.connect(partial(self.follow, place))
        return link

    def follow(self, place: int, _checked: object = None) -> None:
        """Look at what the task gives to look at."""
        self.session.attempt(sights.see, place, self.session.scene.trace)

    @staticmethod
    def _said_standing(task: Task, scene: Scene) -> str:
        said = _("Solved when: {criterion}").format(criterion=task.criterion)
        score = scene.study.record.score
        return said if score is None else _("{said} · now {score}").format(said=said, score=printed(score))

    @staticmethod
    def _said_guesses(scene: Scene) -> list[tuple[str, str]]:
        """Say what each guess reaches, and that it is beaten where the loss of the last updates is below it."""
        losses = scene.study.record.losses[-RECENT:, 1]
        reached = float(losses.mean()) if len(losses) else None
        pairs = []
        for label, value in scene.baselines.items():
            beaten = reached is not None and reached < value
            said = _("{label} · beaten") if beaten else "{label}"
            pairs.append((said.format(label=_first_large(label)), printed(value)))
        return pairs

    def numbers(self, scene: Scene) -> Table | None:
        rows = tuple((label, value) for label, value in scene.baselines.items())
        return Table((_("guess"), _("loss")), rows) if rows else None


def _say(label: QLabel, text: str) -> None:
    if text != label.text():  # else the panel would be laid out at every update
        label.setText(text)


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
