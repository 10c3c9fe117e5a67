"""Significant changes as people read them: what happened, what is asked for, and the chair's answer."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard
from cards.layout import UK, capital, card, day, day_and_time, facts, para, quiet
from cards.pages import Part, page
from cppm.groups.core_group import CoreGroup, SignificantChange

NO_ANSWER = "The chair of the planning meeting has not answered yet."


def change_rows(change: SignificantChange, zone: str = UK) -> list[tuple[str, str]]:
    """A change as it was reported."""
    return [
        ("What it is", capital(change.kind)),
        ("What happened", change.what),
        ("Noticed", day_and_time(change.noticed_at, zone)),
        ("Reported by", change.by_name),
        ("Asks for", capital(change.asks_for)),
    ]


def answer_rows(change: SignificantChange, zone: str = UK) -> list[tuple[str, str]]:
    """The chair's answer, once there is one."""
    if change.acknowledged_at is None:
        return []
    return [
        ("Answered", day_and_time(change.acknowledged_at, zone)),
        ("Answer", change.answer),
        ("Settled", settled(change)),
    ]


def settled(change: SignificantChange) -> str:
    """Which other review there will be, and by when."""
    by = f", by {day(change.review_by)}" if change.review_by else ""
    return f"{capital(change.grants)}{by}"


def changes_card(
    group: CoreGroup,
    changes: Sequence[SignificantChange],
    actions: Sequence[Action],
    start: int = 0,
    zone: str = UK,
) -> AdaptiveCard:
    """What was reported and answered, the newest first."""
    parts = [_part(change, zone) for change in reversed(changes)]
    shown = page(parts, start)
    more = shown.more("Earlier changes", "significant.read", g=group.id)
    return card(
        "Significant changes",
        quiet(group.reference),
        *(shown.body or [para("No significant change has been reported.")]),
        summary="What was reported in a core group",
        actions=[*more, *actions][:MOST_ACTIONS],
    )


def _part(change: SignificantChange, zone: str) -> Part:
    answered = answer_rows(change, zone)
    items = [facts([*change_rows(change, zone), *answered])]
    return Part(f"Reported {day_and_time(change.at, zone)}", items if answered else [*items, para(NO_ANSWER)])
