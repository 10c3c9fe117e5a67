"""Dissent: anybody professional who was there may formally disagree, in their own words (DIS-01, 02, 05).

Nothing stops because of a dissent: protective actions go on.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError
from cppm.meeting import Dissent, NoSuchThing, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind, NoticeKind

PROTECTION_GOES_ON = "All protective actions go on while a dissent is considered."


class NotDecidedYet(CPPMError):
    """The chair has not decided on {child} yet. Dissent is about a decision; until then, give your view."""

    rule = "DIS-01"


class WasNotThere(CPPMError):
    """Dissent is recorded by those who took part, and you are not marked as present. Speak with your line
    manager, who can raise it with the chair."""

    rule = "DIS-01"


class DissentIncomplete(CPPMError):
    """Please say in your own words {what}."""

    rule = "DIS-01"


def may_dissent(meeting: PlanningMeeting, actor: Person) -> bool:
    """Whether the actor took part in a role that gives a view, as themselves or as a deputy.

    For a deputy whom nobody has enrolled, the invitee whose agency was represented may.
    """
    there = (i for i in meeting.invitees if i.attended and i.role.gives_view)
    return any((i.speaker or i.person.id) == actor.id for i in there)


def require_dissenter(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse whoever did not take part, and everybody while nothing is decided."""
    meeting.role_of(actor)
    if not may_dissent(meeting, actor):
        raise WasNotThere
    if not meeting.decisions:
        raise NotDecidedYet(child=" and ".join(child.name for child in meeting.children))


def record_dissent(
    meeting: PlanningMeeting,
    actor: Person,
    child_id: str,
    reason: str,
    alternative: str,
    at: datetime,
    dissent_id: str,
) -> Dissent:
    """Keep a dissent word for word. The chair is told; the line manager is told by the dissenter first."""
    require_dissenter(meeting, actor)
    child = meeting.child(child_id)
    decision = meeting.decisions.get(child_id)
    if decision is None:
        raise NotDecidedYet(child=child.name)
    for what, words in (("why you disagree", reason), ("what you would have decided instead", alternative)):
        if not words.strip():
            raise DissentIncomplete(what=what)
    again = _same(meeting, actor, child_id, reason, alternative)
    if again:
        return again
    return _keep(meeting, actor, child_id, reason.strip(), alternative.strip(), at, dissent_id)


def _same(
    meeting: PlanningMeeting, actor: Person, child_id: str, reason: str, alternative: str
) -> Dissent | None:
    """The same words of the same person about the same decision: pressed twice, so kept once."""
    option = meeting.decisions[child_id].option
    wanted = (actor.id, child_id, option, reason.strip(), alternative.strip())
    for dissent in meeting.dissents:
        kept = (dissent.person, dissent.child, dissent.disagrees_with, dissent.reason, dissent.alternative)
        if kept == wanted:
            return dissent
    return None


def _keep(
    meeting: PlanningMeeting,
    actor: Person,
    child_id: str,
    reason: str,
    alternative: str,
    at: datetime,
    dissent_id: str,
) -> Dissent:
    dissent = Dissent(
        dissent_id,
        actor.id,
        actor.name,
        actor.agency,
        child_id,
        meeting.decisions[child_id].option,
        reason,
        alternative,
        at,
        actor.line_manager,
    )
    meeting.dissents.append(dissent)
    meeting.record(
        FactKind.DISSENT_RECORDED,
        actor,
        at,
        dissent=dissent.id,
        child=child_id,
        disagrees_with=dissent.disagrees_with,
        reason=reason,
        alternative=alternative,
    )
    meeting.owe(NoticeKind.DISSENT_TO_CHAIR, meeting.chair.id, key=dissent.id, about=dissent.id)
    return dissent


def find(meeting: PlanningMeeting, dissent_id: str) -> Dissent:
    """The dissent with this id. Raises NoSuchThing."""
    for dissent in meeting.dissents:
        if dissent.id == dissent_id:
            return dissent
    raise NoSuchThing(what="dissent")


def tell_manager(meeting: PlanningMeeting, actor: Person, dissent_id: str, at: datetime) -> None:
    """The dissenter has told, or now tells, the line manager; an enrolled manager gets a card (DIS-02)."""
    dissent = find(meeting, dissent_id)
    if dissent.person != actor.id:
        raise NoSuchThing(what="dissent")
    if dissent.manager_told_at:
        return
    dissent.manager_told_at = at
    meeting.record(FactKind.MANAGER_TOLD, actor, at, dissent=dissent.id, manager=dissent.manager)
    if dissent.manager:
        meeting.owe(NoticeKind.DISSENT_TO_MANAGER, dissent.manager, key=dissent.id, about=dissent.id)
