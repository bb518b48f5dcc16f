"""What moves when: a step that is played runs along the wires, an operation inside a step flows into its part."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.motion import Motion

if TYPE_CHECKING:
    from lstm_studio.session.derived import Scene
    from lstm_studio.ui.diagram.scene import DiagramScene
    from lstm_studio.ui.diagram.view import DiagramView

__all__ = ["Animation"]

FASTEST = 8.0  # steps or operations a second that can be followed; more of them do not move
SHARE = 0.9  # of the time of a step
BY_HAND = 0.5  # seconds
RUSH = 0.15  # seconds: what follows each other faster by hand does not move either


class Animation:
    """Follows the cursor of one view, and what is being computed there."""

    def __init__(self, view: DiagramView) -> None:
        self.motion = Motion(view)
        self._diagram: DiagramScene | None = None
        self._place: tuple[int, int] | None = None  # the step, and the operation in it, -1 for all of it
        self._since = 0.0
        self.filmed = False  # then no clock runs, and a film says how far what flows has come
        self.flow: float | None = None  # 0 … 1, None when all has arrived

    def show(self, diagram: DiagramScene, scene: Scene, trace: object) -> None:
        """Show what is computed of the step at the cursor, and let move what has come to be since the last time."""
        if diagram is not self._diagram:
            self._diagram = diagram
            self.motion.drop()
        inside = None if scene.view.backward or trace is None else scene.view.inside
        place = (scene.view.cursor, -1 if inside is None else inside)
        before, self._place = self._place, place
        if self.filmed:
            self._pose(diagram, scene, inside)
            return
        if place == before:
            diagram.inside.show(scene.moments, inside, arrived=not self.motion.moving)
            return
        seconds = self._seconds(scene, inside, before)
        self._since = monotonic()
        self.motion.stop()
        stages = diagram.inside.show(scene.moments, inside, arrived=False)
        if inside is None:
            stages = diagram.inside.step() if seconds else ()
        if seconds and any(stage.ways for stage in stages):
            self.motion.run(diagram.inside, stages, seconds, stays=inside is not None)
        else:
            diagram.inside.arrive()

    def _pose(self, diagram: DiagramScene, scene: Scene, inside: int | None) -> None:
        """Stop what moves at its place on the way."""
        stages = diagram.inside.show(scene.moments, inside, arrived=self.flow is None)
        if inside is None:
            stages = diagram.inside.step()
            diagram.inside.light(None)
        if self.flow is not None and stages and not scene.view.backward:
            at, place = divmod(self.flow * len(stages), 1.0)
            diagram.inside.light(stages[min(int(at), len(stages) - 1)])
            diagram.inside.move(place if at < len(stages) else 1.0)

    def _seconds(self, scene: Scene, inside: int | None, before: tuple[int, int] | None) -> float:
        """How long the way from one place to the next one takes, 0 for no time."""
        view = scene.view
        last = len(scene.moments) - 1
        step = (view.cursor - 1, -1 if inside is None else last)
        onward = before == step if not inside else before == (view.cursor, inside - 1)
        entered = inside == 0 and before in ((view.cursor, -1), (view.cursor - 1, -1))
        if view.backward or view.motion == "off" or not (onward or entered):
            return 0.0
        if scene.run.playing:
            return SHARE / view.speed if view.speed <= FASTEST else 0.0
        return BY_HAND if monotonic() - self._since >= RUSH else 0.0
