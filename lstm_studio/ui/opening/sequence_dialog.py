"""How a file of a sequence is meant: what was guessed, its first rows, and every choice that may be seen otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lstm_studio.formats import Way
from lstm_studio.formats.limits import shown
from lstm_studio.formats.symbols import read_symbols, words_of
from lstm_studio.formats.table import read_table
from lstm_studio.formats.table_form import ROLES
from lstm_studio.formats.table_guess import HEAD, Guess, guess
from lstm_studio.session.shelf import said_sequence
from lstm_studio.session.symbols import seen
from lstm_studio.ui.controls.number import Choice
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from lstm_studio.core.study import Sequence
    from lstm_studio.formats.table_form import Form

__all__ = ["SequenceDialog"]

READINGS = {"table": _("table"), "characters": _("characters"), "words": _("words")}
SEPARATORS = {",": _("comma ,"), ";": _("semicolon ;"), "\t": _("tab"), " ": _("blank")}
DECIMALS = {".": _("point 1.5"), ",": _("comma 1,5"), "grouped": _("point, groups 1,234.5")}
FIRST = {"names": _("names"), "values": _("values")}
BLANKS = {
    "refuse": _("a mistake"),
    "before": _("the value before"),
    "zero": _("0"),
    "skip": _("leave the row out"),
}
WORDS = {
    "input": _("input"),
    "target": _("target"),
    "symbols": _("input: words"),
    "classes": _("target: words"),
    "label": _("name of the step"),
    "skip": _("leave out"),
}
COLUMNS, ROWS = 50, 100  # that are shown
WIDE, HIGH, LEAST = 820, 560, 132  # pixels of the dialog, and of a column
SYMBOLS = 400  # of a text that are shown


class SequenceDialog(QDialog):
    """The beginning of a file with how it is read; ``way`` is what is chosen. ``text`` is its beginning."""

    def __init__(self, file: str, text: str, reading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Load “{file}”").format(file=file))
        self._text = text[: len(text) if len(text) < HEAD else text.rfind("\n", 0, HEAD) + 1 or HEAD]
        self._guess: Guess | None = None
        self._form: Form | None = None
        self.reading = Segments(_("Read as"), READINGS)
        self.separator = Choice(_("Separator"), SEPARATORS)
        self.decimal = Choice(_("Decimal sign"), DECIMALS)
        self.first = Segments(_("First row"), FIRST)
        self.blanks = Choice(_("Blank cells"), BLANKS)
        self.doubts = QLabel()
        self.doubts.setWordWrap(True)
        self.table = QTableWidget()
        self.table.setAccessibleName(_("The first rows, and what each column is"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.reading.show_choice(reading, {})
        self._way = reading
        self._guess_anew()
        self.load.setFocus()
        self.resize(WIDE, HIGH)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.load = buttons.addButton(_("&Load"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.load.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.choices = QWidget()
        row = QHBoxLayout(self.choices)
        row.setContentsMargins(0, 0, 0, 0)
        words = (_("Separator"), _("Decimals"), _("First row"), _("Blank cells"))
        for word, field in zip(words, (self.separator, self.decimal, self.first, self.blanks), strict=True):
            label = QLabel(word)
            label.setProperty("voice", "quiet")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
            row.addSpacing(8)
        row.addStretch(1)
        read = QHBoxLayout()
        read.addWidget(self.reading)
        read.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addLayout(read)
        column.addWidget(self.doubts)
        column.addWidget(self.choices)
        column.addWidget(self.table, 1)
        column.addWidget(self.outcome)
        column.addWidget(buttons)

    def _connect(self) -> None:
        self.reading.chosen.connect(self._on_reading)
        self.separator.chosen.connect(lambda key: self._guess_anew(separator=key))
        self.decimal.chosen.connect(lambda key: self._guess_anew(decimal=key))
        self.first.chosen.connect(lambda key: self._guess_anew(header=key == "names"))
        self.blanks.chosen.connect(self._on_blanks)

    @property
    def way(self) -> Way:
        """How the file is to be read."""
        return Way(self._form) if self._way == "table" else Way(kind=self._way)

    @Slot(str)
    def _on_reading(self, reading: str) -> None:
        self._way = reading
        self.reading.show_choice(reading, {})
        self._guess_anew()

    def _on_blanks(self, blanks: str) -> None:
        if self._form is not None:
            self._form = replace(self._form, blanks=blanks)
            self._try()

    def _on_role(self, column: int, role: str) -> None:
        if self._form is not None:
            roles = list(self._form.roles)
            roles[column] = role
            self._form = replace(self._form, roles=tuple(roles))
            self._try()

    def _guess_anew(self, **told: str | bool) -> None:
        """Guess what is not told, and show it."""
        tabled = self._way == "table"
        self.choices.setVisible(tabled)
        self.doubts.hide()
        if not tabled:
            self._show_symbols()
            return
        before = self._form
        kept = {} if before is None or not told else {"separator": before.separator, "header": before.header}
        if "separator" in told:
            kept.pop("header", None)
        settled = {**kept, **told}
        header = settled.get("header")
        try:
            self._guess = guess(
                self._text,
                str(settled.get("separator", "")),
                str(settled.get("decimal", "")),
                header if isinstance(header, bool) else None,
            )
        except ValueError as error:
            self._say(str(error), bad=True)
            return
        self._form = replace(self._guess.form, blanks="refuse" if before is None else before.blanks)
        self._show_table(self._guess)
        self._try()

    def _show_table(self, found: Guess) -> None:
        form, wide = found.form, min(len(found.names), COLUMNS)
        self.separator.show_choice(form.separator)
        self.decimal.show_choice(form.decimal)
        self.first.show_choice("names" if form.header else "values", {})
        self.blanks.show_choice("refuse" if self._form is None else self._form.blanks)
        said = "\n".join(doubt[:1].upper() + doubt[1:] + "." for doubt in found.doubts)
        self.doubts.setText(said)
        self.doubts.setVisible(bool(said))
        rows = found.rows[int(form.header) :][:ROWS]
        self.table.clear()
        self.table.setColumnCount(wide)
        self.table.setRowCount(len(rows) + 1)
        self.table.setHorizontalHeaderLabels([shown(name) or _("(no name)") for name in found.names[:wide]])
        first = int(form.header) + 1
        self.table.setVerticalHeaderLabels([_("read as"), *(str(first + at) for at in range(len(rows)))])
        for column in range(wide):
            field = Choice(
                _("What column {column} is").format(column=column + 1), {role: WORDS[role] for role in ROLES}
            )
            field.show_choice(form.roles[column])
            field.chosen.connect(lambda role, column=column: self._on_role(column, role))
            self.table.setCellWidget(0, column, field)
            self.table.setColumnWidth(column, LEAST)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row[:wide]):
                item = QTableWidgetItem(cell.strip())
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)

    def _try(self) -> None:
        """Read the beginning as it is meant now, and say what comes of it."""
        if self._form is None:
            return
        try:
            found = read_table(self._text, "", self._form)
        except ValueError as error:
            self._say(str(error), bad=True)
            return
        self._say(_said(found))

    def _show_symbols(self) -> None:
        words = self._way == "words"
        symbols = words_of(self._text) if words else list(self._text.replace("\r\n", "\n"))
        self.table.clear()
        self.table.setRowCount(1)
        self.table.setColumnCount(min(len(symbols), SYMBOLS))
        self.table.setHorizontalHeaderLabels([str(at) for at in range(1, min(len(symbols), SYMBOLS) + 1)])
        self.table.setVerticalHeaderLabels([_("symbol")])
        for at, symbol in enumerate(symbols[:SYMBOLS]):
            self.table.setItem(0, at, QTableWidgetItem(seen(symbol)))
        self.table.resizeColumnsToContents()
        try:
            channels = read_symbols(self._text, words=words).sequence.channels
        except ValueError as error:
            self._say(str(error), bad=True)
            return
        sentence = _("the beginning has a vocabulary of {count}: {first}")
        first = " ".join(seen(shown(symbol)) for symbol in channels[:40]) + (
            " …" if len(channels) > 40 else ""
        )
        self._say(sentence.format(count=len(channels), first=first))

    def _say(self, sentence: str, *, bad: bool = False) -> None:
        self.outcome.setText(sentence[:1].upper() + sentence[1:])
        self.outcome.setProperty("voice", "bad" if bad else "quiet")
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.load.setEnabled(not bad)


def _said(found: Sequence) -> str:
    said = _("the beginning gives {what}").format(what=said_sequence(found))
    if found.asked:
        count = len(found.asked)
        more = ngettext("{count} target", "{count} targets", count).format(count=count)
        said = f"{said} · {more}: {', '.join(map(shown, found.asked[:8]))}"
    return said
