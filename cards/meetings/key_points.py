"""The cards of the key points: the draft for the chair, the text for its readers, what was delivered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cards.elements import Action, AdaptiveCard, Element
from cards.layout import UK, card, day_and_time, facts, para, quiet, stated
from cppm.meetings.key_points import NOT_A_PLAN, addressed, not_sent, unwritten
from cppm.meetings.meeting import KeyPoints, PartPoints, PlanningMeeting
from cppm.people import Agency


@dataclass(frozen=True)
class Delivered:
    """What became of the key points for one addressee, in words."""

    who: str
    stands: str


def parts(points: KeyPoints | PartPoints) -> list[tuple[str, str]]:
    """The three parts with their names."""
    return [("Decision", points.decision), ("Reasons", points.reasons), ("Actions", points.actions)]


def all_parts(points: KeyPoints) -> list[tuple[str, str]]:
    """The same with the versions for those who were in one part of the meeting alone."""
    own = [
        (f"{label}, for the {name} part alone", text)
        for name, each in points.versions.items()
        for label, text in parts(each)
    ]
    return [*parts(points), *own]


def recipients_rows(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """To whom the key points go, a line an agency, and to whom they do not, and why."""
    by_agency: dict[Agency, list[str]] = {}
    for agency, who in addressed(meeting).values():
        by_agency.setdefault(agency, []).append(who)
    goes = [f"{agency}: {'; '.join(by_agency[agency])}" for agency in Agency if agency in by_agency]
    kept_from = [f"{who}: {why}" for who, why in not_sent(meeting)]
    rows = [("Goes to", "\n".join(goes))]
    return rows + ([("Not sent to", "\n".join(kept_from))] if kept_from else [])


def draft_card(meeting: PlanningMeeting, points: KeyPoints, actions: Sequence[Action]) -> AdaptiveCard:
    """The key points before their release, for the chair."""
    return card(
        "The key points wait for you",
        quiet(meeting.reference),
        *(stated(label, text) for label, text in parts(points)),
        quiet(NOT_A_PLAN),
        *_of_parts(points),
        para("Type correct to change them, or release to send them."),
        summary="A draft waits for you",
        actions=actions,
    )


def _of_parts(points: KeyPoints) -> Iterator[Element]:
    """Of a meeting in two parts: that each has its own, and what is still left out of it."""
    if points.versions:
        yield para("Whoever was in one part alone gets key points of their own, which you correct apart.")
    for half, what in unwritten(points):
        words = f"Those for the {half} part alone still leave out the {what}."
        yield para(f"{words} Say in which part that was said, or write it for them.")


def _releaser(meeting: PlanningMeeting, points: KeyPoints) -> str:
    """Who released them, also after another chair has taken over."""
    return meeting.chair_at(points.released_at).name if points.released_at else meeting.chair.name


def points_card(
    meeting: PlanningMeeting, points: KeyPoints, actions: Sequence[Action], right: str = "", zone: str = UK
) -> AdaptiveCard:
    """The key points as released. `right` tells a reader who may dissent of it."""
    released = day_and_time(points.released_at, zone) if points.released_at else ""
    return card(
        "Key points",
        quiet(meeting.reference),
        *(stated(label, text) for label, text in parts(points)),
        para(NOT_A_PLAN),
        para(right) if right else None,
        quiet(f"Released by {_releaser(meeting, points)}, {released}."),
        summary="Key points of a meeting",
        actions=actions,
    )


def released_card(
    meeting: PlanningMeeting, points: KeyPoints, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """The key points are on their way."""
    released = day_and_time(points.released_at, zone) if points.released_at else ""
    return card(
        "The key points are released",
        quiet(meeting.reference),
        facts(recipients_rows(meeting)),
        para("Each message is followed until it has arrived. CP Administration hears of any that does not."),
        quiet(f"Released by {_releaser(meeting, points)}, {released}."),
        summary="Your answer is recorded",
        actions=actions,
    )


def deliveries_card(
    meeting: PlanningMeeting, delivered: Sequence[Delivered], actions: Sequence[Action]
) -> AdaptiveCard:
    """The delivery report of the key points, a line a person."""
    return card(
        "What was delivered",
        quiet(meeting.reference),
        *(stated(each.who, each.stands) for each in delivered),
        None if delivered else para("The key points have not been released yet, so nothing was sent."),
        summary="The delivery report of a meeting",
        actions=actions,
    )
