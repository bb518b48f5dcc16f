"""Whether clamps are possible, and what becomes of them when the model is another."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.core.edits import BEFORE, INPUT, addressed, units_held
from lstm_studio.core.held import spots
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp

__all__ = ["check_clamp", "fitting", "lasting", "spelled"]


def check_clamp(clamp: Clamp, cell: Cell, sizes: Sizes) -> None:
    """Check that what a clamp holds is there. Raises ValueError."""
    if not (BEFORE <= clamp.first <= clamp.last and math.isfinite(clamp.number)):
        sentence = _("{value} is held at {number:g} in steps {first} to {last}; expected steps in order")
        steps = {"first": clamp.first + 1, "last": clamp.last + 1}
        raise ValueError(sentence.format(value=clamp.value, number=clamp.number, **steps))
    if clamp.value == INPUT:
        _check_input(clamp, sizes)
        return
    graph = cell.graph
    for _layer, _direction, value in spots(sizes, clamp.value):
        if value not in graph.named:
            sentence = _("the value that is held is “{value}”; expected one of {known}")
            raise ValueError(sentence.format(value=value, known=", ".join((*graph.named, INPUT))))
        if clamp.first == BEFORE and value not in graph.states:
            sentence = _("{value} is held before the first input, where there are only states: {known}")
            raise ValueError(sentence.format(value=value, known=", ".join(graph.states) or "–"))
    _check_units(clamp, units_held(sizes, clamp.value), _("a unit that is held"))


def _check_input(clamp: Clamp, sizes: Sizes) -> None:
    if clamp.first == BEFORE:
        raise ValueError(_("x is held before the first input; expected a step of the sequence"))
    if not sizes.symbols:
        _check_units(clamp, sizes.inputs, _("a channel of x that is held"))
    elif clamp.units or clamp.number != round(clamp.number) or not 0 <= clamp.number < sizes.symbols:
        sentence = _("x is held at {number:g}; expected the number of a symbol, from 0 to {most}")
        raise ValueError(sentence.format(number=clamp.number, most=sizes.symbols - 1))


def _check_units(clamp: Clamp, units: int, label: str) -> None:
    for unit in clamp.units:
        if not 0 <= unit < units:
            sentence = _("{label} is {unit}; expected a number between 1 and {most}")
            raise ValueError(sentence.format(label=label, unit=unit + 1, most=units))


def spelled(edits: Iterable[Clamp], sizes: Sizes) -> tuple[Clamp, ...]:
    """Give clamps by the full names of values: "f" of a model of two layers is "1.f"."""
    return tuple(row for clamp in edits for row in _moved(clamp, sizes, sizes))


def fitting(edits: Iterable[Clamp], old: Sizes, new: Sizes, cell: Cell) -> tuple[Clamp, ...]:
    """Give what is left of clamps in a model of other sizes or another cell: the layers and units that are there."""
    return tuple(row for clamp in edits for row in _moved(clamp, old, new) if _possible(row, cell, new))


def lasting(edits: Iterable[Clamp], old: int, new: int) -> tuple[Clamp, ...]:
    """Give clamps for a sequence of ``new`` steps in place of ``old``: what reached to the end still does."""
    rows = (replace(row, last=new - 1) if row.last == old - 1 else row for row in edits)
    return tuple(row for row in rows if row.first <= min(row.last, new - 1))


def _moved(clamp: Clamp, old: Sizes, new: Sizes) -> Iterator[Clamp]:
    """Give a clamp by the names that its values have in a model of other sizes."""
    if clamp.value == INPUT:
        if bool(old.symbols) == bool(new.symbols):
            yield from _narrowed(clamp, new.inputs)
        return
    for layer, direction, value in spots(old, clamp.value):
        if layer < new.layers and direction < new.directions:
            yield from _narrowed(
                replace(clamp, value=addressed(new, layer, direction, value)), new.units_of(layer)
            )


def _narrowed(clamp: Clamp, units: int) -> Iterator[Clamp]:
    """Give a clamp without the units that are gone; none at all means every one."""
    left = tuple(unit for unit in clamp.units if unit < units)
    if left or not clamp.units:
        yield clamp if left == clamp.units else replace(clamp, units=left)


def _possible(clamp: Clamp, cell: Cell, sizes: Sizes) -> bool:
    try:
        check_clamp(clamp, cell, sizes)
    except ValueError:
        return False
    return True
