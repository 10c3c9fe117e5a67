import pytest
from sqlalchemy.exc import DBAPIError

from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from storage.audit import Break, Fault
from storage.store import Store
from tests import builders
from tests.storage import raw
from tests.storage.conftest import Hand, an_invited_meeting, confirming

CASE = "PK-26-0137"
OF_CASE = f"case_ref = '{CASE}'"


@pytest.fixture
async def last(store: Store, meeting: PlanningMeeting, clock: Hand) -> int:
    """The number of the last fact of the case; another case has facts too."""
    await store.meetings.add(an_invited_meeting("m_other", "PK-26-0999"))
    for guest in (builders.HEALTH, builders.POLICE):
        await store.meetings.update(meeting.id, confirming(guest, clock.now), guest)
    return (await store.audit.of_case(CASE))[-1].n


async def breaks(store: Store) -> tuple[Break, ...]:
    return (await store.audit.verify()).breaks


async def test_a_whole_trail_is_found_sound(store: Store, last: int) -> None:
    seen: list[tuple[int, int]] = []
    found = await store.audit.verify(lambda done, of: seen.append((done, of)))
    assert found.sound
    assert found.cases == 2
    assert found.facts == last + len(await store.audit.of_case("PK-26-0999"))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    "change",
    ["kind = 'child:decision:made'", "actor = 'p_somebody'", "at = at + 1", "meeting_id = 'm_other'",
     "hash = prev", "prev = hash", "body = prev"],
)  # fmt: skip
async def test_a_changed_fact_is_found(store: Store, last: int, url: str, change: str) -> None:
    raw.tamper(url, f"UPDATE facts SET {change} WHERE {OF_CASE} AND n = 3")
    assert await breaks(store) == (Break(CASE, 3, Fault.CHANGED),)


async def test_a_missing_fact_is_found(store: Store, last: int, url: str) -> None:
    raw.tamper(url, f"DELETE FROM facts WHERE {OF_CASE} AND n = 3")
    assert await breaks(store) == (Break(CASE, 3, Fault.MISSING),)


async def test_reordered_facts_are_found(store: Store, last: int, url: str) -> None:
    swap = [(2, -1), (3, 2), (-1, 3)]
    raw.tamper(url, *(f"UPDATE facts SET n = {to} WHERE {OF_CASE} AND n = {n}" for n, to in swap))
    assert await breaks(store) == (Break(CASE, 2, Fault.REORDERED),)


async def test_a_fact_moved_in_from_another_case_is_found(store: Store, last: int, url: str) -> None:
    raw.tamper(
        url,
        f"DELETE FROM facts WHERE {OF_CASE} AND n = 2",
        f"UPDATE facts SET case_ref = '{CASE}' WHERE case_ref = 'PK-26-0999' AND n = 2",
    )
    assert Break(CASE, 2, Fault.REORDERED) in await breaks(store)


async def test_facts_cut_off_the_end_are_missed(store: Store, last: int, url: str) -> None:
    raw.tamper(url, f"DELETE FROM facts WHERE {OF_CASE} AND n = {last}")
    assert await breaks(store) == (Break(CASE, last, Fault.CUT_OFF),)


async def test_a_trail_that_is_gone_altogether_is_missed(store: Store, last: int, url: str) -> None:
    raw.tamper(url, f"DELETE FROM facts WHERE {OF_CASE}", f"DELETE FROM chains WHERE {OF_CASE}")
    assert await breaks(store) == (Break(CASE, 1, Fault.MISSING),)


async def test_a_shortened_trail_can_not_be_given_a_new_head(store: Store, last: int, url: str) -> None:
    before = f"SELECT hash FROM facts WHERE {OF_CASE} AND n = {last - 1}"
    raw.tamper(
        url,
        f"UPDATE chains SET n = {last - 1}, hash = ({before}) WHERE {OF_CASE}",
        f"DELETE FROM facts WHERE {OF_CASE} AND n = {last}",
    )
    assert await breaks(store) == (Break(CASE, last - 1, Fault.CHANGED),)


async def test_each_broken_case_is_reported_once(store: Store, last: int, url: str) -> None:
    raw.tamper(url, "UPDATE facts SET actor = 'p_somebody'")
    assert [b.n for b in await breaks(store)] == [1, 1]


@pytest.mark.parametrize("table", ["facts", "reads"])
@pytest.mark.parametrize("command", ["UPDATE {} SET at = 0", "DELETE FROM {}"])
async def test_facts_and_reads_can_not_be_changed_or_deleted(
    store: Store, last: int, clock: Hand, url: str, table: str, command: str
) -> None:
    await store.reads.note("p_health", "practitioner", CASE, "meeting", "opened", clock.now)
    before = raw.rows(url, f"SELECT * FROM {table}")
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        raw.do(url, command.format(table))
    assert raw.rows(url, f"SELECT * FROM {table}") == before


async def test_on_postgresql_facts_can_not_be_truncated(pg_url: str) -> None:
    with pytest.raises(DBAPIError, match="facts is append-only"):
        raw.do(pg_url, "TRUNCATE facts")


async def test_every_read_is_kept_in_order(store: Store, clock: Hand) -> None:
    for n, why in enumerate(("to prepare", "to check")):
        await store.reads.note("p_health", "practitioner", CASE, f"meeting:{n}", why, clock.forward(hours=1))
    first, second = await store.reads.of_case(CASE)
    assert (first.who, first.role, first.what, first.why) == (
        "p_health", "practitioner", "meeting:0", "to prepare",
    )  # fmt: skip
    assert (second.why, second.at) == ("to check", clock.now)


async def test_facts_keep_their_detail(store: Store, last: int) -> None:
    fact = (await store.audit.of_case(CASE))[last - 1]
    person: Person = builders.POLICE
    assert fact.detail["person"] == person.id
