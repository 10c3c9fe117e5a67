"""The template of the list: whom the guide always invites, by the children's ages, and who is missing.

Rules: INV-04..06, PAR-10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cppm.meetings.meeting import Child, Invitee, PlanningMeeting
from cppm.people import Agency, Person


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
_ARMED_FORCES = TemplateLine(
    "armed_forces", "Armed forces welfare service, for a family with that tie", Agency.ARMED_FORCES
)
SCHOOL_AGE = 5
NAMED_PERSON = "Named Person"
"""What the label says of a line whose people are usually a child's Named Person (MIN-18)."""

RANGE = (
    TemplateLine(
        "social_worker",
        "Another social worker with the family",
        Agency.SOCIAL_WORK,
        False,
        ("social worker",),
    ),
    TemplateLine(
        "adult_services",
        "Adult mental health, addiction or learning disability services",
        Agency.ADULT_SERVICES,
        False,
    ),
    TemplateLine(
        "camhs",
        "Child and adolescent mental health",
        Agency.HEALTH,
        False,
        posts=("camhs", "child and adolescent", "psychiatrist"),
    ),
    TemplateLine(
        "psychologist", "Educational psychologist", Agency.EDUCATION, False, posts=("psychologist",)
    ),
    TemplateLine(
        "third_sector_too", "Third sector organisation with child or family", Agency.THIRD_SECTOR, False
    ),
    TemplateLine("housing", "Housing or tenancy support", Agency.HOUSING, False),
    TemplateLine("justice", "Justice social work", Agency.JUSTICE, False),
    TemplateLine("armed_forces_too", "Armed forces", Agency.ARMED_FORCES, False),
    TemplateLine("solicitor", "The council's solicitor", Agency.LEGAL, False),
    TemplateLine("fiscal", "Procurator Fiscal", Agency.PROCURATOR_FISCAL, False),
    TemplateLine("reporter", "Children's Reporter, who only observes", Agency.REPORTER, False),
)
"""Who else is thought of for every list, where they have a part in it (INV-04, INV-06)."""


def invitation_template(children: list[Child]) -> list[TemplateLine]:
    """Who the guide always invites for these children, by their ages (INV-05); no line twice."""
    lines = [_POLICE]
    for child in children:
        lines += [line for line in _lines_for(child) if line not in lines]
    return [*lines, _GP, _PAEDIATRICIAN, _THIRD]


def lines_of(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The template for this meeting: by the children's ages, and with the armed forces where there is a tie
    (PAR-10)."""
    lines = invitation_template(meeting.children)
    return [*lines, _ARMED_FORCES] if armed_forces_tie(meeting) else lines


def armed_forces_tie(meeting: PlanningMeeting) -> bool:
    """Whether somebody of the family serves in the armed forces, or has served."""
    return any(each.serves for each in meeting.participation.values())


def fits(line: TemplateLine, person: Person) -> bool:
    """Whether somebody could fill a line of the range: by their agency and, where it names some, by post."""
    post = person.post.casefold()
    return person.agency is line.agency and (not line.posts or any(word in post for word in line.posts))


def template_lines() -> tuple[TemplateLine, ...]:
    """Every line that the template can have, whatever the ages."""
    return (
        _POLICE, _MIDWIFE, _HEALTH_VISITOR, _NURSERY, _SCHOOL, _SCHOOL_NURSE, _GP, _PAEDIATRICIAN, _THIRD,
        _ARMED_FORCES,
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
    lines = [t for t in lines_of(meeting) if t.always]
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
