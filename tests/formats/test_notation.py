"""Notation files: what is read is what they say, and a wrong one is refused in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.catalogue import load_notation, notation_names
from lstm_studio.formats.notation import read_notation

if TYPE_CHECKING:
    from pathlib import Path


def test_the_studio_brings_five_and_each_says_whose_it_is() -> None:
    assert notation_names() == ("greff", "jaeger", "lecture", "olah", "pytorch")
    assert all(load_notation(name).title and load_notation(name).about for name in notation_names())
    with pytest.raises(ValueError, match="no notation “mine”; expected one of greff, jaeger"):
        load_notation("mine")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title =", "mine.toml: "),
        ("about = 'no title'", "title"),
        ("title = 'Mine'\ncolour = 'red'", "colour"),
        (
            "title = 'Mine'\n[parameters]\nmatrix = 'W'",
            "unknown role “matrix”; expected one of input, output",
        ),
        ("title = 'Mine'\norder = ['x']", "unknown role “x”"),
        ("title = 'Mine'\n[values]\nc = '_t'", "“_t” is no letter"),
        ("title = 'Mine'\njoin = ','", "expected “joined” and “part”"),
    ],
)
def test_a_wrong_file_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="mine") as caught:
        read_notation(path)
    assert sentence in str(caught.value)
