"""Settings of a person, kept between starts: one row each, with type, default, range and label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSettings

from lstm_studio.catalogue import notation_names
from lstm_studio.session.verbs.selection import THEMES
from lstm_studio.session.verbs.transport import MOTIONS, SPEEDS
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["ROWS", "Setting", "Settings"]

MOST_RECENT = 10


@dataclass(frozen=True)
class Setting:
    """One setting.

    ``kind`` is its type; ``choices`` or ``low`` … ``high`` is its range; no ``label``: not shown.
    """

    key: str
    kind: type
    default: Any
    label: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    choices: tuple[str, ...] = ()

    def possible(self, value: Any) -> bool:
        """Tell whether a value has the type and lies in the range."""
        if not isinstance(value, self.kind):
            return False
        if self.choices:
            return value in self.choices
        return not isinstance(value, (int, float)) or self.low <= value <= self.high


ROWS: dict[str, Setting] = {
    row.key: row
    for row in (
        Setting("theme", str, "system", _("Theme"), choices=THEMES),
        Setting("speed", float, 4.0, _("Steps or operations a second"), SPEEDS[0], SPEEDS[-1]),
        Setting("motion", str, "steps", _("Motion while it plays"), choices=MOTIONS),
        Setting("shapes", bool, True, _("Shapes at wires")),
        Setting("notation", str, "greff", _("Notation of equations"), choices=notation_names()),
        Setting("numbers", bool, False, _("Numbers for symbols in equations")),
        Setting("play_at_start", bool, True, _("Play when a study is opened")),
        Setting("own_process", bool, True, _("Train in a process of its own")),
        Setting("recent", list, []),
        Setting("geometry", QByteArray, QByteArray()),
        Setting("layout", QByteArray, QByteArray()),
        Setting("draft", list, []),  # of the cell editor: title, text, name of the cell that it began from
        Setting("editor_geometry", QByteArray, QByteArray()),
        Setting("editor_cards", QByteArray, QByteArray()),
        Setting("editor_help", bool, default=True),
        Setting("editor_type", int, 14, low=6, high=80),
    )
}


class Settings:
    """Typed access to the rows. A stored value of another type or out of range counts as not set."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = QSettings("LSTM Studio", "LSTM Studio") if store is None else store

    def get(self, key: str) -> Any:
        """Give the value of a setting."""
        row = ROWS[key]
        if not self._store.contains(key):
            return row.default
        # Without the type Qt gives the text 'false' after a restart, which is true. A list of one comes as
        # its entry.
        value = self._store.value(key, row.default, type=row.kind)
        return value if row.possible(value) else row.default

    def set(self, key: str, value: Any) -> None:
        """Store a setting. Raises ValueError for a value of another type or out of range."""
        row = ROWS[key]
        if not row.possible(value):
            expected = ", ".join(row.choices) or f"{row.low:g} … {row.high:g}"
            sentence = _("the setting “{key}” is {value}; expected {expected}")
            raise ValueError(sentence.format(key=key, value=value, expected=expected))
        self._store.setValue(key, value)

    def recent(self) -> tuple[str, ...]:
        """Give the files that were open last, the newest first."""
        return tuple(path for path in self.get("recent") if isinstance(path, str) and path)

    def remember(self, path: Path) -> None:
        """Put a file in front of the recent ones."""
        name = str(path.resolve())
        self._keep([name, *(other for other in self.recent() if other != name)])

    def forget(self, path: Path) -> None:
        """Take a file out of the recent ones, as it is gone."""
        self._keep(other for other in self.recent() if other != str(path.resolve()))

    def _keep(self, names: Iterable[str]) -> None:
        self.set("recent", list(names)[:MOST_RECENT])
