"""Handing over the chair or the lead of a meeting, by card and by typing, and everything of who leaves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cppm import requests
from cppm.groups.membership import Leads
from cppm.moves import address, whereabouts
from cppm.people import Duty, Role
from cppm.records import NoticeKind
from storage.cases import Case
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    POLICE,
    SERVICE_MANAGER,
    TEAM_LEADER,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
)
from tests.builders_group import a_core_group
from tests.cppm.moves.homes import FOSTER, ids
from tests.dialogs.clock_room import ClockRoom, M, days_after
from tests.dialogs.group_room import group_room

CASE = "PK-26-0137"


async def give(room: ClockRoom, person: object, *duties: Duty) -> None:
    """Somebody enrolled has these duties from now on."""
    await room.store.people.change(person.id, None, duties=frozenset(duties))  # type: ignore[attr-defined]


async def test_administration_replaces_an_ill_chair_by_cards(tmp_path: Path) -> None:
    """INV-08 CON-04"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await give(room, SERVICE_MANAGER, Duty.CHAIR)
        admin = room.chat(ADMIN)
        await admin.send("rolehandover.open", M)
        heard = await admin.press("Continue", part="chair", to=SERVICE_MANAGER.id, stays="", why="Is ill")
        assert "This is what I will record" in heard
        heard = await admin.press("Record")
        assert "The part is handed over" in heard
        meeting = await room.meeting()
        assert meeting.chair.id == SERVICE_MANAGER.id
        told = await room.sent_to(NoticeKind.PART_HANDED_OVER)
        assert told == sorted([SERVICE_MANAGER.id, CHAIR.id, LEAD.id])
        assert "not on the invitation list" in await room.chat(CHAIR).send("meeting.open", M)
        assert "Who is ready" in await room.chat(SERVICE_MANAGER).send("meeting.open", M)


async def test_a_chair_who_hands_over_is_shown_no_way_to_what_is_closed_to_them(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await give(room, SERVICE_MANAGER, Duty.CHAIR)
        chair = room.chat(CHAIR)
        await chair.send("rolehandover.open", M)
        await chair.press("Continue", part="chair", to=SERVICE_MANAGER.id, stays="", why="Is ill")
        await chair.press("Record")
        assert chair.buttons() == ["What I owe"]


async def test_after_the_meeting_administration_hands_over_from_its_card(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, 0, a_closed_meeting()) as room:
        await give(room, SERVICE_MANAGER, Duty.CHAIR)
        admin = room.chat(ADMIN)
        assert "press Hand over chair or lead" in await admin.say("hand over the chair")
        await admin.send("meeting.open", M)
        while "Hand over chair or lead" not in admin.buttons():
            await admin.press("More")
        assert "Which part is handed over?" in await admin.press("Hand over chair or lead")


async def test_a_lead_professional_hands_over_by_typing(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await give(room, TEAM_LEADER, Duty.QUALIFIED_SOCIAL_WORKER)
        await room.store.cases.keep(Case(CASE, LEAD.id, (KAY,)))
        await room.chat(LEAD).goes(
            [
                ("hand over my part", "Who takes over?"),
                (TEAM_LEADER.name, "go on working with the family"),
                ("no", "Why is it handed over?"),
                ("On leave from Monday", "This is what I will record"),
                ("yes", "The part is handed over"),
            ]
        )
        meeting = await room.meeting()
        assert meeting.lead_professional.id == TEAM_LEADER.id
        assert LEAD.id not in meeting.participants()
        assert [case.case_ref for case in await room.store.cases.led_by(TEAM_LEADER.id)] == [CASE]
        assert "not on the invitation list" in await room.chat(LEAD).send("meeting.open", M)
        owed = {row.due.clock for row in await room.store.dues.of_person(TEAM_LEADER.id)}
        assert "lead_report" in owed
        assert await room.store.dues.of_person(LEAD.id) == []


async def test_the_rest_of_the_case_follows_its_lead_and_they_are_told_once(tmp_path: Path) -> None:
    """INV-08"""
    over, ahead = a_closed_meeting(), replace(a_booked_meeting(), id="m_next")
    async with days_after(tmp_path, 0, over, ahead) as room:
        await give(room, TEAM_LEADER, Duty.QUALIFIED_SOCIAL_WORKER)
        chair = room.chat(CHAIR)
        await chair.send("rolehandover.open", M)
        await chair.press("Continue", part="lead professional", to=TEAM_LEADER.id, stays="no", why="Moves on")
        await chair.press("Record")
        for each in ("m_kay", "m_next"):
            meeting = await room.store.meetings.load(each)
            assert meeting.lead_professional.id == TEAM_LEADER.id
        assert await room.sent_to(NoticeKind.PART_HANDED_OVER) == sorted([LEAD.id, TEAM_LEADER.id])
        assert await room.store.outbox.of_meeting("m_next") == []


async def test_pressing_record_twice_hands_it_over_once(tmp_path: Path) -> None:
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await give(room, SERVICE_MANAGER, Duty.CHAIR)
        chair = room.chat(CHAIR)
        await chair.send("rolehandover.open", M)
        await chair.press("Continue", part="chair", to=SERVICE_MANAGER.id, stays="", why="Is ill")
        await chair.press("Record")
        await chair.repeat()
        assert len((await room.meeting()).handed_over) == 1


async def test_whoever_has_no_part_hands_nothing_over(tmp_path: Path) -> None:
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        assert "I have not done that" in await room.chat(HEALTH).send("rolehandover.open", M)
        assert "no meeting whose chair or lead" in await room.chat(HEALTH).say("hand over my part")


async def test_a_new_lead_of_the_core_group_leads_its_planning_meetings_too(tmp_path: Path) -> None:
    """INV-08 CG-04"""
    async with group_room(tmp_path, a_core_group()) as room:
        await room.store.people.change(TEAM_LEADER.id, None, duties=frozenset({Duty.QUALIFIED_SOCIAL_WORKER}))
        await room.store.meetings.add(replace(a_booked_meeting(), id="m_review"))
        lead = room.chat(LEAD)
        await lead.send("cghandover.open", {"g": room.id})
        heard = await lead.press(
            "Hand it over", what=str(Leads.LEAD), to=TEAM_LEADER.id, why="A change of duties"
        )
        assert "have the new lead professional too" in heard
        review = await room.store.meetings.load("m_review")
        assert review.lead_professional.id == TEAM_LEADER.id
        assert review.invitee(LEAD.id).role is Role.PRACTITIONER


async def test_what_somebody_who_leaves_chaired_and_led_is_their_heirs_at_once(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, 0, a_closed_meeting()) as room:
        await give(room, TEAM_LEADER, Duty.QUALIFIED_SOCIAL_WORKER)
        admin = room.chat(ADMIN)
        await admin.send("leave.open", {"p": LEAD.id})
        await admin.press("Continue", who=LEAD.id, to=TEAM_LEADER.id)
        heard = await admin.press("Record")
        assert "is theirs now" in heard
        assert "Still without a successor" not in heard
        assert (await room.meeting()).lead_professional.id == TEAM_LEADER.id
        assert await room.store.left_by(LEAD.id) == {}


async def test_where_the_heir_may_not_it_is_said_and_stays(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        admin = room.chat(ADMIN)
        await admin.send("leave.open", {"p": CHAIR.id})
        await admin.press("Continue", who=CHAIR.id, to=TEAM_LEADER.id)
        heard = await admin.press("Record")
        assert "Still without a successor" in heard
        assert "hand it over to somebody who may" in heard
        assert (await room.meeting()).chair.id == CHAIR.id


async def test_the_core_group_hears_of_changes_through_the_heir_of_its_planning_chair(tmp_path: Path) -> None:
    """INV-08 CG-10"""
    async with days_after(tmp_path, 0, a_closed_meeting()) as room:
        await give(room, SERVICE_MANAGER, Duty.CHAIR)
        assert (await room.group()).followed == ["m_kay"]
        admin = room.chat(ADMIN)
        await admin.send("leave.open", {"p": CHAIR.id})
        await admin.press("Continue", who=CHAIR.id, to=SERVICE_MANAGER.id)
        await admin.press("Record")
        assert (await room.group()).planning_chair.id == SERVICE_MANAGER.id


async def test_restricted_information_goes_with_the_chair(tmp_path: Path) -> None:
    """INV-08 RAI-04"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await give(room, SERVICE_MANAGER, Duty.CHAIR)
        police, admin = room.chat(POLICE), room.chat(ADMIN)
        await police.send("restricted.open", M)
        await police.press(
            "Ask the chair", kind="dangerous", justification="A grave risk", given="section", audience="chair"
        )
        (request,) = (await room.meeting()).restricted
        assert await room.store.restricted.ids_for(CASE, CHAIR) == [request.id]
        await admin.send("rolehandover.open", M)
        await admin.press("Continue", part="chair", to=SERVICE_MANAGER.id, stays="", why="Is ill")
        await admin.press("Record")
        assert await room.store.restricted.ids_for(CASE, SERVICE_MANAGER) == [request.id]
        assert await room.store.restricted.ids_for(CASE, CHAIR) == []


async def test_a_request_that_waited_for_the_leaver_is_their_heirs(tmp_path: Path) -> None:
    """CON-03 INV-08"""
    async with days_after(tmp_path, 0, a_closed_meeting()) as room:
        await give(room, SERVICE_MANAGER, Duty.CHAIR)
        wanted = requests.Request(
            CASE, requests.AskedFor.SPECIAL_REVIEW, requests.Asking.PRACTITIONER, "More risk"
        )
        group = await room.group()
        await room.store.requests.add(requests.ask(wanted, "q_1", HEALTH, room.now, group))
        admin = room.chat(ADMIN)
        await admin.send("leave.open", {"p": CHAIR.id})
        await admin.press("Continue", who=CHAIR.id, to=SERVICE_MANAGER.id)
        await admin.press("Record")
        found = await room.store.requests.load("q_1")
        assert found.chair
        assert found.chair.id == SERVICE_MANAGER.id


async def test_what_a_leaver_still_had_to_do_about_addresses_is_their_heirs(tmp_path: Path) -> None:
    """INV-08 ADR-01: also where the case has no core group any more that would hand it on."""
    async with days_after(tmp_path, 0, a_closed_meeting()) as room:
        await give(room, TEAM_LEADER, Duty.QUALIFIED_SOCIAL_WORKER)
        where = whereabouts.begin(whereabouts.of_meeting(a_closed_meeting()), "j_away")
        where.case_ref, where.people = "PK-26-0999", []
        address.report(where, ADMIN, FOSTER, room.now, ids())
        await room.store.whereabouts.add(where)
        assert "Whereabouts PK-26-0999" in await room.store.left_by(LEAD.id)
        admin = room.chat(ADMIN)
        await admin.send("leave.open", {"p": LEAD.id})
        await admin.press("Continue", who=LEAD.id, to=TEAM_LEADER.id)
        assert "Still without a successor" not in await admin.press("Record")
        assert (await room.store.whereabouts.load("j_away")).lead_professional.id == TEAM_LEADER.id
        assert await room.store.left_by(LEAD.id) == {}
