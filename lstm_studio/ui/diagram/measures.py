"""The sizes of everything in the diagram, in pixels at its natural scale."""

from __future__ import annotations

__all__ = [
    "BOX",
    "GHOST",
    "NUMBER",
    "RADIUS",
    "ROLE",
    "STRIP",
    "SYMBOL",
    "WAS",
    "cells",
    "legend_width",
    "number_width",
    "op_width",
    "role_width",
    "strip_width",
    "symbol_width",
    "title_width",
    "was_width",
]

BOX = (80.0, 38.0)  # a layer
RADIUS = 17.0  # of a round part
STRIP = 22.0  # height of a strip with its border
GHOST = 10.0  # height of the thin row of the original under it
PAD = 3.0  # from the border of a strip to its cells
WIDEST, NARROWEST, ROOM = 14.0, 4.8, 77.0  # of one cell; for all of them
MOST_CELLS = 16  # more units than that are a bar

NUMBER = 15  # sizes of numbers, of role words, of symbols
WAS = 13  # of the numbers of the original
ROLE = 14
SYMBOL = 22
TITLE, FACTS = 21, 16  # of the line above, and of the sentence below

# Widths of letters as shares of the size: generous, so that no machine's fonts overlap.
MONO, TEXT, BOLD, ITALIC = 0.61, 0.56, 0.68, 0.52
SUB = 0.72  # size of a subscript
NOTES = 380.0  # of the legend: what is compared with, what differs there, what is held
MOST_FACTS = 45  # letters of what the line above says beside the title
MOST_TITLE = 40  # letters of a title; what is longer ends in an ellipsis


def cells(units: int) -> int:
    """The number of cells of a strip; 0: a bar."""
    return units if units <= MOST_CELLS else 0


def strip_width(units: int) -> float:
    """The width of a strip with its border."""
    inner = units * min(WIDEST, max(NARROWEST, ROOM / units)) if cells(units) else ROOM
    return inner + 2 * PAD


def number_width() -> float:
    """The width of a printed value, sign included; a gradient has more letters, and smaller ones."""
    return max(5 * NUMBER, 7 * WAS) * MONO


def was_width() -> float:
    """The width of a printed value of the original."""
    return 5 * MONO * WAS


def role_width(word: str) -> float:
    """The width of a role word."""
    return len(word) * TEXT * ROLE


def symbol_width(symbol: str) -> float:
    """The width of a symbol with its time as a subscript, and with the ∂ of backward mode before it."""
    name = symbol.removesuffix("_prev")
    return (len(name) + 1 + SUB * (1 if name == symbol else 3)) * ITALIC * SYMBOL + 3.0


def title_width(title: str) -> float:
    """The width of the line above a drawing."""
    return min(len(title), MOST_TITLE) * BOLD * TITLE + MOST_FACTS * TEXT * FACTS


def legend_width(scales: int, marks: int, *, ghosts: bool = False) -> float:
    """The width of the line that explains so many scales of colours and marks, and what an original is.

    The one scale of backward mode has room where there are others, too.
    """
    return max(scales * 150.0, 230.0) + marks * 195.0 + NOTES * ghosts


def op_width(glyph: str) -> float:
    """The width of a round part: wider than high where a word stands in it."""
    return max(2 * RADIUS, len(glyph) * 8.5 + 18.0) if len(glyph) > 2 else 2 * RADIUS
