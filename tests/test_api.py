"""The public names: lazily loaded, and as the README shows them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lstm_studio as studio
from lstm_studio import api

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_package_offers_exactly_the_api() -> None:
    assert sorted(studio.__all__) == sorted(api.__all__)
    for name in studio.__all__:
        assert getattr(studio, name) is getattr(api, name)
        assert name in dir(studio)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = studio.nothing


def test_the_worked_count() -> None:
    lstm = studio.load_cell("lstm")
    assert lstm.count(inputs=10, units=20, bias=False) == 2400
    assert lstm.parameters(inputs=10, units=20, bias=False)["W_f"] == (20, 10)
    model = studio.Model(lstm, inputs=10, units=20, outputs=100, bias=False)
    assert model.parameters["V"].size == 2000
    assert model.flat.size == 4400


def test_fit_trains_the_model_that_it_is_given() -> None:
    model = studio.Model(studio.load_cell("lstm"), inputs=2, units=4, outputs=1, seed=3)
    before = model.flat.copy()
    progress = list(studio.fit(model, "adding", updates=3))
    assert [step.update for step in progress] == [1, 2, 3]
    assert not np.allclose(model.flat, before)
    np.testing.assert_array_equal(progress[-1].snapshot(), model.flat)


def test_fit_refuses_a_model_of_another_outside() -> None:
    model = studio.Model(studio.load_cell("lstm"), inputs=5, outputs=1)
    with pytest.raises(ValueError, match="5 inputs"):
        next(studio.fit(model, "adding"))
    with pytest.raises(ValueError, match="no task"):
        next(studio.fit(model, "nothing"))


def test_an_updater_lowers_the_loss_of_its_batch() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 8, 3)), rng.normal(size=(20, 8, 1))
    model = studio.Model(studio.load_cell("gru"), inputs=3, units=8, outputs=1)
    step = studio.updater(model, optimiser="adam", rate=0.01, clip=1.0)
    first = step(x, y)
    for _update in range(30):
        last = step(x, y)
    assert last < first


def test_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(api, "render", lambda *arguments: drawn.append(arguments))
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 20
    names: dict[str, Any] = {}
    exec(code.replace("updates=500", "updates=2"), names)
    assert names["trace"]["f"].shape == (50, 8)
    assert drawn == [("study.lstm", "figure.svg")]
    assert capsys.readouterr().out.startswith("1 ")
