"""The tasks, one file each. Adding one is adding a file and its row here."""

from __future__ import annotations

from lstm_studio.core.tasks.adding import ADDING
from lstm_studio.core.tasks.airline import AIRLINE
from lstm_studio.core.tasks.brackets import BRACKETS
from lstm_studio.core.tasks.copy_memory import COPY_MEMORY
from lstm_studio.core.tasks.counting import AN_BN, AN_BN_CN
from lstm_studio.core.tasks.delayed_echo import DELAYED_ECHO
from lstm_studio.core.tasks.forget_gate import FORGET_GATE
from lstm_studio.core.tasks.level_shift import LEVEL_SHIFT
from lstm_studio.core.tasks.long_term_dependency import LONG_TERM_DEPENDENCY
from lstm_studio.core.tasks.mackey_glass import MACKEY_GLASS
from lstm_studio.core.tasks.names import NAMES
from lstm_studio.core.tasks.own import OWN
from lstm_studio.core.tasks.parity import PARITY
from lstm_studio.core.tasks.periodic import PERIODIC
from lstm_studio.core.tasks.reber import CONTINUAL_REBER, EMBEDDED_REBER
from lstm_studio.core.tasks.sentiment import SENTIMENT
from lstm_studio.core.tasks.sines import SINE, SUM_OF_SINES
from lstm_studio.core.tasks.spike_latch import SPIKE_LATCH
from lstm_studio.core.tasks.spike_timing import SPIKE_TIMING
from lstm_studio.core.tasks.task import Advice, Batch, Form, Hard, Option, Sight, Task, Variant
from lstm_studio.core.tasks.temporal_order import TEMPORAL_ORDER
from lstm_studio.core.tasks.trend_season import TREND_SEASON
from lstm_studio.core.tasks.two_lag_bernoulli import TWO_LAG_BERNOULLI
from lstm_studio.core.tasks.two_sequence import TWO_SEQUENCE

__all__ = ["TASKS", "Advice", "Batch", "Form", "Hard", "Option", "Sight", "Task", "Variant"]

ROWS = (
    SPIKE_LATCH,
    LONG_TERM_DEPENDENCY,
    ADDING,
    TWO_SEQUENCE,
    COPY_MEMORY,
    DELAYED_ECHO,
    TWO_LAG_BERNOULLI,
    FORGET_GATE,
    TEMPORAL_ORDER,
    EMBEDDED_REBER,
    CONTINUAL_REBER,
    AN_BN,
    AN_BN_CN,
    PARITY,
    SINE,
    SUM_OF_SINES,
    MACKEY_GLASS,
    TREND_SEASON,
    LEVEL_SHIFT,
    AIRLINE,
    PERIODIC,
    SPIKE_TIMING,
    BRACKETS,
    NAMES,
    SENTIMENT,
    OWN,
)
TASKS: dict[str, Task] = {task.name: task for task in ROWS}
