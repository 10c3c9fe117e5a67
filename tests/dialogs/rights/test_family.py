"""The family's part in a meeting, by card and by typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cards.meetings.conduct import roll_card
from cppm.meetings import conduct as field
from cppm.meetings import invitations
from cppm.meetings.meeting import PlanningMeeting
from cppm.meetings.quorum import quorum_now
from cppm.people import Role
from cppm.records import NoticeKind
from cppm.rights import consents, participation, taking_part, understanding
from cppm.rights.participation_records import (
    Booked,
    Factor,
    Heard,
    Need,
    Participation,
    SupportKind,
    TakesPart,
    Topic,
)
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import conduct
from dialogs.rights import participation as jobs
from tests import builders
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    STARTS_AT,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
    an_opened_meeting,
)
from tests.dialogs.invited import MEETING, Room, open_room

DAY = timedelta(days=1)
KAY, MOTHER = MEETING | {"f": "f_kay"}, MEETING | {"f": "f_mother"}
REFUSED = "I have not done that"


async def room_with(folder: Path, meeting: PlanningMeeting, days: int = 1) -> Room:
    room = await open_room(folder, BOOKED_AT + days * DAY, meeting)
    room.engine = Engine(room.store, builders.PROFILE, [home.jobs, jobs.jobs, conduct.jobs], home.home)
    return room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    opened = await room_with(tmp_path, an_invited_meeting())
    yield opened
    await opened.store.close()


async def mine(room: Room, line: str) -> Participation:
    return taking_part.of(await room.meeting(), line)


async def test_the_card_shows_each_of_the_family_and_what_is_open(room: Room) -> None:
    """LPP-10 PAR-07"""
    heard = await room.chat(LEAD).say("the family's part")
    for words in (
        "Kay (child)",
        "Kay's mother",
        "Still open: whether they come, how they take part",
    ):
        assert words in heard
    assert "Kay's father" not in heard, "he is not invited, and his part is not settled here"


async def test_whoever_does_not_look_after_the_family_sees_nothing_of_it(room: Room) -> None:
    """PAR-06"""
    for person in (POLICE, HEALTH):
        heard = await room.chat(person).send("takingpart.open", KAY)
        assert REFUSED in heard
        assert "Kay" not in heard
        assert "There is no meeting whose family you look after" in await room.chat(person).say("family")


async def test_by_typing_a_child_is_not_invited_and_is_told_so(room: Room) -> None:
    """CHI-01 CHI-02 CHI-03 CHI-08"""
    lead = room.chat(LEAD)
    await lead.goes(
        [
            ("child invited or not", "take it for granted"),
            ("no", "What was weighed?"),
            ("what the child wants, safety", "What came of it?"),
            ("She would rather write, and her uncle comes", "told in person"),
            ("yes", "Whether the child comes is settled"),
        ]
    )
    kept = (await mine(room, "f_kay")).invited
    assert kept
    assert kept.weighed == [Factor.WISH, Factor.SAFETY]
    assert participation.children_to_tell(await room.meeting())
    await lead.send("understood.open", KAY)
    told = {"what": "meeting,not_invited", "by": "Ewan Reid", "on": "2026-11-03", "how": "at her gran's"}
    await lead.press("Keep this", **told, clear="yes")
    assert participation.children_to_tell(await room.meeting()) == []


async def test_a_child_who_comes_is_asked_next_how(room: Room) -> None:
    """LPP-10 LPP-06"""
    lead = room.chat(LEAD)
    await lead.send("invitedornot.open", KAY)
    heard = await lead.press("Keep this", invited="yes", weighed="wish", why="She wants to say it herself")
    assert "How does Kay take part?" in heard
    returned = await lead.press("Keep this", how="part", needs="easy_read,breaks")
    assert "Which part of the meeting?" in returned
    kept = await lead.press("Keep this", how="part", part="the beginning", needs="easy_read,breaks")
    assert "The chair is told" in kept
    found = await mine(room, "f_kay")
    assert (found.takes_part, found.part) == (TakesPart.PART, "the beginning")
    assert found.needs == [Need.EASY_READ, Need.BREAKS]
    assert [each.to for each in await room.owed(NoticeKind.FAMILY_NEEDS)] == [CHAIR.id]


async def test_a_friend_of_the_mother_comes_if_the_chair_agrees(room: Room) -> None:
    """PAR-06 PAR-07"""
    lead = room.chat(LEAD)
    await lead.send("support.open", MOTHER)
    assert "A parent does not want it" not in str(lead.card)
    kept = await lead.press("Keep this", kind="person", name="Her sister Jean")
    assert "The chair is asked" in kept
    chair = room.chat(CHAIR)
    assert "waits for the chair" in await chair.send("takingpart.open", MOTHER)
    form = await chair.press("Who supports them")
    assert "Do you agree" in form
    await chair.press("Keep this", kind="person", name="Her sister Jean", agreed="yes")
    found = (await mine(room, "f_mother")).support
    assert found
    assert (found.kind, found.agreed) == (SupportKind.PERSON, True)


async def test_by_typing_an_interpreter_is_booked_who_is_none_of_the_family(room: Room) -> None:
    """PAR-05"""
    lead = room.chat(LEAD)
    await lead.goes(
        [
            ("interpreter kay's mother", "everyday English is seldom enough"),
            ("it is booked", "Which language?"),
            ("Polish", "Who comes"),
            ("Her brother Jan", "belong to the family"),
            ("yes", "Nobody of the family or of their friends interprets"),
        ]
    )
    assert (await mine(room, "f_mother")).interpreter is None
    await lead.say("cancel")
    await lead.send("interpreter.open", MOTHER)
    booked = {"booked": "booked", "language": "Polish", "name": "Irena Nowak", "of_family": "no"}
    assert "reminded until it is confirmed" in await lead.press("Keep this", **booked)
    await lead.send("interpreter.open", MOTHER)
    await lead.press("Keep this", **(booked | {"booked": "confirmed"}))
    found = (await mine(room, "f_mother")).interpreter
    assert found
    assert (found.booked, found.name) == (Booked.CONFIRMED, "Irena Nowak")


async def test_what_a_child_said_before_is_offered_to_the_chair_in_the_meeting(tmp_path: Path) -> None:
    """CHI-05 LPP-14"""
    meeting = an_opened_meeting()
    said = Heard("I want to stay with Gran", "in a drawing", LEAD.name, BOOKED_AT.date())
    understanding.hear(meeting, LEAD, "f_kay", said, STARTS_AT)
    in_room = STARTS_AT + timedelta(minutes=5)
    field.state_quorum(meeting, CHAIR, in_room, builders.PROFILE, "", False)
    room = await room_with(tmp_path, meeting, 15)
    chair = room.chat(CHAIR)
    form = await chair.send("voice.open", MEETING | {"c": "c_kay"})
    assert "Kay, before the meeting. Heard by Ewan Reid, Monday 2 November 2026: in a drawing." in form
    assert chair.input("words")["value"] == "I want to stay with Gran"
    await room.store.close()


async def test_by_typing_views_are_kept_before_the_meeting(room: Room) -> None:
    """CHI-05 LPP-14"""
    lead = room.chat(LEAD)
    await lead.goes(
        [
            ("views before kay, PK", "before the meeting?"),
            ("yes", "What do they say?"),
            ("I like my school", "How were the views obtained?"),
            ("in a drawing", "Who heard them?"),
            ("Ewan Reid", "On which day?"),
            ("2 November 2026", "Did they write it down or draw it themselves?"),
            ("yes", "Who helped them to say it?"),
            ("Ada Fyfe, advocate", "Helped by"),
        ]
    )
    found = (await mine(room, "f_kay")).before
    assert found
    assert (found.words, found.by, found.on) == ("I like my school", "Ewan Reid", date(2026, 11, 2))
    assert (found.written, found.helped_by) == (True, "Ada Fyfe, advocate")


async def test_whoever_explains_is_told_who_should_be_beside_them(room: Room) -> None:
    """PAR-11"""
    lead = room.chat(LEAD)
    assert "beside them" not in await lead.send("understood.open", MOTHER)
    await lead.send("support.open", MOTHER)
    await lead.press("Keep this", kind="advocate", name="Ada Fyfe")
    await lead.send("interpreter.open", MOTHER)
    await lead.press("Keep this", booked="being_booked", language="Polish")
    shown = await lead.send("understood.open", MOTHER)
    assert "Explain it with Ada Fyfe and an interpreter for Polish beside them." in shown


async def test_after_the_meeting_it_is_explained_until_it_is_understood(tmp_path: Path) -> None:
    """PTP-05 CHI-05"""
    room = await room_with(tmp_path, a_closed_meeting(), 17)
    lead = room.chat(LEAD)
    assert "Kay's mother is told why the name is on the register" in await lead.send(
        "takingpart.open", MOTHER
    )
    told = {"what": "registration", "by": "Ewan Reid", "on": "2026-11-18", "how": "at home"}
    for line in (MOTHER, KAY):
        await lead.send("understood.open", line)
        await lead.press("Keep this", **told, clear="no", unclear="What neglect means; again on Friday")
    await lead.send("heard.open", KAY)
    heard = {"heard": "yes", "words": "I am glad", "how": "on a walk", "by": "Ewan Reid"}
    await lead.press("Keep this", **heard, on="2026-11-18")
    assert participation.to_explain(await room.meeting())
    for line in (MOTHER, KAY):
        await lead.send("understood.open", line)
        await lead.press("Keep this", **told, clear="yes")
    assert not participation.to_explain(await room.meeting())
    assert "Still open" not in await lead.send("takingpart.open", MOTHER)
    found = await mine(room, "f_mother")
    assert found.told[Topic.REGISTRATION].understood == "yes"
    await room.store.close()


async def test_a_student_comes_when_both_agree_and_sees_only_their_own_part(tmp_path: Path) -> None:
    """ATT-22"""
    meeting = a_booked_meeting()
    invitations.invite(meeting, LEAD, OUTSIDER, "Learns from the nurse", BOOKED_AT, Role.STUDENT)
    invitations.approve_list(meeting, CHAIR, BOOKED_AT)
    room = await room_with(tmp_path, meeting)
    lead, chair, student = room.chat(LEAD), room.chat(CHAIR), room.chat(OUTSIDER)
    assert REFUSED in await student.send("meeting.open", MEETING)
    await lead.send("consent.open", MEETING | {"p": OUTSIDER.id})
    assert "Do you agree that they come?" not in str(lead.card)
    said = {"family": "yes", "asked": "The nurse asked the mother on Monday"}
    assert "say that they may refuse" in await lead.press("Keep this", **said, freely="no")
    await lead.send("consent.open", MEETING | {"p": OUTSIDER.id})
    assert "Still missing: the chair's consent" in await lead.press("Keep this", **said, freely="yes")
    await chair.send("takingpart.open", MEETING)
    await chair.press(f"May {OUTSIDER.name} come?")
    await chair.goes([("yes", "Does the family agree?"), ("send", "What they say is kept")])
    assert "Student" in await student.send("meeting.open", MEETING)
    for verb in ("takingpart.open", "board.open", "decision.read"):
        heard = await student.send(verb, MEETING | {"c": "c_kay"})
        assert "Kay" not in heard
    await room.store.close()


async def test_of_a_baby_presentation_and_behaviour_are_asked_for_and_no_words(tmp_path: Path) -> None:
    """CHI-05"""
    meeting = a_booked_meeting()
    meeting.children[0] = replace(meeting.children[0], age=0)
    room = await room_with(tmp_path, meeting)
    lead = room.chat(LEAD)
    form = await lead.send("heard.open", MEETING | {"f": "f_kay"})
    assert "What do presentation and behaviour show?" in form
    for words in ("What do they say?", "Did they write it down", "Who helped them"):
        assert words not in form
    await lead.goes(
        [
            ("yes", "What do presentation and behaviour show?"),
            ("Calm with her mother, stiff when her father comes in", "How was it seen?"),
            ("on two visits", "Who saw it?"),
            ("keep", "On which day?"),
            ("keep", "What they say is kept"),
        ]
    )
    found = (await room.meeting()).participation["f_kay"].before
    assert found
    assert (found.words[:4], found.written, found.helped_by) == ("Calm", False, "")
    await room.store.close()


async def test_that_a_parent_holds_back_an_advocate_goes_to_the_chair(tmp_path: Path) -> None:
    """PAR-09"""
    room = await room_with(tmp_path, a_booked_meeting())
    said = [
        ("support", "Which one do you mean?"),
        ("Kay, CPPM PK-26-0137", "Who supports Kay?"),
        ("a parent does not want it", "Why does a parent not want it"),
        ("Her mother says she is too young", "The chair is told, and considers how to answer the parent."),
    ]
    await room.chat(LEAD).goes(said)
    assert [each.to for each in await room.owed(NoticeKind.FAMILY_NEEDS)] == [CHAIR.id]
    await room.store.close()


async def test_nobody_is_to_tell_a_baby_that_it_is_not_invited(tmp_path: Path) -> None:
    """CHI-01 CHI-03"""
    meeting = a_booked_meeting()
    meeting.children[0] = replace(meeting.children[0], age=0)
    room = await room_with(tmp_path, meeting)
    lead = room.chat(LEAD)
    form = await lead.send("invitedornot.open", MEETING | {"f": "f_kay"})
    assert "may be there with a parent" in form
    assert "be told in person" not in form
    heard = await lead.press("Keep this", invited="no", weighed="age", why="She sleeps then")
    assert "Whether the child comes is settled" in heard
    await room.store.close()


async def test_a_chair_who_says_no_is_asked_nothing_more(tmp_path: Path) -> None:
    """ATT-22: what the family answered stands as it was."""
    meeting = a_booked_meeting()
    invitations.invite(meeting, LEAD, OUTSIDER, "Learns from the nurse", BOOKED_AT, Role.STUDENT)
    consents.record_family(meeting, LEAD, OUTSIDER.id, True, True, "The nurse asked the mother", BOOKED_AT)
    room = await room_with(tmp_path, meeting)
    await room.chat(CHAIR).goes(
        [
            ("student", "Do you agree that they come?"),
            ("no", "Why not?"),
            ("Two learn already", "They will not come"),
        ]
    )
    line = await room.line(OUTSIDER)
    assert line.consent
    assert (line.consent.family, line.consent.chair, line.invited) == (True, False, False)
    await room.store.close()


async def test_by_typing_a_familys_no_takes_the_invitation_back(tmp_path: Path) -> None:
    """ATT-22"""
    meeting = a_booked_meeting()
    invitations.invite(meeting, LEAD, OUTSIDER, "Learns from the nurse", BOOKED_AT, Role.STUDENT)
    room = await room_with(tmp_path, meeting)
    await room.chat(LEAD).goes(
        [
            ("student", "Does the family agree?"),
            ("no", "Who asked them"),
            ("The nurse asked the mother", "They will not come"),
        ]
    )
    line = await room.line(OUTSIDER)
    assert line.consent
    assert (line.consent.family, line.invited) == (False, False)
    await room.store.close()


def test_the_roll_tells_the_chair_what_each_of_the_family_who_is_there_needs() -> None:
    """PTP-01 LPP-06"""
    meeting = an_opened_meeting()
    for line in ("f_mother", "f_kay"):
        taking_part.take_part(meeting, LEAD, line, TakesPart.WHOLE, "", [Need.BREAKS], "", STARTS_AT)
    said = str(roll_card(meeting, quorum_now(meeting, builders.PROFILE.quorum), []).to_dict())
    assert "Kay's mother: breaks" in said
    assert "Kay: breaks" not in said
