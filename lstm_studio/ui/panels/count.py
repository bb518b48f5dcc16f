"""How many values the model learns: every matrix, with the sums by gate, layer and part."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from lstm_studio.formats.csv_text import as_csv, as_tabs
from lstm_studio.session.verbs import selection
from lstm_studio.ui.controls.spanned import Spanned, span
from lstm_studio.ui.numbers import count as grouped
from lstm_studio.ui.panels.count_rows import ROLES, explained, formula, named_part, shape_of, sums, table
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.counting import Count, Counted, Gate, Part
    from lstm_studio.formats.csv_text import Table
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["CountPanel", "CountTree"]

NAME, ROLE, LETTERS, NUMBERS, COUNT = range(5)
HEADS = (_("Name"), _("Role"), "", _("Shape"), _("Count"))
PLACE = Qt.ItemDataRole.UserRole  # (gate, layer, direction) of a row
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FIGURES = (LETTERS, NUMBERS, COUNT)
GAP, LEAST = 10, 32  # pixels beside a name, and of a long one where there is no room
OPENED = 2  # so many directions of layers show their matrices at first


class CountTree(QTreeWidget):
    """Parts, their gates and their parameters. Copy takes the whole table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count: Count | None = None
        self._widest = 0  # pixels of the longest name
        self.theme: Theme = LIGHT
        self.setColumnCount(len(HEADS))
        self.setHeaderLabels(HEADS)
        self.setItemDelegateForColumn(NAME, Spanned(self))
        self.setIndentation(12)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        header = self.header()
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(ROLE, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for column in (NUMBERS, COUNT):
            self.headerItem().setTextAlignment(column, RIGHT)

    def show_count(self, count: Count, title: str, meaning: dict[str, str]) -> None:
        """Show another count; what is open stays open."""
        before = {self._key(item): item.isExpanded() for item in self._items()}
        at = self.verticalScrollBar().value()
        self._count = count
        self.clear()
        layers = sum(part.kind == "layer" for part in count.parts)
        for part in sorted(count.parts, key=lambda part: part.kind == "embedding"):  # apart, and so last
            self._add(part, named_part(part, title, alone=layers == 1), meaning)
        names = (row.symbol for _part, _gate, row in count.rows)
        self._widest = max((self.fontMetrics().horizontalAdvance(name) for name in names), default=0)
        for item in self._items():
            opened = item.parent() is None or layers <= OPENED
            item.setExpanded(before.get(self._key(item), opened))
        self._share_out()
        self.verticalScrollBar().setValue(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Give the names what they need; a long one gives way before a number does."""
        words = self.fontMetrics().horizontalAdvance(max((word for word, _why in ROLES.values()), key=len))
        others = sum(max(self.sizeHintForColumn(one), self.header().sectionSizeHint(one)) for one in FIGURES)
        room = self.viewport().width() - others - words - GAP
        before = 3 * self.indentation() + GAP
        wide = min(self._widest, max(room - before, LEAST))
        self.header().resizeSection(NAME, wide + before)

    def _add(self, part: Part, title: str, meaning: dict[str, str]) -> None:
        top = QTreeWidgetItem(self, [title])
        top.setToolTip(NAME, formula(part, letters=True))
        span(top, grouped(part.count), self.theme.text, title=True)
        summands = part.summands()
        for place, summand in enumerate(summands, start=1):
            worked = QTreeWidgetItem(top, [summand if place == 1 else f"+ {summand}"])
            worked.setToolTip(NAME, formula(part, letters=True))
            span(worked, f"= {grouped(part.count)}" if place == len(summands) else "", self.theme.quiet)
        for gate in part.gates:
            self._add_gate(part, gate, top, meaning)

    def _add_gate(self, part: Part, gate: Gate, top: QTreeWidgetItem, meaning: dict[str, str]) -> None:
        branch = top
        if part.kind == "layer":
            said = [f"{left}: {meaning[left]}" for left in gate.feeds if left in meaning]
            short = meaning.get(gate.feeds[0], "").partition(":")[0] if len(gate.feeds) == 1 else ""
            branch = QTreeWidgetItem(top, ["   ".join(filter(None, (", ".join(gate.feeds), short)))])
            branch.setToolTip(NAME, "\n".join(said))
            span(branch, grouped(gate.count), self.theme.text)
            self._place(branch, part, gate)
        for row in gate.rows:
            self._add_row(part, gate, row, branch, meaning)

    def _add_row(
        self, part: Part, gate: Gate, row: Counted, branch: QTreeWidgetItem, meaning: dict[str, str]
    ) -> None:
        shape, letters = (shape_of(row, letters=said) for said in (False, True))
        item = QTreeWidgetItem(branch, [row.symbol, ROLES[row.role][0], letters, shape, grouped(row.count)])
        for column in (NUMBERS, COUNT):
            item.setTextAlignment(column, RIGHT)
        for column in (ROLE, LETTERS):
            item.setForeground(column, self.theme.quiet)
        for column in range(len(HEADS)):
            item.setToolTip(column, explained(row, gate, meaning))
        if part.kind == "layer":
            self._place(item, part, gate)

    @staticmethod
    def _place(item: QTreeWidgetItem, part: Part, gate: Gate) -> None:
        item.setData(NAME, PLACE, (gate.feeds[0] if gate.feeds else "", part.layer, part.direction))

    def _items(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        for place in range(self.topLevelItemCount()):
            pending = [self.topLevelItem(place)]
            while pending:
                item = pending.pop()
                if item is not None:
                    found.append(item)
                    pending.extend(item.child(row) for row in range(item.childCount()))
        return found

    @staticmethod
    def _key(item: QTreeWidgetItem) -> tuple[str, ...]:
        parent = item.parent()
        above = () if parent is None else CountTree._key(parent)
        return (*above, item.text(NAME))

    def copy(self, form: Callable[[Table], str] = as_tabs) -> None:
        """Put the table into the clipboard: with tabs for a spreadsheet, or as CSV."""
        if self._count is not None:
            QGuiApplication.clipboard().setText(form(table(self._count)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(_("Copy as text with tabs"), self.copy)
        menu.addAction(_("Copy as CSV"), lambda: self.copy(as_csv))
        menu.addSeparator()
        menu.addAction(_("Open all"), self.expandAll)
        menu.addAction(_("Close all"), self.collapseAll)
        menu.popup(self.viewport().mapToGlobal(at))


class CountPanel(Panel):
    """The tree, and below it the sums."""

    name = "count"
    title = _("Parameters")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset({"counts", "cell", "theme"})

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: tuple[object, ...] = ()
        self.tree = CountTree()
        self.tree.setAccessibleName(self.title)
        self.sums = QLabel()
        self.sums.setWordWrap(True)
        self.sums.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.sums)
        self.tree.itemClicked.connect(self._on_item)
        self.tree.itemActivated.connect(self._on_item)

    def fact(self, scene: Scene) -> str:
        total = scene.counts.sum()
        return ngettext("{count} value", "{count} values", total).format(count=grouped(total))

    def numbers(self, scene: Scene) -> Table:
        return table(scene.counts)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.tree.theme = theme
        self._shown = ()

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        cell = scene.study.cell
        shown = (scene.counts, cell, self.theme)
        if self._shown and all(one is other for one, other in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        self.tree.show_count(scene.counts, cell.title or cell.name, dict(cell.meaning))
        self.sums.setText(sums(scene.counts))

    def _on_item(self, item: QTreeWidgetItem) -> None:
        place = item.data(NAME, PLACE)
        if place:
            gate, layer, direction = place
            self.session.attempt(selection.enter, layer, direction)
            self.session.attempt(selection.select_node, gate)
