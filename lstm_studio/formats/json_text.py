"""JSON -> sequences: numbers, rows or columns of numbers, records, words, or several sequences at once.

``[0, 1, 0]`` is one channel, ``[[0, 1], [1, 0]]`` is a step a row, ``{"a": [0, 1], "b": [1, 0]}`` a channel a name,
``[{"a": 0, "b": 1}, …]`` a step a record, ``["the", "cat"]`` words, ``"text"`` characters. ``{"values": …,
"targets": …, "channels": […], "labels": […], "title": "…"}`` says more, ``{"sequences": [...]}`` holds several. null is
a target that is not asked. Every failure is a ValueError that names the place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.files import text_of
from lstm_studio.formats.limits import LARGEST, channel_names, fits, shown
from lstm_studio.formats.symbols import read_symbols, sequence_of, vocabulary
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_json"]

MOST = 200  # sequences of a file
PARTS = {"values", "targets", "channels", "labels", "title", "asked"}


def read_json(content: bytes, title: str = "") -> tuple[Sequence, ...]:
    """Read the sequences of a file. Raises ValueError with a sentence."""
    try:
        found = msgspec.json.decode(text_of(content))
    except msgspec.DecodeError as error:
        raise ValueError(_("this is no JSON: {why}").format(why=error)) from error
    except RecursionError as error:
        raise ValueError(_("this JSON is nested too deeply; expected lists of numbers")) from error
    if not (isinstance(found, dict) and isinstance(found.get("sequences"), list)):
        return (_sequence(found, title),)
    several = found["sequences"]
    if not 0 < len(several) <= MOST:
        sentence = _("the file has {count} sequences; expected 1 to {most}")
        raise ValueError(sentence.format(count=len(several), most=MOST))
    sequences = []
    for place, each in enumerate(several, start=1):
        try:
            sequences.append(_sequence(each, _("{title} {number}").format(title=title, number=place).strip()))
        except ValueError as error:
            raise ValueError(_("sequence {number}: {why}").format(number=place, why=error)) from error
    return tuple(sequences)


def _sequence(found: Any, title: str) -> Sequence:
    if isinstance(found, dict) and "values" in found:
        return _described(found, title)
    if isinstance(found, str):
        return replace(read_symbols(found, words=False).sequence, title=title)
    if isinstance(found, list) and found and all(isinstance(each, str) for each in found):
        return _words(found, title)
    values, names = _table(found)
    return Sequence(frozen(values), names, title=title)


def _described(found: dict[str, Any], title: str) -> Sequence:
    """Read values with what is said of them."""
    strange = next((key for key in found if key not in PARTS), None)
    if strange is not None:
        sentence = _("found “{key}”, expected one of {known}")
        raise ValueError(sentence.format(key=shown(strange), known=", ".join(sorted(PARTS))))
    sequence = _sequence(found["values"], str(found.get("title") or title))
    steps, channels = sequence.values.shape
    names = _texts(found, "channels", channels) or sequence.channels
    labels = _texts(found, "labels", steps) or sequence.labels
    target = weight = None
    asked: tuple[str, ...] = ()
    if found.get("targets") is not None:
        target, asked = _targets(found["targets"], steps)
        asked = _texts(found, "asked", len(asked)) or asked
        weight = frozen(~np.isnan(target).any(axis=1))
        if not weight.any():
            raise ValueError(_("no step has a target; expected one with targets or more"))
    return Sequence(
        sequence.values,
        names,
        labels,
        None if target is None else frozen(np.nan_to_num(target)),
        weight,
        sequence.title,
        asked=asked,
    )


def _targets(found: Any, steps: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Read targets (T, O): numbers, or classes by name; one that is not asked is NaN throughout."""
    if isinstance(found, list) and any(isinstance(each, str) for each in found):
        known = tuple(sorted({each for each in found if isinstance(each, str)}))
        rows = [
            [float(each == name) for name in known] if each is not None else [np.nan] * len(known)
            for each in found
        ]
        values, names = np.array(rows), known
    else:
        values, names = _table(found, blank=True)
        names = (
            names if isinstance(found, dict) else tuple(f"y[{at}]" for at in range(1, values.shape[1] + 1))
        )
    if len(values) != steps:
        sentence = _(
            "there are {found} targets for {expected} steps; expected one a step, null where none is asked"
        )
        raise ValueError(sentence.format(found=len(values), expected=steps))
    part = np.isnan(values).any(axis=1) & ~np.isnan(values).all(axis=1)
    if part.any():
        sentence = _("step {step} has some targets and lacks others; expected all of them or none")
        raise ValueError(sentence.format(step=int(part.argmax()) + 1))
    return values, names


def _texts(found: dict[str, Any], key: str, count: int) -> tuple[str, ...]:
    texts = found.get(key)
    if texts is None:
        return ()
    if not isinstance(texts, list) or len(texts) != count or not all(isinstance(text, str) for text in texts):
        sentence = _("“{key}” is no list of {count} texts; expected one for each")
        raise ValueError(sentence.format(key=key, count=count))
    return tuple(texts)


def _words(found: list[str], title: str) -> Sequence:
    counts: dict[str, int] = {}
    for word in found:
        counts[word] = counts.get(word, 0) + 1
    symbols = vocabulary(counts)
    places = {symbol: place for place, symbol in enumerate(symbols)}
    codes = np.array([places.get(word, len(symbols) - 1) for word in found], dtype=np.uint16)
    return sequence_of(codes, symbols, title=title)


def _table(found: Any, *, blank: bool = False) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Read numbers (T, C) with the names of their columns; ``blank``: null is NaN."""
    names: tuple[str, ...] = ()
    if isinstance(found, dict):
        names = tuple(found)
        columns = list(found.values())
        if not all(isinstance(column, list) for column in columns):
            raise ValueError(_("found a name without a list of numbers; expected a list for every channel"))
        lengths = {len(column) for column in columns}
        if len(lengths) > 1:
            sentence = _("the channels have {lengths} steps; expected as many in each")
            raise ValueError(sentence.format(lengths=", ".join(map(str, sorted(lengths)))))
        found = [list(row) for row in zip(*columns, strict=True)]
    elif isinstance(found, list) and found and all(isinstance(row, dict) for row in found):
        names = tuple(found[0])
        for place, row in enumerate(found, start=1):
            if tuple(row) != names and set(row) != set(names):
                sentence = _("row {row} has other names than the first; expected {names}")
                raise ValueError(sentence.format(row=place, names=", ".join(map(shown, names))))
        found = [[row[name] for name in names] for row in found]
    if not isinstance(found, list) or not found:
        raise ValueError(
            _("found no list of steps; expected numbers such as [0, 1, 0] or rows such as [[0, 1], [1, 0]]")
        )
    rows = [row if isinstance(row, list) else [row] for row in found]
    wide = len(rows[0])
    fits(len(rows), max(wide, 1))
    for place, row in enumerate(rows, start=1):
        if len(row) != wide or not wide:
            sentence = _("row {row} has {found} columns; expected {wanted}, as in the first row")
            raise ValueError(sentence.format(row=place, found=len(row), wanted=max(wide, 1)))
        for column, value in enumerate(row, start=1):
            if not _number(value, blank=blank):
                _refuse(place, column, value, names)
    values = np.array([[np.nan if value is None else float(value) for value in row] for row in rows])
    return values, names or channel_names(wide)


def _number(value: Any, *, blank: bool) -> bool:
    if value is None:
        return blank
    return isinstance(value, int | float) and bool(-LARGEST <= value <= LARGEST)


def _refuse(row: int, column: int, value: Any, names: tuple[str, ...]) -> None:
    place = f"{column} (“{shown(names[column - 1])}”)" if names else str(column)
    found = shown(msgspec.json.encode(value).decode())
    sentence = _("row {row}, column {column}: found {found}, expected a number")
    raise ValueError(sentence.format(row=row, column=place, found=found))
