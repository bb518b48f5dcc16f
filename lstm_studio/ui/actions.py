"""The actions, a row each: menus, toolbar, shortcuts, buttons and the page of keys are read off this table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from lstm_studio.session.verbs import notation, selection, sequence, transport, what_if
from lstm_studio.ui.acts import (
    busy,
    check_title,
    chosen,
    could,
    edited,
    play_icon,
    play_title,
    plotted,
    redo_title,
    seen,
    themed,
    train_icon,
    train_title,
    undo_title,
    unit,
    verb,
    walk,
    zoom,
)
from lstm_studio.ui.editor import is_own, open_editor, remove_cell, save_cell
from lstm_studio.ui.icons import icon
from lstm_studio.ui.menus import show_selected_menu
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme
    from lstm_studio.ui.window import Window

__all__ = ["ACTIONS", "MENUS", "Action", "Actions"]

Standard = QKeySequence.StandardKey

MENUS: dict[str, str] = {
    "file": _("&File"),
    "edit": _("&Edit"),
    "view": _("&View"),
    "cell": _("&Cell"),
    "play": _("&Play"),
    "train": _("&Train"),
    "help": _("&Help"),
}
"""The menus of the bar, in order."""

ACCENTED = {"play", "train"}
"""Actions whose drawing stands on the accent's ground."""


@dataclass(frozen=True)
class Action:
    """One action.

    ``menu`` "" keeps it out of the menus, ``gap`` puts a line above it there; of the rows of a ``group`` one is chosen;
    ``tool`` puts it into the toolbar, ``button`` tells that a panel shows its drawing.
    ``tip`` says what it does; ``short`` are the words on a button, where they are others than in the menu.
    ``title`` may depend on the session; ``enabled`` and ``checked`` are asked at every frame that concerns actions.
    """

    name: str
    title: str
    act: Callable[[Window], object]
    menu: str = ""
    keys: tuple[str | Standard, ...] = ()
    icon: str = ""
    tip: str = ""
    short: str = ""
    gap: bool = False
    group: str = ""
    tool: bool = False
    button: bool = False
    titled: Callable[[Session], str] | None = None
    pictured: Callable[[Session], str] | None = None
    enabled: Callable[[Session], bool] | None = None
    checked: Callable[[Session], bool] | None = None


ACTIONS: tuple[Action, ...] = (
    Action("new", _("&New study"), lambda w: w.files.new(), "file", (Standard.New,), "new",
           _("A fresh study of this task with this cell")),
    Action("open", _("&Open…"), lambda w: w.files.ask_open(), "file", (Standard.Open,), "open",
           _("Open a study, or a sequence or a cell from a file"), tool=True),
    Action("save", _("&Save"), lambda w: w.files.save(), "file", (Standard.Save,), "save",
           _("Save the study"), tool=True),
    Action("save_as", _("Save &as…"), lambda w: w.files.ask_save(), "file", ("Ctrl+Shift+S",),
           tip=_("Save the study under another name")),
    Action("load_sequence", _("&Load sequence…"), lambda w: w.files.ask_sequence(), "file", icon="load", gap=True,
           tip=_("Take the sequence of a CSV, text or .npy file"), short=_("Load…")),
    Action("export", _("&Export…"), lambda w: w.exports.ask(), "file", ("Ctrl+Shift+E",), "picture",
           _("The window, the diagram or any panel as SVG, PDF or PNG, or its numbers as CSV")),
    Action("quit", _("&Quit"), lambda w: w.close(), "file", ("Ctrl+Q",), gap=True,
           tip=_("Close the window; what is not saved is asked about")),
    Action("undo", _("&Undo"), lambda w: w.session.undo(), "edit", (Standard.Undo,), "undo",
           _("Take the last change back"), tool=True, titled=undo_title,
           enabled=lambda session: session.history.past is not None),
    Action("redo", _("&Redo"), lambda w: w.session.redo(), "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
           _("Make the change again that was taken back"), tool=True, titled=redo_title,
           enabled=lambda session: session.history.future is not None),
    Action("history", _("&History"), lambda w: w.desk.reveal("history"), "edit", ("Ctrl+Shift+H",),
           tip=_("What was done, an act a line: go back to any of them, or forth again")),
    Action("copy", _("&Copy picture"), lambda w: w.exports.copy_picture(), "edit", (Standard.Copy,), "copy",
           _("Copy a picture of the panel under the mouse"), gap=True),
    Action("copy_numbers", _("Copy &numbers"), lambda w: w.exports.copy_numbers(), "edit", ("Ctrl+Shift+C",),
           tip=_("Copy the numbers of the panel under the mouse, for a spreadsheet")),
    Action("paste", _("&Paste sequence"), lambda w: w.files.paste(), "edit", (Standard.Paste,),
           tip=_("Take numbers or text from the clipboard as the sequence")),
    Action("value_menu", _("What &if, for the selected value…"), show_selected_menu, "edit", ("Ctrl+H",),
           tip=_("Hold, release, copy, plot or explain the selected value of the selected unit"), gap=True),
    Action("clear_edits", _("Clear all e&dits"), verb(what_if.clear_all), "edit", ("Ctrl+Backspace",),
           tip=_("Put the original back: nothing is held, no weight changed, nothing compared"), enabled=edited),
    Action("preferences", _("Pre&ferences…"), lambda w: w.ask_preferences(), "edit", ("Ctrl+,",), gap=True,
           tip=_("Theme, speed, motion, notation, and what happens at the start")),
    Action("reset_layout", _("&Reset layout"), lambda w: w.desk.lay_out(), "view",
           tip=_("Put every panel where a new window has it")),
    Action("presentation", _("Pr&esentation"), lambda w: w.toggle_presentation(), "view", ("F11",), "present",
           _("Large type, the whole screen, no docks"), tool=True),
    Action("zoom_in", _("&Zoom in"), zoom(1.25), "view", ("Ctrl++", "Ctrl+="), tip=_("Enlarge the diagram"), gap=True),
    Action("zoom_out", _("Zoom &out"), zoom(0.8), "view", ("Ctrl+-",), tip=_("Show more of the diagram")),
    Action("fit", _("&Fit diagram"), zoom(0.0), "view", ("Ctrl+0",), tip=_("Show the whole diagram")),
    Action("backward", _("&Backward: ∂L/∂value"), verb(selection.toggle_backward), "view", ("B",), "backward",
           _("Backward: show the gradient of the loss by every value in place of the values"), gap=True, tool=True,
           checked=lambda session: session.state.view.backward),
    Action("plot_value", _("Plot the selected &value"), verb(selection.toggle_plot), "view", ("P",),
           tip=_("Draw the selected value beside the states over time, or take it away again"), enabled=chosen,
           checked=plotted),
    Action("shapes", _("S&hapes at wires"), verb(selection.toggle_shapes), "view",
           tip=_("Write at every wire how many values it carries: 8×1"), checked=seen("shapes", True)),
    Action("numbers", _("&Numbers in equations"), verb(notation.toggle_numbers), "view", ("N",),
           tip=_("Put the numbers of the selected unit in place of the symbols"), checked=seen("numbers", True)),
    Action("next_unit", _("Ne&xt unit"), unit(1), "view", ("Down",), gap=True,
           tip=_("Select the next unit, in every panel")),
    Action("previous_unit", _("Previo&us unit"), unit(-1), "view", ("Up",),
           tip=_("Select the unit before, in every panel")),
    Action("upper_layer", _("L&ayer above"), walk(1, 0), "view", ("Ctrl+Up",), gap=True,
           tip=_("Look into the layer above"), enabled=lambda session: could(session, 1, 0)),
    Action("lower_layer", _("Layer belo&w"), walk(-1, 0), "view", ("Ctrl+Down",),
           tip=_("Look into the layer below"), enabled=lambda session: could(session, -1, 0)),
    Action("reverse_cell", _("Look at the ba&ckward cell"), walk(0, 1), "view", ("Ctrl+Left",),
           tip=_("Look into the cell that reads from the last step to the first"),
           enabled=lambda session: could(session, 0, 1)),
    Action("forward_cell", _("Look at the forwar&d cell"), walk(0, -1), "view", ("Ctrl+Right",),
           tip=_("Look into the cell that reads from the first step on"),
           enabled=lambda session: could(session, 0, -1)),
    Action("theme_system", _("Colours of the s&ystem"), verb(selection.set_theme, "system"), "view", gap=True,
           group="theme", tip=_("Light or dark as the desktop is"), checked=themed("system")),
    Action("theme_light", _("&Light"), verb(selection.set_theme, "light"), "view", group="theme",
           tip=_("Dark on light"), checked=themed("light")),
    Action("theme_dark", _("Dar&k"), verb(selection.set_theme, "dark"), "view", group="theme",
           tip=_("Light on dark"), checked=themed("dark")),
    Action("edit_cell", _("Cell &editor…"), open_editor, "cell", ("Ctrl+E",), "cell", button=True,
           tip=_("Write a cell of your own, or change this one: its diagram follows while you type")),
    Action("save_cell", _("&Save cell as…"), save_cell, "cell",
           tip=_("Write the cell of the study as a file; in your folder it is listed under Yours"), gap=True),
    Action("remove_cell", _("&Remove from your cells…"), remove_cell, "cell",
           tip=_("Throw the file of this cell of your own away; the study keeps the cell"), enabled=is_own),
    Action("play", _("&Play"), verb(transport.toggle_play), "play", ("Space",), "play", _("Play or pause"),
           titled=play_title, pictured=play_icon, button=True),
    Action("forward", _("&Step forward"), verb(transport.step, 1), "play", ("Right",), "forward",
           _("One step on"), gap=True, button=True),
    Action("back", _("Step &back"), verb(transport.step, -1), "play", ("Left",), "back", _("One step back"),
           button=True),
    Action("forward_ten", _("&Ten steps forward"), verb(transport.step, 10), "play", ("Shift+Right",),
           tip=_("Ten steps on")),
    Action("back_ten", _("Te&n steps back"), verb(transport.step, -10), "play", ("Shift+Left",),
           tip=_("Back by ten steps")),
    Action("first", _("To the &first step"), verb(transport.go_to_start), "play", ("Home",), "first",
           _("Before the first input"), button=True),
    Action("last", _("To the &last step"), verb(transport.go_to_end), "play", ("End",), "last",
           _("After the last input"), button=True),
    Action("inside", _("Step &inside"), verb(transport.step_inside, 1), "play", (".",), "inside",
           _("Step inside: one operation on"), gap=True, button=True),
    Action("inside_back", _("Inside bac&k"), verb(transport.step_inside, -1), "play", (",",),
           tip=_("One operation back inside the step")),
    Action("whole_step", _("Wh&ole step"), verb(transport.whole_step), "play", ("Esc",),
           tip=_("Leave the inside of the step: all of it is computed"),
           enabled=lambda session: session.state.view.inside is not None),
    Action("motion_off", _("No &motion"), verb(transport.set_motion, "off"), "play", gap=True, group="motion",
           tip=_("Nothing moves in the diagram while it plays"), checked=seen("motion", "off")),
    Action("motion_steps", _("Motion of ea&ch step"), verb(transport.set_motion, "steps"), "play", group="motion",
           tip=_("Every step that is played runs along the wires, up to 8 a second"), checked=seen("motion", "steps")),
    Action("motion_operations", _("Slow motion: &every operation"), verb(transport.set_motion, "operations"), "play",
           group="motion",
           tip=_("Play operation by operation inside the steps"), checked=seen("motion", "operations")),
    Action("slower", _("Slo&wer"), verb(transport.slower), "play", ("[",), gap=True,
           tip=_("Fewer steps or operations a second")),
    Action("faster", _("F&aster"), verb(transport.faster), "play", ("]",),
           tip=_("More steps or operations a second")),
    Action("train", _("&Train"), lambda w: w.trainer.toggle(), "train", ("Ctrl+T",), "play",
           _("Train, pause, or go on"), titled=train_title, pictured=train_icon, button=True),
    Action("one_update", _("&One update"), lambda w: w.trainer.one_update(), "train", ("Ctrl+U",), "one-update",
           _("One update of the parameters"), button=True),
    Action("stop", _("&Stop"), lambda w: w.trainer.stop(), "train", (), "stop",
           _("End this run; what is learnt stays"), enabled=busy, button=True),
    Action("start_again", _("R&eset parameters"), lambda w: w.trainer.reset(), "train", (), "reset",
           _("End the run, draw all parameters anew and forget the losses"), button=True),
    Action("tasks", _("T&asks…"), lambda w: w.ask_task(), "train", icon="tasks", gap=True,
           tip=_("Choose a task and its options")),
    Action("sample", _("&New sample"), verb(sequence.sample_task), "train", ("Ctrl+R",), "sample",
           _("Another sequence of the task"), short=_("Sample")),
    Action("scale", _("S&cale sequence"), verb(sequence.scale), "train",
           tip=_("Bring every channel to mean 0 and deviation 1, as your own numbers are learnt best")),
    Action("check", _("C&heck the model"), lambda w: w.check(), "train", gap=True, button=True,
           titled=check_title,
           tip=_("Hold the gradient against differences of the loss, and the values against PyTorch and onnxruntime")),
    Action("help", _("&Keys and first steps"), lambda w: w.show_help(), "help", ("F1",), "help",
           _("First steps, and what every key does"), tool=True),
    Action("whats_this", _("&What’s this?"), lambda w: w.explain(), "help", ("Shift+F1",),
           tip=_("Click anything then, and it says what it is")),
    Action("about", _("&About LSTM Studio"), lambda w: w.show_about(), "help", gap=True,
           tip=_("What this program is")),
)  # fmt: skip
"""Every action. The View menu also has a line for each panel, and the File menu the recent files."""


class Actions:
    """The rows as Qt's actions, and a part of the frame: what depends on the session is kept up to date."""

    needs = frozenset({"inside", "motion", "shapes", "numbers",
                       "check", "history", "playing", "training", "cursor", "sequence", "theme", "speed",
                       "sizes", "layer", "direction", "backward", "node", "plotted"})  # fmt: skip

    def __init__(self, window: Window, rows: Iterable[Action] = ACTIONS) -> None:
        self._window = window
        self._theme: Theme | None = None
        self._icons: dict[str, str] = {}
        self.rows = {row.name: row for row in rows}
        self.all = {row.name: self._made(row) for row in self.rows.values()}
        self._groups = {row.group: QActionGroup(window) for row in self.rows.values() if row.group}
        for row in self.rows.values():
            if row.group:
                self._groups[row.group].addAction(self.all[row.name])

    def _made(self, row: Action) -> QAction:
        window = self._window
        action = QAction(row.title, window)
        action.setObjectName(f"action.{row.name}")
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setCheckable(row.checked is not None)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{row.tip} ({keys})" if keys else row.tip)
        if row.short:
            action.setIconText(row.short)
        action.triggered.connect(lambda _checked=False: row.act(window))
        window.addAction(action)
        return action

    def isVisible(self) -> bool:
        """Actions are always there: a key can be pressed at any time."""
        return True

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring titles, icons, enabled and checked up to date."""
        session = self._window.session
        for name, row in self.rows.items():
            action = self.all[name]
            if row.titled is not None:
                action.setText(row.titled(session))
            if row.enabled is not None:
                action.setEnabled(row.enabled(session))
            if row.checked is not None:
                action.setChecked(row.checked(session))
            if row.pictured is not None:
                self._picture(name, row.pictured(session))

    def set_theme(self, theme: Theme) -> None:
        """Recolour all icons that have been drawn, and those that a first window shows."""
        self._theme = theme
        shown = {name for name, row in self.rows.items() if row.tool or row.button}
        drawn, self._icons = self._icons.keys() | shown, {}
        self.draw(name for name in self.rows if name in drawn)

    def draw(self, names: Iterable[str]) -> None:
        """Draw the icons of actions that are about to be seen."""
        for name in names:
            row = self.rows[name]
            if row.icon:
                self._picture(name, row.pictured(self._window.session) if row.pictured else row.icon)

    def _picture(self, name: str, drawing: str) -> None:
        if self._theme is None or self._icons.get(name) == drawing:
            return
        self._icons[name] = drawing
        accent = name in ACCENTED
        self.all[name].setIcon(icon(drawing, self._theme, accent=accent))
        # In a menu an icon for the accent's ground would not be seen.
        self.all[name].setIconVisibleInMenu(not accent)
