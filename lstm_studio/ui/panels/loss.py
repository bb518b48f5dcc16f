"""The loss over the updates of a training run, beside what a guess without memory would reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from lstm_studio.core.loss import loss_for
from lstm_studio.formats.csv_text import Table
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.reading import Reading
from lstm_studio.ui.plots.axes import Entry, WholeAxis
from lstm_studio.ui.plots.chart import At, Chart
from lstm_studio.ui.plots.curves import Curves, Line
from lstm_studio.ui.plots.grid import Rule
from lstm_studio.ui.plots.limits import ceiling, printed
from lstm_studio.ui.plots.values import extremes
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["Badge", "LossPanel"]

_LEAST = 1e-9  # a loss of 0 has no logarithm
_SPAN = 1.0  # decades that are shown at least
_UNITS = {"mse": "mse", "cross-entropy": _("nats"), "binary cross-entropy": _("nats")}


class Badge(QWidget):
    """Good news on a green ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.text = ""
        # It is higher than a title: with its place kept, nothing moves when it comes.
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self.hide()

    def set_text(self, text: str) -> None:
        """Say something else; "" takes the badge away."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.setVisible(bool(text))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text) + 22 if self.text else 0, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.good)
        painter.setBrush(self.theme.good_fill)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, self.text)


class LossPanel(Panel):
    """The axis of updates reaches to the end of the run from its start, so the curve grows in place."""

    name: ClassVar[str] = "loss"
    title: ClassVar[str] = _("Loss")
    area: ClassVar[str] = "bottom"
    needs: ClassVar[frozenset[str]] = frozenset({"record", "baselines", "sizes", "training"})

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.chart = Chart(WholeAxis(_("update")), 48.0, 44.0, self)
        self.curves = Curves(_("loss"), log=True)
        self.chart.add_row(self.curves.box, self.curves.axis, self.curves.legend, 1.0)
        self.chart.setAccessibleName(self.title)
        self.chart.teller = self.told
        self.body.addWidget(self.chart)
        self.badge = Badge(self.header)
        self.header.row.addWidget(self.badge)
        self._bounds: tuple[float, float] | None = None
        self._span: tuple[float, float] | None = None
        self._hover: At | None = None
        self.reading = Reading(self.header, self.chart)
        self.chart.hovered.connect(self._on_hovered)
        self.chart.zoomed.connect(self._on_zoomed)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.badge.theme = theme
        self.badge.update()
        self.chart.set_theme(theme)
        self.curves.set_theme(theme)
        self._describe()

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        losses, solved = scene.study.record.losses, scene.study.record.solved
        planned = scene.study.record.updates or scene.study.training.updates
        last = float(losses[-1, 0]) if len(losses) else 0.0
        # Beyond what was planned the axis grows by leaps, not with every update.
        end = max(float(planned), ceiling(last) if last > planned else 2.0)
        if self.chart.whole != (0.0, end):
            self.chart.whole = (0.0, end)
            self._span = None
        self.chart.set_x(*(self._span or self.chart.whole))
        values = np.log10(np.maximum(losses[:, 1], _LEAST))
        rules = tuple(
            Rule(
                math.log10(max(value, _LEAST)),
                _("{label}: {value}").format(label=label, value=printed(value)),
            )
            for label, value in scene.baselines.items()
        )
        self._fit(values, rules)
        self.curves.set_rules(rules)
        measured = loss_for(scene.study.sizes.output, scene.study.training.loss).name
        self.curves.axis.set_title(_("loss ({unit})").format(unit=_UNITS[measured]))
        self.curves.show((Line(_("loss"), values, places=losses[:, 0]),) if len(losses) else ())
        self._describe()
        badge = "" if solved is None else _("Solved · update {update}").format(update=printed(solved))
        self.badge.set_text(badge)

    def _fit(self, values: NDArray[Any], rules: tuple[Rule, ...]) -> None:
        """Fit the bounds to half decades: they grow, and start anew with another run."""
        shown = [rule.value for rule in rules]
        if np.isfinite(values).any():
            shown += extremes((values,))
        low = math.floor(2 * min(shown, default=-1.0) - 0.2) / 2
        high = math.ceil(2 * max(shown, default=0.0) + 0.2) / 2
        low = min(low, high - _SPAN)
        if self._bounds is not None and len(values) > 1:
            low, high = min(low, self._bounds[0]), max(high, self._bounds[1])
        self._bounds = (low, high)
        self.curves.set_bounds(low, high)

    def _describe(self) -> None:
        entries = [Entry(line.name, self.curves.pen(line), symbol=False) for line in self.curves.lines]
        self.curves.describe(entries)

    def told(self) -> str:
        """Say the last loss, and the lines that it is held against."""
        losses = self.session.state.study.record.losses
        said = [rule.text for rule in self.curves.rules]
        if len(losses):
            update, loss = (printed(value) for value in losses[-1])
            said.insert(0, _("update {update}: loss {loss}").format(update=update, loss=loss))
        return "; ".join(said)

    def numbers(self, scene: Scene) -> Table | None:
        first, last = self.chart.x_range
        losses = scene.study.record.losses
        rows = tuple((int(update), loss) for update, loss in losses.tolist() if first <= update <= last)
        return Table((_("update"), _("loss")), rows) if rows else None

    def fact(self, scene: Scene) -> str:
        self.reading.fact = ()
        losses = scene.study.record.losses
        if len(losses):
            update, loss = (printed(value) for value in losses[-1])
            self.reading.fact = (_("update {update} · {loss}").format(update=update, loss=loss), loss)
        self.reading.words = self._words()
        return self.reading.line

    def _words(self) -> tuple[str, ...]:
        found = self.curves.nearest(self._hover.x, self._hover.y) if self._hover else None
        if found is None:
            return ()
        said = {"update": printed(found[1]), "loss": printed(10 ** found[2])}
        return _("update {update} · loss = {loss}").format(**said), _("{update}: {loss}").format(**said)

    @Slot(object)
    def _on_hovered(self, at: At | None) -> None:
        self._hover = at
        self.reading.tell(self._words())

    @Slot(float, float)
    def _on_zoomed(self, first: float, last: float) -> None:
        self._span = None if (first, last) == self.chart.whole else (first, last)
        self.chart.set_x(first, last)
