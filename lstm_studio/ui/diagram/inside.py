"""The diagram while a step is computed: what is at work glows, what flows in runs along the wires, the rest waits."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainterPath

from lstm_studio.ui.diagram.stream_item import GlowItem, StreamItem, around
from lstm_studio.ui.diagram.streams import Stage, of_moment, of_step, streams
from lstm_studio.ui.plots.limits import Limits
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QRectF

    from lstm_studio.core.insight.moments import Moment
    from lstm_studio.ui.diagram.items import FigureItem
    from lstm_studio.ui.diagram.scene import DiagramScene
    from lstm_studio.ui.diagram.shapes import Point
    from lstm_studio.ui.diagram.streams import Way

__all__ = ["Inside"]

WAITS = 0.36  # opacity of what is not computed yet
SUM = "a"  # the scale of a sum that is not squashed yet


class Inside:
    """What a scene shows of the inside of a step. Nothing is made before it is first asked for."""

    def __init__(self, scene: DiagramScene) -> None:
        self._scene = scene
        self._glow: GlowItem | None = None
        self._items: dict[Way, StreamItem] = {}
        self._seen: tuple[StreamItem, ...] = ()
        self._reach = 0.0  # pixels of the longest way that is seen
        self.moment: Moment | None = None  # what is being computed, None where the whole step is there
        self._limits: dict[str, Limits] = {}  # of the sums, which outlive a step, so that colours do not jump
        self.stages: tuple[Stage, ...] = ()

    @cached_property
    def _ways(self) -> dict[Way, tuple[Point, ...]]:
        return streams(self._scene.drawing.wires)

    def show(self, moments: Sequence[Moment], inside: int | None, *, arrived: bool) -> tuple[Stage, ...]:
        """Show the values that are there while ``moments[inside]`` is computed; None: all, with nothing lit.

        ``arrived``: its inputs have flowed in, so that its own value is there, too. Gives what moves until then.
        """
        if inside is None:
            self._clear()
            return ()
        moment = self.moment = moments[inside]
        self.stages = (of_moment(moment, self._ways),)
        made = _made(moments[:inside])
        self._fade(made, moment)
        for figure in self._scene.figures.values():
            if not _there(figure, made):
                _blank(figure)
        self._scene.title.text += _(" · operation {place} of {count}").format(
            place=inside + 1, count=len(moments)
        )
        if arrived:
            self.arrive()
        return self.stages

    def hides(self, value: str) -> bool:
        """Whether a value is not computed yet."""
        if self.moment is None:
            return False
        if value == self.moment.part != self.moment.value and self.moment.kind != "write":
            return True
        strips = [figure.strip for figure in self._scene.figures.values() if figure.figure.value == value]
        return all(strip is None or strip.shades is None for strip in strips)

    def step(self) -> tuple[Stage, ...]:
        """What moves when a whole step is played."""
        return of_step(self._scene.drawing.scheme, self._ways)

    def light(self, stage: Stage | None) -> None:
        """Light the ways and parts of a stage; None lights nothing."""
        for item in self._seen:
            item.place = None
            item.setVisible(False)
        self._seen = tuple(self._item(way) for way in stage.ways) if stage else ()
        self._reach = max((item.run for item in self._seen), default=0.0)
        ways = QPainterPath()
        for item in self._seen:
            item.setVisible(True)
            ways.addPath(item.path)
        if self._glow is None:
            if stage is None:
                return
            self._glow = GlowItem(self._scene.look, self._scene.sceneRect())
            self._scene.addItem(self._glow)
        figures = self._scene.figures
        self._glow.works = tuple(figures[key] for key in stage.works if key in figures) if stage else ()
        self._glow.ways = ways
        self._glow.setVisible(stage is not None)

    def move(self, place: float) -> None:
        """Let all beads be so far, the longest way being 1. Asks for no paint: the clock does."""
        for item in self._seen:
            item.place = place * self._reach

    def arrive(self) -> None:
        """Show the value that is made, and no more beads."""
        if self.stages:
            self.light(self.stages[0])
        for item in self._seen:
            item.place = None
        for stage in self.stages:
            for key in stage.works:
                if key in self._scene.figures:
                    self._fill(self._scene.figures[key])

    def places(self, stage: Stage) -> Iterable[QRectF]:
        """Where a stage is seen."""
        yield from (self._item(way).boundingRect() for way in stage.ways)
        figures = self._scene.figures
        lights = (around(figures[key]) for key in stage.works if key in figures)
        yield from (light.adjusted(-2, -2, 2, 2) for light in lights if not light.isNull())

    def _item(self, way: Way) -> StreamItem:
        """The item of a way, made when it is first seen."""
        if way not in self._items:
            item = StreamItem(self._ways[way], self._scene.wires[way[0]].wire.role, self._scene.look)
            item.setVisible(False)
            self._scene.addItem(item)
            self._items[way] = item
        return self._items[way]

    def _fade(self, made: frozenset[str], moment: Moment) -> None:
        """Let all wait that has not been computed and is not at work."""
        works = {*moment.parts, *self.stages[0].works}
        for figure in self._scene.figures.values():
            figure.setOpacity(1.0 if _there(figure, made) or figure.figure.key in works else WAITS)
        for value, wire in self._scene.wires.items():
            entering = self._scene.drawing.scheme.parts[value].kind == "input"
            wire.setOpacity(1.0 if entering or value in made else WAITS)

    def _fill(self, figure: FigureItem) -> None:
        """Let a part at work show what it has made, be it a sum that is not squashed yet."""
        scene, moment = self._scene, self.moment
        if moment is None or moment.kind == "gather":
            return
        row = scene.readings.at(moment.value, scene.cursor)
        if row is None:
            return
        if moment.value == figure.figure.value:
            figure.take(row, scene.readings.shades(moment.value, row), scene.unit)
            was = scene.readings.was(moment.value, scene.cursor)
            figure.take_original(was, None if was is None else scene.readings.shades(moment.value, was))
            return
        limits = self._limits.setdefault(moment.part, Limits(even=True, least=1.0))
        largest = float(np.abs(row[np.isfinite(row)]).max(initial=0.0))
        limits.take(-largest, largest)
        shades = np.clip(row * (127.5 / limits.high) + 127.5, 0.0, 255.0)
        figure.shading = SUM
        figure.take(row, np.nan_to_num(shades, nan=127.0).astype(np.intp), scene.unit)

    def _clear(self) -> None:
        if self.moment is not None:
            self.moment, self.stages = None, ()
            self.light(None)
            for item in (*self._scene.figures.values(), *self._scene.wires.values()):
                item.setOpacity(1.0)


def _made(before: Iterable[Moment]) -> frozenset[str]:
    """The parts that some moments have made, and what they have written, as ">c"."""
    return frozenset(
        f">{moment.value}" if moment.kind == "write" else moment.part
        for moment in before
        if moment.kind == "write" or moment.value == moment.part
    )


def _there(figure: FigureItem, made: frozenset[str]) -> bool:
    """Whether what a part or port shows is computed."""
    port = figure.figure.port
    if port is None:
        return figure.figure.key in made
    return port.entering or f">{port.value}" in made


def _blank(figure: FigureItem) -> None:
    figure.take(None, None, figure.selected)
    figure.take_original(None, None)
