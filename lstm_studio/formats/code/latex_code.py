"""The equations of a model in LaTeX, to be set with amsmath; each line of the cell reads back as it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.printing.letters import word_in_tex
from lstm_studio.core.printing.written import FORMS, written
from lstm_studio.formats.code.step import title_of

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["latex_code"]

OUTPUTS = {
    "identity": "{0}",
    "softmax": r"\operatorname{{softmax}}\left({0}\right)",
    "sigmoid": r"\sigma\left({0}\right)",
}


def latex_code(cell: Cell, sizes: Sizes) -> str:
    """Give an align* environment: the cell, and behind it the readout where there is one."""
    lines = written(cell.graph_for(bias=sizes.bias), "latex")
    if sizes.outputs:
        answer = f"V {_read(sizes)}" + " + k" * sizes.bias
        lines += f" \\\\\ny_{{t}} &= {OUTPUTS[sizes.output].format(answer)}"
    above = "% The x of a layer is the h of the one below.\n" * (sizes.layers > 1)
    return f"% {title_of(cell, sizes)}\n{above}\\begin{{align*}}\n{lines}\n\\end{{align*}}\n"


def _read(sizes: Sizes) -> str:
    head, _mark, tail = sizes.readout.partition("_")
    if sizes.directions == 1:
        return FORMS["latex"].now(head, tail)
    label = f"{tail},t" if tail else "t"
    ways = [rf"\{way}{{{word_in_tex(head)}}}_{{{label}}}" for way in ("overrightarrow", "overleftarrow")]
    return rf"\left[{ways[0]}; {ways[1]}\right]"
