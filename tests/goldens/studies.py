"""Make the studies that are shipped: ``python tests/goldens/studies.py`` from the root of a checkout.

The first study is an LSTM that has learnt the spike latch. Most seeds learn it another way: a unit writes the same
again at every step, f low and i high, and h says what. Keep bias 4 and a stop at 300 updates give, with this seed, the
textbook's way: f near 1 between spikes, the candidate far from 0 at spikes alone, c a step function.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.fit import Job, fit
from lstm_studio.core.init import draw
from lstm_studio.core.study import Start, Study, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.study import write_study
from lstm_studio.formats.text import read_text
from lstm_studio.session.verbs.studies import new_study

SEED = 22
UPDATES = 300
RATE = 0.004
KEEP = 4.0
SPIKES = (
    ". . . set . distract . . reset . . set . distract . . reset . . set . . distract . . set . . distract . reset "
    ". . . set . . distract . reset . distract . set . . distract . . ."
)


def spike_latch() -> Study:
    """Train the first study from its own start, with its own settings, as a person can with Reset and Train."""
    task = TASKS["spike-latch"]
    study = new_study(task.name, load_cell("lstm"), read_text(SPIKES, channels=task.channels), SEED)
    start = Start(keep=KEEP, span=study.start.span, seed=SEED)
    settings = replace(study.training, rate=RATE)
    job = Job(
        study.cell,
        study.sizes,
        draw(study.cell, study.sizes, start),
        task.name,
        study.options,
        settings.optimiser,
        settings.rate,
        settings.clip,
        settings.batch,
        UPDATES,
        settings.seed,
    )
    last = deque(fit(job), maxlen=1).pop()
    if not last.solved:
        raise ValueError("the first study is not solved; try other numbers at the top of this file")
    print(
        f"{task.title}: {last.score:.2%} right at 200 steps, loss {last.loss:.4f} after {last.update} updates"
    )
    return study.replace(title=task.title, parameters=frozen(last.snapshot()), start=start, training=settings)


if __name__ == "__main__":
    write_study(spike_latch(), resource("studies") / "spike-latch.lstm")
