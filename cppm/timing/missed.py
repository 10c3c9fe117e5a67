"""A limit that was missed: the reason, the manager who agrees, and the new date (GEN-13, CON-09).

National guidance (3.38) lets a timescale pass only when an accountable manager agrees, an interim safety
plan is in place and shared, and the reasons are recorded.
"""

from __future__ import annotations

from datetime import datetime

from cppm.councils.profile import Profile
from cppm.errors import CPPMError, ReasonMissing
from cppm.meetings.meeting import NotYours
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind
from cppm.roots import Root
from cppm.timing.boards import Standing, find, may_oversee, owed_by, standing
from cppm.timing.clock_records import InterimPlan, MissedLimit
from cppm.timing.timescales import Due

APPROVES = frozenset({Duty.SERVICE_MANAGER, Duty.TEAM_LEADER, Duty.CHIEF_SOCIAL_WORK_OFFICER})
"""The duties of those who can agree to a missed limit."""


class DelayUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "CON-09"


class NotLate(CPPMError):
    """This is not late: its limit has not passed. If it can't be done in time, speak with your manager
    now."""

    rule = "CON-09"


class NotAManager(CPPMError):
    """{name} can't agree to this: it takes a service manager, a team leader or the chief social work officer,
    and not the person who asks. Please choose another manager."""

    rule = "GEN-13"


class NoNewDate(CPPMError):
    """This is still to be done, so please give a new date for it, from today on."""

    rule = "CON-09"


class NothingToApprove(CPPMError):
    """Nothing waits for your agreement here. Type clocks to see what is yours."""

    rule = "GEN-13"


def require_explainer(root: Root, actor: Person, due: Due, at: datetime) -> None:
    """Refuse what is not late, and everybody but who owes it and who oversees the case."""
    if not owed_by(due, actor) and not may_oversee(root, actor):
        raise NotYours(
            who="whoever owes this, the chair, the lead professional or CP Administration",
            next_step="Ask them to record why it is late.",
        )
    if standing(due, at) is Standing.AHEAD:
        raise NotLate


def explain(
    root: Root,
    actor: Person,
    key: str,
    reason: str,
    manager: Person,
    until: datetime | None,
    at: datetime,
    profile: Profile,
    interim: InterimPlan | None = None,
) -> Due:
    """Record why a limit passed, and by when it will be done; the manager is asked to agree.

    `until` is an aware UTC moment; it is left out where the thing was done, only late. Recorded anew it
    takes the place of what was said before, and the manager is asked anew. Returns what was missed. Raises
    ClockStopped, NotYours, NotLate, DelayUnexplained, NotAManager, NoNewDate.
    """
    due = find(root, key, profile)
    require_explainer(root, actor, due, at)
    if not reason.strip():
        raise DelayUnexplained(what="missing the limit", why="A child should not wait without one.")
    if not manager.duties & APPROVES or manager.id == actor.id:
        raise NotAManager(name=manager.name)
    done = due.done_at is not None
    if not done and (until is None or until <= at):
        raise NoNewDate
    kept = MissedLimit(
        limit=due.first_limit or due.limit,
        reason=reason.strip(),
        manager=manager.id,
        manager_name=manager.name,
        until=None if done else until,
        by=actor.id,
        at=at,
        interim=interim,
    )
    root.missed[key] = kept
    root.record(FactKind.LIMIT_MISSED, actor, at, key=key, **_told(kept))
    root.owe(NoticeKind.LIMIT_TO_APPROVE, manager.id, key=f"{key}:{root.revision}", about=key)
    return due


def _told(kept: MissedLimit) -> dict[str, object]:
    """What the trail of facts keeps of it."""
    return {
        "limit": kept.limit.isoformat(),
        "reason": kept.reason,
        "manager": kept.manager,
        "until": kept.until.isoformat() if kept.until else None,
        "interim": str(kept.interim) if kept.interim else None,
    }


def to_approve(root: Root, actor: Person, key: str) -> MissedLimit:
    """The missed limit that somebody is, or was, asked to agree to. Raises NothingToApprove."""
    kept = root.missed.get(key)
    if kept is None or kept.manager != actor.id:
        raise NothingToApprove
    return kept


def explanation(root: Root, due: Due) -> MissedLimit | None:
    """What is recorded of why this limit passed, agreed to or not; None for one of an earlier time round."""
    kept = root.missed.get(due.key)
    return kept if kept and (due.first_limit or due.limit) <= kept.limit else None


def approve(root: Root, actor: Person, key: str, at: datetime) -> None:
    """The manager named agrees to the reason and the new date, even after a no. Twice changes nothing."""
    kept = to_approve(root, actor, key)
    if kept.approved_at:
        return
    kept.approved_at, kept.refused_at, kept.refusal = at, None, ""
    root.record(FactKind.MISSED_LIMIT_APPROVED, actor, at, key=key)


def refuse(root: Root, actor: Person, key: str, why: str, at: datetime) -> None:
    """The manager named does not agree: the limit stands as it was, and its reason is wanted anew (GEN-13).

    Whoever explained it hears so. Said twice changes nothing. Raises NothingToApprove where they have agreed
    before, and DelayUnexplained.
    """
    kept = to_approve(root, actor, key)
    if kept.approved_at:
        raise NothingToApprove
    if kept.refused_at:
        return
    if not why.strip():
        raise DelayUnexplained(what="not agreeing", why="Whoever asked needs to know what to do now.")
    kept.refused_at, kept.refusal = at, why.strip()
    root.record(FactKind.MISSED_LIMIT_REFUSED, actor, at, key=key, reason=kept.refusal)
    root.owe(NoticeKind.LIMIT_NOT_AGREED, kept.by, key=f"{key}:{root.revision}", about=key)


def hand_on(root: Root, leaver: Person, heir: Person, actor: Person, at: datetime) -> None:
    """Whoever takes over from a manager who has left is asked to agree in their place (INV-08, GEN-13).

    Raises NotAManager where the heir can't agree to one of the limits.
    """
    asked = {key: kept for key, kept in root.missed.items() if kept.manager == leaver.id}
    waiting = {key: kept for key, kept in asked.items() if not kept.answered}
    if any(not heir.duties & APPROVES or kept.by == heir.id for kept in waiting.values()):
        raise NotAManager(name=heir.name)
    for key, kept in waiting.items():
        kept.manager, kept.manager_name = heir.id, heir.name
        root.record(FactKind.MISSED_LIMIT_HANDED_ON, actor, at, key=key, was=leaver.id, to=heir.id)
        root.owe(NoticeKind.LIMIT_TO_APPROVE, heir.id, key=f"{key}:{root.revision}", about=key)
