"""What a run says: medians, ratios within a round, the machine, as JSON and as a short table."""

from __future__ import annotations

import os
import platform
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from bench.rounds import TARGETS, Row, Run

NAMES = {
    "confirm": "confirm attendance",
    "home": "home, 50 items",
    "stock": "stock echo",
    "mended": "mended echo",
    "floor": "bare handler",
}
PACKAGES = ("aiohttp", "botbuilder-core", "cryptography", "msgspec", "orjson", "requests", "sqlalchemy")
FIGURES = ("turns_per_second", "cpu_ms", "p50_ms", "p99_ms", "resident_mb", "calls")
Figure = Callable[[Row], float]


def _rate(row: Row) -> float:
    return row.turns_per_second


def _cpu(row: Row) -> float:
    return row.cpu_ms


def _p99(row: Row) -> float:
    return row.p99_ms


RATIOS: tuple[tuple[str, str, str, Figure], ...] = (
    ("confirm v stock echo, turns/s", "confirm", "stock", _rate),
    ("confirm v mended echo, turns/s", "confirm", "mended", _rate),
    ("confirm v bare handler, CPU", "confirm", "floor", _cpu),
    ("confirm v stock echo, p99", "confirm", "stock", _p99),
    ("home v stock echo, turns/s", "home", "stock", _rate),
    ("home v bare handler, CPU", "home", "floor", _cpu),
)


def results(run: Run, load_before: float) -> dict[str, Any]:
    """The whole run as plain values."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(load_before),
        "plan": asdict(run.plan),
        "medians": list(medians(run)),
        "ratios": list(ratios(run)),
        "recorded": {"changes": run.changes, "facts": run.facts, "chains_whole": run.chains_whole},
        "rounds": [asdict(row) for row in run.rows],
    }


def medians(run: Run) -> Iterable[dict[str, Any]]:
    """For each target and number of clients, the median of its rounds."""
    for target in TARGETS:
        for clients in run.plan.clients:
            rows = [row for row in run.rows if (row.target, row.clients) == (target, clients)]
            yield {
                "target": target,
                "clients": clients,
                "turns": sum(row.turns for row in rows),
                "failed": sum(row.failed for row in rows),
                "at_rest_mb": round(run.at_rest_mb[TARGETS[target]], 1),
                **{name: round(median(getattr(row, name) for row in rows), 3) for name in FIGURES},
            }


def ratios(run: Run) -> Iterable[dict[str, Any]]:
    """For each comparison, the median and the range of what it was within one round."""
    for clients in run.plan.clients:
        for what, one, other, figure in RATIOS:
            found = [
                figure(mine) / figure(theirs)
                for mine in run.rows
                for theirs in run.rows
                if (mine.target, theirs.target) == (one, other)
                and mine.round == theirs.round
                and mine.clients == theirs.clients == clients
                and figure(theirs)
            ]
            if found:
                spread = {"median": median(found), "lowest": min(found), "highest": max(found)}
                shown = {name: round(value, 3) for name, value in spread.items()}
                yield {"what": what, "clients": clients, **shown}


def machine(load_before: float) -> dict[str, Any]:
    """On what, and with what, it was measured. `load_before` above a tenth or so says others were at work."""
    return {
        "interpreter": f"{platform.python_implementation()} {platform.python_version()}",
        "compiler": platform.python_compiler(),
        "optimised_build": "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or ""),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_before": round(load_before, 2),
        "versions": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "not told")


def table(found: dict[str, Any]) -> Table:
    """The medians, for the screen."""
    shown = Table("", "clients", "turns/s", "CPU ms", "p50 ms", "p99 ms", "MB", "failed", box=SIMPLE)
    for row in found["medians"]:
        figures = [f"{row[name]:.1f}" for name in ("turns_per_second", "cpu_ms", "p50_ms", "p99_ms")]
        figures += [f"{row['resident_mb']:.0f}", str(row["failed"])]
        shown.add_row(NAMES[row["target"]], str(row["clients"]), *figures)
    return shown


def comparisons(found: dict[str, Any]) -> Table:
    """The ratios, for the screen."""
    shown = Table("within a round", "clients", "median", "range", box=SIMPLE)
    for row in found["ratios"]:
        spread = f"{row['lowest']:.2f} to {row['highest']:.2f}"
        shown.add_row(row["what"], str(row["clients"]), f"{row['median']:.2f} ×", spread)
    return shown
