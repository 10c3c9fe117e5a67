"""The database's tables through the ages. `upgrade` brings any database up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import OperationalError

from storage.database import database_url
from storage.errors import StorageDown
from storage.sqlite import make_private_file

LOCK = 7_183_204_511


def upgrade(url: str, to: str = "head") -> None:
    """Create or upgrade every table, up to a revision. Two processes that start together take turns.

    Tables that a newer release has upgraded stay as they are: migrations only ever add, so that this one can
    go on beside it. Raises StorageDown when there is no database to upgrade.
    """
    engine = _engine(url)
    try:
        with _connected(engine, "nothing was upgraded") as connection:
            _lock(connection)
            config = _config()
            if _is_newer(connection):
                return
            config.attributes["connection"] = connection
            command.upgrade(config, to)
            connection.commit()
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Whether the database has every migration that this release knows. Raises StorageDown."""
    engine = _engine(url)
    try:
        with _connected(engine, "I can't look that up") as connection:
            heads = ScriptDirectory.from_config(_config()).get_heads()
            return _is_newer(connection) or _stands_at(connection) == set(heads)
    finally:
        engine.dispose()


def _stands_at(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _is_newer(connection: Connection) -> bool:
    """Whether a release has upgraded the database that knows more migrations than this one."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return bool(_stands_at(connection) - known)


def _connected(engine: Engine, so: str) -> Connection:
    try:
        return engine.connect()
    except OperationalError as away:
        raise StorageDown(so=so) from away


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _engine(url: str) -> Engine:
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        make_private_file(parsed)
        return create_engine(parsed, poolclass=NullPool, connect_args={"isolation_level": None})
    return create_engine(parsed, poolclass=NullPool)


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
