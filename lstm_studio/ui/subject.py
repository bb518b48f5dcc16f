"""What can be exported: the window, or one panel of it under its title, as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.ui.desk import Dock
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from lstm_studio.formats.csv_text import Table
    from lstm_studio.ui.ground import Dressed
    from lstm_studio.ui.panels.panel import Panel
    from lstm_studio.ui.window import Window

__all__ = ["CSV", "WINDOW", "Subject", "of_panel", "whole"]

WINDOW = "window"
CSV = ".csv"


@dataclass(frozen=True)
class Subject:
    """One part of the window.

    ``widget`` is what is painted; ``parts`` take the theme of a ground; ``finish`` waits for what is still drawn in a
    thread, which a picture would lack; ``panel`` is None for the whole.
    """

    name: str
    title: str
    widget: QWidget
    parts: tuple[Dressed, ...]
    finish: Callable[[], None]
    panel: Panel | None = None

    def numbers(self) -> Table:
        """Give the numbers that it shows. Raises ValueError where there are none."""
        found = self.panel.numbers(self.panel.session.scene) if self.panel is not None else None
        if found is None:
            sentence = _(
                "“{title}” has no table of numbers; expected a plot, the diagram or the values of a step"
            )
            raise ValueError(sentence.format(title=self.title))
        return found


def whole(window: Window) -> Subject:
    """Give the whole window."""
    parts: tuple[Dressed, ...] = (window.acts, *window.desk.panels.values())
    return Subject(WINDOW, _("the whole window"), window, parts, window.desk.finish)


def of_panel(window: Window, panel: Panel, card: QWidget | None = None) -> Subject:
    """Give a panel; ``card`` is what holds it with its title, where that is not the dock that it stands in."""
    dock = panel.parentWidget()
    widget = card or (dock if isinstance(dock, Dock) else panel)
    return Subject(panel.name, panel.title, widget, (window.acts, panel), panel.finish, panel)
