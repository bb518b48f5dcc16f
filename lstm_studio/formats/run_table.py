"""What training has noted, as one table: a row an update, with what an examination said beside the update before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.study import CURVE, EXAMS
from lstm_studio.formats.csv_text import Table
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["run_table"]

HEADS = (
    _("update"),
    _("loss"),
    _("gradient norm"),
    _("clipped"),
    _("change over weights"),
    _("rate"),
    _("accuracy"),
    _("held-out loss"),
    _("score"),
    _("sequences"),
)


def run_table(losses: NDArray[Any], curve: NDArray[Any], exams: NDArray[Any]) -> Table:
    """Give the rows (n, 2), (m, 6) and (k, 4) of a record as one table; what was not noted stays empty.

    Where nothing was noted beside the losses there are no columns for it.
    """
    if not len(curve) + len(exams):
        return Table(HEADS[:2], tuple((int(update), loss) for update, loss in losses.tolist()))
    noted = {int(row[0]): row[1:] for row in curve.tolist()}
    said = {int(row[0]): row[1:] for row in exams.tolist()}
    nothing, silence = [None] * (len(CURVE) - 1), [None] * (len(EXAMS) - 1)
    rows = []
    for update, loss in losses.tolist():
        norm, clipped, *others = noted.get(int(update), nothing)
        clip = None if clipped is None else int(clipped)
        held, score, sequences = said.get(int(update), silence)
        read = None if sequences is None else int(sequences)
        rows.append((int(update), loss, norm, clip, *others, held, score, read))
    return Table(HEADS, tuple(rows))
