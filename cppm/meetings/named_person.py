"""Who the Named Person of each child is: said whenever somebody knows it, and holding nothing up.

The minutes hold it beside the lead professional (MIN-18).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.kind_records import NamedPerson
from cppm.meetings.meeting import Child, Invitee, NotYours, Phase, PlanningMeeting, WrongPhase
from cppm.meetings.template import NAMED_PERSON, invitation_template, takes_line
from cppm.people import Agency, Person, Role
from cppm.records import FactKind

ASKED_IN = (Phase.BOOKED, Phase.INVITED, Phase.OPEN, Phase.CLOSED)
FROM = (Agency.HEALTH, Agency.EDUCATION)
"""Whose people are a child's Named Person: health before school, and then the school."""


class NamedPersonUnsaid(CPPMError):
    """Please give the name and post of the Named Person, or say that they are not known yet."""

    rule = "MIN-18"


def require_namer(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but those who keep the list, and the minute taker, who misses it first."""
    if meeting.participants().get(actor.id) is not Role.MINUTE_TAKER:
        meeting.require_keeper_of_list(actor)
    meeting.require_phase("saying who the Named Person is", *ASKED_IN)


def may_name(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody may say it here, now."""
    try:
        require_namer(meeting, person)
    except (NotYours, WrongPhase):
        return False
    return True


def could_be(meeting: PlanningMeeting) -> list[Invitee]:
    """Those on the list who may be somebody's Named Person."""
    return [i for i in meeting.invitees if i.person.agency in FROM and i.role is Role.PRACTITIONER]


def likely(meeting: PlanningMeeting, child: Child) -> Invitee | None:
    """Who on the list has the post of a Named Person for a child of this age: to propose, never to record."""
    lines = [each for each in invitation_template([child]) if NAMED_PERSON in each.label]
    return next((i for i in could_be(meeting) for each in lines if takes_line(each, i)), None)


def unnamed(meeting: PlanningMeeting) -> list[Child]:
    """The children of whom nobody has said who their Named Person is."""
    known = {child for child, each in meeting.named_persons.items() if each.words}
    return [child for child in meeting.children if child.id not in known]


def name(
    meeting: PlanningMeeting,
    actor: Person,
    children: Sequence[str],
    words: str,
    not_known: bool,
    at: datetime,
) -> None:
    """The Named Person of these children, by name and post, or that they are not known yet.

    It replaces what was said before; the same again changes nothing. Raises NamedPersonUnsaid.
    """
    require_namer(meeting, actor)
    said = "" if not_known else words.strip()
    if not said and not not_known:
        raise NamedPersonUnsaid
    for child in [meeting.child(each) for each in children]:
        before = meeting.named_persons.get(child.id)
        if before and before.words == said:
            continue
        meeting.named_persons[child.id] = NamedPerson(said, at)
        meeting.record(FactKind.NAMED_PERSON_NAMED, actor, at, child=child.id, words=said)
