"""The cards of the chair's hour: the roll, the quorum, and what to do when there is none."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, button
from cards.layout import UK, bullets, capital, card, facts, para, problem, quiet, subheading, time_of_day
from cppm.meetings.conduct import opening_list
from cppm.meetings.meeting import Invitee, PlanningMeeting, Verdict
from cppm.meetings.quorum import Quorum
from cppm.rights import beside, taking_part

NOT_ALONE = (
    "A meeting never goes ahead with one agency alone. When somebody else comes, note the arrival; "
    "otherwise set a new date. The interim safety plan goes on."
)


NOT_TWICE = (
    "The meeting before this one went ahead without a quorum, and that does not happen twice in a row. When "
    "somebody else comes, note the arrival; otherwise set a new date. The interim safety plan goes on."
)


def _discretion(quorum: Quorum) -> str:
    """What the chair may do without a full quorum."""
    return (
        f"You may go ahead at your discretion when {quorum.rule.condition}. Say why when you state the "
        "quorum; otherwise set a new date."
    )


def roll_card(
    meeting: PlanningMeeting,
    quorum: Quorum,
    actions: Sequence[Action],
    zone: str = UK,
    twice: bool = False,
) -> AdaptiveCard:
    """What the roll means for the quorum, who is here, and what was not yet said at the start.

    `twice` says that it would go ahead without a quorum after one that did, which is not allowed here.
    """
    discretion = quorum.verdict is Verdict.DISCRETION
    here = [_came(line, zone) for line in meeting.invitees if line.attended]
    family = [*(f.named for f in meeting.family if f.present), *beside.here(meeting).values()]
    needs = _needs(meeting)
    unsaid = [words for item, words in opening_list(meeting).items() if item not in meeting.opening]
    return card(
        "The roll",
        quiet(meeting.reference),
        facts([("Quorum", quorum.explained)]),
        problem(NOT_ALONE) if quorum.verdict is Verdict.NEVER else None,
        problem(NOT_TWICE) if twice else None,
        para(_discretion(quorum)) if discretion and not twice else None,
        quiet(quorum.unusual) if quorum.unusual else None,
        subheading("In the meeting"),
        bullets(here) if here else para("Nobody is marked as present."),
        subheading("Family") if family else None,
        bullets(family) if family else None,
        subheading("What the family needs") if needs else None,
        bullets(needs) if needs else None,
        subheading("Not yet ticked at the start") if unsaid else None,
        bullets(unsaid) if unsaid else None,
        summary="The roll of a meeting",
        actions=actions,
    )


def _needs(meeting: PlanningMeeting) -> list[str]:
    """What each of the family who is there needs in the meeting, for the chair to allow for (PTP-01)."""
    there = [(f, taking_part.of(meeting, f.id)) for f in meeting.family if f.present]
    said = [(f, [*mine.needs, *([mine.needs_words] if mine.needs_words else [])]) for f, mine in there]
    return [f"{f.who}: {', '.join(words)}" for f, words in said if words]


def roll_actions(meeting: PlanningMeeting, following: Sequence[Action]) -> list[Action]:
    """What follows the roll, and its correction, for the case that somebody was ticked by mistake."""
    correct = button("Correct the roll", "roll.open", m=meeting.id)
    return [*following[: MOST_ACTIONS - 1], correct]


def _came(line: Invitee, zone: str) -> str:
    who = f"{line.person.name}, {line.person.agency}"
    if line.stay is None:
        return who
    if line.stay.as_deputy and line.deputy:
        who = f"{line.deputy.name} (deputy for {line.person.name}), {line.person.agency}"
    left = f", left at {time_of_day(line.stay.left, zone)}" if line.stay.left else ""
    return f"{who}, from {time_of_day(line.stay.arrived, zone)}{left}"


def quorum_card(meeting: PlanningMeeting, quorum: Quorum, actions: Sequence[Action]) -> AdaptiveCard:
    """The quorum as stated; the reason stands there when the chair went ahead with too few agencies."""
    stated = meeting.quorum
    why = [("The chair's reason", stated.reason)] if stated and stated.reason else []
    if stated and stated.ground:
        why = [("Exception", capital(stated.ground)), *why]
    return card(
        "The quorum is stated",
        quiet(meeting.reference),
        facts([("Quorum", quorum.explained), *why]),
        quiet(quorum.unusual) if quorum.unusual else None,
        summary="The quorum of a meeting",
        actions=actions,
    )


def not_quorate_card(
    meeting: PlanningMeeting, quorum: Quorum, actions: Sequence[Action], twice: bool = False
) -> AdaptiveCard:
    """The meeting can't go ahead, and what to do instead; `twice` as on the roll."""
    return card(
        "This meeting can't go ahead",
        quiet(meeting.reference),
        facts([("Quorum", quorum.explained)]),
        para(NOT_TWICE if twice else NOT_ALONE),
        summary="A meeting needs your attention",
        actions=[
            *actions[: MOST_ACTIONS - 1],
            button("Why?", "why.open", rule="QUO-06" if twice else "QUO-02"),
        ],
    )
