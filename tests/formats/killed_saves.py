"""A program that saves over and over and is killed: run by test_killed.py, in a process of its own.

It forks a child for every round; the child writes the two contents in turn, without an end, and is killed after a
random time. What is then in the folder is looked at, and told as one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from lstm_studio.catalogue import first_study
from lstm_studio.formats.files import UNFINISHED, write_file
from lstm_studio.formats.study import bytes_of, read_study, study_of

ROUNDS = 200


def save_without_end(path: Path, contents: tuple[bytes, ...]) -> None:
    while True:
        for content in contents:
            write_file(path, content)


def main(folder: Path) -> None:
    path, random_ = folder / "study.lstm", random.Random(1)
    study = read_study(first_study())
    contents = (bytes_of(study), bytes_of(study.replace(title="Another", notes="words " * 100_000)))
    began = time.perf_counter()
    for content in contents:
        write_file(path, content)
    long = time.perf_counter() - began  # that both take on this disk
    broken, found, unfinished = 0, [0, 0], 0
    for number in range(ROUNDS):
        child = os.fork()
        if not child:
            save_without_end(path, contents if number % 2 else contents[::-1])
        time.sleep(random_.uniform(0.0, 1.5 * long))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        there = path.read_bytes()
        if there in contents:
            found[contents.index(there)] += 1
            study_of(there)
        else:
            broken += 1
        left = [entry for entry in folder.iterdir() if entry.name.startswith(UNFINISHED)]
        unfinished += len(left)
        for entry in left:
            os.utime(entry, (0, 0))  # as if it had been long ago
        write_file(folder / "another.lstm", b"")
        assert sorted(entry.name for entry in folder.iterdir()) == ["another.lstm", "study.lstm"]
    print(json.dumps({"broken": broken, "found": found, "unfinished": unfinished}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
