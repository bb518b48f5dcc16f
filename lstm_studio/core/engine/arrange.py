"""Where every slot stands, so that neighbouring work is one call.

NumPy runs a call on one contiguous stretch three times as fast as on two stretches of the same length, so calls of
the same function are joined where their places can be neighbours. Wanted are sets of slots that must form one stretch
(in any order), and chains of slots that must follow one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lstm_studio.core.engine.lower import Call, Lowering, Place

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

__all__ = ["Arrangement", "Joined", "sequences"]

_COMMUTE = (np.add, np.multiply)


@dataclass(slots=True)
class Joined:
    """Calls that run as one; ``calls`` in the order of their places."""

    numbers: list[int]
    calls: list[Call]
    wanted: Wanted = ([], [])


def sequences(
    sets: Iterable[frozenset[Hashable]], chains: Iterable[Sequence[Hashable]], every: Iterable[Hashable]
) -> list[list[Hashable]] | None:
    """Order the elements so that each set is one stretch and each chain is kept, or None where that is impossible."""
    after: dict[Hashable, Hashable] = {}
    before: dict[Hashable, Hashable] = {}
    for chain in chains:
        for one, other in pairwise(chain):
            if after.get(one, other) != other or before.get(other, one) != one or one == other:
                return None
            after[one], before[other] = other, one
    rows: list[list[Hashable]] = []
    for element in every:
        if element not in before:
            row = [element]
            while row[-1] in after:
                row.append(after[row[-1]])
            rows.append(row)
    if sum(map(len, rows)) != len(set(every)):
        return None  # a chain that closes on itself
    for members in sorted((one for one in sets if len(one) > 1), key=len):
        joined = _one_stretch(rows, members)
        if joined is None:
            return None
        rows = joined
    return rows


def _one_stretch(rows: list[list[Hashable]], members: frozenset[Hashable]) -> list[list[Hashable]] | None:
    left: list[list[Hashable]] = []
    inner: list[list[Hashable]] = []
    right: list[list[Hashable]] = []
    others: list[list[Hashable]] = []
    for row in rows:
        if members.isdisjoint(row):
            others.append(row)
            continue
        inside = [element in members for element in row]
        first, last = inside.index(True), len(row) - inside[::-1].index(True)
        if not all(inside[first:last]):
            return None
        (left if first > 0 else right if last < len(row) else inner).append(row)
        if first > 0 and last < len(row) and last - first < len(members):
            return None
    if len(left) > 1 or len(right) > 1:
        return None
    return [*others, [element for row in (*left, *inner, *right) for element in row]]


Atom: TypeAlias = "tuple[str, Hashable, int]"
Wanted: TypeAlias = "tuple[list[frozenset[Hashable]], list[list[Hashable]]]"


def _kind(call: Call) -> Hashable:
    """Give what two calls must have in common to be joined."""
    reads = sorted((p.kind, p.ahead, p.key if p.kind == "number" else 0.0) for p in call.reads)
    return call.function, tuple(reads), call.write.kind, call.write.ahead


class Arrangement:
    """Joins the step calls of a lowering; ``joined`` has them in order, ``order`` the stretches of slots."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self._every: list[Hashable] = [*lowering.sizes, *range(len(lowering.scratch))]
        self._fixed = self._operands_and_rows()
        self.order = sequences(self._fixed, [], self._every) or []
        self._calls = [call for call in lowering.calls if not call.static]
        self._before = self._waits()
        self._groups = [Joined([number], [call]) for number, call in enumerate(self._calls)]
        for numbers in self._alike():
            self._join_all(numbers)
        earlier: dict[Hashable, list[Joined]] = {}
        for number, call in enumerate(self._calls):
            if isinstance(call.function, np.ufunc):
                like = earlier.setdefault(_kind(call), [])
                if len(self._groups[number].calls) == 1:
                    any(self._join(group, number) for group in like)
                like.append(self._groups[number])
        self.joined = self._in_order() or []

    def _operands_and_rows(self) -> list[frozenset[Hashable]]:
        """Give what must be one stretch: operands and rows of the matrix products."""
        lowering = self.lowering
        sets: list[frozenset[Hashable]] = []
        for group in lowering.plan.groups:
            slots = lowering.operand(group)
            for slot in slots:
                if slot not in lowering.sizes:
                    lowering.sizes[slot] = "1" if slot[0] == "one" else "D"
                    self._every.append(slot)
            sets.append(frozenset(slots))
            sets.append(frozenset(slot for slot in slots if slot[0] not in ("x", "one")))
            if group.first:
                sets.append(frozenset(lowering.rows[root].key for root in group.rows))
        return sets

    def _atoms(self, place: Place) -> set[Atom]:
        lowering = self.lowering
        if place.kind == "rows":
            return {("step", lowering.rows[root].key, 0) for root in lowering.plan.groups[place.key].rows}
        if place.kind == "operand":
            return {("step", slot, place.ahead) for slot in lowering.operand(lowering.plan.groups[place.key])}
        return {(place.kind, place.key, place.ahead)} if place.kind in ("step", "scratch") else set()

    def _waits(self) -> list[int]:
        """Give for each call the bits of all calls that must run before it."""
        reads = [set().union(*(self._atoms(place) for place in call.reads)) for call in self._calls]
        writes = [self._atoms(call.write) for call in self._calls]
        before: list[int] = []
        for number in range(len(self._calls)):
            bits = 0
            for earlier in range(number):
                if writes[earlier] & (reads[number] | writes[number]) or reads[earlier] & writes[number]:
                    bits |= before[earlier] | 1 << earlier
            before.append(bits)
        return before

    def _alike(self) -> list[list[int]]:
        """Give the calls of one function over one kind of places, none of which waits for another."""
        found: dict[Hashable, list[int]] = {}
        for number, call in enumerate(self._calls):
            if isinstance(call.function, np.ufunc):
                kinds = tuple((p.kind, p.ahead, p.key if p.kind == "number" else 0) for p in call.reads)
                members = found.setdefault((call.function, kinds, call.write.ahead), [])
                if not self._before[number] & sum(1 << n for n in members):
                    members.append(number)
        return [members for members in found.values() if len(members) > 2]

    def _join_all(self, numbers: list[int]) -> None:
        """Join calls in one go, where that is possible: one by one takes a time that grows with their square."""
        group, rest = self._groups[numbers[0]], [self._groups[n] for n in numbers[1:]]
        calls = [self._calls[n] for n in numbers]
        wanted, before = self._wanted(calls), (group.numbers, group.calls, group.wanted)
        if wanted is None:
            return
        group.numbers, group.calls, group.wanted = numbers, calls, wanted
        kept = [other.calls for other in rest]
        for other in rest:
            other.calls = []
        order = self._arranged()
        if order is not None and self._in_order() is not None:
            self.order = order
            return
        group.numbers, group.calls, group.wanted = before
        for other, its in zip(rest, kept, strict=True):
            other.calls = its

    def _join(self, group: Joined, number: int) -> bool:
        """Join a single call to a group if their places can be neighbours and neither waits for the other."""
        other = self._groups[number]
        function = other.calls[0].function
        if not group.calls:
            return False
        bits = sum(1 << n for n in group.numbers)
        if self._before[number] & bits or any(self._before[n] >> number & 1 for n in group.numbers):
            return False
        call = other.calls[0]
        variants = [call]
        if function in _COMMUTE and len(call.reads) == 2:
            variants.append(Call(function, call.reads[::-1], call.write, call.static))
        kept = (group.numbers, group.calls, group.wanted, other.calls)
        for variant in variants:
            for calls, numbers in (
                ([*group.calls, variant], [*group.numbers, number]),
                ([variant, *group.calls], [number, *group.numbers]),
            ):
                wanted = self._wanted(calls)
                if wanted is None:
                    continue
                group.numbers, group.calls, group.wanted, other.calls = numbers, calls, wanted, []
                order = self._arranged()
                if order is not None and self._in_order() is not None:
                    self.order = order
                    return True
                group.numbers, group.calls, group.wanted, other.calls = kept
        return False

    def _wanted(self, calls: list[Call]) -> Wanted | None:
        """Give the sets and chains that let calls run as one, or None where they never can."""
        columns = [*zip(*(call.reads for call in calls), strict=True), tuple(call.write for call in calls)]
        chains: list[list[Hashable]] = []
        for column in columns:
            kinds = {(place.kind, place.ahead) for place in column}
            if kinds == {("number", 0)} and len({place.key for place in column}) == 1:
                continue
            if len(kinds) > 1 or not kinds <= {("step", 0), ("step", 1), ("scratch", 0)}:
                return None
            keys = [place.key for place in column]
            sizes = {self.lowering.scratch[k] if isinstance(k, int) else self.lowering.sizes[k] for k in keys}
            if len(set(keys)) < len(keys) or sizes != {"H"}:
                return None
            if keys not in chains:
                chains.append(keys)
        return ([frozenset(chains[0])], []) if len(chains) == 1 else ([], chains)

    def _arranged(self) -> list[list[Hashable]] | None:
        live = [group.wanted for group in self._groups if group.calls]
        sets = [*self._fixed, *(one for wanted in live for one in wanted[0])]
        return sequences(sets, [chain for wanted in live for chain in wanted[1]], self._every)

    def _in_order(self) -> list[Joined] | None:
        """Order the groups so that each runs after all that it waits for, or None where that is impossible."""
        pending = [(sum(1 << n for n in group.numbers), group) for group in self._groups if group.calls]
        waits = {bits: 0 for bits, _group in pending}
        for bits, group in pending:
            for number in group.numbers:
                waits[bits] |= self._before[number]
            waits[bits] &= ~bits
        done, ordered = 0, list[Joined]()
        while pending:
            later = []
            for bits, group in pending:
                if waits[bits] & ~done:
                    later.append((bits, group))
                else:
                    done |= bits
                    ordered.append(group)
            if len(later) == len(pending):
                return None
            pending = later
        return ordered
