"""What a task gives to look at can be followed in every cell, and finds the unit that goes with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, first_study, load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.card import FAMILIES
from lstm_studio.formats.study import read_study
from lstm_studio.session.bench import Bench
from lstm_studio.session.state import State
from lstm_studio.session.verbs import sights
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.panels import PANELS

if TYPE_CHECKING:
    from lstm_studio.core.trace import Trace

CELLS = ("lstm", "gru", "rnn", "lstm-nfg", "forget-gate", "janet")
WALK = Sequence(frozen(np.random.default_rng(3).normal(size=(30, 2))), ("a", "b"))


def opened(task: str, cell: str = "lstm") -> tuple[State, Trace]:
    study = new_study(task, load_cell(cell), WALK if task == "own" else None)
    return State(study), Bench(study.cell, study.sizes).run(study.parameters, study.sequence, ())


def places() -> list[tuple[str, int]]:
    return [(name, place) for name, task in TASKS.items() for place in range(len(task.sights))]


@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_something_to_look_at_and_a_shelf(name: str) -> None:
    task = TASKS[name]
    assert task.sights
    assert task.family in FAMILIES
    assert len({sight.says for sight in task.sights}) == len(task.sights)


@pytest.mark.parametrize(("name", "place"), places())
def test_a_sight_can_be_followed_in_every_cell(name: str, place: int) -> None:
    sight = TASKS[name].sights[place]
    assert sight.says[0].isupper()
    assert not sight.says.endswith(".")
    assert set(sight.panels) <= {row.name for row in PANELS}
    for cell in CELLS:
        before, trace = opened(name, cell)
        after = sights.see(before, place, trace)
        assert after.study is before.study, "looking changes nothing"
        assert after.view.node in {*before.study.cell.graph.by_text, "y"}
        if sight.step is not None:
            assert 1 <= after.view.cursor <= before.study.sequence.steps
        if sight.course is not None:
            course = np.asarray(sight.course(before.study.sequence, before.study.options), dtype=np.float64)
            assert course.shape == (before.study.sequence.steps,)
            assert "r = " in after.run.message or "no unit" in after.run.message


def test_the_unit_that_remembers_the_spikes_is_selected_with_its_gate() -> None:
    """In the first study; held against NumPy's correlation over the target of the task."""
    study = read_study(first_study())
    trace = Model.of(study.cell, study.sizes, study.parameters).run(study.sequence.values)
    target = study.sequence.target
    assert target is not None
    alike = [abs(np.corrcoef(trace["c"][:, unit], target[:, 0])[0, 1]) for unit in range(study.sizes.units)]
    remembers, holds, stands = (sights.see(State(study), place, trace).view for place in range(3))
    best = int(np.argmax(alike))
    assert (remembers.node, remembers.unit, remembers.curves) == ("c", best, (best,))
    assert max(alike) > 0.9
    assert (holds.node, holds.unit) == ("f", remembers.unit)
    first = int(study.sequence.values[:, :2].any(axis=1).argmax())
    assert stands.cursor == first + 1


@pytest.mark.parametrize("cell", cell_names())
def test_what_keeps_and_what_writes_is_found_in_every_cell(cell: str) -> None:
    graph = load_cell(cell).graph
    for node in ("state", "keep", "write", "output", "nothing that a cell has"):
        assert sights.value_of(graph, (node,)) in graph.by_text
    if cell in ("lstm", "gru", "mgu"):
        wanted = {"lstm": ("f", "i"), "gru": ("z", "1 - z"), "mgu": ("1 - f", "f")}[cell]
        assert (sights.value_of(graph, ("keep",)), sights.value_of(graph, ("write",))) == wanted


def test_a_value_by_its_name_comes_first() -> None:
    assert sights.value_of(load_cell("lstm").graph, ("s", "o", "state")) == "o"


def test_what_cannot_be_looked_at_is_said() -> None:
    before, trace = opened("adding")
    with pytest.raises(ValueError, match="there is no number 9"):
        sights.see(before, 8, trace)
    with pytest.raises(ValueError, match="still computed"):
        sights.see(before, 0, None)


def test_where_no_unit_moves_it_is_said() -> None:
    before, _trace = opened("adding")
    still = before.study.replace(parameters=frozen(np.zeros_like(before.study.parameters)))
    trace = Model.of(still.cell, still.sizes, still.parameters).run(still.sequence.values)
    assert "no unit of c moves" in sights.see(replace(before, study=still), 0, trace).run.message


def test_what_stands_in_the_window_is_added_to_and_nothing_is_hidden() -> None:
    before, trace = opened("adding")
    told = before.with_view(panels=("loss", "states"), raised=("loss",))
    after = sights.see(told, 0, trace).view
    assert after.panels == ("loss", "states", "output")
    assert after.raised == ("loss", "output", "states"), "the first one comes to the front last"
    assert sights.see(before, 0, trace).view.panels == (), "without a window nothing is arranged"


def test_a_new_study_of_words_reads_them_through_an_embedding() -> None:
    form = TASKS["sentiment"].form
    sizes = opened("sentiment")[0].study.sizes
    assert (sizes.symbols, sizes.inputs) == (form.inputs, form.embedding)
    assert form.embedding > 0


def test_what_the_model_answers_is_selected_where_it_has_an_output() -> None:
    before, trace = opened("sine")
    place = next(at for at, sight in enumerate(TASKS["sine"].sights) if sight.nodes == ("output",))
    assert sights.see(before, place, trace).view.node == "y"
    bare = before.with_study(sizes=replace(before.study.sizes, outputs=0))
    assert sights.see(bare, place, trace).view.node == "h"


def test_a_unit_that_only_happens_to_be_nearest_is_said_to_be_no_more() -> None:
    before, trace = opened("spike-latch")
    sight = replace(TASKS["spike-latch"].sights[0], course=lambda sequence, _options: noise(sequence.steps))
    assert (
        np.abs([np.corrcoef(trace["c"][:, unit], noise(50))[0, 1] for unit in range(8)]).max() < sights.CLEAR
    )
    task = replace(TASKS["spike-latch"], sights=(sight,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TASKS, "spike-latch", task)
        assert "none does so clearly" in sights.see(before, 0, trace).run.message


def noise(steps: int) -> np.ndarray:
    return np.random.default_rng(4).normal(size=steps)


def test_the_cursor_leaves_the_place_before_the_first_input_and_no_other() -> None:
    before, trace = opened("adding")
    sight = TASKS["adding"].sights[1]
    assert sight.course is not None
    marker = np.flatnonzero(sight.course(before.study.sequence, before.study.options))
    assert sights.see(before, 1, trace).view.cursor == marker[0] + 1
    assert sights.see(before.with_view(cursor=7), 1, trace).view.cursor == 7
