"""A significant change: whoever works with the child tells the chair of the planning meeting at once.

It can ask for an earlier or a special review; the chair answers within three calendar days.

Rules: CG-10, CG-11, CG-12, CG-16, GEN-06, TIM-14.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from cppm.errors import CPPMError
from cppm.groups.core_group import ChangeKind, CoreGroup, Review, SignificantChange
from cppm.meetings.meeting import NoSuchThing, NotYours
from cppm.meetings.outcome import DayGone
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.timing.timescales import local_day, say_day


class ChangeUndescribed(CPPMError):
    """Please say in a sentence what has changed for the child. The chair decides from it what happens."""

    rule = "CG-10"


class NoticedInFuture(CPPMError):
    """A change can't be noticed at a time still to come. Give when you noticed it."""

    rule = "TIM-14"


class ChangeUnanswered(CPPMError):
    """{name} asks for {review}. Please say whether there will be one and when, or why not."""

    rule = "CG-16"


class OtherReviewUndated(CPPMError):
    """Please say by when {review} is held. The lead professional is asked to book it until then."""

    rule = "CG-16"


class NoEarlierReview(CPPMError):
    """The review is due by {limit} anyway. Give a day before that, or settle no other review."""

    rule = "CG-16"


PRESSED_TWICE = timedelta(hours=1)
"""Within this time the same words of the same person are one report, not two."""


def report(
    group: CoreGroup,
    actor: Person,
    kind: ChangeKind,
    what: str,
    noticed_at: datetime,
    asks_for: Review,
    at: datetime,
    new_id: Callable[[], str],
) -> SignificantChange:
    """Tell the chair of the planning meeting, and chair and lead professional of the group, of a change.

    Anybody who works in the group may. A report made twice by a double press is one.
    """
    group.require_member(actor)
    group.require_running("reporting a significant change")
    words = what.strip()
    if not words:
        raise ChangeUndescribed
    if noticed_at > at:
        raise NoticedInFuture
    for earlier in group.changes:
        same = (earlier.by, earlier.kind, earlier.what, earlier.asks_for) == (actor.id, kind, words, asks_for)
        if same and at - earlier.at < PRESSED_TWICE:
            return earlier
    change = SignificantChange(new_id(), kind, words, noticed_at, actor.id, actor.name, at, asks_for)
    group.changes.append(change)
    group.record(
        FactKind.CHANGE_REPORTED,
        actor,
        at,
        change=change.id,
        kind_of_change=kind,
        what=words,
        noticed_at=noticed_at.isoformat(),
        asks_for=asks_for,
    )
    told = (group.planning_chair, group.chair, group.lead_professional)
    _tell(group, NoticeKind.CHANGE_REPORTED, [p.id for p in told], change, actor)
    return change


def acknowledge(
    group: CoreGroup,
    actor: Person,
    change_id: str,
    answer: str,
    at: datetime,
    grants: Review = Review.NONE,
    review_by: date | None = None,
) -> None:
    """The chair of the planning meeting has seen it and says what follows; doing so twice is once.

    An answer in words is needed where another review was asked for; `grants` is the one there will be, held
    by `review_by` (CG-16, GEN-06).
    """
    if actor.id not in (group.planning_chair.id, group.review_chair.id):
        raise NotYours(
            who="the chair of the planning meeting",
            next_step="If the chair can't be reached, ask a service manager.",
        )
    change = next((c for c in group.changes if c.id == change_id), None)
    if change is None:
        raise NoSuchThing(what="change")
    if change.acknowledged_at:
        return
    if change.asks_for is not Review.NONE and not answer.strip():
        raise ChangeUnanswered(name=change.by_name, review=change.asks_for.value)
    if grants is not Review.NONE:
        _check_other_review(group, grants, review_by, at)
        change.grants, change.review_by = grants, review_by
    change.acknowledged_at, change.acknowledged_by, change.answer = at, actor.id, answer.strip()
    group.record(
        FactKind.CHANGE_ACKNOWLEDGED,
        actor,
        at,
        change=change.id,
        answer=change.answer,
        grants=grants,
        review_by=change.review_by.isoformat() if change.review_by else None,
    )
    told = [change.by, group.chair.id, group.lead_professional.id]
    _tell(group, NoticeKind.CHANGE_ACKNOWLEDGED, told, change, actor)


def _check_other_review(group: CoreGroup, grants: Review, by: date | None, at: datetime) -> None:
    """It has a day, before that of the review which comes anyway: one without would be forgotten."""
    group.require_running("settling another review")
    if by is None:
        raise OtherReviewUndated(review=grants.value)
    if by < local_day(at):
        raise DayGone(what="The day of the review", today=say_day(local_day(at)))
    if group.review and by >= group.review.day:
        raise NoEarlierReview(limit=say_day(group.review.day))


def reviews_to_book(group: CoreGroup) -> list[SignificantChange]:
    """The changes for which another review was settled that is neither booked by its day nor held since."""
    booked = min((local_day(b.starts_at) for b in group.reviews_booked), default=None)
    settled = [c for c in group.changes if c.review_by and not c.reviewed_in]
    return [c for c in settled if c.review_by and (booked is None or booked > c.review_by)]


def reviewed(group: CoreGroup, meeting_id: str) -> None:
    """A review closed: what was settled before it has been looked at, and needs none of its own."""
    for change in group.changes:
        if change.acknowledged_at and not change.reviewed_in:
            change.reviewed_in = meeting_id


def _tell(
    group: CoreGroup, kind: NoticeKind, people: list[str], change: SignificantChange, actor: Person
) -> None:
    for person_id in dict.fromkeys(people):
        if person_id != actor.id:
            group.owe(kind, person_id, key=change.id, about=change.id)


def unacknowledged(group: CoreGroup) -> list[SignificantChange]:
    """The changes that the chair of the planning meeting has not answered yet."""
    return [c for c in group.changes if c.acknowledged_at is None]
