"""How a session is opened: on a study, with all derived values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.rows import ROWS
from lstm_studio.session.session import Session

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from lstm_studio.core.study import Study

__all__ = ["open_session"]


def open_session(study: Study, parent: QObject | None = None) -> Session:
    """Give a session on a study. Close it when it is done with."""
    return Session(study, ROWS, parent)
