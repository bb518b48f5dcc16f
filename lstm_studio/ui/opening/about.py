"""What is in the file that the model came from: the layers, and what was translated or left out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from lstm_studio.core.sizes import named, said_widths
from lstm_studio.formats.models import FORMATS
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from lstm_studio.core.opened import Opened

__all__ = ["FileDialog", "about_html", "summed"]

MOST_SAID = 20  # lines of what a file says of itself
LONGEST = 400  # characters of one
WIDE, EDGE, BELOW, HIGHEST = 580, 20, 90, 560  # pixels: of the dialog, at its sides, for its button


def summed(opened: Opened) -> str:
    """Say in a line what a file holds."""
    sizes = opened.sizes
    parts = [
        opened.cell.title or opened.cell.name,
        ngettext("{count} layer", "{count} layers", sizes.layers).format(count=sizes.layers),
        _("both directions") if sizes.directions > 1 else "",
        ngettext("{units} unit", "{units} units", max(sizes.every)).format(units=said_widths(sizes)),
        _("embedding of {count} symbols").format(count=sizes.symbols) if sizes.symbols else "",
        ngettext("{count} input", "{count} inputs", sizes.inputs).format(count=sizes.inputs),
        ngettext("{count} output", "{count} outputs", sizes.outputs).format(count=sizes.outputs)
        if sizes.outputs
        else _("no readout"),
    ]
    return ", ".join(filter(None, parts))


def about_html(opened: Opened) -> str:
    """Give the page about a file."""
    kinds = {row.module.partition(".")[0]: row.title.partition(",")[0] for row in FORMATS}
    rows = {
        _("Kind"): kinds[opened.kind],
        _("Model"): summed(opened),
        _("Parameters"): f"{opened.parameters.size:,}".replace(",", "\u202f"),
        _("Tensors"): _("{count}, of which {used} hold its parameters").format(
            count=len(opened.tensors),
            used=len({block.tensor for block in opened.blocks} & opened.tensors.keys()),
        ),
    }
    if opened.initial:
        states = ", ".join(named(name) for name in opened.initial)
        rows[_("First states")] = _("{names}; they stand under What if, and training begins at 0").format(
            names=states
        )
    rows |= {key: _cut(text) for key, text in list(opened.described.items())[:MOST_SAID]}
    table = "".join(
        f"<tr><td style='padding-right: 12px'>{escape(key)}</td><td>{escape(text)}</td></tr>"
        for key, text in rows.items()
    )
    notes = "".join(f"<li>{escape(_sentence(note))}</li>" for note in opened.notes)
    said = (
        f"<ul style='margin-left: 0px'>{notes}</ul>"
        if notes
        else f"<p>{_('Nothing: all of it is here as it is there.')}</p>"
    )
    title = escape(opened.name)
    return f"<h3>{title}</h3><table>{table}</table><h4>{_('Translated, taken or left out')}</h4>{said}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _sentence(note: str) -> str:
    return note[:1].upper() + note[1:]


class FileDialog(QDialog):
    """The page about the file, to be left open beside the work; ``tensors_asked``: they are to be shown."""

    tensors_asked = Signal()

    def __init__(self, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About the file"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.windowTitle())
        self.text.setHtml(about_html(opened))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.tensors = buttons.addButton(_("Show its tensors"), QDialogButtonBox.ButtonRole.ActionRole)
        self.tensors.clicked.connect(self.tensors_asked)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(buttons)
        page = self.text.document()
        page.setTextWidth(WIDE - 2 * EDGE)
        self.resize(WIDE, min(round(page.size().height()) + BELOW, HIGHEST))
