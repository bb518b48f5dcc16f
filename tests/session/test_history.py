from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.history import MOST_STEPS, History

if TYPE_CHECKING:
    from lstm_studio.core.study import Study


def test_back_and_forth(study: Study) -> None:
    history: History[Study] = History()
    one, two = study.replace(title="one"), study.replace(title="two")
    assert (history.past, history.future) == (None, None)
    assert history.back(study) is study
    history.record(study, "first act", "")
    history.record(one, "second act", "")
    assert history.past == "second act"
    assert history.back(two) is one
    assert (history.past, history.future) == ("first act", "second act")
    assert history.back(one) is study
    assert history.forth(study) is one
    assert history.forth(one) is two
    assert history.forth(two) is two


def test_a_step_that_came_back_is_never_merged_into(study: Study) -> None:
    history: History[Study] = History()
    history.record(study, "training", "run 1")
    after = study.replace(title="after")
    history.forth(history.back(after))
    history.record(after, "training", "run 1")
    assert history.back(study.replace(title="later")) is after


def test_the_list_has_an_end(study: Study) -> None:
    history: History[Study] = History()
    for number in range(MOST_STEPS + 50):
        history.record(study.replace(title=str(number)), "act", "")
    now, steps = study, 0
    while history.past is not None:
        now, steps = history.back(now), steps + 1
    assert steps == MOST_STEPS
    assert now.title == "50"


def test_any_act_can_be_gone_to(study: Study) -> None:
    history: History[Study] = History()
    studies = [study.replace(title=str(number)) for number in range(5)]
    for number, before in enumerate(studies[:-1]):
        history.record(before, f"act {number}", "")
    now = studies[-1]
    for place in (1, 4, 0, 3, 3, 99, -1, 2):
        now = history.go(now, place)
        wanted = min(max(place, 0), 4)
        assert now is studies[wanted]
        assert history.place == wanted
        assert history.names == ("act 0", "act 1", "act 2", "act 3")
        assert all(one is other for one, other in zip(history.states(now), studies, strict=True))
