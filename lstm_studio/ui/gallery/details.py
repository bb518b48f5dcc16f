"""What there is to know of a task before one begins: its options, guesses, criterion, and the ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from lstm_studio.catalogue import load_cell
from lstm_studio.core.tasks import TASKS
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.controls.pairs import Pairs
from lstm_studio.ui.gallery.picture import TaskPicture
from lstm_studio.ui.gallery.shipped import examples_of
from lstm_studio.ui.gallery.wish import advice_of, said_start, ways
from lstm_studio.ui.plots.limits import printed
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.study import Sequence
    from lstm_studio.ui.gallery.samples import Samples
    from lstm_studio.ui.theme import Theme

__all__ = ["Details"]

WIDE = 340  # pixels


def _label(voice: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if voice:
        label.setProperty("voice", voice)
    return label


class Details(QScrollArea):
    """``asked`` gives the file of an example that a person wants to see."""

    asked = Signal(object)

    def __init__(self, samples: Samples, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples = samples
        self.task, self._now = "", next(iter(TASKS.values()))
        self.numbers: dict[str, Number] = {}
        self._put_by: dict[str, str] = {}  # what stood in the numbers that the way to begin has set
        self.title = QLabel()
        self.title.setFont(theme.font(15, bold=True))
        self.picture = TaskPicture()
        self.picture.set_theme(theme)
        self.summary, self.look = _label(), _label()
        self.hard, self.wrong = _label("quiet"), _label("bad")
        self.solved, self.source = _label(), _label("quiet")
        self.guesses = Pairs(_("What simple guesses reach"))
        self.options = QFormLayout()
        self.way = Choice(_("Begin"), {})
        self.way.chosen.connect(self._on_way)
        self.start = _label("quiet")
        self.examples = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 0, 10, 0)
        column.setSpacing(8)
        for label in (self.title, self.picture, self.summary):
            column.addWidget(label)
        column.addLayout(self.options)
        for label in (self.wrong, self.hard):
            column.addWidget(label)
        for head, label in ((_("What becomes visible"), self.look), (_("Solved"), self.solved)):
            column.addWidget(_head(head))
            column.addWidget(label)
        column.addWidget(_head(_("What simple guesses reach: loss")))
        column.addWidget(self.guesses)
        column.addWidget(self.source)
        column.addWidget(_head(_("Begin")))
        column.addWidget(self.way)
        column.addWidget(self.start)
        column.addLayout(self.examples)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(WIDE)

    def show_task(self, name: str, options: dict[str, float]) -> None:
        """Show another task, with options of which those that are not given are the usual ones."""
        task = self._now = TASKS[name]
        self.task = name
        self.title.setText(task.title)
        self.summary.setText(task.summary)
        self.look.setText(task.look)
        self.solved.setText(_first_large(task.criterion))
        self.source.setText(task.source)
        self.source.setVisible(bool(task.source))
        self.picture.show_sequence(None)
        self.guesses.show_pairs([])
        self.hard.hide()
        self._show_options(options)
        self.way.clear()
        for place, title in ways(name).items():
            self.way.addItem(title, place)
        self._put_by.clear()
        self._on_way("")
        self._show_examples()
        self.verticalScrollBar().setValue(0)

    def _show_options(self, options: dict[str, float]) -> None:
        while self.options.rowCount():
            self.options.removeRow(0)
        self.numbers.clear()
        for row in self._now.options:
            number = Number(row.label, row.low, row.high, whole=row.whole)
            number.show_number(options.get(row.key, row.default))
            number.explain(_("from {low:g} to {high:g}").format(low=row.low, high=row.high))
            number.setFixedWidth(88)
            number.chosen.connect(lambda chosen, number=number: self._on_number(number, chosen))
            number.textEdited.connect(lambda _text: self._show_sample())
            self.numbers[row.key] = number
            self.options.addRow(row.label, number)

    def _show_examples(self) -> None:
        while (item := self.examples.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = examples_of(self.task)
        if found:
            self.examples.addWidget(_head(_("Learnt already: the examples")))
        for path, title in found:
            self.examples.addWidget(self._example(path, title))

    def _example(self, path: Path, title: str) -> QPushButton:
        button = QPushButton(title)
        button.setProperty("small", True)
        button.setToolTip(_("Open this study, with its notes on what there is to see"))
        button.clicked.connect(lambda: self.asked.emit(path))
        return button

    def gathered(self) -> dict[str, float]:
        """The options as they are written now. Raises ValueError for a number that is none."""
        return {key: float(field.read()) for key, field in self.numbers.items()}

    @property
    def place(self) -> int:
        """The way to begin that is chosen."""
        return int(self.way.currentData())

    def _on_number(self, number: Number, chosen: float) -> None:
        number.show_number(chosen)
        self._show_sample()

    def _show_sample(self) -> None:
        """Draw the sample with the options of now, and what a guess reaches there; say what is wrong with them."""
        sample: Sequence | None = None
        try:
            options = self._now.settle(self.gathered())
            sample = self._samples.drawn(self.task, options)
            guesses = {} if sample is None else self._now.baselines(options, sample)
        except ValueError as error:
            self._say_wrong(str(error))
            return
        self._say_wrong("")
        self.picture.show_sequence(sample)
        self.guesses.show_pairs([(_first_large(label), printed(value)) for label, value in guesses.items()])
        hard = self._now.hard
        self.hard.setText("" if hard is None else _first_large(hard.says))
        self.hard.setProperty("voice", "bad" if hard is not None and hard.when(options) else "quiet")
        self.hard.style().polish(self.hard)
        self.hard.setVisible(hard is not None)

    def _say_wrong(self, why: str) -> None:
        self.wrong.setText(_first_large(why))
        self.wrong.setVisible(bool(why))

    def _on_way(self, _key: str) -> None:
        """Take the options of a way to begin, and give those of the one before back."""
        variant = self._now.variants[self.place] if self.place >= 0 else None
        new = {} if variant is None else dict(variant.options)
        written = {key: self.numbers[key].text() for key in new}
        for key, text in self._put_by.items():
            self.numbers[key].setText(text)
        self._put_by = {key: self._put_by.get(key, text) for key, text in written.items()}
        for key, value in new.items():
            self.numbers[key].show_number(value)
        self._show_sample()
        advice = advice_of(self.task, self.place)
        self.start.setText(said_start(advice, load_cell(advice.cell).title))


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _head(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("title")
    return label
