"""The two sides of a product: a matrix with a vector, or unit by unit. In doubt both readings are said."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from lstm_studio.core.language.source import EquationError, shown
from lstm_studio.core.language.term import Term, print_term
from lstm_studio.core.language.term import wrong as wrong_term
from lstm_studio.core.language.tokens import EITHER, Token, wrong
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Collection

    from lstm_studio.core.language.concatenation import Concatenations

__all__ = ["Factors"]


class Factors:
    """Makes terms of two factors; ``known``: what the steps of the cell compute, and x (None: not known)."""

    def __init__(self, known: Collection[str] | None, parts: Concatenations) -> None:
        self.known, self.parts = known, parts
        self._soft: Term | None = None  # the last product whose sign could have meant the other kind
        self._chain: tuple[Term, ...] = ()  # its factors
        self._turned: dict[str, Term] = {}  # matrices that stand before a vector transposed
        self._natural: set[str] = set()  # those that stand behind one so

    def single(self, term: Term) -> Term:
        """Refuse what only a matrix can stand before, or a vector: [h, x] and a transposed matrix."""
        if term.op == "list":
            given = _("a list of vectors stands alone")
            raise wrong_term(term, given, _("a matrix before it, such as W [h_prev, x]"))
        if term.op == "transposed":
            given = _("the transpose of {name} stands alone").format(name=term.name)
            raise wrong_term(term, given, _("a vector on one of its sides"))
        return term

    def plain(self, op: str, left: Term, right: Term) -> Term:
        """Give a sum, a difference, a product unit by unit or a quotient."""
        if op == "divide" and right is self._soft:
            one = f"({_text(left)} / {_text(right.args[0])}) * {_text(right.args[1])}"
            raise self._two_ways(right, one, f"{_text(left)} / ({_text(right)})")
        return _joined(op, self.single(left), self.single(right))

    def check_beside(self, left: Term, token: Token, *, function: bool) -> None:
        """Check two factors side by side: a matrix and a vector, a vector and a transposed matrix, or two values."""
        if token.transposed or left.op == "transposed" or self._matrix(left):
            return
        values = self.known is not None and (left.op != "name" or self._computed(left))
        if not values or not (function or (token.kind == "name" and self._value(token.text))):
            given = _("side by side means a matrix (capital) with a vector; for unit by unit write * or ⊙")
            raise wrong(given, token, _("an operation before “{found}”").format(found=shown(token.text)))

    def of(self, left: Term, right: Term, token: Token, *, beside: bool) -> Term:
        """Give the product of two factors with @, ·, × or nothing between them."""
        if right.op == "transposed":
            self._natural.add(right.name)
            return _joined("matmul", self.single(left), right, (right.args[0], left))
        turned = left.op == "transposed"
        if turned:
            # Who writes Wᵀx everywhere keeps the same matrix turned round: its name stands for the whole here.
            self._turned[left.name] = left
            left = left.args[0]
        if right.op == "list":
            return self._of_parts(left, right)
        self.single(left)
        if right is self._soft and left.op == "name" and not self._computed(left):
            a, b = self._chain[0], _chained(self._chain[1:])
            if self._size(a) == "D" and self._size(b) == "H":
                return self._of_values(_joined("matmul", left, a), b)
            one = f"({_text(left)} @ {_text(a)}) * {_text(b)}"
            raise self._two_ways(right, one, f"{_text(left)} @ ({_text(right)})")
        if turned or (self._matrix(left) if beside else token.text not in EITHER):
            if self._computed(left) and right.op == "name" and not self._computed(right):
                given = _("a matrix stands before its vector here")
                raise wrong_term(right, given, f"{right.name} @ {_text(left)}")
            return _joined("matmul", left, right)
        if not beside and left.op == "name" and not self._computed(left) and right.op != "number":
            if self._matrix(left) or self._size(right) == "D":
                return _joined("matmul", left, right)
            given = _("“{left} {sign} {right}” is ambiguous: a matrix with a vector is {left} @ {right}, unit by "
                      "unit is {left} * {right}")  # fmt: skip
            raise wrong(given.format(left=_text(left), sign=token.text, right=_text(right)), token)
        return self._of_values(left, right)

    def _of_values(self, left: Term, right: Term) -> Term:
        """Give a product unit by unit. A chain of them groups to the left, as it does with ⊙."""
        self._chain = (left, *(self._chain if right is self._soft else (self.single(right),)))
        self._soft = _chained(self._chain)
        return self._soft

    def check_turned(self, seen: Collection[str]) -> None:
        """Refuse a matrix that stands both transposed and as it is; ``seen``: the names that stand as they are."""
        for name, term in self._turned.items():
            if name in seen or name in self._natural:
                given = _("{name} stands here transposed and in another place as it is").format(name=name)
                raise wrong_term(term, given, _("another name"))

    def _of_parts(self, left: Term, right: Term) -> Term:
        if left.op != "name" or self._computed(left):
            given = _("{found} stands before a list of vectors").format(found=shown(_text(left)))
            raise wrong_term(left, given, _("a matrix, such as W [h_prev, x]"))
        return self.parts.product(left, right.args, _joined("list", left, right))

    def _computed(self, term: Term) -> bool:
        """Tell whether a name is a value, no parameter; where that is not known, by its letter."""
        return term.op != "name" or self._value(term.name)

    def _value(self, name: str) -> bool:
        if name == "x" or name.endswith("_prev"):
            return True
        return name in self.known if self.known is not None else not name[0].isupper()

    def _matrix(self, term: Term) -> bool:
        """Tell whether a name can stand before a vector without a sign."""
        known = self.known is not None and term.name in self.known
        return term.op == "name" and term.name[0].isupper() and not known

    def _size(self, term: Term) -> str:
        """Give "D" for what has the size of x, "H" for one value a unit, "" where it is not known."""
        if term.op == "name":
            return "D" if term.name == "x" else "H" if self._computed(term) else ""
        if term.op == "matmul":
            return "H"
        sizes = {self._size(arg) for arg in term.args}
        return "H" if "H" in sizes else "D" if "D" in sizes else ""

    @staticmethod
    def _two_ways(term: Term, one: str, other: str) -> EquationError:
        given = _("this product is ambiguous: it may be {one} or {other}; write brackets")
        return wrong_term(term, given.format(one=shown(one), other=shown(other)))


def _joined(op: str, left: Term, right: Term, args: tuple[Term, ...] = ()) -> Term:
    length = max(1, right.start + right.length - left.start)
    return Term(op, args or (left, right), "", 0.0, left.line, left.column, length, left.start)


def _chained(factors: tuple[Term, ...]) -> Term:
    return reduce(lambda whole, factor: _joined("multiply", whole, factor), factors)


def _text(term: Term) -> str:
    return print_term(term)[0] if term.op not in ("list", "transposed") else term.op
