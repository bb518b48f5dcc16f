"""The operators LSTM, GRU and RNN of ONNX: their equations, and which rows of W, R, B and P are which gate.

Source: the ONNX specification, opset 14. For n directions, D inputs and H units: W (n, gH, D), R (n, gH, H), B (n, 2gH)
with the input's biases before the recurrent ones, P (n, 3H) for i, o, f.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lstm_studio.core.opened import Block
from lstm_studio.formats.onnx.activations import FLAT, Activation, activations, clipped
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["OPERATORS", "Recurrent", "recurrent", "shapes_of"]

OPERATORS = ("LSTM", "GRU", "RNN")
GATES = {"LSTM": "iofg", "GRU": "zrn", "RNN": "h"}
DEFAULTS = {"LSTM": ("Sigmoid", "Tanh", "Tanh"), "GRU": ("Sigmoid", "Tanh"), "RNN": ("Tanh",)}
WAYS = {"forward": (0,), "reverse": (1,), "bidirectional": (0, 1)}
PEEPHOLES = "iof"


@dataclass(frozen=True, eq=False)
class Recurrent:
    """One node: ``ways`` are its directions, 0 forward and 1 reverse; ``weights`` its tensors W, R, B, P by name.

    ``equations`` are those of the cell; ``initial`` are states (n, B, H) that the file gives, ``steps`` its
    sequence_lens; ``notes`` say what was translated.
    """

    operator: str
    units: int
    ways: tuple[int, ...]
    batch_first: bool
    equations: dict[str, str]
    coupled: bool
    inner: bool  # a second bias within the reset
    weights: dict[str, str]
    initial: dict[str, NDArray[Any]] = field(default_factory=dict)
    steps: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def blocks(self, befores: tuple[str, str], reads: str) -> list[Block]:
        """Give the blocks, of the tensor ``reads`` for W; ``befores`` stand before the names of each direction."""
        units, gates = self.units, GATES[self.operator]
        found = []
        for part, way in enumerate(self.ways):
            before = befores[way]
            for place, gate in enumerate(gates):
                if gate == "f" and self.coupled:
                    continue
                rows = (place * units, (place + 1) * units)
                below = (rows[0] + len(gates) * units, rows[1] + len(gates) * units)
                inner = "d" if self.inner and gate == "n" else "b"
                found += [
                    Block(reads, f"{before}W_{gate}", gate, rows, part=part),
                    Block(self.weights["R"], f"{before}R_{gate}", gate, rows, part=part),
                ]
                if "B" in self.weights:
                    bias = self.weights["B"]
                    found += [
                        Block(bias, f"{before}b_{gate}", gate, rows, part=part),
                        Block(bias, f"{before}{inner}_{gate}", gate, below, part=part),
                    ]
            for place, gate in enumerate(PEEPHOLES if "P" in self.weights else ""):
                if gate != "f" or not self.coupled:
                    rows = (place * units, (place + 1) * units)
                    found.append(Block(self.weights["P"], f"{before}p_{gate}", gate, rows, part=part))
        return found


def recurrent(
    operator: str,
    attributes: Mapping[str, Any],
    weights: dict[str, str],
    shapes: Mapping[str, tuple[int, ...]],
) -> Recurrent:
    """Read a node from its attributes and the names and shapes of its tensors. Raises ValueError with a sentence."""
    direction = str(attributes.get("direction", "forward")).lower()
    if direction not in WAYS:
        sentence = _("{operator} has the direction “{found}”; expected one of {known}")
        raise ValueError(sentence.format(operator=operator, found=direction[:40], known=", ".join(WAYS)))
    ways = WAYS[direction]
    units = _checked(operator, shapes, len(ways), attributes)
    functions = _functions(operator, attributes, len(ways))
    clip = float(attributes.get("clip") or 0.0)
    if "clip" in attributes and not 0 < clip < float("inf"):
        raise ValueError(
            _("{operator} has clip {clip}; expected more than 0").format(operator=operator, clip=clip)
        )
    coupled = operator == "LSTM" and bool(attributes.get("input_forget", 0))
    after = operator == "GRU" and bool(attributes.get("linear_before_reset", 0))
    notes = []
    writer = _Equations(clip)
    equations = {
        "LSTM": lambda: writer.lstm(functions, peepholes="P" in weights, coupled=coupled),
        "GRU": lambda: writer.gru(functions, after=after),
        "RNN": lambda: writer.rnn(functions),
    }[operator]()
    if clip and writer.clips:
        notes.append(_("clip={clip:g} is written out as relu(a + k) - relu(a - k) - k").format(clip=clip))
    if clip and not writer.clips:
        notes.append(_("clip={clip:g} is left out: it changes no value by more than 3e-9").format(clip=clip))
    strange = [each.name for each in functions if not each.plain]
    if strange:
        notes.append(_("written out: {names}").format(names=", ".join(dict.fromkeys(strange))))
    if coupled:
        notes.append(_("input_forget=1: f is 1 − i, and the file's weights of f are not read"))
    return Recurrent(
        operator,
        units,
        ways,
        bool(attributes.get("layout", 0)),
        equations,
        coupled,
        after,
        weights,
        notes=tuple(notes),
    )


def _checked(
    operator: str, shapes: Mapping[str, tuple[int, ...]], ways: int, attributes: Mapping[str, Any]
) -> int:
    """Give H after a look at every shape."""
    gates = len(GATES[operator])
    recurrent_shape = shapes["R"]
    units = recurrent_shape[-1] if len(recurrent_shape) == 3 else 0
    if units < 1 or len(shapes["W"]) != 3 or shapes["W"][2] < 1:
        sentence = _(
            "{operator} has W {W} and R {R}; expected (directions, {gates}·H, D) and (directions, {gates}·H, H)"
        )
        raise ValueError(sentence.format(operator=operator, W=shapes["W"], R=recurrent_shape, gates=gates))
    wanted = shapes_of(operator, ways, units, shapes["W"][2])
    for name, shape in shapes.items():
        if shape != wanted[name]:
            sentence = _("{operator} has {name} of shape {found}; expected {wanted}")
            raise ValueError(sentence.format(operator=operator, name=name, found=shape, wanted=wanted[name]))
    said = attributes.get("hidden_size", units)
    if said != units:
        sentence = _("{operator} says hidden_size={said}; its tensors have {units} units")
        raise ValueError(sentence.format(operator=operator, said=said, units=units))
    return units


def shapes_of(operator: str, ways: int, units: int, inputs: int) -> dict[str, tuple[int, ...]]:
    """Give the shapes of the tensors of a node, all of which it may have."""
    gates = len(GATES[operator])
    return {
        "W": (ways, gates * units, inputs),
        "R": (ways, gates * units, units),
        "B": (ways, 2 * gates * units),
        "P": (ways, len(PEEPHOLES) * units),
    }


def _functions(operator: str, attributes: Mapping[str, Any], ways: int) -> list[Activation]:
    """Give the activations of a step; those of both directions must be the same."""
    defaults = DEFAULTS[operator]
    names = attributes.get("activations") or [*defaults] * ways
    if len(names) not in {len(defaults), ways * len(defaults)}:
        sentence = _("{operator} has {count} activations; expected {wanted} for each direction")
        raise ValueError(sentence.format(operator=operator, count=len(names), wanted=len(defaults)))
    alphas, betas = (attributes.get(f"activation_{which}") or [] for which in ("alpha", "beta"))
    found = activations(names, alphas, betas)
    first, second = found[: len(defaults)], found[len(defaults) :]
    if second and first != second:
        sentence = _("{operator} has other activations in the reverse direction; expected the same in both")
        raise ValueError(sentence.format(operator=operator))
    return first


class _Equations:
    """Writes the lines of a cell; where an activation needs its argument as a name, a line of its own before it."""

    def __init__(self, clip: float) -> None:
        self._clip, self.clips = clip, False
        self.lines: dict[str, str] = {}

    def squash(self, name: str, function: Activation, total: str) -> None:
        """Write ``name`` = function(total), the total clipped."""
        clips = self._clip > 0 and not (function.bounded and self._clip >= FLAT)
        if clips:
            self.clips = True
            self.lines[f"a_{name}"] = total
            total = clipped(f"a_{name}", self._clip)
        if not function.plain:
            self.lines[f"s_{name}"] = total
            total = f"s_{name}"
        self.lines[name] = function.of(total)

    def lstm(self, functions: list[Activation], *, peepholes: bool, coupled: bool) -> dict[str, str]:
        gate, squash, show = functions
        read = {"f": "c_prev", "i": "c_prev", "o": "c"} if peepholes else {}
        total = {
            name: f"W_{name} @ x + R_{name} @ h_prev + "
            + (f"p_{name} * {read[name]} + " if name in read else "")
            + f"b_{name}"
            for name in "figo"
        }
        if coupled:
            self.lines["f"] = "1 - i"
        else:
            self.squash("f", gate, total["f"])
        self.squash("i", gate, total["i"])
        self.squash("g", squash, total["g"])
        self.squash("o", gate, total["o"])
        self.lines["c"] = "f * c_prev + i * g"
        shown = show.of("c")
        self.lines["h"] = f"o * {shown}" if show.plain else f"o * ({shown})"
        return self.lines

    def gru(self, functions: list[Activation], *, after: bool) -> dict[str, str]:
        gate, squash = functions
        for name in "rz":
            self.squash(name, gate, f"W_{name} @ x + R_{name} @ h_prev + b_{name}")
        past = "b_n + r * (R_n @ h_prev + d_n)" if after else "R_n @ (r * h_prev) + b_n"
        self.squash("n", squash, f"W_n @ x + {past}")
        self.lines["h"] = "z * h_prev + (1 - z) * n"
        return self.lines

    def rnn(self, functions: list[Activation]) -> dict[str, str]:
        self.squash("h", functions[0], "W_h @ x + R_h @ h_prev + b_h")
        return self.lines
