"""The canary itself: it sings where a marked word leaks, in a log, on a card, in a table, in a chat."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from cppm.meetings import attendance
from storage.positions import Position
from storage.store import Store, open_store
from tests import builders, canary
from tests.builders import BOOKED_AT, CHAIR, HEALTH, MINUTE
from tests.canary import ADDRESS_MARK, MARKS, RESTRICTED_MARK
from tests.cards.gallery import gallery
from tests.databases import upgraded_sqlite

ROOT = Path(__file__).parents[1]
LEAKING = f"""
import logging
import sys

def test_logs():
    logging.getLogger("dialogs.engine").debug("they said %s", "{RESTRICTED_MARK}")

def test_prints():
    print("{ADDRESS_MARK}")

def test_keeps_quiet():
    logging.getLogger("dialogs.engine").warning("nothing to say")
"""


@pytest.fixture
async def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = open_store(upgraded_sqlite(tmp_path), [Fernet.generate_key().decode()], builders.PROFILE)
    yield opened
    await opened.close()


def test_a_test_that_logs_or_prints_a_mark_fails(tmp_path: Path) -> None:
    """RAI-01"""
    (tmp_path / "test_leaking.py").write_text(LEAKING)
    (tmp_path / "conftest.py").write_text(
        "from tests.conftest import *\nfrom tests.conftest import pytest_runtest_makereport"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "2 failed, 1 passed" in ran.stdout, ran.stdout
    assert ran.stdout.count("Restricted words left where they are kept") >= 2


async def test_it_finds_a_mark_in_whatever_table_is_not_kept_apart(store: Store) -> None:
    """RAI-01"""
    at = BOOKED_AT + MINUTE
    await store.meetings.add(builders.an_invited_meeting())
    await store.restricted.keep("PK-26-0137", RESTRICTED_MARK, CHAIR, [CHAIR.id], at)
    await store.safe_addresses.keep("PK-26-0137", ADDRESS_MARK, CHAIR, [CHAIR.id], at)
    apart = Position("p_health", "chat", {}, at + timedelta(days=1), apart={"why": RESTRICTED_MARK})
    await store.positions.save(apart)
    assert canary.leaks_in(await canary.in_the_open(store)) == []
    await store.meetings.update(
        "m_kay", lambda m: attendance.cannot_attend(m, HEALTH, RESTRICTED_MARK, at), HEALTH
    )
    await store.reads.note("p_health", "practitioner", "PK-26-0137", "meeting", ADDRESS_MARK, at)
    assert canary.leaks_in(await canary.in_the_open(store)) == list(MARKS)


def test_it_finds_a_mark_in_the_wrong_chat_and_on_a_lock_screen() -> None:
    """RAI-01"""
    said = [
        canary.Seen("chair", f"They live {RESTRICTED_MARK}", "Something for you alone"),
        canary.Seen("lead", f"They live {RESTRICTED_MARK}"),
        canary.Seen("19:channel", "A meeting is arranged"),
    ]
    assert canary.seen_wrongly(said, ["chair"]) == ["lead"]
    assert canary.seen_wrongly([canary.Seen("chair", "", ADDRESS_MARK)], ["chair"]) == ["chair"]


def test_only_the_cards_that_are_meant_to_show_marked_words() -> None:
    """RAI-01: and each of them does, so that nobody takes the mark away unseen."""
    made = {name: each.make() for name, each in gallery().items()}
    assert {name for name, card in made.items() if canary.leaks_in(str(card.to_dict()))} == canary.MEANT
    assert [name for name, card in made.items() if canary.leaks_in(card.summary)] == []
