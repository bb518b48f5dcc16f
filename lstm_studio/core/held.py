"""What holds the values of a run: clamps and initial states, by the name of a value or with its layer and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.given import numbers
from lstm_studio.core.sizes import address
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.engine.network import Network
    from lstm_studio.core.sizes import Sizes

__all__ = ["Held", "Places", "initial_states", "spots"]

Places = frozenset[tuple[int, str]]
"""(layer, value) of all that is held somewhere in a model."""


def spots(sizes: Sizes, name: str) -> list[tuple[int, int, str]]:
    """Give every (layer, direction, value) that a name stands for.

    "f" is that of the top layer, in all directions; "0.f" and "1.reverse.f" are named as parameters are. Raises
    ValueError for a layer or a direction that the model lacks.
    """
    if "." not in name:
        return [(sizes.layers - 1, direction, name) for direction in range(sizes.directions)]
    number = name.partition(".")[0]
    layer, direction, value = address(name) if number.isdecimal() else (sizes.layers, 0, "")
    if layer >= sizes.layers or direction >= sizes.directions:
        sentence = _(
            "“{name}” is in no layer of the model, which has {layers} with {directions} direction(s); expected a name "
            "such as “f”, “0.f” or “0.reverse.f”"
        )
        raise ValueError(sentence.format(name=name, layers=sizes.layers, directions=sizes.directions))
    return [(layer, direction, value)]


class Held:
    """Clamps in the shape of the engine. Raises ValueError for what is not there, or has another shape.

    ``clamp``: names to a number or an array that broadcasts to (T, B, H), for one sample also (T, H); NaN is free.
    ``places``: where something is held.
    """

    def __init__(
        self,
        cell: Cell,
        sizes: Sizes,
        clamp: Mapping[str, Any],
        shape: tuple[int, int],
        dtype: Any,
        *,
        batched: bool,
    ) -> None:
        self._rows: dict[tuple[int, int, str], Any] = {}
        for name, value in clamp.items():
            here = spots(sizes, name)  # all in one layer
            full = (*shape, sizes.units_of(here[0][0]))
            array = _spread(name, value, full, dtype, batched=batched)
            for spot in here:
                if spot[2] not in cell.graph.named:
                    sentence = _("there is no value “{name}” to clamp; expected one of {known}")
                    raise ValueError(sentence.format(name=spot[2], known=", ".join(cell.graph.named)))
                before = self._rows.get(spot)
                self._rows[spot] = array if before is None else np.where(np.isnan(array), before, array)
        self.places: Places = frozenset((layer, value) for layer, _direction, value in self._rows)

    def put(self, network: Network) -> None:
        """Put what is held into the buffers of a network that was compiled for ``places``."""
        for number, layer in enumerate(network.layers):
            for direction, program in enumerate(layer):
                for name in program.compiled.clamped:
                    values, mask, free = program.memory.holds[program.compiled.plan.named[name]]
                    array = self._rows.get((number, direction, name))
                    if array is None:
                        mask[...], free[...] = False, 1
                        continue
                    array = network.turned(array) if direction else array
                    steps = len(array)
                    mask[:steps] = ~np.isnan(array)
                    np.copyto(values[:steps], array, where=mask[:steps])
                    free[:steps] = ~mask[:steps]


def _spread(name: str, value: Any, shape: tuple[int, int, int], dtype: Any, *, batched: bool) -> Any:
    """Give a clamp as an array (T, H, B)."""
    array = numbers(_("the clamp of “{name}”").format(name=name), value, dtype)
    if not batched and array.ndim == 2:  # (T, H), as the trace of one sample is
        array = array[:, None]
    try:
        return np.broadcast_to(array, shape).transpose(0, 2, 1)
    except ValueError:
        sentence = _("the clamp of “{name}” has shape {given}; expected one that broadcasts to {expected}")
        raise ValueError(sentence.format(name=name, given=np.shape(value), expected=shape)) from None


def initial_states(
    cell: Cell, sizes: Sizes, initial: Mapping[str, Any] | None, batch: int, dtype: Any
) -> list[list[dict[str, Any]]] | None:
    """Give the states before the first step of every layer and direction, each (H, B); None where all are 0.

    A bare name gives the state of every layer and direction, one with an address that of one. Raises ValueError.
    """
    if not initial:
        return None
    known = cell.graph.states
    found: list[list[dict[str, Any]]] = [
        [{} for _direction in range(sizes.directions)] for _layer in range(sizes.layers)
    ]
    for name, start in initial.items():
        value = numbers(_("initial “{name}”").format(name=name), start, dtype)
        everywhere = [(layer, way, name) for layer in range(sizes.layers) for way in range(sizes.directions)]
        for layer, direction, state in spots(sizes, name) if "." in name else everywhere:
            units = sizes.units_of(layer)
            if state not in known or np.shape(value) not in ((), (units,), (batch, units)):
                sentence = _(
                    "initial “{name}” has shape {given}; expected {known} of shape ({units},) or ({batch}, {units})"
                )
                given = {"name": name, "given": np.shape(value), "known": ", ".join(known)}
                raise ValueError(sentence.format(**given, units=units, batch=batch))
            found[layer][direction][state] = np.broadcast_to(value, (batch, units)).T
    return found
