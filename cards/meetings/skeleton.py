"""The skeleton of the minutes at a glance: what each section lacks. The text is copied apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cards.elements import Action, AdaptiveCard, button
from cards.layout import bullets, button_rows, card, facts, panel, para, quiet, stated, subheading
from cppm.meetings.meeting import PlanningMeeting
from cppm.meetings.skeleton import Copy, Gap, copies

TITLE = "What the minutes have to hold"
COMPLETE = "Complete"
MOST_NAMED = 4
"""Gaps of one section that a card names; the text shows all of them."""
EMPTY = "What is not recorded says so in the text. Complete it there, in the case system: I keep no minutes."
APART = "Nobody left out of this copy may be named in it. Take these out, or write it otherwise:"


def ids_of(meeting: PlanningMeeting, copy: Copy) -> dict[str, str]:
    """What a button carries that means this copy."""
    half = {"part": str(copy.half)} if copy.half else {}
    return {"m": meeting.id, **half, **({"c": copy.child} if copy.child else {})}


def called(meeting: PlanningMeeting, copy: Copy) -> str:
    """What a copy is called: "For the file of Kay"."""
    if copy.half:
        return f"For those in the {copy.half} part"
    return f"For the file of {meeting.child(copy.child).name}" if copy.child else "The whole minutes"


def skeleton_card(
    meeting: PlanningMeeting,
    copy: Copy,
    gaps: Sequence[Gap],
    named: Sequence[tuple[str, str]],
    actions: Sequence[Action],
) -> AdaptiveCard:
    """What each section lacks, then those that are complete.

    `named` is who is left out of this copy and yet named in it.
    """
    several, lacks = len(copies(meeting)) > 1, [gap for gap in gaps if gap.to_write or gap.unknown]
    complete = [gap.heading for gap in gaps if gap not in lacks]
    return card(
        TITLE,
        quiet(meeting.reference),
        para(f"{called(meeting, copy)}.") if several else None,
        panel(para(APART), bullets(f"{who}: {where}" for who, where in named)) if named else None,
        subheading("Still to be added") if lacks else None,
        *(stated(gap.heading, lacking(gap)) for gap in lacks),
        subheading("Complete"),
        para("; ".join(complete) or "Nothing yet."),
        quiet(EMPTY),
        summary="What minutes have to hold",
        actions=actions,
    )


def lacking(gap: Gap) -> str:
    """What a section lacks, in a line or two; nothing where it is complete."""
    found = [
        f"{what}: {_some(labels)}"
        for what, labels in (("To write", gap.to_write), ("Not recorded", gap.unknown))
        if labels
    ]
    return ". ".join(found)


def _some(labels: Sequence[str]) -> str:
    more = len(labels) - MOST_NAMED
    words = "; ".join(labels[:MOST_NAMED])
    return f"{words}; and {more} more" if more > 0 else words


def copies_card(meeting: PlanningMeeting, counted: Mapping[Copy, int]) -> AdaptiveCard:
    """The copies that there are, and how many things each still lacks."""
    buttons = [button(called(meeting, copy), "skeleton.open", **ids_of(meeting, copy)) for copy in counted]
    return card(
        "Copies of the minutes",
        quiet(meeting.reference),
        para("Each holds only what those may know who read it, or what belongs in that file."),
        facts((called(meeting, copy), _still(count)) for copy, count in counted.items()),
        *button_rows(buttons),
        summary="Copies of minutes",
    )


def _still(count: int) -> str:
    return f"{count} things to add" if count > 1 else ("1 thing to add" if count else COMPLETE)
