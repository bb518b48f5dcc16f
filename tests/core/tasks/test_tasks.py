"""What holds for every task, and what each task's data must be, told again by a plain loop."""

from __future__ import annotations

import math
import pickle
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS, Batch, Task
from lstm_studio.core.tasks.grammar import embedded, legal, walked
from lstm_studio.formats.text import read_text

FIXED = [task for task in TASKS.values() if task.name != "own"]
SILENT = {"periodic"}  # without any input there is one sample alone
every = pytest.mark.parametrize("task", FIXED, ids=[task.name for task in FIXED])


def drawn(
    name: str, samples: int = 4000, **options: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    batch = TASKS[name].make(np.random.default_rng(7), samples, options)
    return np.asarray(batch.x, dtype=np.float64), np.asarray(batch.y, dtype=np.float64)


def answered(task: Task, batch: Batch) -> NDArray[np.float64]:
    """Give the right outputs of a batch: its targets, (T, B, O) or (B, O); a class is its output alone."""
    if np.issubdtype(batch.y.dtype, np.integer):
        return np.eye(task.outputs)[batch.y]
    return np.asarray(batch.y, dtype=np.float64)


def foreseen(task: Task, batch: Batch) -> NDArray[np.float64]:
    """Give what solves a task: the right outputs; where more than one symbol may come, all of them."""
    if not task.name.endswith("-reber"):
        return answered(task, batch)
    states = walked(np.asarray(batch.x).argmax(axis=2), embedded(1))
    return np.asarray(legal(states, embedded(1)), dtype=np.float64)


def outputs(batch: Batch, answer: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give outputs (T, B, O) that say ``answer`` wherever the task looks."""
    return np.broadcast_to(answer, (*batch.x.shape[:2], answer.shape[-1])).astype(np.float64)


@every
def test_shapes_are_those_that_the_form_promises(task: Task) -> None:
    batch = task.make(np.random.default_rng(0), 5)
    steps = len(batch.x)
    assert batch.x.shape == (steps, 5, task.inputs)
    assert answered(task, batch).shape in {(steps, 5, task.outputs), (5, task.outputs)}
    assert batch.lengths is None or batch.lengths.max() <= steps
    assert batch.weight is None or batch.weight.shape == (steps, 5)
    assert len(task.channels) == task.inputs
    assert task.form_for(None) == task.form


@every
def test_the_same_seed_draws_the_same_batch_and_another_another(task: Task) -> None:
    one, two, three = (task.make(np.random.default_rng(seed), 8) for seed in (1, 1, 2))
    assert np.array_equal(one.x, two.x)
    assert np.array_equal(one.y, two.y)
    assert (task.name in SILENT) == (np.array_equal(one.x, three.x) and np.array_equal(one.y, three.y))


@every
def test_right_answers_solve_every_exam_and_blind_ones_none(task: Task) -> None:
    exams = task.exams(np.random.default_rng(3))
    right = [foreseen(task, exam) for exam in exams]
    blind = [answer.mean(axis=tuple(range(answer.ndim - 1))) for answer in right]
    assert task.solved(task.worst(said(task, exams, right)))
    assert not task.solved(task.worst(said(task, exams, blind)))


def said(task: Task, exams: tuple[Batch, ...], answers: list[NDArray[np.float64]]) -> tuple[float, ...]:
    """Score an answer to each exam."""
    return tuple(task.score(outputs(exam, answer), exam) for exam, answer in zip(exams, answers, strict=True))


@every
def test_the_worst_exam_decides(task: Task) -> None:
    good, bad = (1.0, 0.0) if task.higher else (0.0, 1.0)
    assert task.worst((good, bad)) == bad
    assert task.solved(task.bar)


@every
def test_the_shown_sample_says_what_the_batch_says(task: Task) -> None:
    shown = task.show(np.random.default_rng(5))
    assert shown.values.shape == (shown.steps, task.inputs)
    assert shown.channels == task.channels
    assert shown.target is not None
    assert shown.target.shape == (shown.steps, task.outputs)
    assert shown.weight is None or shown.weight.sum() > 0
    assert len(shown.labels) in {0, shown.steps}  # a step of a signal has no name
    assert any(shown.labels) or task.family == "signals"
    assert not shown.values.flags.writeable
    assert shown.title == task.title


@every
def test_the_shown_text_reads_back(task: Task) -> None:
    shown = task.show(np.random.default_rng(5))
    read = read_text(shown.text, "auto", task.channels)
    assert np.array_equal(read.values, shown.values)
    typed = task.answered(read)
    assert typed.labels == shown.labels
    assert np.array_equal(np.asarray(typed.target), np.asarray(shown.target))


@every
@pytest.mark.parametrize("steps", [1, 2, 7])
def test_what_there_is_to_see_is_told_of_short_sequences_too(task: Task, steps: int) -> None:
    options = task.settle()
    shown = task.show(np.random.default_rng(5))
    short = task.answered(Sequence(frozen(shown.values[:steps])))
    for sequence in (short, shown):
        for sight in task.sights:
            if sight.course is not None:
                assert np.shape(sight.course(sequence, options)) == (sequence.steps,)
            if sight.step is not None:
                assert 1 <= sight.step(sequence, options) <= sequence.steps


@every
def test_options_are_completed_and_checked(task: Task) -> None:
    first, *rest = task.options
    settled = task.settle({first.key: first.high})
    assert settled == {row.key: row.default for row in rest} | {first.key: first.high}
    with pytest.raises(
        ValueError, match=f"{re.escape(first.label)}.* between {first.low:g} and {first.high:g}"
    ):
        task.settle({first.key: first.low - 1})
    with pytest.raises(ValueError, match=rf"has no option “lenght”; expected one of {first.key}"):
        task.settle({"lenght": 12})
    with pytest.raises(ValueError, match=re.escape(first.label)):
        task.settle({first.key: math.nan})


@every
def test_every_option_draws_at_both_of_its_ends(task: Task) -> None:
    for row in task.options:
        for end in (row.low, row.high):
            batch = task.make(np.random.default_rng(0), 3, {row.key: end})
            assert np.isfinite(batch.x).all()
            assert all(math.isfinite(loss) for loss in task.baselines({row.key: end}).values())
            assert task.show(np.random.default_rng(0), {row.key: end}).target is not None


@pytest.mark.parametrize("name", ["spike-latch", "long-term-dependency", "adding", "forget-gate"])
def test_steps_are_a_whole_number(name: str) -> None:
    with pytest.raises(ValueError, match="expected a whole number between 2 and"):
        TASKS[name].settle({"length": 2.5})
    assert len(TASKS[name].make(np.random.default_rng(0), 1, {"length": 12}).x) == 12


def test_the_table_is_keyed_by_name() -> None:
    assert next(iter(TASKS)) == "spike-latch"
    assert list(TASKS)[-1] == "own"
    assert all(task.name == name for name, task in TASKS.items())


def test_a_batch_can_be_sent_to_another_process() -> None:
    batch = TASKS["adding"].make(np.random.default_rng(0), 3)
    assert np.array_equal(pickle.loads(pickle.dumps(batch)).x, batch.x)


@pytest.mark.parametrize(
    ("name", "values", "target", "scored"),
    [
        ("spike-latch", [[0, 0, 1], [1, 0, 0], [0, 0, 0], [0, 1, 0]], [0, 1, 1, 0], None),
        ("long-term-dependency", [[0], [1], [0]], [1, 1, 1], [0, 0, 1]),
        ("adding", [[0.5, 1], [9, 0], [0.25, 1]], [0.75, 0.75, 0.75], [0, 0, 1]),
        ("forget-gate", [[0, 1], [1, 0], [0, 1], [0, 1]], [1, 0, 0, 1], None),
    ],
)
def test_a_typed_sequence_gets_its_target(
    name: str, values: list[list[float]], target: list[float], scored: list[float] | None
) -> None:
    options = {"relevant_index": 2} if name == "long-term-dependency" else {}
    given = Sequence(frozen(values), weight=frozen(np.ones(len(values))), text="as typed")
    found = TASKS[name].answered(given, options)
    assert found.target is not None
    assert found.target[:, 0].tolist() == target
    assert (None if found.weight is None else found.weight.tolist()) == scored
    assert found.text == "as typed"
    assert found.channels == TASKS[name].channels


# Spike latch


def test_latch_target_is_the_last_of_set_and_reset() -> None:
    x, y = drawn("spike-latch", 40)
    for sample in range(40):
        latch = 0.0
        for step in range(len(x)):
            if x[step, sample, 0]:
                latch = 1.0
            if x[step, sample, 1]:
                latch = 0.0
            assert y[step, sample, 0] == latch


def test_latch_spikes_are_one_hot_and_as_frequent_as_said() -> None:
    x, _ = drawn("spike-latch")
    assert set(np.unique(x.sum(axis=2))) == {0.0, 1.0}
    assert x.mean(axis=(0, 1)) == pytest.approx([0.10, 0.15, 0.25], abs=0.005)


@pytest.mark.parametrize("length", [2, 50])
def test_latch_baseline_is_the_loss_of_the_best_constant(length: int) -> None:
    _, y = drawn("spike-latch", length=length)
    share = y.mean()
    loss = -(share * math.log(share) + (1 - share) * math.log(1 - share))
    assert list(TASKS["spike-latch"].baselines({"length": length}).values()) == pytest.approx(
        [loss], abs=0.01
    )


def test_latch_is_examined_on_200_steps_however_long_it_is_trained() -> None:
    (exam,) = TASKS["spike-latch"].exams(np.random.default_rng(0), {"length": 30})
    assert len(exam.x) == 200


def test_latch_labels_and_text_name_the_spikes() -> None:
    shown = TASKS["spike-latch"].show(np.random.default_rng(5))
    for row, label in zip(shown.values, shown.labels, strict=True):
        assert [channel for channel, value in zip(shown.channels, row, strict=True) if value] == [
            label
        ] * bool(label)
    assert shown.text.split() == [label or "." for label in shown.labels]


# Long-term dependency


@pytest.mark.parametrize(("length", "index", "place"), [(50, 10, 9), (5, 10, 4), (20, 1, 0)])
def test_the_bit_stands_at_the_relevant_step_alone(length: int, index: int, place: int) -> None:
    x, y = drawn("long-term-dependency", 200, length=length, relevant_index=index)
    assert np.array_equal(x[place], y)
    assert not np.delete(x, place, axis=0).any()
    assert set(np.unique(y)) == {0.0, 1.0}


def test_the_bit_has_the_variance_of_a_coin() -> None:
    _, y = drawn("long-term-dependency", 20_000)
    assert list(TASKS["long-term-dependency"].baselines().values()) == pytest.approx([y.var()], abs=0.002)


def test_recall_is_examined_at_the_length_that_is_learnt() -> None:
    exams = TASKS["long-term-dependency"].exams(np.random.default_rng(0), {"length": 100})
    assert [len(exam.x) for exam in exams] == [100]


# Adding


def test_two_numbers_are_marked_one_in_each_half_and_added() -> None:
    x, y = drawn("adding", 300, length=9)
    for sample in range(300):
        marked = [step for step in range(9) if x[step, sample, 1] == 1.0]
        assert len(marked) == 2
        assert marked[0] < 4 <= marked[1]
        assert x[:, sample, 1].sum() == 2.0
        assert y[sample, 0] == pytest.approx(sum(x[step, sample, 0] for step in marked))


@pytest.mark.parametrize(("lowest", "variance"), [(-1, 2 / 3), (0, 1 / 6)])
def test_adding_baseline_is_the_variance_of_the_sum(lowest: int, variance: float) -> None:
    _, y = drawn("adding", 40_000, length=4, lowest=lowest)
    assert list(TASKS["adding"].baselines({"lowest": lowest}).values()) == pytest.approx([variance])
    assert y.var() == pytest.approx(variance, rel=0.02)


def test_the_shown_sum_is_that_of_the_shown_numbers() -> None:
    shown = TASKS["adding"].show(np.random.default_rng(5))
    assert shown.target is not None
    assert shown.weight is not None
    assert shown.target[-1, 0] == pytest.approx(sum(value for value, marker in shown.values if marker))
    assert list(np.flatnonzero(shown.weight)) == [shown.steps - 1]


# Forget gate


def test_the_gate_forgets_now_and_one_step_longer() -> None:
    x, y = drawn("forget-gate", 100)
    assert np.abs(x).max() <= 1.0
    for sample in range(100):
        asked = False
        for step in range(len(x)):
            now = x[step, sample, 0] > x[step, sample, 1]
            assert y[step, sample, 0] == (0.0 if now or asked else 1.0)
            asked = now


@pytest.mark.parametrize("length", [2, 10])
def test_gate_baselines_are_the_losses_of_blind_guesses(length: int) -> None:
    x, y = drawn("forget-gate", 20_000, length=length)
    constant, from_x = TASKS["forget-gate"].baselines({"length": length}).values()
    assert constant == pytest.approx(y.var(), abs=0.003)
    guess = np.where(x[:, :, 0] > x[:, :, 1], 0.0, 0.5)
    guess[0] = np.where(x[0, :, 0] > x[0, :, 1], 0.0, 1.0)
    assert from_x == pytest.approx(np.mean((guess - y[:, :, 0]) ** 2), abs=0.003)
