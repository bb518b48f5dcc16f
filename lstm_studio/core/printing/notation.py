"""A notation: which letters people write for the values and parameters of a cell.

A value is mapped by its name, a parameter by its role: what it multiplies, and the line that it feeds. So a cell of a
person's own is printed in every notation, too. Where two things would get one letter, both keep their own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lstm_studio.core.counting import feeds, place_of, readers, use
from lstm_studio.core.printing.letters import Letter, letter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.language.graph import Graph

__all__ = ["OUTPUT", "ROLES", "Names", "Notation", "own", "role_of"]

ROLES = (
    "input", "output", "gate", "peephole", "inner", "diagonal", "bias", "inner_bias", "second_bias", "joined", "part",
)  # fmt: skip
"""What a parameter can be: a matrix that reads the input, the previous output, a gate, a cell state or a value of now;
a vector that multiplies one; a bias, one beside a product that does not read the input, or the second of two that are
added; a matrix that reads several vectors side by side ("joined"), or one of several such in a line ("part")."""

OUTPUT = ("V", "k")
"""The parameters of the readout."""


@dataclass(frozen=True)
class Notation:
    """One way of writing. Letters are patterns as ``letters.letter`` reads them.

    ``forward`` and ``turned``: the time now and a step ago, where the cell reads on or back; ``behind``: it stands in
    brackets behind the letter. ``gates`` map values between 0 and 1, "*" any other of them, ``values`` the rest;
    ``labels``: letter of a line -> what its parameters are called after instead. ``order`` of roles in a sum.
    ``join``: the sign between vectors that one matrix reads, "" where each has its own; ``ones``: the bias is the
    column of it that reads 1; ``signal``: the letter of all that a line reads, "" where it is written out.
    """

    name: str
    title: str
    about: str = ""
    forward: tuple[str, str] = ("t", "t−1")
    turned: tuple[str, str] = ("t", "t+1")
    behind: bool = False
    multiply: str = "⊙"
    product: str = ""
    join: str = ""
    ones: bool = False
    signal: str = ""
    order: tuple[str, ...] = ()
    gates: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    readout: Mapping[str, str] = field(default_factory=dict)


def role_of(graph: Graph, name: str) -> str:
    """Give the role of a parameter, one of ROLES, "" for a vector that multiplies what is no state."""
    role, reads = use(graph, name)
    if graph.parameters[name].matrix:
        if role == "recurrent":
            return "output" if "h_prev" in reads else "gate"
        return role
    if role == "bias":
        lines = feeds(graph, name)
        return "inner_bias" if len(lines) == 1 and _inner(graph, name, lines[0]) else "bias"
    return "diagonal" if role in ("recurrent", "peephole") else ""


def _inner(graph: Graph, name: str, line: str) -> bool:
    """Whether a bias stands in a sum without the input, and another bias of its line in one with it."""
    others = [
        other
        for other, row in graph.parameters.items()
        if row.bias and other != name and feeds(graph, other) == (line,)
    ]
    return any(_reads_input(graph, other) for other in others) and not _reads_input(graph, name)


def _reads_input(graph: Graph, bias: str) -> bool:
    """Whether the sum in which a bias stands holds a matrix that reads the input."""
    index = place_of(graph, bias)
    while True:
        above = [graph.nodes[reader] for reader in readers(graph, index)]
        if len(above) != 1 or above[0].op != "add":
            break
        index = above[0].index
        if above[0].name is not None:
            break
    return _holds_input(graph, index)


def _holds_input(graph: Graph, index: int) -> bool:
    node = graph.nodes[index]
    if node.op == "matmul":
        return graph.nodes[node.args[1]].op == "input"
    return node.op == "add" and any(_holds_input(graph, arg) for arg in node.args)


def own(name: str) -> Letter:
    """Give the letter that a name is by itself: W_f is W with f below."""
    head, *labels = name.split("_")
    return Letter(head, tuple(label for label in labels if label))


class Names:
    """The letters of a cell in a notation, each for one thing."""

    def __init__(self, graph: Graph, notation: Notation) -> None:
        self.graph, self.notation = graph, notation
        taken = [own(name) for name in (*graph.parameters, "x", "y")]
        plain = {name: (own(name),) for name in graph.named}
        self._values = _apart({name: (self._value(name),) for name in graph.named}, plain, taken)
        self.roles = {name: role_of(graph, name) for name in graph.parameters}
        fixed = [*(letters[0] for letters in self._values.values()), own("x"), own("y")]
        mapped = {name: self._parameter(name) for name in graph.parameters}
        for line in self._multiplying() if notation.join else ():
            mapped[f"joined {line}"] = (self._made(notation.parameters["joined"], line),)
            if notation.signal:
                mapped[f"signal {line}"] = (self._made(notation.signal, line),)
        for name in OUTPUT:
            mapped[f"readout {name}"] = (letter(notation.readout.get(name, name)),)
        plain = {key: (own(key.rpartition(" ")[2]),) for key in mapped}
        self._rest = _apart(mapped, plain, fixed)
        self.joins = {line for line in graph.named if self._kept("joined", line, mapped)}
        self.signals = {line for line in self.joins if self._kept("signal", line, mapped)}

    def _multiplying(self) -> tuple[str, ...]:
        """Give the lines that hold a matrix."""
        matrices = (name for name, row in self.graph.parameters.items() if row.matrix)
        found = {line for name in matrices for line in feeds(self.graph, name)}
        return tuple(line for line in self.graph.named if line in found)

    def _kept(self, kind: str, line: str, mapped: Mapping[str, tuple[Letter, ...]]) -> bool:
        key = f"{kind} {line}"
        return key in mapped and self._rest[key] == mapped[key]

    def value(self, name: str, *, before: bool = False, turned: bool = False) -> Letter:
        """Give the letter of x, y or a value, now or a step ago."""
        found = self._values[name][0] if name in self._values else own(name)
        time = (self.notation.turned if turned else self.notation.forward)[before]
        return found._replace(time=time, behind=self.notation.behind)

    def parameter(self, name: str) -> tuple[Letter, ...]:
        """Give the letter of a parameter, two for a bias that is written as the sum of two."""
        return self._rest[name]

    def joined(self, line: str) -> Letter:
        """Give the letter of the matrix of a line that reads all."""
        return self._rest[f"joined {line}"][0]

    def signal(self, line: str) -> Letter:
        """Give the letter of all that a line reads."""
        return self._rest[f"signal {line}"][0]

    def readout(self, name: str) -> Letter:
        """Give the letter of V or k."""
        return self._rest[f"readout {name}"][0]

    def _value(self, name: str) -> Letter:
        gates, values = self.notation.gates, self.notation.values
        found = gates.get(name, values.get(name)) if self.graph.bounded(name) else values.get(name)
        if found is None and self.graph.bounded(name) and name != "h":
            found = gates.get("*")
        return own(name) if found is None else letter(found, name=name)

    def _made(self, pattern: str, line: str, read: str = "") -> Letter:
        found = self._values[line][0]
        return letter(pattern, found, self.notation.labels.get(found.label, found.label), read)

    def _parameter(self, name: str) -> tuple[Letter, ...]:
        role, lines = self.roles[name], feeds(self.graph, name)
        patterns = self.notation.parameters
        if len(lines) != 1 or len(readers(self.graph, place_of(self.graph, name))) != 1:
            return (own(name),)
        if self.notation.join and self.graph.parameters[name].matrix:
            role = "part"
        if role not in patterns:
            return (own(name),)
        reads = use(self.graph, name)[1]
        read = "".join(part for part in reads.replace("_prev", "").replace(" ", "") if part.isalnum())
        first = self._made(patterns[role], lines[0], read)
        inner = any(self.roles[other] == "inner_bias" for other in self._biases(lines[0]))
        if role == "bias" and "second_bias" in patterns and not inner and self._both(lines[0]):
            return first, self._made(patterns["second_bias"], lines[0])
        return (first,)

    def _biases(self, line: str) -> list[str]:
        rows = self.graph.parameters.items()
        return [name for name, row in rows if row.bias and feeds(self.graph, name) == (line,)]

    def _both(self, line: str) -> bool:
        """Whether a line has a matrix for the input and one for the previous output."""
        roles = {
            role
            for name, role in self.roles.items()
            if self.graph.parameters[name].matrix and feeds(self.graph, name) == (line,)
        }
        return {"input", "output"} <= roles


def _apart(
    mapped: Mapping[str, tuple[Letter, ...]],
    plain: Mapping[str, tuple[Letter, ...]],
    taken: list[Letter],
) -> dict[str, tuple[Letter, ...]]:
    """Let those that would share a letter keep their own."""
    found = dict(mapped)
    while True:
        often = Counter([*taken, *(each for letters in found.values() for each in letters)])
        shared = [
            key
            for key, letters in found.items()
            if letters != plain[key] and any(often[each] > 1 for each in letters)
        ]
        if not shared:
            return found
        found.update({key: plain[key] for key in shared})
