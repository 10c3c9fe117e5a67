import asyncio
from datetime import timedelta

import pytest

from cppm.errors import CPPMError
from cppm.meetings import attendance, invitations, moving
from cppm.meetings.meeting import Coming, Phase, PlanningMeeting
from cppm.people import Role
from cppm.records import FactKind
from storage.errors import AlreadyDone, NoSuchMeeting
from storage.store import Store
from tests import builders
from tests.storage import raw
from tests.storage.conftest import Hand, an_invited_meeting, confirming


async def test_a_meeting_comes_back_as_it_was_kept(store: Store, meeting: PlanningMeeting) -> None:
    assert await store.meetings.load(meeting.id) == meeting


@pytest.mark.parametrize(
    "stage",
    ["a_booked_meeting", "an_opened_meeting", "a_viewed_meeting", "a_decided_meeting", "a_closed_meeting"],
)
async def test_a_meeting_of_every_stage_comes_back_as_it_was_kept(store: Store, stage: str) -> None:
    kept = await store.meetings.add(getattr(builders, stage)())
    assert await store.meetings.load(kept.id) == kept


async def test_what_was_recorded_is_drained_once_it_is_kept(meeting: PlanningMeeting) -> None:
    assert (meeting.facts, meeting.notices) == ([], [])


async def test_a_change_keeps_the_state_the_fact_and_a_new_revision(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    updated = await store.meetings.update(meeting.id, confirming(builders.HEALTH, clock.now), builders.HEALTH)
    kept = await store.meetings.load(meeting.id)
    assert kept == updated.meeting
    assert kept.invitee(builders.HEALTH.id).coming is Coming.ATTENDING
    assert kept.revision > meeting.revision
    last = (await store.audit.of_case(meeting.case_ref))[-1]
    assert (last.kind, last.by) == (FactKind.ATTENDANCE_CONFIRMED, builders.HEALTH.id)
    assert last.meeting_id == meeting.id


async def test_a_change_hands_back_what_it_returned(store: Store, meeting: PlanningMeeting) -> None:
    updated = await store.meetings.update(meeting.id, lambda m: m.reference)
    assert updated.result == "CPPM PK-26-0137"


async def test_an_unknown_meeting_is_refused_with_a_sentence(store: Store) -> None:
    with pytest.raises(NoSuchMeeting, match="I can't find that meeting"):
        await store.meetings.load("m_nobody")
    with pytest.raises(NoSuchMeeting):
        await store.meetings.update("m_nobody", lambda m: None)


async def test_two_writers_on_one_meeting_both_succeed(
    store: Store, other: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    guests = [builders.POLICE, builders.HEALTH, builders.SCHOOL, builders.THIRD]
    await asyncio.gather(
        *(
            place.meetings.update(meeting.id, confirming(guest, clock.now), guest)
            for place, guest in zip([store, other] * 2, guests, strict=True)
        )
    )
    kept = await store.meetings.load(meeting.id)
    assert {kept.invitee(guest.id).coming for guest in guests} == {Coming.ATTENDING}
    assert (await store.audit.verify()).sound


async def test_twenty_answers_at_once_lose_nothing(
    store: Store, other: Store, meeting: PlanningMeeting
) -> None:
    def noting(n: int, place: Store) -> object:
        def change(m: PlanningMeeting) -> None:
            m.opening.append(str(n))
            m.record(FactKind.OPENING_CHECKED, builders.CHAIR, builders.BOOKED_AT, n=n)

        return place.meetings.update(meeting.id, change, builders.CHAIR)

    await asyncio.gather(*(noting(n, (store, other)[n % 2]) for n in range(20)))  # type: ignore[call-overload]
    assert sorted(map(int, (await store.meetings.load(meeting.id)).opening)) == list(range(20))


async def test_the_same_turn_takes_effect_once(store: Store, meeting: PlanningMeeting, clock: Hand) -> None:
    change = confirming(builders.HEALTH, clock.now)
    await store.meetings.update(meeting.id, change, builders.HEALTH, once="turn-1")
    facts = await store.audit.of_case(meeting.case_ref)
    with pytest.raises(AlreadyDone, match="already been recorded"):
        await store.meetings.update(meeting.id, confirming(builders.POLICE, clock.now), once="turn-1")
    assert await store.audit.of_case(meeting.case_ref) == facts


async def test_the_same_turn_delivered_twice_at_once_takes_effect_once(
    store: Store, other: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    change = confirming(builders.HEALTH, clock.now)
    found = await asyncio.gather(
        *(place.meetings.update(meeting.id, change, once="turn-1") for place in (store, other)),
        return_exceptions=True,
    )
    assert sorted(isinstance(outcome, AlreadyDone) for outcome in found) == [False, True]


async def test_a_meeting_is_booked_once(store: Store) -> None:
    await store.meetings.add(an_invited_meeting("m_1", "PK-26-0001"), once="turn-1")
    with pytest.raises(AlreadyDone):
        await store.meetings.add(an_invited_meeting("m_2", "PK-26-0001"), once="turn-1")
    assert [line.id for line in await store.meetings.for_case("PK-26-0001")] == ["m_1"]


async def test_a_change_that_is_refused_leaves_nothing(
    store: Store, meeting: PlanningMeeting, url: str
) -> None:
    before = raw.counts(url)

    def change(m: PlanningMeeting) -> None:
        attendance.confirm(m, builders.HEALTH, builders.BOOKED_AT)
        attendance.cannot_attend(m, builders.POLICE, " ", builders.BOOKED_AT)

    with pytest.raises(CPPMError):
        await store.meetings.update(meeting.id, change, once="turn-1")
    assert raw.counts(url) == before
    assert await store.meetings.load(meeting.id) == meeting


async def test_a_refused_turn_may_be_tried_again(store: Store, meeting: PlanningMeeting, clock: Hand) -> None:
    with pytest.raises(CPPMError):
        await store.meetings.update(
            meeting.id, lambda m: attendance.cannot_attend(m, builders.HEALTH, "", clock.now), once="turn-1"
        )
    await store.meetings.update(meeting.id, confirming(builders.HEALTH, clock.now), once="turn-1")


async def test_a_change_that_records_nothing_writes_nothing(
    store: Store, meeting: PlanningMeeting, url: str
) -> None:
    before = raw.everything(url)
    await store.meetings.update(meeting.id, lambda m: m.opening.append("forgotten"))
    assert raw.everything(url) == before


async def test_people_find_the_meetings_they_take_part_in(store: Store, meeting: PlanningMeeting) -> None:
    (line,) = await store.meetings.for_person(builders.HEALTH.id)
    assert (line.id, line.reference, line.starts_at) == (meeting.id, "CPPM PK-26-0137", builders.STARTS_AT)
    assert (line.phase, line.role) == (Phase.INVITED, Role.PRACTITIONER)
    assert await store.meetings.for_person(builders.OUTSIDER.id) == []


async def test_who_joins_and_leaves_is_found_and_lost(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    newcomer, chair = builders.OUTSIDER, builders.CHAIR
    await store.meetings.update(
        meeting.id, lambda m: invitations.invite(m, chair, newcomer, "Holds the tenancy", clock.now), chair
    )
    assert len(await store.meetings.for_person(newcomer.id)) == 1
    await store.meetings.update(
        meeting.id, lambda m: invitations.remove(m, chair, newcomer.id, "By mistake", clock.now), chair
    )
    assert await store.meetings.for_person(newcomer.id) == []


async def test_meetings_are_listed_by_case_and_while_open(store: Store, clock: Hand) -> None:
    for id, case in (("m_1", "PK-26-0001"), ("m_2", "PK-26-0001"), ("m_3", "PK-26-0002")):
        await store.meetings.add(an_invited_meeting(id, case))
    await store.meetings.update(
        "m_2", lambda m: moving.cancel(m, builders.CHAIR, "Booked twice", clock.now), builders.CHAIR
    )
    assert [line.id for line in await store.meetings.for_case("PK-26-0001")] == ["m_1", "m_2"]
    assert [line.id for line in await store.meetings.all_open()] == ["m_1", "m_3"]
    assert (await store.meetings.for_case("PK-26-0001"))[1].phase is Phase.CANCELLED


async def test_a_moved_meeting_is_listed_at_its_new_time(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    later = builders.STARTS_AT + timedelta(days=1)
    await store.meetings.update(
        meeting.id, lambda m: moving.move(m, builders.LEAD, later, "The school is shut", clock.now)
    )
    assert (await store.meetings.for_person(builders.HEALTH.id))[0].starts_at == later
