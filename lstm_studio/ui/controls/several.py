"""A field for one whole number that is meant for all layers, or for one number a layer."""

from __future__ import annotations

import re

from lstm_studio.ui.controls.number import Number
from lstm_studio.words import _

__all__ = ["Several"]


class Several(Number):
    """Whole numbers from ``low`` to ``high``: "8", or with commas "64, 32".

    ``chosen`` is emitted with a tuple; a single number is one for all. Arrow up and down count the number in which the
    text cursor stands.
    """

    def written(self, number: tuple[int, ...] | None) -> str:
        return ", ".join(map(str, number or ()))

    def read(self) -> tuple[int, ...]:
        """The numbers that stand there. Raises ValueError with a sentence."""
        parts = re.split(r"\s*[,;]\s*|\s+", self.text().strip().rstrip(",;"))
        if not all(part.isdecimal() and self._low <= int(part) <= self._high for part in parts):
            sentence = _(
                "{name} is “{text}”; expected whole numbers from {low:g} to {high:g}: 8, or one a layer, such as 64, 32"
            )
            given = {"name": self._name, "text": self.text(), "low": self._low, "high": self._high}
            raise ValueError(sentence.format(**given))
        return tuple(map(int, parts))

    def turned(self, number: tuple[int, ...] | None, way: int) -> tuple[int, ...]:
        counts = list(number or (0,))
        place = min(self.text()[: self.cursorPosition()].count(","), len(counts) - 1)
        counts[place] = int(min(max(counts[place] + way, self._low), self._high))
        return tuple(counts)
