"""Gentle colours of written programs: words of Python or LaTeX, texts and remarks, and the model's own names."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat

from lstm_studio.ui.colours import mixed
from lstm_studio.ui.editor.places import units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextDocument

    from lstm_studio.ui.theme import Theme

__all__ = ["ProgramInks", "pieces"]

PYTHON = re.compile(
    r"""(?P<remark>\#.*)|(?P<text>"{3}|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"|(?P<number>\b\d[\d.]*(?:e-?\d+)?\b)|(?P<name>[^\W\d]\w*)"
)
LATEX = re.compile(r"(?P<remark>%.*)|(?P<word>\\(?:begin|end)\{[^}]*\}|\\[A-Za-z]+)|(?P<mark>\\\\|&)")
TRIPLE = '"""'


def pieces(line: str, *, python: bool) -> Iterator[tuple[int, int, str]]:
    """Give (start, stop, kind) of what has a colour in a line of code that no long text stands in."""
    after = ""
    for found in (PYTHON if python else LATEX).finditer(line):
        kind = str(found.lastgroup)
        if kind == "name":
            word = found.group()
            made = "made" if after in ("def", "class") else "self" * (word == "self")
            kind, after = "word" if keyword.iskeyword(word) else made, word
        if kind:
            yield *found.span(), kind


class ProgramInks(QSyntaxHighlighter):
    """Colours a document; ``python`` False: it is LaTeX."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self.python = True
        inks: dict[str, QColor] = {
            "word": mixed(theme.op_edge, theme.text, 0.85),
            "made": mixed(theme.wire_h, theme.text, 0.9),
            "self": theme.quiet,
            "text": mixed(theme.wire_x, theme.text, 0.9),
            "number": mixed(theme.wire_c, theme.text, 0.9),
            "remark": theme.quiet,
            "mark": theme.quiet,
        }
        self._formats: dict[str, QTextCharFormat] = {}
        for kind, ink in inks.items():
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(ink)
        self._formats["remark"].setFontItalic(True)

    def highlightBlock(self, text: str) -> None:
        """Colour a line; its state is 1 where a long text goes on behind it."""
        start = 0
        self.setCurrentBlockState(0)
        if self.python and (self.previousBlockState() == 1 or TRIPLE in text):
            first = 0 if self.previousBlockState() == 1 else text.index(TRIPLE)
            end = text.find(TRIPLE, first if self.previousBlockState() == 1 else first + 3)
            start = len(text) if end < 0 else end + 3
            self.setCurrentBlockState(int(end < 0))
            self._ink(text, first, start, "text")
            if first:
                self._inks(text[:first], 0)
        self._inks(text[start:], start)

    def _inks(self, part: str, shift: int) -> None:
        whole = self.currentBlock().text()
        for start, stop, kind in pieces(part, python=self.python):
            self._ink(whole, shift + start, shift + stop, kind)

    def _ink(self, whole: str, start: int, stop: int, kind: str) -> None:
        at = units(whole[:start])
        self.setFormat(at, units(whole[start:stop]), self._formats[kind])
