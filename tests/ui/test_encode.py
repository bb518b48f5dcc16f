"""Pictures of a plot as files: what stands in an SVG is what stands on the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from lstm_studio.session.verbs.selection import look
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.encode import FORMATS, write
from lstm_studio.ui.panels.gates import GatesPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.ui.panels.over_time import OverTimePanel

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=[StatesPanel, GatesPanel])
def panel(request: pytest.FixtureRequest, qtbot: QtBot, session: Session) -> OverTimePanel:
    request.getfixturevalue("dressed")
    panel: OverTimePanel = request.param(session)
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.header)
    session.do(go, 12)
    panel.set_theme(LIGHT)
    panel.resize(500, 240)
    panel.show()
    panel.show_scene(session.scene, panel.needs)
    QApplication.processEvents()
    return panel


def pixels(image: QImage) -> NDArray[np.int32]:
    """Red, green and blue (rows, columns, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    size = plain.height(), plain.width(), 4
    return np.array(plain.constBits(), dtype=np.int32).reshape(size)[:, :, :3]


def drawn(path: Path, size: QSize) -> QImage:
    """An SVG file as its reader draws it."""
    image = QImage(size, QImage.Format.Format_ARGB32)
    image.fill(LIGHT.window)
    painter = QPainter(image)
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    renderer.render(painter)
    painter.end()
    return image


@pytest.mark.parametrize("zoomed", [False, True])
def test_an_svg_shows_what_the_screen_shows(panel: OverTimePanel, tmp_path: Path, zoomed: bool) -> None:
    if zoomed:
        panel.session.do(look, 7.3, 22.8)
        panel.show_scene(panel.session.scene, panel.needs)
    path = tmp_path / "plot.svg"
    write(panel, path)
    screen, file = pixels(panel.grab().toImage()), pixels(drawn(path, panel.size()))
    # Letters and slanted lines are smoothed in two ways; the rest is the same colour at the same place.
    assert (np.abs(screen - file).max(axis=2) > 24).mean() < 0.01


def test_text_stays_text(panel: OverTimePanel, tmp_path: Path) -> None:
    write(panel, tmp_path / "plot.svg")
    tree = ET.parse(tmp_path / "plot.svg").getroot()
    words = {"".join(node.itertext()).strip() for node in tree.iter(f"{SVG}text")}
    assert {"step", "unit", "1", "10", "50", *(band.name for band in panel.stack.bands)} <= words


def test_an_svg_has_the_size_of_its_widget(panel: OverTimePanel, tmp_path: Path) -> None:
    write(panel, tmp_path / "plot.svg")
    root = ET.parse(tmp_path / "plot.svg").getroot()
    assert root.get("viewBox") == "0 0 500 240"
    millimetres = [float(root.get(side, "").removesuffix("mm")) for side in ("width", "height")]
    assert millimetres == pytest.approx([25.4 * side / panel.logicalDpiX() for side in (500, 240)], rel=1e-3)
    fonts = {float(size) for size in re.findall(r'font-size="([\d.]+)"', (tmp_path / "plot.svg").read_text())}
    assert {9.0, 10.0} <= fonts


def test_nothing_is_clipped_and_no_line_is_stretched(panel: OverTimePanel, tmp_path: Path) -> None:
    panel.session.do(look, 7.3, 22.8)
    panel.show_scene(panel.session.scene, panel.needs)
    write(panel, tmp_path / "plot.svg")
    tree = ET.parse(tmp_path / "plot.svg").getroot()
    assert not list(tree.iter(f"{SVG}clipPath"))
    stretched = [
        group
        for group in tree.iter(f"{SVG}g")
        if group.get("stroke", "none") != "none"
        and any(child.get("vector-effect") == "non-scaling-stroke" for child in group)
    ]
    assert not stretched


@pytest.mark.parametrize("scale", [1.0, 2.0, 2.5])
def test_a_png_is_as_fine_as_asked(panel: OverTimePanel, tmp_path: Path, scale: float) -> None:
    write(panel, tmp_path / "plot.png", scale)
    image = QImage(str(tmp_path / "plot.png"))
    assert image.size() == panel.size() * scale
    small = pixels(image.scaled(panel.size()))
    assert (np.abs(small - pixels(panel.grab().toImage())).max(axis=2) > 60).mean() < 0.05


def test_a_pdf_is_one_page_of_the_size_of_its_widget(panel: OverTimePanel, tmp_path: Path) -> None:
    write(panel, tmp_path / "plot.PDF")
    content = (tmp_path / "plot.PDF").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert box
    points = [72 * side / panel.logicalDpiX() for side in (500, 240)]
    assert [float(box[1]), float(box[2])] == pytest.approx(points, abs=0.5)


@pytest.mark.parametrize("name", ["plot.jpeg", "plot", "plot.svg.gz"])
def test_another_suffix_is_refused_with_the_known_ones(
    panel: OverTimePanel, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ValueError, match=r"\.png, \.svg, \.pdf"):
        write(panel, tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_folder_that_is_not_there_is_a_sentence(panel: OverTimePanel, tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        write(panel, tmp_path / "nowhere" / f"plot{suffix}")


def test_few_cells_are_drawings_and_very_many_a_picture(panel: OverTimePanel, tmp_path: Path) -> None:
    write(panel, tmp_path / "few.svg")
    assert "<image" not in (tmp_path / "few.svg").read_text()
    for item in panel.stack.items:
        item.set_values(np.zeros((50, 100), np.float32), 1, 0.0, 1.0)
    write(panel, tmp_path / "many.svg")
    assert "<image" in (tmp_path / "many.svg").read_text()
