"""The words of a report: a section for the gradient and one for each runtime. It knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lstm_studio.core.sizes import named
from lstm_studio.formats.csv_text import Table
from lstm_studio.parity.report import NO_NUMBER, placed, stepped, worst
from lstm_studio.ui.numbers import count
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.parity.report import Answer, Figure, Report

__all__ = ["Line", "Section", "sections", "table"]


@dataclass(frozen=True)
class Line:
    """One figure: ``label`` names it, ``detail`` says where it is worst and what each side has there.

    ``gaps`` says what was not looked at.
    """

    label: str
    figure: Figure
    within: float
    detail: str
    gaps: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """All that is to be said of it."""
        return "\n".join((self.detail, *self.gaps))

    @property
    def passed(self) -> bool:
        """Whether it stays below its bar."""
        return self.figure.error <= self.within


@dataclass(frozen=True)
class Section:
    """What one comparison found; without lines ``note`` says why."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""
    failed: bool = False

    @property
    def passed(self) -> bool:
        """Whether nothing missed its bar."""
        return not self.failed and all(line.passed for line in self.lines)

    @property
    def verdict(self) -> str:
        """What stands at its right."""
        if self.failed or not self.passed:
            return _("MISSED")
        return _("passed") if self.lines else ""


def sections(report: Report | None, answer: Answer | None = None) -> tuple[Section, ...]:
    """Give the section of what was answered about a file, and those of a report, the gradient first."""
    first = () if answer is None else (_answered(answer),)
    if report is None:
        return first
    rows = tuple(
        Line(_labelled(row), row, report.within, _gradient(row), _gaps(row)) for row in report.gradient
    )
    return (
        *first,
        Section(_("Gradient · central differences"), rows),
        *(_answered(answer) for answer in report.answers),
    )


def _labelled(row: Figure) -> str:
    """Name a parameter; where only some entries were looked at, how many."""
    looked = f"  {count(row.looked)}/{count(row.entries)}" if row.looked < row.entries else ""
    return named(row.name) + looked


def _answered(answer: Answer) -> Section:
    lines = []
    for label, rows, place in (
        (_("outputs") if answer.of else _("values"), answer.values, stepped),
        (_("gradients"), answer.gradients, placed),
    ):
        at = worst(rows)
        if at is not None:
            text = _("{place}: ours {ours}\ntheirs {theirs}\nworst of {number}")
            shown = replace(at, name=named(at.name))
            detail = text.format(number=len(rows), place=place(shown), **_sides(at))
            lines.append(Line(label, at, answer.within, detail))
    return Section(answer.name, tuple(lines), answer.note, answer.failed)


def _gradient(row: Figure) -> str:
    """Say where a parameter is worst, and what each side has there, in two lines."""
    if row.kinks and row.kinks >= row.looked:
        return _("{name}: the loss has a corner at every place").format(name=named(row.name))
    unit = ""
    if row.index is not None and row.name not in ("E", "V", "k"):
        unit = _(" (unit {unit})").format(unit=row.index[0] + 1)
    text = _("{place}{unit}: ours {ours}\ndifference {theirs}")
    shown = replace(row, name=named(row.name))
    return text.format(place=placed(shown), unit=unit, **_sides(row))


def _gaps(row: Figure) -> tuple[str, ...]:
    """Say what was not looked at."""
    said = []
    if row.looked < row.entries:
        text = _("{looked} of {entries} looked at one by one, all along one random direction")
        said.append(text.format(looked=count(row.looked), entries=count(row.entries)))
    if row.kinks:
        said.append(_("{kinks} left out: the loss has a corner there").format(kinks=row.kinks))
    return tuple(said)


def _sides(row: Figure) -> dict[str, str]:
    return {"ours": _said(row.ours), "theirs": _said(row.theirs)}


def _said(value: float) -> str:
    return _("no number") if abs(value) >= NO_NUMBER else f"{value:.9g}".replace("-", "−")


def table(report: Report | None, answer: Answer | None = None) -> Table:
    """Give all figures as rows: comparison, name, error, bar, ours, theirs, where."""
    rows: list[tuple[object, ...]] = []
    for section in sections(report, answer):
        for line in section.lines:
            row = line.figure
            where = placed(row) if row.index is None or len(row.index) < 3 else stepped(row)
            rows.append((section.title, line.label, row.error, line.within, row.ours, row.theirs, where))
        if section.note:
            rows.append((section.title, section.note, "", "", "", "", ""))
    return Table(("comparison", "name", "error", "bar", "ours", "theirs", "worst at"), tuple(rows))
