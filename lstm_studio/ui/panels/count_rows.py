"""The words of a count: what a parameter is and does, and the table as text. It knows no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.formats.csv_text import Table
from lstm_studio.ui.numbers import count as grouped
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.counting import Count, Counted, Gate, Part

__all__ = ["ROLES", "explained", "formula", "named_part", "sums", "table"]

ROLES: dict[str, tuple[str, str]] = {
    "input": (_("input"), _("input weights: they multiply what the layer reads")),
    "recurrent": (_("recurrent"), _("recurrent weights: they multiply {reads}, a value of the step before")),
    "peephole": (_("peephole"), _("peephole: it lets the gate see the cell state, {reads}")),
    "inner": (_("inner"), _("inner weights: they multiply {reads}, a value of the same step")),
    "factor": (_("factor"), _("a factor for each unit")),
    "bias": (_("bias"), _("bias: a number for each unit, added whatever is read")),
    "readout": (_("readout"), _("readout weights: they multiply {reads} of the top layer")),
    "embedding": (_("look-up"), _("embedding: a row of numbers for each symbol")),
}
"""Role -> its word in the table, and what it is."""


def named_part(part: Part, title: str, *, alone: bool) -> str:
    """Give what a part is called; ``alone``: there is one layer in one direction, the cell itself."""
    if part.kind == "readout":
        return _("Readout")
    if part.kind == "embedding":
        return _("Embedding, apart")
    if alone:
        return title
    name = _("Layer {number}").format(number=part.layer + 1)
    return _("{layer}, reverse").format(layer=name) if part.direction else name


def shape_of(row: Counted, *, letters: bool = False) -> str:
    """Give a shape, as the diagram does: "H×D" or "20×10"."""
    return "×".join(row.letters if letters else map(grouped, row.shape))


def formula(part: Part, *, letters: bool = False) -> str:
    """Give the sum of a part as it is worked out: "4 · (20·10 + 20·20) = 2400"; in letters before it, if asked."""
    before = f"{part.formula(letters=True)} = " if letters else ""
    return f"{before}{part.formula()} = {grouped(part.count)}"


def explained(row: Counted, gate: Gate, meaning: Mapping[str, str]) -> str:
    """Say what a parameter is, where it goes, and how its count comes about."""
    what = meaning.get(row.symbol) or ROLES[row.role][1].format(reads=row.reads)
    lines = [f"{row.name}: {what}"]
    for left in gate.feeds if row.role not in ("readout", "embedding") else ():
        said = meaning.get(left)
        lines.append(
            _("feeds {gate}, the {meaning}").format(gate=left, meaning=said)
            if said
            else _("feeds {gate}").format(gate=left)
        )
    lines.append(f"{shape_of(row, letters=True)} = {shape_of(row)} = {grouped(row.count)}")
    return "\n".join(lines)


def sums(count: Count) -> str:
    """Say the grand total, the embedding apart: "2400 in the cell + 2000 in the readout = 4400"."""
    cell, readout, embedding = (grouped(count.sum(kind)) for kind in ("layer", "readout", "embedding"))
    together = grouped(count.sum("layer", "readout"))
    text = _("{cell} in the cell")
    if count.sum("readout"):
        text = _("{cell} in the cell + {readout} in the readout = {together}")
    if count.sum("embedding"):
        text += _("; embedding {embedding} apart, {whole} with it")
    return text.format(
        cell=cell, readout=readout, together=together, embedding=embedding, whole=grouped(count.sum())
    )


def table(count: Count) -> Table:
    """Give every parameter as a row: its name, gates, role, shape in letters and numbers, and count; then the sums."""
    rows: list[tuple[object, ...]] = []
    for _part, gate, row in count.rows:
        feeds, shape = " ".join(gate.feeds), (*row.shape, 1)[:2]
        rows.append((row.name, feeds, row.role, " x ".join(row.letters), *shape, row.count))
    named = (("cell", ("layer",)), ("readout", ("readout",)), ("cell and readout", ("layer", "readout")))
    for label, kinds in (*named, ("embedding", ("embedding",))):
        if count.sum(*kinds):
            rows.append((label, "", "", "", "", "", count.sum(*kinds)))
    return Table(("parameter", "feeds", "role", "shape", "rows", "columns", "count"), tuple(rows))
