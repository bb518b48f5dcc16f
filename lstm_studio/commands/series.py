"""``train --repeat``, ``--cells``, ``--starts``: runs side by side, kept in the study that is written."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_cell
from lstm_studio.session.engine import drive
from lstm_studio.session.overlays import bundles, final_loss
from lstm_studio.session.series import (
    STARTS,
    absorbed,
    begin,
    opened,
    planned,
    said_solved,
)
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace

    from lstm_studio.core.study import Kept, Start, Study
    from lstm_studio.session.engine import Inbox
    from lstm_studio.session.report import Report
    from lstm_studio.session.series import Series

__all__ = ["asked", "train_all"]

BLINK, PAUSE = 0.2, 10.0  # seconds between two lines on a terminal, and in a log
BAR = 20  # signs


def asked(arguments: Namespace) -> bool:
    """Tell whether more than one run is asked for."""
    return any(value is not None for value in (arguments.repeat, arguments.cells, arguments.starts))


def plan_of(study: Study, arguments: Namespace) -> tuple[Kept, ...]:
    """Give the runs that the arguments ask for. Raises ValueError with a sentence."""
    cells = [load_cell(name.strip()) for name in (arguments.cells or "").split(",") if name.strip()]
    starts = [_start(study, name.strip()) for name in (arguments.starts or "").split(",") if name.strip()]
    return planned(study, cells, starts, 1 if arguments.repeat is None else arguments.repeat)


def _start(study: Study, name: str) -> Start:
    if name not in STARTS:
        sentence = _("--starts has “{name}”; expected some of {known}, with commas between them")
        raise ValueError(sentence.format(name=name, known=", ".join(STARTS)))
    return STARTS[name].start(study.start)


def train_all(study: Study, arguments: Namespace, inbox: Inbox) -> tuple[Study, tuple[Kept, ...], int]:
    """Train all runs that are asked for; give the study that keeps them, the runs, and the exit code.

    Ctrl+C ends them: those that were trained to their end are kept.
    """
    progress = _Progress(opened(study, plan_of(study, arguments)))
    code = 0
    try:
        while not progress.series.over:
            drive(begin(progress.series, progress.series.done), inbox, progress.take)
    except KeyboardInterrupt:
        code = 130
    progress.show()
    for run in progress.kept:
        print(_said(run))
    for bundle in bundles(progress.kept):
        if len(bundle.places) > 1:
            runs = [progress.kept[at] for at in bundle.places]
            print(_("{name}: {solved}").format(name=bundle.name, solved=said_solved(runs)))
    kept = tuple(progress.kept)
    return replace(study, models=(*study.models, *kept)), kept, code


def _said(kept: Kept) -> str:
    record = kept.record
    solved = _("not solved") if record.solved is None else _("solved at update {n}").format(n=record.solved)
    sentence = _("{name}: {solved}, loss {loss:.4g} after {updates} updates")
    return sentence.format(name=kept.name, solved=solved, loss=final_loss(record), updates=record.update)


class _Progress:
    """The series as the reports change it, the runs that have ended, and a line about it now and then."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self.kept: list[Kept] = []
        self._terminal = sys.stderr.isatty()
        self._shown = time.monotonic()

    def take(self, report: Report) -> None:
        """Take in a report of the engine. Raises ValueError where a run could not even begin."""
        self.series, kept = absorbed(self.series, report)
        if kept is not None:
            if not kept.record.update:
                raise ValueError(report.message)
            self.kept.append(kept)
        if time.monotonic() - self._shown >= (BLINK if self._terminal else PAUSE):
            self.show()

    def show(self) -> None:
        """Print the line; on a terminal in place of the one before."""
        self._shown = time.monotonic()
        series, full = self.series, round(self.series.share * BAR)
        number = min(series.done + 1, len(series.plan))
        parts = [_("run {n} of {all}").format(n=number, all=len(series.plan)), series.name]
        if not series.over:
            parts.append(_("update {update}").format(update=series.now.record.update))
        if math.isfinite(series.left) and series.left:
            minutes, seconds = divmod(round(series.left), 60)
            parts.append(_("{minutes}:{seconds:02} left").format(minutes=minutes, seconds=seconds))
        bar = f"\r[{'=' * full}{' ' * (BAR - full)}] {series.share:4.0%}  " if self._terminal else ""
        end = "\n" if series.over or not self._terminal else ""
        print(
            bar + " · ".join(parts),
            end=("\033[K" if self._terminal else "") + end,
            file=sys.stderr,
            flush=True,
        )
