"""Random weights in place of learning: how far the draws are, and the model that one of them is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.core.check import task_named
from lstm_studio.core.study import UNTRAINED, frozen
from lstm_studio.session.original import based
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.guessing import Guess
    from lstm_studio.session.state import State

__all__ = ["begin", "drawn", "given_up", "luck_of", "take_draw"]


def luck_of(state: State) -> float:
    """Give how large weights are drawn for the task. Raises ValueError where luck is not offered, or a run goes on."""
    task = task_named(state.study.task)
    if task.luck is None:
        sentence = _("random weights do not solve “{task}” in a time that anybody waits for")
        raise ValueError(sentence.format(task=task.title))
    if state.run.training != "idle":
        raise ValueError(_("a training is under way; stop it first, then draw weights at random"))
    return task.luck


def begin(state: State) -> State:
    """Say that weights are being drawn. Raises ValueError where they cannot be."""
    luck_of(state)
    return drawn(state, 0)


def drawn(state: State, tried: int) -> State:
    """Say how many draws there have been."""
    return state.with_run(guessed=tried)


def given_up(state: State, guess: Guess | None, why: str = "") -> State:
    """End the draws without any that solves the task; the model is what it was. ``why``: what broke them off."""
    ended = state.with_run(guessed=None, message=why)
    if guess is None or why:
        return ended
    sentence = _("none of {tried} draws solves it; the best score was {best:.3g}, and the bar is {bar:g}")
    said = sentence.format(tried=guess.tried, best=guess.best, bar=task_named(state.study.task).bar)
    return ended.with_run(message=said)


def take_draw(state: State, guess: Guess, luck: float) -> State:
    """Take the weights of a draw; what training has left is forgotten, for nothing was trained."""
    record = replace(UNTRAINED, score=guess.score)
    shown = replace(state, study=based(state.study, frozen(guess.parameters))).with_study(record=record)
    sentence = _("draw {tried} of weights between −{luck:g} and {luck:g} solves it: {criterion}")
    said = sentence.format(tried=guess.tried, luck=luck, criterion=task_named(state.study.task).criterion)
    return shown.with_run(guessed=None, message=said)
