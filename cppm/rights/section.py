"""The confidential section of a meeting: the family leaves for a short while, and knows why (RAI-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cppm.errors import CPPMError, Way
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Person, Role
from cppm.records import FactKind
from cppm.rights import beside
from cppm.rights.restricted_records import ConfidentialSection

WITH_THE_FAMILY = (Role.SUPPORT_PERSON, Role.INTERPRETER)
"""Those who are in the room for the family, and leave with them."""


class ExplainFirst(CPPMError):
    """Please first explain to the family why they leave for a short while, and that they come back. Then
    begin the section."""

    rule = "RAI-08"


class NobodyLeaves(CPPMError):
    """The family is in the room, so please say who of them leaves. If nobody has to leave, no confidential
    section is needed."""

    rule = "RAI-08"


class NotInTheRoom(CPPMError):
    """Only those who are in the room can leave it for a while. Correct the roll first, if somebody is there
    who is not shown."""

    rule = "RAI-08"


class SectionRuns(CPPMError):
    """A confidential section is under way. End it first: then everybody is back and knows where the meeting
    stands."""

    rule = "RAI-08"


class NoSection(CPPMError):
    """No confidential section is under way, so there is none to end. Nothing was changed."""

    rule = "RAI-08"


def running(meeting: PlanningMeeting) -> ConfidentialSection | None:
    """The section that is under way."""
    last = meeting.sections[-1] if meeting.sections else None
    return last if last and last.ended_at is None else None


def may_leave(meeting: PlanningMeeting) -> dict[str, str]:
    """Who could leave, by the id of their line or their own: everybody in the room but the chair."""
    family = {f.id: f.named for f in meeting.family if f.present} | beside.here(meeting)
    others = {i.person.id: f"{i.person.name}, {i.role}" for i in meeting.invitees if i.present}
    return family | {id: who for id, who in others.items() if id != meeting.chair.id}


def expected_to_leave(meeting: PlanningMeeting) -> list[str]:
    """The family and those who are there for them: what is ticked in advance."""
    family = [*(f.id for f in meeting.family if f.present), *beside.here(meeting)]
    return family + [i.person.id for i in meeting.invitees if i.present and i.role in WITH_THE_FAMILY]


def require_chair(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but the chair, and all before the meeting is open or after it is closed."""
    meeting.require_chair(actor)
    meeting.require_phase("a confidential section", Phase.OPEN)


def names(meeting: PlanningMeeting) -> dict[str, str]:
    """What everybody who may have left is called, those too who are no longer there."""
    return meeting.names | beside.named(meeting)


def family_here(meeting: PlanningMeeting) -> bool:
    """Whether anybody of the family is in the room."""
    return any(f.present for f in meeting.family)


def require_none(meeting: PlanningMeeting) -> None:
    """Refuse while a section is under way. Raises SectionRuns."""
    if running(meeting):
        raise SectionRuns(way=Way("End the confidential section", "section.end", {"m": meeting.id}))


def start(
    meeting: PlanningMeeting, actor: Person, left: Sequence[str], explained: bool, at: datetime
) -> ConfidentialSection:
    """Begin a confidential section: who leaves, after the chair has explained it to the family."""
    require_chair(meeting, actor)
    require_none(meeting)
    gone = list(dict.fromkeys(left))
    if not set(gone) <= may_leave(meeting).keys():
        raise NotInTheRoom
    family = family_here(meeting)
    if family and not gone:
        raise NobodyLeaves
    if family and not explained:
        raise ExplainFirst
    begun = ConfidentialSection(at, gone, explained)
    meeting.sections.append(begun)
    meeting.record(FactKind.SECTION_STARTED, actor, at, left=gone, explained=explained)
    return begun


def end(meeting: PlanningMeeting, actor: Person, at: datetime) -> ConfidentialSection:
    """End the section; everybody comes back."""
    require_chair(meeting, actor)
    found = running(meeting)
    if found is None:
        raise NoSection
    found.ended_at = at
    meeting.record(FactKind.SECTION_ENDED, actor, at)
    return found
