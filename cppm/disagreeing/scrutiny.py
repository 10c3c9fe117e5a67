"""Independent scrutiny: somebody senior without a part looks at how a decision without consensus was made.

It opens by itself. The decision stands and protection goes on meanwhile; only the scrutineer's agreement, or
another meeting, ends it.

Rules: DEC-08, DEC-09, DIS-05.
"""

from __future__ import annotations

from datetime import datetime

from cppm.councils.profile import Profile
from cppm.disagreeing.disagreement_records import Ending, Exchange, Scrutiny, ToChair
from cppm.errors import CPPMError
from cppm.meetings.meeting import NoSuchThing, NotYours, PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with

STANDS = "The decision stands meanwhile, and all protective actions go on."
SENIOR = frozenset({Duty.SERVICE_MANAGER, Duty.CHIEF_SOCIAL_WORK_OFFICER})
"""Who is senior enough; where every service manager has a part, the chief social work officer is left."""


class NotIndependent(CPPMError):
    """Scrutiny is for somebody senior with no part in it: a service manager who was neither invited nor
    there. Leave it to another service manager; if there is none, tell the chief social work officer."""

    rule = "DEC-09"


class StoodAside(CPPMError):
    """You declared that you had a part in it, so somebody else looks at it. If that was a mistake, tell the
    chief social work officer, who can take it up."""

    rule = "DEC-09"


class TakenUp(CPPMError):
    """{name} has taken this up already, so nothing is left for you to do. If they can't go on with it, tell
    the chief social work officer."""

    rule = "DEC-09"


class ScrutinyEnded(CPPMError):
    """This scrutiny has ended, and what was said in it stays as it is. Nothing was changed."""

    rule = "DEC-09"


class WaitingForChair(CPPMError):
    """The chair has still to answer what you sent. You get a message when the answer is there; then go on."""

    rule = "DEC-09"


class NothingAsked(CPPMError):
    """Nothing of this scrutiny waits for your answer now. Nothing was changed."""

    rule = "DEC-09"


class ScrutinyUnexplained(CPPMError):
    """Please say {what}, in a sentence or two. It is kept with the decision."""

    rule = "DEC-09"


# Who may


def took_part(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody was invited, was there, leads or chairs, did so earlier, or booked the meeting."""
    return person.id in who_took_part(meeting)


def who_took_part(meeting: PlanningMeeting) -> tuple[str, ...]:
    """The ids of those people, in an order that stays."""
    earlier = {each.was.id for each in meeting.handed_over}
    return tuple(sorted({*meeting.participants(), *earlier, meeting.booked_by}))


def may_scrutinise(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody is senior and had no part in the meeting; of the rest they declare it (DEC-09)."""
    return bool(person.duties & SENIOR) and not took_part(meeting, person)


def may_take_up(meeting: PlanningMeeting, person: Person, scrutiny_id: str) -> Scrutiny:
    """The scrutiny, for somebody who may take it up or has.

    Raises NotIndependent, StoodAside, TakenUp, ScrutinyEnded.
    """
    if not may_scrutinise(meeting, person):
        raise NotIndependent
    found = find(meeting, scrutiny_id)
    if person.id in found.stood_aside:
        raise StoodAside
    if found.person and found.person != person.id:
        raise TakenUp(name=found.name)
    if found.ended_at:
        raise ScrutinyEnded
    return found


def readable(meeting: PlanningMeeting, person: Person) -> list[Scrutiny]:
    """The scrutinies that somebody may read: all for the chair, their own for a scrutineer."""
    chair = person.id == meeting.chair.id
    return [each for each in meeting.scrutinies if chair or (each.person == person.id and each.person)]


def require_reader(meeting: PlanningMeeting, person: Person, scrutiny_id: str) -> Scrutiny:
    """The scrutiny, for the chair and for whoever took it up."""
    own = {each.id: each for each in readable(meeting, person)}
    if scrutiny_id not in own:
        raise NotYours(who="the chair and whoever took this up", next_step="Take it up first, or ask them.")
    return own[scrutiny_id]


def require_scrutineer(meeting: PlanningMeeting, person: Person, scrutiny_id: str) -> Scrutiny:
    """The running scrutiny, for whoever took it up, while nothing waits for the chair."""
    found = find(meeting, scrutiny_id)
    if not found.person or found.person != person.id:
        raise NotYours(who="whoever took this up", next_step="Take it up first.")
    if found.ended_at:
        raise ScrutinyEnded
    if found.waiting:
        raise WaitingForChair
    return found


def require_answerer(meeting: PlanningMeeting, person: Person, scrutiny_id: str) -> Exchange:
    """What the chair has still to answer. Raises NotYours, NothingAsked."""
    meeting.require_chair(person)
    waiting = find(meeting, scrutiny_id).waiting
    if waiting is None:
        raise NothingAsked
    return waiting


def find(meeting: PlanningMeeting, scrutiny_id: str) -> Scrutiny:
    """The scrutiny with this id. Raises NoSuchThing."""
    for each in meeting.scrutinies:
        if each.id == scrutiny_id:
            return each
    raise NoSuchThing(what="scrutiny")


def running(meeting: PlanningMeeting, child_id: str = "") -> list[Scrutiny]:
    """The scrutinies that have not ended, of one child or of all."""
    return [s for s in meeting.scrutinies if s.ended_at is None and child_id in ("", s.child)]


# What is done


def follow(meeting: PlanningMeeting, actor: Person, child_id: str, at: datetime, profile: Profile) -> None:
    """Open scrutiny of a decision just made without consensus; one of an earlier decision is overtaken."""
    for old in running(meeting, child_id):
        old.ending, old.ended_at = Ending.OVERTAKEN, at
        meeting.record(FactKind.SCRUTINY_OVERTAKEN, actor, at, scrutiny=old.id, child=child_id)
        _tell_scrutineer(meeting, old)
    if meeting.decisions[child_id].consensus or not profile.scrutiny_on_no_consensus:
        return
    opened = Scrutiny(f"y{len(meeting.scrutinies) + 1}", child_id, at)
    meeting.scrutinies.append(opened)
    meeting.record(FactKind.SCRUTINY_FLAGGED, actor, at, child=child_id, scrutiny=opened.id)
    senior = everyone_with(Duty.SERVICE_MANAGER)
    meeting.owe(NoticeKind.SCRUTINY, senior, key=f"{child_id}:{at.isoformat()}", about=child_id)


def take_up(
    meeting: PlanningMeeting, actor: Person, scrutiny_id: str, uninvolved: bool, at: datetime
) -> Scrutiny:
    """Somebody senior declares no involvement with child, family, case or meeting, and takes it up.

    Whoever declares one stands aside for good; the chief social work officer hears that somebody is needed.
    """
    found = may_take_up(meeting, actor, scrutiny_id)
    if found.person:
        return found
    if not uninvolved:
        return _stand_aside(meeting, actor, found, at)
    found.person, found.name, found.taken_at = actor.id, actor.name, at
    meeting.record(FactKind.SCRUTINY_TAKEN, actor, at, scrutiny=found.id, child=found.child, uninvolved=True)
    return found


def _stand_aside(meeting: PlanningMeeting, actor: Person, found: Scrutiny, at: datetime) -> Scrutiny:
    found.stood_aside.append(actor.id)
    meeting.record(FactKind.SCRUTINY_STOOD_ASIDE, actor, at, scrutiny=found.id, child=found.child)
    if not actor.has(Duty.CHIEF_SOCIAL_WORK_OFFICER):
        officer = everyone_with(Duty.CHIEF_SOCIAL_WORK_OFFICER)
        meeting.owe(NoticeKind.SCRUTINY, officer, key=f"{found.id}:aside:{actor.id}", about=found.child)
    return found


def agree(meeting: PlanningMeeting, actor: Person, scrutiny_id: str, words: str, at: datetime) -> None:
    """The scrutineer agrees with how the decision was made; those who were there are told."""
    found = require_scrutineer(meeting, actor, scrutiny_id)
    said = _said(words, "why you agree with how the decision was made")
    found.ending, found.words, found.ended_at = Ending.AGREED, said, at
    meeting.record(FactKind.SCRUTINY_AGREED, actor, at, scrutiny=found.id, child=found.child, words=said)
    _tell_everybody(meeting, found)


def send_to_chair(
    meeting: PlanningMeeting, actor: Person, scrutiny_id: str, kind: ToChair, words: str, at: datetime
) -> None:
    """The scrutineer asks the chair something, or returns the decision with reasons.

    The participants hear of a return; a question is between the two.
    """
    found = require_scrutineer(meeting, actor, scrutiny_id)
    asks = kind is ToChair.QUESTION
    said = _said(words, "what you ask the chair" if asks else "why you return the decision to the chair")
    found.exchanges.append(Exchange(kind, said, at))
    fact = FactKind.SCRUTINY_ASKED if asks else FactKind.SCRUTINY_RETURNED
    meeting.record(fact, actor, at, scrutiny=found.id, child=found.child, words=said)
    meeting.owe(NoticeKind.SCRUTINY_TO_CHAIR, meeting.chair.id, key=_key(found), about=found.id)
    if not asks:
        _tell_participants(meeting, found)


def answer(
    meeting: PlanningMeeting,
    actor: Person,
    scrutiny_id: str,
    words: str,
    at: datetime,
    meets_again: bool = False,
) -> None:
    """The chair answers; the scrutineer goes on from there. Another meeting, after a return, ends it."""
    waiting = require_answerer(meeting, actor, scrutiny_id)
    found = find(meeting, scrutiny_id)
    waiting.answer, waiting.answered_at = _said(words, "your answer"), at
    meeting.record(
        FactKind.SCRUTINY_ANSWERED,
        actor,
        at,
        scrutiny=found.id,
        child=found.child,
        words=waiting.answer,
        meets_again=meets_again,
    )
    if meets_again and waiting.kind is ToChair.RETURNED:
        found.ending, found.ended_at = Ending.MEETS_AGAIN, at
        _tell_participants(meeting, found)
    _tell_scrutineer(meeting, found)


def _said(words: str, what: str) -> str:
    if not words.strip():
        raise ScrutinyUnexplained(what=what)
    return words.strip()


def _key(found: Scrutiny) -> str:
    """One message for each step of a scrutiny."""
    answered = sum(each.answered_at is not None for each in found.exchanges)
    return f"{found.id}:{len(found.exchanges)}:{answered}:{found.ending or ''}"


def _tell_scrutineer(meeting: PlanningMeeting, found: Scrutiny) -> None:
    if found.person:
        meeting.owe(NoticeKind.SCRUTINY_NEWS, found.person, key=_key(found), about=found.id)


def _tell_everybody(meeting: PlanningMeeting, found: Scrutiny) -> None:
    meeting.owe(NoticeKind.SCRUTINY_ENDED, meeting.chair.id, key=_key(found), about=found.id)
    _tell_participants(meeting, found)


def _tell_participants(meeting: PlanningMeeting, found: Scrutiny) -> None:
    """Those who took part in the decision; neutral, without a word of what was said."""
    there = (i.speaker or i.person.id for i in meeting.invitees if i.attended and i.role.gives_view)
    for person_id in dict.fromkeys(there):
        meeting.owe(NoticeKind.SCRUTINY_ENDED, person_id, key=_key(found), about=found.id)
