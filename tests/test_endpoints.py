"""What those who run the bot look at, and the command line by which they run it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from typer.testing import CliRunner

import app
import command_line
from cppm.people import Duty
from cppm.records import Notice, NoticeKind
from endpoints import LATE_DELIVERY, STALE_TICK
from settings import Settings, load_settings
from storage.database import doing
from storage.errors import StorageDown
from storage.outbox import Owed
from storage.store import Store, open_store
from tests import builders
from tests.databases import upgraded_sqlite
from tests.e2e.town import Town
from tests.rig.world import World

ROOT = Path(__file__).parents[1]
TENANT = "2b9a4c1e-6d3f-4f6a-8a51-3e7c0f1d2b02"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """The bot, started, and nobody in it."""
    async with World() as world:
        town = Town(world, upgraded_sqlite(tmp_path), Fernet.generate_key().decode())
        await town.start()
        await town.settle()
        yield town
        await town.close()


async def get(town: Town, path: str, method: str = "GET") -> tuple[int, str]:
    url = town.world.bot_url.replace("/api/messages", path)
    async with town.world.session.request(method, url) as response:
        return response.status, await response.text()


async def ready(town: Town) -> tuple[int, str]:
    """The status code of /readyz and the word it gives."""
    status, body = await get(town, "/readyz")
    return status, body.split('"status": "')[1].split('"')[0]


async def test_a_living_process_says_so(town: Town) -> None:
    assert await get(town, "/healthz") == (200, '{"status": "alive"}')


async def test_a_bot_that_can_work_is_ready(town: Town) -> None:
    status, body = await get(town, "/readyz")
    assert status == 200
    for part in (
        '"status": "ready"',
        '"database": "reachable"',
        '"migrations": "current"',
        '"undelivered": 0',
    ):
        assert part in body


async def test_a_bot_that_has_not_ticked_for_long_is_not_ready(town: Town) -> None:
    town.now += STALE_TICK
    assert await ready(town) == (503, "down")
    await town.settle()
    assert await ready(town) == (200, "ready")


async def test_a_message_that_waits_too_long_or_failed_turns_it_amber(town: Town) -> None:
    outbox = town.house.store.outbox
    owed = Owed(Notice(NoticeKind.INVITATION, "p_nobody", "1"), "m_none")
    [id] = await outbox.owe([owed], town.now - LATE_DELIVERY)
    assert await ready(town) == (200, "ready")
    town.now += timedelta(seconds=1)
    assert await ready(town) == (200, "amber")
    await outbox.failed(id, "refused")
    status, body = await get(town, "/readyz")
    assert (status, '"undelivered": 1' in body, '"amber"' in body) == (200, True, True)


async def test_outdated_migrations_are_not_ready(town: Town) -> None:
    await town.house.store.db.write(doing(text("UPDATE alembic_version SET version_num = '0001'"), {}))
    status, body = await get(town, "/readyz")
    assert (status, '"migrations": "outdated"' in body) == (503, True)


async def test_without_a_database_it_is_not_ready_but_alive_and_measured(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*given: object, **more: object) -> object:
        raise StorageDown(so="I can't look that up")

    monkeypatch.setattr(town.house.store.db, "read", down)
    assert await ready(town) == (503, "down")
    assert (await get(town, "/healthz"))[0] == 200
    assert (await get(town, "/metrics"))[0] == 200


async def test_a_database_that_hangs_is_not_waited_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(*given: object, **more: object) -> object:
        return await asyncio.Event().wait()

    monkeypatch.setattr("endpoints.ANSWERS_WITHIN", 0.05)
    monkeypatch.setattr(town.house.store.db, "read", hangs)
    assert await ready(town) == (503, "down")
    assert (await get(town, "/metrics"))[0] == 200


async def test_the_numbers_name_nobody(town: Town) -> None:
    await town.world.post(b"{}")
    status, body = await get(town, "/metrics")
    assert status == 200
    for name in (
        "quorate_turns_total",
        "quorate_oldest_undelivered_seconds",
        "quorate_last_tick_age_seconds",
    ):
        assert name in body
    assert 'quorate_turns_total{status="4' in body


async def test_what_may_have_come_twice_is_counted(town: Town) -> None:
    outbox = town.house.store.outbox
    await outbox.owe([Owed(Notice(NoticeKind.INVITATION, "p_nobody", "1"), "m_none")], town.now)
    for _ in range(2):
        [message] = await outbox.claim(town.now)
        await outbox.begin(message)
        town.now += timedelta(minutes=2)
    await outbox.sent(message.id, "a-1", town.now)
    _, body = await get(town, "/metrics")
    assert "quorate_perhaps_twice_messages 1.0" in body


@pytest.mark.parametrize(
    ("path", "method"),
    [("/api/messages", "GET"), ("/healthz", "POST"), ("/readyz", "DELETE"), ("/metrics", "PUT")],
)
async def test_another_method_is_not_allowed(town: Town, path: str, method: str) -> None:
    assert (await get(town, path, method))[0] == 405


async def test_another_path_is_not_found(town: Town) -> None:
    assert (await get(town, "/admin"))[0] == 404


# The command line


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line of a council whose database is fresh and migrated."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "configure_logging", lambda: None)  # the runner's stream does not last
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUORATE_{name.upper()}", raising=False)
    for name, value in {
        "APP_ID": "7f1d5b0e-1c57-4a5e-9a3c-0d6f5a9b1e01",
        "APP_PASSWORD": "a secret",
        "APP_TENANT_ID": TENANT,
        "TENANTS": TENANT,
        "KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": upgraded_sqlite(tmp_path),
    }.items():
        monkeypatch.setenv(f"QUORATE_{name}", value)
    return CliRunner()


def called(run: CliRunner, *words: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    result = run.invoke(command_line.cli, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def the_store() -> Store:
    environment = os.environ
    keys = environment["QUORATE_KEYS"].split(",")
    return open_store(environment["QUORATE_DATABASE_URL"], keys, builders.PROFILE)


HEADING = "tenant,entra_object_id,name,agency,standing,post,duties,line_manager\n"
ROWS = (
    f"{TENANT},aad-1,Morag Sinclair,social work,statutory,Senior officer,chair,\n"
    f"{TENANT},aad-2,Fiona Blair,police,statutory,Detective constable,,aad-9\n"
    f"{TENANT},aad-3,Nobody [/red],the moon,statutory,Astronaut,,\n"
    f"{TENANT},,Without an id,police,statutory,,,\n"
    f"{TENANT},aad-4,Sheila Park,social work,statutory,CP Administration,CP Administration,aad-1\n"
)


def test_good_rows_go_in_and_bad_ones_are_told_by_line(run: CliRunner, tmp_path: Path) -> None:
    agency = builders.CHAIR.agency.value
    rows = ROWS.replace("social work", agency).replace("police", builders.POLICE.agency.value)
    (tmp_path / "people.csv").write_text(HEADING + rows)
    code, said = called(run, "people", "import", "people.csv")
    assert code == 1
    assert "3 enrolled" in said
    assert "3 lines not used" in said
    assert "line 3: the line manager is not enrolled" in said
    assert 'line 4: "the moon" is not a known agency' in said
    assert "line 5: entra_object_id is empty" in said
    code, said = called(run, "people", "import", "people.csv")
    assert "0 enrolled, 0 changed, 3 as they were" in said


def test_quality_figures_are_printed_as_csv_and_other_months_refused(run: CliRunner) -> None:
    code, said = called(run, "figures", "--from", "2026-01", "--to", "2026-03")
    assert (code, said) == (0, "topic,figure,months,count,of,per_cent,at_least,at_most,not_known,rule\n")
    result = run.invoke(command_line.cli, ["figures", "--from", "2026-01", "--to", "2025-03"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'I can\'t read "2026-01 to 2025-03" as months' in result.stderr


def test_a_file_that_cannot_be_read_is_a_sentence(run: CliRunner, tmp_path: Path) -> None:
    assert called(run, "people", "import", "nowhere.csv")[0] == 2
    (tmp_path / "picture.csv").write_bytes(b"\xff\xd8\xff\xe0")
    code, said = called(run, "people", "import", "picture.csv")
    assert (code, "I can't read picture.csv" in said) == (2, True)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    code, said = called(run, "people", "import", "other.csv")
    assert (code, "line 1: the heading lacks" in said) == (1, True)


async def keep_a_meeting() -> None:
    store = the_store()
    await store.meetings.add(builders.an_invited_meeting())
    await store.close()


def test_a_whole_trail_is_verified(run: CliRunner) -> None:
    asyncio.run(keep_a_meeting())
    code, said = called(run, "audit", "verify")
    assert code == 0
    assert "facts of 1 cases looked at" in said
    assert "Every chain is whole." in said


def test_a_trail_that_was_tampered_with_is_found(run: CliRunner, tmp_path: Path) -> None:
    asyncio.run(keep_a_meeting())
    with sqlite3.connect(tmp_path / "quorate.sqlite3") as database:
        database.execute("DROP TRIGGER IF EXISTS facts_are_kept_update")
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("DELETE FROM facts WHERE n = 2")
    database.close()
    code, said = called(run, "audit", "verify")
    assert code == 1
    assert "PK-26-0137: fact 2 is missing." in said
    assert "tell information governance" in said


def test_a_new_key_is_one_that_the_settings_take(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = called(run, "keys", "new")
    assert code == 0
    monkeypatch.setenv("QUORATE_KEYS", said.strip())
    assert load_settings().keys == [said.strip()]


def test_a_new_pair_of_handover_keys_is_one_that_the_settings_take(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MOV-05"""
    code, said = called(run, "handover", "keys")
    assert code == 0
    _, private, _, public = said.splitlines()
    monkeypatch.setenv("QUORATE_HANDOVER_KEYS", private)
    monkeypatch.setenv("QUORATE_HANDOVER_PARTNERS", f"Fife={public}")
    assert load_settings().envelopes.councils == ["Fife"]


def test_rotating_brings_everything_under_the_newest_key(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(keep_a_meeting())
    newer = Fernet.generate_key().decode()
    monkeypatch.setenv("QUORATE_KEYS", f"{newer},{os.environ['QUORATE_KEYS']}")
    code, said = called(run, "keys", "rotate")
    assert code == 0
    assert "1 records are now under the newest key. Keep the older keys for the facts." in said
    assert called(run, "audit", "verify")[0] == 0


def test_a_wrong_key_is_a_sentence(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(keep_a_meeting())
    monkeypatch.setenv("QUORATE_KEYS", Fernet.generate_key().decode())
    code, said = called(run, "keys", "rotate")
    assert code == 2
    assert "can't be opened with the encryption keys that were given" in said


def test_a_database_that_cannot_be_reached_is_a_sentence(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUORATE_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    for words in (("audit", "verify"), ("serve",)):
        code, said = called(run, *words)
        assert code == 2
        assert "The records can't be reached at the moment" in said


def test_serving_without_settings_is_refused_with_one_sentence(tmp_path: Path) -> None:
    """The real command, in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QUORATE_")}
    ended = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), "serve"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert "Quorate can't start: QUORATE_APP_ID is missing" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_rehearsing_as_somebody_unknown_names_whom_there_is(run: CliRunner) -> None:
    code, said = called(run, "rehearse", "--players", "napoleon")
    assert code == 2
    assert "Nobody is called napoleon" in said
    assert "chair" in said


async def test_the_first_administrators_are_enrolled_by_the_settings(tmp_path: Path) -> None:
    async with World() as world:
        town = Town(world, upgraded_sqlite(tmp_path), Fernet.generate_key().decode())
        town.more = {"admins": ["aad-admin"]}
        for _ in range(2):
            await town.start()
            admins = await town.house.store.people.with_duty(Duty.CP_ADMIN)
            assert len(admins) == 1
            await town.close()
