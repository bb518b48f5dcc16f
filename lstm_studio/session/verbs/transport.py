"""Steps through the sequence.

The cursor, playing, speed. The cursor is 0 before the first input, T after the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.session.state import State

__all__ = ["SPEEDS", "advance", "faster", "go", "go_to_end", "go_to_start", "pause", "play", "set_speed",
           "slower", "step", "toggle_play"]  # fmt: skip

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""The steps a second that the keys and the menu offer."""


def go(state: State, step: int) -> State:
    """Put the cursor on a step, or on the nearest end."""
    return state.with_view(cursor=min(max(int(step), 0), state.study.sequence.steps), inside=None)


def step(state: State, steps: int = 1) -> State:
    """Move the cursor by some steps, back when negative; it stops at the ends."""
    return go(state, state.view.cursor + steps)


def go_to_start(state: State) -> State:
    """Put the cursor before the first input."""
    return go(state, 0)


def go_to_end(state: State) -> State:
    """Put the cursor on the last step."""
    return go(state, state.study.sequence.steps)


def play(state: State) -> State:
    """Play on, from the beginning when the cursor stands at the end."""
    at_end = state.view.cursor >= state.study.sequence.steps
    return (go_to_start(state) if at_end else state).with_run(playing=True)


def pause(state: State) -> State:
    """Stop playing where the cursor stands."""
    return state.with_run(playing=False)


def toggle_play(state: State) -> State:
    """Play, or pause."""
    return pause(state) if state.run.playing else play(state)


def advance(state: State, steps: int) -> State:
    """Play some steps further; at the end of the sequence playing stops."""
    moved = step(state, steps)
    return pause(moved) if moved.view.cursor >= moved.study.sequence.steps else moved


def set_speed(state: State, speed: float) -> State:
    """Set the steps a second, within what SPEEDS spans."""
    return state.with_view(speed=min(max(float(speed), SPEEDS[0]), SPEEDS[-1]))


def faster(state: State) -> State:
    """Take the next speed up."""
    return set_speed(state, next((speed for speed in SPEEDS if speed > state.view.speed), SPEEDS[-1]))


def slower(state: State) -> State:
    """Take the next speed down."""
    return set_speed(state, next((speed for speed in SPEEDS[::-1] if speed < state.view.speed), SPEEDS[0]))
