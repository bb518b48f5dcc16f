"""Painted widgets as a screen reader sees them: with a role, a name, a value in words, and their parts.

Qt knows nothing of what a widget paints. A widget with ``spoken_role`` and ``spoken_value`` is told by them; one with
``spoken_parts`` has these as children; one with ``spoken_range`` is a slider.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

import shiboken6
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleObject,
    QAccessibleValueInterface,
    QGuiApplication,
)
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Part", "Sliding", "Spoken", "SpokenParts", "install"]


@runtime_checkable
class Spoken(Protocol):
    """A widget that says what it shows."""

    spoken_role: QAccessible.Role

    def spoken_value(self) -> str:
        """Say what it shows now."""


@runtime_checkable
class Sliding(Protocol):
    """A widget that stands at one of many steps."""

    def spoken_range(self) -> tuple[int, int, int]:
        """Give where it stands, and the first and the last step."""

    def spoken_go(self, step: int) -> None:
        """Go to a step, as a person would."""


class Part(Protocol):
    """A part of what a widget paints: ``name``, ``value`` and ``about`` in words, and ``place`` on the screen."""

    name: str
    value: str
    about: str
    place: QRect
    chosen: bool
    focused: bool


@runtime_checkable
class SpokenParts(Protocol):
    """A widget with parts."""

    def spoken_parts(self) -> Sequence[Part]:
        """Give the parts that it shows now, in reading order."""


class _Value(QAccessibleValueInterface):
    def __init__(self, widget: Sliding) -> None:
        super().__init__()
        self._widget = widget

    def currentValue(self) -> int:
        return self._widget.spoken_range()[0]

    def setCurrentValue(self, value: Any) -> None:
        self._widget.spoken_go(int(value))

    def minimumValue(self) -> int:
        return self._widget.spoken_range()[1]

    def maximumValue(self) -> int:
        return self._widget.spoken_range()[2]

    def minimumStepSize(self) -> int:
        return 1


class _Widget(QAccessibleObject):
    """A painted widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._children: list[_Child] = []
        self._slider = _Value(widget) if isinstance(widget, Sliding) else None
        widget.destroyed.connect(partial(_forget, self._children))

    @property
    def widget(self) -> QWidget:
        return cast("QWidget", self.object())

    def parts(self) -> Sequence[Part]:
        widget = self.widget
        return widget.spoken_parts() if isinstance(widget, SpokenParts) else ()

    def parent(self) -> Any:
        above: QObject | None = self.widget.parentWidget() or QGuiApplication.instance()
        return QAccessible.queryAccessibleInterface(above) if above is not None else None

    def window(self) -> Any:
        return self.widget.window().windowHandle()

    def childCount(self) -> int:
        return len(self.parts())

    def child(self, index: int) -> Any:
        if not 0 <= index < self.childCount():
            return None
        # One for each place: what stands there may change, and Qt may keep it.
        while len(self._children) <= index:
            self._children.append(_Child(self, len(self._children)))
        return self._children[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, _Child) and child.above is self else -1

    def childAt(self, x: int, y: int) -> Any:
        found = (index for index, part in enumerate(self.parts()) if part.place.contains(x, y))
        return self.child(next(found, -1))

    def focusChild(self) -> Any:
        found = (index for index, part in enumerate(self.parts()) if part.focused)
        return self.child(next(found, -1))

    def text(self, kind: QAccessible.Text) -> str:
        widget = self.widget
        if kind == QAccessible.Text.Name:
            return widget.accessibleName()
        if kind == QAccessible.Text.Description:
            return widget.accessibleDescription() or widget.toolTip()
        if kind == QAccessible.Text.Value and isinstance(widget, Spoken):
            return widget.spoken_value()
        return ""

    def role(self) -> QAccessible.Role:
        widget = self.widget
        return widget.spoken_role if isinstance(widget, Spoken) else QAccessible.Role.Client

    def rect(self) -> QRect:
        widget = self.widget
        return QRect(widget.mapToGlobal(widget.rect().topLeft()), widget.size())

    def state(self) -> QAccessible.State:
        state, widget = QAccessible.State(), self.widget
        state.invisible = not widget.isVisible()
        state.focusable = bool(widget.focusPolicy())
        state.focused = widget.hasFocus()
        return state

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        return self._slider if kind == QAccessible.InterfaceType.ValueInterface else None


class _Child(QAccessibleInterface):
    """The part at one place in the reading order of a widget."""

    def __init__(self, above: _Widget, index: int) -> None:
        super().__init__()
        self.above, self.index = above, index

    def part(self) -> Part:
        return self.above.parts()[self.index]

    def isValid(self) -> bool:
        return self.above.isValid() and self.index < self.above.childCount()

    def object(self) -> Any:
        return None

    def parent(self) -> Any:
        return self.above

    def window(self) -> Any:
        return self.above.window()

    def child(self, _index: int) -> Any:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, _x: int, _y: int) -> Any:
        return None

    def text(self, kind: QAccessible.Text) -> str:
        part = self.part()
        return {
            QAccessible.Text.Name: part.name,
            QAccessible.Text.Value: part.value,
            QAccessible.Text.Description: part.about,
        }.get(kind, "")

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Nothing of a part can be written."""

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def rect(self) -> QRect:
        return self.part().place

    def state(self) -> QAccessible.State:
        state, part = QAccessible.State(), self.part()
        state.focusable = state.selectable = True
        state.focused, state.selected = part.focused, part.chosen
        return state

    def interface_cast(self, _kind: QAccessible.InterfaceType) -> Any:
        return None


def _forget(children: list[_Child], _widget: QObject | None = None) -> None:
    """Take the parts of a widget that is gone out of what Qt keeps."""
    for child in children:
        if shiboken6.isValid(child):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(child))
    children.clear()


def _made(_key: str, thing: QObject) -> QAccessibleInterface | None:
    return _Widget(thing) if isinstance(thing, QWidget) and isinstance(thing, (Spoken, SpokenParts)) else None


_installed: list[bool] = []


def install() -> None:
    """Let Qt ask for what the program's own widgets say; once for all."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_made)
