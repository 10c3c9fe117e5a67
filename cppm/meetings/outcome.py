"""What follows from the decision: lead professional, core group, dates and immediate actions.

Rules: OUT-15, CHR-17, CHR-18, CHR-21, CG-01..05, PLN-05, PLN-09, PLN-10, TIM-05..07, TIM-11.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.meetings.booking import LeadNotQualified
from cppm.meetings.meeting import ImmediateAction, NoSuchThing, Phase, PlanningMeeting
from cppm.people import Agency, Duty, Person
from cppm.records import FactKind
from cppm.rights import parts
from cppm.timing.timescales import local_day, say_day


class OwnerMissing(CPPMError):
    """Each action needs what is done, who does it and by when. Please complete "{what}"."""

    rule = "CHR-18"


class DayGone(CPPMError):
    """{what} is too early. Give a day from {today} on."""

    rule = "CON-09"


class ReviewTooLate(CPPMError):
    """The review takes place by {limit} at the latest. Give an earlier day."""

    rule = "TIM-05"


class GroupChairNotSocialWork(CPPMError):
    """{name} does not work for Children and Families Social Work, who convene and chair the core group.
    Choose somebody who does."""

    rule = "CG-04"


class OnePartAlone(CPPMError):
    """{who} was in one part of this meeting alone, and whoever is in the core group reads the whole plan.
    Leave them out, or put them in both parts first, if that is safe."""

    rule = "PAR-02"


def settle(
    meeting: PlanningMeeting,
    actor: Person,
    at: datetime,
    lead_professional: str | None,
    core_group: list[str],
    first_core_group: datetime | None,
    review_on: date | None,
    profile: Profile,
    core_group_chair: str | None = None,
) -> None:
    """Lead professional, core group with its chair and its next date, and review date (CHR-17, 21, CG-05).

    The core group may hold the child, parents and carers too, by their family line. The lead professional is
    always in it, and chairs it unless another social worker is named (CG-01, CG-04).
    """
    meeting.require_chair(actor)
    meeting.require_phase("settling the outcome", Phase.OPEN)
    _check_core_group(meeting, core_group)
    if lead_professional:
        _check_lead(meeting, lead_professional)
    if core_group_chair:
        _check_group_chair(meeting, core_group_chair)
    _check_days(first_core_group, review_on, at)
    _check_review(review_on, latest_review(at, profile, before_birth(meeting)))
    outcome = meeting.outcome
    leaders = [p for p in (lead_professional, core_group_chair) if p and core_group]
    outcome.lead_professional = lead_professional
    outcome.core_group = list(dict.fromkeys([*leaders, *core_group]))
    outcome.core_group_chair = core_group_chair
    outcome.first_core_group, outcome.review_on = first_core_group, review_on
    meeting.record(
        FactKind.OUTCOME_SETTLED,
        actor,
        at,
        lead=lead_professional,
        core_group=outcome.core_group,
        core_group_chair=core_group_chair,
        first_core_group=first_core_group.isoformat() if first_core_group else None,
        review_on=review_on.isoformat() if review_on else None,
    )


def first_core_group_by(at: datetime, profile: Profile) -> tuple[date, date] | None:
    """The day to aim at and the last day for the first core group; None where the guide is silent.

    They differ where the guide does not say which kind of days it counts (TIM-11).
    """
    clock = profile.clocks.get("first_core_group")
    ends = [s.after(at, profile.rest_day) for s in (clock.aim, clock.limit) if s] if clock else []
    return (local_day(min(ends)), local_day(max(ends))) if ends else None


def before_birth(meeting: PlanningMeeting) -> bool:
    """Whether the review comes early because a baby's name goes on the register before birth, beside that of
    brothers and sisters too (TIM-07).
    """
    left_out = {id for id, made in meeting.decisions.items() if made.option not in meeting.registering}
    return any(child.unborn and child.id not in left_out for child in meeting.children)


def latest_review(at: datetime, profile: Profile, unborn: bool = False) -> date | None:
    """The last day on which the review may be, where the council's guide says one; after a meeting before a
    birth an earlier one, by its own limit or as the meeting sets it (TIM-05..07).
    """
    limits = [profile.limit("review")]
    if unborn:
        limits.append(profile.limit("prebirth_review"))
    days = [local_day(limit.after(at, profile.rest_day)) for limit in limits if limit]
    return min(days, default=None)


def _check_core_group(meeting: PlanningMeeting, core_group: list[str]) -> None:
    known = {*meeting.participants(), *(f.id for f in meeting.family)}
    if not known.issuperset(core_group):
        raise NoSuchThing(what="person")
    alone = [
        i.person.name
        for i in meeting.invitees
        if i.person.id in core_group and parts.part_of(meeting, i.person.id)
    ]
    if alone:
        raise OnePartAlone(who=" and ".join(alone))


def _check_lead(meeting: PlanningMeeting, person_id: str) -> None:
    """The one plan is led by a qualified social worker who knows what was said here (PLN-10)."""
    person = meeting.invitee(person_id).person
    if not person.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise LeadNotQualified(name=person.name)


def _check_group_chair(meeting: PlanningMeeting, person_id: str) -> None:
    """Social work convenes and chairs the core group (CG-04)."""
    person = meeting.invitee(person_id).person
    if person.agency is not Agency.SOCIAL_WORK:
        raise GroupChairNotSocialWork(name=person.name)


def _check_days(first_core_group: datetime | None, review_on: date | None, at: datetime) -> None:
    tomorrow = local_day(at) + timedelta(days=1)
    if first_core_group and first_core_group <= at:
        raise DayGone(what="The date of the core group", today=say_day(tomorrow))
    if review_on and review_on < tomorrow:
        raise DayGone(what="The review date", today=say_day(tomorrow))


def _check_review(review_on: date | None, limit: date | None) -> None:
    if review_on and limit and review_on > limit:
        raise ReviewTooLate(limit=say_day(limit))


def agree_actions(
    meeting: PlanningMeeting,
    actor: Person,
    actions: list[ImmediateAction],
    at: datetime,
    none_because: str = "",
) -> None:
    """The immediate actions until the core group meets: who does what by when, or why there are none."""
    meeting.require_chair(actor)
    meeting.require_phase("agreeing actions", Phase.OPEN)
    if not actions and not none_because.strip():
        raise OwnerMissing(what="the list of actions, or say why there are none")
    for action in actions:
        if not action.what.strip() or not action.who.strip():
            raise OwnerMissing(what=action.what or "the action")
        if action.by < local_day(at):
            raise DayGone(what=f'The day for "{action.what}"', today=say_day(local_day(at)))
        if action.child:
            meeting.child(action.child)
    meeting.outcome.actions = actions
    meeting.outcome.no_actions_because = "" if actions else none_because.strip()
    parts.stamp(meeting, "actions")
    for action in actions:
        meeting.record(
            FactKind.ACTION_AGREED,
            actor,
            at,
            action=action.id,
            what=action.what,
            who=action.who,
            by=action.by.isoformat(),
            child=action.child,
        )
    if not actions:
        meeting.record(FactKind.ACTION_AGREED, actor, at, none_because=none_because.strip())
