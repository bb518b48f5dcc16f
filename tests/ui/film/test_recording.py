"""Films that are made beside the window, in a process of their own."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox

from lstm_studio.catalogue import load_cell
from lstm_studio.session.state import State
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.exports import Wish
from lstm_studio.ui.film.camera import Scenery
from lstm_studio.ui.film.child import Order
from lstm_studio.ui.film.making import Cut
from lstm_studio.ui.film.order import order_of
from lstm_studio.ui.film.recording import Recording
from tests.formats.moving.films import played

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window

LONG = 60_000  # milliseconds: a process starts anew, on a machine with much else to do


def order(steps: tuple[int, int] = (3, 6), suffix: str = ".gif") -> Order:
    state = State(new_study("spike-latch", load_cell("lstm")))
    return Order(state, Scenery("gates", (320, 200)), Cut(steps), suffix)


def outcome(recording: Recording, qtbot: QtBot) -> list[Any]:
    """Let it run to the end of its process, and give what it made or said."""
    found: list[Any] = []
    for signal in (recording.made, recording.failed, recording.broken):
        signal.connect(found.append)
    with qtbot.waitSignal(recording.ended, timeout=LONG):
        recording.start()
        assert recording.running
    assert not recording.running
    return found


def test_a_film_is_made_and_the_process_goes(qtbot: QtBot) -> None:
    recording = Recording(order())
    told: list[tuple[float, float]] = []
    recording.told.connect(lambda share, left: told.append((share, left)))
    (content,) = outcome(recording, qtbot)
    pictures, _times = played(content)
    assert [picture.shape for picture in pictures] == [(200, 320, 4)] * 4
    assert [share for share, _left in told] == sorted(share for share, _left in told)
    assert all(math.isnan(left) or left >= 0 for _share, left in told)


def test_what_is_wrong_with_an_order_is_a_sentence(qtbot: QtBot) -> None:
    said = outcome(Recording(order((9, 3))), qtbot)
    assert said == ["steps 9 to 3; expected two of 0 to 50, the first one not after the other"]


def test_an_error_of_the_program_keeps_its_traceback(qtbot: QtBot) -> None:
    (error,) = outcome(Recording(order(suffix=".none")), qtbot)
    assert "Traceback" in error.__notes__[0]
    assert "KeyError" in str(error)


def test_a_process_that_is_killed_is_a_sentence(qtbot: QtBot) -> None:
    recording = Recording(order((1, 50)))

    def kill() -> None:
        assert recording._process is not None
        recording._process.terminate()

    QTimer.singleShot(100, recording, kill)
    (sentence,) = outcome(recording, qtbot)
    assert sentence.startswith("the film was ended from outside")


@pytest.fixture
def ready(window: Window) -> Window:
    window.resize(1100, 800)
    window.session.do(go, 12)
    window.frame.flush()
    return window


WISH = Wish("gates", ".webp", 1.0, "screen", (10, 13), "off", 5.0)


def test_the_window_writes_a_film_of_what_is_seen(ready: Window, qtbot: QtBot, tmp_path: Path) -> None:
    ready.desk.panels["gates"].show_way("curves")
    path = tmp_path / "gates.webp"
    assert ready.exports.save(WISH, path)
    (film,) = ready.exports.films
    assert film.isVisible()
    assert ready.isEnabled()
    with qtbot.waitSignal(film.gone, timeout=LONG):
        ready.session.do(go, 30)  # what is done meanwhile is not in the film
    assert not ready.exports.films
    assert ready.statusBar().currentMessage().startswith("Wrote gates.webp, ")
    pictures, _times = played(path.read_bytes())
    assert len(pictures) == 4
    ready.session.do(go, 12)
    ready.frame.flush()
    with Image.open(BytesIO(ready.exports.content(Wish("gates", ".png", 1.0)))) as seen:
        assert np.array_equal(np.asarray(seen.convert("RGBA")), pictures[2])


def test_a_film_of_the_window_is_laid_out_as_it_is(ready: Window) -> None:
    subject = ready.exports.subject("window")
    found = order_of(ready, subject, Wish("window", ".gif", 1.0, steps=(1, 2)))
    assert found.scenery.size == (ready.width(), ready.height())
    assert found.scenery.layout == ready.desk.remember().data()
    assert ("gates", "map") in found.scenery.ways
    assert found.state.view.draft is None


def test_a_film_can_be_broken_off(ready: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "old.webp"
    path.write_text("old")
    assert ready.exports.save(WISH, path)
    (film,) = ready.exports.films
    with qtbot.waitSignal(film.gone, timeout=LONG):
        box = film.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        box.button(QDialogButtonBox.StandardButton.Cancel).click()
        assert not film.isVisible()
    assert path.read_text() == "old"
    assert "broken off" in ready.statusBar().currentMessage()


def test_a_window_that_closes_breaks_its_films_off(ready: Window, tmp_path: Path) -> None:
    assert ready.exports.save(WISH, tmp_path / "film.webp")
    (film,) = ready.exports.films
    ready.exports.close()
    assert not ready.exports.films
    assert not film.recording.running
    assert not list(tmp_path.glob("*.webp"))


@pytest.mark.parametrize(
    ("name", "wish", "said"),
    [
        ("none/film.gif", WISH, "cannot be written"),
        ("film.gif", Wish("gates", ".gif", ground="transparent"), "transparent ground"),
        ("film.gif", Wish("gates", ".gif", steps=(5, 2)), "steps 5 to 2"),
    ],
)
def test_what_cannot_be_filmed_is_a_sentence(
    ready: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, wish: Wish, said: str
) -> None:
    sentences: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: sentences.append(text))
    assert not ready.exports.save(wish, tmp_path / name)
    assert len(sentences) == 1
    assert said in sentences[0]
    assert not ready.exports.films
