"""A meeting in two parts: who is in which and what was said where, for its chair; the message about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cards.elements import AdaptiveCard
from cards.layout import facts, para
from cards.occasion import Occasion, notice
from cppm.meetings.meeting import PlanningMeeting
from cppm.rights import parts
from cppm.rights.parts_records import HALVES, Because, Part

BECAUSE: dict[Because, str] = {
    Because.ABUSE: "There has been domestic abuse",
    Because.FATHERS: "Children of one mother have different fathers",
    Because.OTHER: "Another reason of safety or privacy",
}
NAMES: dict[Part, str] = {
    Part.FIRST: "The first part",
    Part.SECOND: "The second part",
    Part.APART: "For nobody in one part alone",
}
EVERYBODY = "everybody"
"""What stands for both parts, in a choice."""


def plan_rows(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """Why there are two parts, how people come and go, and who has agreed."""
    kept = meeting.parts
    if kept is None:
        return []
    runs = [meeting.chair, meeting.lead_professional]
    agreed = [person.name for person in runs if person.id in kept.agreed]
    return [
        ("Why", f"{BECAUSE[kept.because]}: {kept.words}"),
        *([("Coming and going", kept.safety)] if kept.safety else []),
        ("Agreed by", " and ".join(agreed)),
    ]


def who_rows(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """Who and what is in one part alone."""
    only = parts.alone(meeting)
    known = parts.can_be_sorted(meeting)
    return [
        (
            f"{NAMES[half]} alone",
            _lines(known[id] for id, part in only.items() if part is half and id in known),
        )
        for half in HALVES
    ] + [("Both parts", "Everybody else")]


def said_rows(meeting: PlanningMeeting, captured: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was said in one part alone, as far as it has been recorded."""
    said = meeting.parts.said if meeting.parts else {}
    found = [
        (NAMES[part], _lines(words for key, words in captured.items() if said.get(key) is part))
        for part in Part
    ]
    return [row for row in found if row[1] != "Nobody"] + [("Everybody", "All else that is recorded")]


def _lines(words: Iterable[str]) -> str:
    return "\n".join(words) or "Nobody"


def to_agree(o: Occasion) -> AdaptiveCard:
    """For whoever of chair and lead professional did not plan them; why is behind the button."""
    return notice(
        o,
        "Two parts are planned for a meeting",
        facts([("Meeting", o.when)]),
        para("Chair and lead professional agree on it. Open it to see why, and who is in which part."),
        summary="There is something for you to agree",
        actions=[o.to("See it and agree", "parts.open"), o.hub],
        why="PAR-01",
    )
