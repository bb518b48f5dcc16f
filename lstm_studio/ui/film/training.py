"""The shots of a film of a training: one step of the sequence, while the model learns, moment by moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.verbs import past
from lstm_studio.ui.film.shots import Shot, paced
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.state import State
    from lstm_studio.ui.film.shots import Steps

__all__ = ["HELD", "pace_for", "shots_through"]

WHOLE = 10.0  # seconds that a whole training takes where nobody says it
SLOWEST, FASTEST = 4.0, 30.0  # moments a second then
HELD = 1.0  # seconds that the last picture stays at least


def pace_for(moments: int) -> float:
    """Give the moments a second at which so many take about ten seconds."""
    return min(max(moments / WHOLE, SLOWEST), FASTEST)


def shots_through(state: State, updates: Steps, speed: float | None = None) -> tuple[Shot, ...]:
    """Give what is seen of a study while it learns, from one update to another; None: the first, and now.

    The step at the cursor is seen, or the last one where it has not begun. ``speed`` is moments a second. Raises
    ValueError where there are no moments between the updates.
    """
    record, count = state.study.record, past.count(state)
    if not count:
        raise ValueError(_("the study has no moments of training; train it first"))
    first, last = record.checkpoints[0].update, record.update
    start, end = (
        default if given is None else given for given, default in zip(updates, (first, last), strict=True)
    )
    places: list[int | None] = [
        place for place, row in enumerate(record.checkpoints[:count]) if start <= row.update <= end
    ]
    places += [None] * (start <= last <= end)
    if not places:
        sentence = _("updates {start} to {end}; expected two of {first} to {last} with a moment between them")
        raise ValueError(sentence.format(start=start, end=end, first=first, last=last))
    seconds = 1 / (paced(_("moments"), speed) or pace_for(len(places)))
    cursor = state.view.cursor or state.study.sequence.steps
    still = state.with_view(cursor=cursor, inside=None).with_run(playing=False, replaying=False, message="")
    *rest, final = (still.with_view(past=place) for place in places)
    return (*(Shot(seen, seconds) for seen in rest), Shot(final, max(seconds, HELD)))
