"""Closing a meeting: nothing left blank, and somebody named to tell whoever was not there.

Rules: GEN-04, DEC-10, CHR-15, CHR-17, CHR-19, CHR-22, EXC-08, EXC-12, PAR-03, DIS-12, OUT-04.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings import considerations, key_points, siblings
from cppm.meetings.decision import registered, removed
from cppm.meetings.meeting import (
    FamilyLine,
    MeetingKind,
    NoSuchThing,
    Phase,
    PlanningMeeting,
    Telling,
)
from cppm.meetings.outcome import DayGone
from cppm.people import Person, within
from cppm.records import FactKind, NoticeKind
from cppm.rights import exclusion, parts, section, taking_part
from cppm.rights.participation_records import Understood
from cppm.timing.timescales import local_day, say_day


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


def to_be_told(meeting: PlanningMeeting) -> dict[str, str]:
    """Family lines that are told the outcome afterwards, by id (CHR-22, EXC-08, PAR-03, OUT-04).

    Those who were not there: absent, excluded, not invited, or there for a part alone. When a name comes off
    the register, all of them, because they also hear which support goes on. Nobody tells an unborn baby.
    """
    unborn, everybody = {c.id for c in meeting.children if c.unborn}, bool(removed(meeting))
    kept_out = {each.line for each in exclusion.standing(meeting)}
    kept_out |= meeting.parts.only.keys() if meeting.parts else set()
    away = [
        f
        for f in meeting.family
        if everybody or not f.present or f.id in kept_out or taking_part.left_early(meeting, f)
    ]
    told = (f for f in away if f.child not in unborn)
    return {f.id: _named(meeting, f) for f in told}


def _named(meeting: PlanningMeeting, line: FamilyLine) -> str:
    """Who it is, and about whom they are told, where the parents of siblings differ."""
    only = siblings.only_about(meeting, line)
    return f"{line.who} ({line.relation}, about {only} alone)" if only else line.named


def name_teller(
    meeting: PlanningMeeting, actor: Person, family_id: str, teller_id: str, by: date, at: datetime
) -> None:
    """Who tells somebody who was not there, and by when."""
    meeting.require_chair(actor)
    meeting.require_phase("naming who tells", Phase.OPEN)
    set_teller(meeting, actor, family_id, teller_id, by, at)


def set_teller(
    meeting: PlanningMeeting, actor: Person, family_id: str, teller_id: str, by: date, at: datetime
) -> None:
    """The same for whoever has been let through: the chair, who may name it earlier for somebody kept out."""
    who = to_be_told(meeting).get(family_id)
    people = {i.person.id: i.person.name for i in meeting.invitees} | {meeting.chair.id: meeting.chair.name}
    if who is None or teller_id not in people:
        raise NoSuchThing(what="person")
    if by < local_day(at):
        raise DayGone(what="The day by which they are told", today=say_day(local_day(at)))
    rest = [t for t in meeting.outcome.tellings if t.id != family_id]
    meeting.outcome.tellings = [*rest, Telling(family_id, who, teller_id, people[teller_id], by)]
    meeting.record(FactKind.TELLING_NAMED, actor, at, who=family_id, teller=teller_id, by=by.isoformat())


def named_to_tell(meeting: PlanningMeeting) -> set[str]:
    """The family lines for whom somebody is named. A day before the meeting, which has since been moved,
    counts no more."""
    held = local_day(meeting.starts_at)
    return {t.id for t in meeting.outcome.tellings if t.by >= held}


def mark_told(
    meeting: PlanningMeeting,
    actor: Person,
    family_id: str,
    how: str,
    at: datetime,
    understood: Understood | None = None,
) -> None:
    """The named person has told them, and whether it was understood. Saying it twice changes nothing."""
    telling = next((t for t in meeting.outcome.tellings if t.id == family_id), None)
    if telling is None:
        raise NoSuchThing(what="person")
    if actor.id != telling.told_by:
        meeting.require_recorder(actor)
    meeting.require_phase("recording that somebody was told", Phase.CLOSED)
    if telling.told_at:
        return
    telling.told_at, telling.how, telling.understood = at, how.strip(), understood
    said = {"who": family_id, "how": telling.how, "understood": str(understood or "")}
    meeting.record(FactKind.PERSON_TOLD, actor, at, **said)


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
        found.append(_blank_actions(meeting))
    named = named_to_tell(meeting)
    rule = "OUT-04" if removed(meeting) else "CHR-22"
    found += [
        Blank(rule, f"who tells {within(who)}, and by when", "telling")
        for line, who in to_be_told(meeting).items()
        if line not in named
    ]
    if parts.held(meeting) and not parts.agreed(meeting):
        found.append(Blank("PAR-01", "that chair and lead professional both agree to the two parts", "parts"))
    if section.running(meeting):
        found.append(Blank("RAI-08", "the end of the confidential section", "section"))
    found += [Blank(rule, words, "exclusion") for rule, words in exclusion.to_settle(meeting)]
    return found + _blank_considerations(meeting)


def _blank_considerations(meeting: PlanningMeeting) -> list[Blank]:
    """What this kind of meeting considers, where it is blank (GEN-04, GEN-09..13, MOV-10)."""
    found = ((child, considerations.open_still(meeting, child.id)) for child in meeting.children)
    return [
        Blank(
            still[0].rule,
            f"for {child.name}: {', '.join(each.label.lower() for each in still)}{_or_why(still)}",
            "considerations",
            child.id,
        )
        for child, still in found
        if still
    ]


def _or_why(still: list[considerations.Consideration]) -> str:
    return "" if any(each.needed for each in still) else ", or why it is left open"


def _blank_actions(meeting: PlanningMeeting) -> Blank:
    """With a name on the register what happens until the core group meets, without what is needed anyway."""
    if registered(meeting) or len(meeting.decisions) < len(meeting.children):
        return Blank("CHR-18", "the immediate actions, or why there are none", "actions")
    return Blank("CHR-19", "the actions for the child's needs, or why there are none", "actions")


def _blank_plan(meeting: PlanningMeeting) -> list[Blank]:
    outcome = meeting.outcome
    wanted = [
        ("CHR-17", "the lead professional", outcome.lead_professional),
        ("OUT-15", "the members of the core group", outcome.core_group),
        ("CG-05", next_core_group(meeting), outcome.first_core_group),
        ("CHR-21", "the review date", outcome.review_on),
    ]
    return [Blank(rule, words, "outcome") for rule, words, value in wanted if not value]


def next_core_group(meeting: PlanningMeeting) -> str:
    """What the date of the core group is called: its first, or after a review its next."""
    return f"the {'next' if meeting.kind is MeetingKind.REVIEW else 'first'} date of the core group"


def close(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """Close the meeting: people hear the decision and their rights; the time for the key points begins.

    Closing it twice changes nothing.
    """
    meeting.require_chair(actor)
    if meeting.phase is Phase.CLOSED:
        return
    meeting.require_phase("closing it", Phase.OPEN)
    missing = blanks(meeting)
    if missing:
        raise StillBlank(missing="; ".join(b.words for b in missing))
    still = to_be_told(meeting)
    meeting.outcome.tellings = [t for t in meeting.outcome.tellings if t.id in still]
    meeting.phase, meeting.closed_at = Phase.CLOSED, at
    meeting.key_points = key_points.draft(meeting)
    if meeting.parts:
        meeting.key_points.versions = key_points.draft_versions(meeting)
    meeting.record(FactKind.MEETING_CLOSED, actor, at)
    for line in meeting.invitees:
        if line.attended:
            meeting.owe(NoticeKind.DECISION, line.speaker or line.person.id, key="closed")
    for teller in dict.fromkeys(t.told_by for t in meeting.outcome.tellings):
        own = [t.id for t in meeting.outcome.tellings if t.told_by == teller]
        meeting.owe(NoticeKind.TELLING, teller, key="closed", about=own[0] if len(own) == 1 else "")
    meeting.owe(NoticeKind.KEY_POINTS_READY, meeting.chair.id, key="closed")
