"""What each member recommends to the review: that a name remains or comes off, with reasons.

Nothing is counted, ranked or summed up: the review decides, and where the members do not agree the
chair of the planning meeting hears it.

Rules: CG-14, CG-15, CG-23, CG-27, DIS-13, REP-16, TIM-21.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.groups.core_group import Chronology, CoreGroup, Gathering, Recommendation, Recommended
from cppm.meetings.attendance import SourceMissing
from cppm.meetings.meeting import Coming, NoSuchThing, NotYours
from cppm.meetings.outcome import DayGone
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.timing.timescales import CalendarDays, Weeks, local_day, say_day

FOUR_WEEKS = timedelta(weeks=4)
"""Between core groups, where a council names no days of its own (TIM-12)."""


class ReasonsForRecommendation(CPPMError):
    """Please give the reasons for what {who} on {child}: what has changed for the child, and how you know.
    They go to the review with it."""

    rule = "CG-14"


class NotOnRegister(CPPMError):
    """{child} is not on the register any more, so nothing is recommended to a review."""

    rule = "GEN-16"


class NoChronologyAgreed(CPPMError):
    """No date is agreed for the multi-agency chronology yet. First agree it, and who puts it together."""

    rule = "REP-16"


def recommend(
    group: CoreGroup,
    actor: Person,
    child_id: str,
    says: Recommended,
    reasons: str,
    at: datetime,
    member_id: str = "",
    source: str = "",
) -> None:
    """Record what a member recommends on one child. It may be given anew until the review closes.

    For `member_id` a keeper records it and says how they know; a deputy in the meeting gives that of
    the member they sit in for. The same again changes nothing.
    """
    group.require_running("recommending something to a review")
    member, source = _speaks_for(group, actor, member_id, source)
    child = group.child(child_id)
    if child_id not in {c.id for c in group.registered}:
        raise NotOnRegister(child=child.name)
    if not reasons.strip():
        who = "you recommend" if member.id == actor.id else f"{member.name} recommends"
        raise ReasonsForRecommendation(who=who, child=child.name)
    before = of_member(group, child_id, member.id)
    if before and (before.says, before.reasons, before.source) == (says, reasons.strip(), source):
        return
    by = actor.id if member.id != actor.id else ""
    found = Recommendation(member.id, member.name, child_id, says, reasons.strip(), at, by, source)
    group.recommendations.append(found)
    group.record(
        FactKind.RECOMMENDATION_GIVEN,
        actor,
        at,
        child=child_id,
        person=member.id,
        says=says,
        reasons=found.reasons,
        source=source,
    )
    if not any(awaited(group, c.id) for c in group.registered):
        _tell_chair(group, key=f"complete:{group.revision}")


def _speaks_for(group: CoreGroup, actor: Person, member_id: str, source: str) -> tuple[Person, str]:
    """Whose recommendation this is, and how it came; empty where they give it themselves."""
    members = {p.id: p for p in group.current_members}
    if member_id and member_id != actor.id:
        group.require_keeper(actor)
        if member_id not in members:
            raise NoSuchThing(what="person")
        if not source.strip():
            raise SourceMissing(name=members[member_id].name)
        return members[member_id], source.strip()
    if actor.id in members:
        return members[actor.id], ""
    current = group.current
    for person_id, reply in current.replies.items() if current else ():
        sits_in = reply.coming is Coming.DEPUTY and reply.deputy and reply.deputy.person == actor.id
        if sits_in and person_id in members:
            return members[person_id], f"given by the deputy, {actor.name}"
    raise NotYours(who="a member of the core group", next_step="Tell the lead professional.")


def of_member(group: CoreGroup, child_id: str, person_id: str) -> Recommendation | None:
    """What a member recommends on a child now; None while they have said nothing."""
    found = [r for r in group.recommendations if (r.child, r.person) == (child_id, person_id)]
    return found[-1] if found else None


def awaited(group: CoreGroup, child_id: str) -> list[Person]:
    """The members who have not yet recommended anything on a child."""
    return [p for p in group.current_members if of_member(group, child_id, p.id) is None]


def agreed(group: CoreGroup, child_id: str) -> bool | None:
    """Whether all members recommend the same on a child; None while somebody is awaited (DIS-13)."""
    if awaited(group, child_id):
        return None
    said = {r.says for p in group.current_members if (r := of_member(group, child_id, p.id))}
    return len(said) == 1


def interval(profile: Profile) -> timedelta:
    """The longest time between two core groups in this council (TIM-12)."""
    limit = profile.limit("core_group")
    days = {CalendarDays: 1, Weeks: 7}.get(type(limit)) if limit else None
    return timedelta(days=days * limit.count) if limit and days else FOUR_WEEKS


def asked_from(group: CoreGroup, profile: Profile) -> date | None:
    """The day from which recommendations are asked: no further core group need come before the review."""
    if group.review is None:
        return None
    return group.review.day - interval(profile)


def wanted(group: CoreGroup, at: datetime, profile: Profile) -> bool:
    """Whether the review is so near that the members are asked what they recommend (CG-14, CG-27)."""
    first = asked_from(group, profile)
    if first is None or group.ended:
        return False
    under_way = group.current
    last = under_way is not None and under_way.opened_at is not None and last_before_review(group, under_way)
    return last or local_day(at) >= first


def last_before_review(group: CoreGroup, gathering: Gathering) -> bool:
    """Whether the next date is not before the review, so that this meeting is the last one before it."""
    review, following = group.review, group.planned
    if review is None or following is None or following.id == gathering.id:
        return False
    return local_day(gathering.starts_at) <= review.day <= local_day(following.starts_at)


def tell_what_is_missing(group: CoreGroup, gathering_id: str) -> None:
    """At the close of a meeting the chair hears who has not said anything yet; the rest they have heard."""
    if any(awaited(group, c.id) for c in group.registered):
        _tell_chair(group, key=gathering_id)


def _tell_chair(group: CoreGroup, key: str) -> None:
    group.owe(NoticeKind.RECOMMENDATIONS, group.review_chair.id, key=key)


def agree_chronology(group: CoreGroup, actor: Person, by: date, owner: Person, at: datetime) -> None:
    """Agree by when the multi-agency chronology is there and who puts it together (REP-16, TIM-21)."""
    group.require_chair(actor)
    group.require_running("agreeing a chronology")
    if owner.id not in {p.id for p in group.current_members}:
        raise NoSuchThing(what="person")
    if by < local_day(at):
        raise DayGone(what="The day for the chronology", today=say_day(local_day(at)))
    now = group.chronology
    if now and now.received_at is None and (now.by, now.owner) == (by, owner.id):
        return
    group.chronology = Chronology(by, owner.id, owner.name, at)
    group.record(FactKind.CHRONOLOGY_AGREED, actor, at, by=by.isoformat(), owner=owner.id)


def chronology_received(group: CoreGroup, actor: Person, at: datetime) -> None:
    """The chronology is there. Its owner says so, or a keeper for them; saying it twice is once."""
    chronology = group.chronology
    if chronology is None or actor.id != chronology.owner:
        group.require_keeper(actor)
    if chronology is None:
        raise NoChronologyAgreed
    if chronology.received_at is None:
        chronology.received_at = at
        group.record(FactKind.CHRONOLOGY_RECEIVED, actor, at)
