"""How a study is looked at is no change of it, stands in its file, and is taken up when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.check import LONGEST_NOTES
from lstm_studio.core.study import Look
from lstm_studio.formats.study import bytes_of, study_of
from lstm_studio.session.rows import ROWS
from lstm_studio.session.session import Session
from lstm_studio.session.state import HABITS, State, View
from lstm_studio.session.verbs import looking, selection, shelf, sizes, transport
from lstm_studio.session.verbs.studies import new_study

LOOK = Look(
    12, 3, (1, 3), "f * c_prev", 1, 1, backward=True, plotted=("i * g",), panels=("lens",), raised=("lens",)
)


@pytest.fixture
def session() -> Iterator[Session]:
    opened = Session(new_study("spike-latch", load_cell("lstm")), ROWS)
    yield opened
    opened.close()


def deep(session: Session) -> None:
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)


def test_a_look_goes_through_a_file_and_comes_back(session: Session) -> None:
    deep(session)
    session.glance(lambda state: state.with_view(**asdict(LOOK)))
    found = study_of(bytes_of(looking.looked(session.state)))
    assert found.look == LOOK
    session.begin(new_study("adding", load_cell("gru")))
    assert (session.state.view.cursor, session.state.view.node) == (0, "")
    session.begin(found)
    assert looking.look_of(session.state) == LOOK
    assert not session.unsaved


def test_looking_is_no_change(session: Session) -> None:
    session.do(transport.go, 9)
    session.do(selection.select_unit, 4)
    session.glance(looking.lay, ("lens", "values"), ("values",))
    assert not session.unsaved
    assert session.history.past is None
    assert looking.looked(session.state).look == Look(
        9, 4, (4,), panels=("lens", "values"), raised=("values",)
    )


def test_a_study_without_a_look_leaves_the_panels_where_they_are(session: Session) -> None:
    session.glance(looking.lay, ("lens",), ())
    session.begin(new_study("adding", load_cell("gru")))
    assert session.state.view.panels == ("lens",)
    bare = new_study("adding", load_cell("gru")).replace(look=Look(cursor=3))
    session.begin(bare)
    assert (session.state.view.cursor, session.state.view.panels) == (3, ("lens",))


def test_a_look_at_what_is_not_there_is_brought_to_what_is(session: Session) -> None:
    strange = Look(
        999,
        99,
        (-1, 2, 99, 2, 2),
        "W_none",
        9,
        5,
        plotted=("none", "f", "f"),
        panels=("of later",),
        raised=("no",),
    )
    session.begin(session.state.study.replace(look=strange))
    view = session.state.view
    assert (view.cursor, view.unit, view.curves, view.node) == (50, 7, (2,), "")
    assert (view.layer, view.direction, view.plotted) == (0, 0, ("f",))


def test_every_field_of_a_look_is_one_of_the_view() -> None:
    view = View()
    for name in looking.LOOK:
        assert getattr(Look(), name) == getattr(view, name), name
    assert {"panels", "raised"} <= set(HABITS)


def test_typed_notes_are_undone_in_groups(session: Session) -> None:
    for text in ("W", "Wh", "Why"):
        session.drag("notes", looking.set_notes, text)
    session.seal()
    session.drag("notes", looking.set_notes, "Why not?")
    assert session.undo_name == "typing of notes"
    session.undo()
    assert session.state.study.notes == "Why"
    session.undo()
    assert session.state.study.notes == ""
    with pytest.raises(ValueError, match="notes have 1000001 characters"):
        session.do(looking.set_notes, "x" * (LONGEST_NOTES + 1))


def test_notes_and_what_is_kept_stay_while_models_come_and_go(session: Session) -> None:
    session.do(looking.set_notes, "keep me")
    session.do(shelf.keep_model, "one")
    session.do(sizes.set_units, 3)
    session.do(shelf.bring_model, 0)
    assert session.state.study.notes == "keep me"
    state: State = replace(session.state)
    assert len(state.study.models) == 2
