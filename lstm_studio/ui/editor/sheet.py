"""The cards of the editor, side by side: equations and language at the left, what follows from them at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QFrame, QSplitter, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from lstm_studio.ui.editor.card import Card
from lstm_studio.ui.editor.first_trace import TraceCard
from lstm_studio.ui.editor.language import language_html
from lstm_studio.ui.editor.parameters import ParametersCard
from lstm_studio.ui.editor.preview import Preview
from lstm_studio.ui.editor.problems import Problems
from lstm_studio.ui.editor.text import EquationText
from lstm_studio.ui.icons import icon
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.ui.theme import Theme

__all__ = ["Sheet"]

LEFT, RIGHT = 470, 690  # pixels of a new editor
VERSION = 1  # of the sizes: those of another one are not taken


class Sheet(QWidget):
    """Splitters with all cards; ``told`` says what a name in the text is."""

    def __init__(self, told: Callable[[str, bool], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = EquationText(told)
        self.problems = Problems()
        self.equations = Card(_("Equations"))
        self.note = Card(_("Language"))
        self.language = QTextBrowser()
        self.preview = Preview()
        self.parameters = ParametersCard()
        self.trace = TraceCard()
        self.help = QToolButton()
        self._lay_out()

    def _lay_out(self) -> None:
        self.help.setCheckable(True)
        self.help.setChecked(True)
        self.help.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.help.setToolTip(_("Show or hide what can be written (F1)"))
        self.help.setAccessibleName(_("Language"))
        self.help.setProperty("slim", True)
        self.help.toggled.connect(self.note.setVisible)
        self.equations.header.row.addWidget(self.help)
        self.equations.header.row.setContentsMargins(12, 4, 8, 2)
        self.equations.column.addWidget(self.text, 1)
        self.equations.column.addWidget(self.problems)
        self.language.setFrameShape(QFrame.Shape.NoFrame)
        self.language.setAccessibleName(_("Language"))
        self.language.viewport().setAutoFillBackground(False)
        self.note.column.setContentsMargins(8, 0, 4, 8)
        self.note.column.addWidget(self.language)
        down = Qt.Orientation.Vertical
        self.left = _split(down, (self.equations, 300), (self.note, 260))
        self.below = _split(Qt.Orientation.Horizontal, (self.parameters, 300), (self.trace, 390))
        self.right = _split(down, (self.preview, 370), (self.below, 230))
        self.whole = _split(Qt.Orientation.Horizontal, (self.left, LEFT), (self.right, RIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.whole)

    def set_theme(self, theme: Theme, size: int) -> None:
        """Take the colours of a theme, and the size of the type of the equations in pixels."""
        self.text.dress(theme, size)
        self.help.setIcon(icon("help", theme))
        self.language.setHtml(language_html(theme))
        for part in (self.preview, self.parameters, self.trace):
            part.set_theme(theme)

    def remember(self) -> QByteArray:
        """The sizes of all cards, to be given to ``restore``."""
        states = [bytes(split.saveState().data()) for split in self._splits()]
        return QByteArray(b"%d|" % VERSION + b"|".join(state.hex().encode() for state in states))

    def restore(self, sizes: QByteArray) -> None:
        """Give the cards the sizes that they had; what is no such thing is passed over."""
        version, *states = bytes(sizes.data()).split(b"|")
        if version == b"%d" % VERSION and len(states) == len(self._splits()):
            for split, state in zip(self._splits(), states, strict=True):
                split.restoreState(QByteArray.fromHex(state))

    def _splits(self) -> tuple[QSplitter, ...]:
        return self.whole, self.left, self.right, self.below


def _split(way: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Put parts with their sizes in pixels beside each other; what grows grows in these shares."""
    split = QSplitter(way)
    split.setHandleWidth(8)
    split.setChildrenCollapsible(False)
    for place, (part, size) in enumerate(parts):
        split.addWidget(part)
        split.setStretchFactor(place, size)
    split.setSizes([size for _part, size in parts])
    return split
