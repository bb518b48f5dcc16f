"""How factors and terms are called: symbols with their time, units by number, inputs by channel or character."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from lstm_studio.core.insight.returning import OUTSIDE
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.sizes import ANSWER
from lstm_studio.session.symbols import seen
from lstm_studio.ui.mathematics import letter_html, symbol_html, term_html
from lstm_studio.ui.numbers import short
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.insight.lens import Term
    from lstm_studio.core.insight.spread import Factor
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.session.derived import Scene

__all__ = ["Names"]

SUMS = ("add", "subtract", "negative")
LONG = 8  # letters of a channel's name where there is little room
LONGEST = 12  # letters of a channel's name


@dataclass(frozen=True)
class Names:
    """What the cell in sight calls its values: ``channels`` of its input; ``turned``: it reads back.

    ``above`` names what the gradient comes from beside the cell itself: the readout or the next layer; ``step`` is the
    one in sight, from 1.
    """

    graph: Graph
    lettering: Lettering
    channels: tuple[str, ...]
    turned: bool
    above: str
    step: int
    units: int
    _printed: dict[tuple[str, bool], str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, scene: Scene) -> Names:
        """Read the names off what is in sight."""
        study, view = scene.study, scene.view
        sizes, sequence = study.sizes, study.sequence
        if view.layer:
            ways = ("→", "←") if sizes.directions > 1 else ("",)
            said, below = _("unit {unit}{way}"), sizes.units_of(view.layer - 1)
            channels = tuple(said.format(unit=n + 1, way=way) for way in ways for n in range(below))
        elif sizes.symbols:
            channels = tuple(str(number + 1) for number in range(sizes.inputs))
        else:
            named = sequence.channels if len(sequence.channels) == sizes.inputs else ()
            shown = (name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in named)
            channels = tuple(f"“{seen(name.strip() or name)}”" for name in shown) or tuple(
                map(str, range(1, sizes.inputs + 1))
            )
        top = view.layer == sizes.layers - 1
        above = _("the output y") if top else _("layer {layer}").format(layer=view.layer + 2)
        units = sizes.units if view.node == ANSWER else sizes.units_of(view.layer)
        return cls(scene.graph, scene.lettering, channels, bool(view.direction), above, view.cursor, units)

    def symbol(self, text: str, *, ahead: bool = False) -> str:
        """Print a value or a parameter as rich text, with its time; ``ahead``: as it is one step later."""
        if text == OUTSIDE:
            return escape(self.above)
        if (text, ahead) not in self._printed:  # a matrix has the same symbols in all its terms
            self._printed[text, ahead] = self._print(text, ahead=ahead)
        return self._printed[text, ahead]

    def _print(self, text: str, *, ahead: bool) -> str:
        letters = partial(self.lettering, ahead=ahead)
        node = self.graph.by_text.get(text)  # None: the output of the model
        plain = node is None or node.name is not None or node.op in ("input", "previous")
        return symbol_html(text, letters) if plain else term_html(text, letters)

    def where(self, text: str, at: int) -> tuple[str, ...]:
        """Say of which unit or channel a value is, the longest wording first."""
        node = self.graph.by_text.get(text)
        if node is not None and node.size == "D":
            name = self.channels[at] if at < len(self.channels) else str(at + 1)
            return name, f"{name[:5]}…”" if len(name) > LONG and name.startswith("“") else name.rpartition(
                " "
            )[2]
        back = "←" if at >= self.units else ""  # of the reverse direction, behind those of the other
        return _("unit {unit}{way}").format(
            unit=at % self.units + 1, way=back
        ), f"{at % self.units + 1}{back}"

    def before(self, state: str) -> tuple[str, tuple[str, ...]]:
        """Print a state as it was one step ago, and say which step that is."""
        step = self.step + 1 if self.turned else self.step - 1
        said = _("step {step}").format(step=step) if step > 0 else _("before the first input")
        return letter_html(self.lettering(state)[0]._replace(time="")), (said,)

    def factor(self, factor: Factor, *, among: bool = False) -> str:
        """Print one factor as rich text, in brackets where it is a sum ``among`` others."""
        if factor.kind == "number":
            said = factor.text.replace("-", "−")
        elif factor.kind == "slope":
            said = f"{OPERATIONS[self.graph.by_text[factor.text].op].glyph}′"
        elif factor.kind == "gradient":
            symbol = self.symbol(factor.text, ahead=factor.ahead)
            said = f"∂{symbol}" if factor.text else symbol
        elif factor.kind == "weight":
            said = symbol_html(factor.text, self.lettering.weights)
            if among and " + " in said:  # a bias that is written as two
                said = f"({said})"
        else:
            said = self.symbol(factor.text, ahead=factor.ahead)
            if among and self.graph.by_text[factor.text].op in SUMS and factor.text not in self.graph.named:
                said = f"({said})"
        return f"1/{said}" if factor.inverse else said

    def term(self, term: Term, unit: int) -> tuple[str, tuple[str, ...]]:
        """Print a term: its factors as rich text, and where it comes from when that is not ``unit`` itself."""
        factors = [factor for factor in term.factors if (factor.kind, factor.value) != ("number", -1.0)]
        minus = (term.sign < 0) != ((len(term.factors) - len(factors)) % 2 > 0)
        said: list[str] = []
        for place, factor in enumerate(factors):
            divides = factor.inverse and place > 0
            if divides:
                said.append(" / ")
            elif place:
                # A matrix and what it multiplies stand side by side, as in print.
                matrix = any(len(other.place) > 1 for other in factors[:place] if other.kind == "weight")
                said.append("&#8202;" if matrix else " ⊙ ")
            shown = factor._replace(inverse=False) if divides else factor
            said.append(self.factor(shown, among=len(factors) > 1))
        where = self._beside(factors, unit)
        return ("−" if minus else "") + ("".join(said) or "1"), where

    def _beside(self, factors: list[Factor], unit: int) -> tuple[str, ...]:
        """Say of which unit or channel the last factor is, where that is not plain: another's, or one of many."""
        if not factors or factors[-1].kind not in ("value", "gradient") or not factors[-1].text:
            return ()
        last = factors[-1]
        many = any(len(factor.place) > 1 for factor in factors) or self._channel(last.text)
        return self.where(last.text, last.at) if many or last.at != unit else ()

    def _channel(self, text: str) -> bool:
        return self.graph.by_text[text].size == "D"

    def numbers(self, term: Term) -> list[tuple[str, Factor | None]]:
        """Print the product of a term in pieces, each with its factor; those between are signs."""
        pieces: list[tuple[str, Factor | None]] = (
            [("−", None)] if term.sign < 0 and len(term.factors) > 1 else []
        )
        for place, factor in enumerate(term.factors):
            if factor.inverse:
                pieces.append((" / " if place else "1 / ", None))
            elif place:
                pieces.append((" × ", None))
            pieces.append((short(factor.value, signed=False, figures=1, fine=True), factor))
        return pieces
