"""Edits, comparisons and changes of the model in any order: no way leads to a study that cannot be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.check import check_study
from lstm_studio.core.edits import run_edited
from lstm_studio.core.insight.presets import PRESETS
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import layout, sized
from lstm_studio.formats.study import bytes_of, study_of
from lstm_studio.session.engine import Report
from lstm_studio.session.open import open_session
from lstm_studio.session.original import is_original
from lstm_studio.session.verbs import (
    cell,
    comparison,
    constant_gates,
    edit_table,
    parameters,
    selection,
    sequence,
    shelf,
    sizes,
    task,
    training,
    transport,
    what_if,
)
from lstm_studio.session.verbs.studies import new_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QCoreApplication

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State

OWN = Cell(
    "mine",
    {
        "k": "sigmoid(W_k @ x + R_k @ h_prev + p_k * c_prev + b_k)",
        "c": "k * c_prev + (1 - k) * tanh(W @ x + b)",
        "s": "0.5 * s_prev + relu(c)",
        "h": "softplus(c) + s / (1 + s * s)",
    },
)
STARTS = ("lstm", "gru", "lstm-peephole-full", "janet", "rnn", "mine")
ACTS = 300


def cell_of(name: str) -> Cell:
    return OWN if name == "mine" else load_cell(name)


class Monkey:
    """What a person may do, drawn at random; of places and numbers some are not there."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.rng = np.random.default_rng(seed)

    @property
    def state(self) -> State:
        return self.session.state

    def one_of(self, rows: Any) -> Any:
        rows = tuple(rows)
        return rows[int(self.rng.integers(len(rows)))]

    def whole(self, first: int, last: int) -> int:
        return int(self.rng.integers(first, last + 1))

    def number(self) -> float:
        return float(self.one_of((0.0, 1.0, -1.0, 0.37, -2.5, 40.0, self.rng.normal(), math.nan, math.inf)))

    @property
    def wide(self) -> int:
        return self.state.study.sizes.units_of(self.state.view.layer)

    def units(self) -> tuple[int, ...]:
        most = self.wide
        ways: tuple[tuple[int, ...], ...] = ((), (self.whole(0, most),), tuple(range(0, most, 2)))
        return ways[self.whole(0, 2)]

    def steps(self) -> tuple[int, int] | None:
        most = self.state.study.sequence.steps
        at = self.whole(-1, most)
        spans: tuple[tuple[int, int] | None, ...] = (None, (at, at), (at, at + self.whole(0, 5)), (-1, -1))
        return spans[self.whole(0, 3)]

    def value(self) -> str:
        return str(self.one_of((*self.state.study.cell.graph.named, "x", "f", "nothing")))

    def hold(self) -> tuple[Any, ...]:
        return what_if.hold, self.value(), self.number(), self.units(), self.steps()

    def release(self) -> tuple[Any, ...]:
        return what_if.release, self.value(), self.units(), self.steps()

    def row(self) -> int:
        return self.whole(0, len(self.state.study.edits) + len(edit_table.weights(self.state.study)))

    def write(self) -> tuple[Any, ...]:
        field = self.one_of(edit_table.FIELDS)
        texts = (self.value(), "1", "all", "2–4", "2-", "0", "", "1 3", "5", "−0.5", "1/0", "a", "start")
        return edit_table.write, self.row(), field, self.one_of(texts)

    def weight(self) -> tuple[Any, ...]:
        study = self.state.study
        name, span = self.one_of(layout(study.cell, study.sizes).items())
        place = tuple(self.whole(0, most) for most in span.shape)
        return what_if.set_weight, name, place, self.number()

    def state_of(self) -> tuple[Any, ...]:
        study = self.state.study
        unit, step = self.whole(0, self.wide), self.whole(0, study.sequence.steps)
        return what_if.set_state, self.one_of(study.cell.graph.states), unit, step, self.number()

    def symbol(self) -> tuple[Any, ...]:
        return (
            what_if.set_symbol,
            self.whole(1, self.state.study.sequence.steps),
            self.one_of((None, 0, 1, 9)),
        )

    def bits(self) -> tuple[Any, ...]:
        bits = tuple(int(bit) for bit in self.rng.integers(0, 2, self.wide))
        return constant_gates.set_forget_vector, bits, self.steps()

    def progress(self) -> tuple[Any, ...]:
        learnt = self.state.study.parameters + 0.01 * self.rng.normal(size=self.state.study.parameters.size)
        update = self.state.study.record.update + 1
        losses = np.array([[float(update), 0.5]])
        return training.absorb_progress, Report(1, "running", update, update + 1, losses, parameters=learnt)

    def kept(self) -> int:
        return self.whole(0, len(self.state.study.models))

    def acts(self) -> tuple[Callable[[], tuple[Any, ...]], ...]:
        one = self.one_of
        return (
            self.hold, self.hold, self.hold, self.release, self.write, self.write, self.weight, self.weight,
            self.state_of, self.symbol, self.bits, self.progress,
            lambda: (edit_table.add_row,),
            lambda: (edit_table.remove, [self.row()]),
            lambda: (edit_table.move, self.row(), 0.03),
            lambda: (what_if.clear_all,),
            lambda: (constant_gates.hold_gates, one(PRESETS), self.units(), self.steps()),
            lambda: (comparison.compare, one(cell_names())),
            lambda: (comparison.compare_with, OWN),
            lambda: (comparison.stop_comparing,),
            lambda: (cell.set_cell, cell_of(one(STARTS))),
            lambda: (sizes.set_units, self.whole(1, 6)),
            lambda: (sizes.set_units, (self.whole(1, 6), self.whole(1, 6))),
            lambda: (sizes.set_layers, self.whole(1, 2)),
            lambda: (sizes.set_directions, self.whole(1, 2)),
            lambda: (sizes.set_embedding, self.whole(0, 3)),
            lambda: (sizes.set_bias, bool(self.whole(0, 1))),
            lambda: (sizes.set_readout, one(("h", "c"))),
            lambda: (sequence.set_text, "characters", one(("abcab", "hello", "aaab" * 3))),
            lambda: (sequence.set_text, "numbers", one(("1 2\n3 4\n5 6", "1\n0\n0\n1"))),
            lambda: (sequence.sample_task,),
            lambda: (task.set_task, one(("adding", "spike-latch", "own"))),
            lambda: (parameters.initialise,),
            lambda: (shelf.keep_model, one(("", "", "one", "two", " "))),
            lambda: (shelf.bring_model, self.kept()),
            lambda: (shelf.bring_model, self.kept()),
            lambda: (shelf.compare_kept, self.kept()),
            lambda: (shelf.compare_kept, self.kept()),
            lambda: (shelf.rename_model, self.kept(), one(("one", "two", "original", ""))),
            lambda: (shelf.duplicate_model, self.kept()),
            lambda: (shelf.remove_model, self.kept()),
            lambda: (shelf.keep_sequence,),
            lambda: (shelf.bring_sequence, self.whole(0, len(self.state.study.sequences))),
            lambda: (shelf.remove_sequence, self.whole(0, len(self.state.study.sequences))),
            lambda: (selection.toggle_backward,),
            lambda: (selection.enter, self.whole(0, 2), self.whole(0, 1)),
            lambda: (transport.go, self.whole(0, self.state.study.sequence.steps)),
            lambda: (transport.step_inside, one((1, -1))),
        )  # fmt: skip


def same_study(one: Study, other: Study) -> bool:
    return one == other or bytes_of(one) == bytes_of(other)


def check(session: Session) -> None:
    """Hold a study and what follows from it against what always must be."""
    study, scene = session.state.study, session.scene
    check_study(study)
    against = study.against
    original = against is not None and is_original(study)
    weighed = against is not None and not np.array_equal(study.parameters, against.parameters)
    changed = bool(study.edits) or (original and weighed)
    assert not study.edits or against is not None
    assert original <= changed, "an original stands beside a study that is the same"
    assert bool(what_if.clear_title(session.state)) == (not study.edits and against is None)
    fresh = run_edited(Model.of(study.cell, study.sizes, study.parameters), study.sequence, study.edits)
    assert scene.cell_trace is not None
    view = session.state.view
    shown = fresh.cell(view.layer, view.direction)
    assert {view.unit, *view.curves} <= set(range(study.sizes.units_of(view.layer)))
    for name in study.cell.graph.named:
        np.testing.assert_array_equal(scene.cell_trace[name], shown[name])
    if against is None:
        assert scene.ghost is None
        assert scene.parting is None
        assert scene.effect == ""
    else:
        beside = Model.of(against.cell, sized(against.cell, study.sizes), against.parameters)
        ghost = run_edited(beside, study.sequence, against.edits)
        assert scene.against_trace is not None
        np.testing.assert_array_equal(scene.against_trace.h, ghost.h)
        assert scene.effect
    assert scene.sentence or not session.state.view.cursor
    finite = np.isfinite(fresh.h).all()
    if session.state.view.backward and scene.cell_gradient is not None and finite:
        for name in study.cell.graph.named:
            assert np.isfinite(scene.cell_gradient[name]).all()


@pytest.mark.parametrize("start", STARTS)
def test_no_order_of_acts_leads_astray(start: str, qapp: QCoreApplication) -> None:
    seed = 1 + STARTS.index(start)
    study = new_study("spike-latch", cell_of(start))
    session = open_session(study, qapp)
    monkey = Monkey(session, seed)
    seen, refusals = [session.state.study], 0
    try:
        for at in range(ACTS):
            verb, *given = monkey.one_of(monkey.acts())()
            before = session.state.study
            failed = session.attempt(verb, *given)
            refusals += bool(failed)
            if failed:
                assert session.state.study is before, "a refused act has changed the study"
            if session.state.study is not seen[-1]:
                seen.append(session.state.study)
            if at % 3 == 0:
                check(session)
        assert len(seen) > ACTS / 3
        assert refusals < ACTS / 2
        reopened = study_of(bytes_of(session.state.study))
        assert bytes_of(reopened) == bytes_of(session.state.study)
        for wanted in reversed(seen[:-1]):
            session.undo()
            assert session.state.study is wanted, session.redo_name
        assert session.history.past is None
        for wanted in seen[1:]:
            session.redo()
            assert session.state.study is wanted
        session.do(what_if.clear_all)
        check(session)
        assert session.state.study.against is None
    finally:
        session.close()
