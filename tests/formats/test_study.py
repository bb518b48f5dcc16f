"""Study files: what comes back is exactly what was written, and nothing else gets in."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_studio.core.cell import Cell
from lstm_studio.core.check import check_study
from lstm_studio.core.init import draw
from lstm_studio.core.opened import Block, Opened, gathered
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import (
    UNTRAINED,
    Against,
    Clamp,
    Kept,
    Look,
    Record,
    Sequence,
    Start,
    Study,
    Training,
    frozen,
)
from lstm_studio.formats import study as format_of_studies
from lstm_studio.formats.study import bytes_of, read_study, study_of, write_study

CELL = Cell(
    "mine",
    {"k": "sigmoid(W_k @ x + R_k @ h_prev + b_k)", "h": "k * h_prev + (1 - k) * tanh(W @ x)"},
    title="Mine, “with” ünïcode ⊙",
    meaning={"k": "what is kept"},
    diagram="k | h",
    heading="Yours",
)


def made(seed: int = 0) -> Study:
    """A study with something in every part."""
    rng = np.random.default_rng(seed)
    sizes = Sizes(inputs=2, units=3, outputs=1, output="sigmoid")
    sequence = Sequence(
        frozen(rng.normal(size=(5, 2))),
        ("a", "b"),
        ("set", "", "", "é", ""),
        frozen(rng.random((5, 1))),
        frozen([1.0, 0.0, 1.0, 0.5, 1.0]),
        "Five",
        "[1 2]\n",
    )
    return Study(
        title="Mine",
        cell=CELL,
        sizes=sizes,
        parameters=frozen(draw(CELL, sizes)),
        sequence=sequence,
        task="adding",
        options={"length": 30.0},
        training=Training("sgd", 0.1 + 0.2, None, 7, 99, 3, "mse", "float64", 25),
        start=Start("glorot", "chrono", 77, 5),
        edits=(Clamp("k", (0, 2), 1, 3, 0.1), Clamp("h", (), 0, 0, -1.5)),
        against=Against(
            CELL, frozen(draw(CELL, sizes, Start(seed=9))), (Clamp("k", (), 0, 4, 1.0),), "before"
        ),
        record=Record(99, 100, frozen([[1, 0.5], [99, np.inf]]), 0.25, 77, 0.125),
        models=(
            replace(kept(sizes, seed + 3), series="all", plotted=False),
            replace(kept(sizes, seed + 4), name="", opened=None),
        ),
        sequences=(Sequence(frozen(rng.normal(size=(2, 7)))), replace(sequence, title="again", target=None)),
        notes="Was es zeigt:\n  *c* holds the bit “é”\n",
        look=Look(3, 2, (0, 2), "k", 0, 0, True, ("k", "h"), ("diagram", "gates"), ("gates",)),
    )


def kept(sizes: Sizes, seed: int) -> Kept:
    """A model from a file of weights, which has another cell than ours by now."""
    rng = np.random.default_rng(seed)
    plain, small = Cell.from_text("h = tanh(W @ x + R @ h_prev + b)"), Sizes(inputs=2, units=2)
    tensors = {
        "weight_ih\n": frozen(rng.normal(size=(2, 2)), np.float32),
        "3d": frozen(rng.normal(size=(2, 2, 3)), np.float16),
        "count": frozen(7, np.int64),
    }
    blocks = (
        Block("weight_ih\n", "W", "h"),
        Block("3d", "R", "h", rows=(0, 2), columns=(1, 3), part=1, turned=True, factor=-0.5),
    )
    flat, states = gathered(plain, small, tensors, blocks), {"h": frozen([0.5, -0.5])}
    opened = Opened(
        plain,
        small,
        flat,
        tensors,
        blocks,
        "keras",
        ("left out: x",),
        states,
        {"3d": "BF16"},
        {"a": "b"},
        "w.h5",
    )
    return Kept(
        "a second one",
        CELL,
        sizes,
        frozen(draw(CELL, sizes, Start(seed=seed))),
        "own",
        {},
        opened=opened,
        record=Record(norm=0.5),
    )


BARE = replace(
    made(),
    against=None,
    edits=(),
    sequence=Sequence(frozen([[0.0, 1.0]])),
    start=Start(keep=1.5),
    options={},
    record=UNTRAINED,
    models=(),
    sequences=(),
    notes="",
    look=None,
)
CONTENT = bytes_of(made())


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other) and not other.flags.writeable
    if hasattr(one, "__dataclass_fields__"):
        return type(one) is type(other) and all(
            equal(getattr(one, row.name), getattr(other, row.name)) for row in fields(one)
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, tuple) and one and hasattr(one[0], "__dataclass_fields__"):
        return len(one) == len(other) and all(map(equal, one, other))
    nothing = isinstance(one, float) and isinstance(other, float) and math.isnan(one) and math.isnan(other)
    return type(one) is type(other) and (nothing or bool(one == other))


def unpacked(content: bytes = CONTENT) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def changed(**entries: Any) -> bytes:
    """The file with some entries of its JSON changed; a dot is "__"."""
    parts = unpacked()
    text = json.loads(parts["study.json"])
    for key, value in entries.items():
        *path, last = key.split("__")
        place = text
        for step in path:
            place = place[step]
        place[last] = value
    return packed({**parts, "study.json": json.dumps(text).encode()})


@pytest.mark.parametrize("study", [made(), BARE], ids=["full", "bare"])
def test_what_comes_back_is_exactly_what_was_written(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "a study.lstm"
    write_study(study, path)
    found = read_study(path)
    assert equal(study, found)
    assert found.cell.text == study.cell.text
    assert bytes_of(found) == path.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a study.lstm"]


def test_the_comparison_of_this_test_sees_a_difference() -> None:
    assert equal(made(), made())
    assert not equal(made(), made(1))
    assert not equal(made(), replace(made(), training=Training()))
    assert not equal(made(), replace(made(), edits=()))


@given(st.floats(-1e300, 1e300), st.floats(1e-9, 1e3), st.text(max_size=20))
def test_every_number_and_every_text_comes_back(number: float, rate: float, title: str) -> None:
    parameters = np.array(made().parameters)
    parameters[0] = number
    study = replace(
        made(),
        parameters=frozen(parameters),
        training=Training(rate=rate),
        title=title,
        edits=(Clamp("k", (), 0, 1, number),),
    )
    assert equal(study, study_of(bytes_of(study)))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_study_or_one_declared_error(content: bytes) -> None:
    with pytest.raises(ValueError, match="study"):
        study_of(content)


def check_study_or_error(content: bytes) -> None:
    try:
        study = study_of(content)
    except ValueError as error:
        sentence = str(error)
    else:
        check_study(study)
        return
    assert sentence
    assert "\n" not in sentence
    assert len(sentence) < 500


@given(
    st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, len(CONTENT)),
)
def test_a_damaged_file_is_a_study_or_one_declared_error(spots: list[tuple[int, int]], length: int) -> None:
    content = bytearray(CONTENT)
    for place, byte in spots:
        content[place] = byte
    check_study_or_error(bytes(content))
    check_study_or_error(bytes(content[:length]))


LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=9)
    | st.lists(st.integers(-9, 9), max_size=3) | st.dictionaries(st.text(max_size=3), st.text(max_size=9), max_size=2)
)  # fmt: skip


def paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    below = [path for key, entry in entries for path in paths(entry, (*before, key))]
    return [before, *below] if before else below


TEXT = json.loads(unpacked()["study.json"])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(paths(TEXT)), LEAVES)
def test_any_entry_of_the_text_may_be_anything(path: tuple[Any, ...], leaf: Any) -> None:
    text = json.loads(json.dumps(TEXT))
    place = text
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = leaf
    check_study_or_error(packed({**unpacked(), "study.json": json.dumps(text).encode()}))


@settings(max_examples=100)
@given(
    st.sampled_from([name for name in unpacked() if name != "study.json"]),
    st.binary(max_size=200),
)
def test_any_array_may_be_anything(name: str, part: bytes) -> None:
    parts = unpacked()
    check_study_or_error(packed({**parts, name: part}))
    check_study_or_error(packed({**parts, name: parts[name][: len(part)] + part}))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no study, or it is damaged"),
        (CONTENT[:-30], "no study, or it is damaged"),
        (packed({}), "lacks a part"),
        (packed({**unpacked(), "../evil": b""}), "“../evil” does not belong"),
        (packed(unpacked(), ZIP_BZIP2), "does not belong"),
        (changed(version=6), "version 6; expected 1 to 5: install a newer"),
        (changed(version=0), "version 0; expected 1 to 5"),
        (changed(version="1"), "Expected `int`, got `str`"),
        (changed(extra=1), "unknown field `extra`"),
        (changed(title=7), r"Expected `str`, got `int` - at `\$.title`"),
        (changed(sizes__units=10**15), "number of units is 1000000000000000"),
        (changed(sizes__units=4), "parameters; expected"),
        (changed(sizes__widths=[3, 2]), "units are given of 2 layers, the model has 1"),
        (changed(sizes__widths=[3, "a"]), "Expected `int`, got `str`"),
        (changed(sizes__readout="k"), "readout is “k”"),
        (changed(task="juggling"), "task is “juggling”"),
        (changed(options={"length": 1e9}), "“Steps” is 1e"),
        (changed(training__optimiser="magic"), "optimiser is “magic”"),
        (changed(training__dtype="float16"), "precision is “float16”; expected one of float32, float64"),
        (changed(training__truncate=0), "goes back is 0"),
        (changed(training__loss="cross-entropy"), "does not go with the output sigmoid"),
        (changed(cell__equations={"h": "tanh(W @"}), "line 1, column"),
        (changed(cell__equations={"g = 1\nh": "x"}), "line 2"),
        (changed(edits=[{"value": "z", "units": [], "first": 0, "last": 1, "number": 1.0}]), "“z”"),
        (changed(edits=[{"value": "k", "units": [3], "first": 0, "last": 1, "number": 1.0}]), "unit"),
        (changed(sequence__labels=["one"]), "1 labels; expected 5"),
        (packed({**unpacked(), "study.json": b"[" * 100_000}), "no study"),
        (packed({**unpacked(), "weight.npy": unpacked()["target.npy"]}), "weights"),
        (packed({key: part for key, part in unpacked().items() if key != "against.npy"}), "that it says"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as caught:
        study_of(content)
    assert "\n" not in str(caught.value)


def test_an_equation_under_another_name_is_refused() -> None:
    injected = changed(cell__equations={"k = 1\nh": "k * h_prev"}, edits=[], against=None)
    with pytest.raises(ValueError, match="expected k, h"):
        study_of(injected)


def test_what_would_be_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({**unpacked(), "sequence.npy": bytes(2_000_000)})
    assert len(bomb) < 20_000
    monkeypatch.setattr(format_of_studies, "LONGEST_ARRAY", 1_000_000)

    def read(*_arguments: object) -> bytes:
        raise AssertionError("unpacked")

    monkeypatch.setattr(ZipFile, "read", read)
    with pytest.raises(ValueError, match="2000000 bytes; expected at most 1000000"):
        study_of(bomb)


def test_a_size_that_lies_is_found_out() -> None:
    content = bytearray(packed({**unpacked(), "sequence.npy": bytes(3_000_000)}))
    size = struct.pack("<L", 3_000_000)
    while size in content:
        place = content.index(size)
        content[place : place + 4] = struct.pack("<L", 100)
    with pytest.raises(ValueError, match="damaged"):
        study_of(bytes(content))


def test_a_directory_of_very_many_entries_is_refused() -> None:
    with pytest.raises(ValueError, match="damaged"):
        study_of(packed({f"{number}": b"" for number in range(1_100)}))


@pytest.mark.parametrize(
    "study",
    [
        replace(made(), parameters=frozen(np.full(made().parameters.shape, np.nan))),
        replace(made(), parameters=frozen([1.0])),
        replace(made(), edits=(Clamp("k", (), 0, 1, float("inf")),)),
        replace(made(), training=Training(rate=float("nan"))),
        replace(made(), sequence=Sequence(frozen([[1.0, np.inf]]))),
    ],
)
def test_what_could_not_be_read_is_not_written(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "old.lstm"
    path.write_bytes(b"the old one")
    with pytest.raises(ValueError, match="expected"):
        write_study(study, path)
    assert path.read_bytes() == b"the old one"


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.lstm"
    path.write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"^broken.lstm: this is no study"):
        read_study(path)
    with pytest.raises(ValueError, match="cannot be read"):
        read_study(tmp_path / "none.lstm")


def test_a_study_of_the_first_version_is_read_with_what_it_lacked() -> None:
    parts = unpacked()
    text = json.loads(parts["study.json"])
    text["version"] = 1
    for name in ("loss", "dtype", "truncate"):
        del text["training"][name]
    study = study_of(packed({**parts, "study.json": json.dumps(text).encode()}))
    training = replace(made().training, loss=None, dtype="float32", truncate=None)
    assert equal(study, replace(made(), training=training))


def test_a_study_of_the_second_version_is_read_as_it_was() -> None:
    parts = unpacked()
    text = json.loads(parts["study.json"])
    text["version"] = 2
    assert equal(study_of(packed({**parts, "study.json": json.dumps(text).encode()})), made())


def test_inputs_first_states_and_single_layers_are_held_in_files_too() -> None:
    sizes = replace(made().sizes, layers=2, directions=2)
    held = (
        Clamp("x", (1,), 2, 2, -0.25),
        Clamp("h", (), -1, -1, 0.5),
        Clamp("0.k", (2,), 0, 4, 1.0),
        Clamp("1.reverse.h", (0, 1), -1, 3, 0.125),
    )
    flat = frozen(draw(CELL, sizes))
    changed = Against(CELL, frozen(draw(CELL, sizes, Start(seed=9))), held[1:2], "GRU", flat)
    study = replace(made(), sizes=sizes, parameters=flat, edits=held, against=changed)
    assert equal(study_of(bytes_of(study)), study)
    wrong = replace(study, against=replace(changed, original=frozen(flat[1:])))
    with pytest.raises(ValueError, match="parameters; expected"):
        bytes_of(wrong)
    for clamp, why in (
        (Clamp("x", (2,), 0, 0, 1.0), "a channel of x"),
        (Clamp("k", (), -1, -1, 1.0), "only states"),
        (Clamp("2.k", (), 0, 0, 1.0), "in no layer"),
    ):
        with pytest.raises(ValueError, match=why):
            bytes_of(replace(study, edits=(clamp,)))


def test_layers_of_different_widths_come_back() -> None:
    sizes = Sizes(inputs=2, units=3, layers=2, widths=(5, 3))
    study = replace(BARE, sizes=sizes, parameters=frozen(draw(CELL, sizes)))
    assert study_of(bytes_of(study)).sizes == sizes


def test_symbols_may_stand_in_channels() -> None:
    sizes = Sizes(inputs=2, units=3, symbols=3)
    study = replace(BARE, sizes=sizes, parameters=frozen(draw(CELL, sizes)))
    known = replace(study, sequence=Sequence(frozen(np.eye(3)[[2, 0, 1, 1]])))
    assert equal(known, study_of(bytes_of(known)))
    for values, sentence in (
        ([[1.0, 1.0, 0.0]], "a 1 in one channel"),
        ([[1.0, 0.0]], "2 channels; expected 3"),
    ):
        with pytest.raises(ValueError, match=sentence):
            bytes_of(replace(study, sequence=Sequence(frozen(values))))


def test_a_study_of_symbols_holds_symbols_only() -> None:
    sizes = Sizes(inputs=2, units=3, symbols=4)
    study = replace(
        BARE, sizes=sizes, parameters=frozen(draw(CELL, sizes)), sequence=Sequence(frozen([[0.0], [3.0]]))
    )
    assert equal(study, study_of(bytes_of(study)))
    with pytest.raises(ValueError, match="from 0 to 3"):
        bytes_of(replace(study, sequence=Sequence(frozen([[4.0]]))))
