"""Training takes the study's loss, precision and truncation, and symbols where the model embeds them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.fit import Job, examine, fit
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
