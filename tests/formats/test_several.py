"""JSON and .npz: one sequence or several, with what is said of them, and every complaint with its place."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_studio.core.check import check_sequence
from lstm_studio.core.study import Sequence
from lstm_studio.formats import load_sequences
from lstm_studio.formats.json_text import read_json


def of(found: Any) -> Any:
    return read_json(json.dumps(found).encode())


@pytest.mark.parametrize(
    ("found", "channels", "values"),
    [
        ([0, 1, 0.5], ("x[1]",), [[0], [1], [0.5]]),
        ([[0, 1], [1, 0]], ("x[1]", "x[2]"), [[0, 1], [1, 0]]),
        ({"a": [0, 1], "b": [1, 0]}, ("a", "b"), [[0, 1], [1, 0]]),
        ([{"a": 0, "b": 1}, {"b": 0, "a": 1}], ("a", "b"), [[0, 1], [1, 0]]),
        (["the", "cat", "the"], ("cat", "the"), [[0, 1], [1, 0], [0, 1]]),
        ("aba", ("a", "b"), [[1, 0], [0, 1], [1, 0]]),
        ({"values": [[1, 2]], "channels": ["p", "q"], "title": "t"}, ("p", "q"), [[1, 2]]),
    ],
)
def test_json_as_people_have_it(found: Any, channels: tuple[str, ...], values: list[list[float]]) -> None:
    (sequence,) = of(found)
    assert sequence.channels == channels
    assert sequence.values.tolist() == values


def test_targets_of_numbers_and_of_classes() -> None:
    (numbers,) = of({"values": [1, 2, 3], "targets": [None, 5, 7]})
    assert numbers.target is not None
    assert numbers.target[1:].tolist() == [[5], [7]]
    assert numbers.weight.tolist() == [0, 1, 1]
    assert numbers.asked == ("y[1]",)
    (classes,) = of({"values": [1, 2, 3], "targets": ["up", None, "down"], "labels": ["a", "b", "c"]})
    assert classes.asked == ("down", "up")
    assert classes.target is not None
    assert classes.target[[0, 2]].tolist() == [[0, 1], [1, 0]]
    assert classes.weight.tolist() == [1, 0, 1]
    assert classes.labels == ("a", "b", "c")


def test_several_sequences_of_a_file() -> None:
    first, second = of({"sequences": [[1, 2], {"values": [3, 4], "title": "late"}]})
    assert first.values.tolist() == [[1], [2]]
    assert second.title == "late"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([[1, 2], [3]], "row 2 has 1 columns; expected 2"),
        ([[1, 2], [3, "x"]], 'row 2, column 2: found "x", expected a number'),
        ({"a": [1, None]}, "row 2, column 1 (“a”): found null"),
        ({"a": [1], "b": [1, 2]}, "the channels have 1, 2 steps"),
        ([{"a": 1}, {"b": 2}], "row 2 has other names"),
        ({"values": [1, 2], "targets": [1]}, "1 targets for 2 steps"),
        ({"values": [1, 2], "target": [1]}, "found “target”, expected one of"),
        ({"values": [1, 2], "targets": [[1, None], [1, 2]]}, "step 1 has some targets"),
        ({"values": [1, 2], "targets": [None, None]}, "no step has a target"),
        ({"sequences": [[1], [["x"]]]}, "sequence 2: row 1, column 1"),
        ([1e40], "expected a number"),
        (7, "found no list of steps"),
        ([], "found no list of steps"),
        ({"values": [1], "channels": ["a", "b"]}, "“channels” is no list of 1 texts"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(found: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=" ") as caught:
        of(found)
    assert sentence in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=4) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["a", "values", "targets", "sequences", "channels"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=40), JSON.map(lambda found: json.dumps(found).encode())))
def test_any_bytes_are_sequences_or_a_sentence(content: bytes) -> None:
    found: tuple[Sequence, ...] = ()
    with suppress(ValueError):
        found = read_json(content)
    for sequence in found:
        check_sequence(sequence)


def test_arrays_of_a_zip(tmp_path: Path) -> None:
    x, y = np.arange(6.0).reshape(3, 2), np.array([1.0, np.nan, 0.0])
    with (tmp_path / "pair.npz").open("wb") as file:
        np.savez_compressed(file, x=x, y=y)
    (found,) = load_sequences(tmp_path / "pair.npz")
    assert found.values.tolist() == x.tolist()
    assert found.title == "pair"
    assert found.asked == ("y[1]",)
    assert found.weight is not None
    assert found.weight.tolist() == [1, 0, 1]
    with (tmp_path / "two.npz").open("wb") as file:
        np.savez(file, first=x, second=y[:1])
    first, second = load_sequences(tmp_path / "two.npz")
    assert (first.title, second.title) == ("two first", "two second")


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"x": np.zeros((3, 1)), "y": np.zeros(2)}, "“y” has 2 steps; expected 3"),
        ({"x": np.zeros(3), "y": np.full(3, np.inf)}, "“y” is not finite"),
        ({"a": np.array([1.0, np.nan])}, "“a”: row 2, column 1: found nan"),
        ({"a": np.array(["x"])}, "“a”: this is no .npy file of numbers"),
        ({"a": np.zeros((2, 2, 2))}, "“a”: this is no .npy file of numbers"),
    ],
)
def test_a_wrong_array_is_named(tmp_path: Path, arrays: dict[str, Any], sentence: str) -> None:
    with (tmp_path / "a.npz").open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(ValueError, match=" ") as caught:
        load_sequences(tmp_path / "a.npz")
    assert sentence in str(caught.value)
