"""Cell files: TOML -> Cell and back; a file that is not TOML is plain lines ``name = expression``.

The keys are name, title, family, options, source, heading, base, diagram, [equations] and [meaning]. A file
with a ``base`` states only what differs from it: an equation "" takes the line out, and a meaning of the base
goes where the variant does not compute its value.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lstm_studio.core.cell import Cell
from lstm_studio.core.language.equations import EquationError
from lstm_studio.core.language.source import shown
from lstm_studio.formats.files import content_of, text_of, write_file
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["HEADINGS", "Card", "read_card", "read_cell", "write_cell"]

HEADINGS = ("", "Ablations", "Minimal", "Historical", "Yours")
TEXTS = ("name", "title", "family", "source", "heading", "base", "diagram")
TABLES = ("options", "equations", "meaning")
LARGEST = 64 * 1024  # bytes of a cell file
DEEPEST = 8  # bases of bases
MOST_DOTS = 100  # in one line
MOST_SAID = 40  # of the values that are computed


class Card(NamedTuple):
    """What a file says of its cell beside the equations."""

    name: str
    title: str
    family: str
    options: Mapping[str, str]
    source: str
    heading: str


def read_card(path: Path, find: Callable[[str], Path], depth: int = 0) -> Card:
    """Read what a TOML file says of its cell; the equations are passed over. Raises ValueError with a sentence."""
    try:
        found = _checked(_tables(text_of(content_of(path, LARGEST))))
        base = Card("", "", "", {}, "", "")
        if found.get("base"):
            base = read_card(_base_of(found, path, find, depth), find, depth + 1)
    except ValueError as error:
        raise ValueError(_("{file}: {why}").format(file=path.name, why=error)) from error
    return _card(found, path, base)


def _card(found: Mapping[str, Any], path: Path, base: Card | Cell) -> Card:
    name = found.get("name", path.stem)
    texts = {key: found.get(key, getattr(base, key)) for key in ("family", "options", "source", "heading")}
    return Card(name, found.get("title", name), **texts)


def read_cell(path: Path, find: Callable[[str], Path], depth: int = 0) -> Cell:
    """Read a cell; ``find`` gives the file of a base by its name. Raises ValueError with a sentence."""
    content = content_of(path, LARGEST)
    try:
        text = text_of(content)
        if path.suffix.lower() != ".toml":
            return Cell.from_text(text, path.stem)
        return _made(_checked(_tables(text)), path, find, depth)
    except RecursionError as error:
        raise ValueError(_("{file} is nested too deeply; expected a cell").format(file=path.name)) from error
    except ValueError as error:
        raise ValueError(_("{file}: {why}").format(file=path.name, why=error)) from error


def write_cell(cell: Cell, path: Path) -> None:
    """Write a cell as TOML, whole, without its base."""
    texts = [key for key in TEXTS if key != "base" and getattr(cell, key)]
    lines = [f"{key} = {_quoted(getattr(cell, key))}" for key in texts]
    for table in TABLES:
        rows: Mapping[str, str] = getattr(cell, table)
        lines += ["", f"[{table}]", *(f"{_key(key)} = {_quoted(value)}" for key, value in rows.items())]
    try:
        content = "\n".join(lines).encode("utf-8") + b"\n"
    except UnicodeEncodeError as error:
        found = shown(error.object[error.start])
        raise ValueError(_("{found} is no character of a file; expected text").format(found=found)) from error
    if len(content) > LARGEST:
        sentence = _("the cell would be a file of {size} bytes; expected at most {most}")
        raise ValueError(sentence.format(size=len(content), most=LARGEST))
    write_file(path, content)


def _tables(text: str) -> dict[str, Any]:
    """Read TOML. A key of thousands of dotted parts would take the reader minutes."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > MOST_DOTS:
            sentence = _("line {number} has {n} dots; expected names and texts of a cell")
            raise ValueError(sentence.format(number=number, n=line.count(".")))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        sentence = _('no TOML: {why}; expected a line [equations] and below it lines such as h = "tanh(W x)"')
        raise ValueError(sentence.format(why=error)) from error


def _checked(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse unknown keys and values of another kind."""
    for key, value in found.items():
        if key not in TEXTS + TABLES:
            sentence = _("unknown key “{key}”; expected one of {known}")
            raise ValueError(sentence.format(key=shown(key), known=", ".join(TEXTS + TABLES)))
        if key in TEXTS and not isinstance(value, str):
            sentence = _("“{key}” is {value}; expected a text in quotes")
            raise ValueError(sentence.format(key=key, value=shown(str(value))))
        if key in TABLES and not (
            isinstance(value, dict) and all(isinstance(entry, str) for entry in value.values())
        ):
            raise ValueError(_("“{key}” must be a table of names and texts in quotes").format(key=key))
    if found.get("heading", "") not in HEADINGS:
        sentence = _("“heading” is “{heading}”; expected one of {known}")
        raise ValueError(sentence.format(heading=shown(found["heading"]), known=", ".join(HEADINGS[1:])))
    return found


def _made(found: Mapping[str, Any], path: Path, find: Callable[[str], Path], depth: int) -> Cell:
    base = Cell("", {})
    if found.get("base"):
        file = _base_of(found, path, find, depth)
        state = file.stat()
        base = _base(file, find, depth + 1, state.st_mtime_ns, state.st_size)
    equations = {**base.equations, **found.get("equations", {})}
    cell = Cell(
        equations=_settled({left: right for left, right in equations.items() if right}),
        diagram=found.get("diagram", base.diagram),
        base=found.get("base", ""),
        **_card(found, path, base)._asdict(),
    )
    computed = cell.graph.by_text
    for key in found.get("meaning", {}):
        if key not in computed:
            sentence = _("“{key}” has a meaning but is not computed; expected one of {known}")
            raise ValueError(sentence.format(key=shown(key), known=", ".join([*computed][:MOST_SAID])))
    meaning = {**base.meaning, **found.get("meaning", {})}
    return replace(cell, meaning={key: said for key, said in meaning.items() if key in computed})


def _base_of(found: Mapping[str, Any], path: Path, find: Callable[[str], Path], depth: int) -> Path:
    """Give the file of a base, beside the variant or where ``find`` knows it."""
    if depth >= DEEPEST:
        raise ValueError(_("more than {most} bases of bases; is there a circle?").format(most=DEEPEST))
    beside = path.with_name(f"{found['base']}.toml")
    return beside if beside.is_file() else find(found["base"])


@lru_cache(maxsize=32)
def _base(path: Path, find: Callable[[str], Path], depth: int, _changed: int, _size: int) -> Cell:
    """Read a base once for all its variants, and again only when the file has changed."""
    return read_cell(path, find, depth)


def _settled(equations: Mapping[str, str]) -> dict[str, str]:
    """Give equations in our own form, whichever form they are written in; a fault names its equation."""
    texts = [f"{left} = {right}" for left, right in equations.items()]
    try:
        graph = Cell.from_text("\n".join(texts)).graph
    except EquationError as error:
        raise ValueError(_placed(error, equations, texts)) from error
    if len(graph.named) != len(equations):
        sentence = _("{n} equations stand in {m} rows of the table; expected one in each")
        raise ValueError(sentence.format(n=len(graph.named), m=len(equations)))
    return {left: graph.expression(left) for left in graph.named}


def _placed(error: EquationError, equations: Mapping[str, str], texts: list[str]) -> str:
    """Say a fault with the name of its equation instead of a line, which counts rows of the table."""
    line = error.line
    for left, text in zip(equations, texts, strict=True):
        rows = len(text.splitlines())
        if line <= rows:
            column = error.column - len(f"{left} = ") if line == 1 else error.column
            if column < 1:
                return _("equation “{left}”: {why}").format(left=shown(left), why=error.sentence)
            place = _("equation “{left}”, column {column}: {why}")
            return place.format(left=shown(left), column=column, why=error.sentence)
        line -= rows
    return error.sentence


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text, lines=False)


def _quoted(text: str, *, lines: bool = True) -> str:
    """Give a TOML string: literal lines for a drawing, else a basic string with the escapes of JSON."""
    if lines and "\n" in text and "'" not in text and all(map(str.isprintable, text.split("\n"))):
        return f"'''\n{text}'''"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
