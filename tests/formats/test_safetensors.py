"""The container is read as the library of its authors writes it; what is damaged is one sentence."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load, save

from lstm_studio.formats.safetensors import Tensors, read_tensors, widened, write_tensors

RNG = np.random.default_rng(1)
ARRAYS: dict[str, Any] = {
    "w": RNG.normal(size=(3, 2)).astype(np.float32),
    "d": RNG.normal(size=4),
    "half": RNG.normal(size=(2, 2)).astype(np.float16),
    "steps": np.array(7),
    "none": np.zeros((0, 3), np.float32),
    "flag": np.array([True, False]),
}
GOOD = save(ARRAYS, {"format": "np"})


def test_every_kind_is_read_and_comes_back_bit_for_bit() -> None:
    found = read_tensors(GOOD)
    assert found.described == {"format": "np"}
    assert set(found.arrays) == set(ARRAYS)
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found.arrays[name], array, strict=True)
        assert not found.arrays[name].flags.writeable
    assert write_tensors(found) == GOOD


def test_the_library_reads_what_is_written() -> None:
    found = load(write_tensors(Tensors(ARRAYS, {}, {})))
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found[name], array, strict=True)


def packed(header: Any, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def entry(dtype: str, shape: list[int], start: int, stop: int) -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


def test_bf16_is_the_upper_half_of_float32() -> None:
    values = np.array([1.0, -2.5, 3.140625], np.float32)
    bits = (values.view(np.uint32) >> 16).astype("<u2").tobytes()
    content = packed({"b": entry("BF16", [3], 0, 6)}, bits)
    found = read_tensors(content)
    np.testing.assert_array_equal(widened(found.arrays["b"]), values, strict=True)
    back = read_tensors(write_tensors(found._replace(arrays={"b": widened(found.arrays["b"])})))
    assert back.stored == {"b": "BF16"}
    np.testing.assert_array_equal(back.arrays["b"], found.arrays["b"])
    finer = read_tensors(write_tensors(found._replace(arrays={"b": values + np.float32(1e-5)})))
    assert not finer.stored
    np.testing.assert_array_equal(finer.arrays["b"], values + np.float32(1e-5))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no safetensors file"),
        (b"\xff" * 8, "cut off within its header"),
        (GOOD[:20], "cut off within its header"),
        (GOOD[:-1], "beyond the 73 bytes.*cut off or damaged"),
        (GOOD + b"\0", "cut off or damaged"),
        (packed(b"\xff\xff"), "header of this safetensors file cannot be read"),
        (packed(b"[" * 100_000), "nested too deeply"),
        (packed([1]), "cannot be read"),
        (packed(b'{"a": 1, "a": 2}'), "stands in it twice"),
        (packed({"a": 1}), "what the header says of “a” cannot be read"),
        (packed({"__metadata__": {"a": 1}}), "__metadata__"),
        (packed({"a": entry("F32", [2**62, 2**62], 0, 4)}, b"1234"), "a shape that no array has"),
        (packed({"a": entry("F32", [3], 0, 4)}, b"1234"), "4 bytes; its shape .3. does not fit"),
        (packed({"a": entry("F32", [1], 0, 10**4000)}, b"1234"), "beyond the 4 bytes"),
        (packed({"a\n": entry("F32", [1], 0, 4)}, b"1234"), "is no name of a tensor"),
        (packed({"a": entry("F32", [-1], 0, -4)}), "sizes of 0 or more"),
        (packed({"a": entry("F32", [1] * 20, 0, 4)}, b"1234"), "at most 8"),
        (packed({"a": entry("F32", [0, 2**62], 0, 0)}), "sizes"),
        (packed({"a": entry("F8_E4M3", [4], 0, 4)}, b"1234"), "kind F8_E4M3"),
        (packed({"a": entry("F32", [1], 0, 4), "b": entry("F32", [1], 0, 4)}, b"1234"), "begins at byte 0"),
        (packed({"a": entry("F32", [1], 4, 8)}, b"12345678"), "begins at byte 4; expected 0"),
    ],
)
def test_what_is_damaged_is_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_tensors(content)


def test_a_header_that_is_too_long_is_not_read() -> None:
    length = 3 * 1024 * 1024
    with pytest.raises(ValueError, match="expected at most"):
        read_tensors(length.to_bytes(8, "little") + b" " * length)


def read_or_said(content: bytes) -> Tensors | str:
    """The tensors, or the sentence that says why there are none."""
    try:
        return read_tensors(content)
    except ValueError as error:
        return str(error)


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4), st.integers(0, len(GOOD)))
def test_any_damage_gives_tensors_or_a_sentence(place: int, put: bytes, stop: int) -> None:
    for content in (GOOD[:place] + put + GOOD[place + len(put) :], GOOD[:stop]):
        found = read_or_said(content)
        if isinstance(found, str):
            assert found.isprintable()
            assert len(found) < 1_000
        else:
            assert sum(array.nbytes for array in found.arrays.values()) <= len(content)


@given(st.binary(max_size=200))
def test_any_bytes_give_tensors_or_a_sentence(content: bytes) -> None:
    found = read_or_said(content)
    assert not isinstance(found, str) or found.isprintable()
