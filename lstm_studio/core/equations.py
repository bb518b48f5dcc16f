"""Equation text -> terms: one token pattern and a small Pratt parser.

``x`` is the input, ``v_prev`` is ``v`` one step ago. ``@``, ``·`` or two factors side by side are the product of a
matrix with a vector and bind tighter than ``*`` and ``⊙``, so ``r * R_n @ h_prev`` means r ⊙ (R_n h₋). Forms pasted
from papers (``σ``, ``f_t``, ``h_{t-1}``, ``hₜ₋₁``) are understood. Every term keeps its place, in characters of the
text that the person wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.ops import FUNCTIONS, OPERATIONS
from lstm_studio.core.tokens import BINARY, MOST_CHARACTERS, EquationError, Token, tokens
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["EquationError", "Term", "functions_text", "parse_expression", "parse_lines", "printed"]

MOST_NESTING = 64
MOST_PARTS = 300  # of one right side: a long sum is as deep as it is long
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Term:
    """A parsed expression: ``op`` is "name", "number" or a key of OPERATIONS; ``column`` counts from 1."""

    op: str
    args: tuple[Term, ...] = ()
    name: str = ""
    value: float = 0.0
    line: int = 1
    column: int = 1
    length: int = 1


def functions_text() -> str:
    """Give the names of the functions, for a sentence."""
    return ", ".join(sorted(set(FUNCTIONS.values())))


class _Reader:
    """A Pratt parser over the tokens of one expression."""

    def __init__(self, tokens: list[Token], line: int, functions: Mapping[str, str]) -> None:
        self.tokens, self.line, self.at, self.depth = tokens, line, 0, 0
        self.functions = functions

    def wrong(self, sentence: str, token: Token) -> EquationError:
        return EquationError(sentence, self.line, token.column, token.length)

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def expect(self, mark: str, opened: Token) -> None:
        token = self.take()
        if token.text != mark or token.kind != "mark":
            found = token.text or _("the end of the line")
            raise self.wrong(
                _("expected “{mark}” for the bracket opened at column {column}, found “{found}”").format(
                    mark=mark, column=opened.column, found=found
                ),
                token,
            )

    def expression(self, floor: int = 0) -> Term:
        self.depth += 1
        token = self.take()
        if self.depth > MOST_NESTING:
            raise self.wrong(
                _("more than {most} levels of nesting; give a part a name").format(most=MOST_NESTING),
                token,
            )
        left = self.start(token)
        while True:
            token = self.tokens[self.at]
            side_by_side = token.kind in ("name", "number") or token.text == "("
            op = "matmul" if side_by_side else BINARY.get(token.text, "") if token.kind == "mark" else ""
            if not op:
                if token.text == "×":
                    raise self.wrong(
                        _("“×” is ambiguous: write * or ⊙ for unit by unit, @ for a matrix with a vector"),
                        token,
                    )
                break
            binding = OPERATIONS[op].binding
            if binding <= floor:
                break
            if side_by_side:
                self.check_side_by_side(left, token)
            else:
                self.take()
            right = self.expression(binding - 1 if op == "matmul" else binding)  # @ groups to the right
            left = Term(
                op, (left, right), "", 0.0, self.line, left.column, right.column + right.length - left.column
            )
        self.depth -= 1
        return left

    def check_side_by_side(self, left: Term, token: Token) -> None:
        if left.op != "name" or not left.name[0].isupper():
            raise self.wrong(
                _(
                    "expected an operation before “{found}”; side by side means a matrix (capital) with a vector, "
                    "write * or ⊙ for unit by unit"
                ).format(found=token.text),
                token,
            )

    def start(self, token: Token) -> Term:
        if token.kind == "number":
            value = float(token.text)
            if value > 1e30:
                raise self.wrong(
                    _("{found} is too large; expected a number up to 1e30").format(found=token.text), token
                )
            return Term("number", (), "", value, self.line, token.column, token.length)
        if token.kind == "name":
            following = self.tokens[self.at]
            if following.text == "(" and (token.text in self.functions or not token.text[0].isupper()):
                return self.call(token)
            return Term("name", (), token.text, 0.0, self.line, token.column, token.length)
        if token.text == "(":
            inner = self.expression()
            self.expect(")", token)
            return inner
        if token.text == "-":
            inner = self.expression(OPERATIONS["negative"].binding)
            return Term(
                "negative",
                (inner,),
                "",
                0.0,
                self.line,
                token.column,
                inner.column + inner.length - token.column,
            )
        found = token.text or _("the end of the line")
        raise self.wrong(
            _("expected a name, a number or a bracket, found “{found}”").format(found=found), token
        )

    def call(self, token: Token) -> Term:
        if token.text not in self.functions:
            raise self.wrong(
                _("there is no function “{name}”; expected one of {functions}").format(
                    name=token.text, functions=functions_text()
                ),
                token,
            )
        opened = self.take()
        inner = self.expression()
        closing = self.tokens[self.at]
        self.expect(")", opened)
        return Term(
            self.functions[token.text],
            (inner,),
            "",
            0.0,
            self.line,
            token.column,
            closing.column + 1 - token.column,
        )


def parse_expression(
    text: str, line: int = 1, shift: int = 1, functions: Mapping[str, str] = FUNCTIONS
) -> Term:
    """Read one right side; ``shift`` is the column of its first character. Raises EquationError."""
    if len(text) > MOST_CHARACTERS:
        raise EquationError(
            _("{n} characters; expected at most {most}").format(n=len(text), most=MOST_CHARACTERS), line, 1
        )
    read = tokens(text, line, shift)
    if len(read) > MOST_PARTS:
        sentence = _("more than {most} names, numbers and signs in one line; give a part a name")
        raise EquationError(sentence.format(most=MOST_PARTS), line, read[MOST_PARTS].column)
    reader = _Reader(read, line, functions)
    term = reader.expression()
    token = reader.take()
    if token.kind != "end":
        raise reader.wrong(
            _("expected an operation or the end of the line, found “{found}”").format(found=token.text), token
        )
    return term


def _left_side(text: str, line: int) -> Token:
    read = tokens(text, line, 1)
    if len(read) != 2 or read[0].kind != "name" or read[0].text.endswith("_prev"):
        raise EquationError(
            _("expected one name on the left of “=”, found “{found}”").format(found=text.strip()),
            line,
            1,
            max(1, len(text.rstrip())),
        )
    return read[0]


def parse_lines(text: str) -> list[tuple[str, Term]]:
    """Read lines ``name = expression`` (blank lines and ``#`` comments allowed). Raises EquationError."""
    if len(text) > MOST_CHARACTERS:
        raise EquationError(
            _("{n} characters; expected at most {most}").format(n=len(text), most=MOST_CHARACTERS), 1, 1
        )
    lines: list[tuple[str, Term]] = []
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole.split("#")[0]
        if not line.strip():
            continue
        if len(lines) >= MOST_LINES:
            raise EquationError(_("expected at most {most} equations").format(most=MOST_LINES), number, 1)
        left, equals, right = line.partition("=")
        if not equals:
            raise EquationError(
                _("expected “name = expression”, found “{found}”").format(found=line.strip()),
                number,
                1,
                max(1, len(line.rstrip())),
            )
        token = _left_side(left, number)
        lines.append((token.text, parse_expression(right, number, len(left) + 2)))
    if not lines:
        raise EquationError(_("no equations; expected at least “h = …”"), 1, 1)
    return _without_time(lines)


def _without_time(lines: list[tuple[str, Term]]) -> list[tuple[str, Term]]:
    """Take the ``_t`` off ``f_t`` on a left side, and wherever the bare name is the input or a left side."""
    lefts = [name.removesuffix("_t") if len(name) > 2 else name for name, _term in lines]
    known = {"x", *lefts}

    def plain(term: Term) -> Term:
        bare = term.name.removesuffix("_t")
        name = bare if term.op == "name" and bare in known and term.name not in lefts else term.name
        return Term(
            term.op,
            tuple(plain(arg) for arg in term.args),
            name,
            term.value,
            term.line,
            term.column,
            term.length,
        )

    return [(left, plain(term)) for left, (_name, term) in zip(lefts, lines, strict=True)]


def printed(op: str, args: Iterable[tuple[str, int]]) -> str:
    """Print an operation over its printed arguments, each with its binding (9 for a name or a call)."""
    row = OPERATIONS[op]
    texts = []
    for place, (text, binding) in enumerate(args):
        loose = binding < row.binding or (binding == row.binding and (place == 1) != (op == "matmul"))
        texts.append(f"({text})" if row.binding < 9 and loose else text)
    return row.printed.format(*texts)
