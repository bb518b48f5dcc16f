"""Schedules against PyTorch's, and what joins them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from lstm_studio.core.schedule import SCHEDULES, share

UPDATES = 60
THEIRS: dict[str, tuple[str, dict[str, Any]]] = {
    "constant": ("ConstantLR", {"factor": 1.0}),
    "step": ("StepLR", {"gamma": 0.3, "step_size": 7}),
    "exponential": ("ExponentialLR", {"gamma": 0.3 ** (1 / 7)}),
    "cosine": ("CosineAnnealingLR", {"T_max": UPDATES}),
}


def walked(kind: str, settings: dict[str, Any]) -> list[float]:
    """The rates of PyTorch's schedule, of a rate of 1."""
    torch = pytest.importorskip("torch")
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = getattr(torch.optim.lr_scheduler, kind)(optimiser, **settings)
    found = []
    for _update in range(UPDATES):
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return found


@pytest.mark.oracle
@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_goes_as_pytorchs(name: str) -> None:
    mine = [share(name, update, factor=0.3, period=7, total=UPDATES) for update in range(UPDATES)]
    assert mine == pytest.approx(walked(*THEIRS[name]), abs=1e-12)


@pytest.mark.oracle
def test_a_warm_up_rises_as_pytorchs() -> None:
    theirs = walked("LinearLR", {"start_factor": 1 / 12, "total_iters": 11})
    mine = [share("constant", update, warm_up=12) for update in range(UPDATES)]
    assert mine == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_begins_at_the_whole_rate_after_its_warm_up(name: str) -> None:
    settings: dict[str, Any] = {"factor": 0.3, "period": 7, "total": UPDATES}
    assert share(name, 9, warm_up=10, **settings) == 1.0
    plain = [share(name, update, **settings) for update in range(UPDATES)]
    late = [
        share(name, update, **{**settings, "warm_up": 10, "total": UPDATES + 10})
        for update in range(10, UPDATES + 10)
    ]
    assert late == plain
    assert plain[0] == 1.0
    assert plain == sorted(plain, reverse=True)


def test_a_cosine_ends_at_nothing_and_stays_there() -> None:
    assert share("cosine", 50, total=100) == pytest.approx(0.5)
    assert share("cosine", 100, total=100) == pytest.approx(0.0, abs=1e-15)
    assert share("cosine", 150, total=100) == pytest.approx(0.0, abs=1e-15)
    assert math.isclose(share("cosine", 25, total=100), 0.5 * (1 + math.sqrt(0.5)))


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(ValueError, match="“sine”; expected one of constant, step"):
        share("sine", 0)
    with pytest.raises(ValueError, match="needs an end"):
        share("cosine", 0)
