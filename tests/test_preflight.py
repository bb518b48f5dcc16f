"""A missing display or library is a sentence, never an abort."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lstm_studio import preflight


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    return monkeypatch


@pytest.mark.usefixtures("no_display")
def test_no_display_names_the_command_that_draws_a_picture() -> None:
    said = preflight.problem(window=True)
    assert "no display" in said
    assert "lstm-studio render" in said
    assert "\n" not in said
    assert preflight.problem(window=False) == ""


@pytest.mark.parametrize(("name", "value"), [("DISPLAY", ":4077"), ("WAYLAND_DISPLAY", "wayland-4077")])
def test_a_display_that_does_not_answer_is_named(
    no_display: pytest.MonkeyPatch, name: str, value: str
) -> None:
    no_display.setenv(name, value)
    assert f"{name}={value} does not answer" in preflight.problem(window=True)


def test_missing_libraries_are_named_with_their_packages(no_display: pytest.MonkeyPatch) -> None:
    no_display.setattr(preflight, "_loads", lambda library: "EGL" not in library and "cursor" not in library)
    no_display.setattr("shutil.which", lambda _name: "/usr/bin/apt-get")
    assert preflight.problem(window=False).endswith("sudo apt-get install -y libegl1")
    no_display.setattr(preflight, "connection", lambda: "x11")
    assert preflight.problem(window=True).endswith("sudo apt-get install -y libegl1 libxcb-cursor0")
    no_display.setattr("shutil.which", lambda _name: None)
    assert "libEGL.so.1, libxcb-cursor.so.0" in preflight.problem(window=True)


def test_other_systems_and_other_platforms_of_qt_pass(no_display: pytest.MonkeyPatch) -> None:
    no_display.setenv("QT_QPA_PLATFORM", "offscreen:size=1x1")
    assert preflight.problem(window=True) == ""
    no_display.delenv("QT_QPA_PLATFORM")
    no_display.setattr(sys, "platform", "darwin")
    assert preflight.problem(window=True) == ""
    assert preflight.main() == 0


@pytest.mark.usefixtures("no_display")
def test_the_module_prints_packages_and_ends_with_one_where_nothing_can_open() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "lstm_studio.preflight"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (1, "")
