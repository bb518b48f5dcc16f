"""A save that is killed at any moment, or that the disk has no room for, loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lstm_studio.catalogue import first_study
from lstm_studio.formats.study import read_study, write_study
from tests.formats.killed_saves import ROUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")
def test_two_hundred_kills_leave_the_old_file_or_the_new_one_and_nothing_else(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.formats.killed_saves", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["broken"] == 0
    assert sum(told["found"]) == ROUNDS
    assert min(told["found"]) > 0, "one of the two was never there: the kills came too early"
    assert told["unfinished"] > 0, "no kill has met a save: the test shows nothing"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give the folder of a disk of 64 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can put a disk there")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no disk can be put there")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_keeps_the_old_file_and_says_so(small_disk: Path) -> None:
    path = small_disk / "study.lstm"
    study = read_study(first_study())
    write_study(study, path)
    before = path.read_bytes()
    (small_disk / "others").write_bytes(bytes(60 * 1024 - len(before)))
    with pytest.raises(ValueError, match=r"study\.lstm” cannot be written: No space left on device"):
        write_study(study.replace(title="Another"), path)
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in small_disk.iterdir()) == ["others", "study.lstm"]
    (small_disk / "others").unlink()
    write_study(study.replace(title="Another"), path)
    assert read_study(path).title == "Another"
