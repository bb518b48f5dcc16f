"""``render``: the window or one of its panels as a picture or a film, or its numbers, without a display."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio import preflight
from lstm_studio.commands.source import state_of
from lstm_studio.session.verbs import selection
from lstm_studio.session.verbs.looking import look_as
from lstm_studio.ui.panels import PANELS
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace

    from lstm_studio.session.state import State

__all__ = ["PARTS", "act", "size_of"]

PARTS = ("window", *(row.name for row in PANELS))


def act(arguments: Namespace) -> int:
    """Draw the picture and say where it is."""
    size = None if arguments.size is None else size_of(arguments.size)
    said = preflight.problem(window=False)
    if said:
        print(f"lstm-studio: {said}", file=sys.stderr)
        return 2
    state = _looking(look_as(state_of(arguments)), arguments.layer, backward=arguments.backward)
    # Within the function: only the commands that draw need Qt.
    from lstm_studio.ui.export import render
    from lstm_studio.ui.film.making import cut_of

    cut = cut_of(arguments.steps, arguments.fps, arguments.motion, arguments.speed, arguments.moments)
    written = render(
        state,
        arguments.output,
        what=arguments.part,
        size=size,
        theme=arguments.theme,
        step=arguments.step,
        scale=arguments.scale,
        ground=arguments.ground,
        cut=cut,
        told=_tell if sys.stderr.isatty() else _say_nothing,
    )
    print(_("written: {file}").format(file=Path(written).resolve()))
    return 0


def _say_nothing(_done: int, _whole: int) -> None:
    """What a file or another program that reads has no use for is not said."""


def _tell(done: int, whole: int) -> None:
    """Say in a line of a terminal, which the next one takes the place of, how far a film is."""
    end = "\r" if done < whole else "\r\x1b[K"
    print(_("{percent} % filmed").format(percent=100 * done // whole), end=end, file=sys.stderr, flush=True)


def _looking(state: State, layer: int | None, *, backward: bool) -> State:
    """Look into a layer, from 1, and a direction. Raises ValueError where the model has none such."""
    sizes = state.study.sizes
    if layer is None:
        if not backward:
            return state
        layer = state.view.layer + 1
    if not 1 <= layer <= sizes.layers:
        sentence = _("--layer is {given}; expected a whole number from 1 to {layers}")
        raise ValueError(sentence.format(given=layer, layers=sizes.layers))
    if backward and sizes.directions == 1:
        raise ValueError(_("--backward: the model reads in one direction only; add --directions 2"))
    return selection.enter(state, layer - 1, int(backward))


def size_of(text: str) -> tuple[int, int]:
    """Read a size in pixels, such as 1280x800. Raises ValueError with a sentence."""
    found = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", text.strip())
    if not found:
        sentence = _("--size is “{text}”; expected width and height in pixels, such as 1280x800")
        raise ValueError(sentence.format(text=text))
    return int(found[1]), int(found[2])
