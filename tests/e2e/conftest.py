"""The whole bot on a loopback Teams, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.databases import PostgresServer, cut_at_commit, pg_server, upgraded_sqlite
from tests.e2e.town import Town
from tests.rig.world import World

__all__ = ["cut_at_commit", "pg_server"]

KEY = Fernet.generate_key().decode()
on_sqlite = pytest.mark.parametrize("town", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("town", ["postgresql"], indirect=True)
"""For walks that prove one thing more about a meeting: on one database, by turns. Each kind of meeting and
each right of those in it is walked on both, as are restores; `tests/storage` proves that both do the same.
"""


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Teams, before any bot is in it."""
    async with World() as world:
        yield world


@pytest.fixture(params=["sqlite", "postgresql"])
async def town(request: pytest.FixtureRequest, tmp_path: Path, world: World) -> AsyncIterator[Town]:
    """The bot among its people, on each database."""
    if request.param == "sqlite":
        url = upgraded_sqlite(tmp_path)
    else:
        server: PostgresServer = request.getfixturevalue("pg_server")
        url = server.fresh()
    town = Town(world, url, KEY)
    await town.open()
    yield town
    await town.close()
