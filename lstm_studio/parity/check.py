"""A whole check: the gradient against central differences, then every runtime that is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from lstm_studio.catalogue import load_cell
from lstm_studio.core.differences import differences
from lstm_studio.formats.onnx.operators import OPERATORS
from lstm_studio.parity.report import Answer, Figure, Report, number
from lstm_studio.parity.subject import subject_of
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.differences import Difference
    from lstm_studio.core.study import Study
    from lstm_studio.parity.subject import Subject


Told: TypeAlias = "Callable[[int, int, str], None]"
"""Hears (parts done, all parts, what comes next)."""

__all__ = ["Told", "checked", "standard"]

PYTORCH = ("lstm", "gru", "rnn")
RUNTIMES = 2  # a part of the work each, as every parameter is


def checked(study: Study, seed: int = 0, told: Told = lambda _done, _whole, _what: None) -> Report:
    """Check the model of a study; ``told(done, whole, what comes next)``. Raises ValueError with a sentence."""
    subject = subject_of(study, seed)
    whole = len(subject.model.parameters) + RUNTIMES
    each = differences(subject.model, subject.x, subject.y, subject.most, seed, subject.loss)
    rows: list[Figure] = []
    for name in subject.model.parameters:
        told(len(rows), whole, _("the gradient of {name}").format(name=name))
        rows.append(_figure(next(each)))
    told(len(rows), whole, "PyTorch")
    answers = list(_by_pytorch(subject))
    told(whole - 1, whole, "onnxruntime")
    answers += _by_onnxruntime(subject)
    title = study.cell.title or study.cell.name
    return Report(title, subject.said, tuple(rows), tuple(answers))


def _figure(row: Difference) -> Figure:
    ours, theirs = number(row.ours), number(row.theirs)
    return Figure(row.name, number(row.error), row.index, ours, theirs, row.entries, row.looked, row.kinks)


def standard(cell: Cell, names: Collection[str]) -> str | None:
    """Give the name of the built-in cell with the same equations, None where there is none among ``names``."""
    return next((name for name in names if load_cell(name).equations == cell.equations), None)


def _by_pytorch(subject: Subject) -> list[Answer]:
    if find_spec("torch") is None:
        return [_missing("equations", "PyTorch", "torch")]
    try:
        # Within the function: an optional package, and slow to load.
        from lstm_studio.parity.pytorch import by_equations, by_layer
    except (ImportError, OSError) as error:
        return [_unloadable("equations", "PyTorch", error)]
    name = standard(subject.cell, PYTORCH)
    return [by_equations(subject), *([by_layer(subject, name)] if name else [])]


def _by_onnxruntime(subject: Subject) -> list[Answer]:
    if find_spec("onnxruntime") is None or find_spec("onnx") is None:
        return [_missing("graph", "onnxruntime", "onnx onnxruntime")]
    try:
        # Within the function: an optional package, and slow to load.
        from lstm_studio.parity.onnxruntime import by_equations, by_operator
    except (ImportError, OSError) as error:
        return [_unloadable("graph", "onnxruntime", error)]
    try:
        answer = by_equations(subject)
    except ValueError as error:  # an operation that ONNX is not known to have
        answer = Answer("graph", "onnxruntime", note=str(error))
    name = standard(subject.cell, OPERATORS)
    own = (
        by_operator(subject, name)
        if name
        else Answer("operator", _("onnxruntime operator"), note=_("ONNX has none for this cell"))
    )
    return [answer, own]


def _missing(kind: str, runtime: str, packages: str) -> Answer:
    return Answer(kind, runtime, note=_("not installed: pip install {packages}").format(packages=packages))


def _unloadable(kind: str, runtime: str, error: Exception) -> Answer:
    said = " ".join(str(error).split())
    return Answer(kind, runtime, note=_("could not be loaded: {why}").format(why=said), failed=True)
