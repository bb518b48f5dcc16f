"""Characters and words as symbols: vocabularies, what they have not, and texts of any length."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_studio.core.sequence import OTHER
from lstm_studio.formats import Way, load_sequences, long_text, symbols
from lstm_studio.formats.child import StoppedError
from lstm_studio.formats.long_text import read_long_text
from lstm_studio.formats.symbols import joined, read_symbols, vocabulary, words_of


def test_words_and_signs_are_symbols() -> None:
    assert words_of("It’s not good, well-known\nor 3.5!") == [
        "It’s", "not", "good", ",", "well-known", "or", "3", ".", "5", "!",
    ]  # fmt: skip
    found = read_symbols("the cat saw the dog", words=True).sequence
    assert found.channels == ("cat", "dog", "saw", "the")
    assert found.labels == ("the", "cat", "saw", "the", "dog")
    assert found.values.argmax(axis=1).tolist() == [3, 0, 2, 3, 1]


def test_what_a_vocabulary_has_not_is_left_out_and_said() -> None:
    found = read_symbols("the bird saw the worm", words=True, known=("cat", "saw", "the"))
    assert found.sequence.channels == ("cat", "saw", "the")
    assert found.sequence.labels == ("the", "saw", "the")
    assert found.said == "2 symbols are not in the vocabulary and left out: “bird” at 2, “worm” at 5"
    with pytest.raises(ValueError, match="nothing of the text is in the vocabulary"):
        read_symbols("zz", words=True, known=("cat", "saw"))


def test_a_vocabulary_with_a_place_for_others_reads_them_as_such() -> None:
    found = read_symbols("the bird saw", words=True, known=("saw", "the", OTHER))
    assert found.sequence.labels == ("the", OTHER, "saw")
    assert "1 symbol is not in the vocabulary and read as ‹?›: “bird” at 2" in found.said


def test_of_too_many_words_the_most_frequent_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbols, "MOST", 3)
    assert vocabulary({"a": 1, "b": 5, "c": 2, "d": 2}) == ("b", "c", OTHER)
    found = read_symbols("b b a c c d", words=True)
    assert found.sequence.labels == ("b", "b", OTHER, "c", "c", OTHER)
    assert not found.unknown


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=60))
def test_characters_read_back(text: str) -> None:
    found = read_symbols(text, words=False).sequence
    assert joined(found.labels) == text
    assert [found.channels[place] for place in found.values.argmax(axis=1)] == list(text)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.integers(1, 30),
    st.booleans(),
)
def test_a_file_in_pieces_reads_as_one_text(
    tmp_path: Path, text: str, encoding: str, piece: int, words: bool
) -> None:
    (tmp_path / "text.txt").write_bytes(text.encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_text, "PIECE", 2 * piece + 2)
        if words and not words_of(text):
            return
        found = read_long_text(tmp_path / "text.txt", words=words)
    # A word may be cut where there is no blank for as long as a piece; characters never are.
    plain = text[1:] if encoding == "utf-8" and text.startswith("\ufeff") else text
    if not words and plain:
        assert found.labels == read_symbols(plain, words=False).sequence.labels
    assert found.values.sum() == found.steps


def test_a_long_file_is_a_window_of_all_of_it(tmp_path: Path) -> None:
    text = "The cat sat on the mat; größer. " * 2_000
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    shares: list[float] = []
    (found,) = load_sequences(tmp_path / "long.txt", told=shares.append)
    assert found.title == "long"
    assert found.corpus is not None
    assert "".join(found.corpus.symbols[code] for code in found.corpus.codes) == text
    assert shares[-1] == 1.0
    (worded,) = load_sequences(tmp_path / "long.txt", Way(kind="words"))
    assert worded.corpus is None  # 18 000 words
    assert worded.labels[:4] == ("The", "cat", "sat", "on")
    assert np.count_nonzero(worded.values[:, worded.channels.index("größer")]) == 2_000


def test_a_long_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"abc " * 10_000 + b"\xff" + b"abc " * 10_000)
    with pytest.raises(ValueError, match=r"long\.txt: byte 40001 is not UTF-8 text"):
        load_sequences(tmp_path / "long.txt")


def test_reading_is_broken_off_between_two_pieces(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("abc " * 500_000, encoding="utf-8")

    def stop(share: float) -> None:
        if share > 0.3:
            raise StoppedError

    with pytest.raises(StoppedError):
        load_sequences(tmp_path / "long.txt", told=stop)
