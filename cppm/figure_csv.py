"""Quality figures as CSV: a line for each figure and month, and one for the whole period.

Nothing in it was written by people: titles and numbers only, so no cell can turn into a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from cppm.figure_counts import Row, Rows

HEADINGS = (
    "topic", "figure", "months", "count", "of", "per_cent", "at_least", "at_most", "not_known", "rule",
)  # fmt: skip
HIDDEN = "c"
"""Stands where a number is too small to show, or would tell one that is."""


def as_csv(found: Iterable[Rows], period: str) -> str:
    """The lines with a heading; `period` is what the whole is called. What never happened is left out."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(HEADINGS)
    for rows in found:
        if not rows.empty:
            writer.writerows(_lines(rows, period))
    return sheet.getvalue()


def _lines(rows: Rows, period: str) -> Iterator[list[str]]:
    figure = rows.figure
    for months, row in [(period, rows.total), *((str(month), row) for month, row in rows.months)]:
        yield [figure.topic.value, figure.title, months, *_numbers(row), figure.rule]


def _numbers(row: Row) -> list[str]:
    """The numbers of a line. Where nothing is known there is no number, and never a nought."""
    seen, unknown = row.shown, "yes" if row.unknown else "no"
    if seen.of == 0 and row.unknown:
        return ["", "", "", "", "", "yes"]
    share = "" if seen.of == 0 else _or_hidden(seen.share)
    bounds = ["" if bound is None else str(bound) for bound in (seen.least, seen.most)]
    return [_or_hidden(seen.count), _or_hidden(seen.of), share, *bounds, unknown]


def _or_hidden(number: int | None) -> str:
    return HIDDEN if number is None else str(number)
