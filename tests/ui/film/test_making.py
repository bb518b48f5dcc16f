"""Films of the window and its panels, read back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from lstm_studio.catalogue import load_cell
from lstm_studio.session.state import State
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.export import PARTS, render
from lstm_studio.ui.film.camera import Scenery, pictures
from lstm_studio.ui.film.making import Cut, made
from lstm_studio.ui.film.shots import Shot, shots_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SMALL = (320, 200)


@pytest.fixture
def state() -> State:
    return State(new_study("spike-latch", load_cell("lstm")))


def frames(content: bytes) -> tuple[list[NDArray[np.uint8]], list[float]]:
    with Image.open(BytesIO(content)) as film:
        found, times = [], []
        for place in range(getattr(film, "n_frames", 1)):
            film.seek(place)
            film.load()
            found.append(np.asarray(film.convert("RGB")).copy())
            times.append(film.info["duration"])
        return found, times


def still(state: State, path: Path, what: str, step: int) -> NDArray[np.uint8]:
    picture = QImage(str(render(state, path, what, SMALL, step=step)))
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()


@pytest.mark.parametrize("suffix", [".webp", ".apng", ".gif"])
@pytest.mark.parametrize("what", ["gates", "diagram"])
def test_every_picture_is_that_of_its_step(tmp_path: Path, state: State, suffix: str, what: str) -> None:
    path = render(state, tmp_path / f"film{suffix}", what, SMALL, cut=Cut((10, 14), fps=5))
    found, times = frames(path.read_bytes())
    assert times == [200] * 5
    for step, given in zip(range(10, 15), found, strict=True):
        wanted = still(state, tmp_path / "step.png", what, step)
        off = np.abs(wanted.astype(int) - given).max(axis=2)
        assert off.max() == 0 if suffix != ".gif" else (off > 24).mean() < 0.01


@pytest.mark.parametrize("what", PARTS)
def test_every_part_can_be_filmed(state: State, what: str) -> None:
    found = [picture for picture, _seconds in pictures(shots_of(state, (11, 13)), Scenery(what, PARTS[what]))]
    assert [picture.shape for picture in found] == [(*PARTS[what][::-1], 4)] * 3
    assert all(picture[..., 3].min() == 255 for picture in found)


def test_values_run_along_the_wires(state: State) -> None:
    shots = shots_of(state, (12, 12), fps=20, motion="steps", speed=1)
    found = [picture for picture, _seconds in pictures(shots, Scenery("diagram", (640, 400)))]
    assert len({picture.tobytes() for picture in found}) == 19  # 18 on the way, and all the others at rest
    (rest,) = (picture for picture, _s in pictures(shots_of(state, (12, 12)), Scenery("diagram", (640, 400))))
    assert np.array_equal(found[-1], rest)
    assert not np.array_equal(found[0], rest)


def test_what_is_not_computed_yet_is_dim(state: State) -> None:
    shots = shots_of(state, (12, 12), fps=2, motion="operations", speed=2)
    found = [picture for picture, _seconds in pictures(shots, Scenery("diagram", (640, 400)))]
    assert len({picture.tobytes() for picture in found}) == len(shots)
    dark = [int((picture[..., :3].min(axis=2) < 100).sum()) for picture in found]
    assert dark[0] < 0.8 * dark[-1]


def test_a_training_can_be_filmed(state: State) -> None:
    """The shots may be of any states: here the parameters change, and nothing else."""
    studies = [state.study.replace(parameters=state.study.parameters * scale) for scale in (1.0, 1.5, 2.0)]
    shots = (Shot(State(study).with_view(cursor=20), 0.5) for study in studies)
    found = [picture for picture, _seconds in pictures(shots, Scenery("states", SMALL))]
    assert len({picture.tobytes() for picture in found}) == 3


def test_grounds_and_themes(state: State) -> None:
    shots = shots_of(state, (11, 12))
    clear, _times = frames(made(shots, Scenery("gates", SMALL, ground="transparent"), ".webp"))
    assert len(clear) == 2
    corner = [
        next(pictures(shots, Scenery("gates", SMALL, theme, ground=ground)))[0][100, 3].tolist()
        for theme, ground in (
            ("light", "white"),
            ("dark", "white"),
            ("light", "transparent"),
            ("dark", "screen"),
        )
    ]
    assert corner[0] == corner[1] == [255] * 4
    assert corner[2][3] == 0
    assert max(corner[3][:3]) < 80


def test_it_is_told_how_far_it_is(state: State) -> None:
    told: list[tuple[int, int]] = []
    made(shots_of(state, (11, 14)), Scenery("loss", SMALL), ".gif", lambda *so_far: told.append(so_far))
    assert told[:4] == [(1, 8), (2, 8), (3, 8), (4, 8)]
    assert told[-1] == (8, 8)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        (
            "film.gif",
            {"ground": "transparent"},
            "transparent ground; expected another ground, or one of .webp, .apng",
        ),
        ("film.webp", {"size": (3000, 200), "scale": 2.0}, "6000×400 pixels; expected at most 4096 a side"),
        ("film.webp", {"step": 3}, "“film.webp” moves"),
        ("film.png", {"cut": Cut((1, 3))}, "“film.png” does not move; expected .gif, .webp, .apng, .mp4"),
        ("film.gif", {"cut": Cut((1, 300))}, "steps 1 to 300"),
        ("none/film.gif", {}, "cannot be written"),
        ("film.avi", {}, "expected one of .png, .svg, .pdf, .gif, .webp, .apng, .mp4, .csv"),
    ],
)
def test_what_cannot_be_made_is_a_sentence_and_no_file(
    tmp_path: Path, state: State, name: str, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        render(state, tmp_path / name, "gates", **{"size": SMALL, **given})
    assert not list(tmp_path.iterdir())


def test_mp4_without_ffmpeg_is_said_before_all_work(
    tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told: list[int] = []
    with pytest.raises(ValueError, match="ffmpeg, which is not installed here"):
        render(state, tmp_path / "film.mp4", told=lambda done, _whole: told.append(done))
    assert not told


def test_nothing_flows_where_gradients_are_seen(state: State) -> None:
    shots = shots_of(state.with_view(backward=True), (12, 12), fps=4, motion="steps", speed=1)
    found = {picture.tobytes() for picture, _seconds in pictures(shots, Scenery("diagram", (640, 400)))}
    assert len(found) == 1
