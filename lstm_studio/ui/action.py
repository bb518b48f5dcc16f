"""An action as a row of data: its words, its keys, what it does, and Qt's actions made of such rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from lstm_studio.ui.icons import icon
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme
    from lstm_studio.ui.window import Window

__all__ = ["MENUS", "Action", "Actions"]

Standard = QKeySequence.StandardKey

MENUS: dict[str, str] = {
    "file": _("&File"),
    "edit": _("&Edit"),
    "view": _("&View"),
    "cell": _("&Cell"),
    "play": _("&Play"),
    "train": _("&Train"),
    "moments": _("&Moments"),
    "help": _("&Help"),
}
"""The menus of the bar, in order."""

ACCENTED = {"play", "train"}
"""Actions whose drawing stands on the accent's ground."""


@dataclass(frozen=True)
class Action:
    """One action.

    ``menu`` "" keeps it out of the menus, ``gap`` puts a line above it there; of the rows of a ``group`` one is chosen;
    ``tool`` puts it into the toolbar, ``button`` tells that a panel shows its drawing.
    ``tip`` says what it does; ``short`` are the words on a button, where they are others than in the menu.
    ``title`` may depend on the session; ``enabled`` and ``checked`` are asked at every frame that concerns actions.
    """

    name: str
    title: str
    act: Callable[[Window], object]
    menu: str = ""
    keys: tuple[str | Standard, ...] = ()
    icon: str = ""
    tip: str = ""
    short: str = ""
    gap: bool = False
    group: str = ""
    tool: bool = False
    button: bool = False
    titled: Callable[[Session], str] | None = None
    pictured: Callable[[Session], str] | None = None
    enabled: Callable[[Session], bool] | None = None
    checked: Callable[[Session], bool] | None = None


class Actions:
    """The rows as Qt's actions, and a part of the frame: what depends on the session is kept up to date."""

    needs = frozenset({"inside", "motion", "shapes", "numbers", "past", "record", "replaying",
                       "check", "history", "guessed", "task", "playing", "training", "cursor", "sequence", "theme",
                       "speed", "sizes", "layer", "direction", "backward", "node", "plotted"})  # fmt: skip

    def __init__(self, window: Window, rows: Iterable[Action]) -> None:
        self._window = window
        self._theme: Theme | None = None
        self._icons: dict[str, str] = {}
        self.rows = {row.name: row for row in rows}
        self.all = {row.name: self._made(row) for row in self.rows.values()}
        self._groups = {row.group: QActionGroup(window) for row in self.rows.values() if row.group}
        for row in self.rows.values():
            if row.group:
                self._groups[row.group].addAction(self.all[row.name])

    def _made(self, row: Action) -> QAction:
        window = self._window
        action = QAction(row.title, window)
        action.setObjectName(f"action.{row.name}")
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setCheckable(row.checked is not None)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{row.tip} ({keys})" if keys else row.tip)
        if row.short:
            action.setIconText(row.short)
        action.triggered.connect(lambda _checked=False: row.act(window))
        window.addAction(action)
        return action

    def isVisible(self) -> bool:
        """Actions are always there: a key can be pressed at any time."""
        return True

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring titles, icons, enabled and checked up to date."""
        session = self._window.session
        for name, row in self.rows.items():
            action = self.all[name]
            if row.titled is not None:
                action.setText(row.titled(session))
            if row.enabled is not None:
                action.setEnabled(row.enabled(session))
            if row.checked is not None:
                action.setChecked(row.checked(session))
            if row.pictured is not None:
                self._picture(name, row.pictured(session))

    def set_theme(self, theme: Theme) -> None:
        """Recolour all icons that have been drawn, and those that a first window shows."""
        self._theme = theme
        shown = {name for name, row in self.rows.items() if row.tool or row.button}
        drawn, self._icons = self._icons.keys() | shown, {}
        self.draw(name for name in self.rows if name in drawn)

    def draw(self, names: Iterable[str]) -> None:
        """Draw the icons of actions that are about to be seen."""
        for name in names:
            row = self.rows[name]
            if row.icon:
                self._picture(name, row.pictured(self._window.session) if row.pictured else row.icon)

    def _picture(self, name: str, drawing: str) -> None:
        if self._theme is None or self._icons.get(name) == drawing:
            return
        self._icons[name] = drawing
        accent = name in ACCENTED
        self.all[name].setIcon(icon(drawing, self._theme, accent=accent))
        # In a menu an icon for the accent's ground would not be seen.
        self.all[name].setIconVisibleInMenu(not accent)
