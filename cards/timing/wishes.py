"""What somebody asked of their reminders, said back: put off, muted, quiet hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from cards.elements import Action, AdaptiveCard
from cards.layout import UK, bullets, card, day_and_time, facts, para, quiet, zone_name
from cppm.timing.quiet import QuietHours

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def snoozed_card(
    task: str, reference: str, until: datetime, limit: str, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """When the next reminder of something comes; its limit stays where it was."""
    return card(
        "Snoozed",
        quiet(reference),
        facts([("What", task), ("I remind you again", day_and_time(until, zone)), ("Due", limit)]),
        quiet("Its limit stays as it was."),
        summary="A reminder is put off",
        actions=actions,
    )


def muted_card(reference: str, still: Sequence[str], actions: Sequence[Action]) -> AdaptiveCard:
    """Which reminders no longer come, and which still do."""
    return card(
        "Muted",
        quiet(reference),
        para("I send you no more reminders of it. What you owe stays on home, and changes are still told."),
        para("A guide sets a limit for these, so I still remind you of them:") if still else None,
        bullets(still) if still else None,
        summary="Reminders are muted",
        actions=actions,
    )


def unmuted_card(reference: str, actions: Sequence[Action]) -> AdaptiveCard:
    """Reminders come again."""
    return card(
        "No longer muted",
        quiet(reference),
        para("I remind you of what you owe in it again."),
        summary="Reminders come again",
        actions=actions,
    )


def quiet_card(hours: QuietHours, zone: str, actions: Sequence[Action]) -> AdaptiveCard:
    """When somebody is left alone, and what does not wait for that."""
    return card(
        "Your quiet hours",
        facts(
            [
                ("Quiet", f"{clock(hours.begins)} to {clock(hours.ends)}"),
                ("Working days", named_days(hours)),
                ("Time zone", zone_name(zone)),
            ]
        ),
        para("A reminder that falls outside your hours comes on your next working morning."),
        quiet(
            "What is urgent comes at once, and what is due before nine that morning as soon as your quiet "
            "hours end. Holidays of the council are quiet too."
        ),
        summary="Your quiet hours",
        actions=actions,
    )


def clock(moment: time) -> str:
    """A time of day: "19:00"."""
    return f"{moment:%H:%M}"


def named_days(hours: QuietHours) -> str:
    """Working days as they are said: "Monday to Friday", or each by name."""
    days = sorted(hours.days)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    names = [DAYS[day] for day in days]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
