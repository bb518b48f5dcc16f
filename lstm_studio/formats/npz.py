"""NumPy's .npz -> sequences, an array each: (T,) or (T, D) numbers.

Two arrays that are called x and y, or inputs and targets, belong together: the second holds what is to be answered at
each step, NaN where nothing is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.limits import BYTES
from lstm_studio.formats.npy import read_array, read_npy
from lstm_studio.formats.zipped import unzipped
from lstm_studio.words import _

__all__ = ["PAIRS", "is_npz", "read_npz"]

SUFFIX = ".npy"
PAIRS = {"x": "y", "X": "y", "inputs": "targets", "input": "target"}
"""The name of an array of inputs -> that of its targets."""


def is_npz(content: bytes) -> bool:
    """Tell whether the first entry of a zip is an array."""
    length = int.from_bytes(content[26:28], "little")
    return content[30 : 30 + length].endswith(SUFFIX.encode()) and b"study.json" not in content


def read_npz(content: bytes, title: str = "") -> tuple[Sequence, ...]:
    """Read the sequences of a file. Raises ValueError naming the array."""
    parts = unzipped(content, _most, _("this is no .npz file of arrays, or it is damaged"))
    arrays = {name.removesuffix(SUFFIX): part for name, part in parts.items()}
    if not arrays:
        raise ValueError(_("the file has no array; expected one or more"))
    answers = {PAIRS[name] for name in arrays if PAIRS.get(name) in arrays}
    found = []
    for name, part in arrays.items():
        if name in answers:
            continue
        try:
            called = title if len(arrays) - len(answers) == 1 else f"{title} {name}".strip()
            sequence = read_npy(part, called)
        except ValueError as error:
            raise ValueError(_("“{array}”: {why}").format(array=name, why=error)) from error
        wanted = PAIRS.get(name)
        found.append(sequence if wanted not in arrays else _answered(sequence, wanted, arrays[wanted]))
    return tuple(found)


def _most(part: str) -> int:
    if not part.endswith(SUFFIX):
        sentence = _("“{part}” is no array; expected arrays alone, as NumPy writes them")
        raise ValueError(sentence.format(part=part))
    return BYTES


def _answered(sequence: Sequence, name: str, part: bytes) -> Sequence:
    try:
        target = read_array(part)
    except ValueError as error:
        raise ValueError(_("“{array}”: {why}").format(array=name, why=error)) from error
    target = target.reshape(len(target), -1)
    if len(target) != sequence.steps:
        sentence = _("“{array}” has {found} steps; expected {wanted}, as the inputs have")
        raise ValueError(sentence.format(array=name, found=len(target), wanted=sequence.steps))
    blank = np.isnan(target)
    if np.isinf(target).any() or (blank.any(axis=1) & ~blank.all(axis=1)).any() or blank.all():
        sentence = _("“{array}” is not finite; expected numbers, and NaN at steps of which nothing is asked")
        raise ValueError(sentence.format(array=name))
    asked = tuple(f"{name}[{place}]" for place in range(1, target.shape[1] + 1))
    return replace(
        sequence, target=frozen(np.nan_to_num(target)), weight=frozen(~blank.any(axis=1)), asked=asked
    )
