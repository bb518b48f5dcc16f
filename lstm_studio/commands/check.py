"""``check``: the gradient against central differences, values and gradients against PyTorch and onnxruntime."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.commands.source import state_of
from lstm_studio.commands.trained import picked
from lstm_studio.formats.models import is_model
from lstm_studio.parity.asking import asked
from lstm_studio.parity.check import checked
from lstm_studio.parity.exchange import Asked
from lstm_studio.parity.report import encoded, placed, stepped, worst
from lstm_studio.session.verbs.cell import set_cell
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from argparse import Namespace

    from lstm_studio.parity.check import Told
    from lstm_studio.parity.report import Answer, Figure, Report
    from lstm_studio.session.state import State

__all__ = ["act", "lines"]


def act(arguments: Namespace) -> int:
    """Print what was found; give 1 when something missed its bar."""
    if arguments.seed < 0:
        raise ValueError(
            _("--seed is {given}; expected a whole number, 0 or more").format(given=arguments.seed)
        )
    state = state_of(arguments)
    told = _tell if arguments.progress else _silent
    if arguments.all:
        return _all(state, arguments.seed, told)
    report = checked(state.study, arguments.seed, told)
    if is_model(Path(arguments.what)):
        answer = asked(
            Asked(str(Path(arguments.what).resolve()), picked=picked(arguments.pick), seed=arguments.seed)
        )
        report = report.beside(answer)
    if arguments.json:
        print(encoded(report).decode())
    else:
        print("\n".join(lines(report)))
    return 0 if report.passed else 1


def _silent(_done: int, _whole: int, _what: str) -> None:
    pass


def _tell(done: int, whole: int, what: str) -> None:
    print(f"{done}/{whole} {what}", file=sys.stderr, flush=True)


def _all(state: State, seed: int, told: Told) -> int:
    """Print a line for each built-in cell: the worst of the gradient and of each runtime."""
    cells = [load_cell(name) for name in cell_names()]
    wide = max(len(cell.title) for cell in cells)
    heads = (_("gradient"), "PyTorch", "torch.nn", "onnxruntime", _("operator"))
    print(" " * wide + "".join(f"{head:>13}" for head in heads))
    missed = 0
    for cell in cells:
        report = checked(set_cell(state, cell).study, seed, told)
        kinds = [
            [row for answer in report.answers if answer.kind == kind for row in answer.figures]
            for kind in ("equations", "layer", "graph", "operator")
        ]
        found = [worst(rows) for rows in (report.gradient, *kinds)]
        missed += not report.passed
        numbers = "".join(f"{row.said if row else '–':>13}" for row in found)
        print(f"{report.title:{wide}}{numbers}{'' if report.passed else '  ' + _('MISSED')}", flush=True)
    text = ngettext("{count} cell, {missed} missed a bar", "{count} cells, {missed} missed a bar", len(cells))
    print(text.format(count=len(cells), missed=missed))
    return 1 if missed else 0


def lines(report: Report) -> list[str]:
    """Give the lines of a report."""
    said = [f"{report.title}: {report.said}", ""]
    said.append(_("Gradient against central differences (float64; places count from 1)"))
    wide = max((len(row.name) for row in report.gradient), default=0)
    for row in report.gradient:
        looked = f"{row.looked} / {row.entries}" if row.looked < row.entries else str(row.entries)
        mark = "" if row.error <= report.within else "  " + _("MISSED")
        corners = _("{count} at a corner").format(count=row.kinks) if row.kinks else ""
        said.append(f"  {row.name:{wide}}  {looked:>12}  {row.said:>8}{mark}  {corners}".rstrip())
    at = worst(report.gradient)
    if at is not None:
        said.append(_verdict(_("worst: {place}").format(place=placed(at)), [at], report.within))
        text = _("  there the program says {ours:.9g}, the differences {theirs:.9g}")
        said.append(text.format(ours=at.ours, theirs=at.theirs))
    said.append("")
    for answer in report.answers:
        said += _answered(answer)
    return said


def _answered(answer: Answer) -> list[str]:
    name = answer.name
    if answer.of:
        return [answer.sentence]
    if answer.note:
        return [f"{name}: {answer.note}"]
    value, slope = worst(answer.values), worst(answer.gradients)
    said = []
    if value is not None:
        text = _("{runtime}: values, worst {place}")
        said.append(
            _verdict(text.format(runtime=name, place=stepped(value)), list(answer.values), answer.within)
        )
    if slope is not None:
        text = _("{runtime}: gradients, worst {place}")
        said.append(
            _verdict(text.format(runtime=name, place=placed(slope)), list(answer.gradients), answer.within)
        )
    return said


def _verdict(label: str, rows: list[Figure], within: float) -> str:
    at = max(rows, key=lambda row: row.error)
    text = (
        _("{label}: {error}, within {bar:.0e}")
        if at.error <= within
        else _("{label}: {error}, NOT within {bar:.0e}")
    )
    return text.format(label=label, error=at.said, bar=within)
