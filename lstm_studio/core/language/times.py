"""Which time a name means: ``f_t`` is f, ``h_{t-1}`` and ``h(t-1)`` are h_prev, once all left sides are known.

Times count from the one on the left: in ``h(n+1) = tanh(R h(n) + …)`` it is h(n) that is one step ago.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.language.source import EquationError, shown
from lstm_studio.core.language.spelling import Time, time_of
from lstm_studio.core.language.tokens import Token, wrong
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lstm_studio.core.language.lines import Line

__all__ = ["Clock", "left_sides"]

_PREVIOUS = "_prev"


def left_sides(lines: Sequence[Line]) -> list[Token]:
    """Give the left sides, one name each, with their times. Raises EquationError."""
    found = []
    for line in lines:
        token, count = _called(line.left, 0)
        if count != len(line.left) or token.kind != "name" or token.transposed:
            first, last = line.left[0], line.left[-1]
            length = last.stop - first.start
            given = _("more than a name stands on the left of “=”")
            raise EquationError(given, first.line, first.column, length, _("one name"))
        if token.time is not None and token.time.steps < 0:
            given = _("{name} one step ago cannot be computed").format(name=token.text)
            raise wrong(given, token, _("{name}, or another name").format(name=token.text))
        found.append(token)
    return found


class Clock:
    """Settles the times of names. ``known``: what changes with time, x and the left sides (None: not known)."""

    def __init__(
        self, known: Collection[str] | None, lefts: Sequence[Token], rights: Sequence[list[Token]]
    ) -> None:
        self.letter = _letter([*lefts, *(token for right in rights for token in right)])
        names = [self._left(token) for token in lefts]
        # What a PDF file makes of subscripts: ft = σ(Wf xt + Uf ht−1)
        self.flat = bool(names) and "h" not in names and "ht" in names and all(
            len(name) > 1 and name.endswith("t") for name in names
        )  # fmt: skip
        if self.flat:
            names = [name[:-1] for name in names]
        self.lefts = names
        self.known = None if known is None and not names else frozenset((*(known or ()), *names, "x"))

    def _left(self, token: Token) -> str:
        if token.time is None or token.time.letter == self.letter:
            return token.text
        if token.time.letter == "t":
            raise _two_letters(self.letter, token)
        return token.text + token.label

    def settled(self, right: list[Token], left: Token | None = None) -> list[Token]:
        """Give the tokens of a right side with each name in our spelling. Raises EquationError."""
        now = left.time.steps if left is not None and left.time and left.time.letter == self.letter else 0
        found = []
        at = 0
        while at < len(right):
            token = right[at]
            at += 1
            if token.kind == "name":
                if self.known is None or token.text + token.label in self.known:
                    token, at = _called(right, at - 1)
                if self.flat and token.text.endswith("t") and token.text[:-1] in (self.known or ()):
                    before = _less_one(right, at)
                    at += 2 * before
                    token = token._replace(text=token.text[:-1] + _PREVIOUS * before)
                else:
                    self._check_less_one(token, right, at)
                    token = token._replace(text=self._name(token, now))
            found.append(token)
        return found

    def _name(self, token: Token, now: int) -> str:
        time, name = token.time, token.text
        if time is None:
            return name
        if not time.letter:
            return name + _PREVIOUS
        known = self.known is not None and name in self.known
        if not time.sure and (time.letter != self.letter or not known):
            if known and time.letter == "t":
                raise _two_letters(self.letter, token)
            return name + token.label
        if not known and time.steps == 0 and self.known is not None:
            given = _("{name} changes with time, but no line computes it").format(name=shown(name))
            raise wrong(given, token, _("x for the input, or a line “{name} = …”").format(name=shown(name)))
        steps = time.steps - now
        if steps == 0:
            return name
        if steps == -1:
            return name + _PREVIOUS
        if steps > 0:
            raise wrong(_("{name} is still to come at this step").format(name=name), token, f"{name}_prev")
        given = _(
            "{name} is {n} steps ago, and a cell keeps one; a line “d = {name}_prev” makes d_prev two steps ago"
        )
        raise wrong(given.format(name=name, n=-steps), token, f"{name}_prev")

    def _check_less_one(self, token: Token, right: list[Token], at: int) -> None:
        """Refuse h_t-1 and ht−1, which people write for one step ago as well as for less one."""
        if not _less_one(right, at) or self.known is None:
            return
        bare = token.time is not None and not token.time.sure and token.time.letter == self.letter
        name = token.text if bare else token.text[:-1] if token.text.endswith("t") else ""
        if name in self.known:
            sentence = _(
                "“{found}-1” may be {name} one step ago or less 1; write {name}_prev or ({found}) - 1"
            )
            found = token.text + token.label
            length = right[at + 1].stop - token.start
            raise EquationError(sentence.format(found=found, name=name), token.line, token.column, length)


def _letter(read: Sequence[Token]) -> str:
    """Give the letter of the times that can be nothing else; t where there are none."""
    letter = ""
    for token in read:
        if token.time is not None and token.time.sure and token.time.letter:
            letter = letter or token.time.letter
            if token.time.letter != letter:
                raise _two_letters(letter, token)
    return letter or "t"


def _two_letters(letter: str, token: Token) -> EquationError:
    given = _("both {one} and {other} count the steps").format(
        one=letter, other=token.time.letter if token.time else "t"
    )
    return wrong(given, token, _("one letter for the time"))


def _less_one(right: list[Token], at: int) -> bool:
    """Tell whether −1 follows without a space."""
    if at + 1 >= len(right) or right[at].text != "-" or right[at + 1].text != "1":
        return False
    return right[at - 1].stop == right[at].start and right[at].stop == right[at + 1].start


def _called(read: list[Token], at: int) -> tuple[Token, int]:
    """Read a name and a time in brackets behind it: h(t-1), h[t]. Give the token and the place behind it."""
    token = read[at]
    if at + 3 >= len(read) or read[at + 1].text not in ("(", "["):
        return token, at + 1
    if token.time is not None and token.time.sure:
        return token, at + 1
    close = at + 3 if read[at + 3].text in (")", "]") else at + 5
    if close >= len(read) or read[close].text not in (")", "]"):
        return token, at + 1
    inside = read[at + 2 : close]
    time = time_of("".join(part.text + part.label for part in inside))
    if time is None or not time.letter:
        return token, at + 1
    sure = Time(time.letter, time.steps, sure=True)
    length = read[close].stop - token.start
    name = token.text + token.label
    return token._replace(text=name, time=sure, label="_" + time.letter, length=length), close + 1
