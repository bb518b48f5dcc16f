"""The command line as a person uses it, within this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from lstm_studio.cli import main


class Said(NamedTuple):
    """Exit code and what was printed."""

    code: int
    out: str
    error: str


Command = Callable[..., Said]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    def call(*arguments: object) -> Said:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:  # argparse ends the program itself
            code = int(end.code or 0)
        return Said(code, *capfd.readouterr())

    return call
