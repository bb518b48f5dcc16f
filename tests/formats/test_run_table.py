from __future__ import annotations

from lstm_studio.core.study import NO_CURVE, NO_EXAMS, frozen
from lstm_studio.formats.csv_text import as_csv
from lstm_studio.formats.run_table import HEADS, run_table


def test_what_was_not_noted_stays_empty() -> None:
    losses = frozen([[1, 0.5], [50, 0.25]])
    curve = frozen([[50, 2.0, 1.0, 1e-3, 0.01, float("nan")]])
    exams = frozen([[50, 0.3, 0.9, 1600]])
    table = run_table(losses, curve, exams)
    assert table.rows[0] == (1, 0.5, *[None] * 8)
    assert as_csv(table).splitlines()[2] == "50,0.25,2.0,1,0.001,0.01,,0.3,0.9,1600"
    assert len(HEADS) == len(table.rows[0])
    assert run_table(losses, NO_CURVE, NO_EXAMS) == (HEADS[:2], ((1, 0.5), (50, 0.25)))
