"""A whole meeting with a child there for a part, an advocate, an interpreter, and a student refused."""

from __future__ import annotations

from typing import Any

from cppm.meetings.meeting import PlanningMeeting
from cppm.records import FactKind
from cppm.rights import participation, taking_part
from cppm.rights.participation_records import Booked
from tests.e2e import walk
from tests.e2e.core_group_walk import tells
from tests.e2e.town import Town
from tests.rig.cards import words

SAID = "I want to stay with Gran at the weekends."


def line(meeting: PlanningMeeting, who: str) -> str:
    return next(each.id for each in meeting.family if each.who == who)


async def settle_family(town: Town) -> None:
    """The lead professional settles the family's part: for the child by typing, for the mother by card."""
    weighed: dict[str, Any] = {"invited": "yes", "weighed": "wish,safety", "why": "She wants to say it"}
    part: dict[str, Any] = {"how": "part", "part": "the beginning", "needs": "easy_read,breaks"}
    came = await walk.fill(town, "lead", "child invited or not", "invitedornot", **weighed)
    await town.lead.presses(walk.card_with(came, "participate.submit"), "participate.submit", **part)
    beside: dict[str, Any] = {"kind": "advocate", "name": "Ada Fyfe, Who Cares"}
    await tells(town, "lead", "support", "support", "Kay, CPPM", **beside)
    speaks: dict[str, Any] = {"booked": "booked", "language": "Polish", "name": "Irena Nowak"}
    await tells(town, "lead", "interpreter", "interpreter", "mother", **speaks, of_family="no")
    heard: dict[str, Any] = {"heard": "yes", "words": SAID, "how": "in a drawing", "by": "Ewan Reid"}
    await tells(town, "lead", "views before", "heard", "Kay, CPPM", **heard, on="2026-11-02")


async def test_a_child_comes_for_a_part_with_an_advocate_and_a_student_may_not(town: Town) -> None:
    """ATT-22 CHI-01 CHI-05 LPP-10 PAR-05 PAR-07 PTP-05"""
    await walk.propose(town, await walk.book(town, interpreter="being booked"))
    await walk.agree_list(town)
    student: dict[str, Any] = {"role": "student", "reason": "Learns from the health visitor"}
    await walk.fill(town, "lead", "invite", "invite", who=town.ids["gp"], **student)
    no: dict[str, Any] = {"family": "no", "asked": "The health visitor asked the mother, who said no"}
    refused = await tells(town, "lead", "student", "consent", **no)
    assert "They will not come" in refused.words
    await town.settle()
    assert town.titled("gp", "You are invited") == []
    assert "Kay" not in (await town.gp.says("meetings")).words

    await settle_family(town)
    needs = await town.card_titled("chair", "Something about the family's part needs you")
    assert "Kay" not in words(needs.card or {})
    shown = await town.chair.presses(needs, "takingpart.open")
    assert "Comes to a part of it" in shown.words
    meeting = await town.meeting()
    assert participation.unconfirmed_interpreter(meeting)
    confirmed: dict[str, Any] = {"booked": "confirmed", "language": "Polish", "name": "Irena Nowak"}
    await tells(town, "lead", "interpreter", "interpreter", "mother", **confirmed, of_family="no")

    for key in ("lead", "police", "school", "health"):
        await walk.answer(town, key)
    await walk.open_and_call_roll(town, "lead", "police", "school", "health", family=("Kay", "Kay's mother"))
    await town.chair.says("quorum")
    form = await town.chair.says("child's views")
    assert SAID in str(form.cards[-1])
    await town.chair.says("cancel")
    await walk.capture(town)
    for key in ("lead", "police", "school", "health"):
        await walk.view(town, key, "place")
    await walk.reveal(town)
    await walk.decide(town)
    await walk.settle_outcome(town)
    await walk.close(town)

    meeting = await town.meeting()
    assert line(meeting, "Kay") in {each.id for each in meeting.outcome.tellings}, "she left before the end"
    assert participation.to_explain(meeting)
    told: dict[str, Any] = {"what": "registration", "by": "Ewan Reid", "on": "2026-11-17", "how": "at home"}
    for who in ("Kay, CPPM", "mother"):
        await tells(town, "lead", "explained", "understood", who, **told, clear="yes")
    after: dict[str, Any] = {"heard": "yes", "words": "I am glad", "how": "on a walk", "by": "Ewan Reid"}
    await tells(town, "lead", "views after", "heard", "Kay, CPPM", **after, on="2026-11-17")

    meeting = await town.meeting()
    assert not participation.to_explain(meeting)
    mother = taking_part.of(meeting, line(meeting, "Kay's mother")).interpreter
    assert mother
    assert mother.booked is Booked.CONFIRMED
    facts = await town.facts()
    assert facts[FactKind.CONSENT_REFUSED] == 1
    assert facts[FactKind.FAMILY_HEARD] == facts[FactKind.FAMILY_INFORMED] == 2
    await town.assert_whole()
