"""Tensors as PyTorch names and shapes them, and a file of them opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from lstm_studio.core.opened import Opened
from lstm_studio.formats.models import open_file

__all__ = ["OUT", "D", "H", "file_of", "linear", "named", "opened", "tensors"]

D, H, OUT = 3, 4, 2


def tensors(gates: int = 4, layers: int = 1, before: str = "lstm.", *, both: bool = False) -> dict[str, Any]:
    """The tensors of recurrent layers as PyTorch names and shapes them, all different numbers."""
    rng = np.random.default_rng(7)
    found: dict[str, Any] = {}
    for layer in range(layers):
        for way in ("", "_reverse")[: 1 + both]:
            wide = (H * (1 + both)) if layer else D
            for what, shape in (
                ("weight_ih", (gates * H, wide)),
                ("weight_hh", (gates * H, H)),
                ("bias_ih", (gates * H,)),
                ("bias_hh", (gates * H,)),
            ):
                found[f"{before}{what}_l{layer}{way}"] = rng.normal(size=shape).astype(np.float32)
    return found


def linear(rows: int, columns: int) -> dict[str, Any]:
    rng = np.random.default_rng(rows)
    return {"weight": rng.normal(size=(rows, columns)).astype(np.float32), "bias": np.ones(rows, np.float32)}


def named(name: str, parts: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}.{part}": values for part, values in parts.items()}


def opened(folder: Path, content: dict[str, Any], **picked: Any) -> Opened:
    save_file(content, folder / "model.safetensors", {"format": "pt"})
    return open_file(folder / "model.safetensors", **picked)


def file_of(folder: Path, *parts: dict[str, Any], name: str = "net.safetensors") -> Path:
    """A file of all these tensors."""
    save_file(
        {key: values for part in parts for key, values in part.items()}, folder / name, {"format": "pt"}
    )
    return folder / name
