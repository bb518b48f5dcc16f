"""MP4 by ffmpeg: read back by it where it is there; a program in its place tells what it is given."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.formats.moving import MOVING, filmed
from tests.formats.moving.films import few, reel_of

if TYPE_CHECKING:
    from pathlib import Path

real = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")

# In place of ffmpeg: it lists what makes films, keeps its words and the bytes it is given, or fails.
PRETENDER = """#!{python}
import pathlib, sys
here = pathlib.Path({folder!r})
if "-encoders" in sys.argv:
    print({encoders!r})
    raise SystemExit
(here / "words").write_text("\\n".join(sys.argv[1:]))
if {fails!r}:
    print("no room on the disk", file=sys.stderr)
    raise SystemExit(1)
(here / "given").write_bytes(sys.stdin.buffer.read())
pathlib.Path(sys.argv[-1]).write_bytes(b"a film")
"""


def pretend(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoders: str = "V libx264", *, fails: bool = False
) -> None:
    program = folder / "ffmpeg"
    words = {"python": sys.executable, "folder": str(folder), "encoders": encoders, "fails": fails}
    program.write_text(PRETENDER.format(**words))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@real
@pytest.mark.parametrize("seconds", [0.25, 0.05])
def test_pictures_and_time_come_back(tmp_path: Path, seconds: float) -> None:
    pictures = [np.pad(picture, ((0, 1), (0, 1), (0, 0)), mode="edge") for picture in few()]  # odd sides
    path = tmp_path / "film.mp4"
    path.write_bytes(filmed(".mp4", reel_of(pictures, seconds)))
    raw = ["ffmpeg", "-loglevel", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    content = subprocess.run(raw, capture_output=True, check=True).stdout
    found = np.frombuffer(content, np.uint8).reshape(-1, 42, 62, 3)
    assert len(found) == round(20 * seconds * len(pictures))
    for wanted, given in zip(pictures, found[:: round(20 * seconds)], strict=True):
        off = np.abs(wanted[:40, :60, :3].astype(int) - given[:40, :60])
        assert np.median(off) <= 2
        assert off[25:, 30:].max() <= 8  # the ground, far from all edges


def test_ffmpeg_is_given_every_picture_as_long_as_it_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path, monkeypatch)
    pictures = few(3)
    told: list[int] = []
    reel = reel_of(pictures, 0.25)
    reel.add(pictures[-1], 0.25)  # the last one is seen twice as long
    assert filmed(".mp4", reel, told.append) == b"a film"
    given = np.frombuffer((tmp_path / "given").read_bytes(), np.uint8).reshape(-1, 40, 60, 3)
    seen = [place for place, count in ((0, 5), (1, 5), (2, 10)) for _time in range(count)]
    assert np.array_equal(given, np.stack([pictures[place][..., :3] for place in seen]))
    assert told == [1, 2, 3]
    words = (tmp_path / "words").read_text().splitlines()
    assert words[words.index("-framerate") + 1] == "20"
    assert words[words.index("-c:v") + 1] == "libx264"


def test_without_h264_another_coder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch, "V mpeg4 V mpeg2video")
    filmed(".mp4", reel_of(few(2)))
    words = (tmp_path / "words").read_text().splitlines()
    assert words[words.index("-c:v") + 1] == "mpeg4"


def test_an_ffmpeg_without_any_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch, "V gif")
    with pytest.raises(ValueError, match="makes no MP4; expected one with libx264, libopenh264, mpeg4"):
        filmed(".mp4", reel_of(few(2)))


def test_what_ffmpeg_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch, fails=True)
    large = [np.full((900, 900, 4), shade, np.uint8) for shade in range(8)]  # more than a pipe holds
    with pytest.raises(ValueError, match=r"^ffmpeg could not make the film: no room on the disk$"):
        filmed(".mp4", reel_of(large))


def test_without_ffmpeg_it_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "ffmpeg" in MOVING[".mp4"].hindrance
    with pytest.raises(
        ValueError, match=r"^\.mp4 is made by ffmpeg, which is not installed here; install it, or "
    ):
        filmed(".mp4", reel_of(few(2)))


def test_what_is_broken_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, monkeypatch)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "litter"))
    (tmp_path / "litter").mkdir()

    def enough(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filmed(".mp4", reel_of(few(4)), enough)
    assert not list((tmp_path / "litter").iterdir())
