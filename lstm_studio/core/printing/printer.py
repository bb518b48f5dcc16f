"""A cell in a notation: every line as marks, read off the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.language.term import ATOM, number_text
from lstm_studio.core.printing.marks import Mark, PrintedLine, plain
from lstm_studio.core.printing.notation import Names
from lstm_studio.core.printing.sums import addends, own_place, sums

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.language.graph import Graph, Node
    from lstm_studio.core.printing.notation import Notation

__all__ = ["print_cell"]

Row = tuple[Mark, ...]
OPEN, CLOSE = Mark("open", "("), Mark("close", ")")
PLUS = "add"


class _Addend(NamedTuple):
    """A part of a sum. ``matrix`` and ``vector`` of a product with a matrix of its own, else None."""

    role: str
    marks: Row
    binding: int
    text: str
    matrix: str = ""
    vector: Row = ()
    reads: str = ""


def print_cell(
    graph: Graph, notation: Notation, *, turned: bool = False, numbers: bool = False
) -> tuple[PrintedLine, ...]:
    """Print all lines, and behind them what letters for several vectors stand for.

    ``turned``: the cell reads from the last step to the first. ``numbers``: a place for a number stands for every
    value, bias and product of a matrix.
    """
    printer = _Printer(Names(graph, notation), turned=turned, numbers=numbers)
    lines = [printer.line(name) for name in graph.named]
    return (*lines, *printer.where())


class _Printer:
    def __init__(self, names: Names, *, turned: bool, numbers: bool) -> None:
        self.names, self.notation, self.graph = names, names.notation, names.graph
        self.turned, self.numbers = turned, numbers
        self.inside = ""  # the line that is being printed
        self.sums = 0  # of its sums, how many hold a product with a matrix of its own
        # line -> the vectors that its letter stands for, and how they are printed
        self.signals: dict[str, tuple[tuple[str, ...], Row]] = {}

    def line(self, name: str) -> PrintedLine:
        """Print the line of a named value."""
        root = self.graph.nodes[self.graph.named[name]]
        self.inside = name
        self.sums = sums(self.graph, root)
        left = Mark("letter", letter=self.names.value(name, turned=self.turned), means=(name,))
        return PrintedLine(name, (left, Mark("relation", "=", part=name), *self._right(root)))

    def where(self) -> tuple[PrintedLine, ...]:
        """Say what letters for several vectors stand for, one line for those that stand for the same."""
        alike: dict[str, list[str]] = {}
        for line, (_means, row) in self.signals.items():
            alike.setdefault(plain(row), []).append(line)
        found = []
        for lines in alike.values():
            means, row = self.signals[lines[0]]
            marks: list[Mark] = []
            for line in lines:
                letter = self.names.signal(line)
                marks += [Mark("letter", letter=letter, means=means), Mark("relation", "=")]
            found.append(PrintedLine("", (*marks, *row)))
        return tuple(found)

    def _number(self, means: tuple[str, ...], instead: Row) -> Mark:
        return Mark("number", means=means, label=plain(instead))

    def _right(self, root: Node) -> Row:
        inner = self.graph.nodes[root.args[0]]
        if root.op == "identity" and (inner.name is not None or inner.op not in OPERATIONS):
            return self._marks(inner)[0]
        return self._operation(root)[0]

    def _marks(self, node: Node) -> tuple[Row, int]:
        """Print a node that stands in a line: a named one by its letter."""
        if node.op == "constant":
            return (Mark("constant", number_text(node.value).replace("-", "−"), means=()),), ATOM
        if node.op == "parameter" or node.name is not None:
            row = self._letters(node)
            return (
                ((self._number((node.text,), row),), ATOM)
                if self.numbers
                else (row, ATOM if len(row) == 1 else 1)
            )
        return self._operation(node)

    def _letters(self, node: Node) -> Row:
        if node.op == "parameter" and node.name is not None:
            letters = self.names.parameter(node.name)
            marks = [Mark("letter", letter=letter, means=(node.text,)) for letter in letters]
            return (marks[0],) if len(marks) == 1 else (marks[0], Mark("operator", "+"), marks[1])
        name = (node.name or "").removesuffix("_prev")
        letter = self.names.value(name, before=node.op == "previous", turned=self.turned)
        return (Mark("letter", letter=letter, means=(node.text,)),)

    def _operation(self, node: Node) -> tuple[Row, int]:
        row = OPERATIONS[node.op]
        if node.op == "add" and (self.notation.order or self.notation.join):
            return self._sum(node), row.binding
        if node.op == "matmul":
            return self._product(node), row.binding
        parts = [self._marks(self.graph.nodes[arg]) for arg in node.args]
        if row.binding == ATOM:
            glyph = "identity" if node.op == "identity" else row.glyph
            return (Mark("function", glyph, part=node.text), OPEN, *parts[0][0], CLOSE), ATOM
        rows = [
            marks
            if binding > row.binding or (binding == row.binding and place == 0)
            else (OPEN, *marks, CLOSE)
            for place, (marks, binding) in enumerate(parts)
        ]
        if len(rows) == 1:
            return (Mark("prefix", row.glyph, part=node.text), *rows[0]), row.binding
        glyph = self.notation.multiply if node.op == "multiply" else row.glyph
        return (*rows[0], Mark("operator", glyph, part=node.text), *rows[1]), row.binding

    def _product(self, node: Node) -> Row:
        """Print a matrix with its vector."""
        matrix, vector = (self.graph.nodes[arg] for arg in node.args)
        alone = self._joins() and self.sums == 1 and own_place(self.graph, matrix)
        if alone:
            addend = self._addend(node)
            if addend.matrix:
                return self._joined([addend], "")
        return self._beside(node, matrix, vector)

    def _beside(self, node: Node, matrix: Node, vector: Node) -> Row:
        marks, binding = self._inner(vector)
        if binding <= OPERATIONS["matmul"].binding:
            marks = (OPEN, *marks, CLOSE)
        row = (*self._plainly(matrix), Mark("product", self.notation.product, part=node.text), *marks)
        return (self._number((node.text,), row),) if self.numbers else row

    def _inner(self, vector: Node) -> tuple[Row, int]:
        """Print what a matrix reads, in letters: as a whole it has one number."""
        return self._spelled(lambda: self._marks(vector))

    def _plainly(self, node: Node) -> Row:
        return self._spelled(lambda: (self._letters(node), 0))[0]

    def _spelled(self, what: Callable[[], tuple[Row, int]]) -> tuple[Row, int]:
        numbers, self.numbers = self.numbers, False
        found = what()
        self.numbers = numbers
        return found

    def _joins(self) -> bool:
        return bool(self.notation.join) and self.inside in self.names.joins

    def _addend(self, node: Node) -> _Addend:
        if node.op == "matmul" and node.name is None:
            matrix, vector = (self.graph.nodes[arg] for arg in node.args)
            role = self.names.roles[matrix.name or ""]
            inner = self._inner(vector)[0]
            own = own_place(self.graph, matrix)
            row = self._beside(node, matrix, vector)
            return _Addend(role, row, 4, node.text, matrix.text if own else "", inner, vector.text)
        marks, binding = self._marks(node)
        role = self.names.roles.get(node.text, "") if node.op == "parameter" else ""
        if node.op == "multiply" and node.name is None:
            factors = [self.names.roles.get(self.graph.nodes[arg].text, "") for arg in node.args]
            role = "diagonal" if "diagonal" in factors else ""
        return _Addend(role, marks, binding, node.text)

    def _sum(self, node: Node) -> Row:
        """Print a sum: products with matrices of their own joined, all in the order of the notation."""
        found = [self._addend(each) for each in addends(self.graph, node)]
        products = [each for each in found if each.matrix]
        biases = [each.text for each in found if self.notation.ones and each.role in ("bias", "inner_bias")]
        bias = biases[0] if len(biases) == 1 else ""
        distinct = len({each.reads for each in products}) == len(products)
        if self._joins() and products and distinct and (self.sums == 1 or len(products) == 1):
            joined = _Addend("first", self._joined(products, bias), 4, "")
            found = [joined, *(each for each in found if not each.matrix and each.text != bias)]
        rows = self._ordered(found)
        marks = list(rows[0])
        for row in rows[1:]:
            marks += [Mark("operator", "+", part=node.text), *row]
        return tuple(marks)

    def _ordered(self, summed: list[_Addend]) -> list[Row]:
        order = {"first": -1, **{role: place for place, role in enumerate(self.notation.order)}}
        rows: list[tuple[int, Row]] = []
        for place, each in enumerate(summed):
            row = each.marks
            if each.binding == OPERATIONS[PLUS].binding and place and not each.role:
                row = (OPEN, *row, CLOSE)
            rank = order.get(each.role, len(order))
            if len(row) == 3 and row[1].text == "+" and each.role == "bias":  # a bias that is a sum of two
                second = order.get("second_bias", len(order))
                rows += [(rank, row[:1]), (second, row[2:])]
            else:
                rows.append((rank, row))
        return [row for _rank, row in sorted(rows, key=lambda each: each[0])]

    def _joined(self, products: list[_Addend], bias: str) -> Row:
        """Print one matrix for several: W [h, x]; with a bias, that of a vector that begins with 1."""
        order = {role: place for place, role in enumerate(self.notation.order)}
        inside = sorted(products, key=lambda each: order.get(each.role, len(order)))
        comma = Mark("comma", self.notation.join)
        vectors: Row = inside[0].vector
        for each in inside[1:]:
            vectors = (*vectors, comma, *each.vector)
        means = tuple(each.matrix for each in inside)
        letter = self.names.joined(self.inside) if self.sums == 1 else self.names.parameter(means[0])[0]
        opened, closed = Mark("open", "["), Mark("close", "]")
        if len(inside) > 1 and self.inside in self.names.signals:
            reads = tuple(each.reads for each in inside)
            self.signals[self.inside] = reads, (opened, *vectors, closed)
            vectors = (Mark("letter", letter=self.names.signal(self.inside), means=reads),)
        if bias:
            vectors = (opened, Mark("constant", "1", means=(bias,)), comma, *vectors, closed)
        elif len(inside) > 1 and len(vectors) > 1:
            vectors = (opened, *vectors, closed)
        elif len(vectors) > 1:
            vectors = (OPEN, *vectors, CLOSE)
        whole = (bias, *means) if bias else means
        part = inside[0].text
        matrix = Mark("letter", letter=letter, means=whole)
        row = (matrix, Mark("product", self.notation.product, part=part), *vectors)
        texts = (*(each.text for each in inside), *([bias] if bias else []))
        return (self._number(texts, row),) if self.numbers else row
