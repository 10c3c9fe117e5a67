from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, inspect, text

from cppm.meetings.meeting import PlanningMeeting
from storage.database import database_url
from storage.documents import PLANNING
from storage.migrations import is_current, upgrade
from storage.moments import stamp
from storage.schema import metadata
from storage.secrets import Secrets
from storage.store import open_store
from tests import builders
from tests.databases import PostgresServer
from tests.storage import raw
from tests.storage.conftest import KEY, a_settled_meeting, an_invited_meeting, closing_it

OLD_RELEASE_ADDS = text(
    "INSERT INTO meetings (id, case_ref, reference, revision, phase, starts_at, shape, document)"
    " VALUES (:id, :case_ref, :reference, :revision, :phase, :starts_at, 1, :document)"
)
"""How a meeting was added before there were core groups."""


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


@pytest.fixture(params=["sqlite", "postgresql"])
def first_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database as the first release left it."""
    server: PostgresServer | None = None
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/first.sqlite3"
    else:
        server = request.getfixturevalue("pg_server")
        assert server is not None
        url = server.fresh("template1")
    upgrade(url, "0001")
    yield url
    if server:
        server.drop(url)


def add_as_before(url: str, meeting: PlanningMeeting) -> None:
    document = PLANNING.seal(meeting, Secrets([KEY]).documents)
    row = {
        "id": meeting.id, "case_ref": meeting.case_ref, "reference": meeting.reference, "revision": 1,
        "phase": str(meeting.phase), "starts_at": stamp(meeting.starts_at), "document": document,
    }  # fmt: skip
    engine = create_engine(database_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(OLD_RELEASE_ADDS, row)
    engine.dispose()


async def test_meetings_of_the_first_release_go_on_after_the_upgrade(first_url: str) -> None:
    before = a_settled_meeting("m_before")
    add_as_before(first_url, before)
    upgrade(first_url)
    assert is_current(first_url)
    store = open_store(first_url, [KEY], builders.PROFILE)
    assert await store.meetings.load("m_before") == before
    await store.meetings.update("m_before", closing_it, builders.CHAIR)
    assert await store.core_groups.of_case(before.case_ref) is not None
    await store.close()


async def test_the_first_release_may_add_meetings_while_the_upgrade_has_run(first_url: str) -> None:
    upgrade(first_url)
    meanwhile = an_invited_meeting("m_meanwhile")
    add_as_before(first_url, meanwhile)
    store = open_store(first_url, [KEY], builders.PROFILE)
    assert await store.meetings.load("m_meanwhile") == meanwhile
    assert [line.id for line in await store.meetings.all_open()] == ["m_meanwhile"]
    await store.close()
    assert raw.rows(first_url, "SELECT kind FROM meetings") == [("planning",)]


async def test_this_release_goes_on_while_a_newer_one_has_upgraded_the_tables(url: str) -> None:
    """Replicas are replaced one by one; an older one may even have to start again meanwhile."""
    engine = create_engine(database_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("ALTER TABLE people ADD COLUMN of_a_newer_release VARCHAR"))
    engine.dispose()
    assert is_current(url)
    upgrade(url)
    store = open_store(url, [KEY], builders.PROFILE)
    await store.meetings.add(an_invited_meeting("m_meanwhile"))
    assert (await store.meetings.load("m_meanwhile")).id == "m_meanwhile"
    await store.close()
    assert raw.rows(url, "SELECT version_num FROM alembic_version") == [("9999",)]
