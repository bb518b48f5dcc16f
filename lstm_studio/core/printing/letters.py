"""Letters as they stand in print: a base, labels below and above it, and a time."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Letter", "bare", "letter", "word_in_tex"]

_ACCENTS = {"\u0303": "tilde", "\u0302": "hat", "\u0304": "bar", "\u0307": "dot", "\u0308": "ddot"}


class Letter(NamedTuple):
    """One symbol. ``above`` stands one on the other, W^{g^{forget}} being ("g", "forget"); labels below side by side.

    ``time`` "t−1" is the last label below, or stands in brackets ``behind`` the letter.
    """

    base: str
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    time: str = ""
    behind: bool = False

    @property
    def lower(self) -> tuple[str, ...]:
        """All that stands below, the time too."""
        return self.below if self.behind or not self.time else (*self.below, self.time)

    @property
    def label(self) -> str:
        """What a matrix that feeds it has for its label."""
        return "".join((self.base, *self.above, *self.below))

    @property
    def plain(self) -> str:
        """As text in one line: "f_t", "h_{t−1}", "g^forget(n+1)"."""
        return self._written(str, "−")

    @property
    def tex(self) -> str:
        """As LaTeX."""
        return self._written(word_in_tex, "-")

    def _written(self, word: Callable[[str], str], minus: str) -> str:
        time, above = self.time.replace("−", minus), [word(part) for part in self.above]
        low = ",".join([*map(word, self.below), *([time] if time and not self.behind else [])])
        text = word(self.base)
        if low:
            text += f"_{low}" if len(low) == 1 else f"_{{{low}}}"
        if above:
            high = above[-1]
            for part in reversed(above[:-1]):
                high = f"{part}^{_braced(high)}"
            text += f"^{_braced(high)}"
        return f"{text}({time})" if time and self.behind else text


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def bare(text: str) -> tuple[str, str]:
    """Part a base from the accent over it: ("C", "tilde"); ("f", "") without one."""
    parts = unicodedata.normalize("NFD", text)
    if len(parts) > 1 and parts[-1] in _ACCENTS and parts[:-1].isalnum():
        return parts[:-1], _ACCENTS[parts[-1]]
    return text, ""


def word_in_tex(text: str) -> str:
    """Give a word in LaTeX: accents as commands, more than one letter in one font."""
    base, accent = bare(text)
    if accent:
        return f"\\{accent}{{{base}}}"
    return text if len(text) == 1 else f"\\mathit{{{text}}}"


def letter(text: str, line: Letter | None = None, label: str = "", read: str = "", name: str = "") -> Letter:
    """Read a pattern: "W_{line}", "b_i{line}", "W^{line}_{read}", "g^{name}".

    Above, {line} is the letter of the line that it feeds, below the ``label`` of that line; {read} what a matrix is
    multiplied with. Raises ValueError for no pattern.
    """
    text = text.replace("{name}", name)
    base, _hat, rest = text.partition("^")
    above_text, _mark, behind = rest.partition("_")
    base, *below = base.split("_")
    below += behind.split("_") if behind else []
    if not base:
        raise ValueError(
            _("“{text}” is no letter; expected one such as W_{line}").format(text=text, line="{line}")
        )
    above: tuple[str, ...] = (above_text,) if above_text else ()
    if above_text == "{line}" and line is not None:
        above = (line.base, *line.above, *line.below)
    labels = [part.replace("{line}", label).replace("{read}", read) for part in below]
    return Letter(base, tuple(part for part in labels if part), above)
