"""What comes of the gallery: a new study, another task in this one, or an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_cell
from lstm_studio.session.verbs import task
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.gallery.wish import ADVISED, advice_of

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.ui.gallery.wish import Wish
    from lstm_studio.ui.window import Window

__all__ = ["fulfil", "open_gallery", "study_for"]


def open_gallery(window: Window) -> None:
    """Show the gallery, and do what is chosen there."""
    # Within the function: no start needs it.
    from lstm_studio.ui.gallery.gallery import Gallery

    gallery = Gallery(window.session.state.study, window.theme, window)
    if not gallery.exec():
        return
    if gallery.example is not None:
        window.files.open_example(gallery.example)
    elif gallery.wish is not None:
        fulfil(window, gallery.wish)


def fulfil(window: Window, wish: Wish) -> None:
    """Begin a new study, unless the person would rather keep what is unsaved; or learn the task in this one."""
    session = window.session
    if not wish.fresh:
        advice = None if wish.way == ADVISED else advice_of(wish.task, wish.way)
        session.attempt(task.learn, wish.task, wish.options, advice)
    elif window.files.may_leave():
        window.files.begin(study_for(wish, session.state.study))


def study_for(wish: Wish, before: Study) -> Study:
    """Give the new study that is wished; a task that reads a person's own sequence goes on with the one before."""
    advice = advice_of(wish.task, wish.way)
    own = before.sequence if wish.task == "own" else None
    return new_study(wish.task, load_cell(advice.cell), own, options=wish.options, advice=advice)
