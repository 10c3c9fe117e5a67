"""A family's request for review in conversations, and complaints, which are routed and never kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cppm.disagreeing.disagreement_records import Ground
from cppm.people import Duty, Person
from cppm.records import NoticeKind, everyone_with
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    SERVICE_MANAGER,
    a_closed_meeting,
    an_opened_meeting,
)
from tests.dialogs.differing import Office, office

M = {"m": "m_kay"}
WORDS = "The nursery was never asked."
REQUEST = {"who": "f_mother", "representative": "", "how": "letter", "received": "2026-11-18", "words": WORDS}


async def logged(room: Office) -> str:
    """The lead professional has logged a request by card; its id."""
    lead = room.chat(LEAD)
    await lead.send("familyreviews.open", M)
    await lead.press("Record", **REQUEST)
    return (await room.meeting()).family_reviews[0].id


async def test_by_typing_alone_from_the_letter_to_the_family_being_told(tmp_path: Path) -> None:
    """DIS-07 DIS-08 DIS-09 DIS-10"""
    async with office(tmp_path, a_closed_meeting()) as room:
        lead, manager = room.chat(LEAD), room.chat(SERVICE_MANAGER)
        await lead.goes(
            [
                ("the family asks for a review", "They can ask until Tuesday 1 December 2026"),
                ("Kay's mother", "Has somebody asked for them?"),
                ("skip", "How did they ask?"),
                ("by letter", "On which day did it come?"),
                ("today", "What do they say?"),
                (WORDS, "A service manager without a part in the meeting answers it."),
            ]
        )
        await manager.goes(
            [
                ("answer family review", WORDS),
                ("1", "Could it have led to another decision?"),
                ("yes", "What are your reasons?"),
                ("The nursery's note was not there.", "Who tells the family?"),
                ("Ewan Reid", "By when?"),
                ("20 November", "This is what I will record"),
                ("yes", "Another meeting, with another chair"),
            ]
        )
        (kept,) = (await room.meeting()).family_reviews
        assert kept.result
        assert (kept.result.grounds, kept.result.could_differ) == ([Ground.NOT_AVAILABLE], True)
        heard = {each.to for each in await room.owed(NoticeKind.FAMILY_REVIEW_DECIDED)}
        assert heard == {everyone_with(Duty.CHIEF_SOCIAL_WORK_OFFICER), CHAIR.id, LEAD.id}
        assert "statutory complaints procedure is open to them" in await lead.say("read family review")
        to_tell = await lead.press("The family is told")
        assert "The nursery's note was not there." in to_tell
        assert "statutory complaints procedure is open to them" in to_tell
        assert "It is recorded as done" in await lead.press("It is done", note="At home")
        assert "Not yet" not in await lead.say("read family review")


async def test_by_card_alone_without_a_ground(tmp_path: Path) -> None:
    """DIS-08"""
    async with office(tmp_path, a_closed_meeting()) as room:
        kept = await logged(room)
        manager = room.chat(SERVICE_MANAGER)
        assert WORDS in await manager.send("familyresult.open", {**M, "b": kept})
        answer = {"grounds": "none", "reasons": "All of it was known.", "teller": LEAD.id}
        await manager.press("Continue", **answer, tell_by="2026-11-20", could_differ="")
        done = await manager.press("Record")
        assert "None of the three grounds applies, so the decision is not reviewed." in done
        assert "The decision stands" in done
        refused = await manager.send("familyresult.open", {**M, "b": kept})
        assert "that answer is final" in refused


async def test_without_a_ground_by_typing(tmp_path: Path) -> None:
    """DIS-08"""
    async with office(tmp_path, a_closed_meeting()) as room:
        await logged(room)
        manager = room.chat(SERVICE_MANAGER)
        await manager.goes(
            [("answer family review", "Which grounds apply?"), ("none", "What are your reasons?")]
        )


async def test_grounds_and_none_of_them_do_not_go_together(tmp_path: Path) -> None:
    """DIS-08"""
    async with office(tmp_path, a_closed_meeting()) as room:
        kept = await logged(room)
        manager = room.chat(SERVICE_MANAGER)
        await manager.send("familyresult.open", {**M, "b": kept})
        answer = {"grounds": "new,none", "reasons": "So.", "teller": LEAD.id, "tell_by": "2026-11-20"}
        assert "and not both" in await manager.press("Continue", **answer, could_differ="")


async def test_cp_administration_logs_by_the_reference_of_the_case(tmp_path: Path) -> None:
    """DIS-07"""
    async with office(tmp_path, a_closed_meeting()) as room:
        admin = room.chat(ADMIN)
        assert "Type family review and the reference of the case" in await admin.say("family review")
        assert "Who of the family asks?" in await admin.say("family review PK-26-0137")
        await admin.press("Record", **(REQUEST | {"representative": "Mr Hay, solicitor"}))
        (kept,) = (await room.meeting()).family_reviews
        assert (kept.representative, kept.logged_by) == ("Mr Hay, solicitor", ADMIN.id)


@pytest.mark.parametrize("person", [CHAIR, POLICE, HEALTH, OUTSIDER])
async def test_others_neither_log_nor_answer(tmp_path: Path, person: Person) -> None:
    """DIS-07 DIS-08"""
    async with office(tmp_path, a_closed_meeting()) as room:
        kept = await logged(room)
        chat = room.chat(person)
        for verb in ("familyreviews.open", "familyreview.open", "familyresult.open"):
            refused = await chat.send(verb, {**M, "b": kept})
            assert "I have not done that" in refused
            assert WORDS not in refused
        if person is not CHAIR:
            assert "I have not done that" in await chat.send("familyreview.read", {**M, "b": kept})


async def test_a_meeting_still_under_way_has_no_requests(tmp_path: Path) -> None:
    """DIS-07"""
    async with office(tmp_path, an_opened_meeting()) as room:
        refused = await room.chat(LEAD).send("familyreview.open", M)
        assert "is not possible until the chair closes it" in refused


async def test_pressed_twice_is_kept_once_and_reading_is_noted(tmp_path: Path) -> None:
    """DIS-07"""
    async with office(tmp_path, a_closed_meeting()) as room:
        lead = room.chat(LEAD)
        await lead.send("familyreview.open", M)
        await lead.press("Record", **REQUEST)
        assert WORDS in await lead.repeat()
        (kept,) = (await room.meeting()).family_reviews
        await room.chat(CHAIR).send("familyreview.read", {**M, "b": kept.id})
        reads = await room.store.reads.of_case("PK-26-0137")
        assert (CHAIR.id, "request for review") in [(r.who, r.what) for r in reads]


@pytest.mark.parametrize("said", ["complaint", "I want to make a complaint", "complain"])
async def test_a_complaint_is_routed_and_nothing_of_it_is_kept(tmp_path: Path, said: str) -> None:
    """DIS-04 DIS-06"""
    async with office(tmp_path, a_closed_meeting()) as room:
        before = (await room.meeting()).revision
        heard = await room.chat(POLICE).say(said)
        for words in (PROFILE.complaints, PROFILE.family_review, "I keep no complaints"):
            assert words in heard
        assert heard == await room.chat(POLICE).send("complaints.open")
        assert (await room.meeting()).revision == before


async def test_the_chief_social_work_officer_reads_it_by_its_case_and_answers_where_nobody_else_may(
    tmp_path: Path,
) -> None:
    """DIS-08 DIS-10"""
    meeting = a_closed_meeting()
    meeting.invitees[1].person = SERVICE_MANAGER
    async with office(tmp_path, meeting) as room:
        await logged(room)
        chief = frozenset({Duty.CHIEF_SOCIAL_WORK_OFFICER})
        await room.store.people.change(OUTSIDER.id, None, duties=chief)
        officer, manager = room.chat(replace(OUTSIDER, duties=chief)), room.chat(SERVICE_MANAGER)
        assert "There is none to read" in await officer.say("read family review")
        assert WORDS in await officer.say("read family review PK-26-0137")
        assert "Answer it" in officer.buttons()
        assert WORDS in await manager.say("read family review PK-26-0137")
        assert "Answer it" not in manager.buttons()
        assert "the chief social work officer types" in await manager.say("answer family review")
        await officer.goes(
            [
                ("answer family review PK-26-0137", WORDS),
                ("none", "What are your reasons?"),
                ("It was weighed.", "Who tells the family?"),
                ("Ewan Reid", "By when?"),
                ("20 November", "This is what I will record"),
                ("yes", "The decision stands"),
            ]
        )


async def test_several_requests_are_told_apart_by_typing_too(tmp_path: Path) -> None:
    """DIS-07"""
    async with office(tmp_path, a_closed_meeting()) as room:
        await logged(room)
        lead = room.chat(LEAD)
        await lead.send("familyreviews.open", M)
        await lead.press("Record", **(REQUEST | {"who": "f_father", "words": "I was not heard."}))
        which = await lead.say("read family review")
        assert "type for example: read family review PK-26-0137 Kay's mother" in which
        assert WORDS in await lead.say("read family review PK-26-0137 Kay's mother")
        assert "I was not heard." in await lead.say("read family review father")
