"""``W [h_prev, x]`` -> ``W_h @ h_prev + W_x @ x``: one matrix a part, named after what it reads; ``1`` reads a bias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.language.spelling import MOST_LETTERS
from lstm_studio.core.language.term import Term, names_in, print_term, wrong
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Concatenations"]

MOST_LABEL = 12


class Concatenations:
    """The matrices that multiply several vectors in one bracket: ``parts`` matrix -> what it reads, printed."""

    def __init__(self) -> None:
        self.parts: dict[str, tuple[str, ...]] = {}
        self.made: dict[str, str] = {}
        self._uses: dict[str, set[int]] = {}

    def product(self, matrix: Term, parts: Sequence[Term], whole: Term) -> Term:
        """Give the sum of products that ``matrix [parts]`` stands for, at the place of ``whole``."""
        texts = tuple(print_term(part)[0] for part in parts)
        known = self.parts.setdefault(matrix.name, texts)
        if known != texts:
            given = _("{name} multiplies [{one}] here and [{other}] above; give one of them another name")
            raise wrong(matrix, given.format(name=matrix.name, one=", ".join(texts), other=", ".join(known)))
        self._uses.setdefault(matrix.name, set()).add(matrix.start)
        labels: list[str] = []
        total: Term | None = None
        for part in parts:
            label = _label(part)
            if label in labels or len(label) > MOST_LABEL:
                label = f"part{len(labels) + 1}"
            labels.append(label)
            name = f"{matrix.name}_{label}"
            if len(name) > MOST_LETTERS:
                raise wrong(matrix, _("{name} is too long for a matrix of parts").format(name=matrix.name))
            self.made[name] = matrix.name
            block = Term("name", (), name, 0.0, part.line, part.column, part.length, part.start)
            if part.op != "number":
                block = _at("matmul", (block, part), part)
            total = block if total is None else _at("add", (total, block), whole)
        return total or whole

    def check(self, seen: Mapping[str, Sequence[Term]]) -> None:
        """Refuse a matrix that has other uses, and a part whose name is taken; ``seen``: the names that are written."""
        for name, texts in self.parts.items():
            for term in seen.get(name, ()):
                if term.start not in self._uses[name]:
                    given = _("{name} multiplies [{parts}] in one place and is used in another way here")
                    raise wrong(term, given.format(name=name, parts=", ".join(texts)), _("another name"))
        for name, matrix in self.made.items():
            for term in seen.get(name, ()):
                given = _("{name} is the part of {matrix} that reads {label}").format(
                    name=name, matrix=matrix, label=name.removeprefix(f"{matrix}_")
                )
                raise wrong(term, given, _("another name"))


def _at(op: str, args: tuple[Term, ...], place: Term) -> Term:
    return Term(op, args, "", 0.0, place.line, place.column, place.length, place.start)


def _label(part: Term) -> str:
    if part.op == "number":
        if part.value != 1.0:
            given = _("a number in a bracket of vectors reads the bias")
            raise wrong(part, given, _("1, a vector or x"))
        return "1"
    names = [term.name.removesuffix("_prev") for term in names_in(part)]
    return "".join(dict.fromkeys(names)).replace("_", "") or "1"
