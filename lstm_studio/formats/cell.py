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
from typing import TYPE_CHECKING, Any

from lstm_studio.core.cell import Cell
from lstm_studio.formats.files import content_of, text_of, write_file
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["HEADINGS", "read_cell", "write_cell"]

HEADINGS = ("", "Ablations", "Minimal", "Historical", "Yours")
TEXTS = ("name", "title", "family", "source", "heading", "base", "diagram")
TABLES = ("options", "equations", "meaning")
LARGEST = 64 * 1024  # bytes of a cell file
DEEPEST = 8  # bases of bases


def read_cell(path: Path, find: Callable[[str], Path], depth: int = 0) -> Cell:
    """Read a cell; ``find`` gives the file of a base by its name. Raises ValueError with a sentence."""
    content = content_of(path, LARGEST)
    try:
        text = text_of(content)
        if path.suffix.lower() != ".toml":
            return Cell.from_text(text, path.stem)
        return _made(_checked(tomllib.loads(text)), path, find, depth)
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
    content = "\n".join(lines).encode("utf-8") + b"\n"
    if len(content) > LARGEST:
        sentence = _("the cell would be a file of {size} bytes; expected at most {most}")
        raise ValueError(sentence.format(size=len(content), most=LARGEST))
    write_file(path, content)


def _checked(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse unknown keys and values of another kind."""
    for key, value in found.items():
        if key not in TEXTS + TABLES:
            sentence = _("unknown key “{key}”; expected one of {known}")
            raise ValueError(sentence.format(key=key, known=", ".join(TEXTS + TABLES)))
        if key in TEXTS and not isinstance(value, str):
            raise ValueError(_("“{key}” is {value}; expected a text in quotes").format(key=key, value=value))
        if key in TABLES and not (
            isinstance(value, dict) and all(isinstance(entry, str) for entry in value.values())
        ):
            raise ValueError(_("“{key}” must be a table of names and texts in quotes").format(key=key))
    if found.get("heading", "") not in HEADINGS:
        sentence = _("“heading” is “{heading}”; expected one of {known}")
        raise ValueError(sentence.format(heading=found["heading"], known=", ".join(HEADINGS[1:])))
    return found


def _made(found: Mapping[str, Any], path: Path, find: Callable[[str], Path], depth: int) -> Cell:
    name = found.get("name", path.stem)
    base = Cell(name, {})
    if found.get("base"):
        if depth >= DEEPEST:
            raise ValueError(_("more than {most} bases of bases; is there a circle?").format(most=DEEPEST))
        beside = path.with_name(f"{found['base']}.toml")
        base = read_cell(beside if beside.is_file() else find(found["base"]), find, depth + 1)
    equations = {**base.equations, **found.get("equations", {})}
    texts = {key: found.get(key, getattr(base, key)) for key in ("family", "source", "heading", "diagram")}
    cell = Cell(
        name,
        {left: right for left, right in equations.items() if right},
        title=found.get("title", name),
        options=found.get("options", base.options),
        base=found.get("base", ""),
        **texts,
    )
    computed = cell.graph.by_text
    for key in found.get("meaning", {}):
        if key not in computed:
            sentence = _("“{key}” has a meaning but is not computed; expected one of {known}")
            raise ValueError(sentence.format(key=key, known=", ".join(computed)))
    meaning = {**base.meaning, **found.get("meaning", {})}
    return replace(cell, meaning={key: said for key, said in meaning.items() if key in computed})


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text, lines=False)


def _quoted(text: str, *, lines: bool = True) -> str:
    """Give a TOML string: literal lines for a drawing, else a basic string with the escapes of JSON."""
    if lines and "\n" in text and "'" not in text and all(map(str.isprintable, text.split("\n"))):
        return f"'''\n{text}'''"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
