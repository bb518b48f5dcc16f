"""Equations as they stand in papers, notes and code are read as the cell that their authors mean."""

from __future__ import annotations

import pytest

from lstm_studio.core.cell import Cell

LSTM = """\
f = sigmoid(W_f @ x + U_f @ h_prev + b_f)
i = sigmoid(W_i @ x + U_i @ h_prev + b_i)
c = f * c_prev + i * tanh(W_c @ x + U_c @ h_prev + b_c)
h = tanh(c)"""

LSTM_OF = {
    "the language": LSTM,
    "unicode": """
        fₜ = σ(W_f·xₜ + U_f·hₜ₋₁ + b_f)
        iₜ = σ(Wᵢ·xₜ + Uᵢ·hₜ₋₁ + bᵢ)
        cₜ = fₜ ∘ cₜ₋₁ + iₜ ∘ tanh(W_c·xₜ + U_c·hₜ₋₁ + b_c)
        hₜ = tanh(cₜ)""",
    "typed": """
        f_t = sigm(W_f x_t + U_f h_{t−1} + b_f),
        i_t = sigm(W_i x_t + U_i h_{t−1} + b_i),
        c_t = f_t ∗ c_{t−1} + i_t ∗ tanh(W_c x_t + U_c h_{t−1} + b_c),
        h_t = tanh(c_t).""",
    "latex": r"""
        \begin{align}
        f_t &= \sigma\left(\mathbf{W}_f \mathbf{x}_t + \mathbf{U}_f \mathbf{h}_{t-1} + b_f\right) \label{eq:f} \\
        i_t &= \sigma\left(W_{\mathrm{i}} x_t + U_{\mathrm{i}} h_{t-1} + b_{i}\right) \nonumber \\[2pt]
        c_t &= f_t \odot c_{t-1} + i_t \odot \tanh(W_c x_t + U_c h_{t-1} + b_c) \\  % the state
        h_t &= \operatorname{tanh}(c_t)
        \end{align}""",
    "latex in one line": r"$f_t=\sigma(W_fx_t+U_f h_{t-1}+b_f)$; $i_t=\sigma(W_i x_t+U_i h_{t-1}+b_i)$; "
    r"$c_t=f_t\circ c_{t-1}+i_t\circ\tanh(W_c x_t+U_c h_{t-1}+b_c)$; $h_t=\tanh c_t$".replace("W_fx", "W_f x"),
    "side by side (Graves 2013)": """
        f_t = σ(W_f x_t + U_f h_{t−1} + b_f)
        i_t = σ(W_i x_t + U_i h_{t−1} + b_i)
        c_t = f_t c_{t−1} + i_t tanh(W_c x_t + U_c h_{t−1} + b_c)
        h_t = tanh(c_t)""",
    "time above (Ng)": """
        f^{<t>} = σ(W_f x^{<t>} + U_f h^{<t-1>} + b_f)
        i^{⟨t⟩} = σ(W_i x^{⟨t⟩} + U_i h^{⟨t−1⟩} + b_i)
        c^{(t)} = f^{(t)} × c^{(t-1)} + i^{(t)} × tanh(W_c x^{(t)} + U_c h^{(t-1)} + b_c)
        h^t = tanh(c^t)""",
    "superscripts": """
        fᵗ = σ(W_f xᵗ + U_f hᵗ⁻¹ + b_f)
        iᵗ = σ(W^i xᵗ + U^i h⁽ᵗ⁻¹⁾ + b^i)
        cᵗ = fᵗ · cᵗ⁻¹ + iᵗ · tanh(W_c xᵗ + U_c hᵗ⁻¹ + b_c)
        hᵗ = tanh(cᵗ)""",
    "signals (Jaeger)": """
        f(n+1) = σ(W_f x(n+1) + U_f h(n) + b_f)
        i(n+1) = σ(W_i x(n+1) + U_i h(n) + b_i)
        c(n+1) = f(n+1) ⊙ c(n) + i(n+1) ⊙ tanh(W_c x(n+1) + U_c h(n) + b_c)
        h(n+1) = tanh(c(n+1))""",
    "a PDF file": """
        ft = σ(W_f xt + U_f ht−1 + b_f)
        it = σ(W_i xt + U_i ht−1 + b_i)
        ct = ft ⊙ ct−1 + it ⊙ tanh(W_c xt + U_c ht−1 + b_c)
        ht = tanh(ct)""",
    "a text processor": """
        𝑓_𝑡 = 𝜎(𝑊_𝑓 𝑥_𝑡 + 𝑈_𝑓 ℎ_{𝑡−1} + 𝑏_𝑓)
        𝑖_𝑡 = 𝜎(𝐖_𝑖 𝑥_𝑡 + 𝐔_𝑖 ℎ_{𝑡−1} + 𝑏_𝑖)
        𝑐_𝑡 = 𝑓_𝑡 ⊙ 𝑐_{𝑡−1} + 𝑖_𝑡 ⊙ tanh(𝑊_𝑐 𝑥_𝑡 + 𝑈_𝑐 ℎ_{𝑡−1} + 𝑏_𝑐)
        ℎ_𝑡 = tanh(𝑐_𝑡)""",
    "NumPy": """
        f_t = sigmoid(np.dot(W_f, x_t) + U_f.dot(h_prev) + b_f)  # forget
        i_t = sigmoid(W_i @ x_t + U_i @ h_prev + b_i)
        c_t = np.multiply(f_t, c_prev) + i_t * np.tanh(
            W_c @ x_t + U_c @ h_prev
            + b_c
        )
        h_t = np.tanh(c_t)""",
    "Keras": """
        f = sigmoid(W_f @ x + U_f @ h_tm1 + b_f)
        i = keras.activations.sigmoid(self.W_i @ x + self.U_i @ h_tm1 + self.b_i)
        c = f * c_tm1 + i * tf.tanh(W_c @ x + U_c @ h_tm1 + b_c)
        h = Tanh(c)""",
    "vectors on the left": """
        f_t = σ(x_t W_f^T + h_{t-1} U_f^⊤ + b_f)
        i_t = σ(x_t @ W_i.T + h_{t-1} @ U_i.T + b_i)
        c_t = f_t ⊙ c_{t-1} + i_t ⊙ tanh(x_t W_cᵀ + h_{t-1} U_cᵀ + b_c)
        h_t = tanh(c_t)""",
}  # fmt: skip


@pytest.mark.parametrize("source", LSTM_OF)
def test_one_lstm_in_many_hands(source: str) -> None:
    assert Cell.from_text(LSTM_OF[source]).text == LSTM


OTHERS = {
    "PyTorch's GRU": (
        r"""\begin{array}{ll}
    r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{(t-1)} + b_{hr}) \\
    z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{(t-1)} + b_{hz}) \\
    n_t = \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{(t-1)}+ b_{hn})) \\
    h_t = (1 - z_t) \odot n_t + z_t \odot h_{(t-1)}
\end{array}""",
        """\
r = sigmoid(W_ir @ x + b_ir + W_hr @ h_prev + b_hr)
z = sigmoid(W_iz @ x + b_iz + W_hz @ h_prev + b_hz)
n = tanh(W_in @ x + b_in + r * (W_hn @ h_prev + b_hn))
h = (1 - z) * n + z * h_prev""",
    ),
    "PyTorch's RNN": (
        r"h_t = \tanh(x_t W_{ih}^T + b_{ih} + h_{t-1}W_{hh}^T + b_{hh})",
        "h = tanh(W_ih @ x + b_ih + W_hh @ h_prev + b_hh)",
    ),
    "Olah's LSTM": (
        (
            "f_t = σ(W_f · [h_{t-1}, x_t] + b_f)\ni_t = σ(W_i [h_{t−1}; x_t] + b_i)\n"
            "C̃_t = tanh(W_C·[h_{t−1}, x_t] + b_C)\nC_t = f_t * C_{t-1} + i_t * C̃_t\n"
            "o_t = σ(W_o @ [h_{t−1}, x_t] + b_o)\nh_t = o_t * tanh(C_t)"
        ),
        (
            "f = sigmoid(W_f_h @ h_prev + W_f_x @ x + b_f)\ni = sigmoid(W_i_h @ h_prev + W_i_x @ x + b_i)\n"
            "C̃ = tanh(W_C_h @ h_prev + W_C_x @ x + b_C)\nC = f * C_prev + i * C̃\n"
            "o = sigmoid(W_o_h @ h_prev + W_o_x @ x + b_o)\nh = o * tanh(C)"
        ),
    ),
    "Olah's GRU": (
        r"z_t = \sigma\left(W_z \cdot [h_{t-1}, x_t]\right)" + "\n"
        r"\tilde{h}_t = \tanh\left(W \cdot [z_t * h_{t-1}, x_t]\right)" + "\n"
        r"h_t = (1 - z_t) * h_{t-1} + z_t * \tilde{h}_t",
        (
            "z = sigmoid(W_z_h @ h_prev + W_z_x @ x)\nh̃ = tanh(W_zh @ (z * h_prev) + W_x @ x)\n"
            "h = (1 - z) * h_prev + z * h̃"
        ),
    ),
    "Jaeger's bias": (
        "g(n+1) = σ(W^{g} [1; x(n+1); h(n)])\nh(n+1) = g(n+1) ⊙ h(n)",
        "g = sigmoid(W_g_1 + W_g_x @ x + W_g_h @ h_prev)\nh = g * h_prev",
    ),
    "a column": (
        r"h_t = \tanh\left(W \begin{bmatrix} h_{t-1} \\ x_t \end{bmatrix} + b\right)",
        "h = tanh(W_h @ h_prev + W_x @ x + b)",
    ),
    "concatenate": (
        "h = np.tanh(W @ np.concatenate((h_prev, x), axis=0) + b)",
        "h = tanh(W_h @ h_prev + W_x @ x + b)",
    ),
    "the same matrix twice": (
        "a = W [h_prev, x]\nh = a + W [h_prev, x]",
        "a = W_h @ h_prev + W_x @ x\nh = a + (W_h @ h_prev + W_x @ x)",
    ),
    "lecture notes": (
        (
            "s_t = f_t ⊙ s_{t-1} + (1 − f_t) ⊙ g_t\nf_t = σ(W_f h_{t-1} + U_f x_t + b_f)\n"
            "g_t = tanh(W_g h_{t-1} + U_g x_t + b_g)\nh_t = tanh(s_t)"
        ),
        (
            "s = f * s_prev + (1 - f) * g\nf = sigmoid(W_f @ h_prev + U_f @ x + b_f)\n"
            "g = tanh(W_g @ h_prev + U_g @ x + b_g)\nh = tanh(s)"
        ),
    ),
    "names with accents": ("ĉ_t = W x_t\nh_t = c\u0302_t", "ĉ = W @ x\nh = ĉ"),
    "labels and times": (r"c_{in,t} = W_{x,f} x_t; h_t = c_{in,t-1}", "c_in = W_xf @ x\nh = c_in_prev"),
    "a fraction": (r"h_t = \frac{W x_t}{1 + |W x_t|}", "h = W @ x / (1 + abs(W @ x))"),
    "max": (r"h_t = \max(0, W x_t)", "h = relu(W @ x)"),
    "numbers and dots": ("a = 2 · h_prev\nh = W · x + 0.5 × a", "a = 2 * h_prev\nh = W @ x + 0.5 * a"),
    "chains of products": ("f = W x\nh = f · h_prev · f f", "f = W @ x\nh = f * h_prev * f * f"),
    "transposed matrices (Géron)": (
        r"h_t = \tanh(W_{x}^{\top} x_t + W_h^T · h_{t-1} + u^T h_{t-1} + b)",
        "h = tanh(W_x @ x + W_h @ h_prev + u @ h_prev + b)",
    ),
    "a product that has one size": ("f = W x\nh = U x · f", "f = W @ x\nh = U @ x * f"),
    "a peephole": ("h = W x + p ⊙ h_prev", "h = W @ x + p * h_prev"),
    "a matrix in small letters": ("h = w · x + w_h @ h_prev", "h = w @ x + w_h @ h_prev"),
    "a label that is no time": ("h = W_t x + b_n", "h = W_t @ x + b_n"),
    "ones that stay": ("i_t ≡ 1\nh_t := i_t ⊙ tanh(W x_t)", "i = 1\nh = i * tanh(W @ x)"),
}


@pytest.mark.parametrize("source", OTHERS)
def test_forms_that_people_paste(source: str) -> None:
    pasted, meant = OTHERS[source]
    assert Cell.from_text(pasted).text == meant
    assert Cell.from_text(meant).text == meant


def test_a_matrix_of_parts_is_counted_as_one() -> None:
    whole = Cell.from_text("h = tanh(W [1; h_prev; x])")
    assert whole.parameters(3, 4) == {"W_1": (4,), "W_h": (4, 4), "W_x": (4, 3)}
    assert whole.parameters(3, 4, bias=False) == {"W_h": (4, 4), "W_x": (4, 3)}
