"""What is set before the modules of the window are loaded, so that loading them takes no longer than it must."""

from __future__ import annotations

import gc
from importlib import import_module

__all__ = ["load_lightly"]


def load_lightly() -> None:
    """Look for no garbage from now on, which becomes the window's: see start.py; and import as Python itself does.

    With PySide, every import reads the source of its module again, and looks whether it asks for another spelling of
    Qt's names. None of ours does. Where a version of PySide has no such import, there is nothing to take back.
    """
    gc.disable()
    import_module("PySide6.QtCore")
    names = vars(import_module("builtins"))
    names["__import__"] = names.get("__orig_import__", names["__import__"])
