"""What the core group recorded, for the chair to prepare a review and for the lead professional's report.

It is what the report is written from (REP-15), and what the members recommend, in their words (CG-14). Names
stand here, so it belongs in a 1:1 chat alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, Container, Element, TextBlock
from cards.layout import UK, bullets, card, day, day_and_time, escape, facts, para, quiet, said
from cards.pages import Part, page
from cppm.groups import recommending
from cppm.groups.core_group import CoreGroup, Gathering, Recommended
from cppm.groups.plan import ActionState
from cppm.meetings.meeting import Child, PlanningMeeting
from cppm.timing.timescales import local_day

SAYS: dict[Recommended, str] = {
    Recommended.REMAIN: "should stay on the register",
    Recommended.REMOVE: "should come off the register",
}
MOST_MEETINGS = 12
"""Core groups told of: four-weekly ones fill a year."""


def in_a_word(group: CoreGroup, child_id: str) -> str:
    """What the members recommend on a child, said in words and never as a number (CG-14, DEC-11)."""
    given = [r for p in group.current_members if (r := recommending.of_member(group, child_id, p.id))]
    awaited = ", ".join(p.name for p in recommending.awaited(group, child_id))
    said_so = [says for says in Recommended if any(r.says is says for r in given)]
    if not given:
        return "Nobody has recommended anything yet."
    if len(said_so) == 1:
        words = f"Recommended: the name {SAYS[said_so[0]]}."
    else:
        sides = [f"{_names(r.name for r in given if r.says is says)}: it {SAYS[says]}." for says in said_so]
        words = f"The members differ. {' '.join(sides)}"
    return f"{words} Still to come: {awaited}." if awaited else words


def _names(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def recorded_card(
    group: CoreGroup, meeting: PlanningMeeting, actions: Sequence[Action], start: int = 0, zone: str = UK
) -> AdaptiveCard:
    """What the core group recorded since the last planning meeting, the latest of its meetings first."""
    shown = page(
        [*_recommended(group, meeting), _plan(group), *_seen(group, meeting), *_meetings(group, zone)], start
    )
    more = shown.more("More", "pack.open", m=meeting.id)
    return card(
        "What the core group recorded",
        quiet(meeting.reference),
        para("For the review: to prepare it, and to write the lead professional's report from.")
        if start == 0
        else None,
        *shown.body,
        summary="What a core group recorded",
        actions=[*more, *actions][:MOST_ACTIONS],
    )


def _since(group: CoreGroup) -> datetime:
    """When the planning meeting before was held: what is told begins there."""
    held = [review.held_at for review in group.past_reviews if review.held_at]
    return max(held, default=group.formed_at)


def _registered(group: CoreGroup, meeting: PlanningMeeting) -> Iterable[Child]:
    """The children of this meeting whose names are on the register."""
    there = {child.id for child in meeting.children}
    return [child for child in group.registered if child.id in there]


def _recommended(group: CoreGroup, meeting: PlanningMeeting) -> list[Part]:
    return [
        Part(f"{child.name}: what the members recommend", [para(in_a_word(group, child.id))])
        for child in _registered(group, meeting)
    ]


def _plan(group: CoreGroup) -> Part:
    """The plan by outcome, and what is not done (PLN-03, ATT-20)."""
    plan, latest = group.plan, {p.outcome: p.words for g in group.held for p in g.progress}
    version = plan.versions[-1] if plan.versions else None
    agreed = (
        f"Version {version.number}, agreed on {day(local_day(version.at))}." if version else "Not agreed yet."
    )
    items: list[Element] = [para(agreed)]
    items += [_headed(f"{o.words} ({o.stands})", latest.get(o.id, "")) for o in plan.outcomes]
    items += _actions(group, "Done", ActionState.DONE)
    items += _actions(group, "Open", ActionState.OPEN)
    items += _actions(group, "Can't be delivered", ActionState.CANNOT_DELIVER)
    return Part("The child's plan", items)


def _actions(group: CoreGroup, title: str, state: ActionState) -> list[Element]:
    found = [a for a in group.plan.actions if a.state is state]
    lines = [
        f"{a.owner_name}: {a.what}, by {day(a.by)}" + (f". {a.report}" if a.report else "") for a in found
    ]
    return [TextBlock(text=title, weight="bolder"), bullets(lines)] if lines else []


def _seen(group: CoreGroup, meeting: PlanningMeeting) -> list[Part]:
    """When each child was seen last, by whom, and since when the log goes back (CG-21)."""
    return [Part(f"{c.name}: seen", [facts(_sightings(group, c))]) for c in _registered(group, meeting)]


def _sightings(group: CoreGroup, child: Child) -> list[tuple[str, str]]:
    since = local_day(_since(group))
    own = sorted((s for s in group.sightings if s.child == child.id and s.on >= since), key=lambda s: s.on)
    if not own:
        return [("Seen", "Not born yet" if child.unborn else "Nobody has recorded it")]
    alone = [s for s in own if s.alone]
    return [
        ("Last seen", f"{day(own[-1].on)}, by {own[-1].by_name}"),
        ("Last seen alone", f"{day(alone[-1].on)}, by {alone[-1].by_name}" if alone else "Not recorded"),
        ("Longest time between", _longest_gap([s.on.toordinal() for s in own])),
    ]


def _longest_gap(days: Sequence[int]) -> str:
    gaps = [later - earlier for earlier, later in pairwise(days)]
    longest = max(gaps, default=0)
    return "Seen once so far" if not gaps else "One day" if longest == 1 else f"{longest} days"


def _meetings(group: CoreGroup, zone: str) -> list[Part]:
    since = _since(group)
    held = [each for each in reversed(group.held) if each.starts_at > since][:MOST_MEETINGS]
    return [
        Part("Meetings of the core group", [_meeting(each, zone) for each in held] or [para("None yet.")])
    ]


def _meeting(held: Gathering, zone: str) -> Container:
    record = held.record_of_it
    told = [
        ("Is the plan working", record.working),
        ("Strengths", record.strengths),
        ("Decided", record.decisions),
        ("Contingency called upon", record.contingency),
    ]
    items: list[Element] = [_headed(title, words) for title, words in told if words]
    when = TextBlock(text=escape(f"{held.number}: {day_and_time(held.starts_at, zone)}"), weight="bolder")
    return Container(items=[when, *(items or [quiet("No record yet.")])], separator=True)


def _headed(title: str, words: str) -> Container:
    head = TextBlock(text=escape(title), is_subtle=True, spacing="small")
    return Container(items=[head, *([said(words)] if words else [])], spacing="small")
