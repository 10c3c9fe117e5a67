"""`make bench`: measure, print a table, write the results."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from bench.report import comparisons, results, table
from bench.rounds import Plan, measure

QUICK = Plan(rounds=2, seconds=0.4, answering=240, busy=16)
KEPT, THROWN_AWAY = Path("bench/results.json"), Path("var/bench.json")


def bench(
    quick: Annotated[bool, typer.Option(help="About half a minute, to see that it works.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write the results.")] = None,
) -> None:
    """Measure whole turns of Quorate beside an echo bot of the SDK and a bare handler."""
    console = Console(highlight=False)
    load_before = os.getloadavg()[0]
    run = asyncio.run(measure(QUICK if quick else Plan(), console.print))
    found = results(run, load_before)
    console.print(table(found), comparisons(found))
    path = out or (THROWN_AWAY if quick else KEPT)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")
    told = found["recorded"]
    console.print(f"{told['facts']} of {told['changes']} changes recorded; results in {path}")


if __name__ == "__main__":
    typer.run(bench)
