"""Equations as text for other programs: in the notation that is shown, and in every form that reads back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from lstm_studio.core.printing.marks import plain, tex
from lstm_studio.core.printing.written import FORMS, written
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.marks import PrintedLine

__all__ = ["add_copies", "texts"]


def texts(lines: Sequence[PrintedLine], graph: Graph, notation: str) -> dict[str, str]:
    """Give what is copied, by the words of a menu: as shown, then in the letters of the cell."""
    shown = _("{form}, as shown ({notation})")
    found = {
        shown.format(form="LaTeX", notation=notation): " \\\\\n".join(tex(line.marks) for line in lines),
        shown.format(form=_("Text"), notation=notation): "\n".join(plain(line.marks) for line in lines),
    }
    names = [line.name for line in lines if line.name in graph.named]
    for form, row in FORMS.items() if names else ():
        whole = dict(zip(graph.named, written(graph, form).split(row.end), strict=True))
        found[row.title] = row.end.join(whole[name] for name in names)
    return found


def add_copies(
    menu: QMenu, line: PrintedLine | None, lines: Sequence[PrintedLine], graph: Graph, notation: str
) -> None:
    """Add to a menu: copy a line, where one is pointed at, and copy all."""
    rows = [(_("Copy this &line as"), [line])] if line is not None else []
    rows.append((_("Copy all &equations as"), list(lines)))
    for title, chosen in rows:
        inner = menu.addMenu(title)
        for place, (words, text) in enumerate(texts(chosen, graph, notation).items()):
            if place == 2:
                inner.addSeparator()
            inner.addAction(words, partial(_copy, text))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
