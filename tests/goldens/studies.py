"""Make the studies that are shipped: ``python tests/goldens/studies.py [NAME …]`` from the root of a checkout.

The first study is an LSTM that has learnt the spike latch. Most seeds learn it another way: a unit writes the same
again at every step, f low and i high, and h says what. Keep bias 4 and a stop at 300 updates give, with this seed, the
textbook's way: f near 1 between spikes, the candidate far from 0 at spikes alone, c a step function.

All others have losses, notes with what was measured (their words stand in ``notes``), models to compare with, a look.
Seeds are frozen; what a study promises is held by tests/test_examples.py.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.fit import Job, examine, fit
from lstm_studio.core.init import draw
from lstm_studio.core.model import Model
from lstm_studio.core.study import Look, Record, Study, frozen, kept_of
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.study import write_study
from lstm_studio.formats.text import read_text
from lstm_studio.session.report import Begin
from lstm_studio.session.state import State
from lstm_studio.session.tally import Tally
from lstm_studio.session.verbs.shelf import compare_kept
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.training import absorb_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NOTES = Path(__file__).parent / "notes"
PANELS = (
    "sequence", "model", "training", "equations", "lens", "values", "what_if", "study", "gates", "states", "loss",
    "output",
)  # fmt: skip
SPIKES = (
    ". . . set . distract . . reset . . set . distract . . reset . . set . . distract . . set . . distract . reset "
    ". . . set . . distract . reset . distract . set . . distract . . ."
)
TEXT = "the cat sat on the mat and the rat sat on the cat that sat on the mat. "


def trained(study: Study, updates: int, keep: float | str | None = None, **sizes: Any) -> Study:
    """Train a study from its own start, as a person can with Reset and Train, and keep what is noted of it."""
    start = replace(study.start, keep=keep, seed=study.training.seed)
    study = study.replace(sizes=replace(study.sizes, **sizes), start=start)
    study = study.replace(training=replace(study.training, updates=updates))
    study = study.replace(parameters=frozen(draw(study.cell, study.sizes, start)))
    tally = Tally(Begin(0, Job.of(study)), clock=lambda: 0.0)  # a file says the same whenever it is made
    for progress in fit(Job.of(study)):
        tally.count(progress, 0.0)
    report = replace(tally.report("idle"), checkpoints=())  # an example is small
    return absorb_progress(State(study), report).study


def score_of(study: Study) -> float:
    """Examine the model of a study."""
    model = Model.of(study.cell, study.sizes, study.parameters)
    return examine(model, TASKS[study.task], study.options, study.sequence)


def values_of(study: Study, text: str) -> NDArray[np.float64]:
    """Give a value of the cell on the sequence of a study."""
    return Model.of(study.cell, study.sizes, study.parameters).run(study.sequence.values)[text]


def beside(study: Study, name: str, other: Study, called: str, *, compared: bool = True) -> Study:
    """Keep two models with a study, the one that is shown and another, and compare them."""
    study = study.replace(models=(kept_of(study, name), kept_of(other, called)))
    return compare_kept(State(study), 1).study if compared else study


def finished(study: Study, name: str, title: str, look: Look, **measured: object) -> Study:
    """Give a study its title, its notes and its look."""
    notes = (NOTES / f"{name}.txt").read_text(encoding="utf-8")
    look = replace(look, panels=PANELS, raised=("study", *look.raised), curves=look.curves or (look.unit,))
    return study.replace(title=title, notes=notes.format(**measured), look=look)


def percent(score: float) -> str:
    """Write a share."""
    return f"{score:.1%}".replace("%", " %")


def spike_latch() -> Study:
    """Train the first study."""
    task = TASKS["spike-latch"]
    study = new_study(task.name, load_cell("lstm"), read_text(SPIKES, channels=task.channels), 22)
    study = trained(study.replace(training=replace(study.training, rate=0.004)), 300, 4.0)
    if not study.record.solved:
        raise ValueError("the first study is not solved; try other numbers")
    # A person who trains it goes on with as many updates as the task advises.
    training = replace(study.training, updates=task.advice.updates)
    study = study.replace(training=training, record=Record())
    look = Look(cursor=4, node="c", raised=("loss",))
    return finished(study, "spike-latch", task.title, look, updates=300, score=percent(score_of(study)))


def adding() -> Study:
    """An LSTM that adds two numbers, and a plain RNN that does not."""
    study = trained(new_study("adding", load_cell("lstm"), seed=1), 400, "chrono")
    rnn = trained(new_study("adding", load_cell("rnn"), seed=1), 1200)
    study = beside(study, "LSTM", rnn, "plain RNN")
    marked = np.flatnonzero(study.sequence.values[:, 1])
    unit = int(np.abs(values_of(study, "i * g")[marked]).mean(axis=0).argmax())
    look = Look(int(marked[-1]) + 1, unit, (unit,), "i * g", plotted=("i * g",), raised=("output",))
    numbers = {"lstm": f"{score_of(study):.4f}", "rnn": f"{score_of(rnn):.2f}", "steps": study.sequence.steps}
    return finished(study, "adding", "Adding: an LSTM beside a plain RNN", look, **numbers)


def long_term_dependency() -> Study:
    """One bit over a hundred steps, with two biases of the forget gate."""
    study = new_study("long-term-dependency", load_cell("lstm"), seed=1)
    options = {"length": 100.0, "relevant_index": 10.0}
    shown = TASKS[study.task].show(np.random.default_rng(1), options)
    study = study.replace(options=options, sequence=shown, start=replace(study.start, span=100))
    chrono, one = trained(study, 400, "chrono"), trained(study, 400, 1.0)
    study = beside(chrono, "chrono", one, "keep bias 1")
    unit = int(values_of(study, "f")[10:].mean(axis=0).argmax())
    look = Look(55, unit, (unit,), "f", raised=("output",))
    found = {"chrono": f"{score_of(chrono):.0e}", "one": f"{score_of(one):.2f}"}
    title = "Long-term dependency: two starts of the forget gate"
    return finished(study, "long-term-dependency", title, look, updates=400, steps=100, relevant=10, **found)


def _bracketed(rng: np.random.Generator, depth: int = 0) -> str:
    said = ""
    for _part in range(rng.integers(1, 4)):
        inner = rng.random() < 0.45 and depth < 4
        said += f"({_bracketed(rng, depth + 1)})" if inner else str(rng.choice(["a", "b"]))
    return said


def brackets() -> Study:
    """Characters, and a unit that counts brackets."""
    rng, text = np.random.default_rng(3), ""
    while len(text) < 400:
        text += f"{_bracketed(rng)} "
    study = new_study("own", load_cell("lstm"), read_text(text, "characters"), 2)
    study = trained(study.replace(options={**study.options, "window": 40.0}), 800, 1.0, units=12)
    depth = np.cumsum([(letter == "(") - (letter == ")") for letter in text])
    fits = [np.corrcoef(unit, depth)[0, 1] for unit in values_of(study, "c").T]
    unit = int(np.abs(fits).argmax())
    deeper = read_text(f"{'(' * 8}a{')' * 8} (b) ", "characters", study.sequence.channels)
    part = read_text(text[: text.index(" ", 60) + 1], "characters", study.sequence.channels)
    titles = {"a part of it": part, "all that it has learnt": study.sequence, "deeper than that": deeper}
    kept = tuple(TASKS["own"].answered(replace(row, title=title)) for title, row in titles.items())
    study = study.replace(sequences=kept, sequence=kept[0])
    look = Look(12, unit, (unit,), "c", raised=("loss",))
    ways = ("climbs", "falls") if fits[unit] > 0 else ("falls", "climbs")
    found = {
        "unit": unit + 1,
        "correlation": f"{fits[unit]:.2f}".replace("-", "−"),
        "up": ways[0],
        "down": ways[1],
    }
    return finished(study, "brackets", "Brackets: a unit that counts", look, **found)


def gru_or_lstm() -> Study:
    """Two cells that have learnt the same."""
    task = TASKS["spike-latch"]
    runs = []
    for cell in ("gru", "lstm"):
        study = new_study(task.name, load_cell(cell), read_text(SPIKES, channels=task.channels), 1)
        study = study.replace(training=replace(study.training, rate=0.004))
        runs.append(trained(study, 300, 4.0, units=6))
    gru, lstm = runs
    study = beside(gru, "GRU", lstm, "LSTM")
    spikes, z = study.sequence.values, values_of(study, "z")
    silent, telling = z[~spikes.any(axis=1)].mean(axis=0), z[spikes[:, :2].any(axis=1)].mean(axis=0)
    unit = int((silent - telling).argmax())
    found = {
        "score": percent(min(map(score_of, runs))),
        "silent": f"{silent[unit]:.2f}",
        "telling": f"{telling[unit]:.2f}",
        "gru": len(gru.parameters),
        "lstm": len(lstm.parameters),
        "unit": unit + 1,
    }
    look = Look(4, unit, (unit,), "z", raised=("output",))
    return finished(study, "gru-or-lstm", "GRU or LSTM?", look, **found)


def peephole() -> Study:
    """A beat that has to be counted."""
    period = 10
    beats = read_text(" ".join([*["0"] * (period - 1), "1"] * 6), "numbers")
    found = {
        cell: [
            trained(new_study("own", load_cell(cell), beats, seed), 1000, 1.0, units=2) for seed in (1, 2, 3)
        ]
        for cell in ("lstm-peephole", "lstm")
    }
    best = {cell: min(runs, key=score_of) for cell, runs in found.items()}
    study = beside(best["lstm-peephole"], "with peepholes", best["lstm"], "LSTM")
    said = {cell: ", ".join(f"{score_of(run):.2f}" for run in runs) for cell, runs in found.items()}
    unit = int(np.ptp(values_of(study, "c"), axis=0).argmax())
    look = Look(19, unit, (unit,), "o", plotted=("p_o * c",), raised=("output",))
    told = {"with_them": said["lstm-peephole"], "without": said["lstm"]}
    return finished(study, "peephole", "Peepholes: keeping time", look, period=period, **told)


def both_directions() -> Study:
    """Two layers that read both ways, and a task that asks for what they have read."""
    study = new_study("own", load_cell("lstm"), read_text(TEXT, "characters"), 1)
    one, both = (trained(study, 300, 1.0, units=6, layers=2, directions=ways) for ways in (1, 2))
    study = beside(both, "both directions", one, "forward only", compared=False)
    look = Look(12, 0, (0,), "h", layer=1, direction=1, raised=("output",))
    found = {name: f"{float(run.record.losses[-1, 1]):.2f}" for name, run in (("both", both), ("one", one))}
    return finished(study, "both-directions", "Both directions: why it cheats", look, **found)


def forget_gate() -> Study:
    """The gate alone, learnt, and as it was drawn."""
    fresh = new_study("forget-gate", load_cell("forget-gate"), seed=1)
    study = trained(fresh, 600)
    study = beside(study, "learnt", fresh, "untrained")
    said = study.sequence.target
    fits = [0.0 if said is None else np.corrcoef(unit, said[:, 0])[0, 1] for unit in values_of(study, "f").T]
    unit = int(np.argmax(fits))
    look = Look(3, unit, (unit,), "f", raised=("output",))
    return finished(study, "forget-gate", "A forget gate alone", look, score=percent(score_of(study)))


STUDIES: dict[str, Callable[[], Study]] = {
    "spike-latch": spike_latch,
    "adding": adding,
    "long-term-dependency": long_term_dependency,
    "brackets": brackets,
    "gru-or-lstm": gru_or_lstm,
    "peephole": peephole,
    "both-directions": both_directions,
    "forget-gate": forget_gate,
}


if __name__ == "__main__":
    for name in sys.argv[1:] or STUDIES:
        study = STUDIES[name]()
        path = resource("studies") / f"{name}.lstm"
        write_study(study, path)
        print(f"{path.name}: {path.stat().st_size} bytes, score {score_of(study):.4g}")
