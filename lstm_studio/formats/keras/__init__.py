"""Keras models: whole ones, ``.keras`` and the ``.h5`` of Keras 2, and weights alone, ``.weights.h5``.

Source: the documentation of keras.saving and what Keras 2 and 3 write. A ``.keras`` is a zip of config.json,
metadata.json and model.weights.h5; an ``.h5`` holds the configuration in an attribute. HDF5 is read in a child process.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from lstm_studio.formats.child import asked
from lstm_studio.formats.files import content_of
from lstm_studio.formats.keras import written
from lstm_studio.formats.keras.bare import bare_stack
from lstm_studio.formats.keras.config import chain_of
from lstm_studio.formats.keras.model import opened_of
from lstm_studio.formats.keras.stack import stack_of
from lstm_studio.formats.keras.stored import Stored
from lstm_studio.formats.zipped import unzipped
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.model import Model
    from lstm_studio.core.opened import Opened
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.formats.arrangement import Arrangement
    from lstm_studio.formats.keras.config import Link
    from lstm_studio.formats.picked import Picked

__all__ = ["Parts", "needed", "parts_of", "places", "read_model", "write_model"]

BYTES = 512 * 1024 * 1024  # of a file
TEXT = 4 * 1024 * 1024  # of config.json and metadata.json
BEYOND = 16 * 1024 * 1024  # that the weights may have unpacked, beside the size of the file
CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"


class _Metadata(msgspec.Struct):
    keras_version: str = ""


def needed() -> None:
    """Raise ValueError where h5py, an extra, is missing."""
    if find_spec("h5py") is None:
        raise ValueError(
            _("files of Keras need h5py, which is not installed; expected pip install “lstm-studio[keras]”")
        )


class Parts(NamedTuple):
    """What a file holds: its layers in a row, where it says them, its tensors, Keras' version, and the HDF5 in it."""

    chain: tuple[Link, ...] | None
    stored: Stored
    version: str
    weights: bytes


def parts_of(path: Path) -> Parts:
    """Read a file. Raises ValueError with a sentence for what is none of Keras."""
    needed()
    content = content_of(path, BYTES)
    text = version = ""
    chain = None
    if content.startswith(b"PK"):
        parts = _unpacked(content)
        text, content = parts[CONFIG].decode("utf-8", "replace"), parts[WEIGHTS]
        version = _version(parts.get(METADATA, b"{}"))
        chain = chain_of(text)  # before the child is asked: what is refused is refused at once
    stored = Stored.of(asked("keras.hdf5:read", content))
    if not text and stored.says("model_config"):
        chain = chain_of(stored.says("model_config"))
    return Parts(chain, stored, version or stored.says("keras_version"), content)


def read_model(path: Path, picked: Picked) -> Opened:
    """Read a model of Keras. Raises ChoiceError where a file of weights leaves it open, and ValueError."""
    chain, stored, version, _weights = parts_of(path)
    stack = bare_stack(stored, picked) if chain is None else stack_of(chain, stored, picked)
    return opened_of(stack, stored, version)


def places(cell: Cell, sizes: Sizes) -> Arrangement:
    """Give the weights of a model as Keras calls them. Raises ValueError for a cell or a readout that it lacks."""
    return written.places(cell, sizes)


def write_model(model: Model, opened: Opened | None) -> bytes:
    """Give the weights as Keras 3 writes them. Raises ValueError for a cell that Keras does not have."""
    needed()
    return written.weights_bytes(model, opened)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Give the parts of a .keras file. Raises ValueError for what has no place in one."""
    limits = {CONFIG: TEXT, METADATA: TEXT, WEIGHTS: len(content) + BEYOND}

    def most(name: str) -> int:
        if name not in limits and (not name.startswith("assets/") or ".." in name.split("/")):
            sentence = _("this is no model of Keras: “{part}” does not belong into one")
            raise ValueError(sentence.format(part=name[:80]))
        return limits.get(name, 0)  # assets, such as a vocabulary, are left alone

    wrong = _("this is no model of Keras, or it is damaged or cut off")
    parts = unzipped(content, most, wrong)
    if not {CONFIG, WEIGHTS} <= set(parts):
        raise ValueError(_("this is no model of Keras: config.json or model.weights.h5 is not in it"))
    return parts


def _version(text: bytes) -> str:
    try:
        return msgspec.json.decode(text, type=_Metadata).keras_version
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(_("metadata.json cannot be read: {why}").format(why=error)) from error
