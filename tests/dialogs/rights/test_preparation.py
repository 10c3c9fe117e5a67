"""Preparing a meeting in conversations: the list that fills itself, ticks, and who briefs a carer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cards.layout import short
from cppm.records import NoticeKind
from cppm.rights import briefing, preparation
from cppm.timing.timescales import local_day
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, OUTSIDER, REPORTER, STARTS_AT, an_invited_meeting
from tests.dialogs.clock_room import DAY, ClockRoom, M, days_after

WHO = "Kay's foster carer"
TELL = short("Tell the family early that there is a meeting, and why")
ASK = short("Ask child and parents for their views, for the report")
BY = local_day(STARTS_AT - DAY)


async def named(room: ClockRoom) -> None:
    """The health visitor is to brief the foster carer."""
    await room.change(
        lambda m: briefing.name_briefer(m, CHAIR, WHO, "Lives with Kay", HEALTH.id, BY, room.now, "j_1")
    )


async def open_lines(room: ClockRoom, person: object) -> set[str]:
    """What of somebody's list is not done."""
    return {each.key for each in preparation.open_still(await room.meeting(), person)}  # type: ignore[arg-type]


async def test_the_lead_professional_prepares_by_cards(tmp_path: Path) -> None:
    """LPP-01 LPP-12"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        lead = room.chat(LEAD)
        await lead.send("meeting.open", M)
        shown = await lead.press("Prepare for the meeting")
        assert "Send the invitation list to the chair" in shown.split("Done")[1]
        await lead.press("Tick what is done")
        heard = await lead.press("Record", lines="parts,overview")
        assert "Decide whether people meet in separate parts" in heard.split("Done")[1]
        assert {"parts", "overview"}.isdisjoint(await open_lines(room, LEAD))
        await lead.press("Take a tick back")
        await lead.press("Take back", lines="overview")
        assert "overview" in await open_lines(room, LEAD)


async def test_a_line_of_the_family_opens_the_form_of_whoever_it_is_open_for(tmp_path: Path) -> None:
    """LPP-01 LPP-14"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        lead = room.chat(LEAD)
        assert "0 of 2 told" in await lead.send("prepare.open", M)
        assert "What was Kay told?" in await lead.press(TELL)
        said = {"by": "Ewan Reid", "on": str(local_day(room.now)), "how": "in person", "clear": "yes"}
        await lead.press("Keep this", what="meeting", **said)
        assert "1 of 2 told" in await lead.send("prepare.open", M)
        assert "What was Kay's mother told?" in await lead.press(TELL)
        await lead.send("prepare.open", M)
        assert "the views of Kay heard" in await lead.press(ASK)


async def test_the_chair_goes_from_the_list_to_who_is_not_invited(tmp_path: Path) -> None:
    """EXC-01"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        chair = room.chat(CHAIR)
        assert "1 thing is open" in await chair.send("prepare.open", M)
        assert "Not invited, or excluded" in await chair.press("Settle who of the family is not invited")


async def test_the_chair_prepares_by_typing(tmp_path: Path) -> None:
    """CHR-01 CHR-03"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        chair = room.chat(CHAIR)
        await chair.goes(
            [
                ("prepare", "Still open with the lead professional"),
                ("prepared", "What have you done?"),
                ("1, speak with kay's mother", "2 of"),
            ]
        )
        ticked = {each.key for each in preparation.ticked(await room.meeting(), CHAIR)}
        assert ticked == {"format", "spoken:f_mother"}
        await chair.goes([("untick", "What was ticked too early?"), ("1", "Preparing the meeting")])
        assert {each.key for each in preparation.ticked(await room.meeting(), CHAIR)} == {"spoken:f_mother"}


async def test_a_line_opens_what_does_it(tmp_path: Path) -> None:
    """ATT-07"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        health = room.chat(HEALTH)
        assert "What to bring and to expect" in await health.send("prepare.open", M)
        assert "report" in (await health.press("File my report and its chronology")).lower()


async def test_a_practitioner_hears_who_helps_them(tmp_path: Path) -> None:
    """ATT-11"""
    managed = replace(HEALTH, line_manager=CHAIR.id)
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        heard = await room.chat(managed).send("prepare.open", M)
        assert f"Your line manager, {CHAIR.name}, helps" in heard


async def test_the_tick_of_a_message_that_comes_twice_is_kept_once(tmp_path: Path) -> None:
    """LPP-01"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        lead = room.chat(LEAD)
        await lead.send("prepared.open", M)
        await lead.press("Record", lines="parts")
        revision = (await room.meeting()).revision
        assert "Preparing the meeting" in await lead.repeat()
        assert (await room.meeting()).revision == revision


async def test_home_has_one_line_of_it_for_the_lead_professional_and_none_for_practitioners(
    tmp_path: Path,
) -> None:
    """GEN-21"""
    async with days_after(tmp_path, -10, an_invited_meeting()) as room:
        heard = await room.chat(LEAD).say("home")
        assert heard.count("Prepare the family and the meeting") >= 1
        assert "See that the family has seen every report" not in heard
        for person in (HEALTH, CHAIR):
            assert "repare" not in await room.chat(person).say("home")


async def test_who_has_no_list_is_told_so(tmp_path: Path) -> None:
    """PAR-08"""
    meeting = an_invited_meeting([HEALTH, REPORTER])
    async with days_after(tmp_path, -6, meeting) as room:
        assert "Only the chair, the lead professional" in await room.chat(REPORTER).send("prepare.open", M)
        for nobody in (OUTSIDER, ADMIN):
            assert "not on the invitation list" in await room.chat(nobody).send("prepare.open", M)
        assert "No meeting of yours waits" in await room.chat(OUTSIDER).say("prepare")


# Briefing a carer or volunteer


async def test_a_carer_comes_and_is_briefed_by_typing(tmp_path: Path) -> None:
    """INV-07"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await room.chat(LEAD).goes(
            [
                ("foster carer comes", "Who comes?"),
                (WHO, "Why are they needed?"),
                ("Lives with Kay", "Who is closest to them and briefs them?"),
                ("Ailsa Grant", "By which day?"),
                ("16 November", "Has the chair agreed that they come?"),
                ("yes", "A guest and a briefing are recorded"),
            ]
        )
        assert await room.sent_to(NoticeKind.BRIEFING) == [HEALTH.id]
        await room.chat(HEALTH).goes(
            [
                ("briefed", "Have you spoken with them about all four points?"),
                ("yes", "Is there anything that the chair should know?"),
                ("Needs a lift", "They are briefed"),
            ]
        )
        (made,) = (await room.meeting()).briefings
        assert (made.note, made.done_at) == ("Needs a lift", room.now)


async def test_the_chair_names_who_briefs_by_card_without_being_asked_for_agreement(tmp_path: Path) -> None:
    """CON-07"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        chair = room.chat(CHAIR)
        form = await chair.send("brief.open", M)
        assert "Has the chair agreed" not in form
        heard = await chair.press("Record", who=WHO, reason="Lives with Kay", briefer=HEALTH.id, by=str(BY))
        assert "A guest and a briefing are recorded" in heard
        assert WHO in await chair.send("list.open", M)


async def test_no_agreement_of_the_chair_records_nothing(tmp_path: Path) -> None:
    """CON-07"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        lead = room.chat(LEAD)
        await lead.send("brief.open", M)
        filled = {"who": WHO, "reason": "Lives with Kay", "briefer": HEALTH.id, "by": str(BY)}
        assert f"Ask {CHAIR.name}" in await lead.press("Record", **filled, agreed="no")
        assert (await room.meeting()).briefings == []


async def test_whoever_is_named_sees_it_on_home_and_says_it_is_done_by_card(tmp_path: Path) -> None:
    """INV-07"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await named(room)
        health = room.chat(HEALTH)
        assert "Brief somebody who is invited" in await health.say("home")
        await health.press("Brief somebody who is invited")
        assert "not recorded as done" in await health.press("Record", all_points="no")
        await health.send("briefed.open", {**M, "j": "j_1"})
        assert "They are briefed" in await health.press("Record", all_points="yes", note="")
        assert "Brief somebody" not in await health.say("home")
