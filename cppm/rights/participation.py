"""What is still open about the family's part in a meeting, each with the rule and the form that settles it.

Rules: ATT-22, CHI-01, CHI-05, LPP-10, LPP-12, LPP-14, MIN-28, PAR-05, PTP-05.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cppm.meetings.meeting import FamilyLine, Phase, PlanningMeeting
from cppm.meetings.slots import NO_INTERPRETER
from cppm.people import Role
from cppm.rights import consents, exclusion, support
from cppm.rights.participation_records import Booked, SupportKind, Topic
from cppm.rights.taking_part import BEFORE, child_of, is_baby, of
from cppm.rights.understanding import still_to_tell


@dataclass(frozen=True)
class Open:
    """Something still open: the rule, the words, the job that settles it, and the ids its form needs."""

    rule: str
    words: str
    job: str
    ids: dict[str, str] = field(default_factory=dict)


_RULES = {
    Topic.NOT_INVITED: "CHI-03",
    Topic.REGISTRATION: "PTP-05",
    Topic.MINUTES: "MIN-28",
    Topic.DATE: "LPP-07",
    Topic.WHO: "LPP-15",
    Topic.SUPPORT: "LPP-12",
    Topic.LEAFLETS: "LPP-17",
    Topic.COURSE: "PTP-03",
}


def open_still(meeting: PlanningMeeting) -> list[Open]:
    """Everything still open about the family's part, person by person, as the meeting stands now."""
    if meeting.phase is Phase.CANCELLED:
        return []
    found = [each for line in concerned(meeting) for each in of_line(meeting, line)]
    return [*found, *_unsaid_interpreter(meeting), *_consents(meeting)]


def concerned(meeting: PlanningMeeting) -> list[FamilyLine]:
    """The family lines with something to settle: every child who is born, and each adult who is invited.

    Nobody goes through the minutes with an adult who was excluded from the room: what they hear, whoever the
    chair named tells them in a safe way (EXC-08, EXC-12).
    """
    out = exclusion.out_of_room(meeting)
    children = [(line, child_of(meeting, line)) for line in meeting.family]
    return [
        line
        for line, child in children
        if (not child.unborn if child else line.invited and line.id not in out)
    ]


def of_line(meeting: PlanningMeeting, line: FamilyLine) -> Iterator[Open]:
    """What is still open for one of the family."""
    ids = {"f": line.id}
    if meeting.phase in BEFORE:
        yield from _before(meeting, line, ids)
    untold = still_to_tell(meeting, line) if meeting.phase is not Phase.OPEN else []
    if untold:
        words = f"{line.who} is told {'; '.join(untold)}"
        yield Open(_RULES.get(untold[0], "LPP-01"), words, "understood", ids)
    mine = of(meeting, line.id)
    if meeting.phase in BEFORE and mine.before is None:
        rule = "CHI-05" if line.child else "LPP-14"
        yield Open(rule, f"The views of {line.within} before the meeting", "heard", ids)
    if meeting.phase is Phase.CLOSED and line.child and mine.after is None:
        yield Open("CHI-05", f"The views of {line.within} after the meeting", "heard", ids)


def _before(meeting: PlanningMeeting, line: FamilyLine, ids: dict[str, str]) -> Iterator[Open]:
    mine, child = of(meeting, line.id), child_of(meeting, line)
    if child and mine.invited is None:
        yield Open("CHI-01", f"Whether {line.within} comes, and what was weighed", "invitedornot", ids)
    if line.invited and mine.takes_part is None:
        yield Open("LPP-10", f"How {line.within} takes part, and what they need", "participate", ids)
    if not is_baby(child):
        yield from _support(meeting, line, ids)
    booked = mine.interpreter.booked if mine.interpreter else Booked.NOT_NEEDED
    if booked in (Booked.BEING_BOOKED, Booked.BOOKED):
        yield Open("PAR-05", f"The interpreter for {line.within} is confirmed", "interpreter", ids)


def _support(meeting: PlanningMeeting, line: FamilyLine, ids: dict[str, str]) -> Iterator[Open]:
    found = of(meeting, line.id).support
    if found is None and any(i.beside == line.id and i.role is Role.SUPPORT_PERSON for i in meeting.invitees):
        return
    if support.waits_for_chair(found):
        yield Open("PAR-06", f"Whether the chair agrees to who supports {line.within}", "support", ids)
    elif found is None or found.kind is SupportKind.ARRANGING:
        rule = "LPP-11" if line.child else "LPP-12"
        yield Open(rule, f"Who supports {line.within}", "support", ids)


# What clocks run on


def unconfirmed_interpreter(meeting: PlanningMeeting) -> bool:
    """Whether an interpreter is needed and not confirmed, or nobody has said yet for whom."""
    found = [each.interpreter.booked for each in meeting.participation.values() if each.interpreter]
    waits = any(each in (Booked.BEING_BOOKED, Booked.BOOKED) for each in found)
    return waits or (meeting.interpreter == str(Booked.BEING_BOOKED) and not found)


def children_to_tell(meeting: PlanningMeeting) -> list[FamilyLine]:
    """The children who are not invited and have not been told so (CHI-03)."""
    return [
        each for each in meeting.family if each.child and Topic.NOT_INVITED in still_to_tell(meeting, each)
    ]


def to_explain(meeting: PlanningMeeting) -> bool:
    """Whether somebody does not understand the registration yet, or a child is not heard after it."""
    unheard = any(each.job == "heard" for line in concerned(meeting) for each in of_line(meeting, line))
    return unheard or _unclear(meeting, Topic.REGISTRATION)


def minutes_unclear(meeting: PlanningMeeting) -> bool:
    """Whether somebody of the family has not understood the minutes."""
    return _unclear(meeting, Topic.MINUTES)


def _unclear(meeting: PlanningMeeting, topic: Topic) -> bool:
    return any(topic in still_to_tell(meeting, line) for line in concerned(meeting))


def _unsaid_interpreter(meeting: PlanningMeeting) -> Iterator[Open]:
    """The booking asked for an interpreter, and nobody has said for whom."""
    said = any(each.interpreter for each in meeting.participation.values())
    if meeting.phase in BEFORE and meeting.interpreter != NO_INTERPRETER and not said:
        yield Open("PAR-05", "For whom the interpreter comes", "interpreter")


def _consents(meeting: PlanningMeeting) -> Iterator[Open]:
    for line in consents.learners(meeting):
        missing = consents.lacking(line)
        if missing and meeting.phase in (*BEFORE, Phase.OPEN):
            words = f"{line.person.name} comes to learn: {' and '.join(missing)}"
            yield Open("ATT-22", words, "consent", {"p": line.person.id})
