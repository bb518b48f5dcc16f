"""Notation files: TOML -> Notation. What they may say is in ``core.notation``."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING

import msgspec

from lstm_studio.core.printing.letters import letter
from lstm_studio.core.printing.notation import ROLES, Notation
from lstm_studio.formats.files import content_of, text_of
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_notation"]

LARGEST = 64 * 1024  # bytes of a file


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The keys of a file, all but the title with the defaults of Notation."""

    title: str
    about: str = ""
    forward: tuple[str, str] = Notation.forward
    turned: tuple[str, str] = Notation.turned
    behind: bool = False
    multiply: str = Notation.multiply
    product: str = ""
    join: str = ""
    ones: bool = False
    signal: str = ""
    order: tuple[str, ...] = ()
    gates: dict[str, str] = {}
    values: dict[str, str] = {}
    labels: dict[str, str] = {}
    parameters: dict[str, str] = {}
    readout: dict[str, str] = {}


def read_notation(path: Path) -> Notation:
    """Read a notation, named after its file. Raises ValueError with a sentence."""
    try:
        found = msgspec.convert(tomllib.loads(text_of(content_of(path, LARGEST))), _File)
        _check(found)
    except ValueError as error:  # what is no TOML and what does not fit are, too
        raise ValueError(_("{file}: {why}").format(file=path.name, why=error)) from error
    return Notation(path.stem, **{row.name: getattr(found, row.name) for row in fields(Notation)[1:]})


def _check(found: _File) -> None:
    """Refuse roles that there are not and letters that are none."""
    for role in (*found.parameters, *filter(None, found.order)):
        if role not in ROLES:
            sentence = _("unknown role “{role}”; expected one of {known}")
            raise ValueError(sentence.format(role=role, known=", ".join(ROLES)))
    for table in (found.gates, found.values, found.parameters, found.readout):
        for pattern in table.values():
            letter(pattern, name="a")
    if found.join and not {"joined", "part"} <= found.parameters.keys():
        raise ValueError(_("“join” without letters for its matrices; expected “joined” and “part”"))
