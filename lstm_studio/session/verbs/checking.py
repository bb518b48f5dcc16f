"""The check of the model: begun, how far, ended. It changes no study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.core.sizes import named
from lstm_studio.parity.report import placed, worst
from lstm_studio.session.state import Check
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.parity.report import Report
    from lstm_studio.session.state import State

__all__ = ["begun", "ended", "failed", "told"]


def begun(state: State) -> State:
    """A check of the study as it is now has begun; the last report stays until there is a new one."""
    return state.with_run(
        check=replace(state.run.check, running=True, of=state.study, done=0, whole=0, next="")
    )


def told(state: State, done: int, whole: int, what: str) -> State:
    """It has done so many parts of the whole and works on ``what``."""
    if not state.run.check.running:
        return state
    return state.with_run(check=replace(state.run.check, done=done, whole=whole, next=what))


def failed(state: State, why: str) -> State:
    """It gave nothing, for a reason of one sentence; the last report stays."""
    text = _("nothing was checked: {why}").format(why=why)
    return state.with_run(check=replace(state.run.check, running=False, failure=why), message=text)


def ended(state: State, report: Report | None = None) -> State:
    """It has come to its end with a report, or was broken off."""
    check = state.run.check
    if report is None:
        return state.with_run(check=replace(check, running=False))
    at = worst(report.gradient)
    text = (
        _("the check passed; worst relative error of the gradient: {error}, at {place}")
        if report.passed
        else _("the check MISSED a bar; worst relative error of the gradient: {error}, at {place}")
    )
    said = _("the model has no parameters")
    if at:
        said = text.format(error=at.said, place=placed(replace(at, name=named(at.name))))
    return state.with_run(check=Check(report=report, study=check.of), message=said)
