"""Home, my meetings, one meeting for each role at each stage, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app import JOBS as ALL_JOBS
from cards.elements import AdaptiveCard
from cards.groups.group import GroupRow
from cards.home import MOST_OWED, Owing, home_card
from cards.notices import CARDS, Occasion, notice_card
from cppm import rules
from cppm.disagreeing import dissent
from cppm.meetings import conduct, invitations, key_points, moving
from cppm.meetings.meeting import FamilyLine, PlanningMeeting
from cppm.people import Person, Role
from cppm.records import NoticeKind
from cppm.timing import clocks
from dialogs import home, hub
from dialogs.commands import joined
from dialogs.engine import Engine
from dialogs.scene import Scene
from dialogs.turn import Place, PlaceKind, Turn
from storage.store import Store
from tests import builders
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    EVERYBODY,
    GP,
    HEALTH,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    USUAL,
)
from tests.cards.lint import assert_good_card
from tests.dialogs.chat import nodes
from tests.dialogs.hour import hour

M = {"m": "m_kay"}
HOUR = timedelta(hours=1)
WHOLE = joined(ALL_JOBS)
ABOUT_SOMETHING = {
    NoticeKind.RESTRICTED_NEWS,
    NoticeKind.LIMIT_TO_APPROVE,
    NoticeKind.LIMIT_NOT_AGREED,
    NoticeKind.CORRECTION,
    NoticeKind.SCRUTINY_TO_CHAIR,
    NoticeKind.SCRUTINY_NEWS,
    NoticeKind.SCRUTINY_ENDED,
    NoticeKind.FAMILY_REVIEW_LOGGED,
    NoticeKind.FAMILY_REVIEW_DECIDED,
}
"""Messages about a thing that none of the stages has; the tests of their own jobs look at them."""
UP_TO_DATE = "Bring up to date"
LEADS = {*WHOLE.doors, *(f"{job}.open" for job in WHOLE.forms), "home.open", "help.open"}
"""Every verb that answers."""


def opened() -> PlanningMeeting:
    meeting = builders.an_invited_meeting([*USUAL, REPORTER])
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    return meeting


def quorate() -> PlanningMeeting:
    meeting = builders.an_opened_meeting(invited=[*USUAL, REPORTER])
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    return meeting


def deserted() -> PlanningMeeting:
    meeting = quorate()
    for each in (POLICE, HEALTH, SCHOOL, THIRD):
        conduct.note_leaving(meeting, CHAIR, each.id, STARTS_AT)
    return meeting


def dissented() -> PlanningMeeting:
    meeting = builders.a_closed_meeting()
    dissent.record_dissent(meeting, POLICE, "c_kay", "Not weighed", "A plan", STARTS_AT + 2 * HOUR, "d_1")
    return meeting


def released() -> PlanningMeeting:
    meeting = dissented()
    key_points.release(meeting, CHAIR, STARTS_AT + 3 * HOUR)
    return meeting


def cancelled() -> PlanningMeeting:
    meeting = builders.an_invited_meeting()
    moving.cancel(meeting, LEAD, "The family has moved", BOOKED_AT + MINUTE)
    return meeting


def added_to() -> PlanningMeeting:
    meeting = builders.an_invited_meeting()
    invitations.invite(meeting, LEAD, GP, "Knows the family", BOOKED_AT + MINUTE)
    return meeting


STAGES: dict[str, Callable[[], PlanningMeeting]] = {
    "booked": builders.a_booked_meeting,
    "invited": lambda: builders.an_invited_meeting([*USUAL, REPORTER]),
    "added to": added_to,
    "open": opened,
    "quorate": quorate,
    "one agency left": deserted,
    "views": lambda: builders.a_meeting_ready_for_views(invited=[*USUAL, REPORTER]),
    "viewed": builders.a_viewed_meeting,
    "decided": builders.a_decided_meeting,
    "settled": builders.a_settled_meeting,
    "closed": builders.a_closed_meeting,
    "dissented": dissented,
    "released": released,
    "cancelled": cancelled,
}


@cache
def at_stage(stage: str) -> PlanningMeeting:
    """A meeting to look at, not to change."""
    return STAGES[stage]()


def scene_of(person: Person) -> Scene:
    turn = Turn("t1", "tenant", "a1", person, Place("a:1", PlaceKind.PERSONAL), STARTS_AT + HOUR)
    return Scene(turn, None, PROFILE, M)  # type: ignore[arg-type]


def verbs(card: AdaptiveCard) -> Iterator[str]:
    return (str(each["verb"]) for each in nodes(card.to_dict()) if each.get("type") == "Action.Execute")


# One meeting


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("person", EVERYBODY, ids=lambda each: each.id)
def test_the_meetings_card_for_each_person_at_each_stage(stage: str, person: Person) -> None:
    meeting = at_stage(stage)
    if person.id not in meeting.participants() and person is not ADMIN:
        return
    card = home.meeting_for(meeting, scene_of(person))
    assert_good_card(card)
    assert set(verbs(card)) <= LEADS


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("person", EVERYBODY, ids=lambda each: each.id)
def test_every_step_leads_somewhere_and_stands_there_once(stage: str, person: Person) -> None:
    found = hub.steps(at_stage(stage), person, STARTS_AT)
    assert {step.verb for step in found} <= LEADS
    keys = [(step.verb, *step.ids.values()) for step in found]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("stage", "first"),
    [
        ("booked", "Who is not invited"),
        ("invited", "Who is ready"),
        ("added to", "Agree who was added"),
        ("open", "Call the roll"),
        ("quorate", "Sum up for Kay"),
        ("one agency left", "Somebody arrived"),
        ("views", "Views on Kay"),
        ("viewed", "Decide on Kay"),
        ("settled", "Close the meeting"),
        ("closed", "Key points: read and correct"),
    ],
)
def test_what_the_chair_needs_most_comes_first(stage: str, first: str) -> None:
    pressing = [step.title for step in hub.steps(at_stage(stage), CHAIR) if step.pressing]
    assert (pressing or [""])[0] == first


def test_a_long_name_does_not_burst_a_button() -> None:
    meeting = quorate()
    meeting.children[0] = replace(meeting.children[0], name="Maximiliana-Alexandrina " * 4)
    assert_good_card(home.meeting_for(meeting, scene_of(CHAIR)))


async def test_what_does_not_fit_is_behind_more(tmp_path: Path) -> None:
    kay = builders.KAY
    children = [replace(kay, id=f"c_{n}", name=f"Child {n}") for n in range(1, 6)]
    family = [
        *builders.a_family(),
        *(FamilyLine(f"f_{c.id}", c.name, "child", True, child=c.id) for c in children),
    ]
    meeting = builders.an_opened_meeting(children=children, family=family[1:])
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    async with hour(tmp_path, meeting) as room:
        chair, seen = room.chat(CHAIR), []
        await chair.send("meeting.open", M)
        seen += chair.buttons()
        while "More" in chair.buttons():
            await chair.press("More")
            seen += chair.buttons()
        steps = sorted(hub.steps(await room.meeting(), CHAIR, room.now), key=lambda s: not s.pressing)
        wanted = [step.title for step in steps]
        assert [title for title in seen if title not in ("More", UP_TO_DATE)] == wanted
        assert len(wanted) > 15


async def test_nobody_opens_a_meeting_they_are_not_in(tmp_path: Path) -> None:
    async with hour(tmp_path, opened()) as room:
        for verb in ("meeting.open", "meeting.more"):
            heard = await room.chat(OUTSIDER).send(verb, M)
            assert "You are not on the invitation list" in heard
        assert "I can't find that meeting" in await room.chat(OUTSIDER).send("meeting.open", {"m": "gone"})
        assert "CPPM PK-26-0137" in await room.chat(ADMIN).send("meeting.open", M)


# Home


def test_the_button_of_every_clock_opens_something_that_answers() -> None:
    assert {kind.opens for kind in clocks.catalogue().values()} - LEADS == set()


@pytest.mark.parametrize("stage", STAGES)
def test_whatever_is_owed_has_its_words_and_its_buttons(stage: str) -> None:
    meeting = at_stage(stage)
    for due in clocks.dues(meeting, PROFILE):
        reader = next((each for each in EVERYBODY if each.id == due.owes[0]), None)
        for kind in (NoticeKind.REMINDER, NoticeKind.ESCALATION):
            card = notice_card(kind, Occasion(meeting, reader, due.key, PROFILE, due))
            assert_good_card(card, never=["Kay", "PK-26"])
            assert set(verbs(card)) <= LEADS


@pytest.mark.parametrize("kind", sorted(CARDS.keys() - ABOUT_SOMETHING))
def test_every_notice_has_a_card_at_every_stage(kind: NoticeKind) -> None:
    seen: list[dict[str, Any]] = []
    for stage in STAGES:
        meeting = at_stage(stage)
        due = next(iter(clocks.dues(meeting, PROFILE)), None)
        if due is None and kind in (NoticeKind.REMINDER, NoticeKind.ESCALATION):
            continue
        for reader in (CHAIR, LEAD, POLICE, REPORTER, None):
            card = notice_card(kind, Occasion(meeting, reader, "c_kay", PROFILE, due))
            if card.to_dict() not in seen:
                assert_good_card(card, never=["Kay"])
                assert set(verbs(card)) <= LEADS, stage
                seen.append(card.to_dict())


async def test_home_with_nothing_owed(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.an_invited_meeting()) as room:
        chat = room.chat(OUTSIDER)
        assert "You owe nothing at the moment" in await chat.say("home")
        assert "You owe nothing" in await chat.say("hi")
        assert "Help" in chat.buttons()


async def test_home_names_each_thing_with_its_limit_and_does_it(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.an_invited_meeting(), starts_in=timedelta(days=9)) as room:
        chat = room.chat(POLICE)
        heard = await chat.say("home")
        assert "File my report\nCPPM PK-26-0137\nBy Thursday 12 November 2026" in heard
        assert "Answer the invitation\nCPPM PK-26-0137\nBy Monday 16 November 2026" in heard
        assert "Will you attend?" in await chat.press("Answer the invitation")


async def test_what_is_late_says_so(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.an_invited_meeting(), starts_in=timedelta(days=1)) as room:
        assert "Late: it was due Thursday 12 November 2026" in await room.chat(POLICE).say("home")


async def test_a_view_is_owed_by_whoever_speaks(tmp_path: Path) -> None:
    async with hour(tmp_path, builders.a_meeting_ready_for_views()) as room:
        chat = room.chat(POLICE)
        assert "Give my view" in await chat.say("home")
        assert "What is your view?" in await chat.press("Give my view")


class _Counting:
    """Counts what is asked of storage."""

    def __init__(self, inner: Any, asked: list[str], name: str) -> None:
        self._inner, self._asked, self._name = inner, asked, name

    def for_reader(self, person_id: str) -> _Counting:
        """The same for a reader, which asks nothing."""
        return _Counting(self._inner.for_reader(person_id), self._asked, self._name)

    def __getattr__(self, each: str) -> Any:
        found = getattr(self._inner, each)
        if callable(found) and not each.startswith("_"):
            self._asked.append(f"{self._name}.{each}")
        return found


async def test_fifty_things_owed_take_one_read_of_each_kind(tmp_path: Path) -> None:
    meetings = [numbered(n) for n in range(25)]
    async with hour(tmp_path, *meetings, starts_in=timedelta(days=3)) as room:
        asked: list[str] = []
        store = replace_parts(room.store, asked)
        room.engine = Engine(store, PROFILE, [home.jobs], home.home)
        chat = room.chat(POLICE)
        heard = await chat.say("home")
        assert sorted(asked) == ["dues.asked_to_help", "dues.of_person", "meetings.for_person"]
        assert f"And {50 - MOST_OWED} more after these." in heard
        executes = [each for each in nodes(chat.card) if each.get("type") == "Action.Execute"]
        does = {(each["title"], str(each["data"])) for each in executes}
        assert len(does) == len({title for title, _ in does}), "two things that read the same"
        shown = 0
        while True:
            shown += sum(str(node.get("text", "")).startswith(("By ", "Late")) for node in nodes(chat.card))
            if "More of what I owe" not in chat.buttons():
                break
            await chat.press("More of what I owe")
        assert shown == 50
        assert f"And {50 - 2 * MOST_OWED} more after these." in await chat.say("more")


def numbered(n: int) -> PlanningMeeting:
    meeting = builders.an_invited_meeting(case_ref=f"PK-26-{n:04}")
    meeting.id = f"m_{n:022}"
    return meeting


def replace_parts(store: Store, asked: list[str]) -> Store:
    counted = copy(store)
    counted.meetings = _Counting(store.meetings, asked, "meetings")  # type: ignore[assignment]
    counted.dues = _Counting(store.dues, asked, "dues")  # type: ignore[assignment]
    return counted


async def test_cards_of_fifty_things_are_small_enough(tmp_path: Path) -> None:
    async with hour(tmp_path, *[numbered(n) for n in range(25)]) as room:
        for person in (POLICE, CHAIR, ADMIN):
            scene = Scene(
                Turn("t", "tenant", "a", person, Place("a:1", PlaceKind.PERSONAL), room.now),
                room.store,
                PROFILE,
            )
            for handler in (home.home, home.rest_of_home, home.meetings):
                for card in (await handler(scene)).say:
                    assert isinstance(card, AdaptiveCard)
                    assert_good_card(card)


# My meetings


async def test_meetings_to_come_stand_first_and_a_reference_finds_one(tmp_path: Path) -> None:
    over = builders.a_closed_meeting(case_ref="PK-26-0099")
    over.id = "m_over"
    async with hour(tmp_path, over, *[numbered(n) for n in range(12)]) as room:
        chat = room.chat(CHAIR)
        heard = await chat.say("meetings")
        assert "CPPM PK-26-0099" not in heard
        assert "And 3 more." in heard
        assert "CPPM PK-26-0099" in await chat.press("More meetings")
        assert "PK-26-0011" in await chat.say("meetings 0011")
        assert "Go to CPPM PK-26-0011" in chat.buttons()
        assert "No meeting of yours has 9999" in await chat.say("meetings 9999")


# Why


@pytest.mark.parametrize("rule", rules.RULES)
def test_every_rule_can_be_explained(rule: str) -> None:
    found = rules.RULES[rule]
    assert found.title
    assert found.words.endswith((".", "?"))


async def test_why_by_typing_and_by_button(tmp_path: Path) -> None:
    async with hour(tmp_path) as room:
        chat = room.chat(POLICE)
        for rule in rules.RULES.values():
            for heard in (await chat.say(f"why {rule.id}"), await chat.send("why.open", {"rule": rule.id})):
                assert rule.words in heard
                assert rule.id in heard
        assert "3 agencies make a quorum" in await chat.say("why quo-03")
        assert "adds no local rule" in await chat.say("why CHR-01")
        assert "for example why QUO-02" in await chat.say("why")
        assert "for example why QUO-02" in await chat.say("why XYZ-99")


async def test_nobody_learns_from_quorate_whether_a_child_is_on_the_register(tmp_path: Path) -> None:
    """REG-02, TIM-27: the duty contact answers at any hour; the bot never does."""
    async with hour(tmp_path, builders.a_decided_meeting()) as room:
        for asked in ("register", "is this child on the register", "register Kay"):
            said = await room.chat(LEAD).say(asked)
            assert "01738 476768" in said
            assert "Kay" not in said


def test_more_of_what_is_owed_stays_a_button_however_much_else_there_is() -> None:
    owed = [
        Owing(f"Task {n}", "CPPM PK-26-0137", STARTS_AT, False, "report.open", {"m": str(n)})
        for n in range(8)
    ]
    groups = [GroupRow("g1", "Core group PK-26-0137", STARTS_AT, False, Role.CHAIR)]
    made = home_card(owed, [], groups=groups, desk=True).to_dict()
    assert "More of what I owe" in str(made)
    assert "Help" in str(made)


def test_somebody_whose_meetings_are_all_over_still_finds_them() -> None:
    assert "All my meetings" in str(home_card([], [], held=True).to_dict())
    assert "All my meetings" not in str(home_card([], []).to_dict())


async def test_what_is_owed_for_two_meetings_of_a_case_says_of_which(tmp_path: Path) -> None:
    """CON-09"""
    async with hour(tmp_path, builders.an_invited_meeting()) as room:
        later = builders.an_invited_meeting()
        later.id, later.starts_at = "m_later", STARTS_AT + timedelta(days=7)
        await room.store.meetings.add(later)
        said = await room.chat(POLICE).say("home")
        assert "File my report: 17 November" in said
        assert "File my report: 24 November" in said
