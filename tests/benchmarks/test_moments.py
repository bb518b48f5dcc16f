"""How long it takes until the whole window shows another moment of a training, while one drags through them.

A frame runs from the change to the end of all paints: the run of the whole sequence with other parameters, the diagram,
gates and states over time, the lens, the loss. H = 32, T = 500; the bar is two frames of 60 a second.

Run: ``python -m pytest tests/benchmarks/test_moments.py -m benchmark -s``
"""

from __future__ import annotations

from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.checkpoints import Checkpoint
from lstm_studio.core.study import Record
from lstm_studio.session.open import open_session
from lstm_studio.session.settings import Settings
from lstm_studio.session.verbs import past
from lstm_studio.session.verbs.selection import set_theme
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_option
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.theme import LIGHT, apply
from lstm_studio.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session

UNITS, STEPS, MOMENTS = 32, 500, 200
BAR = 2 / 60  # seconds
SIZES = [(1280, 800), (1920, 1080)]

pytestmark = pytest.mark.benchmark


@pytest.fixture(params=["lstm", "gru"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    session = open_session(new_study("spike-latch", load_cell(request.param)))
    session.do(set_option, "length", STEPS)
    session.do(set_units, UNITS)
    study, rng = session.state.study, np.random.default_rng(0)
    step = rng.normal(size=study.parameters.size)
    rows = (study.parameters + step * update / 400 for update in range(0, 4 * MOMENTS, 4))
    moments = tuple(Checkpoint(4 * at, row.astype(np.float32)) for at, row in enumerate(rows))
    losses = np.column_stack([np.arange(1, 801), np.exp(-np.arange(800) / 200)])
    record = Record(update=800, updates=800, losses=losses, checkpoints=moments)
    session.begin(replace(study, record=record))
    session.do(go, STEPS // 2)
    session.do(set_theme, "light")
    yield session
    session.close()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_drag_through_the_moments(
    qtbot: QtBot, qapp: QApplication, session: Session, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_fonts(resource("fonts"))
    apply(qapp, LIGHT)
    window = Window(session, Settings())
    qtbot.addWidget(window)
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.wait(500)
    frames, runs = [], []
    for place in [*range(0, MOMENTS, 3), *range(MOMENTS - 1, 0, -3)]:
        start = process_time()
        session.do(past.go, place)
        assert session.scene.trace is not None
        assert not session.scene.pending
        runs.append(process_time() - start)
        window.frame.flush()
        qapp.processEvents()
        frames.append(process_time() - start)
    middle, late = np.median(frames), np.percentile(frames, 95)
    print(
        f"\n{session.state.study.cell.name} H={UNITS} T={STEPS} {size[0]}×{size[1]}: {1000 * middle:.1f} ms a moment "
        f"(95 %: {1000 * late:.1f}), of it the run {1000 * np.median(runs):.1f} ms"
    )
    window.close()
    assert middle < BAR
