"""Which matrix is the embedding and which the readout: told where shapes and names tell it, else asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_studio.core.opened import Opened
from lstm_studio.formats.picked import ChoiceError
from tests.formats.torch_files import D, H, linear, named, opened, tensors


def square(name: str, rows: int) -> dict[str, Any]:
    return {f"{name}.weight": np.full((rows, H), 0.5, np.float32)}


def roles(found: Opened) -> tuple[str, str]:
    names = {block.parameter: block.tensor for block in found.blocks}
    return names.get("E", ""), names.get("V", "")


def same_width() -> dict[str, Any]:
    """An LSTM whose inputs are as many as its units: an embedding may be a readout by its shape."""
    content = tensors()
    content["lstm.weight_ih_l0"] = np.ones((4 * H, H), np.float32)
    return content


@pytest.mark.parametrize(
    ("outside", "embedding", "readout"),
    [
        (square("encoder", 9) | named("decoder", linear(9, H)), "encoder.weight", "decoder.weight"),
        (square("encoder", 9) | square("decoder", 9), "encoder.weight", "decoder.weight"),
        (square("emb", 9), "emb.weight", ""),
        (square("head", 9), "", "head.weight"),
        (named("a", linear(9, H)), "", "a.weight"),
    ],
)
def test_what_can_be_told_is_told(tmp_path: Path, outside: Any, embedding: str, readout: str) -> None:
    assert roles(opened(tmp_path, same_width() | outside)) == (embedding, readout)


def test_what_cannot_be_told_is_asked(tmp_path: Path) -> None:
    content = same_width() | square("a", 9) | square("b", 8)
    with pytest.raises(
        ChoiceError, match=r'a.weight \(9 × 4\), b.weight \(8 × 4\); pass embedding="a.weight"'
    ) as asked:
        opened(tmp_path, content)
    assert asked.value.role == "embedding"
    assert asked.value.candidates == (("a.weight", (9, 4)), ("b.weight", (8, 4)))
    assert roles(opened(tmp_path, content, embedding="a")) == ("a.weight", "b.weight")
    assert roles(opened(tmp_path, content, readout="a.weight")) == ("b.weight", "a.weight")
    assert roles(opened(tmp_path, content, embedding="", readout="b")) == ("", "b.weight")
    assert roles(opened(tmp_path, content, embedding="", readout="")) == ("", "")
    with pytest.raises(ChoiceError, match=r'readout="a\.weight"'):
        opened(tmp_path, content, embedding="")
    with pytest.raises(ChoiceError, match=r'pass embedding="a\.weight"'):
        opened(tmp_path, same_width() | square("a", 9))
    with pytest.raises(ChoiceError, match=r'readout="mu\.weight"'):
        opened(tmp_path, tensors() | named("mu", linear(2, H)) | named("sigma", linear(2, H)))
    assert roles(opened(tmp_path, content, embedding="a", readout="a")) == ("a.weight", "a.weight")
    with pytest.raises(ValueError, match="there is no “c” for the readout; the file holds"):
        opened(tmp_path, content, readout="c")
    with pytest.raises(ValueError, match="the readout needs two axes with 4 columns"):
        opened(tmp_path, tensors() | {"emb.weight": np.ones((9, D))}, readout="emb")


def test_one_of_several_stacks_is_picked(tmp_path: Path) -> None:
    content = tensors(before="encoder.rnn.") | tensors(gates=3, before="decoder.rnn.")
    with pytest.raises(ChoiceError, match=r'pass recurrent="decoder\.rnn"'):
        opened(tmp_path, content)
    assert opened(tmp_path, content, recurrent="encoder.rnn").cell.name == "lstm"
    assert opened(tmp_path, content, recurrent="decoder.rnn.").cell.name == "gru"
    with pytest.raises(ValueError, match="there is no recurrent layer “x”"):
        opened(tmp_path, content, recurrent="x")
