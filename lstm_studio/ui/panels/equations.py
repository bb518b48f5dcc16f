"""The equations: every line in print, in the letters of a notation; every symbol says what it is and what it is now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtWidgets import QToolButton, QToolTip

from lstm_studio.catalogue import load_notation
from lstm_studio.core.printed_output import print_readout
from lstm_studio.core.printing import print_cell
from lstm_studio.formats.csv_text import Table
from lstm_studio.session.verbs import hover, selection
from lstm_studio.session.verbs.notation import toggle_numbers
from lstm_studio.ui.controls.notations import NotationButton
from lstm_studio.ui.formulas.about import about
from lstm_studio.ui.formulas.lighting import at_work, made, marked, waiting, working_lines
from lstm_studio.ui.formulas.line import Line
from lstm_studio.ui.formulas.page import Page
from lstm_studio.ui.formulas.selecting import node_of
from lstm_studio.ui.formulas.typesetter import Typesetter
from lstm_studio.ui.formulas.values import number_of, output_place
from lstm_studio.ui.numbers import NONE, short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.target import Target
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent
    from PySide6.QtWidgets import QMenu, QWidget

    from lstm_studio.core.marks import Mark
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["EquationsPanel"]

USUAL = 296  # pixels that a new window gives the card
MOST_ROOM = 420  # pixels of height that lines may ask of the window: more of them are scrolled
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
            "parameters",
            "cursor",
            "unit",
            "node",
            "hovered",
            "moment",
            "backward",
        }
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.body.setContentsMargins(6, 2, 6, 8)
        self.body.setSpacing(0)
        self.page = Page()
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
        self.switch.clicked.connect(self._on_switched)
        self.header.row.insertWidget(1, self.notations)
        self.header.row.insertWidget(2, self.switch)
        self.header.row.setContentsMargins(12, 5, 12, 1)

    @property
    def lines(self) -> list[Line]:
        """The lines in sight."""
        return self.page.lines

    def fact(self, scene: Scene) -> str:
        said = _("unit {unit}, step {step}").format(unit=scene.view.unit + 1, step=scene.view.cursor)
        return _("∂L/∂, {where}").format(where=said) if scene.view.backward else said

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.page.dress(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.page.fit(self._across(), self.height() - self._edges()):
            self.updateGeometry()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.typesetter.stop()

    def minimumSizeHint(self) -> QSize:
        # A line that is broken needs more height, and a dock does not ask how high for its width.
        high = self._edges() + self.page.wished(self._across())
        return QSize(super().minimumSizeHint().width(), min(high, MOST_ROOM))

    def _edges(self) -> int:
        """The pixels above and below all lines."""
        sides = self.contentsMargins(), self.body.contentsMargins()
        return sum(side.top() + side.bottom() for side in sides)

    def _across(self) -> int:
        """The pixels of a line, or, before there is a place, those in a new window."""
        sides = self.contentsMargins(), self.body.contentsMargins()
        whole = self.width() if self.isVisible() else USUAL
        return whole - sum(side.left() + side.right() for side in sides)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        if changed & _PRINTED:
            self._print(scene)
        view = scene.view
        self.notations.show_choice(view.notation)
        self.switch.setChecked(view.numbers)
        moments = scene.moments
        there, moment = made(moments, view.inside), scene.moment
        lit = working_lines(moment)
        for line in self.lines:
            line.show_number(self._number(scene, line.name, there))
            line.mark_as(
                "selected" if line.name and line.name == view.node else "lit" if line.name in lit else "plain"
            )
            hidden = frozenset() if there is None else waiting(line.marks, there, scene.graph)
            works = moment is not None and line.name in lit
            light = at_work(line.marks, line.name, moment, scene.graph) if works and moment else ()
            line.equation.show_marks(marked(line.marks, view.hovered, view.node), light, hidden)
            if view.numbers:
                line.equation.show_numbers(
                    {
                        place: NONE
                        if place in hidden
                        else short(number_of(scene, mark.means)).removeprefix("+")
                        for place, mark in enumerate(line.marks)
                        if mark.kind == "number"
                    }
                )

    def _print(self, scene: Scene) -> None:
        """Set all lines anew. The output is read from the top layer."""
        cell, sizes, view = scene.study.cell, scene.study.sizes, scene.view
        notation, graph = load_notation(view.notation), cell.graph_for(bias=sizes.bias)
        printed = print_cell(graph, notation, turned=view.direction > 0, numbers=view.numbers)
        lines = [Line(line, cell.meaning.get(line.name, ""), self.theme) for line in printed]
        elsewhere = []
        if sizes.outputs:
            output = print_readout(graph, notation, sizes, numbers=view.numbers)
            last = Line(output, self._about_output(scene), self.theme)
            if view.layer == sizes.layers - 1:
                lines.insert(len(graph.named), last)
            else:
                elsewhere.append(last.equation.whole)
        for line in lines:
            line.setToolTip(line.accessibleDescription())
            line.pressed.connect(self._on_pressed)
            line.pointed.connect(self._on_pointed)
        self.page.show_lines(lines, elsewhere, self._across(), self.height() - self._edges())
        self._on_ready()
        self.typesetter.ask([line.marks for line in lines])
        self.updateGeometry()

    def _about_output(self, scene: Scene) -> str:
        sizes = scene.study.sizes
        tip = _("the output of the model, read from {state}").format(state=sizes.readout)
        if sizes.output == "softmax":
            tip += _(": the share of the likeliest class")
        elif sizes.outputs > 1:
            tip += _(": the first of {n} outputs").format(n=sizes.outputs)
        return tip

    def finish(self) -> None:
        self.typesetter.finish()

    @Slot()
    def _on_ready(self) -> None:
        for line in self.lines:
            setting = self.typesetter.known(line.marks)
            if setting is not None and setting is not line.equation.setting:
                line.equation.take(setting)

    def _number(self, scene: Scene, name: str, there: frozenset[str] | None) -> str:
        """Print the number of a line: its value, or in backward mode the gradient of the loss by it."""
        shown, step, unit = scene.shown, scene.view.cursor, scene.view.unit
        if name == "y":
            return self._output(scene) if step and there is None and not scene.view.backward else NONE
        if not name:
            return ""
        if shown is None or (there is not None and name not in there):
            return NONE
        if step == 0:
            before = shown.before
            return short(before[name][unit]) if name in before else NONE
        value, backward = shown[name][step - 1, unit], scene.view.backward
        return short(
            value,
            signed=backward or not scene.graph.bounded(name),
            figures=1 if backward else 2,
            fine=backward,
        )

    def _output(self, scene: Scene) -> str:
        if scene.readout is None:
            return NONE
        shown = float(scene.readout[output_place(scene)])
        return short(shown, signed=scene.study.sizes.output == "identity")

    def numbers(self, scene: Scene) -> Table | None:
        shown, step, unit = scene.shown, scene.view.cursor, scene.view.unit
        if shown is None or not step:
            return None
        rows = tuple((name, shown[name][step - 1, unit]) for name in scene.graph.named)
        return Table((_("value"), _("unit {unit}").format(unit=unit + 1)), rows)

    @Slot()
    def _on_switched(self) -> None:
        self.session.do(toggle_numbers)

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
        if not isinstance(line, Line) or mark is None:
            QToolTip.hideText()
            return
        scene = self.session.scene
        twice = [other for other in line.marks if other.means == mark.means and other.letter != mark.letter]
        parameter = mark.means and mark.means[0] in scene.graph.parameters
        said = about(scene, mark, split=bool(twice and parameter and mark.kind == "letter"))
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
        state = self.session.state
        sizes, notation = state.study.sizes, load_notation(state.view.notation)
        graph = state.study.cell.graph_for(bias=sizes.bias)
        printed = list(print_cell(graph, notation, turned=state.view.direction > 0))
        if any(each.name == "y" for each in self.lines):
            printed.insert(len(graph.named), print_readout(graph, notation, sizes))
        chosen = None if line is None else printed[self.lines.index(line)]
        add_copies(menu, chosen, printed, graph, notation.title)
