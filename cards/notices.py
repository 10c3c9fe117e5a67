"""The card of each message owed, made when it is sent, from the meeting as it then stands.

What shows on a lock screen is neutral; the case reference stands beneath the title; names and views
come only when a person opens something on purpose. The channel gets the agreed minimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import UK, bullets, card, day, day_and_time, facts, para, quiet
from cppm import dissent
from cppm.booking import missing_from_template
from cppm.meeting import Invitee, PlanningMeeting
from cppm.people import Person
from cppm.profile import Profile
from cppm.quorum import forecast
from cppm.records import NoticeKind
from cppm.timescales import Due


@dataclass(frozen=True)
class Occasion:
    """What a notice is about: the meeting, the reader, the thing meant, and the due it belongs to."""

    meeting: PlanningMeeting
    reader: Person | None
    about: str
    profile: Profile
    due: Due | None = None
    zone: str = UK

    @property
    def when(self) -> str:
        """When the meeting is, in words."""
        return day_and_time(self.meeting.starts_at, self.zone)


def notice_card(kind: NoticeKind, occasion: Occasion) -> AdaptiveCard:
    """The card of a notice. Raises KeyError for a kind that has none."""
    return _CARDS[kind](occasion)


def _card(
    occasion: Occasion,
    title: str,
    *body: Element | None,
    summary: str,
    actions: list[Action],
    why: str = "",
) -> AdaptiveCard:
    """A notice: title, which meeting, the rest, and *Why?* where a rule stands behind it."""
    asked = [button("Why?", "why.open", rule=why)] if why else []
    return card(
        title,
        quiet(occasion.meeting.reference),
        *body,
        summary=summary,
        actions=[*actions, *asked],
    )


def _open(occasion: Occasion, title: str, verb: str, **ids: str) -> Action:
    return button(title, verb, m=occasion.meeting.id, **ids)


def _hub(occasion: Occasion) -> Action:
    return _open(occasion, "Open the meeting", "meeting.open")


def _line(occasion: Occasion, person_id: str) -> Invitee | None:
    return next((i for i in occasion.meeting.invitees if i.person.id == person_id), None)


def _list_to_approve(o: Occasion) -> AdaptiveCard:
    missing = [t.label for t in missing_from_template(o.meeting)]
    return _card(
        o,
        "An invitation list waits for your agreement",
        facts([("Meeting", o.when), ("On the list", f"{len(o.meeting.invitees)} people")]),
        para(f"Usually invited and not on the list: {', '.join(missing)}.") if missing else None,
        summary="A list waits for your agreement",
        actions=[_open(o, "Look at the list", "list.open"), _hub(o)],
        why="CON-07",
    )


def _list_returned(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "The chair sent the invitation list back",
        para("Open it to see what the chair asks for. Nobody has been invited yet."),
        summary="A list came back to you",
        actions=[_open(o, "Look at the list", "list.open"), _hub(o)],
        why="CON-07",
    )


def _invitation(o: Occasion) -> AdaptiveCard:
    line = _line(o, o.reader.id) if o.reader else None
    report = [("Report due", day(o.meeting.report_due))] if line and line.role.owes_report else []
    return _card(
        o,
        "You are invited to a Child Protection Planning Meeting",
        facts([("When", o.when), ("How", _how(o.meeting)), *report]),
        para(
            "Please confirm that you will attend, or who goes in your place. "
            "A report is due whether or not you attend."
        ),
        summary="You are invited to a meeting",
        actions=[
            _open(o, "Answer the invitation", "attend.open"),
            *([_open(o, "File my report", "report.open")] if report else []),
            _hub(o),
        ],
        why="ATT-04",
    )


def _how(meeting: PlanningMeeting) -> str:
    return f"{meeting.mode}, {meeting.place}" if meeting.place else str(meeting.mode)


def _deputising(o: Occasion) -> AdaptiveCard:
    principal = next(
        (i.person for i in o.meeting.invitees if i.deputy and o.reader and i.deputy.person == o.reader.id),
        None,
    )
    return _card(
        o,
        "You are named as a deputy",
        facts(
            [("When", o.when), ("How", _how(o.meeting)), ("In place of", principal.name if principal else "")]
        ),
        para(
            "You were recorded as briefed on the family and authorised to speak for your agency. "
            "If that is not so, tell the person you stand in for today."
        ),
        summary="You are named as a deputy",
        actions=[_hub(o)],
        why="ATT-03",
    )


def _absence(o: Occasion) -> AdaptiveCard:
    line, quorum = _line(o, o.about), forecast(o.meeting, o.profile.quorum).expected
    who = f"{line.person.name}, {line.person.agency}" if line else "Somebody"
    return _card(
        o,
        "Somebody can't attend and has no deputy",
        facts([("Who", who), ("When", o.when), ("Quorum as answered", quorum.explained)]),
        summary="An answer to an invitation needs your attention",
        actions=[_open(o, "See who is ready", "ready.open"), _hub(o)],
        why="ATT-05",
    )


def _moved(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "A meeting has a new date",
        facts([("Now", o.when), ("How", _how(o.meeting)), ("Reports due", day(o.meeting.report_due))]),
        para("Your earlier answer no longer counts. Please answer for the new date."),
        summary="A meeting has a new date",
        actions=[_open(o, "Answer the invitation", "attend.open"), _hub(o)],
        why="ATT-04",
    )


def _cancelled(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "A meeting is cancelled",
        facts([("It was to be", o.when)]),
        para("Safety planning for the child goes on. Speak with the lead professional if you are worried."),
        summary="A meeting is cancelled",
        actions=[],
    )


def _restricted(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "Somebody asks to speak with you alone",
        para(
            "They hold restricted access information. What it is stays with them until you have spoken; "
            "their reason is kept apart, for you only."
        ),
        summary="Somebody asks to speak with you",
        actions=[_open(o, "See who and why", "restricted.read", a=o.about), _hub(o)],
        why="RAI-04",
    )


def _view_asked(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "The chair asks for views on registration",
        para(
            "Please give your view with reasons from the evidence. It stays sealed until the chair opens all "
            "views together, and you can change it until then. The chair decides."
        ),
        summary="You are asked for your view",
        actions=[_open(o, "Give my view", "view.open", c=o.about), _hub(o)],
        why="DEC-03",
    )


def _views_complete(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "Every statutory partner has given a view",
        para("You can open the views when you are ready. They can't change after that."),
        summary="There is news of a meeting",
        actions=[_open(o, "Go to the views", "board.open", c=o.about)],
        why="DEC-01",
    )


def _decision(o: Occasion) -> AdaptiveCard:
    may = o.reader is not None and dissent.may_dissent(o.meeting, o.reader)
    right = "If you disagree with a decision you may record your dissent, in your own words."
    return _card(
        o,
        "The meeting is closed",
        para("The chair's decision and reasons are in the meeting. The key points follow within 24 hours."),
        para(f"{right} {dissent.PROTECTION_GOES_ON}") if may else None,
        quiet(f"{o.profile.family_review}"),
        summary="A meeting is closed",
        actions=[_hub(o), *([_open(o, "Record dissent", "dissent.open")] if may else [])],
        why="DIS-01" if may else "",
    )


def _scrutiny(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "A decision needs independent scrutiny",
        para(
            "There was no clear consensus and the chair decided. Somebody senior with no part in the case or "
            "the meeting looks at how the decision was reached. Please arrange this with the chair."
        ),
        summary="A decision needs scrutiny",
        actions=[],
        why="DEC-09",
    )


def _dissent_to_chair(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "A dissent has been recorded",
        para(f"It is kept word for word with the meeting. {dissent.PROTECTION_GOES_ON}"),
        summary="There is news of a meeting",
        actions=[_open(o, "Read the dissent", "dissent.read", d=o.about), _hub(o)],
        why="DIS-01",
    )


def _dissent_to_manager(o: Occasion) -> AdaptiveCard:
    found = next((d for d in o.meeting.dissents if d.id == o.about), None)
    who = found.name if found else "A colleague"
    return _card(
        o,
        "A colleague has recorded a dissent",
        para(
            f"{who} disagrees with a decision of this meeting and lets you know, so that you can consider "
            f"the resolution and escalation guide together. {dissent.PROTECTION_GOES_ON}"
        ),
        para("Please speak with them; what they wrote stays in the meeting's record."),
        summary="A colleague has told you something",
        actions=[],
        why="DIS-02",
    )


def _telling(o: Occasion) -> AdaptiveCard:
    telling = next((t for t in o.meeting.outcome.tellings if t.id == o.about), None)
    by = day(telling.by) if telling else ""
    return _card(
        o,
        "You are to tell somebody the outcome",
        facts([("By", by)]),
        para("Somebody was not at the meeting, and the chair named you to tell them. Open it to see whom."),
        summary="There is something for you to do",
        actions=[_open(o, "See whom to tell", "told.open", f=o.about), _hub(o)],
        why="TIM-25",
    )


def _key_points_ready(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "The key points are drafted for you",
        para("They go to everybody within 24 hours, once you have read, corrected and released them."),
        summary="A draft waits for you",
        actions=[_open(o, "Read and release", "points.open"), _hub(o)],
        why="SUM-04",
    )


def _key_points(o: Occasion) -> AdaptiveCard:
    return _card(
        o,
        "The key points are here",
        para("The chair has released the decision, the reasons and the actions of this meeting."),
        summary="Key points of a meeting are here",
        actions=[_open(o, "Read the key points", "points.read"), _hub(o)],
        why="SUM-01",
    )


def _in_channel(o: Occasion) -> AdaptiveCard:
    first = o.meeting.outcome.first_core_group
    core = [("First core group", day_and_time(first, o.zone))] if first else []
    return _card(
        o,
        "The planning meeting has taken place",
        facts([("Held on", day_and_time(o.meeting.starts_at, o.zone)), *core]),
        para("Everybody who should have the key points gets them in their own chat with Quorate."),
        summary="News of a planning meeting",
        actions=[],
    )


_OWED: dict[str, tuple[str, str, str]] = {
    "approve_list": ("Please agree the invitation list", "Look at the list", "list.open"),
    "attendance": ("Please answer the invitation", "Answer now", "attend.open"),
    "report": ("Your report is due", "File my report", "report.open"),
    "sharing": ("Has the family seen your report?", "Record it", "share.open"),
    "key_points": ("The key points are waiting for you", "Read and release", "points.open"),
    "telling": ("Somebody is still to be told", "See whom to tell", "told.open"),
    "manager_told": ("Have you told your line manager?", "I have told them", "manager.open"),
}
"""For each clock: what a reminder says, and the one button that does the thing."""


def _reminder(o: Occasion) -> AdaptiveCard:
    if o.due is None:
        raise KeyError(o.about)
    title, label, verb = _OWED[o.due.clock]
    ids = {"f": o.due.key.partition(":")[2]} if o.due.clock == "telling" else {}
    if o.due.clock == "manager_told":
        ids = {"d": o.due.key.partition(":")[2]}
    return _card(
        o,
        title,
        facts([("By", day_and_time(o.due.limit, o.zone)), ("Meeting", o.when)]),
        quiet("You get this because it is yours to do. It stops when it is done."),
        summary="There is something for you to do",
        actions=[_open(o, label, verb, **ids), _hub(o)],
        why=o.due.rule,
    )


_LATE: dict[str, str] = {
    "attendance": "has not answered the invitation",
    "report": "has not filed a report that is now due",
    "key_points": "has not released the key points within the limit",
    "telling": "has not recorded telling somebody the outcome in time",
}


def _escalation(o: Occasion) -> AdaptiveCard:
    if o.due is None:
        raise KeyError(o.about)
    names = {i.person.id: i.person.name for i in o.meeting.invitees} | {
        o.meeting.chair.id: o.meeting.chair.name
    }
    who = names.get(o.due.owes[0], "A colleague")
    return _card(
        o,
        "Your help is needed",
        para(f"{who} {_LATE.get(o.due.clock, 'owes something that is now late')}."),
        facts([("Limit", day_and_time(o.due.limit, o.zone)), ("Meeting", o.when)]),
        para("Please speak with them today. The child's safety planning does not wait."),
        summary="Your help is needed",
        actions=[],
        why=o.due.rule,
    )


def undelivered_card(
    reference: str, person: str, what: str, reasons: list[str], profile: Profile
) -> AdaptiveCard:
    """For CP Administration: a message that could not be delivered, so that somebody is told another way."""
    return card(
        "A message did not arrive",
        quiet(reference),
        facts([("For", person), ("What", what)]),
        bullets(reasons),
        para("Please reach them another way, and check that the app is installed for them."),
        summary="A message did not arrive",
        actions=[button("Why?", "why.open", rule="SUM-01")],
    )


_CARDS: dict[NoticeKind, Callable[[Occasion], AdaptiveCard]] = {
    NoticeKind.LIST_TO_APPROVE: _list_to_approve,
    NoticeKind.LIST_RETURNED: _list_returned,
    NoticeKind.INVITATION: _invitation,
    NoticeKind.DEPUTISING: _deputising,
    NoticeKind.ABSENCE: _absence,
    NoticeKind.MEETING_MOVED: _moved,
    NoticeKind.MEETING_CANCELLED: _cancelled,
    NoticeKind.RESTRICTED_ALERT: _restricted,
    NoticeKind.VIEW_ASKED: _view_asked,
    NoticeKind.VIEWS_COMPLETE: _views_complete,
    NoticeKind.DECISION: _decision,
    NoticeKind.SCRUTINY: _scrutiny,
    NoticeKind.DISSENT_TO_CHAIR: _dissent_to_chair,
    NoticeKind.DISSENT_TO_MANAGER: _dissent_to_manager,
    NoticeKind.TELLING: _telling,
    NoticeKind.KEY_POINTS_READY: _key_points_ready,
    NoticeKind.KEY_POINTS: _key_points,
    NoticeKind.KEY_POINTS_IN_CHANNEL: _in_channel,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.ESCALATION: _escalation,
}
