"""The reader of equations: what is printed reads back, pasted forms are understood, any text is a cell or an error."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.equations import EquationError, Term, parse_expression, parse_lines
from lstm_studio.core.graph import Graph
from lstm_studio.core.ops import FUNCTIONS

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
        graph = Graph.read(text)
    except EquationError as error:
        return error
    assert "h" in graph.named
    return None


def ends_well(text: str) -> None:
    """Read text as a cell: a graph, or one error that says where."""
    error = fault(text)
    if error is not None:
        lines = text.splitlines() or [""]
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert error.length >= 1
        assert str(error).startswith(f"line {error.line}, column {error.column}: ")


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
PIECES = st.sampled_from([*SIGNS, *WORDS, " ", "\n", "h = ", "h_t = "])


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_pieces_of_equations_are_a_cell_or_one_error_with_a_place(text: str) -> None:
    ends_well(text)


@pytest.mark.parametrize("text", [
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
])  # fmt: skip
def test_huge_texts_end_soon(text: str) -> None:
    start = perf_counter()
    ends_well(text)
    assert perf_counter() - start < 2  # seconds: a bound on hanging, not on speed


def same(one: str, other: str) -> None:
    assert [node.text for node in Graph.read(one).nodes] == [node.text for node in Graph.read(other).nodes]


def test_forms_that_people_paste() -> None:
    ours = "f = sigmoid(W_f @ x + R_f @ h_prev + b_f)\nc = f * c_prev\nh = tanh(c)"
    for pasted in (
        "f_t = σ(W_f x_t + R_f h_{t-1} + b_f)\nc_t = f_t ⊙ c_{t-1}\nh_t = tanh(c_t)",
        "fₜ = σ(W_f·xₜ + R_f·hₜ₋₁ + b_f)\ncₜ = fₜ ∘ cₜ₋₁\nhₜ = tanh(cₜ)",
        "f_{t} = sigm(W_{f} x_{t} + R_{f} h_{t−1} + b_{f})\nc_{t} = f_{t}*c_{t-1}\nh_{t} = tanh(c_{t})",
        "h=tanh(c)  # the order does not matter\n\nc=f*c_prev\nf=sigmoid(W_f@x+R_f@h_prev+b_f)",
    ):
        graph = Graph.read(pasted)
        assert {n: graph.expression(n) for n in graph.named} == {
            n: Graph.read(ours).expression(n) for n in ("f", "c", "h")
        }


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


@pytest.mark.parametrize(("text", "line", "column", "says"), [
    ("h = W x +", 1, 10, "end of the line"),
    ("h = W x\nf = 2 $ 3", 2, 7, "\\$"),
    ("h = (W x", 1, 9, "column 5"),
    ("σσ = W x\nh = σσ é", 2, 8, "side by side"),
    ("f = h\nh = tanh(f)", 2, 10, "circle"),
    ("h = p * x", 1, 5, "W @ x"),
    ("h = x", 1, 5, "size of x"),
    ("h = foo(x)", 1, 5, "no function"),
    ("h = q_prev", 1, 5, "q_prev"),
    ("h = W x\nh = W x", 2, 1, "twice"),
    ("f = W x", 1, 1, "no line"),
    ("h = W x + W h_prev", 1, 11, "another name"),
    ("h = a × b", 1, 7, "ambiguous"),
    ("h = f g", 1, 7, "side by side"),
    ("", 1, 1, "no equations"),
    ("x = 1\nh = W x", 1, 1, "input"),
    ("h", 1, 1, "name = expression"),
])  # fmt: skip
def test_an_error_says_where_and_what(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(EquationError, match=says) as caught:
        Graph.read(text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_places_count_characters() -> None:
    # three letters of two bytes and one of four stand before the fault
    with pytest.raises(EquationError) as caught:
        parse_lines("h = σ(W ψψ 𝜑 ?)")
    assert caught.value.column == len("h = σ(W ψψ 𝜑 ?")


def test_a_long_sum_and_lines_in_any_order() -> None:
    assert len(Graph.read("h = W x" + " + h_prev" * 140).nodes) == 144
    backwards = "h = a0\n" + "\n".join(f"a{n} = tanh(a{n + 1})" for n in range(180)) + "\na180 = W x"
    assert len(Graph.read(backwards).named) == 182
