"""How numbers, values and units are called in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lstm_studio.core.printing.numbers import short
from lstm_studio.session.symbols import seen
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Sequence

__all__ = [
    "amount",
    "called",
    "derivative",
    "fine",
    "measured",
    "named_step",
    "named_unit",
    "percent",
    "plain",
    "signed",
]

_BEFORE = re.compile(r"_prev\b")
_SIGNS = ((" * ", " ⊙ "), (" - ", " − "), ("(-", "(−"), (" @ ", " "), ("sigmoid(", "σ("))
_ASIDE = re.compile(r"[:;(,]")
WHOLE = (0.0, 100.0)
LONGEST = 24  # letters of a name


def signed(value: float) -> str:
    """Print a number with its sign and two digits: −1.42, +0.03."""
    return short(value)


def fine(value: float) -> str:
    """Print a number with its sign and two figures that count, however small it is: −0.021, +3.2e−6."""
    return short(value, fine=True)


def amount(value: float) -> str:
    """Print a number with its sign and two digits, or, where it would be 0.00, with two figures that count."""
    return fine(value) if 0 < abs(value) < 0.005 else signed(value)


def measured(value: float, *, bounded: bool) -> str:
    """Print a factor: a share between 0 and 1 without a sign, and in so many digits that it is not quite 0 or 1."""
    if not bounded:
        return amount(value)
    shown = (f"{value:.{digits}f}" for digits in range(2, 5))
    return next(
        (text for text in shown if float(text) not in (0.0, 1.0) or float(text) == value), _brief(value)
    )


def _brief(value: float) -> str:
    return f"{value:.1g}".replace("e-0", "e−").replace("e-", "e−")


def percent(factor: float) -> str:
    """Print a share in full percent, with up to three digits more where it is not quite all or not quite nothing."""
    share = 100 * factor
    shown = (f"{share:.{digits}f}" for digits in range(3))
    text = next((text for text in shown if share in WHOLE or float(text) not in WHOLE), f"{share:.3f}")
    return text.replace("-", "−")


def plain(text: str, *, turned: bool = False, letters: Lettering | None = None) -> str:
    """Print an expression in a line of text: "f * c_prev" is f ⊙ c₋, or f ⊙ c₊ where the cell reads back.

    ``letters``: those of a notation, None for the cell's own.
    """
    text = _BEFORE.sub("₊" if turned else "₋", text if letters is None else letters.rename(text))
    for sign, shown in _SIGNS:
        text = text.replace(sign, shown)
    return "−" + text[1:] if text.startswith("-") else text


def called(
    text: str, meaning: Mapping[str, str], *, turned: bool = False, letters: Lettering | None = None
) -> str:
    """Call a value by what it is, "the input gate", or by its symbol where the cell does not say."""
    words = _ASIDE.split(meaning.get(text, ""))[0].strip()
    # A clause such as "what is written" is no name, and a long one says less than 1 − z.
    if not words or words.split()[0] in ("what", "how") or len(words) > LONGEST:
        return plain(text, turned=turned, letters=letters)
    return words if words.split()[0] in ("the", "a") else _("the {name}").format(name=words)


def derivative(text: str, *, turned: bool = False, letters: Lettering | None = None) -> str:
    """Print the derivative of the loss by a value: ∂L/∂c."""
    shown = plain(text, turned=turned, letters=letters)
    return f"∂L/∂({shown})" if " " in shown else f"∂L/∂{shown}"


def named_unit(sizes: Sizes, layer: int, direction: int, unit: int) -> str:
    """Name a unit (all from 0), with its layer and direction where there are several."""
    named = _("unit {unit}") if sizes.layers == 1 else _("unit {unit} of layer {layer}")
    named = named.format(unit=unit + 1, layer=layer + 1)
    return _("{unit}, reading back,").format(unit=named) if direction else named


def named_step(sequence: Sequence, cursor: int) -> str:
    """Name a step, from 1, with its label where it has one."""
    label = seen(sequence.labels[cursor - 1]) if sequence.labels else ""
    step = _("step {step} “{label}”") if label else _("step {step}")
    return step.format(step=cursor, label=label)
