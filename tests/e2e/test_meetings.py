"""Whole meetings, from booking to key points, each person through their own Teams client."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from cppm.meetings.meeting import Option, Phase
from cppm.records import CHANNEL, FactKind, NoticeKind
from storage.outbox import State
from tests.e2e import walk
from tests.e2e.conftest import on_postgresql, on_sqlite
from tests.e2e.town import CORE_GROUP, NAMES, Town
from tests.rig.cards import words
from tests.rig.connector import Sent
from tests.rig.someone import Channel, Shown, Someone

AGREED = {
    FactKind.MEETING_BOOKED: 1,
    FactKind.INVITEE_ADDED: 4,
    FactKind.LINE_LEFT_EMPTY: 1,
    FactKind.LIST_SENT: 1,
    FactKind.LIST_APPROVED: 1,
    FactKind.ATTENDANCE_CONFIRMED: 4,
    FactKind.ABSENCE_GIVEN: 1,
    FactKind.MEETING_OPENED: 1,
    FactKind.ROLL_CALLED: 1,
    FactKind.OPENING_CHECKED: 1,
    FactKind.QUORUM_STATED: 1,
    FactKind.SUMMARY_CAPTURED: 1,
    FactKind.CHILDS_VIEWS_CAPTURED: 1,
    FactKind.PARENTS_VIEWS_CAPTURED: 1,
    FactKind.ROUND_OPENED: 1,
    FactKind.VIEW_GIVEN: 4,
    FactKind.VIEWS_OPENED: 1,
    FactKind.DECISION_MADE: 1,
    FactKind.OUTCOME_SETTLED: 1,
    FactKind.ACTION_AGREED: 1,
    FactKind.TELLING_NAMED: 2,
    FactKind.MEETING_CLOSED: 1,
    FactKind.CHANNEL_LINKED: 1,
    FactKind.KEY_POINTS_RELEASED: 1,
}
"""What a meeting records in which everybody agrees and one practitioner is absent."""
PRESENT = ["health", "lead", "police", "school"]


async def hold_agreed(town: Town) -> None:
    """A meeting in which everybody agrees, one practitioner is absent, and the key points go out."""
    await walk.invite(town)
    for key in PRESENT:
        await walk.answer(town, key)
    await walk.answer(town, "third", answer="no", why="On leave that week")
    await walk.open_and_call_roll(town, *PRESENT, family=("Kay's mother",))
    await walk.sum_up(town)
    for key in PRESENT:
        await walk.view(town, key, "place")
    await walk.reveal(town)
    await walk.decide(town)
    await walk.settle_outcome(town)
    await walk.close(town)
    await town.lead.says("link", in_channel=CORE_GROUP)
    await walk.release(town)


async def assert_agreed(town: Town) -> None:
    """Everything is recorded once, and everybody has every message once."""
    assert {kind: n for kind, n in (await town.facts()).items() if kind in AGREED} == AGREED
    meeting = await town.meeting()
    assert meeting.phase is Phase.CLOSED
    assert [d.option for d in meeting.decisions.values()] == [Option.PLACE]
    assert await town.owed_to(NoticeKind.INVITATION) == ["health", "lead", "police", "school", "third"]
    assert await town.owed_to(NoticeKind.VIEW_ASKED) == PRESENT
    assert await town.owed_to(NoticeKind.DECISION) == PRESENT
    assert await town.owed_to(NoticeKind.KEY_POINTS) == sorted([*PRESENT, "third"])
    assert await town.owed_to(NoticeKind.KEY_POINTS_IN_CHANNEL) == [CHANNEL]
    for key in [*PRESENT, "third"]:
        assert len(town.titled(key, "The key points are here")) == 1
    for key in PRESENT:
        assert len(town.titled(key, "The meeting is closed")) == 1
    assert len(town.titled("channel", "The planning meeting has taken place")) == 1
    await town.assert_whole()


async def test_a_quorate_meeting_that_agrees_ends_with_key_points_to_everybody(town: Town) -> None:
    await hold_agreed(town)
    await assert_agreed(town)
    key_points = await town.owed(NoticeKind.KEY_POINTS)
    assert {each.state for each in key_points} == {State.SENT}
    report = await town.chair.says("deliveries")
    for name in ("Ewan Reid", "Fiona Blair", "Ailsa Grant", "Callum Ross", "Jo Kerr"):
        assert name in report.words
    assert "channel" in report.words
    assert report.words.count("Sent ") == 6
    read = await town.third.presses(town.titled("third", "The key points are here")[0], "points.read")
    assert "name placed on the Child Protection Register" in read.words
    assert "Ewan Reid: visit every second day, by 20 November" in read.words
    refused = await town.gp.says("key points")
    assert "no key points for you" in refused.words
    for key in ("gp", "reporter", "inspector", "manager"):
        assert town.titled(key, "The key points are here") == []


@on_postgresql
async def test_two_agencies_go_ahead_only_by_the_chairs_discretion_with_a_reason(town: Town) -> None:
    await walk.invite(town, {"police": "police"})
    for key in ("lead", "police"):
        await walk.answer(town, key)
    await walk.open_and_call_roll(town, "lead", "police")
    asked = await town.chair.says("quorum")
    assert (await town.meeting()).quorum is None
    reason: dict[str, Any] = {"reason": "Only the police and social work know the family"}
    card = walk.card_with(asked, "quorum.submit")
    refused = await town.chair.presses(card, "quorum.submit", **reason, essential="no")
    assert "essential" in refused.words
    assert (await town.meeting()).quorum is None
    stated = await walk.fill(town, "chair", "quorum", "quorum", **reason, essential="yes")
    assert reason["reason"] in stated.words
    await walk.capture(town)
    for key in ("lead", "police"):
        await walk.view(town, key, "place")
    await walk.reveal(town)
    await walk.decide(town)
    await walk.settle_outcome(town, ("lead", "police"))
    await walk.close(town)
    assert (await town.meeting()).phase is Phase.CLOSED
    [stated_fact] = [f for f in await town.case() if f.kind == FactKind.QUORUM_STATED]
    assert reason["reason"] in str(stated_fact.detail)
    await town.assert_whole()


@on_sqlite
async def test_one_agency_is_refused_and_the_meeting_is_held_on_another_day(town: Town) -> None:
    await walk.invite(town)
    for key in ("lead", "police", "health", "school"):
        await walk.answer(town, key)
    await walk.open_and_call_roll(town, "lead")
    refused = await town.chair.says("quorum")
    assert "one agency" in refused.words.lower() or "only agency" in refused.words.lower()
    assert "summary.open" not in str(refused.cards)
    new_date = {"new_date_date": "2026-11-24", "new_date_time": "10:00"}
    await walk.fill(town, "chair", "reconvene", "reconvene", **new_date, reason="Nobody else came")
    meeting = await town.meeting()
    assert meeting.starts_at == datetime.fromisoformat("2026-11-24T10:00:00Z")
    assert await town.owed_to(NoticeKind.MEETING_MOVED) == ["health", "lead", "police", "school", "third"]
    for key in ("lead", "police", "health"):
        moved = await town.card_titled(key, "new date")
        await walk.fill(town, key, moved, "attend", answer="yes")
    await walk.open_and_call_roll(town, "lead", "police", "health", at=meeting.starts_at)
    await town.chair.says("quorum")
    quorum = (await town.meeting()).quorum
    assert quorum is not None
    await town.assert_whole()


@on_postgresql
async def test_without_consensus_the_chair_decides_and_the_service_manager_scrutinises(town: Town) -> None:
    await walk.to_views(town, lead="place", police="place", health="not_place", school="not_place")
    form = await town.chair.says("decide")
    assert "No clear consensus" in form.words
    with pytest.raises(ValueError, match="rationale"):
        await walk.decide(town)
    assert (await town.meeting()).decisions == {}
    rationale = "The two unexplained injuries weigh more than the progress that was reported."
    await walk.decide(town, rationale=rationale)
    [decided] = (await town.meeting()).decisions.values()
    assert decided.rationale == rationale
    await walk.settle_outcome(town)
    await walk.close(town)
    [card] = town.titled("manager", "scrutiny")
    for secret in ("Kay", rationale, "not_place", "unexplained"):
        assert secret not in words(card.card or {})
    assert await town.facts() >= Counter({FactKind.SCRUTINY_FLAGGED: 1})
    for key in ("lead", "police", "health", "school"):
        assert town.titled(key, "scrutiny") == []
    await town.assert_whole()


@on_sqlite
async def test_dissent_reaches_the_chair_in_full_and_the_line_manager_without_details(town: Town) -> None:
    await walk.to_closed(town, lead="place", police="place", health="place", school="place")
    closed = town.titled("police", "The meeting is closed")[0]
    words_of_it = {"reason": "CANARY-REASON the risk is past", "alternative": "CANARY-ALT a child's plan"}
    await walk.fill(town, "police", closed, "dissent", **words_of_it)
    told = await town.card_titled("chair", "issent")
    assert "CANARY" not in words(told.card or {})
    read = await town.chair.presses(told, "dissent.read")
    assert "CANARY-REASON" in read.words
    assert "CANARY-ALT" in read.words
    assert "All protective actions go on" in " ".join(words(s.card or {}) for s in town.police.sees)
    refused = await town.school.says("read dissent")
    assert "CANARY" not in refused.words
    assert town.inspector.sees[-1].card is None or "dissent" not in words(town.inspector.sees[-1].card)
    await town.police.says("i have told my line manager")
    await town.settle()
    card = await town.card_titled("inspector", "dissent")
    assert "CANARY" not in words(card.card or {})
    assert "Fiona Blair" in words(card.card or {})
    assert await town.facts() >= Counter({FactKind.DISSENT_RECORDED: 1, FactKind.MANAGER_TOLD: 1})
    for key in NAMES:
        if key not in ("police", "chair"):
            assert town.titled(key, "CANARY") == []
    await town.assert_whole()


@on_postgresql
async def test_a_deputy_speaks_a_voluntary_partner_passes_and_an_observer_only_watches(town: Town) -> None:
    await walk.invite(town, observer="reporter")
    for key in ("lead", "health", "school", "third", "reporter"):
        await walk.answer(town, key)
    goes = {"answer": "deputy", "deputy": town.ids["deputy"], "briefed": "yes", "authorised": "yes"}
    await walk.answer(town, "police", **goes)
    assert await town.owed_to(NoticeKind.DEPUTISING) == ["deputy"]
    await walk.open_and_call_roll(town, "lead", "health", "school", "third", "reporter", deputies=("police",))
    await walk.sum_up(town)
    assert await town.owed_to(NoticeKind.VIEW_ASKED) == ["deputy", "health", "lead", "school", "third"]

    watching = await town.reporter.says("view")
    assert not any(walk.offers(card, "view.submit") for card in watching.cards)
    stolen = (await town.card_titled("deputy", "The chair asks for views")).card
    assert stolen
    forged = await town.reporter.presses(stolen, "view.open")
    assert not any(walk.offers(card, "view.submit") for card in forged.cards)
    represented = await town.police.says("view")
    assert not any(walk.offers(card, "view.submit") for card in represented.cards)

    for key in ("lead", "deputy", "health", "school"):
        await walk.view(town, key, "place")
    await walk.view(town, "third", "pass")
    board = await walk.reveal(town)
    assert "Neil Watt" in board.words
    assert "eputy" in board.words
    assert "Hamish Low" not in board.words
    facts = await town.facts()
    assert (facts[FactKind.VIEW_GIVEN], facts[FactKind.VIEW_PASSED]) == (4, 1)
    [current] = (await town.meeting()).rounds.values()
    assert current.views[town.ids["police"]].deputy == "Neil Watt"
    assert town.ids["reporter"] not in current.views
    await town.assert_whole()


# The same again, under duress


class Twice(Someone):
    """Teams delivers everything twice at the same moment, and every button is pressed once more."""

    async def does(self, *, in_channel: Channel | None = None, times: int = 1, **fields: Any) -> Shown:
        return await super().does(in_channel=in_channel, times=2, **fields)

    async def presses(self, on: Shown | Sent | dict[str, Any], button: str, /, **inputs: Any) -> Shown:
        first = await super().presses(on, button, **inputs)
        if not button.endswith((".submit", ".confirm", ".send", ".approve")):
            return first
        again = await super().presses(on, button, **inputs)
        assert again.status == 200
        return again if again.cards else first


async def test_everything_delivered_twice_and_pressed_twice_is_done_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = town.world.someone

    def twice(name: str, aad_id: str | None = None) -> Twice:
        return Twice(town.world, name, people(name, aad_id).aad_id)

    monkeypatch.setattr(town.world, "someone", twice)
    await hold_agreed(town)
    await assert_agreed(town)


async def test_a_restart_before_every_step_loses_and_doubles_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = town.world.someone

    steps = itertools.count()
    every = 1 if town.house.store.db.is_sqlite else 4  # a start takes longer there

    class Restarted(Someone):
        async def does(self, *, in_channel: Channel | None = None, times: int = 1, **fields: Any) -> Shown:
            if next(steps) % every == 0:
                await town.restart()
            return await super().does(in_channel=in_channel, times=times, **fields)

    def restarted(name: str, aad_id: str | None = None) -> Restarted:
        return Restarted(town.world, name, people(name, aad_id).aad_id)

    monkeypatch.setattr(town.world, "someone", restarted)
    await hold_agreed(town)
    await assert_agreed(town)


# Clocks


@on_sqlite
async def test_silence_is_chased_and_then_taken_to_the_line_manager(town: Town) -> None:
    await walk.invite(town)
    for key in ("lead", "health", "school", "third"):
        await walk.answer(town, key)
    await town.until(walk.STARTS_AT - timedelta(minutes=1), hours=6)
    told = await town.house.store.reminders.of_root((await town.meeting()).id)
    chased = [each for each in told if each.person_id == town.ids["police"]]
    assert {each.state for each in chased} == {State.SENT}
    assert {each.item.due_key.partition(":")[0] for each in chased} >= {"attendance", "report"}
    assert len({each.message_id for each in chased}) == len(
        {each.sent_at.date() for each in chased if each.sent_at}
    )
    assert all(each.sent_at and each.sent_at.weekday() < 5 for each in chased)
    assert [e for e in told if e.item.due_key == f"attendance:{town.ids['health']}"] == []
    late = [words(s.card or {}) for s in town.titled("inspector", "Your help is needed")]
    assert sum("has not answered the invitation" in text for text in late) == 1
    assert sum("has not filed a report." in text for text in late) == 1
    assert all("Fiona Blair" in text and "Kay" not in text for text in late)
    await town.assert_whole()


@on_postgresql
async def test_key_points_are_reminded_at_4_18_and_22_hours_and_escalated_at_24(town: Town) -> None:
    await walk.to_closed(town, lead="place", police="place", health="place", school="place")
    ended = (await town.meeting()).closed_at
    assert ended

    def reminded() -> int:
        return len(town.titled("chair", "The key points are waiting for you"))

    for hours, so_far in ((4, 1), (18, 2), (22, 3)):
        await town.until(ended + timedelta(hours=hours, minutes=-1), hours=24)
        assert reminded() == so_far - 1
        await town.until(ended + timedelta(hours=hours))
        assert reminded() == so_far
    await town.until(ended + timedelta(hours=24, minutes=-1), hours=24)
    assert town.titled("manager", "has not released the key points") == []
    await town.until(ended + timedelta(hours=24))
    assert len(town.titled("manager", "has not released the key points")) == 1
    await town.until(ended + timedelta(hours=30), hours=6)
    assert len(town.titled("manager", "has not released the key points")) == 1
    await walk.release(town)
    before = reminded()
    await town.until(ended + timedelta(hours=60), hours=12)
    assert reminded() == before
    await town.assert_whole()


# Secrecy

CANARY = "CANARYBIRD"
LOUD = ("Kay", "physical", "injur", "place the name", "register", "Perth", CANARY)
"""What no channel, no lock screen and no log may say."""


@on_sqlite
async def test_restricted_words_and_sealed_views_reach_nobody_they_are_not_for(town: Town) -> None:
    with capture_logs() as logs:
        await walk.invite(town)
        for key in ("lead", "police", "health", "school"):
            await walk.answer(town, key)
        await town.lead.says("link", in_channel=CORE_GROUP)
        why = f"{CANARY}-RESTRICTED"
        told = {"justification": why, "given": "section", "audience": "chair"}
        await walk.fill(town, "police", "restricted", "restricted", kind="third_party", **told)
        await walk.open_and_call_roll(town, "lead", "police", "health", "school")
        await walk.sum_up(town)
        for key in ("lead", "police", "health"):
            await walk.view(town, key, "place", f"{CANARY}-VIEW-{key}")
        for key in NAMES:
            own = [f"{CANARY}-VIEW-{key}"] + ([why] if key == "police" else [])
            for sent in town.titled(key, CANARY):
                said = words(sent.card or {}) if sent.card else sent.text or ""
                for mine in own:
                    said = said.replace(mine, "")
                assert CANARY not in said, f"{key} sees {said}"
        assert CANARY not in (await town.chair.says("views")).words
        asked = await town.card_titled("chair", "speak with you alone")
        stands = await town.chair.presses(asked, "restricted.read")
        asks_why = await town.chair.presses(stands, "restrictedread.open")
        assert why in (await town.chair.presses(asks_why, "restrictedread.submit", why="prepare")).words
        await walk.view(town, "school", "place", f"{CANARY}-VIEW-school")
        board = await walk.reveal(town)
        assert board.words.count(f"{CANARY}-VIEW") == 4
        assert why not in board.words
        await walk.decide(town)
        await walk.settle_outcome(town)
        await walk.close(town)
        await walk.release(town)
    assert logs
    assert CANARY not in repr(logs)
    for name in ("Kay", *(person.name for person in NAMES.values())):
        assert name not in repr(logs)
    outbox = await town.house.store.outbox.of_meeting((await town.meeting()).id)
    assert CANARY not in repr(outbox)
    for sent in town.world.connector.log:
        assert not any(loud in sent.summary for loud in LOUD if sent.card), sent.summary
        if not sent.conversation.startswith("a:"):
            said = (words(sent.card) if sent.card else sent.text or "") + sent.summary
            assert not any(loud in said for loud in LOUD), said
            assert not any(person.name in said for person in NAMES.values()), said
    await town.assert_whole()


@on_postgresql
async def test_whoever_adds_the_app_is_greeted_and_shown_where_to_begin(town: Town) -> None:
    greeted = await town.police.installs()
    assert "I am Quorate" in greeted.words
    shown = await town.police.presses(greeted, "What I owe")
    assert "You owe nothing at the moment" in shown.words
