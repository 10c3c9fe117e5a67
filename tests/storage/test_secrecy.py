"""What the disk gives away: nothing that names anybody or says anything."""

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from cppm.groups.core_group import CoreGroup, FamilyMember, Member, Registration, Sighting
from cppm.meetings import attendance
from cppm.meetings.meeting import Child, PlanningMeeting
from cppm.people import Agency, Standing
from cppm.records import FactKind
from storage.cases import Case
from storage.errors import NotAReader, WrongKey
from storage.ids import new_id
from storage.people import NewPerson
from storage.positions import Position
from storage.secrets import Secrets, new_key
from storage.store import Store, open_store
from tests import builders
from tests.storage import raw
from tests.storage.conftest import KEY, Hand, an_invited_meeting

MARKER = "Zyxomma"
CASE = "PK-26-0137"


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def a_marked_group(clock: Hand) -> CoreGroup:
    """A core group in which names and free text are the marker."""
    lead, at = builders.LEAD, clock.now
    group = CoreGroup(
        id="g_1",
        case_ref=CASE,
        chair=lead,
        planning_chair=builders.CHAIR,
        lead_professional=lead,
        formed_at=at,
        formed_by="m_kay",
        registrations=[Registration(Child("c_1", MARKER, age=7), at)],
        members=[Member(lead, at)],
        family=[FamilyMember("f_1", MARKER, MARKER)],
        review=None,
        sightings=[Sighting("s_1", "c_1", at.date(), lead.id, lead.name, True, MARKER, lead.id, at)],
    )
    group.record(FactKind.CHILD_SEEN, lead, at, child="c_1", note=MARKER)
    return group


async def plant(store: Store, clock: Hand) -> tuple[str, str]:
    """Put the marker wherever a name or free text can go."""
    meeting = an_invited_meeting()
    meeting.children = [Child("c_1", MARKER, age=7)]
    await store.meetings.add(meeting)
    await store.meetings.update(
        meeting.id, lambda m: attendance.cannot_attend(m, builders.HEALTH, MARKER, clock.now)
    )
    await store.core_groups.add(a_marked_group(clock))
    await store.cases.keep(Case(CASE, builders.LEAD.id, (Child("c_1", MARKER, age=7),)))
    new = NewPerson("t1", "a1", MARKER, Agency.HEALTH, Standing.STATUTORY, MARKER)
    await store.people.enrol(new, builders.ADMIN)
    until, said = clock.now + timedelta(days=1), {"why": MARKER}
    await store.positions.save(Position("p_health", "chat", said, until, apart=said))
    await store.reads.note("p_health", "practitioner", CASE, "meeting", MARKER, clock.now)
    readers = [builders.CHAIR.id]
    alert = await store.restricted.keep(CASE, MARKER, builders.LEAD, readers, clock.now)
    address = await store.safe_addresses.keep(CASE, MARKER, builders.LEAD, readers, clock.now)
    return alert, address


async def test_the_tables_hold_ciphertext_only(store: Store, url: str, clock: Hand) -> None:
    await plant(store, clock)
    found = raw.everything(url)
    assert len(found) > 1000
    assert MARKER.encode() not in found
    assert base64.b64encode(MARKER.encode())[:8] not in found


async def test_the_files_on_disk_hold_ciphertext_only(sqlite_url: str, tmp_path: Path, clock: Hand) -> None:
    store = open_store(sqlite_url, [KEY], builders.PROFILE, now=clock)
    await plant(store, clock)
    during = on_disk(tmp_path)
    await store.close()
    after = on_disk(tmp_path)
    assert MARKER.encode() not in during + after
    assert b"invitee:absence:given" in after


async def test_a_new_key_takes_over_and_the_old_one_is_needed_for_facts_only(
    store: Store, url: str, clock: Hand
) -> None:
    alert, _ = await plant(store, clock)
    newer = new_key()
    both = open_store(url, [newer, KEY], builders.PROFILE, now=clock)
    seen: list[tuple[int, int]] = []
    assert await both.rotate(lambda *at: seen.append(at)) == 8
    assert seen[-1] == (8, 8)
    assert (await both.audit.verify()).sound
    alone = open_store(url, [newer], builders.PROFILE, now=clock)
    assert (await alone.meetings.load("m_kay")).children[0].name == MARKER
    assert (await alone.core_groups.load("g_1")).family[0].who == MARKER
    assert (await alone.people.all())[0].name == MARKER
    assert (await alone.cases.get(CASE)).children[0].name == MARKER
    position = await alone.positions.get("p_health", "chat")
    assert position is not None
    assert position.body == position.apart == {"why": MARKER}
    item = await alone.restricted.read(alert, builders.CHAIR, "chair", "to prepare", clock.now)
    assert item.text == MARKER
    assert not (await alone.audit.verify()).sound
    with pytest.raises(WrongKey, match="newest first"):
        await store.meetings.load("m_kay")
    await both.close()
    await alone.close()


async def test_a_fact_kept_before_a_new_key_and_one_after_are_in_one_chain(
    store: Store, url: str, clock: Hand, meeting: PlanningMeeting
) -> None:
    newer = open_store(url, [new_key(), KEY], builders.PROFILE, now=clock)
    await newer.meetings.update(
        meeting.id, lambda m: attendance.confirm(m, builders.HEALTH, clock.now), builders.HEALTH
    )
    assert (await newer.audit.verify()).sound
    await newer.close()


async def test_restricted_items_are_shown_to_named_readers_and_every_try_is_noted(
    store: Store, clock: Hand
) -> None:
    alert, address = await plant(store, clock)
    assert await store.restricted.ids_for(CASE, builders.CHAIR) == [alert]
    item = await store.restricted.read(alert, builders.CHAIR, "chair", "to prepare", clock.now)
    assert (item.text, item.by) == (MARKER, builders.LEAD.id)
    with pytest.raises(NotAReader, match="has been noted"):
        await store.restricted.read(alert, builders.HEALTH, "practitioner", "curious", clock.now)
    with pytest.raises(NotAReader):
        await store.safe_addresses.read(address, builders.LEAD, "lead professional", "to post", clock.now)
    assert await store.restricted.ids_for(CASE, builders.HEALTH) == []
    with pytest.raises(NotAReader):
        await store.restricted.refuse(alert, builders.CHAIR, "chair", CASE, "past its date", clock.now)
    noted = [(read.who, read.what) for read in await store.reads.of_case(CASE)][1:]
    assert noted == [
        ("p_chair", f"restricted:{alert}"),
        ("p_health", f"restricted:{alert}:refused"),
        ("p_lead", f"safe_addresses:{address}:refused"),
        ("p_chair", f"restricted:{alert}:refused"),
    ]


async def test_the_readers_of_an_item_can_change(store: Store, clock: Hand) -> None:
    alert, _ = await plant(store, clock)
    await store.restricted.name_readers(alert, [builders.HEALTH.id, builders.HEALTH.id])
    item = await store.restricted.read(alert, builders.HEALTH, "practitioner", "to prepare", clock.now)
    assert item.text == MARKER
    with pytest.raises(NotAReader):
        await store.restricted.read(alert, builders.CHAIR, "chair", "to prepare", clock.now)
    await store.restricted.name_readers(alert, [])
    with pytest.raises(NotAReader):
        await store.restricted.read(alert, builders.HEALTH, "practitioner", "to prepare", clock.now)


async def test_an_item_that_does_not_exist_is_refused_like_any_other(store: Store, clock: Hand) -> None:
    with pytest.raises(NotAReader):
        await store.restricted.read("nothing", builders.CHAIR, "chair", "to prepare", clock.now)


def test_the_keys_of_two_purposes_open_nothing_of_each_other() -> None:
    secrets = Secrets([KEY])
    kept = secrets.restricted.encrypt(b"x")
    for other in (secrets.documents, secrets.names, secrets.facts, secrets.positions, secrets.safe_addresses):
        with pytest.raises(WrongKey):
            other.decrypt(kept)


@pytest.mark.parametrize("keys", [[], ["short"], ["ä" * 44], ["x" * 60]])
def test_a_key_that_can_not_serve_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="encryption key"):
        Secrets(keys)


def test_ids_are_opaque_and_safe_in_urls_and_cards() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(
        id.isascii() and id.isalnum() and id.islower() and len(id) == 16 for id in ids if not id.isdigit()
    )
