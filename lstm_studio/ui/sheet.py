"""The style rules of the program, written from a theme's roles."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from lstm_studio.catalogue import resource
from lstm_studio.ui.colours import mixed

if TYPE_CHECKING:
    from lstm_studio.ui.theme import Theme

__all__ = ["sheet"]

# Only what Fusion does not already draw from the palette; few and simple selectors keep the start quick.
_RULES = """
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QFrame[card="whole"] { background: @card; border: 1px solid @edge; border-radius: 8px; }
QFrame[card="body"] { background: @card; border: 1px solid @edge; border-top: none;
    border-bottom-left-radius: 8px; border-bottom-right-radius: 8px; }
QFrame#diagram[card="whole"] { background: @paper; }
QFrame#header { background: @card; border: 1px solid @edge; border-bottom: none;
    border-top-left-radius: 8px; border-top-right-radius: 8px; }
QLabel#title, Words[voice="title"] { font-weight: 600; }
QLabel[voice="quiet"], Words[voice="quiet"] { color: @quiet; }
QLabel[voice="note"] { color: @quiet; background: @card; border: 1px solid @edge; border-radius: 5px;
    padding: 3px 7px; }
QLabel[voice="bad"] { color: @bad; background: @bad_fill; border-radius: 5px; padding: 4px 6px; }

QSplitter::handle { background: transparent; }
QToolButton[slim="true"] { padding: 1px 3px; border-color: transparent; }
QFrame#header QToolButton { padding: 1px 6px; }
QFrame#header QToolButton[slim="true"] { padding: 1px 3px; border-color: @edge; }
QTextBrowser { background: @card; color: @text; }

QMenuBar { background: @card; }
QMenuBar::item { padding: 4px 9px; background: transparent; border-radius: 5px; }
QMenuBar::item:selected { background: @grid; }
QToolBar { background: @card; border: none; border-bottom: 1px solid @edge; padding: 4px 8px; spacing: 6px; }
QToolBar QToolButton { background: transparent; border-color: transparent; padding: 4px; }
QStatusBar { background: @window; }
QStatusBar::item { border: none; }

QPushButton, QToolButton { background: @raised; color: @text; border: 1px solid @edge; border-radius: 6px;
    padding: 4px 8px; min-height: 16px; }
QPushButton[small="true"] { padding: 1px 8px; }
QPushButton[link="true"] { background: transparent; border-color: transparent; color: @accent; text-align: left;
    padding: 1px 2px; }
QPushButton:hover, QToolButton:hover { background: @grid; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: @edge; }
QPushButton:disabled, QToolButton:disabled { color: @faint; background: transparent; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton:default { border-color: @accent; }
QToolButton[accent="true"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: 600; }
QToolButton[accent="true"]:hover { background: @accent_high; }
QToolButton[accent="true"]:focus { border-color: @text; }
QToolButton[accent="true"]:disabled { background: @grid; color: @faint; border-color: @edge; }
QToolButton::menu-indicator { image: none; }
QToolButton[chooses="true"], QFrame#header QToolButton[chooses="true"] { padding-right: 15px; }
QToolButton[chooses="true"]::menu-indicator { image: url("@arrow"); width: 8px; subcontrol-origin: padding;
    subcontrol-position: right center; right: 4px; }

QFrame#popover { background: @card; border: 1px solid @edge; }
QFrame#segments { background: @grid; border: 1px solid @edge; border-radius: 6px; }
QPushButton[segment="true"] { background: transparent; border: 1px solid transparent; border-radius: 5px;
    padding: 2px 9px; min-height: 18px; }
QFrame#header QPushButton[segment="true"] { padding: 0 6px; min-height: 16px; }
QPushButton[segment="true"]:hover { background: @card; }
QPushButton[segment="true"]:checked { background: @raised; border-color: @edge; font-weight: 600; }
QPushButton[segment="true"]:disabled { color: @faint; background: transparent; }
QPushButton[segment="true"]:checked:disabled { border-color: @edge; }
QPushButton[segment="true"]:focus { border-color: @accent; }

QRadioButton { border: 1px solid transparent; border-radius: 5px; padding: 2px 4px 2px 2px; }
QRadioButton:focus { border-color: @accent; }
QRadioButton:disabled { color: @faint; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @quiet; border-radius: 7px; background: @field; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent; background: @on_accent; }
QRadioButton::indicator:disabled { border-color: @edge; background: transparent; }

QLineEdit, QPlainTextEdit, QComboBox { background: @field; color: @text; border: 1px solid @edge;
    border-radius: 5px; padding: 2px 4px; selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit, QComboBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border-color: @accent; }
QLineEdit:disabled, QComboBox:disabled { color: @faint; background: transparent; }
QLineEdit[wrong="true"] { border-color: @bad; background: @bad_fill; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url("@arrow"); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @card; border: 1px solid @edge; padding: 4px; }

QProgressBar { background: @grid; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider::groove:horizontal { background: @edge; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @card; border: 2px solid @accent; width: 10px; height: 10px;
    margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:focus { background: @accent; }

QFrame[line] { border: 1px solid transparent; border-radius: 6px; background: transparent; }
QFrame[line="selected"] { background: @selection; border-color: @selection_edge; }
QFrame[line="lit"] { background: @lit; border-color: @layer_edge; }
QFrame[line]:hover { border-color: @edge; }
QFrame[line]:focus { border-color: @accent; }
QTableView, QTreeView { background: @card; alternate-background-color: @stripe; border: none;
    selection-background-color: @selection; selection-color: @text; }
QHeaderView { background: @card; border: none; }
QHeaderView::section { background: @card; color: @quiet; border: none; padding: 2px 4px; }
QTreeView::indicator, QListView::indicator { width: 11px; height: 11px; border: 1px solid @quiet; border-radius: 3px;
    background: @field; }
QTreeView::indicator:checked, QListView::indicator:checked { border-color: @accent; background: @accent;
    image: url("@tick"); }
QListView[ticks="true"] { background: @field; border: 1px solid @edge; border-radius: 5px;
    selection-background-color: @selection; selection-color: @text; }
QListView[ticks="true"]::item { padding: 1px 2px; }
QTableCornerButton::section { background: @card; border: none; }
QListView[gallery="true"] { background: @window; border: none; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: @window; color: @quiet; border: 1px solid @edge; border-radius: 5px; padding: 3px 5px;
    margin: 0 2px 4px 0; }
QTabBar::tab:selected { background: @card; color: @text; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: @edge; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: @card; color: @text; border: 1px solid @edge; padding: 4px 6px; }
"""


def sheet(theme: Theme) -> str:
    """The rules in the colours of ``theme``."""
    values = {
        row.name: _named(getattr(theme, row.name))
        for row in fields(theme)
        if isinstance(getattr(theme, row.name), QColor)
    }
    values["lit"] = _named(mixed(theme.layer, theme.card, 0.22))
    values["faint"] = theme.faint.name()
    values["accent_high"] = mixed(theme.accent, theme.text, 0.88).name()
    values["stripe"] = _named(mixed(theme.window, theme.card, 0.6))
    values["arrow"] = resource("icons", "arrow.svg").as_posix()
    values["tick"] = resource("icons", f"tick-{theme.name}.svg").as_posix()
    rules = _RULES
    for name in sorted(values, key=len, reverse=True):
        rules = rules.replace(f"@{name}", values[name])
    return rules


def _named(colour: QColor) -> str:
    """Name a colour as a rule does, with what shines through it."""
    form = QColor.NameFormat
    return colour.name(form.HexRgb if colour.alpha() == 255 else form.HexArgb)
