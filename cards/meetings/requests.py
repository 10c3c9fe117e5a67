"""The cards of a request for a planning meeting: as it comes unasked, as it is read, and a list of them."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import UK, bullets, capital, card, day, day_and_time, facts, para, quiet
from cppm.records import NoticeKind
from cppm.requests import TOLD, Asking, MeetingRequest, family_waits

MOST_BUTTONS = 5
FAMILY_HEARS = (
    "{teller} tells the {who} the answer and the reasons, in words they understand, and says here when it "
    "is done."
)


def request_notice_card(kind: NoticeKind, found: MeetingRequest, zone: str = UK) -> AdaptiveCard:
    """The message owed about a request; what the request says is behind the button."""
    title, sentence, actions = {
        NoticeKind.MEETING_REQUESTED: _asked(found),
        NoticeKind.REQUEST_ANSWERED: _answered(found),
        NoticeKind.REQUEST_TO_BOOK: _to_book(found),
    }[kind]
    return card(
        title,
        quiet(found.reference),
        facts([("Asked on", day_and_time(found.asked_at, zone))]),
        para(sentence),
        summary=title,
        actions=[*actions, button("Why?", "why.open", rule="CON-03")],
    )


def _asked(found: MeetingRequest) -> tuple[str, str, list[Action]]:
    sentence = "Please read it, and answer with your reasons. Who asked hears your answer from me."
    read = button("Read the request", "request.read", q=found.id)
    return "A planning meeting is asked for", sentence, [answer_button(found), read]


def _answered(found: MeetingRequest) -> tuple[str, str, list[Action]]:
    sentence = "Your request for a planning meeting has its answer, with the reasons."
    if family_waits(found):
        sentence = (
            "The request that you recorded for the family has its answer, with the reasons. Please tell them."
        )
    return "Your request is answered", sentence, [button("Read the answer", "request.read", q=found.id)]


def _to_book(found: MeetingRequest) -> tuple[str, str, list[Action]]:
    sentence = "Children and Families Social Work has agreed to this meeting. What is known is filled in."
    return "A planning meeting is to be booked", sentence, [book_button(found)]


def answer_button(found: MeetingRequest) -> Action:
    """The way to the answer."""
    return button("Answer the request", "requestanswer.open", q=found.id)


def book_button(found: MeetingRequest) -> Action:
    """The way to the booking, filled in."""
    return button("Book the meeting", "book.open", q=found.id)


def told_button(found: MeetingRequest) -> Action:
    """The way to say that the family has heard the answer."""
    return button("The family was told", "done.open", q=found.id, k=TOLD)


def request_card(found: MeetingRequest, actions: Sequence[Action], zone: str = UK) -> AdaptiveCard:
    """A request whole, with its answer, for those who have a part in it."""
    return card(
        "A request for a planning meeting",
        quiet(found.reference),
        facts([*asked_rows(found, zone), *answer_rows(found, zone), *_told_rows(found, zone)]),
        _next(found),
        summary="A request for a planning meeting",
        actions=actions,
    )


def asked_rows(found: MeetingRequest, zone: str = UK) -> list[tuple[str, str]]:
    """What is asked for, by whom and why."""
    asked = found.request
    by = found.asked_by.name
    rows = [("Asked for", capital(f"{asked.asked_for} meeting" if not _special(found) else asked.asked_for))]
    if asked.asking is Asking.PRACTITIONER:
        rows += [("Asked by", f"{by}, {found.asked_by.agency}")]
    else:
        rows += [("Asked by", f"The {asked.asking}"), ("Recorded by", f"{by}, {found.asked_by.agency}")]
        rows += [("How they asked", asked.how)]
    rows += [("Asked on", day_and_time(found.asked_at, zone)), ("Reasons", asked.reasons)]
    on = day(asked.discussed_on) if asked.discussed_on else ""
    discussed = ", ".join(filter(None, [on, asked.discussion]))
    return [*rows, ("Discussed between agencies", discussed or "Not yet, as far as is recorded")]


def _special(found: MeetingRequest) -> bool:
    return found.request.asked_for.value.endswith("review")


def answer_rows(found: MeetingRequest, zone: str = UK) -> list[tuple[str, str]]:
    """The answer with its reasons; nothing while there is none."""
    if found.answer is None:
        return []
    agreed = "Agreed: there will be a meeting" if found.answer.agreed else "Not agreed"
    answered = f"{found.answer.by_name}, {day_and_time(found.answer.at, zone)}"
    return [("Answer", agreed), ("Reasons for the answer", found.answer.reasons), ("Answered by", answered)]


def _told_rows(found: MeetingRequest, zone: str) -> list[tuple[str, str]]:
    """That the family was told: who says so, when it was said, and how it was."""
    said = found.attested.get(TOLD)
    if said is None:
        return []
    names = {each.id: each.name for each in (found.asked_by, found.asker)}
    who = names.get(said.by, "CP Administration")
    return [("Family told", ". ".join(filter(None, [f"{who}, {day_and_time(said.at, zone)}", said.note])))]


def _next(found: MeetingRequest) -> Element | None:
    if found.answer is None:
        return para("It waits for its answer. Until then whatever keeps the child safe goes on.")
    if family_waits(found):
        return para(FAMILY_HEARS.format(teller=found.asker.name, who=found.request.asking))
    if found.booked:
        return para("The meeting is booked.")
    return para("CP Administration has it now, and books the meeting.") if found.answer.agreed else None


def requests_card(found: Sequence[MeetingRequest], actions: Sequence[Action], zone: str = UK) -> AdaptiveCard:
    """Every request of somebody, newest last, each with a button."""
    shown = list(found)[-MOST_BUTTONS:]
    lines = [f"{each.reference}, {day_and_time(each.asked_at, zone)}: {stands(each)}" for each in shown]
    buttons = [button(each.reference, "request.read", q=each.id) for each in shown]
    return card(
        "Requests for planning meetings",
        bullets(lines) if lines else para("You have made no request, and none waits for you."),
        summary="Requests for planning meetings",
        actions=[*buttons, *actions],
    )


def stands(found: MeetingRequest) -> str:
    """Where a request stands, in a word or two."""
    if found.answer is None:
        return "waits for its answer"
    if not found.answer.agreed:
        return "not agreed"
    return "booked" if found.booked else "agreed, to be booked"
