"""Who saw a child when: the two presses that record it today, and the log (CG-21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.layout import card, day, escape, facts, para, quiet, said
from cards.pages import Part, page
from cppm.groups.core_group import CoreGroup, Sighting
from cppm.meetings.meeting import Child

ON = "on"
"""The id that says which day a press is about: a card pressed tomorrow still means today."""
ALONE: dict[bool, str] = {True: "Alone", False: "With a parent or carer there"}


def today_card(group: CoreGroup, child: Child, on: date) -> AdaptiveCard:
    """The second press: whether the child was seen alone."""
    ids = {"g": group.id, "c": child.id}
    return card(
        "You saw a child today",
        quiet(group.reference),
        facts([("Child", child.name), ("Seen on", day(on)), ("Seen by", "You")]),
        para("Was the child seen alone, without a parent or carer? It is recorded when you press."),
        summary="One question for you",
        actions=[
            button("Alone", "seen.alone", **ids, **{ON: on.isoformat()}),
            button("With a parent or carer there", "seen.together", **ids, **{ON: on.isoformat()}),
            button("Another day, or a note", "seen.open", **ids),
        ],
    )


def sighting_rows(group: CoreGroup, sighting: Sighting) -> list[tuple[str, str]]:
    """A sighting as it was recorded."""
    rows = [
        ("Child", group.child(sighting.child).name),
        ("Seen on", day(sighting.on)),
        ("Seen by", f"{sighting.by_name}{_for_them(group, sighting)}"),
        ("How", ALONE[sighting.alone]),
    ]
    return [*rows, *([("Note", sighting.note)] if sighting.note else [])]


def last_rows(group: CoreGroup, child_id: str, last: Sighting | None) -> list[tuple[str, str]]:
    """Which child, and when they were seen last, above the form."""
    seen = f"{day(last.on)}, by {last.by_name}" if last else "Not recorded yet"
    return [("Child", group.child(child_id).name), ("Last seen", seen)]


def log_card(group: CoreGroup, actions: Sequence[Action], start: int = 0) -> AdaptiveCard:
    """When each child was seen, the latest first."""
    shown = page([_part(group, child) for child in group.registered], start)
    more = shown.more("Earlier", "sightings.open", g=group.id)
    return card(
        "When the children were seen",
        quiet(group.reference),
        *shown.body,
        summary="A log is open before you",
        actions=[*more, *actions][:MOST_ACTIONS],
    )


def _part(group: CoreGroup, child: Child) -> Part:
    own = sorted((s for s in group.sightings if s.child == child.id), key=lambda s: s.on, reverse=True)
    none = "Not born yet." if child.unborn else "Nobody has recorded that this child was seen."
    return Part(child.name, [_sighting(group, each) for each in own] or [para(none)])


def _for_them(group: CoreGroup, sighting: Sighting) -> str:
    """Who wrote it down, where that is not who saw the child; CP Administration is no member."""
    if sighting.recorded_by == sighting.by:
        return ""
    return f" (recorded for them by {group.name_of(sighting.recorded_by) or 'CP Administration'})"


def _sighting(group: CoreGroup, sighting: Sighting) -> Container:
    who = f"{sighting.by_name}{_for_them(group, sighting)}"
    items: list[Element] = [
        TextBlock(text=escape(day(sighting.on)), weight="bolder"),
        TextBlock(text=escape(f"{who}. {ALONE[sighting.alone]}."), spacing="none"),
    ]
    return Container(items=[*items, *([said(sighting.note)] if sighting.note else [])], separator=True)
