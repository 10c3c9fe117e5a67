"""What stands in the plan, each line a way to change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, Container, TextBlock, button
from cards.groups.plan import called, often
from cards.layout import capital, card, day, escape, para, pressing, quiet
from cards.pages import Part, page
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import PlanAction


def edit_card(group: CoreGroup, actions_open: Sequence[PlanAction], start: int = 0) -> AdaptiveCard:
    """Actions that are open, outcomes and visits; pressing one opens its form, the buttons add to them."""
    shown = page(list(_parts(group, actions_open)), start)
    more = shown.more("More of it", "planedit.open", g=group.id)
    return card(
        "Change the plan",
        quiet(group.reference),
        para("Press what you want to change, or add something."),
        *shown.body,
        summary="A plan is open before you",
        actions=[*more, *_adding(group.id)][:MOST_ACTIONS],
    )


def _adding(group_id: str) -> list[Action]:
    return [
        button("Add an action", "planaction.new", g=group_id),
        button("Add an outcome", "planoutcome.new", g=group_id),
        button("Agree visits", "visits.new", g=group_id),
        button("Write the plan's texts", "plantext.open", g=group_id),
        button("The plan", "plan.open", g=group_id),
    ]


def _parts(group: CoreGroup, actions_open: Sequence[PlanAction]) -> Iterator[Part]:
    plan, ids = group.plan, {"g": group.id}
    yield Part(
        "Actions",
        [
            _line(a.what, f"{a.owner_name}, by {day(a.by)}", "planaction.open", **ids, x=a.id)
            for a in actions_open
        ],
    )
    yield Part(
        "What should become true",
        [
            _line(
                o.words,
                f"{capital(o.stands)}. For {called(group, o.child)}.",
                "planoutcome.open",
                **ids,
                o=o.id,
            )
            for o in plan.outcomes
        ],
    )
    yield Part(
        "Visits",
        [
            _line(f"{v.who_name}, {often(v.every_days)}", v.purpose, "visits.open", **ids, i=v.id)
            for v in plan.visits
        ],
    )


def _line(title: str, beneath: str, verb: str, **ids: str) -> Container:
    return Container(
        items=[
            TextBlock(text=escape(title), weight="bolder"),
            TextBlock(text=escape(beneath), spacing="none", is_subtle=True),
        ],
        separator=True,
        select_action=pressing(title, verb, **ids),
    )
