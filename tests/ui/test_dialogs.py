"""Dialogs gather what is chosen and refuse what is none."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import notation_names
from lstm_studio.session.settings import ROWS, Settings
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.dialogs import PreferencesDialog


def test_preferences_show_and_gather_every_setting_with_a_label(qtbot: QtBot, settings: Settings) -> None:
    settings.set("theme", "dark")
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    assert dialog.gathered() == {row.key: settings.get(row.key) for row in ROWS.values() if row.label}
    assert dialog.gathered()["theme"] == "dark"
    notations = dialog.fields["notation"]
    assert isinstance(notations, Choice)
    assert notations.findText("PyTorch") == notation_names().index("pytorch")
    theme, speed = dialog.fields["theme"], dialog.fields["speed"]
    assert isinstance(theme, Choice)
    assert isinstance(speed, Number)
    theme.show_choice("light")
    speed.setText("15")
    assert dialog.gathered()["theme"] == "light"
    assert dialog.gathered()["speed"] == 15.0
    speed.setText("1000")
    with pytest.raises(ValueError, match=r"from 0\.25 to 60"):
        dialog.gathered()
