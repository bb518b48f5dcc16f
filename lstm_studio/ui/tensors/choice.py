"""Which layouts a model can be shown in: the file that it came from, and what kinds of file would hold of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.sizes import layout
from lstm_studio.formats.models import FORMATS
from lstm_studio.ui.tensors.laid import of_file, of_format
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.core.study import Study
    from lstm_studio.formats.arrangement import Arrangement
    from lstm_studio.ui.tensors.laid import Laid

__all__ = ["FILE", "LAYOUTS", "Choice"]

FILE = "file"
LAYOUTS = {FILE: _("file"), "pytorch": _("PyTorch"), "onnx": _("ONNX"), "keras": _("Keras")}
"""Layout -> its word; a kind of file is called as files of that kind are."""
ENDINGS = {"pytorch": ".safetensors", "onnx": ".onnx", "keras": ".weights.h5"}


class Choice:
    """The layouts of a model, and why it lacks the others."""

    def __init__(self) -> None:
        self.refusals: dict[str, str] = {}
        self._arranged: dict[str, Arrangement] = {}

    def take(self, study: Study) -> None:
        """Ask every format for its layout of a model."""
        self.refusals, self._arranged = {}, {}
        why = _no_file(study)
        if why:
            self.refusals[FILE] = why
        for key, ending in ENDINGS.items():
            row = next(row for row in FORMATS if ending in row.suffixes)
            try:
                self._arranged[key] = row.room.places(study.cell, study.sizes)
            except ValueError as error:
                self.refusals[key] = str(error)

    def nearest(self, wanted: str) -> str:
        """Give the layout that is wanted, else the first that there is."""
        return (
            wanted
            if wanted not in self.refusals
            else next(key for key in LAYOUTS if key not in self.refusals)
        )

    def laid(self, key: str, study: Study, flat: NDArray[np.float64]) -> Laid:
        """Give the tensors of a layout, with parameters ``flat``.

        Raises ValueError where the file has no place for what has been learnt.
        """
        parameters = {
            name: flat[span.start : span.stop].reshape(span.shape)
            for name, span in layout(study.cell, study.sizes).items()
        }
        if key == FILE and study.opened is not None:
            return of_file(study.opened, flat, parameters)
        return of_format(self._arranged[key], parameters)

    def said(self, key: str, study: Study, laid: Laid) -> str:
        """Say in a phrase what the layout is."""
        if key != FILE or study.opened is None:
            return self._arranged[key].said
        if not laid.left:
            return study.opened.name
        left = ngettext("{count} tensor not computed here", "{count} tensors not computed here", laid.left)
        return f"{study.opened.name} · {left.format(count=laid.left)}"


def _no_file(study: Study) -> str:
    """Say why there is no file to be shown, "" where there is one."""
    if study.opened is None:
        return _("this model came from no file; open one of PyTorch, ONNX or Keras")
    if study.raw is None:
        return _("the cell or its sizes are no longer those of “{file}”").format(file=study.opened.name)
    return ""
