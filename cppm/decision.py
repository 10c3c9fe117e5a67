"""The chair's decision per child, and all that must be settled before the meeting may close.

Rules: DEC-05, 08..10, OUT-01..15, CHR-12..22, GEN-15, CG-03, CG-05, EXC-08, PAR-03.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cppm import booking, conduct, key_points, views
from cppm.errors import CPPMError
from cppm.meeting import (
    OPTIONS,
    Child,
    Concern,
    Decision,
    ImmediateAction,
    NoSuchThing,
    Option,
    Phase,
    PlanningMeeting,
    Telling,
)
from cppm.people import Duty, Person
from cppm.profile import Profile
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timescales import CalendarDays, Months, WorkingDays, local_day, say_day

RATIONALE_LENGTH = 40
"""Characters that a rationale has at least: a sentence, not a word (DEC-08)."""

REVIEW_WITHIN = Months(6)
"""The first review's limit in every area that was looked at (TIM-05)."""

FIRST_CORE_GROUP_WITHIN = 15
"""Days to the first core group. The guides do not say of which kind, so both are told (TIM-11)."""

REPORTER_CHOICES = ("refer", "not needed", "already referred")


class ViewsStillSealed(CPPMError):
    """Ask for views on {child} and open them first; then decide."""

    rule = "DEC-01"


class OnlyReviewRemoves(CPPMError):
    """Only a review meeting can take a name off the register. At a {kind} meeting the choice is {choice}."""

    rule = "GEN-15"


class ReasonsForDecision(CPPMError):
    """Please give the reasons for the decision on {child}. They go into the key points and the minutes."""

    rule = "CHR-16"


class RationaleMissing(CPPMError):
    """{why} Please explain your own judgement on the evidence, in at least a full sentence; it is
    recorded and looked at by an independent service manager."""

    rule = "DEC-08"


class EvidenceMissing(CPPMError):
    """Please give the evidence for "{area}". Each area of concern is recorded with its evidence."""

    rule = "OUT-09"


class ConcernsMissing(CPPMError):
    """Please name at least one area of concern or vulnerability factor, with its evidence, when a
    name is placed or retained."""

    rule = "OUT-10"


class UnbornNotReferred(CPPMError):
    """An unborn baby can't be referred to the Children's Reporter. This can be considered once the
    child is born."""

    rule = "OUT-12"


class ReporterUnanswered(CPPMError):
    """Please say whether a referral to the Children's Reporter is made, not needed, or already
    made, and why."""

    rule = "OUT-11"


class OwnerMissing(CPPMError):
    """Each action needs what is done, who does it and by when. Please complete "{what}"."""

    rule = "CHR-18"


class DayGone(CPPMError):
    """{what} is too early. Give a day from {today} on."""

    rule = "CON-09"


class ReviewTooLate(CPPMError):
    """The review takes place within 6 months, so by {limit} at the latest. Give an earlier day."""

    rule = "TIM-05"


class StillBlank(CPPMError):
    """The meeting can't close yet. Still missing: {missing}."""

    rule = "CHR-17"


@dataclass(frozen=True)
class Blank:
    """Something that must be settled before closing, with the rule and the job that fills it."""

    rule: str
    words: str
    job: str
    child: str = ""


def decide(
    meeting: PlanningMeeting,
    actor: Person,
    child_id: str,
    option: Option,
    reasons: str,
    at: datetime,
    profile: Profile,
    rationale: str = "",
    concerns: list[Concern] | None = None,
    reporter: str = "",
    reporter_reason: str = "",
) -> Decision:
    """Record the chair's decision. Without consensus, or against it, a rationale is needed and
    scrutiny opens. It may be made anew until the meeting closes; the same again changes nothing."""
    child = require_decidable(meeting, actor, child_id)
    _check_option(meeting, option)
    if not reasons.strip():
        raise ReasonsForDecision(child=child.name)
    follows = _check_rationale(meeting, child_id, option, rationale)
    _check_concerns(option, concerns or [])
    reporter = _checked_reporter(child.unborn, reporter, reporter_reason)
    decision = Decision(
        option,
        reasons.strip(),
        follows,
        rationale.strip(),
        concerns or [],
        reporter,
        reporter_reason.strip(),
        at,
        actor.id,
    )
    before = meeting.decisions.get(child_id)
    if before and replace(before, at=at) == decision:
        return before
    meeting.decisions[child_id] = decision
    meeting.record(
        FactKind.DECISION_MADE,
        actor,
        at,
        child=child_id,
        option=option,
        reasons=decision.reasons,
        consensus=follows,
        rationale=decision.rationale,
        concerns=[vars(c) for c in decision.concerns],
        reporter=reporter,
        reporter_reason=decision.reporter_reason,
    )
    _flag_scrutiny(meeting, actor, child_id, at, profile)
    return decision


def require_decidable(meeting: PlanningMeeting, actor: Person, child_id: str) -> Child:
    """Refuse everybody but the chair, and the chair before the views on the child are open."""
    meeting.require_chair(actor)
    conduct.require_agencies(meeting)
    child = meeting.child(child_id)
    current = meeting.rounds.get(child_id)
    if current is None or current.revealed_at is None:
        raise ViewsStillSealed(child=child.name)
    return child


def _check_option(meeting: PlanningMeeting, option: Option) -> None:
    allowed = OPTIONS[meeting.kind]
    if option in allowed:
        return
    if option in (Option.REMOVE, Option.RETAIN):
        raise OnlyReviewRemoves(kind=meeting.kind, choice=" or ".join(allowed))
    raise views.OptionNotHere(option=option, kind=meeting.kind, choice=" or ".join(allowed))


def _check_rationale(meeting: PlanningMeeting, child_id: str, option: Option, rationale: str) -> bool:
    """Whether the decision follows a clear consensus; if not, the rationale must be a sentence."""
    agreed = views.agreed_option(meeting, child_id)
    if agreed is option:
        return True
    if len(rationale.strip()) < RATIONALE_LENGTH:
        why = (
            "There is no clear consensus, so you decide."
            if agreed is None
            else "You decide otherwise than all views."
        )
        raise RationaleMissing(why=why)
    return False


def _check_concerns(option: Option, concerns: list[Concern]) -> None:
    if option in (Option.PLACE, Option.RETAIN) and not concerns:
        raise ConcernsMissing
    for concern in concerns:
        if not concern.area.strip():
            raise ConcernsMissing
        if not concern.evidence.strip():
            raise EvidenceMissing(area=concern.area)


def _checked_reporter(unborn: bool, choice: str, reason: str) -> str:
    if unborn:
        if choice in ("refer", "already referred"):
            raise UnbornNotReferred
        return "unborn"
    if choice not in REPORTER_CHOICES or not reason.strip():
        raise ReporterUnanswered
    return choice


def _flag_scrutiny(
    meeting: PlanningMeeting, actor: Person, child_id: str, at: datetime, profile: Profile
) -> None:
    if meeting.decisions[child_id].consensus or not profile.scrutiny_on_no_consensus:
        return
    meeting.record(FactKind.SCRUTINY_FLAGGED, actor, at, child=child_id)
    meeting.owe(
        NoticeKind.SCRUTINY,
        everyone_with(Duty.SERVICE_MANAGER),
        key=f"{child_id}:{at.isoformat()}",
        about=child_id,
    )


def needs_scrutiny(meeting: PlanningMeeting) -> list[str]:
    """The children whose decision was the chair's own, without consensus (DEC-09)."""
    return [c for c, d in meeting.decisions.items() if not d.consensus]


def may_scrutinise(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody is senior and had no part in the case or the meeting (DEC-09)."""
    took_part = {*meeting.participants(), meeting.booked_by}
    return person.has(Duty.SERVICE_MANAGER) and person.id not in took_part


def registered(meeting: PlanningMeeting) -> bool:
    """Whether any child's name is placed or retained."""
    return any(d.option in (Option.PLACE, Option.RETAIN) for d in meeting.decisions.values())


def settle(
    meeting: PlanningMeeting,
    actor: Person,
    at: datetime,
    lead_professional: str | None,
    core_group: list[str],
    first_core_group: datetime | None,
    review_on: date | None,
) -> None:
    """Lead professional, core group with its first date, and review date (CHR-17, 21, CG-05).

    The core group may hold the child, parents and carers too, by their family line; the lead
    professional is always in it (CG-01).
    """
    meeting.require_chair(actor)
    meeting.require_phase("settling the outcome", Phase.OPEN)
    _check_core_group(meeting, core_group)
    if lead_professional:
        _check_lead(meeting, lead_professional)
    _check_days(first_core_group, review_on, at)
    outcome = meeting.outcome
    leader = [lead_professional] if lead_professional and core_group else []
    outcome.lead_professional = lead_professional
    outcome.core_group = list(dict.fromkeys([*leader, *core_group]))
    outcome.first_core_group, outcome.review_on = first_core_group, review_on
    meeting.record(
        FactKind.OUTCOME_SETTLED,
        actor,
        at,
        lead=lead_professional,
        core_group=outcome.core_group,
        first_core_group=first_core_group.isoformat() if first_core_group else None,
        review_on=review_on.isoformat() if review_on else None,
    )


def first_core_group_by(at: datetime, profile: Profile) -> tuple[date, date]:
    """The two days that 15 days can mean: by the calendar, to be aimed at, and in working days (TIM-11)."""
    calendar = CalendarDays(FIRST_CORE_GROUP_WITHIN).after(at)
    working = WorkingDays(FIRST_CORE_GROUP_WITHIN).after(at, profile.rest_day)
    return local_day(calendar), local_day(working)


def latest_review(at: datetime) -> date:
    """The last day on which the review may be (TIM-05)."""
    return local_day(REVIEW_WITHIN.after(at))


def _check_core_group(meeting: PlanningMeeting, core_group: list[str]) -> None:
    known = {*meeting.participants(), *(f.id for f in meeting.family)}
    if not known.issuperset(core_group):
        raise NoSuchThing(what="person")


def _check_lead(meeting: PlanningMeeting, person_id: str) -> None:
    """The one plan is led by a qualified social worker who knows what was said here (PLN-10)."""
    person = meeting.invitee(person_id).person
    if not person.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise booking.LeadNotQualified(name=person.name)


def _check_days(first_core_group: datetime | None, review_on: date | None, at: datetime) -> None:
    tomorrow = local_day(at) + timedelta(days=1)
    if first_core_group and first_core_group <= at:
        raise DayGone(what="The first core group", today=say_day(tomorrow))
    if review_on is None:
        return
    if review_on < tomorrow:
        raise DayGone(what="The review date", today=say_day(tomorrow))
    limit = latest_review(at)
    if review_on > limit:
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
    meeting.outcome.actions = actions
    meeting.outcome.no_actions_because = "" if actions else none_because.strip()
    for action in actions:
        meeting.record(
            FactKind.ACTION_AGREED,
            actor,
            at,
            action=action.id,
            what=action.what,
            who=action.who,
            by=action.by.isoformat(),
        )
    if not actions:
        meeting.record(FactKind.ACTION_AGREED, actor, at, none_because=none_because.strip())


def to_be_told(meeting: PlanningMeeting) -> dict[str, str]:
    """Family lines that were not there, by id: absent, excluded or not invited (CHR-22, EXC-08, PAR-03).

    Nobody has to tell an unborn baby.
    """
    unborn = {c.id for c in meeting.children if c.unborn}
    absent = (f for f in meeting.family if not f.present and f.child not in unborn)
    return {f.id: f"{f.who} ({f.relation})" for f in absent}


def name_teller(
    meeting: PlanningMeeting, actor: Person, family_id: str, teller_id: str, by: date, at: datetime
) -> None:
    """Who tells somebody who was not there, and by when."""
    meeting.require_chair(actor)
    meeting.require_phase("naming who tells", Phase.OPEN)
    who = to_be_told(meeting).get(family_id)
    people = {i.person.id: i.person.name for i in meeting.invitees} | {meeting.chair.id: meeting.chair.name}
    if who is None or teller_id not in people:
        raise NoSuchThing(what="person")
    if by < local_day(at):
        raise DayGone(what="The day by which they are told", today=say_day(local_day(at)))
    rest = [t for t in meeting.outcome.tellings if t.id != family_id]
    meeting.outcome.tellings = [*rest, Telling(family_id, who, teller_id, people[teller_id], by)]
    meeting.record(FactKind.TELLING_NAMED, actor, at, who=family_id, teller=teller_id, by=by.isoformat())


def mark_told(meeting: PlanningMeeting, actor: Person, family_id: str, how: str, at: datetime) -> None:
    """The named person has told them. Saying it twice changes nothing."""
    telling = next((t for t in meeting.outcome.tellings if t.id == family_id), None)
    if telling is None:
        raise NoSuchThing(what="person")
    if actor.id != telling.told_by:
        meeting.require_recorder(actor)
    meeting.require_phase("recording that somebody was told", Phase.CLOSED)
    if telling.told_at:
        return
    telling.told_at, telling.how = at, how.strip()
    meeting.record(FactKind.PERSON_TOLD, actor, at, who=family_id, how=telling.how)


def blanks(meeting: PlanningMeeting) -> list[Blank]:
    """Everything that must still be settled before the meeting may close."""
    found = [
        Blank("DEC-10", f"the decision on {c.name}", "decide", c.id)
        for c in meeting.children
        if c.id not in meeting.decisions
    ]
    if registered(meeting):
        found += _blank_plan(meeting)
    outcome = meeting.outcome
    if not outcome.actions and not outcome.no_actions_because:
        found.append(Blank("CHR-18", "the immediate actions, or why there are none", "actions"))
    named = {t.id for t in outcome.tellings}
    found += [
        Blank("CHR-22", f"who tells {who}, and by when", "telling")
        for line, who in to_be_told(meeting).items()
        if line not in named
    ]
    return found


def _blank_plan(meeting: PlanningMeeting) -> list[Blank]:
    outcome = meeting.outcome
    wanted = [
        ("CHR-17", "the lead professional", outcome.lead_professional),
        ("OUT-15", "the members of the core group", outcome.core_group),
        ("CG-05", "the first date of the core group", outcome.first_core_group),
        ("CHR-21", "the review date", outcome.review_on),
    ]
    return [Blank(rule, words, "outcome") for rule, words, value in wanted if not value]


def may_read(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether the decision is for this person: they lead the work, were there with a part in it, or have
    been sent the key points.
    """
    if person.id in (meeting.chair.id, meeting.lead_professional.id):
        return True
    return key_points.came(meeting, person) or key_points.may_read(meeting, person)


def close(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """Close the meeting: people hear the decision and their rights; the 24 hours of the key points begin.

    Closing it twice changes nothing.
    """
    meeting.require_chair(actor)
    if meeting.phase is Phase.CLOSED:
        return
    meeting.require_phase("closing it", Phase.OPEN)
    missing = blanks(meeting)
    if missing:
        raise StillBlank(missing="; ".join(b.words for b in missing))
    absent = to_be_told(meeting)
    meeting.outcome.tellings = [t for t in meeting.outcome.tellings if t.id in absent]
    meeting.phase, meeting.closed_at = Phase.CLOSED, at
    meeting.key_points = key_points.draft(meeting)
    meeting.record(FactKind.MEETING_CLOSED, actor, at)
    for line in meeting.invitees:
        if line.attended:
            meeting.owe(NoticeKind.DECISION, line.speaker or line.person.id, key="closed")
    for telling in meeting.outcome.tellings:
        meeting.owe(NoticeKind.TELLING, telling.told_by, key=telling.id, about=telling.id)
    meeting.owe(NoticeKind.KEY_POINTS_READY, meeting.chair.id, key="closed")
