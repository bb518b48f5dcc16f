"""What is wrong with a text is said with its exact place, and with both readings where there are two."""

from __future__ import annotations

import pickle

import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.language.equations import EquationError, parse_expression, pieces

FAULTS = [
    # text, what is meant, what is said, what was expected
    ("", 1, "", "no equations", "at least “h = …”"),
    ("# nothing yet", 1, "", "no equations", "at least “h = …”"),
    ("h", 1, "h", "found “h”", "“name = expression”"),
    ("h = W x\n= W x", 2, "=", "before “=”", "a name"),
    ("h =", 1, "", "behind “=”", "an expression"),
    ("h = W x +", 1, "", "found the end of the line", "a name, a number or a bracket"),
    ("h = W x\nf = (2 ! 3)", 2, "!", "“!” is not part", "a name, a number, a bracket or one of + - * / @"),
    ("h = (W x", 1, "", "found the end", "“)” for the bracket opened at column 5"),
    ("h = W x)", 1, ")", "found “\\)”", "an operation or the end of the line"),
    ("h = tanh()", 1, ")", "found “\\)”", "a name, a number or a bracket"),
    ("  the gate = W x", 1, "the gate", "more than a name", "one name"),
    ("h = foo(x)", 1, "foo", "no function “foo”", "one of abs, exp"),
    ("f = W x\nh = f(x)", 2, "f", "is a value, no function", "an operation before the bracket"),
    ("h = σ_c(W x)", 1, "σ_c", "another function of its author", "abs, exp"),
    ("h = softmax(W x)", 1, "softmax", "belongs to the output", ""),
    ("h = W x + tanh", 1, "tanh", "not clear of what", "tanh(…)"),
    ("h = tanh W x", 1, "tanh", "not clear of what", "tanh(…)"),
    ("h = f g", 1, "g", "side by side means a matrix", "an operation before “g”"),
    ("σσ = W x\nh = σσ é", 2, "é", "side by side", "an operation before “é”"),
    # circles, names and outputs
    ("f = h\nh = tanh(f)", 2, "f", "f → h → f is a circle within one step: line 1 reads h, line 2 reads f", "f_prev"),
    ("h = h", 1, "h", "h → h is a circle", "h_prev in one of them"),
    ("h = W x\nh_t = W x", 2, "h_t", "computed twice, first in line 1", "another name"),
    ("  x = 1\nh = W x", 1, "x", "x is the input", "another name"),
    ("y = W_y h\nh = W x", 1, "y", "output of the model", "another name"),
    ("tanh = W x\nh = tanh", 1, "tanh", "is a function", "another name"),
    ("σ_t = W x\nh = W x", 1, "σ_t", "is a function", "another name"),
    ("h_prev = W x", 1, "h_prev", "h one step ago cannot be computed", "h, or another name"),
    ("f = W x\ns_t = tanh(f)", 2, "s_t", "no line “h = …”.* if it is s, call it h or add “h = s”", ""),
    ("h = q_prev", 1, "q_prev", "needs a value “q”", "one of h_prev"),
    ("h = W x_{t-1}", 1, "x_{t-1}", "x one step ago is not kept", "one of h_prev"),
    ("h = W u(t)", 1, "u", "no function “u”", "one of abs"),
    ("h = W u^{(t)}", 1, "u^{(t)}", "u changes with time, but no line computes it", "x for the input"),
    ("h_t = W x_t + h_{t-2}", 1, "h_{t-2}", "2 steps ago", "h_prev"),
    ("h_t = W x_{t+1}", 1, "x_{t+1}", "still to come", "x_prev"),
    ("h_t = R h_{t-1} + c_{n-1}\nc = h", 1, "c_{n-1}", "both t and n count the steps", "one letter"),
    # shapes
    ("h = x", 1, "x", "the size of x", "W @ x"),
    ("h = W x + p * x", 1, "p * x", "“p” has one value a unit, “x” one a channel", "a matrix before x"),
    ("f = p * h_prev\nh = W x + p * x", 2, "p * x", r"“p” has one value a unit \(line 1, column 5\), “x”", "a matrix"),
    ("f = W x\nh = f + x", 2, "f + x", "“f” has one value a unit, “x” one a channel", "a matrix before x"),
    ("h = W x + W h_prev", 1, "W", r"a matrix that reads x \(line 1, column 5\) and as a matrix that reads H", ""),
    ("h = tanh(W * h_prev)\nc = W h", 2, "W", r"a vector \(line 1, column 10\) and as a matrix", ""),
    ("h = W x + R 2", 1, "2", "stands before “2”", "a vector on its right"),
    ("h = W x + R b", 1, "b", "b is a parameter", "x or a value that the cell computes"),
    ("h = h_prev @ x", 1, "h_prev", "must be a parameter, a matrix", ""),
    ("h = x @ W", 1, "W", "stands before its vector here", "W @ x"),
    # two readings
    ("h = p · h_prev + W x", 1, "·", "a matrix with a vector is p @ h_prev, unit by unit is p \\* h_prev", ""),
    ("h = p × q + W x", 1, "×", "a matrix with a vector is p @ q, unit by unit is p \\* q", ""),
    ("r = W x\nh = U h_prev · r", 2, "h_prev · r", r"\(U @ h_prev\) \* r or U @ \(h_prev \* r\)", ""),
    ("r = W x\nh = r / r · h_prev", 2, "r · h_prev", r"\(r / r\) \* h_prev or r / \(r \* h_prev\)", ""),
    ("h = W x + h_t-1", 1, "h_t-1", "one step ago or less 1", ""),
    ("h = W x + ht−1", 1, "ht−1", "one step ago or less 1", ""),
    ("h = W x^2", 1, "x^2", r"a power of x or x with a label; for a power write x \* x", ""),
    ("h = W^T x + b^T", 1, "b^T", "transpose of b stands alone", "a vector on one of its sides"),
    ("h = U^T h_prev + x U^T", 1, "U^T", "here transposed and in another place as it is", "another name"),
    # lists of vectors
    ("h = [h_prev, x]", 1, "[h_prev, x]", "stands alone", "a matrix before it"),
    ("h = W [h_prev, x] + W x", 1, "W", "in another way here", "another name"),
    ("h = W [h_prev, x] + W_x x", 1, "W_x", "the part of W that reads x", "another name"),
    ("f = W [h_prev, x]\nh = W [x, h_prev]", 2, "W", r"\[x, h_prev\] here and \[h_prev, x\] above", ""),
    ("h = W [2, x]", 1, "2", "reads the bias", "1, a vector or x"),
    ("h = h_prev [h_prev, x]", 1, "[", "side by side", "an operation before “[”"),
    ("h = W [" + "h_prev, " * 140 + "x]", 1, "", "written out in full, the cell is too large", ""),
    # typesetting
    (r"h = \foo(W x)", 1, r"\foo", "“\\\\foo” has no meaning", ""),
    (r"h_{t = W x", 1, "{", "is not closed", "“}”"),
    (r"h} = W x", 1, "}", "closes nothing", ""),
    (r"h_t &= \sigma\left(\mathbf{W}_f x_t \right) ?", 1, "?", "not part of an equation", ""),
    # numbers and sizes
    ("h = W x + 1e999999", 1, "1e999999", "too large", "a number up to 1e30"),
    ("h = W x + 1e-999", 1, "1e-999", "too small", ""),
    ("h = W x + " + "a" * 61, 1, "a" * 61, "a name of 61 characters", ""),
    ("h = W x + ½", 1, "½", "no name", ""),
    ("h = W x \0", 1, "\0", r"“U\+0000” is not part", ""),
    ("h = W x \ud800", 1, "\ud800", r"“U\+D800” is not part", ""),
    ("\u202eh = W x", 1, "\u202e", r"“U\+202E” is not part", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "meant", "says", "expected"), FAULTS)
def test_the_place_of_a_fault(text: str, line: int, meant: str, says: str, expected: str) -> None:
    with pytest.raises(EquationError, match=says) as caught:
        Cell.from_text(text)
    error = caught.value
    there = text.splitlines()[line - 1] if text else ""
    assert error.line == line
    if meant:
        assert there[error.column - 1 : error.end - 1] == meant
    else:
        assert (error.column, error.length) in ((len(there) + 1, 1), (1, 1))
    assert error.expected.startswith(expected) or expected in error.expected
    assert error.expected in error.sentence
    assert str(error) == f"line {line}, column {error.column}: {error.sentence}"
    assert error.sentence.isprintable()


def test_places_count_characters_of_the_text_as_it_was_written() -> None:
    # three letters of two bytes and one of four stand before the fault
    with pytest.raises(EquationError) as caught:
        Cell.from_text("h = σ(W ψψ 𝜑 ?)")
    assert caught.value.column == len("h = σ(W ψψ 𝜑 ?")
    with pytest.raises(EquationError) as caught:
        Cell.from_text("h_t &= \\tilde{c}_t\\odot \\mathbf{W} \\\\\n  \\tilde{c}_t = \\mathbf{u}_{t-1}")
    assert (caught.value.line, caught.value.column, caught.value.length) == (2, 25, len("u}_{t-1}"))


def test_an_error_keeps_its_place_in_another_process() -> None:
    error = EquationError("found “?”", 2, 7, 3, "a name")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line, again.column, again.length) == (str(error), 2, 7, 3)
    assert (again.expected, again.end) == ("a name", 10)


def test_a_line_that_goes_on_keeps_its_places() -> None:
    with pytest.raises(EquationError) as caught:
        Cell.from_text("h = tanh(W x\n   + R h_prev\n   + q_prev)")
    assert (caught.value.line, caught.value.column, caught.value.length) == (3, 6, 6)


def test_the_pieces_of_any_line() -> None:
    found = pieces("f_t = σ(W_{xf} h_{t-1} ? ½ 2.5  # remark = 1")
    assert [(piece.kind, piece.text, piece.column) for piece in found] == [
        ("name", "f_t", 1), ("mark", "=", 5), ("name", "σ", 7), ("mark", "(", 8), ("name", "W_xf", 9),
        ("name", "h_prev", 16), ("name", "½", 26), ("number", "2.5", 28),
    ]  # fmt: skip
    assert pieces("h = \\frac{") != []


def test_an_expression_alone() -> None:
    assert parse_expression("f_t ⊙ c_{t-1}", known=("f", "c")).args[0].name == "f"
    with pytest.raises(EquationError, match="nothing is written"):
        parse_expression("  ")
