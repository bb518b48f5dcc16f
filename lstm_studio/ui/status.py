"""The status line: what just happened, in one plain sentence."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStatusBar, QWidget

from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.spoken.announcer import Announcer
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.derived import Scene

__all__ = ["StatusLine"]


READABLE = 4.0  # seconds


class StatusLine(QStatusBar):
    """A part of the frame: the message of the last act and what it changed, else the sentence of the step."""

    needs: ClassVar[frozenset[str]] = frozenset({"sentence", "message", "effect", "pending", "training"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.sentence = Words()
        self.sentence.setContentsMargins(12, 0, 0, 0)
        self._since = 0.0
        self._at: tuple[int, int | None] = (0, None)  # the step and the operation in it, at the last act
        self._news = self._effect = ""  # what is said of the last act; of that the effect of the edits
        self.mark = Words("quiet", _("computing…"), right=True)
        self.mark.setContentsMargins(0, 0, 12, 0)
        self.addWidget(self.sentence, 1)
        self.announcer = Announcer(self)
        self.addPermanentWidget(self.mark)

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Say it."""
        place = (scene.view.cursor, scene.view.inside)
        message, effect = scene.run.message, scene.effect or ""
        if "message" in changed or effect != self._effect:
            self._since, self._at = monotonic(), place
            self._news = message if effect == self._effect else "; ".join(filter(None, (effect, message)))
            self._effect = effect
        # While the cursor runs on, the news stay long enough to be read; where it stands, until the next act.
        stays = place == self._at or (scene.run.playing and monotonic() - self._since < READABLE)
        said = (self._news if stays else "") or scene.sentence or ""
        said = said[:1].upper() + said[1:]
        self.sentence.setText(said)
        self.announcer.say(said)
        self.mark.setText(_("computing…") if scene.pending else "")
