from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, inspect

from storage.database import database_url
from storage.migrations import is_current, upgrade
from storage.schema import metadata
from tests.databases import PostgresServer


def test_the_tables_are_those_of_the_migrations(url: str) -> None:
    engine = create_engine(database_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        keys = {t: inspect(connection).get_pk_constraint(t)["constrained_columns"] for t in metadata.tables}
    engine.dispose()
    assert keys == {name: [c.name for c in table.primary_key] for name, table in metadata.tables.items()}


def test_an_sqlite_file_is_brought_up_to_date_from_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/quorate.sqlite3"
    assert not is_current(url)
    upgrade(url)
    assert is_current(url)
    upgrade(url)
    assert is_current(url)


def test_a_postgresql_database_is_brought_up_to_date_from_nothing(pg_server: PostgresServer) -> None:
    url = pg_server.fresh("template1")
    assert not is_current(url)
    upgrade(url)
    assert is_current(url)
    pg_server.drop(url)
