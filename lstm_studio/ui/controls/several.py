"""A field for one whole number that is meant for all layers, or for one number a layer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lstm_studio.ui.controls.number import Number
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["Several"]


class Several(Number):
    """Whole numbers from ``low`` to ``high``, ``most`` of them: "8", or with commas "64, 32".

    ``chosen`` is emitted with a tuple; a single number is one for all. Arrow up and down count the number in which the
    text cursor stands.
    """

    def __init__(self, name: str, low: int, high: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(name, low, high, parent=parent)
        self._most = most

    def written(self, number: tuple[int, ...] | None) -> str:
        return ", ".join(map(str, number or ()))

    def read(self) -> tuple[int, ...]:
        """The numbers that stand there. Raises ValueError with a sentence."""
        parts = re.split(r"\s*[,;]\s*|\s+", self.text().strip().rstrip(",;"))
        fit = all(part.isdecimal() and self._low <= int(part) <= self._high for part in parts)
        if not fit or len(parts) > self._most:
            sentence = _(
                "{name} is “{text}”; expected a whole number from {low:g} to {high:g}, or one a layer, such as 64, 32, "
                "of at most {most} layers"
            )
            limits = {"low": self._low, "high": self._high, "most": self._most}
            raise ValueError(sentence.format(name=self._name, text=self.text(), **limits))
        return tuple(map(int, parts))

    def turned(self, number: tuple[int, ...] | None, way: int) -> tuple[int, ...]:
        counts = list(number or (0,))
        place = min(self.text()[: self.cursorPosition()].count(","), len(counts) - 1)
        counts[place] = int(min(max(counts[place] + way, self._low), self._high))
        return tuple(counts)
