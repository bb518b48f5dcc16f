"""One core and one thread, for what is measured against PyTorch."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def one_core() -> Iterator[None]:
    """Keep this process to one core, where the system can, and all libraries to one thread."""
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if cores:
        os.sched_setaffinity(0, {max(cores)})
    with threadpool_limits(1):
        yield
    if cores:
        os.sched_setaffinity(0, cores)
    torch.set_num_threads(threads)
