"""What a part of the benchmark hands back: rows of figures, and what had to be true for them to count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

Figures = dict[str, float]


@dataclass(frozen=True)
class Row:
    """What was measured, in which case ("16 clients", "50 ms"), in which round."""

    what: str
    case: str
    round: int
    figures: Figures


@dataclass(frozen=True)
class Proof:
    """A count that the run asserts. A run with one that does not hold ends with an error."""

    what: str
    wanted: int
    found: int

    @property
    def holds(self) -> bool:
        """Whether it is as it must be."""
        return self.found == self.wanted


@dataclass
class Found:
    """What one part found. `notes` say what was not measured, and why."""

    rows: list[Row] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, what: str, case: str, round: int, **figures: float) -> None:
        """One more row; figures are rounded to four places."""
        self.rows.append(Row(what, case, round, {name: round_to(value) for name, value in figures.items()}))

    def prove(self, what: str, wanted: int, found: int) -> None:
        """One more count that must be as it was wanted."""
        self.proofs.append(Proof(what, wanted, found))

    def plain(self) -> dict[str, Any]:
        """As values that JSON knows."""
        return asdict(self)


def round_to(value: float) -> float:
    """Four places, and whole numbers as they are."""
    return value if isinstance(value, int) else round(value, 4)


def from_plain(found: dict[str, Any]) -> Found:
    """What `plain` gave, back from a file."""
    rows, proofs = [Row(**row) for row in found["rows"]], [Proof(**proof) for proof in found["proofs"]]
    return Found(rows, proofs, found["notes"])


@dataclass(frozen=True)
class Spread:
    """The median of what was found in each round, and its range."""

    median: float
    lowest: float
    highest: float


def spread(values: Sequence[float]) -> Spread | None:
    """None of nothing."""
    return Spread(median(values), min(values), max(values)) if values else None


Place = tuple[str, str]
"""What, and in which case."""


def ratio(
    rows: Sequence[Row], figure: str, one: Place, others: Iterable[Place], best: bool = True
) -> Spread | None:
    """One over the best of the others, taken within each round: a machine's mood lasts longer than one.

    `best` is whether more is better of this figure. None where a round lacks either.
    """
    wanted = list(others)
    found = []
    for number in sorted({row.round for row in rows}):
        here = [row for row in rows if row.round == number and figure in row.figures]
        mine = [row.figures[figure] for row in here if (row.what, row.case) == one]
        theirs = [row.figures[figure] for row in here if (row.what, row.case) in wanted]
        if mine and theirs and all(theirs):
            found.append(median(mine) / (max if best else min)(theirs))
    return spread(found)


def medians(rows: Sequence[Row]) -> Iterator[tuple[str, str, Figures]]:
    """For everything that was measured, in each case, the median of its rounds."""
    for what, case in dict.fromkeys((row.what, row.case) for row in rows):
        same = [row.figures for row in rows if (row.what, row.case) == (what, case)]
        names = dict.fromkeys(name for figures in same for name in figures)
        yield what, case, {name: median([f[name] for f in same if name in f]) for name in names}
