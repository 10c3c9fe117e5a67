"""The benchmark measures what it says it does. Never a time: those are for a quiet machine."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from bench import chart, goals, report
from bench.copies import renamed
from bench.found import Found, Row, medians, ratio
from bench.load import Sample
from bench.parts import monday
from bench.plan import QUICK, WHOLE, Plan
from bench.teams import Ledger, Mood

SMALLEST = Plan(answering=0, busy=0, messages=16, monday=(1, 3, 0.6))


@pytest.mark.timeout(120)
async def test_a_small_monday_loses_nothing_and_fails_nowhere() -> None:
    found = await monday.run(SMALLEST, lambda line: None)
    assert [proof for proof in found.proofs if not proof.holds] == []
    assert {proof.what: proof.wanted for proof in found.proofs}["answers kept as facts"] >= 33
    figures = {row.case: row.figures for row in found.rows if row.what == "monday"}
    assert figures["all at once"]["turns"] == 6


def rows(figure: str, **of: list[float]) -> list[Row]:
    return [
        Row(what, "16 clients", n, {figure: value})
        for what, each in of.items()
        for n, value in enumerate(each)
    ]


class TestRatios:
    def test_they_are_taken_within_a_round(self) -> None:
        found = ratio(
            rows("per_second", confirm=[10.0, 100.0, 30.0], stock=[5.0, 10.0, 10.0]),
            "per_second",
            goals.CONFIRM,
            [goals.STOCK],
        )
        assert found is not None
        assert (found.median, found.lowest, found.highest) == (3.0, 2.0, 10.0)

    def test_the_fastest_of_several_is_the_one_to_beat(self) -> None:
        measured = rows("per_second", confirm=[12.0], agents=[6.0], teams=[4.0])
        found = ratio(measured, "per_second", goals.CONFIRM, goals.FASTEST)
        assert found is not None
        assert found.median == 2.0

    def test_where_less_is_better_the_least_is_the_one_to_beat(self) -> None:
        measured = rows("cpu_ms", confirm=[12.0], agents=[6.0], teams=[4.0])
        found = ratio(measured, "cpu_ms", goals.CONFIRM, goals.FASTEST, best=False)
        assert found is not None
        assert found.median == 3.0

    def test_there_is_none_of_what_was_not_measured(self) -> None:
        assert ratio(rows("per_second", confirm=[12.0]), "per_second", goals.CONFIRM, [goals.STOCK]) is None

    def test_medians_are_of_the_rounds_of_one_case(self) -> None:
        assert list(medians(rows("p50_ms", home=[1.0, 9.0, 2.0]))) == [
            ("home", "16 clients", {"p50_ms": 2.0})
        ]


def the_line(table: str, begins: str) -> str:
    return next(line for line in table.splitlines() if line.startswith(f"| {begins}"))


class TestGoals:
    def test_a_goal_is_reached_by_the_median(self) -> None:
        found = Found(rows("per_second", confirm=[14.0, 16.0, 17.0], stock=[1.0, 1.0, 1.0]))
        line = the_line(goals.table({"turns": found}), "confirm attendance v stock echo")
        assert line.endswith("| ≥ 15 × | 16.0 × (14.0 to 17.0) | yes |")

    def test_a_goal_may_be_missed(self) -> None:
        found = Found(rows("cpu_ms", confirm=[8.0], floor=[1.0]))
        line = the_line(goals.table({"turns": found}), "the same, CPU v the bare handler")
        assert line.endswith("| ≤ 4 × | 8.0 × | **no** |")

    def test_one_message_lost_in_one_round_of_many_is_a_goal_missed(self) -> None:
        found = Found()
        for number, lost in enumerate([0, 0, 1]):
            found.add("outbox", "0 ms", number, lost=lost)
        assert the_line(goals.table({"fanout": found}), "lost in any fan-out").endswith("| 1 | **no** |")

    def test_what_was_not_measured_is_said_openly(self) -> None:
        lines = goals.table({}).splitlines()[2:]
        assert len(lines) == len(goals.GOALS)
        assert all(line.endswith("| not measured | – |") for line in lines)

    def test_memory_is_compared_with_the_start_of_the_same_round(self) -> None:
        found = Found()
        for number, (none, many) in enumerate([(100, 110), (150, 170), (120, 135)]):
            found.add("at rest", "none pending", number, megabytes=none)
            found.add("at rest", "1M pending", number, megabytes=many)
        line = the_line(goals.table({"start": found}), "memory with 1M pending")
        assert line.endswith("| ≤ 20 MB more | 15.0 MB more (10.0 to 20) | yes |")


class TestReport:
    def test_results_come_back_from_their_file_and_the_goals_go_into_a_page(self, tmp_path: Path) -> None:
        found = Found(rows("per_second", confirm=[30.0], stock=[1.0]), notes=["teams not measured"])
        found.prove("lost", 0, 0)
        path, page = tmp_path / "results.json", tmp_path / "page.md"
        report.write(path, {"turns": report.entry(found, QUICK, 1.0, 0.0)})
        kept = report.kept(path)
        assert report.opened(kept)["turns"] == found
        assert kept["turns"]["machine"].keys() >= {"interpreter", "optimised_build", "versions", "cores"}
        page.write_text("Before\n<!-- goals -->\nold\n<!-- end of goals -->\nAfter\n")
        report.write_goals(page, kept)
        written = page.read_text()
        assert "| ≥ 15 × | 30 × | yes |" in written
        assert "teams not measured." in written
        assert "old" not in written
        assert written.startswith("Before\n")
        assert written.endswith("After\n")

    def test_the_screen_and_the_chart_show_every_row(self) -> None:
        found = Found(rows("per_second", confirm=[30.0], stock=[10.0]))
        screen = Console(file=StringIO(), width=120)
        screen.print(report.screen("turns", found))
        picture = chart.drawn({"turns": found})
        assert picture.count("<rect") == 3  # the paper, and two bars
        assert "fan-out" not in picture

    def test_the_page_has_a_place_for_the_goals(self) -> None:
        page = Path("bench/README.md").read_text()
        assert page.index(report.BEGINS) < page.index(report.ENDS)

    def test_the_results_that_are_kept_can_be_read(self) -> None:
        for found in report.opened(report.kept(Path("bench/results.json"))).values():
            assert found.rows


def test_percentiles_are_of_the_turns_that_succeeded() -> None:
    sample = Sample(seconds=2.0, failed=7, latencies=[n / 1000 for n in range(1, 101)])
    assert sample.turns_per_second == 50.0
    assert (round(sample.within(0.5)), round(sample.within(0.99))) == (51, 100)
    assert Sample().within(0.99) == 0.0


class TestConnector:
    def test_one_post_in_twenty_is_throttled_and_not_counted_as_taken(self) -> None:
        ledger = Ledger(Mood(throttle_every=20, whose="crowd"))
        taken = [ledger.takes(f"crowd-{n}") for n in range(40)]
        assert taken.count(False) == 2
        assert ledger.told() | {"seconds": 0} == {
            "conversations": 38,
            "messages": 38,
            "again": 0,
            "throttled": 2,
            "seconds": 0,
        }

    def test_what_comes_twice_is_noticed(self) -> None:
        ledger = Ledger(Mood(whose="crowd"))
        for conversation in ("crowd-1", "crowd-2", "crowd-1", "crowd-1", "somebody"):
            ledger.takes(conversation)
        assert (ledger.told()["conversations"], ledger.told()["again"]) == (2, 2)


def test_a_copy_carries_its_own_ids() -> None:
    assert (
        renamed(b'{"id":"m-1","chair":"p-1"}', {"m-1": "m-2", "p-1": "p-9"}) == b'{"id":"m-2","chair":"p-9"}'
    )


def test_a_quick_run_measures_the_same_parts_of_less() -> None:
    assert QUICK.messages < WHOLE.messages
    assert orjson.loads(orjson.dumps(QUICK))["clocks"][-1] == 10_000
