"""The output of a model in a notation: y = V h + k, with what is around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.printing.marks import Mark, PrintedLine, plain
from lstm_studio.core.printing.notation import OUTPUT, Names

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.notation import Notation
    from lstm_studio.core.sizes import Sizes

__all__ = ["print_readout"]

AROUND = {"identity": "", "sigmoid": "σ", "softmax": "softmax"}


def print_readout(graph: Graph, notation: Notation, sizes: Sizes, *, numbers: bool = False) -> PrintedLine:
    """Print the output, which reads the top layer, in two directions where there are two.

    ``numbers``: a place for a number stands for the product and for the bias.
    """
    names = Names(graph, notation)
    row = _read(names, sizes)
    matrix, bias = (Mark("letter", letter=names.readout(name), means=(name,)) for name in OUTPUT)
    sign = Mark("product", notation.product, part="y")
    within = sizes.bias and notation.ones
    if within:
        one = Mark("constant", "1", means=("k",))
        listed = (Mark("open", "["), one, Mark("comma", notation.join))
        row = (*listed, *(row if len(row) == 1 else row[1:-1]), Mark("close", "]"))
        matrix = matrix._replace(means=OUTPUT)
    inner: tuple[Mark, ...] = (matrix, sign, *row)
    if numbers:
        inner = (Mark("number", means=matrix.means, label=plain(inner)),)
    if sizes.bias and not within:
        added = Mark("number", means=bias.means, label=bias.plain) if numbers else bias
        inner = (*inner, Mark("operator", "+", part="y"), added)
    around = AROUND[sizes.output]
    if around:
        inner = (Mark("function", around, part="y"), Mark("open", "("), *inner, Mark("close", ")"))
    left = Mark("letter", letter=names.value("y"), means=("y",))
    return PrintedLine("y", (left, Mark("relation", "=", part="y"), *inner))


def _read(names: Names, sizes: Sizes) -> tuple[Mark, ...]:
    """Print what the output reads."""
    letter = names.value(sizes.readout)
    if sizes.directions == 1:
        return (Mark("letter", letter=letter, means=(sizes.readout,)),)
    on, back = (
        Mark("letter", letter=letter._replace(above=(*letter.above, arrow)), means=(sizes.readout,))
        for arrow in "→←"
    )
    return (Mark("open", "["), on, Mark("comma", ";"), back, Mark("close", "]"))
