"""What the rows of the actions call beside verbs: how an action acts, what it is titled, when it is enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.tasks import TASKS
from lstm_studio.session.verbs import past, selection, what_if
from lstm_studio.ui.numbers import count
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State
    from lstm_studio.ui.window import Window

__all__ = [
    "branch",
    "busy",
    "check_title",
    "chosen",
    "could",
    "edited",
    "guess_title",
    "keep",
    "lucky",
    "play_icon",
    "play_title",
    "plotted",
    "recover",
    "redo_title",
    "replay_icon",
    "replay_title",
    "seen",
    "themed",
    "train_icon",
    "train_title",
    "travelled",
    "travelling",
    "undo_title",
    "unit",
    "verb",
    "walk",
    "writes",
    "zoom",
]

CHECK_WORDS = {False: _("C&heck the model"), True: _("Stop the c&heck")}
REPLAY_WORDS = {False: _("Play &through training"), True: _("Stop playing &through training")}
TRAIN_WORDS = {"idle": _("&Train"), "running": _("&Pause"), "paused": _("&Resume")}


def verb(change: Callable[..., State], *arguments: object) -> Callable[[Window], object]:
    """Change the state; what cannot be is said in the status line."""

    def act(window: Window) -> None:
        window.session.attempt(change, *arguments)

    return act


def keep(change: Callable[[State], State]) -> Callable[[Window], object]:
    """Keep what is shown with the study, in sight of the person."""

    def act(window: Window) -> None:
        if not window.session.attempt(change):
            window.desk.reveal("study")

    return act


def undo_title(session: Session) -> str:
    """Say what would be undone."""
    return _("&Undo {what}").format(what=session.undo_name)


def redo_title(session: Session) -> str:
    """Say what would be done again."""
    return _("&Redo {what}").format(what=session.redo_name)


def play_title(session: Session) -> str:
    """Say what Space does now."""
    return _("&Pause") if session.state.run.playing else _("&Play")


def play_icon(session: Session) -> str:
    """Name the drawing of what Space does now."""
    return "pause" if session.state.run.playing else "play"


def replay_title(session: Session) -> str:
    """Say what playing through the training does now."""
    return REPLAY_WORDS[session.state.run.replaying]


def replay_icon(session: Session) -> str:
    """Name the drawing of it."""
    return "pause" if session.state.run.replaying else "replay"


def travelled(session: Session) -> bool:
    """Tell that there are moments of training to be looked at."""
    return past.count(session.state) > 0


def travelling(session: Session) -> bool:
    """Tell that a moment of training is looked at."""
    return session.state.view.past is not None


def branch(window: Window) -> None:
    """Train on from the moment that is looked at; a run that was under way ends."""
    if not window.session.attempt(past.take_up):
        window.trainer.train()


def train_title(session: Session) -> str:
    """Say what the button of training does now."""
    return TRAIN_WORDS[session.state.run.training]


def train_icon(session: Session) -> str:
    """Name the drawing of what the button of training does now."""
    return "pause" if session.state.run.training == "running" else "play"


def check_title(session: Session) -> str:
    """Say what the button of the check does now."""
    return CHECK_WORDS[session.state.run.check.running]


def chosen(session: Session) -> bool:
    """Tell that a value is selected."""
    return bool(session.state.view.node)


def plotted(session: Session) -> bool:
    """Tell that the selected value has a plot of its own."""
    return session.state.view.node in session.state.view.plotted


def edited(session: Session) -> bool:
    """Tell that something is held, changed or compared."""
    return not what_if.clear_title(session.state)


def lucky(session: Session) -> bool:
    """Tell that weights drawn at random may solve the task, and that nothing trains."""
    return TASKS[session.state.study.task].luck is not None and not busy(session)


def writes(session: Session) -> bool:
    """Tell whether the model says which symbol comes next."""
    sizes = session.state.study.sizes
    return (sizes.output != "identity" or sizes.symbols > 0) and not session.scene.mute


def guess_title(session: Session) -> str:
    """Say what the button of random weights does now."""
    tried = session.state.run.guessed
    return (
        _("Guess random wei&ghts") if tried is None else _("Stop &guessing: draw {n}").format(n=count(tried))
    )


def busy(session: Session) -> bool:
    """Tell that a run is there, at work or paused."""
    return session.state.run.training != "idle"


def seen(field: str, value: object) -> Callable[[Session], bool]:
    """Ask whether a field of the view has a value."""
    return lambda session: bool(getattr(session.state.view, field) == value)


def themed(theme: str) -> Callable[[Session], bool]:
    """Ask whether these colours are chosen."""
    return lambda session: session.state.view.theme == theme


def zoom(factor: float) -> Callable[[Window], object]:
    """Enlarge the diagram; 0 shows the whole of it."""

    def act(window: Window) -> None:
        # Within the function: the table of actions is read before the first panel is.
        from lstm_studio.ui.diagram.view import DiagramView

        for view in window.desk.findChildren(DiagramView):
            if factor:
                view.zoom(factor)
            else:
                view.fit()

    return act


def recover(window: Window) -> None:
    """Offer what a program that came to no end has left."""
    # Within the function: hardly a start needs it.
    from lstm_studio.ui.recovery import offer_anew

    offer_anew(window)


def unit(way: int) -> Callable[[Window], object]:
    """Select a unit that many further on."""

    def act(window: Window) -> None:
        session = window.session
        session.do(selection.select_unit, session.state.view.unit + way)

    return act


def walk(up: int, back: int) -> Callable[[Window], object]:
    """Look into another layer, or the other direction."""

    def act(window: Window) -> None:
        session, view = window.session, window.session.state.view
        session.do(selection.enter, view.layer + up, view.direction + back)

    return act


def could(session: Session, up: int, back: int) -> bool:
    """Tell that there is such a layer and direction."""
    view, sizes = session.state.view, session.state.study.sizes
    return 0 <= view.layer + up < sizes.layers and 0 <= view.direction + back < sizes.directions
