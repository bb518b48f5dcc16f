"""How likely each symbol is as the next one: a bar a symbol, the likeliest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from lstm_studio.session.symbols import seen
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

__all__ = ["Chance", "Likely"]

LINE, HEAD = 17, 18  # pixels
NUMBER, WIDE = 48, 150
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Chance(NamedTuple):
    """A symbol and how likely it is; ``true``: it is what comes, ``drawn``: it is what the model writes."""

    name: str
    share: float
    true: bool = False
    drawn: bool = False


class Likely(QWidget):
    """As many bars as there is room for; what comes, and what is written, stand among them in any case."""

    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.Chart

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.head = ""
        self.chances: tuple[Chance, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Next symbol"))
        self.setToolTip(
            _(
                "● comes next in the sequence, ▸ is what the model writes; "
                "at temperature T = 1 the chances are the output of the model"
            )
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.update()

    def show_chances(self, head: str, chances: tuple[Chance, ...]) -> None:
        """Show other chances, the largest first."""
        if (head, chances) != (self.head, self.chances):
            self.head, self.chances = head, chances
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDE, HEAD + 6 * LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDE, HEAD + 2 * LINE)

    def spoken_value(self) -> str:
        """Say the likeliest, and what comes."""
        said = [f"{seen(row.name)} {_percent(row.share)}" for row in self.chances[:3]]
        said += [_("{name} comes").format(name=seen(row.name)) for row in self.chances if row.true]
        return ", ".join(said)

    @property
    def rows(self) -> tuple[Chance, ...]:
        """What there is room for: the likeliest, and those with a mark."""
        room = max((self.height() - HEAD) // LINE, 1)
        marked = [row for row in self.chances[room:] if row.true or row.drawn]
        return (*self.chances[: max(room - len(marked), 0)], *marked)[:room]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme, wide = QPainter(self), self.theme, self.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        painter.setPen(theme.quiet)
        painter.drawText(QRectF(0, 0, wide, HEAD), LEFT, self.head)
        rows = self.rows
        metrics = painter.fontMetrics()
        painter.setFont(theme.mono(12))
        letters = painter.fontMetrics()
        named = max((letters.horizontalAdvance(seen(row.name)) for row in rows), default=0)
        named = min(max(named, 12), wide // 3)
        mark = metrics.horizontalAdvance("●") + 3
        for place, row in enumerate(rows):
            top = HEAD + place * LINE
            painter.setFont(theme.font(10))
            painter.setPen(theme.accent)
            painter.drawText(QRectF(0, top, mark, LINE), LEFT, "●" if row.true else "▸" if row.drawn else "")
            painter.setFont(theme.mono(12))
            painter.setPen(theme.text)
            name = letters.elidedText(_shown(row.name), Qt.TextElideMode.ElideRight, named)
            painter.drawText(QRectF(mark, top, named, LINE), LEFT, name)
            left = mark + named + 6
            whole = wide - left - NUMBER
            painter.fillRect(QRectF(left, top + 5, whole, LINE - 10), theme.grid)
            painter.fillRect(QRectF(left, top + 5, whole * row.share, LINE - 10), theme.accent)
            painter.setFont(theme.mono(11))
            painter.setPen(theme.quiet)
            painter.drawText(QRectF(wide - NUMBER, top, NUMBER, LINE), RIGHT, _percent(row.share))


def _shown(name: str) -> str:
    return "↵" if name == "\n" else seen(name)


def _percent(share: float) -> str:
    percent = 100 * share
    return "<0.1 %" if 0 < percent < 0.1 else f"{percent:.1f} %" if percent < 9.95 else f"{percent:.0f} %"
