"""``train``: training without a window, with a line of progress; Ctrl+C ends it and keeps what it reached."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.commands import series
from lstm_studio.commands.source import state_of
from lstm_studio.core.check import task_named
from lstm_studio.core.fit import Job, check_form
from lstm_studio.formats.csv_text import as_csv
from lstm_studio.formats.files import check_place, write_file
from lstm_studio.formats.run_table import run_table
from lstm_studio.formats.study import write_study
from lstm_studio.session.engine import Begin, drive
from lstm_studio.session.runs_table import updates_of
from lstm_studio.session.verbs import parameters, task, training
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace

    from lstm_studio.core.study import Record, Study
    from lstm_studio.formats.csv_text import Table
    from lstm_studio.session.engine import Report
    from lstm_studio.session.state import Run, State

__all__ = ["Silence", "act", "line", "prepared"]

SUFFIX = ".lstm"
BLINK = 0.2  # seconds between two lines on a terminal
PAUSE = 10.0  # and in a log
BAR = 20  # signs
SETTINGS = (
    "updates",
    "optimiser",
    "rate",
    "batch",
    "seed",
    "dtype",
    "loss",
    "decay",
    "schedule",
    "factor",
    "period",
    "warm_up",
)
ZERO_IS_NONE = ("clip", "truncate", "clip_value")


class Silence:
    """An inbox into which nobody puts a command."""

    def poll(self, timeout: float = 0.0) -> bool:
        """Tell that there is no command."""
        del timeout
        return False

    def recv(self) -> Any:
        """Say that there will never be one."""
        raise EOFError


def act(arguments: Namespace) -> int:
    """Train, write the study and the table of updates, say how it went; runs side by side where they are asked for."""
    state = prepared(arguments)
    output = _study_file(arguments.output)
    table = None if arguments.csv is None else Path(arguments.csv)
    for place in (output, table):
        if place is not None:
            check_place(place)  # before hours of training, not after them
    if series.asked(arguments):
        study, kept, code = series.train_all(state.study, arguments, Silence())
        _write(study, updates_of(kept), output, table)
        return code
    progress, record = _Progress(state), state.study.record
    # A run that goes on, on the same record, must not see the batches of its beginning again.
    job = Job.of(progress.state.study)
    job = replace(job, seed=job.seed + record.update, before=record.update)
    try:
        drive(
            Begin(0, job, record.update, sequences=record.sequences, seconds=record.seconds),
            Silence(),
            progress.take,
        )
        code = 0 if progress.state.run.broken is None else 1
    except KeyboardInterrupt:
        code = 130
    progress.show(last=True)
    state = progress.state
    if state.run.message:
        print(state.run.message)
    for label, loss in (
        task_named(state.study.task).baselines(state.study.options, state.study.sequence).items()
    ):
        print(_("for comparison, {label}: loss {loss:.4g}").format(label=label, loss=loss))
    _write(state.study, None if table is None else progress.table(), output, table)
    return code


def _write(study: Study, updates: Table | None, output: Path | None, table: Path | None) -> None:
    """Write the study and the table of updates where they are wanted, and say so."""
    if table is not None and updates is not None:
        write_file(table, as_csv(updates).encode("utf-8"))
        print(_("written: {file}").format(file=table))
    if output is not None:
        write_study(study, output)
        print(_("written: {file}").format(file=output))


def _study_file(given: str | None) -> Path | None:
    """Give the file that the study is written to; a name without a suffix gets the one of studies."""
    if given is None:
        return None
    place = Path(given)
    if place.suffix not in ("", SUFFIX):
        sentence = _("the study “{file}” has the suffix “{given}”; expected {suffix}")
        raise ValueError(sentence.format(file=place, given=place.suffix, suffix=SUFFIX))
    return place.with_suffix(SUFFIX)


def prepared(arguments: Namespace) -> State:
    """Give the state with the settings that the arguments name. Raises ValueError with a sentence."""
    state = state_of(arguments)
    for option in arguments.options:
        key, _sign, number = option.partition("=")
        try:
            value = float(number)
        except ValueError:
            sentence = _(
                "--set is “{option}”; expected an option of the task and a number, such as length=50"
            )
            raise ValueError(sentence.format(option=option)) from None
        try:
            state = task.set_option(state, key, value)
        except ValueError as error:
            raise ValueError(_("--set {option}: {why}").format(option=option, why=error)) from error
    given = {name: getattr(arguments, name) for name in SETTINGS}
    changes = {name: value for name, value in given.items() if value is not None}
    for name in ZERO_IS_NONE:
        if getattr(arguments, name) is not None:
            changes[name] = getattr(arguments, name) or None
    if arguments.early_stop:
        changes["early_stop"] = True
    if changes:
        state = training.set_training(state, **changes)
    if arguments.fit:
        state = task.fit_model(state)
    start = {"scheme": arguments.start, "keep": _keep(arguments.keep), "seed": arguments.seed}
    if start := {name: value for name, value in start.items() if value is not None}:
        state = parameters.set_start(state, **start)
    study = state.study
    try:
        check_form(task_named(study.task), study.sizes, study.sequence)
    except ValueError as error:
        raise ValueError(
            _("{why}; add --fit to give the model what the task needs").format(why=error)
        ) from error
    return state


def _keep(given: str | None) -> float | str | None:
    if given in (None, "chrono"):
        return given
    try:
        return float(given)
    except ValueError:
        sentence = _("--keep is “{given}”; expected a number or chrono")
        raise ValueError(sentence.format(given=given)) from None


def bar(record: Record) -> str:
    """Draw how far a run is."""
    share = min(record.update / record.updates, 1.0) if record.updates else 0.0
    full = round(share * BAR)
    return f"[{'=' * full}{' ' * (BAR - full)}] {share:4.0%}  "


def line(run: Run, record: Record) -> str:
    """Say in a line how far a run is."""
    loss = record.losses[-1, 1] if len(record.losses) else math.nan
    parts = [
        _("update {update} of {updates}").format(update=record.update, updates=record.updates),
        _("loss {loss:.4g}").format(loss=loss),
        _("{rate:.0f} updates/s").format(rate=run.rate),
    ]
    if record.score is not None:
        parts.append(_("score {score:.4g}").format(score=record.score))
    if run.training != "idle" and math.isfinite(run.left):
        minutes, seconds = divmod(round(run.left), 60)
        parts.append(_("{minutes}:{seconds:02} left").format(minutes=minutes, seconds=seconds))
    return " · ".join(parts)


class _Progress:
    """The state as the reports change it, and a line about it now and then."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._rows: list[tuple[Any, Any, Any]] = []
        self._terminal = sys.stderr.isatty()
        self._shown = time.monotonic()

    def take(self, report: Report) -> None:
        """Take in a report of the engine."""
        self.state = training.absorb_progress(self.state, report)
        self._rows.append((report.losses, report.curve, report.exams))
        if time.monotonic() - self._shown >= (BLINK if self._terminal else PAUSE):
            self.show()

    def table(self) -> Table:
        """Give what was noted of every update of this run; the record of a long one keeps fewer."""
        losses, curve, exams = (np.concatenate(rows) for rows in zip(*self._rows, strict=True))
        return run_table(losses, curve, exams)

    def show(self, *, last: bool = False) -> None:
        """Print the line; on a terminal in place of the one before."""
        self._shown = time.monotonic()
        record = self.state.study.record
        start, end = ("\r" + bar(record), "\033[K") if self._terminal else ("", "\n")
        print(
            start + line(self.state.run, record),
            end=end + ("\n" if last and self._terminal else ""),
            file=sys.stderr,
            flush=True,
        )
