"""Small studies for the tests of the session."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Sequence, Study, frozen
from lstm_studio.session.state import State
from lstm_studio.session.verbs.studies import new_study


@pytest.fixture
def study() -> Study:
    """The spike latch with an LSTM of 8 units."""
    return new_study("spike-latch", load_cell("lstm"))


@pytest.fixture
def state(study: Study) -> State:
    """The study as it is opened."""
    return State(study)


@pytest.fixture
def two_channels() -> Sequence:
    """Six steps of two channels."""
    values = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.5, 0.5]])
    return Sequence(frozen(values), ("up", "down"))
