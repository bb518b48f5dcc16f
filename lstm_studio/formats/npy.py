"""NumPy's .npy -> Sequence: (T,) or (T, D) numbers. The header is read here: nothing is ever unpickled.

Source: NumPy Enhancement Proposal 1, versions 1.0 to 3.0 of the format.
"""

from __future__ import annotations

import re

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.limits import LARGEST, channel_names, fits
from lstm_studio.words import _

__all__ = ["MAGIC", "read_npy"]

MAGIC = b"\x93NUMPY"

_KIND = rb"(\|b1|\|[iu]1|[<>][iu][248]|[<>]f[248])"
_SHAPE = rb"\((\d{1,9}), ?(\d{1,9})?,?\)"
_HEADER = re.compile(
    rb"\{'descr': '%s', 'fortran_order': (True|False), 'shape': %s, ?\}\s*" % (_KIND, _SHAPE)
)


def read_npy(content: bytes, title: str = "") -> Sequence:
    """Read an array of numbers. Raises ValueError with a sentence."""
    wide = content[6:7] in {b"\x02", b"\x03"}
    start = 12 if wide else 10
    length = int.from_bytes(content[8:start], "little")
    header = _HEADER.fullmatch(content[start : start + length]) if content.startswith(MAGIC) else None
    if header is None or content[6:7] not in {b"\x01", b"\x02", b"\x03"}:
        raise ValueError(
            _("this is no .npy file of numbers; expected an array (T,) or (T, D) of plain numbers")
        )
    kind = np.dtype(header[1].decode("ascii"))
    steps, channels = int(header[3]), int(header[4] or b"1")
    if not steps or not channels:
        raise ValueError(_("the array is empty; expected one step or more"))
    fits(steps, channels)
    body = content[start + length :]
    if len(body) != steps * channels * kind.itemsize:
        sentence = _("the array has {found} bytes; its header promises {wanted}")
        raise ValueError(sentence.format(found=len(body), wanted=steps * channels * kind.itemsize))
    raw = np.frombuffer(body, dtype=kind).reshape(
        (steps, channels), order="F" if header[2] == b"True" else "C"
    )
    with np.errstate(invalid="ignore", over="ignore"):
        values = raw.astype(np.float64)
    wrong = ~(np.abs(values) <= LARGEST)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        sentence = _("row {row}, column {column}: found {found}, expected a finite number up to {most:g}")
        raise ValueError(
            sentence.format(row=row + 1, column=column + 1, found=values[row, column], most=LARGEST)
        )
    return Sequence(frozen(values), channel_names(channels), title=title)
