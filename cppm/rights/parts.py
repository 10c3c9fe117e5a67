"""A meeting in two parts: agreed by chair and lead professional, who is in which, what was said in which.

What is captured while a part is under way belongs to that part by itself. How the cut is made: `cut`.

Rules: PAR-01..04, LPP-05.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings import slots
from cppm.meetings.meeting import Child, Mode, NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.people import Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights.parts_records import HALVES, Because, Part, Parts

PLANNED_IN = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)
SORTED_IN = (*PLANNED_IN, Phase.CLOSED)


class PartsUnexplained(CPPMError):
    """Please say why the meeting is held in two parts, in a sentence. Safety and privacy decide."""

    rule = "PAR-02"


class SafetyMissing(CPPMError):
    """People meet in person. Please say how they come and go without meeting: transport, different exits,
    different times."""

    rule = "LPP-05"


class NoParts(CPPMError):
    """This meeting is not held in two parts. The chair or the lead professional plans them first."""

    rule = "PAR-01"


class InBothLists(CPPMError):
    """{who} stands in both lists. Whoever is in both parts is left out of both lists."""

    rule = "PAR-01"


class NothingLeft(CPPMError):
    """Each part is about at least one child. Leave a child that both parts are about out of both lists."""

    rule = "PAR-01"


class NotCaptured(CPPMError):
    """That has not been recorded in this meeting, so it can't be given to a part."""

    rule = "PAR-02"


# Who and what is where


def part_of(meeting: PlanningMeeting, person_id: str) -> Part | None:
    """The one part in which somebody is, themselves or as a deputy; None for both, as for chair and lead."""
    if meeting.parts is None or person_id in _runs(meeting):
        return None
    own = [i for i in meeting.invitees if i.person.id == person_id]
    stands_in = [i for i in meeting.invitees if i.deputy and i.deputy.person == person_id]
    for line in own or stands_in:
        return alone(meeting).get(line.person.id)
    return None


def alone(meeting: PlanningMeeting) -> dict[str, Part]:
    """Who and what is in one part alone, by id; whoever supports or interprets for somebody is where they
    are (PAR-06).
    """
    if meeting.parts is None:
        return {}
    only = meeting.parts.only
    beside = {i.person.id: only[i.beside] for i in meeting.invitees if i.beside in only}
    return beside | only


def held(meeting: PlanningMeeting) -> bool:
    """Whether anybody or anything is in one part alone, so that both have to agree to it (PAR-01)."""
    kept = meeting.parts
    if kept is None:
        return False
    return bool(kept.only) or kept.now is not None or any(half in HALVES for half in kept.said.values())


def _runs(meeting: PlanningMeeting) -> tuple[str, str]:
    return meeting.chair.id, meeting.lead_professional.id


def hears_of(meeting: PlanningMeeting, person_id: str, child_id: str) -> bool:
    """Whether a child is a matter of the part in which somebody is."""
    part = part_of(meeting, person_id)
    return meeting.parts is None or part is None or meeting.parts.only.get(child_id, part) is part


def at_hand(meeting: PlanningMeeting) -> list[Child]:
    """The children whom the part under way is about; all of them while everybody is together."""
    kept = meeting.parts
    if kept is None or kept.now is None:
        return list(meeting.children)
    return [child for child in meeting.children if kept.only.get(child.id, kept.now) is kept.now]


def agreed(meeting: PlanningMeeting) -> bool:
    """Whether chair and lead professional have both agreed to the two parts (PAR-01)."""
    return meeting.parts is not None and set(_runs(meeting)) <= meeting.parts.agreed.keys()


def can_be_sorted(meeting: PlanningMeeting) -> dict[str, str]:
    """Who and what can be in one part alone, by id: family, people on the list, children of several."""
    found = {f.id: f"{f.who} ({f.relation})" for f in meeting.family}
    found |= {
        i.person.id: f"{i.person.name}, {i.person.agency}"
        for i in meeting.invitees
        if i.role not in (Role.LEAD_PROFESSIONAL, Role.MINUTE_TAKER) and i.person.id not in _runs(meeting)
    }
    if len(meeting.children) > 1:
        found |= {c.id: f"All that is about {c.name}" for c in meeting.children}
    return found


def captured(meeting: PlanningMeeting) -> dict[str, str]:
    """Everything recorded so far that can belong to one part, by its key, in words."""
    found: dict[str, str] = {}
    for c in meeting.children:
        kinds: dict[str, tuple[Container[str], str]] = {
            "summary": (meeting.summaries, f"Summary on {c.name}"),
            "child": (meeting.childs_views, f"{c.name}'s views"),
            "parents": (meeting.parents_views, f"Parents' views on {c.name}"),
            "considered": (meeting.considered.said, f"What was considered about {c.name}"),
            "decision": (meeting.decisions, f"Reasons for the decision on {c.name}"),
        }
        found |= {f"{kind}:{c.id}": words for kind, (kept, words) in kinds.items() if c.id in kept}
        if c.id in meeting.rounds:
            for view in meeting.rounds[c.id].views.values():
                found[f"view:{c.id}:{view.person}"] = f"{view.name}'s reasons on {c.name}"
    if meeting.outcome.actions or meeting.outcome.no_actions_because:
        found["actions"] = "The immediate actions"
    return found


# What is done


def plan(
    meeting: PlanningMeeting, actor: Person, because: Because, words: str, safety: str, at: datetime
) -> None:
    """Chair or lead professional plan two parts; the other is asked to agree. The slot grows (PAR-04)."""
    require_planner(meeting, actor)
    if not words.strip():
        raise PartsUnexplained
    if meeting.mode is not Mode.TEAMS and not safety.strip():
        raise SafetyMissing
    before = meeting.parts
    meeting.parts = Parts(because, words.strip(), safety.strip(), at, {actor.id: at})
    if before:
        meeting.parts.only, meeting.parts.said, meeting.parts.now = before.only, before.said, before.now
    meeting.parts_planned = True
    if meeting.phase in (Phase.BOOKED, Phase.INVITED):
        longer = slots.minutes(len(meeting.children), meeting.interpreter, True)
        meeting.minutes_long = max(meeting.minutes_long, longer)
    meeting.record(
        FactKind.PARTS_PLANNED, actor, at, because=because, words=words.strip(), safety=safety.strip()
    )
    other = next(each for each in _runs(meeting) if each != actor.id)
    meeting.owe(NoticeKind.PARTS_TO_AGREE, other, key=at.isoformat())


def require_planner(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but the chair and the lead professional."""
    if actor.id not in _runs(meeting):
        raise NotYours(who="the chair or the lead professional", next_step="Tell one of them what you know.")
    meeting.require_phase("planning its parts", *PLANNED_IN)


def agree(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """Whoever did not plan them agrees to the two parts. Agreeing twice changes nothing."""
    require_planner(meeting, actor)
    parts = _parts(meeting)
    if actor.id not in parts.agreed:
        parts.agreed[actor.id] = at
        meeting.record(FactKind.PARTS_AGREED, actor, at)


def sort(
    meeting: PlanningMeeting, actor: Person, first: Iterable[str], second: Iterable[str], at: datetime
) -> None:
    """Who and what is in the first or in the second part alone; everybody else is in both."""
    require_planner(meeting, actor)
    parts, known = _parts(meeting), can_be_sorted(meeting)
    only = dict.fromkeys(first, Part.FIRST)
    twice = [known[each] for each in second if each in only and each in known]
    if twice:
        raise InBothLists(who=" and ".join(twice))
    only |= dict.fromkeys(second, Part.SECOND)
    if not only.keys() <= known.keys():
        raise NoSuchThing(what="person")
    for half in HALVES:
        if all(only.get(c.id, half) is not half for c in meeting.children):
            raise NothingLeft
    parts.only = only
    meeting.record(FactKind.PARTS_SORTED, actor, at, only=dict(only))


def begin(meeting: PlanningMeeting, actor: Person, part: Part | None, at: datetime) -> None:
    """The chair begins a part, or brings everybody together again: what is captured from now on is its."""
    meeting.require_chair(actor)
    meeting.require_phase("beginning a part", Phase.OPEN)
    parts = _parts(meeting)
    if parts.now is not part:
        parts.now = part
        meeting.record(FactKind.PART_BEGUN, actor, at, part=part or "")


def stamp(meeting: PlanningMeeting, key: str) -> None:
    """Something was captured: it belongs to the part under way, and never loses one that it had.

    Words from two parts, and the chair's reasons for a decision, are apart until the chair says otherwise.
    """
    parts = meeting.parts
    if parts is None:
        return
    before = parts.said.get(key)
    if parts.now is None:
        if key.startswith("decision:") and before is None:
            parts.said[key] = Part.APART
    elif before in (None, parts.now):
        parts.said[key] = parts.now
    else:
        parts.said[key] = Part.APART


def mark(
    meeting: PlanningMeeting, actor: Person, keys: Iterable[str], part: Part | None, at: datetime
) -> None:
    """The chair says in which part something was said; None is for everybody in the meeting."""
    meeting.require_chair(actor)
    meeting.require_phase("saying what belongs to which part", Phase.OPEN, Phase.CLOSED)
    parts, known, wanted = _parts(meeting), captured(meeting), list(keys)
    if not set(wanted) <= known.keys():
        raise NotCaptured
    for key in wanted:
        parts.said.pop(key, None)
        if part:
            parts.said[key] = part
    meeting.record(FactKind.PART_MARKED, actor, at, keys=wanted, part=part or "")


def _parts(meeting: PlanningMeeting) -> Parts:
    if meeting.parts is None:
        raise NoParts
    return meeting.parts
