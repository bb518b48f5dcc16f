"""What the edits of a study change, in one sentence: loss, output, and the step from which the runs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.edits import INPUT
from lstm_studio.core.sizes import layout, named
from lstm_studio.session.original import ORIGINAL, is_original
from lstm_studio.session.spans import START, said_units
from lstm_studio.session.symbols import answers, symbols
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.insight.parting import Furthest, Parting
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Against, Clamp, Sequence, Study

__all__ = [
    "Weight",
    "beside",
    "changed_weights",
    "effect",
    "said_beside",
    "said_change",
    "said_edit",
    "said_furthest",
    "said_number",
    "said_numbers",
    "said_pair",
    "said_parting",
]

FEW = 2  # edits that are named one by one


def effect(
    cell: Cell,
    sizes: Sizes,
    present: NDArray[np.float64],
    edits: tuple[Clamp, ...],
    compared: Against | None,
    sequence: Sequence,
    task: str,
    parting: Parting | None,
) -> str:
    """What the edits change, or the equations of another cell; "" where nothing is compared."""
    if compared is None or parting is None:
        return ""
    original = compared.name == ORIGINAL and not compared.apart and compared.cell == cell
    before = compared.parameters if original else compared.original
    phrases = [said_edit(clamp, sequence, sizes) for clamp in edits if clamp not in compared.edits]
    text = _("{name} at {number}")
    weights = () if before is None else changed_weights(cell, sizes, present, before)
    phrases.extend(text.format(name=row.called, number=said_number(row.number)) for row in weights)
    said = _("with {edits}").format(edits=_few(phrases)) if phrases else ""
    if not original:
        own = " ".join(filter(None, (cell.title or cell.name, said)))
        said = _("from {other} to {own}").format(other=compared.name, own=own)
    return f"{said}: {said_change(parting, answers(sequence, sizes, task))}"


def _few(phrases: list[str]) -> str:
    """Name one or two edits in full, of more the first."""
    if len(phrases) <= FEW:
        return _(" and ").join(phrases)
    rest = len(phrases) - 1
    text = ngettext("{first} and {n} more edit", "{first} and {n} more edits", rest)
    return text.format(first=phrases[0], n=rest)


def said_change(parting: Parting, names: tuple[str, ...] = ()) -> str:
    """Say how a run differs from the other; ``names`` of the outputs, where they have some."""
    numbers = said_numbers(parting, names)
    return numbers if parting.step is None else f"{numbers}; {said_parting(parting)}"


def said_numbers(parting: Parting, names: tuple[str, ...] = ()) -> str:
    """Say how losses and outputs of two runs differ."""
    if parting.step is None:
        return _("nothing changes")
    if parting.furthest is None:
        return _("the output stays as it was")
    said = said_furthest(parting.furthest, names)
    before, now = parting.loss_before, parting.loss
    if before is None or now is None:
        return said
    return _("loss {pair}, {output}").format(pair=said_pair(before, now), output=said)


def said_parting(parting: Parting) -> str:
    """Say where two runs part."""
    if parting.step == 0:
        return _("the runs differ from the beginning")
    return _("the runs part at step {step}").format(step=parting.step)


def said_furthest(furthest: Furthest, names: tuple[str, ...] = ()) -> str:
    """Say where the outputs are furthest apart."""
    place = furthest.place
    name = _("y {place}").format(place=place + 1)
    if furthest.value != "y":
        name = _("h of unit {place}").format(place=place + 1)
    elif furthest.alone:
        name = "y"
    elif place < len(names):
        name = _("y “{symbol}”").format(symbol=names[place])
    pair = said_pair(furthest.before, furthest.now)
    return _("{name} at step {step}: {pair}").format(name=name, step=furthest.step, pair=pair)


def said_edit(clamp: Clamp, sequence: Sequence, sizes: Sizes) -> str:
    """Say one clamp of a sequence."""
    steps, number = sequence.steps, said_number(clamp.number)
    if clamp.value == INPUT:
        text = _("{what} read as {number}{when}")
        return text.format(when=_when(clamp, steps), **_said_input(clamp, sequence, sizes))
    units, single = said_units(clamp.units), len(clamp.units) == 1
    where = ""
    if clamp.units:
        where = (_(" in unit {units}") if single else _(" in units {units}")).format(units=units)
    text = _("{name} held at {number}{where}{when}")
    if (clamp.first, clamp.last) == START:
        text = _("{name} beginning at {number}{where}")
    return text.format(name=named(clamp.value), number=number, where=where, when=_when(clamp, steps))


def _said_input(clamp: Clamp, sequence: Sequence, sizes: Sizes) -> dict[str, str]:
    """Name what is read: by the symbol, or by its channel."""
    if sizes.symbols:
        names, place = symbols(sequence, sizes), round(clamp.number)
        known = names[place] if 0 <= place < len(names) else str(place + 1)
        return {"what": "x", "number": f"“{known}”"}
    if not clamp.units:
        return {"what": "x", "number": said_number(clamp.number)}
    named_one = len(clamp.units) == 1 and clamp.units[0] < len(sequence.channels)
    channels = f"“{sequence.channels[clamp.units[0]]}”" if named_one else said_units(clamp.units)
    return {"what": f"x {channels}", "number": said_number(clamp.number)}


def _when(clamp: Clamp, steps: int) -> str:
    first, last = clamp.first, min(clamp.last, steps - 1)
    if first <= 0 and last == steps - 1:
        return ""
    if first == last:
        return _(" at step {step}").format(step=first + 1)
    if last == steps - 1:
        return _(" from step {step} on").format(step=first + 1)
    return _(" in steps {first}–{last}").format(first=first + 1, last=last + 1)


class Weight(NamedTuple):
    """One weight that is not what it was: its parameter's name in the model, its place there, both numbers."""

    address: str
    place: tuple[int, ...]
    number: float
    before: float

    @property
    def called(self) -> str:
        """What a person reads: its parameter and its place, from 1."""
        return f"{named(self.address)}[{', '.join(str(at + 1) for at in self.place)}]"


def changed_weights(
    cell: Cell, sizes: Sizes, parameters: NDArray[np.float64], before: NDArray[np.float64]
) -> list[Weight]:
    """Give the weights that are not what they were before."""
    if parameters is before:
        return []
    places = np.flatnonzero(parameters != before)
    found = []
    for name, span in layout(cell, sizes).items():
        for at in places[(places >= span.start) & (places < span.stop)]:
            place = tuple(int(k) for k in np.unravel_index(at - span.start, span.shape))
            found.append(Weight(name, place, float(parameters[at]), float(before[at])))
    return found


def beside(study: Study) -> str:
    """Say behind the name of a value that it is of the other run: the original's is what it was before."""
    if study.against is None or is_original(study):
        return _("before")
    return _("in {other}").format(other=study.against.name)


def said_beside(study: Study, was: str) -> str:
    """Say a value of the other run behind what it is now."""
    if study.against is None or is_original(study):
        return _("before {value}").format(value=was)
    return _("{value} in {other}").format(value=was, other=study.against.name)


def said_number(value: float) -> str:
    """Write a number as it was typed, at most six figures."""
    return f"{value:.6g}".replace("-", "−")


def said_pair(before: float, now: float) -> str:
    """Write two numbers with as few figures as tell them apart."""
    for figures in (2, 3, 4, 6):
        one, two = (_figures(value, figures) for value in (before, now))
        if one != two:
            break
    return f"{one} → {two}"


def _figures(value: float, figures: int) -> str:
    plain = 0.1 <= abs(value) < 1000 or value == 0
    text = f"{value:.{figures}f}" if plain else f"{value:#.{figures}g}".rstrip(".")
    return text.replace("-", "−")
