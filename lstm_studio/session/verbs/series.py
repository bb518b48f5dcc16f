"""Runs side by side: asking for them, what they reach, and whose losses are drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.core.check import MOST_KEPT
from lstm_studio.session.series import absorbed, opened, planned, said_solved
from lstm_studio.session.shelf import free_name
from lstm_studio.session.verbs.training import ready
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Kept, Start
    from lstm_studio.session.report import Report
    from lstm_studio.session.state import State

__all__ = ["ask", "break_off", "plot", "remove", "told"]


def ask(state: State, cells: Sequence[Cell] = (), starts: Iterable[Start] = (), seeds: int = 5) -> State:
    """Ask for runs of every cell, start and seed, the study's own where none are given.

    Raises ValueError where the study cannot be trained, or other runs are at work.
    """
    if state.run.series is not None:
        raise ValueError(_("other runs are at work; wait for them, or cancel them first"))
    study = ready(state).study
    return state.with_run(series=opened(study, planned(study, cells, starts, seeds)))


def told(state: State, report: Report) -> State:
    """Take over what the runs have reached; one that has ended is kept."""
    series = state.run.series
    if series is None:
        return state
    moved, trained = absorbed(series, report)
    if trained is None:
        return state.with_run(series=moved)
    if not trained.record.update:  # it could not even begin: the others cannot, either
        return state.with_run(series=None, message=report.message)
    models = state.study.models
    if len(models) >= MOST_KEPT:
        sentence = _("a study keeps at most {most} models; the runs that are left were not begun")
        return state.with_run(series=None, message=sentence.format(most=MOST_KEPT))
    named = replace(trained, name=free_name(trained.name, [kept.name for kept in models]))
    changed = state.with_study(models=(*models, named))
    if not moved.over:
        return changed.with_run(series=moved)
    return changed.with_run(series=None, message=_said(changed, moved.plan))


def _said(state: State, plan: tuple[Kept, ...]) -> str:
    groups = {kept.series for kept in plan}
    runs = [kept for kept in state.study.models if kept.series in groups]
    said = ngettext("{n} run is kept", "{n} runs are kept", len(runs)).format(n=len(runs))
    said = f"{said}: {said_solved(runs)}"
    broken = sum(kept.record.update < kept.record.updates and kept.record.solved is None for kept in runs)
    if not broken:
        return said
    told = ngettext(
        "{n} broke off, for a loss was no number", "{n} broke off, for their losses were no numbers", broken
    )
    return f"{said}; {told.format(n=broken)}"


def break_off(state: State, why: str = "") -> State:
    """End the runs; those that were trained to their end stay."""
    series = state.run.series
    if series is None:
        return state
    said = ngettext(
        "the runs were broken off; {n} is kept", "the runs were broken off; {n} are kept", series.done
    )
    return state.with_run(series=None, message=why or said.format(n=series.done))


def plot(state: State, places: Iterable[int], *, shown: bool) -> State:
    """Draw the losses of some kept models, or draw them no more."""
    rows, chosen = state.study.models, set(places)
    changed = tuple(
        replace(row, plotted=shown) if at in chosen and row.plotted != shown else row
        for at, row in enumerate(rows)
    )
    same = all(one is other for one, other in zip(changed, rows, strict=True))
    return state if same else state.with_study(models=changed)


def remove(state: State, places: Iterable[int]) -> State:
    """Keep some models no longer; what is compared with one stays compared."""
    gone = set(places)
    left = tuple(row for at, row in enumerate(state.study.models) if at not in gone)
    number = len(state.study.models) - len(left)
    if not number:
        return state
    said = ngettext(
        "{n} run is no longer kept; undo brings it back",
        "{n} runs are no longer kept; undo brings them back",
        number,
    )
    return state.with_study(models=left).with_run(message=said.format(n=number))
