"""Kept runs as lines of a list: what each is, what it has come to, and when it was solved."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.sizes import said_widths
from lstm_studio.session.overlays import bundles, final_loss
from lstm_studio.session.series import said_start, solved_at
from lstm_studio.session.shelf import model_compared, model_shown
from lstm_studio.ui.numbers import count, short
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from lstm_studio.core.study import Kept, Study

__all__ = ["Line", "graded", "lines_of", "said_solved_at"]


class Line(NamedTuple):
    """A line: a run, or a series with its runs below it. ``ink`` is its place among the colours.

    ``loss`` and ``solved``: of a series the median, and how many of how many.
    """

    name: str
    places: tuple[int, ...]
    updates: str
    loss: str
    solved: str
    ink: int
    plotted: bool
    mark: str = ""
    tip: str = ""
    below: tuple[Line, ...] = ()

    @property
    def said(self) -> str:
        """All of it in words."""
        parts = (self.name, self.updates, _("loss {loss}").format(loss=self.loss), self.solved)
        return ", ".join(filter(None, parts))


def graded(loss: float) -> str:
    """Write a loss."""
    return short(loss, signed=False, digits=3, fine=True) if math.isfinite(loss) else "–"


def lines_of(study: Study) -> tuple[Line, ...]:
    """Give the lines of all runs that a study keeps."""
    return _lines(study.models, model_shown(study), model_compared(study))


@lru_cache(1)  # asked at every update of a training, which changes none of it
def _lines(models: tuple[Kept, ...], shown: int | None, compared: int | None) -> tuple[Line, ...]:
    marks = {} if compared is None else {compared: "┄"}
    if shown is not None:
        marks[shown] = "▸"
    found = []
    for ink, bundle in enumerate(bundles(models)):
        runs = [models[at] for at in bundle.places]
        rows = tuple(
            _line(run, at, ink, marks.get(at, "")) for at, run in zip(bundle.places, runs, strict=True)
        )
        found.append(_series(bundle.name, runs, rows) if bundle.series and len(rows) > 1 else rows[0])
    return tuple(found)


def _line(kept: Kept, at: int, ink: int, mark: str) -> Line:
    record = kept.record
    whole = record.updates <= record.update or record.solved is not None
    done = (
        count(record.update)
        if whole
        else _("{done} of {all}").format(done=count(record.update), all=count(record.updates))
    )
    solved = "" if record.solved is None else said_solved_at([kept])
    return Line(
        kept.name, (at,), done, graded(final_loss(record)), solved, ink, kept.plotted, mark, _about(kept)
    )


def _about(kept: Kept) -> str:
    """Say what a run is, in a line each."""
    record = kept.record
    units = ngettext("{n} unit", "{n} units", max(kept.sizes.every)).format(n=said_widths(kept.sizes))
    told = [
        f"{kept.cell.title or kept.cell.name} · {units}",
        _("start: {start}, seed {seed}").format(start=said_start(kept.start), seed=kept.start.seed),
        _("{sequences} sequences read in {seconds:.1f} s").format(
            sequences=count(record.sequences), seconds=record.seconds
        ),
    ]
    return "\n".join(told)


def _series(name: str, runs: list[Kept], rows: tuple[Line, ...]) -> Line:
    losses = [final_loss(run.record) for run in runs]
    updates = {row.updates for row in rows}
    said = ngettext("{n} run", "{n} runs", len(runs)).format(n=len(runs))
    if len(updates) == 1:
        said = _("{runs} × {updates}").format(runs=len(runs), updates=updates.pop())
    tip = _("losses {low} to {high}; the median is shown").format(
        low=graded(float(np.min(losses))), high=graded(float(np.max(losses)))
    )
    return Line(
        name,
        tuple(row.places[0] for row in rows),
        said,
        graded(float(np.median(losses))),
        said_solved_at(runs),
        rows[0].ink,
        any(row.plotted for row in rows),
        "▸" if any(row.mark == "▸" for row in rows) else "",
        tip,
        rows,
    )


def said_solved_at(runs: list[Kept]) -> str:
    """Say which of some runs were solved, and when: "✓ 320" of one, "4/5 ✓ 320" of several, "" for none of one."""
    places = solved_at(runs)
    solved = sum(map(math.isfinite, places))
    if len(runs) == 1:
        return f"✓ {count(round(places[0]))}" if solved else ""
    said = f"{solved}/{len(runs)}"
    middle = float(np.median(places)) if 2 * solved > len(places) else math.inf
    return f"{said} ✓ {count(round(middle))}" if math.isfinite(middle) else said
