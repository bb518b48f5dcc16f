"""A parser of arguments that says what is wrong in one sentence, as everything else does."""

from __future__ import annotations

import argparse
from typing import NoReturn

from lstm_studio.words import _

__all__ = ["Parser", "number", "whole", "widths"]


class Parser(argparse.ArgumentParser):
    """A parser whose errors are ValueErrors."""

    def error(self, message: str) -> NoReturn:
        """Raise ValueError with the sentence."""
        raise ValueError(
            _("{message}; {program} --help shows what is possible").format(message=message, program=self.prog)
        )


def whole(text: str) -> int:
    """Read a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{text}” is no whole number").format(text=text)) from None


def widths(text: str) -> int | tuple[int, ...]:
    """Read one whole number, or several with commas between them."""
    try:
        found = tuple(whole(part) for part in text.split(","))
    except argparse.ArgumentTypeError:
        sentence = _("“{text}” is no whole number, nor several with commas between them")
        raise argparse.ArgumentTypeError(sentence.format(text=text)) from None
    return found if len(found) > 1 else found[0]


def number(text: str) -> float:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{text}” is no number").format(text=text)) from None
