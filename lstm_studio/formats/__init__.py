"""Files and typed text, one module a format. A format of sequences is a row of FORMATS."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.formats.files import beginning_of, content_of, text_of
from lstm_studio.formats.json_text import read_json
from lstm_studio.formats.limits import BYTES
from lstm_studio.formats.long_text import read_long_text
from lstm_studio.formats.npy import MAGIC, read_npy
from lstm_studio.formats.npz import is_npz, read_npz
from lstm_studio.formats.symbols import LONG
from lstm_studio.formats.table import read_table
from lstm_studio.formats.text import kind_of, read_text
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.study import Sequence
    from lstm_studio.formats.table_form import Form

__all__ = [
    "FORMATS",
    "LARGE",
    "SUFFIXES",
    "Format",
    "Way",
    "load_sequence",
    "load_sequences",
    "table_of",
    "text_head",
]

ZIP = b"PK\x03\x04"  # begins the file
HEAD = 64 * 1024  # bytes by which a text is told from numbers
LARGE = 500_000  # bytes of a file that is read beside the window


@dataclass(frozen=True)
class Format:
    """Files that hold sequences, known by first bytes or by suffix; ``read`` takes content and title."""

    title: str
    suffixes: tuple[str, ...]
    magic: bytes
    read: Callable[[bytes, str], tuple[Sequence, ...]]


@dataclass(frozen=True)
class Way:
    """How a person wants a file to be read: as a table of a form, or a text as "characters" or "words"."""

    form: Form | None = None
    kind: str = ""


def load_sequence(path: str | Path) -> Sequence:
    """Read the first sequence of a file; it is text where no format fits. Raises ValueError with a sentence."""
    return load_sequences(path)[0]


def load_sequences(
    path: str | Path, way: Way | None = None, told: Callable[[float], None] = lambda _share: None
) -> tuple[Sequence, ...]:
    """Read all sequences of a file, as a person wants it read where that is said.

    ``told`` hears the share that is read, and may raise to break it off. Raises ValueError with a sentence.
    """
    path, way = Path(path), way or Way()
    try:
        if way.kind or (not way.form and _is_long(path)):
            return (read_long_text(path, words=way.kind == "words", told=told),)
        content = content_of(path, BYTES)
        if way.form:
            return (read_table(text_of(content), path.stem, way.form, told),)
        return _format_of(path, content).read(content, path.stem)
    except ValueError as error:
        raise ValueError(_("{file}: {why}").format(file=path.name, why=error)) from error


def _format_of(path: Path, content: bytes) -> Format:
    known = [row for row in FORMATS if row.magic and content.startswith(row.magic)]
    named = [row for row in FORMATS if path.suffix.lower() in row.suffixes]
    return (*known, *named, FORMATS[-1])[0]


def table_of(path: Path) -> str | None:
    """Give the beginning of a file as text where it is a table, None where it is none."""
    head = beginning_of(path, 4 * HEAD)
    row = _format_of(path, head)
    try:
        text = _head(head)
    except ValueError:
        return None
    tabled = row.read is _table or (row is FORMATS[-1] and _is_plain(text))
    return text if tabled and text.strip() else None


def text_head(path: Path) -> str:
    """Give the beginning of a file as text. Raises ValueError where it is none."""
    return _head(beginning_of(path, HEAD))


def _head(content: bytes) -> str:
    """Decode the beginning of a file, which may end within a character."""
    for cut in range(4):
        try:
            return text_of(content[: len(content) - cut])
        except ValueError:
            if cut == 3:
                raise
    return ""


def _is_long(path: Path) -> bool:
    """Tell whether a file is a text too long to be shown at once."""
    if not path.is_file() or path.stat().st_size <= LONG:
        return False
    head = beginning_of(path, HEAD)
    if _format_of(path, head) is not FORMATS[-1]:
        return False
    try:
        return kind_of(_head(head)) != "numbers"
    except ValueError:
        return True  # it will be said where it is no text


def _is_plain(text: str) -> bool:
    return "\n" in text.strip() and not set("[(:") & set(text) and kind_of(text) == "numbers"


def _table(content: bytes, title: str) -> tuple[Sequence, ...]:
    return (read_table(text_of(content), title),)


def _array(content: bytes, title: str) -> tuple[Sequence, ...]:
    return (read_npy(content, title),)


def _zipped(content: bytes, title: str) -> tuple[Sequence, ...]:
    if is_npz(content) or not content.startswith(ZIP):
        return read_npz(content, title)
    raise ValueError(_("this is a study or a spreadsheet; open a study as such, save a spreadsheet as CSV"))


def _text(content: bytes, title: str) -> tuple[Sequence, ...]:
    """Read numbers in rows as a table, one row a step; any other text as if it were typed."""
    text = text_of(content)
    if _is_plain(text):
        return (read_table(text, title),)
    return (replace(read_text(text), title=title, text=""),)


FORMATS = (
    Format(_("Tables"), (".csv", ".tsv", ".tab", ".dat"), b"", _table),
    Format(_("NumPy arrays"), (".npy",), MAGIC, _array),
    Format(_("JSON"), (".json",), b"", read_json),
    Format(_("Zipped arrays"), (".npz", ".lstm", ".xlsx", ".ods"), ZIP, _zipped),
    Format(_("Text"), (".txt",), b"", _text),
)
SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".npy", ".npz")
"""What files of sequences end with."""
