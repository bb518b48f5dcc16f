"""Kept runs as tables: a row a run, or a row an update of every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.sizes import said_widths
from lstm_studio.formats.csv_text import Table
from lstm_studio.formats.run_table import run_table
from lstm_studio.session.overlays import final_loss
from lstm_studio.session.series import said_start
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.study import Kept

__all__ = ["table_of", "updates_of"]


def table_of(models: Iterable[Kept]) -> Table | None:
    """Give the runs among kept models, a row each, None where there are none."""
    heads = (
        _("run"), _("series"), _("cell"), _("units"), _("start"), _("start seed"), _("training seed"), _("updates"),
        _("sequences"), _("seconds"), _("loss"), _("solved at update"),
    )  # fmt: skip
    rows = tuple(
        (
            kept.name,
            kept.series,
            kept.cell.title or kept.cell.name,
            said_widths(kept.sizes),
            said_start(kept.start),
            kept.start.seed,
            kept.training.seed,
            kept.record.update,
            kept.record.sequences,
            round(kept.record.seconds, 3),
            final_loss(kept.record),
            kept.record.solved,
        )
        for kept in models
        if kept.record.update
    )
    return Table(heads, rows) if rows else None


def updates_of(models: Iterable[Kept]) -> Table:
    """Give what was noted of every update of some runs, one run below the other, its name in front."""
    heads: tuple[str, ...] = ()
    rows: list[tuple[object, ...]] = []
    for kept in models:
        table = run_table(kept.record.losses, kept.record.curve, kept.record.exams)
        heads = max(heads, table.heads, key=len)
        rows += [(kept.name, *row) for row in table.rows]
    return Table((_("run"), *heads), tuple((*row, *(None,) * (len(heads) + 1 - len(row))) for row in rows))
