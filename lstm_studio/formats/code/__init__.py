"""A model as a short program, one row a language: what was designed here trains elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.formats.code.keras_code import keras_code
from lstm_studio.formats.code.latex_code import latex_code
from lstm_studio.formats.code.numpy_code import numpy_code
from lstm_studio.formats.code.pytorch_code import pytorch_code
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["LANGUAGES", "code"]

LANGUAGES: dict[str, Callable[[Cell, Sizes], str]] = {
    "pytorch": pytorch_code,
    "keras": keras_code,
    "numpy": numpy_code,
    "latex": latex_code,
}
"""Language -> what writes it."""


def code(cell: Cell, sizes: Sizes, language: str) -> str:
    """Give a program that computes the model. Raises ValueError for a language that there is not."""
    if language not in LANGUAGES:
        sentence = _("no code is written in “{language}”; expected one of {known}")
        raise ValueError(sentence.format(language=language, known=", ".join(LANGUAGES)))
    sizes.check(cell)
    return LANGUAGES[language](cell, sizes)
