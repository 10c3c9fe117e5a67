"""The cards that lead around: what I owe, my meetings, one meeting, help, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Container, TextBlock, button
from cards.layout import (
    UK,
    card,
    day_and_time,
    escape,
    facts,
    para,
    problem,
    quiet,
    refreshed_by,
    subheading,
)
from cppm.meeting import Phase, PlanningMeeting
from cppm.people import Role

MOST_OWED = 10
"""Lines of what is owed on one card; the rest is counted, so that the card stays readable."""
MOST_BUTTONS = 6


@dataclass(frozen=True)
class Owing:
    """One thing somebody owes: what, by when, for which meeting, and the button that does it."""

    what: str
    reference: str
    limit: datetime
    late: bool
    verb: str
    ids: dict[str, str]


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    id: str
    reference: str
    starts_at: datetime
    phase: str
    role: str


def home_card(
    first_name: str, owed: Sequence[Owing], meetings: Sequence[MeetingRow], zone: str = UK
) -> AdaptiveCard:
    """What do I owe, by when, for which meeting; the first line shows nothing of a case."""
    shown = list(owed)[:MOST_OWED]
    rest = len(owed) - len(shown)
    return card(
        "What you owe" if owed else "You owe nothing at the moment",
        para(f"{first_name}, this is yours to do, the most urgent first.") if owed else None,
        *(_owed_line(each, zone) for each in shown),
        quiet(f"And {rest} more after these.") if rest > 0 else None,
        subheading("Your meetings") if meetings else para("You are not in any meeting at the moment."),
        *(_meeting_line(each, zone) for each in list(meetings)[:5]),
        summary="Your open items",
        actions=_home_actions(shown, meetings),
        refresh=refreshed_by("home.open"),
    )


def _owed_line(owing: Owing, zone: str) -> Container:
    when = day_and_time(owing.limit, zone)
    late = TextBlock(text=f"Late: it was due {when}", weight="bolder", color="attention", spacing="none")
    due = TextBlock(text=f"By {when}", spacing="none", is_subtle=True)
    return Container(
        items=[
            TextBlock(text=escape(owing.what), weight="bolder"),
            TextBlock(text=escape(owing.reference), spacing="none", is_subtle=True),
            late if owing.late else due,
        ],
        separator=True,
        select_action=button(owing.what, owing.verb, **owing.ids),
    )


def _meeting_line(row: MeetingRow, zone: str) -> Container:
    words = f"{day_and_time(row.starts_at, zone)}, {row.phase}, you: {row.role}"
    return Container(
        items=[
            TextBlock(text=escape(row.reference), weight="bolder"),
            TextBlock(text=escape(words), spacing="none", is_subtle=True),
        ],
        separator=True,
        select_action=button(row.reference, "meeting.open", m=row.id),
    )


def _home_actions(owed: Sequence[Owing], meetings: Sequence[MeetingRow]) -> list[Action]:
    first: list[Action] = [button(each.what, each.verb, **each.ids) for each in owed[:3]]
    known = [button(f"Open {row.reference}", "meeting.open", m=row.id) for row in list(meetings)[:2]]
    return [*first, *known, button("Help", "help.open")][:MOST_BUTTONS]


def meetings_card(rows: Sequence[MeetingRow], zone: str = UK) -> AdaptiveCard:
    """My meetings, the earliest first."""
    shown = list(rows)[-20:]
    return card(
        "Your meetings" if rows else "You are not in any meeting",
        *(_meeting_line(row, zone) for row in shown),
        summary="Your meetings",
        actions=[
            *(button(f"Open {row.reference}", "meeting.open", m=row.id) for row in shown[-5:]),
            button("What I owe", "home.open"),
        ],
    )


_STANDS: dict[Phase, str] = {
    Phase.BOOKED: "Booked; the chair has not agreed the invitation list yet",
    Phase.INVITED: "People are invited",
    Phase.OPEN: "In progress",
    Phase.CLOSED: "Closed",
    Phase.CANCELLED: "Called off",
}


def meeting_card(
    meeting: PlanningMeeting,
    role: Role | None,
    pressing: Sequence[Action],
    possible: Sequence[Action],
    progress: Sequence[tuple[str, str]],
    warnings: Sequence[str] = (),
    zone: str = UK,
) -> AdaptiveCard:
    """One meeting for one person: where it stands, what is next, what else can be done."""
    place = f"{meeting.mode}, {meeting.place}" if meeting.place else str(meeting.mode)
    rows = [
        ("When", day_and_time(meeting.starts_at, zone)),
        ("How", place),
        ("Stands", _STANDS[meeting.phase]),
        *([("Your role", str(role))] if role else []),
        *progress,
    ]
    return card(
        "Child Protection Planning Meeting",
        quiet(meeting.reference),
        facts(rows),
        *(problem(words) for words in warnings),
        para(f"Next: {pressing[0].title}.") if pressing else para("Nothing is waiting for you here."),
        summary="A meeting",
        actions=[*pressing, *possible][:MOST_BUTTONS],
        refresh=refreshed_by("meeting.open", m=meeting.id),
    )


def more_card(meeting: PlanningMeeting, possible: Sequence[Action]) -> AdaptiveCard:
    """What else can be done in a meeting, when it does not fit on its card."""
    return card(
        "What else can be done",
        quiet(meeting.reference),
        summary="More about a meeting",
        actions=list(possible)[:MOST_BUTTONS],
    )


def welcome_card(first_name: str, actions: Sequence[Action]) -> AdaptiveCard:
    """The first words to somebody enrolled."""
    return card(
        f"Hello {first_name}, I am Quorate",
        para(
            "I carry the work around Child Protection Planning Meetings: invitations, reports, quorum, "
            "views, decisions and key points, so that nothing rests on memory."
        ),
        para("Say home to see what you owe, or help for everything else."),
        summary="Quorate says hello",
        actions=actions,
    )
