"""The cards of a dissent: as recorded, as it may be read word for word, what came of it, and its messages."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Element
from cards.layout import UK, capital, card, day_and_time, facts, para, quiet, stated
from cards.occasion import Occasion, notice
from cppm.disagreeing.dissent import PROTECTION_GOES_ON
from cppm.meetings.meeting import Dissent, PlanningMeeting

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
        facts([("Line manager", manager), *came_of_it(dissent, zone)]),
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
        facts([("About", child.name), ("Disagrees with", dissent.disagrees_with.words)]),
        stated("Reason", dissent.reason),
        stated("Would have decided", dissent.alternative),
    ]


def came_of_it(dissent: Dissent, zone: str = UK) -> list[tuple[str, str]]:
    """What the line manager did, and the answer in writing; nothing while neither is there."""
    step, answer = dissent.escalation, dissent.answer
    considered = [("Escalation", f"{capital(step.step)}. {step.words}")] if step else []
    if answer is None:
        return considered
    return [*considered, (f"Answered by {answer.name}", f"{answer.words}\n{day_and_time(answer.at, zone)}")]


# Messages


def to_chair(o: Occasion) -> AdaptiveCard:
    """For the chair: the words are behind the button."""
    return notice(
        o,
        "A dissent has been recorded",
        para(f"It is kept word for word with the meeting. {PROTECTION_GOES_ON}"),
        summary="There is news of a meeting",
        actions=[o.to("Read the dissent", "dissent.read", d=o.about), o.hub],
        why="DIS-01",
    )


def to_manager(o: Occasion) -> AdaptiveCard:
    """For the line manager, who need not be invited: who, what to consider together, and where to say it."""
    found = _found(o)
    who = found.name if found else "A colleague"
    return notice(
        o,
        "A colleague has recorded a dissent",
        para(
            f"{who} disagrees with a decision of this meeting and lets you know, so that you can consider "
            f"{ESCALATION} together. {PROTECTION_GOES_ON}"
        ),
        para("Please speak with them, and then say here what was done. What they wrote stays in the record."),
        summary="A colleague has told you something",
        actions=[o.to("Say what was done", "escalation.open", d=o.about)] if found else [],
        why="DIS-02",
    )


def raised(o: Occasion) -> AdaptiveCard:
    """For service managers: a line manager has raised a dissent with them."""
    found = _found(o)
    return notice(
        o,
        "A dissent is raised with you",
        facts([("Meeting", o.when), *([("From", f"{found.name}, {found.agency}")] if found else [])]),
        para(f"A line manager asks you to answer it in writing. {PROTECTION_GOES_ON}"),
        summary="There is something for you to answer",
        actions=[o.to("Read it and answer", "dissentanswer.open", d=o.about)],
        why="DIS-03",
    )


def news(o: Occasion) -> AdaptiveCard:
    """For the dissenter and the chair: escalation was considered, or the answer is there."""
    found = _found(o)
    answered = found is not None and found.answer is not None
    title = "A dissent is answered" if answered else "Escalation of a dissent was considered"
    words = "The answer in writing is there." if answered else "The line manager has said what was done."
    return notice(
        o,
        title,
        facts([("Meeting", o.when)]),
        para(f"{words} {PROTECTION_GOES_ON}"),
        summary="There is news of a meeting",
        actions=[o.to("Read it", "dissent.read", d=o.about), o.hub],
        why="DIS-03" if answered else "DIS-02",
    )


def _found(o: Occasion) -> Dissent | None:
    return next((d for d in o.meeting.dissents if d.id == o.about), None)
