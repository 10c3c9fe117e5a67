"""What planning meetings do to the core group: it forms, is renewed, loses a child, and ends.

Storage calls `follow` in the transaction of every change of a planning meeting. What it does twice is
done once: a planning meeting's outcome is taken in when it closes, and never again.

Rules: GEN-04, CG-01, CG-03, CG-04, CG-05, GEN-07, GEN-15, GEN-16, OUT-15, SUM-06, TIM-05..07, TIM-11.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.groups import changes, gatherings, membership
from cppm.groups.core_group import (
    BookedReview,
    CoreGroup,
    FamilyMember,
    GatheringPhase,
    NextReview,
    PlanChange,
    Registration,
)
from cppm.groups.plan import PlanAction
from cppm.meetings import considerations
from cppm.meetings.meeting import Child, ImmediateAction, MeetingKind, Option, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.rights import parts
from cppm.timing.timescales import local_day, say_day


class NotUnborn(CPPMError):
    """{name} was not registered before birth, so no day of birth is recorded here."""

    rule = "GEN-07"


class BirthUnlikely(CPPMError):
    """{day} can't be the day on which {name} was born. {why} Check the day and give it again."""

    rule = "GEN-07"


ON_REGISTER = (Option.PLACE, Option.RETAIN)
BIRTH_BEFORE, BIRTH_AFTER = timedelta(weeks=20), timedelta(weeks=4)
"""How far before and after the due date a birth is believed: from 20 weeks of pregnancy to 44."""


FOLLOWED = frozenset(
    {
        FactKind.MEETING_BOOKED,
        FactKind.MEETING_MOVED,
        FactKind.MEETING_CANCELLED,
        FactKind.RECONVENED,
        FactKind.LIST_SENT,
        FactKind.LIST_APPROVED,
        FactKind.MEETING_OPENED,
        FactKind.MEETING_CLOSED,
        FactKind.PART_HANDED_OVER,
    }
)
"""What may concern the core group. After anything else, such as an answer or a view, it need not be read."""


def concerned(meeting: PlanningMeeting) -> bool:
    """Whether what was just recorded in a planning meeting may concern the core group of the case."""
    return any(fact.kind in FOLLOWED for fact in meeting.facts)


def follow(
    group: CoreGroup | None,
    meeting: PlanningMeeting,
    at: datetime,
    new_id: Callable[[], str],
    profile: Profile,
) -> CoreGroup | None:
    """The core group after a change of a planning meeting, whose facts have not been drained yet.

    `group` is the case's group, the one not ended or else the last. Forms a group when a meeting that
    placed a name closes, or that retained one which Quorate did not know.
    """
    if not concerned(meeting):
        return group
    if _closes_now(meeting) and not (group and meeting.id in group.followed):
        return _take_in(group, meeting, at, new_id, profile)
    if group and not group.ended:
        if any(f.kind is FactKind.PART_HANDED_OVER for f in meeting.facts):
            membership.take_over_with(group, meeting.handed_over[-1], meeting.id == group.followed[-1])
        if meeting.kind is MeetingKind.REVIEW:
            _note_review(group, meeting, at)
    return group


def _closes_now(meeting: PlanningMeeting) -> bool:
    closing = any(f.kind is FactKind.MEETING_CLOSED for f in meeting.facts)
    return closing and meeting.phase is Phase.CLOSED


def _take_in(
    group: CoreGroup | None,
    meeting: PlanningMeeting,
    at: datetime,
    new_id: Callable[[], str],
    profile: Profile,
) -> CoreGroup | None:
    placed = [c for c in meeting.children if _decided(meeting, c.id) in ON_REGISTER]
    if group is None or group.ended:
        if not placed:
            return group
        group = _formed(meeting, at, new_id())
    elif placed or _taken_off(group, meeting):
        group.followed.append(meeting.id)
    else:
        return group
    _register(group, meeting, at)
    if not group.registered:
        _end(group, meeting, at)
        return group
    _renew(group, meeting, at)
    _take_over_actions(group, meeting, at, new_id)
    _take_over_changes(group, meeting, at)
    _arrange(group, meeting, at, new_id, profile)
    return group


def _decided(meeting: PlanningMeeting, child_id: str) -> Option | None:
    decision = meeting.decisions.get(child_id)
    return decision.option if decision else None


def _taken_off(group: CoreGroup, meeting: PlanningMeeting) -> list[Child]:
    return [c for c in group.registered if _decided(meeting, c.id) is Option.REMOVE]


def _formed(meeting: PlanningMeeting, at: datetime, group_id: str) -> CoreGroup:
    lead = _lead(meeting)
    group = CoreGroup(
        id=group_id,
        case_ref=meeting.case_ref,
        chair=_group_chair(meeting, lead),
        planning_chair=meeting.chair,
        lead_professional=lead,
        formed_at=at,
        formed_by=meeting.id,
        registrations=[],
        members=[],
        family=[],
        review=None,
        formed_by_review=meeting.kind is MeetingKind.REVIEW,
        followed=[meeting.id],
    )
    group.record(FactKind.GROUP_FORMED, meeting.chair, at, meeting=meeting.id)
    return group


def _lead(meeting: PlanningMeeting) -> Person:
    chosen = meeting.outcome.lead_professional
    return _person(meeting, chosen) or meeting.lead_professional


def _group_chair(meeting: PlanningMeeting, lead: Person) -> Person:
    """Social work chairs the core group: who was named, or else the lead professional (CG-04)."""
    return _person(meeting, meeting.outcome.core_group_chair) or lead


def _person(meeting: PlanningMeeting, person_id: str | None) -> Person | None:
    """Who this is in the planning meeting; an enrolled deputy stands for the agency of the invitee."""
    for line in meeting.invitees:
        if line.person.id == person_id:
            return line.person
    for line in meeting.invitees:
        if line.deputy and line.deputy.person and line.deputy.person == person_id:
            invitee, deputy = line.person, line.deputy
            return replace(invitee, id=line.deputy.person, name=deputy.name, duties=frozenset())
    return meeting.chair if meeting.chair.id == person_id else None


def _register(group: CoreGroup, meeting: PlanningMeeting, at: datetime) -> None:
    """Put names on, keep what is newly known of a child, take names off (GEN-15)."""
    known = {r.child.id: r for r in group.registrations if r.ended_at is None}
    for child in meeting.children:
        option, registration = _decided(meeting, child.id), known.get(child.id)
        if option in ON_REGISTER and registration is None:
            group.registrations.append(Registration(child, at))
        elif option in ON_REGISTER and registration:
            born_on = registration.child.born_on or child.born_on
            registration.child = replace(child, born_on=born_on)
        elif option is Option.REMOVE and registration:
            registration.ended_at = at
            group.record(FactKind.REGISTRATION_ENDED, meeting.chair, at, child=child.id, meeting=meeting.id)


def _renew(group: CoreGroup, meeting: PlanningMeeting, at: datetime) -> None:
    """Lead, chairs, members and the next review as the meeting settled them (CHR-17, 21, OUT-15)."""
    group.planning_chair, group.lead_professional = meeting.chair, _lead(meeting)
    group.chair = _group_chair(meeting, group.lead_professional)
    if group.formed_by != meeting.id:
        group.record(FactKind.GROUP_RENEWED, meeting.chair, at, meeting=meeting.id)
    _keep_apart(group, meeting)
    _renew_members(group, meeting, at)
    _renew_family(group, meeting)
    _set_review(group, meeting, at)


def _keep_apart(group: CoreGroup, meeting: PlanningMeeting) -> None:
    """Who was in one part of the meeting alone, of the professionals and of the family.

    A review settles it anew, another meeting adds to it.
    """
    people = [i.person.id for i in meeting.invitees]
    people += [i.deputy.person for i in meeting.invitees if i.deputy and i.deputy.person]
    alone = [id for id in people if parts.part_of(meeting, id)]
    anew = meeting.kind is MeetingKind.REVIEW
    group.apart = list(dict.fromkeys([*([] if anew else group.apart), *alone]))
    only = meeting.parts.only if meeting.parts else {}
    lines = {f.id: str(only[f.id]) for f in meeting.family if f.id in only}
    group.family_parts = lines if anew else group.family_parts | lines


def _renew_members(group: CoreGroup, meeting: PlanningMeeting, at: datetime) -> None:
    """Who was chosen joins. Who was at hand and not chosen leaves; nobody else could be chosen or left out.

    A meeting about a further child adds people and takes nobody out.
    """
    chosen = {*meeting.outcome.core_group, group.lead_professional.id, group.chair.id}
    settles = meeting.kind is MeetingKind.REVIEW and bool(meeting.outcome.core_group)
    at_hand = {i.person.id for i in meeting.invitees}
    for member in group.members:
        if member.left_at is None and settles and member.person.id in at_hand - chosen:
            membership.leave(group, member, meeting.chair, at)
    current = {p.id for p in group.current_members}
    for person_id in [group.chair.id, group.lead_professional.id, *meeting.outcome.core_group]:
        person = _person(meeting, person_id)
        if person and person.id not in current:
            current.add(person.id)
            membership.join(group, person, meeting.chair, at)


def _renew_family(group: CoreGroup, meeting: PlanningMeeting) -> None:
    chosen = set(meeting.outcome.core_group)
    lines = {f.id: FamilyMember(f.id, f.who, f.relation, f.child) for f in meeting.family}
    settles = meeting.kind is MeetingKind.REVIEW and bool(chosen)
    kept = [f for f in group.family if f.id not in lines or not settles]
    there = {f.id for f in kept}
    group.family = [*kept, *(line for key, line in lines.items() if key in chosen - there)]


def _set_review(group: CoreGroup, meeting: PlanningMeeting, at: datetime) -> None:
    """The next review. One that did not speak of every child leaves the earlier date standing (TIM-06)."""
    before, by = group.review, meeting.outcome.review_on
    speaks_of_all = {c.id for c in group.registered} <= {c.id for c in meeting.children}
    if meeting.kind is MeetingKind.REVIEW:
        group.reviews_booked = [b for b in group.reviews_booked if b.meeting != meeting.id]
        made = group.recommendations
        # Later words of a member take the place of earlier ones.
        latest = {(r.child, r.person): r for r in made if r.child in meeting.decisions}
        group.recommended_to = group.recommended_to | {meeting.id: list(latest.values())}
        group.recommendations = [r for r in made if r.child not in meeting.decisions]
        changes.reviewed(group, meeting.id)
        if before and speaks_of_all:
            group.past_reviews.append(replace(before, held_at=meeting.opened_at or at))
    replaces = speaks_of_all and meeting.kind is MeetingKind.REVIEW
    if by and (before is None or replaces or by < before.by):
        group.review = NextReview(by, at, set_by=meeting.id)
    _use_earliest(group)


def _use_earliest(group: CoreGroup) -> None:
    first = min(group.reviews_booked, key=lambda b: b.starts_at, default=None)
    if group.review:
        group.review.meeting = first.meeting if first else None
        group.review.starts_at = first.starts_at if first else None


def _note_review(group: CoreGroup, meeting: PlanningMeeting, at: datetime) -> None:
    """A review was booked, moved or cancelled: the group reads its date from there."""
    before = [b for b in group.reviews_booked if b.meeting == meeting.id]
    rest = [b for b in group.reviews_booked if b.meeting != meeting.id]
    ahead = meeting.phase in (Phase.BOOKED, Phase.INVITED, Phase.OPEN)
    now = [BookedReview(meeting.id, meeting.starts_at, meeting.chair)] if ahead else []
    if before == now:
        return
    group.reviews_booked = [*rest, *now]
    _use_earliest(group)
    kind = FactKind.REVIEW_BOOKED if ahead else FactKind.REVIEW_UNBOOKED
    by = meeting.facts[-1].by if meeting.facts else meeting.chair.id
    group.record(kind, by, at, meeting=meeting.id, starts_at=meeting.starts_at.isoformat())


def _take_over_actions(
    group: CoreGroup, meeting: PlanningMeeting, at: datetime, new_id: Callable[[], str]
) -> None:
    """The immediate actions stand in the plan until the group builds them in (SUM-06)."""
    taken = {a.id for a in group.plan.actions}
    for action in meeting.outcome.actions:
        key = new_id() if action.id in taken else action.id
        group.plan.actions.append(_as_planned(group, action, key, at))
        group.plan.changed_at = at
        group.record(FactKind.PLAN_ACTION_SET, meeting.chair, at, action=key, meeting=meeting.id)


def _take_over_changes(group: CoreGroup, meeting: PlanningMeeting, at: datetime) -> None:
    """What changes in the plan waits until the group agrees a version; what waited before still does."""
    group.plan_changes = group.changes_to_build_in
    for child in meeting.children:
        said = considerations.plan_changes(meeting, child.id)
        if said:
            group.plan_changes.append(PlanChange(child.id, said, at))
            group.record(FactKind.PLAN_CHANGE_ASKED, meeting.chair, at, child=child.id, meeting=meeting.id)


def _as_planned(group: CoreGroup, action: ImmediateAction, key: str, at: datetime) -> PlanAction:
    """The risk it lowers is not known yet: the plan can't be agreed before somebody says (PLN-03)."""
    said = action.who.strip()
    people = [(p.id, p.name) for p in group.current_members] + [(f.id, f.who) for f in group.family]
    owner = next((i for i, name in people if said == i or said.casefold() == name.casefold()), "")
    name = group.name_of(owner) or said
    return PlanAction(key, action.what, "", owner, name, action.by, since=at, child=action.child)


def _arrange(
    group: CoreGroup, meeting: PlanningMeeting, at: datetime, new_id: Callable[[], str], profile: Profile
) -> None:
    """The date that the planning meeting named: the first one, or the next after a review (CG-05)."""
    starts_at, ahead = meeting.outcome.first_core_group, group.planned
    if starts_at is None or starts_at <= at:
        return
    latest = gatherings.latest_day(group, profile)
    reason = "The planning meeting set this date." if latest and local_day(starts_at) > latest else ""
    if ahead is None:
        gatherings.add(group, meeting.chair, starts_at, meeting.mode, meeting.place, reason, at, new_id())
    elif ahead.starts_at != starts_at and meeting.kind is MeetingKind.REVIEW:
        gatherings.shift(group, meeting.chair, ahead, starts_at, "The review set this date.", at)


def _end(group: CoreGroup, meeting: PlanningMeeting, at: datetime) -> None:
    """The last name is off the register: nothing more is arranged, and everybody hears of it (GEN-16).

    A meeting under way stays open, so that its record can still be finished.
    """
    if group.review:
        group.past_reviews.append(replace(group.review, held_at=meeting.opened_at or at))
    group.ended_at, group.review, group.reviews_booked = at, None, []
    group.planning_chair = meeting.chair
    group.record(FactKind.GROUP_ENDED, meeting.chair, at, meeting=meeting.id)
    for gathering in group.gatherings:
        if gathering.phase is GatheringPhase.PLANNED:
            gathering.phase = GatheringPhase.CANCELLED
            gatherings.show_in_channel(group, gathering)
    for person in group.current_members:
        group.owe(NoticeKind.GROUP_ENDED, person.id, key=f"ended:{meeting.id}")


def record_birth(group: CoreGroup, actor: Person, child_id: str, born_on: date, at: datetime) -> None:
    """A baby registered before birth is born: from this day on they are seen (CG-21, TIM-13).

    The same day again changes nothing; another day corrects the first.
    """
    if actor.id not in {p.id for p in group.current_members}:
        group.require_keeper(actor)
    group.require_running("recording a birth")
    child = group.child(child_id)
    if child.due_date is None:
        raise NotUnborn(name=child.name)
    _check_birth(group, child, born_on, at)
    if child.born_on == born_on:
        return
    for registration in group.registrations:
        if registration.child.id == child_id:
            registration.child = replace(child, born_on=born_on)
    group.record(FactKind.CHILD_BORN, actor, at, child=child_id, born_on=born_on.isoformat())


def _check_birth(group: CoreGroup, child: Child, born_on: date, at: datetime) -> None:
    due, why = child.due_date, ""
    seen = [s.on for s in group.sightings if s.child == child.id]
    if born_on > local_day(at):
        why = "It is still to come."
    elif due and not due - BIRTH_BEFORE <= born_on <= due + BIRTH_AFTER:
        why = f"The due date was {say_day(due)}."
    elif seen and min(seen) < born_on:
        why = f"The child was already seen on {say_day(min(seen))}."
    if why:
        raise BirthUnlikely(name=child.name, day=say_day(born_on), why=why)
