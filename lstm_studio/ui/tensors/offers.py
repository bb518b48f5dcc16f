"""What can be done with a value of a tensor: copy it, its block or all of it, or change the weight that it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from lstm_studio.core.sizes import layout
from lstm_studio.session.verbs import what_if
from lstm_studio.ui.controls.ask_number import AskNumber
from lstm_studio.ui.tensors.places import entry_of, flattened
from lstm_studio.ui.tensors.words import MOST, Telling, as_lines
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QMenu, QWidget

    from lstm_studio.core.opened import Block
    from lstm_studio.session.session import Session
    from lstm_studio.ui.tensors.laid import Laid
    from lstm_studio.ui.tensors.sheet import At

__all__ = ["Offers"]

HELD = _("As it stands in the tensor; the change is a what-if, which can be taken back.")


class Offers:
    """Fills the menu of a place of the sheet, which stands in ``widget``."""

    def __init__(self, session: Session, widget: QWidget) -> None:
        self._session, self._widget = session, widget

    def fill(self, menu: QMenu, at: At, laid: Laid, telling: Telling) -> None:
        """Add what can be done there."""
        tensor, clip = at.card.tensor, QGuiApplication.clipboard()
        values = laid.values(tensor.name)
        texts: dict[str, NDArray[Any]] = {_("Copy the &tensor"): flattened(values)}
        if at.cell is not None:
            number = flattened(values)[at.cell].item()
            menu.addAction(_("&Copy value"), lambda: clip.setText(repr(number)))
            if at.block is not None:
                block = tensor.blocks[at.block]
                entry = entry_of(tensor.shape, block, *at.cell)
                change = partial(self.ask, telling.entry(block, entry), block, entry, float(number))
                menu.addAction(_("Change this &weight…"), change)
        if at.block is not None:
            texts = {_("Copy the &block"): tensor.blocks[at.block].cut(values)} | texts
        for label, part in texts.items():
            action = menu.addAction(label, partial(_copy, part))
            action.setEnabled(part.size <= MOST)
        menu.addAction(_("Copy its &name"), lambda: clip.setText(tensor.name))

    def ask(self, title: str, block: Block, entry: tuple[int, ...], before: float) -> None:
        """Ask for another value of a weight, as it stands in the tensor."""
        card = AskNumber(title, HELD, before, self._widget)
        card.chosen.connect(lambda number: self._change(block, entry, number - before))
        card.open()

    def _change(self, block: Block, entry: tuple[int, ...], by: float) -> None:
        """Add to a parameter what a value of the tensor has become more: it may be the sum of two."""
        study = self._session.state.study
        span = layout(study.cell, study.sizes)[block.parameter]
        now = float(self._session.scene.present[span.start : span.stop].reshape(span.shape)[entry])
        self._session.attempt(what_if.set_weight, block.parameter, entry, now + by * block.factor)


def _copy(values: NDArray[Any]) -> None:
    QGuiApplication.clipboard().setText(as_lines(values))
