"""Exports of the window: what is seen comes out, in pictures and in numbers, and failures are one sentence."""

from __future__ import annotations

import csv
import errno
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from lstm_studio.core.study import Clamp, frozen
from lstm_studio.session.verbs.selection import look, select_unit, set_theme
from lstm_studio.session.verbs.transport import go, play
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.export_dialog import ExportDialog
from lstm_studio.ui.exports import Wish
from lstm_studio.ui.ground import GROUNDS
from lstm_studio.ui.panels import PANELS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window


@pytest.fixture
def ready(window: Window) -> Window:
    window.session.do(go, 12)
    window.session.do(select_unit, 2)
    window.desk.reveal("values")
    window.frame.flush()
    return window


def table(window: Window, part: str) -> tuple[list[str], list[list[str]]]:
    text = window.exports.content(Wish(part, ".csv")).decode()
    assert text.count("\r\n") == text.count("\n") > 0
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert {len(row) for row in rows} == {len(head)}
    return head, rows


@pytest.mark.parametrize(
    ("suffix", "ground"), [(".svg", "screen"), (".pdf", "white"), (".png", "transparent"), (".png", "screen")]
)
def test_every_part_in_sight_is_a_picture_of_every_kind(ready: Window, suffix: str, ground: str) -> None:
    start = {".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}[suffix]
    for part in ("window", *(row.name for row in PANELS)):
        content = ready.exports.content(Wish(part, suffix, 1.0, ground))
        assert content.startswith(start)
        assert len(content) > 1000


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_a_png_is_as_many_times_as_large(ready: Window, scale: float) -> None:
    image = QImage.fromData(ready.exports.content(Wish("gates", ".png", scale)))
    assert image.size() == ready.desk.docks["gates"].size() * scale


def test_all_kinds_show_what_is_on_the_screen(ready: Window) -> None:
    """A zoomed diagram, and the chosen way of showing gates."""
    (view,) = ready.desk.panels["diagram"].findChildren(DiagramView)
    whole = ready.exports.content(Wish("diagram", ".svg"))
    view.zoom(2.0)
    assert ready.exports.content(Wish("diagram", ".svg")) != whole
    gates: Any = ready.desk.panels["gates"]
    heads = set()
    for way in ("map", "curves", "kept"):
        gates.ways.button(way).click()
        heads.add(tuple(table(ready, "gates")[0]))
        picture = QImage.fromData(ready.exports.content(Wish("gates", ".png", 1.0)))
        assert picture == ready.exports.picture(Wish("gates", ".png", 1.0)).convertToFormat(picture.format())
    units = ready.session.state.study.sizes.units
    assert sorted(len(head) for head in heads) == [2, 5, 1 + 4 * units]


def test_the_numbers_of_a_plot_are_those_of_the_steps_in_sight(ready: Window) -> None:
    trace = ready.session.scene.cell_trace
    assert trace is not None
    head, rows = table(ready, "gates")
    assert head[:4] == ["step", "f[1]", "f[2]", "f[3]"]
    assert [float(row[head.index("f[3]")]) for row in rows] == trace["f"][:, 2].tolist()
    assert [int(row[0]) for row in rows] == list(range(1, trace.steps + 1))
    ready.session.do(look, 9.5, 20.5)
    ready.frame.flush()
    for part in ("gates", "states"):
        _head, rows = table(ready, part)
        assert [int(row[0]) for row in rows] == list(range(10, 21))


def test_states_begin_before_the_first_input(ready: Window) -> None:
    head, rows = table(ready, "states")
    assert rows[0][0] == "0"
    assert rows[0][head.index("c[1]")] == "0.0"
    trace = ready.session.scene.cell_trace
    assert trace is not None
    assert float(rows[12][head.index("c[3]")]) == pytest.approx(trace["c"][11, 2], rel=1e-6)


def test_the_diagram_gives_every_strip_at_the_step_in_sight(ready: Window) -> None:
    trace = ready.session.scene.cell_trace
    assert trace is not None
    head, (row,) = table(ready, "diagram")
    found = dict(zip(head, row, strict=True))
    assert found["step"] == "12"
    for text in ("x", "f", "f * c_prev", "i * g", "tanh(c)", "c_prev", "c", "h"):
        values = [float(found[f"{text}[{unit}]"]) for unit in range(1, trace[text].shape[1] + 1)]
        assert values == trace[text][11].tolist()
    ready.session.do(go, 0)
    ready.frame.flush()
    head, _rows = table(ready, "diagram")
    assert "c[1]" in head
    assert "f[1]" not in head


def test_gradients_are_exported_where_they_are_seen(ready: Window) -> None:
    ready.session.do(lambda state: state.with_view(backward=True))
    ready.frame.flush()
    gradient = ready.session.scene.cell_gradient
    assert gradient is not None
    head, (row,) = table(ready, "diagram")
    assert float(dict(zip(head, row, strict=True))["∂L/∂c[3]"]) == gradient["c"][11, 2]
    head, rows = table(ready, "gates")
    assert [float(row[head.index("∂L/∂f[3]")]) for row in rows] == gradient["f"][:, 2].tolist()


def test_other_panels_give_their_numbers(ready: Window) -> None:
    ready.session.do(
        lambda state: state.with_record(losses=frozen([[1, 0.5], [2, 0.25]]), update=2, updates=2)
    )
    for name in ("count", "loss"):
        ready.desk.reveal(name)
    ready.frame.flush()
    study, scene = ready.session.state.study, ready.session.scene
    assert table(ready, "loss") == (["update", "loss"], [["1", "0.5"], ["2", "0.25"]])
    assert table(ready, "count")[1][-1][-1] == str(scene.count)
    head, rows = table(ready, "strip")
    assert [[float(cell) for cell in row[-study.sequence.values.shape[1] :]] for row in rows] == (
        study.sequence.values.tolist()
    )
    head, rows = table(ready, "sequence")
    assert scene.trace is not None
    assert scene.trace.y is not None
    assert [float(row[head.index("output[1]")]) for row in rows] == scene.trace.y[:, 0].tolist()
    head, rows = table(ready, "equations")
    assert head == ["value", "unit 3"]
    assert scene.cell_trace is not None
    assert {row[0]: float(row[1]) for row in rows}["c"] == scene.cell_trace["c"][11, 2]


@pytest.mark.parametrize("part", ["window", "training"])
def test_what_has_no_numbers_says_so(ready: Window, part: str) -> None:
    with pytest.raises(ValueError, match="no table of numbers"):
        ready.exports.content(Wish(part, ".csv"))


def test_the_clipboard_takes_pictures_drawings_and_numbers(ready: Window) -> None:
    clipboard = QGuiApplication.clipboard()
    assert "copied a picture" in ready.exports.copy(Wish("gates", ".png", 2.0))
    assert clipboard.image().size() == ready.desk.docks["gates"].size() * 2
    ready.exports.copy(Wish("gates", ".svg"))
    assert clipboard.mimeData().data("image/svg+xml").startsWith(b"<?xml")
    ready.exports.copy(Wish("gates", ".pdf"))
    assert clipboard.mimeData().data("application/pdf").startsWith(b"%PDF")
    assert "copied the numbers" in ready.exports.copy(Wish("values", ".csv"))
    head = clipboard.text().splitlines()[0].split("\t")
    assert head[:3] == ["unit", "f", "i"]
    assert bytes(clipboard.mimeData().data("text/csv").data()).decode().splitlines()[0] == ",".join(head)
    QTest.mouseMove(ready.desk.panels["values"], QPoint(40, 40))
    ready.exports.copy_numbers()
    assert "no table of numbers" in ready.exports.copy(Wish("training", ".csv"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def sentences(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    return said


def test_an_unknown_suffix_is_one_sentence(
    ready: Window, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = sentences(monkeypatch)
    assert not ready.exports.save(Wish("gates"), folder / "gates.bmp")
    assert said == ["the picture “gates.bmp” has the suffix “.bmp”; expected one of .png, .svg, .pdf"]
    assert not list(folder.iterdir())


@pytest.mark.parametrize("suffix", [".svg", ".csv", ".png"])
def test_a_full_disk_keeps_the_old_file(
    ready: Window, folder: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = folder / f"old{suffix}"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    said = sentences(monkeypatch)
    assert not ready.exports.save(Wish("gates"), path)
    assert said == [f"“{path}” cannot be written: No space left on device"]
    assert [(found.name, found.read_text()) for found in folder.iterdir()] == [(path.name, "old")]


def test_a_folder_that_is_not_there_is_one_sentence(
    ready: Window, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = sentences(monkeypatch)
    assert not ready.exports.save(Wish("gates"), folder / "no" / "gates.svg")
    assert len(said) == 1
    assert "cannot be written: No such file or directory" in said[0]


@pytest.mark.skipif(
    os.name == "nt" or not os.access("/proc", os.R_OK), reason="a folder that nobody may write to"
)
def test_a_folder_that_may_not_be_written_to_is_one_sentence(
    ready: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = sentences(monkeypatch)
    assert not ready.exports.save(Wish("gates"), Path("/proc/gates.svg"))
    assert len(said) == 1
    assert "“/proc/gates.svg” cannot be written: " in said[0]


def test_the_dialog_gathers_and_shows_what_comes_out(ready: Window, qtbot: QtBot) -> None:
    dialog = ExportDialog(ready.exports, Wish("gates", ".png", 3.0, "white"), ready)
    qtbot.addWidget(dialog)
    size = ready.desk.docks["gates"].size()
    assert dialog.wish() == Wish("gates", ".png", 3.0, "white")
    assert dialog.said.text() == f"{size.width() * 3} × {size.height() * 3} pixels"
    assert not dialog.preview.pixmap().isNull()
    dialog.kinds.button(".csv").click()
    dialog.look()
    assert dialog.said.text() == "50 rows · 33 columns"
    assert "f[1]" in dialog.preview.text()
    assert not dialog.scales.button("1").isEnabled()
    assert not dialog.grounds.button("white").isEnabled()
    dialog.parts.show_choice("training")
    dialog.look()
    assert "no table of numbers" in dialog.said.text()
    assert not dialog.save_button.isEnabled()
    dialog.kinds.button(".svg").click()
    dialog.look()
    assert dialog.copy_button.isEnabled()
    dialog.copy_button.click()
    assert dialog.said.text() == "Copied a picture of “Training”"
    assert dialog.wish() == Wish("training", ".svg", 3.0, "white")


def test_the_window_looks_the_same_after_an_export(ready: Window) -> None:
    for theme in ("dark", "light"):
        ready.session.do(set_theme, theme)
        ready.frame.flush()
        ready.desk.finish()  # what is drawn or typeset in threads
        before = ready.grab().toImage()
        for ground in GROUNDS:
            ready.exports.content(Wish("window", ".png", 1.0, ground))
        assert ready.grab().toImage() == before


def test_nothing_plays_while_it_is_asked(ready: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Wish] = []
    monkeypatch.setattr(ExportDialog, "exec", lambda dialog: asked.append(dialog.wish()))
    ready.session.do(play)
    ready.exports.ask("states")
    ready.exports.ask()
    assert [wish.part for wish in asked] == ["states", "states"]
    assert not ready.session.state.run.playing


def test_every_panel_has_a_size_that_suits_its_picture() -> None:
    assert all(64 <= side <= 4096 for row in PANELS for side in row.size)


def test_numbers_are_whole(ready: Window) -> None:
    head, rows = table(ready, "values")
    trace = ready.session.scene.cell_trace
    assert trace is not None
    found = np.array(rows, dtype=float)
    assert found[:, 0].tolist() == list(range(1, 9))
    for place, name in enumerate(head[1:], start=1):
        assert found[:, place].tolist() == trace[name][11].tolist()


def test_the_edits_are_exported_with_their_numbers(ready: Window) -> None:
    ready.session.do(lambda state: state.with_study(edits=(Clamp("f", (2,), 4, 9, -0.5),)))
    ready.desk.reveal("what_if")
    ready.frame.flush()
    assert table(ready, "what_if") == (["Value", "Units", "Steps", "Number"], [["f", "3", "5–10", "-0.5"]])
    head, rows = table(ready, "gates")
    assert {float(row[head.index("f[3]")]) for row in rows[4:10]} == {-0.5}


def test_a_panel_that_is_not_in_sight_is_brought_there(ready: Window) -> None:
    assert list(ready.exports.parts())[:2] == ["window", "diagram"]
    assert ready.exports.parts().keys() == {"window", *(row.name for row in PANELS)}
    for part in ("trust", "what_if", "output"):
        assert not ready.desk.docks[part].panel or not ready.desk.panels[part].isVisible()
        picture = QImage.fromData(ready.exports.content(Wish(part, ".png", 1.0)))
        assert ready.desk.panels[part].isVisible()
        assert picture.size() == ready.desk.docks[part].size()
        assert min(picture.width(), picture.height()) > 100
