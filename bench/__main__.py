"""`make bench`: measure, print tables, write results, chart and goals. An error when something was lost."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer
from rich.console import Console

from bench import goals, report
from bench.found import Found, Proof
from bench.parts import claiming, fanout, growth, monday, start, turns
from bench.plan import LONG, QUICK, WHOLE, Plan
from bench.stage import Told

PARTS: dict[str, Callable[[Plan, Told], Coroutine[Any, Any, Found]]] = {
    "turns": turns.run,
    "fanout": fanout.run,
    "claiming": claiming.run,
    "growth": growth.run,
    "monday": monday.run,
    "start": start.run,
}
KEPT, THROWN_AWAY = Path("bench/results.json"), Path("var/bench/quick.json")
PAGE = Path("bench/README.md")
LEAST_WIDTH = 140
"""Columns of a table that nobody looks at in a terminal, but in a log."""


def bench(
    only: Annotated[str, typer.Option(help=f"Parts to measure, of {', '.join(PARTS)}.")] = ",".join(PARTS),
    quick: Annotated[bool, typer.Option(help="A minute or so, to see that it works.")] = False,
    long: Annotated[bool, typer.Option(help="Tables of ten million clocks, too.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write the results.")] = None,
) -> None:
    """Measure Quorate beside its peers. Parts that are left out keep their earlier results."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    if unknown := sorted({*names} - {*PARTS}):
        raise typer.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(PARTS)}.")
    plan = QUICK if quick else LONG if long else WHOLE
    path = out or (THROWN_AWAY if quick else KEPT)
    console = Console(highlight=False)
    console.width = max(console.width, LEAST_WIDTH)
    parts, broken = report.kept(path), list[Proof]()
    for name in names:
        load, begun = os.getloadavg()[0], monotonic()
        found = asyncio.run(PARTS[name](plan, console.print))
        parts[name] = report.entry(found, plan, monotonic() - begun, load)
        broken += [proof for proof in found.proofs if not proof.holds]
        report.write(path, {each: parts[each] for each in PARTS if each in parts})
        console.print(report.screen(name, found), *found.notes)
    console.print(goals.table(report.opened(parts)), f"Results in {path}", sep="\n\n")
    if path == KEPT:
        report.write_goals(PAGE, parts)
    for proof in broken:
        console.print(f"Not as it must be: {proof.what}: {proof.found}, not {proof.wanted}")
    if broken:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(bench)
