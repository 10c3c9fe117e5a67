"""The chair's decision per child, with its reasons, and scrutiny where there was no consensus.

Rules: DEC-01, DEC-05, DEC-08, DEC-09, OUT-01..06, OUT-09..13, CHR-12, CHR-14, CHR-16, CHR-19, GEN-15.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from cppm.councils.profile import AreasOfConcern, Profile
from cppm.disagreeing import scrutiny
from cppm.errors import CPPMError
from cppm.meetings import conduct, key_points, views
from cppm.meetings.meeting import Child, Concern, Decision, Option, PlanningMeeting, Removal
from cppm.meetings.quorum import inquorate, present_agencies
from cppm.people import Agency, Person
from cppm.records import FactKind
from cppm.rights import parts

RATIONALE_LENGTH = 40
"""Characters that a rationale has at least: a sentence, not a word (DEC-08)."""

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


class MainAreaMissing(CPPMError):
    """In this council a name is registered under at least one main area: {areas}. Name the one that applies,
    with its evidence."""

    rule = "OUT-07"


class RemovalUnexplained(CPPMError):
    """Before a name is removed, please record {what}."""

    rule = "OUT-03"


class InquorateRemoves(CPPMError):
    """This meeting goes ahead without a quorum, and such a meeting can't take a name off the register. Keep
    the name and set an early review, or set a new date."""

    rule = "OUT-03"


REMOVAL = {
    "less_risk": "the evidence that the risk has gone down",
    "stronger": "which protective factors have become stronger",
    "support": "which support goes on, with whose consent",
    "lead": "whether another lead professional takes over",
}
"""What a removal is recorded with, by the name of its part (OUT-03, 05, 06)."""


class UnbornNotReferred(CPPMError):
    """An unborn baby can't be referred to the Children's Reporter. This can be considered once the
    child is born."""

    rule = "OUT-12"


class ReporterUnanswered(CPPMError):
    """Please say whether a referral to the Children's Reporter is made, not needed, or already
    made, and why."""

    rule = "OUT-11"


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
    removal: Removal | None = None,
) -> Decision:
    """Record the chair's decision. Without consensus, or against it, a rationale is needed and
    scrutiny opens. A removal rests on evidence of its own. It may be made anew until the meeting closes; the
    same again changes nothing."""
    child = require_decidable(meeting, actor, child_id)
    _check_option(meeting, option)
    if not reasons.strip():
        raise ReasonsForDecision(child=child.name)
    follows = _check_rationale(meeting, child_id, option, rationale)
    _check_concerns(option, concerns or [], profile.concerns)
    removal = _checked_removal(meeting, option, removal, profile)
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
        removal,
    )
    before = meeting.decisions.get(child_id)
    if before and replace(before, at=at) == decision:
        return before
    meeting.decisions[child_id] = decision
    parts.stamp(meeting, f"decision:{child_id}")
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
        removal=asdict(removal) if removal else None,
    )
    scrutiny.follow(meeting, actor, child_id, at, profile)
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
    allowed = meeting.options
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


def _check_concerns(option: Option, concerns: list[Concern], areas: AreasOfConcern) -> None:
    if option in (Option.PLACE, Option.RETAIN):
        if not concerns:
            raise ConcernsMissing
        require_main_area([concern.area for concern in concerns], areas)
    for concern in concerns:
        if not concern.area.strip():
            raise ConcernsMissing
        if not concern.evidence.strip():
            raise EvidenceMissing(area=concern.area)


def require_main_area(named: list[str], areas: AreasOfConcern) -> None:
    """Refuse a registration under none of the main areas, where the council has such (OUT-07)."""
    main = {area.casefold() for area in areas.main}
    if len(main & {area.strip().casefold() for area in named}) < areas.main_needed:
        raise MainAreaMissing(areas=", ".join(areas.main))


def _checked_removal(
    meeting: PlanningMeeting, option: Option, removal: Removal | None, profile: Profile
) -> Removal | None:
    """What a removal rests on; nothing for any other decision (OUT-03, 05, 06)."""
    if option is not Option.REMOVE:
        return None
    if inquorate(meeting) and not profile.inquorate_can_remove:
        raise InquorateRemoves
    parts = asdict(removal) if removal else dict.fromkeys(REMOVAL, "")
    for part, what in REMOVAL.items():
        if not parts[part].strip():
            raise RemovalUnexplained(what=what)
    return Removal(**{part: words.strip() for part, words in parts.items()})


def not_represented(meeting: PlanningMeeting) -> list[str]:
    """The agencies invited that are not in the room, and the family where none of it is (OUT-03)."""
    invited = {i.person.agency for i in meeting.invitees if i.invited and i.role.represents_agency}
    missing = [str(a) for a in Agency if a in invited - present_agencies(meeting)]
    return [*missing, *([] if any(f.present for f in meeting.family) else ["the family"])]


def _checked_reporter(unborn: bool, choice: str, reason: str) -> str:
    if unborn:
        if choice in ("refer", "already referred"):
            raise UnbornNotReferred
        return "unborn"
    if choice not in REPORTER_CHOICES or not reason.strip():
        raise ReporterUnanswered
    return choice


def needs_scrutiny(meeting: PlanningMeeting) -> list[str]:
    """The children whose decision was the chair's own, without consensus (DEC-09)."""
    return [c for c, d in meeting.decisions.items() if not d.consensus]


def removed(meeting: PlanningMeeting) -> list[Child]:
    """The children whose names come off the register by this meeting."""
    gone = {c for c, d in meeting.decisions.items() if d.option is Option.REMOVE}
    return [child for child in meeting.children if child.id in gone]


def registered(meeting: PlanningMeeting) -> bool:
    """Whether any child's name is placed or retained."""
    return any(d.option in (Option.PLACE, Option.RETAIN) for d in meeting.decisions.values())


def may_read(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether the decision is for this person: they lead the work, were there with a part in it, or have
    been sent the key points.
    """
    if person.id in (meeting.chair.id, meeting.lead_professional.id):
        return True
    return key_points.came(meeting, person) or key_points.may_read(meeting, person)
