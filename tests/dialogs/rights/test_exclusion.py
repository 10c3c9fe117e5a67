"""Somebody not invited or excluded, in conversations: decided, arranged, done, alerted, and closed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cppm.meetings.meeting import PlanningMeeting
from cppm.records import NoticeKind
from cppm.rights import exclusion, exclusion_plan
from cppm.rights.exclusion_records import Decided, Legal
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    POLICE,
    STARTS_AT,
    a_settled_meeting,
    an_arrangement,
    an_invited_meeting,
    an_opened_meeting,
    keep_out,
)
from tests.dialogs.clock_room import ClockRoom, M, days_after

WHY = "Bail conditions bar any contact with Kay's mother until March."
DECISION = {
    "whom": "f_father",
    "decided": "out",
    "grounds": "risk,police",
    "reasons": WHY,
    "not_virtual": "The conditions bar calls too.",
    "legal": "taken",
    "legal_words": "Council solicitor: the conditions stand",
}
PLAN = {
    "reasons_by": LEAD.id,
    "reasons_on": "2026-11-12",
    "safe_way": "By phone, with the police told beforehand",
    "can_be_heard": "yes",
    "views_by": HEALTH.id,
    "views_on": "2026-11-15",
    "outcome_by": LEAD.id,
    "outcome_on": "2026-11-18",
}


async def test_the_chair_decides_and_names_who_speaks_with_them_by_card(tmp_path: Path) -> None:
    """EXC-01 EXC-03 EXC-05 EXC-06 EXC-07 EXC-08"""
    async with days_after(tmp_path, -7, an_invited_meeting()) as room:
        chair = room.chat(CHAIR)
        assert "Left out when the meeting was booked: Bail conditions" in await chair.send("excluded.open", M)
        form = await chair.press("Decide: Kay's father")
        assert "Why can they not take part by video or phone?" in form
        assert "Too intoxicated" not in form
        shown = await chair.press("Continue", **DECISION)
        assert "This is what I will record" in shown
        assert "Who tells them your reasons?" in await chair.press("Record")
        late = await chair.press("Send", **{**PLAN, "views_on": "2026-11-18"})
        assert "Please give Tuesday 17 November 2026 or an earlier day" in late
        assert "It is settled who speaks with them" in await chair.press("Send", **PLAN)
        assert sorted(await room.sent_to(NoticeKind.EXCLUSION_ERRAND)) == [HEALTH.id, LEAD.id]
        assert (await room.meeting()).exclusions[0].legal is Legal.TAKEN


async def test_the_chair_decides_by_typing(tmp_path: Path) -> None:
    """EXC-01 EXC-09"""
    async with days_after(tmp_path, 0, an_opened_meeting()) as room:
        await room.chat(CHAIR).goes(
            [
                ("exclude", "About whom?"),
                ("Kay's mother", "What do you decide?"),
                ("a part", "From which part of the meeting?"),
                ("while the reports are heard", "On which grounds?"),
                ("threatening", "What are your reasons?"),
                ("She shouts at the health visitor and does not stop.", "by video or phone?"),
                ("She would go on on the phone.", "parental responsibilities"),
                ("without", "Who advises, and what"),
                ("There was no time for it.", "Are the police called"),
                ("Not called; the policy is followed.", "This is what I will record"),
                ("yes", "Who tells them your reasons?"),
            ]
        )
        kept = exclusion.current(await room.meeting(), "f_mother")
        assert kept
        assert (kept.decided, kept.police) == (Decided.PART, "Not called; the policy is followed.")


async def kept_out(room: ClockRoom) -> None:
    """The father is kept out, and who speaks with him is arranged."""

    def done(meeting: PlanningMeeting) -> None:
        at = STARTS_AT - timedelta(days=7)
        keep_out(meeting, at, legal=Legal.WAITING)
        exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(at, views_by=HEALTH.id), at)

    await room.change(done)


async def test_those_named_do_it_and_say_so(tmp_path: Path) -> None:
    """EXC-06 EXC-07 EXC-12"""
    async with days_after(tmp_path, -7, an_invited_meeting()) as room:
        await kept_out(room)
        lead = room.chat(LEAD)
        await lead.send("meeting.open", M)
        form = await lead.press("Share the chair's reasons")
        assert "with the police told beforehand" in form
        assert "They know the reasons" in await lead.press("Record", how="By phone with Ailsa")
        await room.chat(HEALTH).goes(
            [
                ("their views", "What do they say"),
                ("He wants to see Kay at her aunt's.", "Their views are kept for the meeting"),
            ]
        )
        await room.chat(CHAIR).goes(
            [("legal advice", "Who advises, and what?"), ("Solicitor: it stands", "The legal advice is kept")]
        )
        seen = await room.chat(CHAIR).send("excluded.open", M)
        assert "He wants to see Kay at her aunt's." in seen
        assert "By phone with Ailsa" in seen


async def test_nobody_else_learns_of_it(tmp_path: Path) -> None:
    """EXC-01 EXC-10"""
    async with days_after(tmp_path, -7, an_invited_meeting()) as room:
        await kept_out(room)
        for verb in ("excluded.open", "exclude.open", "excludeplan.open", "excludetold.open"):
            heard = await room.chat(POLICE).send(verb, M | {"e": "e_1", "f": "f_father"})
            assert "I have not done that" in heard
            assert "father" not in heard


async def test_a_practitioner_alerts_the_chair_alone(tmp_path: Path) -> None:
    """EXC-13 ATT-09"""
    words = "She threatened to follow the school nurse home."
    async with days_after(tmp_path, -7, an_invited_meeting()) as room:
        police = room.chat(POLICE)
        await police.send("excludealert.open", M)
        told = await police.press("Tell the chair", whom="f_mother", words=words)
        assert "The chair is told in private" in told
        assert await room.sent_to(NoticeKind.EXCLUSION_ALERT) == [CHAIR.id]
        assert words in await room.chat(CHAIR).send("excluded.open", M)
        for other in (LEAD, ADMIN):
            seen = await room.chat(other).send("excluded.open", M)
            assert words not in seen
            assert "mother" not in seen


async def test_the_meeting_leads_to_it_before_it_closes(tmp_path: Path) -> None:
    """EXC-08 PAR-03"""
    meeting = a_settled_meeting()
    keep_out(meeting, STARTS_AT + timedelta(minutes=50), "f_mother")
    async with days_after(tmp_path, 0, meeting) as room:
        chair = room.chat(CHAIR)
        heard = await chair.send("close.open", M)
        assert "who tells Kay's mother your reasons" in heard.lower().replace("kay", "Kay")
        assert "Who speaks with Kay's mother" in await chair.press("Who is not invited")


async def test_who_was_excluded_stands_among_the_minutes(tmp_path: Path) -> None:
    """EXC-10 MIN-08"""
    async with days_after(tmp_path, 5) as room:
        form = await room.chat(CHAIR).send("minutescheck.open", M)
        assert "Kay's father" in form
        assert "Bail conditions bar any contact" in form
        assert "Bail conditions bar any contact" in await room.chat(ADMIN).send("excluded.open", M)


async def test_whoever_is_excluded_is_not_offered_on_the_roll(tmp_path: Path) -> None:
    """EXC-09"""
    meeting = an_opened_meeting()
    keep_out(meeting, STARTS_AT, "f_mother")
    async with days_after(tmp_path, 0, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.send("roll.open", M)
        assert "f_mother" not in str(chair.input("family"))
