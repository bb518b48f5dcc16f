"""The menu of a value, the same wherever it stands: hold it, release it, copy, plot and explain it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QWidgetAction

from lstm_studio.core.edits import INPUT
from lstm_studio.session.holdable import holdable, is_held, place_of, scopes
from lstm_studio.session.verbs import selection, transport, what_if
from lstm_studio.ui.controls.ask_number import AskNumber
from lstm_studio.ui.plots.naming import plain
from lstm_studio.ui.target import gradient_at, number_at
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.session.holdable import Holdable, Scope
    from lstm_studio.session.state import State
    from lstm_studio.ui.target import Target
    from lstm_studio.ui.window import Window

__all__ = ["fill_menu"]

MOST_SYMBOLS = 60  # in a menu


def fill_menu(menu: QMenu, window: Window, target: Target) -> None:
    """Add what can be done with a value to a menu of the window."""
    session = window.session
    scene = session.scene
    number = number_at(scene, target)
    menu.setToolTipsVisible(True)
    _add_title(menu, _titled(session.state, scene.lettering, target, number))
    what = holdable(session.state, target.value, target.step)
    menu.addSeparator()
    if target.value == INPUT and target.step and not what.why:
        _add_symbols(menu, window, target)
    if not (target.value == INPUT and scene.study.sizes.symbols):
        for label, fixed in ((_("Hold at &0"), 0.0), (_("Hold at &1"), 1.0)):
            _add_scopes(menu, window, label, what, target, partial(_hold, window, what, fixed))
        label = _("Hold at a &number")
        _add_scopes(menu, window, label, what, target, partial(_ask, window, what, number), "…")
    _add_release(menu, window, what, target)
    menu.addSeparator()
    copy = menu.addAction(_("&Copy value"), lambda: QGuiApplication.clipboard().setText(repr(number)))
    copy.setEnabled(number is not None)
    slope = gradient_at(scene, target)
    if slope is not None:
        menu.addAction(_("Copy &gradient"), lambda: QGuiApplication.clipboard().setText(repr(slope)))
    plotted = target.value in scene.view.plotted
    plot = menu.addAction(
        _("Take its &plot away") if plotted else _("&Plot over time"), partial(_plot, window, target, plotted)
    )
    plot.setEnabled(target.value in scene.graph.by_text)
    menu.addAction(_("&Explain"), partial(_explain, window, target))


def _add_title(menu: QMenu, text: str) -> None:
    """Say at the top what the menu is of."""
    label = QLabel(text)
    label.setObjectName("title")
    label.setContentsMargins(12, 4, 12, 4)
    title = QWidgetAction(menu)
    title.setText(text)
    title.setDefaultWidget(label)
    menu.addAction(title)


def _titled(state: State, letters: Lettering, target: Target, number: float | None) -> str:
    """Say what the menu is of."""
    unit = "" if target.unit is None else place_of(state, target.value, target.unit)
    when = _("step {step}").format(step=target.step) if target.step else _("before the first input")
    named = " · ".join(filter(None, (plain(target.value, letters), unit, when)))
    return named if number is None else f"{named} = {number:.4g}".replace("-", "−")


def _add_scopes(
    menu: QMenu,
    window: Window,
    label: str,
    what: Holdable,
    target: Target,
    act: Callable[[Scope], None],
    asks: str = "",
) -> None:
    """Add a line with a menu of the units and steps that it may be for; ``asks`` stands at the end of each."""
    if what.why:
        _refuse(menu.addAction(label), what.why)
        return
    inner = menu.addMenu(label)
    before: tuple[int, ...] | None = None
    for scope in scopes(window.session.state, what, target.unit):
        if before is not None and scope.units != before:
            inner.addSeparator()
        before = scope.units
        inner.addAction(f"{scope.words}{asks}", partial(act, scope))


def _add_release(menu: QMenu, window: Window, what: Holdable, target: Target) -> None:
    """Add what can be let go: only where something is held."""
    label, session = _("&Release"), window.session
    held = [] if what.why else [
        scope
        for scope in scopes(session.state, what, target.unit)
        if is_held(session.state, what, scope)
    ]  # fmt: skip
    if not held:
        _refuse(menu.addAction(label), what.why or _("it is not held here"))
        return
    inner = menu.addMenu(label)
    for scope in held:
        inner.addAction(
            scope.words, partial(session.attempt, what_if.release, what.value, scope.units, scope.steps)
        )


def _add_symbols(menu: QMenu, window: Window, target: Target) -> None:
    """Add the symbols that could be read in place of this one, where the input is made of symbols."""
    names = what_if.symbols(window.session.state)
    if not names:
        return
    inner = menu.addMenu(_("Read &another symbol"))
    for place, name in list(enumerate(names))[:MOST_SYMBOLS]:
        act = partial(window.session.attempt, what_if.set_symbol, target.step, place)
        inner.addAction(name.replace("&", "&&"), act)
    if not window.session.state.study.sizes.symbols:
        nothing = partial(window.session.attempt, what_if.set_symbol, target.step, None)
        inner.addAction(_("nothing: all 0"), nothing)


def _refuse(action: QAction, why: str) -> None:
    action.setEnabled(False)
    action.setToolTip(why)


def _hold(window: Window, what: Holdable, number: float, scope: Scope) -> None:
    window.session.attempt(what_if.hold, what.value, number, scope.units, scope.steps)


def _ask(window: Window, what: Holdable, number: float | None, scope: Scope) -> None:
    title = _("Hold {value} at").format(value=what.value)
    card = AskNumber(title, scope.words, 0.0 if number is None else number, window)
    card.chosen.connect(lambda chosen: _hold(window, what, chosen, scope))
    card.open()


def _plot(window: Window, target: Target, plotted: bool) -> None:
    window.session.attempt(selection.unplot if plotted else selection.plot, target.value)
    if not plotted:
        window.desk.reveal("states")


def _explain(window: Window, target: Target) -> None:
    """Select it, in its unit and step, where the arithmetic is worked out."""
    session = window.session
    if target.step != session.state.view.cursor:
        session.do(transport.go, target.step)
    if target.unit is not None and target.value != INPUT:
        session.do(selection.select_unit, target.unit)
    session.attempt(selection.select_node, target.value)
    window.desk.reveal("lens" if "lens" in window.desk.docks else "equations")
