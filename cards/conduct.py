"""The cards of the chair's hour: the roll, the quorum, and what is summed up for each child."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard
from cards.layout import UK, bullets, card, facts, para, problem, quiet, time_of_day
from cppm.conduct import opening_list
from cppm.meeting import Invitee, PlanningMeeting
from cppm.quorum import Quorum


def roll_card(
    meeting: PlanningMeeting, quorum: Quorum, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """Who is here, what that means for the quorum, and what was not yet said at the start."""
    here = [_came(line, zone) for line in meeting.invitees if line.attended]
    family = [f"{f.who} ({f.relation})" for f in meeting.family if f.present]
    unsaid = [words for item, words in opening_list(meeting).items() if item not in meeting.opening]
    return card(
        "The roll",
        quiet(meeting.reference),
        facts([("Quorum", quorum.explained)]),
        quiet(quorum.unusual) if quorum.unusual else None,
        para("In the meeting:"),
        bullets(here) if here else para("Nobody is marked as present."),
        para("Family:") if family else None,
        bullets(family) if family else None,
        para("Not yet ticked at the start:") if unsaid else None,
        bullets(unsaid) if unsaid else None,
        summary="The roll of a meeting",
        actions=actions,
    )


def _came(line: Invitee, zone: str) -> str:
    who = f"{line.person.name}, {line.person.agency}"
    if line.stay is None:
        return who
    if line.stay.as_deputy and line.deputy:
        who = f"{line.deputy.name} (deputy for {line.person.name}), {line.person.agency}"
    left = f", left at {time_of_day(line.stay.left, zone)}" if line.stay.left else ""
    return f"{who}, from {time_of_day(line.stay.arrived, zone)}{left}"


def quorum_card(
    meeting: PlanningMeeting, quorum: Quorum, reason: str, actions: Sequence[Action]
) -> AdaptiveCard:
    """The quorum as stated; the reason stands there when the chair went ahead with two agencies."""
    why = [("The chair's reason", reason)] if reason else []
    return card(
        "The quorum is stated",
        quiet(meeting.reference),
        facts([("Quorum", quorum.explained), *why]),
        quiet(quorum.unusual) if quorum.unusual else None,
        summary="The quorum of a meeting",
        actions=actions,
    )


def not_quorate_card(
    meeting: PlanningMeeting, quorum: Quorum, sentence: str, actions: Sequence[Action]
) -> AdaptiveCard:
    """The meeting can't go ahead, and what to do instead."""
    return card(
        "This meeting can't go ahead",
        quiet(meeting.reference),
        facts([("Quorum", quorum.explained)]),
        problem(sentence),
        summary="A meeting needs your attention",
        actions=actions,
    )
