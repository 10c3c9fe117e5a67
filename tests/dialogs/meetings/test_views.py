"""Views on registration as conversations: asked, given, sealed, opened; and everybody who may not."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from app import JOBS as ALL_JOBS
from cards.notices import Occasion, notice_card
from cppm.meetings import attendance, conduct, invitations, views
from cppm.meetings.meeting import (
    Child,
    ChildSummary,
    Deputy,
    FamilyLine,
    MeetingKind,
    Option,
    PlanningMeeting,
    ViewRound,
    Voice,
)
from cppm.people import Person, Role
from cppm.records import NoticeKind
from dialogs import home
from dialogs.engine import Engine
from tests import builders
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    EVERYBODY,
    GP,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    USUAL,
)
from tests.cast import alike
from tests.dialogs.chat import Chat, nodes, words
from tests.dialogs.hour import HEARD, KAY, MINUTE, SUMMARY, hour, ids, press_as_shown
from tests.dialogs.invited import Room

M = {"m": "m_kay"}
MARK = "Zzyzx-2741"
"""Stands in every view given while they are sealed; nobody else may ever read it before they are opened."""


def asked(*present: Person, **changes: object) -> PlanningMeeting:
    """Views are asked for; everybody invited is present unless named otherwise."""
    return builders.a_meeting_ready_for_views(list(present) or None, **changes)  # type: ignore[arg-type]


def with_deputy(enrolled: bool = True) -> PlanningMeeting:
    """Views are asked for, and a deputy sits in for the police."""
    meeting = builders.an_invited_meeting()
    for each in (LEAD, HEALTH, SCHOOL):
        attendance.confirm(meeting, each, BOOKED_AT + MINUTE)
    person = POLICE_DEPUTY if enrolled else None
    deputy = Deputy(POLICE_DEPUTY.name, True, True, person.id if person else None)
    attendance.send_deputy(meeting, POLICE, deputy, BOOKED_AT + MINUTE, person)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, HEALTH.id, SCHOOL.id], [POLICE.id], [], STARTS_AT)
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    captured(meeting)
    return meeting


def captured(meeting: PlanningMeeting) -> None:
    for child in meeting.children:
        conduct.capture_summary(meeting, CHAIR, child.id, ChildSummary("R", "N", "P"), STARTS_AT)
        conduct.capture_childs_views(meeting, CHAIR, child.id, Voice("School", "aloud"), STARTS_AT)
        conduct.capture_parents_views(meeting, CHAIR, child.id, Voice("Help", "aloud"), STARTS_AT)
        views.open_round(meeting, CHAIR, child.id, STARTS_AT)


async def round_of(room: Room, child_id: str = "c_kay") -> ViewRound:
    return (await room.meeting()).rounds[child_id]


async def give(room: Room, person: Person, option: str = "place", reasons: str = MARK) -> str:
    chat = room.chat(person)
    await chat.send("view.open", KAY)
    return await chat.press("Send my view", option=option, reasons=reasons)


# The whole way


async def test_by_card_alone(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        for each in (LEAD, POLICE, HEALTH, SCHOOL):
            chat = room.chat(each)
            await chat.send("meeting.open", M)
            assert chat.buttons()[0] == "My view on Kay"
            await chat.press("My view on Kay")
            kept = await chat.press("Send my view", option="place", reasons=f"Records of {each.name}")
            assert "Your view is kept, sealed" in kept
            assert "until the chair opens" in kept
        third = room.chat(THIRD)
        await third.send("view.open", KAY)
        assert "invited to give a view and may pass" in str(third.card)
        assert "No view" in await third.press("Send my view", option="pass")
        assert [each.to for each in await room.owed(NoticeKind.VIEWS_COMPLETE)] == [CHAIR.id]
        chair = room.chat(CHAIR)
        await chair.send("board.open", KAY)
        asked_first = await chair.press("Open the views")
        assert "This is what I will record" in asked_first
        assert "Still to come\nNobody" in asked_first
        shown = await chair.press("Record")
        assert "There is a clear consensus." in shown
        assert "Records of Ailsa Grant" in shown
        assert "Passed" in shown
        assert chair.buttons()[0] == "Decide on Kay"
        order = [
            shown.index(name) for name in ("Children and Families Social Work\n", "Police\n", "Health\n")
        ]
        assert order == sorted(order)


async def test_by_typing_alone(tmp_path: Path) -> None:
    async with hour(tmp_path, asked(LEAD, POLICE, HEALTH)) as room:
        for each in (LEAD, POLICE, HEALTH):
            await room.chat(each).goes(
                [
                    ("vote", "What is your view?"),
                    ("do not place", "Why? Give your reasons from the evidence."),
                    ("The risk has gone down", "Your view is kept, sealed"),
                ]
            )
        await room.chat(CHAIR).goes(
            [
                ("views", "The views are sealed"),
                ("open views", "This is what I will record"),
                ("yes", "There is a clear consensus."),
                ("views", "Do not place the name"),
            ]
        )
        given = (await round_of(room)).views
        assert {view.option for view in given.values()} == {Option.NOT_PLACE}


async def test_from_opening_to_opened_in_few_presses(tmp_path: Path) -> None:
    meeting = builders.an_invited_meeting()
    for each in (LEAD, *USUAL):
        attendance.confirm(meeting, each, BOOKED_AT + MINUTE)
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.send("start.open", M)
        await press_as_shown(chair, "Keep the roll", opening="introductions")
        await chair.press("State the quorum")
        await chair.press("Sum up for Kay")
        await chair.press("Keep this", **SUMMARY)
        await chair.press("Keep this", **HEARD)
        await chair.press("Keep this", **HEARD)
        await chair.press("Ask for views on Kay")
        for each in (LEAD, *USUAL):
            await give(room, each)
        await chair.press("Open the views")
        assert MARK in await chair.press("Record")


async def test_a_bare_yes_is_no_view(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        await room.chat(POLICE).goes([("view", "What is your view?"), ("yes", "What is your view?")])
        assert (await round_of(room)).views == {}


async def test_a_voluntary_partner_types_pass(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        await room.chat(THIRD).goes([("view", "What is your view?"), ("pass", "No view")])
        assert (await round_of(room)).views[THIRD.id].option is None


async def test_a_statutory_partner_is_not_offered_to_pass(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chat = room.chat(POLICE)
        await chat.send("view.open", KAY)
        assert "I give no view" not in str(chat.card)
        assert "not on the list" in await chat.press("Send my view", option="pass", reasons="")
        await chat.send("view.open", KAY)
        assert "Please say why" in await chat.press("Send my view", option="place", reasons=" ")
        assert (await round_of(room)).views == {}


async def test_help_back_and_cancel_in_between(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        await room.chat(HEALTH).goes(
            [
                ("view", "What is your view?"),
                ("help", "You are at: My view on registration"),
                ("place", "Why?"),
                ("back", "So far: Place the name on the register"),
                ("not place", "Why?"),
                ("cancel", "Nothing has been recorded"),
                ("my view", "What is your view?"),
                ("place", "Why?"),
                ("home", "What you owe"),
                ("resume", "Why?"),
                ("Weight is falling", "Your view is kept, sealed"),
            ]
        )
        kept = (await round_of(room)).views[HEALTH.id]
        assert (kept.option, kept.reasons) == (Option.PLACE, "Weight is falling")


async def test_at_a_review_the_choice_is_to_keep_or_to_remove(tmp_path: Path) -> None:
    meeting = asked(kind=MeetingKind.REVIEW)
    async with hour(tmp_path, meeting) as room:
        chat = room.chat(POLICE)
        await chat.send("view.open", KAY)
        assert "Keep the name on the register" in str(chat.card)
        assert "Place the name" not in str(chat.card)


# Who may not


@pytest.mark.parametrize("someone", [CHAIR, REPORTER], ids=["chair", "observer"])
async def test_chair_and_observer_are_told_that_they_give_no_view(tmp_path: Path, someone: Person) -> None:
    async with hour(tmp_path, asked(LEAD, POLICE, HEALTH, REPORTER, invited=[*USUAL, REPORTER])) as room:
        for heard in (
            await room.chat(someone).say("view"),
            await room.chat(someone).send("view.open", KAY),
            await room.chat(someone).send("view.submit", KAY, option="place", reasons=MARK),
        ):
            assert "no view on registration is asked of you" in heard
        assert (await round_of(room)).views == {}
        assert someone.id not in [each.to for each in await room.owed(NoticeKind.VIEW_ASKED)]


async def test_a_minute_taker_is_told_so_too(tmp_path: Path) -> None:
    meeting = builders.an_invited_meeting()
    invitations.invite(meeting, CHAIR, OUTSIDER, "Takes the minutes", BOOKED_AT, Role.MINUTE_TAKER)
    for each in (LEAD, POLICE, HEALTH, OUTSIDER):
        attendance.confirm(meeting, each, BOOKED_AT + MINUTE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    present = [each.id for each in (LEAD, POLICE, HEALTH, OUTSIDER)]
    conduct.call_roll(meeting, CHAIR, present, [], [], STARTS_AT)
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    captured(meeting)
    async with hour(tmp_path, meeting) as room:
        assert "Your role here is minute taker, and no view" in await room.chat(OUTSIDER).say("view")
        assert "My view on Kay" not in await room.chat(OUTSIDER).send("meeting.open", M)


async def test_a_practitioner_of_another_meeting_learns_nothing(tmp_path: Path) -> None:
    other = builders.an_invited_meeting([GP], case_ref="PK-26-0200")
    other.id = "m_other"
    async with hour(tmp_path, asked(), other) as room:
        for verb in ("view.open", "view.submit", "board.open", "meeting.open", "meeting.more"):
            heard = await room.chat(GP).send(verb, KAY, option="place", reasons=MARK)
            assert "You are not on the invitation list" in heard
            assert "Kay" not in heard
        assert "No view is asked of you" in await room.chat(GP).say("view")


async def test_a_stranger_learns_how_to_be_enrolled_and_nothing_else(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        stranger = Chat(room.engine, None, room.now)
        for heard in (await stranger.say("view"), await stranger.send("view.submit", KAY, option="place")):
            assert heard.startswith("I do not know you yet")


async def test_who_is_not_in_the_room_gives_no_view(tmp_path: Path) -> None:
    async with hour(tmp_path, asked(LEAD, HEALTH, SCHOOL)) as room:
        assert "not marked as present" in await room.chat(POLICE).say("view")
        await room.change(lambda m: conduct.note_arrival(m, CHAIR, POLICE.id, room.now))
        assert [each.to for each in await room.owed(NoticeKind.VIEW_ASKED)].count(POLICE.id) == 1
        assert "Your view is kept" in await give(room, POLICE)
        await room.change(lambda m: conduct.note_leaving(m, CHAIR, HEALTH.id, room.now))
        assert "not marked as present" in await give_by_old_card(room, HEALTH)


async def give_by_old_card(room: Room, person: Person) -> str:
    return await room.chat(person).send("view.submit", KAY, option="place", reasons=MARK)


async def test_before_the_chair_asks_nobody_is_asked(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.an_opened_meeting()) as room:
        assert "No view is asked of you" in await room.chat(POLICE).say("view")
        assert "state the quorum first" in await give_by_old_card(room, POLICE)


# Deputies, and views recorded for somebody


async def test_a_deputy_speaks_for_the_agency_and_is_marked(tmp_path: Path) -> None:
    async with hour(tmp_path, with_deputy()) as room:
        assert "not marked as present" in await room.chat(POLICE).say("view")
        deputy = room.chat(POLICE_DEPUTY)
        await deputy.send("meeting.open", M)
        await deputy.press("My view on Kay")
        assert "as deputy for Fiona Blair" in str(deputy.card)
        assert "Your view is kept" in await deputy.press("Send my view", option="place", reasons="Two calls")
        await room.change(lambda m: views.open_views(m, CHAIR, "c_kay", room.now))
        shown = await room.chat(CHAIR).say("views")
        assert "Fiona Blair, given by Neil Watt as deputy" in shown
        assert "Two calls" in await deputy.say("views")
        assert "who gave or could give one" in await room.chat(POLICE).say("views")


async def test_the_chair_records_the_view_of_a_deputy_whom_nobody_has_enrolled(tmp_path: Path) -> None:
    async with hour(tmp_path, with_deputy(enrolled=False)) as room:
        chair = room.chat(CHAIR)
        assert "their deputy has no chat with me" in await chair.say("views")
        owed = await chair.say("home")
        assert "Record a view for a deputy" in owed
        await chair.press("Record a view for a deputy")
        await chair.press(
            "Keep this view",
            who=POLICE.id,
            option="place",
            reasons="Two calls",
            source="aloud in the meeting",
        )
        board = await chair.say("views")
        assert (
            "Fiona Blair, Police (by Neil Watt, deputy) (recorded for them by Morag Sinclair: aloud in"
            in board
        )
        assert "Two calls" not in board


@pytest.mark.parametrize("someone", [CHAIR, ADMIN], ids=["chair", "administration"])
async def test_a_view_by_phone_is_recorded_and_marked(tmp_path: Path, someone: Person) -> None:
    async with hour(tmp_path, asked(LEAD, HEALTH, SCHOOL)) as room:
        chat = room.chat(someone)
        await chat.goes(
            [
                ("record a view", "Whose view is it?"),
                ("Fiona", "What is the view?"),
                ("place", "What are the reasons, in their words?"),
                (MARK, "How was it given?"),
                ("by phone at noon", "The view is kept, sealed"),
            ]
        )
        assert MARK not in str(chat.card)
        await room.change(lambda m: views.open_views(m, CHAIR, "c_kay", room.now))
        shown = await room.chat(CHAIR).say("views")
        by = "Morag Sinclair" if someone is CHAIR else "CP Administration"
        assert f"Fiona Blair (recorded for them by {by}: by phone at noon)" in shown


async def test_a_view_given_in_somebodys_own_chat_is_not_written_over(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        await give(room, POLICE)
        chair = room.chat(CHAIR)
        await chair.send("viewfor.open", KAY)
        assert "Fiona Blair" not in str(chair.card)
        by_hand = {"who": POLICE.id, "option": "not_place", "reasons": "x", "source": "aloud"}
        assert "not on the list" in await chair.press("Keep this view", **by_hand)
        for each in (LEAD, HEALTH, SCHOOL, THIRD):
            await give(room, each)
        assert "There is none to record" in await chair.send("viewfor.open", KAY)
        assert (await round_of(room)).views[POLICE.id].option is Option.PLACE


async def test_nobody_else_records_for_somebody(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        for verb in ("viewfor.open", "viewfor.submit"):
            assert "Only the chair or CP Administration" in await room.chat(LEAD).send(verb, KAY)
        assert "No views are being asked" in await room.chat(LEAD).say("view for")


# Sealed


async def test_before_opening_nothing_of_anybodys_view_shows_anywhere(tmp_path: Path) -> None:
    meeting = asked(invited=[*USUAL, REPORTER])
    async with hour(tmp_path, meeting) as room:
        room.engine = Engine(room.store, PROFILE, ALL_JOBS, home.home)
        for number, each in enumerate((LEAD, POLICE, HEALTH, SCHOOL)):
            await give(room, each, "place" if number % 2 else "not_place", f"{MARK}-{each.id}.")
        await give_for_third(room)
        commands = [each.name for each in room.engine.jobs.commands]
        verbs = [*room.engine.jobs.doors, *(f"{job}.open" for job in room.engine.jobs.forms)]
        harmless = [verb for verb in verbs if verb not in ("list.send", "list.approve")]
        for number, people in enumerate(alike(await room.meeting(), EVERYBODY)):
            someone = people[number % len(people)]
            heard = [await room.chat(someone).say(each) for each in commands]
            heard += [await room.chat(someone).send(verb, KAY) for verb in harmless]
            everything = "\n".join(heard).replace(f"{MARK}-{someone.id}.", "")
            assert MARK not in everything, someone.name
            board = await room.chat(someone).send("board.open", KAY)
            assert "Place the name" not in board
            assert "Do not place" not in board
        for owed in await room.owed(NoticeKind.VIEW_ASKED, NoticeKind.VIEWS_COMPLETE):
            reader = next(each for each in EVERYBODY if each.id == owed.to)
            card = notice_card(owed.kind, Occasion(await room.meeting(), reader, "c_kay", PROFILE))
            assert MARK not in words(card) + str(card.to_dict())
        assert (await round_of(room)).revealed_at is None


async def give_for_third(room: Room) -> None:
    chair = room.chat(CHAIR)
    await chair.send("viewfor.open", KAY)
    kept = await chair.press(
        "Keep this view", who=THIRD.id, option="place", reasons=f"{MARK}-{THIRD.id}.", source="by letter"
    )
    assert MARK not in kept


async def test_before_opening_others_are_told_that_they_are_sealed(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        await give(room, POLICE)
        for someone in (POLICE, LEAD, HEALTH):
            assert "Nobody sees any of them" in await room.chat(someone).say("views")
            assert "Only the chair" in await room.chat(someone).send("board.reveal", KAY)
            assert "Only the chair" in await room.chat(someone).send("reveal.open", KAY)
            assert "Only the chair" in await room.chat(someone).send("reveal.confirm", KAY)
        assert "not on the invitation list" in await room.chat(OUTSIDER).send("board.open", KAY)
        assert (await round_of(room)).revealed_at is None


async def test_after_opening_only_those_who_took_part_read_them(tmp_path: Path) -> None:
    meeting = asked(LEAD, POLICE, HEALTH, REPORTER, invited=[*USUAL, REPORTER])
    async with hour(tmp_path, meeting) as room:
        await give(room, POLICE)
        await room.change(lambda m: views.open_views(m, CHAIR, "c_kay", room.now))
        for someone in (CHAIR, LEAD, POLICE, HEALTH):
            assert MARK in await room.chat(someone).say("views"), someone.name
        for someone in (SCHOOL, THIRD, REPORTER, OUTSIDER, ADMIN):
            assert MARK not in await room.chat(someone).send("board.open", KAY), someone.name
        await room.chat(HEALTH).send("meeting.open", M)
        chat = room.chat(HEALTH)
        await chat.send("meeting.open", M)
        assert MARK in await chat.press("Views on Kay")


async def test_views_of_one_agency_that_differ_are_flagged(tmp_path: Path) -> None:
    meeting = asked(LEAD, POLICE, HEALTH, GP, invited=[*USUAL, GP])
    async with hour(tmp_path, meeting) as room:
        for each, option in ((LEAD, "place"), (POLICE, "place"), (HEALTH, "place"), (GP, "not_place")):
            await give(room, each, option)
        chair = room.chat(CHAIR)
        await chair.say("open views")
        shown = await chair.say("yes")
        assert "The people of this agency differ." in shown
        assert "There is no clear consensus: the chair decides." in shown
        assert "The people of Health differ on Kay." in await chair.send("meeting.open", M)


# Changed, repeated, late


async def test_a_change_is_kept_beside_the_earlier_view(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chat = room.chat(POLICE)
        await chat.send("view.open", KAY)
        await chat.press("Send my view", option="place", reasons="First")
        await chat.press("Change")
        assert chat.input("reasons")["value"] == "First"
        assert "Second" in await chat.press("Send my view", option="not_place", reasons="Second")
        current = await round_of(room)
        assert [view.reasons for view in current.earlier] == ["First"]
        assert current.views[POLICE.id].option is Option.NOT_PLACE
        await chat.send("meeting.open", M)
        assert "Change my view on Kay" in chat.buttons()


async def test_a_repeated_press_shows_what_is_kept(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chat = room.chat(POLICE)
        await chat.send("view.open", KAY)
        form = chat.card
        await chat.press("Send my view", option="place", reasons="Two calls")
        assert "Your view is kept, sealed" in await chat.repeat()
        chat.cards.append(form)
        assert "Two calls" in await chat.press("Send my view", option="place", reasons="Two calls")
        assert (await round_of(room)).earlier == []


async def test_asking_twice_asks_once(tmp_path: Path) -> None:
    meeting = builders.an_opened_meeting()
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    captured(meeting)
    meeting.rounds.clear()
    meeting.notices.clear()
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.send("ask.open", KAY)
        assert "The views are sealed" in await chair.repeat()
        assert "The views are sealed" in await chair.send("ask.open", KAY)
        assert "The views are sealed" in await chair.say("ask for views")
        assert len(await room.owed(NoticeKind.VIEW_ASKED)) == 1 + len(USUAL)


async def test_late_cards_after_opening_get_the_present_state(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chat, chair = room.chat(POLICE), room.chat(CHAIR)
        await chat.send("view.open", KAY)
        form = chat.card
        await chat.press("Send my view", option="place", reasons="Two calls")
        await chair.send("board.open", KAY)
        board = chair.card
        await chair.press("Open the views")
        confirmation = chair.card
        await chair.press("Record")
        assert "The chair has opened the views on Kay" in await chat.press("Change")
        late = await give_by_old_card(room, HEALTH)
        assert "The chair has opened the views on Kay" in late
        assert HEALTH.id not in (await round_of(room)).views
        chat.cards.append(form)
        again = await chat.press("Send my view", option="not_place", reasons="Late")
        assert "it can't be changed any more" in again
        assert "Change" not in chat.buttons()
        for old, title in ((board, "Open the views"), (confirmation, "Record")):
            chair.cards.append(old)
            assert "Two calls" in await chair.press(title)
        assert "The chair has opened the views" in await chair.send("viewfor.open", KAY)


async def test_the_chair_cancels_and_nothing_is_opened(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chair = room.chat(CHAIR)
        await chair.goes([("open views", "Fiona Blair, Police"), ("cancel", "Nothing has been recorded")])
        await chair.goes([("open views", "Still to come"), ("no", "This is what I will record")])
        assert (await round_of(room)).revealed_at is None


async def test_two_people_at_once_both_are_kept(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        people = [LEAD, POLICE, HEALTH, SCHOOL, THIRD]
        await asyncio.gather(*(give(room, each) for each in people))
        assert set((await round_of(room)).views) == {each.id for each in people}
        assert len(await room.owed(NoticeKind.VIEWS_COMPLETE)) == 1


async def test_a_view_and_the_opening_at_once(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chair = room.chat(CHAIR)
        await chair.say("open views")
        heard, _ = await asyncio.gather(give(room, POLICE), chair.say("yes"))
        kept = POLICE.id in (await round_of(room)).views
        assert kept is ("Your view is kept" in heard)


async def test_a_meeting_put_off_asks_afresh(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chat = room.chat(POLICE)
        await chat.send("view.open", KAY)
        form = chat.card
        await chat.press("Send my view", option="place", reasons="Two calls")
        later = STARTS_AT + 7 * 24 * 60 * MINUTE
        await room.change(lambda m: conduct.reconvene(m, CHAIR, later, "Snow", room.now, PROFILE))
        chat.cards.append(form)
        again = await chat.press("Send my view", option="place", reasons="Two calls")
        assert "People are invited" in again


# Several children


async def test_two_children_are_asked_about_one_by_one(tmp_path: Path) -> None:
    twin = Child("c_lee", "Lee", age=7)
    family = [*builders.a_family(), FamilyLine("f_lee", "Lee", "child", True, child=twin.id)]
    async with hour(tmp_path, asked(children=[builders.KAY, twin], family=family)) as room:
        chat = room.chat(POLICE)
        assert "Which one do you mean?" in await chat.say("view")
        await chat.goes([("Lee", "About Lee"), ("place", "Why?"), ("Two calls", "My view on Kay")])
        chair = room.chat(CHAIR)
        assert "Which one do you mean?" in await chair.say("views")
        assert ": Lee" in await chair.say("views on Lee")
        assert "This is what I will record" in await chair.say("open views Lee")
        admin = room.chat(ADMIN)
        await admin.send("meeting.open", M)
        assert "Record a view on Kay" in admin.buttons()
        await admin.press("Record a view on Lee")
        assert "About Lee" in words_of(admin)
        assert ids(POLICE) not in str(admin.card)


def words_of(chat: Chat) -> str:
    return str(chat.card)


# Long and hostile words


async def test_the_longest_views_are_all_readable_in_full(tmp_path: Path) -> None:
    async with hour(tmp_path, asked(invited=[*USUAL, GP])) as room:
        people = [LEAD, *USUAL, GP]
        for each in people:
            await give(room, each, "place", f"{each.id} " + "the weight fell " * 246)
        chair = room.chat(CHAIR)
        await chair.say("open views")
        read = await chair.say("yes")
        assert_small(chair)
        while "More views" in chair.buttons():
            read += await chair.press("More views")
            assert_small(chair)
        assert [read.count(f"{each.id} the weight") for each in people] == [1] * len(people)


def assert_small(chat: Chat) -> None:
    assert len(json.dumps(chat.card, ensure_ascii=False).encode("utf-16-le")) < 25 * 1024


async def test_a_view_of_very_many_lines_is_asked_for_again(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        assert "the most is 20" in await give(room, POLICE, "place", "x\n" * 900)
        assert (await round_of(room)).views == {}


async def test_the_longest_summary_fits_on_its_card(tmp_path: Path) -> None:
    async with hour(tmp_path, asked()) as room:
        chair = room.chat(CHAIR)
        await chair.send("summary.open", KAY)
        words = "\n".join(["x" * 74] * 20)
        await chair.press("Keep this", risks=words, needs=words, protective=words)
        assert "Kept: Summary before views" in str(chair.card)
        assert_small(chair)
        await chair.press("Change")
        assert_small(chair)


async def test_hostile_words_stay_words(tmp_path: Path) -> None:
    hostile = "<at>all</at> [x](https://example.org) {{DATE(2026-11-24T10:00:00Z)}}\u202egnp.exe"
    async with hour(tmp_path, asked()) as room:
        kept = await give(room, POLICE, "place", hostile)
        assert "\u202e" not in kept
        await room.change(lambda m: views.open_views(m, CHAIR, "c_kay", room.now))
        board = room.chat(CHAIR)
        await board.say("views")
        runs = [each for each in nodes(board.card) if each.get("type") == "TextRun"]
        assert any("[x](https://example.org)" in str(each.get("text")) for each in runs)
        assert "<at>" not in str(board.card)
        assert "{{DATE" not in str(board.card)
