"""The public names: lazily loaded, and as the README shows them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

import lstm_studio as studio
from lstm_studio import api
from lstm_studio.catalogue import first_study
from lstm_studio.core.opened import Opened
from lstm_studio.formats import models
from lstm_studio.formats.study import read_study

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


def test_fit_takes_all_that_a_training_can_be_told() -> None:
    model = studio.Model(studio.load_cell("lstm"), 1, 4, 1)
    steps = list(
        studio.fit(
            model, "long-term-dependency", options={"length": 8, "relevant_index": 2}, optimiser="adamw", decay=0.1,
            clip=0.5, clip_value=0.1, schedule="step", factor=0.1, period=40, warm_up=4, early_stop=True, updates=60,
        )
    )  # fmt: skip
    assert [steps[place].rate for place in (0, 3, 4, 43, 44)] == pytest.approx(
        [0.0025, 0.01, 0.01, 0.01, 0.001]
    )
    assert [step.update for step in steps if step.exam] == [50]
    assert any(step.clipped for step in steps)
    assert steps[-1].sequences == 32 * len(steps)
    with pytest.raises(ValueError, match="needs an end"):
        next(iter(studio.fit(model, "long-term-dependency", schedule="cosine", updates=None)))


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


def test_what_the_readme_says_of_trained_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = studio.Model(studio.load_cell("lstm-peephole"), inputs=2, units=3, outputs=1)
    made.save("model.safetensors")
    (code,) = re.findall(r"```py\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {"studio": studio, "x": np.zeros((4, 2))}
    exec(code, names)
    np.testing.assert_array_equal(names["model"].flat, made.flat)
    assert Path("back.safetensors").read_bytes() == Path("model.safetensors").read_bytes()


def test_states_that_a_file_gives_are_where_runs_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    made = studio.Model(studio.load_cell("lstm"), inputs=2, units=3, seed=2, dtype="float64")
    start = {"c": np.array([1.0, -1.0, 0.5])}
    opened = Opened(made.cell, made.sizes, made.flat, {}, (), "onnx", initial=start)
    monkeypatch.setattr(models, "open_file", lambda *_arguments: opened)
    model = studio.open_model("any.onnx")
    x = np.ones((4, 2))
    np.testing.assert_allclose(model.run(x).h, made.run(x, initial=start).h, atol=1e-6)
    np.testing.assert_allclose(model.run(x, initial={}).h, made.run(x).h, atol=1e-6)
    y = np.zeros((4, 3))
    ours, theirs = model.gradients(x, y), made.gradients(x, y, initial=start)
    np.testing.assert_allclose(ours.flat, theirs.flat, atol=1e-6)


MODEL = studio.Model(studio.load_cell("lstm"), inputs=3, units=5, outputs=1)
ADDER = studio.Model(studio.load_cell("lstm"), inputs=2, units=5, outputs=1)


def untyped(value: Any) -> Any:
    """What the types would not let through."""
    return value


X, Y = np.zeros((7, 3)), np.zeros((7, 1))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: MODEL.cell.count(0, 5), "inputs is 0; expected a whole number of at least 1"),
        (lambda: MODEL.cell.parameters(untyped(1.5), 2), "inputs is 1.5; expected a whole number"),
        (
            lambda: studio.Model(untyped("lstm"), inputs=3),
            "cell is 'lstm'; expected a Cell, as load_cell gives",
        ),
        (lambda: studio.Model(MODEL.cell, seed=-1), "seed is -1; expected a whole number of at least 0"),
        (lambda: MODEL.run([[1, 2, "a"]]), "x cannot be read as an array of numbers"),
        (lambda: MODEL.run([[1, 2, 3], [1, 2]]), "x cannot be read as an array of numbers"),
        (lambda: MODEL.run(X, clamp={"f": "a"}), "the clamp of “f” cannot be read as an array of numbers"),
        (lambda: MODEL.run(X, initial={"c": "a"}), "initial “c” cannot be read as an array of numbers"),
        (lambda: MODEL.run(X)["W_f @ h"], "the sizes of “W_f @ h” do not fit"),
        (lambda: MODEL.run(X)["f * x"], "the sizes of “f \\* x” do not fit"),
        (lambda: MODEL.gradients(X, [["a"]] * 7), "y cannot be read as an array of numbers"),
        (lambda: MODEL.gradients(X, [[1], [1, 2]]), "y cannot be read as an array of numbers"),
        (lambda: MODEL.gradients(X, Y, weight=["a"] * 7), "weight cannot be read as an array of numbers"),
        (lambda: MODEL.gradients(X, Y, truncate=True), "truncate is True; expected a whole number of steps"),
        (lambda: studio.updater(MODEL, truncate=0), "truncate is 0; expected a whole number of steps"),
        (lambda: next(studio.fit(ADDER, "adding", batch=0)), "batch is 0; expected a whole number"),
        (lambda: next(studio.fit(ADDER, "adding", seed=-1)), "seed is -1; expected a whole number"),
        (lambda: next(studio.fit(ADDER, "own")), "task “own” learns a sequence, and none is given"),
    ],
)
def test_mistakes_are_sentences(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


def test_a_layer_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="there is no layer 4; the model has 1, counted from 0"):
        MODEL.run(X).cell(layer=4)


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    three: Any = np.int64(3)
    model = studio.Model(MODEL.cell, inputs=three, units=three + 2, outputs=1)
    assert type(model.sizes.inputs) is int
    np.testing.assert_array_equal(model.flat, MODEL.flat)
    whole = model.gradients(X + 1, Y, truncate=three)
    np.testing.assert_array_equal(whole.flat, model.gradients(X + 1, Y, truncate=3).flat)


def test_a_study_is_filmed(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    study = read_study(first_study())
    for steps in ("3:5", (3, 5)):
        path = api.render(study, tmp_path / "film.gif", "gates", (320, 200), steps=steps, fps=8)
        with Image.open(path) as film:
            assert (getattr(film, "n_frames", 1), film.info["duration"]) == (3, 120)
    with pytest.raises(ValueError, match=r"does not move; expected .gif"):
        api.render(study, tmp_path / "film.png", "gates", motion="steps")
