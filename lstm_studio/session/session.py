"""The session: one state, verbs that change it, undo, and one signal that says what changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from PySide6.QtCore import QObject, Signal

from lstm_studio.session.derived import Derived, Row, Scene
from lstm_studio.session.history import History
from lstm_studio.session.past import followed
from lstm_studio.session.state import HABITS, Run, State, View, differing, fitted
from lstm_studio.session.verbs import name_of
from lstm_studio.session.verbs.looking import look_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from lstm_studio.core.study import Study

__all__ = ["Session"]

P = ParamSpec("P")


class Session(QObject):
    """One open study. ``changed`` gives the frozenset of names that differ, derived ones included."""

    changed = Signal(object)
    failed = Signal(object)  # an exception outside of the window's thread

    def __init__(self, study: Study, rows: Iterable[Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = fitted(State(study))
        self._derived = Derived(rows, self)
        self._derived.arrived.connect(self.changed)
        self._derived.failed.connect(self.failed)
        self.history: History[State] = History()
        self.saved: Study | None = study  # the study that its file holds
        self.path: Path | None = None  # the file of the study, if there is one

    @property
    def state(self) -> State:
        """The state."""
        return self._state

    @property
    def scene(self) -> Scene:
        """The state with all that follows from it."""
        return Scene(self._state, self._derived)

    @property
    def unsaved(self) -> bool:
        """Whether the study differs from its file."""
        return self._state.study is not self.saved

    def do(
        self,
        verb: Callable[Concatenate[State, P], State],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Apply a verb.

        Raises what the verb raises, a ValueError for what a person can mend; nothing has changed then.
        """
        self._apply(verb(self._state.with_run(message=""), *args, **kwargs), name_of(verb), "")

    def glance(
        self,
        verb: Callable[Concatenate[State, P], State],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Apply a verb that looks and does no more, as the mouse that moves does: the message stays."""
        self._apply(verb(self._state, *args, **kwargs), "", "")

    def drag(
        self,
        merge: str,
        verb: Callable[Concatenate[State, P], State],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Apply a verb as part of one undo step with the ones before it under the same key.

        ``seal`` ends the step.
        """
        self._apply(verb(self._state, *args, **kwargs), name_of(verb), merge)

    def seal(self) -> None:
        """End the step that ``drag`` builds: the slider is let go."""
        self.history.seal()

    def attempt(
        self,
        verb: Callable[Concatenate[State, P], State],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> str:
        """Apply a verb.

        Give "" when it is done, else the sentence that says why not, which is also the message.
        """
        try:
            self.do(verb, *args, **kwargs)
        except ValueError as error:
            self._apply(self._state.with_run(message=str(error)), "", "")
            return str(error)
        return ""

    def _apply(self, new: State, name: str, merge: str) -> None:
        old = self._state
        new = fitted(followed(old, new))
        names = differing(old, new)
        if new.study is not old.study and differing(old, replace(old, study=new.study)):
            self.history.record(old, name, merge)
            names |= {"history"}
        else:
            new = replace(new, study=old.study)
        self._become(new, names)

    def _become(self, new: State, names: frozenset[str]) -> None:
        self._state = new
        if names:
            self.changed.emit(self._derived.affected(names))

    @property
    def undo_name(self) -> str:
        """What undo would take back, "" for nothing."""
        return self.history.past or ""

    @property
    def redo_name(self) -> str:
        """What redo would bring back, "" for nothing."""
        return self.history.future or ""

    def undo(self) -> None:
        """Go one step back, if there is one."""
        self._restore(self.history.back(self._state))

    def redo(self) -> None:
        """Go one step forth again, if there is one."""
        self._restore(self.history.forth(self._state))

    def go_to(self, place: int) -> None:
        """Go to where so many acts of the history are done, back or forth."""
        self._restore(self.history.go(self._state, place))

    def _restore(self, other: State) -> None:
        """Take the study of another state."""
        old = self._state
        if other.study is not old.study:
            new = fitted(followed(old, replace(old.with_run(message=""), study=other.study)))
            self._become(new, differing(old, new) | {"history"})

    def begin(self, study: Study, path: Path | None = None, *, saved: bool = True) -> None:
        """Start anew with a study: no history, looked at as its file says, else before the first input.

        The habits of the view stay. Not ``saved``: the study is another one than its file holds.
        """
        old = self._state
        view = View(**{name: getattr(old.view, name) for name in HABITS})
        self.history, self.saved, self.path = History(), study if saved else None, path
        new = fitted(look_as(State(study, view, Run())))
        self._become(new, differing(old, new) | {"history", "path"})

    def mark_saved(self, path: Path) -> None:
        """Say that the study as it is now stands in the file ``path``."""
        self.saved, self.path = self._state.study, path
        self.changed.emit(frozenset({"history", "path"}))

    def close(self) -> None:
        """Wait for the worker of the slow rows. Nothing may be asked of the session after it."""
        self._derived.close()
