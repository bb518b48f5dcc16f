"""The steps: a film strip of the input, the moments of training, the transport, what moves in it, the speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from lstm_studio.formats.csv_text import Table, by_step
from lstm_studio.session.verbs import transport
from lstm_studio.ui.controls.buttons import action_button
from lstm_studio.ui.controls.film import Film
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.panels.moments_row import MomentsRow
from lstm_studio.ui.panels.panel import GAP, Panel
from lstm_studio.ui.plots.columns import steps_of
from lstm_studio.ui.target import Target
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["StripPanel"]

TRANSPORT = ("first", "back", "play", "forward", "last", "inside")
MOTIONS: dict[str, tuple[str, str]] = {
    "off": (_("off"), _("Motion off: nothing moves in the diagram")),
    "steps": (_("steps"), _("Motion of steps: each step that is played runs along the wires")),
    "operations": (_("slow"), _("Slow motion: play operation by operation inside the steps")),
}
"""Every motion -> its word and what it does."""
MOMENTS = frozenset({"past", "record", "training", "parameters"})


class StripPanel(Panel):
    """One frame a step; click or drag goes there."""

    name = "strip"
    title = _("Steps")
    area = "strip"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"sequence", "entered", "parting", "cursor", "speed", "motion", *MOMENTS}
    )
    headed = False

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.body.setContentsMargins(12, GAP, 12, GAP)
        self.film = Film()
        self.film.gone.connect(self._on_gone)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(4)
        self.place = Words("title", _("step {step} / {steps}").format(step=8888, steps=8888))
        self.motion = Segments(_("Motion"), {key: word for key, (word, _tip) in MOTIONS.items()})
        self.motion.chosen.connect(self._on_motion)
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setAccessibleName(_("Speed"))
        self.speed.setRange(0, len(transport.SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setFixedWidth(88)
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.valueChanged.connect(self._on_speed)
        self.rate = Words("quiet", _("{speed:g}/s").format(speed=0.25))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addLayout(self.buttons)
        row.addSpacing(GAP)
        row.addWidget(self.place)
        row.addStretch(1)
        row.addWidget(self.motion)
        row.addWidget(self.speed)
        row.addWidget(self.rate)
        self.moments = MomentsRow(session)
        self.body.addWidget(self.film)
        self.body.addWidget(self.moments)
        self.body.addLayout(row)

    def target_at(self, at: QPoint) -> Target | None:
        place = self.film.mapFromGlobal(at)
        if not self.film.rect().contains(place):
            return None
        embedded = self.session.state.study.sizes.symbols > 0  # its symbols have no channels
        channel = None if embedded else self.film.channel_at(place.x(), place.y())
        return Target("x", channel, self.film.step_at(place.x()))

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        for name in TRANSPORT:
            self.buttons.addWidget(action_button(actions[name], accent=name == "play"))
        self.moments.take_actions(actions)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._show_film(self.session.scene)
        self.moments.show_moments(self.session.scene, theme)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        sequence, step = scene.study.sequence, scene.view.cursor
        if changed & {"sequence", "entered"}:
            self._show_film(scene)
        if "parting" in changed:
            parting = scene.parting
            back = parting is not None and parting.back
            self.film.show_parting(None if parting is None else parting.step, back=back)
        self.film.show_step(step)
        self.place.setText(_("step {step} / {steps}").format(step=step, steps=sequence.steps))
        if changed & MOMENTS:
            self.moments.show_moments(scene, self.theme)
        if "motion" in changed:
            self.motion.show_choice(scene.view.motion, {})
            for key, (_word, tip) in MOTIONS.items():
                self.motion.button(key).setToolTip(tip)
            slow = scene.view.motion == "operations"
            self.speed.setToolTip(
                _("Operations a second ([ and ] change it)")
                if slow
                else _("Steps a second ([ and ] change it)")
            )
        if changed & {"speed", "motion"}:
            speed = scene.view.speed
            nearest = min(
                range(len(transport.SPEEDS)), key=lambda place: abs(transport.SPEEDS[place] - speed)
            )
            # A programmatic move of the slider is not the person's wish.
            self.speed.blockSignals(True)
            self.speed.setValue(nearest)
            self.speed.blockSignals(False)
            self.rate.setText(_("{speed:g}/s").format(speed=speed))

    def _show_film(self, scene: Scene) -> None:
        read, sequence = scene.entered, scene.study.sequence
        self.film.show_sequence(read, self.theme, None if read is sequence else sequence)

    def numbers(self, scene: Scene) -> Table:
        return by_step(steps_of(scene.entered))

    def _on_gone(self, step: int) -> None:
        self.session.do(transport.go, step)

    def _on_motion(self, motion: str) -> None:
        self.session.do(transport.set_motion, motion)

    def _on_speed(self, place: int) -> None:
        self.session.do(transport.set_speed, transport.SPEEDS[place])
