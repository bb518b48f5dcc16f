"""Scenes with real values, and golden pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from lstm_studio.core.edits import held
from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.core.model import Model
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.ghosts import Original
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QApplication

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Clamp
    from lstm_studio.core.trace import Trace
    from lstm_studio.ui.theme import Theme

    Traced = Callable[..., Trace]
    Graded = Callable[..., LayerGradient]
    Scenes = Callable[..., DiagramScene]
    Golden = Callable[..., None]

GOLDENS = Path(__file__).resolve().parents[2] / "goldens"
STEPS = 20
FAR, FEW = 48, 0.0006  # a pixel that differs by so much is another one; this share of them may be
WIDTH, LEVEL = 450, 17  # golden pictures are half as wide as what is drawn, in 16 steps a colour: small files


def model_of(cell: Cell, units: int, inputs: int, outputs: int = 0) -> tuple[Model, NDArray[np.float64]]:
    """A model with random weights, those of the cell the same with and without an output, and 20 random steps."""
    rng = np.random.default_rng(3)
    model = Model(cell, inputs=inputs, units=units, outputs=outputs, dtype="float64", seed=1)
    own = len(model.flat) - outputs * (units + 1)
    model.flat[:own] = rng.normal(size=own)
    x = rng.choice([0.0, 1.0], size=(STEPS, inputs))
    model.flat[own:] = rng.normal(size=outputs * (units + 1))
    return model, x


@pytest.fixture
def traced() -> Traced:
    """Give a function that runs a cell on 20 random steps: (cell, units, inputs) -> trace."""

    def run(cell: Cell, units: int, inputs: int, clamps: tuple[Clamp, ...] = ()) -> Trace:
        model, x = model_of(cell, units, inputs)
        with np.errstate(over="ignore", invalid="ignore"):  # some cells grow without end
            return model.run(x, held(clamps, STEPS, model.sizes))

    return run


@pytest.fixture
def graded() -> Graded:
    """Give a function that gives the gradients of a random loss on the same run: (cell, units, inputs) -> gradient."""

    def run(cell: Cell, units: int, inputs: int, clamps: tuple[Clamp, ...] = ()) -> LayerGradient:
        model, x = model_of(cell, units, inputs, 1)
        y = np.random.default_rng(4).normal(size=(STEPS, 1))
        clamp = held(clamps, STEPS, model.sizes)
        trace = model.run(x, clamp)
        return LayerGradient(cell.graph, trace.cell(0), model.gradients(x, y, clamp=clamp).adjoints(0))

    return run


@pytest.fixture
def scenes(dressed: QApplication, traced: Traced, graded: Graded) -> Scenes:
    """Give a function that builds the scene of a cell and shows step 12 of a run.

    ``backward``: the gradients of it; ``clamps``: what is held, the run without beside it; ``other``: a cell beside it.
    """
    assert dressed
    kept: list[DiagramScene] = []

    def build(
        cell: Cell,
        units: int = 8,
        inputs: int = 3,
        theme: Theme = LIGHT,
        cursor: int = 12,
        *,
        backward: bool = False,
        clamps: tuple[Clamp, ...] = (),
        other: Cell | None = None,
    ) -> DiagramScene:
        beside = other or (cell if clamps else None)
        scene = DiagramScene(cell, Sizes(units, inputs, ghosts=beside is not None), theme, 1.85)
        said = "step 12 “set”: unit 3 kept 73 % of +1.29 and wrote +0.05"
        shown = (graded if backward else traced)(cell, units, inputs, clamps)
        scene.hold(clamps)
        if beside is not None:
            name = "original" if other is None else other.title
            was = graded(beside, units, inputs) if backward else traced(beside, units, inputs).cell(0)
            scene.compare(Original(beside, name, was))
        with np.errstate(over="ignore", invalid="ignore"):
            scene.show_step(shown, cursor, min(2, units - 1), steps=STEPS, label="set", sentence=said)
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
