"""``inspect``: a cell's equations, what is read off them, and the number of parameters; or a file of a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.catalogue import cell_names
from lstm_studio.commands.source import state_of
from lstm_studio.commands.tensors import laid_out
from lstm_studio.core.check import check_sizes
from lstm_studio.core.counting import counted
from lstm_studio.core.sizes import said_widths
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.models import is_model, open_file
from lstm_studio.formats.picked import ChoiceError
from lstm_studio.session.shelf import said_model, said_sequence
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Study

__all__ = ["act", "described", "kept", "tallied"]


def act(arguments: Namespace) -> int:
    """Print the cell, then its parameters for the sizes of the study or those that were given.

    Of a file of a model print what is in it.
    """
    if is_model(Path(arguments.what)):
        print("\n".join(laid_out(Path(arguments.what), arguments.pick)))
        return _compared(arguments.what, arguments.pick) if arguments.check else 0
    if arguments.check:
        raise ValueError(
            _("--check is for a file of a model; a study is held against others by: check STUDY")
        )
    state = state_of(arguments)
    if _is_sequence(arguments.what):
        sentence = _("“{file}” is a sequence; expected a study, a cell, a task or a file of a model")
        raise ValueError(sentence.format(file=arguments.what))
    study = state.study
    given = {name: getattr(arguments, name) for name in ("inputs", "outputs", "symbols")}
    sizes = replace(study.sizes, **{name: value for name, value in given.items() if value is not None})
    check_sizes(sizes, study.cell)
    beside = kept(study) if arguments.what else []
    print("\n".join([*described(study.cell), "", *tallied(study.cell, sizes), *beside]))
    return 0


def _is_sequence(what: str) -> bool:
    """Whether something is taken for a sequence, of which there is nothing to say here."""
    return bool(what) and what not in (*TASKS, *cell_names()) and Path(what).suffix not in {".lstm", ".toml"}


def kept(study: Study) -> list[str]:
    """Give lines that say what a study keeps beside its model and its sequence, and its notes; none for nothing."""
    rows = [(row.name, said_model(row)) for row in study.models]
    rows += [(row.title, said_sequence(row)) for row in study.sequences]
    wide = max((len(name) for name, _said in rows), default=0)
    lines = ["", _("kept:"), *(f"  {name:{wide}}  {said}" for name, said in rows)] if rows else []
    return [*lines, *(["", *study.notes.rstrip().splitlines()] if study.notes.strip() else ())]


def _compared(file: str, picks: Iterable[str]) -> int:
    """Print how far the runtime of its kind is from what was read of a file; give 1 where it is too far."""
    # Within the function: printing what is in a file needs no part of it.
    from lstm_studio.commands.trained import picked, to_pick
    from lstm_studio.parity.asking import asked
    from lstm_studio.parity.exchange import Asked

    print()
    given = picked(picks)
    try:
        open_file(Path(file), **given)
    except ChoiceError as question:
        print(_("not compared: {why}").format(why=to_pick(question)))
        return 1
    answer = asked(Asked(str(Path(file).resolve()), picked=given))
    print(answer.sentence)
    return 0 if answer.passed else 1


def described(cell: Cell) -> list[str]:
    """Give lines that say what a cell is."""
    graph = cell.graph
    options = ", ".join(f"{key} {value}" for key, value in cell.options.items())
    lines = [f"{cell.title or cell.name} ({cell.name}{'; ' if options else ''}{options})"]
    lines += [cell.source] * bool(cell.source)
    lines.append("")
    for name in graph.named:
        lines.append(f"  {name} = {graph.expression(name)}")
        if name in cell.meaning:
            lines.append(f"      {cell.meaning[name]}")
    lines += ["", _("states: {names}").format(names=", ".join(graph.states) or "–")]
    for state in graph.states:
        keep = graph.keep(state)
        if keep is not None:
            bias = keep.bias and ("−" if keep.sign < 0 else "") + keep.bias
            text = _("{state} keeps {factor} of its last value; keep bias: {bias}")
            lines.append(text.format(state=state, factor=keep.text, bias=bias or _("none")))
    return lines


def tallied(cell: Cell, sizes: Sizes) -> list[str]:
    """Give a line for each parameter with its shape and count, and the sums of the parts."""
    count = counted(cell, sizes)
    rows = [row for _part, _gate, row in count.rows]
    wide = max((len(row.name) for row in rows), default=0)
    text = _("parameters for {inputs} inputs and {units} units:")
    lines = [text.format(inputs=sizes.inputs, units=said_widths(sizes))]
    lines += [f"  {row.name:{wide}}  {' × '.join(map(str, row.shape)):>12}  {row.count:>9}" for row in rows]
    sums = [(_("cell"), count.sum("layer"))]
    if sizes.outputs:
        sums += [(_("readout"), count.sum("readout")), (_("cell and readout"), count.sum("layer", "readout"))]
    if sizes.symbols:
        sums.append((_("embedding, counted apart"), count.sum("embedding")))
    layers = [part for part in count.parts if part.kind == "layer"]
    whole = " + ".join(part.formula() for part in layers)
    text = _("cell: {formula} = {sum}")
    return [
        *lines,
        *(f"  {label + ':':{wide + 14}}  {total:>9}" for label, total in sums),
        *([text.format(formula=whole, sum=count.sum("layer"))] if len(layers) == 1 else []),
    ]
