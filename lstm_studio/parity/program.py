"""The written programs, run: the code of a model with its weights, held against the model on a random batch.

LaTeX is read back: it is a program where the studio reads it as the same cell.
"""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.printing.written import written
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.code import code
from lstm_studio.formats.identifiers import identifiers
from lstm_studio.formats.models import save
from lstm_studio.formats.safetensors import read_tensors
from lstm_studio.parity.batch import drawn, given, joined, rounding
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from lstm_studio.parity.report import Answer

__all__ = ["OF", "answered"]

OF = {
    "pytorch": _("its PyTorch code"),
    "keras": _("its Keras code"),
    "numpy": _("its NumPy code"),
    "latex": _("its LaTeX, read back"),
}
"""Language -> what is compared, in words."""


def answered(model: Model, language: str, seed: int = 0) -> Answer:
    """Give what the program computes, with weights that it takes from a file as its own text says."""
    model.initial = None  # a program begins at 0
    x = drawn(model.sizes, seed=seed)
    ours = given(model.run(x))
    runtime, version, theirs = RUN[language](model, x)
    name = "y" if model.sizes.outputs else "h"
    return joined("code", runtime, version, [(name, ours, theirs)], OF[language], rounding(model, x))


def _imported(model: Model, language: str, folder: Path) -> ModuleType:
    """Write the program to a file and import it."""
    path = folder / "written_model.py"
    path.write_text(code(model.cell, model.sizes, language), "utf-8")
    spec = spec_from_file_location("written_model", path)
    if spec is None or spec.loader is None:
        raise ValueError(_("the program cannot be imported from {path}").format(path=path))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _by_numpy(model: Model, x: Any) -> tuple[str, str, Any]:
    with TemporaryDirectory(prefix="lstm-studio-") as folder:
        run = _imported(model, "numpy", Path(folder)).run
        return "NumPy", np.__version__, run(x, model.parameters)


def _by_torch(model: Model, x: Any) -> tuple[str, str, Any]:
    # Within the function: an optional package, and slow to load.
    import torch

    with TemporaryDirectory(prefix="lstm-studio-") as folder:
        path = Path(folder, "model.safetensors")
        save(model, path)
        network = _imported(model, "pytorch", Path(folder)).Network()
        arrays = read_tensors(path.read_bytes()).arrays
        network.load_state_dict({name: torch.tensor(np.array(value)) for name, value in arrays.items()})
        with torch.no_grad():
            return "PyTorch", str(torch.__version__), network(torch.tensor(x)).numpy()


def _by_keras(model: Model, x: Any) -> tuple[str, str, Any]:
    # Within the function: an optional package, and slow to load.
    from lstm_studio.parity.keras_file import loaded, spoken

    keras = loaded()
    version = f"{keras.__version__} ({keras.backend.backend()})"
    with TemporaryDirectory(prefix="lstm-studio-") as folder:
        module = _imported(model, "keras", Path(folder))
        network = module.network()
        if hasattr(module, "Cell"):
            _assign(network, keras, model)
        else:
            path = Path(folder, "model.weights.h5")
            save(model, path)
            network.load_weights(str(path))
        return "Keras", version, spoken(network, x)


def _assign(network: Any, keras: Any, model: Model) -> None:
    """Give a program with a cell of its own its weights by their names."""
    sizes, values = model.sizes, model.parameters
    own = {identifier: name for name, identifier in identifiers(model.cell.graph).items()}
    befores = iter(
        prefix(sizes, layer, way) for layer in range(sizes.layers) for way in range(sizes.directions)
    )
    # Layers are called rnn, rnn_1, … in the order in which they were made.
    for layer in sorted(network.layers, key=lambda one: (len(one.name), one.name)):
        if isinstance(layer, keras.layers.RNN):
            before = next(befores)
            layer.cell.set_weights([values[before + own[one.name]].T for one in layer.cell.weights])
        elif isinstance(layer, keras.layers.Embedding):
            layer.set_weights([values["E"]])
        elif isinstance(layer, keras.layers.Dense):
            layer.set_weights([values["V"].T, *([values["k"]] if sizes.bias else [])])


def _read_back(model: Model, x: Any) -> tuple[str, str, Any]:
    text = written(model.cell.graph_for(bias=model.sizes.bias), "latex")
    again = Model.of(Cell.from_text(text), model.sizes, np.zeros(model.flat.size), str(model.dtype))
    again.adopt(model.parameters)
    return "LSTM Studio", "", given(again.run(x))


RUN: dict[str, Callable[[Model, Any], tuple[str, str, Any]]] = {
    "pytorch": _by_torch,
    "keras": _by_keras,
    "numpy": _by_numpy,
    "latex": _read_back,
}
"""Language -> what runs its programs; it gives the runtime, its version and the answer (T, B, …)."""
