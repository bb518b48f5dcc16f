"""A study as a picture: the window or any of its panels, drawn with or without a display."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.core.study import Study
from lstm_studio.formats.csv_text import as_csv
from lstm_studio.formats.files import check_place, write_file
from lstm_studio.formats.moving import MOVING
from lstm_studio.formats.study import read_study
from lstm_studio.session.state import State
from lstm_studio.session.verbs.looking import look_as
from lstm_studio.ui.encode import FORMATS, write
from lstm_studio.ui.film.camera import Scenery
from lstm_studio.ui.film.making import Cut, checked, made
from lstm_studio.ui.ground import SCREEN, dressed, grounded
from lstm_studio.ui.panels import PANELS
from lstm_studio.ui.subject import CSV
from lstm_studio.ui.theme import THEMES
from lstm_studio.ui.unseen import unseen
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["PARTS", "render"]

PARTS: dict[str, tuple[int, int]] = {"window": (1280, 800)} | {row.name: row.size for row in PANELS}
"""What can be drawn -> the size in pixels that suits it."""

_LEAST, _MOST = 64, 16_384  # pixels of a side


def render(
    source: str | Path | Study | State,
    output: str | Path,
    what: str = "window",
    size: tuple[int, int] | None = None,
    theme: str = "light",
    step: int | None = None,
    scale: float = 1.0,
    ground: str = SCREEN,
    cut: Cut | None = None,
    told: Callable[[int, int], None] = lambda _done, _whole: None,
) -> Path:
    """Draw a study to a file and give its path. The suffix says how: .png, .svg or .pdf; .csv for a panel's numbers.

    .gif, .webp, .apng and .mp4 are films, which ``cut`` belongs to; ``told`` hears how much of one is done of how much.

    ``what`` is a key of PARTS; ``size`` in pixels, None for what suits it; ``theme`` "light" or "dark"; ``step``
    from 0, before the first input, to T, None for where the state stands, or for the middle where it has not
    begun; ``scale`` enlarges a PNG; ``ground`` is a key of GROUNDS. Raises ValueError for what cannot be read, drawn or
    written.
    """
    output = Path(output)
    suffix = output.suffix.lower()
    width, height = _checked(what, size, theme, scale)
    grounded(THEMES[theme], ground)
    state = source if isinstance(source, State) else look_as(State(_study(source)))
    scenery = Scenery(what, (width, height), theme, scale, ground)
    if suffix in MOVING:
        if step is not None:
            raise ValueError(
                _("“{file}” moves; expected the steps from one to another").format(file=output.name)
            )
        checked(suffix, scenery)
        shots = (cut or Cut()).shots(state)
        check_place(output)
        write_file(output, made(shots, scenery, suffix, told))
        return output
    if cut is not None:
        sentence = _("“{file}” does not move; expected {moving} for a film")
        raise ValueError(sentence.format(file=output.name, moving=", ".join(MOVING)))
    if suffix not in (*FORMATS, CSV):
        sentence = _("the picture “{file}” has the suffix “{suffix}”; expected one of {known}")
        known = ", ".join((*FORMATS, *MOVING, CSV))
        raise ValueError(sentence.format(file=output.name, suffix=output.suffix, known=known))
    _still(_viewed(state, theme, step), scenery, output)
    return output


def _still(state: State, scenery: Scenery, output: Path) -> None:
    """Draw a state as it stands."""
    with unseen(state, scenery.part, scenery.size, scenery.theme) as stage:
        subject = stage.subject
        if output.suffix.lower() == CSV:
            write_file(output, as_csv(subject.numbers()).encode())
            return
        with dressed(subject.parts, THEMES[scenery.theme], scenery.ground):
            write(subject.widget, output, scenery.scale, scenery.ground)


def _study(source: str | Path | Study) -> Study:
    return source if isinstance(source, Study) else read_study(Path(source))


def _checked(what: str, size: tuple[int, int] | None, theme: str, scale: float) -> tuple[int, int]:
    if what not in PARTS:
        sentence = _("there is no part “{what}” to draw; expected one of {known}")
        raise ValueError(sentence.format(what=what, known=", ".join(PARTS)))
    if theme not in THEMES:
        sentence = _("there is no theme “{theme}”; expected one of {known}")
        raise ValueError(sentence.format(theme=theme, known=", ".join(THEMES)))
    if not 0 < scale < math.inf:
        raise ValueError(_("the scale is {scale}; expected a number above 0, such as 2").format(scale=scale))
    width, height = PARTS[what] if size is None else size
    if not all(_LEAST <= side * scale <= _MOST for side in (width, height)):
        sentence = _("a picture of {width}×{height} pixels; expected {least} to {most} a side")
        bounds = {"least": _LEAST, "most": _MOST}
        raise ValueError(sentence.format(width=round(width * scale), height=round(height * scale), **bounds))
    return width, height


def _viewed(state: State, theme: str, step: int | None) -> State:
    """Give the state with its theme, and its cursor where there is something to see."""
    steps = state.study.sequence.steps
    if step is not None and not 0 <= step <= steps:
        raise ValueError(_("step {step}; expected 0 to {steps}").format(step=step, steps=steps))
    cursor = step if step is not None else state.view.cursor or (steps + 1) // 2
    return state.with_view(theme=theme, cursor=cursor)
