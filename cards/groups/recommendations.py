"""What the members of a core group recommend to the review: by agency, with reasons, never as a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, Container, Element, TextBlock
from cards.layout import bullets, card, escape, para, quiet, said
from cards.pages import Part, page
from cppm.groups.core_group import CoreGroup, Recommendation
from cppm.meetings.meeting import Child
from cppm.people import Agency, Person

NO_DECISION = "The review decides, on everything it hears. These are reasons, not a count."
DIFFER = "The members differ. The chair of the planning meeting is told, with everybody's reasons."
AGREE = "Everybody who was asked has recommended the same."


def recommendations_card(
    group: CoreGroup,
    awaited: dict[str, list[Person]],
    agreed: dict[str, bool | None],
    actions: Sequence[Action],
    start: int = 0,
) -> AdaptiveCard:
    """Every member's latest recommendation on each child. `awaited` and `agreed` are by child."""
    parts = [
        _part(group, child, awaited.get(child.id, []), agreed.get(child.id)) for child in group.registered
    ]
    shown = page(parts, start)
    more = shown.more("More recommendations", "recommendations.open", g=group.id)
    return card(
        "Recommendations to the review",
        quiet(group.reference),
        para(NO_DECISION) if start == 0 else None,
        *shown.body,
        summary="Recommendations of a core group",
        actions=[*more, *actions][:MOST_ACTIONS],
    )


def _part(group: CoreGroup, child: Child, awaited: Sequence[Person], agreed: bool | None) -> Part:
    given = latest(group, child.id)
    items: list[Element] = []
    if agreed is not None:
        items.append(para(AGREE if agreed else DIFFER))
    items += _by_agency(group, given)
    items += [] if given else [para("Nobody has recommended anything yet.")]
    if awaited:
        items += [quiet("Still to come:"), bullets(f"{p.name}, {p.agency}" for p in awaited)]
    return Part(child.name, items)


def latest(group: CoreGroup, child_id: str) -> list[Recommendation]:
    """Each member's latest recommendation on a child, in the order of their first."""
    found = {r.person: r for r in group.recommendations if r.child == child_id}
    return list(found.values())


def _by_agency(group: CoreGroup, given: Sequence[Recommendation]) -> Iterator[Element]:
    agencies = {m.person.id: m.person.agency for m in group.members}
    agencies |= {p.id: p.agency for p in (group.lead_professional, group.chair)}
    for agency in Agency:
        own = [each for each in given if agencies.get(each.person) is agency]
        for number, each in enumerate(own):
            yield _one(group, each, str(agency) if number == 0 else "")


def _one(group: CoreGroup, given: Recommendation, agency: str) -> Container:
    source = group.on_behalf(given.source, given.recorded_by)
    return Container(
        items=[
            *([TextBlock(text=escape(agency), weight="bolder")] if agency else []),
            TextBlock(text=escape(f"{given.name}{source}"), is_subtle=True, spacing="small"),
            TextBlock(text=given.says.words, weight="bolder", spacing="none"),
            said(given.reasons),
        ],
        separator=True,
    )


def recommendation_rows(group: CoreGroup, given: Recommendation) -> list[tuple[str, str]]:
    """A recommendation as it was recorded."""
    rows = [
        ("Child", group.child(given.child).name),
        ("Recommends", given.says.words),
        ("Reasons", given.reasons),
    ]
    return [*rows, *([("For", given.name), ("Told", given.source)] if given.source else [])]
