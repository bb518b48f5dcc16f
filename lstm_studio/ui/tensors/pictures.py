"""The pictures of tensors, made when they first come into sight and kept until values, size or colours change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lstm_studio.ui.tensors.picture import Picture, Thinned, drawn, thinned
from lstm_studio.ui.tensors.places import flattened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.ui.tensors.card import Card
    from lstm_studio.ui.tensors.laid import Laid

__all__ = ["Pictures"]

LONG = 0.008  # seconds of thinning from which on new values wait
SHARE = 8  # times as long as it takes


class Pictures(QObject):
    """``renewed``: there are other values, to be painted. ``cost`` is the seconds that the last pictures took."""

    renewed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.laid: Laid | None = None
        self.cost = 0.0
        self._waiting: Laid | None = None
        self._made: dict[str, tuple[tuple[int, int], Thinned, Picture]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.finish)

    def show_tensors(self, laid: Laid | None) -> None:
        """Take other tensors."""
        self.laid, self._waiting = laid, None
        self.forget()

    def renew(self, laid: Laid) -> None:
        """Take the same tensors with other values; of large ones some are passed over while they change quickly."""
        self._waiting = laid
        if not self._soon.isActive():
            self._soon.start(round(1000 * SHARE * self.cost) if self.cost > LONG else 0)

    @Slot()
    def finish(self) -> None:
        """Take what is waiting."""
        if self._waiting is not None:
            self.show_tensors(self._waiting)
            self.renewed.emit()

    def forget(self) -> None:
        """Make them anew."""
        self._made = {}

    def of(
        self, card: Card, laid: Laid, ratio: float, colours: NDArray[np.uint32]
    ) -> tuple[Thinned, Picture]:
        """Give a tensor as fine as a screen of ``ratio`` dots a pixel can show it."""
        size = max(1, round(card.map.height() * ratio)), max(1, round(card.map.width() * ratio))
        known = self._made.get(card.tensor.name)
        if known is None or known[0] != size:
            cells = thinned(flattened(laid.values(card.tensor.name)), *size)
            known = self._made[card.tensor.name] = (size, cells, drawn(cells, colours))
        return known[1:]
