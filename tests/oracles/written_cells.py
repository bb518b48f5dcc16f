"""Every cell of the catalogue written out by hand, one step at a time: what the papers say, without our reader.

``STEPS[name](p, x, before)`` gives the named values of one step. ``p`` holds the parameters, ``x`` (D,) the input,
``before`` the values (H,) of the step before; all are 0 before the first step.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Values = Mapping[str, Any]
    Step = Callable[[Values, Any, Values], dict[str, Any]]

__all__ = ["STEPS", "run"]


def run(name: str, p: Values, x: NDArray[Any], units: int) -> dict[str, NDArray[Any]]:
    """Give every named value (T, H) of x (T, D)."""
    before: Values = defaultdict(lambda: np.zeros(units))
    rows = []
    for entering in x:
        before = STEPS[name](p, entering, before)
        rows.append(before)
    return {value: np.array([row[value] for row in rows]) for value in rows[0]}


def sigmoid(a: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-a))


def affine(p: Values, gate: str, x: Any, h: Any) -> Any:
    """Give W x + R h + b of a gate."""
    return p[f"W_{gate}"].dot(x) + p[f"R_{gate}"].dot(h) + p[f"b_{gate}"]


def lstm(
    peephole: str = "", without: str = "", coupled: bool = False, linear: str = "", recurrent: bool = False
) -> Step:
    """Give the step of an LSTM: Greff et al. 2017, section II-A, and what its variants change."""

    def step(p: Values, x: Any, before: Values) -> dict[str, Any]:
        def gate(name: str, state: Any) -> Any:
            if name in without:
                return 1.0
            total = affine(p, name, x, before["h"])
            if peephole == "diagonal":
                total = total + p[f"p_{name}"] * state
            if peephole == "full":
                total = total + p[f"P_{name}"].dot(state)
            if recurrent:
                total = total + sum(p[f"Q_{name}{other}"].dot(before[other]) for other in "fio")
            return sigmoid(total)

        i = gate("i", before["c"])
        f = 1.0 - i if coupled else gate("f", before["c"])
        inner = affine(p, "g", x, before["h"])
        g = inner if "g" in linear else np.tanh(inner)
        c = f * before["c"] + i * g
        o = gate("o", c)
        h = o * (c if "h" in linear else np.tanh(c))
        found = {"f": f, "i": i, "g": g, "o": o, "c": c, "h": h}
        return {value: now for value, now in found.items() if value not in without}

    return step


def gru(reset: str = "after", z_is: str = "keep") -> Step:
    """Give the step of a GRU: Cho et al. 2014, versions 1 (after) and 3 (before); Chung et al. 2014 (write)."""

    def step(p: Values, x: Any, before: Values) -> dict[str, Any]:
        old = before["h"]
        r, z = sigmoid(affine(p, "r", x, old)), sigmoid(affine(p, "z", x, old))
        if reset == "before":
            n = np.tanh(affine(p, "n", x, r * old))
        else:
            n = np.tanh(p["W_n"].dot(x) + p["b_n"] + r * (p["R_n"].dot(old) + p["d_n"]))
        keep = z if z_is == "keep" else 1.0 - z
        return {"r": r, "z": z, "n": n, "h": keep * old + (1.0 - keep) * n}

    return step


def rnn(p: Values, x: Any, before: Values) -> dict[str, Any]:
    return {"h": np.tanh(affine(p, "h", x, before["h"]))}


def forget_gate(p: Values, x: Any, before: Values) -> dict[str, Any]:
    f = sigmoid(affine(p, "f", x, before["h"]))
    return {"f": f, "h": f}


def mgu(p: Values, x: Any, before: Values) -> dict[str, Any]:
    """Zhou et al. 2016, table 1: the gate forgets what it also hides from the candidate."""
    f = sigmoid(affine(p, "f", x, before["h"]))
    n = np.tanh(affine(p, "n", x, f * before["h"]))
    return {"f": f, "n": n, "h": before["h"] + f * (n - before["h"])}


def ugrnn(p: Values, x: Any, before: Values) -> dict[str, Any]:
    g = sigmoid(affine(p, "g", x, before["h"]))
    n = np.tanh(affine(p, "n", x, before["h"]))
    return {"g": g, "n": n, "h": n + g * (before["h"] - n)}


def janet(p: Values, x: Any, before: Values) -> dict[str, Any]:
    f = sigmoid(affine(p, "f", x, before["h"]))
    g = np.tanh(affine(p, "g", x, before["h"]))
    c = g + f * (before["c"] - g)
    return {"f": f, "g": g, "c": c, "h": c}


STEPS: dict[str, Step] = {
    "rnn": rnn,
    "forget-gate": forget_gate,
    "lstm": lstm(),
    "lstm-peephole": lstm("diagonal"),
    "lstm-peephole-full": lstm("full"),
    "lstm-cifg": lstm(coupled=True),
    "lstm-cifg-peephole": lstm("diagonal", coupled=True),
    "lstm-cifg-peephole-full": lstm("full", coupled=True),
    "lstm-1997": lstm(without="f"),
    "lstm-nig": lstm("diagonal", without="i"),
    "lstm-nfg": lstm("diagonal", without="f"),
    "lstm-nog": lstm("diagonal", without="o"),
    "lstm-niaf": lstm("diagonal", linear="g"),
    "lstm-noaf": lstm("diagonal", linear="h"),
    "lstm-fgr": lstm("diagonal", recurrent=True),
    "gru": gru(),
    "gru-write": gru(z_is="write"),
    "gru-reset-before": gru("before"),
    "gru-reset-before-write": gru("before", "write"),
    "mgu": mgu,
    "ugrnn": ugrnn,
    "janet": janet,
}
