"""What is to be reached, and whether it was: each goal is a ratio within interleaved rounds, or a count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.found import Found, Place, Spread, ratio, spread
from scheduler.delivery import CREW, CREWS

Results = Mapping[str, Found]
"""What was found, by part."""
Measured = Callable[[Results], Spread | None]


@dataclass(frozen=True)
class Goal:
    """`limit` is the least where more is better, else the most. `measured` gives None of what is missing."""

    what: str
    limit: float
    at_least: bool
    measured: Measured
    unit: str = " ×"

    @property
    def wanted(self) -> str:
        """As the table says it."""
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"

    def reached(self, found: Spread) -> bool:
        """Whether the median keeps to the limit; a count of what was lost, in every round."""
        value = found.median if self.unit.strip() == "×" else found.highest
        return value >= self.limit if self.at_least else value <= self.limit


def _ratio(part: str, figure: str, one: Place, *others: Place, best: bool = True) -> Measured:
    return lambda results: ratio(results[part].rows, figure, one, others, best) if part in results else None


def _figure(part: str, what: str, figure: str, cases: Sequence[str] = (), less: float = 0) -> Measured:
    """A figure by itself, in these cases (all, when none is named)."""

    def measured(results: Results) -> Spread | None:
        rows = results[part].rows if part in results else []
        found = [r.figures[figure] - less for r in rows if r.what == what and figure in r.figures]
        if cases:
            found = [r.figures[figure] - less for r in rows if r.what == what and r.case in cases]
        return spread(found)

    return measured


def _above(part: str, figure: str, one: Place, other: Place) -> Measured:
    """How much more one has than the other, within each round."""

    def measured(results: Results) -> Spread | None:
        rows = results[part].rows if part in results else []
        by_place = {(r.what, r.case, r.round): r.figures.get(figure) for r in rows}
        found = [
            mine - theirs
            for (what, case, n), mine in by_place.items()
            if (what, case) == one and mine is not None
            if (theirs := by_place.get((*other, n))) is not None
        ]
        return spread(found)

    return measured


def _monday(results: Results) -> Spread | None:
    rows = results["monday"].rows if "monday" in results else []
    figures = {row.case: row.figures for row in rows if row.what == "monday"}
    if not figures.keys() >= {"unloaded", "all at once"}:
        return None
    return spread([figures["all at once"]["p99_ms"] / figures["unloaded"]["p50_ms"]])


AT_16 = "16 clients"
CONFIRM, HOME, STOCK, MENDED, FLOOR = (
    (what, AT_16) for what in ("confirm", "home", "stock", "mended", "floor")
)
FASTEST = (("agents", AT_16), ("teams", AT_16))
"""The other SDKs; the faster of them in a round counts."""
COUNT = ""
IN_FLIGHT = CREW * CREWS
"""Messages that one process has on their way at once."""


def _claims(kind: str, large: str) -> Goal:
    limit = 1.3 if large == "1M" else 1.6
    return Goal(
        f"claim 500 due in {kind}, median: {large} rows v 10k",
        limit,
        False,
        _ratio("claiming", "claim_ms", (kind, large), (kind, "10k"), best=False),
    )


GOALS: tuple[Goal, ...] = (
    Goal(
        "confirm attendance v stock echo, turns/s, 16 clients",
        15,
        True,
        _ratio("turns", "per_second", CONFIRM, STOCK),
    ),
    Goal(
        "the same v the fastest other SDK's echo", 2, True, _ratio("turns", "per_second", CONFIRM, *FASTEST)
    ),
    Goal("the same v the mended echo", 4, True, _ratio("turns", "per_second", CONFIRM, MENDED)),
    Goal("the same, CPU v the bare handler", 4, False, _ratio("turns", "cpu_ms", CONFIRM, FLOOR, best=False)),
    Goal("its p99 v the stock echo's", 0.1, False, _ratio("turns", "p99_ms", CONFIRM, STOCK, best=False)),
    Goal(
        "home with 50 items v the fastest other SDK's echo",
        1,
        True,
        _ratio("turns", "per_second", HOME, *FASTEST),
    ),
    Goal(
        "login service 100 ms slower: throughput kept",
        0.95,
        True,
        _ratio("turns", "per_second", ("confirm, slow login", AT_16), CONFIRM),
    ),
    Goal(
        "its requests for a token, in the run",
        1,
        False,
        _figure("turns", "confirm, slow login", "tokens", ["tokens"]),
        COUNT,
    ),
    Goal(
        "fan-out v stock continue_conversation, connector at 0 ms",
        50,
        True,
        _ratio("fanout", "per_second", ("outbox", "0 ms"), ("stock", "0 ms")),
    ),
    Goal(
        "the same, connector at 50 ms",
        25,
        True,
        _ratio("fanout", "per_second", ("outbox", "50 ms"), ("stock", "50 ms")),
    ),
    Goal(
        "5 % throttled: rate v not throttled",
        0.5,
        True,
        _ratio("fanout", "per_second", ("outbox", "5 % throttled"), ("outbox", "0 ms")),
    ),
    Goal("lost in any fan-out", 0, False, _figure("fanout", "outbox", "lost"), COUNT),
    Goal("doubled in any fan-out", 0, False, _figure("fanout", "outbox", "doubled"), COUNT),
    Goal(
        "a person's turn during a fan-out v idle, p99",
        2,
        False,
        _ratio(
            "fanout",
            "p99_ms",
            ("a person's turn", "during a fan-out"),
            ("a person's turn", "idle"),
            best=False,
        ),
    ),
    *(_claims(kind, large) for kind in ("SQLite", "PostgreSQL") for large in ("1M", "10M")),
    Goal("due in one second: dropped", 0, False, _figure("fanout", "due at once", "dropped"), COUNT),
    Goal("killed in mid fan-out, restarted: lost", 0, False, _figure("fanout", "killed", "lost"), COUNT),
    Goal(
        f"repeated, with {IN_FLIGHT} in flight", IN_FLIGHT, False, _figure("fanout", "killed", "again"), COUNT
    ),
    Goal(
        "claiming by 2 processes v 1 on one PostgreSQL",
        1.4,
        True,
        _ratio("claiming", "per_second", ("PostgreSQL", "2 workers"), ("PostgreSQL", "1 worker")),
    ),
    Goal(
        "a change in PostgreSQL v raw asyncpg's seven round trips",
        0.5,
        True,
        _ratio("turns", "per_second", ("database: store", AT_16), ("database: asyncpg", AT_16)),
    ),
    Goal(
        "confirm attendance at 10 years' data v empty, p50",
        1.2,
        False,
        _ratio("growth", "p50_ms", ("confirm", "10 years"), ("confirm", "0 years"), best=False),
    ),
    Goal(
        "home at 10 years' data v empty, p50",
        1.2,
        False,
        _ratio("growth", "p50_ms", ("home", "10 years"), ("home", "0 years"), best=False),
    ),
    Goal(
        "memory with 1M pending reminders v none",
        20,
        False,
        _above("start", "megabytes", ("at rest", "1M pending"), ("at rest", "none pending")),
        " MB more",
    ),
    Goal("Monday: errors", 0, False, _figure("monday", "monday", "failed"), COUNT),
    Goal(
        "Monday: p99 v the unloaded p50",
        15,
        False,
        _monday,
    ),
)


def table(results: Results) -> str:
    """The goals as a table in Markdown: what was wanted, what was measured, and whether that reaches it."""
    lines = ["| what | goal | measured | reached? |", "|---|---|---|---|"]
    for goal in GOALS:
        found = goal.measured(results)
        shown = _shown(found, goal.unit) if found else "not measured"
        reached = "–" if found is None else "yes" if goal.reached(found) else "**no**"
        lines.append(f"| {goal.what} | {goal.wanted} | {shown} | {reached} |")
    return "\n".join(lines)


def _shown(found: Spread, unit: str) -> str:
    if unit == COUNT:
        return f"{found.highest:g}"
    middle = f"{_figures(found.median)}{unit}"
    if found.lowest == found.highest:
        return middle
    return f"{middle} ({_figures(found.lowest)} to {_figures(found.highest)})"


def _figures(value: float) -> str:
    """Two figures that mean something."""
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.1f}" if abs(value) >= 2 else f"{value:.2f}"
