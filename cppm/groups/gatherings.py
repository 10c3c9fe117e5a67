"""When the core group meets and who comes: arranged, moved, answered. While it meets: `in_session`.

Rules: ATT-02..05, CG-08, CG-22, TIM-12.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from cppm.councils.profile import Profile
from cppm.errors import ChangeUnexplained, CPPMError
from cppm.groups.core_group import (
    CoreGroup,
    FamilyMember,
    Gathering,
    GatheringPhase,
    Reply,
)
from cppm.meetings.attendance import (
    AbsenceUnexplained,
    DeputyAnswers,
    DeputyIsYou,
    DeputyNotReady,
    DeputyOfOtherAgency,
    DeputyOnList,
    DeputyTaken,
    DeputyUnnamed,
    SourceMissing,
)
from cppm.meetings.dates import DateGone
from cppm.meetings.meeting import Coming, Deputy, Mode, NoSuchThing, NotYours, Postponement
from cppm.meetings.outcome import first_core_group_by
from cppm.people import Person
from cppm.records import CHANNEL, FactKind, NoticeKind
from cppm.timing.timescales import local_day, say_day, say_moment


class AlreadyArranged(CPPMError):
    """The next core group is already arranged for {when}. Move that one if the date has to change."""

    rule = "CG-08"


class LaterThanInterval(CPPMError):
    """{day} is later than {limit}, the last day for {which}. Choose an earlier date, or say why the children
    can wait that long; the reason goes into the record."""

    rule = "CG-08"


class NotInPhase(CPPMError):
    """This core group meeting is {phase}, so {what} is not possible {when}. Nothing was changed."""

    rule = "GEN-05"


def arrange(
    group: CoreGroup,
    actor: Person,
    starts_at: datetime,
    mode: Mode,
    place: str,
    reason: str,
    at: datetime,
    profile: Profile,
    new_id: Callable[[], str],
) -> Gathering:
    """Arrange the next meeting and ask everybody. Earlier than the interval needs no reason; later does."""
    group.require_keeper(actor)
    group.require_running("arranging a core group meeting")
    ahead = group.planned
    if ahead and ahead.starts_at == starts_at:
        return ahead
    if ahead:
        raise AlreadyArranged(when=say_moment(ahead.starts_at))
    if starts_at <= at:
        raise DateGone(what="The date of the core group meeting")
    late = _is_late(group, starts_at, reason, profile)
    return add(group, actor, starts_at, mode, place, reason.strip() if late else "", at, new_id())


CARERS = ("foster", "carer", "kinship")


def carers(group: CoreGroup) -> list[FamilyMember]:
    """The foster, kinship and other carers in the group, who may need help to come (CG-26)."""
    return [each for each in group.family if any(word in each.relation.casefold() for word in CARERS)]


def note_help(group: CoreGroup, actor: Person, gathering_id: str, words: str, at: datetime) -> None:
    """What carers need in order to come to a meeting ahead, and who sees to it (CG-26)."""
    group.require_keeper(actor)
    gathering = group.gathering(gathering_id)
    require_phase(gathering, "noting who needs help to come", GatheringPhase.PLANNED)
    if gathering.help_to_come == words.strip():
        return
    gathering.help_to_come = words.strip()
    group.record(FactKind.HELP_TO_COME_NOTED, actor, at, meeting=gathering.id, words=gathering.help_to_come)


def latest_day(group: CoreGroup, profile: Profile) -> date | None:
    """The last day for the next meeting, from the last one or the planning meeting; None where guides are
    silent (TIM-11, TIM-12).
    """
    held, first = group.held, first_core_group_by(group.formed_at, profile)
    if first and not held and not group.formed_by_review:
        return first[1]
    limit, counts_from = profile.limit("core_group"), held[-1].starts_at if held else group.formed_at
    return local_day(limit.after(counts_from, profile.rest_day)) if limit else None


def _is_late(group: CoreGroup, starts_at: datetime, reason: str, profile: Profile) -> bool:
    limit = latest_day(group, profile)
    if limit is None or local_day(starts_at) <= limit:
        return False
    if not reason.strip():
        which = "the next core group" if group.held else "the first core group Quorate knows of"
        raise LaterThanInterval(day=say_day(local_day(starts_at)), limit=say_day(limit), which=which)
    return True


def add(
    group: CoreGroup,
    actor: Person,
    starts_at: datetime,
    mode: Mode,
    place: str,
    reason: str,
    at: datetime,
    gathering_id: str,
) -> Gathering:
    """Put a meeting into the group and ask everybody, unless the closing of one under way will do so.

    What is allowed is for the caller to say.
    """
    number = 1 + sum(1 for g in group.gatherings if g.phase is not GatheringPhase.CANCELLED)
    gathering = Gathering(gathering_id, number, starts_at, mode, place.strip(), at, reason)
    group.gatherings.append(gathering)
    when = starts_at.isoformat()
    group.record(FactKind.GATHERING_ARRANGED, actor, at, meeting=gathering_id, starts_at=when, reason=reason)
    for person_id in [] if under_way(group) else _asked_apart(group, at):
        ask(group, gathering, person_id)
    show_in_channel(group, gathering)
    return gathering


def under_way(group: CoreGroup) -> bool:
    """Whether a meeting is open: a date arranged in it is told to everybody with its closing, once."""
    return any(g.phase is GatheringPhase.OPEN for g in group.gatherings)


def _asked_apart(group: CoreGroup, at: datetime) -> list[str]:
    """The members, but for those who join at this moment: that message tells them of the meeting too."""
    return [m.person.id for m in group.members if m.left_at is None and m.joined_at != at]


def ask(group: CoreGroup, gathering: Gathering, person_id: str) -> None:
    """Tell somebody of the meeting and ask whether they come."""
    key = f"{gathering.id}:{gathering.starts_at.isoformat()}"
    group.owe(NoticeKind.GATHERING, person_id, key=key, about=gathering.id)


def ask_again(group: CoreGroup, actor: Person, gathering_id: str, at: datetime) -> None:
    """Somebody who is asked wants the question in their own chat, where nobody reads along."""
    group.require_member(actor)
    gathering = group.gathering(gathering_id)
    require_phase(gathering, "answering", GatheringPhase.PLANNED)
    key = f"{gathering.id}:again:{at.isoformat()}"
    group.owe(NoticeKind.GATHERING, actor.id, key=key, about=gathering.id)


def show_in_channel(group: CoreGroup, gathering: Gathering) -> None:
    """Owe the channel the meeting's card as it now stands; an earlier card of it is then out of date."""
    key = f"state:{gathering.id}:{group.revision}"
    group.owe(NoticeKind.GATHERING_IN_CHANNEL, CHANNEL, key=key, about=gathering.id)


def move(
    group: CoreGroup,
    actor: Person,
    gathering_id: str,
    starts_at: datetime,
    reason: str,
    at: datetime,
    profile: Profile,
) -> None:
    """Give a meeting a new date with the reason; everybody is asked again. It may be one that was missed."""
    group.require_keeper(actor)
    group.require_running("moving a core group meeting")
    gathering = group.gathering(gathering_id)
    require_phase(gathering, "moving it", GatheringPhase.PLANNED)
    if starts_at == gathering.starts_at:
        return
    if starts_at <= at:
        raise DateGone(what="The new date")
    if not reason.strip():
        raise ChangeUnexplained(what="moving the core group meeting", why="It goes into the record.")
    late = _is_late(group, starts_at, reason, profile)
    shift(group, actor, gathering, starts_at, reason.strip(), at)
    gathering.interval_reason = reason.strip() if late else ""


def shift(
    group: CoreGroup, actor: Person, gathering: Gathering, starts_at: datetime, reason: str, at: datetime
) -> None:
    """Set the new date and ask everybody again. What is allowed is for the caller to say."""
    told = set(_asked_apart(group, at)) | {
        r.deputy.person for r in gathering.replies.values() if r.deputy and r.deputy.person
    }
    gathering.moved.append(Postponement(gathering.starts_at, reason, at))
    gathering.starts_at, gathering.replies = starts_at, {}
    when = starts_at.isoformat()
    group.record(FactKind.GATHERING_MOVED, actor, at, meeting=gathering.id, starts_at=when, reason=reason)
    for person_id in sorted(told):
        key = f"{gathering.id}:{when}:{at.isoformat()}"
        group.owe(NoticeKind.GATHERING_MOVED, person_id, key=key, about=gathering.id)
    show_in_channel(group, gathering)


def reply(
    group: CoreGroup,
    actor: Person,
    gathering_id: str,
    coming: Coming,
    at: datetime,
    why_absent: str = "",
    deputy: Deputy | None = None,
    member_id: str = "",
    source: str = "",
    enrolled: Person | None = None,
) -> None:
    """A member comes, sends a briefed and authorised deputy, or can't come and says why (ATT-02..05).

    For `member_id` a keeper answers and says how they know. `enrolled` is the deputy, where Quorate knows
    them. A deputy who says that they will go changes nothing. The same answer twice is one.
    """
    gathering = group.gathering(gathering_id)
    on_behalf = bool(member_id) and member_id != actor.id
    own = _replier(group, gathering, actor, coming, member_id if on_behalf else "")
    if own is None:
        return
    _require_answerable(gathering, coming, on_behalf)
    if on_behalf and not source.strip():
        raise SourceMissing(name=own.name)
    if coming is Coming.DEPUTY:
        _check_deputy(group, gathering, own, deputy, enrolled)
    if coming is Coming.ABSENT and not why_absent.strip():
        raise AbsenceUnexplained
    found = Reply(
        coming,
        at,
        why_absent.strip() if coming is Coming.ABSENT else "",
        deputy if coming is Coming.DEPUTY else None,
        actor.id if on_behalf else "",
        source.strip() if on_behalf else "",
    )
    before = gathering.replies.get(own.id)
    if before and _same(before, found):
        return
    _keep_reply(group, actor, gathering, own, found, at)


def _keep_reply(
    group: CoreGroup, actor: Person, gathering: Gathering, own: Person, found: Reply, at: datetime
) -> None:
    gathering.replies[own.id] = found
    group.record(
        FactKind.GATHERING_ANSWERED,
        actor,
        at,
        meeting=gathering.id,
        person=own.id,
        coming=found.coming,
        why=found.why_absent,
        deputy=found.deputy.name if found.deputy else "",
        source=found.source,
    )
    if found.deputy and found.deputy.person:
        ask(group, gathering, found.deputy.person)
    show_in_channel(group, gathering)


def _replier(
    group: CoreGroup, gathering: Gathering, actor: Person, coming: Coming, member_id: str
) -> Person | None:
    """The member whose answer this is; None where a deputy only says again that they will go."""
    members = {p.id: p for p in group.current_members}
    if member_id:
        group.require_keeper(actor)
        if member_id not in members:
            raise NoSuchThing(what="person")
        return members[member_id]
    if actor.id in members:
        return members[actor.id]
    for person_id, earlier in gathering.replies.items():
        if earlier.deputy and earlier.deputy.person == actor.id:
            if coming is Coming.ATTENDING:
                return None
            raise DeputyAnswers(name=group.name_of(person_id))
    raise NotYours(who="a member of the core group", next_step="Tell the lead professional.")


def _require_answerable(gathering: Gathering, coming: Coming, on_behalf: bool) -> None:
    """A deputy who comes unannounced may still be recorded in the meeting by a keeper (ATT-02)."""
    late = (GatheringPhase.OPEN,) if on_behalf and coming is Coming.DEPUTY else ()
    require_phase(gathering, "answering", GatheringPhase.PLANNED, *late)


def _check_deputy(
    group: CoreGroup, gathering: Gathering, own: Person, deputy: Deputy | None, enrolled: Person | None
) -> None:
    if deputy is None or not deputy.name.strip():
        raise DeputyUnnamed
    if deputy.person == own.id:
        raise DeputyIsYou
    if not (deputy.briefed and deputy.authorised):
        raise DeputyNotReady(name=deputy.name)
    if enrolled and enrolled.agency != own.agency:
        raise DeputyOfOtherAgency(name=enrolled.name, other=enrolled.agency, own=own.agency)
    if enrolled:
        group.require_whole(enrolled)
    if deputy.person in {p.id for p in group.current_members}:
        raise DeputyOnList(name=deputy.name)
    for person_id, other in gathering.replies.items():
        taken = other.deputy and other.deputy.person and other.deputy.person == deputy.person
        if taken and person_id != own.id:
            raise DeputyTaken(name=deputy.name, other=group.name_of(person_id))


def _same(before: Reply, now: Reply) -> bool:
    """Whether the same answer changes nothing; somebody's own word replaces what was recorded for them."""
    answer = (before.coming, before.why_absent, before.deputy) == (now.coming, now.why_absent, now.deputy)
    return answer and (bool(now.source) or not before.source)


STANDS = {
    GatheringPhase.PLANNED: "arranged and not open yet",
    GatheringPhase.OPEN: "under way",
    GatheringPhase.CLOSED: "closed",
    GatheringPhase.CANCELLED: "cancelled",
}


def require_phase(gathering: Gathering, what: str, *phases: GatheringPhase) -> None:
    """Refuse `what` unless the meeting stands in one of the phases."""
    if gathering.phase in phases:
        return
    order = list(GatheringPhase)
    later = [p for p in phases if order.index(p) > order.index(gathering.phase)]
    until = {GatheringPhase.OPEN: "until it is opened", GatheringPhase.CLOSED: "until it is closed"}
    when = until[later[0]] if later and gathering.phase is not GatheringPhase.CANCELLED else "any more"
    raise NotInPhase(phase=STANDS[gathering.phase], what=what, when=when)
