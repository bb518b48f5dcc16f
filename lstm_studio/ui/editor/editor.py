"""The cell editor: a window of its own, and a part of the frame. What is being written is the session's draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout

from lstm_studio.session.verbs import draft as drafts
from lstm_studio.session.verbs import selection, transport
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.dropped import accept_copy
from lstm_studio.ui.editor.acts import Acts
from lstm_studio.ui.editor.bar import Bar
from lstm_studio.ui.editor.hover import about_function, about_name
from lstm_studio.ui.editor.preview import Shown
from lstm_studio.ui.editor.problems import summary
from lstm_studio.ui.editor.sheet import Sheet
from lstm_studio.ui.theme import LIGHT, Theme, theme_for
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.study import Study
    from lstm_studio.core.trace import LayerTrace
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.draft import Draft
    from lstm_studio.session.session import Session
    from lstm_studio.session.settings import Settings
    from lstm_studio.ui.frame import Frame

__all__ = ["CellEditor"]

SOON = 1000  # milliseconds after the last key until what is written is kept
SHARE = 0.94  # of the window that a new editor takes
KEYS = {
    "use": "Ctrl+Return",
    "save": "Ctrl+S",
    "save_as": "Ctrl+Shift+S",
    "open": "Ctrl+O",
    "find": "F8",
    "help": "F1",
}


class CellEditor(QDialog):
    """Writes the draft; everything that it shows follows from the draft and the study."""

    needs: ClassVar[frozenset[str]] = frozenset(
        {"draft", "rehearsal", "first_trace", "cursor", "unit", "layer", "direction", "theme", "shapes"}
    )

    def __init__(self, session: Session, settings: Settings, frame: Frame, window: QWidget) -> None:
        super().__init__(window)
        self.session, self.settings = session, settings
        self.theme: Theme = LIGHT
        self._study: Study | None = None
        self._trace: LayerTrace | None = None
        self.bar = Bar()
        self.sheet = Sheet(self._told)
        self.acts = Acts(session, self.sheet, self._settle, self)
        self.message = Words("quiet")
        self.use_button = QToolButton()
        self._soon = QTimer(self)  # after the last key: what is written must outlive a crash, too
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._keep_draft)
        self._build(window.size())
        self._connect()
        frame.add(self)
        window.installEventFilter(self)  # when it is closed, what is being written is kept

    def _build(self, room: QSize) -> None:
        self.setObjectName("cell_editor")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAcceptDrops(True)
        close = QPushButton(_("Close"))
        close.setAutoDefault(False)
        close.setToolTip(_("What is written stays (Esc)"))
        close.clicked.connect(self.reject)
        self.use_button.setText(_("&Use in the study"))
        self.use_button.setProperty("accent", True)
        self.use_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.setContentsMargins(4, 0, 0, 0)
        row.addWidget(self.message, 1)
        row.addWidget(close)
        row.addWidget(self.use_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.sheet, 1)
        column.addLayout(row)
        self.resize(room * SHARE)
        if not self.settings.get("editor_geometry").isEmpty():
            self.restoreGeometry(self.settings.get("editor_geometry"))
        self.sheet.restore(self.settings.get("editor_cards"))
        self.sheet.help.setChecked(self.settings.get("editor_help"))
        self._dress(theme_for(self.session.state.view.theme), self.settings.get("editor_type"))

    def _connect(self) -> None:
        session, sheet, bar, acts = self.session, self.sheet, self.bar, self.acts
        sheet.text.settled.connect(lambda text: session.do(drafts.write, text))
        sheet.text.scaled.connect(lambda size: self.settings.set("editor_type", size))
        sheet.problems.pressed.connect(acts.find_problem)
        sheet.preview.chosen.connect(acts.find)
        sheet.preview.drawn.connect(self._say_state)
        sheet.trace.gone.connect(lambda step: session.do(transport.go, step))
        sheet.trace.chosen.connect(lambda unit: session.do(selection.select_unit, unit))
        bar.titled.connect(lambda title: session.do(drafts.retitle, title))
        bar.start.study.connect(acts.start_study)
        bar.start.page.connect(acts.start_page)
        bar.start.cell.connect(acts.start)
        bar.opened.connect(acts.ask_open)
        bar.saved.connect(acts.ask_save)
        acts.said.connect(self.message.setText)
        self.use_button.clicked.connect(acts.use)
        keyed = {
            "use": acts.use,
            "save": acts.save,
            "save_as": acts.ask_save,
            "open": acts.ask_open,
            "find": acts.find_problem,
            "help": sheet.help.toggle,
        }
        for name, act in keyed.items():
            QShortcut(QKeySequence(KEYS[name]), self).activated.connect(act)

    def begin(self) -> None:
        """Go on with what was being written, else begin from the cell of the study."""
        self.acts.begin(self.settings.get("draft"))

    def _settle(self) -> None:
        """Let everything follow from the text as it is now."""
        self.sheet.text.settle()
        self.show_scene(self.session.scene, self.needs)

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring all cards up to the draft."""
        theme = theme_for(scene.view.theme)
        if theme is not self.theme:
            self._dress(theme, self.sheet.text.size_of_type)
        draft, rehearsal = scene.view.draft, scene.rehearsal
        if draft is not None:
            self._show_draft(draft)
            if "draft" in changed and self.isVisible():
                self._soon.start()
        if draft is None or rehearsal is None or rehearsal.study is None:
            return
        study, first = rehearsal.study, scene.first_trace
        there = first is not None and first.study.cell == study.cell and first.study.sizes == study.sizes
        trace, why = (first.trace, first.why) if first is not None and there else (None, "")
        view, cursor = scene.view, min(scene.view.cursor, study.sequence.steps)
        part = trace.cell(view.layer, view.direction) if trace is not None else None
        self._study, self._trace = study, part
        old = draft.problem is not None
        self.sheet.preview.show_study(Shown(study, part, view.layer, cursor, view.unit, old, view.shapes))
        self.sheet.parameters.show_study(study, view.layer, view.direction)
        self.sheet.trace.show_trace(study, part, cursor, view.unit, why)

    def _show_draft(self, draft: Draft) -> None:
        self.bar.show_draft(draft)
        self.sheet.text.show_problem(draft.problem)
        self._say_state()
        self.use_button.setEnabled(not draft.refusal)
        keys = QKeySequence(KEYS["use"]).toString(QKeySequence.SequenceFormat.NativeText)
        tip = _("Equal parameters keep their values ({keys})").format(keys=keys)
        self.use_button.setToolTip(draft.refusal or tip)
        title = _("{title}[*] – cell editor").format(title=draft.title.strip() or _("Untitled"))
        self.setWindowTitle(title)
        self.setWindowModified(draft.touched)
        if draft.touched and self.message.text():
            self.message.setText("")  # it spoke of a text that was another one

    def _say_state(self) -> None:
        """Say below the equations what is wrong, else what the cell is."""
        draft, rehearsal = self.session.state.view.draft, self.session.scene.rehearsal
        if draft is None:
            return
        why = rehearsal.why if rehearsal is not None else ""
        wrong = why if draft.problem is None else str(draft.problem)
        said = "" if draft.cell is None else summary(draft.cell, self.sheet.preview.fault)
        self.sheet.problems.show_state(wrong, said)
        lines = 0 if draft.cell is None else len(draft.cell.equations)
        said = ngettext("{n} equation", "{n} equations", lines).format(n=lines)
        self.sheet.equations.fact.setText("" if draft.problem else said)

    def _dress(self, theme: Theme, size: int) -> None:
        self.theme = theme
        self.sheet.set_theme(theme, size)

    def _told(self, name: str, called: bool) -> str:
        """Say what a name in the text is."""
        said = about_function(name) if called else ""
        if said or self._study is None:
            return said
        view = self.session.state.view
        return about_name(name, self._study, self._trace, view.cursor, view.unit, view.layer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() is QEvent.Type.Close:
            self.remember()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.remember()

    def remember(self) -> None:
        """Keep sizes, and what is written and stands nowhere else, for the next start."""
        self._soon.stop()
        self._keep_draft()
        for key, value in (
            ("editor_geometry", self.saveGeometry()),
            ("editor_cards", self.sheet.remember()),
            ("editor_help", self.sheet.help.isChecked()),
        ):
            self.settings.set(key, value)

    @Slot()
    def _keep_draft(self) -> None:
        self.settings.set("draft", self.acts.kept())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.acts.open_cell(paths[0])
