"""What all plots over the steps have in common: the steps in sight, the playhead, the reading under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton

from lstm_studio.formats.csv_text import by_step
from lstm_studio.session.verbs.selection import look
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.reading import Reading
from lstm_studio.ui.plots.axes import WholeAxis
from lstm_studio.ui.plots.chart import At, Chart
from lstm_studio.ui.plots.columns import columns
from lstm_studio.ui.plots.courses import Courses
from lstm_studio.ui.plots.curves import Curves
from lstm_studio.ui.plots.lines import pens
from lstm_studio.ui.plots.playhead import Playhead
from lstm_studio.ui.plots.stack import Stack
from lstm_studio.ui.plots.telling import told
from lstm_studio.ui.plots.upright import Upright
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.formats.csv_text import Table
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["StepsPanel"]

_LEFT, _RIGHT = 40.0, 38.0  # pixels beside the boxes, where no words need more
_MOST = 96.0
_BUTTON, _BUTTON_HIGH = 28, 20


class StepsPanel(Panel):
    """Heat maps above, curves below, over one axis of steps; a subclass says of what.

    ``sources`` are the names of changes after which all of it is read anew.
    """

    area: ClassVar[str] = "bottom"
    needs: ClassVar[frozenset[str]]
    sources: ClassVar[frozenset[str]]
    slopes: ClassVar[str] = ""  # the title while gradients are shown
    rows_title: ClassVar[str] = ""  # what the rows of a map are

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.chart = Chart(WholeAxis(_("step"), self.rows_title), _LEFT, _RIGHT, self)
        self.stack, self.curves = Stack(), Curves()
        self.chart.add_row(self.stack.box, self.stack.symbols, self.stack.scales, 1.0)
        self.chart.add_row(self.curves.box, self.curves.axis, self.curves.legend, 1.0)
        self.playheads = [Playhead(box) for box in (self.stack.box, self.curves.box)]
        self.partings = [Upright(box) for box in (self.stack.box, self.curves.box)]
        self.stack.box.sigResized.connect(self.stack.place)
        self.chart.setAccessibleName(self.title)
        self.chart.teller = lambda: told(self.chart, self.stack, self.curves, session.state.view)
        self.said = Words("quiet")  # what L is
        self.said.hide()
        self.body.addWidget(self.said)
        self.body.addWidget(self.chart)
        self.change = QToolButton()
        self.change.setText("Δ")
        self.change.setCheckable(True)
        self.change.setProperty("slim", True)
        self.change.setFixedSize(_BUTTON, _BUTTON_HIGH)
        self.change.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.change.setAccessibleName(_("Show the difference in the maps"))
        self.change.setToolTip(_("Colour the maps by how this run differs from the one that is dashed"))
        self.change.toggled.connect(self._on_change)
        self.change.hide()
        self.header.row.insertWidget(1, self.change)
        self.courses = Courses()
        self._taken = False
        self.steps = 0
        self._hover: At | None = None
        self.reading = Reading(self.header, self.chart)
        self.chart.pressed.connect(self._on_pressed)
        self.chart.hovered.connect(self._on_hovered)
        self.chart.zoomed.connect(self._on_zoomed)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for item in (*self.playheads, *self.partings):
            item.set_theme(theme)
        self.chart.set_theme(theme)
        self.stack.set_theme(theme)
        self.curves.set_theme(theme)
        self.curves.describe(pens(self.curves))

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        steps = self.length(scene)
        if steps is None:
            return
        if steps != self.steps or changed & {"span", *self.sources}:
            self.steps = steps
            self.chart.whole = (-0.5, steps + 0.5)
            self.chart.set_x(*(scene.view.span or self.chart.whole))
        self.header.title.setText(self.slopes if self.sloped(scene) else self.title)
        self.show_values(scene, changed)
        for playhead in self.playheads:
            playhead.set_step(scene.view.cursor)

    def sloped(self, scene: Scene) -> bool:
        """Whether gradients are asked for in place of values."""
        return scene.view.backward

    def length(self, scene: Scene) -> int | None:
        """Give the number of steps, None where there is nothing yet."""
        raise NotImplementedError

    def lacking(self, scene: Scene) -> str:
        """Say why there is nothing to be seen; "" where there is."""
        return scene.objective if self.sloped(scene) and scene.gradients is None else ""

    def show_values(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring maps and curves up to the scene, which has what they show."""
        raise NotImplementedError

    def show_comparison(self, scene: Scene, *, beside: bool, gradient: bool) -> None:
        """Mark where the runs part, if there is one ``beside``, and say what L is where its ``gradient`` is shown."""
        found = scene.parting if beside else None
        parting = None if found is None else found.step
        # The rule stands before the step, as it is computed where they part, be it in another cell.
        edge = 0.5 if found is not None and found.back else -0.5
        for rule in self.partings:
            rule.set_step(None if parting is None else parting + edge)
        said = None if parting is None else (parting, _("part at {step}").format(step=parting))
        self.chart.axis.set_mark(said)
        self.said.setText(scene.objective)
        self.said.setVisible(gradient)
        self.header.title.setToolTip(scene.objective if gradient else "")

    def fit_margins(self) -> None:
        """Give the words beside the boxes the room that they need."""
        left = self.stack.symbols.room(band.shown for band in self.stack.bands)
        scales = self.stack.scales.room(band.high for band in self.stack.bands)
        right = max(scales, self.curves.legend.room())
        self.chart.set_margins(
            *(min(max(least, room), _MOST) for least, room in ((_LEFT, left), (_RIGHT, right)))
        )

    def summary(self, scene: Scene) -> tuple[str, ...]:
        """Say the fact of the panel, the longest wording first."""
        raise NotImplementedError

    def numbers(self, scene: Scene) -> Table | None:
        bands = self.stack.bands if self.chart.shows(self.stack.box) else ()
        lines = self.curves.lines if self.chart.shows(self.curves.box) else ()
        return by_step(columns(bands, lines), *self.chart.x_range) if bands or lines else None

    def fact(self, scene: Scene) -> str:
        waits = scene.pending & {"trace", "gradients", "against_trace", "against_gradients"}
        self.reading.fact = (_("computing…"),) if waits else self.summary(scene)
        self.reading.words = self._words()
        return self.reading.line

    def _words(self) -> tuple[str, ...]:
        """Say what is under the mouse."""
        at = self._hover
        if at is None:
            return ()
        if at.box is self.curves.box:
            found = self.curves.nearest(at.x, at.y)
            if found is None:
                return ()
            line, step, value = found
            said = self.wordings(line.name, round(step), line.unit or 0, value, self.curves.axis.low < 0)
            return tuple(f"{words} {line.ghost}" for words in said) if line.ghost else said
        row, step = self.stack.at(at.y), round(at.x)
        shown = row[1].value_at(step, row[2]) if row else None
        if row is None or shown is None:
            return ()
        return self.wordings(row[0].shown, step, row[2], shown, row[0].around)

    def wordings(self, name: str, step: int, unit: int, value: float, signed: bool) -> tuple[str, ...]:
        """Say one value, the longest wording first; the row counts from 0 here and from 1 in the words."""
        raise NotImplementedError

    def pick(self, at: At) -> None:
        """Select what a button was pressed on."""

    @Slot(object)
    def _on_hovered(self, at: At | None) -> None:
        self._hover = at
        near = at is not None and abs(at.x - self.playheads[0].step) <= 4 * at.box.pixel().x()
        self.chart.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.CrossCursor)
        self.reading.tell(self._words())

    @Slot(object)
    def _on_pressed(self, at: At) -> None:
        if at.start:
            self.pick(at)
        step = min(max(round(at.x), 0), self.steps)
        if step != self.session.state.view.cursor:
            self.session.do(go, step)

    @Slot()
    def _on_change(self) -> None:
        self.show_scene(self.session.scene, self.sources)

    @Slot(float, float)
    def _on_zoomed(self, first: float, last: float) -> None:
        self.session.do(look, first, last)
