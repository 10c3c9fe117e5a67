"""What somebody in one part alone may know of a meeting: the meeting itself, with everything else cut out.

Storage hands every reader their cut, so that a card, a message or a list can't show what is not in it.
`PAR-02`: safety and privacy always decide. `INV-08`: outside their days somebody who sits in is a stranger.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from cppm.meetings import siblings
from cppm.meetings.meeting import (
    Decision,
    Invitee,
    KeyPoints,
    NotInvited,
    Outcome,
    PlanningMeeting,
    ViewRound,
)
from cppm.rights import parts, sitting_in
from cppm.rights.parts_records import Part, Parts

T = TypeVar("T")

NOT_SHOWN = "This holds what was said in another part of the meeting, so it is not shown here."


def for_reader(meeting: PlanningMeeting, person_id: str, day: date) -> PlanningMeeting:
    """The meeting as this person may know it on this day: itself for most, a cut for whoever is in one part
    alone, and without their line for whoever sits in on other days, so that nothing here is for them."""
    part = parts.part_of(meeting, person_id)
    known = meeting if part is None else of_part(meeting, part)
    shut = sitting_in.shut(meeting, person_id, day)
    return known if shut is None else _without(known, shut)


def _without(meeting: PlanningMeeting, line: Invitee) -> PlanningMeeting:
    found = copy.copy(meeting)
    found.__post_init__()
    found.invitees = [each for each in meeting.invitees if each.person.id != line.person.id]
    return found


def require_open(meeting: PlanningMeeting, person_id: str, day: date) -> None:
    """Refuse whoever sits in, on a day that is not theirs, what would change the meeting."""
    if sitting_in.shut(meeting, person_id, day):
        raise NotInvited


def of_part(meeting: PlanningMeeting, part: Part) -> PlanningMeeting:
    """A copy that holds nothing of the other part: people, children, and words. The meeting stays whole."""
    if meeting.parts is None:
        return meeting
    knife = _Knife(parts.alone(meeting), meeting.parts, part)
    found = copy.copy(meeting)
    found.__post_init__()
    found.parts, found.in_part = None, part
    found.children = [c for c in meeting.children if knife.knows(c.id)]
    about = {c.id for c in found.children}
    found.family = [f for f in meeting.family if knife.knows(f.id) and (not f.child or f.child in about)]
    lines = {f.id for f in found.family}
    found.invitees = [knife.line(i) for i in meeting.invitees if knife.knows(i.person.id)]
    found.summaries = knife.words("summary", meeting.summaries)
    found.childs_views = knife.words("child", meeting.childs_views)
    found.parents_views = knife.words("parents", meeting.parents_views)
    found.considered = replace(
        meeting.considered,
        said=knife.words("considered", meeting.considered.said),
        left_open=knife.words("considered", meeting.considered.left_open),
    )
    found.rounds = {c: knife.round(c, r) for c, r in meeting.rounds.items() if c in about}
    found.decisions = {c: knife.decision(c, d) for c, d in meeting.decisions.items() if c in about}
    found.named_persons = {c: n for c, n in meeting.named_persons.items() if c in about}
    found.outcome = knife.outcome(meeting.outcome, lines, _of_the_other(meeting, about, knife))
    found.dissents = [d for d in meeting.dissents if d.child in about and knife.knows(d.person)]
    found.scrutinies = [s for s in meeting.scrutinies if s.child in about]
    found.family_reviews = [r for r in meeting.family_reviews if r.line in lines]
    found.exclusions = [e for e in meeting.exclusions if e.line in lines]
    found.special_because = _hidden(meeting.special_because)
    found.alerts = []
    found.participation = {k: p for k, p in meeting.participation.items() if k in lines}
    found.minutes = replace(
        meeting.minutes, corrections=[c for c in meeting.minutes.corrections if knife.knows(c.person)]
    )
    found.key_points = _points(meeting.key_points, part)
    return found


def _of_the_other(meeting: PlanningMeeting, about: set[str], knife: _Knife) -> list[str]:
    """The names of the children and people of the other part alone."""
    children = [child.name for child in meeting.children if child.id not in about]
    return [*children, *(name for id, name in meeting.names.items() if not knife.knows(id))]


def _points(points: KeyPoints | None, part: Part) -> KeyPoints | None:
    """The version of one part, as far out as the whole; None where there is none."""
    own = points.versions.get(part) if points else None
    if points is None or own is None:
        return None
    return replace(points, decision=own.decision, reasons=own.reasons, actions=own.actions, versions={})


def _hidden(words: str) -> str:
    """In the place of words that are not shown; nothing where there are none."""
    return NOT_SHOWN if words.strip() else ""


class _Knife:
    """Cuts for one part."""

    def __init__(self, alone: Mapping[str, Part], kept: Parts, part: Part) -> None:
        self._alone, self._kept, self._part = alone, kept, part

    def knows(self, id: str) -> bool:
        """Whether a person, a family line or a child is not of the other part alone."""
        return self._alone.get(id, self._part) is self._part

    def line(self, line: Invitee) -> Invitee:
        """Somebody's line; what the family said of a report by somebody in both parts may be of the other."""
        said = line.report.sharing
        if said is None or line.person.id in self._alone:
            return line
        hidden = replace(
            said,
            understood=_hidden(said.understood),
            disputed=_hidden(said.disputed),
            why_not=_hidden(said.why_not),
        )
        return replace(line, report=replace(line.report, sharing=hidden))

    def reads(self, key: str) -> bool:
        """Whether what was captured under a key was said in this part, or to everybody."""
        return self._kept.said.get(key, self._part) is self._part

    def words(self, kind: str, captured: Mapping[str, T]) -> dict[str, T]:
        """What was captured of a kind about each child, as far as it was said here."""
        return {c: w for c, w in captured.items() if self.knows(c) and self.reads(f"{kind}:{c}")}

    def round(self, child_id: str, current: ViewRound) -> ViewRound:
        """The views of those who are here; reasons from the other part are not shown, the view is."""
        views = {
            person: view if self.reads(f"view:{child_id}:{person}") else replace(view, reasons=NOT_SHOWN)
            for person, view in current.views.items()
            if self.knows(person)
        }
        return replace(current, views=views, earlier=[])

    def decision(self, child_id: str, made: Decision) -> Decision:
        """What was decided is for everybody; why, only as far as it was said here."""
        if self.reads(f"decision:{child_id}"):
            return made
        return replace(
            made, reasons=NOT_SHOWN, rationale="", concerns=[], reporter_reason=NOT_SHOWN, removal=None
        )

    def outcome(self, settled: Outcome, lines: set[str], others: Sequence[str]) -> Outcome:
        """Actions said here that are about nobody of the other part alone and name nobody of it; the core
        group without those; whom one tells of the own.
        """
        heard = self.reads("actions")
        own = [a for a in settled.actions if not a.child or self.knows(a.child)]
        actions = [a for a in own if not siblings.names_one(others, f"{a.who} {a.what}")]
        hidden = not heard or (settled.actions and not actions)
        return replace(
            settled,
            core_group=[id for id in settled.core_group if self.knows(id)],
            actions=actions if heard else [],
            no_actions_because=NOT_SHOWN if hidden else settled.no_actions_because,
            tellings=[t for t in settled.tellings if t.id in lines],
        )
