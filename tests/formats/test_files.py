"""A file is written whole, for everyone whom the old one or the system's habit allows, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lstm_studio.formats.files import write_file


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    write_file(tmp_path / "new", b"content")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "new").read_bytes() == b"content"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_old_file_keeps_its_rights(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_bytes(b"before")
    old.chmod(0o600)
    before = old.stat().st_mode
    write_file(old, b"after")
    assert old.read_bytes() == b"after"
    assert old.stat().st_mode == before


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study").write_bytes(b"before")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ValueError, match="cannot be written: No space left"):
        write_file(tmp_path / "study", b"after")
    assert (tmp_path / "study").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["study"]
