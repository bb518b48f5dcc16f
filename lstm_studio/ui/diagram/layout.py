"""Where each part of a cell stands: the text grid of a cell file, read and checked.

A grid is a text that looks like the picture: one line a row, its cells split by ``|``. A cell is

==============  ==========================================================================================
empty           nothing
``f``           the part of a named value
``=i * g``      the part of an expression, in any spelling of it
``>c_prev``     a port: what enters (``>x``, ``>c_prev``) or leaves (``>c``, ``>h``)
``~x``          a hint: the wire of this value comes through this empty cell
==============  ==========================================================================================

Ports stand on the four edges of the grid, in a row or column that holds nothing else; the frame of the cell runs
inside of them. A value that leaves may have several ports. All parts and ports of the cell stand in the grid once.
Columns and rows are as wide and high as what they hold, so an empty one costs nothing, and the wires between the
parts follow from the equations: without a hint each takes the shortest way with the fewest bends. For example::

            |             |          |
    >h_prev |             | ~h_prev  | >h
            | h           |          |
            | >x          |          |

A cell without a grid is laid out in layers, see :mod:`lstm_studio.ui.diagram.layers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lstm_studio.core.language.equations import EquationError, parse_expression
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.core.language.graph import Graph

__all__ = ["Grid", "Port", "read_grid"]

MARKS = "=>~"
MOST_CELLS = 4_000


@dataclass(frozen=True, slots=True)
class Port:
    """A place where a wire crosses the frame: ``value`` enters or leaves at ``side`` left, right, top or bottom."""

    key: str
    value: str
    side: str
    entering: bool


@dataclass
class Grid:
    """Rows and columns: ``parts`` key -> (row, column), ``ports`` port -> place, ``hints`` (key, row, column)."""

    rows: int
    columns: int
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    ports: dict[Port, tuple[int, int]] = field(default_factory=dict)
    hints: list[tuple[str, int, int]] = field(default_factory=list)

    def edge(self, side: str) -> bool:
        """Whether ports stand on a side."""
        return any(port.side == side for port in self.ports)


def read_grid(text: str, graph: Graph, scheme: Scheme) -> Grid:
    """Read a text grid. Raises ValueError with line and column of the grid for what is wrong in it."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    grid = Grid(len(rows), max(map(len, rows)))
    if grid.rows * grid.columns > MOST_CELLS:
        raise ValueError(_("the diagram has more than {most} cells").format(most=MOST_CELLS))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell:
                try:
                    _place(grid, graph, scheme, cell, row, column)
                except ValueError as error:
                    raise _wrong(row, column, str(error)) from error
    _complete(grid, scheme)
    _check_edges(grid)
    return grid


def _wrong(row: int, column: int, why: str) -> ValueError:
    place = _("diagram, line {line}, column {column}: {why}")
    return ValueError(place.format(line=row + 1, column=column + 1, why=why))


def _place(grid: Grid, graph: Graph, scheme: Scheme, cell: str, row: int, column: int) -> None:
    mark, name = (cell[0], cell[1:].strip()) if cell[0] in MARKS else ("", cell)
    if mark == ">":
        port = _port(grid, scheme, name, row, column)
        grid.ports[port] = (row, column)
        return
    key = _known(graph, scheme, name, mark)
    if mark == "~":
        grid.hints.append((key, row, column))
        return
    if scheme.parts[key].kind == "input":
        raise ValueError(_("“{name}” enters the cell; expected a port, >{name}").format(name=name))
    if key in grid.parts:
        first = grid.parts[key]
        sentence = _("“{name}” stands in line {line}, column {column} already")
        raise ValueError(sentence.format(name=name, line=first[0] + 1, column=first[1] + 1))
    grid.parts[key] = (row, column)


def _known(graph: Graph, scheme: Scheme, name: str, mark: str) -> str:
    """Give the key of a part by its name or expression."""
    key = name
    if mark == "=":
        try:
            key = graph.text_of(parse_expression(name))
        except EquationError as error:
            raise ValueError(error.sentence) from error
    if key not in scheme.parts:
        sentence = _("there is no part “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=name, known=", ".join(_spelled(scheme))))
    return key


def _spelled(scheme: Scheme) -> Iterator[str]:
    """The parts as a grid names them."""
    for part in scheme.parts.values():
        mark = ">" if part.kind == "input" else "" if part.named else "="
        yield mark + part.key


def _port(grid: Grid, scheme: Scheme, name: str, row: int, column: int) -> Port:
    entering = name in scheme.inputs
    if not entering and name not in scheme.outputs:
        known = ", ".join(">" + port for port in (*scheme.inputs, *scheme.outputs))
        sentence = _("“{name}” neither enters nor leaves the cell; expected one of {known}")
        raise ValueError(sentence.format(name=name, known=known))
    sides = {
        "left": column == 0,
        "right": column == grid.columns - 1,
        "bottom": row == grid.rows - 1,
        "top": row == 0,
    }
    found = [side for side, there in sides.items() if there]
    if not found:
        raise ValueError(_("a port stands on an edge of the diagram; “{name}” does not").format(name=name))
    before = [port for port in grid.ports if port.value == name]
    if entering and before:
        raise ValueError(_("“{name}” enters twice").format(name=name))
    return Port(f">{name}" + "'" * len(before), name, found[0], entering)


def _complete(grid: Grid, scheme: Scheme) -> None:
    """Raise ValueError where the grid lacks a part or a port."""
    there = {port.value for port in grid.ports}
    missing = [port for port in (*scheme.inputs, *scheme.outputs) if port not in there]
    lacking = [">" + name for name in missing]
    lacking += [
        name
        for name, part in zip(_spelled(scheme), scheme.parts.values(), strict=True)
        if part.kind != "input" and part.key not in grid.parts
    ]
    if lacking:
        raise ValueError(
            _("the diagram lacks {what}; each stands in it once").format(what=", ".join(lacking))
        )


def _check_edges(grid: Grid) -> None:
    """Raise ValueError where a row or column of ports holds something else."""
    edges = {
        "left": (1, 0),
        "right": (1, grid.columns - 1),
        "top": (0, 0),
        "bottom": (0, grid.rows - 1),
    }
    inside = [*grid.parts.items(), *((key, (row, column)) for key, row, column in grid.hints)]
    for side, (axis, line) in edges.items():
        for key, place in inside if grid.edge(side) else ():
            if place[axis] == line:
                sentence = _("“{name}” stands among the ports of the {side} edge")
                raise _wrong(*place, sentence.format(name=key, side=side))
