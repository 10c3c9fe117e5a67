"""Dissent: anybody professional who was there may formally disagree, in their own words (DIS-01..03, 05).

Their line manager considers escalation, and it may be answered in writing; only the answer closes it. Nothing
stops because of a dissent: protective actions go on.
"""

from __future__ import annotations

from datetime import datetime

from cppm.disagreeing.disagreement_records import Escalation, Step, WrittenAnswer
from cppm.errors import CPPMError
from cppm.meetings.meeting import Dissent, NoSuchThing, NotYours, PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with

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


class ManagerNotTold(CPPMError):
    """Your line manager considers this once you have told them. Please speak with them first, and say here
    that you have."""

    rule = "DIS-02"


class EscalationUnexplained(CPPMError):
    """Please say what was done, in a sentence or two. Whoever dissented and the chair read it."""

    rule = "DIS-02"


class AnswerMissing(CPPMError):
    """Please answer in a sentence or two. A dissent is closed with an answer in writing and with nothing
    else."""

    rule = "DIS-03"


class AnsweredAlready(CPPMError):
    """{name} has answered this dissent in writing, and the answer stays as it is. Speak with {name} if more
    is to be said."""

    rule = "DIS-03"


def may_dissent(meeting: PlanningMeeting, actor: Person) -> bool:
    """Whether the actor took part in a role that gives a view, as themselves or as a deputy.

    For a deputy whom nobody has enrolled, the invitee whose agency was represented may.
    """
    return meeting.spoke_here(actor)


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


# What comes of it


def require_considerer(meeting: PlanningMeeting, actor: Person, dissent_id: str) -> Dissent:
    """The dissent, for the line manager told; for the dissenter where none of theirs is enrolled (DIS-02)."""
    dissent = find(meeting, dissent_id)
    if actor.id != (dissent.manager or dissent.person):
        raise NotYours(who="the line manager who was told", next_step="Ask whoever recorded the dissent.")
    if dissent.manager_told_at is None:
        raise ManagerNotTold
    return dissent


def consider_escalation(
    meeting: PlanningMeeting, actor: Person, dissent_id: str, step: Step, words: str, at: datetime
) -> Dissent:
    """The manager has looked at the escalation guide and says what was done; dissenter and chair hear of it.

    Said anew it takes the place of what was said before; the same again changes nothing.
    """
    dissent = require_considerer(meeting, actor, dissent_id)
    if not words.strip():
        raise EscalationUnexplained
    before, said = dissent.escalation, words.strip()
    if before and (before.step, before.words) == (step, said):
        return dissent
    dissent.escalation = Escalation(step, said, actor.id, at)
    detail = {"dissent": dissent.id, "step": step, "words": said}
    meeting.record(FactKind.ESCALATION_CONSIDERED, actor, at, **detail)
    key = f"{dissent.id}:considered:{meeting.revision}"
    for reader in dict.fromkeys((dissent.person, meeting.chair.id)):
        if reader != actor.id:
            meeting.owe(NoticeKind.DISSENT_NEWS, reader, key=key, about=dissent.id)
    if step is Step.RAISED and dissent.answer is None:
        managers = everyone_with(Duty.SERVICE_MANAGER)
        meeting.owe(NoticeKind.DISSENT_RAISED, managers, key=dissent.id, about=dissent.id)
    return dissent


def barred(meeting: PlanningMeeting, dissent: Dissent) -> tuple[str, ...]:
    """Who does not answer a dissent, by id: whoever recorded it, and everybody who chaired the meeting."""
    return (*dict.fromkeys(chair.id for chair in meeting.chairs), dissent.person)


def require_answerer(meeting: PlanningMeeting, actor: Person, dissent_id: str) -> Dissent:
    """The dissent, for a service manager who did not record it and did not chair."""
    dissent = find(meeting, dissent_id)
    if not actor.has(Duty.SERVICE_MANAGER) or actor.id in barred(meeting, dissent):
        raise NotYours(
            who="a service manager, and not whoever recorded the dissent or chaired,",
            next_step="Ask a service manager.",
        )
    return dissent


def answer(meeting: PlanningMeeting, actor: Person, dissent_id: str, words: str, at: datetime) -> Dissent:
    """The answer in writing: it alone closes a dissent, and goes to the dissenter and the chair (DIS-03)."""
    dissent = require_answerer(meeting, actor, dissent_id)
    said = words.strip()
    if not said:
        raise AnswerMissing
    if dissent.answer:
        if dissent.answer.words != said:
            raise AnsweredAlready(name=dissent.answer.name)
        return dissent
    dissent.answer = WrittenAnswer(said, actor.id, actor.name, at)
    meeting.record(FactKind.DISSENT_ANSWERED, actor, at, dissent=dissent.id, words=said)
    for reader in dict.fromkeys((dissent.person, meeting.chair.id)):
        meeting.owe(NoticeKind.DISSENT_NEWS, reader, key=f"{dissent.id}:answered", about=dissent.id)
    return dissent
