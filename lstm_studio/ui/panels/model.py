"""The model: units, layers, how its parameters are drawn, and what follows from that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt

from lstm_studio.core.init import INITIALISERS
from lstm_studio.core.probe import asked_span, started_half_lives
from lstm_studio.core.sizes import said_widths
from lstm_studio.session.verbs import parameters, sizes
from lstm_studio.ui.controls.form import Form, side_by_side
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.controls.popover import more_button
from lstm_studio.ui.controls.several import Several
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.numbers import NONE, count
from lstm_studio.ui.panels.model_form import ModelForm
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["ModelPanel"]

MOST_UNITS, MOST_LAYERS = 512, 16
NARROW = 46  # pixels of a number beside a list
FEW = 34  # of the number of layers, so that the units of each have room beside it
KEEP = _("The bias of what the cell keeps from step to step: the larger, the longer")
UNITS = _("Values in every state and gate of the cell; 64, 32 gives two layers units of their own")
EVERY = _("Values in every state and gate of each layer, from the lowest: {units}")
KEPT = 1.0  # the keep bias that a person starts from: Jozefowicz, Zaremba & Sutskever 2015


class ModelPanel(Panel):
    """Units, layers, initialisation, seed, and the half-life of the selected unit; the rest behind a button."""

    name = "model"
    title = _("Model")
    area = "left"
    grows = False
    needs: ClassVar[frozenset[str]] = frozenset(
        {"sizes", "start", "count", "half_life", "unit", "graph", "task", "sequence"}
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.units = Several(_("Units"), 1, MOST_UNITS, MOST_LAYERS)
        self.layers = Number(_("Layers"), 1, MOST_LAYERS)
        self.seed = Number(_("Seed"), 0, 2**31 - 1)
        self.scheme = Choice(
            _("Start"), {name: re.split(r" \(|,", row.title)[0] for name, row in INITIALISERS.items()}
        )
        self.keep = Choice(
            _("Keep bias"), {"": _("as drawn"), "number": _("set to"), "chrono": _("chrono, T =")}
        )
        self.amount = Number(_("Keep bias"), -20, 20, whole=False)
        self.span = Number(_("Longest span"), 2, 100_000)
        self.life, self.started = Words("quiet"), Words("quiet")
        self.more = ModelForm(session, self)
        self._explain()
        self._lay_out()
        self.units.chosen.connect(self._on_units)
        self.layers.chosen.connect(self._on_layers)
        self.seed.chosen.connect(self._on_seed)
        self.scheme.chosen.connect(self._on_scheme)
        self.keep.chosen.connect(self._on_keep)
        self.amount.chosen.connect(self._on_amount)
        self.span.chosen.connect(self._on_span)

    def _explain(self) -> None:
        self.started.setToolTip(
            _(
                "Steps in which a memory that nothing writes to loses half, as the keep bias is drawn, and the steps "
                "between the first that matters and the one that is graded"
            )
        )
        self.units.explain(UNITS)
        self.layers.explain(_("Cells above each other: each reads the output of the one below"))
        self.seed.explain(_("Another seed draws other parameters; the same one draws the same"))
        for place, row in enumerate(INITIALISERS.values()):
            self.scheme.setItemData(place, row.title, Qt.ItemDataRole.ToolTipRole)
        self.scheme.setToolTip(_("How the parameters are drawn"))
        self.amount.explain(_("The keep bias of every unit"))
        self.span.explain(
            _("Keep biases are drawn so that units remember for 1 to T steps (Tallec & Ollivier 2018)")
        )

    def _lay_out(self) -> None:
        for field in (self.seed, self.amount, self.span):
            field.setFixedWidth(NARROW)
        self.layers.setFixedWidth(FEW)
        form = Form()
        form.add((_("Units"), self.units), (_("Layers"), self.layers))
        form.add((_("Start, seed"), side_by_side(self.scheme, self.seed)))
        form.add((_("Keep bias"), side_by_side(self.keep, self.amount, self.span)))
        form.addWidget(self.started, form.rowCount(), 0, 1, 4)
        self.body.addLayout(form)
        self.body.addWidget(side_by_side(self.life, more_button(self.more)))
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)

    def fact(self, scene: Scene) -> str:
        total = scene.count
        return ngettext("{count} parameter", "{count} parameters", total).format(count=count(total))

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        self.life.setText(self._said_life(scene))
        if changed == {"half_life"}:  # in training, which changes no settings
            return
        start = scene.study.start
        model = scene.study.sizes
        self.units.explain(EVERY.format(units=said_widths(model)) if model.widths else UNITS)
        self.units.show_number(model.widths or (model.units,))
        self.layers.show_number(model.layers)
        if self.more.isVisible():
            self.more.show_scene(scene)
        self.seed.show_number(start.seed)
        self.scheme.show_choice(start.scheme)
        kind = "chrono" if start.keep == "chrono" else "" if start.keep is None else "number"
        self.keep.show_choice(kind)
        self.amount.setVisible(kind == "number")
        self.span.setVisible(kind == "chrono")
        self.amount.show_number(start.keep if isinstance(start.keep, float | int) else None)
        self.span.show_number(start.span)
        refused = self._refused(scene)
        for field in (self.keep, self.amount, self.span):
            field.setEnabled(not refused)
        self.keep.setToolTip(refused or KEEP)
        said = "" if refused else self._said_start(scene)
        self.started.setText(said)
        self.started.setVisible(bool(said))

    @staticmethod
    def _said_start(scene: Scene) -> str:
        """Say how long a memory lasts with the keep bias that is set, beside what the task asks for."""
        lives = started_half_lives(scene.study.start)
        if lives is None:
            return ""
        first, last = (f"{steps:.2g}" for steps in lives)
        range_ = first if first == last else _("{first} to {last}").format(first=first, last=last)
        said = [_("half-life at the start: {range}").format(range=range_)]
        asked = asked_span(scene.study.sequence)
        if asked is not None:
            said.append(_("asked: {steps}").format(steps=asked))
        return " · ".join(said)

    @staticmethod
    def _refused(scene: Scene) -> str:
        """Say why no keep bias can be set, "" where one can."""
        if not any(keep is not None and keep.bias for keep in map(scene.graph.keep, scene.graph.states)):
            return _("What this cell keeps does not depend on a bias")
        return "" if scene.study.sizes.bias else _("The model has no biases: they are off under More…")

    @staticmethod
    def _said_life(scene: Scene) -> str:
        steps = scene.half_life
        said = NONE if steps is None else "∞" if steps > 1e5 else f"{steps:.3g}"
        text = _("half-life of unit {unit}: {steps} steps")
        return text.format(unit=scene.view.unit + 1, steps=said)

    def _on_units(self, units: tuple[int, ...]) -> None:
        self.session.attempt(sizes.set_units, units if len(units) > 1 else units[0])

    def _on_layers(self, layers: float) -> None:
        self.session.attempt(sizes.set_layers, int(layers))

    def _on_seed(self, seed: float) -> None:
        self._start(seed=int(seed))

    def _on_scheme(self, scheme: str) -> None:
        self._start(scheme=scheme)

    def _on_keep(self, kind: str) -> None:
        self._start(keep={"": None, "number": KEPT, "chrono": "chrono"}[kind])

    def _on_amount(self, bias: float) -> None:
        self._start(keep=bias)

    def _on_span(self, span: float) -> None:
        self._start(span=int(span))

    def _start(self, **changes: Any) -> None:
        self.session.attempt(parameters.set_start, **changes)
