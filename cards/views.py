"""The cards of the views on registration: sealed until the chair opens them; never a number of them."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Container, Element
from cards.layout import bullets, card, facts, para, problem, quiet, refreshed_by, said, subheading
from cppm import views
from cppm.meeting import Child, Option, PlanningMeeting, RegistrationView
from cppm.views import Consensus

WORDS: dict[Option, str] = {
    Option.PLACE: "Place the name on the register",
    Option.NOT_PLACE: "Do not place the name",
    Option.RETAIN: "Keep the name on the register",
    Option.REMOVE: "Remove the name from the register",
}
"""The options as people read them."""

CRITERION = (
    "The measure is the risk of significant harm. Reasons from the evidence matter as much "
    "when risk has gone down as when it has gone up."
)


def sealed_board_card(meeting: PlanningMeeting, child: Child, actions: Sequence[Action]) -> AdaptiveCard:
    """Before the views are opened: who has given one and whose is still to come. Never what it says."""
    current = meeting.rounds[child.id]
    expected = views.expected_to_view(meeting)
    given = [f"{i.person.name}, {i.person.agency}" for i in expected if i.person.id in current.views]
    awaited = [f"{i.person.name}, {i.person.agency}" for i in views.still_awaited(meeting, child.id)]
    return card(
        f"Views on {child.name}",
        quiet(meeting.reference),
        para("The views are sealed. Nobody sees any of them until you open all of them together."),
        subheading("Given"),
        bullets(given) if given else para("None yet."),
        subheading("Asked, and still to come"),
        bullets(awaited) if awaited else para("Nobody: every statutory partner has answered."),
        quiet("Voluntary partners are invited and may pass, so nobody waits for them."),
        summary="Views in a meeting",
        actions=actions,
        refresh=refreshed_by("board.open", m=meeting.id, c=child.id),
    )


def open_board_card(meeting: PlanningMeeting, child: Child, actions: Sequence[Action]) -> AdaptiveCard:
    """After the views are opened: by agency, in people's own words."""
    parts: list[Element] = []
    for agency in views.opened_views(meeting, child.id):
        parts.append(subheading(str(agency.agency)))
        if agency.split:
            parts.append(problem("The people of this agency differ."))
        parts += [_view(view) for view in agency.views]
    clear = views.consensus(meeting, child.id) is Consensus.CLEAR
    agreed = "There is a clear consensus." if clear else "There is no clear consensus: the chair decides."
    return card(
        f"Views on {child.name}",
        quiet(meeting.reference),
        para(agreed),
        *(parts or [para("Nobody gave a view.")]),
        summary="Views in a meeting",
        actions=actions,
    )


def _view(view: RegistrationView) -> Container:
    deputy = f", given by {view.deputy} as deputy" if view.deputy else ""
    source = f", recorded for them ({view.source})" if view.source else ""
    what = WORDS[view.option] if view.option else "Passed"
    return Container(
        items=[
            facts([(f"{view.name}{deputy}{source}", what)]),
            *([said(view.reasons)] if view.reasons else []),
        ],
        separator=True,
    )
