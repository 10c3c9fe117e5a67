"""The benchmark measures what it says it does. Never a time: those are for a quiet machine."""

from __future__ import annotations

from io import StringIO
from typing import Any

import orjson
import pytest
from rich.console import Console

from bench.load import Sample
from bench.report import comparisons, ratios, results, table
from bench.rounds import TARGETS, Plan, Row, Run, measure

SMALLEST = Plan(rounds=1, seconds=0.15, clients=(1, 4), answering=120, busy=4)


@pytest.mark.timeout(120)
async def test_the_smallest_run_measures_every_target_and_fails_nowhere() -> None:
    run = await measure(SMALLEST)
    assert [(row.target, row.clients) for row in run.rows] == [(t, n) for n in (1, 4) for t in TARGETS]
    assert [row for row in run.rows if row.failed or not row.turns] == []
    assert {row.calls for row in run.rows if row.target != "confirm"} == {1.0}
    assert all(1 <= row.calls <= 3 for row in run.rows if row.target == "confirm")
    assert run.facts == run.changes > 0
    assert run.chains_whole
    _has_the_shape(orjson.loads(orjson.dumps(results(run, 0.0))))


def _has_the_shape(found: dict[str, Any]) -> None:
    assert found["machine"].keys() >= {"interpreter", "optimised_build", "versions", "cores", "load_before"}
    assert found["plan"]["clients"] == [1, 4]
    assert [row["target"] for row in found["medians"]] == [t for t in TARGETS for _ in (1, 4)]
    assert {row["clients"] for row in found["ratios"]} == {1, 4}
    assert len(found["rounds"]) == 2 * len(TARGETS)
    screen = Console(file=StringIO(), width=120)
    screen.print(table(found), comparisons(found))


def row(target: str, number: int, rate: float) -> Row:
    return Row(target, number, 16, 10, 0, rate, 1.0, 1.0, 1.0, 50.0, 1.0)


def test_ratios_are_taken_within_a_round() -> None:
    rates = {"confirm": [10.0, 100.0, 30.0], "stock": [5.0, 10.0, 10.0]}
    rows = [row(target, n, rate) for target, each in rates.items() for n, rate in enumerate(each)]
    (found,) = [r for r in ratios(Run(Plan(), rows)) if r["what"] == "confirm v stock echo, turns/s"]
    assert (found["median"], found["lowest"], found["highest"]) == (3.0, 2.0, 10.0)


def test_percentiles_are_of_the_turns_that_succeeded() -> None:
    sample = Sample(seconds=2.0, failed=7, latencies=[n / 1000 for n in range(1, 101)])
    assert sample.turns_per_second == 50.0
    assert (round(sample.within(0.5)), round(sample.within(0.99))) == (51, 100)
    assert Sample().within(0.99) == 0.0
