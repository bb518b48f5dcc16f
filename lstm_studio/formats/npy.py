"""NumPy's .npy -> Sequence: (T,) or (T, D) numbers. The header is read here: nothing is ever unpickled.

Source: NumPy Enhancement Proposal 1, versions 1.0 to 3.0 of the format.
"""

from __future__ import annotations

import math
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.limits import LARGEST, channel_names, fits
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAGIC", "read_array", "read_npy", "write_array"]

MAGIC = b"\x93NUMPY"

_KIND = rb"(\|b1|\|[iu]1|[<>][iu][248]|[<>]f[248])"
_SHAPE = rb"\((\d{1,9}),(?: ?(\d{1,9}),?)?\)"
_HEADER = re.compile(
    rb"\{'descr': '%s', 'fortran_order': (True|False), 'shape': %s, ?\}\s*" % (_KIND, _SHAPE)
)


def read_npy(content: bytes, title: str = "") -> Sequence:
    """Read an array of numbers as a sequence. Raises ValueError with a sentence."""
    kind, order, shape, body = _opened(content)
    if 0 in shape:
        raise ValueError(_("the array is empty; expected one step or more"))
    fits(shape[0], shape[1] if len(shape) > 1 else 1)
    values = _filled(kind, order, shape, body).reshape(shape[0], -1)
    wrong = ~(np.abs(values) <= LARGEST)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        sentence = _("row {row}, column {column}: found {found}, expected a finite number up to {most:g}")
        raise ValueError(
            sentence.format(row=row + 1, column=column + 1, found=values[row, column], most=LARGEST)
        )
    return Sequence(frozen(values), channel_names(values.shape[1]), title=title)


def read_array(content: bytes) -> NDArray[np.float64]:
    """Read an array (n,) or (n, m) of numbers, read-only. Raises ValueError with a sentence."""
    return frozen(_filled(*_opened(content)))


def write_array(values: NDArray[np.float64]) -> bytes:
    """Give the bytes of an array as NumPy writes them."""
    file = BytesIO()
    np.lib.format.write_array(file, values, version=(1, 0), allow_pickle=False)
    return file.getvalue()


def _opened(content: bytes) -> tuple[np.dtype[Any], Literal["C", "F"], tuple[int, ...], bytes]:
    """Give kind, order, shape and body. Nothing of the shape is believed yet."""
    wide = content[6:7] in {b"\x02", b"\x03"}
    start = 12 if wide else 10
    length = int.from_bytes(content[8:start], "little")
    header = _HEADER.fullmatch(content[start : start + length]) if content.startswith(MAGIC) else None
    if header is None or content[6:7] not in {b"\x01", b"\x02", b"\x03"}:
        raise ValueError(
            _("this is no .npy file of numbers; expected an array (T,) or (T, D) of plain numbers")
        )
    kind = np.dtype(header[1].decode("ascii"))
    shape = tuple(int(size) for size in (header[3], header[4]) if size is not None)
    return kind, "F" if header[2] == b"True" else "C", shape, content[start + length :]


def _filled(
    kind: np.dtype[Any], order: Literal["C", "F"], shape: tuple[int, ...], body: bytes
) -> NDArray[np.float64]:
    if len(body) != math.prod(shape) * kind.itemsize:
        sentence = _("the array has {found} bytes; its header promises {wanted}")
        raise ValueError(sentence.format(found=len(body), wanted=math.prod(shape) * kind.itemsize))
    raw = np.frombuffer(body, dtype=kind).reshape(shape, order=order)
    with np.errstate(invalid="ignore", over="ignore"):
        return raw.astype(np.float64)
