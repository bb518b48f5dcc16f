"""A film from its cut to the content of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.formats.moving import MOVING, filmed
from lstm_studio.formats.moving.reel import Reel
from lstm_studio.ui.film.camera import pictures
from lstm_studio.ui.film.shots import read_steps, shots_of
from lstm_studio.ui.film.training import shots_through
from lstm_studio.ui.ground import TRANSPARENT
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lstm_studio.session.state import State
    from lstm_studio.ui.film.camera import Scenery
    from lstm_studio.ui.film.shots import Shot, Steps

__all__ = ["Cut", "checked", "cut_of", "made"]

LARGEST = 4096  # pixels of a side
WHOLE = ":"  # from the first to the last


@dataclass(frozen=True)
class Cut:
    """What of a study is filmed, and how fast: as ``shots_of`` takes it.

    ``moments``: not its steps, but its training, from one update to another, None for the first one and for now.
    """

    steps: Steps = (None, None)
    fps: float | None = None
    motion: str = "off"
    speed: float | None = None
    moments: Steps | None = None

    def shots(self, state: State) -> tuple[Shot, ...]:
        """Give the shots of a film of a state. Raises ValueError for what cannot be filmed."""
        if self.moments is None:
            return shots_of(state, self.steps, self.fps, self.motion, self.speed)
        return shots_through(state, self.moments, self.speed or self.fps)


def cut_of(
    steps: str | Steps | None,
    fps: float | None,
    motion: str | None,
    speed: float | None,
    moments: str | Steps | None = None,
) -> Cut | None:
    """Give a cut; None where nothing is said of one. Raises ValueError for steps or updates that say nothing."""
    if steps is None and fps is None and motion is None and speed is None and moments is None:
        return None
    span = read_steps(steps) if isinstance(steps, str) else steps or (None, None)
    if moments is not None and (steps is not None or motion not in (None, "off")):
        raise ValueError(_("a film of the training shows one step, at rest; expected no steps and no motion"))
    if isinstance(moments, str):
        moments = read_steps(moments, _("updates")) if moments.strip() not in ("", WHOLE) else (None, None)
    return Cut(span, fps, motion or "off", speed, moments)


def checked(suffix: str, scenery: Scenery) -> None:
    """Raise ValueError for what no file of the kind can hold, and for what cannot be made here."""
    if MOVING[suffix].hindrance:
        raise ValueError(MOVING[suffix].hindrance)
    if scenery.ground == TRANSPARENT and not MOVING[suffix].clear:
        clear = ", ".join(kind.suffix for kind in MOVING.values() if kind.clear)
        sentence = _("{suffix} cannot hold a transparent ground; expected another ground, or one of {clear}")
        raise ValueError(sentence.format(suffix=suffix, clear=clear))
    sides = [round(side * scenery.scale) for side in scenery.size]
    if max(sides) > LARGEST:
        sentence = _("a film of {width}×{height} pixels; expected at most {most} a side")
        raise ValueError(sentence.format(width=sides[0], height=sides[1], most=LARGEST))


def made(
    shots: Sequence[Shot],
    scenery: Scenery,
    suffix: str,
    told: Callable[[int, int], None] = lambda _done, _whole: None,
) -> bytes:
    """Film the shots and give the content of a file; ``told`` hears how much is done of how much.

    Raises ValueError for what cannot be drawn or made.
    """
    checked(suffix, scenery)
    reel, whole = Reel(), 2 * len(shots)  # to write a picture takes about as long as to take it
    for done, (picture, seconds) in enumerate(pictures(shots, scenery), start=1):
        reel.add(picture, seconds)
        told(done, whole)
    return filmed(suffix, reel, lambda done: told(len(shots) + done * len(shots) // len(reel), whole))
