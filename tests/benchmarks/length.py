"""One run, or one gradient, of a long sequence in a process of its own; prints its seconds and its memory.

Run: ``python -m tests.benchmarks.length run 65536`` (or ``gradients``). Prints the processor's seconds of the first
call, which builds the program, those of the second, and by how many bytes the process has grown at its peak.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

import numpy as np

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model

INPUTS, UNITS = 2, 16


def memory(row: str) -> int:
    """Give a row of what the system says of this process, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(row))


def main(kind: str, steps: int) -> None:
    rng = np.random.default_rng(0)
    model = Model(load_cell("lstm"), inputs=INPUTS, units=UNITS, outputs=1)
    x, y = rng.normal(size=(steps, 1, INPUTS)), rng.normal(size=(steps, 1, 1))
    small = Model(load_cell("lstm"), inputs=INPUTS, units=UNITS, outputs=1)
    small.gradients(x[:4], y[:4])  # what is made once, whatever the length
    before, times = memory("VmRSS"), []
    for _turn in range(2):
        start = process_time()
        if kind == "run":
            model.run(x)
        else:
            model.gradients(x, y)
        times.append(process_time() - start)
    print(*times, memory("VmHWM") - before)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
