"""The arithmetic behind one number: every term with its bar, the sum, and the activation's curve with the point."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from lstm_studio.core.lens import Arithmetic, arithmetic
from lstm_studio.core.moments import moments
from lstm_studio.core.returning import returning
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.csv_text import Table, as_tabs
from lstm_studio.session.sentence import kept_state
from lstm_studio.session.verbs import hover, selection, transport, what_if
from lstm_studio.ui.lens.names import Names
from lstm_studio.ui.lens.result import Curve, Result
from lstm_studio.ui.lens.rows import Row, plain, rows_of, summed_up
from lstm_studio.ui.lens.table import TermList
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State
    from lstm_studio.ui.theme import Theme

__all__ = ["LensPanel"]

LONGEST = 24  # letters of what a value is called
MERGE = "lens"  # the undo step that a drag builds


class LensPanel(Panel):
    """What the selected value is made of, or in backward mode what its gradient is."""

    name = "lens"
    title = _("Arithmetic")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"cell", "sizes", "layer", "direction", "sequence", "cell_trace", "cell_gradient", "cursor", "unit",
         "node", "inside"}
    )  # fmt: skip

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.found: Arithmetic | None = None
        self.backward = False
        self.text = ""  # of the value that is explained
        self._trail: list[tuple[str, int, int]] = []  # node, unit, cursor: where the person came from
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
        terms.followed.connect(self._on_followed)
        terms.dragged.connect(self._on_dragged)
        terms.let_go.connect(self._on_let_go)
        terms.typed.connect(self._on_typed)
        terms.copied.connect(self.copy)
        terms.left.connect(self._on_back)
        terms.pointed.connect(self._on_pointed)
        self.back.clicked.connect(self._on_back)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.list.bars.set_theme(theme)
        self.result.theme = theme
        self.list.viewport().update()
        self.result.update()

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        view, trace = scene.view, scene.cell_trace
        self._choose(scene, changed)
        self.backward = scene.cell_gradient is not None
        found = None
        if trace is not None and view.cursor <= trace.steps:
            if scene.cell_gradient is not None:
                found = returning(scene.graph, scene.cell_gradient, self.text, view.unit, view.cursor)
            else:
                found = arithmetic(scene.graph, trace, self.text, view.unit, view.cursor)
        self.found = found
        self.back.setVisible(bool(self._trail))
        self.note.setVisible(found is None)
        self.list.setVisible(found is not None and bool(found.terms))
        names = Names.of(scene)
        if found is None:
            self.note.setText(self._missing(scene))
            self.result.show_lines([], None, "")
            return
        kept = [row.number for row in self.list.terms.rows] if self.list.dragging else None
        self.list.show_rows(rows_of(found, names, self._settable(scene, found), kept, back=self.backward))
        self._sum_up(found, names)

    def _settable(self, scene: Scene, found: Arithmetic) -> frozenset[str]:
        """The kinds of factors that can be set in place: weights, and what is given itself, an input or a state."""
        if self.backward:
            return frozenset()
        given = found.kind == "given" and not (scene.view.layer or scene.study.sizes.symbols)
        carried = found.kind == "carried" and not scene.view.direction
        return frozenset({"weight", "value"} if given or carried else {"weight"})

    def _choose(self, scene: Scene, changed: frozenset[str]) -> None:
        """Explain what was last pointed out: the selected value, or the operation at work inside the step."""
        view, graph = scene.view, scene.graph
        if "inside" in changed and view.inside is not None:
            every = moments(graph, bias=scene.study.sizes.bias)
            made = every[view.inside] if view.inside < len(every) else None
            # What is gathered are the inputs; a sum that is only half made may be no value of the cell's own.
            texts = (
                ()
                if made is None
                else (made.value, *(reversed(made.terms) if not made.value else (made.part,)))
            )
            self.text = next((text for text in texts if text in graph.by_text), self.text)
            if self.text in graph.by_text:
                return
        if changed & {"node", "cell", "inside"} or self.text not in graph.by_text:
            state, keep = kept_state(graph)
            usual = keep.text if keep is not None and keep.text in graph.named else state
            self.text = view.node or usual

    def _missing(self, scene: Scene) -> str:
        if scene.cell_trace is None:
            return _("computing …")
        if scene.view.cursor == 0:
            return _("Before the first input there is nothing but the states. Press → for the first step.")
        return _("A weight has one gradient for all steps; choose a value that the cell computes or reads.")

    def _sum_up(self, found: Arithmetic, names: Names) -> None:
        curve = Curve(found.op, found.total, found.computed) if found.op else None
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
        cell, found = scene.study.cell, self.found
        head, colon, _rest = cell.meaning.get(self.text, "").partition(":")
        node = scene.graph.by_text[self.text]
        called = head if colon and len(head) <= LONGEST else plain(Names.of(scene).symbol(self.text))
        if self.backward:
            called = f"∂L/∂{plain(Names.of(scene).symbol(self.text))}"
        if node.size == "D" and self.backward and found is not None:
            return f"{called} {Names.of(scene).where(self.text, found.place)[0]}"
        if node.size == "D" or found is None:
            return called
        return _("{value}, unit {unit}").format(value=called, unit=found.place + 1)

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
        top = ", ".join((scene.study.cell.title or scene.study.cell.name, self.fact(scene), step))
        below = self.result.accessibleName().replace("; ", "\n")
        QGuiApplication.clipboard().setText(f"{top}\n{as_tabs(table)}{below}\n")

    def _on_followed(self, row: Row) -> None:
        """Go to where a term comes from."""
        found, view = self.found, self.session.state.view
        if found is None or not row.term.source:
            return
        self._trail.append((self.text, view.unit, view.cursor))
        ahead = 1 if any(factor.ahead for factor in row.term.factors) else 0
        ahead = -1 if found.kind == "carried" else ahead
        self._go(row.term.source, row.term.place, view.cursor + (-ahead if view.direction else ahead))

    def _on_back(self) -> None:
        if self._trail:
            self._go(*self._trail.pop())

    def _go(self, text: str, unit: int, cursor: int) -> None:
        session, graph = self.session, self.session.state.study.cell.graph
        if text not in graph.by_text:
            self._trail.clear()
            return
        if cursor != session.state.view.cursor:
            session.do(transport.go, cursor)
        if graph.by_text[text].size != "D":
            session.do(selection.select_unit, unit)
        session.do(selection.select_node, text)

    def _on_pointed(self, row: Row | None) -> None:
        """Let every panel mark what the term under the mouse is made of."""
        known = self.session.state.study.cell.graph.by_text
        factors = row.term.factors if row is not None else ()
        self.session.glance(hover.point, *(factor.text for factor in factors if factor.text in known))

    def _setting(self, row: Row, number: float) -> tuple[Callable[..., State], tuple[object, ...]] | None:
        """Give the verb that sets the number of a row, and what it is called with."""
        factor, view, sizes = row.editable, self.session.state.view, self.session.state.study.sizes
        if factor is None:
            return None
        if factor.kind == "weight":
            address = prefix(sizes, view.layer, view.direction) + factor.text
            return what_if.set_weight, (address, factor.place, number)
        if row.found.kind == "given":
            return what_if.set_input, (view.cursor, factor.at, number)
        return what_if.set_state, (row.term.source, row.term.place, view.cursor - 1, number)

    def _on_dragged(self, row: Row, number: float) -> None:
        setting = self._setting(row, number)
        if setting is not None:
            self.session.drag(MERGE, setting[0], *setting[1])

    def _on_let_go(self) -> None:
        self.session.seal()
        self.refresh(self.session.scene, frozenset())  # the largest comes first again

    def _on_typed(self, row: Row, number: float) -> None:
        setting = self._setting(row, number)
        if setting is not None:
            self.session.attempt(setting[0], *setting[1])

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy as text"), self.copy)
        if self._trail:
            menu.addAction(_("Back to the value before"), self._on_back)
        menu.popup(self.mapToGlobal(at))
