"""Restricted access information: asked for, justified, decided by the chair, read by those named.

The words are never here: they lie in a store of their own, and the meeting knows them by their ids.

Rules: ATT-10, RAI-01..07, RAI-09.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from cppm.errors import CPPMError
from cppm.meetings.meeting import Invitee, NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.rights.restricted_records import Audience, PassingOn, Response, RestrictedKind, RestrictedRequest
from cppm.timing.timescales import local_day


class JustificationMissing(CPPMError):
    """Please justify why this information is restricted, without giving the information itself. It is for
    exceptional circumstances only."""

    rule = "RAI-04"


class NotAParticipant(CPPMError):
    """Only practitioners who take part can be named as readers: not the family, nor those who are there for
    them, observe or take the minutes. Choose among those shown."""

    rule = "RAI-01"


class ProviderHasToPermit(CPPMError):
    """{provider} gave this for the chair alone. Ask for their permission first; they get your request at
    once, and whoever they agree to can read it then."""

    rule = "RAI-07"


class DateGone(CPPMError):
    """Please give a day to come until which it stays restricted. You can decide on it anew before then."""

    rule = "RAI-03"


class RequestSettled(CPPMError):
    """{provider} has {settled} since, so nothing is left to decide here. Nothing was changed."""

    rule = "RAI-07"


class NothingToAnswer(CPPMError):
    """Nothing about this information waits for your answer now. Nothing was changed."""

    rule = "RAI-07"


class NotForYou(CPPMError):
    """Only the chair and those named to read this information can ask to pass it on. Ask the chair."""

    rule = "RAI-07"


class Waits(StrEnum):
    """What a request asks of somebody now."""

    DECISION = "the chair decides"
    ANOTHER_DAY = "the chair decides anew: the day until which it is restricted has passed"
    ANSWER = "the provider says what becomes of it"
    PERMISSION = "the provider permits passing it on, or not"


# Who may


def may_alert(meeting: PlanningMeeting, actor: Person) -> Invitee:
    """The line of somebody who may alert the chair now. Raises NotInvited, WrongPhase."""
    line = meeting.line_of(actor)
    meeting.require_phase("alerting the chair", Phase.INVITED, Phase.OPEN)
    return line


def find(meeting: PlanningMeeting, alert_id: str) -> RestrictedRequest:
    """The request with this id. Raises NoSuchThing."""
    for each in meeting.restricted:
        if each.id == alert_id:
            return each
    raise NoSuchThing(what="request")


def eligible(meeting: PlanningMeeting, request: RestrictedRequest) -> dict[str, str]:
    """Who can be named as a reader, by id: practitioners who take part, not the provider, not the chair."""
    known = {line.person.id: f"{line.person.name}, {line.person.agency}" for line in meeting.invitees}
    for line in meeting.invitees:
        if line.deputy and line.deputy.person:
            known.setdefault(line.deputy.person, f"{line.deputy.name}, {line.person.agency}")
    lead = meeting.lead_professional
    known.setdefault(lead.id, f"{lead.name}, {lead.agency}")
    apart = {request.provider, meeting.chair.id}
    roles = meeting.participants()
    return {
        id: label for id, label in known.items() if id in roles and roles[id].gives_view and id not in apart
    }


def permitted(request: RestrictedRequest) -> set[str]:
    """Those to whom the provider has agreed by name."""
    return {person for each in request.passing if each.permitted for person in each.to}


def may_read(meeting: PlanningMeeting, person: Person, request: RestrictedRequest, at: datetime) -> bool:
    """Whether somebody may read what was given: the chair, and until its day whoever is named and still here.

    What was taken back is nobody's to read any more.
    """
    if request.response is Response.WITHDRAW:
        return False
    if person.id == meeting.chair.id:
        return True
    named = person.id in request.readers and person.id in eligible(meeting, request)
    return named and not expired(request, at)


def expired(request: RestrictedRequest, at: datetime) -> bool:
    """Whether the last day is over on which it was to be restricted."""
    return request.until is not None and local_day(at) > request.until


def concerning(meeting: PlanningMeeting, person: Person, at: datetime) -> list[RestrictedRequest]:
    """The requests that somebody may know of: all for the chair, else their own and what they may read."""
    return [
        each
        for each in meeting.restricted
        if person.id in (meeting.chair.id, each.provider)
        or (each.information and may_read(meeting, person, each, at))
    ]


def waits_for(
    meeting: PlanningMeeting, person: Person, request: RestrictedRequest, at: datetime
) -> Waits | None:
    """What a request asks of this person now, if anything."""
    if person.id == request.provider:
        if request.restricted is False and request.response is None:
            return Waits.ANSWER
        return Waits.PERMISSION if asked(request) else None
    if person.id == meeting.chair.id and request.response is None:
        if request.restricted is None:
            return Waits.DECISION
        return Waits.ANOTHER_DAY if request.restricted and expired(request, at) else None
    return None


def asked(request: RestrictedRequest) -> PassingOn | None:
    """The earliest wish to pass it on that the provider has not answered."""
    return next((each for each in request.passing if each.permitted is None), None)


def require_decider(meeting: PlanningMeeting, actor: Person, alert_id: str) -> RestrictedRequest:
    """The request, for the chair, while its provider has not settled it."""
    meeting.require_chair(actor)
    meeting.require_phase("deciding on it", Phase.INVITED, Phase.OPEN, Phase.CLOSED)
    request = find(meeting, alert_id)
    _unsettled(request)
    return request


def require_asker(meeting: PlanningMeeting, actor: Person, alert_id: str, at: datetime) -> RestrictedRequest:
    """The request, for somebody who may read it and could wish to pass it on. Raises NotForYou."""
    meeting.role_of(actor)
    meeting.require_phase("asking to pass it on", Phase.INVITED, Phase.OPEN, Phase.CLOSED)
    request = find(meeting, alert_id)
    if not may_read(meeting, actor, request, at):
        raise NotForYou
    _unsettled(request)
    return request


def require_provider(meeting: PlanningMeeting, actor: Person, alert_id: str) -> RestrictedRequest:
    """The request, for whoever made it. Raises NotYours."""
    meeting.role_of(actor)
    meeting.require_phase("answering it", Phase.INVITED, Phase.OPEN, Phase.CLOSED)
    request = find(meeting, alert_id)
    if request.provider != actor.id:
        raise NotYours(who="whoever gave this information", next_step="Ask them.")
    return request


def _unsettled(request: RestrictedRequest) -> None:
    if request.response is Response.WITHDRAW:
        raise RequestSettled(provider=request.name, settled="taken it back")
    if request.response is Response.SHARE:
        raise RequestSettled(provider=request.name, settled="agreed to share it as any other information")


# What is done


def alert_chair(
    meeting: PlanningMeeting,
    actor: Person,
    kind: RestrictedKind,
    justification: str,
    at: datetime,
    alert_id: str,
    audience: Audience = Audience.CHAIR,
    information: str = "",
) -> RestrictedRequest:
    """Tell the chair, privately, that there is restricted information. Neither words nor kind stay here.

    The justification goes to the restricted store under `alert_id`, the information itself, where it is
    given, under the id `information` (RAI-02, 04, 06, 09).
    """
    may_alert(meeting, actor)
    if not justification.strip() or not kind:
        raise JustificationMissing
    request = RestrictedRequest(alert_id, actor.id, actor.name, at, audience, information)
    meeting.restricted.append(request)
    meeting.record(
        FactKind.RESTRICTED_ALERTED,
        actor,
        at,
        person=actor.id,
        alert=alert_id,
        audience=audience.value,
        given=bool(information),
    )
    meeting.owe(NoticeKind.RESTRICTED_ALERT, meeting.chair.id, key=alert_id, about=alert_id)
    return request


def keep_restricted(
    meeting: PlanningMeeting,
    actor: Person,
    alert_id: str,
    readers: Sequence[str],
    until: date | None,
    at: datetime,
) -> RestrictedRequest:
    """It is restricted: these people (ids) may read it beside the chair, until the end of a day.

    Decided again it changes both. The provider and whoever is newly named are told (RAI-06, 07).
    """
    request = require_decider(meeting, actor, alert_id)
    named = list(dict.fromkeys(readers))
    if not set(named) <= eligible(meeting, request).keys():
        raise NotAParticipant
    if request.audience is Audience.CHAIR and not set(named) <= permitted(request):
        raise ProviderHasToPermit(provider=request.name)
    if until is None or until <= local_day(at):
        raise DateGone
    new = [person for person in named if person not in request.readers]
    request.restricted, request.readers, request.until, request.decided_at = True, named, until, at
    meeting.record(
        FactKind.RESTRICTED_DECIDED,
        actor,
        at,
        alert=alert_id,
        restricted=True,
        readers=named,
        until=until.isoformat(),
    )
    _tell(meeting, request, [request.provider, *(new if request.information else [])])
    return request


def find_open(
    meeting: PlanningMeeting, actor: Person, alert_id: str, reasons: str, at: datetime
) -> RestrictedRequest:
    """It need not be restricted. Nobody shares it for that: the provider says what becomes of it.

    `reasons` names the restricted item with the chair's words.
    """
    request = require_decider(meeting, actor, alert_id)
    request.restricted, request.readers, request.until, request.decided_at = False, [], None, at
    request.reasons = reasons
    meeting.record(FactKind.RESTRICTED_DECIDED, actor, at, alert=alert_id, restricted=False)
    _tell(meeting, request, [request.provider])
    return request


def respond(
    meeting: PlanningMeeting, actor: Person, alert_id: str, response: Response, at: datetime
) -> RestrictedRequest:
    """The provider shares it as any other information, themselves, or takes it back (RAI-07)."""
    request = require_provider(meeting, actor, alert_id)
    if request.response is response:
        return request
    if request.restricted is not False or request.response:
        raise NothingToAnswer
    request.response, request.responded_at = response, at
    meeting.record(FactKind.RESTRICTED_RESPONDED, actor, at, alert=alert_id, response=response.value)
    _tell(meeting, request, [meeting.chair.id])
    return request


def ask_to_pass_on(
    meeting: PlanningMeeting,
    actor: Person,
    alert_id: str,
    to: Sequence[str],
    words: str,
    at: datetime,
    ask_id: str,
) -> PassingOn:
    """Ask the provider whether it may go on: to people who take part, or to whom the words name (RAI-07)."""
    request = require_asker(meeting, actor, alert_id, at)
    named = list(dict.fromkeys(to))
    if not set(named) <= eligible(meeting, request).keys():
        raise NotAParticipant
    wish = PassingOn(ask_id, actor.id, actor.name, named, words, at)
    request.passing.append(wish)
    meeting.record(FactKind.PASSING_ON_ASKED, actor, at, alert=alert_id, ask=ask_id, to=named)
    _tell(meeting, request, [request.provider])
    return wish


def answer_passing_on(
    meeting: PlanningMeeting, actor: Person, alert_id: str, permits: bool, answer: str, at: datetime
) -> RestrictedRequest:
    """The provider permits the earliest wish that is open, or not. Permission adds the people to the readers.

    `answer` names the restricted item with the provider's words. Raises NothingToAnswer.
    """
    request = require_provider(meeting, actor, alert_id)
    wish = asked(request)
    if wish is None:
        raise NothingToAnswer
    wish.permitted, wish.answer, wish.answered_at = permits, answer, at
    added = wish.to if permits and request.restricted else []
    new = [person for person in added if person not in request.readers]
    request.readers += new
    meeting.record(FactKind.PASSING_ON_ANSWERED, actor, at, alert=alert_id, ask=wish.id, permitted=permits)
    _tell(meeting, request, [wish.by, meeting.chair.id, *(new if request.information else [])])
    return request


def _tell(meeting: PlanningMeeting, request: RestrictedRequest, people: Sequence[str]) -> None:
    """One message for each step: a recorded step has a revision of its own."""
    key = f"{request.id}:{meeting.revision}"
    for person in dict.fromkeys(people):
        meeting.owe(NoticeKind.RESTRICTED_NEWS, person, key=key, about=request.id)
