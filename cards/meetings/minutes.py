"""Where the minutes stand, and messages about them: to check, sent out, a correction asked and answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import UK, bullets, card, day_and_time, facts, para, quiet, stated
from cards.occasion import Occasion, notice
from cards.pages import FROM, Part, page
from cppm.meetings.meeting import Correction, PlanningMeeting
from cppm.meetings.minutes import recorded

HOLDS = (
    "who chaired, was invited, came or was absent, and why anybody was not invited",
    "the reports asked for and received, and the information in short",
    "risks, needs and protective factors; the views of child and parents",
    "decisions with reasons, disagreement and dissent, and immediate actions",
    "named person, lead professional, core group, review date, and who tells whom by when",
)
"""What minutes have to hold, for the chair who reads the draft (MIN-05..21)."""
HOLDS_IN_WORDS = f"They have to hold {'; '.join(HOLDS)}."
ADDENDUM = "The minutes themselves stay as they were sent; what is agreed is added to them as an addendum."


def minutes_card(
    meeting: PlanningMeeting,
    corrections: Sequence[Correction],
    actions: Sequence[Action],
    start: int = 0,
    zone: str = UK,
) -> AdaptiveCard:
    """Where the minutes stand. `corrections` are those that the reader may see, from `start` on."""
    found = page([Part("Corrections", [_correction(each, zone) for each in corrections])], start)
    rest = {} if found.following is None else {FROM: str(found.following)}
    more = [button("More corrections", "minutes.open", m=meeting.id, **rest)] if rest else []
    return card(
        "Minutes",
        quiet(meeting.reference),
        facts(_stands(meeting, zone)),
        *found.body,
        quiet(ADDENDUM) if corrections else None,
        summary="The minutes of a meeting",
        actions=[*more, *actions],
    )


def _stands(meeting: PlanningMeeting, zone: str) -> list[tuple[str, str]]:
    minutes = meeting.minutes
    checked = f"Read by the chair, {day_and_time(minutes.checked_at, zone)}" if minutes.checked_at else ""
    sent = day_and_time(minutes.sent_at, zone) if minutes.sent_at else ""
    return [
        ("Draft", checked or "Not read by the chair yet"),
        ("Sent", sent or "Not yet"),
        *([("Reference", minutes.reference)] if minutes.reference else []),
        *([("Recording", _recording(meeting, zone))] if recorded(meeting) else []),
    ]


def _recording(meeting: PlanningMeeting, zone: str) -> str:
    deleted = meeting.minutes.recording_deleted_at
    return f"Deleted {day_and_time(deleted, zone)}" if deleted else "Kept until the minutes are complete"


def _correction(asked: Correction, zone: str) -> Element:
    answer = {None: "Not answered yet", True: "Agreed", False: "Not agreed"}[asked.agreed]
    words = "\n".join(filter(None, [asked.words, f"{answer}: {asked.answer}" if asked.answer else answer]))
    return stated(f"{asked.name}, {day_and_time(asked.at, zone)}", words)


def holds() -> Element:
    """What minutes have to hold, as a list."""
    return bullets(HOLDS)


# Messages


def to_check(o: Occasion) -> AdaptiveCard:
    """For the chair: the draft is to be read before it goes to anybody (MIN-22)."""
    return notice(
        o,
        "The draft minutes wait for you",
        facts([("Meeting", o.when)]),
        para("Nobody gets the minutes before you have read them. They have to hold:"),
        holds(),
        summary="There is something for you to read",
        actions=[o.to("I have read the draft", "minutescheck.open"), o.hub],
        why="MIN-22",
    )


def out(o: Occasion) -> AdaptiveCard:
    """For each participant: the minutes are there; check them, say what is wrong, store them (MIN-23)."""
    minutes = o.meeting.minutes
    sent = day_and_time(minutes.sent_at, o.zone) if minutes.sent_at else "Not yet"
    return notice(
        o,
        "The minutes are out: please check them",
        facts([("Meeting", o.when), ("Sent", sent), ("Reference", minutes.reference)]),
        para(
            "Read them in the case system. If something is wrong or missing, tell the chair soon. "
            "Note your tasks, and keep the minutes safely in the child's file of your agency."
        ),
        summary="The minutes of a meeting are out",
        actions=[
            o.to("I have checked and stored them", "minutes.stored"),
            o.to("Ask for a correction", "correct.open"),
            o.hub,
        ],
        why="MIN-23",
    )


def correction(o: Occasion) -> AdaptiveCard:
    """For the chair: that somebody asks for a correction. For whoever asked: that the chair has answered.

    The words themselves come on purpose only. Raises KeyError for a correction that is not there.
    """
    found = {each.id: each for each in o.meeting.minutes.corrections}[o.about]
    if found.answered_at:
        return _answered(o, found)
    return notice(
        o,
        "A correction to the minutes is asked for",
        facts([("From", found.name), ("Meeting", o.when)]),
        quiet(ADDENDUM),
        summary="A correction is asked for",
        actions=[o.to("Read and answer", "correctanswer.open", r=found.id), o.hub],
        why="MIN-25",
    )


def _answered(o: Occasion, found: Correction) -> AdaptiveCard:
    agreed = "The chair agrees" if found.agreed else "The chair does not agree"
    return notice(
        o,
        "Your correction to the minutes is answered",
        facts([("Meeting", o.when), ("Answer", agreed)]),
        quiet(ADDENDUM) if found.agreed else None,
        summary="Your correction is answered",
        actions=[o.to("Read the answer", "minutes.open"), o.hub],
        why="MIN-25",
    )


def open_corrections(meeting: PlanningMeeting) -> Iterable[Correction]:
    """The corrections that wait for the chair's answer."""
    return (each for each in meeting.minutes.corrections if each.answered_at is None)
