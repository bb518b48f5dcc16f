"""The sequence: typed, loaded or drawn from the task, and what the model makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from lstm_studio.formats.csv_text import Column, Table, by_step
from lstm_studio.session.effect import said_beside
from lstm_studio.session.steps_table import symbolic, written
from lstm_studio.session.symbols import answers, seen
from lstm_studio.session.verbs import sequence
from lstm_studio.ui.controls.buttons import action_button
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.switch import Switch
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.numbers import NONE, short
from lstm_studio.ui.numbers import count as grouped
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.plots.columns import steps_of
from lstm_studio.ui.sequence_editor.part import PartOfText
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QAction, QKeyEvent

    from lstm_studio.core.study import Sequence
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["Editor", "SequencePanel"]

LONGEST = 20_000  # characters of a text that are put into the editor


class Editor(QPlainTextEdit):
    """A field for a sequence; Enter applies, Shift+Enter makes a new line, Escape gives the field up."""

    applied = Signal(str)
    given_up = Signal()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # A file that is dropped here is for the window: its name is no sequence.
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.applied.emit(self.toPlainText())
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class SequencePanel(Panel):
    """A field to type in, with its error underneath, and three lines on target, output and loss."""

    name = "sequence"
    title = _("Sequence")
    area = "left"
    needs: ClassVar[frozenset[str]] = frozenset(
        {
            "sequence",
            "record",
            "task",
            "cursor",
            "readout",
            "against_trace",
            "targets",
            "loss",
            "against_loss",
            "baselines",
        }
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.editor = Editor()
        self.editor.setAccessibleName(_("The sequence as text"))
        self.editor.setMinimumHeight(44)
        self.editor.setTabChangesFocus(True)
        self.editor.applied.connect(self.apply)
        self.editor.given_up.connect(self._on_given_up)
        self.editor.textChanged.connect(self._on_text_changed)
        self.kind = Segments(
            _("Read as"),
            {"auto": _("auto"), "numbers": _("numbers"), "characters": _("letters"), "words": _("words")},
        )
        self.kind.chosen.connect(self._on_kind)
        self.kind.show_choice("auto", {})
        self._kind = "auto"
        self.error = QLabel()
        self.error.setProperty("voice", "bad")
        self.error.setWordWrap(True)
        self.error.hide()
        self.keeps = Switch(_("Keep the symbols that the model has learnt"))
        self.keeps.setToolTip(_("What is typed is read by the symbols that the model knows; off: by its own"))
        self.keeps.setChecked(True)
        self.part = PartOfText()
        self.part.chosen.connect(self._on_part)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(4)
        self.lines = {key: Words() for key in ("target", "output", "loss", "symbols")}
        self._words: dict[str, QLabel] = {}
        self._symbolic = False  # whether every step of the sequence is a symbol
        self._lay_out()

    def _lay_out(self) -> None:
        self.editor.setPlaceholderText(_("0 1 0 0 1, or a word; several channels in several lines"))
        self.editor.setToolTip(_("Enter applies; Shift+Enter makes a new line"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        words = {"target": _("Target"), "output": _("Output"), "loss": _("Loss"), "symbols": _("Symbols")}
        for place, (key, label) in enumerate(self.lines.items()):
            word = QLabel(words[key])
            word.setProperty("voice", "quiet")
            word.setMinimumWidth(60)
            word.setVisible(key != "symbols")
            self._words[key] = word
            grid.addWidget(word, place, 0)
            grid.addWidget(label, place, 1)
        self.body.addWidget(self.editor, 1)
        self.body.addWidget(self.error)
        self.body.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignLeft)
        self.keeping = QWidget()
        row = QHBoxLayout(self.keeping)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.keeps)
        said = QLabel(_("keep the learnt symbols"))
        said.setProperty("voice", "quiet")
        said.setToolTip(self.keeps.toolTip())
        row.addWidget(said, 1)
        self.keeping.hide()
        self.body.addWidget(self.keeping)
        self.body.addWidget(self.part)
        self.body.addLayout(self.buttons)
        self.body.addLayout(grid)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        for name in ("load_sequence", "steps_table", "sample"):
            self.buttons.addWidget(action_button(actions[name], words=True, drawn=False), 1)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.editor.setFont(theme.mono(11))

    def fact(self, scene: Scene) -> str:
        steps, channels = scene.study.sequence.values.shape
        first = ngettext("{count} step", "{count} steps", steps).format(count=steps)
        corpus = scene.study.sequence.corpus
        if corpus is not None:
            first = _("{count} of {whole} steps").format(count=steps, whole=grouped(corpus.steps))
        return f"{first} · {ngettext('{count} channel', '{count} channels', channels).format(count=channels)}"

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        if "sequence" in changed:
            self._show_text()
            self._show_symbols(scene.study.sequence)
            self.part.show_sequence(scene.study.sequence)
        self.keeping.setVisible(self._symbolic and sequence.has_learnt(scene.study))
        step, targets, readout = scene.view.cursor, scene.targets, scene.readout
        said = _symbol if scene.study.sizes.output == "softmax" else _vector
        study = scene.study
        names = answers(study.sequence, study.sizes, study.task)
        if study.sizes.output == "softmax":
            names = names or study.sequence.channels
        target = output = NONE
        if step and targets is not None:
            target = said(targets[step - 1], names)
        if step and readout is not None:
            output = said(readout, names)
            if len(readout) == 1:
                output = _("{value} at step {step}").format(value=output, step=step)
            before = scene.against_trace.y if scene.against_trace is not None else None
            if before is not None and before.shape[1] == len(readout) and len(before) >= step:
                was = said(before[step - 1], names)
                if was != said(readout, names):
                    was = said_beside(scene.study, was)
                    output = _("{now}, {was}").format(now=said(readout, names), was=was)
        self.lines["target"].setText(target)
        self.lines["output"].setText(output)
        self.lines["loss"].setText(self._said_loss(scene))

    @staticmethod
    def _said_loss(scene: Scene) -> str:
        if scene.loss is None:
            return NONE
        said = _loss(scene.loss)
        if scene.against_loss is not None:
            was = _loss(scene.against_loss)
            return _("{now}, {was}").format(now=said, was=said_beside(scene.study, was))
        if not scene.baselines:
            return said
        return _("{loss} · blind guess {baseline}").format(
            loss=said, baseline=_loss(next(iter(scene.baselines.values())))
        )

    def numbers(self, scene: Scene) -> Table:
        answer = None if scene.trace is None else scene.trace.y
        return by_step({
            **steps_of(scene.study.sequence),
            **{
                f"{name}[{place}]": Column(1, values[:, place - 1])
                for name, values in ((_("target"), scene.targets), (_("output"), answer))
                if values is not None
                for place in range(1, values.shape[1] + 1)
            },
        })  # fmt: skip

    def apply(self, text: str) -> None:
        """Take the typed text; what is wrong with it is said underneath, and the old sequence stays."""
        anew = not self.keeps.isChecked()
        self._complain(self.session.attempt(sequence.set_text, self._kind, text, anew=anew))

    def _on_part(self, start: int, steps: int) -> None:
        self._complain(self.session.attempt(sequence.show_window, start, steps))

    def _show_symbols(self, shown: Sequence) -> None:
        """Show the vocabulary, where there is one."""
        self._symbolic = symbolic(shown)
        known = shown.channels if self._symbolic else ()
        line = self.lines["symbols"]
        self._words["symbols"].setVisible(bool(known))
        line.setVisible(bool(known))
        if known:
            said = " ".join(seen(name) for name in known)
            line.setText(f"{len(known)}: {said}")
            line.setToolTip(said)

    def _complain(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def _show_text(self) -> None:
        text = written(self.session.state.study.sequence)
        if len(text) > LONGEST:
            text = ""
        if text != self.editor.toPlainText():
            self.editor.setPlainText(text)
            # It was not typed here: how something else was to be read says nothing of it.
            self._kind = "auto"
            self.kind.show_choice("auto", {})
        self.editor.document().setModified(False)
        self._complain("")

    def _on_text_changed(self) -> None:
        self._complain("")

    def _on_given_up(self) -> None:
        self._show_text()
        self.editor.clearFocus()

    def _on_kind(self, kind: str) -> None:
        self._kind = kind
        if self.editor.toPlainText().strip():
            self.apply(self.editor.toPlainText())


def _vector(values: NDArray[np.float64], names: tuple[str, ...]) -> str:
    """The first values; where each output has a name, with it, and as short as shares can be."""
    first = values[:4].tolist()
    if len(names) == len(values) > 1:
        numbers = [f"{name} {number:.2f}" for name, number in zip(names, first, strict=False)]
    else:
        numbers = [short(number, signed=False) for number in first]
    return ", ".join(numbers) + (" …" if len(values) > 4 else "")


def _symbol(values: NDArray[np.float64], names: tuple[str, ...]) -> str:
    """The likeliest of the symbols, and how likely it is."""
    if np.isnan(values).any():
        return NONE
    best = int(values.argmax())
    name = seen(names[best]) if len(names) == len(values) else str(best)
    percent = round(100 * float(values[best]))
    return f"“{name}”" if percent == 100 else _("“{name}”, {percent} %").format(name=name, percent=percent)


def _loss(loss: float) -> str:
    """Print a loss, however small it is."""
    return short(loss, signed=False, digits=4, fine=True)
