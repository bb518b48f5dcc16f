"""What happens inside a step, operation by operation, in the order of computation; read off the graph of any cell.

A box gathers what its matrices multiply, multiplies it by its rows, adds what is not in a matrix product (peepholes,
biases, bare values), and squashes the sum. Boxes that read the same gather it once. Every round part is applied; at
the end what leaves the cell is written, to be read one step later.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import BOXES, SUMS, Scheme
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.language.term import ATOM, printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lstm_studio.core.insight.parts import Part
    from lstm_studio.core.language.graph import Graph, Node

__all__ = ["KINDS", "Moment", "moments"]

KINDS = ("gather", "product", "sum", "squash", "apply", "write")


@dataclass(frozen=True, slots=True)
class Moment:
    """One operation.

    ``kind`` is one of KINDS; ``value`` the printed form of what it makes, "" for a gathering; ``part`` the key of the
    part at work, the first of ``parts`` where one gathering serves several; ``reads`` the keys of the parts whose
    values flow in; ``terms`` printed: what is gathered ("h_prev", "x", and "1" for a bias), multiplied or added;
    ``line`` the name of the equation in which it stands.
    """

    kind: str
    value: str
    part: str
    reads: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    line: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Addend:
    """One term of an affine sum: ``kind`` "matrix", "diagonal", "bias" or "value"; ``source`` is the part it reads."""

    text: tuple[str, int]  # printed, with its binding
    minus: bool
    kind: str
    source: str = ""


@lru_cache(maxsize=64)
def moments(graph: Graph, *, bias: bool = True) -> tuple[Moment, ...]:
    """Give the moments of a cell. ``bias`` False: of a model without the bare vectors."""
    return tuple(_Reader(graph, bias=bias).moments())


class _Reader:
    """Reads the moments off the parts of one graph."""

    def __init__(self, graph: Graph, *, bias: bool) -> None:
        self.graph, self.bias = graph, bias
        self.scheme = Scheme(graph)
        self.lines = _lines(graph)
        self.boxes = {
            part.key: self._addends(part) for part in self.scheme.parts.values() if part.kind in BOXES
        }

    def moments(self) -> Iterator[Moment]:
        """Give them in order: boxes and round parts as their values are there, then what is written."""
        gathered: dict[tuple[str, ...], list[str]] = {}
        for key, addends in self.boxes.items():
            gathered.setdefault(_gathered(addends), []).append(key)
        for part in self.scheme.parts.values():
            line = self.lines.get(part.key, "")
            if part.kind == "op":
                args = self.graph.by_text[part.key].args
                terms = tuple(self.graph.nodes[arg].text for arg in args)
                yield Moment("apply", part.key, part.key, part.sources, terms, line, (part.key,))
            elif part.kind in BOXES:
                terms = _gathered(self.boxes[part.key])
                users = tuple(gathered.pop(terms, ()))
                reads = tuple(term for term in terms if term != "1")
                if users and len(reads) > 1:
                    yield Moment("gather", "", part.key, reads, terms, line, users)
                yield from self._box(part, self.boxes[part.key], line)
        for name, key in self.scheme.outputs.items():
            yield Moment("write", name, key, (key,), (name,), name, (key,))

    def _box(self, part: Part, addends: Sequence[_Addend], line: str) -> Iterator[Moment]:
        node = self.graph.by_text[part.key]
        layer = part.kind == "layer"
        total = self.graph.nodes[node.args[0]].text if layer else part.key
        products = [addend for addend in addends if addend.kind == "matrix"]
        rest = [addend for addend in addends if addend.kind != "matrix"]
        if products:
            value = _sum_text(products) if rest else total
            yield _affine("product", value, part.key, products, line)
        if rest and (products or len(rest) > 1 or rest[0].source):
            yield _affine("sum", total, part.key, rest, line)
        if layer:
            yield Moment("squash", part.key, part.key, (), (total,), line, (part.key,))

    def _addends(self, part: Part) -> list[_Addend]:
        """The terms of the sum of a box, in the order in which they are written."""
        node = self.graph.by_text[part.key]
        top = self.graph.nodes[node.args[0]] if part.kind == "layer" else node
        if node.op == "matmul" and node.name is not None:  # a named product: y = W @ x
            text = self.graph.expression(node.name), OPERATIONS["matmul"].binding
            return [_Addend(text, False, "matrix", self.scheme.made(self.graph.nodes[node.args[1]]))]
        found = [self._addend(leaf, minus=minus) for leaf, minus in self._leaves(top, minus=False, top=True)]
        return [addend for addend in found if addend is not None]

    def _leaves(self, node: Node, *, minus: bool, top: bool) -> Iterator[tuple[Node, bool]]:
        # A named sum is a value of its own, save where it is the box itself.
        own = node.name is None or (top and node.text in self.scheme.parts)
        if node.op in SUMS and own:
            first, second = (self.graph.nodes[arg] for arg in node.args)
            yield from self._leaves(first, minus=minus, top=False)
            yield from self._leaves(second, minus=minus != (node.op == "subtract"), top=False)
        else:
            yield node, minus

    def _addend(self, node: Node, *, minus: bool) -> _Addend | None:
        """Read one term; None for a bias that the model leaves out."""
        kind, value, _parameter = self.scheme.weights(node)
        if kind == "bias":
            gone = not self.bias and self.graph.parameters[node.text].bias
            return None if gone else _Addend((node.text, ATOM), minus, kind)
        if value is not None:
            return _Addend(_written(node), minus, kind, self.scheme.made(value))
        source = "" if node.op == "constant" else self.scheme.made(node)
        return _Addend(_written(node), minus, "value", source)


def _gathered(addends: Iterable[_Addend]) -> tuple[str, ...]:
    """What the matrices of a box multiply, x last, and 1 where there is a bias; () for a box without a matrix."""
    found = [*addends]
    sources = dict.fromkeys(addend.source for addend in found if addend.kind == "matrix")
    one = ["1"] if sources and any(addend.kind == "bias" for addend in found) else []
    return (*sorted(sources, key=lambda source: source == "x"), *one)


def _affine(kind: str, value: str, part: str, addends: Sequence[_Addend], line: str) -> Moment:
    reads = tuple(dict.fromkeys(addend.source for addend in addends if addend.source))
    terms = tuple(_signed(addend)[0] for addend in addends)
    return Moment(kind, value, part, reads, terms, line, (part,))


def _signed(addend: _Addend) -> tuple[str, int]:
    if not addend.minus:
        return addend.text
    return printed("negative", [addend.text]), OPERATIONS["negative"].binding


def _sum_text(addends: Sequence[_Addend]) -> str:
    """Print terms as one sum."""
    text = _signed(addends[0])
    for addend in addends[1:]:
        op = "subtract" if addend.minus else "add"
        text = printed(op, [text, addend.text]), OPERATIONS[op].binding
    return text[0]


def _written(node: Node) -> tuple[str, int]:
    """The printed form of a node with its binding."""
    operation = OPERATIONS.get(node.op) if node.name is None else None
    return node.text, operation.binding if operation else ATOM


def _lines(graph: Graph) -> dict[str, str]:
    """The printed form of every node -> the first line, in the order of computation, in which it stands."""
    found: dict[str, str] = {}
    for name, index in sorted(graph.named.items(), key=lambda row: row[1]):
        pending = [graph.nodes[index]]
        while pending:
            node = pending.pop()
            found.setdefault(node.text, name)
            pending.extend(graph.nodes[arg] for arg in node.args if graph.nodes[arg].name is None)
    return found
