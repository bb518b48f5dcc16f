from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QByteArray, QSettings

from lstm_studio.session.settings import ROWS, Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def opened(file: Path) -> Settings:
    """Settings as a new start of the program finds them."""
    return Settings(QSettings(str(file), QSettings.Format.IniFormat))


def test_defaults_are_possible_values() -> None:
    for key, row in ROWS.items():
        assert row.possible(row.default), key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "dark"),
        ("speed", 15.0),
        ("play_at_start", False),
        ("own_process", False),
        ("recent", []),
        ("recent", ["/one.lstm"]),
        ("recent", ["/one.lstm", "/two, with a comma.lstm"]),
        ("geometry", QByteArray(b"\x00\x01\xff")),
    ],
)
def test_a_value_comes_back_after_a_restart(file: Path, key: str, value: Any) -> None:
    first = opened(file)
    assert first.get(key) == ROWS[key].default
    first.set(key, value)
    first._store.sync()
    found = opened(file).get(key)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("key", "value"),
    [("theme", "pink"), ("speed", 1e9), ("speed", "fast"), ("play_at_start", 3), ("recent", "x")],
)
def test_what_is_out_of_range_is_refused(file: Path, key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=key):
        opened(file).set(key, value)


@pytest.mark.parametrize(
    ("key", "stored"), [("theme", "pink"), ("speed", "1e9"), ("speed", "x"), ("theme", "")]
)
def test_what_another_version_has_stored_counts_as_not_set(file: Path, key: str, stored: str) -> None:
    file.write_text(f"[General]\n{key}={stored}\n")
    assert opened(file).get(key) == ROWS[key].default


def test_recent_files_are_few_and_the_newest_is_first(file: Path, tmp_path: Path) -> None:
    settings = opened(file)
    for number in range(15):
        settings.remember(tmp_path / f"{number}.lstm")
    settings.remember(tmp_path / "9.lstm")
    recent = settings.recent()
    assert len(recent) == 10
    assert recent[0].endswith("9.lstm")
    assert recent[1].endswith("14.lstm")
    assert len(set(recent)) == 10
    settings.forget(tmp_path / "14.lstm")
    assert len(settings.recent()) == 9
