"""The cards of the views on registration: sealed until the chair opens them; never a number of them."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.layout import bullets, card, escape, para, quiet, refreshed_by, said, subheading
from cards.pages import FROM
from cppm.disagreeing.disagreement import marks
from cppm.meetings import views
from cppm.meetings.meeting import Child, Invitee, PlanningMeeting, RegistrationView
from cppm.meetings.views import Consensus

MOST_BYTES = 15_000
"""Bytes of views on one card; Teams takes 28 KB, with the rest of the card and its buttons."""
_LINE, _VIEW = 160, 900
"""Bytes around each line and each view."""
Given = tuple[views.AgencyViews, RegistrationView]

CRITERION = (
    "The measure is the risk of significant harm. Reasons from the evidence matter as much "
    "when risk has gone down as when it has gone up."
)


def sealed_board_card(meeting: PlanningMeeting, child: Child, actions: Sequence[Action]) -> AdaptiveCard:
    """Before the views are opened: who has answered and who is still asked. Never what anybody said."""
    answered = [_who_answered(meeting, view) for view in meeting.rounds[child.id].views.values()]
    awaited = [
        f"{i.person.name}, {i.person.agency}{_must_be_recorded(i)}"
        for i in views.still_awaited(meeting, child.id)
    ]
    return card(
        "Views on registration",
        quiet(f"{meeting.reference}: {child.name}"),
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


def _who_answered(meeting: PlanningMeeting, view: RegistrationView) -> str:
    deputy = f" (by {view.deputy}, deputy)" if view.deputy else ""
    return f"{view.name}, {view.agency}{deputy}{meeting.on_behalf(view.source, view.recorded_by)}"


def _must_be_recorded(line: Invitee) -> str:
    """A deputy whom nobody has enrolled has no chat with Quorate."""
    return "" if line.speaker else ": their deputy has no chat with me, so please record the view"


def open_board_card(
    meeting: PlanningMeeting, child: Child, actions: Sequence[Action], start: int = 0
) -> AdaptiveCard:
    """After the views are opened: by agency, in people's own words, from one on as many as a card holds."""
    agencies = views.opened_views(meeting, child.id)
    given = [(agency, view) for agency in agencies for view in agency.views]
    shown = _fitting(given[start:])
    end = start + len(shown)
    clear = views.consensus(meeting, child.id) is Consensus.CLEAR
    agreed = "There is a clear consensus." if clear else "There is no clear consensus: the chair decides."
    ids = {"m": meeting.id, "c": child.id, FROM: str(end)}
    more: list[Action] = [button("More views", "board.open", **ids)] if end < len(given) else []
    return card(
        "Views on registration",
        quiet(f"{meeting.reference}: {child.name}"),
        para(agreed),
        *(quiet(mark) for mark in marks(meeting, child.id)),
        *(_by_agency(meeting, shown) or [para("Nobody gave a view.")]),
        quiet("More views follow; each is shown in full.") if more else None,
        summary="Views in a meeting",
        actions=[*more, *actions[: MOST_ACTIONS - 1]],
    )


def _fitting(given: Sequence[Given]) -> list[Given]:
    """The first views that fit on one card together, one at least."""
    shown: list[Given] = []
    room = MOST_BYTES
    for each in given:
        room -= _bytes(each[1])
        if shown and room < 0:
            break
        shown.append(each)
    return shown


def _bytes(view: RegistrationView) -> int:
    """About what a view takes on a card: Teams counts two bytes a letter."""
    words = len(view.reasons.encode("utf-16-le"))
    return words + _LINE * len(view.reasons.splitlines()) + _VIEW


def _by_agency(meeting: PlanningMeeting, given: Sequence[Given]) -> list[Element]:
    parts: list[Element] = []
    for number, (agency, view) in enumerate(given):
        if number == 0 or given[number - 1][0] is not agency:
            parts.append(subheading(str(agency.agency)))
            if agency.split:
                parts.append(TextBlock(text="The people of this agency differ.", weight="bolder"))
        parts.append(_view(meeting, view))
    return parts


def _view(meeting: PlanningMeeting, view: RegistrationView) -> Container:
    deputy = f", given by {view.deputy} as deputy" if view.deputy else ""
    source = meeting.on_behalf(view.source, view.recorded_by)
    what = view.option.words if view.option else "Passed"
    who = TextBlock(text=escape(f"{view.name}{deputy}{source}"), is_subtle=True)
    option = TextBlock(text=what, weight="bolder", spacing="none")
    return Container(items=[who, option, *([said(view.reasons)] if view.reasons else [])], separator=True)
