"""What is dropped or pasted: files of this computer, or text. What it is of anything else is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

__all__ = ["Dropped", "FilesPass", "accept_copy", "dropped", "takes"]

DRAGS = {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop}


class Dropped(NamedTuple):
    """A file, how many others were dropped with it, or a text. The content lives no longer than its event."""

    path: Path | None = None
    others: int = 0
    text: str = ""


def takes(content: QMimeData) -> bool:
    """Whether something may be a file or a sequence."""
    return bool(content.hasUrls() or content.hasText())


def accept_copy(event: QDropEvent) -> None:
    """Take it as a copy: what is moved would be removed where it comes from."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def dropped(content: QMimeData, first: tuple[str, ...]) -> Dropped:
    """Give what is in something dropped or pasted; of several files the one that ends like one of ``first``.

    Raises ValueError for a folder, for what lies on another computer, and for nothing at all.
    """
    urls = content.urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    if paths:
        # The weights of a model may lie in a second file, which is dropped with it.
        path = next((path for path in paths if path.name.lower().endswith(first)), paths[0])
        if path.is_dir():
            raise ValueError(_("“{name}” is a folder; expected a file").format(name=path.name))
        return Dropped(path, len(paths) - 1)
    if urls:
        sentence = _("“{address}” is not on this computer; save it as a file first")
        raise ValueError(sentence.format(address=urls[0].toDisplayString()))
    if not content.text().strip():
        raise ValueError(_("there is no file and no text in it; expected a file, numbers or characters"))
    return Dropped(text=content.text())


class FilesPass(QObject):
    """A filter for fields of text: a file that is dropped on one goes to the window, not into it as an address."""

    def watch(self, whole: QWidget) -> None:
        """Let files pass every field within a widget, and anything a drawing: Qt would take it there for nothing."""
        for field in whole.findChildren(QWidget):
            if isinstance(field, QGraphicsView):
                field.setAcceptDrops(False)
                field.viewport().setAcceptDrops(False)
            elif field.acceptDrops():
                field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Leave files to what stands around the field."""
        if event.type() in DRAGS and isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            event.ignore()
            return True
        return False
