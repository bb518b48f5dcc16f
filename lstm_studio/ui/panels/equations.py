"""The equations: every line in print, in the letters of a notation; every symbol says what it is and what it is now."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtWidgets import QToolButton, QToolTip

from lstm_studio.catalogue import load_notation
from lstm_studio.formats.csv_text import Table
from lstm_studio.session.verbs import hover, selection
from lstm_studio.session.verbs.notation import toggle_numbers
from lstm_studio.ui.controls.notations import NotationButton
from lstm_studio.ui.formulas.about import about
from lstm_studio.ui.formulas.equation import Equation
from lstm_studio.ui.formulas.lighting import made
from lstm_studio.ui.formulas.line import Line
from lstm_studio.ui.formulas.page import Page
from lstm_studio.ui.formulas.places import NOBODY
from lstm_studio.ui.formulas.printed import about_line, output_elsewhere, printed
from lstm_studio.ui.formulas.selecting import node_of
from lstm_studio.ui.formulas.shown import show_line
from lstm_studio.ui.formulas.typesetter import Typesetter
from lstm_studio.ui.panels.panel import GAP, Panel
from lstm_studio.ui.target import Target
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QMenu, QWidget

    from lstm_studio.core.printing.marks import Mark
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["EquationsPanel"]

USUAL = 296  # pixels that a new window gives the card
# Pixels of height that lines may ask of the window, more of them are scrolled: in one of 800 pixels the cards below,
# and the plots under the whole column, keep theirs.
MOST_ROOM = 280
_PRINTED = frozenset({"cell", "sizes", "layer", "direction", "notation", "numbers"})
_TAG = re.compile(r"<[^>]+>")


class EquationsPanel(Panel):
    """All lines of the cell, and the readout."""

    name = "equations"
    title = _("Equations")
    area = "right"
    needs: ClassVar[frozenset[str]] = _PRINTED | frozenset(
        {
            "shown",
            "cell_trace",
            "readout",
            "present",
            "cursor",
            "unit",
            "node",
            "hovered",
            "edits",
            "moment",
            "backward",
        }
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.body.setContentsMargins(6, 2, 6, 8)
        self.body.setSpacing(0)
        self.page = Page()
        self._wished = 0  # pixels that all lines asked for last
        self.body.addWidget(self.page)
        self.typesetter = Typesetter(self)
        self.typesetter.ready.connect(self._on_ready)
        self.notations = NotationButton(session, self.header)
        self.switch = QToolButton()
        self.switch.setText(_("1.2"))
        self.switch.setCheckable(True)
        self.switch.setProperty("slim", True)
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.switch.setAccessibleName(_("Numbers for symbols"))
        self.switch.setToolTip(_("Put the numbers of the selected unit in place of the symbols (N)"))
        self.switch.clicked.connect(lambda: session.do(toggle_numbers))
        self.header.row.insertWidget(1, self.notations)
        self.header.row.insertWidget(2, self.switch)

    @property
    def lines(self) -> list[Line]:
        """The lines in sight."""
        return self.page.lines

    def fact(self, scene: Scene) -> str:
        said = _("unit {unit} · step {step}").format(unit=scene.view.unit + 1, step=scene.view.cursor)
        return _("∂L/∂ · {where}").format(where=said) if scene.view.backward else said

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.page.dress(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across, edges = self._place()
        self.page.fit(across, self.height() - edges)
        if self.page.wished(across) != self._wished:  # in another width lines are broken otherwise
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.typesetter.ask([line.marks for line in self.lines])  # what was given up when it was hidden

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.typesetter.stop()

    def minimumSizeHint(self) -> QSize:
        # A line that is broken needs more height, and a dock does not ask how high for its width.
        across, edges = self._place()
        self._wished = self.page.wished(across)
        high = math.ceil((edges + self._wished) / GAP) * GAP  # equations a little higher move no card
        return QSize(super().minimumSizeHint().width(), min(high, MOST_ROOM))

    def _place(self) -> tuple[int, int]:
        """The pixels of a line, or, before there is a place, those in a new window; and those above and below all."""
        sides = self.contentsMargins(), self.body.contentsMargins()
        whole = self.width() if self.isVisible() else USUAL
        across = whole - sum(side.left() + side.right() for side in sides)
        return across, sum(side.top() + side.bottom() for side in sides)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        if changed & _PRINTED:
            self._print(scene)
        view = scene.view
        self.notations.show_choice(view.notation)
        self.switch.setChecked(view.numbers)
        there = made(scene.moments, view.inside)
        for line in self.lines:
            show_line(line, scene, there)
            if line.at != NOBODY:  # its number now
                self._tell(line)

    def _print(self, scene: Scene) -> None:
        """Set all lines anew."""
        numbers = scene.view.numbers
        lines = [
            Line(line, about_line(scene, line.name), self.theme) for line in printed(scene, numbers=numbers)
        ]
        elsewhere = [Equation(line.marks).whole for line in output_elsewhere(scene, numbers=numbers)]
        for line in lines:
            line.setToolTip(line.accessibleDescription())
            line.pressed.connect(self._on_pressed)
            line.pointed.connect(self._on_pointed)
        across, edges = self._place()
        self.page.show_lines(lines, elsewhere, across, self.height() - edges)
        self._on_ready()
        self.typesetter.ask([line.marks for line in lines])
        self.updateGeometry()

    def finish(self) -> None:
        self.typesetter.finish()

    @Slot()
    def _on_ready(self) -> None:
        for line in self.lines:
            setting = self.typesetter.known(line.marks)
            if setting is not None and setting is not line.equation.setting:
                line.equation.take(setting)

    def numbers(self, scene: Scene) -> Table | None:
        shown, step, unit = scene.shown, scene.view.cursor, scene.view.unit
        if shown is None or not step:
            return None
        rows = tuple((name, shown[name][step - 1, unit]) for name in scene.graph.named)
        return Table((_("value"), _("unit {unit}").format(unit=unit + 1)), rows)

    @Slot(object)
    def _on_pressed(self, mark: Mark | None) -> None:
        line = self.sender()
        name = line.name if isinstance(line, Line) else ""
        node = node_of(self.session.scene.graph, mark, name)
        if node:
            self.session.do(selection.select_node, "" if node == self.session.state.view.node else node)

    @Slot(object)
    def _on_pointed(self, mark: Mark | None) -> None:
        line = self.sender()
        texts = () if mark is None else mark.means or ((mark.part,) if mark.kind == "function" else ())
        self.session.glance(hover.point, *texts)
        if isinstance(line, Line) and mark is not None:
            self._tell(line)
            return
        QToolTip.hideText()
        if isinstance(line, Line):  # it speaks for itself again
            line.setAccessibleDescription(line.toolTip())

    def _tell(self, line: Line) -> None:
        """Say what the mark is that the mouse or the keyboard is on."""
        mark, scene = line.marks[line.at], self.session.scene
        twice = any(other.means == mark.means and other.letter != mark.letter for other in line.marks)
        split = twice and mark.kind == "letter" and set(mark.means) <= scene.graph.parameters.keys()
        said = about(scene, mark, split=split)
        line.setAccessibleDescription(_TAG.sub(" ", said).strip())
        place = line.equation.place_of(line.at).toAlignedRect()
        QToolTip.showText(line.equation.tip_place(line.at), said, line.equation, place)

    def _under(self, at: QPoint) -> tuple[Line | None, Mark | None]:
        """Give the line and the mark at a place of the screen."""
        for line in self.lines:
            if QRect(line.mapToGlobal(QPoint(0, 0)), line.size()).contains(at):
                equation = line.equation
                return line, line.mark(equation.mark_at(equation.mapFromGlobal(at).toPointF()))
        return None, None

    def target_at(self, at: QPoint) -> Target | None:
        line, mark = self._under(at)
        view = self.session.state.view
        text = mark.means[0] if mark is not None and len(mark.means) == 1 else line.name if line else ""
        return Target(text, view.unit, view.cursor) if text in self.session.scene.graph.named else None

    def extend_menu(self, menu: QMenu, at: QPoint) -> None:
        # Within the function: no start needs what is copied.
        from lstm_studio.ui.formulas.copying import add_copies

        line = self._under(at)[0]
        scene = self.session.scene
        lines, title = printed(scene), load_notation(scene.view.notation).title
        graph = scene.study.cell.graph_for(bias=scene.study.sizes.bias)
        add_copies(menu, None if line is None else lines[self.lines.index(line)], lines, graph, title)
