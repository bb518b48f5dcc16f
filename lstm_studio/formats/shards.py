"""A PyTorch model in several safetensors files, and the index that says which tensor is in which.

Source: what ``save_pretrained`` and ``save_torch_state_dict`` of the Hugging Face libraries write: a JSON object
{"weight_map": name -> file}, beside the files themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lstm_studio.formats.beside import beside
from lstm_studio.formats.files import content_of
from lstm_studio.formats.models import BYTES
from lstm_studio.formats.pytorch import opened_of
from lstm_studio.formats.safetensors import HEADER, Tensors, read_tensors
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.opened import Opened
    from lstm_studio.formats.picked import Picked

__all__ = ["read_model"]

FILES = 100


class _Index(msgspec.Struct):
    weight_map: dict[str, str]


def read_model(path: Path, picked: Picked) -> Opened:
    """Read a model. Raises ChoiceError where the files leave something open, else ValueError with a sentence."""
    try:
        index = msgspec.json.decode(content_of(path, HEADER), type=_Index).weight_map
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(_("the index of the files cannot be read: {why}").format(why=error)) from error
    files = list(dict.fromkeys(index.values()))
    if not files or len(files) > FILES:
        sentence = _("the index names {count} files; expected between 1 and {most}")
        raise ValueError(sentence.format(count=len(files), most=FILES))
    whole = Tensors({}, {}, {})
    left = BYTES
    for name in files:
        with beside(path.parent, name) as (file, size):
            left -= size
            if left < 0:
                raise ValueError(_("the files have more than {most} bytes together").format(most=BYTES))
            part = read_tensors(file.read(size))
        for tensor, array in part.arrays.items():
            if index.get(tensor) == name:
                whole.arrays[tensor] = array
                whole.stored.update({tensor: part.stored[tensor]} if tensor in part.stored else {})
        # Such as {"format": "pt"}; what says of one file that it is a whole model is not true of it.
        whole.described.update({key: said for key, said in part.described.items() if key == "format"})
    missing = next((name for name in index if name not in whole.arrays), None)
    if missing is not None:
        sentence = _("“{name}” is not in “{file}”, where the index has it")
        raise ValueError(sentence.format(name=missing, file=index[missing]))
    return opened_of(whole, picked)
