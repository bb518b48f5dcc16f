"""Films as files: one row a suffix. What makes them is imported when it is first used."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.formats.moving.reel import Reel

__all__ = ["MOVING", "Kind", "filmed"]


@dataclass(frozen=True)
class Kind:
    """One kind of file: ``place`` is "module:function" below this package; ``clear``: its ground may be transparent.

    ``program`` is what makes it, "" where this package does.
    """

    suffix: str
    place: str
    clear: bool = False
    program: str = ""

    @property
    def hindrance(self) -> str:
        """The sentence that says why it cannot be made here, "" where it can."""
        if not self.program or shutil.which(self.program):
            return ""
        sentence = _(
            "{suffix} is made by {program}, which is not installed here; install it, or choose one of {others}"
        )
        others = ", ".join(kind.suffix for kind in MOVING.values() if not kind.program)
        return sentence.format(suffix=self.suffix, program=self.program, others=others)

    def make(self, reel: Reel, told: Callable[[int], None]) -> bytes:
        """Give the content of a file. Raises ValueError where it cannot be made."""
        if self.hindrance:
            raise ValueError(self.hindrance)
        module, _colon, name = self.place.partition(":")
        made: bytes = getattr(import_module(f"{__name__}.{module}"), name)(reel, told)
        return made


MOVING: dict[str, Kind] = {
    row.suffix: row
    for row in (
        Kind(".gif", "gif:gif"),
        Kind(".webp", "webp:webp", clear=True),
        Kind(".apng", "apng:apng", clear=True),
        Kind(".mp4", "mp4:mp4", program="ffmpeg"),
    )
}
"""The suffix of a file that moves -> its kind."""


def filmed(suffix: str, reel: Reel, told: Callable[[int], None] = lambda _done: None) -> bytes:
    """Give a reel as the content of a file; ``told`` hears how many of its pictures are done.

    Raises ValueError for another suffix, a film without pictures, and where the file cannot be made.
    """
    if suffix not in MOVING:
        sentence = _("no film has the suffix “{suffix}”; expected one of {known}")
        raise ValueError(sentence.format(suffix=suffix, known=", ".join(MOVING)))
    if not len(reel):
        raise ValueError(_("a film without pictures; expected at least one"))
    return MOVING[suffix].make(reel, told)
