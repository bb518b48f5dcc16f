"""Dialogs: the page of keys and the preferences. A dialog gathers; acts take arguments."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from lstm_studio.catalogue import load_notation
from lstm_studio.session.settings import ROWS, Setting
from lstm_studio.ui.action import MENUS
from lstm_studio.ui.actions import ACTIONS
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.settings import Settings

__all__ = ["HelpDialog", "PreferencesDialog", "keys_html"]

FIRST_STEPS = (
    _("→ goes one step on: watch the numbers on the wires, and the sentence below, change."),
    _(". goes one operation on inside the step: gather, multiply, add, squash; “slow” plays like that."),
    _("Click a strip, a plot or a line of the table to select a unit or a value; ↑ and ↓ change the unit."),
    _(
        "Switch peepholes or gates in the toolbar: weights of the same name stay, so what you see is the equations."
    ),
    _("Ctrl+E opens the cell editor: change an equation, and the diagram follows while you type."),
    _(
        "Give the model more layers or both directions, at the left; Ctrl and an arrow key look into each cell of it."
    ),
    _("Type a sequence at the left and press Enter, or drop a file on the window."),
    _(
        "File, Examples opens studies with notes on what there is to see; Ctrl+D keeps a model, to compare with it."
    ),
    _(
        "Ctrl+G shows all tasks that can be learnt: what each is about, and what to look at when it is solved."
    ),
    _("Press Train and keep playing: the diagram follows while it learns."),
    _(
        "Drop a trained model on the window, .safetensors, .onnx or .keras: every view works on it, training too."
    ),
    _(
        "View, Panels brings two more cards: Parameters counts every matrix, Trust checks the gradient and every "
        "value."
    ),
)


def keys_html() -> str:
    """The page of keys: every action that has one, by menu."""
    steps = "".join(f"<li>{escape(text)}</li>" for text in FIRST_STEPS)
    parts = [f"<h3>{_('First steps')}</h3><ol>{steps}</ol>", f"<h3>{_('Keys')}</h3><table cellpadding='3'>"]
    for menu, title in MENUS.items():
        rows = [row for row in ACTIONS if row.menu == menu and row.keys]
        if rows:
            parts.append(f"<tr><td colspan='2'><b>{escape(title.replace('&', ''))}</b></td></tr>")
        for row in rows:
            native = QKeySequence.SequenceFormat.NativeText
            keys = ", ".join(QKeySequence(key).toString(native) for key in row.keys)
            words = escape(row.tip)
            parts.append(f"<tr><td>{escape(keys)}&nbsp;&nbsp;&nbsp;</td><td>{words}</td></tr>")
    return "".join([*parts, "</table>"])


class HelpDialog(QDialog):
    """First steps and keys, to be left open beside the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys and first steps"))
        self.resize(560, 620)
        text = QTextBrowser()
        text.setHtml(keys_html())
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(_buttons(self, QDialogButtonBox.StandardButton.Close))


def _buttons(dialog: QDialog, which: QDialogButtonBox.StandardButton) -> QDialogButtonBox:
    buttons = QDialogButtonBox(which)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons


OK_CANCEL = QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel


WORDS = {
    "system": _("as the system"), "light": _("light"), "dark": _("dark"),
    "off": _("none"), "steps": _("each step runs along the wires"), "operations": _("slow: every operation"),
}  # fmt: skip


def _word(row: Setting, key: str) -> str:
    """Say what can be chosen; a notation says itself what it is called."""
    return load_notation(key).title if row.key == "notation" else WORDS[key]


class PreferencesDialog(QDialog):
    """A row for every setting that has a label."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Preferences"))
        self._settings = settings
        self.fields: dict[str, QWidget] = {}
        form = QFormLayout()
        for row in ROWS.values():
            if row.label:
                self.fields[row.key] = self._field(row)
                form.addRow("" if row.kind is bool else row.label, self.fields[row.key])
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(_buttons(self, OK_CANCEL))

    def _field(self, row: Setting) -> QWidget:
        value = self._settings.get(row.key)
        if row.choices:
            choice = Choice(row.label, {key: _word(row, key) for key in row.choices})
            choice.show_choice(value)
            return choice
        if row.kind is bool:
            box = QCheckBox(row.label)
            box.setChecked(value)
            return box
        number = Number(row.label, row.low, row.high, whole=row.kind is int)
        number.show_number(value)
        return number

    def gathered(self) -> dict[str, Any]:
        """Key -> what is chosen now. Raises ValueError for a number that is none."""
        found: dict[str, Any] = {}
        for key, field in self.fields.items():
            if isinstance(field, Choice):
                found[key] = field.currentData()
            elif isinstance(field, QCheckBox):
                found[key] = field.isChecked()
            elif isinstance(field, Number):
                found[key] = ROWS[key].kind(field.read())
        return found
