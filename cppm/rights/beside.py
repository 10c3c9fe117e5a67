"""Who is in the room beside the family without being enrolled: on the roll, and out of it with the family.

An advocate, a support person or an interpreter whom somebody only named has no line on the invitation list.
They are known by the family's own line: `support:` or `interpreter:` and its id.

Rules: PAR-05..07, MIN-08, RAI-08.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cppm.meetings.meeting import FamilyLine, NoSuchThing, PlanningMeeting
from cppm.people import Role
from cppm.rights.participation_records import Booked, Participation, Support, SupportKind
from cppm.rights.taking_part import of

SUPPORT, INTERPRETER = "support:", "interpreter:"
CALLED = {SupportKind.ADVOCATE: "advocate", SupportKind.PERSON: "support person"}
"""What somebody who comes in support is called."""


def named(meeting: PlanningMeeting) -> dict[str, str]:
    """Everybody who was named and has no line of their own, in words, by key.

    Whom the chair does not agree to is left out. An interpreter who is there for several stands once.
    """
    found: dict[str, str] = {}
    for line in meeting.family:
        mine = of(meeting, line.id)
        if mine.support and _may_come(mine.support) and not _listed(meeting, line, Role.SUPPORT_PERSON):
            found[SUPPORT + line.id] = f"{mine.support.name}, {CALLED[mine.support.kind]} of {line.within}"
    for lines in _interpreted(meeting):
        first = of(meeting, lines[0].id).interpreter
        assert first is not None
        who = f"{first.name}, interpreter" if first.name else "The interpreter"
        whom = " and ".join(line.within for line in lines)
        found[INTERPRETER + lines[0].id] = f"{who} ({first.language}) for {whom}"
    return found


def here(meeting: PlanningMeeting) -> dict[str, str]:
    """Those of them who are in the room by the last roll, in words, by key."""
    return {key: words for key, words in named(meeting).items() if _came(meeting, key)}


def keep_roll(meeting: PlanningMeeting, keys: Collection[str]) -> None:
    """These are in the room and nobody else of them is. Raises NoSuchThing.

    It is the chair who calls the roll: a friend or relative let in is agreed to (PAR-06).
    """
    known = named(meeting)
    if not set(keys) <= known.keys():
        raise NoSuchThing(what="person")
    for key in known:
        mine, came = _of(meeting, key), key in keys
        if key.startswith(SUPPORT):
            mine.support_came = came
            if came and mine.support and mine.support.kind is SupportKind.PERSON:
                mine.support.agreed = True
    for lines in _interpreted(meeting):
        for line in lines:
            of(meeting, line.id).interpreter_came = INTERPRETER + lines[0].id in keys


def _came(meeting: PlanningMeeting, key: str) -> bool:
    mine = _of(meeting, key)
    return bool(mine.support_came if key.startswith(SUPPORT) else mine.interpreter_came)


def _of(meeting: PlanningMeeting, key: str) -> Participation:
    return of(meeting, key.partition(":")[2])


def _may_come(support: Support) -> bool:
    return support.kind in CALLED and support.agreed is not False


def _listed(meeting: PlanningMeeting, line: FamilyLine, role: Role) -> bool:
    """Whether somebody in this role is on the invitation list for them, and so on the roll already."""
    return any(i.beside == line.id and i.role is role for i in meeting.invitees)


def _interpreted(meeting: PlanningMeeting) -> Iterator[list[FamilyLine]]:
    """The lines of the family that one and the same interpreter is there for."""
    together: dict[tuple[str, str], list[FamilyLine]] = {}
    for line in meeting.family:
        found = of(meeting, line.id).interpreter
        needed = found is not None and found.booked is not Booked.NOT_NEEDED
        if found and needed and not _listed(meeting, line, Role.INTERPRETER):
            together.setdefault((found.name.casefold(), found.language.casefold()), []).append(line)
    yield from together.values()
