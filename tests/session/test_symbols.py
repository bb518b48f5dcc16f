"""What symbols and outputs are called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.session.symbols import answers, seen
from lstm_studio.session.verbs.studies import new_study


@pytest.mark.parametrize(
    ("task", "names"),
    [
        ("temporal-order", ("XX", "XY", "YX", "YY")),
        ("an-bn", ("a", "b", "T")),
        ("embedded-reber", ("B", "T", "P", "S", "X", "V", "E")),
        ("spike-latch", ()),
        ("adding", ()),
    ],
)
def test_outputs_are_called_by_the_task_or_like_the_symbols_that_are_read(
    task: str, names: tuple[str, ...]
) -> None:
    study = new_study(task, load_cell("gru"))
    assert answers(study.sequence, study.sizes, task) == names


def test_other_outputs_than_those_of_the_task_have_no_names() -> None:
    study = new_study("temporal-order", load_cell("gru"))
    assert answers(study.sequence, replace(study.sizes, outputs=3), study.task) == ()
    assert answers(study.sequence, replace(study.sizes, outputs=0), "adding") == ()


def test_a_space_is_seen() -> None:
    assert (seen(" "), seen("a"), seen("")) == ("␣", "a", "")
