"""Runs side by side: models that are drawn by other seeds, cells and starts, and trained one after the other.

Plain functions, for window and command line alike: ``planned`` says what is to be trained, ``begin`` what the engine is
told, ``absorbed`` what comes of a report.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.check import MOST_KEPT, check_start
from lstm_studio.core.checkpoints import thinned
from lstm_studio.core.fit import Job
from lstm_studio.core.init import draw
from lstm_studio.core.sizes import sized
from lstm_studio.core.study import UNTRAINED, Start, brought, frozen, kept_of
from lstm_studio.session.report import Begin
from lstm_studio.session.shelf import free_name
from lstm_studio.session.state import State
from lstm_studio.session.verbs.training import absorb_progress
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Kept, Study
    from lstm_studio.session.report import Report

__all__ = [
    "STARTS",
    "Series",
    "Way",
    "absorbed",
    "begin",
    "opened",
    "planned",
    "said_solved",
    "said_start",
    "solved_at",
]

MOST_SEEDS = 50
MOMENTS = 2 * 2**20  # bytes of the checkpoints of a run: many runs are kept


class Way(NamedTuple):
    """A way to draw parameters; the span of chrono and the seed are those of the study."""

    scheme: str
    keep: float | str | None

    def start(self, like: Start) -> Start:
        """Give the start, with the span and the seed of another one."""
        return replace(like, scheme=self.scheme, keep=self.keep)


STARTS: dict[str, Way] = {
    "uniform": Way("uniform", None),
    "uniform-1": Way("uniform", 1.0),
    "chrono": Way("uniform", "chrono"),
    "glorot": Way("glorot", None),
    "glorot-1": Way("glorot", 1.0),
    "glorot-chrono": Way("glorot", "chrono"),
}
"""The starts that can be held against each other, by name."""
USUAL = "uniform"  # said where nothing else is
SCHEMES = {"uniform": _("uniform"), "glorot": _("Glorot")}


def said_start(start: Start | Way) -> str:
    """Say how parameters are drawn, in few words: "uniform", "keep bias 1", "Glorot, chrono"."""
    scheme = SCHEMES[start.scheme]
    if start.keep is None:
        return scheme
    keep = (
        _("chrono") if start.keep == "chrono" else _("keep bias {number:g}").format(number=float(start.keep))
    )
    return keep if start.scheme == USUAL else f"{scheme}, {keep}"


@dataclass(frozen=True, eq=False)
class Series:
    """Models that are trained one after the other.

    ``plan``: all of them, as they are drawn; ``done`` of them have been trained. ``now``: the study with the one that
    is at work and what it has reached. ``spent`` seconds went into those that are done, ``left`` the seconds to the end
    of all, NaN when unknown; ``rate`` updates a second.
    """

    plan: tuple[Kept, ...]
    now: Study
    done: int = 0
    spent: float = 0.0
    rate: float = 0.0
    left: float = math.nan

    @property
    def over(self) -> bool:
        """Whether all are trained."""
        return self.done == len(self.plan)

    @property
    def name(self) -> str:
        """The name of the one at work."""
        return self.plan[min(self.done, len(self.plan) - 1)].name

    @property
    def share(self) -> float:
        """How much of all is done, 0 … 1."""
        record = self.now.record
        part = record.update / record.updates if record.updates and not self.over else 0.0
        return (self.done + part) / len(self.plan)


def planned(
    study: Study, cells: Sequence[Cell] = (), starts: Iterable[Start] = (), seeds: int = 5
) -> tuple[Kept, ...]:
    """Give models of every cell, start and seed, as they are drawn; the study's own where none are given.

    All have the sizes and the training of the study, and its seeds and those that follow, of start and batches alike.
    Those that differ by their seeds alone are one series. A cell without a keep bias starts alike with and without one,
    and is trained once. Raises ValueError for sizes that a cell cannot have, and for
    more models than a study keeps.
    """
    if not 1 <= seeds <= MOST_SEEDS:
        sentence = _("there are {given} seeds; expected 1 to {most}")
        raise ValueError(sentence.format(given=seeds, most=MOST_SEEDS))
    cells, starts = tuple(cells) or (study.cell,), tuple(starts) or (study.start,)
    number, room = len(cells) * len(starts) * seeds, MOST_KEPT - len(study.models)
    if number > room:
        sentence = _(
            "these are {given} runs, and the study has room for {room}; remove some, or choose fewer"
        )
        raise ValueError(sentence.format(given=number, room=room))
    names, groups = [kept.name for kept in study.models], {kept.series for kept in study.models}
    plan: list[Kept] = []
    for cell in cells:
        sizes = sized(cell, study.sizes)
        sizes.check(cell)
        known: list[NDArray[np.float64]] = []  # the first draws of every start
        for start in starts:
            check_start(start)
            first = draw(cell, sizes, start)
            if any(np.array_equal(first, other) for other in known):
                continue
            known.append(first)
            group = _group(f"{cell.title or cell.name}, {said_start(start)}", groups)
            groups.add(group)
            for number in range(seeds):
                begun = replace(start, seed=start.seed + number)
                seeded = _("{name}, seed {seed}").format(name=group, seed=begun.seed)
                names.append(free_name(seeded if seeds > 1 else group, names))
                one = study.replace(
                    cell=cell,
                    sizes=sizes,
                    parameters=frozen(draw(cell, sizes, begun)),
                    start=begun,
                    training=replace(study.training, seed=study.training.seed + number),
                    edits=(),
                    opened=None,
                    record=UNTRAINED,
                )
                plan.append(replace(kept_of(one, names[-1]), series=group))
    return tuple(plan)


def _group(base: str, taken: set[str]) -> str:
    """Give a name for a series that none has."""
    names = (_("{name}, series {number}").format(name=base, number=number) for number in count(2))
    return base if base not in taken else next(name for name in names if name not in taken)


def opened(study: Study, plan: tuple[Kept, ...]) -> Series:
    """Give a series of which nothing is trained yet."""
    return Series(plan, _at_work(study, plan[0]))


def _at_work(study: Study, kept: Kept) -> Study:
    return brought(study, kept).replace(models=())


def begin(series: Series, number: int) -> Begin:
    """Give what the engine is told, to train the one at work."""
    return Begin(number, Job.of(series.now))


def absorbed(series: Series, report: Report) -> tuple[Series, Kept | None]:
    """Give the series after a report of the run at work, and the model that it has trained, None as long as it goes on.

    A run that broke off is trained as far as it came.
    """
    now = absorb_progress(State(series.now), report).study
    record, left = now.record, report.left
    if report.state != "idle":
        each = (series.spent + record.seconds + left) / (series.done + 1)
        after = left + each * (len(series.plan) - series.done - 1)
        return replace(series, now=now, rate=report.rate, left=after), None
    planned = series.plan[series.done]
    size = 4 * max(record.checkpoints[0].parameters.size, 1) if record.checkpoints else 1
    trained = replace(
        planned,
        parameters=now.parameters,
        record=replace(record, checkpoints=thinned(record.checkpoints, MOMENTS // size)),
    )
    done, spent = series.done + 1, series.spent + record.seconds
    after = spent / done * (len(series.plan) - done)
    following = now if done == len(series.plan) else _at_work(series.now, series.plan[done])
    return replace(series, now=following, done=done, spent=spent, rate=0.0, left=after), trained


def solved_at(kept: Iterable[Kept]) -> list[float]:
    """Give the update at which each was solved, infinite where it was not."""
    return [math.inf if row.record.solved is None else float(row.record.solved) for row in kept]


def said_solved(kept: Sequence[Kept]) -> str:
    """Say how many of some runs were solved, and at which update in the middle."""
    places = solved_at(kept)
    solved = sum(map(math.isfinite, places))
    said = _("{solved} of {runs} solved").format(solved=solved, runs=len(places))
    middle = float(np.median(places)) if 2 * solved > len(places) else math.inf
    if math.isfinite(middle):
        said += _(", in the middle at update {update:.0f}").format(update=middle)
    return said
