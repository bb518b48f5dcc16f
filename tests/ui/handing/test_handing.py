"""The model is saved beside the window and held against what is read of it; the code is read, copied and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from lstm_studio.api import Model
from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Study
from lstm_studio.formats.models import open_file
from lstm_studio.formats.safetensors import Tensors, read_tensors, write_tensors
from lstm_studio.parity.report import Answer, Figure
from lstm_studio.session import exchange, opening
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, what_if
from lstm_studio.ui.handing import ways as ways_module
from lstm_studio.ui.handing.code_dialog import LANGUAGES, CodeDialog
from lstm_studio.ui.handing.model_dialog import ModelDialog
from lstm_studio.ui.handing.ways import left_out, ways
from lstm_studio.ui.panels.trust import TrustPanel
from lstm_studio.ui.panels.trust_tree import NAME
from lstm_studio.ui.theme import DARK, LIGHT
from lstm_studio.ui.window import Window

GOOD = Answer(
    "file", "onnxruntime", "1.2", (Figure("y", 1e-8, (0, 1, 0), 0.5, 0.5, 8, 8),), of="m.onnx", within=1e-5
)
BAD = Answer(
    "code", "NumPy", "2", (Figure("y", 0.5, (0, 1, 0), 0.5, 1.0, 8, 8),), of="its NumPy code", within=1e-5
)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Keep every question from starting a process; give what was asked."""
    questions: list[Any] = []

    def start(question: exchange.Question) -> None:
        questions.append(question)

    monkeypatch.setattr(exchange.Question, "start", start)
    return questions


@pytest.fixture
def coded(session: Session, answers: list[Any], qtbot: QtBot) -> Iterator[CodeDialog]:
    dialog = CodeDialog(session.state.study, "pytorch", LIGHT)
    qtbot.addWidget(dialog)
    dialog.show()
    assert len(answers) == 1
    yield dialog
    dialog.close_questions()


def saved(window: Window, path: Path, qtbot: QtBot) -> None:
    window.handing.save(path)
    qtbot.waitUntil(lambda: window.handing._writing is None, timeout=20_000)


def test_every_kind_of_file_says_what_the_model_is_there(session: Session) -> None:
    said = {way.row.suffixes[0]: way.said for way in ways(session.state.study)}
    assert "torch.nn.LSTM" in said[".safetensors"]
    assert "perator LSTM" in said[".onnx"]
    assert "LSTM" in said[".weights.h5"]
    session.do(cell.set_cell, load_cell("janet"))
    rows = {way.row.suffixes[0]: way for way in ways(session.state.study)}
    assert "Scan" in rows[".onnx"].said
    assert rows[".weights.h5"].refused
    assert "Keras has no layer" in rows[".weights.h5"].said


def test_what_needs_a_package_says_which(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways_module, "find_spec", lambda _name: None)
    rows = {way.row.suffixes[0]: way for way in ways(session.state.study)}
    assert not rows[".safetensors"].refused
    assert rows[".onnx"].said == "needs the package onnx: pip install onnx"


def test_what_is_held_is_said_to_be_left_out(session: Session) -> None:
    assert left_out(session.state.study, ".onnx") == ""
    session.do(what_if.set_state, "c", 0, 0, 0.5)
    assert left_out(session.state.study, ".onnx") == ""
    assert left_out(session.state.study, ".safetensors").endswith("only ONNX has them.")
    session.do(what_if.hold, "f", 1.0)
    assert left_out(session.state.study, ".onnx").endswith("they are no part of a model.")


def test_the_dialog_takes_the_last_kind_and_none_that_cannot_say_the_model(
    session: Session, qtbot: QtBot
) -> None:
    dialog = ModelDialog(session.state.study, ".weights.h5")
    qtbot.addWidget(dialog)
    assert dialog.chosen is not None
    assert dialog.chosen.suffixes == (".weights.h5",)
    session.do(cell.set_cell, load_cell("janet"))
    dialog = ModelDialog(session.state.study, ".weights.h5")
    qtbot.addWidget(dialog)
    assert [button.isEnabled() for button in dialog.buttons] == [True, True, False]
    assert dialog.chosen is not None
    assert dialog.chosen.suffixes == (".safetensors",)
    dialog.buttons[1].click()
    assert dialog.chosen.suffixes == (".onnx",)


@pytest.mark.parametrize("suffix", [".safetensors", ".onnx", ".weights.h5"])
def test_the_file_holds_the_model_of_the_window(
    window: Window, tmp_path: Path, qtbot: QtBot, answers: list[Any], suffix: str
) -> None:
    path = tmp_path / f"model{suffix}"
    saved(window, path, qtbot)
    study = window.session.state.study
    opened = open_file(path)
    assert opened.cell.equations == study.cell.equations
    assert opened.parameters == pytest.approx(study.parameters, abs=1e-6)
    assert window.session.state.run.parity.running
    assert window.session.state.run.message == f"saved as “model{suffix}”"
    (question,) = answers
    question.answered.emit(GOOD)
    assert window.session.state.run.parity.answer == GOOD
    assert window.session.state.run.message.endswith("largest difference 1.0e-08 on a random batch")
    assert not window.handing.exchange.running
    assert not window.session.unsaved


def test_the_trust_panel_shows_the_answer_until_the_model_is_another(
    window: Window, tmp_path: Path, qtbot: QtBot, answers: list[Any]
) -> None:
    window.desk.reveal("trust")
    panel = window.desk.panels["trust"]
    assert isinstance(panel, TrustPanel)
    saved(window, tmp_path / "m.onnx", qtbot)
    window.frame.flush()
    assert panel.said.text() == "comparing with what its own program reads of “m.onnx”…"
    answers[0].answered.emit(GOOD)
    window.frame.flush()
    assert panel.tree.isVisible()
    top = panel.tree.invisibleRootItem().child(0)
    assert top.text(NAME) == "onnxruntime 1.2 · m.onnx"
    assert top.child(0).text(NAME) == "outputs"
    assert panel.header.fact.text() == "passed"
    table = panel.numbers(window.session.scene)
    assert table is not None
    assert table.rows[0][:3] == ("onnxruntime 1.2 · m.onnx", "outputs", 1e-8)
    window.session.do(cell.set_cell, load_cell("gru"))
    window.frame.flush()
    assert panel.header.fact.text() == "outdated"
    assert panel.said.text().endswith("; the model has changed since")


def test_what_cannot_be_written_is_said(
    window: Window, tmp_path: Path, qtbot: QtBot, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _window, _title, text: said.append(text))
    saved(window, tmp_path / "none" / "m.onnx", qtbot)
    assert "cannot be written" in said[0]
    assert not answers


@pytest.mark.usefixtures("answers")
def test_a_name_without_its_suffix_gets_it_and_nothing_is_written_over_unasked(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ModelDialog, "exec", lambda _dialog: 1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(tmp_path / "mine"), ""))
    window.handing.ask_save()
    qtbot.waitUntil(lambda: window.handing._writing is None, timeout=20_000)
    first = (tmp_path / "mine.safetensors").read_bytes()
    asked: list[str] = []

    def no(_window: Any, _title: str, text: str, *_more: Any) -> Any:
        asked.append(text)
        return QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "question", no)
    window.session.do(cell.set_cell, load_cell("gru"))
    window.handing.ask_save()
    assert asked == ["“mine.safetensors” is there already. Write over it?"]
    assert (tmp_path / "mine.safetensors").read_bytes() == first


@pytest.mark.usefixtures("answers")
def test_a_model_of_pytorch_is_saved_by_its_own_names_or_by_those_of_its_code(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = Model(load_cell("lstm"), 2, 3)
    layer.save(tmp_path / "layer.safetensors")
    bare = read_tensors((tmp_path / "layer.safetensors").read_bytes()).arrays
    file = tmp_path / "bare.safetensors"
    renamed = {name.removeprefix("lstm."): array for name, array in bare.items()}
    file.write_bytes(write_tensors(Tensors(renamed, {}, {})))
    window.session.begin(opening.study_of(open_file(file)))
    rows = [way for way in ways(window.session.state.study) if way.row.suffixes[0] == ".safetensors"]
    assert [way.afresh for way in rows] == [False, True]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(tmp_path / "mine"), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: QMessageBox.StandardButton.Yes)
    found = []
    for at in (0, 1):
        monkeypatch.setattr(ModelDialog, "exec", lambda dialog, at=at: dialog.buttons[at].click() or 1)
        window.handing.ask_save()
        qtbot.waitUntil(lambda: window.handing._writing is None, timeout=20_000)
        found.append(set(read_tensors((tmp_path / "mine.safetensors").read_bytes()).arrays))
    assert found == [set(renamed), set(bare)]
    window.session.begin(opening.study_of(open_file(tmp_path / "layer.safetensors")))
    assert not any(way.afresh for way in ways(window.session.state.study))


def test_the_actions_are_in_the_file_menu(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(window.handing, "ask_save", lambda: called.append("save"))
    monkeypatch.setattr(window.handing, "show_code", lambda: called.append("code"))
    window.acts.all["save_model"].trigger()
    window.acts.all["code"].trigger()
    assert called == ["save", "code"]


def test_the_code_is_shown_in_every_language_and_copied(coded: CodeDialog, answers: list[Any]) -> None:
    first = {
        "pytorch": "import torch",
        "keras": "import keras",
        "numpy": "import numpy as np",
        "latex": "align*",
    }
    for language in LANGUAGES:
        coded.show_language(language)
        assert first[language] in coded.text.toPlainText()
        assert coded.said.text().startswith("Running it")
    assert len(answers) == len(LANGUAGES)  # the first one was asked when it was shown
    QTest.mouseClick(coded.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == coded.text.toPlainText()


def test_what_came_of_running_it_is_said_and_kept(coded: CodeDialog, answers: list[Any]) -> None:
    coded.show_language("numpy")
    answers[1].answered.emit(BAD)
    assert coded.said.text().startswith("NumPy 2 does NOT compute the same from its NumPy code")
    assert coded.said.property("voice") == "bad"
    coded.show_language("pytorch")
    assert coded.said.text().startswith("Running it")
    coded.show_language("numpy")
    assert "NOT" in coded.said.text()
    assert len(answers) == 2


def test_the_code_is_saved_as_it_is_shown(coded: CodeDialog, tmp_path: Path) -> None:
    coded.show_language("numpy")
    coded.save(tmp_path / "model.py")
    assert (tmp_path / "model.py").read_text("utf-8") == coded.text.toPlainText()


@pytest.mark.usefixtures("answers")
def test_words_names_texts_and_remarks_have_their_colours(session: Session, qtbot: QtBot) -> None:
    dialog = CodeDialog(session.state.study, "numpy", DARK)
    qtbot.addWidget(dialog)
    dialog.inks.rehighlight()
    document = dialog.text.document()
    inks = dialog.inks._formats

    def ink(line: str, word: str) -> Any:
        block = next(b for b in blocks() if b.text() == line)
        at = line.index(word)
        rows = [row for row in block.layout().formats() if row.start <= at < row.start + row.length]
        return rows[0].format.foreground().color() if rows else None

    def blocks() -> Iterator[Any]:
        block = document.begin()
        while block.isValid():
            yield block
            block = block.next()

    assert ink("import numpy as np", "import") == inks["word"].foreground().color()
    assert ink("def sigmoid(a):", "sigmoid") == inks["made"].foreground().color()
    title = document.begin().text()
    assert ink(title, "LSTM") == inks["text"].foreground().color()
    remark = "    return 0.5 * np.tanh(0.5 * a) + 0.5  # without overflow"
    assert ink(remark, "# without") == inks["remark"].foreground().color()
    assert ink(remark, "np") is None
    dialog.close_questions()


def test_opening_a_model_asks_its_own_program(
    window: Window, tmp_path: Path, qtbot: QtBot, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(window, tmp_path / "m.onnx", qtbot)
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    window.files.receive(tmp_path / "m.onnx")
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=30_000)
    assert answers[1]._asked.file == str((tmp_path / "m.onnx").resolve())
    assert answers[1]._asked.study == ""
    assert window.session.state.run.parity.of == "m.onnx"


@pytest.mark.usefixtures("answers")
def test_another_study_ends_the_question(
    window: Window, study_of: Callable[[], Study], tmp_path: Path, qtbot: QtBot
) -> None:
    saved(window, tmp_path / "m.onnx", qtbot)
    assert window.handing.exchange.running
    window.session.begin(study_of())
    assert not window.handing.exchange.running


@pytest.fixture
def study_of(session: Session) -> Callable[[], Study]:
    return lambda: session.state.study.replace(title="another")
