"""The card that asks for a grid of runs: cells, starts and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.session.own import listed
from lstm_studio.session.series import STARTS, said_start
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.popover import Note, Popover
from lstm_studio.ui.numbers import count
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Start, Study
    from lstm_studio.session.session import Session

__all__ = ["SeriesForm"]

KEY = Qt.ItemDataRole.UserRole
HIGH = 200  # pixels of a list
WIDE = 500  # pixels of the form: variants of a cell differ in the end of their names
OWN = "own"  # the study's own start, where it is none of the others
MOST = 50


class Ticks(QListWidget):
    """Words with a tick before each; ``turned`` is emitted when one is set or taken."""

    turned = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("ticks", True)
        self.setFixedHeight(HIGH)
        self.setUniformItemSizes(True)
        self.itemChanged.connect(self.turned)

    def show_words(self, words: Mapping[str, str], ticked: set[str]) -> None:
        """Show one for each key -> words."""
        self.blockSignals(True)
        self.clear()
        for key, text in words.items():
            item = QListWidgetItem(text, self)
            item.setData(KEY, key)
            item.setToolTip(text)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
        self.setCurrentRow(0)
        self.blockSignals(False)

    def ticked(self) -> tuple[str, ...]:
        """The keys that are ticked, in their order."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(item.data(KEY) for item in items if item.checkState() == Qt.CheckState.Checked)


class SeriesForm(Popover):
    """``asked`` carries cells, starts and the number of seeds."""

    asked = Signal(tuple, tuple, int)

    def __init__(self, session: Session, card: QWidget) -> None:
        super().__init__(_("Cells × starts"), card)
        self.setFixedWidth(WIDE)
        self._session = session
        self._known: tuple[set[str], set[str]] = (set(), set())  # what was ticked the last time
        self.cells, self.starts = Ticks(_("Cells")), Ticks(_("Starts"))
        self.seeds = Number(_("Seeds"), 1, MOST)
        self.seeds.explain(_("How often each is trained, from other starts and with other batches"))
        self.seeds.setFixedWidth(52)
        self.seeds.show_number(1)
        self.note = Note()
        self.go = QPushButton(_("Train all"))
        self.go.setProperty("accent", True)
        self.cells.turned.connect(self._on_turned)
        self.starts.turned.connect(self._on_turned)
        self.seeds.chosen.connect(self._on_turned)
        self.go.clicked.connect(self._on_go)
        self.opened.connect(self._on_opened)
        self._lay_out()

    def _lay_out(self) -> None:
        lists = QHBoxLayout()
        for title, widget, share in ((_("Cells"), self.cells, 3), (_("Starts"), self.starts, 2)):
            column = QVBoxLayout()
            label = QLabel(title)
            label.setProperty("voice", "quiet")
            label.setBuddy(widget)
            column.addWidget(label)
            column.addWidget(widget)
            lists.addLayout(column, share)
        row = QHBoxLayout()
        label = QLabel(_("Seeds"))
        label.setProperty("voice", "quiet")
        label.setBuddy(self.seeds)
        row.addWidget(label)
        row.addWidget(self.seeds)
        row.addStretch(1)
        row.addWidget(self.go)
        whole = self.layout()
        if isinstance(whole, QVBoxLayout):
            whole.addLayout(lists)
            whole.addWidget(self.note)
            whole.addLayout(row)

    def _on_opened(self) -> None:
        study = self._session.state.study
        cells = {name: load_cell(name).title or name for name in cell_names()}
        cells |= {str(row.path): row.title for row in listed() if row.cell is not None}
        own = next((key for key in cells if load_cell(key).equations == study.cell.equations), OWN)
        words = {OWN: study.cell.title or study.cell.name} if own == OWN else {}
        words |= {own: cells[own]} if own in cells else {}
        words |= cells
        starts = {key: said_start(way) for key, way in STARTS.items()}
        mine = next((key for key, said in starts.items() if said == said_start(study.start)), OWN)
        if mine == OWN:
            starts = {OWN: said_start(study.start), **starts}
        chosen = self._known
        self.cells.show_words(words, (chosen[0] & words.keys()) | {own})
        self.starts.show_words(starts, (chosen[1] & starts.keys()) | {mine})
        self._on_turned()

    def _cells(self, study: Study) -> tuple[Cell, ...]:
        return tuple(study.cell if key == OWN else load_cell(key) for key in self.cells.ticked())

    def _starts(self, study: Study) -> tuple[Start, ...]:
        return tuple(
            study.start if key == OWN else STARTS[key].start(study.start) for key in self.starts.ticked()
        )

    def _on_turned(self) -> None:
        """Say how much is asked for."""
        cells, starts, seeds = len(self.cells.ticked()), len(self.starts.ticked()), int(self.seeds.read())
        number, updates = cells * starts * seeds, self._session.state.study.training.updates
        said = ngettext("{n} run of {updates} updates", "{n} runs of {updates} updates each", number)
        self.note.say(
            said.format(n=count(number), updates=count(updates))
            if number
            else _("Tick at least one cell and one start")
        )
        self.go.setEnabled(number > 0)
        self.settle()

    def _on_go(self) -> None:
        study = self._session.state.study
        self._known = set(self.cells.ticked()), set(self.starts.ticked())
        self.close()
        self.asked.emit(self._cells(study), self._starts(study), int(self.seeds.read()))
