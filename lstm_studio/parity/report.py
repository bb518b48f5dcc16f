"""What a check found, as plain records that go through JSON from the process that checks to the window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from lstm_studio.core.differences import WITHIN, Difference
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Answer",
    "Figure",
    "Report",
    "decoded",
    "encoded",
    "figure",
    "number",
    "placed",
    "stepped",
    "worst",
]

NO_NUMBER = 1e300  # stands for inf and nan, which JSON does not have


@dataclass(frozen=True)
class Figure(Difference):
    """One parameter or value at its worst place, in numbers that JSON can hold."""

    @property
    def said(self) -> str:
        """The error as it is printed."""
        if self.error >= NO_NUMBER:
            return _("no number")
        return f"{self.error:.1e}" if self.error else "0"


class Answer(msgspec.Struct, frozen=True):
    """What one runtime answered.

    ``kind``: PyTorch to the "equations" or as a "layer" of its own, onnxruntime to their "graph" or as an "operator";
    any of them to a "file" or to "code", which ``of`` names. Without figures ``note`` says why, or how to install
    it; ``failed`` tells that it is there and could not answer. ``within`` is the bar for every error.
    """

    kind: str
    runtime: str
    version: str = ""
    values: tuple[Figure, ...] = ()
    gradients: tuple[Figure, ...] = ()
    within: float = WITHIN
    note: str = ""
    failed: bool = False
    of: str = ""

    @property
    def by(self) -> str:
        """What answered, with its version."""
        return " ".join(filter(None, (self.runtime, self.version.partition("+")[0])))

    @property
    def name(self) -> str:
        """What answered, with its version, and to what."""
        name = self.by
        if self.of:
            return _("{runtime} · {file}").format(runtime=name, file=self.of)
        each = self.kind in ("equations", "graph") and not self.note
        return _("{runtime}, each equation").format(runtime=name) if each else name

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them."""
        return self.values + self.gradients

    @property
    def passed(self) -> bool:
        """Whether nothing missed the bar."""
        return not self.failed and all(row.error <= self.within for row in self.figures)

    @property
    def largest(self) -> float | None:
        """The largest difference, None where nothing was compared."""
        return max((row.error for row in self.figures), default=None)

    @property
    def sentence(self) -> str:
        """What came out of the comparison with a file or with code."""
        at = worst(self.figures)
        if at is None:
            return _("{of} is not compared: {note}").format(of=self.of, note=self.note)
        text = (
            _("{by} computes the same from {of}: largest difference {error} on a random batch")
            if self.passed
            else _(
                "{by} does NOT compute the same from {of}: largest difference {error}, more than {bar:.0e}"
            )
        )
        return text.format(by=self.by, of=self.of, error=at.said, bar=self.within)


class Report(msgspec.Struct, frozen=True):
    """A check: of which cell, of what about it (``said``), the gradient a row a parameter, and the runtimes."""

    title: str
    said: str
    gradient: tuple[Figure, ...]
    answers: tuple[Answer, ...]
    within: float = WITHIN

    @property
    def passed(self) -> bool:
        """Whether nothing missed its bar."""
        return all(row.error <= self.within for row in self.gradient) and all(
            answer.passed for answer in self.answers
        )

    def beside(self, answer: Answer) -> Report:
        """Give the report with one more answer."""
        return msgspec.structs.replace(self, answers=(*self.answers, answer))


def worst(figures: Iterable[Figure]) -> Figure | None:
    """Give the figure with the largest error, None of nothing."""
    return max(figures, key=lambda row: row.error, default=None)


def number(value: float) -> float:
    """Give a value as JSON can hold it."""
    return value if math.isfinite(value) else math.copysign(NO_NUMBER, value)


def figure(name: str, ours: Any, theirs: Any, least: float) -> Figure:
    """Compare two arrays: error = max|ours − theirs| / max(max|theirs|, ``least``)."""
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if ours.shape != theirs.shape or not ours.size:
        return Figure(name, NO_NUMBER if ours.shape != theirs.shape else 0.0, None, 0.0, 0.0, ours.size, 0)
    with np.errstate(invalid="ignore"):
        # inf on both sides is no difference
        gaps = np.where(ours == theirs, 0.0, np.nan_to_num(np.abs(ours - theirs), nan=np.inf))
        size = float(np.abs(theirs).max())
    index = tuple(int(i) for i in np.unravel_index(int(gaps.argmax()), ours.shape))
    gap = float(gaps[index]) / max(size if math.isfinite(size) else least, least)
    return Figure(
        name,
        abs(number(gap)),
        index,
        number(float(ours[index])),
        number(float(theirs[index])),
        ours.size,
        ours.size,
    )


def placed(row: Figure) -> str:
    """Name the worst place of a parameter, counted from 1 as in the window: "W_f[3, 2]"."""
    if row.index is None:
        return _("{name}, all {entries} at once").format(name=row.name, entries=row.entries)
    return f"{row.name}[{', '.join(str(place + 1) for place in row.index)}]"


def stepped(row: Figure) -> str:
    """Name the worst place (step, sample, unit) of a value: "c of unit 8 in step 11"."""
    if row.index is None or len(row.index) != 3:
        return row.name if row.index is None else placed(row)
    step, _sample, unit = row.index
    return _("{name} of unit {unit} in step {step}").format(name=row.name, unit=unit + 1, step=step + 1)


def encoded(report: Report) -> bytes:
    """Give a report as JSON."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1)


def decoded(text: bytes) -> Report:
    """Read a report. Raises ValueError where it is none."""
    return msgspec.json.decode(text, type=Report)
