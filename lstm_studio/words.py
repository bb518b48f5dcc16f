"""The one function through which every text that a person sees goes."""

from __future__ import annotations

import gettext
from pathlib import Path

__all__ = ["_", "ngettext"]

# A checkout keeps resources beside the package, an installed wheel inside it.
_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE / "resources" / "locale", _HERE.parent / "resources" / "locale")
_LOCALE = next((folder for folder in _PLACES if folder.is_dir()), None)
_translation = gettext.translation("lstm_studio", localedir=_LOCALE, fallback=True)

_ = _translation.gettext
ngettext = _translation.ngettext
