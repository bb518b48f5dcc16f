"""The parameters of every built-in cell, counted by hand."""

from __future__ import annotations

__all__ = ["COUNTS"]

# Counted by hand from the equations at D=3, H=4: a gate has 4·3 + 4·4 + 4 = 32 values.
COUNTS = {
    "rnn": 32,
    "lstm": 128,
    "lstm-peephole": 140,
    "lstm-peephole-full": 176,
    "lstm-cifg": 96,
    "lstm-cifg-peephole": 104,
    "lstm-cifg-peephole-full": 128,
    "lstm-1997": 96,
    "lstm-nig": 104,
    "lstm-nfg": 104,
    "lstm-nog": 104,
    "lstm-niaf": 140,
    "lstm-noaf": 140,
    "lstm-fgr": 284,
    "gru": 100,
    "gru-reset-before": 96,
    "gru-reset-before-write": 96,
    "gru-write": 100,
    "mgu": 64,
    "ugrnn": 64,
    "janet": 64,
    "forget-gate": 32,
}
