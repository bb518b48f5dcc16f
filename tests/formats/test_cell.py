"""Cell files: what is read is what was written, and a wrong file is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.printing.written import written
from lstm_studio.formats.cell import read_cell, write_cell
from tests.core.random_cells import graphs

HERE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def nowhere(name: str) -> Path:
    raise ValueError(f"no cell {name}")


@pytest.mark.parametrize("name", cell_names())
def test_a_written_cell_reads_back_whole(name: str, tmp_path: Path) -> None:
    cell = load_cell(name)
    write_cell(cell, tmp_path / "cell.toml")
    assert read_cell(tmp_path / "cell.toml", nowhere) == replace(cell, base="")
    assert list(tmp_path.iterdir()) == [tmp_path / "cell.toml"]


@HERE
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_title_meaning_and_drawing_survive(tmp_path: Path, text: str) -> None:
    cell = Cell("mine", {"h": "tanh(W @ x)"}, title=text, meaning={"W @ x": text}, diagram=text, source=text)
    write_cell(cell, tmp_path / "cell.toml")
    read = read_cell(tmp_path / "cell.toml", nowhere)
    assert (read.title, read.meaning, read.diagram) == (text or "mine", {"W @ x": text}, text)


@HERE
@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_cell_or_a_sentence(tmp_path: Path, content: bytes) -> None:
    for name in ("cell.toml", "cell.txt"):
        path = tmp_path / name
        path.write_bytes(content)
        try:
            said = read_cell(path, nowhere).text
        except ValueError as error:
            said = str(error)
        assert said.startswith(name) or "h = " in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('colour = "red"', "unknown key “colour”; expected one of name, title"),
        ("title = 3", "“title” is 3; expected a text in quotes"),
        ("[equations]\nh = 3", "“equations” must be a table"),
        ('heading = "Best"\n[equations]\nh = "tanh(W @ x)"', "expected one of Ablations, Minimal"),
        ('[equations]\nh = "tanh(W @ x)"\n[meaning]\nf = "gate"', "“f” has a meaning but is not computed"),
        ('base = "circle"', "is there a circle"),
        ('base = "nothing"', "no cell nothing"),
        ('[equations]\nh = "tanh(W @ "', "circle.toml: "),
        ("name = " + "[" * 10_000, "nested too deeply"),
        ("#" * 70_000, "larger than 65536 bytes"),
    ],
)
def test_a_wrong_file_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "circle.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="toml") as caught:
        read_cell(path, nowhere)
    assert sentence in str(caught.value)


def test_a_variant_beside_its_base_states_only_the_difference(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'name = "mine"\ntitle = "Mine"\n[equations]\nf = "sigmoid(W_f @ x)"\nh = "f * h_prev + f"\n'
        '[meaning]\nf = "kept"\n"f * h_prev" = "the rest"\n',
        encoding="utf-8",
    )
    (tmp_path / "other.toml").write_text(
        'base = "mine"\n[equations]\nf = ""\nh = "tanh(W @ x)"\n', encoding="utf-8"
    )
    other = read_cell(tmp_path / "other.toml", nowhere)
    assert other.equations == {"h": "tanh(W @ x)"}
    assert (other.name, other.base, other.meaning) == ("other", "mine", {})


def test_a_cell_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "cell.toml"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="expected at most 65536"):
        write_cell(replace(load_cell("lstm"), title="x" * 70_000), path)
    with pytest.raises(ValueError, match="cannot be written"):
        write_cell(load_cell("lstm"), tmp_path / "nothing" / "cell.toml")
    assert path.read_text(encoding="utf-8") == "old"


@HERE
@given(graphs())
def test_any_cell_of_a_text_reads_back_whole(tmp_path: Path, graph: Graph) -> None:
    cell = Cell.from_text(written(graph, "unicode"), "mine", "Mine, with “quotes” and \\ signs")
    cell = replace(cell, meaning={"h": "what is read"}, options={"a b": "c"}, source="§ 3, “ĉ”")
    write_cell(cell, tmp_path / "cell.toml")
    read = read_cell(tmp_path / "cell.toml", nowhere)
    assert read == cell
    assert read.graph.parameters == graph.parameters


def test_a_file_in_the_words_of_a_paper_is_the_same_cell(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[equations]\nf_t = "σ(W_f · [h_{t-1}, x_t] + b_f)"\nh_t = """f_t ⊙ h_{t-1}\n  + tanh(W x_t)"""\n'
        '[meaning]\nf = "the gate"\n',
        encoding="utf-8",
    )
    cell = read_cell(tmp_path / "mine.toml", nowhere)
    assert cell.text == "f = sigmoid(W_f_h @ h_prev + W_f_x @ x + b_f)\nh = f * h_prev + tanh(W @ x)"
    assert cell.meaning == {"f": "the gate"}


@pytest.mark.parametrize(
    ("equations", "sentence"),
    [
        ('f = "W @ x"\nh = "tanh(f) ?"', "cell.toml: equation “h”, column 9: “?” is not part of an equation"),
        ('f = "W @ x"\nh = """tanh(f)\n  + 2 !"""', "cell.toml: equation “h”, column 7: “!” is not part"),
        ('f = "W @ x"', "cell.toml: equation “f”: no line “h = …”"),
        ('"f g" = "W @ x"', "cell.toml: equation “f g”: more than a name stands on the left"),
        ('f = "h"\nh = "f"', "cell.toml: equation “h”, column 1: f → h → f is a circle"),
        ('h = "W @ x; f = 3"', "cell.toml: 2 equations stand in 1 rows of the table"),
    ],
)
def test_a_fault_of_a_file_names_its_equation(equations: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "cell.toml"
    path.write_text(f"[equations]\n{equations}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"cell\.toml") as caught:
        read_cell(path, nowhere)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "a." * 30_000 + "a = 1",
        "[" + "a." * 30_000 + "a]",
        "x = " + "{a=" * 20_000,
        "x = [" + "1," * 30_000 + "]",
        "title = [" + "1," * 30_000 + "]",
        "a" * 60_000 + " = 1",
        'heading = "' + "a" * 60_000 + '"',
        '[equations]\nh = "' + "(" * 60_000 + '"',
        "[equations]\n" + "".join(f'a{n} = "h"\n' for n in range(5_000)),
        '[equations]\nh = "W @ x"\n[meaning]\n"' + "a" * 60_000 + '" = "long"',
        '[equations]\nh = "W @ x \\u0000"',
        '[equations]\n"\\u202e" = "W @ x"\nh = "W @ x"',
    ],
)
def test_a_hostile_file_is_refused_soon_and_shortly(text: str, tmp_path: Path) -> None:
    path = tmp_path / "cell.toml"
    path.write_text(text, encoding="utf-8")
    start = perf_counter()
    with pytest.raises(ValueError, match=r"^cell\.toml") as caught:
        read_cell(path, nowhere)
    assert perf_counter() - start < 2  # seconds: a bound on hanging, not on speed
    assert len(str(caught.value)) < 1_000
    assert str(caught.value).isprintable()


def test_a_title_that_no_file_can_hold(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"U\+D800 is no character of a file"):
        write_cell(replace(load_cell("lstm"), title="\ud800"), tmp_path / "cell.toml")


def test_equations_without_quotes_are_told_how_a_cell_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("h = tanh(W x)\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r'mine.toml: no TOML: .*line 1.*\[equations\].*h = "tanh\(W x\)"'):
        read_cell(path, nowhere)
