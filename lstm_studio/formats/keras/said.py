"""What a Keras layer says of itself, as far as it counts here, read from its configuration.

Source: ``get_config`` of keras.layers.LSTM, GRU, SimpleRNN, RNN, Bidirectional, TimeDistributed, Dense and Embedding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "KINDS",
    "ActivationConfig",
    "Around",
    "BothWays",
    "CellConfig",
    "DenseConfig",
    "EmbeddingConfig",
    "Entry",
    "MaskingConfig",
    "Recurrent",
    "RecurrentConfig",
    "Wrapper",
    "believed",
    "function_of",
]

KINDS = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
"""Recurrent layers of Keras, and how many gates each of them stacks."""


class Entry(msgspec.Struct, frozen=True):
    """A layer in a configuration."""

    class_name: str
    config: Any
    name: str = ""
    inbound_nodes: list[Any] = []

    @property
    def title(self) -> str:
        """The name of the layer."""
        inner = self.config.get("name") if isinstance(self.config, dict) else None
        return self.name or (inner if isinstance(inner, str) else "") or self.class_name


@dataclass(frozen=True)
class Recurrent:
    """A recurrent layer. ``tensors`` are role -> name in the file, one mapping a direction.

    ``activation`` and ``gates`` are Keras' names of functions, ``gates`` "" for SimpleRNN; ``sequences``: it gives all
    steps, not only the last.
    """

    name: str
    kind: str
    units: int
    tensors: tuple[Mapping[str, str], ...]
    activation: str = "tanh"
    gates: str = "sigmoid"
    bias: bool = True
    reset_after: bool = True
    sequences: bool = True
    stateful: bool = False
    dropout: bool = False


@dataclass(frozen=True)
class Around:
    """An embedding, or a dense layer with its activation. ``tensors`` are role -> name in the file."""

    name: str
    tensors: Mapping[str, str]
    activation: str = "linear"
    masks: bool = False


class RecurrentConfig(msgspec.Struct, frozen=True):
    """What counts in the configuration of LSTM, GRU and SimpleRNN."""

    units: int
    activation: Any
    recurrent_activation: Any = ""
    use_bias: bool = True
    reset_after: bool | None = None
    return_sequences: bool = False
    go_backwards: bool = False
    stateful: bool = False
    dropout: float = 0.0
    recurrent_dropout: float = 0.0


class CellConfig(msgspec.Struct, frozen=True):
    """What a layer RNN says: the cell has the rest."""

    cell: Entry
    return_sequences: bool = False
    go_backwards: bool = False
    stateful: bool = False


class BothWays(msgspec.Struct, frozen=True):
    """What counts in the configuration of Bidirectional."""

    layer: Entry
    merge_mode: Any
    backward_layer: Entry | None = None


class Wrapper(msgspec.Struct, frozen=True):
    """What counts in the configuration of TimeDistributed."""

    layer: Entry


class DenseConfig(msgspec.Struct, frozen=True):
    """What counts in the configuration of Dense."""

    units: int
    activation: Any = "linear"
    use_bias: bool = True


class EmbeddingConfig(msgspec.Struct, frozen=True):
    """What counts in the configuration of Embedding."""

    input_dim: int
    output_dim: int
    mask_zero: bool = False


class MaskingConfig(msgspec.Struct, frozen=True):
    """What counts in the configuration of Masking."""

    mask_value: float = 0.0


class ActivationConfig(msgspec.Struct, frozen=True):
    """What counts in the configuration of Activation."""

    activation: Any


def believed(entry: Entry, kind: type[Any]) -> Any:
    """Give a layer's configuration as ``kind``. Raises ValueError with the name of the layer."""
    try:
        return msgspec.convert(entry.config, kind)
    except msgspec.ValidationError as error:
        sentence = _("the configuration of the layer “{name}” cannot be read: {why}")
        raise ValueError(sentence.format(name=entry.title, why=error)) from error


def function_of(entry: Entry, given: Any) -> str:
    """Give the name of an activation. Raises ValueError for a function that only code can say."""
    if given is None:
        return "linear"
    if isinstance(
        given, dict
    ):  # {"class_name": "function", "config": "relu"}, or a layer with numbers of its own
        inner = given.get("config")
        given = inner if isinstance(inner, str) else given.get("class_name")
    if isinstance(given, str):
        return given.rpartition(">")[2]
    sentence = _("the activation of the layer “{name}” is no name; expected that of a function of Keras")
    raise ValueError(sentence.format(name=entry.title))
