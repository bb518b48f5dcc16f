"""Training takes the study's loss, precision and truncation, and symbols where the model embeds them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core import fit as fit_module
from lstm_studio.core.fit import Exam, Job, examine, examined, fit
from lstm_studio.core.init import draw
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.text import read_text

if TYPE_CHECKING:
    from lstm_studio.core.study import Sequence

LSTM = load_cell("lstm")
TEXT = "abacabadabacaba" * 4


def job(task: str, sizes: Sizes, sequence: Sequence | None = None, **settings: Any) -> Job:
    made = Job(LSTM, sizes, frozen(draw(LSTM, sizes)), task, batch=4, updates=3, sequence=sequence)
    return replace(made, **settings)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_all_arithmetic_has_the_precision_of_the_job(dtype: str) -> None:
    progress = next(fit(job("adding", Sizes(2, 4, 1), dtype=dtype)))
    assert progress.model.dtype == dtype
    assert progress.snapshot().dtype == np.float64


@pytest.mark.parametrize("loss", [None, "mse", "binary cross-entropy"])
def test_the_loss_is_the_one_that_is_chosen(loss: str | None) -> None:
    asked = job("spike-latch", Sizes(3, 4, 1, output="sigmoid"), dtype="float64", loss=loss)
    batch = TASKS["spike-latch"].make(np.random.default_rng(asked.seed), asked.batch, {})
    model = Model.of(LSTM, asked.sizes, asked.parameters)
    expected = model.gradients(batch.x, batch.y, loss).loss
    assert next(fit(asked)).loss == pytest.approx(expected)


@pytest.mark.parametrize(("layers", "directions"), [(1, 1), (2, 2)])
def test_an_embedding_of_unit_vectors_learns_as_the_symbols_themselves(layers: int, directions: int) -> None:
    sequence = read_text(TEXT, "characters")
    sizes = Sizes(4, 3, 4, layers, directions, output="softmax")
    plain = job("own", sizes, sequence, dtype="float64", options={"window": 6})
    flat = np.concatenate([np.eye(4).ravel(), plain.parameters])
    embedded = replace(plain, sizes=replace(sizes, symbols=4), parameters=frozen(flat))
    first, second = next(fit(plain)), next(fit(embedded))
    assert first.loss == pytest.approx(second.loss, rel=1e-12)
    assert examine(first.model, TASKS["own"], plain.options, sequence) > 0
    untrained = [Model.of(LSTM, each.sizes, each.parameters) for each in (plain, embedded)]
    scores = [examine(model, TASKS["own"], plain.options, sequence) for model in untrained]
    assert scores[0] == pytest.approx(scores[1], rel=1e-12)


def test_an_embedding_needs_symbols() -> None:
    numbers = read_text("1 2 3 4 5", "numbers")
    for task, sizes, sequence in (
        ("adding", Sizes(2, 4, 1, symbols=2), None),
        ("own", Sizes(2, 4, 1, symbols=1), numbers),
    ):
        with pytest.raises(ValueError, match=f"which reads symbols; task “{task}” has none"):
            next(fit(job(task, sizes, sequence)))


def test_an_output_that_the_targets_do_not_allow_is_refused() -> None:
    assert next(fit(job("spike-latch", Sizes(3, 4, 1, output="identity")))).loss > 0
    with pytest.raises(ValueError, match="needs 3 and 1 \\(sigmoid / identity\\)"):
        next(fit(job("spike-latch", Sizes(3, 4, 1, output="softmax"))))


def test_the_gradient_is_truncated_as_the_job_says() -> None:
    sizes = Sizes(3, 4, 1, output="sigmoid")
    steps = {
        truncate: next(fit(job("spike-latch", sizes, dtype="float64", truncate=truncate, optimiser="sgd")))
        for truncate in (None, 1, 50)
    }
    assert len({progress.loss for progress in steps.values()}) == 1  # the same loss of the whole sequence
    assert steps[50].norm == steps[None].norm != steps[1].norm
    batch = TASKS["spike-latch"].make(np.random.default_rng(1), 4, {})
    model = Model.of(LSTM, sizes, draw(LSTM, sizes))
    cut = model.gradients(batch.x, batch.y, truncate=1)
    assert steps[1].norm == pytest.approx(np.sqrt(sum((cut[name] ** 2).sum() for name in cut)))


def test_the_held_out_loss_is_that_of_the_examination() -> None:
    asked = job("adding", Sizes(2, 4, 1), dtype="float64")
    model = Model.of(LSTM, asked.sizes, asked.parameters)
    (exam,) = TASKS["adding"].exams(np.random.default_rng(12345), {})
    found = examined(model, TASKS["adding"], {}, None)
    assert found.loss == pytest.approx(model.gradients(exam.x, exam.y).loss)
    assert found.score == examine(model, TASKS["adding"], {}, None)


@pytest.mark.parametrize("output", ["sigmoid", "identity"])
def test_the_held_out_loss_of_every_output_is_measured_as_it_is_trained(output: str) -> None:
    sizes = Sizes(3, 4, 1, output=output)
    model = Model.of(LSTM, sizes, draw(LSTM, sizes))
    (exam,) = TASKS["spike-latch"].exams(np.random.default_rng(12345), {})
    assert examined(model, TASKS["spike-latch"], {}, None).loss == pytest.approx(
        model.gradients(exam.x, exam.y).loss
    )
    sequence = read_text(TEXT, "characters")
    sizes = Sizes(4, 3, 4, output="softmax")
    model = Model.of(LSTM, sizes, draw(LSTM, sizes))
    options = {"window": 6.0}
    (exam,) = TASKS["own"].exams(np.random.default_rng(12345), options, sequence)
    assert examined(model, TASKS["own"], options, sequence).loss == pytest.approx(
        model.gradients(exam.x, exam.y).loss
    )


def test_the_rate_follows_its_schedule_from_where_the_record_was() -> None:
    settings: dict[str, Any] = {"schedule": "step", "period": 4, "factor": 0.1, "updates": 9}
    whole = [step.rate for step in fit(job("adding", Sizes(2, 4, 1), **settings))]
    assert whole == pytest.approx([0.01] * 4 + [1e-3] * 4 + [1e-4])
    later = [
        step.rate for step in fit(job("adding", Sizes(2, 4, 1), **{**settings, "before": 3, "updates": 6}))
    ]
    assert later == whole[3:]
    cosine = job("adding", Sizes(2, 4, 1), schedule="cosine", updates=None)
    with pytest.raises(ValueError, match="needs an end"):
        next(fit(cosine))


def test_a_run_ends_early_where_it_is_asked_to_and_the_task_is_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fit_module, "EXAM_EVERY", 3)
    asked = job("long-term-dependency", Sizes(1, 4, 1), updates=20)
    scores = {3: 0.5, 6: 0.05, 9: 0.5}
    seen: list[int] = []

    def told(*_given: object) -> Exam:
        seen.append(3 * len(seen) + 3)
        return Exam(scores.get(seen[-1], 0.5), 1.0)

    monkeypatch.setattr(fit_module, "examined", told)
    assert [step.update for step in fit(replace(asked, early_stop=True))][-1] == 6
    seen.clear()
    assert [step.update for step in fit(asked)][-1] == 20


def test_other_settings_are_taken_in_between_two_updates() -> None:
    asked = job("adding", Sizes(2, 4, 1), updates=5, clip=None, dtype="float64")
    steps = fit(asked)
    first = next(steps)
    assert not first.clipped
    assert steps.send(replace(asked, clip=1e-6, batch=7)).clipped
    assert next(steps).sequences == 4 + 7 + 7
    assert steps.send(replace(asked, updates=4)).update == 4
    assert next(steps, None) is None


def test_what_is_noted_of_an_update() -> None:
    asked = job("spike-latch", Sizes(3, 4, 1, output="sigmoid"), updates=60)
    steps = list(fit(asked))
    assert [step.update for step in steps if step.exam] == [50]
    assert [step.update for step in steps if not math.isnan(step.accuracy)] == [1, 11, 21, 31, 41, 51]
    assert all(0 < step.ratio < 1 for step in steps)
    assert steps[-1].sequences == 240


def test_a_run_whose_loss_is_no_number_keeps_the_last_good_parameters() -> None:
    asked = job("adding", Sizes(2, 4, 1), optimiser="sgd", rate=1e3, clip=None, updates=1000)
    model = Model.of(LSTM, asked.sizes, asked.parameters, "float32")
    seen = [model.flat.copy()]
    with pytest.raises(ValueError, match=r"at update \d+; the last parameters"):
        seen.extend(step.model.flat.copy() for step in fit(asked, model))
    assert len(seen) > 1
    assert np.array_equal(model.flat, seen[-2])
    assert np.isfinite(model.run(np.zeros((3, 1, 2))).h).all()
