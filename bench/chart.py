"""The results as a picture: a panel of bars for each comparison, as SVG that needs nothing to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bench.found import Found, medians

WIDTH, LABELS, BAR, GAP, TITLE = 760, 250, 18, 6, 34
OURS, THEIRS, INK = "#0b6e4f", "#9aa5b1", "#1f2933"


@dataclass(frozen=True)
class Panel:
    """One comparison: a figure of some rows of a part, in one case, or in all of them."""

    title: str
    part: str
    figure: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


PANELS = (
    Panel(
        "Turns a second, 16 clients (more is better)",
        "turns",
        "per_second",
        ("confirm", "confirm, PostgreSQL", "home"),
        ("stock", "mended", "agents", "teams", "floor"),
        ("16 clients",),
    ),
    Panel(
        "Messages a second, connector at 0, 50 ms, 5 % throttled",
        "fanout",
        "per_second",
        ("outbox",),
        ("stock",),
    ),
    Panel(
        "Milliseconds to claim 500 that are due, by size of the table (less is better)",
        "claiming",
        "claim_ms",
        ("SQLite", "PostgreSQL"),
        ("APScheduler, SQLite", "procrastinate, PostgreSQL"),
    ),
    Panel(
        "Median milliseconds of a turn, by years of Scotland's data (less is better)",
        "growth",
        "p50_ms",
        ("confirm", "home"),
    ),
)


def drawn(results: Mapping[str, Found]) -> str:
    """The whole picture; a part that was not measured is left out."""
    body, top = [], 10
    for panel in PANELS:
        bars = _bars(panel, results)
        if bars:
            body.append(_panel(panel, bars, top))
            top += TITLE + len(bars) * (BAR + GAP) + GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}"'
    )
    style = f'font-family="Segoe UI, Helvetica, Arial, sans-serif" font-size="13" fill="{INK}"'
    return (
        f'{head} {style}>\n<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _bars(panel: Panel, results: Mapping[str, Found]) -> list[tuple[str, float, str]]:
    """Label, value and colour of each bar."""
    rows = results[panel.part].rows if panel.part in results else []
    bars = []
    for what, case, figures in medians(rows):
        wanted = what in panel.ours + panel.theirs and (not panel.cases or case in panel.cases)
        if wanted and panel.figure in figures:
            label = what if len(panel.cases) == 1 else f"{what}, {case}"
            bars.append((label, figures[panel.figure], OURS if what in panel.ours else THEIRS))
    return bars


def _panel(panel: Panel, bars: list[tuple[str, float, str]], top: int) -> str:
    most = max(value for _, value, _ in bars) or 1.0
    lines = [f'<text x="12" y="{top + 18}" font-weight="600">{escape(panel.title)}</text>']
    for n, (label, value, colour) in enumerate(bars):
        y = top + TITLE + n * (BAR + GAP)
        width = max(1.0, value / most * (WIDTH - LABELS - 90))
        lines += [
            f'<text x="{LABELS - 8}" y="{y + 13}" text-anchor="end">{escape(label)}</text>',
            f'<rect x="{LABELS}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>',
            f'<text x="{LABELS + width + 6:.1f}" y="{y + 13}">{value:,.1f}</text>',
        ]
    return "\n".join(lines)
