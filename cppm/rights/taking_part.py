"""How each of the family takes part: invited or not and why, the whole meeting or a part, what they need.

Rules: CHI-01..04, CHI-08, LPP-06, LPP-10, LPP-13, PAR-07. Who supports them: `support`; what they were told
and what they said: `understanding`; what is still open: `participation`.
"""

from __future__ import annotations

from datetime import date, datetime

from cppm.errors import CPPMError, ReasonMissing
from cppm.meetings.meeting import Child, FamilyLine, NotYours, Phase, PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind
from cppm.rights.participation_records import Factor, Invited, Need, Participation, TakesPart
from cppm.timing.timescales import local_day

SPEAKS = 2
"""The age in years below which presentation and behaviour speak for a child (CHI-05)."""
DAYS_A_YEAR = 365
BEFORE = (Phase.BOOKED, Phase.INVITED)


class NothingWeighed(CPPMError):
    """Please say what was weighed: whether {name} wants to come, what it may do to them, whether it is safe.
    Nobody is left out because it is taken for granted that they can't or won't."""

    rule = "CHI-01"


class ChildReasonMissing(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "CHI-08"


class OnlyChildren(CPPMError):
    """This is about children. A parent or carer is left out by the chair alone, who gives the grounds."""

    rule = "CHI-01"


class NotInvitedHere(CPPMError):
    """{name} is not invited, so takes part through their views. Change the invitation first if they are to
    come."""

    rule = "LPP-10"


class PartUnsaid(CPPMError):
    """Please say which part of the meeting {name} comes to, so that everybody is ready for it."""

    rule = "LPP-10"


# Who may, and who is meant


def looks_after(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody keeps what concerns the family: chair, lead professional, CP Administration.

    Also whoever the meeting named to lead from then on.
    """
    leads = (meeting.lead_professional.id, meeting.outcome.lead_professional)
    return person.id == meeting.chair.id or person.id in leads or person.has(Duty.CP_ADMIN)


def require_looks_after(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but the chair, the lead professional and CP Administration."""
    if not looks_after(meeting, actor):
        raise NotYours(
            who="the lead professional, the chair or CP Administration",
            next_step="Tell the lead professional what you know.",
        )


def child_of(meeting: PlanningMeeting, line: FamilyLine) -> Child | None:
    """The child whose own line this is; None for a parent, carer or other adult."""
    return next((child for child in meeting.children if child.id == line.child), None)


def is_baby(child: Child | None, on: date | None = None) -> bool:
    """Whether presentation and behaviour speak for this child.

    One who was booked before birth has no age, and the day of birth once it is known; a core group goes on
    for long, and says on which day it is asked.
    """
    if child is None:
        return False
    if child.born_on and on:
        return (on - child.born_on).days < SPEAKS * DAYS_A_YEAR
    return child.unborn or (child.age or 0) < SPEAKS


def of(meeting: PlanningMeeting, line_id: str) -> Participation:
    """How somebody takes part, as far as it is known; to be read, not changed."""
    return meeting.participation.get(line_id) or Participation()


def kept(meeting: PlanningMeeting, line_id: str) -> Participation:
    """The same, to be changed. Raises NoSuchThing."""
    meeting.family_line(line_id)
    return meeting.participation.setdefault(line_id, Participation())


def left_early(meeting: PlanningMeeting, line: FamilyLine) -> bool:
    """Whether somebody was there for a part alone, so that they hear the outcome afterwards (PAR-03)."""
    return of(meeting, line.id).takes_part is TakesPart.PART


# What is settled before the meeting


def invite_or_not(
    meeting: PlanningMeeting,
    actor: Person,
    line_id: str,
    invited: bool,
    weighed: list[Factor],
    words: str,
    not_told_because: str,
    at: datetime,
) -> None:
    """Whether a child is invited, with what was weighed (CHI-01, 02, 08).

    A child who is not invited is told so in person, unless it is said why not (CHI-03).
    """
    require_looks_after(meeting, actor)
    meeting.require_phase("settling whether a child comes", *BEFORE)
    line = meeting.family_line(line_id)
    if child_of(meeting, line) is None:
        raise OnlyChildren
    if not weighed:
        raise NothingWeighed(name=line.who)
    if not words.strip():
        what = f"{'inviting' if invited else 'not inviting'} {line.who}"
        raise ChildReasonMissing(what=what, why="It goes into the record.")
    untold = "" if invited else not_told_because.strip()
    found = Invited(weighed, words.strip(), untold)
    if (of(meeting, line_id).invited, line.invited) == (found, invited):
        return
    mine = kept(meeting, line_id)
    mine.invited = found
    if invited != line.invited:
        mine.takes_part, mine.part = None, ""
    line.invited, line.reason = invited, "" if invited else found.words
    meeting.record(
        FactKind.CHILD_INVITATION_WEIGHED,
        actor,
        at,
        line=line_id,
        invited=invited,
        weighed=[str(each) for each in weighed],
        words=found.words,
        not_told_because=untold,
    )


def take_part(
    meeting: PlanningMeeting,
    actor: Person,
    line_id: str,
    how: TakesPart,
    part: str,
    needs: list[Need],
    needs_words: str,
    at: datetime,
    serves: bool | None = None,
) -> None:
    """How somebody takes part and what they need; the chair hears of needs early (LPP-06, 10, 13).

    `part` says which part of the meeting, where it is not the whole. `serves`: an adult has a tie to the
    armed forces; None leaves what was said before (PAR-10).
    """
    require_looks_after(meeting, actor)
    meeting.require_phase("settling how the family takes part", *BEFORE, Phase.OPEN)
    line = meeting.family_line(line_id)
    if not line.invited and how is not TakesPart.VIEWS:
        raise NotInvitedHere(name=line.who)
    which = part.strip() if how is TakesPart.PART else ""
    if how is TakesPart.PART and not which:
        raise PartUnsaid(name=line.who)
    mine, said = kept(meeting, line_id), needs_words.strip()
    tie = mine.serves if serves is None or child_of(meeting, line) else serves
    now = (how, which, list(needs), said, tie)
    if (mine.takes_part, mine.part, mine.needs, mine.needs_words, mine.serves) == now:
        return
    more = bool(set(needs) - set(mine.needs)) or (bool(said) and said != mine.needs_words)
    mine.takes_part, mine.part, mine.needs, mine.needs_words, mine.serves = now
    meeting.record(
        FactKind.PART_AGREED,
        actor,
        at,
        line=line_id,
        how=str(how),
        part=which,
        needs=[str(each) for each in needs],
        needs_words=said,
        serves=tie,
    )
    if more:
        tell_chair(meeting, actor, at)


def tell_chair(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The chair is told that there is something about the family to look at; once a day is enough."""
    if actor.id != meeting.chair.id:
        meeting.owe(NoticeKind.FAMILY_NEEDS, meeting.chair.id, key=local_day(at).isoformat())
