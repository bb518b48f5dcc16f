"""The tasks, one file each. Adding one is adding a file and its row here."""

from __future__ import annotations

from lstm_studio.core.tasks.adding import ADDING
from lstm_studio.core.tasks.forget_gate import FORGET_GATE
from lstm_studio.core.tasks.long_term_dependency import LONG_TERM_DEPENDENCY
from lstm_studio.core.tasks.own import OWN
from lstm_studio.core.tasks.spike_latch import SPIKE_LATCH
from lstm_studio.core.tasks.task import Advice, Batch, Form, Hard, Option, Sight, Task, Variant

__all__ = ["TASKS", "Advice", "Batch", "Form", "Hard", "Option", "Sight", "Task", "Variant"]

TASKS: dict[str, Task] = {
    task.name: task for task in (SPIKE_LATCH, LONG_TERM_DEPENDENCY, ADDING, FORGET_GATE, OWN)
}
