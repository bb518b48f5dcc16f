"""An HDF5 file that Keras wrote, read whole: runs in the child process, for the parser is written in C.

Only what Keras writes is let in: groups, and arrays of plain numbers that lie in the file itself. Links, external and
virtual arrays and filters that would load a library are refused, and no size is believed.
"""

from __future__ import annotations

import math
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEFT_OUT", "read"]

OBJECTS = 4000
DEPTH = 32
AXES = 8
BEYOND = 48 * 1024 * 1024  # bytes that unpacked arrays may have beside the size of the file
TEXT = 4 * 1024 * 1024  # bytes of the texts in one attribute
PLAIN_FILTERS = {1, 2, 3}  # deflate, shuffle, checksum: those of the library itself
LEFT_OUT = {"optimizer", "optimizer_weights", "_optimizer", "metrics", "compile_metrics"}
"""Groups that are no part of the model."""
NUMBERED = re.compile(r"(layer_names|weight_names)(\d*)")
TEXTS = {"model_config", "keras_version", "name"}


class _RefusedError(ValueError):
    """What the file holds has no place in a model."""


def read(content: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Give ({"attributes": path -> name -> text or texts, "stored": path -> kind, "left": names}, arrays by path).

    "stored" are arrays of bfloat16, which come as uint16. Raises ValueError with a sentence.
    """
    import h5py  # an extra, and read in the child alone

    try:
        with h5py.File(BytesIO(content), "r") as file:
            return _Walk(h5py, len(content) + BEYOND).walked(file)
    except _RefusedError:
        raise
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(_("this is no HDF5 file, or it is damaged or cut off")) from error


class _Walk:
    """One way through all groups of a file."""

    def __init__(self, library: Any, most: int) -> None:
        self._library, self._left = library, most
        self._seen: set[Any] = set()
        self._arrays: dict[str, NDArray[Any]] = {}
        self._stored: dict[str, str] = {}
        self._attributes: dict[str, dict[str, Any]] = {}

    def walked(self, file: Any) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Give all that is in the file."""
        groups = [("", file)]
        left_out = []
        while groups:
            path, group = groups.pop()
            self._attributes[path] = self._texts(path, group)
            if len(group) > OBJECTS:
                raise _RefusedError(_("the file holds more than {most} parts").format(most=OBJECTS))
            for name in group:
                if not path and name in LEFT_OUT:
                    left_out.append(name)
                    continue
                below = f"{path}/{name}" if path else name
                one = self._one(group, name, below)
                if isinstance(one, self._library.Group):
                    groups.append((below, one))
                elif isinstance(one, self._library.Dataset):
                    self._take(below, one)
        plain = {"attributes": self._attributes, "stored": self._stored, "left": left_out}
        return plain, self._arrays

    def _one(self, group: Any, name: str, path: str) -> Any:
        """Give a member that lies in this group alone; a link could lead into a circle or another file."""
        if not isinstance(group.get(name, getlink=True), self._library.HardLink):
            raise _RefusedError(
                _("“{name}” is a link; expected weights in the file itself").format(name=path)
            )
        one = group[name]
        place = self._library.h5o.get_info(one.id).addr
        if place in self._seen or path.count("/") > DEPTH or len(self._seen) > OBJECTS:
            sentence = _(
                "“{name}” stands in the file twice, or too deep in it; expected a model that Keras wrote"
            )
            raise _RefusedError(sentence.format(name=path[-80:]))
        self._seen.add(place)
        return one

    def _take(self, path: str, array: Any) -> None:
        """Read an array, once its claims are checked."""
        if array.is_virtual or array.external:
            sentence = _("“{name}” lies in another file; expected weights in the file itself")
            raise _RefusedError(sentence.format(name=path))
        plan = array.id.get_create_plist()
        if {plan.get_filter(place)[0] for place in range(plan.get_nfilters())} - PLAIN_FILTERS:
            sentence = _(
                "“{name}” is packed in a way that is not known; expected plain arrays, as Keras writes them"
            )
            raise _RefusedError(sentence.format(name=path))
        brain = (
            array.dtype.kind == "V" and array.dtype.itemsize == 2 and array.attrs.get("dtype") == "bfloat16"
        )
        if array.shape is None or len(array.shape) > AXES or not (array.dtype.kind in "biuf" or brain):
            raise _RefusedError(_("“{name}” holds no plain numbers; expected weights").format(name=path))
        size = math.prod(array.shape) * array.dtype.itemsize
        self._left -= size
        if self._left < 0:
            sentence = _("“{name}” claims {found} bytes; the file is too small for that")
            raise _RefusedError(sentence.format(name=path, found=size))
        values = array[()] if array.shape else np.asarray(array[()])
        self._arrays[path] = values.view(np.uint16) if brain else values
        if brain:
            self._stored[path] = "BF16"

    def _texts(self, path: str, group: Any) -> dict[str, Any]:
        """Give the attributes that say something, the numbered ones put together again."""
        if len(group.attrs) > OBJECTS:
            raise _RefusedError(_("the file holds more than {most} parts").format(most=OBJECTS))
        found: dict[str, Any] = {}
        chunks: dict[str, dict[int, list[str]]] = {}
        for name in group.attrs:
            numbered = NUMBERED.fullmatch(name)
            if numbered:
                chunk = self._attribute(path, group, name)
                chunks.setdefault(numbered[1], {})[int(numbered[2] or -1)] = chunk
            elif name in TEXTS and (name == "name" or path in {"", "model_weights"}):
                found[name] = "".join(self._attribute(path, group, name))
        for name, rows in chunks.items():
            found[name] = [text for number in sorted(rows) for text in rows[number]]
        return found

    def _attribute(self, path: str, group: Any, name: str) -> list[str]:
        place = group.attrs.get_id(name)
        shape = place.shape or ()
        # Of no bytes at all the library says that it failed to count them.
        count = math.prod(shape)
        if len(shape) > 1 or count > OBJECTS or (count and place.get_storage_size() > TEXT):
            sentence = _("what “{name}” says of the model is too long")
            raise _RefusedError(sentence.format(name=path or name))
        value = group.attrs[name]
        rows = [value] if isinstance(value, str | bytes) else list(np.ravel(value)) if np.size(value) else []
        texts = [row.decode("utf-8") if isinstance(row, bytes) else row for row in rows]
        if not all(isinstance(text, str) for text in texts) or sum(map(len, texts)) > TEXT:
            raise _RefusedError(_("what “{name}” says of the model is no text").format(name=path or name))
        return [str(text) for text in texts]
