"""Tasks of text: nested brackets against another reader, names, and phrases with a negation."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.brackets import depths
from lstm_studio.core.tasks.names import FIRST_NAMES, HELD, LEARNT
from lstm_studio.core.tasks.sentiment import NOT, PHRASES, SIGNS, feeling
from lstm_studio.core.tasks.symbols import spelled

BRACKETS, NAMES, SENTIMENT = TASKS["brackets"], TASKS["names"], TASKS["sentiment"]


def texts(name: str, samples: int, **options: float) -> list[str]:
    """Give what is read, and behind it the last symbol that is asked for."""
    task = TASKS[name]
    batch = task.make(np.random.default_rng(5), samples, options)
    codes = np.concatenate([np.asarray(batch.x).argmax(axis=2), np.asarray(batch.y)[-1:]])
    assert np.array_equal(codes[1:], batch.y)
    return ["".join(task.channels[code] for code in column) for column in codes.T]


def after(text: str) -> tuple[str, bool]:
    """Give what is still open in a text, and whether a quote is; it fails where the text is none."""
    stack, quoted = "", False
    for symbol in text:
        if symbol == '"':
            quoted = not quoted
        elif symbol in "([":
            assert not quoted
            stack += symbol
        elif symbol in ")]":
            assert not quoted
            assert stack[-1] == {")": "(", "]": "["}[symbol]
            stack = stack[:-1]
    return stack, quoted


@pytest.mark.parametrize(("kinds", "depth"), [(1, 4), (2, 3), (2, 8)])
def test_brackets_are_nested_and_never_quoted(kinds: int, depth: int) -> None:
    drawn = texts("brackets", 60, kinds=kinds, depth=depth, length=200)
    open_at = [after(text[:end])[0] for text in drawn for end in range(1, len(text) + 1)]
    assert max(map(len, open_at)) == depth
    assert set("".join(drawn)) == set('()[]"abc' if kinds == 2 else '()"abc')
    assert {kind for stack in open_at for kind in stack} == set("(["[:kinds])


def test_depths_are_those_of_a_counter() -> None:
    for text in texts("brackets", 20, kinds=2):
        codes = np.array([BRACKETS.channels.index(symbol) for symbol in text])
        assert depths(codes).tolist() == [len(after(text[:end])[0]) for end in range(1, len(text) + 1)]


def test_what_cannot_come_is_what_another_reader_refuses() -> None:
    """An output that gives every symbol the same is wrong by the share of those that are refused."""
    batch = BRACKETS.make(np.random.default_rng(2), 12, {"kinds": 2})
    refused = 0
    for column in np.asarray(batch.x).argmax(axis=2).T:
        text = "".join(BRACKETS.channels[code] for code in column)
        for end in range(1, len(text) + 1):
            stack, quoted = after(text[:end])
            closes = {"(": ")", "[": "]"}.get(stack[-1:], "")
            refused += 4 if quoted else 2 - len(closes)
    y = np.full((100, 12, 8), 1 / 8)
    assert BRACKETS.score(y, batch) == pytest.approx(refused / y.size)


@pytest.mark.parametrize("kinds", [1, 2])
def test_bracket_guesses_are_counted_on_any_text(kinds: int) -> None:
    text = "".join(texts("brackets", 40, kinds=kinds, length=1000))
    single = _entropy(Counter(text))
    pairs = _entropy(Counter(pairwise(text))) - single
    assert list(BRACKETS.baselines({"kinds": kinds}).values())[:2] == pytest.approx([single, pairs], abs=0.02)


def _entropy(counts: Counter[str] | Counter[tuple[str, str]]) -> float:
    total = counts.total()
    return -sum(count / total * math.log(count / total) for count in counts.values())


def test_who_knows_all_rules_has_the_loss_of_their_chances() -> None:
    """One kind, one deep: outside of quotes ( or ) has ¼ and a quote a tenth, in quotes their end has ¼."""
    outside = [0.25, 0.1, *[0.65 / 3] * 3]
    inside = [0.25, *[0.25] * 3]
    entropy = [-sum(share * math.log(share) for share in each) for each in (outside, inside)]
    known = list(BRACKETS.baselines({"depth": 1}).values())[2]
    quoted = 0.1 / (0.1 + 0.25)  # of all steps, in the long run
    assert known == pytest.approx((1 - quoted) * entropy[0] + quoted * entropy[1], abs=0.005)


# Names


def test_names_are_learnt_or_held_out() -> None:
    assert len(FIRST_NAMES) == len(set(FIRST_NAMES)) == 404
    assert set(LEARNT) | set(HELD) == set(FIRST_NAMES)
    assert not set(LEARNT) & set(HELD)
    assert set("".join(FIRST_NAMES)) <= set("abcdefghijklmnopqrstuvwxyz")
    (exam,) = NAMES.exams(np.random.default_rng(0))
    batch = NAMES.make(np.random.default_rng(1), 50, {"length": 300})
    for x, known in ((exam.x, HELD), (batch.x, LEARNT)):
        for column in np.asarray(x).argmax(axis=2).T:
            _start, *whole, _cut = "".join(NAMES.channels[code] for code in column).split("\n")
            assert set(whole) <= set(known)


def test_name_guesses_are_those_of_counted_letters() -> None:
    singles = Counter("".join(f"{name}\n" for name in LEARNT))
    pairs = Counter(pair for name in LEARNT for pair in zip(f"\n{name}", f"{name}\n", strict=True))
    firsts = Counter(letter for name in LEARNT for letter in f"\n{name}")
    asked = [pair for name in HELD for pair in zip(f"\n{name}", f"{name}\n", strict=True)]
    letters, doubt = 27, 0.1
    total = singles.total() + doubt * letters**2
    single = [(singles[second] + doubt * letters) / total for _first, second in asked]
    pair = [(pairs[each] + doubt) / (firsts[each[0]] + doubt * letters) for each in asked]
    expected = [float(-np.log(chances).mean()) for chances in (single, pair)]
    assert list(NAMES.baselines().values()) == pytest.approx(expected)


# Sentiment


@pytest.mark.parametrize(
    ("phrase", "praise"),
    [
        ("the film was good", True),
        ("the song was not good", False),
        ("never boring", True),
        ("so awful", False),
        ("not slow at all", True),
        ("hardly clever", False),
        ("it is not really dull", True),
    ],
)
def test_a_negation_turns_what_follows(phrase: str, praise: bool) -> None:
    assert phrase in PHRASES
    assert (feeling(tuple(phrase.split()))[-1] > 0) == praise


def test_every_phrase_has_one_judging_word_and_half_of_them_are_turned() -> None:
    words = [phrase.split() for phrase in PHRASES]
    assert len(words) == len(set(PHRASES)) == 160
    assert all(sum(word in SIGNS for word in phrase) == 1 for phrase in words)
    assert sum(any(word in NOT for word in phrase) for phrase in words) == 80
    assert sum(feeling(tuple(phrase))[-1] > 0 for phrase in words) == 80


@pytest.mark.parametrize("held", [2, 4, 8])
def test_what_is_examined_is_not_learnt_but_its_words_are(held: int) -> None:
    (exam,) = SENTIMENT.exams(np.random.default_rng(0), {"held": held})
    learnt = SENTIMENT.make(np.random.default_rng(0), 3000, {"held": held})
    asked, known = (_phrases(batch.x, batch.lengths) for batch in (exam, learnt))
    assert not set(asked) & set(known)
    assert set(asked) | set(known) == set(PHRASES)
    assert len(asked) == 160 // held
    assert set(" ".join(asked).split()) <= set(" ".join(known).split())
    assert {word for phrase in known for word in phrase.split() if word in SIGNS} == set(SIGNS)


def _phrases(x: object, lengths: object) -> list[str]:
    values, ends = np.asarray(x), np.asarray(lengths)
    return [
        " ".join(SENTIMENT.channels[word] for word in values[:end, place].argmax(axis=1))
        for place, end in enumerate(ends)
    ]


def test_a_phrase_without_a_judgement_is_not_graded() -> None:
    words = [SENTIMENT.channels.index(word) for word in ("the", "film", "was")]
    shown = SENTIMENT.answered(Sequence(frozen(spelled(np.array(words), len(SENTIMENT.channels)))))
    assert (shown.target, shown.weight) == (None, None)
    assert shown.labels == ("the", "film", "was")
