"""The dialog of all exports: of what, as what, on which ground, with a look at what comes out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lstm_studio.formats.moving import MOVING
from lstm_studio.ui.controls.number import Choice
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.exports import Wish
from lstm_studio.ui.film.choices import FilmChoices
from lstm_studio.ui.ground import GROUNDS, SCREEN, TRANSPARENT
from lstm_studio.ui.numbers import short
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from lstm_studio.formats.csv_text import Table
    from lstm_studio.ui.exports import Exports

__all__ = ["ExportDialog"]

KINDS = {
    ".svg": _("SVG"),
    ".pdf": _("PDF"),
    ".png": _("PNG"),
    ".gif": _("GIF"),
    ".webp": _("WebP"),
    ".apng": _("APNG"),
    ".mp4": _("MP4"),
    ".csv": _("CSV"),
}
HINTS = {
    ".svg": _("A drawing for web pages and vector programs; text stays text"),
    ".pdf": _("A drawing for papers; text stays text"),
    ".png": _("Pixels, so many for one of the screen"),
    ".gif": _("A film that every program plays, in 255 colours"),
    ".webp": _("A film for web pages and slides, every pixel as it is"),
    ".apng": _("A film for web pages, every pixel as it is"),
    ".mp4": _("A film for slides and video programs"),
    ".csv": _("The numbers that are shown, one row a step"),
}
SCALES = {"1": _("1×"), "2": _("2×"), "3": _("3×"), "4": _("4×")}
WIDE, HIGH = 480, 300  # pixels of the preview
ROWS, COLUMNS = 12, 7  # of numbers in the preview
SQUARE = 8  # pixels
SOON = 30  # milliseconds: a key that is held goes through the list at once


class ExportDialog(QDialog):
    """Gathers a Wish; Copy and Save give it to ``exports``. It stays open after a copy."""

    def __init__(self, exports: Exports, wish: Wish, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Export"))
        self._exports = exports
        self.parts = Choice(_("What"), exports.parts())
        self.kinds = Segments(_("As"), KINDS)
        self.scales = Segments(_("Size"), SCALES)
        self.grounds = Segments(_("Ground"), GROUNDS)
        self.film = FilmChoices(exports.reach(), wish)
        self.parts.show_choice(wish.part)
        self._suffix, self._scale, self._ground = wish.suffix, str(round(wish.scale)), wish.ground
        self.preview, self.said = QLabel(), QLabel()
        self.preview.setAccessibleName(_("Preview"))
        self.preview.setFixedSize(WIDE, HIGH)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setFrameShape(QLabel.Shape.StyledPanel)
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().height())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        self._lay_out()
        self._show()
        self.look()

    def _lay_out(self) -> None:
        form = QFormLayout()
        for word, field in (
            (_("What"), self.parts),
            (_("As"), self.kinds),
            (_("Size"), self.scales),
            (_("Ground"), self.grounds),
            (_("Film of"), self.film.span),
            (_("Motion"), self.film.pace),
        ):
            form.addRow(word, field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button, self.save_button = QPushButton(_("&Copy")), QPushButton(_("&Save…"))
        for button in (self.copy_button, self.save_button):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setDefault(True)
        buttons.rejected.connect(self.reject)
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        self.parts.currentIndexChanged.connect(self._on_changed)
        self.kinds.chosen.connect(self._on_kind)
        self.scales.chosen.connect(self._on_scale)
        self.grounds.chosen.connect(self._on_ground)
        self.film.changed.connect(self._on_changed)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.preview)
        column.addWidget(self.said)
        column.addWidget(buttons)

    def wish(self) -> Wish:
        """Give what is chosen now."""
        part, film = str(self.parts.currentData()), self.film
        motion = "off" if film.moments else film.motion
        chosen = self._suffix, float(self._scale), self._ground, film.steps, motion, film.speed
        return Wish(part, *chosen, film.moments)

    def _show(self) -> None:
        """Show what is chosen; what a kind of file has no use for is off."""
        moving = MOVING.get(self._suffix)
        hindrances = {suffix: _capital(kind.hindrance) for suffix, kind in MOVING.items() if kind.hindrance}
        self.kinds.show_choice(self._suffix, hindrances)
        for suffix, hint in HINTS.items():
            if suffix not in hindrances:
                self.kinds.button(suffix).setToolTip(hint)
        flat = (
            ""
            if moving or self._suffix == ".png"
            else _("Only what is made of pixels has a size: the others are sharp at any")
        )
        self.scales.show_choice(self._scale, dict.fromkeys(SCALES, flat) if flat else {})
        bare = {} if self._suffix != ".csv" else dict.fromkeys(GROUNDS, _("Numbers have no ground"))
        if moving and not moving.clear:
            bare = {TRANSPARENT: _("This kind of film has no transparent ground; WebP and APNG have")}
        if self._ground in bare and len(bare) < len(GROUNDS):
            self._ground = SCREEN
        self.grounds.show_choice(self._ground, bare)
        self.film.show_use(_("Only a film has steps and motion") if not moving else "")

    @Slot(str)
    def _on_kind(self, suffix: str) -> None:
        self._suffix = suffix
        self._on_changed()

    @Slot(str)
    def _on_scale(self, scale: str) -> None:
        self._scale = scale
        self._on_changed()

    @Slot(str)
    def _on_ground(self, ground: str) -> None:
        self._ground = ground
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self._show()
        self._soon.start(SOON)

    @Slot()
    def look(self) -> None:
        """Show what comes out, and say how large it is, or why nothing does; of a film the step in sight."""
        wish = self.wish()
        possible = True
        if wish.suffix == ".csv":
            try:
                table = self._exports.subject(wish.part).numbers()
            except ValueError as error:
                possible = False
                self.preview.setText("")
                self.said.setText(_capital(str(error)))
            else:
                self._show_table(table)
        else:
            possible = self._show_picture(wish)
        self.save_button.setEnabled(possible)
        moves = wish.suffix in MOVING
        self.copy_button.setEnabled(possible and not moves)
        self.copy_button.setToolTip(_("A film cannot be copied; save it") if moves else "")

    def _show_picture(self, wish: Wish) -> bool:
        size = self._exports.subject(wish.part).widget.size()
        sharp = self.devicePixelRatioF()
        room = min((WIDE - 8) / size.width(), (HIGH - 8) / size.height(), 1.0)
        found = self._exports.picture(Wish(wish.part, ".png", max(room, 0.05) * sharp, wish.ground))
        found.setDevicePixelRatio(sharp)
        self.preview.setPixmap(
            _on_squares(found, self.palette()) if wish.ground == TRANSPARENT else QPixmap.fromImage(found)
        )
        flat = wish.suffix in (".png", *MOVING)
        scale = wish.scale if flat else 1.0
        sides = {"width": round(size.width() * scale), "height": round(size.height() * scale)}
        said = _("{width} × {height} pixels") if flat else _("{width} × {height}, sharp at any size")
        said = said.format(**sides)
        if wish.suffix in MOVING:
            try:
                count, seconds = self._exports.length(wish)
            except ValueError as error:
                self.said.setText(_capital(str(error)))
                return False
            pictures = ngettext("{count} picture", "{count} pictures", count).format(count=count)
            said = _("{pictures} · {seconds:.1f} s · {size}").format(
                pictures=pictures, seconds=seconds, size=said
            )
        self.said.setText(said)
        return True

    def _show_table(self, table: Table) -> None:
        shown = [tuple(_brief(cell) for cell in row[:COLUMNS]) for row in table.rows[:ROWS]]
        lines = "".join(_html(row, "td") for row in shown)
        self.preview.setText(f"<table cellspacing='6'>{_html(table.heads[:COLUMNS], 'th')}{lines}</table>")
        rows = ngettext("{count} row", "{count} rows", len(table.rows)).format(count=len(table.rows))
        columns = ngettext("{count} column", "{count} columns", len(table.heads)).format(
            count=len(table.heads)
        )
        self.said.setText(f"{rows} · {columns}")

    @Slot()
    def _on_copy(self) -> None:
        self.said.setText(_capital(self._exports.copy(self.wish())))

    @Slot()
    def _on_save(self) -> None:
        if self._exports.ask_save(self.wish(), self):
            self.accept()


def _brief(cell: object) -> object:
    return short(float(cell), signed=False) if isinstance(cell, (float, np.floating)) else cell


def _html(row: tuple[object, ...], tag: str) -> str:
    cells = (f"<{tag} align='right'>{escape('' if cell is None else str(cell))}</{tag}>" for cell in row)
    return f"<tr>{''.join(cells)}</tr>"


def _on_squares(picture: QImage, colours: QPalette) -> QPixmap:
    """Lay a picture without a ground on squares of two shades, by which it can be told."""
    tile = QPixmap(2 * SQUARE, 2 * SQUARE)
    tile.fill(colours.color(QPalette.ColorRole.Light))
    painter = QPainter(tile)
    for left, top in ((0, 0), (SQUARE, SQUARE)):
        painter.fillRect(left, top, SQUARE, SQUARE, colours.color(QPalette.ColorRole.Midlight))
    painter.end()
    shown = QPixmap(picture.size())
    shown.setDevicePixelRatio(picture.devicePixelRatio())
    painter = QPainter(shown)
    painter.drawTiledPixmap(shown.rect(), tile)
    painter.drawImage(0, 0, picture)
    painter.end()
    return shown


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
