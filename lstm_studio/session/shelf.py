"""What a study keeps beside what is shown: names that are free, which one is shown, and what each of them is."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.sizes import said_widths
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from lstm_studio.core.study import Kept, Sequence, Study

__all__ = [
    "called",
    "free_name",
    "model_compared",
    "model_shown",
    "said_model",
    "said_sequence",
    "sequence_shown",
]


FEW = 64  # values that are looked at first


def model_shown(study: Study) -> int | None:
    """Give the place of the model that is kept and shown, None where the shown one is not kept as it is."""
    return next((at for at, kept in enumerate(study.models) if _same_model(study, kept)), None)


def _same_model(study: Study, kept: Kept) -> bool:
    if (study.cell, study.sizes, study.edits) != (kept.cell, kept.sizes, kept.edits):
        return False
    return _alike(study.parameters, kept.parameters)


def model_compared(study: Study) -> int | None:
    """Give the place of the model that is kept and compared with, None for none."""
    against = study.against
    if against is None or not against.apart:
        return None
    for at, kept in enumerate(study.models):
        same = (against.name, against.cell, against.edits) == (kept.name, kept.cell, kept.edits)
        if same and _alike(against.parameters, kept.parameters):
            return at
    return None


def sequence_shown(study: Study) -> int | None:
    """Give the place of the sequence that is kept and shown, None where the shown one is not kept as it is."""
    shown = study.sequence
    for at, kept in enumerate(study.sequences):
        if (shown.channels, shown.text) == (kept.channels, kept.text) and _alike(shown.values, kept.values):
            return at
    return None


def _alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Tell whether two arrays hold the same; asked at every update of a training, when most differ from the start."""
    if one is other:
        return True
    return np.array_equal(one[:FEW], other[:FEW]) and np.array_equal(one, other)


def free_name(base: str, taken: Iterable[str]) -> str:
    """Give a name that none of those taken is: the base itself, or with a number from 2 behind it."""
    names = set(taken)
    if base not in names:
        return base
    numbered = (_("{name} {number}").format(name=base, number=number) for number in count(2))
    return next(name for name in numbered if name not in names)


def called(name: str, taken: Iterable[str]) -> str:
    """Give a name as it was typed, without spaces around it. Raises ValueError where there is none, or it is taken."""
    name = " ".join(name.split())
    if not name:
        raise ValueError(_("the name is empty; expected some letters"))
    if name in taken:
        sentence = _("another one is called “{name}”; expected a name that none has")
        raise ValueError(sentence.format(name=name))
    return name


def said_model(kept: Kept) -> str:
    """Say what a kept model is: its cell and how large it is."""
    sizes = kept.sizes
    units = ngettext("{n} unit", "{n} units", max(sizes.every)).format(n=said_widths(sizes))
    said = [kept.cell.title or kept.cell.name, units]
    if sizes.layers > 1:
        said.append(_("{n} layers").format(n=sizes.layers))
    if sizes.directions > 1:
        said.append(_("both directions"))
    updates = kept.record.update
    if updates:
        said.append(ngettext("{n} update", "{n} updates", updates).format(n=updates))
    if kept.edits:
        said.append(ngettext("{n} edit", "{n} edits", len(kept.edits)).format(n=len(kept.edits)))
    return " · ".join(said)


def said_sequence(sequence: Sequence) -> str:
    """Say how large a sequence is."""
    steps, channels = sequence.values.shape
    said = ngettext("{count} step", "{count} steps", steps).format(count=steps)
    return f"{said} · {ngettext('{count} channel', '{count} channels', channels).format(count=channels)}"
