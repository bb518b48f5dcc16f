"""The menu of the right button in a panel: of the value that is pointed at, and of the panel itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from lstm_studio.ui.target import Target

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from lstm_studio.ui.window import Window

__all__ = ["show_panel_menu", "show_selected_menu"]


def show_panel_menu(window: Window, name: str, at: QPoint) -> None:
    """Show the menu of a panel at a place of the screen."""
    panel = window.desk.panels[name]
    menu = QMenu(window)
    target = panel.target_at(at)
    if target is not None:
        _fill(menu, window, target)
        menu.addSeparator()
    panel.extend_menu(menu, at)
    window.exports.fill_menu(menu, name)
    _show(menu, at)


def show_selected_menu(window: Window) -> None:
    """Show the menu of the selected value, in its unit at the cursor, over the diagram."""
    view = window.session.state.view
    graph = window.session.state.study.cell.graph
    value = view.node if view.node in graph.by_text else next(iter(graph.named))
    menu = QMenu(window)
    _fill(menu, window, Target(value, None if value == "x" else view.unit, view.cursor))
    panel = window.desk.panels["diagram"]
    _show(menu, panel.mapToGlobal(panel.rect().center()))


def _fill(menu: QMenu, window: Window, target: Target) -> None:
    # Within the function: no start needs what the menu of a value is made of.
    from lstm_studio.ui.value_menu import fill_menu

    fill_menu(menu, window, target)


def _show(menu: QMenu, at: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
