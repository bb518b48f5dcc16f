"""What a person has given with a sequence comes back from a study file: targets, scale, and the text around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.scaling import rescaled
from lstm_studio.core.sequence import Corpus
from lstm_studio.core.study import Sequence, Study, frozen
from lstm_studio.formats.study import bytes_of, study_of
from lstm_studio.session.state import State
from lstm_studio.session.verbs.sequence import set_sequence
from lstm_studio.session.verbs.studies import new_study


def study(sequence: Sequence) -> Study:
    return set_sequence(State(new_study("spike-latch", load_cell("lstm"))), sequence).study


def texted() -> Sequence:
    corpus = Corpus(frozen(np.arange(300) % 3, np.uint8), ("a", "b", "c"))
    values, labels = corpus.window(7, 20)
    return Sequence(values, corpus.symbols, labels, corpus=corpus, start=7)


def test_targets_and_scale_come_back() -> None:
    rng = np.random.default_rng(0)
    given = Sequence(
        frozen(rng.normal(size=(30, 2))),
        ("a", "b"),
        target=frozen(rng.normal(size=(30, 1))),
        weight=frozen(np.arange(30) % 2),
        asked=("c",),
    )
    before = study(rescaled(given, "standard", 30))
    after = study_of(bytes_of(before)).sequence
    assert (after.asked, after.scaling) == (("c",), "standard")
    assert after.target is not None
    assert before.sequence.target is not None
    assert np.array_equal(after.target, before.sequence.target)
    back = rescaled(after, "", 30)
    assert np.array_equal(back.values, given.values)


def test_the_text_around_a_sequence_comes_back() -> None:
    before = study(texted()).replace(sequences=(texted(),))
    after = study_of(bytes_of(before))
    for sequence in (after.sequence, *after.sequences):
        assert sequence.corpus is not None
        assert sequence.start == 7
        assert sequence.corpus.symbols == ("a", "b", "c")
        assert sequence.corpus.codes.dtype == np.uint8
        assert sequence.corpus.codes.tolist() == [0, 1, 2] * 100


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"start": 290}, "the place in a text"),
        ({"corpus": None}, "the place in a text"),
        ({"scaling": "log"}, "the scale is “log”"),
        ({"scaling": "range"}, "has a scale and not what it was before"),
        ({"asked": ("p", "q")}, "names 2 targets; expected 3"),
        ({"raw": frozen(np.zeros((2, 2)))}, "the shape 2 × 2; expected 20 × 3"),
        ({"channels": ("p", "q", "r")}, "not the symbols of the text"),
        ({"corpus": Corpus(frozen(np.arange(300), np.uint16), ("a", "b", "c"))}, "is no symbol of it"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], sentence: str) -> None:
    good = study(texted())
    with pytest.raises(ValueError, match=sentence):
        bytes_of(good.replace(sequence=replace(good.sequence, **changes)))
