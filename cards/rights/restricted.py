"""Restricted access information: where a request stands, its words for those who may read them, its news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Element, button
from cards.forms import choices_card
from cards.layout import UK, capital, card, day, day_and_time, facts, para, quiet, stated
from cards.meetings.attendance import case_line
from cards.occasion import Occasion, notice
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.rights import restricted
from cppm.rights.restricted_records import Audience, PassingOn, Response, RestrictedRequest

NOT_ON = "Pass it on to nobody without the permission of whoever gave it. Each time it is opened is noted."
MOST_REQUESTS = 5


@dataclass(frozen=True)
class Words:
    """What is read of a request on one occasion. What the reader may not know is empty."""

    kind: str = ""
    justification: str = ""
    information: str = ""
    answers: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """Labels and words: what the chair or the provider answered since."""


def asked_card(
    meeting: PlanningMeeting, request: RestrictedRequest, buttons: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """For whoever asked. It repeats no word of theirs: those are for the chair alone."""
    given = "The information, the kind and your reason are" if request.information else _REASON_ONLY
    tells = None if request.information else para(_TELL)
    return card(
        "The chair is asked to speak with you",
        quiet(case_line(meeting, zone)),
        para(f"{meeting.chair.name} gets a private message now. {given} kept apart from the meeting."),
        facts([("May know it", _audience(request))]),
        tells,
        para(f"You hear here {_decides(request)}. It goes to nobody else before you have agreed."),
        summary="Your request is recorded",
        actions=buttons,
    )


_REASON_ONLY = "The kind and your reason are"
_TELL = "Please tell the information itself in the confidential section of the meeting, or when you speak."


def _audience(request: RestrictedRequest) -> str:
    return (
        "The chair alone" if request.audience is Audience.CHAIR else "The chair, and practitioners they name"
    )


def _decides(request: RestrictedRequest) -> str:
    names = request.audience is Audience.NAMED and request.information
    return "what the chair decides, and who may read it" if names else "what the chair decides"


def requests_card(
    meeting: PlanningMeeting, requests: Sequence[RestrictedRequest], chair: bool, zone: str = UK
) -> AdaptiveCard:
    """The requests that concern somebody, the newest last; they are opened one at a time."""
    shown = list(requests)[-MOST_REQUESTS:]
    first = len(requests) - len(shown) + 1
    buttons = [
        button(f"Request {number}, {each.name}", "restricted.read", m=meeting.id, a=each.id)
        for number, each in enumerate(shown, start=first)
    ]
    exceptional = " Restricting information is for exceptional circumstances." if chair else ""
    text = f"There are {len(requests)} requests. Each time you open one is noted.{exceptional}"
    return choices_card("Restricted information", text, buttons, summary="Something for you alone")


# Where a request stands


def standing_card(
    meeting: PlanningMeeting,
    request: RestrictedRequest,
    reader: Person,
    at: datetime,
    actions: Sequence[Action],
    zone: str = UK,
) -> AdaptiveCard:
    """Where one request stands, without a word of what was restricted."""
    chair, provider = reader.id == meeting.chair.id, reader.id == request.provider
    known = restricted.eligible(meeting, request)
    count = len(meeting.restricted)
    return card(
        "Restricted information",
        quiet(case_line(meeting, zone)),
        facts(
            [
                ("From", "You" if provider else request.name),
                ("Asked", day_and_time(request.at, zone)),
                ("Content", "Given here" if request.information else "Told when people speak"),
                ("May know it", _audience(request)),
                ("Stands", stands(request, at)),
                *([("Readers", _readers(request, known))] if chair or provider else []),
                *([("Requests", _count(count))] if chair else []),
            ]
        ),
        *(_wish(each, known) for each in request.passing if chair or provider),
        quiet(NOT_ON),
        summary="Something for you alone",
        actions=actions,
    )


def _readers(request: RestrictedRequest, known: dict[str, str]) -> str:
    if request.response is Response.WITHDRAW:
        return "Nobody any more"
    return "; ".join(known[each] for each in request.readers if each in known) or "The chair alone"


def stands(request: RestrictedRequest, at: datetime) -> str:
    """Where a request stands, in words."""
    if request.response is Response.WITHDRAW:
        return "Taken back by whoever gave it"
    if request.response is Response.SHARE:
        return "To be shared as any other information, by whoever gave it"
    if request.restricted is None:
        return "The chair has still to decide"
    if not request.restricted:
        return "Not restricted, says the chair; whoever gave it says what becomes of it"
    until = day(request.until) if request.until else ""
    return f"Was restricted until {until}" if restricted.expired(request, at) else f"Restricted until {until}"


def _count(count: int) -> str:
    return f"{count} in this meeting; for exceptional circumstances only"


def _wish(wish: PassingOn, known: dict[str, str]) -> Element:
    to = "; ".join(known[each] for each in wish.to if each in known) or "Somebody outside the meeting"
    answer = {None: "Not answered yet", True: "Permitted", False: "Not permitted"}[wish.permitted]
    return facts([(f"{wish.name} asked to pass it on", f"To: {to}. {answer}.")])


# The words


def words_card(
    meeting: PlanningMeeting,
    request: RestrictedRequest,
    who: Person | None,
    words: Words,
    actions: Sequence[Action],
    zone: str = UK,
) -> AdaptiveCard:
    """For one reader, on purpose: what was given and, for the chair, why it is restricted (RAI-02, 04)."""
    kind = [("Kind", capital(words.kind))] if words.kind else []
    return card(
        "Restricted information, for you alone",
        quiet(case_line(meeting, zone)),
        facts(
            [
                ("From", f"{who.name}, {who.post}" if who else request.name),
                *([("Agency", str(who.agency))] if who else []),
                *kind,
                ("Asked", day_and_time(request.at, zone)),
            ]
        ),
        stated("Why it is restricted", words.justification) if words.justification else None,
        stated("The information", words.information) if words.information else None,
        *(stated(label, said) for label, said in words.answers),
        quiet(NOT_ON),
        summary="Something for you alone",
        actions=actions,
    )


# Messages


def alert(o: Occasion) -> AdaptiveCard:
    """For the chair: that somebody asks, never what it is."""
    return notice(
        o,
        "Somebody asks to speak with you alone",
        para(
            "They hold restricted access information. What they gave and why is kept apart from the meeting, "
            "for you only. Please read it and decide before the meeting."
        ),
        summary="Somebody asks to speak with you",
        actions=[o.to("See who asks", "restricted.read", a=o.about), o.hub],
        why="RAI-04",
    )


def news(o: Occasion) -> AdaptiveCard:
    """For the provider, the chair, a reader or whoever asked: that something waits, or was decided."""
    request = restricted.find(o.meeting, o.about)
    title, words = _news(o, request)
    return notice(
        o,
        title,
        para(words),
        quiet(NOT_ON),
        summary="Something for you alone",
        actions=[o.to("See where it stands", "restricted.read", a=request.id), o.hub],
        why="RAI-07",
    )


def _news(o: Occasion, request: RestrictedRequest) -> tuple[str, str]:
    reader = o.reader.id if o.reader else ""
    if reader == request.provider:
        return _for_provider(request)
    if request.response is Response.WITHDRAW:
        return "Information was taken back", f"{request.name} has taken back what was given. Use it no more."
    if request.response is Response.SHARE:
        return "Information need not be restricted", f"{request.name} shares it as any other information."
    own = [each for each in request.passing if each.by == reader and each.permitted is not None]
    if own and reader not in own[-1].to:
        said = "agrees that it goes on" if own[-1].permitted else "does not agree that it goes on"
        return "Your wish to pass it on is answered", f"{request.name} {said}. Open it to see to whom."
    if reader == o.meeting.chair.id:
        return "A wish to pass information on is answered", f"{request.name} has answered."
    return (
        "You are named to read restricted information",
        f"The chair has named you. It comes from {request.name}.",
    )


def _for_provider(request: RestrictedRequest) -> tuple[str, str]:
    if restricted.asked(request):
        return (
            "Somebody asks to pass on what you gave",
            "It goes to nobody before you have agreed. Open it to see to whom and why, and answer.",
        )
    if request.restricted is False:
        return (
            "The chair does not see your information as restricted",
            "Nobody shares it for that. Open it to read why, and say what becomes of it.",
        )
    return (
        "Your information is kept restricted",
        "Open it to see who may read it beside the chair, and until when.",
    )
