"""One loader for every file: it takes the format from what is there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_studio.core.study import Sequence
from lstm_studio.formats import limits, load_sequence


@pytest.mark.parametrize(
    ("name", "content", "values"),
    [
        ("a.csv", b"\xef\xbb\xbfa,b\n1,2\n3,4\n", [[1, 2], [3, 4]]),
        ("a.csv", "a;b\n1,5;2\n".encode("utf-16"), [[1.5, 2]]),
        ("a.tsv", b"1\t2\n3\t4\n", [[1, 2], [3, 4]]),
        ("a.txt", b"0 1 0 0 1\n", [[0], [1], [0], [0], [1]]),
        ("a.txt", b"1 2\n3 4\n5 6\n", [[1, 2], [3, 4], [5, 6]]),
        ("a.txt", b"[1 2]\n[3 4]\n", [[1, 2], [3, 4]]),
        ("a.txt", b"up: 1 2 3\ndown: 3 2 1\n", [[1, 3], [2, 2], [3, 1]]),
        ("a.txt", b"abba", [[1, 0], [0, 1], [0, 1], [1, 0]]),
        ("CSV", b"1,2\n3,4\n", [[1, 2], [3, 4]]),
    ],
)
def test_the_format_is_found(tmp_path: Path, name: str, content: bytes, values: list[list[float]]) -> None:
    (tmp_path / name).write_bytes(content)
    found = load_sequence(tmp_path / name)
    assert found.values.tolist() == values
    assert found.title == Path(name).stem
    assert not found.text


def test_an_array_is_found_by_its_content(tmp_path: Path) -> None:
    with (tmp_path / "array.dat").open("wb") as file:
        np.save(file, np.array([1.0, 2.0]))
    assert load_sequence(str(tmp_path / "array.dat")).values.tolist() == [[1], [2]]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"a,b\n1,x\n2,3\n", "a.csv: row 2, column 2 (“b”): found “x”"),
        ("a.xlsx", b"PK\x03\x04....", "save a spreadsheet as CSV"),
        ("a.txt", b"caf\xe9", "byte 4 is not UTF-8 text"),
        ("a.npy", b"0 1 0", "no .npy file of numbers"),
        ("a.npz", b"0 1 0", "no .npz file of arrays"),
        ("a.json", b"[1, 2", "this is no JSON"),
        ("a.txt", b"", "there is no text"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=name) as caught:
        load_sequence(tmp_path / name)
    assert sentence in str(caught.value)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cannot be read: No such file"):
        load_sequence(tmp_path / "nothing.csv")
    with pytest.raises(ValueError, match="cannot be read"):
        load_sequence(tmp_path)
    with pytest.raises(ValueError, match="cannot be the name of a file"):
        load_sequence("a\0b")


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstm_studio.formats.BYTES", 100)
    (tmp_path / "a.csv").write_bytes(b"1\n" * 51)
    with pytest.raises(ValueError, match="larger than 100 bytes"):
        load_sequence(tmp_path / "a.csv")
    assert limits.BYTES == 64 * 1024 * 1024


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))),
    st.sampled_from(["a.csv", "a.txt", "a.npy"]),
)
def test_any_bytes_are_a_sequence_or_a_sentence(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    try:
        found: Sequence | str = load_sequence(tmp_path / name)
    except ValueError as error:
        found = str(error)
    if isinstance(found, Sequence):
        assert found.steps > 0
        assert np.isfinite(found.values).all()
    else:
        assert found.startswith(f"{name}: ")
