"""The Reber grammar against its regular expression, and embedded Reber against the strings themselves."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lstm_studio.core.tasks import TASKS, Batch
from lstm_studio.core.tasks.grammar import CHOICES, SYMBOLS, drawn, embedded, legal, walked
from lstm_studio.core.tasks.reber import right_steps

# After B T S* X comes S, or X into the loop of T, V and P, which B P begins with.
INNER = "B(?:TS*X(?:S|X(?:T*VPX)*T*V(?:V|PS))|P(?:T*VPX)*T*V(?:V|PS))E"
STRING = {inner: re.compile(f"BT(?:{INNER}){{{inner}}}TE|BP(?:{INNER}){{{inner}}}PE") for inner in (1, 2, 3)}


def text(codes: NDArray[np.int64]) -> str:
    return "".join(SYMBOLS[code] for code in codes if code >= 0)


@given(st.integers(0, 2**32 - 1), st.integers(1, 3))
def test_every_string_is_one_of_the_regular_expression(seed: int, inner: int) -> None:
    codes, lengths = drawn(np.random.default_rng(seed), embedded(inner), 8, None)
    for column, length in zip(codes.T, lengths, strict=True):
        assert STRING[inner].fullmatch(text(column))
        assert len(text(column)) == length


@given(st.integers(0, 2**32 - 1))
def test_a_stream_is_strings_one_after_another(seed: int) -> None:
    codes, lengths = drawn(np.random.default_rng(seed), embedded(1), 4, 90)
    assert lengths.tolist() == [90] * 4
    for column in codes.T:
        rest = text(column)
        while found := STRING[1].match(rest):
            rest = rest[found.end() :]
        assert len(rest) < 90
        assert rest == "" or any(could_begin(rest, end) for end in endings())


def endings() -> tuple[str, ...]:
    """What can bring a string that was broken off to its end."""
    ways = ("", "E", "SE", "VE", "PSE", "VVE", "XSE", "XVVE", "SXSE", "BTXSE", "BPVVE", "TXSE", "PVVE")
    return tuple(f"{way}{tail}" for way in ways for tail in ("TE", "PE", "E", "", "TBTXSETE"))


def could_begin(rest: str, end: str) -> bool:
    return STRING[1].fullmatch(rest + end) is not None


@given(st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=12))
def test_a_walk_goes_on_as_long_as_the_string_can_become_one(letters: list[str]) -> None:
    codes = np.array([[SYMBOLS.index(letter)] for letter in letters])
    alive = walked(codes, embedded(1))[:, 0] >= 0
    whole = "".join(letters)
    for end, lives in enumerate(alive, start=1):
        first = STRING[1].match(whole[:end])
        begun = whole[first.end() : end] if first else whole[:end]
        assert lives == (begun == "" or any(could_begin(begun, rest) for rest in endings()))


def test_strings_have_as_many_choices_as_the_equations_of_their_states_give() -> None:
    codes, lengths = drawn(np.random.default_rng(0), embedded(1), 20_000, None)
    states = walked(codes, embedded(1))
    ways = legal(states, embedded(1)).sum(axis=2)
    graded = np.arange(len(codes))[:, None] < lengths - 1
    assert (ways[graded] == 2).sum() / 20_000 == pytest.approx(1 + CHOICES, abs=0.1)
    assert lengths.mean() == pytest.approx(4 + CHOICES + 2, abs=0.1)


def cost(batch: Batch, *, forgetful: bool) -> float:
    """The loss of who knows the grammar, counted on the strings: ln 2 wherever another symbol could stand as well."""
    x = np.asarray(batch.x).argmax(axis=2)
    losses = []
    for column in range(x.shape[1]):
        steps = len(x) if batch.lengths is None else int(batch.lengths[column])
        string = text(np.append(x[:steps, column], batch.y[steps - 1, column]))
        begins = [0, *(found.end() for found in re.finditer(r"(?<=E[TP])E", string))]
        for begin, end in zip(begins, [*begins[1:], len(string)], strict=True):
            one = string[begin:end]
            losses += [
                charge(one, step, forgetful=forgetful) for step in range(1 if begin == 0 else 0, len(one))
            ]
    return float(np.mean(losses))


def charge(string: str, step: int, *, forgetful: bool) -> float:
    """The cost of the symbol at a step of an embedded string: none for B, E, and the outer T or P that returns."""
    returning = step > 2 and string[step - 1] == "E" and string[step] in "TP"
    known = string[step] in "BE" or (returning and not forgetful)
    return 0.0 if known else math.log(2)


@pytest.mark.parametrize(("name", "options"), [("embedded-reber", {}), ("continual-reber", {"length": 40})])
def test_baselines_are_what_is_left_open(name: str, options: dict[str, float]) -> None:
    batch = TASKS[name].make(np.random.default_rng(1), 4000, options)
    forgetful, best = TASKS[name].baselines(options).values()
    assert best == pytest.approx(cost(batch, forgetful=False), abs=0.004)
    assert forgetful == pytest.approx(cost(batch, forgetful=True), abs=0.004)


def knowing(batch: Batch, inner: int) -> NDArray[np.float64]:
    """Outputs (T, B, 7) that are high where a symbol may come, by the table that is held against the strings above."""
    x = np.asarray(batch.x).argmax(axis=2)
    y = np.zeros(batch.x.shape)
    states = walked(x, embedded(inner))
    y[legal(states, embedded(inner))] = 0.5
    return y


@pytest.mark.parametrize("inner", [1, 2])
def test_who_knows_the_grammar_is_right_and_who_forgets_the_outer_symbol_is_wrong_there_alone(
    inner: int,
) -> None:
    task = TASKS["embedded-reber"]
    batch = task.make(np.random.default_rng(5), 64, {"inner": inner})
    y = knowing(batch, inner)
    assert task.score(y, batch) == 1.0
    assert batch.lengths is not None
    last = batch.lengths - 2, np.arange(64)
    swapped = y.copy()
    swapped[last] = y[last][:, [0, 2, 1, 3, 4, 5, 6]]
    right, graded, _states = right_steps(swapped, batch)
    assert (~right & graded).sum(axis=0).tolist() == [1] * 64
    assert not right[last].any()
    assert task.score(swapped, batch) == 0.0


def test_one_wrong_step_costs_its_string_alone() -> None:
    task = TASKS["continual-reber"]
    batch = task.make(np.random.default_rng(5), 1, {"length": 200})
    y = knowing(batch, 1)
    strings = 1 + len(re.findall(r"E[TP]E", text(np.asarray(batch.x)[:, 0].argmax(axis=1))[:-1]))
    assert task.score(y, batch) == 1.0
    y[7] = 1 / 7
    assert task.score(y, batch) == pytest.approx(1 - 1 / strings)


@pytest.mark.parametrize(
    ("name", "inner"), [("embedded-reber", 1), ("embedded-reber", 3), ("continual-reber", 1)]
)
def test_the_ways_to_look_lead_to_the_outer_symbol(name: str, inner: int) -> None:
    options = {"inner": inner} if name == "embedded-reber" else {}
    task = TASKS[name]
    for seed in range(8):
        shown = task.show(np.random.default_rng(seed), options)
        string = "".join(shown.labels)
        (asked,) = [sight.step for sight in task.sights if "foretold" in sight.says]
        assert asked is not None
        step = asked(shown, task.settle(options))
        assert string[step - 1] == "E"
        assert string[step] == string[1]
        assert re.fullmatch(f"B[TP](?:{INNER}){{{inner}}}", string[:step])


def test_what_is_kept_is_the_second_symbol_of_the_string() -> None:
    task = TASKS["continual-reber"]
    shown = task.show(np.random.default_rng(2), {"length": 200})
    (course,) = [sight.course for sight in task.sights if "outer" in sight.says]
    assert course is not None
    kept, begin = course(shown, task.settle()), 0
    for found in STRING[1].finditer("".join(shown.labels)):
        assert found.start() == begin
        sign = {"T": 1.0, "P": -1.0}[found[0][1]]
        assert kept[begin : found.end()].tolist() == [0.0, *[sign] * (len(found[0]) - 2), 0.0]
        begin = found.end()
    assert begin > 100
