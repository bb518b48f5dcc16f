"""What ``inspect`` prints of a file of a model: its sizes, and of every tensor which block is which gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.commands.trained import picked, to_pick
from lstm_studio.core.sizes import said_widths
from lstm_studio.formats.models import format_of, open_file
from lstm_studio.formats.picked import ChoiceError
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lstm_studio.core.opened import Block, Opened

__all__ = ["laid_out"]


def laid_out(path: Path, picks: Iterable[str] = ()) -> list[str]:
    """Give the lines about a file. What it leaves open is picked, or said; layers apart come one by one.

    ``picks`` are as for ``trained``. Raises ValueError with a sentence.
    """
    given = picked(picks)
    try:
        open_file(path, **given)
    except ChoiceError as asked:
        if asked.role == "recurrent":
            lines = []
            for name, _shape in asked.candidates:
                lines += [*_of_one(path, {**given, "recurrent": name}), ""]
            return lines[:-1]
    return _of_one(path, given)


def _of_one(path: Path, given: dict[str, str]) -> list[str]:
    """Give the lines about one stack of layers. What is left open is taken for nothing."""
    given = dict(given)
    open_questions: list[str] = []
    while True:
        try:
            opened = open_file(path, **given)
        except ChoiceError as asked:
            given[asked.role] = ""
            open_questions.append(to_pick(asked))
        else:
            return _lines(path, opened, open_questions)


def _lines(path: Path, opened: Opened, asked: list[str]) -> list[str]:
    sizes, cell = opened.sizes, opened.cell
    head = _("{file}: {kind}, {title} ({name})")
    lines = [
        head.format(
            file=path.name, kind=format_of(path).title, title=cell.title or cell.name, name=cell.name
        ),
        _("  layers {layers}, directions {directions}, units {units}, inputs {inputs}").format(
            layers=sizes.layers, directions=sizes.directions, units=said_widths(sizes), inputs=sizes.inputs
        ),
    ]
    if sizes.symbols:
        lines.append(_("  embedding of {symbols} symbols").format(symbols=sizes.symbols))
    if sizes.outputs:
        text = _("  readout of {outputs} outputs from {state}, {activation}")
        lines.append(text.format(outputs=sizes.outputs, state=sizes.readout, activation=sizes.output))
    lines.append(_("  parameters {count}").format(count=opened.parameters.size))
    lines += [_("  {state} before the first step is given").format(state=state) for state in opened.initial]
    lines += [f"  {sentence}" for sentence in (*opened.notes, *asked)]
    return [*lines, "", *_tensors(opened)]


def _tensors(opened: Opened) -> Iterator[str]:
    """Give a line for every tensor, and below it one for every block, counted from 1."""
    blocks: dict[str, list[Block]] = {}
    for block in opened.blocks:
        blocks.setdefault(block.tensor, []).append(block)
    wide = max(map(len, opened.tensors), default=0)
    for name, array in opened.tensors.items():
        kind = opened.stored.get(name, array.dtype.name)
        shape = " × ".join(map(str, array.shape)) or "1"
        idle = "" if name in blocks else "  " + _("left out")
        yield f"  {name:{wide}}  {shape:>12}  {kind}{idle}"
        rows = [(_place(block), block.gate, _means(block)) for block in blocks.get(name, [])]
        first = max((len(row[0]) for row in rows), default=0)
        second = max((len(row[1]) for row in rows), default=0)
        yield from (f"      {place:{first}}  {gate:{second}}  {means}" for place, gate, means in rows)


def _place(block: Block) -> str:
    """Say where a block stands in its tensor."""
    spans = ((_("rows"), block.rows), (_("columns"), block.columns))
    parts = [f"{label} {span[0] + 1}–{span[1]}" for label, span in spans if span is not None]
    if block.part is not None:
        parts.insert(0, _("part {number}").format(number=block.part + 1))
    return ", ".join(parts) or _("all")


def _means(block: Block) -> str:
    """Say what becomes of a block."""
    text = block.parameter
    if block.factor != 1.0:
        text = f"{block.factor:g} · {text}".replace("-", "−")
    return _("{name}, transposed").format(name=text) if block.turned else text
