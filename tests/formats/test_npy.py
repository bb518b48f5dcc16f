"""NumPy arrays: every plain number comes back as NumPy wrote it, and nothing else gets in."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from lstm_studio.core.study import Sequence
from lstm_studio.formats.npy import MAGIC, read_npy

KINDS = ["|b1", "|i1", "|u1", "<i2", ">i4", "<u4", "<i8", "<f2", ">f4", "<f8", ">f8"]


def written(values: NDArray[np.generic], version: tuple[int, int] | None = None) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, values, version=version, allow_pickle=True)
    return file.getvalue()


@given(
    st.sampled_from(KINDS).flatmap(
        lambda kind: arrays.arrays(
            np.dtype(kind),
            arrays.array_shapes(min_dims=1, max_dims=2, max_side=6),
            elements={"min_value": -1024, "max_value": 1024} if "f" in kind else None,
        )
    ),
    st.sampled_from([(1, 0), (2, 0), (3, 0)]),
    st.booleans(),
)
def test_arrays_read_back(values: NDArray[np.generic], version: tuple[int, int], fortran: bool) -> None:
    found = read_npy(written(np.asfortranarray(values) if fortran else values, version), "mine")
    assert np.array_equal(found.values, values.reshape(len(values), -1).astype(np.float64))
    assert found.title == "mine"
    assert len(found.channels) == found.values.shape[1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (written(np.array([{}, []], dtype=object)), "no .npy file of numbers"),
        (written(np.array(["a", "b"])), "no .npy file of numbers"),
        (written(np.zeros((2, 2, 2))), "no .npy file of numbers"),
        (written(np.zeros(3, dtype=complex)), "no .npy file of numbers"),
        (written(np.array(3.0)), "no .npy file of numbers"),
        (written(np.zeros((0, 3))), "the array is empty"),
        (written(np.zeros((3, 2)))[:-1], "the array has 47 bytes; its header promises 48"),
        (written(np.array([[0.0, 1.0], [np.nan, 2.0]])), "row 2, column 1: found nan"),
        (written(np.array([0.0, np.inf])), "row 2, column 1: found inf"),
        (written(np.array([1e300])), "row 1, column 1: found 1e+300"),
        (b"", "no .npy file of numbers"),
        (MAGIC, "no .npy file of numbers"),
    ],
)
def test_anything_else_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        read_npy(content)
    assert sentence in str(caught.value)


def test_a_header_that_claims_a_huge_array_is_refused_at_once() -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (999999999, 999999999), }\n"
    with pytest.raises(ValueError, match="expected at most 1000000"):
        read_npy(MAGIC + b"\x01\x00" + len(header).to_bytes(2, "little") + header)


@settings(max_examples=300)
@given(st.binary(), st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_any_bytes_are_a_sequence_or_a_sentence(noise: bytes, place: int, patch: bytes) -> None:
    good = written(np.arange(6.0).reshape(3, 2))
    for content in (noise, MAGIC + b"\x01\x00" + noise, good[:place] + patch + good[place + len(patch) :]):
        try:
            found: Sequence | str = read_npy(content)
        except ValueError as error:
            found = str(error)
        if isinstance(found, Sequence):
            assert np.isfinite(found.values).all()
        else:
            assert "expected" in found or "promises" in found
