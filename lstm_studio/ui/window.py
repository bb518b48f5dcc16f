"""The window: menus and toolbar from ACTIONS, docks from PANELS, and what holds them together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QWhatsThis

from lstm_studio.session.checker import Checker
from lstm_studio.session.guesser import Guesser
from lstm_studio.session.player import MOMENTS, Player
from lstm_studio.session.runner import Runner
from lstm_studio.session.trainer import Trainer
from lstm_studio.session.verbs import notation, selection, transport
from lstm_studio.ui.action import MENUS, Actions
from lstm_studio.ui.actions import ACTIONS
from lstm_studio.ui.desk import Desk, Dock
from lstm_studio.ui.dropped import accept_copy, takes
from lstm_studio.ui.examples import ExamplesMenu
from lstm_studio.ui.exports import Exports
from lstm_studio.ui.faults import Faults
from lstm_studio.ui.files import Files
from lstm_studio.ui.frame import Frame
from lstm_studio.ui.handing.handing import Handing
from lstm_studio.ui.keys import Keys
from lstm_studio.ui.menus import show_panel_menu
from lstm_studio.ui.recent import RecentMenu
from lstm_studio.ui.sights import SightsMenu
from lstm_studio.ui.status import StatusLine
from lstm_studio.ui.theme import apply, theme_for
from lstm_studio.ui.toolbar import Toolbar
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.session.settings import Settings
    from lstm_studio.session.state import State
    from lstm_studio.ui.dialogs import HelpDialog

__all__ = ["PLAIN", "Window", "follow"]

READING = 60  # milliseconds a letter
PLAIN, LARGE = 12, 18  # pixels of plain text, at work and in presentation mode

KEPT: dict[str, Callable[[State, Any], State]] = {
    "theme": selection.set_theme,
    "speed": transport.set_speed,
    "motion": transport.set_motion,
    "shapes": selection.show_shapes,
    "notation": notation.choose_notation,
    "numbers": notation.show_numbers,
}
"""The settings that are fields of the view -> the verb that sets each."""


class Window(QMainWindow):
    """One open study. It is itself a part of the frame: title, unsaved mark and theme."""

    needs: ClassVar[frozenset[str]] = frozenset({"history", "path", "title", *KEPT})
    session: Session
    trainer: Trainer
    runner: Runner
    guesser: Guesser
    files: Files
    exports: Exports
    handing: Handing
    desk: Desk

    def __init__(self, session: Session, settings: Settings, *, staged: bool = False) -> None:
        super().__init__()
        self.setObjectName("window")
        self.session, self.settings = session, settings
        self.theme = theme_for(session.state.view.theme)
        self.trainer = Trainer(session, own_process=settings.get("own_process"), parent=self)
        self.runner = Runner(session, own_process=settings.get("own_process"), parent=self)
        self.player = Player(session, parent=self)
        self.replayer = Player(session, MOMENTS, self)
        self.checker = Checker(session, self)
        self.guesser = Guesser(session, self)
        self.files = Files(session, self.trainer, settings, self)
        self.files.told.connect(self.say)
        self.handing = Handing(self)
        self.files.imported.connect(self.handing.compare)
        self.frame = Frame(session, self)
        self.faults = Faults(self)
        self.faults.caught.connect(self.files.recovery.keep)  # whatever comes of it
        self.trainer.failed.connect(self.faults.show_fault)
        self.runner.failed.connect(self.faults.show_fault)
        session.failed.connect(self.faults.show_fault)
        self.acts = Actions(self, ACTIONS)
        self.acts.set_theme(self.theme)
        self.desk = Desk(session, self.frame, self.acts.all, self.theme, self, staged=staged)
        self.exports = Exports(self)
        self.desk.menu_asked.connect(partial(show_panel_menu, self))
        self.toolbar = Toolbar(session, self.acts, self)
        self.help: HelpDialog | None = None
        self._laid_by: tuple[Dock, ...] | None = None  # what comes back after presentation mode
        self._build()

    def _build(self) -> None:
        self.setCentralWidget(self.desk)
        self.addToolBar(self.toolbar)
        status = StatusLine(self)
        self.setStatusBar(status)
        self._fill_menus()
        self.setAcceptDrops(True)
        keys = Keys(self)
        for watched in (self, *self.desk.docks.values()):
            watched.installEventFilter(keys)
        # A click on a place that takes no keys gives them back to the window.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()
        self.resize(1280, 800)
        geometry, layout = self.settings.get("geometry"), self.settings.get("layout")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        if not layout.isEmpty():
            self.desk.restore(layout)
        self.desk.fill()
        for part in (self, self.acts, self.toolbar, status):
            self.frame.add(part)

    def _fill_menus(self) -> None:
        menus = {name: self.menuBar().addMenu(title) for name, title in MENUS.items()}
        panels = menus["view"].addMenu(_("&Panels"))
        for dock in self.desk.docks.values():
            action = dock.toggleViewAction()
            action.setToolTip(dock.row.about)
            panels.addAction(action)
        for menu in (*menus.values(), panels):
            menu.setToolTipsVisible(True)
        for name, row in self.acts.rows.items():
            if row.gap:
                menus[row.menu].addSeparator()
            menus[row.menu].addAction(self.acts.all[name])
        for name, menu in menus.items():
            rows = [row.name for row in self.acts.rows.values() if row.menu == name]
            menu.aboutToShow.connect(lambda rows=rows: self.acts.draw(rows))
        self.recent = RecentMenu(self.files, self.settings, self)
        menus["file"].insertMenu(self.acts.all["recover"], self.recent)
        menus["file"].insertMenu(self.acts.all["save"], ExamplesMenu(self.files, self))
        menus["train"].insertMenu(self.acts.all["guess"], SightsMenu(self.session, self))

    def first_frame(self) -> None:
        """Fill everything before the first paint, each part at the size that it will have."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.frame.flush()

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring the title, the unsaved mark and the colours up to date."""
        path = self.session.path
        name = scene.study.title or (path.stem if path else _("Untitled"))
        self.setWindowTitle(f"{name}[*] — LSTM Studio")
        self.setWindowModified(self.session.unsaved)
        theme = theme_for(scene.view.theme)
        if theme is not self.theme:
            self.theme = theme
            self._dress()
        for key in KEPT.keys() & changed:
            self.settings.set(key, getattr(scene.view, key))

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply(app, self.theme, PLAIN if self._laid_by is None else LARGE)
        self.acts.set_theme(self.theme)
        self.desk.set_theme(self.theme)

    def toggle_presentation(self) -> None:
        """Large type and the middle alone on the whole screen, or back."""
        if self._laid_by is None:
            self._laid_by = tuple(dock for dock in self.desk.docks.values() if not dock.isHidden())
            for dock in self._laid_by:
                dock.hide()
            back: tuple[Dock, ...] = ()
        else:
            back, self._laid_by = self._laid_by, None
        # Not showFullScreen: it would forget that the window was maximised.
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._dress()
        for bar in (self.menuBar(), self.toolbar):
            bar.setVisible(self._laid_by is None)
        for dock in back:  # after the type has its old size: a dock would make room for the large one
            dock.show()

    def ask_preferences(self) -> None:
        """Show the preferences and take over what is chosen."""
        from lstm_studio.ui.dialogs import PreferencesDialog  # no start needs a dialog

        dialog = PreferencesDialog(self.settings, self)
        if dialog.exec():
            self.prefer(dialog.gathered())

    def prefer(self, chosen: dict[str, object]) -> None:
        """Store preferences; those of the view hold at once."""
        for key, value in chosen.items():
            self.settings.set(key, value)
        follow(self.session, self.settings)

    def check(self) -> None:
        """Check the model in sight of the person, or break off the check that goes on."""
        self.desk.reveal("trust")
        self.checker.toggle()

    def show_help(self) -> None:
        """Show first steps and keys beside the window."""
        from lstm_studio.ui.dialogs import HelpDialog  # no start needs a dialog

        if self.help is None:
            self.help = HelpDialog(self)
        self.help.show()
        self.help.raise_()

    def show_about(self) -> None:
        """Say what this is."""
        QMessageBox.about(
            self, _("LSTM Studio"), _("See inside LSTM and GRU cells: equations in, a living cell out.")
        )

    def say(self, sentence: str) -> None:
        """Say what an act of the window did, for as long as it takes to read."""
        self.statusBar().showMessage(sentence, 4000 + READING * len(sentence))

    @staticmethod
    def explain() -> None:
        """Let the next click say what is there."""
        QWhatsThis.enterWhatsThisMode()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        # Later: the program that it comes from waits until the drop is through, and a question may take long.
        QTimer.singleShot(0, self, self.files.take(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        if self._laid_by is None:
            self.settings.set("geometry", self.saveGeometry())
            self.settings.set("layout", self.desk.remember())
        # The thread, the clock and the worker end before the window does: one alive at exit aborts the process.
        self.files.close()
        self.exports.close()
        self.player.close()
        self.replayer.close()
        self.trainer.close()
        self.runner.close()
        self.checker.close()
        self.guesser.close()
        self.handing.close()
        self.session.close()
        event.accept()


def follow(session: Session, settings: Settings) -> None:
    """Look at the study as the settings say."""
    for key, change in KEPT.items():
        session.do(change, settings.get(key))
