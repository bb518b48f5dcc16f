"""Scenes with real values, and golden pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from lstm_studio.core.model import Model
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.trace import Trace
    from lstm_studio.ui.theme import Theme

    Traced = Callable[[Cell, int, int], Trace]
    Scenes = Callable[..., DiagramScene]
    Golden = Callable[..., None]

GOLDENS = Path(__file__).resolve().parents[2] / "goldens"
STEPS = 20
FAR, FEW = 48, 0.0006  # a pixel that differs by so much is another one; this share of them may be
WIDTH, LEVEL = 450, 17  # golden pictures are half as wide as what is drawn, in 16 steps a colour: small files


@pytest.fixture
def traced() -> Traced:
    """Give a function that runs a cell on 20 random steps: (cell, units, inputs) -> trace."""

    def run(cell: Cell, units: int, inputs: int) -> Trace:
        rng = np.random.default_rng(3)
        model = Model(cell, inputs=inputs, units=units, dtype="float64", seed=1)
        model.flat[:] = rng.normal(size=model.flat.shape)
        with np.errstate(over="ignore", invalid="ignore"):  # some cells grow without end
            return model.run(rng.choice([0.0, 1.0], size=(STEPS, inputs)))

    return run


@pytest.fixture
def scenes(dressed: QApplication, traced: Traced) -> Scenes:
    """Give a function that builds the scene of a cell and shows step 12 of a run."""
    assert dressed
    kept: list[DiagramScene] = []

    def build(
        cell: Cell, units: int = 8, inputs: int = 3, theme: Theme = LIGHT, cursor: int = 12
    ) -> DiagramScene:
        scene = DiagramScene(cell, Sizes(units, inputs), theme, 1.85)
        said = "step 12 “set”: unit 3 kept 73 % of +1.29 and wrote +0.05"
        trace = traced(cell, units, inputs)
        with np.errstate(over="ignore", invalid="ignore"):
            scene.show_step(trace, cursor, min(2, units - 1), steps=STEPS, label="set", sentence=said)
        kept.append(scene)
        return scene

    return build


def picture(scene: DiagramScene, width: int = 900, height: int = 486) -> QImage:
    """A scene as a picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(scene.look.theme.paper)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    scene.render(painter, QRectF(0, 0, width, height), scene.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.end()
    return image


def pixels(image: QImage) -> np.ndarray:
    """The colours (height, width, 3) of a picture."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return rows[:, :, :3].astype(np.int16)


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    """Give a function that compares a picture with the golden one of a name; ``--approve`` takes it as that.

    A picture that is made to be refused is never taken: ``wrong``.
    """

    def compare(image: QImage, name: str, *, wrong: bool = False) -> None:
        path = GOLDENS / f"{name}.png"
        small = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
        taken = request.config.getoption("--approve") and not wrong
        found = path if taken else tmp_path / f"{name}.png"
        few = (pixels(small)[:, :, ::-1] + LEVEL // 2) // LEVEL * LEVEL
        Image.fromarray(few.astype(np.uint8)).save(found, optimize=True)
        assert path.exists(), f"{path} is missing; look at {found}, then run pytest --approve"
        wanted = QImage(str(path))
        assert (small.width(), small.height()) == (wanted.width(), wanted.height())
        apart = np.abs(pixels(small) - pixels(wanted)).max(axis=2)
        share = float((apart > FAR).mean())
        assert share <= FEW, f"{share:.2%} of {name} differ; look at {found}, then run pytest --approve"

    return compare
