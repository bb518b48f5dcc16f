"""Units and steps as a person writes them, counted from 1, and as a clamp holds them, counted from 0.

Units: "all", "3", "1, 4–6". Steps: "all", "5", "5–14", "5–" to the last one, "start" for the state before the
first input.
"""

from __future__ import annotations

import re
from itertools import groupby

from lstm_studio.core.edits import BEFORE
from lstm_studio.words import _

__all__ = ["START", "read_number", "read_steps", "read_units", "said_steps", "said_units"]

START = (BEFORE, BEFORE)
"""The steps of a state before the first input."""

ALL, FIRST = _("all"), _("start")
DASHES = re.compile(r"\s*(?:\.\.\.?|…|[-–—−])\s*")
FULL_STOP = 10**9


def said_units(units: tuple[int, ...]) -> str:
    """Write units, none of which stands for all of them."""
    if not units:
        return ALL
    runs = []
    for _gap, run in groupby(enumerate(sorted(set(units))), key=lambda pair: pair[1] - pair[0]):
        numbers = [unit + 1 for _place, unit in run]
        runs.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return ", ".join(runs)


def said_steps(first: int, last: int, steps: int) -> str:
    """Write the steps of a sequence of ``steps``."""
    if (first, last) == START:
        return FIRST
    if last >= steps - 1:
        return ALL if first == 0 else f"{first + 1}–" if first < steps - 1 else str(first + 1)
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def read_units(text: str, units: int) -> tuple[int, ...]:
    """Read units; all of them are (). Raises ValueError."""
    if _bare(text) in ("", ALL, "all", "*"):
        return ()
    sentence = _("units: “{text}” was given; expected all, or numbers from 1 to {most} such as 2, 4–6")
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", re.sub(DASHES, "–", _bare(text))):
        ends = _ends(part, units)
        if ends is None:
            raise ValueError(sentence.format(text=text, most=units))
        found.update(range(ends[0], ends[1] + 1))
    return () if len(found) == units and units > 1 else tuple(sorted(found))


def read_steps(text: str, steps: int) -> tuple[int, int]:
    """Read the first and the last step. Raises ValueError."""
    bare = _bare(text)
    if bare in ("", ALL, "all", "*"):
        return 0, steps - 1
    if bare in (FIRST, "start", "0"):
        return START
    ends = _ends(re.sub(DASHES, "–", bare), steps)
    if ends is None:
        sentence = _(
            "steps: “{text}” was given; expected all, start, or numbers from 1 to {most} such as 5–14"
        )
        raise ValueError(sentence.format(text=text, most=steps))
    return ends


def read_number(text: str) -> float:
    """Read a number as people type it. Raises ValueError."""
    try:
        number = float(_bare(text).replace("−", "-").replace(",", "."))
    except ValueError:
        number = float("nan")
    if not abs(number) <= FULL_STOP:
        raise ValueError(_("“{text}” was given; expected a number such as 0, 1 or −0.5").format(text=text))
    return number


def _bare(text: str) -> str:
    return text.strip().casefold()


def _ends(text: str, most: int) -> tuple[int, int] | None:
    """Read "5", "5–14" or "5–" within 1 … ``most``, as (first, last) from 0."""
    found = re.fullmatch(r"(\d{1,9})(–(\d{1,9})?)?", text)
    if found is None:
        return None
    first = int(found[1])
    last = int(found[3]) if found[3] else most if found[2] else first
    return (first - 1, last - 1) if 1 <= first <= last <= most else None
