"""Steps through the sequence, and through what is computed inside of a step.

The cursor, playing, speed. The cursor is 0 before the first input, T after the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.insight.moments import moments
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.state import State

__all__ = ["MOTIONS", "SPEEDS", "advance", "faster", "go", "go_to_end", "go_to_start", "pause", "play", "set_motion",
           "set_speed", "slower", "step", "step_inside", "toggle_play", "whole_step"]  # fmt: skip

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""The steps a second that the keys and the menu offer; in slow motion they are operations a second."""

MOTIONS = ("off", "steps", "operations")
"""What moves in the diagram while it plays; "operations" is slow motion: it plays operation by operation."""


def go(state: State, step: int) -> State:
    """Put the cursor on a step, or on the nearest end."""
    return state.with_view(cursor=min(max(int(step), 0), state.study.sequence.steps), inside=None)


def step(state: State, steps: int = 1) -> State:
    """Move the cursor by some steps, back when negative; it stops at the ends."""
    return go(state, state.view.cursor + steps)


def step_inside(state: State, operations: int = 1) -> State:
    """Go on by some operations, back when negative: into the step at the cursor, and on into those beside it.

    Behind the last operation of the last step all of it is computed; before the first one nothing is. Who looks inside
    wants to stay there: playing stops.
    """
    return pause(_inside(state, operations))


def _inside(state: State, operations: int) -> State:
    study, view = state.study, state.view
    count = len(moments(study.cell.graph, bias=study.sizes.bias))
    before = max(view.cursor - 1, 0) * count
    if view.inside is not None:
        place = before + view.inside
    else:
        place = before - 1 if operations > 0 or view.cursor == 0 else before + count
    place += operations
    # The order of computation is that of the values, not of their gradients.
    state = state.with_view(backward=False)
    if not 0 <= place < study.sequence.steps * count:
        return go(state, 0 if place < 0 else study.sequence.steps)
    return state.with_view(cursor=place // count + 1, inside=place % count)


def whole_step(state: State) -> State:
    """Look at the whole step at the cursor again, all of it computed."""
    return go(state, state.view.cursor)


def go_to_start(state: State) -> State:
    """Put the cursor before the first input."""
    return go(state, 0)


def go_to_end(state: State) -> State:
    """Put the cursor on the last step."""
    return go(state, state.study.sequence.steps)


def play(state: State) -> State:
    """Play on, from the beginning when the cursor stands at the end."""
    at_end = state.view.cursor >= state.study.sequence.steps and state.view.inside is None
    return (go_to_start(state) if at_end else state).with_run(playing=True)


def pause(state: State) -> State:
    """Stop playing where the cursor stands."""
    return state.with_run(playing=False)


def toggle_play(state: State) -> State:
    """Play, or pause."""
    return pause(state) if state.run.playing else play(state)


def advance(state: State, steps: int) -> State:
    """Play some steps further, in slow motion some operations; at the end of the sequence playing stops."""
    moved = _inside(state, steps) if state.view.motion == "operations" else step(state, steps)
    ended = moved.view.cursor >= moved.study.sequence.steps and moved.view.inside is None
    return pause(moved) if ended else moved


def set_motion(state: State, motion: str) -> State:
    """Choose one of MOTIONS. Raises ValueError for another word."""
    if motion not in MOTIONS:
        sentence = _("there is no motion “{motion}”; expected one of {known}")
        raise ValueError(sentence.format(motion=motion, known=", ".join(MOTIONS)))
    return state.with_view(motion=motion)


def set_speed(state: State, speed: float) -> State:
    """Set the steps or operations a second, within what SPEEDS spans."""
    return state.with_view(speed=min(max(float(speed), SPEEDS[0]), SPEEDS[-1]))


def faster(state: State) -> State:
    """Take the next speed up."""
    return set_speed(state, next((speed for speed in SPEEDS if speed > state.view.speed), SPEEDS[-1]))


def slower(state: State) -> State:
    """Take the next speed down."""
    return set_speed(state, next((speed for speed in SPEEDS[::-1] if speed < state.view.speed), SPEEDS[0]))
