"""Names as people paste them -> ours: ``W_{xf}`` is W_xf, ``h_{t−1}``, ``hₜ₋₁`` and ``h^{⟨t-1⟩}`` are h at time t − 1.

A name has a base, labels below or above it, and perhaps a time. Whether a bare ``_t`` is a time is known only when all
left sides are: ``f_t`` is f where f is computed, else a parameter of that name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from lstm_studio.core.language.source import shown
from lstm_studio.words import _

__all__ = ["MOST_LETTERS", "NAME", "Spelling", "Time", "spelling", "time_of"]

MOST_LETTERS = 60

_LOWERED = str.maketrans(
    "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋₍₎⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺⁻⁽⁾ᵀ",
    "0123456789aehijklmnoprstuvx+-()0123456789abcdefghijklmnoprstuvwxyz+-()T",
)
_SUB = "₀-₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢᵣᵤᵥⱼ₊₋₍₎"
_SUP = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺⁻⁽⁾ᵀ"
_WORD = rf"(?:[^\W_{_SUB}{_SUP}]|[\u0300-\u036f])"
_BELOW = (
    r"_\{", r"[^{}]{1,60}", r"\}", "_", r"\([^()]{1,20}\)", "", "_", rf"{_WORD}+", "", "", rf"[{_SUB}]+", "",
)  # fmt: skip
_ABOVE = (
    r"\^\{", r"[^{}]{1,60}", r"\}", r"\^", r"\([^()]{1,20}\)", "", r"\^", "[⟨<][^<>⟨⟩]{1,20}[>⟩]", "",
    r"\^", rf"{_WORD}+|⊤", "", "", rf"[{_SUP}]+", "", "", r"\.T\b|⊤", "",
)  # fmt: skip


def _scripts(parts: tuple[str, ...], group: str) -> str:
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return "|".join(f"{before}{group}{inside}){behind}" for before, inside, behind in triples)


_SCRIPT = re.compile(_scripts(_BELOW + _ABOVE, "("))
_FIRST_ABOVE = len(_BELOW) // 3 + 1  # the group of the first form that stands above
NAME = rf"[^\W\d_{_SUB}{_SUP}]{_WORD}*(?:{_scripts(_BELOW + _ABOVE, '(?:')})*"
"""The pattern of a name."""

_TIME = re.compile(r"([tnkτ])(?:([+-])(\d{1,3}))?")
_OURS = re.compile(NAME)
_AROUND = {"(": ")", "⟨": "⟩", "<": ">"}
_PAST = frozenset(("prev", "previous", "tm1"))


class Time(NamedTuple):
    """A time: its letter ("": said in a word, as by prev) and the steps after it; ``sure``: it can be nothing else."""

    letter: str
    steps: int
    sure: bool


class Spelling(NamedTuple):
    """A name in our spelling: ``name`` without its time; ``label``: the time as a label, "_t", should it be one."""

    name: str
    time: Time | None
    label: str
    transposed: bool


def time_of(text: str) -> Time | None:
    """Read t, t-1, (t), ⟨t-1⟩ or prev; None where the text is no time."""
    if text in _PAST:
        return Time("", -1, sure=True)
    inside = text[1:-1] if len(text) > 2 and _AROUND.get(text[0]) == text[-1] else text
    found = _TIME.fullmatch(inside)
    if found is None:
        return None
    steps = int(found[2] + found[3]) if found[2] else 0
    return Time(found[1], steps, sure=bool(found[2]) or (inside != text and found[1] == "t"))


@lru_cache(maxsize=2_000)
def spelling(text: str) -> Spelling:
    """Read a pasted name. Raises ValueError with a sentence where it cannot be one name."""
    if len(text) > MOST_LETTERS:
        sentence = _("a name of {n} characters; expected at most {most}")
        raise ValueError(sentence.format(n=len(text), most=MOST_LETTERS))
    if text.isascii() and text.isalnum():
        return Spelling(text, None, "", transposed=False)
    first = _SCRIPT.search(text)
    head, scripts = (text[: first.start()], text[first.start() :]) if first else (text, "")
    name, time, label, transposed = unicodedata.normalize("NFKC", head), None, "", False
    for found in _SCRIPT.finditer(scripts):
        place = found.lastindex or 1
        content = unicodedata.normalize("NFKC", found[place].translate(_LOWERED))
        content = content.replace("−", "-").replace(" ", "")
        above = place >= _FIRST_ABOVE
        if above and content in ("T", "⊤", ".T"):
            transposed = True
            continue
        before, _comma, last = content.rpartition(",")
        at = time_of(last)
        if at is None:
            if above and not content.strip("()")[:1].isalpha():
                raise ValueError(_two_readings(text, name, content))
            before = content
        if time is not None and at is not None and (time.sure or at.letter in ("", time.letter)):
            raise ValueError(_("“{name}” has two times; expected one").format(name=shown(text)))
        if time is not None and not (time.sure and time.letter):  # W_t_x: what looked like a time was a label
            name, time, label = name + label, None, ""
        if before:
            name += _label(before)
        if at is not None:
            time, label = at, "_" + (at.letter or last)
    if not _OURS.fullmatch(name) or not name[0].isalpha() or len(name) > MOST_LETTERS:
        raise ValueError(
            _("“{name}” is no name; expected one that begins with a letter").format(name=shown(text))
        )
    return Spelling(name, time, label, transposed)


def _label(content: str) -> str:
    """Give a label as the tail of a name."""
    plain = re.sub(r"[^\w\u0300-\u036f]", "", content).strip("_")
    if not plain:
        raise ValueError(
            _("“{label}” is no label of a name; expected letters or digits").format(label=content)
        )
    return "_" + plain


def _two_readings(text: str, name: str, content: str) -> str:
    sentence = _(
        "“{text}” may be a power of {name} or {name} with a label; for a power write {name} * {name}, "
        "for a label {name}_{label}"
    )
    return sentence.format(text=shown(text), name=name, label=re.sub(r"\W", "", content) or "1")
