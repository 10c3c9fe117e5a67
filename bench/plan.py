"""How much to measure: the whole, in under half an hour, or a look that it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """The sizes of a run. Rounds are interleaved; seconds are those of one target in one round."""

    rounds: int = 4
    seconds: float = 2.0
    clients: tuple[int, ...] = (1, 16, 64)
    answering: int = 1200
    """People invited to one meeting each, in tables of four."""
    busy: int = 24
    """People with fifty open items."""
    messages: int = 10_000
    """Messages owed at once, each to somebody else."""
    repeats: int = 3
    """Rounds of what takes longer: fan-outs, workers, ages of the database."""
    stock_messages: int = 300
    """Messages of one round of the stock bot, which sends some forty a second."""
    clocks: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    """Sizes of the table out of which is claimed."""
    claims: int = 15
    """Claims of 500 in each table."""
    drained: int = 12_000
    """Clocks that the workers share."""
    jobs: int = 5_000
    """Jobs in the stores of others, where adding one takes milliseconds."""
    years: tuple[float, ...] = (0, 1, 10)
    """Ages of the database, in years of the whole of Scotland."""
    monday: tuple[int, int, float] = (30, 15, 60.0)
    """Meetings at once, people in each, and the seconds within which everybody answers."""
    starts: int = 3
    pending: int = 1_000_000
    """Reminders that wait while memory is looked at."""


WHOLE = Plan()
LONG = Plan(clocks=(*WHOLE.clocks, 10_000_000))
QUICK = Plan(
    rounds=1,
    seconds=0.3,
    clients=(16,),
    answering=96,
    busy=4,
    messages=120,
    repeats=1,
    stock_messages=30,
    clocks=(2_000, 10_000),
    claims=2,
    drained=3_000,
    jobs=500,
    years=(0, 0.01),
    monday=(3, 5, 3.0),
    starts=1,
    pending=10_000,
)
