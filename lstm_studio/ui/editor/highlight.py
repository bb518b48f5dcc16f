"""Gentle colours of equations: what a name is has the colour that it has in the diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat

from lstm_studio.core.language.equations import pieces
from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.core.language.source import MOST_CHARACTERS
from lstm_studio.session.draft import REMARK
from lstm_studio.ui.colours import mixed
from lstm_studio.ui.editor.places import units

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QTextDocument

    from lstm_studio.core.language.tokens import Token
    from lstm_studio.ui.theme import Theme

__all__ = ["Highlighter", "Names", "inks", "kind_of", "names_of"]


class Names(NamedTuple):
    """What a text computes, and of that what it remembers."""

    lefts: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()


def names_of(text: str) -> Names:
    """Read the names off a text, be it a cell or not yet."""
    lefts: set[str] = set()
    states: set[str] = set()
    for line in text[:MOST_CHARACTERS].splitlines():
        read = pieces(line)
        if len(read) > 1 and read[0].kind == "name" and read[1].text == "=":
            lefts.add(_bare(read[0].text))
        states.update(
            token.text.removesuffix("_prev")
            for token in read
            if token.kind == "name" and token.text.endswith("_prev")
        )
    return Names(frozenset(lefts), frozenset(states & lefts))


def _bare(name: str) -> str:
    return name.removesuffix("_t") if len(name) > 2 else name


def kind_of(token: Token, names: Names, *, called: bool = False) -> str:
    """Give what a token is, as a key of ``inks``; ``called``: it stands before a "("."""
    if token.kind != "name":
        return token.kind
    if called and token.text in FUNCTIONS:
        return "function"
    name = _bare(token.text).removesuffix("_prev")
    if name == "x":
        return "input"
    if name == "h":
        return "output"
    if name in names.states:
        return "state"
    return "gate" if name in names.lefts else "parameter"


def inks(theme: Theme) -> dict[str, QColor]:
    """Give the colour of each kind, and of a comment."""
    return {
        "number": theme.text,
        "mark": theme.quiet,
        "function": mixed(theme.op_edge, theme.text, 0.85),
        "input": mixed(theme.wire_x, theme.text, 0.9),
        "output": mixed(theme.wire_h, theme.text, 0.9),
        "state": mixed(theme.wire_c, theme.text, 0.9),
        "gate": mixed(theme.layer_edge, theme.text, 0.6),
        "parameter": theme.text,
        "comment": theme.quiet,
    }


class Highlighter(QSyntaxHighlighter):
    """Colours a document line by line; ``take`` what its names are, ``set_theme`` for the colours."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._names = Names()
        self._formats: dict[str, QTextCharFormat] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        self._formats = {}
        for kind, ink in inks(theme).items():
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(ink)
        self._formats["comment"].setFontItalic(True)
        self.rehighlight()

    def take(self, names: Names) -> None:
        """Colour anew where a name has become something else."""
        if names != self._names:
            self._names = names
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if not self._formats or self.document().characterCount() > MOST_CHARACTERS + 1:
            return  # a text that is refused for its length need not be read
        read = pieces(text)
        for place, token in enumerate(read):
            called = place + 1 < len(read) and read[place + 1].text == "("
            start = units(text[: token.column - 1])
            stop = start + units(text[token.column - 1 : token.column - 1 + token.length])
            self.setFormat(start, stop - start, self._formats[kind_of(token, self._names, called=called)])
        remark = REMARK.search(text)
        if remark is not None:
            start = units(text[: remark.start()])
            self.setFormat(start, units(text) - start, self._formats["comment"])
