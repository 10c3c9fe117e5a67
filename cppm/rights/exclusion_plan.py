"""What happens with somebody who is kept out: the reasons shared, their views heard, the outcome told.

Rules: EXC-06, EXC-07, EXC-08, EXC-12.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings import closing
from cppm.meetings.meeting import NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.meetings.outcome import DayGone
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.rights import exclusion
from cppm.rights.exclusion_records import Errand, Exclusion, Plan
from cppm.timing.timescales import local_day, say_day


class SafeWayMissing(CPPMError):
    """Please say in which safe way they are spoken with, for example by phone with two practitioners."""

    rule = "EXC-12"


class ViewsUnplanned(CPPMError):
    """Please say who obtains their views, or why they can't be obtained. They are shared at the meeting even
    though the person is not there."""

    rule = "EXC-07"


class OutcomeTooEarly(CPPMError):
    """The outcome can't be told before the meeting. Give a day from {day} on."""

    rule = "EXC-08"


class NoErrand(CPPMError):
    """Nobody is named for this. The chair first says who speaks with them and by when."""

    rule = "EXC-06"


class HowMissing(CPPMError):
    """Please say {what}, in a sentence."""

    rule = "EXC-06"


@dataclass(frozen=True)
class Arranged:
    """Who does what by when. `views_by` is empty where views can't be obtained; people are ids."""

    reasons_by: str
    reasons_on: date
    safe_way: str
    views_by: str
    views_on: date | None
    no_views_because: str
    outcome_by: str
    outcome_on: date


def arrange(
    meeting: PlanningMeeting, actor: Person, exclusion_id: str, arranged: Arranged, at: datetime
) -> None:
    """The chair names who shares the reasons, who obtains the views and who tells the outcome, by when.

    What is done already stays done. Those named hear of it.
    """
    exclusion.require_decider(meeting, actor)
    found = exclusion.find(meeting, exclusion_id)
    if not arranged.safe_way.strip():
        raise SafeWayMissing
    reasons = _errand(meeting, arranged.reasons_by, arranged.reasons_on, at)
    views = None
    if arranged.views_by and arranged.views_on:
        views = _errand(meeting, arranged.views_by, arranged.views_on, at)
    elif not arranged.no_views_because.strip():
        raise ViewsUnplanned
    held = max(local_day(meeting.starts_at), local_day(at))
    if arranged.outcome_on < held:
        raise OutcomeTooEarly(day=say_day(held))
    before = found.plan
    if before and before.reasons.done_at:
        reasons = before.reasons
    if before and before.views and before.views.done_at:
        views = before.views
    why_not = "" if views else arranged.no_views_because.strip()
    found.plan = Plan(reasons, arranged.safe_way.strip(), views, why_not, at)
    meeting.record(
        FactKind.EXCLUSION_ARRANGED,
        actor,
        at,
        exclusion=found.id,
        reasons_by=reasons.who,
        reasons_on=reasons.by.isoformat(),
        safe_way=found.plan.safe_way,
        views_by=views.who if views else "",
        views_on=views.by.isoformat() if views else "",
        no_views_because=why_not,
    )
    closing.set_teller(meeting, actor, found.line, arranged.outcome_by, arranged.outcome_on, at)
    errands = [each for each in (reasons, views) if each and not each.done_at and each.who != actor.id]
    for who in dict.fromkeys(each.who for each in errands):
        days = [each.by.isoformat() for each in errands if each.who == who]
        meeting.owe(NoticeKind.EXCLUSION_ERRAND, who, key=":".join([found.id, *days]), about=found.id)


def _errand(meeting: PlanningMeeting, who: str, by: date, at: datetime) -> Errand:
    """Somebody who takes part in the meeting and works with the family, and a day that is not gone."""
    name = may_be_sent(meeting).get(who)
    if name is None:
        raise NoSuchThing(what="person")
    if by < local_day(at):
        raise DayGone(what="The day", today=say_day(local_day(at)))
    return Errand(who, name, by)


def may_be_sent(meeting: PlanningMeeting) -> dict[str, str]:
    """Who can be named to speak with them, by id: chair, lead professional, and practitioners invited."""
    leads = {p.id: p.name for p in (meeting.lead_professional, meeting.chair)}
    return leads | {i.person.id: i.person.name for i in meeting.invitees if i.invited and i.role.gives_view}


def reasons_of(meeting: PlanningMeeting, actor: Person, exclusion_id: str) -> tuple[Exclusion, Errand]:
    """Who is told the reasons, for whoever does it. Raises NoErrand, NotYours."""
    found = exclusion.find(meeting, exclusion_id)
    return found, _own(meeting, actor, found.plan.reasons if found.plan else None)


def views_of(meeting: PlanningMeeting, actor: Person, exclusion_id: str) -> tuple[Exclusion, Errand]:
    """Whose views are obtained, for whoever does it. Raises NoErrand, NotYours."""
    found = exclusion.find(meeting, exclusion_id)
    return found, _own(meeting, actor, found.plan.views if found.plan else None)


def _own(meeting: PlanningMeeting, actor: Person, errand: Errand | None) -> Errand:
    named = errand.who if errand else ""
    if actor.id not in (named, meeting.chair.id):
        raise NotYours(who="whoever was named for it, or the chair,", next_step="Ask the chair.")
    meeting.require_phase("recording this", Phase.BOOKED, Phase.INVITED, Phase.OPEN, Phase.CLOSED)
    if errand is None:
        raise NoErrand
    return errand


def reasons_shared(
    meeting: PlanningMeeting, actor: Person, exclusion_id: str, how: str, at: datetime
) -> None:
    """They have been told the reasons themselves. Said twice changes nothing (EXC-06)."""
    found, errand = reasons_of(meeting, actor, exclusion_id)
    if errand.done_at:
        return
    if not how.strip():
        raise HowMissing(what="how they were told the reasons")
    errand.done_at, errand.how = at, how.strip()
    meeting.record(FactKind.EXCLUSION_EXPLAINED, actor, at, exclusion=found.id, how=errand.how)


def views_obtained(
    meeting: PlanningMeeting, actor: Person, exclusion_id: str, words: str, at: datetime
) -> None:
    """Their views, or why they could not be had after all; the chair shares them at the meeting (EXC-07)."""
    found, errand = views_of(meeting, actor, exclusion_id)
    if errand.done_at:
        return
    if not words.strip():
        raise HowMissing(what="what they say, or why they could not be asked")
    errand.done_at, errand.how = at, words.strip()
    meeting.record(FactKind.EXCLUDED_VIEWS_OBTAINED, actor, at, exclusion=found.id, words=errand.how)
