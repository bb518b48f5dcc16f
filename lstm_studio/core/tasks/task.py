"""What a task is: how batches are made, what a blind guess reaches, and when it counts as solved.

Shapes: T steps, B samples, D input channels, O outputs. Time comes first, then batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.card import Advice, Hard, Sight, Values, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes

__all__ = [
    "Advice",
    "Batch",
    "Form",
    "Hard",
    "Option",
    "Sight",
    "Task",
    "Values",
    "Variant",
    "at_the_end",
    "decided",
    "rows_of_text",
]


@dataclass(frozen=True, eq=False)
class Batch:
    """Samples with their targets.

    ``x`` (T, B, D), or (T, B) integers for symbols; ``y`` (T, B, O), or (T, B) classes; without its time
    axis, (B, O) or (B,), only the last valid step is scored. ``weight`` (T, B) or None; ``lengths`` (B,) or
    None.
    """

    x: NDArray[np.float64] | NDArray[np.int64]
    y: NDArray[np.float64] | NDArray[np.int64]
    weight: NDArray[np.float64] | None = None
    lengths: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Option:
    """A number that a person may set: ``whole`` numbers only, or any between ``low`` and ``high``."""

    key: str
    label: str
    default: float
    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True)
class Form:
    """The outside of a model that fits a task: D, O, and the activation of its output.

    ``others`` are the activations that its targets allow as well. ``embedding``: the D channels are symbols, each of
    which a new model reads as so many numbers; 0 for none.
    """

    inputs: int
    outputs: int
    output: str
    others: tuple[str, ...] = ()
    embedding: int = 0

    @property
    def possible(self) -> tuple[str, ...]:
        """All activations that a model may have."""
        return (self.output, *self.others)

    def around(self, sizes: Sizes) -> Sizes:
        """Give sizes with this outside; an embedding, where there is to be one, is new."""
        symbols = self.inputs if self.embedding else 0
        inputs = self.embedding or self.inputs
        return replace(sizes, inputs=inputs, outputs=self.outputs, symbols=symbols, output=self.output)


def at_the_end(steps: int) -> NDArray[np.float64]:
    """Give the weight (T,) of a sequence whose last step alone is scored."""
    return frozen(np.arange(steps) == steps - 1)


def decided(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the share of steps and outputs that stand on the right side of one half."""
    return float(np.mean((y > 0.5) == (batch.y > 0.5)))


def rows_of_text(x: NDArray[np.float64]) -> str:
    """Write inputs (T, D) as a person types them: a bracket a step."""
    return " ".join(f"[{' '.join(f'{value:g}' for value in row)}]" for row in x)


Make = Callable[[np.random.Generator, int, Values, Sequence | None], Batch]
Sketch = Callable[[np.random.Generator, Values, Sequence | None], Sequence]
Answer = Callable[[Sequence, Values], Sequence]


def _same(options: Values) -> tuple[Values, ...]:
    return (options,)


@dataclass(frozen=True)
class Task:
    """One task. Its functions read complete options; the methods complete them first.

    ``measure`` maps (y after the output activation, batch) to a score; ``bar`` is the score that counts as
    solved, reached from below when ``higher``, else from above. ``trials``: the options of each examination.
    ``sketch`` draws one input, and ``answer`` adds labels, target and weight to an input.

    All after ``shape`` may be left out. ``family``: its shelf, one of FAMILIES. ``source``: where task and criterion
    were published. ``sights``: what to look at; ``variants``: other ways to begin; ``hard``: settings that take
    minutes. ``pictured``: options that differ in its picture. ``luck``: weights drawn at random between −luck and luck
    solve it after some tries, so that guessing is offered; None where it is not. ``answers``: the names of the
    outputs, where they are not those of the channels. ``season``: after so many steps a
    signal nearly repeats. ``learnt``: the steps of its one series that are learnt, the rest being held out; None where
    each sequence is drawn. ``restored`` brings values of its channels to the unit in which they were counted.
    ``counted`` is that unit. ``scored``: what the score is, with its unit, in a few words that fit beside an axis.
    """

    name: str
    title: str
    summary: str
    form: Form
    channels: tuple[str, ...]
    options: tuple[Option, ...]
    criterion: str
    look: str
    bar: float
    higher: bool
    advice: Advice
    sample: Make
    sketch: Sketch
    answer: Answer
    guesses: Callable[[Values, Sequence | None], dict[str, float]]
    measure: Callable[[NDArray[np.float64], Batch], float]
    trials: Callable[[Values], tuple[Values, ...]] = field(default=_same)
    shape: Callable[[Sequence], Form] | None = None
    family: str = "memory"
    source: str = ""
    sights: tuple[Sight, ...] = ()
    variants: tuple[Variant, ...] = ()
    hard: Hard | None = None
    pictured: Values = field(default_factory=dict)
    luck: float | None = None
    answers: tuple[str, ...] = ()
    season: Callable[[Values], int] | None = None
    learnt: int | None = None
    restored: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None
    scored: str = _("share right")
    counted: str = ""

    @property
    def inputs(self) -> int:
        """The number of input channels, 0 where the sequence decides."""
        return self.form.inputs

    @property
    def outputs(self) -> int:
        """The number of outputs, 0 where the sequence decides."""
        return self.form.outputs

    @property
    def output(self) -> str:
        """The activation of the output: "identity", "softmax" or "sigmoid"."""
        return self.form.output

    def form_for(self, sequence: Sequence | None) -> Form:
        """Give the outside of a model for this task, on the user's own sequence where the task reads it."""
        if self.shape is None or sequence is None:
            return self.form
        return self.shape(sequence)

    def settle(self, options: Values | None = None) -> dict[str, float]:
        """Complete options with defaults. Raises ValueError for an unknown key or a number out of range."""
        given = dict(options or {})
        settled = {}
        for row in self.options:
            value = float(given.pop(row.key, row.default))
            if not row.low <= value <= row.high or (row.whole and value != round(value)):
                kind = _("a whole number") if row.whole else _("a number")
                sentence = _("“{label}” is {value:g}; expected {kind} between {low:g} and {high:g}")
                raise ValueError(
                    sentence.format(label=row.label, value=value, kind=kind, low=row.low, high=row.high)
                )
            settled[row.key] = value
        if given:
            known = ", ".join(row.key for row in self.options)
            sentence = _("task “{task}” has no option “{key}”; expected one of {known}")
            raise ValueError(sentence.format(task=self.name, key=next(iter(given)), known=known))
        return settled

    def make(
        self,
        rng: np.random.Generator,
        batch: int,
        options: Values | None = None,
        sequence: Sequence | None = None,
    ) -> Batch:
        """Draw a batch of ``batch`` samples (``own``: at most as many as the sequence has windows)."""
        return self.sample(rng, batch, self.settle(options), sequence)

    def show(
        self, rng: np.random.Generator, options: Values | None = None, sequence: Sequence | None = None
    ) -> Sequence:
        """Draw one sample for the window: channels, labels, target and weight."""
        return self.answered(self.sketch(rng, self.settle(options), sequence), options)

    def answered(self, sequence: Sequence, options: Values | None = None) -> Sequence:
        """Give a sequence of the task's channels, typed or loaded, with its labels, target and weight."""
        named = replace(sequence, channels=self.channels or sequence.channels)
        return self.answer(named, self.settle(options))

    def baselines(self, options: Values | None = None, sequence: Sequence | None = None) -> dict[str, float]:
        """Give the loss of guesses: label -> loss, in the unit of the training loss.

        The first needs no memory; the last may be the best that there is.
        """
        return self.guesses(self.settle(options), sequence)

    def score(self, y: NDArray[np.float64], batch: Batch) -> float:
        """Score outputs (T, B, O), after the output activation, on their batch."""
        return self.measure(np.asarray(y, dtype=np.float64), batch)

    def exams(
        self,
        rng: np.random.Generator,
        options: Values | None = None,
        sequence: Sequence | None = None,
        batch: int = 64,
    ) -> tuple[Batch, ...]:
        """Draw the batches of the examination, one for each setting that the criterion names."""
        return tuple(self.sample(rng, batch, each, sequence) for each in self.trials(self.settle(options)))

    def worst(self, scores: tuple[float, ...]) -> float:
        """Give the score that decides: the worst of an examination."""
        return min(scores) if self.higher else max(scores)

    def solved(self, score: float) -> bool:
        """Tell whether a score meets the criterion."""
        return score >= self.bar if self.higher else score <= self.bar
