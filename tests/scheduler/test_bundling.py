"""Who hears of what has come, once, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from cppm.people import Duty
from cppm.records import CHANNEL, NoticeKind, everyone_with
from cppm.timing.quiet import QuietHours
from cppm.timing.steps import Step, StepKind
from cppm.timing.timescales import Due
from scheduler.bundling import Bundler, heard
from storage.addresses import Address
from storage.dues import Fired
from tests import builders
from tests.scheduler.conftest import TENANT, Office

NOON = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)
"""A Monday."""
NIGHT = datetime(2026, 11, 9, 22, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fired(
    *kinds: StepKind,
    key: str = "report:p_police",
    owes: tuple[str, ...] = ("p_police",),
    escalates_to: tuple[str, ...] = (),
    limit: datetime = NOON + 5 * DAY,
    urgent: bool = False,
    window: bool = False,
) -> Fired:
    clock = key.partition(":")[0]
    due = Due(key, clock, "REP-01", owes, NOON, limit, limit, (), escalates_to, urgent=urgent, window=window)
    steps = tuple(Step(NOON + HOUR * n, kind) for n, kind in enumerate(kinds))
    return Fired("d1", "m_kay", due, steps, NOON + HOUR)


def told(one: Fired) -> list[tuple[str, StepKind]]:
    return [(each.to, each.step.kind) for each in heard(one)]


def test_three_missed_reminders_are_told_once() -> None:
    assert told(fired(*[StepKind.REMINDER] * 3)) == [("p_police", StepKind.REMINDER)]


def test_reminders_missed_together_with_the_limit_and_the_call_for_help_are_told_once_to_each() -> None:
    missed = fired(
        StepKind.REMINDER, StepKind.LIMIT, StepKind.ESCALATION, StepKind.CHASED, escalates_to=("p_inspector",)
    )
    assert told(missed) == [("p_police", StepKind.CHASED), ("p_inspector", StepKind.ESCALATION)]


def test_a_limit_that_comes_is_the_last_word_to_whoever_owes_it() -> None:
    assert told(fired(StepKind.LIMIT)) == [("p_police", StepKind.LIMIT)]


def test_a_call_for_help_alone_says_nothing_new_to_whoever_owes_it() -> None:
    asked = fired(StepKind.ESCALATION, escalates_to=("p_inspector",))
    assert told(asked) == [("p_inspector", StepKind.ESCALATION)]


def test_when_a_window_closes_nobody_is_told() -> None:
    assert told(fired(StepKind.LIMIT, window=True)) == []
    assert told(fired(StepKind.REMINDER, StepKind.LIMIT, window=True)) == [("p_police", StepKind.REMINDER)]


def test_the_channel_hears_reminders_and_never_that_something_is_late() -> None:
    assert told(fired(StepKind.REMINDER, owes=(CHANNEL,))) == [(CHANNEL, StepKind.REMINDER)]
    assert told(fired(StepKind.LIMIT, StepKind.CHASED, owes=(CHANNEL,))) == []


def bundler(office: Office) -> Bundler:
    return Bundler(office.store, builders.PROFILE)


async def test_all_that_comes_for_one_person_is_one_bundle(office: Office) -> None:
    bundles, apart = await bundler(office).bundles(
        [
            fired(StepKind.REMINDER),
            fired(StepKind.REMINDER, key="attendance:p_police"),
            fired(StepKind.REMINDER, owes=("p_health",)),
        ],
        NOON,
    )
    assert {(b.person_id, len(b.items), b.moment, b.why) for b in bundles} == {
        ("p_police", 2, NOON, ""),
        ("p_health", 1, NOON, ""),
    }
    assert apart == []


async def test_at_night_it_waits_for_nine_and_says_why(office: Office) -> None:
    [bundle], _ = await bundler(office).bundles([fired(StepKind.REMINDER)], NIGHT)
    assert (bundle.moment, bundle.why) == (NINE, "quiet hours")


async def test_what_is_urgent_takes_everything_else_along(office: Office) -> None:
    urgent = fired(StepKind.REMINDER, key="key_points", urgent=True)
    [bundle], _ = await bundler(office).bundles([fired(StepKind.REMINDER), urgent], NIGHT)
    assert (bundle.moment, len(bundle.items)) == (NIGHT, 2)


async def test_the_hours_somebody_chose_go_before_those_of_the_council(office: Office) -> None:
    await office.store.preferences.keep("p_police", QuietHours(time(22, 30), time(6, 0), frozenset(range(7))))
    [bundle], _ = await bundler(office).bundles([fired(StepKind.REMINDER)], NIGHT)
    assert (bundle.moment, bundle.why) == (NIGHT, "")


async def test_the_hours_are_those_of_the_zone_in_which_teams_last_saw_them(office: Office) -> None:
    away = Address("https://t.example/", TENANT, "chat", "personal", "aad-police", zone="America/New_York")
    await office.store.addresses.remember(away)
    [bundle], _ = await bundler(office).bundles([fired(StepKind.REMINDER)], NIGHT)
    assert bundle.moment == NIGHT  # five in the afternoon there
    [bundle], _ = await bundler(office).bundles([fired(StepKind.REMINDER)], NOON - HOUR)
    assert bundle.moment == NOON + HOUR / 2  # half past seven there


async def test_a_duty_is_everybody_who_holds_it_and_nobody_twice(office: Office) -> None:
    await office.store.people.change("p_team_leader", None, duties=frozenset({Duty.SERVICE_MANAGER}))
    managers = everyone_with(Duty.SERVICE_MANAGER)
    late = fired(StepKind.LIMIT, StepKind.ESCALATION, owes=("p_team_leader",), escalates_to=(managers,))
    bundles, _ = await bundler(office).bundles([late], NOON)
    assert {(b.person_id, b.items[0].step, len(b.items)) for b in bundles} == {
        ("p_team_leader", StepKind.LIMIT, 1),
        ("p_service_manager", StepKind.ESCALATION, 1),
    }


async def test_who_may_not_use_their_duty_here_is_not_reminded_and_may_still_be_asked_for_help(
    office: Office,
) -> None:
    await office.store.people.change("p_team_leader", None, duties=frozenset({Duty.SERVICE_MANAGER}))
    managers = everyone_with(Duty.SERVICE_MANAGER)
    one = fired(StepKind.REMINDER, owes=(managers,))
    barred = replace(one, due=replace(one.due, not_by=("p_team_leader",)))
    bundles, apart = await bundler(office).bundles([barred], NOON)
    assert ([b.person_id for b in bundles], apart) == (["p_service_manager"], [])


async def test_a_duty_that_nobody_holds_is_left_to_delivery_which_makes_it_a_task(office: Office) -> None:
    await office.store.people.leave("p_service_manager", None)
    managers = everyone_with(Duty.SERVICE_MANAGER)
    bundles, [apart] = await bundler(office).bundles(
        [fired(StepKind.ESCALATION, escalates_to=(managers,))], NOON
    )
    assert bundles == []
    assert (apart.notice.kind, apart.notice.to) == (NoticeKind.ESCALATION, managers)


async def test_where_the_line_manager_has_left_cp_administration_is_asked(office: Office) -> None:
    await office.store.people.leave("p_inspector", None)
    bundles, _ = await bundler(office).bundles(
        [fired(StepKind.ESCALATION, escalates_to=("p_inspector",))], NOON
    )
    assert [b.person_id for b in bundles] == ["p_admin"]


async def test_a_reminder_of_the_channel_is_a_message_of_its_own(office: Office) -> None:
    key = "core_group_in_channel:t_1"
    due = Due(key, "core_group_in_channel", "TIM-12", (CHANNEL,), NOON, NOON, NOON, about="t_1")
    week_before = Fired("d1", "g_1", due, (Step(NOON, StepKind.REMINDER),), NOON)
    bundles, [apart] = await bundler(office).bundles([week_before], NOON)
    assert bundles == []
    assert (apart.notice.kind, apart.notice.to, apart.notice.about, apart.meeting_id) == (
        NoticeKind.GATHERING_IN_CHANNEL, CHANNEL, "t_1", "g_1",
    )  # fmt: skip
