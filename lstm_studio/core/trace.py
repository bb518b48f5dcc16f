"""Every value of a run, by name or by expression, for all steps.

Arrays are (T, units) for one sample and (T, B, units) for a batch; padding is NaN. Names stand for what the cell
computed; any other expression over them is evaluated when it is asked for, and kept.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.in_time import finished, turned
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.engine.network import Network
    from lstm_studio.core.engine.program import Program
    from lstm_studio.core.language.equations import Term

__all__ = ["LayerTrace", "Trace"]


class UnknownValueError(ValueError):
    """A name stands for nothing that a cell computes."""


class LayerTrace:
    """The values of one layer and direction, in the order of time.

    ``reverse`` is the other direction of the same layer, or None; ``turned``: this one runs from the last step to the
    first, so that its previous step is the next one in time. ``held``: where clamps hold a named value, (T, units) or
    (T, B, units).
    """

    def __init__(
        self,
        program: Program,
        parameters: Mapping[str, Any],
        without: frozenset[str],
        steps: int,
        finish: Any,
        *,
        turned: bool = False,
    ) -> None:
        self.turned = turned
        self.graph: Graph = program.compiled.graph
        self._without = without  # the bias vectors that this model leaves out: they count as 0
        self.steps = steps
        self.reverse: LayerTrace | None = None
        self._parameters = parameters
        self._finish = finish
        memory = program.memory
        self._buffers = memory.snapshot(steps)
        self._dtype, self._batch = memory.dtype, memory.batch
        lowering, plan = program.compiled.lowering, program.compiled.plan
        self._spans = {}
        for name, index in plan.named.items():
            place = lowering.places[index]
            self._spans[name] = (memory.stretch[place.key], *memory.rows[place.key], place.ahead)
        x = ("x", 0)
        self._x = (memory.stretch[x], *memory.rows[x]) if x in memory.rows else None
        self.held: dict[str, NDArray[Any]] = {}
        for name in program.compiled.clamped:
            mask = memory.holds[plan.named[name]][1][:steps]
            if mask.any():
                self.held[name] = finish(mask.transpose(0, 2, 1).copy())
        self._raw: dict[str, Any] = {}
        self._finished: dict[str, NDArray[Any]] = {}

    def __getitem__(self, text: str) -> NDArray[Any]:
        """Give a value or an expression over values, such as "f" or "f * c_prev". Raises ValueError."""
        if text not in self._finished:
            if text in self._spans:
                values = self._named(text)
            else:
                term = self.graph.term(text)
                try:
                    with np.errstate(all="ignore"):  # what overflows shows in the values
                        values = self._evaluate(term)
                except UnknownValueError:
                    raise
                except ValueError:  # of NumPy
                    sentence = _(
                        "the sizes of “{text}” do not fit: D inputs, H units; expected H with H, D with D"
                    )
                    raise ValueError(sentence.format(text=text)) from None
            array = self._finish(np.broadcast_to(values, (self.steps, self._batch, values.shape[-1])))[...]
            array.setflags(write=False)
            self._finished[text] = array
        return self._finished[text]

    @property
    def initial(self) -> dict[str, NDArray[Any]]:
        """The states before the first step, (units,) or (B, units)."""
        return {
            state: self._finish(self._rows(self._spans[state][:3], 0)[:1])[0] for state in self.graph.states
        }

    @property
    def before(self) -> dict[str, NDArray[Any]]:
        """What stands before the first step in time: ``initial``, nothing where time runs the other way."""
        return {} if self.turned else self.initial

    def _rows(self, span: tuple[int, int, int], ahead: int) -> Any:
        return self._buffers[span[0]][ahead : ahead + self.steps, span[1] : span[2]].transpose(0, 2, 1)

    def _evaluate(self, term: Term) -> Any:
        """Evaluate in the order of processing; (T, B, size), or (1, 1, size) for what has no time."""
        key, number = Graph.text_of(term), (1, 1, 1)
        if key in self._raw:
            return self._raw[key]
        if term.op == "number":
            return np.full(number, term.value, self._dtype)
        if term.op == "name":
            values = self._named(term.name)
        elif term.op == "matmul":
            matrix = self.parameter(term.args[0].name)
            values = self._evaluate(term.args[1]) @ matrix.T
        else:
            values = OPERATIONS[term.op].of(*(self._evaluate(arg) for arg in term.args))
        self._raw[key] = values
        return values

    def _named(self, name: str) -> Any:
        if name in self._spans:
            *span, ahead = self._spans[name]
            return self._rows((span[0], span[1], span[2]), ahead)
        if name == "x" and self._x is not None:
            return self._rows(self._x, 0)
        state = name.removesuffix("_prev")
        if name != state and state in self.graph.states:
            return self._rows(self._spans[state][:3], 0)
        return self.parameter(name)[None, None]

    def lacks(self, name: str) -> bool:
        """Tell whether the model leaves a parameter of the cell out: a bias vector of one without biases."""
        return name in self._without

    def parameter(self, name: str) -> Any:
        """Give a parameter of the cell as it was in this run, 0 where the model leaves it out. Raises ValueError."""
        if name in self._parameters:
            return self._parameters[name]
        if name in self._without:
            return np.zeros(1, self._dtype)
        known = ", ".join([*self._spans, *(f"{s}_prev" for s in self.graph.states), "x", *self._parameters])
        raise UnknownValueError(
            _("there is no value “{name}”; expected one of {known}").format(name=name, known=known)
        )


class Trace:
    """One run: ``h`` the top layer's output, ``y`` the model's after its activation (None: no readout), ``x``.

    It may stand for the trace of its top layer.
    """

    turned = False

    def __init__(
        self,
        network: Network,
        cell: Cell,
        parameters: Mapping[str, Any],
        x: Any,
        answer: Any,
        *,
        batched: bool,
        lengths: Any,
    ) -> None:
        steps = x.shape[0]
        self.steps, self.lengths = steps, lengths
        blank = None if lengths is None else np.arange(steps)[:, None] >= lengths
        # No methods of this object: a circle of references would keep the memory of every run.
        finish = partial(finished, blank, steps, batched)
        turn = partial(turned, lengths, finish, steps)
        self.layers: list[LayerTrace] = []
        single = network.sizes.single
        for number, layer in enumerate(network.layers):
            pair = []
            for direction, program in enumerate(layer):
                before = "" if single else f"{number}.reverse." if direction else f"{number}."
                # Copies: the model's own are live views, which an update changes after this run.
                own = {n: parameters[before + n].copy() for n in program.compiled.graph.parameters}
                without = frozenset(cell.graph.parameters) - frozenset(own)
                way = turn if direction else finish
                pair.append(LayerTrace(program, own, without, steps, way, turned=direction > 0))
            pair[0].reverse = pair[1] if len(pair) > 1 else None
            self.layers.append(pair[0])
        self.graph = self.layers[-1].graph
        if len(network.layers[-1]) == 1:
            self.h = self.layers[-1]["h"]
        else:
            top = network.side_by_side(network.layers[-1], "h", steps)
            self.h = finish(top.transpose(0, 2, 1).copy())
        self.y = None
        if network.sizes.outputs:
            self.y = finish(network.activate(answer).transpose(0, 2, 1).copy())
        self.x = x if network.sizes.symbols else x.transpose(0, 2, 1)
        self.x = self.x if batched else self.x[:, 0]

    def __getitem__(self, text: str) -> NDArray[Any]:
        """Give a value or an expression of the top layer."""
        return self.layers[-1][text]

    def cell(self, layer: int, direction: int = 0) -> LayerTrace:
        """Give the values of a layer, from 0, in a direction, 1 being the reverse one. Raises ValueError."""
        if not -len(self.layers) <= layer < len(self.layers):
            sentence = _("there is no layer {layer}; the model has {number}, counted from 0")
            raise ValueError(sentence.format(layer=layer, number=len(self.layers)))
        found = self.layers[layer].reverse if direction else self.layers[layer]
        if found is None:
            raise ValueError(_("layer {layer} has one direction only").format(layer=layer))
        return found

    @property
    def initial(self) -> dict[str, NDArray[Any]]:
        """The top layer's states before the first step."""
        return self.layers[-1].initial

    before = initial
