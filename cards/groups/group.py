"""The core group as its people see it: who is in it, its dates, how plan and actions stand, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.layout import (
    UK,
    bullets,
    capital,
    card,
    day,
    day_and_time,
    escape,
    facts,
    para,
    pressing,
    quiet,
    refreshed_by,
    subheading,
)
from cards.pages import FROM
from cppm.groups import changes
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.groups.plan import ActionState, Plan, PlanAction
from cppm.people import Role
from cppm.timing.timescales import local_day

MOST_BUTTONS = 6
MOST_LISTED = 10
MOST_ACTIONS_SHOWN = 6
"""Actions of the plan on the group's own card; the plan shows them all."""

AGENDA = ("Is the plan working?", "How do parents manage the risks?", "What are the strengths?")
"""What a core group talks about: it is not a small planning meeting (CG-19)."""
BEFORE_REVIEW = "The review comes next: should the name stay on the register, or come off?"
"""Said in the last meeting before the review (CG-27)."""
BEFORE_REVIEW_IN_PUBLIC = "What do we recommend to the review?"

CHANGES_ASKED = "To change in the plan, as the planning meeting asked"
"""Above what waits to be built into the plan (GEN-04)."""


def not_together(names: Sequence[str]) -> list[str]:
    """Said wherever family of both parts of a planning meeting could meet each other (PAR-02, LPP-05)."""
    if not names:
        return []
    return [
        f"{' and '.join(names)} were in different parts of the planning meeting. Hear them one after the "
        "other, so that they do not meet, and keep from each what the other said."
    ]


@dataclass(frozen=True)
class GroupRow:
    """A core group in a list, for one person; without a role they look after it for CP Administration."""

    id: str
    reference: str
    next_at: datetime | None
    ended: bool
    role: Role | None


def role_in_group(role: Role | None) -> str:
    """A part in the group in words; whoever chairs the planning meeting does not chair the group."""
    return "chair of the planning meeting" if role is Role.CHAIR else str(role or "CP Administration")


def group_line(row: GroupRow, zone: str = UK) -> Container:
    """A core group in a list; pressing it opens the group."""
    following = day_and_time(row.next_at, zone) if row.next_at else "The next meeting is not arranged yet"
    return Container(
        items=[
            TextBlock(text=escape(row.reference), weight="bolder"),
            TextBlock(text="Ended" if row.ended else following, spacing="none", is_subtle=True),
            TextBlock(text=escape(f"You: {role_in_group(row.role)}"), spacing="none", is_subtle=True),
        ],
        separator=True,
        select_action=pressing(row.reference, "group.open", g=row.id),
    )


def groups_card(rows: Sequence[GroupRow], start: int = 0, wanted: str = "", zone: str = UK) -> AdaptiveCard:
    """My core groups, so many from a certain line on; `wanted` is what was looked for."""
    shown, rest = rows[start : start + MOST_LISTED], rows[start + MOST_LISTED :]
    more = [button("More core groups", "groups.open", **{FROM: str(start + MOST_LISTED)})] if rest else []
    none = (
        f"No core group of yours has {wanted} in its reference."
        if wanted
        else "You are not in any core group. One begins when a planning meeting places a name."
    )
    return card(
        "Your core groups",
        *(group_line(row, zone) for row in shown),
        para(none) if not shown else None,
        quiet(f"And {len(rest)} more. Type core group and part of a reference to find one.")
        if rest
        else None,
        summary="Your core groups",
        actions=[
            *(button(f"Go to {row.reference}", "group.open", g=row.id) for row in shown[:4]),
            *more,
            button("What I owe", "home.open"),
        ],
    )


def group_card(
    group: CoreGroup,
    role: Role | None,
    following: str,
    actions: Sequence[Action],
    before_review: bool = False,
    zone: str = UK,
    warnings: Sequence[str] = (),
) -> AdaptiveCard:
    """The group for one person. `following` is the title of what is owed first."""
    rows = [
        *dates(group, zone),
        *_help(group),
        ("Plan", plan_stands(group.plan)),
        *([("Actions", actions_stand(group.plan))] if group.plan.actions else []),
        *([("Your role", capital(role_in_group(role)))] if role else []),
    ]
    return card(
        "Core group",
        quiet(group.reference),
        *(
            TextBlock(text=escape(words), weight="bolder")
            for words in (*warnings, *not_together([f.within for f in group.not_together]))
        ),
        facts(rows),
        *_agenda_of(group, before_review),
        subheading("Who is in it"),
        bullets(people(group)),
        para(f"Next: {following.rstrip('?.')}." if following else "Nothing is waiting for you here."),
        summary="A core group",
        actions=[*actions[:MOST_BUTTONS]] or [button("What I owe", "home.open")],
        refresh=refreshed_by("group.open", g=group.id),
    )


def _help(group: CoreGroup) -> list[tuple[str, str]]:
    """What carers need in order to come to the meeting ahead (CG-26)."""
    ahead = group.planned
    return [("Help to come", ahead.help_to_come)] if ahead and ahead.help_to_come else []


def dates(group: CoreGroup, zone: str = UK) -> list[tuple[str, str]]:
    """The next meeting, the last one, and the review ahead."""
    if group.ended_at:
        return [*_last(group, zone), ("Ended", day(local_day(group.ended_at)))]
    now = group.current
    under_way = now is not None and now.phase is GatheringPhase.OPEN
    label = "Under way since" if under_way else "Next meeting"
    following = day_and_time(now.starts_at, zone) if now else "Not arranged yet"
    where = [("How", how(now))] if now else []
    return [(label, following), *where, *_last(group, zone), *_review(group, zone)]


def _last(group: CoreGroup, zone: str) -> list[tuple[str, str]]:
    last = group.last_closed
    return [("Last meeting", day_and_time(last.starts_at, zone))] if last else []


def _review(group: CoreGroup, zone: str) -> list[tuple[str, str]]:
    review = group.review
    if review is None:
        return []
    booked = day_and_time(review.starts_at, zone) if review.starts_at else ""
    settled = [(capital(c.grants), c.review_by) for c in changes.reviews_to_book(group) if c.review_by]
    return [
        *((words, f"Not booked yet; by {day(by)}") for words, by in settled),
        ("Review", booked or f"Not booked yet; by {day(review.by)}"),
    ]


def how(gathering: Gathering) -> str:
    """How and where people meet, for the 1:1 chat."""
    return ", ".join(filter(None, [mode_of(gathering), gathering.place]))


def mode_of(gathering: Gathering) -> str:
    """How people meet, and nothing of where."""
    mode = str(gathering.mode)
    return capital(mode)


def plan_stands(plan: Plan) -> str:
    """Which version holds, and whether it was changed since."""
    if not plan.versions:
        return "No version is agreed yet"
    last = plan.versions[-1]
    changed = ", changed since" if plan.changed_at and plan.changed_at > last.at else ""
    return f"Version {last.number}, agreed {day(local_day(last.at))}{changed}"


def actions_stand(plan: Plan) -> str:
    """How many actions are done; those no longer needed do not count."""
    meant = [a for a in plan.actions if a.state is not ActionState.DROPPED]
    done = sum(a.state is ActionState.DONE for a in meant)
    stuck = sum(a.state is ActionState.CANNOT_DELIVER for a in meant)
    return f"{done} of {len(meant)} done" + (f", {stuck} cannot be delivered" if stuck else "")


def people(group: CoreGroup) -> list[str]:
    """Everybody in the group, its chair and the lead professional named as such, then the family."""
    duties = {group.chair.id: "chair"}
    duties[group.lead_professional.id] = (
        "chair and lead professional" if group.lead_professional.id in duties else "lead professional"
    )
    known = {p.id: p for p in (group.chair, group.lead_professional, *group.current_members)}
    professionals = [
        f"{p.name}, {p.agency}" + (f" ({duties[p.id]})" if p.id in duties else "") for p in known.values()
    ]
    return [*professionals, *(f.named for f in group.family)]


def agenda(before_review: bool, in_public: bool = False) -> list[str]:
    """What the next meeting talks about (CG-19, CG-27); nothing of this family is in it."""
    review = BEFORE_REVIEW_IN_PUBLIC if in_public else BEFORE_REVIEW
    return [*AGENDA, *([review] if before_review else [])]


def _agenda_of(group: CoreGroup, before_review: bool) -> list[Element]:
    if group.ended:
        return []
    changes = changes_asked(group)
    return [
        *([subheading(CHANGES_ASKED), bullets(changes)] if changes else []),
        subheading("What the meeting talks about"),
        bullets(agenda(before_review)),
        *_actions(group.plan),
    ]


def changes_asked(group: CoreGroup) -> list[str]:
    """What the planning meeting changes in the plan of each child, until the group has built it in."""
    return [f"{group.child(each.child).name}: {each.words}" for each in group.changes_to_build_in]


def _actions(plan: Plan) -> list[Element]:
    """The actions with their state, those that need talking about first."""
    order = [ActionState.CANNOT_DELIVER, ActionState.OPEN, ActionState.DONE]
    shown = sorted((a for a in plan.actions if a.state in order), key=lambda a: (order.index(a.state), a.by))
    left = len(shown) - MOST_ACTIONS_SHOWN
    return [
        *([subheading("Actions and how they stand")] if shown else []),
        *([bullets(map(action_line, shown[:MOST_ACTIONS_SHOWN]))] if shown else []),
        *([quiet(f"And {left} more; they are in the plan.")] if left > 0 else []),
    ]


def action_line(action: PlanAction) -> str:
    """Who does what by when, and how it stands."""
    said = f": {action.report}" if action.report and action.state is not ActionState.OPEN else ""
    return f"{action.owner_name}: {action.what}, by {day(action.by)} – {action.state}{said}"
