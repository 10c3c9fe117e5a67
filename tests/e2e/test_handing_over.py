"""A chair who is ill, a lead professional on leave, and a message that never arrived: each is seen to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cppm.people import Duty
from cppm.records import FactKind, Notice, NoticeKind
from storage.outbox import Owed, State
from tests.e2e import walk
from tests.e2e.town import Town
from tests.rig.cards import words

HELD = {"manager": Duty.CHAIR, "team_leader": Duty.QUALIFIED_SOCIAL_WORKER}
"""Who may take over here, by a duty that they get."""


async def hands_over(town: Town, key: str, part: str, to: str, **more: Any) -> None:
    """Somebody hands over a part of the one meeting."""
    given: dict[str, Any] = {"part": part, "to": town.ids[to], "why": "Off sick"} | more
    said = await walk.fill(town, key, "hand over my part", "rolehandover", **given)
    assert "The part is handed over" in said.words, said.words
    await town.settle()


async def test_chair_and_lead_hand_over_and_what_they_owed_goes_along_at_once(town: Town) -> None:
    """INV-08 CON-04"""
    for key, duty in HELD.items():
        known = await town.house.store.people.get(town.ids[key])
        assert known
        await town.house.store.people.change(town.ids[key], None, duties=known.duties | {duty})
    await walk.invite(town)
    await hands_over(town, "admin", "chair", "manager")
    await hands_over(town, "lead", "lead professional", "team_leader", stays="no")
    meeting = await town.meeting()
    assert meeting.chair.id == town.ids["manager"]
    assert meeting.lead_professional.id == town.ids["team_leader"]

    for key, part in (("manager", "Chair"), ("team_leader", "Lead professional")):
        told = await town.card_titled(key, "You take over from a colleague")
        assert part in words(told.card or {})
        assert "Kay" not in words(told.card or {})
    await town.card_titled("chair", "Your part is handed over")
    for key in ("chair", "lead"):
        assert "not on the invitation list" in await reads(town, key)
        assert await town.house.store.dues.of_person(town.ids[key]) == []
    assert "File my report" in await reads(town, "team_leader")
    owed = {row.due.clock for row in await town.house.store.dues.of_person(town.ids["team_leader"])}
    assert "lead_report" in owed

    before = {key: len(town.client(key).sees) for key in ("chair", "lead")}
    await town.live(walk.STARTS_AT - timedelta(hours=20))
    assert {key: len(town.client(key).sees) for key in before} == before
    assert town.titled("team_leader", "assessment report")
    assert (await town.facts())[FactKind.PART_HANDED_OVER] == 2
    await town.assert_whole()


async def reads(town: Town, key: str) -> str:
    """What somebody sees who opens the meeting by a card of before."""
    invited = town.titled(key, "CPPM PK-26-0137")
    found = next(s for s in invited if s.card and walk.offers(s.card, "meeting.open"))
    return (await town.client(key).presses(found, "meeting.open")).words


async def test_a_message_that_did_not_arrive_is_closed_once_they_were_told_another_way(town: Town) -> None:
    """SUM-01"""
    await walk.invite(town)
    town.world.connector.fail(403, code="ConversationBlockedByUser")
    owed = Owed(Notice(NoticeKind.INVITATION, town.ids["police"], "again"), (await town.meeting()).id)
    await town.house.store.outbox.owe([owed], town.now)
    await town.settle()
    task = await town.card_titled("admin", "A message did not arrive")
    told: dict[str, Any] = {"how": "phone", "who": "Fiona Blair"}
    when: dict[str, Any] = {"at_date": f"{town.now:%Y-%m-%d}", "at_time": "08:30"}
    closed = await walk.fill(town, "admin", task, "toldotherwise", **told, **when)
    assert "The message is closed" in closed.words, closed.words
    again = await town.admin.presses(task, "toldotherwise.open")
    assert "somebody has already recorded how they were told" in again.words
    kept = await town.house.store.outbox.by_key(owed)
    assert kept
    assert kept.state is State.DROPPED
    seen = len(town.titled("police", "You are invited"))
    await town.police.says("hello")
    await town.wait(hours=2)
    assert len(town.titled("police", "You are invited")) == seen
    assert (await town.facts())[FactKind.TOLD_OTHERWISE] == 1
    await town.assert_whole()
