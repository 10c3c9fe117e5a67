"""The whole bot on a loopback Teams, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.databases import PostgresServer, upgraded_sqlite
from tests.e2e.town import Town
from tests.rig.world import World

KEY = Fernet.generate_key().decode()


@pytest.fixture(params=["sqlite", "postgresql"])
async def town(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: PostgresServer
) -> AsyncIterator[Town]:
    url = upgraded_sqlite(tmp_path) if request.param == "sqlite" else postgres.fresh()
    async with World() as world:
        town = Town(world, url, KEY)
        await town.open()
        yield town
        await town.close()
