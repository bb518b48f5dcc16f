"""What one step did to one unit: how much it kept, what it wrote, and which factor decided that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.sentence.carried import is_held, kept_state, writes
from lstm_studio.session.sentence.wording import amount, called, measured, named_step, percent, plain
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.study import Sequence
    from lstm_studio.core.trace import LayerTrace
    from lstm_studio.session.sentence.carried import Write

__all__ = ["said"]

CLEAR = 0.5  # of the next larger factor: a factor below this share of it decides alone


def said(
    graph: Graph,
    trace: LayerTrace,
    sequence: Sequence,
    cursor: int,
    unit: int,
    named: str = "",
    meaning: Mapping[str, str] | None = None,
    letters: Lettering | None = None,
) -> str:
    """Say what the step at ``cursor`` (1 … T) did to ``unit`` (from 0); at 0, where everything starts.

    ``named``: how the unit is called, by its number where nothing else is given; ``meaning`` of the cell's values;
    ``letters``: those of a notation, None for the cell's own.
    """
    if cursor == 0:
        return _("before the first input: {steps} steps to come").format(steps=sequence.steps)
    named = named or _("unit {unit}").format(unit=unit + 1)
    telling = _Telling(graph, trace, cursor, unit, meaning or {}, letters)
    return f"{named_step(sequence, cursor)}: {telling.act(named)}"


class _Telling:
    """One unit (from 0) at one step (from 1)."""

    def __init__(
        self,
        graph: Graph,
        trace: LayerTrace,
        cursor: int,
        unit: int,
        meaning: Mapping[str, str],
        letters: Lettering | None,
    ) -> None:
        self.letters = letters
        self.graph, self.trace, self.cursor, self.unit, self.meaning = graph, trace, cursor, unit, meaning

    def number(self, text: str) -> float:
        row = self.trace[text][self.cursor - 1]
        return float(
            row[self.unit] if len(row) > 1 else row[0]
        )  # a number of the equations is one for all units

    def held(self, text: str) -> bool:
        return is_held(self.trace, text, self.cursor, self.unit)

    def name(self, text: str) -> str:
        return called(text, self.meaning, turned=self.trace.turned, letters=self.letters)

    def act(self, named: str) -> str:
        state, keep = kept_state(self.graph)
        new = self.number(state)
        if self.held(state):
            sentence = _("{unit} is held at {new}, whatever its equation says")
            return sentence.format(unit=named, new=amount(new))
        if state not in self.graph.states:
            return _("{unit} is {new}").format(unit=named, new=amount(new))
        old = self.number(f"{state}_prev")
        if keep is None:
            sentence = _("{unit} went from {old} to {new}")
            return sentence.format(unit=named, old=amount(old), new=amount(new))
        factor = 1.0 if keep.node is None else self.number(keep.text)
        sentence = _("{unit} kept {percent} % of {old}{held} and wrote {written}{cause}")
        held = (
            _(" ({name} held)").format(name=plain(keep.text, letters=self.letters))
            if self.held(keep.text)
            else ""
        )
        return sentence.format(
            unit=named,
            percent=percent(factor),
            old=amount(old),
            held=held,
            written=amount(new - factor * old),
            cause=self.cause(writes(self.graph, state)),
        )

    def cause(self, found: tuple[Write, ...]) -> str:
        """Say which factor decided what was written; of several addends, the one that wrote most."""
        if not found:
            return ""
        most = max(found, key=lambda write: abs(self.number(write.text)))
        share = ""
        if len(found) > 1:
            number = self.number(most.text) * (-1 if most.minus else 1)
            share = _(", {number} of it {name}").format(
                number=amount(number), name=plain(most.text, turned=self.trace.turned, letters=self.letters)
            )
        factors = sorted(most.factors, key=lambda text: abs(self.number(text)))
        if len(factors) < 2:
            return share
        first, second = factors[:2]
        if abs(self.number(first)) < CLEAR * abs(self.number(second)):
            return f"{share}{_(' because {why}').format(why=self.worth(first))}"
        both = _(" because {first} and {second}").format(first=self.worth(first), second=self.worth(second))
        return f"{share}{both}"

    def worth(self, text: str) -> str:
        """Say what a factor is: "the input gate is 0.04"."""
        number = measured(self.number(text), bounded=self.graph.bounded(text))
        form = _("{name} is held at {number}") if self.held(text) else _("{name} is {number}")
        return form.format(name=self.name(text), number=number)
