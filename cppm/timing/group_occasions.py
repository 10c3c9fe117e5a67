"""When each clock of a core group runs, read from what was recorded.

Each occasion keeps one key for life, so that what is explained about it stays with it: clocks that come
round carry the id of what they count from. What is done is told with when, because a limit that was
missed still wants its reason; what is not done falls silent when the group ends, but for its record.

Rules: ATT-04, CG-08, CG-13..16, CG-21, CG-24, PLN-09, REP-16, TIM-05..07, TIM-11..14, TIM-21..24.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from cppm.councils.profile import Profile
from cppm.groups import changes, in_session, recommending
from cppm.groups.core_group import CoreGroup, GatheringPhase, Registration
from cppm.groups.plan import ActionState, PlanAction
from cppm.people import Person
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of, evening_of, local_day, morning_of

DAY = timedelta(days=1)


def _first_core_group(group: CoreGroup, profile: Profile) -> Iterator[Occasion]:
    """The first meeting, 15 days from the planning meeting (TIM-11)."""
    if group.formed_by_review:
        return
    held = group.held
    if held:
        yield Occasion(group.formed_at, done_at=held[0].starts_at)
    elif not group.ended:
        yield _until_held(group, group.formed_at, profile, "first_core_group")


def _core_group(group: CoreGroup, profile: Profile) -> Iterator[Occasion]:
    """Every later meeting, four weeks from the one before (TIM-12)."""
    held = group.held
    if group.formed_by_review and held:
        yield Occasion(group.formed_at, done_at=held[0].starts_at)
    for before, after in pairwise(held):
        yield Occasion(before.starts_at, whose=before.id, done_at=after.starts_at)
    if group.ended:
        return
    if held:
        yield _until_held(group, held[-1].starts_at, profile, "core_group", held[-1].id)
    elif group.formed_by_review:
        yield _until_held(group, group.formed_at, profile, "core_group")


def _until_held(
    group: CoreGroup, counts_from: datetime, profile: Profile, clock: str, whose: str = ""
) -> Occasion:
    """A meeting still to be held. While one is arranged within the limit nobody is asked to hold it."""
    limit, ahead = profile.limit(clock), group.planned
    started = counts_from
    if ahead and limit and ahead.starts_at <= limit.after(counts_from, profile.rest_day):
        started = max(counts_from, ahead.starts_at)
    return Occasion(started, whose=whose, counts_from=counts_from)


def _next_core_group(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """No date is arranged: from the last meeting on or, before the first, from the planning meeting on."""
    if group.planned is None and not group.ended:
        last = group.held[-1] if group.held else None
        yield Occasion(last.starts_at if last else group.formed_at, whose=last.id if last else "")


def _core_group_answer(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """Each member without an answer, by the day before (ATT-04). It carries the meeting's id."""
    ahead = group.planned
    if ahead is None or group.ended:
        return
    for member in group.members:
        person = member.person
        if member.left_at is None and person.id not in ahead.replies:
            asked = max(ahead.asked_at, member.joined_at)
            day_before = end_of(local_day(ahead.starts_at) - DAY)
            by = day_before if asked < day_before else ahead.starts_at
            yield replace(_owed_by(person, asked, ahead.id, by), over_at=ahead.starts_at)


def _core_group_in_channel(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """The neutral reminders of a meeting ahead, for the channel. It carries the meeting's id."""
    ahead = group.planned
    if ahead and not group.ended:
        yield Occasion(ahead.asked_at, about=ahead.id, by=ahead.starts_at)


def _child_seen(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """Each child, from when they were seen last; at first from placing or birth (TIM-13, CG-21)."""
    times: Counter[str] = Counter()
    for registration in group.registrations:
        again, times[registration.child.id] = times[registration.child.id], times[registration.child.id] + 1
        yield from _rounds_of_seeing(group, registration, f"again{again}" if again else "")


def _rounds_of_seeing(group: CoreGroup, registration: Registration, first: str) -> Iterator[Occasion]:
    """The rounds of one registration; `first` is the key of the one that begins with it."""
    child, ended = registration.child, registration.ended_at
    if child.unborn:
        return
    manager = group.lead_professional.line_manager
    from_day = _to_be_seen_from(registration)
    until = local_day(ended) if ended else None
    days = sorted((s.on, s.recorded_at, s.id) for s in group.sightings if s.child == child.id)
    seen = [(on, key) for on, _, key in days if on >= from_day and (until is None or on <= until)]
    rounds = [(from_day, first), *seen]
    for (before, key), (after, _) in pairwise(rounds):
        yield Occasion(
            morning_of(before), about=child.id, whose=key, done_at=morning_of(after), manager=manager
        )
    if ended is None:
        last, key = rounds[-1]
        yield Occasion(morning_of(last), about=child.id, whose=key, manager=manager)


def _to_be_seen_from(registration: Registration) -> date:
    """The day of placing or, for a baby registered before birth, of birth."""
    placed, born = local_day(registration.placed_at), registration.child.born_on
    return max(placed, born) if born else placed


def _change_told(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """A change told to the chair, from when it was noticed; late, only the reason is wanted (TIM-14)."""
    for change in group.changes:
        yield Occasion(change.noticed_at, about=change.id, owes=(change.by,), done_at=change.at)


def _change_acknowledged(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """Each change reported to the chair of the planning meeting (TIM-14). It carries the change's id."""
    for change in group.changes:
        if change.acknowledged_at or not group.ended:
            yield Occasion(change.at, about=change.id, done_at=change.acknowledged_at)


def _chronology(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """The multi-agency chronology, by its agreed day (REP-16, TIM-21). Its owner owes it."""
    chronology = group.chronology
    if chronology and (chronology.received_at or not group.ended):
        owner = _member(group, chronology.owner) or group.lead_professional
        yield _owed_by(
            owner, chronology.agreed_at, by=end_of(chronology.by), done_at=chronology.received_at, whose=""
        )


def _plan_first(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """The plan is agreed at the first meeting (TIM-22): by the end of its day."""
    ahead, held = group.planned, group.held
    first = held[0] if held else ahead
    if first and (group.plan.written or not group.ended):
        done_at = group.plan.versions[0].at if group.plan.written else None
        yield Occasion(group.formed_at, by=end_of(local_day(first.starts_at)), done_at=done_at)


def _plan_updated(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """The plan is brought up to date after each later meeting (TIM-23). It carries the meeting's id."""
    for gathering in group.held[1:]:
        agreed = [v.at for v in group.plan.versions if v.gathering == gathering.id]
        if agreed or not group.ended:
            yield Occasion(gathering.starts_at, about=gathering.id, done_at=min(agreed, default=None))


def _core_group_record(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """The record of each meeting, from its time on, opened or not (TIM-24). It carries the meeting's id.

    It is owed even after the group has ended: what a meeting settled must not be lost.
    """
    for gathering in group.gatherings:
        if gathering.phase is not GatheringPhase.CANCELLED:
            yield Occasion(gathering.starts_at, about=gathering.id, done_at=gathering.closed_at)


def _action(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """Each open action of the plan, by its day (PLN-09). It carries the action's id."""
    for action in group.plan.actions:
        if action.state is ActionState.OPEN and action.since and not group.ended:
            yield _owed_by(_responsible(group, action), action.since, action.id, end_of(action.by), whose="")


def _responsible(group: CoreGroup, action: PlanAction) -> Person:
    """Who is reminded of it: its owner or, for the family and those who left, the lead professional."""
    return _member(group, action.owner) or group.lead_professional


def _outcome_kept(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """Each member keeps the outcome of the latest meeting in their own system (CG-13). The meeting's id."""
    last = group.last_closed
    if last is None or last.closed_at is None:
        return
    for person in in_session.keepers_of_outcome(group, last):
        if person.id not in last.kept:
            yield _owed_by(person, last.closed_at, last.id)


def _recommendation(group: CoreGroup, profile: Profile) -> Iterator[Occasion]:
    """Each member's recommendation on each child, before the review (CG-14). It carries the child's id."""
    first, review = recommending.asked_from(group, profile), group.review
    if first is None or review is None or group.ended:
        return
    started = max(review.asked_at, morning_of(first))
    day_before = end_of(review.day - DAY)
    by = day_before if day_before > started else end_of(review.day)
    for child in group.registered:
        for person in recommending.awaited(group, child.id):
            yield _owed_by(person, started, child.id, by)


def _review(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """The review is held by its day; one held late still wants the reason (TIM-05..07).

    Booked in time it asks nobody for anything, until its own day has gone by.
    """
    for past in group.past_reviews:
        yield Occasion(past.asked_at, whose=past.set_by, by=end_of(past.by), done_at=past.held_at)
    review = group.review
    if review:
        in_time = review.starts_at is not None and review.day <= review.by
        started = evening_of(review.day) if in_time else review.asked_at
        yield Occasion(started, whose=review.set_by, by=end_of(review.by))


def _other_review(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """An earlier or special review that the chair settled, until it is booked by its day (CG-16, GEN-06)."""
    for change in changes.reviews_to_book(group) if not group.ended else []:
        if change.acknowledged_at:
            yield Occasion(change.acknowledged_at, whose=change.id)


def _post_registration(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """A meeting after a name came off, where the council asks for one. It carries the child's id."""
    ended = {r.child.id: r.ended_at for r in group.registrations}
    for child_id, ended_at in ended.items():
        if ended_at:
            yield Occasion(ended_at, about=child_id)


def _pre_discharge(group: CoreGroup, _: Profile) -> Iterator[Occasion]:
    """A meeting before a newborn registered before birth goes home, where the council asks for one."""
    for registration in group.registrations:
        born = registration.child.born_on
        if born and local_day(registration.placed_at) <= born and not registration.ended_at:
            yield Occasion(morning_of(born), about=registration.child.id)


def _owed_by(
    person: Person,
    started: datetime,
    about: str = "",
    by: datetime | None = None,
    done_at: datetime | None = None,
    whose: str | None = None,
) -> Occasion:
    """What one person owes; unless told otherwise their id tells it from what others owe about it."""
    own = person.id if whose is None else whose
    return Occasion(started, about, own, (person.id,), by, done_at=done_at, manager=person.line_manager)


def _member(group: CoreGroup, person_id: str) -> Person | None:
    return next((p for p in group.current_members if p.id == person_id), None)


OCCASIONS: dict[str, Occasions] = {
    "first_core_group": _first_core_group,
    "core_group": _core_group,
    "next_core_group": _next_core_group,
    "core_group_answer": _core_group_answer,
    "core_group_in_channel": _core_group_in_channel,
    "child_seen": _child_seen,
    "change_told": _change_told,
    "change_acknowledged": _change_acknowledged,
    "chronology": _chronology,
    "plan_first": _plan_first,
    "plan_updated": _plan_updated,
    "core_group_record": _core_group_record,
    "action": _action,
    "outcome_kept": _outcome_kept,
    "recommendation": _recommendation,
    "review": _review,
    "other_review": _other_review,
    "post_registration": _post_registration,
    "pre_discharge": _pre_discharge,
}
"""The occasions of a core group, by the name under which the catalogue knows them.

The review report has none: it is the lead professional's report to the review meeting (REP-15), which that
meeting's own clock asks for.
"""
