"""The cards of a dissent: as recorded, and as the chair and the dissenter may read it, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Element
from cards.layout import UK, card, day_and_time, facts, para, quiet, stated
from cards.views import WORDS
from cppm.dissent import PROTECTION_GOES_ON
from cppm.meeting import Dissent, PlanningMeeting

ESCALATION = "the resolution and escalation guide"
TELL_MANAGER = f"Tell your line manager first, and look at {ESCALATION} together."


def recorded_dissent_card(
    meeting: PlanningMeeting, dissent: Dissent, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """The dissent as it is kept, and what the dissenter does next."""
    told = dissent.manager_told_at is not None
    return card(
        "Your dissent is recorded",
        quiet(meeting.reference),
        *_words(meeting, dissent),
        para(PROTECTION_GOES_ON),
        para("The chair is told.") if told else para(f"The chair is told. {TELL_MANAGER}"),
        quiet(f"Recorded by {dissent.name}, {day_and_time(dissent.at, zone)}."),
        summary="Your answer is recorded",
        actions=actions,
    )


def dissent_card(
    meeting: PlanningMeeting, dissent: Dissent, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """A dissent to be read by whom it concerns."""
    told = dissent.manager_told_at
    manager = f"Told, {day_and_time(told, zone)}" if told else "Not yet recorded as told"
    return card(
        "A dissent",
        quiet(meeting.reference),
        facts([("From", f"{dissent.name}, {dissent.agency}"), ("When", day_and_time(dissent.at, zone))]),
        *_words(meeting, dissent),
        facts([("Line manager", manager)]),
        para(PROTECTION_GOES_ON),
        summary="A dissent is open before you",
        actions=actions,
    )


def manager_card(
    meeting: PlanningMeeting, manager: str, at: str, actions: Sequence[Action], *, gets_card: bool
) -> AdaptiveCard:
    """The line manager is told; one who is enrolled gets a card."""
    if gets_card:
        words = f"{manager} gets a card from me, without what you wrote. Speak with them about {ESCALATION}."
    else:
        words = (
            f"I know no line manager of yours, so nobody gets a card. Speak with yours about {ESCALATION}."
        )
    return card(
        "Your line manager is told",
        quiet(meeting.reference),
        para(words),
        para(PROTECTION_GOES_ON),
        quiet(f"Recorded {at}."),
        summary="Your answer is recorded",
        actions=actions,
    )


def _words(meeting: PlanningMeeting, dissent: Dissent) -> list[Element]:
    child = meeting.child(dissent.child)
    return [
        facts([("About", child.name), ("Disagrees with", WORDS[dissent.disagrees_with])]),
        stated("Reason", dissent.reason),
        stated("Would have decided", dissent.alternative),
    ]
