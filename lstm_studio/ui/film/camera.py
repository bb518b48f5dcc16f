"""The camera: shots of a window that nobody sees, as pictures in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from lstm_studio.ui.encode import image
from lstm_studio.ui.ground import SCREEN, dressed
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.theme import THEMES
from lstm_studio.ui.unseen import unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from lstm_studio.ui.film.shots import Shot
    from lstm_studio.ui.unseen import Unseen

__all__ = ["Scenery", "pictures"]


@dataclass(frozen=True)
class Scenery:
    """What is filmed, and how: a part of the window, its size in pixels, and the colours.

    ``scale`` is pixels of a picture for one of the part; ``layout`` how the docks stand, as the desk remembers it;
    ``ways`` are pairs of a panel and the way that is chosen in it.
    """

    part: str
    size: tuple[int, int]
    theme: str = "light"
    scale: float = 1.0
    ground: str = SCREEN
    layout: bytes = b""
    ways: tuple[tuple[str, str], ...] = ()


def pictures(shots: Iterable[Shot], scenery: Scenery) -> Iterator[tuple[NDArray[np.uint8], float]]:
    """Give each shot as a picture (height, width, 4) of red, green, blue and opacity, with its seconds.

    The states of the shots may be any: steps of one study, or one study in the course of its training.
    """
    coming = iter(shots)
    first = next(coming, None)
    if first is None:
        return
    start = first.state.with_view(theme=scenery.theme)
    with (
        unseen(start, scenery.part, scenery.size, scenery.theme, scenery.layout) as stage,
        dressed(stage.subject.parts, THEMES[scenery.theme], scenery.ground),
    ):
        _choose(stage, scenery.ways)
        for shot in chain((first,), coming):
            _pose(stage, shot.flow)
            stage.show(shot.state.with_view(theme=scenery.theme))
            yield _pixels(image(stage.subject.widget, scenery.scale, scenery.ground)), shot.seconds


def _choose(stage: Unseen, ways: Iterable[tuple[str, str]]) -> None:
    panels = stage.window.desk.panels
    for name, way in ways:
        if name in panels and panels[name].way != way:
            panels[name].show_way(way)


def _pose(stage: Unseen, flow: float | None) -> None:
    """Let all that moves be as far as the shot wants it."""
    for panel in stage.window.desk.panels.values():
        if isinstance(panel, DiagramPanel) and panel.isVisible():
            panel.pose(flow)


def _pixels(picture: QImage) -> NDArray[np.uint8]:
    straight = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    shape = straight.height(), straight.bytesPerLine() // 4, 4
    return np.frombuffer(straight.constBits(), np.uint8).reshape(shape)[:, : straight.width()].copy()
