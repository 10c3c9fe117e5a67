"""Moves between councils in the chat, by card and by typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cppm.moves.address_records import AddressKind
from cppm.moves.move_records import Lasting, Risk, Step
from cppm.people import Duty
from cppm.records import NoticeKind
from tests.builders import ADMIN, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, POLICE, TEAM_LEADER
from tests.dialogs.hour import press_as_shown
from tests.dialogs.two_councils import IN, OUT, Pair, two_councils


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with two_councils(tmp_path) as found:
        yield found


async def reported(pair: Pair, **changes: str) -> str:
    """The lead professional says by card that the family moves to Fife."""
    chat = pair.perth.chat(LEAD)
    await chat.send("familymove.open", {"g": pair.perth.room.id})
    return await press_as_shown(chat, "Record the move", **(OUT | changes))


async def came(pair: Pair, **changes: str) -> str:
    """CP Administration of Fife records by card what Perth told them."""
    chat = pair.fife.chat(ADMIN)
    await chat.send("familymove.open", {"k": "in"})
    return await press_as_shown(chat, "Record the move", **(IN | changes))


async def press(pair: Pair, verb: str, title: str, **inputs: Any) -> str:
    """A form about the move in Perth, filled in by its lead professional."""
    chat = pair.perth.chat(LEAD)
    await chat.send(verb, await pair.perth.ids())
    return await press_as_shown(chat, title, **inputs)


async def test_a_move_is_recorded_by_card_and_shows_what_is_needed(pair: Pair) -> None:
    """MOV-01 MOV-11"""
    said = await reported(pair)
    assert "From here to Fife" in said
    assert "Kay" in said
    assert "Risk assessed" in said
    move = await pair.perth.move()
    assert move.has(Step.TOLD)
    assert [step.name for step in move.open_steps] == ["WRITTEN", "RISK", "RECORDS"]
    sent = await pair.perth.room.store.outbox.of_meeting((await pair.perth.where()).id)
    assert {d.to for d in sent if d.kind is NoticeKind.MOVE_NEWS} == {
        "duty:CP Administration",
        "duty:keeper of the register",
    }


async def test_a_move_is_recorded_by_typing(pair: Pair) -> None:
    """MOV-01 MOV-06"""
    chat = pair.perth.chat(LEAD)
    await chat.goes(
        [
            ("family moves", "moves away"),
            ("1", "Which is the other council?"),
            ("Fife", "for good, or for a while"),
            ("for a while", "away for some days, or do they live there for now?"),
            ("they live there", "Since when?"),
            ("yesterday", "Until when"),
            ("31 January", "Whom at the other council"),
            ("Ann Gow, keeper of the register", "How?"),
            ("by phone", "The move is recorded"),
        ]
    )
    move = await pair.perth.move()
    assert (move.lasting, str(move.until)) == (Lasting.TEMPORARY, "2027-01-31")
    assert move.open_steps == [Step.WRITTEN, Step.PLACED, Step.VISITS]


async def test_a_second_press_records_no_second_move(pair: Pair) -> None:
    """MOV-01"""
    chat = pair.perth.chat(LEAD)
    await chat.send("familymove.open", {"g": pair.perth.room.id})
    await press_as_shown(chat, "Record the move", **OUT)
    await chat.repeat()
    assert len((await pair.perth.where()).moves) == 1


async def test_a_family_that_comes_is_recorded_with_who_told_it(pair: Pair) -> None:
    """MOV-07 MOV-11 TIM-20"""
    assert "From Perth and Kinross to here" in await came(pair)
    move = await pair.fife.move()
    assert move.has(Step.TOLD)
    assert "Placing" not in str(move.open_steps)
    admin = pair.fife.chat(ADMIN)
    await admin.goes(
        [
            ("move step", "What is done?"),
            ("yesterday", "On: Monday 11 January 2027."),
            ("name placed temporarily", "With whom"),
            ("Ewan Reid, social worker", "How?"),
            ("by phone", "Name placed temporarily: recorded"),
        ]
    )
    assert (await pair.fife.move()).has(Step.PLACED)


async def test_placing_the_name_is_not_offered_to_the_lead_professional(pair: Pair) -> None:
    """MOV-07"""
    await came(pair)
    lead = pair.fife.chat(LEAD)
    await lead.send("movetold.open", await pair.fife.ids())
    assert "Name placed temporarily" not in str(lead.card["body"])


async def test_the_risk_by_typing_leads_to_the_plan_and_the_transfer(pair: Pair) -> None:
    """MOV-02 MOV-04 MOV-10 TIM-08"""
    await reported(pair)
    chat = pair.perth.chat(LEAD)
    await chat.goes(
        [
            ("move risk", "Is the risk for the child lower"),
            ("not lower", "Why?"),
            ("The father lives nearby", "The risk after the move is recorded"),
            ("move plan", "What have both councils agreed"),
            ("Fife visits daily until the meeting", "With whom"),
            ("Ann Gow", "The interim safety plan is recorded"),
            ("move stay", "On which day was that confirmed?"),
            ("yesterday", "How long they stay is recorded"),
        ]
    )
    move = await pair.perth.move()
    assert move.assessed is not None
    assert move.assessed.risk is Risk.NOT_LOWER
    assert move.open_steps == [Step.WRITTEN, Step.TRANSFER, Step.RECORDS]
    clocks = await chat.say("clocks")
    assert "See that the transfer meeting is arranged" in clocks + await chat.press("More of my clocks")


async def test_a_lower_risk_leads_to_the_review_from_the_moves_card(pair: Pair) -> None:
    """MOV-02 MOV-03"""
    await reported(pair)
    said = await press(
        pair, "moverisk.open", "Record", risk="lower", reasons="Their gran is there", support="yes"
    )
    assert "Support asked of the other council" in said
    chat = pair.perth.chat(LEAD)
    await chat.send("familymoves.read", await pair.perth.ids())
    assert "filled in from the core group" in await chat.press("Book the review")


async def test_the_end_waits_for_what_keeps_the_child_safe_and_is_confirmed(pair: Pair) -> None:
    """MOV-05 MOV-08 MOV-10"""
    await reported(pair)
    chat = pair.perth.chat(LEAD)
    await chat.send("moveend.open", await pair.perth.ids())
    await chat.press("Continue", kind="transferred", reasons="Held on Monday")
    refused = await chat.press("Record")
    assert "This can't end yet" in refused
    for needed in ("Interim safety plan agreed", "Transfer meeting arranged", "Records passed on"):
        assert needed in refused
    await press(pair, "moverisk.open", "Record", risk="not lower", reasons="The father lives nearby")
    await press(pair, "moveplan.open", "Record", plan="Fife visits daily", whom="Ann Gow", on="2027-01-12")
    await press(pair, "moverecords.open", "Record", means="secure mail", whom="Ann Gow", on="2027-01-12")
    told = {"step": "transfer", "whom": "Ann Gow", "how": "they told us the date", "on": "2027-01-12"}
    await press(pair, "movetold.open", "Record", **told)
    written = {"step": "written", "whom": "Ann Gow", "how": "secure mail", "on": "2027-01-12"}
    await press(pair, "movetold.open", "Record", **written)
    stays = {"for_good": "yes", "stays_since": "2027-01-12"}
    said = await press(pair, "movestays.open", "Record", **stays)
    assert "Every step is done. Once the move is over, say that it needs nothing more." in said
    owed = await chat.say("home") + await chat.say("more")
    assert "Say whether a move needs anything more" in owed
    assert "Nothing is needed any more" not in said
    chat = pair.perth.chat(LEAD)
    await chat.send("moveend.open", await pair.perth.ids())
    await chat.press("Continue", kind="transferred", reasons="Held on Monday")
    assert "The move has ended here" in await chat.press("Record")
    assert (await pair.perth.move()).open_steps == [Step.END_TOLD]


async def test_a_stay_has_its_visits_agreed_and_ends_when_they_are_back(pair: Pair) -> None:
    """MOV-08 MOV-09"""
    await reported(pair, lasting="for a while", living="lives")
    said = await press(
        pair, "movevisits.open", "Record", visits="Fife weekly", whom="Ann Gow", on="2027-01-12"
    )
    assert "Fife weekly" in said
    chat = pair.perth.chat(LEAD)
    await chat.goes(
        [
            ("move end", "Why does it need nothing more?"),
            ("The family is back in the area it came from", "say it in a sentence"),
            ("Home since Sunday", "This is what I will record"),
            ("yes", "The move has ended here"),
        ]
    )


async def test_a_transfer_meeting_is_booked_from_the_move_filled_in(pair: Pair) -> None:
    """MOV-04 TIM-08"""
    await came(pair, lasting="for good")
    lead = pair.fife.chat(LEAD)
    ids = await pair.fife.ids()
    await lead.send("moverisk.open", ids)
    await press_as_shown(lead, "Record", risk="not lower", reasons="As they say", heard_from="Ewan Reid")
    await lead.send("movestays.open", ids)
    await press_as_shown(lead, "Record", for_good="yes", stays_since="2027-01-11")
    await lead.send("familymoves.read", ids)
    form = await lead.press("Book the transfer meeting")
    assert "Which area did the family leave?" in form
    assert lead.input("left")["value"] == "Perth and Kinross"
    assert lead.input("case_ref")["value"] == "FI-27-0009"
    booked = await press_as_shown(
        lead,
        "Book",
        case_ref="FI-27-0009",
        kind="transfer",
        children="Kay, 7",
        family="Kay's mother: invited\nKay: invited",
        starts_at_date="2027-01-26",
        starts_at_time="14:00",
        mode="on Teams",
        chair=CHAIR.id,
        lead=LEAD.id,
        interpreter="not needed",
        left="Perth and Kinross",
        stays_since="2027-01-11",
        interim_plan="yes",
    )
    assert "The meeting is booked" in booked
    move = await pair.fife.move()
    assert move.has(Step.TRANSFER)
    meeting = await pair.fife.room.store.meetings.load(move.meeting)
    assert [child.id for child in meeting.children] == move.children


VERBS = (
    "familymoves.read movetold.open moverisk.open moveplan.open movevisits.open moverecords.open "
    "movestays.open moveend.open handover.open handover.show handover.ending handoveranswer.open"
).split()


async def test_for_others_the_move_is_not_there(pair: Pair) -> None:
    """CHR-01"""
    await reported(pair)
    ids = await pair.perth.ids()
    for who in (OUTSIDER, POLICE, HEALTH, CHAIR):
        for verb in VERBS:
            refused = await pair.perth.chat(who).send(verb, ids)
            assert "I can't find that move" in refused, verb
            assert "Kay" not in refused
            assert "Fife" not in refused


async def test_judging_the_risk_is_not_for_administration(pair: Pair) -> None:
    """MOV-02"""
    await reported(pair)
    refused = await pair.perth.chat(ADMIN).send("moverisk.open", await pair.perth.ids())
    assert "team leader of social work" in refused
    assert "Is the risk" in await pair.perth.chat(TEAM_LEADER).send("moverisk.open", await pair.perth.ids())


async def test_everybody_sees_the_moves_they_have_a_part_in(pair: Pair) -> None:
    """MOV-11"""
    await reported(pair)
    assert "From here to Fife" in await pair.perth.chat(ADMIN).say("moves")
    assert "Fife" not in await pair.perth.chat(HEALTH).say("moves")
    assert "social worker" in await pair.perth.chat(POLICE).say("family moves")


async def test_what_is_owed_for_a_move_is_on_home_and_leads_to_it(pair: Pair) -> None:
    """TIM-19"""
    await reported(pair, whom="", how="")
    lead = pair.perth.chat(LEAD)
    assert "Tell the other council of a move" in await lead.say("home")
    [told] = [title for title in lead.buttons() if title.startswith("Tell the other council of a move")]
    assert "What is done?" in await lead.press(told)


class TestAStayOrAMove:
    """One question leads from either to the right one, and what was entered goes along (MOV-06, ADR-03)."""

    async def test_a_holiday_told_as_a_move_becomes_an_address(self, pair: Pair) -> None:
        chat = pair.perth.chat(LEAD)
        await chat.send("familymove.open", {"g": pair.perth.room.id})
        away = OUT | {
            "lasting": "for a while",
            "living": "away",
            "until": "2027-01-31",
            "whom": "",
            "how": "",
        }
        heard = await press_as_shown(chat, "Record the move", **away)
        assert "That is a stay, not a move" in heard
        assert await pair.perth.room.store.whereabouts.waiting() == []
        heard = await press_as_shown(chat, "Report it", safe="no", address="8 Shore Road, Kirkcaldy")
        assert "The new address is reported" in heard
        [entry] = (await pair.perth.where()).addresses
        assert (entry.kind, entry.council) == (AddressKind.STAY, "Fife")
        assert (entry.since, entry.until) == (date(2027, 1, 11), date(2027, 1, 31))
        assert entry.children == [KAY.id]

    async def test_by_typing_too(self, pair: Pair) -> None:
        chat = pair.perth.chat(LEAD)
        await chat.send("familymove.open", {"g": pair.perth.room.id})
        await chat.goes(
            [
                ("Fife", "for good, or for a while"),
                ("for a while", "do they live there for now?"),
                ("holiday", "Since when?"),
                ("yesterday", "Until when"),
                ("31 January", "Must somebody not learn this address?"),
                ("no", "What is the new address?"),
                ("8 Shore Road, Kirkcaldy", "The new address is reported"),
            ]
        )
        assert (await pair.perth.where()).moves == []

    async def test_living_elsewhere_told_as_an_address_leads_on_to_the_move(self, pair: Pair) -> None:
        chat = pair.perth.chat(LEAD)
        await chat.send("address.open", {"g": pair.perth.room.id})
        stay = {
            "kind": str(AddressKind.STAY),
            "since": "2027-01-11",
            "until": "2027-01-31",
            "council": "Fife",
        }
        heard = await press_as_shown(
            chat, "Report it", **stay, living="lives", safe="no", address="8 Shore Road, Kirkcaldy"
        )
        assert "Tell that council at once" in heard
        [entry] = (await pair.perth.where()).addresses
        assert entry.kind is AddressKind.FAMILY_FOR_NOW
        assert "Letter to the keeper" not in heard
        heard = await press_as_shown(chat, "Record the move", whom="Ann Gow", how="by phone")
        assert "The move is recorded" in heard
        move = await pair.perth.move()
        assert (move.council, move.lasting, move.children) == ("Fife", Lasting.TEMPORARY, [KAY.id])
        assert (move.since, move.until) == (entry.since, entry.until)
        heard = await chat.send("addresschain.open", {"j": (await pair.perth.where()).id, "h": entry.id})
        assert "Tell that council at once" not in heard

    async def test_from_a_move_the_address_is_reported_with_what_is_known(self, pair: Pair) -> None:
        """ADR-01"""
        await reported(pair)
        chat = pair.perth.chat(LEAD)
        await chat.send("familymoves.read", await pair.perth.ids())
        await chat.press("Report the new address")
        heard = await press_as_shown(chat, "Report it", safe="no", address="8 Shore Road, Kirkcaldy")
        assert "The new address is reported" in heard
        [entry] = (await pair.perth.where()).addresses
        assert (entry.kind, entry.since) == (AddressKind.FAMILY, date(2027, 1, 11))
        read = await chat.send("familymoves.read", await pair.perth.ids())
        assert "Report the new address" not in read


async def test_a_family_that_came_is_handed_over_before_it_has_a_meeting(pair: Pair) -> None:
    """INV-08: by card from its move, and by typing."""
    await came(pair)
    people = pair.fife.room.store.people
    await people.change(OUTSIDER.id, ADMIN, duties=frozenset({Duty.QUALIFIED_SOCIAL_WORKER}))
    lead = pair.fife.chat(LEAD)
    await lead.send("familymoves.read", await pair.fife.ids())
    await lead.press("Hand over the family")
    to = (await pair.fife.where()).lead_professional.id
    assert to == LEAD.id
    await lead.say("cancel")
    await lead.goes(
        [
            ("hand over family", "Who leads from now on?"),
            (OUTSIDER.name, "go on working with the family?"),
            ("no", "Why?"),
            ("On leave from Monday", "The family is handed over"),
        ]
    )
    where = await pair.fife.where()
    assert where.lead_professional.id != LEAD.id
    case = await pair.fife.room.store.cases.get(where.case_ref)
    assert case.lead_professional == where.lead_professional.id
    assert "No move that you have a part in" in await lead.say("moves")


async def test_a_family_with_a_core_group_is_handed_over_there(pair: Pair) -> None:
    """INV-08"""
    await reported(pair)
    lead = pair.perth.chat(LEAD)
    await lead.send("familymoves.read", await pair.perth.ids())
    assert "Hand over the family" not in str(lead.card)
    heard = await lead.send("familylead.open", await pair.perth.ids())
    assert "Hand over its lead professional there" in heard
