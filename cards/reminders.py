"""What is said when something is still owed: to who owes it, to who can help, and when a message is lost."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import AdaptiveCard, button
from cards.layout import bullets, card, day_and_time, facts, para, quiet
from cards.occasion import Occasion, notice
from cppm.meeting import PlanningMeeting
from cppm.timescales import Due

OWED: dict[str, tuple[str, str, str]] = {
    "approve_list": ("Please agree the invitation list", "Look at the list", "list.open"),
    "attendance": ("Please answer the invitation", "Answer now", "attend.open"),
    "report": ("Your report is due", "File my report", "report.open"),
    "sharing": ("Has the family seen your report?", "Record it", "share.open"),
    "view": ("Your view is asked for", "Give my view", "view.open"),
    "key_points": ("The key points are waiting for you", "Read and correct", "points.open"),
    "telling": ("Somebody is still to be told", "See whom to tell", "told.open"),
    "manager_told": ("Have you told your line manager?", "I have told them", "manager.open"),
}
"""For each clock: what a reminder says, and the one button that does the thing."""
RECORDS_VIEW = ("A deputy's view is still to be recorded", "Record the view", "viewfor.open")
"""What the chair is reminded of instead of a view."""
ID_NAMES = {"view": "c", "telling": "f", "manager_told": "d"}
"""The id that a due's key carries, by its clock."""

LATE: dict[str, str] = {
    "attendance": "has not answered the invitation",
    "report": "has not filed a report that is now due",
    "key_points": "has not released the key points within the limit",
    "telling": "has not recorded telling somebody the outcome in time",
}
"""For each clock that somebody else is told of: what has not happened."""


def reminder(o: Occasion) -> AdaptiveCard:
    """What, when it is due, why you, and the button that does it. Raises KeyError without a due."""
    due = _due(o)
    records = due.clock == "view" and o.reader is not None and o.reader.id == o.meeting.chair.id
    title, label, verb = RECORDS_VIEW if records else OWED[due.clock]
    name = ID_NAMES.get(due.clock)
    ids = {name: due.key.split(":")[1]} if name else {}
    return notice(
        o,
        title,
        facts([("Due", day_and_time(due.limit, o.zone)), ("Meeting", o.when)]),
        quiet("You get this because it is yours to do. It stops when it is done."),
        summary="There is something for you to do",
        actions=[o.to(label, verb, **ids), o.hub],
        why=due.rule,
    )


def escalation(o: Occasion) -> AdaptiveCard:
    """For whoever can help, and need not be invited: who, what, since when. Raises KeyError without a due."""
    due = _due(o)
    late = LATE.get(due.clock, "owes something that is now late")
    return notice(
        o,
        "Your help is needed",
        para(f"{_called(o.meeting, due)} {late}."),
        facts([("It was due", day_and_time(due.limit, o.zone)), ("Meeting", o.when)]),
        para("Please speak with them today. The child's safety planning does not wait."),
        summary="Your help is needed",
        why=due.rule,
    )


def _due(o: Occasion) -> Due:
    if o.due is None:
        raise KeyError(o.about)
    return o.due


def _called(meeting: PlanningMeeting, due: Due) -> str:
    """The name of whoever owes it, as the meeting knows them."""
    names = {t.told_by: t.told_by_name for t in meeting.outcome.tellings}
    names |= {i.person.id: i.person.name for i in meeting.invitees}
    names |= {p.id: p.name for p in (meeting.lead_professional, meeting.chair)}
    return names.get(due.owes[0]) or "A colleague"


def undelivered_card(reference: str, person: str, what: str, reasons: Sequence[str]) -> AdaptiveCard:
    """For CP Administration: a message that could not be delivered, so that somebody is told another way."""
    return card(
        "A message did not arrive",
        quiet(reference),
        facts([("For", person), ("What", what.capitalize())]),
        bullets(reasons),
        para("Please reach them another way, and check that the app is installed for them."),
        summary="A message did not arrive",
        actions=[button("Why?", "why.open", rule="SUM-01")],
    )
