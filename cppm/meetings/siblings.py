"""Siblings: about whom somebody of the family hears, and what the file of one child holds (SUM-03)."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from cppm.meetings.meeting import Child, FamilyLine, PlanningMeeting

T = TypeVar("T")

NOT_ABOUT_IT = "What was agreed is about a brother or sister alone."


def hears_about(meeting: PlanningMeeting, line: FamilyLine) -> list[Child]:
    """The children whom somebody of the family hears about.

    A child hears of itself and its siblings; whoever is named as a parent of some hears of those alone;
    anybody else, as a mother of all, hears of all.
    """
    if line.child or not line.parent_of:
        return list(meeting.children)
    return [child for child in meeting.children if child.id in line.parent_of]


def only_about(meeting: PlanningMeeting, line: FamilyLine) -> str:
    """The names of the children, where somebody may not hear about all of them; else nothing."""
    children = hears_about(meeting, line)
    if len(children) == len(meeting.children):
        return ""
    return " and ".join(child.name for child in children)


def sharing(meeting: PlanningMeeting, child_id: str) -> list[Child]:
    """The children of whom the same words may be kept as of this one, itself among them (PAR-02).

    Not those whose parents differ, nor those of the other part: what is said of one is not theirs to hear.
    """
    only = meeting.parts.only if meeting.parts else {}
    this = meeting.child(child_id)
    family = _hearing(meeting, this)
    return [
        child
        for child in meeting.children
        if _hearing(meeting, child) == family and only.get(child.id) is only.get(child_id)
    ]


def _hearing(meeting: PlanningMeeting, child: Child) -> set[str]:
    """The adults of the family who hear about a child, by their lines."""
    return {f.id for f in meeting.family if not f.child and child in hears_about(meeting, f)}


def names_one(names: Collection[str], text: str) -> bool:
    """Whether a text names one of these people: it is then not for somebody who hears nothing of them."""
    return any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names if name)


def for_file_of(meeting: PlanningMeeting, child_id: str) -> PlanningMeeting:
    """A copy for the file of one child: without what was recorded of brothers and sisters alone.

    Somebody who is a parent of those alone is not in it either, nor is an action that names one of them. The
    meeting itself stays whole.
    """
    child, about = meeting.child(child_id), {child_id}
    found = copy.copy(meeting)
    found.__post_init__()
    found.children = [child]
    theirs = [f for f in meeting.family if f.child in (None, child_id)]
    found.family = [f for f in theirs if child in hears_about(meeting, f)]
    lines = {f.id for f in found.family}
    gone = {f.id for f in meeting.family} - lines
    found.invitees = [i for i in meeting.invitees if i.beside not in gone]
    found.summaries = _of(meeting.summaries, about)
    found.childs_views = _of(meeting.childs_views, about)
    found.parents_views = _of(meeting.parents_views, about)
    found.considered = replace(
        meeting.considered,
        said=_of(meeting.considered.said, about),
        left_open=_of(meeting.considered.left_open, about),
    )
    found.rounds, found.decisions = _of(meeting.rounds, about), _of(meeting.decisions, about)
    found.named_persons = _of(meeting.named_persons, about)
    others = [c.name for c in meeting.children if c is not child]
    others += [f.who for f in meeting.family if f.id in gone]
    actions = [a for a in meeting.outcome.actions if not names_one(others, f"{a.who} {a.what}")]
    none_left = meeting.outcome.actions and not actions
    found.outcome = replace(
        meeting.outcome,
        actions=actions,
        no_actions_because=NOT_ABOUT_IT if none_left else meeting.outcome.no_actions_because,
        core_group=[id for id in meeting.outcome.core_group if id not in gone],
        tellings=[t for t in meeting.outcome.tellings if t.id in lines],
    )
    found.dissents = [d for d in meeting.dissents if d.child == child_id]
    found.scrutinies = [s for s in meeting.scrutinies if s.child == child_id]
    found.family_reviews = [r for r in meeting.family_reviews if r.line in lines]
    found.exclusions = [e for e in meeting.exclusions if e.line in lines]
    found.participation = _of(meeting.participation, lines)
    found.minutes = replace(meeting.minutes, corrections=[])
    found.alerts, found.key_points = [], None
    return found


def _of(kept: Mapping[str, T], ids: Collection[str]) -> dict[str, T]:
    """What is kept of these alone."""
    return {id: each for id, each in kept.items() if id in ids}
