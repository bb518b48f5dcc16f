r"""LaTeX as people paste it -> plain characters, each with its place: ``\tilde{c}_t`` -> ``c̃_t``, ``\odot`` -> ``⊙``.

Text without a backslash, a brace, a dollar or an ampersand is plain already and is not touched.
"""

from __future__ import annotations

import re

from lstm_studio.core.language.source import EquationError, Source, shown
from lstm_studio.words import _

__all__ = ["DRESS", "typeset"]

MOST_NESTING = 64
_PIECE = re.compile(r"\\(?:operatorname\*|tag\*|[A-Za-z]+|.)?|[{}$&~]|[^\\{}$&~]+", re.DOTALL)
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]{1,20})\*?\}(?:\{[lcr|]{0,20}\})?")
_BREAK = re.compile(r"\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)\s*\]")
_NOTE = re.compile(r"\s*\{[^{}]{0,80}\}")
_EMPTY = re.compile(r"\s*")
_HEAD = re.compile(r"[^\W_]+")


def _words(text: str) -> list[str]:
    return text.split()


_GREEK = dict(
    zip(
        _words(
            "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma "
            "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
        ),
        "αβγδεεζηθϑικλμνξπρστυφφχψωΓΔΘΛΞΠΣΦΨΩ",
        strict=True,
    )
)
_SYMBOLS = {
    **_GREEK,
    "odot": "⊙", "circ": "∘", "cdot": "·", "times": "×", "ast": "∗", "star": "∗", "otimes": "⊗", "bullet": "·",
    "langle": "⟨", "rangle": "⟩", "lbrack": "[", "rbrack": "]", "top": "⊤", "intercal": "⊤", "ell": "l",
    "gets": "=", "leftarrow": "=", "coloneqq": "=", "vert": "|", "lvert": "|", "rvert": "|", "mid": "|", "_": "_",
    "{": "(", "}": ")", "colon": ":",
}  # fmt: skip
_FONTS = frozenset(
    _words(
        "mathbf mathrm mathit mathsf mathcal mathbb mathtt mathop boldsymbol bm pmb text textbf textit textrm texttt "
        "mbox operatorname operatorname* vec underline ensuremath mathnormal mathfrak"
    )
)
_ACCENTS = {
    "tilde": "\u0303", "widetilde": "\u0303", "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304",
    "overline": "\u0304", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306",
    "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
}  # fmt: skip
DRESS = re.compile(
    rf"(?:\\(?:{'|'.join(sorted(map(re.escape, _FONTS | _ACCENTS.keys()), reverse=True))})(?![A-Za-z])[\s{{]*)+$"
)
r"""What changes the look of the name behind it, up to that name: the ``\tilde{`` of ``\tilde{c}``."""
_FRACTIONS = frozenset(("frac", "dfrac", "tfrac"))
_NOTES = frozenset(("label", "tag", "tag*", "ref", "eqref", "cite", "hspace", "vspace", "color"))
_NOTHING = frozenset(
    _words("left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bf rm it cal sf nonumber notag "
    "limits displaystyle textstyle scriptstyle quad qquad , ; : ! > [ ] ( ) / -")
) | {" ", "\n", "\t", ""}  # fmt: skip
_FUNCTIONS = frozenset(_words("tanh exp max sigmoid sigm logistic relu ReLU Relu softplus abs identity"))
_MATRICES = frozenset(_words("matrix pmatrix bmatrix Bmatrix smallmatrix"))


def typeset(text: str) -> Source:
    """Read text with typesetting commands. Raises EquationError."""
    if not any(mark in text for mark in "\\{}$&"):
        return Source(text)
    setter = _Setter(text)
    setter.run()
    return Source(text, "".join(setter.out), setter.places)


class _Setter:
    """Writes plain characters to ``out``; ``scripts`` counts the subscripts and superscripts around."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.out: list[str] = []
        self.places: list[int] = []
        self.scripts = self.depth = 0
        self.dollars = text.count("$") % 2 == 0  # they come in pairs around mathematics
        self.matrices: list[int] = []
        self.apart = False  # what comes next is no part of the name before it

    def wrong(self, given: str, start: int, expected: str = "") -> EquationError:
        return Source(self.text).wrong(given, start, max(start + 1, self.at), expected)

    def put(self, plain: str, at: int) -> None:
        """Write characters that stand for what is at one place."""
        if self.apart and plain[:1].isalnum() and self.out and self.out[-1].isalnum() and not self.scripts:
            plain = " " + plain
        self.apart = False
        self.out.extend(plain)
        self.places.extend([at] * len(plain))

    def enter(self, start: int) -> None:
        self.depth += 1
        if self.depth > MOST_NESTING:
            sentence = _("more than {most} levels of nesting; give a part a name")
            raise self.wrong(sentence.format(most=MOST_NESTING), start)

    def run(self, opened: int = -1) -> None:
        """Write up to the brace that closes the one at ``opened``, or to the end of the text."""
        self.enter(max(opened, 0))
        while self.at < len(self.text):
            start = self.at
            piece = self.piece()
            if piece == "}":
                if opened >= 0:
                    self.depth -= 1
                    return
                raise self.wrong(_("“}” closes nothing"), start)
            self.one(piece, start)
        if opened >= 0:
            self.at = opened + 1
            raise self.wrong(_("“{” is not closed"), opened, "“}”")

    def one(self, piece: str, start: int) -> None:
        """Write one piece of the text."""
        script = not self.scripts and self.out[-1:] in (["_"], ["^"])
        if piece[0] == "{" and not script:
            self.apart = True
            self.run(start)
            self.apart = True
        elif piece[0] in "{\\":
            if script:
                self.put("{", start)
                self.scripts += 1
            if piece[0] == "{":
                self.run(start)
            else:
                self.command(piece[1:], start)
            if script:
                self.scripts -= 1
                self.put("}", self.at - 1)
        elif piece in "&~" or (piece == "$" and self.dollars):
            self.put(" ", start)
        else:
            self.put(piece[0], start)
            self.out.extend(piece[1:])
            self.places.extend(range(start + 1, self.at))
            if self.scripts:  # x^{g^{forget}} has one label, g_forget
                self.out[-len(piece) :] = piece.replace("^", "_")

    def command(self, name: str, start: int) -> None:
        """Write what a command stands for."""
        if name == "\\":
            self.skip(_BREAK)
            self.put(";" if self.matrices else "\n", start)
        elif name in ("begin", "end"):
            self.environment(name, start)
        elif name in _FONTS:
            self.apart = True
            self.argument(name, start)
            self.apart = True
        elif name in _ACCENTS:
            self.accent(name, start)
        elif name in _FRACTIONS:
            for mark in ("((", ")/("):
                self.put(mark, start)
                self.argument(name, start)
            self.put("))", self.at - 1)
        elif name in _NOTES:
            self.skip(_NOTE)
        elif name in _SYMBOLS or name in _FUNCTIONS:
            self.apart = True
            self.put(_SYMBOLS.get(name, name), start)
            self.apart = True
        elif name in _NOTHING:
            self.put(" ", start)
        else:
            sentence = _("“\\{name}” has no meaning in equations of a cell")
            raise self.wrong(sentence.format(name=shown(name)), start)

    def piece(self) -> str:
        found = _PIECE.match(self.text, self.at)
        piece = found[0] if found else ""
        self.at += len(piece)
        return piece

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def environment(self, name: str, start: int) -> None:
        """Write a matrix as a list in brackets; other environments stand for a new line."""
        kind = re.sub(r"^\s*\{|\*?\}.*", "", self.skip(_ENVIRONMENT))
        if not kind:
            raise self.wrong(_("“\\{name}” says not what").format(name=name), start, _("a name in braces"))
        if kind not in _MATRICES:
            self.put("\n", start)
        elif name == "begin":
            self.matrices.append(start)
            self.put("[", start)
        elif self.matrices:
            self.matrices.pop()
            self.put("]", start)

    def accent(self, name: str, start: int) -> None:
        """Write a letter with its accent: behind the first word of what it stands over."""
        self.apart = True
        first = len(self.out)
        self.argument(name, start)
        head = _HEAD.search("".join(self.out[first:]))
        if head is None:
            raise self.wrong(
                _("“\\{name}” stands over nothing").format(name=name), start, _("a name in braces")
            )
        behind = first + head.end()
        self.out.insert(behind, _ACCENTS[name])
        self.places.insert(behind, self.places[behind - 1])
        self.apart = True

    def argument(self, name: str, start: int) -> None:
        """Write the argument of a command: a group in braces, a command or one character."""
        self.skip(_EMPTY)
        self.enter(start)
        if self.at >= len(self.text) or self.text[self.at] == "}":
            raise self.wrong(
                _("“\\{name}” stands over nothing").format(name=name), start, _("a name in braces")
            )
        at = self.at
        brace = self.text[at] == "{"
        piece = self.piece() if self.text[at] == "\\" else self.text[at]
        self.at = at + len(piece)
        if brace:
            self.run(at)
        else:
            self.one(piece, at)
        self.depth -= 1
