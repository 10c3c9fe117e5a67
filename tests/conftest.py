"""What every test is held to: no marked word of restricted information is logged or printed."""

from __future__ import annotations

import logging
from collections.abc import Generator

import pytest

from tests.canary import leaks_in

ROOMS = ("app", "bot", "cards", "cppm", "dialogs", "rehearsal", "scheduler", "storage")
for room in ROOMS:
    logging.getLogger(room).setLevel(logging.DEBUG)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test fail that logged or printed a mark, whatever else it found."""
    report = yield
    leaks = [f"{mark} in {title}" for title, said in report.sections for mark in leaks_in(said)]
    if leaks:
        report.outcome = "failed"
        report.longrepr = f"Restricted words left where they are kept: {', '.join(leaks)}"
    return report
