"""The chair's hour until views are asked, as conversations: by card alone, by typing alone, and astray."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from cppm import rules
from cppm.errors import CPPMError
from cppm.meetings import attendance, conduct
from cppm.meetings.kind_records import BirthRisk
from cppm.meetings.meeting import Deputy, MeetingKind, Phase, PlanningMeeting, Verdict
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights import support
from cppm.rights.participation_records import SupportKind
from dialogs import home
from dialogs.meetings import board, chairing, quorum, roll, views, voices
from tests import builders
from tests.builders import (
    BABY,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    POLICE,
    POLICE_DEPUTY,
    SCHOOL,
    STARTS_AT,
    THIRD,
)
from tests.dialogs.hour import HEARD, KAY, MINUTE, SUMMARY, hour, ids, press_as_shown, ticked

M = {"m": "m_kay"}
USUAL = [LEAD, POLICE, HEALTH, SCHOOL, THIRD]
EVERY_TICK = "introductions,purpose,outcomes,confidential,recording"


def answered(*coming: Person, deputy_for: Person | None = None) -> PlanningMeeting:
    """Invited; these have said that they come, and one that a deputy does."""
    meeting = builders.an_invited_meeting()
    for each in coming:
        attendance.confirm(meeting, each, BOOKED_AT + MINUTE)
    if deputy_for:
        deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
        attendance.send_deputy(meeting, deputy_for, deputy, BOOKED_AT + MINUTE, POLICE_DEPUTY)
    return meeting


# The whole way


async def test_by_card_alone(tmp_path: Path) -> None:
    async with hour(tmp_path, answered(*USUAL)) as room:
        chair = room.chat(CHAIR)
        await chair.say("meetings")
        await chair.press("Go to CPPM PK-26-0137")
        opened = await chair.press("Open the meeting now")
        assert "The meeting is open" in opened
        assert "Who is here?" in opened, "the roll follows by itself"
        rolled = await press_as_shown(chair, "Keep the roll", family="f_mother", opening=EVERY_TICK)
        assert "5 of" not in rolled
        assert "Callum Ross, Education, from 14:01 (UK time)" in rolled
        assert "Kay's mother" in rolled
        assert "Not yet ticked" not in rolled
        stated = await chair.press("State the quorum")
        assert "The quorum is stated" in stated
        assert "quorate" in stated
        await chair.press("Sum up for Kay")
        kept = await chair.press("Keep this", **SUMMARY)
        assert "A loving aunt" in kept
        assert "Can Kay's views be given?" in kept, "what is still missing follows by itself"
        kept = await chair.press("Keep this", **HEARD)
        assert "The parents' views" in kept
        kept = await chair.press(
            "Keep this", heard="no", why_not="They did not come; they were phoned twice."
        )
        assert "Ask for views on Kay" in chair.buttons()
        board = await chair.press("Ask for views on Kay")
        assert "Ewan Reid, Children and Families Social Work" in board
        meeting = await room.meeting()
        asked = [each.to for each in await room.owed(NoticeKind.VIEW_ASKED)]
        assert sorted(asked) == sorted(each.id for each in USUAL)
        assert meeting.opening == list(conduct.OPENING)
        assert meeting.parents_views["c_kay"].passed_over.startswith("They did not come")


async def test_by_typing_alone(tmp_path: Path) -> None:
    async with hour(tmp_path, answered(*USUAL)) as room:
        await room.chat(CHAIR).goes(
            [
                ("open the meeting", "The meeting is open"),
                ("keep", "Who of the family is here?"),
                ("1", "What have you said at the start?"),
                ("all", "The roll"),
                ("quorum", "The quorum is stated"),
                ("summary", "Which risks?"),
                ("Two unexplained injuries", "Which needs?"),
                ("Safe care", "Which protective factors"),
                ("A loving aunt", "Can Kay's views be given?"),
                ("yes", "What was said?"),
                ("I like my school", "How were the views obtained?"),
                ("in a drawing", "The parents' views"),
                ("no", "Why could they not be heard?"),
                ("They were phoned twice and did not come", "Kept: The parents' views"),
                ("ask for views", "The views are sealed"),
            ]
        )
        meeting = await room.meeting()
        assert [i.person for i in meeting.invitees if i.present] == USUAL
        assert meeting.quorum
        assert meeting.quorum.verdict is Verdict.QUORATE
        assert meeting.childs_views["c_kay"].how == "in a drawing"
        assert "c_kay" in meeting.rounds


async def test_half_by_card_half_typed(tmp_path: Path) -> None:
    async with hour(tmp_path, quorate()) as room:
        chair = room.chat(CHAIR)
        await chair.send("summary.open", KAY)
        await chair.goes([("Two unexplained injuries", "Which needs?")])
        kept = await chair.press("Keep this", risks="", needs="Safe care", protective="A loving aunt")
        assert "Two unexplained injuries" in kept
        assert (await room.meeting()).summaries["c_kay"].needs == "Safe care"


def opened(*coming: Person) -> PlanningMeeting:
    meeting = answered(*(coming or USUAL))
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    return meeting


def quorate() -> PlanningMeeting:
    meeting = builders.an_opened_meeting()
    conduct.state_quorum(meeting, CHAIR, STARTS_AT + MINUTE, builders.PROFILE)
    return meeting


# Opening


async def test_an_hour_before_the_meeting_can_be_opened_and_not_earlier(tmp_path: Path) -> None:
    async with hour(tmp_path, answered(*USUAL), starts_in=timedelta(hours=2)) as room:
        chair = room.chat(CHAIR)
        assert "from an hour before" in await chair.say("open meeting")
        await chair.send("meeting.open", M)
        assert "Open the meeting now" not in chair.buttons()
        room.now = STARTS_AT - timedelta(minutes=59)
        chair = room.chat(CHAIR)
        await chair.send("meeting.open", M)
        assert chair.buttons()[0] == "Open the meeting now"


async def test_a_second_press_on_open_shows_the_meeting_as_it_stands(tmp_path: Path) -> None:
    async with hour(tmp_path, answered(*USUAL)) as room:
        chair = room.chat(CHAIR)
        await chair.send("start.open", M)
        assert "Who is here?" in await chair.repeat(), "the same press delivered twice"
        again = await chair.send("start.open", M)
        assert "Next: Call the roll." in again
        assert (await room.meeting()).revision == answered(*USUAL).revision + 1


async def test_of_several_meetings_the_one_whose_time_has_come_is_opened(tmp_path: Path) -> None:
    later = builders.an_invited_meeting(case_ref="PK-26-0200", starts_at=STARTS_AT + timedelta(days=2))
    later.id = "m_later"
    async with hour(tmp_path, answered(*USUAL), later) as room:
        assert "CPPM PK-26-0137" in await room.chat(CHAIR).say("open meeting")


async def test_with_two_at_the_same_time_the_chair_chooses(tmp_path: Path) -> None:
    other = builders.an_invited_meeting(case_ref="PK-26-0200")
    other.id = "m_other"
    async with hour(tmp_path, answered(*USUAL), other) as room:
        chair = room.chat(CHAIR)
        assert "Which one do you mean?" in await chair.say("open meeting")
        assert chair.buttons() == ["CPPM PK-26-0137", "CPPM PK-26-0200"]
        assert "The meeting is open" in await chair.say("open meeting PK-26-0200")
        assert (await room.meeting("m_other")).phase is Phase.OPEN


async def test_nobody_else_opens_the_meeting_or_calls_the_roll(tmp_path: Path) -> None:
    async with hour(tmp_path, answered(*USUAL)) as room:
        for someone in (LEAD, POLICE, builders.OUTSIDER, builders.ADMIN):
            chat = room.chat(someone)
            assert "Only the chair of this meeting" in await chat.send("start.open", M)
            assert "You chair no meeting" in await chat.say("open meeting")
        await room.chat(CHAIR).send("start.open", M)
        for verb in ("roll", "arrive", "depart", "quorum", "reconvene"):
            assert "Only the chair" in await room.chat(POLICE).send(f"{verb}.open", M)
        assert "Only the chair" in await room.chat(POLICE).send("quorum.state", M)
        for verb in ("summary", "voice", "parents"):
            assert "Only the chair" in await room.chat(POLICE).send(f"{verb}.open", KAY)


# The roll


async def test_those_who_said_they_come_are_ticked(tmp_path: Path) -> None:
    async with hour(tmp_path, answered(LEAD, HEALTH, deputy_for=POLICE)) as room:
        chair = room.chat(CHAIR)
        await chair.send("start.open", M)
        assert ticked(chair, "present") == [LEAD.id, f"deputy:{POLICE.id}", HEALTH.id]
        assert "Neil Watt, deputy for Fiona Blair" in str(chair.card)
        rolled = await press_as_shown(chair, "Keep the roll")
        assert "Neil Watt (deputy for Fiona Blair), Police" in rolled
        assert "Not yet ticked at the start" in rolled


async def test_the_roll_called_again_starts_from_who_is_here(tmp_path: Path) -> None:
    async with hour(tmp_path, opened()) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        await chair.press("Keep the roll", present=ids(LEAD, POLICE), family="f_mother", opening="purpose")
        await chair.press("Correct the roll")
        assert ticked(chair, "present") == [LEAD.id, POLICE.id]
        assert ticked(chair, "family") == ["f_mother"]
        assert ticked(chair, "opening") == ["purpose"]
        await press_as_shown(chair, "Keep the roll", present=ids(LEAD, POLICE, HEALTH))
        assert [i.person for i in (await room.meeting()).invitees if i.present] == [LEAD, POLICE, HEALTH]


async def test_who_supports_and_interprets_stands_on_the_roll_by_card_and_by_typing(tmp_path: Path) -> None:
    """PAR-06 PAR-07 MIN-08"""
    meeting = opened()
    support.arrange_support(
        meeting, LEAD, "f_mother", SupportKind.PERSON, "Ada Fyfe, an aunt", "", meeting.starts_at
    )
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        rolled = await chair.press(
            "Keep the roll", present=ids(LEAD, POLICE), family="f_mother", with_family="support:f_mother"
        )
        assert "Ada Fyfe, an aunt, support person of Kay's mother" in rolled
        await chair.press("Correct the roll")
        assert ticked(chair, "with_family") == ["support:f_mother"]
        await chair.say("cancel")
        await chair.goes(
            [
                ("roll", "Who is here?"),
                ("keep", "Who of the family is here?"),
                ("keep", "Who is here beside the family?"),
                ("nobody", "What have you said at the start?"),
                ("skip", "The roll"),
            ]
        )
        assert (await room.meeting()).participation["f_mother"].support_came is False


async def test_where_both_came_the_invitee_speaks_not_the_deputy(tmp_path: Path) -> None:
    meeting = answered(LEAD, HEALTH, deputy_for=POLICE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        await chair.press("Keep the roll", present=f"{ids(LEAD, POLICE)},deputy:{POLICE.id}")
        assert (await room.line(POLICE)).speaker == POLICE.id


async def test_a_roll_of_nobody_is_refused_and_kept_to_correct(tmp_path: Path) -> None:
    async with hour(tmp_path, opened()) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        assert "Please choose at least one." in await chair.press("Keep the roll", present="")
        assert not any(i.attended for i in (await room.meeting()).invitees)


async def test_help_back_cancel_on_the_way(tmp_path: Path) -> None:
    async with hour(tmp_path, opened()) as room:
        await room.chat(CHAIR).goes(
            [
                ("roll", "Who is here?"),
                ("help", "You are at: Call the roll"),
                ("keep", "Who of the family"),
                ("back", "Who is here?"),
                ("Ewan, Fiona Blair, Ailsa", "Who of the family"),
                ("cancel", "Nothing has been recorded"),
                ("roll", "Who is here?"),
                ("home", "Your meetings"),
                ("call the roll", "Who is here?"),
                ("1, 2, 3", "Who of the family"),
                ("skip", "What have you said"),
                ("skip", "The roll"),
            ]
        )
        assert len([i for i in (await room.meeting()).invitees if i.present]) == 3


# The quorum


async def test_two_agencies_with_the_chairs_discretion(tmp_path: Path) -> None:
    async with hour(tmp_path, opened(LEAD, POLICE)) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        rolled = await press_as_shown(chair, "Keep the roll")
        assert "at the chair's discretion" in rolled
        assert "all essential information" in rolled
        asked = await chair.press("State the quorum")
        assert "Why do you go ahead with these agencies alone?" in asked
        refused = await chair.press("State the quorum", reason="Unborn baby known to two", essential="no")
        assert "Otherwise set a new date" in refused
        assert (await room.meeting()).quorum is None
        answers = {"reason": "Unborn baby known to two", "essential": "yes"}
        stated = await chair.press("State the quorum", **answers)
        assert "Unborn baby known to two" in stated
        kept = (await room.meeting()).quorum
        assert kept
        assert kept.verdict is Verdict.DISCRETION
        assert kept.essential_information


async def test_two_agencies_are_not_enough_twice_in_a_row(tmp_path: Path) -> None:
    """QUO-06"""
    meeting = opened(LEAD, POLICE)
    meeting.after_inquorate = True
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        called = await press_as_shown(chair, "Keep the roll")
        assert "does not happen twice in a row" in called
        assert "at your discretion when" not in called
        assert "does not happen twice in a row" in await chair.press("State the quorum")
        assert "does not happen twice in a row" in await chair.say("quorum")
        assert "When will it meet instead?" in await chair.press("Set a new date")
        assert (await room.meeting()).quorum is None


async def test_discretion_by_typing(tmp_path: Path) -> None:
    async with hour(tmp_path, opened(LEAD, POLICE)) as room:
        await room.chat(CHAIR).goes(
            [
                ("roll", "Who is here?"),
                ("keep", "family"),
                ("skip", "said at the start"),
                ("all", "The roll"),
                ("quorum", "Why do you go ahead"),
                ("Unborn baby known to two", "Is all essential information"),
                ("yes", "The quorum is stated"),
            ]
        )


@pytest.mark.parametrize("way", ["card", "typing"])
async def test_one_agency_is_refused_and_reconvened(tmp_path: Path, way: str) -> None:
    async with hour(tmp_path, opened(LEAD)) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        rolled = await press_as_shown(chair, "Keep the roll")
        assert "never goes ahead with one agency alone" in rolled
        assert "State the quorum" not in chair.buttons()
        assert chair.buttons()[:2] == ["Somebody arrived", "Set a new date"]
        assert "This meeting can't go ahead" in await chair.say("quorum")
        reason = "Police and health could not come"
        if way == "card":
            await chair.press("Set a new date")
            new = {"new_date_date": "2026-11-24", "new_date_time": "10:00", "reason": reason}
            done = await chair.press("Set the new date", **new)
        else:
            await chair.goes(
                [("reconvene", "When will it meet instead?"), ("24 November at 10:00", "Why does it not")]
            )
            done = await chair.say(reason)
        assert "The meeting has a new date" in done
        assert "Tuesday 24 November 2026, 10:00 (UK time)" in done
        assert "Police" in done
        assert "Open the meeting now" not in chair.buttons()
        meeting = await room.meeting()
        assert meeting.phase is Phase.INVITED
        assert meeting.postponements[-1].absent
        told = [each.to for each in await room.owed(NoticeKind.MEETING_MOVED)]
        assert sorted(told) == sorted(each.id for each in USUAL)


async def test_nobody_at_all_can_be_reconvened(tmp_path: Path) -> None:
    async with hour(tmp_path, opened()) as room:
        chair = room.chat(CHAIR)
        await chair.send("meeting.open", M)
        assert chair.buttons()[0] == "Call the roll"
        await chair.press("Set a new date")
        assert "0 of 3 agencies" in str(chair.card)
        assert "can't go ahead" in await chair.send("quorum.state", M)


async def test_a_late_arrival_makes_it_quorate(tmp_path: Path) -> None:
    async with hour(tmp_path, opened(LEAD)) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        await press_as_shown(chair, "Keep the roll")
        for number, someone in enumerate((POLICE, HEALTH), 5):
            chair.now = STARTS_AT + number * MINUTE
            await chair.press("Somebody arrived")
            rolled = await chair.press("Note the arrival", who=someone.id)
            assert f"{someone.name}, {someone.agency}, from 14:0{number} (UK time)" in rolled
        assert "3 of 3 agencies" in rolled
        assert chair.buttons()[0] == "State the quorum"
        assert "The quorum is stated" in await chair.press("State the quorum")


async def test_somebody_leaves_and_the_quorum_is_stated_again(tmp_path: Path) -> None:
    meeting = builders.an_opened_meeting([LEAD, POLICE, HEALTH])
    conduct.state_quorum(meeting, CHAIR, STARTS_AT + MINUTE, builders.PROFILE)
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.goes([("somebody left", "Who?"), ("Ailsa", "left at 14:01 (UK time)")])
        assert chair.buttons()[0] == "State the quorum again"
        stands = await chair.press("Go to the meeting")
        assert "Health counted for the quorum and left." in stands
        await chair.press("State the quorum again")
        again = {"reason": "Health gave its report before", "essential": "yes"}
        assert "The quorum is stated" in await chair.press("State the quorum", **again)
        await chair.send("depart.open", M)
        assert "Somebody arrived" in await chair.press("Note that they left", who=POLICE.id)
        assert chair.buttons()[:2] == ["Somebody arrived", "Set a new date"]


async def test_a_deputy_comes_late_and_gives_way_to_the_invitee(tmp_path: Path) -> None:
    meeting = answered(LEAD, HEALTH, deputy_for=POLICE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, HEALTH.id], [], [], STARTS_AT)
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.goes(
            [("arrived", "Who?"), ("Fiona", "Is it their deputy who came?"), ("yes", "Neil Watt (deputy for")]
        )
        assert (await room.line(POLICE)).speaker == POLICE_DEPUTY.id
        await chair.goes([("arrived", "Who?"), ("Fiona", "Fiona Blair, Police, from")])
        assert (await room.line(POLICE)).speaker == POLICE.id


async def test_where_nobody_named_a_deputy_none_is_asked_for(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.an_opened_meeting([LEAD, POLICE, HEALTH])) as room:
        chair = room.chat(CHAIR)
        await chair.send("arrive.open", M)
        assert "deputy" not in str(chair.card)


async def test_arrivals_and_departures_of_nobody(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.an_opened_meeting()) as room:
        assert "Everybody on the invitation list" in await room.chat(CHAIR).say("arrived")
        await room.change(everybody_leaves)
        assert "nobody can have left" in await room.chat(CHAIR).say("left")


def everybody_leaves(meeting: PlanningMeeting) -> None:
    for each in USUAL:
        conduct.note_leaving(meeting, CHAIR, each.id, STARTS_AT)


# What is captured


async def test_a_summary_can_be_changed(tmp_path: Path) -> None:
    async with hour(tmp_path, quorate()) as room:
        chair = room.chat(CHAIR)
        await chair.send("summary.open", KAY)
        await chair.press("Keep this", **SUMMARY)
        await chair.press("Change")
        assert chair.input("needs")["value"] == "Safe care"
        changed = await press_as_shown(chair, "Keep this", needs="Safe care and school")
        assert "Safe care and school" in changed


async def test_known_risks_before_a_birth_are_offered_and_kept_with_the_summary(tmp_path: Path) -> None:
    """GEN-08"""
    meeting = builders.an_opened_meeting(children=[BABY], kind=MeetingKind.PRE_BIRTH)
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, builders.PROFILE)
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        assert "Which of these are there?" in await chair.send("summary.open", {"m": "m_kay", "c": BABY.id})
        kept = await chair.press("Keep this", before_birth="domestic_abuse,homeless", **SUMMARY)
        assert "Domestic abuse, Homelessness" in kept
        found = (await room.store.meetings.load("m_kay")).summaries[BABY.id]
        assert found.before_birth == [BirthRisk.DOMESTIC_ABUSE, BirthRisk.HOMELESS]
        await chair.press("Change")
        assert chair.input("before_birth")["value"] == "domestic_abuse,homeless"


async def test_a_second_press_shows_what_is_kept(tmp_path: Path) -> None:
    async with hour(tmp_path, quorate()) as room:
        chair = room.chat(CHAIR)
        await chair.send("summary.open", KAY)
        card = chair.card
        await chair.press("Keep this", **SUMMARY)
        chair.cards.append(card)
        assert "A loving aunt" in await chair.press("Keep this", **SUMMARY)
        assert (await room.meeting()).revision == 1 + quorate().revision


async def test_the_next_child_follows(tmp_path: Path) -> None:
    meeting = builders.an_opened_meeting(children=[builders.KAY, builders.BABY])
    conduct.state_quorum(meeting, CHAIR, STARTS_AT + MINUTE, builders.PROFILE)
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        assert "Which one do you mean?" in await chair.say("summary")
        await chair.goes([("Kay", "Which risks?")])
        await chair.press("Keep this", **SUMMARY)
        await chair.press("Keep this", **HEARD)
        await chair.press("Keep this", heard="yes", words="We want help", how="here", all_children="yes")
        assert "Ask for views on Kay" in chair.buttons()
        assert "Sum up for Baby" in chair.buttons()
        assert set((await room.meeting()).parents_views) == {"c_kay", "c_baby"}
        asked = await chair.send("voice.open", {"m": "m_kay", "c": "c_baby"})
        assert "presentation and behaviour" in asked
        assert "Is anything known before birth?" in asked
        assert "What was said?" not in asked


async def test_views_can_not_be_asked_before_everything_is_captured(tmp_path: Path) -> None:
    async with hour(tmp_path, quorate()) as room:
        refused = await room.chat(CHAIR).say("ask for views")
        assert "Before views are asked for Kay" in refused
        assert "the child's views" in refused


async def test_nothing_is_captured_before_the_quorum_is_stated(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.an_opened_meeting()) as room:
        assert "state the quorum first" in await room.chat(CHAIR).say("summary")


# Stale cards, redelivery, two at once


async def test_cards_of_a_meeting_put_off_are_refused_politely(tmp_path: Path) -> None:
    async with hour(tmp_path, opened()) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        later = STARTS_AT + timedelta(days=7)
        await room.change(
            lambda m: conduct.reconvene(m, CHAIR, later, "Snow", STARTS_AT + MINUTE, builders.PROFILE)
        )
        refused = await chair.press("Keep the roll", present=LEAD.id)
        assert "arranged and not open yet" in refused
        for verb in ("quorum.state", "arrive.open", "depart.open", "reconvene.open"):
            assert "not open yet" in await chair.send(verb, M)


@pytest.mark.parametrize("verb", ["start.open", "roll.open", "quorum.state", "ask.open", "board.open"])
async def test_a_button_without_its_ids_is_no_failure(tmp_path: Path, verb: str) -> None:
    async with hour(tmp_path, quorate()) as room:
        chair = room.chat(CHAIR)
        assert await chair.send(verb, {"m": "m_gone", "c": "c_gone"})
        assert await chair.send(verb, {"m": "m_kay", "c": "c_gone"})
        assert await chair.send(verb, {"c": "c_kay"})
        assert await chair.send(verb, {})


async def test_two_presses_at_once_take_effect_once(tmp_path: Path) -> None:
    async with hour(tmp_path, opened()) as room:
        chair, again = room.chat(CHAIR), room.chat(CHAIR)
        again.place = chair.place
        await chair.send("roll.open", M)
        again.cards = list(chair.cards)
        await asyncio.gather(press_as_shown(chair, "Keep the roll"), press_as_shown(again, "Keep the roll"))
        assert "Quorum" in str(chair.card)
        assert "Quorum" in str(again.card)


def refusals() -> list[type[CPPMError]]:
    modules = (board, chairing, home, quorum, roll, views, voices, conduct)
    return [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, CPPMError) and each.rule
    ]


@pytest.mark.parametrize("refusal", refusals(), ids=lambda each: each.__name__)
def test_every_refusal_cites_a_rule_that_is_explained(refusal: type[CPPMError]) -> None:
    assert refusal.rule in rules.RULES
