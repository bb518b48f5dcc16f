"""The film strip: any number of steps, every one can be pointed at."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.ui.controls.film import Film
from lstm_studio.ui.controls.frames import Frames, frame_colours
from lstm_studio.ui.theme import DARK, LIGHT


def strip(qtbot: QtBot, steps: int, width: int = 640) -> Film:
    """A film of the running numbers of its steps."""
    film = Film()
    qtbot.addWidget(film)
    film.resize(width, 30)
    film.show_sequence(Sequence(frozen(np.arange(steps)[:, None])), LIGHT)
    film.show()
    return film


@pytest.mark.parametrize("steps", [1, 2, 12, 50, 400])
def test_every_frame_is_found_where_it_is_drawn(qtbot: QtBot, steps: int) -> None:
    film = strip(qtbot, steps)
    for step in range(1, steps + 1):
        assert film.step_at(film.place(step).center().x()) == step
    assert film.place(steps).right() <= film.width()


def test_a_strip_of_thousands_still_reaches_both_ends(qtbot: QtBot) -> None:
    film = strip(qtbot, 5000)
    assert film.step_at(-10) == 1
    assert film.step_at(10_000) == 5000


def test_press_and_drag_go_to_steps_and_each_step_is_told_once(qtbot: QtBot) -> None:
    gone: list[int] = []
    film = strip(qtbot, 20)
    film.gone.connect(gone.append)
    film.gone.connect(film.show_step)
    places = [film.place(step).center().toPoint() for step in (3, 5)]
    QTest.mousePress(film, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(film, places[1])
    QTest.mouseMove(film, places[1] + QPoint(1, 0))
    QTest.mouseRelease(film, Qt.MouseButton.LeftButton, pos=places[1])
    QTest.mouseMove(film, places[0])
    assert gone == [3, 5]


def test_colours_are_the_signs_of_the_values() -> None:
    values = np.array([[-2.0, 0.0], [0.0, 2.0], [1.0, np.nan]])
    for theme in (LIGHT, DARK):
        picture = frame_colours(values, theme)
        table = theme.diverging
        assert picture.shape == (2, 3, 3)
        assert (picture[0, 0] == table[0]).all()
        assert (picture[1, 1] == table[255]).all()
        assert (picture[1, 2] == table[128]).all()


def test_many_channels_share_rows_and_the_largest_value_is_seen() -> None:
    values = np.zeros((4, 30))
    values[2, 29] = -3.0
    picture = frame_colours(values, LIGHT)
    assert picture.shape == (8, 4, 3)
    assert (picture[7, 2] == LIGHT.diverging[0]).all()
    assert (picture[:, [0, 1, 3]] == LIGHT.diverging[128]).all()


def test_the_step_is_marked_where_its_frame_is(qtbot: QtBot) -> None:
    film = strip(qtbot, 20)
    film.show_step(0)
    before = film.grab().toImage()
    film.show_step(7)
    after = film.grab().toImage()
    middle = film.place(7).center()
    changed = [x for x in range(film.width()) if before.pixelColor(x, 2) != after.pixelColor(x, 2)]
    assert changed
    assert abs(np.mean(changed) - middle.x()) < 2


def test_labels_make_the_frames_of_silence_quiet(qtbot: QtBot) -> None:
    film = strip(qtbot, 3)
    values = frozen([[1, 0], [0, 0], [0, 1]])
    film.show_sequence(Sequence(values, ("set", "reset"), ("set", "", "reset")), LIGHT)
    image = film.grab().toImage()
    colours = [
        image.pixelColor(int(film.place(step).left()) + 2, int(film.place(step).center().y())).name()
        for step in (1, 2, 3)
    ]
    assert colours[1] == LIGHT.grid.name()
    assert len(set(colours)) == 3
    assert "“set”" in film.hint(1)
    assert "step 2" in film.hint(2)


def test_an_edited_step_and_the_step_where_runs_part_are_marked_and_said(qtbot: QtBot) -> None:
    film = strip(qtbot, 12)
    plain = film.grab().toImage()
    before = Sequence(frozen(np.arange(12.0)[:, None]))
    values = np.arange(12.0)[:, None]
    values[4] = 9.5
    film.show_sequence(Sequence(frozen(values)), LIGHT, before)
    edited = film.grab().toImage()
    assert edited != plain
    assert film.hint(5) == "step 5: 9.5; before 4"
    assert film.hint(6) == "step 6: 5"
    film.show_parting(7)
    assert film.hint(7) == "step 7: 6; from here on the runs differ"
    marked = film.grab().toImage()
    differing = [x for x in range(film.width()) if marked.pixel(x, 1) != edited.pixel(x, 1)]
    assert differing
    assert max(abs(x - film.place(7).left()) for x in differing) <= 4
    film.show_parting(7, back=True)
    assert film.hint(7) == "step 7: 6; from here back to the first the runs differ"
    turned = film.grab().toImage()
    differing = [x for x in range(film.width()) if turned.pixel(x, 1) != edited.pixel(x, 1)]
    assert differing
    assert max(abs(x - film.place(7).right()) for x in differing) <= 4
    film.show_parting(None)
    assert film.grab().toImage() == edited
    film.show_sequence(before, LIGHT)
    assert film.grab().toImage() == plain


def test_frames_that_are_as_they_were_are_not_painted_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = strip(qtbot, 12)
    film.grab()
    painted: list[int] = []
    paint = Frames.paint

    def noted(frames: Frames, painter: QPainter) -> None:
        painted.append(1)
        paint(frames, painter)

    monkeypatch.setattr(Frames, "paint", noted)
    assert film._sequence is not None
    film.show_sequence(film._sequence, LIGHT)
    film.grab()
    assert not painted
    film.show_sequence(film._sequence, DARK)
    film.grab()
    assert painted


@pytest.mark.parametrize(
    ("width", "labels", "said"),
    [
        (200, ("set", "é", "7"), ("S", "é", "7")),
        (200, ("13", "5", "64"), ("13", "5", "64")),
        (66, ("set", "13", "5"), ("S", "13", "5")),
        (40, ("1234", "5", "set"), ("S",)),
    ],
)
def test_a_number_is_written_whole_or_not_at_all(
    width: int, labels: tuple[str, ...], said: tuple[str, ...]
) -> None:
    buffer, drawing = QBuffer(), QSvgGenerator()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing.setOutputDevice(buffer)
    painter = QPainter(drawing)
    Frames(Sequence(frozen(np.eye(3)), labels=labels), LIGHT, (), width).paint(painter)
    painter.end()
    written = re.findall(r"<text[^>]*>([^<]*)</text>", bytes(buffer.data().data()).decode())
    assert tuple(written) == said
