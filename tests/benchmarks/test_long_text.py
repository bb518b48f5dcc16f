"""A text of 50 MB: how fast it is read, and how long it keeps the window waiting meanwhile.

Bars: the window is never kept for more than a second, and for at most 50 ms in 95 of 100 turns of its loop.

Run: ``python -m pytest tests/benchmarks/test_long_text.py -m benchmark -s``
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.formats import Way
from lstm_studio.session.open import open_session
from lstm_studio.session.settings import Settings
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.theme import LIGHT, apply
from lstm_studio.ui.window import Window

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

BYTES = 50_000_000
BEAT = 5  # milliseconds
MOST, USUAL = 1_000, 50  # milliseconds

pytestmark = pytest.mark.benchmark


def written(folder: Path) -> Path:
    """Write words, as often as words are: the second half as often as the first."""
    rng = np.random.default_rng(1)
    words = [
        "".join(chr(97 + letter) for letter in rng.integers(0, 26, rng.integers(2, 9))) for _ in range(20_000)
    ]
    line = " ".join(words[place] for place in rng.zipf(1.3, 200_000) % len(words))
    path = folder / "long.txt"
    path.write_text((line + ".\n") * (BYTES // len(line) + 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["characters", "words"])
def test_a_long_text_keeps_nobody_waiting(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = written(tmp_path)
    began = perf_counter()
    path.read_bytes().decode("utf-8")
    alone = perf_counter() - began
    load_fonts(resource("fonts"))
    apply(qapp, LIGHT)
    session = open_session(new_study("spike-latch", load_cell("lstm")))
    window = Window(session, Settings())
    qtbot.addWidget(window)
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.wait(500)
    beats: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(perf_counter()))
    timer.start(BEAT)
    began = perf_counter()
    window.files.sequences._read(path, Way(kind=kind))
    qtbot.waitUntil(lambda: not window.files.sequences.running, timeout=120_000)
    took = perf_counter() - began
    qtbot.wait(500)
    timer.stop()
    gaps = 1000 * np.diff(beats)
    corpus = session.state.study.sequence.corpus
    assert corpus is not None
    print(f"\n50 MB as {kind}: {took:.2f} s, {took / alone:.1f} times decoding it ({corpus.steps} steps)")
    print(
        f"the window waits {gaps.max():.0f} ms at most, {np.quantile(gaps, 0.95):.0f} ms in 95 of 100 turns"
    )
    window.close()
    assert np.quantile(gaps, 0.95) <= USUAL
    assert gaps.max() <= MOST
