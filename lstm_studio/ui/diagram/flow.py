"""Which parts of a cell lie on the lines of its states, which hang under them, and which rise to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import BOXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.insight.parts import Part, Scheme

__all__ = ["Flow"]


class Flow:
    """The parts of a scheme by what they do for the lines of states.

    ``lines``: state -> the round parts along its line, from what was to what is; a state without such a line has
    none. ``depths``: what reads a line -> how far it hangs below. ``ranks``: every other part -> how many parts lie
    below it. ``sides``: what turns one value into another for a single reader, as 1 − z does, and stands beside the
    way from its source instead of in it -> that reader. ``bottom`` is the row of the boxes.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.readers: dict[str, list[str]] = {}
        for part in scheme.parts.values():
            for source in part.sources:
                self.readers.setdefault(source, []).append(part.key)
        found = {state: self._line(state) for state in scheme.outputs}
        self.lines: dict[str, list[str]] = {state: keys for state, keys in found.items() if keys}
        self.on_line = {key: state for state, keys in self.lines.items() for key in keys}
        self.depths: dict[str, int] = {}
        self.ranks: dict[str, int] = {}
        for part in scheme.parts.values():
            if part.kind != "input" and part.key not in self.on_line:
                self._sort_in(part)
        self.sides = {part.key: reader for part in scheme.parts.values() if (reader := self._aside(part))}
        self.ranks |= {key: self.ranks[reader] for key, reader in self.sides.items() if reader in self.ranks}
        layers = max(self.ranks.values(), default=0) + 1
        self.bottom = len(self.lines) + max(layers, max(self.depths.values(), default=0) + 1)

    def sources(self, key: str) -> list[str]:
        """The parts that a part reads: those on its line first, those that hang last; what enters is none."""
        part = self.scheme.parts[key]
        found = [source for source in part.sources if self.scheme.parts[source].kind != "input"]
        line = self.on_line.get(key)
        found.sort(key=lambda source: (self.on_line.get(source, "") != line, source in self.depths))
        return found

    def order(self) -> Iterator[str]:
        """All parts, each after what it reads, as the lines need them one after the other, then h, then the rest."""
        ends = [keys[-1] for keys in self.lines.values()]
        roots = [*ends, self.scheme.outputs["h"], *self.scheme.outputs.values(), *self.scheme.parts]
        seen: set[str] = {part.key for part in self.scheme.parts.values() if part.kind == "input"}
        for root in roots:
            waiting = [root]
            while waiting:
                key = waiting[-1]
                missing = next((source for source in self.sources(key) if source not in seen), "")
                if missing and key not in seen:
                    waiting.append(missing)
                    continue
                if key not in seen:
                    seen.add(key)
                    yield key
                waiting.pop()

    def _line(self, state: str) -> list[str]:
        """The round parts from what a state was to what it is; none where a layer makes it anew."""
        keys: list[str] = []
        part = self.scheme.parts[self.scheme.outputs[state]]
        while part.state == state and part.kind == "op":
            keys.insert(0, part.key)
            on = [source for source in part.sources if self.scheme.parts[source].state == state]
            if not on:
                return []
            part = self.scheme.parts[on[0]]
        return keys if part.state == state and part.kind == "input" else []

    def _sort_in(self, part: Part) -> None:
        """Note how far a part that is on no line hangs below the lines, or how high it stands above the bottom."""
        over = [source for source in part.sources if source in self.on_line or source in self.depths]
        if part.kind == "op" and over:
            self.depths[part.key] = 1 + max(self.depths.get(source, 0) for source in over)
            return
        lowest = 0 if part.kind in BOXES else 1
        below = [self.ranks[source] + 1 for source in part.sources if source in self.ranks]
        self.ranks[part.key] = max([lowest, *below])

    def _aside(self, part: Part) -> str:
        """The only reader of what one round part makes of a value that others read too; "" for all other parts."""
        readers = self.readers.get(part.key, [])
        if part.kind != "op" or part.key not in self.ranks or len(part.sources) != 1 or len(readers) != 1:
            return ""
        (source,), (reader,) = part.sources, readers
        shared = source in self.ranks and len(self.readers[source]) > 1
        rises = self.scheme.parts[reader].kind == "op" and reader not in self.depths
        return reader if shared and rises else ""
