"""What another program computes from a file of the model: asked, and answered. It changes no study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.state import Parity

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.parity.report import Answer
    from lstm_studio.session.state import State

__all__ = ["answered", "asked", "broken_off"]


def asked(state: State, of: str, said: str = "") -> State:
    """Another program is asked about the file ``of``; ``said`` is what was done with that before."""
    parity = state.run.parity
    return state.with_run(
        parity=Parity(True, of, parity.answer, parity.study), message=said or state.run.message
    )


def answered(state: State, answer: Answer, study: Study, said: str = "") -> State:
    """It has answered for the model of ``study``; ``said`` is what was done with the file before."""
    parted = "; " if said else ""
    return state.with_run(
        parity=Parity(answer=answer, study=study), message=f"{said}{parted}{answer.sentence}"
    )


def broken_off(state: State) -> State:
    """Nobody waits for it any more; the last answer stays."""
    parity = state.run.parity
    return state.with_run(parity=Parity(answer=parity.answer, study=parity.study))
