"""The core group's meetings: a date that is always set, who comes, who is heard, what was settled.

A meeting can't close without who came, the family's voices, the record, the plan agreed in it and the
next date: that is how four weeks never become eight.

Rules: ATT-02..05, CG-08, CG-09, CG-12..15, CG-17..20, CG-22, CHI-07, TIM-12, TIM-22..24.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cppm import recommending
from cppm.attendance import (
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
from cppm.core_group import (
    CoreGroup,
    Gathering,
    GatheringPhase,
    GroupRecord,
    Progress,
    Reply,
)
from cppm.dates import DateGone
from cppm.errors import ChangeUnexplained, CPPMError
from cppm.meeting import Coming, Deputy, Mode, NoSuchThing, NotYours, Postponement, Voice
from cppm.outcome import first_core_group_by
from cppm.people import Person, Role
from cppm.profile import Profile
from cppm.records import CHANNEL, FactKind, NoticeKind
from cppm.timescales import local_day, say_day, say_moment


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


class NotItsDay(CPPMError):
    """This core group meeting is arranged for {when}. Open it on that day, or give it an earlier date."""

    rule = "CG-08"


class AnotherUnderWay(CPPMError):
    """The core group meeting of {when} is still open. Close it first; then open this one."""

    rule = "TIM-24"


class NobodyCame(CPPMError):
    """Please mark who came, at least one of the professionals. If nobody did, give the meeting a new date."""

    rule = "CG-09"


class NotHeard(CPPMError):
    """Please write down what {who} said and how you heard it, in writing or spoken, or why {who} could not be
    heard."""

    rule = "CG-18"


class GatheringStillBlank(CPPMError):
    """The core group meeting can't close yet. Still missing: {missing}."""

    rule = "CG-15"


@dataclass(frozen=True)
class Blank:
    """Something a meeting can't close without: the rule, the words, the job that fills it, and for whom.

    `about` is the opaque id of the family line or child, where there is one.
    """

    rule: str
    words: str
    job: str
    about: str = ""


# Dates


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
    for person_id in [] if _under_way(group) else _asked_apart(group, at):
        ask(group, gathering, person_id)
    show_in_channel(group, gathering)
    return gathering


def _under_way(group: CoreGroup) -> bool:
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
    _require(gathering, "answering", GatheringPhase.PLANNED)
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
    _require(gathering, "moving it", GatheringPhase.PLANNED)
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


# Who comes


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
    _require(gathering, "answering", GatheringPhase.PLANNED, *late)


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


# The meeting


def open_gathering(group: CoreGroup, actor: Person, gathering_id: str, at: datetime) -> None:
    """The meeting begins, on its day or, where nobody opened it then, later. Opening it twice is once."""
    group.require_chair(actor)
    gathering = group.gathering(gathering_id)
    if gathering.phase is GatheringPhase.OPEN:
        return
    group.require_running("opening a core group meeting")
    _require(gathering, "opening it", GatheringPhase.PLANNED)
    under_way = group.current
    if under_way and under_way.phase is GatheringPhase.OPEN:
        raise AnotherUnderWay(when=say_moment(under_way.starts_at))
    if local_day(at) < local_day(gathering.starts_at):
        raise NotItsDay(when=say_moment(gathering.starts_at))
    gathering.phase, gathering.opened_at = GatheringPhase.OPEN, at
    group.record(FactKind.GATHERING_OPENED, actor, at, meeting=gathering.id)
    show_in_channel(group, gathering)


def call_roll(group: CoreGroup, actor: Person, gathering_id: str, present: list[str], at: datetime) -> None:
    """Who came, or whose deputy came: members and family by id. Calling it again replaces it."""
    group.require_keeper(actor)
    gathering = group.gathering(gathering_id)
    _require(gathering, "calling the roll", GatheringPhase.OPEN)
    members = {p.id for p in group.current_members}
    family = {f.id for f in group.family} | {f.id for f in group.to_be_heard}
    if not set(present) <= members | family:
        raise NoSuchThing(what="person")
    if not set(present) & members:
        raise NobodyCame
    found = list(dict.fromkeys(present))
    if found != gathering.present:
        gathering.present = found
        group.record(FactKind.GATHERING_ROLL_CALLED, actor, at, meeting=gathering.id, present=found)


def hear(
    group: CoreGroup, actor: Person, gathering_id: str, line_id: str, voice: Voice, at: datetime
) -> None:
    """What one of the family said, in the meeting or before it, or why they could not be heard (CG-18)."""
    group.require_writer(actor)
    gathering = group.gathering(gathering_id)
    _require(gathering, "recording views", GatheringPhase.PLANNED, GatheringPhase.OPEN)
    who = {f.id: f.who for f in group.to_be_heard}.get(line_id)
    if who is None:
        raise NoSuchThing(what="person")
    words, how, why_not = voice.words.strip(), voice.how.strip(), voice.passed_over.strip()
    if not (words and how) and not why_not:
        raise NotHeard(who=who)
    found = Voice(words, how, "" if words and how else why_not)
    if gathering.voices.get(line_id) == found:
        return
    gathering.voices[line_id] = found
    group.record(FactKind.GATHERING_VOICE_HEARD, actor, at, meeting=gathering.id, line=line_id, **vars(found))


def note(
    group: CoreGroup,
    actor: Person,
    gathering_id: str,
    record: GroupRecord,
    progress: list[Progress],
    at: datetime,
) -> None:
    """What the meeting found and settled, and how far each outcome has come (CG-09, 12, 15, 19, 20)."""
    group.require_keeper(actor)
    gathering = group.gathering(gathering_id)
    _require(gathering, "writing the record", GatheringPhase.OPEN)
    if not {p.outcome for p in progress} <= {o.id for o in group.plan.outcomes}:
        raise NoSuchThing(what="outcome")
    said = [Progress(p.outcome, p.words.strip()) for p in progress if p.words.strip()]
    earlier = [p for p in gathering.progress if p.outcome not in {s.outcome for s in said}]
    found = _stripped(record)
    if (found, [*earlier, *said]) == (gathering.record_of_it, gathering.progress):
        return
    gathering.record_of_it, gathering.progress = found, [*earlier, *said]
    group.record(
        FactKind.GATHERING_NOTED,
        actor,
        at,
        meeting=gathering.id,
        progress={p.outcome: p.words for p in said},
        **vars(found),
    )


def _stripped(record: GroupRecord) -> GroupRecord:
    return GroupRecord(
        record.working.strip(),
        record.strengths.strip(),
        record.decisions.strip(),
        record.contingency.strip(),
        record.worries.strip(),
        record.extra_meeting,
    )


# Closing


def blanks(group: CoreGroup, gathering: Gathering) -> list[Blank]:
    """Everything that must still be settled before the meeting may close."""
    found: list[Blank] = []
    if not gathering.present:
        found.append(Blank("CG-09", "who came", "cgroll"))
    unheard = [f for f in group.to_be_heard if f.id not in gathering.voices]
    found += [
        Blank("CG-18", f"what {f.who} says, or why they could not be heard", "cgvoice", f.id) for f in unheard
    ]
    found += _blank_record(group, gathering)
    if agreed_version(group, gathering) is None:
        rule = "TIM-23" if group.plan.written else "TIM-22"
        found.append(Blank(rule, "the child's plan as agreed in this meeting", "planagree"))
    if group.ended:
        return found
    if group.planned is None:
        found.append(Blank("CG-08", "the date of the next core group", "cgdate"))
    return [*found, *_blank_recommendations(group, gathering)]


def _blank_record(group: CoreGroup, gathering: Gathering) -> list[Blank]:
    """The record asks for what makes it less formal than a planning meeting and yet a record (CG-15, 19)."""
    record = gathering.record_of_it
    wanted = [
        ("whether the plan works and how the parents manage the risk", record.working),
        ("the strengths", record.strengths),
        ("the key decisions", record.decisions),
    ]
    missing = [words for words, said in wanted if not said]
    found = [Blank("CG-15", f"the record: {', '.join(missing)}", "cgrecord")] if missing else []
    without = _without_progress(group, gathering)
    if without:
        words = "the progress on " + ", ".join(f"“{o}”" for o in without)
        found.append(Blank("CG-09", words, "cgrecord"))
    return found


def _without_progress(group: CoreGroup, gathering: Gathering) -> list[str]:
    """The outcomes that an earlier meeting agreed, are not reached, and nothing was said about."""
    earlier = [v for v in group.plan.versions if v.gathering != gathering.id]
    agreed = {o.id for o in earlier[-1].outcomes} if earlier else set()
    said = {p.outcome for p in gathering.progress}
    return [o.words for o in group.plan.outcomes if o.id in agreed - said and not o.reached]


def agreed_version(group: CoreGroup, gathering: Gathering) -> int | None:
    """The number of the plan's version agreed in this meeting, none where it was changed since."""
    agreed = [v for v in group.plan.versions if v.gathering == gathering.id]
    return agreed[-1].number if agreed and not group.plan.altered else None


def _blank_recommendations(group: CoreGroup, gathering: Gathering) -> list[Blank]:
    """In the last meeting before the review each of those present recommends; the others are asked in
    their own chat, so that somebody who is ill does not hold up the record (CG-14).
    """
    if not recommending.last_before_review(group, gathering):
        return []
    found = []
    for child in group.registered:
        here = [p.name for p in recommending.awaited(group, child.id) if p.id in gathering.present]
        if here:
            words = f"the recommendation of {', '.join(here)} to the review on {child.name}"
            found.append(Blank("CG-14", words, "recommendfor", child.id))
    return found


def close(group: CoreGroup, actor: Person, gathering_id: str, at: datetime, profile: Profile) -> None:
    """Close the meeting: everybody hears what it settled and keeps it in their own agency's system (CG-13).

    Closing it twice changes nothing. Disagreement, or a recommendation still missing before the review,
    goes to the chair of the planning meeting (DIS-13).
    """
    group.require_chair(actor)
    gathering = group.gathering(gathering_id)
    if gathering.phase is GatheringPhase.CLOSED:
        return
    _require(gathering, "closing it", GatheringPhase.OPEN)
    missing = blanks(group, gathering)
    if missing:
        raise GatheringStillBlank(missing="; ".join(b.words for b in missing))
    gathering.phase, gathering.closed_at = GatheringPhase.CLOSED, at
    gathering.plan_version = agreed_version(group, gathering)
    group.record(
        FactKind.GATHERING_CLOSED, actor, at, meeting=gathering.id, plan_version=gathering.plan_version
    )
    for person_id in dict.fromkeys([*(p.id for p in group.current_members), *gathering.deputies_present]):
        group.owe(NoticeKind.GATHERING_CLOSED, person_id, key=gathering.id, about=gathering.id)
    if recommending.wanted(group, gathering.starts_at, profile):
        recommending.tell_what_is_missing(group, gathering.id)
    show_in_channel(group, gathering)


def readable(group: CoreGroup, actor: Person) -> list[Gathering]:
    """The closed meetings whose record somebody may read, the earliest first.

    Who is in the group, and the chair of the planning meeting, read all; a deputy reads the record of the
    meeting they sat in. CP Administration keeps dates and answers, and reads none.
    """
    closed = [g for g in group.gatherings if g.phase is GatheringPhase.CLOSED]
    role = group.participants().get(actor.id)
    if role is None or role is Role.CORE_GROUP_DEPUTY:
        return [g for g in closed if actor.id in g.deputies_present]
    return closed


def require_reader(group: CoreGroup, actor: Person, gathering: Gathering) -> None:
    """Refuse the record of a meeting to everybody who neither is in the group nor sat in that meeting."""
    over = gathering.phase is GatheringPhase.CLOSED
    if not (over and actor.id in gathering.deputies_present):
        group.role_of(actor)


def keepers_of_outcome(group: CoreGroup, gathering: Gathering) -> list[Person]:
    """The members who keep this meeting's outcome in their own agency's system: those of that day."""
    closed = gathering.closed_at
    return [m.person for m in group.members if closed and m.left_at is None and m.joined_at <= closed]


def keep_outcome(group: CoreGroup, actor: Person, gathering_id: str, at: datetime) -> None:
    """A member says that the outcome is in their agency's system. Saying it twice is once (CG-13)."""
    gathering = group.gathering(gathering_id)
    _require(gathering, "keeping its outcome", GatheringPhase.CLOSED)
    if actor.id not in {p.id for p in group.current_members}:
        raise NotYours(who="a member of the core group", next_step="Each agency keeps its own record.")
    if actor.id not in gathering.kept:
        gathering.kept[actor.id] = at
        group.record(FactKind.OUTCOME_KEPT, actor, at, meeting=gathering.id)


STANDS = {
    GatheringPhase.PLANNED: "arranged and not open yet",
    GatheringPhase.OPEN: "under way",
    GatheringPhase.CLOSED: "closed",
    GatheringPhase.CANCELLED: "cancelled",
}


def _require(gathering: Gathering, what: str, *phases: GatheringPhase) -> None:
    """Refuse `what` unless the meeting stands in one of the phases."""
    if gathering.phase in phases:
        return
    order = list(GatheringPhase)
    later = [p for p in phases if order.index(p) > order.index(gathering.phase)]
    until = {GatheringPhase.OPEN: "until it is opened", GatheringPhase.CLOSED: "until it is closed"}
    when = until[later[0]] if later and gathering.phase is not GatheringPhase.CANCELLED else "any more"
    raise NotInPhase(phase=STANDS[gathering.phase], what=what, when=when)
