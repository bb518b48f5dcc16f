"""The arithmetic behind one number: every term with its bar, the sum, and the activation's curve with the point."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.formats.csv_text import Table, as_tabs
from lstm_studio.session.verbs import hover, selection, transport
from lstm_studio.ui.lens.explained import called, chosen, explained, missing, settable, setting
from lstm_studio.ui.lens.following import Spot, here, leads_to
from lstm_studio.ui.lens.names import Names
from lstm_studio.ui.lens.result import Curve, Result
from lstm_studio.ui.lens.rows import Row, plain, rows_of, summed_up
from lstm_studio.ui.lens.table import TermList
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.target import Target
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from lstm_studio.core.insight.lens import Arithmetic
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["LensPanel"]

MERGE = "lens"  # the undo step that a drag builds


class LensPanel(Panel):
    """What the selected value is made of, or in backward mode what its gradient is."""

    name = "lens"
    title = _("Arithmetic")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"cell", "sizes", "layer", "direction", "sequence", "cell_trace", "cell_gradient", "cursor", "unit",
         "node", "inside", "trace", "readout", "model", "lettering"}
    )  # fmt: skip

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.found: Arithmetic | None = None
        self.backward = False
        self.text = ""  # of the value that is explained
        self._trail: list[Spot] = []  # where the person came from
        self._heading = ""  # what a term that was followed leads to
        self.list, self.result, self.note = TermList(), Result(), QLabel()
        self.list.setAccessibleName(_("Terms, the largest first"))
        self.note.setProperty("voice", "quiet")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.back = QToolButton()
        self.back.setText("‹")
        self.back.setProperty("slim", True)
        self.back.setToolTip(_("Back to the value before (Backspace)"))
        self.back.setAccessibleName(_("Back to the value before"))
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.hide()
        self.header.row.insertWidget(1, self.back)
        self.body.setContentsMargins(8, 0, 8, 8)
        self.body.setSpacing(0)
        for part, stretch in ((self.note, 1), (self.list, 1), (self.result, 0)):
            self.body.addWidget(part, stretch)
        self._connect()

    def _connect(self) -> None:
        terms = self.list
        terms.leads = lambda row: leads_to(self.session.state, row) is not None
        terms.followed.connect(self._on_followed)
        terms.dragged.connect(self._on_dragged)
        terms.let_go.connect(self._on_let_go)
        terms.typed.connect(self._on_typed)
        terms.copied.connect(self.copy)
        terms.left.connect(self._on_back)
        terms.pointed.connect(self._on_pointed)
        self.back.clicked.connect(self._on_back)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.list.bars.set_theme(theme)
        self.result.theme = theme
        self.list.viewport().update()
        self.result.update()

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        self.text = chosen(scene, changed, self.text)
        if changed & {"node", "cell"} and self.text != self._heading:
            self._trail.clear()  # the person has pointed out something else
        found = explained(scene, self.text)
        self.found, self.backward = found, scene.cell_gradient is not None
        self.back.setVisible(bool(self._trail))
        self.note.setVisible(found is None)
        self.list.setVisible(found is not None and bool(found.terms))
        if found is None:
            self.note.setText(missing(scene, self.text))
            self.result.show_lines([], None, "")
            return
        names = Names.of(scene)
        kept = [row.number for row in self.list.terms.rows] if self.list.dragging else None
        self.list.show_rows(rows_of(found, names, settable(scene, found), kept, back=self.backward))
        self._sum_up(found, names)

    def _sum_up(self, found: Arithmetic, names: Names) -> None:
        curve = Curve(found.op, found.total, found.computed) if found.op in OPERATIONS else None
        held = ""
        if found.held:
            held = _("held at {number} instead").format(number=short(found.value, signed=False))
            if self.backward:
                held = _("held: nothing flows back further")
        self.result.show_lines(summed_up(found, names, back=self.backward), curve, held)
        self._fit()

    def _fit(self) -> None:
        """Leave the terms what the result does not need."""
        edges = self.body.contentsMargins()
        self.list.fit(self.height() - edges.top() - edges.bottom() - self.result.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def fact(self, scene: Scene) -> str:
        return called(scene, self.text, self.found)

    def numbers(self, scene: Scene) -> Table | None:
        if self.found is None:
            return None
        rows = tuple(
            (" ".join((plain(row.html), *row.where[:1])), row.product, row.term.amount, row.after)
            for row in self.list.terms.rows
        )
        return Table((_("term"), _("product"), _("amount"), _("sum so far")), rows)

    def copy(self) -> None:
        """Put the whole arithmetic into the clipboard as text: what it is, a line a term, what it comes to."""
        scene, table = self.session.scene, self.numbers(self.session.scene)
        if table is None:
            return
        step = _("step {step}").format(step=scene.view.cursor)
        top = " · ".join((scene.study.cell.title or scene.study.cell.name, self.fact(scene), step))
        below = self.result.accessibleName().replace("; ", "\n")
        QGuiApplication.clipboard().setText(f"{top}\n{as_tabs(table)}{below}\n")

    def _on_followed(self, row: Row) -> None:
        """Go to where a term comes from."""
        there = leads_to(self.session.state, row)
        if there is not None:
            self._trail.append(here(self.session.state, self.text))
            self._go(there)

    def _on_back(self) -> None:
        if self._trail:
            self._go(self._trail.pop())

    def _go(self, spot: Spot) -> None:
        session, view = self.session, self.session.state.view
        self._heading = spot.text
        if (spot.layer, spot.direction) != (view.layer, view.direction):
            session.do(selection.enter, spot.layer, spot.direction)
        if spot.cursor != view.cursor:
            session.do(transport.go, spot.cursor)
        node = session.state.study.cell.graph.by_text.get(spot.text)
        if node is not None and node.size != "D":
            session.do(selection.select_unit, spot.unit)
        session.do(selection.select_node, spot.text)

    def _on_pointed(self, row: Row | None) -> None:
        """Let every panel mark what the term under the mouse is made of."""
        known = self.session.state.study.cell.graph.by_text
        factors = row.term.factors if row is not None else ()
        self.session.glance(hover.point, *(factor.text for factor in factors if factor.text in known))

    def _on_dragged(self, row: Row, number: float) -> None:
        verb = setting(self.session.state, row, number)
        if verb is not None:
            self.session.drag(MERGE, verb[0], *verb[1])

    def _on_let_go(self) -> None:
        self.session.seal()
        self.refresh(self.session.scene, frozenset())  # the largest comes first again

    def _on_typed(self, row: Row, number: float) -> None:
        verb = setting(self.session.state, row, number)
        if verb is not None:
            self.session.attempt(verb[0], *verb[1])

    def target_at(self, at: QPoint) -> Target | None:
        """Give what the term there comes from, elsewhere the value that is explained."""
        index, state = self.list.indexAt(self.list.viewport().mapFromGlobal(at)), self.session.state
        inside, own = self.list.isVisible() and index.isValid(), here(state, self.text)
        spot = leads_to(state, self.list.terms.rows[index.row()]) if inside else own
        if spot is None or (spot.layer, spot.direction) != (own.layer, own.direction):
            return None
        known = spot.text in self.session.scene.graph.by_text
        return Target(spot.text, spot.unit, spot.cursor) if known else None

    def extend_menu(self, menu: QMenu, at: QPoint) -> None:
        menu.addAction(_("Copy as te&xt"), self.copy)
        if self._trail:
            menu.addAction(_("&Back to the value before"), self._on_back)
