"""The gallery of tasks: cards at the left, at the right what there is to know of the chosen one and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from lstm_studio.ui.gallery.cards import CardList
from lstm_studio.ui.gallery.details import Details
from lstm_studio.ui.gallery.samples import Samples
from lstm_studio.ui.gallery.wish import Wish
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.study import Study
    from lstm_studio.ui.theme import Theme

__all__ = ["Gallery"]

WIDE, HIGH = 1096, 700  # pixels


class Gallery(QDialog):
    """``wish`` is what was chosen when it is accepted; ``example`` the file of a study to open instead, if any."""

    def __init__(self, study: Study, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Tasks"))
        self._study = study
        self.wish: Wish | None = None
        self.example: Path | None = None
        samples = Samples(study.sequence)
        self.cards = CardList(samples, theme)
        self.details = Details(samples, theme)
        self.details.asked.connect(self._on_example)
        self.cards.chosen.connect(self._on_chosen)
        self.cards.taken.connect(lambda _name: self._take(fresh=True))
        self._lay_out()
        room = self.screen().availableSize()
        self.resize(min(WIDE, room.width() - 48), min(HIGH, room.height() - 64))
        self.cards.show_task(study.task)
        self.cards.setFocus()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.cards, 1)
        row.addWidget(self.details)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.fresh = buttons.addButton(_("&Start a study"), role)
        self.here = buttons.addButton(_("&Learn it in this study"), role)
        self.fresh.setToolTip(
            _("A new study of this task, with the cell and the training that are chosen above")
        )
        self.here.setToolTip(
            _(
                "This cell with its units and all that is kept learns the task; what does not fit it is drawn anew"
            )
        )
        self.fresh.setDefault(True)
        self.fresh.clicked.connect(lambda: self._take(fresh=True))
        self.here.clicked.connect(lambda: self._take(fresh=False))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addWidget(buttons)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        study = self._study
        self.details.show_task(name, dict(study.options) if name == study.task else {})

    def _take(self, *, fresh: bool) -> None:
        """Take the chosen task, unless one of its options is no number that it can have: then that is said."""
        try:
            options = self.details.gathered()
        except ValueError:
            return  # it stands beside the number
        self.wish = Wish(self.details.task, options, self.details.place, fresh)
        self.accept()

    @Slot(object)
    def _on_example(self, path: Path) -> None:
        self.example = path
        self.accept()
