"""Where the tensors of a layer stand in a file: by numbered paths in Keras 3, by the names of weights in Keras 2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.formats.child import Answer
    from lstm_studio.formats.keras.config import Place

__all__ = ["Stored", "natural"]

EARLY = "_layer_checkpoint_dependencies"  # what the first files of this layout, of Keras 2.12 to 2.15, say for layers


@dataclass(frozen=True)
class Stored:
    """The tensors of a file, and the names that it has for them."""

    tensors: Mapping[str, NDArray[Any]]
    attributes: Mapping[str, Mapping[str, Any]]
    kinds: Mapping[str, str]
    left: tuple[str, ...]

    @classmethod
    def of(cls, answer: Answer) -> Stored:
        """Give what the reader in the child found."""
        plain = answer.plain
        return cls(answer.arrays, plain["attributes"], plain["stored"], tuple(plain["left"]))

    def says(self, name: str) -> str:
        """Give a text that the file says of the whole model, "" where it does not."""
        for place in ("", "model_weights"):
            value = self.attributes.get(place, {}).get(name)
            if isinstance(value, str):
                return value
        return ""

    @cached_property
    def listed(self) -> dict[str, list[str]] | None:
        """Of Keras 2: layer -> paths of its tensors, both in order; None in the layout of Keras 3."""
        for root in ("model_weights", ""):
            layers = self.attributes.get(root, {}).get("layer_names")
            if layers is not None:
                before = f"{root}/" if root else ""
                found = {}
                for layer in layers:
                    weights = self.attributes.get(f"{before}{layer}", {}).get("weight_names", [])
                    found[layer] = [f"{before}{layer}/{weight}" for weight in weights]
                return found
        return None

    @cached_property
    def paths(self) -> dict[str, str]:
        """Of Keras 3: the path as Keras writes it today -> the path in the file."""
        return {name.replace("\\", "/").replace(EARLY, "layers"): name for name in self.tensors}

    def at(self, place: Place, roles: tuple[str, ...], title: str) -> dict[str, str]:
        """Give role -> tensor of a layer. Raises ValueError for one that is missing."""
        found = self._numbered(place, roles) if self.listed is None else self._named(place, roles)
        missing = [role for role in roles if found.get(role) not in self.tensors]
        if missing:
            sentence = _(
                "the weights “{role}” of the layer “{name}” are not in the file; it is damaged or not whole"
            )
            raise ValueError(sentence.format(role=missing[0], name=title))
        return found

    def _numbered(self, place: Place, roles: tuple[str, ...]) -> dict[str, str]:
        path = self._early(place.path) if any(EARLY in name for name in self.tensors) else place.path
        known = {role: self.paths.get(f"{path}/vars/{number}") for number, role in enumerate(roles)}
        return {role: name for role, name in known.items() if name is not None}

    def _early(self, path: str) -> str:
        """Give a path of today in the early layout, whose numbers count each layer with weights twice."""
        parts = path.split("/")
        match = re.fullmatch(r"(.*?)(?:_(\d+))?", parts[1])
        stem, number = (match[1], int(match[2] or 0)) if match else (parts[1], 0)
        tops = {name.split("/")[1] for name in self.paths if name.startswith("layers/")}
        alike = sorted((top for top in tops if re.fullmatch(rf"{re.escape(stem)}(_\d+)?", top)), key=natural)
        parts[1] = alike[number] if number < len(alike) else parts[1]
        return "/".join(parts)

    def _named(self, place: Place, roles: tuple[str, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in (self.listed or {}).get(place.top, []):
            parts = path.split("/")
            role = role_of(path)
            inside = all(part in parts for part in place.within)
            way = not place.way or any(part.startswith(place.way) for part in parts)
            if inside and way and role in roles:
                found.setdefault(role, path)
        return found


def role_of(path: str) -> str:
    """Give the role of a tensor of Keras 2: "lstm/lstm_cell/kernel:0" is a kernel."""
    return path.rpartition("/")[2].partition(":")[0]


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """Give a key that sorts lstm_10 behind lstm_2."""
    parts = re.split(r"(\d+)", name)
    return tuple((1, int(part)) if part.isdecimal() else (0, part) for part in parts if part)
