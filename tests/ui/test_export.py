"""Studies drawn to files: every part, every suffix, and sentences for what cannot be."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.study import write_study
from lstm_studio.session.state import State
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.export import PARTS, render
from lstm_studio.ui.theme import DARK, LIGHT
from tests.ui.diagram.cells import gates

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.study import Study

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def study() -> Study:
    return new_study("spike-latch", load_cell("lstm"))


def colours(path: Path) -> set[str]:
    image = QImage(str(path))
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(image.height())}


@pytest.mark.parametrize("what", PARTS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_part_is_drawn_in_the_colours_of_the_theme(
    tmp_path: Path, study: Study, what: str, theme: Any, qapp: QApplication
) -> None:
    before = qapp.styleSheet(), qapp.palette(), qapp.font()
    written = render(study, tmp_path / "part.png", what=what, theme=theme.name)
    assert written == tmp_path / "part.png"
    image = QImage(str(written))
    assert (image.width(), image.height()) == PARTS[what]
    found = colours(written)
    assert {theme.card.name(), theme.text.name()} <= found
    assert len(found) > 10
    assert (qapp.styleSheet(), qapp.palette(), qapp.font()) == before


@pytest.mark.parametrize("what", ["states", "gates", "loss"])
def test_a_figure_says_what_it_is_in_text(tmp_path: Path, study: Study, what: str) -> None:
    render(study, tmp_path / "figure.svg", what=what, size=(420, 210))
    root = ET.parse(tmp_path / "figure.svg").getroot()
    assert root.get("viewBox") == "0 0 420 210"
    words = {"".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")}
    title = {"states": "States over time", "gates": "Gates over time", "loss": "Loss"}[what]
    assert {title, "update" if what == "loss" else "step"} <= words


@pytest.mark.parametrize("what", PARTS)
def test_text_stays_text_in_every_part(tmp_path: Path, study: Study, what: str) -> None:
    """Every letter of the SVG's words is set in the PDF in a font that it brings."""
    for suffix in (".svg", ".pdf"):
        render(study, tmp_path / f"part{suffix}", what=what, step=12)
    root = ET.parse(tmp_path / "part.svg").getroot()
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert any(len(word) > 3 for word in words)
    content = (tmp_path / "part.pdf").read_bytes()
    fonts = set(re.findall(rb"/BaseFont /([A-Za-z]+)", content))
    assert fonts <= {b"Inter", b"JetBrainsMono", b"LSTMStudioSymbols"}
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    drawn = [zlib.decompress(part) for part in found if part[:1] == b"x"]
    letters = [len(text) // 4 for part in drawn for text in re.findall(rb"<([0-9A-Fa-f]+)> Tj", part)]
    assert sum(letters) == sum(map(len, words))


def test_a_file_a_study_and_a_state_give_the_same_picture(tmp_path: Path, study: Study) -> None:
    write_study(study, tmp_path / "study.lstm")
    path = tmp_path / "study.lstm"
    sources: list[str | Path | Study | State] = [study, State(study), path, str(path)]
    pictures = [render(source, tmp_path / "picture.png", what="states").read_bytes() for source in sources]
    assert len(set(pictures)) == 1


def test_the_step_is_where_the_playhead_stands(tmp_path: Path, study: Study) -> None:
    pictures = {
        step: render(study, tmp_path / "step.png", what="states", step=step).read_bytes()
        for step in (0, 25, 50)
    }
    assert len(set(pictures.values())) == 3
    # Nothing is to be seen before the first input: the middle stands for it, and a state's own step for itself.
    assert render(study, tmp_path / "step.png", what="states").read_bytes() == pictures[25]
    there = State(study).with_view(cursor=50)
    assert render(there, tmp_path / "step.png", what="states").read_bytes() == pictures[50]


def test_a_state_brings_its_losses(tmp_path: Path, study: Study) -> None:
    losses = frozen([[update, 0.7 / update] for update in range(1, 200)])
    state = State(study).with_record(losses=losses, update=199, updates=200, solved=120)
    render(state, tmp_path / "loss.svg", what="loss")
    text = (tmp_path / "loss.svg").read_text()
    assert "Solved · update 120" in text
    assert f"{0.7 / 199:.3g}" in text


def test_a_trace_that_is_made_in_the_worker_is_waited_for(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(9_000, 3))
    study = new_study("spike-latch", load_cell("lstm")).replace(sequence=Sequence(frozen(values)))
    state = set_units(State(study), 16)
    written = render(state, tmp_path / "long.png", what="gates")
    assert len(colours(written)) > 300


@pytest.mark.parametrize("what", ["diagram", "window"])
def test_a_drawing_that_is_made_in_a_thread_is_waited_for(tmp_path: Path, what: str) -> None:
    study = new_study("spike-latch", gates(40))
    render(study, tmp_path / "large.svg", what=what)
    words = [
        "".join(node.itertext()).strip()
        for node in ET.parse(tmp_path / "large.svg").getroot().iter(f"{SVG}text")
    ]
    assert words.count("⊙") >= 40
    assert "drawing…" not in words


def test_a_png_can_be_finer(tmp_path: Path, study: Study) -> None:
    image = QImage(str(render(study, tmp_path / "fine.png", what="gates", size=(300, 200), scale=3.0)))
    assert (image.width(), image.height()) == (900, 600)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"what": "gate"}, "gate.*window, diagram, .*gates, states, .*loss"),
        ({"theme": "system"}, "system.*light, dark"),
        ({"size": (10, 400)}, "10×400"),
        ({"size": (900, 60_000)}, "900×60000"),
        ({"scale": 100.0}, "pixels"),
        ({"ground": "grey"}, "grey.*screen, white, transparent"),
        ({"step": 51}, "step 51; expected 0 to 50"),
        ({"step": -1}, "step -1"),
        ({"source": "nowhere.lstm"}, "nowhere.lstm"),
        ({"output": "picture.bmp"}, r"\.png, \.svg, \.pdf"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(
    tmp_path: Path, study: Study, changes: dict[str, Any], said: str
) -> None:
    asked: dict[str, Any] = {"source": study, "output": "picture.png", "what": "states"} | changes
    asked["output"] = tmp_path / asked["output"]
    with pytest.raises(ValueError, match=said):
        render(**asked)
    assert not list(tmp_path.iterdir())


def test_no_display_is_needed_and_the_process_ends_well(tmp_path: Path, study: Study) -> None:
    write_study(study, tmp_path / "study.lstm")
    program = (
        "import os, sys\n"
        "for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'QT_QPA_PLATFORM'): os.environ.pop(name, None)\n"
        "from lstm_studio.ui.export import render\n"
        "for what in ('states', 'gates'): render(sys.argv[1], sys.argv[2], what=what)\n"
    )
    arguments = [sys.executable, "-c", program, str(tmp_path / "study.lstm"), str(tmp_path / "picture.png")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert not QImage(str(tmp_path / "picture.png")).isNull()


def test_equations_are_text_though_they_are_typeset(tmp_path: Path, study: Study) -> None:
    render(study, tmp_path / "equations.svg", what="equations", step=12)
    root = ET.parse(tmp_path / "equations.svg").getroot()
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert words.count("tanh") == 2
    assert words.count("σ") == 4
    assert words.count("W") == words.count("R") == 4
    assert words.count("⊙") == 3
