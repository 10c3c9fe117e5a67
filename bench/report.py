"""What a run says: on which machine, tables for the screen, results as JSON, the goals in bench/README.md."""

from __future__ import annotations

import os
import platform
import sysconfig
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from rich.box import SIMPLE
from rich.table import Table

from bench import chart, goals
from bench.found import Figures, Found, from_plain, medians
from bench.plan import Plan

PACKAGES = (
    "aiohttp", "apscheduler", "botbuilder-core", "cryptography", "msgspec", "orjson", "psycopg", "requests",
    "sqlalchemy",
)  # fmt: skip
BEGINS, ENDS = "<!-- goals -->", "<!-- end of goals -->"
"""Between which the goals stand in bench/README.md."""


def entry(found: Found, plan: Plan, seconds: float, load_before: float) -> dict[str, Any]:
    """One part of the results, with when, how and on what it was measured."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "took_seconds": round(seconds),
        "machine": machine(load_before),
        "plan": asdict(plan),
        **found.plain(),
    }


def kept(path: Path) -> dict[str, Any]:
    """The parts that an earlier run has left in a file of results."""
    found: dict[str, Any] = orjson.loads(path.read_bytes()) if path.exists() else {}
    return dict(found.get("parts", {}))


def write(path: Path, parts: Mapping[str, Any]) -> None:
    """Write results, and the chart of the same name beside them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps({"parts": parts}, option=orjson.OPT_INDENT_2) + b"\n")
    path.with_suffix(".svg").write_text(chart.drawn(opened(parts)), "utf-8")


def opened(parts: Mapping[str, Any]) -> dict[str, Found]:
    """What every part found."""
    return {name: from_plain(part) for name, part in parts.items()}


def write_goals(page: Path, parts: Mapping[str, Any]) -> None:
    """Bring the table of goals on a page up to date."""
    before, begins, rest = page.read_text("utf-8").partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    table = f"{goals.table(opened(parts))}\n\n{measured_on(parts)}"
    page.write_text(f"{before}{begins}\n{table}\n{ends}{after}", "utf-8")


def measured_on(parts: Mapping[str, Any]) -> str:
    """When and on what, in a sentence or two."""
    said = []
    for name, part in parts.items():
        told = part["machine"]
        built = (
            "an optimised build" if told["optimised_build"] else "a build without profile-guided optimisation"
        )
        said.append(
            f"{name} {part['at'][:16].replace('T', ' ')} UTC on {told['interpreter']}, {built},"
            f" {told['cores']} cores of {told['processor']}, load {told['load_before']} before"
        )
    notes = [f"{note}." for part in parts.values() for note in part["notes"]]
    return " ".join([f"Measured: {'; '.join(said)}.", *dict.fromkeys(notes)])


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


def screen(name: str, found: Found) -> Table:
    """The medians of one part."""
    rows = list(medians(found.rows))
    columns = list(dict.fromkeys(figure for _, _, figures in rows for figure in figures))
    shown = Table(name, "", *(column.replace("_", " ") for column in columns), box=SIMPLE)
    for what, case, figures in rows:
        shown.add_row(what, case, *(_cell(figures, column) for column in columns))
    return shown


def _cell(figures: Figures, column: str) -> str:
    return f"{figures[column]:,.1f}".removesuffix(".0") if column in figures else ""
