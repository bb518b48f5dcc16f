"""Files and typed text, one module a format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.formats.files import content_of, text_of
from lstm_studio.formats.limits import BYTES
from lstm_studio.formats.npy import MAGIC, read_npy
from lstm_studio.formats.table import read_table
from lstm_studio.formats.text import kind_of, read_text
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Sequence

__all__ = ["load_sequence"]

TABLES = {".csv", ".tsv", ".tab", ".dat"}


def load_sequence(path: str | Path) -> Sequence:
    """Read a sequence from a file: a table, a .npy array, or text. Raises ValueError with a sentence.

    A text file of numbers is a table, one row a step; any other text is read by its characters.
    """
    path = Path(path)
    content = content_of(path, BYTES)
    try:
        return _sequence(content, path)
    except ValueError as error:
        raise ValueError(_("{file}: {why}").format(file=path.name, why=error)) from error


def _sequence(content: bytes, path: Path) -> Sequence:
    if content.startswith(MAGIC) or path.suffix.lower() == ".npy":
        return read_npy(content, path.stem)
    if content.startswith(b"PK\x03\x04"):
        raise ValueError(
            _("this is a study or a spreadsheet; open a study as such, save a spreadsheet as CSV")
        )
    text = text_of(content)
    plain = "\n" in text.strip() and not set("[(:") & set(text)
    if (plain and kind_of(text) == "numbers") or path.suffix.lower() in TABLES:
        return read_table(text, path.stem)
    return replace(read_text(text), title=path.stem, text="")
