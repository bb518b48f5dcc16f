"""Runs side by side: what is planned, what comes of reports, and what is drawn of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.fit import Job, fit
from lstm_studio.core.init import draw
from lstm_studio.core.study import Kept, Record, Start, Study, frozen
from lstm_studio.session.engine import drive
from lstm_studio.session.overlays import bundles, final_loss, grid_of, overlays
from lstm_studio.session.report import Report
from lstm_studio.session.series import (
    STARTS,
    Series,
    absorbed,
    begin,
    opened,
    planned,
    said_solved,
    said_start,
)

SHORT = 6.0


@pytest.fixture
def small(study: Study) -> Study:
    """The spike latch with 2 sequences in each of 12 updates."""
    return study.replace(
        options={**study.options, "length": SHORT}, training=replace(study.training, batch=2, updates=12)
    )


class Nobody:
    """An inbox into which nothing comes."""

    def poll(self, timeout: float = 0.0) -> bool:
        del timeout
        return False

    def recv(self) -> None:
        raise EOFError


def trained(study: Study, plan: tuple[Kept, ...]) -> list[Kept]:
    """Train all of a plan here."""
    series, found = opened(study, plan), []
    while not series.over:
        heard: list[Report] = []
        drive(begin(series, series.done), Nobody(), heard.append)
        for report in heard:
            series, kept = absorbed(series, report)
            found += [] if kept is None else [kept]
    return found


def test_seeds_follow_each_other_in_start_and_batches_and_all_else_is_the_same(small: Study) -> None:
    plan = planned(small, seeds=3)
    first = small.start.seed
    assert [kept.start.seed for kept in plan] == [first, first + 1, first + 2]
    assert [kept.training.seed - small.training.seed for kept in plan] == [0, 1, 2]
    assert len({kept.name for kept in plan}) == 3
    assert {kept.series for kept in plan} == {"LSTM, chrono"}
    for kept in plan:
        assert np.array_equal(kept.parameters, draw(small.cell, small.sizes, kept.start))
        assert replace(kept.training, seed=small.training.seed) == small.training
        assert not kept.record.update


def test_a_grid_has_every_cell_with_every_start_and_one_series_for_each_pair(small: Study) -> None:
    cells = (small.cell, load_cell("gru"))
    plan = planned(small, cells, [STARTS[name].start(small.start) for name in ("uniform", "chrono")], 2)
    assert [(kept.cell.name, kept.start.keep, kept.start.seed) for kept in plan] == [
        (cell.name, keep, small.start.seed + seed)
        for cell in cells
        for keep in (None, "chrono")
        for seed in (0, 1)
    ]
    assert len({kept.series for kept in plan}) == 4
    assert all(plan[at].series == plan[at + 1].series for at in range(0, 8, 2))


def test_a_cell_without_a_keep_bias_is_not_trained_twice_alike(small: Study) -> None:
    cells = (load_cell("rnn"), small.cell)
    starts = [STARTS[name].start(small.start) for name in ("uniform", "chrono", "glorot", "uniform-1")]
    plan = planned(small, cells, starts, 1)
    assert [(kept.cell.name, said_start(kept.start)) for kept in plan] == [
        ("rnn", "uniform"),
        ("rnn", "Glorot"),
        ("lstm", "uniform"),
        ("lstm", "chrono"),
        ("lstm", "Glorot"),
        ("lstm", "keep bias 1"),
    ]


def test_another_series_of_the_same_kind_has_a_name_of_its_own(small: Study) -> None:
    plan = planned(small, seeds=2)
    again = planned(small.replace(models=plan), seeds=2)
    assert again[0].series == "LSTM, chrono, series 2"
    assert {kept.name for kept in plan}.isdisjoint(kept.name for kept in again)


@pytest.mark.parametrize(("seeds", "said"), [(0, "expected 1 to 50"), (51, "expected 1 to 50")])
def test_too_few_or_too_many_seeds_are_refused(small: Study, seeds: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        planned(small, seeds=seeds)


def test_more_runs_than_a_study_keeps_are_refused(small: Study) -> None:
    plan = planned(small, seeds=50)
    with pytest.raises(ValueError, match="these are 50 runs, and the study has room for 0"):
        planned(small.replace(models=plan * 4), seeds=50)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (Start(), "uniform"),
        (Start(keep=1.0), "keep bias 1"),
        (Start(keep=-0.5), "keep bias -0.5"),
        (Start("glorot", "chrono"), "Glorot, chrono"),
    ],
)
def test_a_start_is_said_in_few_words(start: Start, said: str) -> None:
    assert said_start(start) == said


def test_each_run_reaches_what_the_loop_alone_reaches(small: Study) -> None:
    plan = planned(small, seeds=3)
    for kept, result in zip(plan, trained(small, plan), strict=True):
        alone = small.replace(parameters=kept.parameters, start=kept.start, training=kept.training)
        steps = list(fit(Job.of(alone)))
        assert np.array_equal(result.parameters, steps[-1].snapshot())
        assert result.record.losses[:, 1].tolist() == [step.loss for step in steps]
        assert result.record.sequences == 24
        assert (result.name, result.series) == (kept.name, kept.series)


def test_the_time_that_is_left_counts_the_runs_that_wait(small: Study) -> None:
    plan = planned(small, seeds=4)
    series = opened(small, plan)
    report = Report(0, "running", 6, 12, frozen(np.zeros((0, 2))), rate=2.0, left=3.0, seconds=3.0)
    moved, kept = absorbed(series, report)
    assert kept is None
    assert moved.share == pytest.approx(6 / 12 / 4)
    assert moved.left == pytest.approx(3 + 3 * 6)
    ended, kept = absorbed(moved, replace(report, state="idle", update=12, seconds=6.0, left=math.nan))
    assert kept is not None
    assert ended.left == pytest.approx(3 * 6)
    assert (ended.done, ended.name) == (1, plan[1].name)
    assert ended.now.record.update == 0


def ran(kept: Kept, losses: list[float], solved: int | None = None) -> Kept:
    rows = frozen([(at + 1, loss) for at, loss in enumerate(losses)])
    return replace(kept, record=Record(len(losses), len(losses), rows, solved=solved))


def test_a_series_is_drawn_by_its_median_and_its_range(small: Study) -> None:
    plan = planned(small, seeds=3)
    runs = tuple(
        ran(kept, losses)
        for kept, losses in zip(plan, ([3.0, 2.0, 1.0], [6.0, 5.0, 4.0], [4.0, 4.0, 9.0]), strict=True)
    )
    (overlay,) = overlays(runs, small.task, small.sizes, small.training)
    assert overlay.places.tolist() == [1, 2, 3]
    assert overlay.middle.tolist() == [4, 4, 4]
    assert overlay.low is not None
    assert overlay.high is not None
    assert overlay.low.tolist() == [3, 2, 1]
    assert overlay.high.tolist() == [6, 5, 9]


def test_long_runs_are_averaged_and_one_that_ended_early_does_not_speak_for_all(small: Study) -> None:
    plan = planned(small, seeds=3)
    lengths = (3000, 3000, 1000)
    runs = tuple(ran(kept, list(range(1, n + 1))) for kept, n in zip(plan, lengths, strict=True))
    (overlay,) = overlays(runs, small.task, small.sizes, small.training)
    assert len(overlay.places) == 300
    assert np.allclose(overlay.middle, overlay.places)  # the mean of n … n + 9 stands at its middle
    (early,) = overlays((runs[0], *(runs[2],) * 2), small.task, small.sizes, small.training)
    assert early.places[-1] < 1001


def test_only_what_is_measured_alike_is_drawn_and_only_what_is_ticked(small: Study) -> None:
    one, two, three = (replace(kept, series="") for kept in planned(small, seeds=3))
    runs = (
        ran(one, [1.0]),
        replace(ran(two, [1.0]), task="adding"),
        replace(ran(three, [1.0]), plotted=False),
        one,
    )
    drawn = overlays(runs, small.task, small.sizes, small.training)
    assert [(row.name, row.ink) for row in drawn] == [(one.name, 0)]
    assert [row.places for row in bundles(runs)] == [(0,), (1,), (2,)]


def test_what_was_solved_is_counted_and_its_median_said_where_most_were(small: Study) -> None:
    runs = [ran(kept, [1.0], at) for kept, at in zip(planned(small, seeds=3), (100, 300, None), strict=True)]
    assert said_solved(runs) == "2 of 3 solved, in the middle at update 300"
    assert said_solved([runs[2], runs[2], runs[0]]) == "1 of 3 solved"


def test_the_grid_has_a_row_a_cell_and_a_column_a_start(small: Study) -> None:
    cells = (small.cell, load_cell("gru"))
    starts = [STARTS[name].start(small.start) for name in ("uniform", "chrono")]
    runs = [ran(kept, [1.0]) for kept in planned(small, cells, starts, 2)]
    grid = grid_of(runs, small.task)
    assert grid.cells == tuple(cell.title for cell in cells)
    assert grid.starts == ("uniform", "chrono")
    assert sorted(at for places in grid.places.values() for at in places) == list(range(8))
    assert grid_of(runs, "adding").cells == ()


def test_the_final_loss_is_the_held_out_one_where_there_is_one() -> None:
    losses = frozen([(at, float(at)) for at in range(1, 41)])
    assert final_loss(Record(losses=losses)) == pytest.approx(30.5)
    assert final_loss(Record(losses=losses, exams=frozen([(40, 0.25, 0.9, 80)]))) == 0.25
    assert math.isnan(final_loss(Record()))


def test_a_plan_that_is_trained_says_that_it_is_over(small: Study) -> None:
    plan = planned(small, seeds=1)
    series: Series = opened(small, plan)
    assert not series.over
    assert series.name == plan[0].name == "LSTM, chrono"
