"""The model as code, in four languages, to read, to copy and to save; and how far its answers are from the model's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from lstm_studio.formats.code import code
from lstm_studio.formats.files import write_file
from lstm_studio.parity.exchange import Asked
from lstm_studio.session.exchange import Question
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.handing.inks import ProgramInks
from lstm_studio.ui.place import ask_place
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.parity.report import Answer
    from lstm_studio.ui.theme import Theme

__all__ = ["LANGUAGES", "CodeDialog"]

LANGUAGES = {"pytorch": "PyTorch", "keras": "Keras", "numpy": "NumPy", "latex": "LaTeX"}
HINTS = {
    "pytorch": _("A module of PyTorch, to train on larger machines"),
    "keras": _("A model of Keras 3"),
    "numpy": _("Plain NumPy, every equation a line"),
    "latex": _("The equations, for a paper"),
}
ENDINGS = {"latex": ".tex"}
WIDE, HIGH = 760, 620  # pixels
TYPE = 12  # pixels of the program's letters


class CodeDialog(QDialog):
    """Shows the code of a study. It stays open after a copy; ``close_questions`` ends what still compares."""

    def __init__(self, study: Study, language: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Model as code"))
        self._study, self._theme, self.language = study, theme, language
        self._answers: dict[str, Answer] = {}
        self._questions: dict[str, Question] = {}
        self.languages = Segments(_("Language"), LANGUAGES)
        self.languages.chosen.connect(self.show_language)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(theme.mono(TYPE))
        self.text.setAccessibleName(_("The code"))
        self.inks = ProgramInks(self.text.document(), theme)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self._lay_out()
        self.resize(WIDE, HIGH)
        self.show_language(language)
        self.copy_button.setFocus()  # not the first language, which would look like the one that is chosen

    def _lay_out(self) -> None:
        for key, hint in HINTS.items():
            self.languages.button(key).setToolTip(hint)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = buttons.addButton(_("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button = buttons.addButton(_("&Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.languages)
        column.addWidget(self.text, 1)
        column.addWidget(self.said)
        column.addWidget(buttons)

    @Slot(str)
    def show_language(self, language: str) -> None:
        """Show the code in a language, and run it beside the window where that has not been done."""
        self.language = language
        self.languages.show_choice(language, {})
        for key, hint in HINTS.items():
            self.languages.button(key).setToolTip(hint)
        self.inks.python = language != "latex"
        self.text.setPlainText(code(self._study.cell, self._study.sizes, language))
        if language not in self._answers and language not in self._questions:
            question = Question(Asked(language=language), self._study, self)
            self._questions[language] = question
            question.answered.connect(lambda answer: self._on_answered(language, answer))
            question.start()
        self._tell()

    def _on_answered(self, language: str, answer: Answer) -> None:
        self._answers[language] = answer
        question = self._questions.pop(language, None)
        if question is not None:
            question.deleteLater()
        self._tell()

    def _tell(self) -> None:
        """Say what came of running the code that is shown."""
        answer = self._answers.get(self.language)
        missed = answer is not None and not answer.passed
        self.said.setProperty("voice", "bad" if missed else "quiet")
        self.said.style().polish(self.said)
        running = _("Running it, to hold its answers against those of the model…")
        said = running if answer is None else answer.sentence
        self.said.setText(said[:1].upper() + said[1:])

    def close_questions(self) -> None:
        """End what still compares."""
        for question in self._questions.values():
            question.close()
        self._questions.clear()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy_button.setText(_("&Copied"))

    @Slot()
    def _on_save(self) -> None:
        ending = ENDINGS.get(self.language, ".py")
        title = LANGUAGES[self.language]
        proposed = Path(f"{self._study.cell.name.replace('-', '_')}{ending}")
        path = ask_place(self, _("Save code"), proposed, title, (ending,))
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the code that is shown to a file, or say why not."""
        try:
            write_file(path, self.text.toPlainText().encode())
        except ValueError as error:
            QMessageBox.warning(self, _("This could not be saved"), str(error))
            return
        self.save_button.setText(_("&Saved"))
