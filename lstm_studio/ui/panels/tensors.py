"""The raw tensors of the file that the model came from, or those that PyTorch, ONNX or Keras would hold of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from lstm_studio.session.verbs import hover, selection
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.reading import Reading
from lstm_studio.ui.spoken.announcer import Announcer
from lstm_studio.ui.tensors.choice import FILE, LAYOUTS, Choice
from lstm_studio.ui.tensors.laid import place_of
from lstm_studio.ui.tensors.marking import spots_of, value_of
from lstm_studio.ui.tensors.offers import Offers
from lstm_studio.ui.tensors.paint import Marks
from lstm_studio.ui.tensors.places import entry_of
from lstm_studio.ui.tensors.sheet import At, Sheet
from lstm_studio.ui.tensors.words import Telling, summaries, table
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.opened import Opened
    from lstm_studio.formats.csv_text import Table
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["TensorsPanel"]

HINT = _("Arrows go from block to block; Enter or a click selects its gate, its layer and its unit")
LETTERS = frozenset({"lettering"})
MODEL = LETTERS | {"opened", "cell", "sizes"}


class TensorsPanel(Panel):
    """A choice of layouts, the sheet of tensors, and what is under the mouse."""

    name = "tensors"
    title = _("Tensors")
    area = "bottom"
    needs: ClassVar[frozenset[str]] = MODEL | {"present", "node", "unit", "layer", "direction", "hovered"}

    telling: Telling

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.choice = Choice()
        self._opened: Opened | None = None
        self._layout, self._said = "", ""  # what is shown, and what is said of it
        self.wanted = FILE  # what the person has chosen, also while a cell has no such layout
        self.words = Segments(_("Tensors as in"), LAYOUTS, self.header)
        self.header.row.insertWidget(1, self.words)
        self.words.chosen.connect(self._on_layout)
        self.sheet = Sheet()
        self.announcer, self.offers = Announcer(self.sheet), Offers(session, self)
        self.facts = Reading(self.header, self.sheet)
        self.reading, self.why = Words(), QLabel()
        self.why.setProperty("voice", "quiet")
        self.why.setWordWrap(True)
        self.sheet.setAccessibleName(self.title)
        self.sheet.setAccessibleDescription(HINT)
        self.sheet.teller = self._tip
        self.sheet.pointed.connect(self._on_pointed)
        self.sheet.walked.connect(self._on_walked)
        self.sheet.chosen.connect(self._on_chosen)
        self.body.setContentsMargins(12, 2, 8, 8)
        self.body.setSpacing(3)
        self.body.addWidget(self.why)
        self.body.addWidget(self.sheet, 1)
        self.body.addWidget(self.reading)

    def fact(self, scene: Scene) -> str:
        return self.facts.line

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.sheet.set_theme(theme)

    def finish(self) -> None:
        self.sheet.pictures.finish()

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        if changed & MODEL:
            self._show_model(scene, afresh=bool(changed & (MODEL - LETTERS)), valued="present" in changed)
        elif "present" in changed:
            self._show_values(scene)
        self._mark(scene)
        if changed & {"node", "layer", "direction"}:
            self.sheet.reveal(self.sheet.marks.chosen)

    def _show_model(self, scene: Scene, *, afresh: bool, valued: bool = True) -> None:
        """Show the tensors of another model, or, neither ``afresh`` nor newly ``valued``, the same in other letters."""
        study = scene.study
        if study.opened is not self._opened:
            self._opened = study.opened
            self.wanted = self.wanted if study.opened is None else FILE
        if afresh:
            self.choice.take(study)
        key, before = self.choice.nearest(self.wanted), self._layout
        self._layout = key
        self.words.show_choice(key, self.choice.refusals)
        self.telling = Telling(study.cell, study.sizes, scene.lettering)
        try:
            same = self.sheet.laid if key == before and not (afresh or valued) else None
            laid = same or self.choice.laid(key, study, scene.present)
        except ValueError as error:
            laid = None
            self.why.setText(str(error))
        self.why.setVisible(laid is None)
        self._said = "" if laid is None else self.choice.said(key, study, laid)
        self.facts.fact = () if laid is None else summaries(laid)
        self.sheet.show_tensors(laid, self.telling)
        self._tell(None)

    def _show_values(self, scene: Scene) -> None:
        """Show the same tensors with other values."""
        try:
            laid = self.choice.laid(self.choice.nearest(self.wanted), scene.study, scene.present)
        except ValueError:  # said in place of the tensors
            laid = None
        if laid is None or self.sheet.laid is None:
            self._show_model(scene, afresh=False)
        else:
            self.sheet.pictures.renew(laid)

    def _mark(self, scene: Scene) -> None:
        """Mark what is selected and what the mouse is on, in whichever panel."""
        view, sizes, laid = scene.view, scene.study.sizes, self.sheet.laid
        here = view.layer, view.direction
        if laid is None:
            return
        chosen, pointed = (
            spots_of(laid, sizes, self.telling.graph, here, texts) for texts in ((view.node,), view.hovered)
        )
        self.sheet.mark(Marks(chosen, pointed, here, view.unit))

    def numbers(self, scene: Scene) -> Table | None:
        laid = self.sheet.laid
        return None if laid is None else table(laid)

    def extend_menu(self, menu: QMenu, at: QPoint) -> None:
        found = self.sheet.at(self.sheet.viewport().mapFromGlobal(at).toPointF())
        if found is not None and self.sheet.laid is not None:
            self.offers.fill(menu, found, self.sheet.laid, self.telling)

    def _described(self, at: At) -> str:
        """Say what is at a place."""
        tensor, laid = at.card.tensor, self.sheet.laid
        if at.cell is not None and laid is not None:
            return self.telling.value(laid, tensor, *at.cell)
        return "" if at.block is None else self.telling.block(tensor.blocks[at.block])

    def _tip(self, at: At) -> str:
        """Say it beside the mouse, a fact a line, where the line below the sheet has no room for all of it."""
        said = self._described(at)
        room = self.reading.fontMetrics().horizontalAdvance(said) <= self.reading.width()
        return "" if room else said.replace(" · ", "\n")

    def _tell(self, at: At | None) -> None:
        """Say what is under the mouse, or what the layout is."""
        self.reading.setText(self._said if at is None else self._described(at))

    @Slot(str)
    def _on_layout(self, key: str) -> None:
        self.wanted = key
        self.show_scene(self.session.scene, self.needs)

    @Slot(object)
    def _on_pointed(self, at: At | None) -> None:
        self._tell(at)
        self.session.glance(hover.point, *self._texts(at))

    @Slot(object)
    def _on_walked(self, at: At) -> None:
        self._on_pointed(at)
        self.announcer.say(self.reading.text())

    def _texts(self, at: At | None) -> tuple[str, ...]:
        """Give what a place points at in the cell that is looked into."""
        if at is None or at.block is None:
            return ()
        study, view = self.session.state.study, self.session.state.view
        block = at.card.tensor.blocks[at.block]
        layer, direction, _name = place_of(study.sizes, block.parameter)
        if layer >= 0 and (layer, direction) != (view.layer, view.direction):
            return ()
        text = value_of(study.sizes, self.telling.graph, block)
        return (text,) if text else ()

    @Slot(object)
    def _on_chosen(self, at: At) -> None:
        """Look into the layer and direction of a block, select what it feeds, and the unit of the value."""
        if at.block is None:
            return
        tensor, sizes = at.card.tensor, self.session.state.study.sizes
        block = tensor.blocks[at.block]
        layer, direction, _name = place_of(sizes, block.parameter)
        if layer >= 0:
            self.session.do(selection.enter, layer, direction)
        elif block.parameter == "E":
            self.session.do(selection.enter, 0, self.session.state.view.direction)
        self.session.do(selection.select_node, self.telling.node(block))
        if layer >= 0 and at.cell is not None:
            self.session.do(selection.select_unit, entry_of(tensor.shape, block, *at.cell)[0])
