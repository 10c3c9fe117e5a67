"""Reminders late and shared, and what people ask of them."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from cards.elements import AdaptiveCard, button
from cards.layout import by_when
from cards.timing.digest import digest_card
from cards.timing.reminders import Reminder, escalation_card, reminder_card
from cards.timing.wishes import muted_card, quiet_card, snoozed_card, unmuted_card
from cppm.roots import Root
from cppm.timing import clocks
from cppm.timing.quiet import QuietHours
from cppm.timing.timescales import Due
from tests import builders
from tests.builders import PROFILE, STARTS_AT
from tests.builders_group import a_closed_gathering, a_group_with_plan
from tests.cards.gallery import shown
from tests.cppm.moves.homes import STAY, reported

DAY = timedelta(days=1)
HOME = button("What I owe", "home.open")


def due_of(root: Root, clock: str) -> Due:
    return next(due for due in clocks.dues(root, PROFILE) if due.clock == clock)


def about(root: Root, clock: str, after: timedelta = -DAY, helps: bool = False) -> Reminder:
    """A reminder of a clock so long after its limit; before it unless told otherwise."""
    due = due_of(root, clock)
    return Reminder(root, due, due.limit + after, helps=helps)


@shown("reminder-late")
def late() -> AdaptiveCard:
    return reminder_card(about(builders.an_invited_meeting(), "report", DAY))


@shown("reminder-late-with-reason")
def late_statutory() -> AdaptiveCard:
    return reminder_card(about(builders.a_closed_meeting(), "key_points", 2 * DAY))


@shown("reminder-of-a-core-group")
def of_a_group() -> AdaptiveCard:
    return reminder_card(about(a_group_with_plan(), "child_seen", -2 * DAY))


@shown("escalation-of-a-core-group")
def escalated_group() -> AdaptiveCard:
    return escalation_card(about(a_group_with_plan(), "child_seen", DAY, helps=True))


def several(now: datetime, *roots: Root, helped: tuple[str, ...] = ()) -> list[Reminder]:
    """Everything that runs in these, seen at one moment."""
    return [
        Reminder(root, due, now, helps=due.clock in helped)
        for root in roots
        for due in clocks.dues(root, PROFILE)
    ]


@shown("digest-two")
def two() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    own = [d for d in clocks.dues(meeting, PROFILE) if d.owes == (builders.POLICE.id,)]
    return digest_card([Reminder(meeting, due, STARTS_AT - 6 * DAY) for due in own])


@shown("digest-late-and-help")
def late_and_help() -> AdaptiveCard:
    meeting, group = builders.a_closed_meeting(), a_closed_gathering()
    found = several(STARTS_AT + 20 * DAY, meeting, group, helped=("child_seen", "telling"))
    return digest_card(found[:9])


@shown("digest-of-many")
def many() -> AdaptiveCard:
    roots = [replace(builders.an_invited_meeting(case_ref=f"PK-26-{n:04}"), id=f"m_{n}") for n in range(1, 9)]
    return digest_card(several(STARTS_AT - 5 * DAY, *roots))


@shown("digest-of-help-alone")
def help_alone() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    late = [d for d in clocks.dues(meeting, PROFILE) if d.clock == "attendance"]
    return digest_card([Reminder(meeting, due, due.limit + DAY, helps=True) for due in late[:3]])


@shown("digest-of-more-help-than-it-holds")
def much_help() -> AdaptiveCard:
    roots = [
        replace(builders.an_invited_meeting(case_ref=f"PK-26-{n:04}"), id=f"m_{n}") for n in range(1, 13)
    ]
    return digest_card([about(root, "lead_report", DAY, helps=True) for root in roots])


@shown("reminder-of-a-new-address")
def of_an_address() -> AdaptiveCard:
    where, _ = reported(STAY)
    return reminder_card(about(where, "stay_visit", -timedelta(hours=3)))


@shown("reminder-before-a-limit-help-is-called-for")
def early_help() -> AdaptiveCard:
    return escalation_card(about(builders.a_closed_meeting(), "family_review", -2 * DAY, helps=True))


@shown("snoozed")
def snoozed() -> AdaptiveCard:
    until = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    again = [button("File my report", "report.open", m="m_kay"), HOME]
    limit = by_when(datetime(2026, 11, 12, 23, 59, tzinfo=UTC))
    return snoozed_card("File my report", "CPPM PK-26-0137", until, limit, again)


@shown("muted")
def muted() -> AdaptiveCard:
    back = button("Take it back", "unmute.open", m="m_kay")
    return muted_card("CPPM PK-26-0137", ["Release the key points"], [back, HOME])


@shown("unmuted")
def unmuted() -> AdaptiveCard:
    return unmuted_card("CPPM PK-26-0137", [button("Mute this meeting", "mute.open", m="m_kay"), HOME])


@shown("quiet-hours")
def quiet_hours() -> AdaptiveCard:
    hours = QuietHours(time(18, 0), time(8, 30), frozenset({0, 1, 3}))
    return quiet_card(hours, "Europe/London", [button("Change", "quiet.open"), HOME])


@shown("digest-of-things-alike")
def alike() -> AdaptiveCard:
    """Two people are to be told by the same day: one line, for the reader and for who helps."""
    meeting = builders.a_closed_meeting()
    told = [due for due in clocks.dues(meeting, PROFILE) if due.clock == "telling"]
    return digest_card([Reminder(meeting, d, d.limit + DAY, helps=h) for h in (False, True) for d in told])
