"""What is typeset is what is set at once: the same marks in the same order, about as wide, nothing lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell, load_notation, notation_names
from lstm_studio.core.printing.marks import Mark
from lstm_studio.core.printing.printer import print_cell
from lstm_studio.ui.formulas import typeset as typeset_module
from lstm_studio.ui.formulas import typesetter as module
from lstm_studio.ui.formulas.setting import Setting, set_quickly
from lstm_studio.ui.formulas.typeset import typeset
from lstm_studio.ui.formulas.typesetter import Typesetter


def formulas(name: str, notation: str, *, numbers: bool = False) -> list[tuple[Mark, ...]]:
    graph = load_cell(name).graph
    return [line.marks for line in print_cell(graph, load_notation(notation), numbers=numbers)]


@pytest.mark.parametrize("notation", notation_names())
@pytest.mark.parametrize("name", ["gru", "lstm-fgr"])
def test_every_mark_has_its_ink_in_its_place(name: str, notation: str) -> None:
    for numbers in (False, True):
        for marks in formulas(name, notation, numbers=numbers):
            quick, fine = set_quickly(marks), typeset(marks)
            for setting in (quick, fine):
                lefts = [left for left, _right in setting.places]
                assert lefts == sorted(lefts)
                for mark, ink in zip(marks, setting.bounds, strict=True):
                    drawn = mark.letter is not None or (mark.text != "" and mark.kind != "number")
                    assert ink.isNull() != drawn or (mark.kind == "number" and setting is fine)
            assert 0.92 < quick.width / fine.width < 1.08


def test_a_tall_letter_stands_over_the_line_and_labels_below_it() -> None:
    jaeger = typeset(formulas("lstm", "jaeger")[0])
    tall = jaeger.bounds[4]  # W with g with forget above it
    assert tall.top() < -1.0
    assert abs(tall.bottom()) < 0.1
    greff = typeset(formulas("lstm", "greff")[0])
    assert greff.bounds[0].bottom() > 0.15  # t below f


def test_no_two_formulas_are_typeset_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[str] = []
    seen: list[int] = []

    class Math:
        def __init__(self, text: str, size: float) -> None:
            inside.append(f"{text} {size}")
            time.sleep(0.002)
            seen.append(len(inside))

        def svg(self) -> str:
            return inside.pop() and ""

    monkeypatch.setattr(typeset_module, "_math", lambda: Math)
    wanted = formulas("lstm", "greff")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(typeset, wanted))
    assert seen == [1] * len(wanted)


def test_formulas_are_typeset_one_by_one_in_a_thread_and_kept(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    def slow(marks: tuple[Mark, ...]) -> Setting:
        threads.append(threading.current_thread() is threading.main_thread())
        return set_quickly(marks)

    monkeypatch.setattr(module, "typeset", slow)
    setter = Typesetter()
    wanted = formulas("gru", "olah")
    setter.ask(wanted)
    assert setter.known(wanted[0]) is None  # nothing is done at once
    qtbot.waitUntil(lambda: all(setter.known(marks) is not None for marks in wanted), timeout=5000)
    assert threads == [False] * len(wanted)
    setter.ask(wanted)
    setter.finish()
    assert len(threads) == len(wanted)  # nothing is typeset twice


def test_what_is_no_longer_wanted_is_not_typeset(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Mark, ...]] = []

    def noted(marks: tuple[Mark, ...]) -> Setting:
        made.append(marks)
        return set_quickly(marks)

    monkeypatch.setattr(module, "typeset", noted)
    setter = Typesetter()
    setter.ask(formulas("lstm", "greff"))
    wanted = formulas("rnn", "greff")
    setter.ask(wanted)
    qtbot.waitUntil(lambda: setter.known(wanted[0]) is not None, timeout=5000)
    assert made == wanted
    setter.ask(formulas("janet", "greff"))
    setter.stop()
    QCoreApplication.processEvents()
    assert made == wanted
