"""Can the numbers be trusted? The gradient and other runtimes, held against the model that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from lstm_studio.core.sizes import address
from lstm_studio.parity.report import worst
from lstm_studio.session.verbs import selection
from lstm_studio.ui.controls.buttons import action_button
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.trust_rows import Line, sections, table
from lstm_studio.ui.panels.trust_tree import BAR, LINE, TrustTree
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from lstm_studio.formats.csv_text import Table
    from lstm_studio.parity.report import Answer
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["TrustPanel"]

NOTHING = _(
    "Check holds the gradient of this model against differences of its loss, and its values against PyTorch and "
    "onnxruntime where they are installed. It takes some seconds, beside your work."
)
STALE = _("{title} as it was: it has changed since")


def _file_said(answer: Answer, *, stale: bool) -> str:
    said = answer.sentence
    return _("{said}; the model has changed since").format(said=said) if stale else said


class TrustPanel(Panel):
    """A button, how far the check is, what it was of, its figures, and the place of the one that is chosen."""

    name = "trust"
    title = _("Trust")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset({"check", "stale", "parity", "parity_stale", "theme"})

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: tuple[object, ...] = ()
        self.failure, self.said, self.detail = QLabel(), QLabel(), QLabel()
        for label in (self.failure, self.said, self.detail):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.failure.setProperty("voice", "bad")
        self.said.setProperty("voice", "quiet")
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("How much of the check is done"))
        self.tree = TrustTree()
        self.tree.setAccessibleName(self.title)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.itemClicked.connect(self._on_clicked)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.setSpacing(4)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.failure)
        self.body.addWidget(self.said)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.detail)
        self.body.addStretch()  # takes the room of the tree until there is one

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        self.button = action_button(actions["check"], words=True, drawn=False)
        self.header.row.insertWidget(1, self.button)

    def fact(self, scene: Scene) -> str:
        check = scene.run.check
        if check.running:
            return _("{done} of {whole}").format(done=check.done, whole=check.whole) if check.whole else ""
        answer = scene.run.parity.answer
        found = [] if check.report is None else [(check.report.passed, scene.stale)]
        if answer is not None and (answer.figures or answer.failed):
            found.append((answer.passed, scene.parity_stale))
        if any(stale for _passed, stale in found):
            return _("outdated")
        passed = _("passed") if all(passed for passed, _stale in found) else _("MISSED")
        return passed if found else ""

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.tree.take_theme(theme)
        self._shown = ()

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        check = scene.run.check
        self.progress.setVisible(check.running)
        self.progress.setRange(0, check.whole)  # of nothing yet: it moves to and fro
        self.progress.setValue(check.done)
        self.failure.setText(_("Nothing was checked: {why}").format(why=check.failure))
        self.failure.setVisible(bool(check.failure) and not check.running)
        self.said.setText(self._said(scene))
        parity = scene.run.parity
        shown = (check.report, scene.stale, parity.answer, scene.parity_stale, self.theme)
        if not self._shown or any(one is not other for one, other in zip(shown, self._shown, strict=True)):
            self._shown = shown
            self.tree.setVisible(check.report is not None or parity.answer is not None)
            self.tree.show_report(
                check.report, faded=scene.stale, answer=parity.answer, parted=scene.parity_stale
            )
            self._tell(None)

    def numbers(self, scene: Scene) -> Table | None:
        report, answer = scene.run.check.report, scene.run.parity.answer
        return None if report is None and answer is None else table(report, answer)

    @staticmethod
    def _said(scene: Scene) -> str:
        check = scene.run.check
        if check.running:
            return _("checking {what}…").format(what=check.next) if check.next else _("starting…")
        parity = scene.run.parity
        if parity.running:
            return _("comparing with what its own program reads of “{file}”…").format(file=parity.of)
        if check.report is None:
            return NOTHING if parity.answer is None else _file_said(parity.answer, stale=scene.parity_stale)
        return STALE.format(title=check.report.title) if scene.stale else check.report.said

    def _tell(self, line: Line | None) -> None:
        """Say all of a row; of none, where the worst row of the gradient is."""
        report = self.session.state.run.check.report
        said = "" if line is None else line.whole
        if line is None and report is not None:
            at = worst(report.gradient)
            lines = sections(report)[0].lines
            said = next((one.detail for one in lines if one.figure is at), "")
        self.detail.setText(said)
        self.detail.setVisible(bool(said))

    @Slot(object)
    def _on_chosen(self, line: Line | None) -> None:
        self._tell(line)

    def _on_clicked(self) -> None:
        """Select the unit that is worst there, in its layer and direction."""
        item = self.tree.currentItem()
        line = None if item is None else item.data(BAR, LINE)
        if not isinstance(line, Line) or line.figure.index is None or line.figure.name in ("E", "V", "k"):
            return
        layer, direction, _symbol = address(line.figure.name)
        index = line.figure.index
        self.session.attempt(selection.enter, layer, direction)
        self.session.attempt(selection.select_unit, index[-1 if len(index) == 3 else 0])
