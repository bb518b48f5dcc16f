"""The reader of equations: what is printed reads back, pasted forms are understood, any text is a cell or an error."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.equations import EquationError, Term, parse_expression, pieces
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.language.ops import FUNCTIONS
from tests.core.language.test_pasted import LSTM_OF, OTHERS

UNARY = sorted(set(FUNCTIONS.values()))
BINARY = ("add", "subtract", "multiply", "divide")
NAMES = st.sampled_from(["x", "h_prev", "c_prev", "f", "b_f", "p", "W_f", "R", "σ2", "long1_name"])
NUMBERS = st.one_of(st.integers(0, 99).map(float), st.floats(1e-6, 1e6, allow_subnormal=False))


def name(text: str) -> Term:
    return Term("name", (), text)


def number(value: float) -> Term:
    return Term("number", (), "", value)


def products(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.builds(lambda m, v: Term("matmul", (name(m), v)), st.sampled_from(["W", "R_f", "U_n"]), inner)


TERMS = st.recursive(
    st.one_of(NAMES.map(name), NUMBERS.map(number)),
    lambda inner: st.one_of(
        st.builds(lambda op, a: Term(op, (a,)), st.sampled_from([*UNARY, "negative"]), inner),
        st.builds(lambda op, a, b: Term(op, (a, b)), st.sampled_from(BINARY), inner, inner),
        products(inner),
    ),
    max_leaves=12,
)


def bare(term: Term) -> object:
    """Give a term without its places."""
    return term.op, term.name, term.value, tuple(bare(arg) for arg in term.args)


@given(TERMS)
def test_what_is_printed_reads_back(term: Term) -> None:
    text = Graph.text_of(term)
    assert bare(parse_expression(text)) == bare(term)


@given(TERMS)
def test_what_is_printed_reads_back_without_its_spaces(term: Term) -> None:
    assert bare(parse_expression(Graph.text_of(term).replace(" ", ""))) == bare(term)


@pytest.mark.parametrize("cell", cell_names())
def test_the_graph_of_a_cell_prints_as_the_cell(cell: str) -> None:
    graph = load_cell(cell).graph
    again = Graph.of({left: graph.expression(left) for left in graph.named})
    assert [node.text for node in again.nodes] == [node.text for node in graph.nodes]
    assert again.parameters == graph.parameters
    for node in graph.nodes:
        if node.size != "matrix":
            assert graph.find(node.text).text == node.text


def fault(text: str) -> EquationError | None:
    try:
        cell = Cell.from_text(text)
    except EquationError as error:
        return error
    assert "h" in cell.graph.named
    assert Cell.from_text(cell.text) == cell
    return None


def ends_well(text: str) -> None:
    """Read text as a cell: one that prints and reads back, or one error that says where."""
    error = fault(text)
    if error is not None:
        lines = text.splitlines() or [""]
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert error.length >= 1
        assert error.end <= len(text) + 2
        assert error.sentence.isprintable()
        assert len(error.sentence) < 600
        assert str(error) == f"line {error.line}, column {error.column}: {error.sentence}"


@given(st.text(max_size=200))
@example("h = \ud800")
@example("h = ²")
@example("h = 1e999")
@example("h=x\x85f=g")
@example("h = f_{t-1}_{t-1}")
@example("h = h_prev_prev")
@example("_prev = 1\nh = _prev_prev")
@example("h = W_")
@example("h = (((")
@example("h = tanh()")
@example("h = tanh")
@example("tanh = x\nh = tanh(W tanh)")
@example("h = W W W x")
@example("h_t = W x_t\nf_t = f_t")
def test_any_text_is_a_cell_or_one_error_with_a_place(text: str) -> None:
    ends_well(text)


SIGNS = ["=", "+", "-", "−", "*", "⊙", "·", "@", "/", "×", "(", ")", "#", "{", "}", "_", "1", "0.5", "1e"]
WORDS = ["h", "c", "x", "f", "W", "R_f", "h_prev", "h_{t-1}", "hₜ₋₁", "f_t", "σ", "tanh", "sigmoid", "relu"]
TYPESET = [
    r"\\",
    r"\tilde",
    r"\frac",
    r"\mathbf{W}",
    r"\left(",
    r"\begin{bmatrix}",
    r"\end{bmatrix}",
    "&",
    "$",
    "^T",
]
STRANGE = [
    "[h_prev, x]",
    ",",
    ";",
    "|",
    "^{",
    "⟨t-1⟩",
    "(t-1)",
    "np.",
    ".T",
    "\x00",
    "\ud800",
    "\u0303",
    "½",
    "\u202e",
]
PIECES = st.sampled_from([*SIGNS, *WORDS, *TYPESET, *STRANGE, " ", "\n", "h = ", "h_t = "])


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_pieces_of_equations_are_a_cell_or_one_error_with_a_place(text: str) -> None:
    ends_well(text)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Cells as people paste them, with something put in or taken out in a few places."""
    text = draw(st.sampled_from([*LSTM_OF.values(), *(pasted for pasted, _ours in OTHERS.values())]))
    for _place in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(PIECES) + text[start + draw(st.sampled_from([0, 0, 1, 2, 9])) :]
    return text


@settings(max_examples=200)
@given(damaged())
def test_any_damaged_cell_is_a_cell_or_one_error_with_a_place(text: str) -> None:
    ends_well(text)
    pieces(text)


HUGE = [
    "h = " + "(" * 5000,
    "h = " + "-" * 7990,
    "h = " + "tanh(" * 1500,
    "h = " + "W " * 3900 + "x",
    "h = x" + " + x" * 1900,
    "h = W x" + " * h_prev" * 800,
    "h = " + "a" * 7990,
    "h = " + "σ(" * 60 + "W x" + ")" * 60,
    "\n".join(f"a{n} = a{n + 1}" for n in range(600)),
    "\n".join(f"a{n} = a{n - 1} + W{n} x" for n in range(1, 300)) + "\na0 = W x\nh = a299",
    "h = W x\n" * 900,
    "h = " + "1" * 7990,
    "h = " + "ₜ" * 7990,
    "x" * 1_000_000,
    "\n".join(f"a{n} = " + " + ".join(["W a"] * 7) for n in range(180)),
    "\n".join(f"a{n} = a{(n + 1) % 190}" for n in range(190)),
    "h = " + "\\frac{" * 1300,
    "h = " + "\\tilde" * 1100,
    "h = " + "{" * 7990,
    "h = h" + "_{t}" * 1990,
    "h = " + "W [" * 2000,
    "h = c" + "\u0303" * 7980,
    "h = h_prev" + " · h_prev" * 140,
    "h = " + "ﷺ" * 50,
    "\\\\" * 3999,
    "=" * 7999,
    "h = " + "np." * 2600 + "x",
    "h = W x + 1e" + "9" * 7000,
]  # fmt: skip


@pytest.mark.parametrize("text", HUGE)
def test_huge_texts_end_soon(text: str) -> None:
    start = perf_counter()
    ends_well(text)
    assert perf_counter() - start < 2  # seconds: a bound on hanging, not on speed


def test_how_tightly_signs_bind() -> None:
    for text, meant in {
        "r * R @ h_prev": "r * (R @ h_prev)",
        "W x * p": "(W @ x) * p",
        "a - b - c": "(a - b) - c",
        "a / b * c": "(a / b) * c",
        "-a * b": "(-a) * b",
        "W U x": "W @ (U @ x)",
        "1 - z * n": "1 - (z * n)",
        "-R @ h_prev": "-(R @ h_prev)",
    }.items():
        assert bare(parse_expression(text)) == bare(parse_expression(meant)), text


def test_a_long_sum_and_lines_in_any_order() -> None:
    assert len(Graph.read("h = W x" + " + h_prev" * 140).nodes) == 144
    backwards = "h = a0\n" + "\n".join(f"a{n} = tanh(a{n + 1})" for n in range(180)) + "\na180 = W x"
    assert len(Graph.read(backwards).named) == 182
