"""The key points: corrected and released by the chair, read by whom they were sent to, and followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.meetings import key_points
from cppm.meetings.key_points import NOT_A_PLAN
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person, Role
from cppm.records import CHANNEL, FactKind, NoticeKind
from storage.store import Store
from tests.builders import (
    ADMIN,
    CHAIR,
    GP,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    REPORTER,
    SCHOOL,
    THIRD,
    a_closed_meeting,
    a_settled_meeting,
)
from tests.dialogs.after_views import NOW, Room

STUDENT = replace(OUTSIDER, id="p_student", name="Mia Frew", post="Student social worker")
PARTS = {
    "decision": "Kay: name placed on the register.",
    "reasons": "Two injuries without explanation; the risk is more of them.",
    "actions": "Ewan Reid: visit every second day, by 20 November 2026.",
}


@pytest.fixture
async def room(store: Store) -> Room:
    return Room(store)


def with_a_student(meeting: PlanningMeeting) -> PlanningMeeting:
    line = replace(meeting.invitee(SCHOOL.id), person=STUDENT, role=Role.STUDENT)
    meeting.invitees.append(line)
    return meeting


async def released(room: Room) -> None:
    """Released by card, from the card that waits for the chair."""
    chair = room.chat(CHAIR)
    await chair.send("release.open", {"m": room.id})
    await chair.press("Continue", right="yes")
    await chair.press("Record")


async def test_read_and_corrected_by_card(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("points.open", {"m": room.id})
    assert chair.input("decision")["value"] == "Kay: name placed on the Child Protection Register."
    assert "Repeated injuries" in chair.input("reasons")["value"]
    kept = await chair.press("Keep", **PARTS)
    assert "The key points are kept" in kept
    assert "Nothing has gone out yet." in kept
    points = (await room.meeting()).key_points
    assert points
    assert (points.decision, points.reasons, points.actions) == tuple(PARTS.values())
    assert await room.owed(NoticeKind.KEY_POINTS) == []


async def test_read_and_corrected_by_typing(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    await chair.goes(
        [
            ("key points", "Type correct to change them, or release to send them."),
            ("correct", "What was decided?"),
            ("help", "So far: Kay: name placed on the Child Protection Register."),
            ("keep", "What are the reasons, and the risks in short?"),
            (PARTS["reasons"], "Who does what by when?"),
            ("keep", "The key points are kept"),
        ]
    )
    points = (await room.meeting()).key_points
    assert points
    assert points.reasons == PARTS["reasons"]


async def test_a_command_typed_over_what_is_filled_in_replaces_nothing_unasked(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("points.open", {"m": room.id})
    await chair.goes(
        [
            ("decision", 'I read that as your answer "decision", and not as that command. Is that right?'),
            ("no", "Then please give the answer. For decision, type home first: your answers are kept."),
            ("help", "So far: Kay: name placed on the Child Protection Register. Type keep"),
        ]
    )


async def test_an_empty_part_is_asked_for(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("points.open", {"m": room.id})
    returned = await chair.press("Keep", **{**PARTS, "actions": " "})
    assert "Who does what by when: Please answer in a sentence or two." in returned


async def test_released_in_two_steps_by_typing(room: Room) -> None:
    await room.hold(with_a_student(a_closed_meeting(invited=[POLICE, HEALTH, SCHOOL, THIRD, REPORTER])))
    chair = room.chat(CHAIR)
    people = await chair.say("release")
    for line in (
        "Police: Fiona Blair, practitioner",
        "Children's Reporter: Hamish Low, observer",
        "Kay's father: was not invited",
        "Mia Frew: has the role of student",
    ):
        assert line in people
    text = await chair.say("yes")
    assert "This is what I will record" in text
    assert "Kay: name placed on the Child Protection Register." in text
    assert "Police: Fiona Blair, practitioner" in text
    assert NOT_A_PLAN in text
    assert await room.owed(NoticeKind.KEY_POINTS) == []
    assert "The key points are released" in await chair.say("yes")
    everybody = [LEAD, POLICE, HEALTH, SCHOOL, THIRD, REPORTER]
    assert await room.owed_to(NoticeKind.KEY_POINTS) == sorted(p.id for p in everybody)
    assert await room.owed_to(NoticeKind.KEY_POINTS_IN_CHANNEL) == [CHANNEL]


async def test_who_could_not_come_gets_them_too(room: Room) -> None:
    await room.hold(a_closed_meeting(present=[LEAD, POLICE, HEALTH]))
    await released(room)
    assert SCHOOL.id in await room.owed_to(NoticeKind.KEY_POINTS)


async def test_an_invitation_never_agreed_gets_none(room: Room) -> None:
    meeting = a_closed_meeting()
    line = replace(meeting.invitee(SCHOOL.id), person=GP, invited_at=None, stay=None)
    meeting.invitees.append(line)
    await room.hold(meeting)
    assert "Priya Nair: the invitation was never agreed" in await room.chat(CHAIR).say("release")
    await released(room)
    assert GP.id not in await room.owed_to(NoticeKind.KEY_POINTS)


async def test_a_doubt_about_the_people_stops_it(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    assert "Then nothing goes out." in await said(room, chair.person, "release", "no")
    await chair.send("release.open", {"m": room.id})
    assert "Then nothing goes out." in await chair.press("Continue", right="no")
    assert await room.owed(NoticeKind.KEY_POINTS) == []


async def said(room: Room, person: Person | None, *lines: str) -> str:
    assert person
    chat, heard = room.chat(person), ""
    for line in lines:
        heard = await chat.say(line)
    return heard


async def test_released_twice_sends_once(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("release.open", {"m": room.id})
    await chair.press("Continue", right="yes")
    confirm = chair.card
    await chair.press("Record")
    owed = await room.store.outbox.of_meeting(room.id)
    assert "The key points are released" in await chair.repeat()
    chair.cards.append(confirm)
    assert "The key points are released" in await chair.press("Record")
    again = await chair.send("release.open", {"m": room.id})
    assert "The key points went out and can't be changed now." in again
    assert "went out" in await chair.send("points.open", {"m": room.id})
    assert await room.store.outbox.of_meeting(room.id) == owed


async def test_a_stale_correction_does_not_change_what_went_out(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("points.open", {"m": room.id})
    stale = chair.card
    await released(room)
    chair.cards.append(stale)
    assert "went out and can't be changed" in await chair.press("Keep", **PARTS)
    points = (await room.meeting()).key_points
    assert points
    assert points.reasons != PARTS["reasons"]


async def test_too_long_a_text_is_shortened_first(room: Room) -> None:
    meeting = a_closed_meeting()
    key_points.edit(meeting, CHAIR, "Placed.", "Word " * 900, "Visit.", NOW)
    await room.hold(meeting)
    refused = await room.chat(CHAIR).say("release")
    assert "too long for a message: reasons" in refused


async def test_the_longest_text_fits_on_every_card(room: Room) -> None:
    meeting = a_closed_meeting(invited=[POLICE, HEALTH, GP, SCHOOL, THIRD, REPORTER])
    reasons = "\n".join(["“Größere” words, and more of them. " * 3] * 20)[:2500]
    actions = "\n".join(["Ewan Reid: visit, and see Kay alone at school and at home, by 20 November."] * 20)
    key_points.edit(meeting, CHAIR, "D" * 600, reasons, actions[:2000], NOW)
    await room.hold(meeting)
    await room.chat(CHAIR).send("points.open", {"m": room.id})
    await released(room)
    assert "Key points" in await room.chat(POLICE).send("points.read", {"m": room.id})


async def test_a_part_has_so_many_lines_at_most(room: Room) -> None:
    await room.hold(a_closed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("points.open", {"m": room.id})
    returned = await chair.press("Keep", **{**PARTS, "actions": "\n".join(["Ewan: visit"] * 21)})
    assert "This has 21 lines and the most is 20." in returned


@pytest.mark.parametrize("verb", ["points.open", "release.open"])
@pytest.mark.parametrize("person", [LEAD, POLICE, ADMIN, OUTSIDER])
async def test_belongs_to_the_chair(room: Room, person: Person, verb: str) -> None:
    await room.hold(a_closed_meeting())
    refused = await room.chat(person).send(verb, {"m": room.id})
    assert "Only the chair of this meeting can do this." in refused


async def test_the_meeting_is_closed_first(room: Room) -> None:
    await room.hold(a_settled_meeting())
    chair = room.chat(CHAIR)
    for verb in ("points.open", "release.open", "points.read"):
        answer = await chair.send(verb, {"m": room.id})
        assert "The key points follow when the meeting is closed." in answer
    assert "They are drafted when you close a meeting." in await chair.say("release")
    assert "There are no key points for you yet." in await chair.say("key points")


# Reading


async def test_whoever_was_sent_them_reads_them(room: Room) -> None:
    await room.hold(a_closed_meeting(present=[LEAD, POLICE, HEALTH]))
    await released(room)
    read = await room.chat(POLICE).say("key points")
    assert "Kay: name placed on the Child Protection Register." in read
    assert NOT_A_PLAN in read
    assert "Record dissent" in read
    absent = await room.chat(SCHOOL).send("points.read", {"m": room.id})
    assert "Kay: name placed" in absent
    assert "Record dissent" not in absent
    reads = await room.store.reads.of_case("PK-26-0137")
    assert [(r.who, r.what) for r in reads] == [(POLICE.id, "key points"), (SCHOOL.id, "key points")]


async def test_nobody_reads_them_before_their_release(room: Room) -> None:
    await room.hold(a_closed_meeting())
    early = await room.chat(POLICE).send("points.read", {"m": room.id})
    assert "The chair has not released the key points yet." in early
    assert "Repeated injuries" not in early


@pytest.mark.parametrize("person", [STUDENT, OUTSIDER, ADMIN])
async def test_nobody_else_reads_them(room: Room, person: Person) -> None:
    await room.hold(with_a_student(a_closed_meeting()))
    await released(room)
    refused = await room.chat(person).send("points.read", {"m": room.id})
    assert "I have not done that" in refused
    assert "Repeated injuries" not in refused
    assert await room.store.reads.of_case("PK-26-0137") == []


async def test_who_was_taken_off_the_list_since_reads_them_no_more(room: Room) -> None:
    await room.hold(a_closed_meeting())
    await released(room)
    await room.change(without(POLICE))
    assert "not on the invitation list" in await room.chat(POLICE).send("points.read", {"m": room.id})


def without(person: Person) -> object:
    def change(meeting: PlanningMeeting) -> None:
        meeting.invitees = [i for i in meeting.invitees if i.person.id != person.id]
        meeting.record(FactKind.INVITEE_REMOVED, ADMIN, NOW, person=person.id)

    return change


# What was delivered


@pytest.mark.parametrize("reader", [CHAIR, ADMIN])
async def test_the_delivery_report_names_each_person(room: Room, reader: Person) -> None:
    await room.hold(a_closed_meeting())
    await released(room)
    ids = {d.to: d.id for d in await room.owed(NoticeKind.KEY_POINTS)}
    outbox = room.store.outbox
    await outbox.sent(ids[POLICE.id], "activity-1", NOW + timedelta(minutes=1))
    await outbox.failed(ids[HEALTH.id], "The app is not installed for them.")
    await outbox.unknown(ids[SCHOOL.id], "no answer from Teams")
    report = await room.chat(reader).send("deliveries.open", {"m": room.id})
    for line in (
        "Fiona Blair, practitioner, Police\nSent Tuesday 17 November 2026, 14:46 (UK time)",
        "Not delivered: The app is not installed for them. Reach them another way.",
        "Perhaps not arrived: no answer from Teams. Ask them.",
        "On its way",
        "The core group's channel",
    ):
        assert line in report.replace("\\", "")


async def test_what_may_have_come_twice_is_said(room: Room) -> None:
    await room.hold(a_closed_meeting())
    await released(room)
    outbox, now = room.store.outbox, NOW + timedelta(days=1)
    for _ in range(2):
        for message in await outbox.claim(now):
            await outbox.begin(message)
        now += timedelta(minutes=2)
    sent = next(d.id for d in await room.owed(NoticeKind.KEY_POINTS) if d.to == POLICE.id)
    lost = next(d.id for d in await room.owed(NoticeKind.KEY_POINTS) if d.to == SCHOOL.id)
    await outbox.sent(sent, "activity-1", NOW + timedelta(minutes=1))
    await outbox.unknown(lost, "may have arrived: 502 BadGateway")
    report = (await room.chat(CHAIR).send("deliveries.open", {"m": room.id})).replace("\\", "")
    assert "14:46 (UK time), perhaps twice" in report
    assert "Perhaps not arrived: Teams could not be reached, or was too busy. Ask them." in report


async def test_the_delivery_report_by_typing(room: Room) -> None:
    await room.hold(a_closed_meeting())
    assert "have not been released yet" in await room.chat(CHAIR).say("deliveries")
    assert "Only the chair or CP Administration" in await room.chat(LEAD).send(
        "deliveries.open", {"m": room.id}
    )
    assert "not on the invitation list" in await room.chat(OUTSIDER).send("deliveries.open", {"m": room.id})
