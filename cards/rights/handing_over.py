"""A part of a planning meeting is handed over: for who has it now, who had it, and who works beside them."""

from __future__ import annotations

from cards.elements import AdaptiveCard
from cards.layout import bullets, facts, para
from cards.occasion import Occasion, notice
from cppm.meetings.meeting import Phase
from cppm.rights.handing_over_records import HandedOver, Part

ASKED = {
    Part.CHAIR: [
        "You chair this meeting: its list, the decisions, the key points and the minutes are yours.",
        "Read up on it before you act. What the chair before you did stays under their name.",
    ],
    Part.LEAD: [
        "You lead: the report, what the family is told and what was still open are yours.",
        "Read up on it, and tell the family who you are.",
    ],
}


def handed_over(o: Occasion) -> AdaptiveCard:
    """One of three, by who reads it. `about` is the number of the handover."""
    handed = o.meeting.handed_over[int(o.about)]
    reader = o.reader.id if o.reader else ""
    if reader == handed.to.id:
        return _taken_over(o, handed)
    return _handed_on(o, handed) if reader == handed.was.id else _beside(o, handed)


def _taken_over(o: Occasion, handed: HandedOver) -> AdaptiveCard:
    held = o.meeting.phase in (Phase.OPEN, Phase.CLOSED)
    when = [] if held else [("When", o.when), ("How", o.how)]
    return notice(
        o,
        "You take over from a colleague",
        facts([("Your part", str(handed.part).capitalize()), ("Before you", handed.was.name), *when]),
        bullets(ASKED[handed.part]),
        summary="You take over from a colleague",
        actions=[o.hub, o.to("What is owed here", "clockboard.open")],
        why="INV-08",
    )


def _handed_on(o: Occasion, handed: HandedOver) -> AdaptiveCard:
    """For whoever had it before: nothing of the meeting, which may be closed to them now."""
    ends = (
        "You go on working with the family, and see what other practitioners see."
        if handed.stays
        else "You see nothing of this meeting from now on, and owe nothing for it any more."
    )
    return notice(
        o,
        "Your part is handed over",
        facts([("Part", str(handed.part).capitalize()), ("Now with", handed.to.name)]),
        para(f"{ends} If that is not right, tell CP Administration."),
        summary="Your part in a meeting is handed over",
        why="INV-08",
    )


def _beside(o: Occasion, handed: HandedOver) -> AdaptiveCard:
    return notice(
        o,
        f"Another {handed.part}",
        facts([("Now", handed.to.name), ("Before", handed.was.name)]),
        para("Please turn to them from now on."),
        summary="A change in a meeting",
        actions=[o.hub],
        why="INV-08",
    )
