"""A request for a planning meeting: by a practitioner, or recorded for a child, parent or carer.

Children and Families Social Work decides, with reasons. A special review is answered by the chair of the
planning meeting. What is agreed is booked with what the request says.

Rules: CON-01, CON-03, CON-04, GEN-06.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cppm.errors import CPPMError, ReasonMissing
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import MeetingKind, NotInvited, NotYours
from cppm.people import Agency, Duty, Person, Role
from cppm.records import FactKind, NoticeKind, Recording, everyone_with
from cppm.timing.clock_records import Attestation, MissedLimit
from cppm.timing.timescales import local_day

TOLD = "request_told"
"""The clock that runs until a family has heard the answer; it is said to be done under this name."""


class ReasonForRequest(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "CON-01"


class HowAsked(CPPMError):
    """Please say how the {who} asked for the meeting, for example "by phone today". It is kept with the
    request."""

    rule = "CON-03"


class NotDiscussedThen(CPPMError):
    """The discussion between agencies can't have been on a day still to come. Give the day it took place."""

    rule = "CON-01"


class AnsweredAlready(CPPMError):
    """This request is answered already. If things have changed, make a new request."""

    rule = "CON-03"


class AskedYourself(CPPMError):
    """You made this request, so somebody else in Children and Families Social Work answers it."""

    rule = "CON-03"


class NotAgreed(CPPMError):
    """This request was not agreed, so there is nothing to book from it."""

    rule = "CON-04"


class BookedFromIt(CPPMError):
    """A meeting has been booked from this request already."""

    rule = "CON-04"


class NoSuchRequest(CPPMError):
    """I can't find that request. Type requests to see yours."""

    rule = "CON-03"


class AskedFor(StrEnum):
    """What kind of meeting is asked for."""

    INITIAL = "initial"
    PRE_BIRTH = "pre-birth"
    SPECIAL_REVIEW = "special review"

    @property
    def kind(self) -> MeetingKind:
        """The kind of meeting that is booked for it."""
        return MeetingKind.REVIEW if self is AskedFor.SPECIAL_REVIEW else MeetingKind(self.value)


class Asking(StrEnum):
    """Whose request it is; a family's is recorded by a practitioner (CON-03)."""

    PRACTITIONER = "practitioner"
    CHILD = "child"
    PARENT = "parent"
    CARER = "carer"
    OTHER = "person with parental responsibilities"


@dataclass(frozen=True)
class Request:
    """What is asked for, by whom and why. `how` says how the family asked; a discussion between agencies,
    such as an IRD, has a day and a reference."""

    case_ref: str
    asked_for: AskedFor
    asking: Asking
    reasons: str
    how: str = ""
    discussed_on: date | None = None
    discussion: str = ""


@dataclass(frozen=True)
class RequestAnswer:
    """Whether there will be a meeting, and why."""

    agreed: bool
    reasons: str
    by: str
    by_name: str
    at: datetime


@dataclass
class MeetingRequest(Recording):
    """A request on its way: asked, answered, booked. `chair` and `group` are those of a registered case."""

    id: str
    request: Request
    asked_by: Person
    asked_at: datetime
    chair: Person | None = None
    group: str = ""
    answer: RequestAnswer | None = None
    booked: str = ""
    """The id of the meeting that was booked from it."""
    lead: Person | None = None
    """Who leads the work with a registered child, who hears of a special review once it is agreed."""
    heir: Person | None = None
    """Who took over from whoever asked and has left (INV-08)."""
    revision: int = 0
    attested: dict[str, Attestation] = field(default_factory=dict)
    missed: dict[str, MissedLimit] = field(default_factory=dict)

    @property
    def case_ref(self) -> str:
        """The reference of the case."""
        return self.request.case_ref

    @property
    def reference(self) -> str:
        """Its neutral name, fit for a toast or a title."""
        return f"Request {self.case_ref}"

    @property
    def asker(self) -> Person:
        """Who hears the answer and tells a family: whoever asked, or who took over from them."""
        return self.heir or self.asked_by

    def participants(self) -> dict[str, Role]:
        """Who asked, the chair who answers, who leads then; everybody else reads it by their duty."""
        found = {self.chair.id: Role.CHAIR} if self.chair else {}
        leads = self.lead if self.lead and _leads(self, self.lead) else None
        lead = {leads.id: Role.LEAD_PROFESSIONAL} if leads else {}
        return lead | {self.asker.id: Role.PRACTITIONER} | found

    def role_of(self, person: Person) -> Role:
        """The person's role here. Raises NotInvited."""
        role = self.participants().get(person.id)
        if role is None:
            raise NotInvited
        return role


def ask(
    request: Request, request_id: str, actor: Person, at: datetime, group: CoreGroup | None = None
) -> MeetingRequest:
    """Ask for a meeting; any practitioner may. `group` is the case's core group, where there is one."""
    _check(request, at)
    registered = group if group and group.registered else None
    special = request.asked_for is AskedFor.SPECIAL_REVIEW and registered
    found = MeetingRequest(
        request_id,
        request,
        actor,
        at,
        registered.planning_chair if registered and special else None,
        registered.id if registered else "",
        lead=registered.lead_professional if registered and special else None,
    )
    discussed = request.discussed_on.isoformat() if request.discussed_on else None
    found.record(
        FactKind.MEETING_REQUESTED,
        actor,
        at,
        asked_for=request.asked_for,
        asking=request.asking,
        reasons=request.reasons,
        how=request.how,
        discussed_on=discussed,
        discussion=request.discussion,
    )
    for addressee in answerers(found):
        found.owe(NoticeKind.MEETING_REQUESTED, addressee, key="asked")
    return found


def _check(request: Request, at: datetime) -> None:
    if not request.reasons.strip():
        raise ReasonForRequest(what="the request", why="Whoever answers weighs it.")
    if request.asking is not Asking.PRACTITIONER and not request.how.strip():
        raise HowAsked(who=request.asking)
    if request.discussed_on and request.discussed_on > local_day(at):
        raise NotDiscussedThen


def answerers(found: MeetingRequest) -> tuple[str, ...]:
    """Whose it is to answer: the chair for a special review, else Children and Families Social Work.

    What the chair asks for is answered by a service manager; administration never answers for a chair.
    """
    if found.chair and found.chair.id != found.asked_by.id:
        return (found.chair.id,)
    if found.chair:
        return (everyone_with(Duty.SERVICE_MANAGER),)
    return (everyone_with(Duty.SERVICE_MANAGER), everyone_with(Duty.CP_ADMIN))


def answers(found: MeetingRequest, person: Person) -> bool:
    """Whether this person may answer: the chair, or a service manager or CP Administration of social work.

    A service manager may always, so that no request waits for somebody who is away.
    """
    if found.chair and person.id == found.chair.id:
        return True
    duties = {Duty.SERVICE_MANAGER} if found.chair else {Duty.SERVICE_MANAGER, Duty.CP_ADMIN}
    return person.agency is Agency.SOCIAL_WORK and not person.duties.isdisjoint(duties)


def may_read(found: MeetingRequest, person: Person) -> bool:
    """Who asked, who answers, CP Administration, who book what is agreed, and who leads then."""
    took_part = person.id == found.asker.id or answers(found, person)
    return took_part or person.has(Duty.CP_ADMIN) or _leads(found, person)


def _leads(found: MeetingRequest, person: Person) -> bool:
    """Whether a special review that was agreed is to be prepared by this person (GEN-06)."""
    agreed = found.answer is not None and found.answer.agreed
    return agreed and found.lead is not None and found.lead.id == person.id


def may_book(found: MeetingRequest, person: Person) -> bool:
    """Whether this person may book what was agreed and is not yet booked."""
    if found.answer is None or not found.answer.agreed or found.booked:
        return False
    took_part = person.id == found.asker.id or answers(found, person) or _leads(found, person)
    return person.has(Duty.CP_ADMIN) or (person.has(Duty.QUALIFIED_SOCIAL_WORKER) and took_part)


def family_waits(found: MeetingRequest) -> bool:
    """Whether the family whose request it is has still to be told the answer (CON-03).

    A practitioner hears it from Quorate; a family hears it from whoever recorded their request.
    """
    of_family = found.request.asking is not Asking.PRACTITIONER
    return of_family and found.answer is not None and TOLD not in found.attested


def tells(found: MeetingRequest, person: Person) -> bool:
    """Whether it is for this person to say that the family was told: who recorded it, or administration."""
    return family_waits(found) and (person.id == found.asker.id or person.has(Duty.CP_ADMIN))


def require_answerer(found: MeetingRequest, actor: Person) -> None:
    """Refuse everybody but those who may answer, and an answer to one's own or to an answered request."""
    if not answers(found, actor):
        raise NotYours(
            who="Children and Families Social Work, for a special review the chair,",
            next_step="They have the request and answer with reasons.",
        )
    if actor.id in (found.asked_by.id, found.asker.id):
        raise AskedYourself
    if found.answer:
        raise AnsweredAlready


def require_reader(found: MeetingRequest, actor: Person) -> None:
    """Refuse whoever has no part in the request; they hear no more than that it can't be found."""
    if not may_read(found, actor):
        raise NoSuchRequest


def answer(found: MeetingRequest, actor: Person, agreed: bool, reasons: str, at: datetime) -> None:
    """Agree or refuse, with reasons; who asked hears it, and whoever books what was agreed (CON-03)."""
    require_answerer(found, actor)
    if not reasons.strip():
        raise ReasonForRequest(what="the answer", why="Who asked, and the family, hear it.")
    found.answer = RequestAnswer(agreed, reasons.strip(), actor.id, actor.name, at)
    found.record(FactKind.REQUEST_ANSWERED, actor, at, agreed=agreed, reasons=reasons.strip())
    found.owe(NoticeKind.REQUEST_ANSWERED, found.asker.id, key="answered")
    if agreed:
        found.owe(NoticeKind.REQUEST_TO_BOOK, everyone_with(Duty.CP_ADMIN), key="agreed")
        if found.lead and found.lead.id not in (actor.id, found.asker.id):
            found.owe(NoticeKind.REQUEST_TO_BOOK, found.lead.id, key="agreed")


def hand_on(found: MeetingRequest, actor: Person, to: Person, at: datetime) -> bool:
    """Another chair answers it, because the one before has left. Whether anything changed.

    What is answered stays as it is. Somebody who may not chair gets none: a service manager answers then.
    """
    if not actor.has(Duty.CP_ADMIN):
        raise NotYours(who="CP Administration", next_step="Ask them to hand it on.")
    if found.chair is None or found.answer or not to.has(Duty.CHAIR) or found.chair.id == to.id:
        return False
    found.record(FactKind.REQUEST_HANDED_ON, actor, at, was=found.chair.id, to=to.id)
    found.chair = to
    found.owe(NoticeKind.MEETING_REQUESTED, to.id, key=f"handed:{at.isoformat()}")
    return True


def take_over(found: MeetingRequest, actor: Person, leaver: Person, heir: Person, at: datetime) -> None:
    """What somebody who has left still had to do with it is their heir's: to hear the answer and tell the
    family whose request they recorded, to prepare a special review (INV-08). Twice is once.
    """
    if not actor.has(Duty.CP_ADMIN):
        raise NotYours(who="CP Administration", next_step="Ask them to hand it on.")
    asked, leads = found.asker.id == leaver.id, found.lead is not None and found.lead.id == leaver.id
    if _settled(found) or not (asked or leads):
        return
    found.heir = heir if asked else found.heir
    found.lead = heir if leads else found.lead
    found.record(FactKind.REQUEST_HANDED_ON, actor, at, was=leaver.id, to=heir.id)
    if asked and family_waits(found):
        found.owe(NoticeKind.REQUEST_ANSWERED, heir.id, key=f"handed:{at.isoformat()}")


def _settled(found: MeetingRequest) -> bool:
    """Whether nothing more comes of it: answered, told, and booked where it was agreed."""
    answered = found.answer is not None and not family_waits(found)
    return answered and (bool(found.booked) or not (found.answer and found.answer.agreed))


def require_booker(found: MeetingRequest, actor: Person) -> None:
    """Refuse a booking from what was not agreed or is booked, and by those who do not book it."""
    require_reader(found, actor)
    if found.answer is None or not found.answer.agreed:
        raise NotAgreed
    if found.booked:
        raise BookedFromIt
    if not may_book(found, actor):
        raise NotYours(
            who="CP Administration, or a social worker who asked or answered,",
            next_step="Ask CP Administration to book it.",
        )


def book(found: MeetingRequest, actor: Person, meeting_id: str, at: datetime) -> None:
    """A meeting is booked from it. Saying it twice changes nothing."""
    if found.booked == meeting_id:
        return
    require_booker(found, actor)
    found.booked = meeting_id
    found.record(FactKind.REQUEST_BOOKED, actor, at, meeting=meeting_id)
