"""Random cells over all operations, as strategies of hypothesis."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from lstm_studio.core.language.graph import Graph
from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.core.language.source import EquationError
from lstm_studio.core.language.term import Term

__all__ = ["UNARY", "graphs", "name", "number", "terms", "texts"]

UNARY = sorted({*FUNCTIONS.values(), "negative"})
BINARY = ("add", "subtract", "multiply", "divide")
VALUES = ("f", "c", "s", "C", "c̃", "ĉ", "Γ_f", "c_in", "n", "t", "k", "long1_name", "α", "s2", "ht", "y_hat")
MATRICES = ("W", "W_f", "R_xf", "U_n", "w", "W_f_h", "M_long_name", "Θ", "Tanh", "W_t", "K_1", "W̃", "F_k")
VECTORS = ("p", "b_t", "b_n", "d_1", "e", "β_k", "P", "b_f_t", "long_name_of_a_bias", "p̂_in")


def name(text: str) -> Term:
    return Term("name", (), text)


def number(value: float) -> Term:
    return Term("number", (), "", value)


NUMBERS = st.one_of(st.integers(0, 99).map(float), st.floats(1e-6, 1e6, allow_subnormal=False))


def terms(values: list[str]) -> st.SearchStrategy[Term]:
    """Terms over values of H, parameters, x and numbers."""
    matrices = st.sampled_from(MATRICES)
    leaves = st.one_of(
        st.sampled_from(values).map(name),
        st.sampled_from(VECTORS).map(name),
        NUMBERS.map(number),
        matrices.map(lambda matrix: Term("matmul", (name(matrix + "x"), name("x")))),
        matrices.map(lambda matrix: Term("matmul", (name(matrix + "x"), Term("tanh", (name("x"),))))),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda op, a: Term(op, (a,)), st.sampled_from(UNARY), inner),
            st.builds(lambda op, a, b: Term(op, (a, b)), st.sampled_from(BINARY), inner, inner),
            st.builds(lambda m, v: Term("matmul", (name(m), v)), matrices, inner),
        ),
        max_leaves=8,
    )


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Lines of a cell in our own form; not all are cells, as a matrix may stand before a number."""
    names = [*draw(st.lists(st.sampled_from(VALUES), unique=True, max_size=4)), "h"]
    states = [f"{left}_prev" for left in names]
    lines = {left: draw(terms([*names[:place], *states])) for place, left in enumerate(names)}
    order = draw(st.permutations(names))
    return "\n".join(f"{left} = {Graph.text_of(lines[left])}" for left in order)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Graphs of cells."""
    text = draw(texts())
    try:
        return Graph.read(text)
    except EquationError as error:
        assume("matrix" not in str(error) and "multiplies" not in str(error))
        raise
