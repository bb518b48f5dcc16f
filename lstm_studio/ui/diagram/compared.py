"""What a study says of the drawing of one of its cells: what is held in it, and what it is compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.core.edits import INPUT, local
from lstm_studio.session.effect import beside
from lstm_studio.ui.diagram.ghosts import Original
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.study import Clamp, Study
    from lstm_studio.core.trace import LayerTrace

__all__ = ["held_in", "original_of"]


def held_in(study: Study, layer: int, direction: int) -> tuple[Clamp, ...]:
    """Give the clamps of a cell, their values named as it names them; a symbol is all channels of its embedding."""
    found = []
    for clamp in study.edits:
        value = local(study.sizes, layer, direction, clamp.value)
        if value is not None:
            units = () if value == INPUT and study.sizes.symbols else clamp.units
            found.append(replace(clamp, value=value, units=units))
    return tuple(found)


def original_of(study: Study, ghost: LayerTrace | LayerGradient | None) -> Original | None:
    """Give what a study is compared with, ``ghost`` being its values, or their gradients, in the cell that is shown."""
    against = study.against
    if against is None:
        return None
    return Original(against.cell, against.name or _("compared with"), ghost, beside(study))
