"""A file of a trained model as what a command works on: what it leaves open is picked by ``--pick``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lstm_studio.formats.models import open_file
from lstm_studio.formats.picked import ChoiceError
from lstm_studio.session.opening import study_of
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lstm_studio.core.study import Sequence, Study

__all__ = ["ROLES", "picked", "to_pick", "trained"]

ROLES = ("embedding", "readout", "recurrent", "nonlinearity")


def trained(path: Path, picks: Iterable[str], sequence: Sequence | None = None) -> Study:
    """Give the study of a model from a file, and say what was translated or left out on the error output.

    ``picks`` are "role=name", "role=" for none. Raises ValueError with a sentence.
    """
    try:
        opened = open_file(path, **picked(picks))
    except ChoiceError as asked:
        raise ValueError(f"{path.name}: {to_pick(asked)}") from asked
    for note in opened.notes:
        print(f"{path.name}: {note}", file=sys.stderr)
    return study_of(opened, sequence)


def to_pick(asked: ChoiceError) -> str:
    """Say what a file leaves open, and what to add to the command."""
    sentence = _("{question}; add --pick {role}={name} or another of them")
    return sentence.format(question=asked.question, role=asked.role, name=asked.candidates[0][0])


def picked(picks: Iterable[str]) -> dict[str, str]:
    """Give what was picked as ``open_file`` takes it. Raises ValueError for what is none of the roles."""
    found = {}
    for text in picks:
        role, sign, name = text.partition("=")
        if role not in ROLES or not sign:
            sentence = _(
                "--pick is “{text}”; expected what is open and a name, such as readout=fc: one of {roles}"
            )
            raise ValueError(sentence.format(text=text, roles=", ".join(ROLES)))
        found[role] = name
    return found
