"""A file is written whole, for everyone whom the old one or the system's habit allows, or not at all."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from lstm_studio.formats.files import LONGEST_WRITE, UNFINISHED, check_place, mark_of, write_file


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


def test_a_program_that_is_ended_in_the_middle_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_file: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", ended)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "study", b"after")
    assert not list(tmp_path.iterdir())


def test_what_a_killed_write_has_left_goes_with_the_next_one_when_it_is_old(tmp_path: Path) -> None:
    for name in ("old", "young"):
        (tmp_path / (UNFINISHED + name)).write_bytes(b"half")
    now = (tmp_path / (UNFINISHED + "old")).stat().st_mtime
    os.utime(tmp_path / (UNFINISHED + "old"), (now, now - LONGEST_WRITE - 60))
    write_file(tmp_path / "study", b"content")
    assert sorted(path.name for path in tmp_path.iterdir()) == [UNFINISHED + "young", "study"]


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere" / "study", tmp_path / "study"
    target.write_bytes(b"before")
    link.symlink_to(target)
    write_file(link, b"after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


def test_a_link_to_itself_is_said(tmp_path: Path) -> None:
    link = tmp_path / "study"
    link.symlink_to(link)
    for write in (partial(write_file, link, b"after"), partial(check_place, link)):
        with pytest.raises(ValueError, match="cannot be written: Too many levels of symbolic links"):
            write()
    assert link.is_symlink()


def test_a_file_may_have_as_long_a_name_as_the_disk_takes(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    write_file(path, b"content")
    assert path.read_bytes() == b"content"


def test_a_file_that_must_not_be_written_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "study"
    path.write_bytes(b"before")
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda place, _mode: Path(place) != path)  # root may write anything
    for write in (partial(write_file, path, b"after"), partial(check_place, path)):
        with pytest.raises(ValueError, match="cannot be written: Permission denied"):
            write()
    assert path.read_bytes() == b"before"


def test_another_file_in_the_same_place_is_told_from_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "study"
    assert mark_of(path) is None
    write_file(path, b"content")
    mark = mark_of(path)
    assert mark == mark_of(path) is not None
    write_file(path, b"content")
    assert mark_of(path) != mark


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
