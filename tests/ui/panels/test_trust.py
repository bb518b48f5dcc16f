"""A report is shown as it came, marked when it is outdated, and never made by looking at the panel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem

from lstm_studio.core.sizes import address, named
from lstm_studio.parity.report import Answer, Figure, Report
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import checking, sizes
from lstm_studio.ui.controls.spanned import TEXT
from lstm_studio.ui.panels.trust import TrustPanel
from lstm_studio.ui.panels.trust_rows import sections
from lstm_studio.ui.panels.trust_tree import BAR, ERROR, LINE, NAME, share
from lstm_studio.ui.window import Window

GOOD = Figure("W_f", 1e-11, (0, 1), 0.5, 0.5, 24, 24)
WRONG = Figure("1.reverse.R_i", 2e-3, (5, 2), -0.25, -0.26, 64, 8, 1)
VALUE = Figure("c", 1e-15, (10, 1, 7), 1.5, 1.5, 192, 192)
MISSED = Report("LSTM", "parameters of now", (GOOD, WRONG), ())
PASSED = Report(
    "LSTM",
    "parameters of now",
    (GOOD,),
    (
        Answer("equations", "PyTorch", "2.13.0+cpu", (VALUE,), (GOOD,), 1e-9),
        Answer("operator", "onnxruntime", note="not installed: pip install onnx onnxruntime"),
    ),
)


@pytest.fixture
def panel(shown: Callable[[type[TrustPanel]], TrustPanel]) -> TrustPanel:
    panel = shown(TrustPanel)
    panel.take_actions({"check": QAction("Check", panel)})
    return panel


def show(session: Session, report: Report) -> None:
    session.do(checking.begun)
    session.do(checking.ended, report)


def tops(panel: TrustPanel) -> list[QTreeWidgetItem]:
    root = panel.tree.invisibleRootItem()
    return [root.child(row) for row in range(root.childCount())]


def test_before_a_check_it_says_what_it_would_be(panel: TrustPanel) -> None:
    assert panel.said.text().startswith("Check holds the gradient")
    assert not panel.tree.isVisible()
    assert not panel.progress.isVisible()
    assert panel.header.fact.text() == ""


def test_a_report_is_shown_section_by_section(session: Session, panel: TrustPanel) -> None:
    show(session, PASSED)
    titles = [(top.text(NAME), top.data(NAME, TEXT)) for top in tops(panel)]
    assert titles == [
        ("Gradient · central differences", "passed"),
        ("PyTorch 2.13.0, each equation", "passed"),
        ("onnxruntime", ""),
    ]
    row = tops(panel)[0].child(0)
    assert (row.text(NAME), row.text(ERROR)) == ("W_f", "1.0e-11")
    assert tops(panel)[2].child(0).text(NAME) == "not installed: pip install onnx onnxruntime"
    assert "c of unit 8 in step 11" in tops(panel)[1].child(0).toolTip(NAME)
    assert panel.detail.text() == "W_f[1, 2] (unit 1): ours 0.5\ndifference 0.5"
    assert panel.header.fact.text() == "passed"
    assert panel.said.text() == "parameters of now"


def test_what_missed_is_named_and_placed(session: Session, panel: TrustPanel) -> None:
    show(session, MISSED)
    assert tops(panel)[0].data(NAME, TEXT) == "MISSED"
    assert panel.header.fact.text() == "MISSED"
    where = ["2← R_i[6, 3] (unit 6): ours −0.25", "difference −0.26"]
    assert panel.detail.text().splitlines() == where
    panel.tree.setCurrentItem(tops(panel)[0].child(1))
    assert panel.detail.text().splitlines() == [
        *where,
        "8 of 64 looked at one by one, all along one random direction",
        "1 left out: the loss has a corner there",
    ]
    row = tops(panel)[0].child(1)
    assert row.text(NAME) == "2← R_i  8/64"
    assert not row.data(BAR, LINE).passed
    assert row.foreground(ERROR).color() == panel.theme.bad


def test_a_row_tells_its_place_and_selects_it(session: Session, panel: TrustPanel) -> None:
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    show(session, MISSED)
    panel.tree.setCurrentItem(tops(panel)[0].child(0))
    assert panel.detail.text().startswith("W_f[1, 2]")
    panel.tree.setCurrentItem(tops(panel)[0].child(1))
    panel.tree.itemClicked.emit(tops(panel)[0].child(1), NAME)
    view = session.state.view
    assert (view.layer, view.direction, view.unit) == (1, 1, 5)


def test_another_model_makes_it_outdated_and_undo_does_not(session: Session, panel: TrustPanel) -> None:
    show(session, PASSED)
    session.do(sizes.set_units, 3)
    assert panel.header.fact.text() == "outdated"
    assert panel.said.text() == "LSTM as it was: it has changed since"
    session.undo()
    assert panel.header.fact.text() == "passed"


def test_progress_and_failure(session: Session, panel: TrustPanel) -> None:
    session.do(checking.begun)
    assert panel.said.text() == "starting…"
    session.do(checking.told, 4, 17, "the gradient of W_i")
    assert panel.progress.isVisible()
    assert (panel.progress.value(), panel.progress.maximum()) == (4, 17)
    assert panel.said.text() == "checking the gradient of W_i…"
    assert panel.header.fact.text() == "4 of 17"
    session.do(checking.failed, "it ran out of memory")
    assert panel.failure.isVisible()
    assert panel.failure.text() == "Nothing was checked: it ran out of memory"
    session.do(checking.begun)
    assert not panel.failure.isVisible()
    session.do(checking.ended)
    assert not panel.progress.isVisible()


def test_copy_takes_every_figure(session: Session, panel: TrustPanel) -> None:
    show(session, PASSED)
    QTest.keySequence(panel.tree, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].split("\t")[1:] == ["W_f", "1e-11", "1e-06", "0.5", "0.5", "W_f[1, 2]"]
    assert lines[-1].rstrip("\t") == "onnxruntime\tnot installed: pip install onnx onnxruntime"


@pytest.mark.parametrize(
    ("error", "place"), [(0.0, 0.0), (1e-20, 0.0), (1e-16, 0.0), (1e-8, 0.5), (1.0, 1.0), (1e300, 1.0)]
)
def test_the_axis_is_logarithmic(error: float, place: float) -> None:
    assert share(error) == pytest.approx(place)


def test_names_count_as_the_window_does() -> None:
    assert [named(name) for name in ("W_f", "0.W_f", "2.reverse.b")] == ["W_f", "1→ W_f", "3← b"]
    assert address("2.reverse.b") == (2, 1, "b")


def test_corners_at_every_place_are_said() -> None:
    row = Figure("W", 0.0, None, 0.0, 0.0, 12, 12, 12)
    (section,) = sections(Report("", "", (row,), ()))
    assert section.lines[0].detail.splitlines()[0] == "W: the loss has a corner at every place"


def test_the_button_starts_a_check_and_ends_it(window: Window) -> None:
    window.desk.reveal("trust")
    panel = window.desk.panels["trust"]
    assert isinstance(panel, TrustPanel)
    window.frame.flush()
    assert not window.checker.running
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert window.checker.running
    window.frame.flush()
    assert panel.button.text() == "Stop the check"
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert not window.checker.running


def test_closing_the_window_ends_a_check(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    window.check()
    assert window.checker.running
    window.close()
    assert not window.checker.running
