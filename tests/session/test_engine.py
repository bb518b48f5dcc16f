from __future__ import annotations

import math
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.core.fit import Job, fit
from lstm_studio.session import engine
from lstm_studio.session.engine import Begin, Change, Report, drive, merged, serve

if TYPE_CHECKING:
    from collections.abc import Generator

    from lstm_studio.core.fit import Progress
    from lstm_studio.core.study import Study


class Script:
    """An inbox that holds all of its commands from the start, with a clock that goes on at each look into it."""

    def __init__(self, *commands: object, tick: float = 0.001) -> None:
        self.commands = deque(commands)
        self.now, self.tick = 0.0, tick

    def poll(self, _timeout: float = 0.0) -> bool:
        self.now += self.tick
        return bool(self.commands)

    def recv(self) -> Any:
        if not self.commands:
            raise EOFError
        return self.commands.popleft()

    def clock(self) -> float:
        return self.now


@pytest.fixture
def job(study: Study) -> Job:
    return replace(Job.of(study), batch=2, options={**study.options, "length": 6.0}, updates=12)


def told(
    begin: Begin, *commands: object, tick: float = 0.001, slow: float = 0.0
) -> tuple[list[Report], object]:
    """Drive a run; each update takes ``tick`` seconds and each report ``slow``. Give the reports and what is left."""
    reports: list[Report] = []
    script = Script(*commands, tick=tick)

    def send(report: Report) -> None:
        script.now += slow
        reports.append(report)

    return reports, drive(begin, script, send, script.clock)


def expected(job: Job) -> tuple[list[float], np.ndarray[Any, Any]]:
    steps = list(fit(job))
    return [step.loss for step in steps], steps[-1].snapshot()


@pytest.mark.parametrize("tick", [1e-6, 0.007, 0.02, 1.0])
def test_each_loss_is_told_once_whatever_the_pace(job: Job, tick: float) -> None:
    reports, left = told(Begin(3, job, before=100), tick=tick)
    losses, parameters = expected(job)
    record = np.concatenate([report.losses for report in reports])
    assert np.array_equal(record[:, 0], np.arange(101, 113))
    assert np.array_equal(record[:, 1], losses)
    assert reports[-1].parameters is not None
    assert np.array_equal(reports[-1].parameters, parameters)
    assert {report.number for report in reports} == {3}
    assert [report.state for report in reports] == ["running"] * (len(reports) - 1) + ["idle"]
    assert (reports[-1].update, reports[-1].updates) == (112, 112)
    assert left is None


def test_a_fast_run_is_told_rarely(job: Job) -> None:
    reports, _left = told(Begin(0, job), tick=1e-6)
    assert len(reports) == 2


def test_reports_that_take_long_are_rare(job: Job) -> None:
    job = replace(job, updates=200)
    reports, _left = told(Begin(0, job), tick=0.01, slow=0.02)
    time = 200 * 0.01
    assert 3 <= len(reports) <= 2 + time * 0.05 / 0.02


def test_speed_and_time_left(job: Job) -> None:
    reports, _left = told(Begin(0, job), tick=0.05)
    going = [report for report in reports if report.state == "running" and report.update > 4]
    for report in going:
        assert report.rate > 0
        assert report.left == pytest.approx((12 - report.update) / report.rate)


def test_a_run_that_starts_paused_makes_one_update_at_a_time(job: Job) -> None:
    reports, left = told(Begin(0, job, paused=True), "one", "one", "stop")
    assert [(report.state, report.update) for report in reports] == [
        ("paused", 0),
        ("paused", 1),
        ("paused", 2),
        ("idle", 2),
    ]
    assert all(report.rate == 0.0 for report in reports[:3])
    assert left is None


def test_a_pause_goes_on_where_it_was(job: Job) -> None:
    reports, _left = told(Begin(0, job), "pause", "one", "resume", tick=1.0)
    record = np.concatenate([report.losses for report in reports])
    assert np.array_equal(record[:, 1], expected(job)[0])
    assert [report.state for report in reports[:4]] == ["running", "paused", "paused", "running"]


def test_quit_and_another_run_break_one_off(job: Job) -> None:
    reports, left = told(Begin(0, job), "quit")
    assert left == "quit"
    assert reports[-1].state == "idle"
    other = Begin(1, job)
    assert told(Begin(0, job), other)[1] is other


def test_one_run_after_the_other(job: Job) -> None:
    reports: list[Report] = []
    first = replace(job, updates=2)
    serve(
        Script(Begin(1, first), Begin(2, first, paused=True), "one", "stop", "stop", "quit"), reports.append
    )
    assert [(report.number, report.update) for report in reports if report.state == "idle"] == [
        (1, 0),
        (2, 1),
    ]


def test_parameters_that_are_no_numbers_never_reach_the_study(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverging(job: Job) -> Generator[Progress]:
        for step in fit(job):
            if step.update == 4:
                step.model.flat[:] = np.nan  # worse than what a run leaves by itself
                raise ValueError("the loss is nan")
            yield step

    monkeypatch.setattr(engine, "fit", diverging)
    reports, _left = told(Begin(0, job), tick=1e-6)
    assert reports[-1].state == "idle"
    assert reports[-1].message == reports[-1].broken == "the loss is nan"
    assert reports[-1].losses[:, 0].tolist() == [1, 2, 3]
    assert all(report.parameters is None for report in reports)


def test_a_job_that_does_not_fit_says_so(job: Job) -> None:
    reports, left = told(Begin(0, replace(job, task="adding")))
    assert left is None
    assert "adding" in reports[-1].message
    assert reports[-1].state == "idle"


def test_parameters_of_a_bad_shape_are_a_sentence(job: Job) -> None:
    reports, left = told(Begin(0, replace(job, parameters=np.zeros(3))))
    assert left is None
    assert "3 parameters given; this model has" in reports[-1].broken
    assert reports[-1].parameters is None
    assert reports[-1].best is None


def test_solved_is_the_first_update_that_met_the_criterion(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = list(fit(job))

    def told_solved(_job: Job) -> Any:
        return (replace(step, solved=step.update in (5, 6, 9), score=0.5) for step in steps)

    monkeypatch.setattr(engine, "fit", told_solved)
    reports, _left = told(Begin(0, job, before=10), tick=1.0)
    assert reports[-1].solved == 15
    assert reports[-1].score == 0.5
    assert [report.solved for report in reports if report.update < 15] == [None] * 5


def report(number: int, update: int, parameters: float | None, **more: Any) -> Report:
    values = None if parameters is None else np.full(3, parameters)
    return Report(number, "running", update, 9, np.array([[update, 0.5]]), parameters=values, **more)


def test_of_two_reports_the_newer_counts_and_no_loss_is_lost() -> None:
    joined = merged(report(1, 4, 4.0, message="solved"), report(1, 5, 5.0))
    assert joined.update == 5
    assert joined.message == "solved"
    assert joined.losses[:, 0].tolist() == [4, 5]
    assert joined.parameters is not None
    assert joined.parameters[0] == 5.0
    kept = merged(report(1, 4, 4.0), report(1, 5, None))
    assert kept.parameters is not None
    assert kept.parameters[0] == 4.0
    assert merged(report(1, 4, 4.0), report(2, 1, None)).parameters is None
    assert merged(None, report(1, 4, 4.0)).update == 4
    assert math.isnan(joined.left)


def test_what_is_noted_of_every_update_is_told_once(job: Job) -> None:
    job = replace(job, updates=100, clip=0.01)
    reports, _left = told(Begin(0, job, before=30, sequences=500, seconds=2.0), tick=0.02)
    curve = np.concatenate([report.curve for report in reports])
    steps = list(fit(replace(job, before=30)))
    assert curve[:, 0].tolist() == list(range(31, 131))
    for column, name in enumerate(("norm", "clipped", "ratio", "rate", "accuracy"), start=1):
        assert np.array_equal(curve[:, column], [getattr(step, name) for step in steps], equal_nan=True)
    assert curve[:, 2].all()
    exams = np.concatenate([report.exams for report in reports])
    assert exams[:, 0].tolist() == [80, 130]
    assert exams[:, 3].tolist() == [500 + 50 * 2, 500 + 100 * 2]
    found = [step.exam for step in steps if step.exam]
    assert exams[:, 1:3].tolist() == [[exam.loss, exam.score] for exam in found]
    assert reports[-1].sequences == 700
    assert [report.seconds for report in reports] == sorted(report.seconds for report in reports)
    assert reports[0].seconds == 2.0


def test_settings_change_while_a_run_goes_on_and_nothing_begins_anew(job: Job) -> None:
    job = replace(job, updates=6, optimiser="momentum")
    faster = replace(job, rate=0.5, updates=9)
    reports, _left = told(Begin(0, job, paused=True), "one", "one", Change(faster), "resume")
    steps = fit(job)
    losses = [next(steps).loss, next(steps).loss, steps.send(faster).loss, *(step.loss for step in steps)]
    record = np.concatenate([report.losses for report in reports])
    assert record[:, 1].tolist() == losses
    assert len(losses) == 9
    assert reports[-1].updates == 9
    assert np.concatenate([report.curve for report in reports])[:, 4].tolist() == [job.rate] * 2 + [0.5] * 7


def test_settings_that_change_before_the_first_update_count_from_it_on(job: Job) -> None:
    slower = replace(job, rate=0.001)
    reports, _left = told(Begin(0, job, paused=True), Change(slower), "resume")
    assert np.concatenate([report.losses for report in reports])[:, 1].tolist() == expected(slower)[0]


def test_a_run_that_breaks_gives_the_best_that_was_examined(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = replace(job, updates=200)
    steps = []
    for step in fit(job):
        steps.append((step, step.snapshot()))
        if len(steps) == 151:
            break

    def breaking(_job: Job) -> Generator[Progress]:
        for step, flat in steps:
            step.model.flat[:] = flat
            yield step
        raise ValueError("the loss is inf")

    monkeypatch.setattr(engine, "fit", breaking)
    reports, _left = told(Begin(0, job, before=7))
    best = reports[-1].best
    assert best is not None
    exams = {step.update: (step.exam.loss, flat) for step, flat in steps if step.exam}
    update, (loss, flat) = min(exams.items(), key=lambda row: row[1][0])
    assert (best.update, best.loss) == (7 + update, loss)
    assert np.array_equal(best.parameters, flat)
    assert [report.best for report in reports[:-1]] == [None] * (len(reports) - 1)
