"""What was done, an act a line: those that are undone are grey, and a click goes to any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from lstm_studio.session.recounted import Act, Recounted, saved_place
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["ActList", "HistoryPanel"]

NOTHING = _(
    "Nothing has been changed yet. Every change of the study will stand here, and a click goes back to it."
)
BEGINNING = _("Before all of this")
MARK, NAME, DETAIL = range(3)
HERE = "▸"
LEAST_ROWS = 4
HIGH = 20  # pixels of a line


class ActList(QTreeWidget):
    """The acts. ``chosen`` carries how many of them are to be done: 0 for the line before the first."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[tuple[object, ...] | None] = []  # what stands in each line
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(16)
        header.setSectionResizeMode(MARK, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(DETAIL, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(MARK, 18)
        self.itemClicked.connect(self._on_clicked)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, LEAST_ROWS * HIGH)

    def show_acts(self, acts: Sequence[Act], place: int, saved: int | None, theme: Theme) -> None:
        """Show the acts, so many of them done; ``saved`` of them were when the study was saved."""
        while self.topLevelItemCount() > len(acts) + 1:
            self.takeTopLevelItem(self.topLevelItemCount() - 1)
            del self._shown[self.topLevelItemCount() :]
        while self.topLevelItemCount() < len(acts) + 1:
            item = QTreeWidgetItem(["", "", ""])
            item.setSizeHint(DETAIL, QSize(0, HIGH))  # of the column that takes what width is left
            self.addTopLevelItem(item)
            self._shown.append(None)
        for row, act in enumerate((Act(BEGINNING, ""), *acts)):
            detail = " · ".join(filter(None, (act.detail, _("saved") if row == saved else "")))
            name = act.name[:1].upper() + act.name[1:]
            wanted = (name, detail, (row > place) - (row < place), theme)
            if self._shown[row] != wanted:  # while it trains, one line of hundreds is another one
                self._shown[row] = wanted
                self._write(self.line(row), name, detail, row, place, theme)
        self.setCurrentItem(self.line(place))

    def line(self, row: int) -> QTreeWidgetItem:
        """Give a line. Raises IndexError where there is none."""
        item = self.topLevelItem(row)
        if item is None:
            raise IndexError(row)
        return item

    def _write(
        self, item: QTreeWidgetItem, name: str, detail: str, row: int, place: int, theme: Theme
    ) -> None:
        undone, here = row > place, row == place
        plain = theme.font(self.fontInfo().pixelSize())
        font = theme.font(self.fontInfo().pixelSize(), bold=here)
        font.setItalic(undone)  # not by the colour alone
        for column, text in ((MARK, HERE if here else ""), (NAME, name), (DETAIL, detail)):
            item.setText(column, text)
            item.setFont(column, plain if column == DETAIL else font)
            item.setForeground(column, theme.quiet if undone or column == DETAIL else theme.text)
        state = _("is here") if here else _("undone") if undone else _("done")
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (name, detail, state))))
        item.setToolTip(DETAIL, detail)
        item.setToolTip(
            NAME, _("A click does all up to here again") if undone else _("A click goes back to here")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_clicked(self.currentItem())
        else:
            super().keyPressEvent(event)

    @Slot(QTreeWidgetItem)
    def _on_clicked(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(self.indexOfTopLevelItem(item))


class HistoryPanel(Panel):
    """The list, and a sentence while there is nothing in it."""

    name = "history"
    title = _("History")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset({"history", "path", "theme"})

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._recounted = Recounted()
        self.nothing = QLabel(NOTHING)
        self.nothing.setProperty("voice", "quiet")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = ActList()
        self.list.setAccessibleName(self.title)
        self.list.setAccessibleDescription(_("Enter goes to the chosen act"))
        self.list.chosen.connect(session.go_to)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self.list, 1)

    def fact(self, scene: Scene) -> str:
        whole = len(self.session.history.names)
        if not whole:
            return ""
        return _("{done} of {whole} done").format(done=self.session.history.place, whole=whole)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        acts = self._recounted.acts(self.session)
        self.nothing.setVisible(not acts)
        self.list.setVisible(bool(acts))
        self.list.show_acts(acts, self.session.history.place, saved_place(self.session), self.theme)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.list.show_acts(
            self._recounted.acts(self.session), self.session.history.place, saved_place(self.session), theme
        )
