"""The template of the list: whom the guide always invites, by the children's ages, and who is missing.

Rules: INV-04..06.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cppm.meetings.meeting import Child, Invitee, PlanningMeeting
from cppm.people import Agency


@dataclass(frozen=True)
class TemplateLine:
    """A line that the guide always invites, for a child of this age (INV-05).

    `posts` are words by which somebody's post shows that they fill the line.
    """

    key: str
    label: str
    agency: Agency
    always: bool = True
    posts: tuple[str, ...] = ()


_POLICE = TemplateLine(
    "police",
    "Specialist police officer, Public Protection Unit",
    Agency.POLICE,
    posts=("public protection",),
)
_GP = TemplateLine(
    "gp", "General practitioner", Agency.HEALTH, posts=("general practitioner", "gp", "family doctor")
)
_MIDWIFE = TemplateLine("midwife", "Midwife", Agency.HEALTH, posts=("midwife", "midwifery"))
_HEALTH_VISITOR = TemplateLine(
    "health_visitor", "Health visitor (Named Person)", Agency.HEALTH, posts=("health visitor",)
)
_SCHOOL_NURSE = TemplateLine(
    "school_nurse", "School nurse", Agency.HEALTH, posts=("school nurse", "school health nurse")
)
_NURSERY = TemplateLine(
    "nursery", "Nursery centre leader", Agency.EDUCATION, posts=("nursery", "centre leader", "early years")
)
_SCHOOL = TemplateLine(
    "school",
    "Head, depute or guidance teacher (usually Named Person)",
    Agency.EDUCATION,
    posts=("head", "teacher", "depute", "school"),
)
_PAEDIATRICIAN = TemplateLine("paediatrician", "Paediatrician or specialist nurse", Agency.HEALTH, False)
_THIRD = TemplateLine("third_sector", "Third sector worker with the family", Agency.THIRD_SECTOR, False)
SCHOOL_AGE = 5
NAMED_PERSON = "Named Person"
"""What the label says of a line whose people are usually a child's Named Person (MIN-18)."""


def invitation_template(children: list[Child]) -> list[TemplateLine]:
    """Who the guide always invites for these children, by their ages (INV-05); no line twice."""
    lines = [_POLICE]
    for child in children:
        lines += [line for line in _lines_for(child) if line not in lines]
    return [*lines, _GP, _PAEDIATRICIAN, _THIRD]


def template_lines() -> tuple[TemplateLine, ...]:
    """Every line that the template can have, whatever the ages."""
    return (
        _POLICE, _MIDWIFE, _HEALTH_VISITOR, _NURSERY, _SCHOOL, _SCHOOL_NURSE, _GP, _PAEDIATRICIAN, _THIRD,
    )  # fmt: skip


def _lines_for(child: Child) -> list[TemplateLine]:
    if child.unborn:
        return [_MIDWIFE]
    if child.age is not None and child.age >= SCHOOL_AGE:
        return [_SCHOOL, _SCHOOL_NURSE]
    return [_HEALTH_VISITOR, _NURSERY]


def missing_from_template(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The always-invited lines that nobody on the list fills: a warning, not a bar (INV-05).

    Where an agency has one line, anybody of it fills that line; where it has several, the post tells, or the
    reason for which they are invited.
    """
    lines = [t for t in invitation_template(meeting.children) if t.always]
    return [t for t in lines if not _filled(t, lines, meeting)]


def _filled(wanted: TemplateLine, lines: list[TemplateLine], meeting: PlanningMeeting) -> bool:
    of_agency = [i for i in meeting.invitees if i.person.agency is wanted.agency]
    if any(takes_line(wanted, i) for i in of_agency):
        return True
    return bool(of_agency) and sum(t.agency is wanted.agency for t in lines) == 1


def takes_line(wanted: TemplateLine, line: Invitee) -> bool:
    """Whether somebody of the agency shows by their reason or post that they fill this line."""
    if line.person.agency is not wanted.agency:
        return False
    post = line.person.post.lower()
    return wanted.label in line.reason or any(
        re.search(rf"\b{re.escape(word)}\b", post) for word in wanted.posts
    )
