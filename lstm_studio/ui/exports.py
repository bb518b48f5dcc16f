"""Pictures and numbers of the window and its panels: copied, or written to a file, as they are seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QMimeData
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget

from lstm_studio.session.verbs import past
from lstm_studio.session.verbs.transport import pause
from lstm_studio.ui.desk import Dock
from lstm_studio.ui.panels import PANELS
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from lstm_studio.ui.film.choices import Reach
    from lstm_studio.ui.film.progress import FilmProgress
    from lstm_studio.ui.subject import Subject
    from lstm_studio.ui.window import Window

__all__ = ["Exports", "Wish"]

SHARP = 2.0  # pixels of a copied picture for one of the screen
KINDS = {
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
}  # as the clipboard names them


@dataclass(frozen=True)
class Wish:
    """What is to be exported: a part, as which kind of file, in which size and on which ground.

    Of a film: from which step to which, None for the first and the last one; what moves; steps or operations a second.
    ``moments``: of a film of the training, from which update to which; then moments a second.
    """

    part: str = "diagram"
    suffix: str = ".svg"
    scale: float = SHARP
    ground: str = "screen"
    steps: tuple[int | None, int | None] = (None, None)
    motion: str = "off"
    speed: float = 4.0
    moments: tuple[int | None, int | None] | None = None


class Exports:
    """Exports parts of a window. No start needs what makes files: it is imported by the acts."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.wish = Wish()  # the last one
        self.films: list[FilmProgress] = []  # that are being made

    def panel_at_hand(self) -> str:
        """Name the panel under the mouse, else the one that has the focus, else the diagram."""
        for widget in (QApplication.widgetAt(QCursor.pos()), QApplication.focusWidget()):
            found: QWidget | None = widget
            while found is not None:
                if isinstance(found, Panel):
                    return found.name
                if isinstance(found, Dock) and found.panel is not None:
                    return found.panel.name
                found = found.parentWidget()
        return "diagram"

    def parts(self) -> dict[str, str]:
        """Name what can be exported, with its title: the window, the panels in sight, and then the others."""
        seen = [row for row in PANELS if self._shown(row.name)]
        rows = (*seen, *(row for row in PANELS if row not in seen))
        return {"window": _("the whole window")} | {row.name: row.title for row in rows}

    def _shown(self, part: str) -> bool:
        panel = self._window.desk.panels.get(part)
        return panel is not None and panel.isVisible()

    def subject(self, part: str) -> Subject:
        """Give a part as it stands, brought up to the study; a panel that is not in sight is brought there."""
        from lstm_studio.ui.subject import of_panel, whole

        window = self._window
        if part in window.desk.docks and not self._shown(part):
            window.desk.reveal(part)
            # Now, not with the next event: it has its size only when the docks are laid out.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        window.frame.flush()
        found = whole(window) if part == "window" else of_panel(window, window.desk.panels[part])
        found.finish()
        return found

    def content(self, wish: Wish) -> bytes:
        """Give what a file would hold. Raises ValueError for a part without numbers, or an unknown suffix."""
        from lstm_studio.formats.csv_text import as_csv
        from lstm_studio.ui.encode import encoder
        from lstm_studio.ui.ground import dressed

        subject = self.subject(wish.part)
        if wish.suffix == ".csv":
            return as_csv(subject.numbers()).encode()
        make = encoder(Path(wish.part + wish.suffix))
        with dressed(subject.parts, self._window.theme, wish.ground):
            return make(subject.widget, wish.scale, wish.ground)

    def picture(self, wish: Wish) -> QImage:
        """Give a picture in pixels."""
        from lstm_studio.ui.encode import image
        from lstm_studio.ui.ground import dressed

        subject = self.subject(wish.part)
        with dressed(subject.parts, self._window.theme, wish.ground):
            return image(subject.widget, wish.scale, wish.ground)

    def copy_picture(self, part: str = "") -> None:
        """Copy a picture of a part, "" for the panel at hand."""
        self._tell(self.copy(Wish(part or self.panel_at_hand(), ".png")))

    def copy_numbers(self, part: str = "") -> None:
        """Copy the numbers of a part, "" for the panel at hand."""
        self._tell(self.copy(Wish(part or self.panel_at_hand(), ".csv")))

    def copy(self, wish: Wish) -> str:
        """Put what is wished for into the clipboard; give the sentence that says what was done, or why not."""
        from lstm_studio.formats.csv_text import as_tabs

        given = QMimeData()
        try:
            if wish.suffix == ".png":
                given.setImageData(self.picture(wish))
            else:
                given.setData(KINDS[wish.suffix], self.content(wish))
            if wish.suffix == ".csv":
                given.setText(as_tabs(self.subject(wish.part).numbers()))
        except ValueError as error:
            return str(error)
        QGuiApplication.clipboard().setMimeData(given)
        title = self.parts().get(wish.part, wish.part)
        said = (
            _("copied the numbers of “{title}”")
            if wish.suffix == ".csv"
            else _("copied a picture of “{title}”")
        )
        return said.format(title=title)

    def ask(self, part: str = "") -> None:
        """Ask what is to be exported, and how. Nothing plays meanwhile: what is seen is what is exported."""
        from lstm_studio.ui.export_dialog import ExportDialog

        self._window.session.do(pause)
        wanted = part or self.wish.part
        wish = replace(self.wish, part=wanted if wanted in self.parts() else "diagram")
        dialog = ExportDialog(self, wish, self._window)
        dialog.exec()
        self.wish = dialog.wish()
        dialog.deleteLater()

    def ask_save(self, wish: Wish, parent: QWidget) -> bool:
        """Ask where to, and write; tell whether it is written."""
        from lstm_studio.formats.moving import MOVING
        from lstm_studio.ui.encode import FORMATS

        dialog = QFileDialog(parent, _("Export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        known = (wish.suffix, *(suffix for suffix in (*FORMATS, *MOVING, ".csv") if suffix != wish.suffix))
        dialog.setNameFilters([f"{suffix[1:].upper()} (*{suffix})" for suffix in known])
        dialog.setDefaultSuffix(wish.suffix[1:])
        dialog.selectFile(f"{wish.part}{wish.suffix}")
        chosen = dialog.selectedFiles() if dialog.exec() else []
        return bool(chosen) and self.save(wish, Path(chosen[0]), parent)

    def save(self, wish: Wish, path: Path, parent: QWidget | None = None) -> bool:
        """Write a file whose suffix says how, or begin to film; tell whether. What was wrong is said in a sentence."""
        from lstm_studio.formats.files import write_file
        from lstm_studio.formats.moving import MOVING

        wish = replace(wish, suffix=path.suffix.lower())
        try:
            if wish.suffix in MOVING:
                self._film(wish, path)
                return True
            write_file(path, self.content(wish))
        except ValueError as error:
            QMessageBox.warning(parent or self._window, _("This could not be exported"), str(error))
            return False
        self._tell(_("wrote {file}").format(file=path.name))
        return True

    def reach(self) -> Reach:
        """How far a film can reach."""
        from lstm_studio.ui.film.choices import Reach

        state = self._window.session.state
        return Reach(state.study.sequence.steps, state.study.record.update, past.count(state))

    def length(self, wish: Wish) -> tuple[int, float]:
        """Give how many pictures a film has, and how many seconds. Raises ValueError for what cannot be filmed."""
        from lstm_studio.ui.film.order import order_of, shots_for

        order_of(self._window, self.subject(wish.part), wish)
        shots = shots_for(self._window, wish)
        return len(shots), sum(shot.seconds for shot in shots)

    def _film(self, wish: Wish, path: Path) -> None:
        """Let a film be made beside the window. Raises ValueError for what cannot be filmed or written."""
        from lstm_studio.ui.film.order import order_of
        from lstm_studio.ui.film.progress import FilmProgress

        progress = FilmProgress(order_of(self._window, self.subject(wish.part), wish), path, self._window)
        progress.told.connect(self._tell)
        progress.failed.connect(self._on_failed)
        progress.broken.connect(self._window.faults.show_fault)
        try:
            progress.start()
        except ValueError:
            progress.deleteLater()
            raise
        self.films.append(progress)
        progress.gone.connect(partial(self.films.remove, progress))

    def _on_failed(self, sentence: str) -> None:
        QMessageBox.warning(self._window, _("This could not be filmed"), sentence)

    def close(self) -> None:
        """Break off what is being filmed."""
        for film in tuple(self.films):
            film.finish()

    def fill_menu(self, menu: QMenu, part: str) -> None:
        """Add what can be exported of a panel to a menu."""
        menu.addAction(_("Copy pi&cture"), lambda: self.copy_picture(part))
        menu.addAction(_("Copy n&umbers"), lambda: self.copy_numbers(part))
        menu.addAction(_("E&xport…"), lambda: self.ask(part))

    def _tell(self, sentence: str) -> None:
        self._window.say(sentence[:1].upper() + sentence[1:])
