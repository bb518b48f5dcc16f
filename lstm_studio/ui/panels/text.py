"""The sequence as text, coloured by one unit; how likely each next symbol is; and what the model writes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from lstm_studio.core.insight.free_run import of_symbols, shares
from lstm_studio.formats.csv_text import Column, Table, by_step
from lstm_studio.session.symbols import seen
from lstm_studio.session.verbs import sampling
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.ahead.coloured import Coloured
from lstm_studio.ui.ahead.likely import Chance, Likely
from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.plots.heat import indices
from lstm_studio.ui.plots.naming import gradient_of, plain
from lstm_studio.ui.plots.values import LEAST, Scale, shown_states
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["TextPanel"]

HOT = 200  # of the slider of temperatures, which are its hundredths
MOST = 500  # symbols that are written at once
PROMPT = 12  # symbols of the sequence that stand before what is written


class TextPanel(Panel):
    """Text at the left, chances at the right, and below what is drawn and how."""

    name: ClassVar[str] = "text"
    title: ClassVar[str] = _("Text")
    area: ClassVar[str] = "bottom"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"sequence", "sizes", "shown", "node", "unit", "cursor", "free_run", "mute", "sampling", "trace", "graph",
         "lettering", "backward"}
    )  # fmt: skip

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.text, self.written = Coloured(_("The sequence as text")), Coloured(_("What the model writes on"))
        self.likely, self.note = Likely(), QLabel()
        self.begins = Words("quiet")  # where the model goes on
        self.note.setProperty("voice", "quiet")
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setWordWrap(True)
        self.node = ""  # the printed form of what colours the text
        self._values: NDArray[np.float64] = np.zeros(0)
        self._names: tuple[str, ...] = ()
        self._scale = Scale()
        self._pointed, self._speaks = 0, False
        self.temperature = QSlider(Qt.Orientation.Horizontal)
        self.temperature.setRange(0, HOT)
        self.temperature.setAccessibleName(_("Temperature"))
        self.temperature.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.temperature.setMinimumWidth(40)
        self.temperature.setToolTip(
            _("0: always the likeliest symbol; 1: each as often as it is likely; above: bolder")
        )
        self.degrees = Words("", "22.22")
        self.length = Number(_("Symbols to write"), 1, MOST)
        self.length.explain(_("Symbols that the model writes on from the playhead"))
        self.length.setFixedWidth(44)
        self.again = self._button(_("Again"), _("Draw other symbols: the next seed"), sampling.another)
        self.one = self._button(
            _("+1"), _("Take the next symbol over into the sequence"), sampling.write_on, 1
        )
        self.all = self._button(
            _("Take over"), _("Make what is written part of the sequence"), sampling.write_on
        )
        self._lay_out()
        self.text.pressed.connect(self._on_pressed)
        self.text.pointed.connect(self._on_pointed)
        self.temperature.valueChanged.connect(lambda hundredths: self._set(temperature=hundredths / 100))
        self.length.chosen.connect(lambda steps: self._set(steps=int(steps)))

    def _button(self, words: str, tip: str, verb: Any, *given: Any) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.session.attempt(verb, *given))
        return button

    def _lay_out(self) -> None:
        above, texts = QHBoxLayout(), QVBoxLayout()
        above.setSpacing(12)
        texts.setSpacing(2)
        texts.addWidget(self.text, 3)
        texts.addWidget(self.begins)
        texts.addWidget(self.written, 2)
        above.addLayout(texts, 1)
        above.addWidget(self.likely)
        self.controls = QWidget()
        row = QHBoxLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = QLabel(_("Temperature"))
        label.setProperty("voice", "quiet")
        label.setBuddy(self.temperature)
        for part in (label, self.temperature, self.degrees, self.length, self.again, self.one, self.all):
            row.addWidget(part, part is self.temperature)
        self.body.addWidget(self.note, 1)
        self.body.addLayout(above, 1)
        self.body.addWidget(self.controls)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.text.set_theme(theme)
        self.written.set_theme(theme)
        self.likely.set_theme(theme)
        self._colour(self.session.scene)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        sequence = scene.study.sequence
        self._names = sequence.channels if len(sequence.channels) == sequence.values.shape[1] > 1 else ()
        labels = sequence.labels if any(sequence.labels) else ()
        self.note.setText("" if labels else _("This sequence has no symbols to be read as text."))
        for part, there in ((self.note, not labels), (self.text, bool(labels))):
            part.setVisible(there)
        self._speaks = bool(labels) and not scene.mute and of_symbols(sequence, scene.study.sizes)
        self.likely.setVisible(self._speaks)
        self.written.setVisible(self._speaks)
        self.controls.setVisible(self._speaks)
        self.begins.setVisible(bool(labels))
        if not labels:
            self.text.show_text((), 0)
            return
        self._show_text(scene, labels)
        if changed & {"shown", "node", "unit", "graph", "sequence"}:
            self._colour(scene)
        self.text.show_cursor(scene.view.cursor)
        self._show_chances(scene)
        self._show_sampling(scene)

    def _show_text(self, scene: Scene, labels: tuple[str, ...]) -> None:
        self.text.show_text(labels, len(labels))
        run = scene.free_run
        if not self._speaks:
            why = scene.mute or _("they are numbers, which the panel Forecast foretells")
            self.begins.setText(_("No next symbols: {why}").format(why=why))
        if run is not None and run.codes is not None:
            self.begins.setText(_("written by the model from step {step} on:").format(step=run.start + 1))
            before = labels[max(run.start - PROMPT, 0) : run.start]
            self.written.show_text((*before, *map(self._called, run.codes.tolist())), len(before))

    def _called(self, code: int) -> str:
        return self._names[code] if code < len(self._names) else str(code)

    def _colour(self, scene: Scene) -> None:
        """Read the value of the selected unit at every step, and colour what was given by it."""
        self._values = np.zeros(0)
        shown = scene.shown
        if shown is None:
            return
        self.node = self._chosen(scene)
        values = np.asarray(shown[self.node], np.float64)
        column = values[:, scene.view.unit if values.shape[1] > 1 else 0]
        if scene.view.backward:
            most = max(float(np.abs(column[np.isfinite(column)]).max(initial=0.0)), 1e-12)
            low, high, around = -most, most, True
        else:
            low, high, around = self._scale.of(scene.graph, self.node, values)
            most = float(np.abs(column[np.isfinite(column)]).max(initial=0.0))
            if around and self.node in shown_states(scene.graph):
                low, high = -max(most, LEAST), max(most, LEAST)
        table = self.theme.diverging if around else self.theme.sequential
        self._values = column
        colours = table[indices(np.nan_to_num(column), low, high)]
        self.text.show_colours(colours)

    def _chosen(self, scene: Scene) -> str:
        """Give the selected value, where it is one of the units, else what the cell carries."""
        node = scene.graph.by_text.get(scene.view.node)
        units = node is not None and node.size == "H" and node.op not in ("parameter", "constant")
        return scene.view.node if units else shown_states(scene.graph)[0]

    def _show_chances(self, scene: Scene) -> None:
        run, trace, sequence = scene.free_run, scene.trace, scene.study.sequence
        if run is None or run.codes is None or trace is None or trace.y is None:
            self.likely.show_chances("", ())
            return
        temperature = scene.view.sampling.temperature
        chances = shares(run.said[0], scene.study.sizes.output, temperature)
        step, drawn = run.start, int(run.codes[0])
        true = -1
        if step < sequence.steps and sequence.values[step].any():
            row = sequence.values[step]
            true = int(row.argmax()) if len(row) > 1 else int(row[0])
        order = np.argsort(-chances, kind="stable")
        # Other chances than those of the output, which stand beside the sequence: the head says why.
        head = (
            _("Step {step} will be") if temperature == 1 else _("Step {step} will be (T = {temperature:g})")
        )
        head = head.format(step=step + 1, temperature=temperature)
        self.likely.show_chances(
            head,
            tuple(
                Chance(self._called(code), float(chances[code]), code == true, code == drawn)
                for code in order.tolist()
            ),
        )

    def _show_sampling(self, scene: Scene) -> None:
        how = scene.view.sampling
        blocked = self.temperature.blockSignals(True)
        self.temperature.setValue(round(100 * how.temperature))
        self.temperature.blockSignals(blocked)
        self.degrees.setText(f"{how.temperature:.2f}")
        self.length.show_number(how.steps)

    def fact(self, scene: Scene) -> str:
        if self._pointed:
            return self._said(scene, self._pointed)
        if not self.text.labels:
            return ""
        return _("coloured by {name} of unit {unit}").format(
            name=self._lettered(scene), unit=scene.view.unit + 1
        )

    def _lettered(self, scene: Scene) -> str:
        backward = scene.view.backward and scene.cell_gradient is not None
        return gradient_of(self.node, scene.lettering) if backward else plain(self.node, scene.lettering)

    def _said(self, scene: Scene, step: int) -> str:
        label = seen(self.text.labels[step - 1]) if step <= len(self.text.labels) else ""
        said = _("step {step} · “{label}”").format(step=step, label=label)
        if step <= len(self._values):
            number = short(float(self._values[step - 1]), fine=scene.view.backward)
            return f"{said} · {self._lettered(scene)} = {number}"
        return said

    def numbers(self, scene: Scene) -> Table | None:
        labels = self.text.labels
        if not labels:
            return None
        columns = {_("label"): Column(1, labels)}
        if len(self._values):
            columns[f"{self.node}[{scene.view.unit + 1}]"] = Column(1, self._values)
        trace, sizes = scene.trace, scene.study.sizes
        if trace is not None and trace.y is not None and self._speaks:
            chances = shares(trace.y, sizes.output)
            for code in range(chances.shape[1]):
                columns[_("next is {name}").format(name=seen(self._called(code)))] = Column(
                    1, chances[:, code]
                )
        return by_step(columns)

    def _set(self, **changes: Any) -> None:
        self.session.attempt(sampling.set_sampling, **changes)

    def _on_pressed(self, step: int) -> None:
        if step != self.session.state.view.cursor:
            self.session.do(go, step)

    def _on_pointed(self, step: int) -> None:
        if step != self._pointed:
            self._pointed = step
            self.header.fact.setText(self.fact(self.session.scene))
