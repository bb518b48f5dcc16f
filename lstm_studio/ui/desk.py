"""Where the panels stand: docks around the middle, on a grid of eight pixels."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSizePolicy, QVBoxLayout, QWidget

from lstm_studio.session.verbs import looking
from lstm_studio.ui.dropped import FilesPass
from lstm_studio.ui.panels import PANELS, Row
from lstm_studio.ui.panels.panel import GAP, Panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction, QResizeEvent

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.frame import Frame
    from lstm_studio.ui.theme import Theme

__all__ = ["Desk", "Dock"]

AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
# What a new window gives each area: at least so many pixels, and at least this share of it.
SIZES = {"left": (256, 0.15), "right": (296, 0.19), "bottom": (212, 0.29)}
OWN = b"own "  # before a layout with sizes that the person has chosen
LATER = "bottom"  # the area that a staged desk fills after its first paint
VERSION = 1  # of the layout: another one means that a remembered layout no longer fits


class Dock(QDockWidget):
    """A panel's place; the panel itself is built when it is first seen."""

    def __init__(self, row: Row, desk: Desk) -> None:
        super().__init__(row.title, desk)
        self.row = row
        self.panel: Panel | None = None
        self.in_front = False  # as Qt has last said, also while the panel is not built yet
        self.setObjectName(f"dock.{row.name}")
        self.visibilityChanged.connect(self._on_visibility)
        self.toggleViewAction().triggered.connect(self._on_toggled)
        self._desk = desk

    @Slot(bool)
    def _on_visibility(self, visible: bool) -> None:
        self.in_front = visible
        if visible:
            self.fill()
        if self.panel is not None:
            self.panel.in_front = visible
        self._desk.tell_soon()

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        if shown:
            self.raise_()  # of several tabs the one that was asked for

    def fill(self) -> None:
        """Build the panel, once, and have it shown what there is."""
        if self._desk.staged and self.row.area == LATER:
            self.setTitleBarWidget(QWidget())  # not Qt's own
            return
        if self.panel is None:
            self.panel = self._desk.build(self.row)
            self.setTitleBarWidget(self.panel.header)
            self.panel.header.show()
            self.setWidget(self.panel)
            if not self.panel.grows:
                self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._desk.frame.wake()


class Desk(QMainWindow):
    """All panels: "centre" and "strip" in the middle, the others in docks.

    It is a part of the frame: a card that has grown for a large cell, or one in long letters, gives the room back.
    A ``staged`` one shows the cell at work first, and builds the plots below it when that is painted.
    """

    menu_asked = Signal(str, QPoint)  # of a panel by its name, at a place of the screen
    needs: ClassVar[frozenset[str]] = frozenset({"cell", "notation", "numbers", "panels", "raised"})

    def __init__(
        self,
        session: Session,
        frame: Frame,
        actions: Mapping[str, QAction],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        staged: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("desk")
        self.staged = staged
        self.setWindowFlags(Qt.WindowType.Widget)
        self.frame = frame
        self._session = session
        self._actions = actions
        self._theme = theme
        self.panels: dict[str, Panel] = {}
        self._files_pass = FilesPass(self)
        self._own = False  # whether the sizes are the person's own
        self._soon = QTimer(self)  # when all cards show the cell and say how much room they need
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._share_again)
        # The panels in sight, and those in front, as the session knows them.
        self._told: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._telling = QTimer(self)  # when all docks that change together have changed
        self._telling.setSingleShot(True)
        self._telling.timeout.connect(self._tell)
        self.setContentsMargins(GAP, GAP, GAP, 0)
        self.setDockNestingEnabled(True)
        self.setAnimated(False)
        corner, area = Qt.Corner, Qt.DockWidgetArea
        self.setCorner(corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(corner.BottomRightCorner, area.BottomDockWidgetArea)
        self.docks = {row.name: Dock(row, self) for row in PANELS if row.area in AREAS}
        self._lay_middle()
        self.lay_out()
        frame.add(self)

    def build(self, row: Row) -> Panel:
        """Make the panel of a row in the colours of now; the frame fills it."""
        panel = row.load()(self._session, self)
        panel.take_actions(self._actions)
        self._files_pass.watch(panel)
        panel.set_theme(self._theme)
        panel.setWhatsThis(row.about)
        self.panels[row.name] = panel
        panel.menu_asked.connect(partial(self.menu_asked.emit, row.name))
        # What stands in a dock says how much room it needs; what stands in the middle takes what is left.
        self.frame.add(panel, at_once=row.area in AREAS)
        return panel

    def _lay_middle(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for row in PANELS:
            if row.area not in AREAS:
                column.addWidget(self.build(row), int(row.area == "centre"))
        self.setCentralWidget(middle)

    def lay_out(self) -> None:
        """Put every dock where a new window has it."""
        last: dict[str, Dock] = {}
        # Those behind others come last: what stands beside a tab becomes a tab, too.
        for dock in sorted(self.docks.values(), key=lambda dock: bool(dock.row.behind)):
            area = dock.row.area
            dock.setFloating(False)
            self.removeDockWidget(dock)
            self.addDockWidget(AREAS[area], dock)
            if dock.row.behind:
                self.tabifyDockWidget(self.docks[dock.row.behind], dock)
            elif area == "bottom" and area in last:
                self.splitDockWidget(last[area], dock, Qt.Orientation.Horizontal)
            dock.setVisible(dock.row.shown)
            last[area] = dock
        for dock in self.docks.values():
            if dock.row.shown and dock.row.behind:
                self.docks[dock.row.behind].raise_()
        self._own = False
        self._share_out()

    def _share_out(self) -> None:
        """Give every area its share of the window."""
        for area, (least, share) in SIZES.items():
            docks = [
                dock
                for dock in self.docks.values()
                if dock.row.area == area
                and self.dockWidgetArea(dock) == AREAS[area]  # not where the person has put it
                and not (dock.isFloating() or dock.isHidden() or dock.row.behind)
            ]
            upright = area == "bottom"
            size = max(least, round(share * (self.height() if upright else self.width())))
            way = Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
            self.resizeDocks(docks, [size] * len(docks), way)
            along = Qt.Orientation.Horizontal if upright else Qt.Orientation.Vertical
            # Said, for Qt would keep the heights that docks have while they are empty.
            held = [dock for dock in docks if not dock.row.share]
            self.resizeDocks(held, [max(dock.sizeHint().height(), 1) for dock in held], along)
            growing = [dock for dock in docks if dock.row.share]
            self.resizeDocks(growing, [dock.row.share for dock in growing], along)

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Lay out as the study was left; share the room out again for another cell, or one printed otherwise."""
        wanted = scene.view.panels, scene.view.raised
        if wanted != self._told:  # not what the person has just done here
            self._told = wanted
            self._arrange(*wanted)
        elif changed <= {"panels", "raised"}:
            return
        self._soon.start(0)

    def _arrange(self, panels: tuple[str, ...], raised: tuple[str, ...]) -> None:
        """Bring panels into sight, and hide all others; names of other times are passed over."""
        if self.docks.keys().isdisjoint(panels):
            return
        for name, dock in self.docks.items():
            dock.setVisible(name in panels)
        for name in raised:
            if name in self.docks:
                self.docks[name].raise_()

    def tell_soon(self) -> None:
        """Tell the session what is in sight, when all that changes together has changed."""
        self._telling.start(0)

    @Slot()
    def _tell(self) -> None:
        shown = {name: dock for name, dock in self.docks.items() if not dock.isHidden()}
        if not shown or not self.isVisible() or self.window().isMinimized():
            return  # not the person's layout: before the first paint, on the bar of the desktop, in a presentation
        raised = tuple(
            name
            for name, dock in shown.items()
            if dock.panel is not None and dock.panel.in_front and self.tabifiedDockWidgets(dock)
        )
        if self._told != (tuple(shown), raised):
            self._told = tuple(shown), raised
            self._session.glance(looking.lay, *self._told)

    @Slot()
    def _share_again(self) -> None:
        if not self._own:
            self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_again()
        # Once more when the cards have their width: a narrow one breaks its lines and asks for height.
        self._soon.start(0)

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if self.staged and event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._fill_later)
        # A press beside the edges is passed on to what stands behind.
        if taken and event.type() is QEvent.Type.MouseButtonPress and event.isAccepted():
            self._own = True  # an edge between docks is being dragged: from now on sizes are the person's
        return taken

    def remember(self) -> QByteArray:
        """The layout and whose its sizes are, to be given to ``restore``."""
        return QByteArray(OWN if self._own else b"") + self.saveState(VERSION)

    def restore(self, layout: QByteArray) -> None:
        """Lay out as remembered; where that no longer fits, as in a new window."""
        self._own = layout.startsWith(OWN)
        if not self.restoreState(layout.sliced(len(OWN)) if self._own else layout, VERSION):
            self.lay_out()

    def fill(self) -> None:
        """Build what the first paint will show. What is tabbed behind another dock waits until it is seen."""
        layout = self.layout()
        if layout is not None:
            layout.activate()  # only then Qt knows of all tabs
        for dock in self.docks.values():
            if not dock.isHidden() and not (dock.row.behind and self.tabifiedDockWidgets(dock)):
                dock.fill()

    @Slot()
    def _fill_later(self) -> None:
        self.staged = False
        self.fill()
        for dock in self.docks.values():  # a tab that the study, or the last layout, has in front
            if dock.in_front:
                dock.fill()

    def reveal(self, name: str) -> None:
        """Bring a panel into sight."""
        self.docks[name].show()
        self.docks[name].raise_()

    def set_theme(self, theme: Theme) -> None:
        """Recolour every panel that has been built."""
        self._theme = theme
        for panel in self.panels.values():
            panel.set_theme(theme)

    def finish(self) -> None:
        """Wait for what the panels in sight make in threads."""
        for panel in self.panels.values():
            if panel.isVisible():
                panel.finish()
