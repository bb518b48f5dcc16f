"""Files are parsed within the tests themselves, which is quicker; the child process has tests of its own."""

from __future__ import annotations

from typing import Any

import pytest

from lstm_studio.formats.child import Answer
from lstm_studio.formats.onnx import model
from lstm_studio.formats.onnx.file import parsed


@pytest.fixture(autouse=True)
def parsed_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse without a child, where a test is not about it."""

    def here(_reader: str, content: bytes, **_limits: Any) -> Answer:
        return Answer(*parsed(content))

    if "in_a_child" not in request.fixturenames:
        monkeypatch.setattr(model, "asked", here)


@pytest.fixture
def in_a_child() -> None:
    """Let files be parsed as they are for a person."""
