"""A file is written whole, for everyone whom the old one or the system's habit allows, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lstm_studio.formats.files import check_place, write_file


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


def test_what_is_no_file_is_written_to_and_stays_what_it_was(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"content")
    assert os.read(reader, 99) == b"content"
    os.close(reader)
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_place_that_cannot_be_written_is_known_before_the_work(tmp_path: Path) -> None:
    check_place(tmp_path / "new")
    with pytest.raises(ValueError, match="cannot be written: Is a directory"):
        check_place(tmp_path)
    with pytest.raises(ValueError, match="cannot be written: No such file"):
        check_place(tmp_path / "nowhere" / "new")
    assert not list(tmp_path.iterdir())


def test_a_folder_without_the_right_to_write_is_known_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_arguments: False)  # root may write anywhere
    with pytest.raises(ValueError, match="cannot be written: Permission denied"):
        check_place(tmp_path / "new")
