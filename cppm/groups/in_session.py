"""A core group's meeting while it runs, and its end: who is here, who is heard, what was settled.

It can't close without who came, the family's voices, the record, the plan agreed in it and the next
date: that is how four weeks never become eight.

Rules: CG-09, CG-12..15, CG-17..20, CHI-07, TIM-22..24.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.groups import recommending
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase, GroupRecord, Progress
from cppm.groups.gatherings import require_phase, show_in_channel
from cppm.meetings.meeting import NoSuchThing, NotYours, Voice
from cppm.people import Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.timing.timescales import local_day, say_moment


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


def open_gathering(group: CoreGroup, actor: Person, gathering_id: str, at: datetime) -> None:
    """The meeting begins, on its day or, where nobody opened it then, later. Opening it twice is once."""
    group.require_chair(actor)
    gathering = group.gathering(gathering_id)
    if gathering.phase is GatheringPhase.OPEN:
        return
    group.require_running("opening a core group meeting")
    require_phase(gathering, "opening it", GatheringPhase.PLANNED)
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
    require_phase(gathering, "calling the roll", GatheringPhase.OPEN)
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
    require_phase(gathering, "recording views", GatheringPhase.PLANNED, GatheringPhase.OPEN)
    who = {f.id: f.who for f in group.to_be_heard}.get(line_id)
    if who is None:
        raise NoSuchThing(what="person")
    words, how, why_not = voice.words.strip(), voice.how.strip(), voice.passed_over.strip()
    if not (words and how) and not why_not:
        raise NotHeard(who=who)
    found = Voice(words, how, "" if words and how else why_not, actor.name)
    kept = gathering.voices.get(line_id)
    if kept and replace(kept, recorded_by=actor.name) == found:
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
    require_phase(gathering, "writing the record", GatheringPhase.OPEN)
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


def blanks(group: CoreGroup, gathering: Gathering) -> list[Blank]:
    """Everything that must still be settled before the meeting may close."""
    found: list[Blank] = []
    if not gathering.present:
        found.append(Blank("CG-09", "who came", "cgroll"))
    unheard = [f for f in group.to_be_heard if f.id not in gathering.voices]
    found += [
        Blank("CG-18", f"what {f.within} says, or why they could not be heard", "cgvoice", f.id)
        for f in unheard
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
    """The outcomes that an earlier meeting agreed, are still worked on, and nothing was said about."""
    earlier = [v for v in group.plan.versions if v.gathering != gathering.id]
    agreed = {o.id for o in earlier[-1].outcomes} if earlier else set()
    said = {p.outcome for p in gathering.progress}
    return [o.words for o in group.plan.outcomes if o.id in agreed - said and o.worked_on]


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
    """Close the meeting: the others hear what it settled; each keeps it in their agency's system (CG-13).

    Closing it twice changes nothing. Disagreement, or a recommendation still missing before the review,
    goes to the chair of the planning meeting (DIS-13).
    """
    group.require_chair(actor)
    gathering = group.gathering(gathering_id)
    if gathering.phase is GatheringPhase.CLOSED:
        return
    require_phase(gathering, "closing it", GatheringPhase.OPEN)
    missing = blanks(group, gathering)
    if missing:
        raise GatheringStillBlank(missing="; ".join(b.words for b in missing))
    gathering.phase, gathering.closed_at = GatheringPhase.CLOSED, at
    gathering.plan_version = agreed_version(group, gathering)
    group.record(
        FactKind.GATHERING_CLOSED, actor, at, meeting=gathering.id, plan_version=gathering.plan_version
    )
    here = [*(p.id for p in group.current_members), *gathering.deputies_present]
    for person_id in (each for each in dict.fromkeys(here) if each != actor.id):
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
    require_phase(gathering, "keeping its outcome", GatheringPhase.CLOSED)
    if actor.id not in {p.id for p in group.current_members}:
        raise NotYours(who="a member of the core group", next_step="Each agency keeps its own record.")
    if actor.id not in gathering.kept:
        gathering.kept[actor.id] = at
        group.record(FactKind.OUTCOME_KEPT, actor, at, meeting=gathering.id)
