"""The shots of a film: which state is seen for how long, and how far what flows in the diagram has come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.insight.moments import moments
from lstm_studio.session.verbs.transport import MOTIONS, SPEEDS
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.session.state import State

__all__ = ["FINE", "MOST", "PACE", "Shot", "Steps", "paced", "read_steps", "shots_of", "span_of"]

Steps = tuple[int | None, int | None]
"""The first and the last step of a film, both of them seen; None: the first input, the last step there is."""

PACE = {"off": 4.0, "steps": 1.0, "operations": 2.0}
"""Motion -> steps, or operations, a second where nobody says it."""

FINE = 20.0  # pictures a second where something moves and nobody says it
RATES = (0.1, 60.0)  # pictures a second
MOST = 5000  # pictures of a film
REST = 0.9  # of the time of a step something flows, and then all stands still


@dataclass(frozen=True, eq=False)
class Shot:
    """A state that is seen for some seconds. ``flow``: how far what flows has come, from 0 to 1; None: all rests."""

    state: State
    seconds: float
    flow: float | None = None


def read_steps(text: str, what: str = _("steps")) -> Steps:
    """Read steps, or what else is counted, such as 3:12, 3: or :12, or one of them. Raises ValueError."""
    found = re.fullmatch(r"\s*(\d{0,9})\s*(:?)\s*(\d{0,9})\s*", text)
    if not found or not (found[1] or found[2]) or (found[3] and not found[2]):
        sentence = _("the {what} are “{text}”; expected the first and the last one, such as 3:12, 3: or :12")
        raise ValueError(sentence.format(what=what, text=text))
    first, last = (int(number) if number else None for number in (found[1], found[3]))
    return (first, last) if found[2] else (first, first)


def span_of(state: State, steps: Steps) -> tuple[int, int]:
    """Give the first and the last step of a film of a study. Raises ValueError for steps that are not there."""
    last = state.study.sequence.steps
    first, end = (
        default if step is None else step for step, default in zip(steps, (min(1, last), last), strict=True)
    )
    if not 0 <= first <= end <= last:
        sentence = _("steps {first} to {end}; expected two of 0 to {last}, the first one not after the other")
        raise ValueError(sentence.format(first=first, end=end, last=last))
    return first, end


def shots_of(
    state: State,
    steps: Steps = (None, None),
    fps: float | None = None,
    motion: str = "off",
    speed: float | None = None,
) -> tuple[Shot, ...]:
    """Give what is seen while a study plays from one step to another, both of them included.

    ``fps`` pictures a second. ``motion`` is one of MOTIONS: "off", a picture a step; "steps", values run along the
    wires into every step; "operations", into every operation of it. ``speed`` is steps, or operations, a second. Raises
    ValueError for steps that are not there, and for a film that never ends.
    """
    if motion not in MOTIONS:
        sentence = _("there is no motion “{motion}”; expected one of {known}")
        raise ValueError(sentence.format(motion=motion, known=", ".join(MOTIONS)))
    fine = _rate(_("pictures"), fps, RATES)
    pace = paced(_("steps"), speed) or (motion == "off" and fine) or PACE[motion]
    first, end = span_of(state, steps)
    count = 1 if motion == "off" else max(round((fine or FINE) / pace), 1)
    inside = (
        len(moments(state.study.cell.graph, bias=state.study.sizes.bias)) if motion == "operations" else 1
    )
    whole = (end - first + 1) * count * inside
    if whole > MOST:
        sentence = _(
            "a film of {count} pictures; expected at most {most}: film fewer steps, or more of them a second"
        )
        raise ValueError(sentence.format(count=whole, most=MOST))
    state = state.with_view(motion=motion, inside=None).with_run(playing=False, message="")
    if motion == "operations":
        state = state.with_view(backward=False)
    return tuple(_shots(state, range(first, end + 1), pace, count, inside if motion == "operations" else 0))


def paced(what: str, speed: float | None) -> float | None:
    """Give a speed as it is. Raises ValueError for one that is out of bounds."""
    return _rate(what, speed, (SPEEDS[0], SPEEDS[-1]))


def _rate(what: str, given: float | None, bounds: tuple[float, float]) -> float | None:
    if given is None or bounds[0] <= given <= bounds[1]:
        return given
    sentence = _("{given:g} {what} a second; expected {least:g} to {most:g}")
    raise ValueError(sentence.format(given=given, what=what, least=bounds[0], most=bounds[1]))


def _shots(state: State, steps: range, pace: float, count: int, operations: int) -> Iterator[Shot]:
    """Every step, or every operation of every step, in ``count`` pictures; one picture moves nothing."""
    for step in steps:
        there = state.with_view(cursor=step)
        if not step or (count == 1 and not operations):
            yield Shot(there, 1 / pace)
            continue
        for inside in range(operations) if operations else (None,):
            seen = there.with_view(inside=inside)
            for place in range(count):
                flow = (place + 0.5) / (count * REST)
                yield Shot(seen, 1 / (pace * count), None if count == 1 or flow >= 1 else flow)
    if operations and steps:
        yield Shot(state.with_view(cursor=steps[-1]), 1 / pace)
