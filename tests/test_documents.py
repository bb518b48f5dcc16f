"""CONTRIBUTING and README name what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lstm_studio.core.language.equations import EquationError, parse_expression
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.language.ops import FUNCTIONS

ROOT = Path(__file__).resolve().parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BENCHMARKS = ROOT / "tests" / "benchmarks"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_place_that_contributing_names_is_there() -> None:
    named = set(re.findall(r"`([\w/.]+\.py|[\w]+/[\w/]+|[\w]+)`", CONTRIBUTING))
    places = {name for name in named if "/" in name or name.endswith(".py")}
    assert {"core/language/ops.py", "core/tasks", "ui/panels/__init__.py", "resources/cells"} <= places
    for name in places:
        assert any((folder / name).exists() for folder in (ROOT / "lstm_studio", ROOT, BENCHMARKS)), name


def test_contributing_names_every_benchmark() -> None:
    assert all(f"`{path.name}`" in CONTRIBUTING for path in BENCHMARKS.glob("test_*.py"))


def test_contributing_is_one_screen() -> None:
    assert len(CONTRIBUTING.splitlines()) <= 60


def test_what_the_readme_says_of_equations() -> None:
    section = README.partition("## Equations")[2].partition("## In Python")[0]
    known = ("f", "c", "h", "f̃")
    rows = re.findall(r"^\| (`.+`) \| `(.+)` \|$", section, re.MULTILINE)
    assert len(rows) > 8
    for written, meant in rows:
        for form in re.findall(r"`([^`]+)`", written):
            assert Graph.text_of(parse_expression(form, known=known)) == meant, form
    functions = re.search(r"the functions `([^`]+)`", section)
    assert functions
    assert set(functions[1].split()) == set(FUNCTIONS.values())
    refused = re.search(r"both are said: (.+)\.\n", section)
    assert refused
    for form in re.findall(r"`([^`]+)`", refused[1]):
        with pytest.raises(EquationError, match=r"may be|ambiguous"):
            parse_expression(form, known=known)


def test_every_link_of_the_readme_leads_somewhere() -> None:
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / link).exists(), link
