"""``run``: every named value of a sequence as CSV, one row a step; steps and units count from 1."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.commands.source import state_of
from lstm_studio.core.edits import entering, run_edited
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.files import write_file

if TYPE_CHECKING:
    from argparse import Namespace

    from numpy.typing import NDArray

    from lstm_studio.core.study import Study

__all__ = ["act", "columns"]


def act(arguments: Namespace) -> int:
    """Write the values to a file, or print them for "-"."""
    named = columns(state_of(arguments).study, arguments.dtype or "float64")
    table = np.concatenate(list(named.values()), axis=1)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    heads = (f"{name}[{unit}]" for name, values in named.items() for unit in range(1, values.shape[1] + 1))
    rows.writerow(["step", *heads])
    rows.writerows([step, *row] for step, row in enumerate(table.tolist(), start=1))
    if arguments.csv == "-":
        sys.stdout.write(text.getvalue())
        sys.stdout.flush()
    else:
        write_file(Path(arguments.csv), text.getvalue().encode("utf-8"))
    return 0


def columns(study: Study, dtype: str = "float64") -> dict[str, NDArray[np.float64]]:
    """Give name -> values (T, n): the input, every named value of every layer and direction, the output."""
    sizes, sequence = study.sizes, study.sequence
    x = entering(sequence, sizes, study.edits)
    trace = run_edited(Model.of(study.cell, sizes, study.parameters, dtype), sequence, study.edits)
    found = {"x": np.asarray(x, np.float64).reshape(len(x), -1)}
    for number, layer in enumerate(trace.layers):
        for direction, one in enumerate(filter(None, (layer, layer.reverse))):
            found |= {prefix(sizes, number, direction) + name: one[name] for name in study.cell.graph.named}
    if trace.y is not None:
        found["y"] = trace.y
    return found
