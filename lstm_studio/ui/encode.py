"""A widget as the content of a picture file: PNG, SVG or PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPainter, QPdfWriter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from lstm_studio.formats.files import write_file
from lstm_studio.ui.ground import SCREEN, WHITE
from lstm_studio.ui.lettering import steadied
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QPaintDevice

__all__ = ["FORMATS", "encoder", "image", "write"]

_POINTS = 72.0  # in an inch


def write(widget: QWidget, output: Path, scale: float = 1.0, ground: str = SCREEN) -> None:
    """Write a picture of a widget as it stands; ``scale`` enlarges a PNG; ``ground`` is a key of GROUNDS.

    Raises ValueError for a suffix that is not in FORMATS, and where the file cannot be written.
    """
    write_file(output, encoder(output)(widget, scale, ground))


def encoder(output: Path) -> Callable[[QWidget, float, str], bytes]:
    """Give the function that makes the content of a file. Raises ValueError for another suffix."""
    if output.suffix.lower() not in FORMATS:
        sentence = _("the picture “{file}” has the suffix “{suffix}”; expected one of {known}")
        known = ", ".join(FORMATS)
        raise ValueError(sentence.format(file=output.name, suffix=output.suffix, known=known))
    return FORMATS[output.suffix.lower()]


def image(widget: QWidget, scale: float, ground: str = SCREEN) -> QImage:
    """Give a picture in pixels, ``scale`` of them for one of the widget's."""
    picture = QImage(widget.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    _paint(widget, picture, ground)
    return picture


def _png(widget: QWidget, scale: float, ground: str) -> bytes:
    buffer = _buffer()
    QImageWriter(buffer, QByteArray(b"png")).write(image(widget, scale, ground))
    return bytes(buffer.data().data())


def _svg(widget: QWidget, _scale: float, ground: str) -> bytes:
    # The older of Qt's two kinds: the newer one writes clips, and those of a widget at a wrong place.
    generator, buffer = QSvgGenerator(), _buffer()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    # Else Qt takes 90 dots an inch, and type and lines part from what the widget has laid out.
    generator.setResolution(widget.logicalDpiX())
    generator.setTitle(widget.windowTitle() or widget.accessibleName())
    generator.setDescription("")
    _paint(widget, generator, ground)
    return steadied(bytes(buffer.data().data()).decode()).encode()


def _pdf(widget: QWidget, _scale: float, ground: str) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    point = _POINTS / widget.logicalDpiX()
    size = QSizeF(widget.width() * point, widget.height() * point)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(widget.logicalDpiX())
    writer.setTitle(widget.windowTitle() or widget.accessibleName())
    _paint(widget, writer, ground)
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _paint(widget: QWidget, device: QPaintDevice, ground: str) -> None:
    painter = QPainter(device)
    if ground == WHITE:
        painter.fillRect(widget.rect(), Qt.GlobalColor.white)
    flags = QWidget.RenderFlag.DrawChildren
    if ground == SCREEN:
        flags |= QWidget.RenderFlag.DrawWindowBackground
    widget.render(painter, QPoint(0, 0), QRegion(), flags)
    painter.end()


FORMATS: dict[str, Callable[[QWidget, float, str], bytes]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
"""The suffix of a file -> what makes its content from a widget, a scale and a ground."""
