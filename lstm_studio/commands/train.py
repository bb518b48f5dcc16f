"""``train``: training without a window, with a line of progress; Ctrl+C ends it and keeps what it reached."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lstm_studio.commands.source import state_of
from lstm_studio.core.check import task_named
from lstm_studio.core.fit import Job, check_form
from lstm_studio.formats.files import check_place
from lstm_studio.formats.study import write_study
from lstm_studio.session.engine import Begin, drive
from lstm_studio.session.verbs import parameters, task, training
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace

    from lstm_studio.core.study import Record
    from lstm_studio.session.engine import Report
    from lstm_studio.session.state import Run, State

__all__ = ["Silence", "act", "line", "prepared"]

SUFFIX = ".lstm"
BLINK = 0.2  # seconds between two lines on a terminal
PAUSE = 10.0  # and in a log
SETTINGS = ("updates", "optimiser", "rate", "batch", "seed", "dtype", "loss")


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
    """Train, write the study, say how it went."""
    progress = _Progress(prepared(arguments))
    output = None if arguments.output is None else Path(arguments.output)
    if output is not None:
        if output.suffix != SUFFIX:
            sentence = _("the study “{file}” has the suffix “{given}”; expected {suffix}")
            raise ValueError(sentence.format(file=output, given=output.suffix, suffix=SUFFIX))
        check_place(output)  # before hours of training, not after them
    study = progress.state.study
    before = study.record.update
    # A run that goes on, on the same record, must not see the batches of its beginning again.
    job = replace(Job.of(study), seed=study.training.seed + before)
    try:
        drive(Begin(0, job, before), Silence(), progress.take)
        code = 0
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
    if output is not None:
        write_study(state.study, output)
        print(_("written: {file}").format(file=output))
    return code


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
    if arguments.clip is not None:
        changes["clip"] = arguments.clip or None
    if arguments.truncate is not None:
        changes["truncate"] = arguments.truncate or None
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
        self._terminal = sys.stderr.isatty()
        self._shown = time.monotonic()

    def take(self, report: Report) -> None:
        """Take in a report of the engine."""
        self.state = training.absorb_progress(self.state, report)
        if time.monotonic() - self._shown >= (BLINK if self._terminal else PAUSE):
            self.show()

    def show(self, *, last: bool = False) -> None:
        """Print the line; on a terminal in place of the one before."""
        self._shown = time.monotonic()
        start, end = ("\r", "\033[K") if self._terminal else ("", "\n")
        print(
            start + line(self.state.run, self.state.study.record),
            end=end + ("\n" if last and self._terminal else ""),
            file=sys.stderr,
            flush=True,
        )
