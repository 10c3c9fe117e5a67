"""The cards of the views on registration: sealed until the chair opens them; never a number of them."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Container, Element
from cards.layout import bullets, card, facts, para, problem, quiet, refreshed_by, said, subheading
from cppm import views
from cppm.meeting import Child, Invitee, Option, PlanningMeeting, RegistrationView
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
    """Before the views are opened: who has answered and who is still asked. Never what anybody said."""
    answered = [_who_answered(view) for view in meeting.rounds[child.id].views.values()]
    awaited = [
        f"{i.person.name}, {i.person.agency}{_must_be_recorded(i)}"
        for i in views.still_awaited(meeting, child.id)
    ]
    return card(
        f"Views on {child.name}",
        quiet(meeting.reference),
        para("The views are sealed. Nobody sees any of them until you open all of them together."),
        subheading("Asked, and still to come"),
        bullets(awaited) if awaited else para("Nobody: every statutory partner here has answered."),
        subheading("Answered"),
        bullets(answered) if answered else para("Nobody yet."),
        quiet("Voluntary partners are invited and may pass, so nobody waits for them."),
        summary="Views in a meeting",
        actions=actions,
        refresh=refreshed_by("board.open", m=meeting.id, c=child.id),
    )


def _who_answered(view: RegistrationView) -> str:
    deputy = f" (by {view.deputy}, deputy)" if view.deputy else ""
    return f"{view.name}, {view.agency}{deputy}{', recorded for them' if view.source else ''}"


def _must_be_recorded(line: Invitee) -> str:
    """A deputy whom nobody has enrolled has no chat with Quorate."""
    return "" if line.speaker else ": their deputy has no chat with me, so please record the view"


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
