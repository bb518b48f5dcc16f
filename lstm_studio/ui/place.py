"""Where something is to be saved: the dialog, the suffix that it lacks, and the question about what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox

from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["ask_place", "suffixed"]


def suffixed(path: Path, suffix: str) -> Path:
    """Give a path that ends with a suffix: by it is known what the file is. “run 1.2” has none."""
    return path if path.name.lower().endswith(suffix) else path.with_name(path.name + suffix)


def ask_place(
    parent: QWidget, title: str, proposed: Path, kind: str, suffixes: tuple[str, ...]
) -> Path | None:
    """Ask where to save something of a ``kind``; a name without one of its suffixes gets the first of them.

    Give None where nothing is to be saved. What is there already is never written over unasked.
    """
    pattern = f"{kind} ({' '.join(f'*{suffix}' for suffix in suffixes)})"
    name, _filter = QFileDialog.getSaveFileName(parent, title, str(proposed), pattern)
    if not name:
        return None
    path = Path(name)
    if path.name.lower().endswith(suffixes):
        return path
    path = suffixed(path, suffixes[0])
    # The dialog has asked about the name as it was given.
    return path if not path.exists() or _agreed(parent, title, path) else None


def _agreed(parent: QWidget, title: str, path: Path) -> bool:
    button = QMessageBox.StandardButton
    text = _("“{name}” is there already. Write over it?").format(name=path.name)
    answer = QMessageBox.question(parent, title, text, button.Yes | button.Cancel, button.Cancel)
    return answer == button.Yes
