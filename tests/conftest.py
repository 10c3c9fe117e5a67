"""What every test is held to: no marked word of restricted information is logged or printed.

And what makes them all quicker: SQLite doesn't wait for the disk, and the slow files go first.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from functools import wraps

import pytest
from sqlalchemy import URL, Engine

from storage import sqlite
from tests.canary import leaks_in

ROOMS = ("app", "bot", "cards", "cppm", "dialogs", "rehearsal", "scheduler", "storage")
for room in ROOMS:
    logging.getLogger(room).setLevel(logging.DEBUG)

SLOW_ROOMS = ("e2e", "playground", "scheduler", "storage")
"""Their files take longest. Begun last, one of them would keep one process busy while the other idles."""

as_the_bot_opens_it = sqlite.sqlite_engine


@wraps(as_the_bot_opens_it)
def waiting_for_no_disk(url: URL, patience: float, *more: str) -> Engine:
    """An engine whose commits survive the process that made them, but not a machine that loses its power."""
    return as_the_bot_opens_it(url, patience, "synchronous=OFF", *more)


sqlite.sqlite_engine = waiting_for_no_disk


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of the slow rooms first."""
    items.sort(key=lambda item: item.path.parent.name not in SLOW_ROOMS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test fail that logged or printed a mark, whatever else it found."""
    report = yield
    leaks = [f"{mark} in {title}" for title, said in report.sections for mark in leaks_in(said)]
    if leaks:
        report.outcome = "failed"
        report.longrepr = f"Restricted words left where they are kept: {', '.join(leaks)}"
    return report
