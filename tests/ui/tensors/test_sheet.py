"""The sheet: every card in its place, and in a file nothing beyond the edge of what is in sight."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtSvg import QSvgGenerator
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell, load_notation
from lstm_studio.core.model import Model
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.models import format_of
from lstm_studio.ui.tensors.card import laid_out
from lstm_studio.ui.tensors.laid import Laid, Tensor, of_format
from lstm_studio.ui.tensors.sheet import Sheet
from lstm_studio.ui.tensors.words import Telling

KINDS = [".safetensors", ".onnx", ".weights.h5"]


def laid(ending: str, sizes: Sizes) -> tuple[Laid, Telling]:
    cell = load_cell("lstm")
    model = Model(
        cell, sizes.inputs, sizes.units, sizes.outputs, sizes.layers, sizes.directions, sizes.symbols
    )
    arranged = format_of(Path(ending)).room.places(cell, sizes)
    return of_format(arranged, model.parameters), Telling(
        cell, sizes, Lettering.of(cell.graph, load_notation("greff"))
    )


@pytest.mark.parametrize("ending", KINDS)
@pytest.mark.parametrize("wide", [200, 300, 640, 1200])
@pytest.mark.parametrize(
    "sizes", [Sizes(1, 1), Sizes(3, 8, 1), Sizes(6, 64, 5, 2, 2, 20)], ids=["one", "few", "many"]
)
def test_cards_overlap_nothing_and_keep_within_the_sheet(ending: str, wide: int, sizes: Sizes) -> None:
    tensors = laid(ending, sizes)[0].tensors
    heads = dict.fromkeys((tensor.name for tensor in tensors), 150.0)
    cards = laid_out(tensors, heads, wide, 120.0)
    for place, card in enumerate(cards):
        assert card.rect.right() <= wide
        assert card.rect.contains(card.map)
        assert not any(card.rect.intersects(other.rect) for other in cards[:place])
        for box in card.tensor.boxes:
            assert card.rect.adjusted(-1, -1, 1, 1).contains(card.name_of(box))
            assert card.upright is False or card.name_of(box).height() >= 12


@pytest.mark.parametrize("ending", KINDS)
def test_each_cell_is_found_where_it_is_drawn(ending: str) -> None:
    tensors = laid(ending, Sizes(3, 4, 2, 1, 2))[0].tensors
    for card in laid_out(tensors, dict.fromkeys((tensor.name for tensor in tensors), 90.0), 500.0, 200.0):
        for at, box in enumerate(card.tensor.boxes):
            for row, column in ((box.top, box.left), (box.bottom - 1, box.right - 1)):
                middle = card.place(
                    box._replace(top=row, bottom=row + 1, left=column, right=column + 1)
                ).center()
                assert card.cell_at(middle.x(), middle.y()) == (row, column)
                assert card.block_at(middle.x(), middle.y()) == at
        assert card.cell_at(card.map.right() + 3, card.map.top()) is None


def test_a_drawing_in_a_file_ends_at_the_edge_of_the_sheet(qtbot: QtBot) -> None:
    sheet = Sheet()
    qtbot.addWidget(sheet)
    sheet.resize(400, 150)
    sheet.show_tensors(*laid(".safetensors", Sizes(3, 8, 1)))
    with qtbot.waitExposed(sheet):
        sheet.show()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(QSize(400, 150))
    drawing.setViewBox(QRectF(0, 0, 400, 150))
    sheet.render(drawing)
    svg = bytes(buffer.data().data()).decode()
    assert ">lstm.weight_ih_l0<" in svg
    assert "<image" in svg  # what is cut off
    lowest = [float(found) for found in re.findall(r'<text [^>]*\by="([-\d.]+)"', svg)]
    assert max(lowest) <= 150
    assert ">lstm.bias_hh_l0<" not in svg


def test_what_has_no_values_is_shown_all_the_same(qtbot: QtBot) -> None:
    sheet = Sheet()
    qtbot.addWidget(sheet)
    telling = laid(".safetensors", Sizes(1, 1))[1]
    empty = [np.zeros((0, 3)), np.zeros(()), np.zeros((2, 0, 4)), np.array([np.nan, np.inf]), np.array([1j])]
    tensors = [Tensor(str(at), array.shape, "kind", array.nbytes, ()) for at, array in enumerate(empty)]
    sheet.show_tensors(Laid(tuple(tensors), lambda name: empty[int(name)]), telling)
    sheet.resize(700, 400)
    with qtbot.waitExposed(sheet):
        sheet.show()
    assert [card.tensor.name for card in sheet.cards] == ["0", "1", "2", "3", "4"]
    assert not sheet.grab().isNull()
