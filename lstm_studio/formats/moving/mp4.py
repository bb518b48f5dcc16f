"""MP4 by the system's ffmpeg, where there is one: H.264 with the colours that every player shows."""

from __future__ import annotations

import math
import shutil
import subprocess
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.formats.moving.timing import ticks
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lstm_studio.formats.moving.reel import Reel

__all__ = ["mp4"]

SMOOTH = 20  # pictures a second at least: players expect no fewer
LONGEST = 30.0  # seconds that ffmpeg has to say what it can do
CODERS = {
    "libx264": ("-crf", "16", "-preset", "medium", "-tune", "animation"),
    "libopenh264": ("-b:v", "6M"),
    "mpeg4": ("-q:v", "2"),
}
"""What makes a film, the best one first -> what it is told, so that letters stay sharp."""
# The colours of a screen, said so that players need not guess.
COLOURS = (
    "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p",
    "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
)  # fmt: skip


def mp4(reel: Reel, told: Callable[[int], None]) -> bytes:
    """Give the content of a file; ``told`` hears how many pictures are done.

    Raises ValueError where ffmpeg fails.
    """
    program = shutil.which("ffmpeg") or "ffmpeg"
    rate = _rate(reel)
    width, height = (side + side % 2 for side in reel.size)
    with TemporaryDirectory(prefix="lstm-studio-") as folder, TemporaryFile() as said:
        path = Path(folder, "film.mp4")
        coder = _coder(program)
        command = [
            program, "-hide_banner", "-loglevel", "error",
            "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", f"{width}x{height}",
            "-framerate", f"{rate:.6g}", "-i", "-",
            "-c:v", coder, *CODERS[coder], *COLOURS, "-movflags", "+faststart", str(path),
        ]  # fmt: skip
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=said) as process:
            try:
                _feed(process, reel, rate, told)
            except BrokenPipeError:
                pass  # it has ended and said why
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            lines = said.read().decode(errors="replace").split("\n")
            why = next((line for line in lines if line.strip()), _("it said nothing"))
            raise ValueError(_("ffmpeg could not make the film: {why}").format(why=why.strip()))
        return path.read_bytes()


def _rate(reel: Reel) -> float:
    """Pictures a second of which every picture of the reel lasts a whole number, as near as it goes."""
    shortest = 1 / min(change.seconds for change in reel.changes())
    return shortest * math.ceil(SMOOTH / shortest)


def _coder(program: str) -> str:
    """What this ffmpeg has to make a film. Raises ValueError where it has none of CODERS."""
    asked = [program, "-hide_banner", "-encoders"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=LONGEST)
    there = set(found.stdout.split())
    for coder in CODERS:
        if coder in there:
            return coder
    sentence = _("the ffmpeg that is installed here makes no MP4; expected one with {known}")
    raise ValueError(sentence.format(known=", ".join(CODERS)))


def _feed(process: subprocess.Popen[bytes], reel: Reel, rate: float, told: Callable[[int], None]) -> None:
    """Give it all pictures, as often as each is to be seen; then it ends."""
    if process.stdin is None:
        return
    with process.stdin as pipe:
        for done, content in enumerate(_contents(reel, rate), start=1):
            for part in content:
                pipe.write(part)
            told(done)


def _contents(reel: Reel, rate: float) -> Iterator[Iterator[bytes]]:
    spans = ticks((change.seconds for change in reel.changes()), rate)
    for (pixels, _seconds), span in zip(reel.pictures(), spans, strict=True):
        height, width = pixels.shape[:2]
        # Colours are kept for squares of two pixels: the edge is repeated where one is missing.
        even = np.pad(pixels[..., :3], ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        yield repeat(even.tobytes(), span)
