"""A part of a planning meeting is handed over: for who has it now, who had it, and who works beside them."""

from __future__ import annotations

from cards.elements import AdaptiveCard
from cards.layout import bullets, facts, para
from cards.occasion import Occasion, notice
from cppm.meetings.meeting import Phase
from cppm.rights.handing_over import holder, told_the_chair
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
    """One of three, by who reads it. `about` is the number of the handover.

    Whoever took over and has handed it on since is told who has it now, like everybody else.
    """
    handed = next((each for n, each in enumerate(o.meeting.handed_over) if str(n) == o.about), None)
    reader = o.reader.id if o.reader else ""
    if handed and reader == handed.to.id == holder(o.meeting, handed.part).id:
        return _taken_over(o, handed)
    return _handed_on(o, handed) if handed and reader == handed.was.id else _beside(o)


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


def _beside(o: Occasion) -> AdaptiveCard:
    parts = [(str(part).capitalize(), holder(o.meeting, part).name) for part in Part]
    gave = o.reader and o.reader.id in told_the_chair(o.meeting)
    apart = f"What you told the chair alone goes with the part: {o.meeting.chair.name} may read it now."
    return notice(
        o,
        "A meeting has passed to a colleague",
        facts(parts),
        para("Please turn to them from now on."),
        para(apart) if gave else None,
        summary="A change in a meeting",
        actions=[o.hub],
        why="INV-08",
    )
