"""The child's plan: read by the group, written and owned, reported on, and agreed in versions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cppm.groups import in_session, planning
from cppm.groups.core_group import CoreGroup, PlanChange
from cppm.groups.plan import ActionState, PlanAction, PlanText
from cppm.meetings.meeting import Voice
from cppm.records import FactKind, NoticeKind
from storage.errors import StorageDown
from tests import builders, builders_group
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, OUTSIDER, SCHOOL
from tests.builders_group import FIRST_AT, FORMED_AT
from tests.dialogs.group_room import GroupRoom, group_room
from tests.dialogs.hour import press_as_shown

X = {"x": "x_visit"}


def asks(group: CoreGroup, change: PlanChange) -> None:
    """A planning meeting asked for a change of the plan."""
    group.plan_changes.append(change)
    group.record(FactKind.PLAN_CHANGE_ASKED, CHAIR, FIRST_AT)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    async with group_room(tmp_path, builders_group.an_open_gathering()) as opened:
        yield opened


def the_action(group: CoreGroup, action_id: str = "x_visit") -> PlanAction:
    return next(a for a in group.plan.actions if a.id == action_id)


class TestReading:
    async def test_the_living_plan_shows_every_part(self, room: GroupRoom) -> None:
        """PLN-01, PLN-06, PLN-02, PLN-03, PLN-04, PLN-05, PLN-07, PLN-08, PLN-12"""
        health = room.chat(HEALTH)
        read = await health.say("plan")
        for words in (
            "Lead professional\nEwan Reid",
            "Kay is safe at home",
            "Weekly visit",
            "Lowers: Injuries at home",
            "Ailsa Grant",
            "By Tuesday 8 December 2026",
            "Risks now",
            "School attendance",
            "Parental drinking",
            "Kay stays with her grandmother",
            "I want it quiet at night",
            "Ailsa Grant, every week",
            "No version is agreed yet",
        ):
            assert words in read, words

    async def test_reading_it_is_noted_and_it_is_not_for_strangers(self, room: GroupRoom) -> None:
        assert "You are not in this core group" in await room.chat(OUTSIDER).send("plan.open", {"g": room.id})
        await room.chat(CHAIR).send("plan.open", {"g": room.id})
        reads = await room.store.reads.of_case("PK-26-0137")
        assert [(r.who, r.role, r.what) for r in reads] == [(CHAIR.id, "chair", "plan")]

    async def test_what_changed_since_the_last_version_is_always_said(self, room: GroupRoom) -> None:
        """PLN-11"""
        gathering = await room.gathering()
        await room.change(lambda g: planning.agree(g, LEAD, gathering.id, FIRST_AT))
        assert "Nothing has changed since." in await room.chat(SCHOOL).say("plan")
        await room.change(
            lambda g: planning.report_action(g, HEALTH, "x_visit", ActionState.DONE, "Every Monday", FIRST_AT)
        )
        read = await room.chat(SCHOOL).say("plan")
        assert "Changed since version 1" in read
        assert "Action done: Weekly visit" in read
        assert "Every Monday" in read

    async def test_the_versions_are_told_newest_first(self, room: GroupRoom) -> None:
        """PLN-11"""
        gathering = await room.gathering()
        await room.change(lambda g: planning.agree(g, LEAD, gathering.id, FIRST_AT))
        text = PlanText("Less now")
        await room.change(lambda g: planning.write(g, LEAD, text, FIRST_AT))
        told = await room.chat(HEALTH).say("what changed")
        assert told.index("Since version 1") < told.index("Version 1, Thursday 26 November 2026")
        assert "The risks now: changed." in told

    async def test_a_long_plan_goes_on_and_loses_nothing(self, tmp_path: Path) -> None:
        group = builders_group.a_group_with_plan()
        for number in range(40):
            words = f"Action number {number} " + "with many words " * 20
            action = PlanAction(f"x_{number}", words, "Injuries at home", HEALTH.id, "", date(2026, 12, 20))
            planning.set_action(group, LEAD, action, FORMED_AT + timedelta(days=2))
        async with group_room(tmp_path, group) as room:
            health = room.chat(HEALTH)
            read = await health.say("plan")
            while "More of the plan" in health.buttons():
                read += await health.press("More of the plan")
            assert all(f"Action number {n} " in read for n in range(40))
            assert "Risks for later" in read


class TestWriting:
    async def test_by_typing_alone(self, room: GroupRoom) -> None:
        """PLN-04, PLN-07, PLN-08"""
        lead = room.chat(LEAD)
        assert "Which risks are there now?" in await lead.say("write the plan")
        await lead.goes(
            [
                ("Fewer injuries", "Which risks in the coming months?"),
                ("keep", "Which risks for later?"),
                ("keep", "What happens if things do not get better"),
                ("Kay goes to her aunt", "What are the child's views?"),
                ("keep", "How did child and family"),
                ("skip", "The plan's texts are kept"),
            ]
        )
        text = (await room.group()).plan.text
        assert (text.short_term, text.contingencies) == ("Fewer injuries", "Kay goes to her aunt")
        assert text.medium_term == "School attendance"
        assert text.family_part == ""

    async def test_by_card_alone(self, room: GroupRoom) -> None:
        admin = room.chat(ADMIN)
        await admin.send("plantext.open", {"g": room.id})
        assert admin.input("long_term")["value"] == "Parental drinking"
        await admin.press("Keep this", short_term="New words", long_term="")
        assert (await room.group()).plan.text.short_term == "New words"

    async def test_only_who_keeps_the_plan_writes_it(self, room: GroupRoom) -> None:
        jobs = ("plantext", "planaction", "planoutcome", "visits")
        for verb in [*(f"{job}.open" for job in jobs), *(f"{job}.new" for job in jobs[1:])]:
            refused = await room.chat(HEALTH).send(verb, {"g": room.id})
            assert "I have not done that" in refused, verb

    async def test_an_outcome_by_typing_and_reached_by_card(self, room: GroupRoom) -> None:
        lead = room.chat(LEAD)
        await lead.goes(
            [
                ("add outcome", "What should become true?"),
                ("Kay eats breakfast every day", "The outcome is in the plan"),
            ]
        )
        added = (await room.group()).plan.outcomes[-1]
        assert (added.words, added.reached) == ("Kay eats breakfast every day", False)
        await lead.send("planoutcome.open", {"g": room.id, "o": added.id})
        await lead.press("Send", words=added.words, stands="reached")
        assert (await room.group()).plan.outcomes[-1].reached is True

    async def test_what_stands_in_the_plan_is_changed_line_by_line_by_card(self, room: GroupRoom) -> None:
        """PLN-01, PLN-09, PLN-12"""
        lead, plan = room.chat(LEAD), (await room.group()).plan
        await lead.send("plan.open", {"g": room.id})
        read = await lead.press("Change the plan")
        assert all(each in read for each in (plan.actions[0].what, "Ailsa Grant, every week"))
        assert "Not reached yet. For Kay." in read
        for line, title in (
            (plan.outcomes[0].words, "An outcome of the plan"),
            (plan.actions[0].what, "An action of the plan"),
            ("Ailsa Grant, every week", "Visits to the family"),
        ):
            await lead.send("planedit.open", {"g": room.id})
            assert title in await lead.press(line)
        await lead.press("Send", who=HEALTH.id, every="0")
        assert (await room.group()).plan.visits == []

    async def test_an_outcome_is_dropped_and_visits_end_by_typing(self, room: GroupRoom) -> None:
        """PLN-01, PLN-12"""
        lead = room.chat(LEAD)
        await lead.goes(
            [
                ("change outcome", "What should become true?"),
                ("keep", "Where does it stand?"),
                ("no longer pursued", "No longer pursued"),
                ("end visits", "Who visits?"),
                ("keep", "How often?"),
                ("no more", "These visits end"),
            ]
        )
        plan = (await room.group()).plan
        assert (plan.outcomes[0].stands, plan.visits) == ("no longer pursued", [])

    async def test_visits_say_who_how_often_and_for_what(self, room: GroupRoom) -> None:
        """PLN-12"""
        lead = room.chat(LEAD)
        await lead.goes(
            [
                ("add visits", "Who visits?"),
                ("Callum", "How often?"),
                ("fortnightly", "For what?"),
                ("How Kay settles in class", "The visits are in the plan"),
            ]
        )
        agreed = (await room.group()).plan.visits[-1]
        assert (agreed.who, agreed.every_days, agreed.purpose) == (SCHOOL.id, 14, "How Kay settles in class")
        await lead.send("visits.open", {"g": room.id, "i": agreed.id})
        await lead.press("Send", who=SCHOOL.id, every="7", purpose=agreed.purpose)
        assert len((await room.group()).plan.visits) == 2
        assert (await room.group()).plan.visits[-1].every_days == 7


class TestActions:
    async def test_a_new_one_by_typing_alone(self, room: GroupRoom) -> None:
        """PLN-03, PLN-05, PLN-09"""
        lead = room.chat(LEAD)
        await lead.goes(
            [
                ("add action", "What is to be done?"),
                ("Bring Kay to school", "Which risk does it lower?"),
                ("Missed school", "Who does it?"),
                ("Kay's mother", "By when?"),
                ("10 December", "Which outcome of the plan does it serve?"),
                ("Kay is safe at home", "The action is in the plan"),
            ]
        )
        added = (await room.group()).plan.actions[-1]
        assert (added.what, added.risk, added.owner) == ("Bring Kay to school", "Missed school", "f_mother")
        assert (added.by, added.outcome) == (date(2026, 12, 10), "o_safe")

    async def test_a_new_one_by_card_needs_its_risk_owner_and_day(self, room: GroupRoom) -> None:
        """PLN-03, PLN-05, PLN-09"""
        lead = room.chat(LEAD)
        await lead.send("planaction.new", {"g": room.id})
        before = len((await room.group()).plan.actions)
        assert "3 answers need another look" in await lead.press("Send", what="Visit", outcome="all")
        assert len((await room.group()).plan.actions) == before
        given = {
            "what": "Visit",
            "risk": "Injuries",
            "owner": HEALTH.id,
            "by": "2026-12-10",
            "outcome": "all",
        }
        assert "The action is in the plan" in await lead.press("Send", **given)
        assert (await room.group()).plan.actions[-1].outcome == ""

    async def test_one_is_changed_where_it_stands(self, room: GroupRoom) -> None:
        lead = room.chat(LEAD)
        await lead.say("change action weekly visit")
        assert lead.input("what")["value"] == "Weekly visit"
        given = {"what": "Visit twice a week", "risk": "Injuries", "owner": HEALTH.id, "by": "2026-12-10"}
        await lead.press("Send", **given, outcome="all")
        group = await room.group()
        assert the_action(group).what == "Visit twice a week"
        assert sum(a.id == "x_visit" for a in group.plan.actions) == 1

    async def test_its_owner_says_that_it_is_done_by_typing(self, room: GroupRoom) -> None:
        """CG-24"""
        await room.chat(HEALTH).goes(
            [
                ("action done", "Where does it stand?"),
                ("done", "How was it done"),
                ("Every Monday since", "Where the action stands is kept"),
            ]
        )
        action = the_action(await room.group())
        assert (action.state, action.said) == (ActionState.DONE, "Every Monday since")

    async def test_what_cannot_be_delivered_goes_to_chair_and_lead(self, room: GroupRoom) -> None:
        """ATT-20"""
        health = room.chat(HEALTH)
        await health.send("actiondone.open", {"g": room.id, **X})
        refused = await health.press("Send", action="x_visit", state="cannot")
        assert "Please say why" in refused
        told = await health.press("Send", action="x_visit", state="cannot", why="No car this month")
        assert "The chair and the lead professional are told" in told
        assert {d.to for d in await room.owed(NoticeKind.CANNOT_DELIVER)} == {LEAD.id}
        again = await health.repeat()
        assert "Where the action stands is kept" in again
        assert len(await room.owed(NoticeKind.CANNOT_DELIVER)) == 1

    @pytest.mark.parametrize("by", ["card", "typing"])
    async def test_what_a_stopped_bot_recorded_is_not_taken_for_a_report_on_the_next_action(
        self, room: GroupRoom, by: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Teams sends again what was not answered: the record is kept, the conversation's place is not."""

        async def stopped(*_: object, **__: object) -> None:
            raise StorageDown(so="")

        own = PlanAction("x_card", "A bus card", "Missed school", LEAD.id, "", date(2026, 12, 11))
        await room.change(lambda group: planning.set_action(group, LEAD, own, room.now))
        lead = room.chat(LEAD)
        await lead.send("actiondone.open", {"g": room.id})
        if by == "typing":
            await lead.goes([("a bus card", "Where does it stand"), ("done", "How was it done")])
        with monkeypatch.context() as dying:
            dying.setattr(room.store.positions, "save", stopped)
            await (lead.press("Send", action="x_card", state="done") if by == "card" else lead.say("skip"))
        assert the_action(await room.group(), "x_card").state is ActionState.DONE
        repeated = await lead.repeat()
        assert "How did they tell you" not in repeated
        assert "Where the action stands is kept" in repeated

    async def test_another_member_does_not_report_on_it(self, room: GroupRoom) -> None:
        refused = await room.chat(SCHOOL).send("actiondone.open", {"g": room.id, **X})
        assert "I have not done that" in refused
        assert the_action(await room.group()).state is ActionState.OPEN

    async def test_who_keeps_the_plan_reports_for_the_family(self, room: GroupRoom) -> None:
        lead = room.chat(LEAD)
        await lead.send("actiondone.open", {"g": room.id})
        assert "Breakfast club (Kay's mother)" in str(lead.input("action")["choices"])
        said = {"action": "x_club", "state": "done", "how": "She goes every day"}
        assert "How did they tell you?" in await lead.press("Send", **said)
        kept = await lead.press("Send", **said, source="at the nursery today")
        assert "(recorded for Kay's mother: at the nursery today)" in kept
        assert the_action(await room.group(), "x_club").said_by == LEAD.id

    async def test_by_typing_too_it_is_asked_how_the_owner_told(self, room: GroupRoom) -> None:
        lead = room.chat(LEAD)
        await lead.send("actiondone.open", {"g": room.id, "x": "x_club"})
        await lead.goes([("done", "How was it done"), ("skip", "How did they tell you?")])
        await lead.say("by phone")
        assert the_action(await room.group(), "x_club").source == "by phone"

    async def test_only_who_leads_says_that_it_is_no_longer_needed(self, room: GroupRoom) -> None:
        health, lead = room.chat(HEALTH), room.chat(LEAD)
        await health.send("actiondone.open", {"g": room.id, **X})
        assert "dropped" not in str(health.input("state")["choices"])
        await lead.send("actiondone.open", {"g": room.id, **X})
        await lead.press("Send", action="x_visit", state="dropped", why="The aunt moved in")
        assert the_action(await room.group()).state is ActionState.DROPPED

    async def test_nothing_open_is_said(self, room: GroupRoom) -> None:
        assert "No action of yours is open" in await room.chat(SCHOOL).say("my actions")


async def test_what_a_child_said_in_the_meeting_is_offered_for_the_plan(tmp_path: Path) -> None:
    """PLN-08: nobody types it twice."""
    group = builders_group.a_core_group()
    meeting = group.planned
    assert meeting
    in_session.open_gathering(group, LEAD, meeting.id, FIRST_AT)
    in_session.hear(group, LEAD, meeting.id, "f_kay", Voice("I want it quiet", "in a drawing"), FIRST_AT)
    in_session.hear(group, LEAD, meeting.id, "f_mother", Voice("We try", "on the phone"), FIRST_AT)
    async with group_room(tmp_path, builders_group.drained(group)) as room:
        lead = room.chat(LEAD)
        await lead.send("plantext.open", {"g": room.id})
        assert lead.input("childs_views")["value"] == "I want it quiet"


class TestAgreeing:
    async def test_the_changes_are_shown_before_a_version_is_agreed(self, room: GroupRoom) -> None:
        """TIM-22, PLN-11"""
        lead = room.chat(LEAD)
        shown = await lead.say("agree the plan")
        assert "This is what I will record" in shown
        assert "New action: Weekly visit" in shown
        assert (await room.group()).plan.versions == []
        assert "The plan is agreed" in await lead.press("Record")
        (version,) = (await room.group()).plan.versions
        assert (version.number, version.go_ahead) == (1, "")

    async def test_what_stands_in_the_way_is_a_press_away_before_anything_is_typed(
        self, room: GroupRoom
    ) -> None:
        """PLN-01, PLN-09"""
        lead = room.chat(LEAD)

        def no_risk_named(group: CoreGroup) -> None:
            group.plan.actions[0].risk = ""
            group.record(FactKind.PLAN_WRITTEN, LEAD, FIRST_AT)

        await room.change(no_risk_named)
        assert "which risk it lowers" in await lead.say("agree the plan")
        assert "Which risk does it lower?" in await lead.press("Complete the action")
        named = {"risk": "Injuries at home", "by": "2027-01-08"}
        assert "The action is in the plan" in await press_as_shown(lead, "Send", **named)
        await lead.say("agree the plan")
        assert "The plan is agreed" in await lead.press("Record")

    async def test_blank_parts_are_warned_of_and_the_go_ahead_is_kept(self, room: GroupRoom) -> None:
        """PLN-04, PLN-07, PLN-08"""
        text = replace((await room.group()).plan.text, contingencies="", childs_views="")
        await room.change(lambda g: planning.write(g, LEAD, text, FIRST_AT))
        lead = room.chat(LEAD)
        asked = await lead.say("agree the plan")
        assert "Why does the group agree it all the same?" in asked
        assert "What happens when things do not get better" in asked
        assert "The child's views" in asked
        await lead.press("Continue", go_ahead="Kay is heard on Friday")
        await lead.press("Record")
        assert (await room.group()).plan.versions[-1].go_ahead == "Kay is heard on Friday"

    async def test_what_a_review_changes_stands_beside_the_version_until_it_is_agreed(
        self, room: GroupRoom
    ) -> None:
        """GEN-04"""
        change = PlanChange(builders.KAY.id, "Breakfast in school every day", FIRST_AT)
        await room.change(lambda g: asks(g, change))
        lead, asked = room.chat(LEAD), "Kay: Breakfast in school every day"
        assert asked in await lead.send("group.open", {"g": room.id})
        assert asked in await lead.say("agree the plan")
        await lead.press("Record")
        assert asked not in await lead.send("group.open", {"g": room.id})

    async def test_it_is_agreed_in_a_meeting_by_who_leads(self, tmp_path: Path, room: GroupRoom) -> None:
        """PLN-11"""
        assert "I have not done that" in await room.chat(HEALTH).send("planagree.open", {"g": room.id})
        assert "No core group that you lead is under way" in await room.chat(HEALTH).say("agree the plan")
        (tmp_path / "other").mkdir()
        async with group_room(tmp_path / "other", builders_group.a_group_with_plan()) as planned:
            refused = await planned.chat(LEAD).send("planagree.open", {"g": planned.id})
            assert "while it is under way" in refused

    async def test_pressed_twice_is_one_version(self, room: GroupRoom) -> None:
        lead = room.chat(LEAD)
        await lead.say("agree the plan")
        await lead.press("Record")
        assert "The plan is agreed" in await lead.repeat()
        assert len((await room.group()).plan.versions) == 1


async def test_the_plan_of_an_ended_group_is_read_and_not_changed(tmp_path: Path) -> None:
    """GEN-16"""
    group = builders_group.a_closed_gathering()
    group.ended_at = builders.STARTS_AT + timedelta(days=100)
    async with group_room(tmp_path, group, now=builders.STARTS_AT + timedelta(days=101)) as room:
        lead = room.chat(LEAD)
        assert "Weekly visit" in await lead.send("plan.open", {"g": room.id})
        assert "Add an action" not in lead.buttons()
        assert "ended" in await lead.send("plantext.open", {"g": room.id})
