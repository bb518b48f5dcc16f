"""Files and typed text, one module a format. A format of sequences is a row of FORMATS."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.formats.files import content_of, text_of
from lstm_studio.formats.limits import BYTES
from lstm_studio.formats.npy import MAGIC, read_npy
from lstm_studio.formats.table import read_table
from lstm_studio.formats.text import kind_of, read_text
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.study import Sequence

__all__ = ["FORMATS", "Format", "load_sequence"]


@dataclass(frozen=True)
class Format:
    """Files that hold a sequence, known by first bytes or by suffix; ``read`` takes content and title."""

    title: str
    suffixes: tuple[str, ...]
    magic: bytes
    read: Callable[[bytes, str], Sequence]


def load_sequence(path: str | Path) -> Sequence:
    """Read a sequence from a file; it is text where no format fits. Raises ValueError with a sentence."""
    path = Path(path)
    content = content_of(path, BYTES)
    known = [row for row in FORMATS if row.magic and content.startswith(row.magic)]
    named = [row for row in FORMATS if path.suffix.lower() in row.suffixes]
    try:
        return (*known, *named, FORMATS[-1])[0].read(content, path.stem)
    except ValueError as error:
        raise ValueError(_("{file}: {why}").format(file=path.name, why=error)) from error


def _table(content: bytes, title: str) -> Sequence:
    return read_table(text_of(content), title)


def _zipped(_content: bytes, _title: str) -> Sequence:
    raise ValueError(_("this is a study or a spreadsheet; open a study as such, save a spreadsheet as CSV"))


def _text(content: bytes, title: str) -> Sequence:
    """Read numbers in rows as a table, one row a step; any other text as if it were typed."""
    text = text_of(content)
    plain = "\n" in text.strip() and not set("[(:") & set(text)
    if plain and kind_of(text) == "numbers":
        return read_table(text, title)
    return replace(read_text(text), title=title, text="")


FORMATS = (
    Format(_("Tables"), (".csv", ".tsv", ".tab", ".dat"), b"", _table),
    Format(_("NumPy arrays"), (".npy",), MAGIC, read_npy),
    Format(_("Zipped files"), (".lstm", ".xlsx", ".ods"), b"PK\x03\x04", _zipped),
    Format(_("Text"), (".txt",), b"", _text),
)
