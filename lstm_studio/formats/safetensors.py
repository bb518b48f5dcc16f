"""Safetensors: the container in which PyTorch models travel. Nothing in it can run.

Source: the format's README, https://github.com/huggingface/safetensors: 8 bytes with the length of the header, the
header as JSON, name -> dtype, shape, data_offsets (from the end of the header), and the numbers, without a gap.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np

from lstm_studio.formats.limits import shown
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Tensors", "read_tensors", "widened", "write_tensors"]

HEADER = 2 * 1024 * 1024  # bytes; that of a model with ten thousand tensors is one megabyte
AXES = 8
LETTERS = 500  # of a name
LARGEST = 2**40
METADATA = "__metadata__"

KINDS = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1",
}  # fmt: skip
"""Kind of number -> NumPy's. BF16 is the upper half of F32, and NumPy has no word for it."""
NAMES = {kind: name for name, kind in KINDS.items() if name != "BF16"}


class _Entry(msgspec.Struct, frozen=True):
    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]


class Tensors(NamedTuple):
    """What a file holds: arrays by name, and what it says of itself.

    ``stored`` names the kind of number of those that NumPy has no word for: BF16 stands in uint16 as in the file, or,
    once ``widened``, in float32.
    """

    arrays: dict[str, NDArray[Any]]
    stored: dict[str, str]
    described: dict[str, str]


def read_tensors(content: bytes) -> Tensors:
    """Read all tensors, read-only views where NumPy has their kind. Raises ValueError with a sentence."""
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > len(content) - 8:
        raise ValueError(_("this is no safetensors file, or it is cut off within its header"))
    if length > HEADER:
        sentence = _("the header has {found} bytes; expected at most {most}")
        raise ValueError(sentence.format(found=length, most=HEADER))
    header = _header(content[8 : 8 + length])
    strange = [name for name in header if len(name) > LETTERS or not name.isprintable()]
    if strange:
        sentence = _("{name!r} is no name of a tensor; expected at most {most} letters that can be printed")
        raise ValueError(sentence.format(name=shown(strange[0]), most=LETTERS))
    described = _believed(header.pop(METADATA, {}), dict[str, str], METADATA)
    entries = {name: _believed(row, _Entry, name) for name, row in header.items()}
    body = memoryview(content)[8 + length :]
    _check_places(entries, len(body))
    arrays: dict[str, NDArray[Any]] = {}
    for name, entry in entries.items():
        start, stop = entry.data_offsets
        raw = np.frombuffer(body[start:stop], KINDS[entry.dtype]).reshape(entry.shape)
        arrays[name] = raw
    stored = {name: entry.dtype for name, entry in entries.items() if entry.dtype == "BF16"}
    return Tensors(arrays, stored, described)


def write_tensors(tensors: Tensors) -> bytes:
    """Give the bytes of a file, the tensors in their order.

    Those that were BF16 are again where all their numbers fit, and F32 otherwise.
    """
    header: dict[str, Any] = {METADATA: tensors.described} if tensors.described else {}
    parts: list[bytes] = []
    at = 0
    for name, array in tensors.arrays.items():
        kind, part = _narrowed(array) if name in tensors.stored else (NAMES[array.dtype.str], array.tobytes())
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, at + len(part)]}
        parts.append(part)
        at += len(part)
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)  # numbers begin at a multiple of eight
    return b"".join((len(text).to_bytes(8, "little"), text, *parts))


def _header(text: bytes) -> dict[str, Any]:
    wrong = _("the header of this safetensors file cannot be read: {why}")
    try:
        return msgspec.convert(json.loads(text.decode("utf-8"), object_pairs_hook=_once), dict[str, Any])
    except RecursionError:
        raise ValueError(wrong.format(why=_("it is nested too deeply"))) from None
    except ValueError as error:
        raise ValueError(wrong.format(why=error)) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("a name stands in it twice"))
    return found


def _believed(row: Any, kind: Any, name: str) -> Any:
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        sentence = _("what the header says of “{name}” cannot be read: {why}")
        raise ValueError(sentence.format(name=name, why=error)) from error


def _check_places(entries: Mapping[str, _Entry], size: int) -> None:
    """Refuse kinds that are not known, and shapes and places that are not those of the bytes that are there."""
    for name, entry in entries.items():
        if entry.dtype not in KINDS:
            sentence = _("“{name}” holds numbers of the kind {found}; expected one of {known}")
            raise ValueError(sentence.format(name=name, found=shown(entry.dtype), known=", ".join(KINDS)))
        sizes, (start, stop) = entry.shape, entry.data_offsets
        # A shape with a 0 has no bytes, whatever else it claims.
        most = math.prod(max(each, 1) for each in sizes) if len(sizes) <= AXES else math.inf
        if most > LARGEST or min(sizes, default=0) < 0:
            sentence = _("“{name}” has a shape that no array has; expected at most {most} sizes of 0 or more")
            raise ValueError(sentence.format(name=name, most=AXES))
        if not 0 <= start <= stop <= size:
            sentence = _(
                "“{name}” lies beyond the {size} bytes of numbers in the file: it is cut off or damaged"
            )
            raise ValueError(sentence.format(name=name, size=size))
        if stop - start != math.prod(sizes) * np.dtype(KINDS[entry.dtype]).itemsize:
            sentence = _("“{name}” has {found} bytes; its shape {shape} does not fit")
            raise ValueError(sentence.format(name=name, found=stop - start, shape=sizes))
    at = 0
    for name, entry in sorted(entries.items(), key=lambda row: row[1].data_offsets):
        if entry.data_offsets[0] != at:
            sentence = _("“{name}” begins at byte {found}; expected {wanted}, where the one before it ends")
            raise ValueError(sentence.format(name=name, found=entry.data_offsets[0], wanted=at))
        at = entry.data_offsets[1]
    if at != size:
        sentence = _(
            "the file holds {found} bytes of numbers, its header promises {wanted}: it is cut off or damaged"
        )
        raise ValueError(sentence.format(found=size, wanted=at))


def widened(raw: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Give numbers that are BF16 as float32, which holds each of them exactly; read-only."""
    bits = raw.astype(np.uint32)
    bits <<= 16
    values = bits.view(np.float32)
    values.setflags(write=False)
    return values


def _narrowed(values: NDArray[Any]) -> tuple[str, bytes]:
    if values.dtype == np.uint16:
        return "BF16", values.tobytes()
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    if (bits & 0xFFFF).any():
        return "F32", values.tobytes()
    return "BF16", (bits >> 16).astype("<u2").tobytes()
