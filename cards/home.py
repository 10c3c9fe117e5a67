"""The cards that lead around: what I owe, my meetings, one meeting, help, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.groups.group import GroupRow, group_line
from cards.layout import (
    UK,
    by_when,
    capital,
    card,
    day_and_time,
    escape,
    facts,
    para,
    pressing,
    quiet,
    refreshed_by,
    short,
    subheading,
)
from cards.pages import FROM
from cards.timing.helping import ALL, MOST_AT_HOME, Helped, help_part
from cppm.councils.profile import Profile
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Role

MOST_OWED = 6
"""Lines of what is owed on one card, each with two places to press at most; more are a button away."""
MOST_OWED_BUTTONS = 3
MOST_MEETINGS = 3
"""Meetings on home, and core groups."""
MOST_LISTED = 10
MOST_BUTTONS = 6
SAY_WHY = "Say why it is late"


@dataclass(frozen=True)
class Owing:
    """One thing somebody owes: what, by when, for which meeting, and the button that does it.

    `explain` are the ids with which it can be said why it is late, where that is wanted. `done` says that
    it was done late, so that only the reason is still owed.
    """

    what: str
    reference: str
    limit: datetime
    late: bool
    verb: str
    ids: Mapping[str, str]
    explain: Mapping[str, str] = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    id: str
    reference: str
    starts_at: datetime
    phase: Phase
    role: str


def home_card(
    owed: Sequence[Owing],
    meetings: Sequence[MeetingRow],
    zone: str = UK,
    groups: Sequence[GroupRow] = (),
    desk: bool = False,
    figures: bool = False,
    held: bool = False,
    helped: Sequence[Helped] = (),
) -> AdaptiveCard:
    """What do I owe, by when, for which meeting; the first line shows nothing of a case.

    `desk` says whether this person keeps order for others too, `figures` whether without a desk they may see
    the figures of the council, `held` whether meetings of theirs are over, `helped` where their help is asked
    for.
    """
    shown = owed[:MOST_OWED]
    nothing = "You owe nothing yourself" if helped else "You owe nothing at the moment"
    last = _last(desk, _works_with_family(groups), figures, len(helped) > MOST_AT_HOME)
    return card(
        "What you owe" if owed else nothing,
        para("This is yours to do, the most urgent first.") if owed else None,
        *(_owed_line(each, zone) for each in shown),
        quiet(f"And {len(owed) - len(shown)} more after these.") if len(owed) > len(shown) else None,
        *help_part(helped, zone),
        subheading("Your meetings") if meetings else para("No meeting of yours is ahead."),
        *(_meeting_line(each, zone) for each in meetings[:MOST_MEETINGS]),
        quiet(f"And {len(meetings) - MOST_MEETINGS} more.") if len(meetings) > MOST_MEETINGS else None,
        *_groups(groups, zone),
        summary="Your open items",
        actions=_home_actions(owed, meetings, groups, last, held),
        refresh=refreshed_by("home.open"),
    )


def more_owed_card(owed: Sequence[Owing], start: int, zone: str = UK) -> AdaptiveCard:
    """What is owed from a certain line on."""
    shown, rest = owed[start : start + MOST_OWED], owed[start + MOST_OWED :]
    following = [button("More of what I owe", "home.more", **{FROM: str(start + MOST_OWED)})] if rest else []
    return card(
        "More of what you owe" if shown else "That is all you owe",
        *(_owed_line(each, zone) for each in shown),
        quiet(f"And {len(rest)} more after these.") if rest else None,
        summary="Your open items",
        actions=[*_owed_buttons(shown), *following, button("What I owe", "home.open")],
    )


def _owed_line(owing: Owing, zone: str) -> Container:
    when = by_when(owing.limit, zone)
    words = f"Done late: it was due {when}" if owing.done else f"Late: it was due {when}"
    late = TextBlock(text=words, weight="bolder", color="attention", spacing="none")
    due = TextBlock(text=f"By {when}", spacing="none", is_subtle=True)
    reference = TextBlock(text=escape(owing.reference), spacing="none", is_subtle=True)
    main = Container(
        items=[
            TextBlock(text=escape(owing.what), weight="bolder"),
            *([reference] if owing.reference else []),
            late if owing.late else due,
            *([_say_why()] if owing.done else []),
        ],
        select_action=pressing(_which(owing), owing.verb, **owing.ids),
    )
    if not owing.explain:
        main.separator = True
        return main
    explain = pressing(SAY_WHY, "missed.open", **owing.explain)
    reason = Container(items=[_say_why()], spacing="small", select_action=explain)
    return Container(items=[main, reason], separator=True)


def _say_why() -> TextBlock:
    return TextBlock(text=SAY_WHY, weight="bolder", color="accent", spacing="small")


def _meeting_line(row: MeetingRow, zone: str) -> Container:
    return Container(
        items=[
            TextBlock(text=escape(row.reference), weight="bolder"),
            TextBlock(text=day_and_time(row.starts_at, zone), spacing="none", is_subtle=True),
            TextBlock(text=escape(f"{_STANDS[row.phase]}. You: {row.role}"), spacing="none", is_subtle=True),
        ],
        separator=True,
        select_action=pressing(row.reference, "meeting.open", m=row.id),
    )


def _groups(groups: Sequence[GroupRow], zone: str) -> list[Element]:
    """The core groups that go on, beneath the meetings."""
    left = len(groups) - MOST_MEETINGS
    return [
        *([subheading("Your core groups")] if groups else []),
        *(group_line(each, zone) for each in groups[:MOST_MEETINGS]),
        *([quiet(f"And {left} more. Type core groups to see them all.")] if left > 0 else []),
    ]


def _home_actions(
    owed: Sequence[Owing],
    meetings: Sequence[MeetingRow],
    groups: Sequence[GroupRow],
    last: Sequence[Action],
    held: bool,
) -> list[Action]:
    more_owed = [button("More of what I owe", "home.more", **{FROM: str(MOST_OWED)})]
    more = [button("All my meetings", "meetings.open")]
    known: list[Action] = [button(f"Go to {row.reference}", "meeting.open", m=row.id) for row in meetings[:2]]
    if len(meetings) > len(known):
        known, held = [*known[:1], *more], False
    if groups:
        one = button(f"Go to {groups[0].reference}", "group.open", g=groups[0].id)
        known = [*known[:1], one if len(groups) == 1 else button("My core groups", "groups.open")]
    most = MOST_BUTTONS - len(last)
    rest = more_owed if len(owed) > MOST_OWED else []
    first = [*_owed_buttons(owed[:MOST_OWED])[: most - len(rest)], *rest, *known, *(more if held else [])]
    return [*first[:most], *last]


def _works_with_family(groups: Sequence[GroupRow]) -> bool:
    """Whether one of these families is theirs to work with: who chairs its planning meetings hears of it."""
    return any(each.role is not Role.CHAIR for each in groups)


def _last(desk: bool, reports: bool, figures: bool, helps: bool) -> list[Action]:
    """What home always ends with; `reports`: they may report where a child lives; `helps`: more than a few
    things need their help.
    """
    helping = [button(ALL, "helping.open")] if helps else []
    desks = [button("My desk", "desk.open")] if desk else []
    homes = [button("New address", "address.open")] if reports else []
    seen = [button("Quality figures", "figures.open")] if figures else []
    return [*helping, *desks, *homes, *seen, button("Help", "help.open")]


def _which(owing: Owing) -> str:
    """What and for which meeting, as a title."""
    return ", ".join(filter(None, [_title(owing), owing.reference]))


def _owed_buttons(owed: Sequence[Owing]) -> list[Action]:
    """The first few as buttons; where two would read the same, the reference tells them apart.

    What reads the same even then, such as the same thing for two of a family, has its line alone.
    """
    told_apart: dict[str, Owing] = {}
    for each in owed:
        told_apart.setdefault(_which(each), each)
    first = list(told_apart.values())[:MOST_OWED_BUTTONS]
    titles = [_title(each) for each in first]
    return [
        button(short(title if titles.count(title) == 1 else _which(each)), each.verb, **each.ids)
        for title, each in zip(titles, first, strict=True)
    ]


def _title(owing: Owing) -> str:
    return SAY_WHY if owing.done else owing.what


def meetings_card(
    rows: Sequence[MeetingRow],
    start: int = 0,
    wanted: str = "",
    zone: str = UK,
    groups: Sequence[GroupRow] = (),
) -> AdaptiveCard:
    """Meetings, those to come first, so many from a certain line on; `wanted` is what was looked for."""
    shown, rest = rows[start : start + MOST_LISTED], rows[start + MOST_LISTED :]
    first = shown[: 3 if groups else 4]
    more = [button("More meetings", "meetings.open", **{FROM: str(start + MOST_LISTED)})]
    none = f"No meeting of yours has {wanted} in its reference." if wanted else "You are not in any meeting."
    return card(
        "Your meetings",
        *(_meeting_line(row, zone) for row in shown),
        para(none) if not shown and not groups else None,
        quiet(f"And {len(rest)} more. Type meetings and part of a reference to find one.") if rest else None,
        *_groups(groups, zone),
        summary="Your meetings",
        actions=[
            *(button(f"Go to {row.reference}", "meeting.open", m=row.id) for row in first),
            *([button("My core groups", "groups.open")] if groups else []),
            *(more if rest and not wanted else []),
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
    following: str,
    actions: Sequence[Action],
    progress: Sequence[tuple[str, str]],
    warnings: Sequence[str] = (),
    zone: str = UK,
) -> AdaptiveCard:
    """One meeting for one person: where it stands, what is next, what else can be done.

    `following` is the title of what is owed first.
    """
    place = f"{meeting.mode}, {meeting.place}" if meeting.place else str(meeting.mode)
    rows = [
        ("When", day_and_time(meeting.starts_at, zone)),
        ("How", capital(place)),
        ("Stands", _STANDS[meeting.phase]),
        *([("Your role", str(role).capitalize())] if role else []),
        *progress,
    ]
    return card(
        "Child Protection Planning Meeting",
        quiet(meeting.reference),
        facts(rows),
        *(TextBlock(text=escape(words), weight="bolder") for words in warnings),
        para(f"Next: {following.rstrip('?.')}." if following else "Nothing is waiting for you here."),
        summary="A meeting",
        actions=[*actions[:MOST_BUTTONS]] or [button("What I owe", "home.open")],
        refresh=refreshed_by("meeting.open", m=meeting.id),
    )


def more_card(reference: str, possible: Sequence[Action]) -> AdaptiveCard:
    """What else can be done in a meeting or a core group, when it does not fit on its card."""
    return card(
        "What else can be done",
        quiet(reference),
        summary="What else can be done",
        actions=[*possible[:MOST_BUTTONS]] or [button("What I owe", "home.open")],
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


def register_card(profile: Profile) -> AdaptiveCard:
    """Quorate is not the register and answers for no child; whom to ask, at any hour (REG-02, TIM-27)."""
    known = [row for row in (("Keeper", profile.keeper), ("To call", profile.duty_contact)) if row[1]]
    return card(
        "I am not the register",
        para(
            "I can't say whether a child's name is on the Child Protection Register. The keeper of the "
            "register answers at any hour."
        ),
        facts(known) if known else para("This council's profile does not name the keeper: ask your manager."),
        summary="Whom to ask about the register",
        actions=[button("What I owe", "home.open")],
    )
