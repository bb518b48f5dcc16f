"""The three families that the program brings: text, numbers and symbols look alike on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MONO", "SYMBOLS", "TEXT", "load_fonts"]

TEXT = "Inter"
MONO = "JetBrains Mono"
SYMBOLS = "LSTM Studio Symbols"


def load_fonts(folder: Path) -> tuple[str, ...]:
    """Make the fonts of ``folder`` known to Qt and give their families. Raises ValueError for a broken file."""
    families: list[str] = []
    for file in sorted(folder.glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(file))
        if number < 0:
            raise ValueError(f"{file} is not a font that can be read; install the program again")
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))
