"""A Pratt parser: tokens -> terms. What can be read in two ways is refused, and both ways are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.language.calls import JOINING, PAIRS, function_of, no_function
from lstm_studio.core.language.concatenation import Concatenations
from lstm_studio.core.language.factors import Factors
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.language.source import shown
from lstm_studio.core.language.term import Term
from lstm_studio.core.language.tokens import BINARY, EITHER, Token, wrong
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lstm_studio.core.language.source import EquationError

__all__ = ["Parser"]

MOST_NESTING = 64
MOST_NUMBER = 1e30
_ENDS = frozenset(("", ")", "]", "+", "-", ",", "|"))


class Parser:
    """Reads the right sides of one cell; ``known``: what its steps compute, and x (None: not known)."""

    def __init__(self, functions: Mapping[str, str], known: Collection[str] | None) -> None:
        self.functions, self.known = functions, known
        self.tokens: list[Token] = []
        self.at = self.depth = 0
        self.seen: dict[str, list[Term]] = {}
        self.parts = Concatenations()
        self.factors = Factors(known, self.parts)

    def whole(self, read: list[Token]) -> Term:
        """Read all tokens of a right side as one term. Raises EquationError."""
        last = read[-1]
        end = Token("end", "", last.line, last.column + last.length, last.stop, 1)
        self.tokens, self.at, self.depth = [*read, end], 0, 0
        term = self.factors.single(self.expression())
        token = self.tokens[self.at]
        if token.kind != "end":
            raise _instead(token, _("an operation or the end of the line"))
        return term

    def take(self) -> Token:
        """Give the next token and go on; the end stays."""
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def sees(self, mark: str) -> bool:
        """Tell whether a mark is next."""
        token = self.tokens[self.at]
        return token.kind == "mark" and token.text == mark

    def expect(self, mark: str, opened: Token) -> Token:
        """Take the mark that closes the bracket ``opened``."""
        token = self.take()
        if token.text != mark or token.kind != "mark":
            expected = _("“{mark}” for the bracket opened at column {column}")
            raise _instead(token, expected.format(mark=mark, column=opened.column))
        return token

    def expression(self, floor: int = 0) -> Term:
        """Read operations that bind tighter than ``floor``."""
        self.depth += 1
        token = self.take()
        if self.depth > MOST_NESTING:
            sentence = _("more than {most} levels of nesting; give a part a name")
            raise wrong(sentence.format(most=MOST_NESTING), token)
        left = self.start(token)
        while True:
            token = self.tokens[self.at]
            if token.kind == "mark":
                beside = token.text in ("(", "[")
                op = "matmul" if beside or token.text in EITHER else BINARY.get(token.text, "")
            else:
                beside = token.kind != "end"
                op = "matmul" if beside else ""
            if not op or OPERATIONS[op].binding <= floor:
                break
            binding = OPERATIONS[op].binding
            if beside:
                self.factors.check_beside(left, token, function=bool(self.function(token)))
            else:
                self.at += 1
            right = self.expression(binding - 1 if op == "matmul" else binding)  # @ groups to the right
            if op == "matmul":
                left = self.factors.of(left, right, token, beside=beside)
            else:
                left = self.factors.plain(op, left, right)
        self.depth -= 1
        return left

    def start(self, token: Token) -> Term:
        """Read a term that begins with ``token``."""
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.name(token)
        if token.text == "(":
            inner = self.factors.single(self.expression())
            return _placed(inner.op, inner.args, inner.name, inner.value, token, self.expect(")", token))
        if token.text == "[":
            parts = self.listed(token, "]")
            return _placed("list", parts, "", 0.0, token, self.tokens[self.at - 1])
        if token.text == "|":
            inner = self.factors.single(self.expression())
            return _placed("abs", (inner,), "", 0.0, token, self.expect("|", token))
        if token.text == "-":
            inner = self.factors.single(self.expression(OPERATIONS["negative"].binding))
            length = inner.start + inner.length - token.start
            return Term("negative", (inner,), "", 0.0, token.line, token.column, length, token.start)
        raise _instead(token, _("a name, a number or a bracket"))

    def number(self, token: Token) -> Term:
        """Read a number."""
        value = float(token.text)
        if value > MOST_NUMBER:
            given = _("{found} is too large").format(found=shown(token.text))
            raise wrong(given, token, _("a number up to 1e30"))
        if value == 0.0 and token.text.strip("0.")[:1] not in ("", "e", "E"):
            given = _("{found} is too small to be told from 0").format(found=shown(token.text))
            raise wrong(given, token, _("a number from 1e-300 up, or 0"))
        return Term("number", (), "", value, token.line, token.column, token.length, token.start)

    def function(self, token: Token) -> str:
        """Give the operation of a function's name, "" for any other token."""
        if token.kind != "name" or (self.known is not None and token.text in self.known):
            return ""
        return function_of(token.text, self.functions)

    def name(self, token: Token) -> Term:
        """Read a name, or a call where a bracket follows the name of a function."""
        op = self.function(token)
        following = self.tokens[self.at]
        if following.text == "(" and (op or not token.text[0].isupper()):
            return self.call(token, op)
        if op and token.text in self.functions:
            return self.bare(token, op)
        term = Term("name", (), token.text, 0.0, token.line, token.column, token.length, token.start)
        if token.transposed:
            return _placed("transposed", (term,), token.text, 0.0, token, token)
        self.seen.setdefault(token.text, []).append(term)
        return term

    def bare(self, token: Token, op: str) -> Term:
        """Read a function without a bracket: tanh c, where nothing but c can be meant."""
        argument = self.tokens[self.at]
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        alone = following.text in _ENDS and following.kind in ("mark", "end")
        if argument.kind not in ("name", "number") or not alone:
            given = _("{name} is a function, and it is not clear of what").format(name=token.text)
            raise wrong(given, token, f"{token.text}(…)")
        inner = self.factors.single(self.start(self.take()))
        return _placed(op, (inner,), "", 0.0, token, argument)

    def call(self, token: Token, op: str) -> Term:
        """Read what stands in the brackets of a function."""
        opened = self.take()
        if not op and token.text in JOINING:
            return self.joined(token, opened)
        if not op and token.text in PAIRS:
            return self.pair(token, opened)
        if not op:
            known = self.known is not None and token.text in self.known
            given, expected = no_function(token.text, known=known)
            raise wrong(given, token, expected)
        inner = self.factors.single(self.expression())
        return _placed(op, (inner,), "", 0.0, token, self.expect(")", opened))

    def pair(self, token: Token, opened: Token) -> Term:
        """Read a function of two arguments, as code has them."""
        args = self.listed(opened, ")")
        closing = self.tokens[self.at - 1]
        op = PAIRS[token.text]
        if len(args) != 2:
            raise wrong(_("{name} of {n} arguments").format(name=token.text, n=len(args)), token, _("two"))
        if op == "matmul":
            inner = self.factors.of(args[0], args[1], token, beside=False)
        elif op == "relu":
            zero = next(
                (place for place, arg in enumerate(args) if arg.op == "number" and arg.value == 0), -1
            )
            if zero < 0:
                raise wrong(_("the larger of two values is not here"), token, _("max(0, …), which is relu"))
            inner = Term(op, (args[1 - zero],))
        else:
            inner = Term(op, args)
        return _placed(inner.op, inner.args, inner.name, inner.value, token, closing)

    def joined(self, token: Token, opened: Token) -> Term:
        """Read concatenate([h_prev, x]): a list of vectors; what else stands in the bracket says which axis."""
        inner = self.take()
        if inner.text not in ("(", "["):
            raise _instead(inner, _("a list of vectors, [h_prev, x]"))
        parts = self.listed(inner, ")" if inner.text == "(" else "]")
        while self.sees(",") or (self.tokens[self.at].kind != "end" and not self.sees(")")):
            self.take()
        return _placed("list", parts, "", 0.0, token, self.expect(")", opened))

    def listed(self, opened: Token, closing: str) -> tuple[Term, ...]:
        """Read terms with commas or semicolons between them, and the closing bracket."""
        parts = [self.factors.single(self.expression())]
        while self.sees(",") or self.sees(";"):
            self.take()
            parts.append(self.factors.single(self.expression()))
        self.expect(closing, opened)
        return tuple(parts)

    def check_parts(self) -> None:
        """Check the matrices of several parts against all other names, when all lines are read."""
        self.parts.check(self.seen)
        self.factors.check_turned(self.seen)


def _instead(token: Token, expected: str) -> EquationError:
    """Give the error of a token that stands where something else was expected."""
    found = _("the end of the line") if token.kind == "end" else f"“{shown(token.text)}”"
    return wrong(
        _("expected {expected}, found {found}").format(expected=expected, found=found), token, expected
    )


def _placed(op: str, args: tuple[Term, ...], name: str, value: float, first: Token, last: Token) -> Term:
    """Give a term that stands from one token to another."""
    return Term(op, args, name, value, first.line, first.column, last.stop - first.start, first.start)
