"""Which numbers of a table may be shown: none from 1 to 5, and none from which such a number follows.

A row counts how many of all; both it and what is left of all have to be 0 or at least 6. Where a month is
hidden, so many others are hidden with it that taking those shown from the total tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST_HIDDEN = 5
"""Numbers from 1 to this are never shown."""

M = TypeVar("M")


@dataclass(frozen=True)
class Ratio:
    """How many there were, and of how many."""

    count: int = 0
    of: int = 0

    @property
    def rest(self) -> int:
        """How many there were not."""
        return self.of - self.count

    @property
    def clean(self) -> bool:
        """Whether it may be shown by itself."""
        return not is_small(self.count) and not is_small(self.rest)

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.count + other.count, self.of + other.of)


def is_small(number: int) -> bool:
    """Whether a number is too small to show; nobody at all is not."""
    return 0 < number <= MOST_HIDDEN


@dataclass(frozen=True)
class Shown:
    """What people see of a ratio. None is hidden.

    Where only one side of a total is small, `least` and `most` say between which numbers the count lies:
    as much as the hiding itself tells.
    """

    of: int | None = None
    count: int | None = None
    least: int | None = None
    most: int | None = None

    @property
    def share(self) -> int | None:
        """The whole number of per cent; None where it is hidden, or there is nothing to share."""
        return percent(self.count, self.of) if self.count is not None and self.of else None


HIDDEN = Shown()


def percent(part: int, of: int) -> int:
    """The whole number of per cent; never 100 or 0 for what is not all or none."""
    rounded = (200 * part + of) // (2 * of)
    return rounded if part in (0, of) else min(99, max(1, rounded))


@dataclass(frozen=True)
class Table(Generic[M]):
    """A total and its months, as far as they may be shown."""

    total: Shown
    months: Mapping[M, Shown]


def shown(months: Mapping[M, Ratio]) -> Table[M]:
    """The table of one figure, by month."""
    total = sum(months.values(), Ratio())
    hidden = _hidden(months, total)
    each = {month: HIDDEN if month in hidden else _open(ratio) for month, ratio in months.items()}
    return Table(_total(total), each)


def _open(ratio: Ratio) -> Shown:
    return Shown(ratio.of, ratio.count)


def _total(ratio: Ratio) -> Shown:
    """The total whole, with a bound where one side of it is small, or not at all."""
    if ratio.clean:
        return _open(ratio)
    if is_small(ratio.of):
        return HIDDEN
    if ratio.rest <= ratio.count:
        return Shown(ratio.of, least=ratio.of - MOST_HIDDEN)
    return Shown(ratio.of, most=MOST_HIDDEN)


def _hidden(months: Mapping[M, Ratio], total: Ratio) -> set[M]:
    """The months with a small number and those that have to be hidden with them, the smallest first.

    A month in which there was nothing at all is never hidden.
    """
    filled = [month for month, ratio in months.items() if ratio.of]
    if not total.clean:
        return set(filled)
    hidden = {month for month in filled if not months[month].clean}
    others = sorted((m for m in filled if m not in hidden), key=lambda m: months[m].of)
    while hidden and not _safe([months[month] for month in hidden]):
        hidden.add(others.pop(0))
    return hidden


def _safe(hidden: list[Ratio]) -> bool:
    """Whether what the total less the months shown tells about the hidden ones is no small number."""
    return len(hidden) > 1 and sum(hidden, Ratio()).clean
