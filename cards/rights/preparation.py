"""Preparing a meeting: one person's list as it stands, and the message to somebody who briefs another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Container, Element, TextBlock
from cards.layout import UK, bullets, by_when, card, escape, facts, para, pressing, quiet
from cards.meetings.asked import template
from cards.meetings.attendance import case_line
from cards.occasion import Occasion, notice
from cards.pages import Page, Part, page
from cppm.councils.profile import Profile
from cppm.meetings.asked import asked_of
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.rights import checklists
from cppm.rights.briefing import POINTS
from cppm.rights.ticking import Line
from cppm.timing.timescales import end_of

EXPECT = (
    "Child and parents are usually there, and may bring somebody to support them.",
    "People say what they see of risks, needs and strengths.",
    "What is said there is confidential.",
)
"""What somebody new to these meetings can expect (GEN-21, ATT-12..16)."""


def preparation_card(
    meeting: PlanningMeeting,
    lines: Sequence[Line],
    actions: Sequence[Action],
    more: Sequence[Part] = (),
    start: int = 0,
    zone: str = UK,
) -> AdaptiveCard:
    """Somebody's list: what they still have to do, what only they can tick, and what is done.

    `more` follows it; what does not fit is a button away, from the item `start` on.
    """
    found = _page(meeting, lines, more, start, zone)
    done = sum(line.done for line in lines)
    return card(
        "Preparing the meeting",
        quiet(case_line(meeting, zone)),
        TextBlock(text=escape(f"{done} of {len(lines)} done. {_rest(lines, zone)}"), weight="bolder"),
        quiet("Press a line to do it.") if start == 0 and done < len(lines) else None,
        *found.body,
        summary="What there is to prepare",
        actions=[*found.more("More of the list", "prepare.open", m=meeting.id), *actions],
    )


def _page(
    meeting: PlanningMeeting, lines: Sequence[Line], more: Sequence[Part], start: int, zone: str
) -> Page:
    usual = max((line.by for line in lines), default=meeting.starts_at)
    still = [line for line in lines if not line.done]

    def opened(those: Iterable[Line]) -> list[Element]:
        return [_open(meeting, each, usual, zone) for each in those]

    done = [_done(line) for line in lines if line.done]
    parts = [
        Part("Still to do", opened(each for each in still if not each.ticked and not each.family)),
        Part("With the family", opened(each for each in still if each.family)),
        Part("Tick it when it is done", opened(each for each in still if each.ticked)),
        Part("Done", [bullets(done)] if done else []),
    ]
    return page([*parts, *more], start)


def _rest(lines: Sequence[Line], zone: str) -> str:
    left = [line.by for line in lines if not line.done]
    return f"The rest is due by {by_when(max(left), zone)}." if left else "Nothing is left to prepare."


def _open(meeting: PlanningMeeting, line: Line, usual: datetime, zone: str) -> Container:
    """A line still open; pressing it opens what does it. Its day is named where it differs from the rest."""
    own_day = f"By {by_when(line.by, zone)}" if line.by != usual else ""
    beneath = ". ".join(filter(None, [line.state, own_day]))
    ids = {"m": meeting.id, **dict(line.ids)}
    return Container(
        items=[
            TextBlock(text=escape(line.words)),
            *(
                [TextBlock(text=escape(beneath), spacing="none", size="small", is_subtle=True)]
                if beneath
                else []
            ),
        ],
        separator=True,
        spacing="small",
        select_action=pressing(line.words, line.opens, **ids) if line.opens else None,
    )


def _done(line: Line) -> str:
    return f"{line.words} ({line.state[:1].lower()}{line.state[1:]})" if line.state else line.words


def expecting(meeting: PlanningMeeting, reader: Person, profile: Profile, manager: str) -> Part:
    """What to bring and to expect, and who helps: for practitioners. `manager` is a name, or empty."""
    helps = f"Your line manager{f', {manager},' if manager else ''} helps if you want support."
    own = asked_of(meeting, reader, profile)
    return Part(
        "What to bring and to expect",
        [*template(reader.agency, profile), bullets([*own, *EXPECT, helps])],
    )


def for_a_child(meeting: PlanningMeeting) -> Part:
    """How a meeting to which a child comes is held; an empty part where none does (CHI-04)."""
    comes = checklists.child_comes(meeting)
    own = "The guide asks for a child-friendly meeting and leaves open how; this is Quorate's suggestion."
    items = [bullets(checklists.CHILD_FRIENDLY), quiet(own)] if comes else []
    return Part("So that a child can follow it", items)


def lead_has_open(lines: Sequence[Line]) -> Part:
    """For the chair: how the lead professional has still to prepare family and meeting (CHR-04)."""
    left = [line.words for line in lines if line.waits]
    return Part("Still open with the lead professional", [bullets(left)] if left else [])


# The message


def to_brief(o: Occasion) -> AdaptiveCard:
    """For the practitioner who is to brief somebody; whom, they see when they open it."""
    found = next((b for b in o.meeting.briefings if b.id == o.about), None)
    reader = o.reader.id if o.reader else ""
    if found is None or found.done_at or found.briefer != reader:
        return notice(
            o,
            "A briefing is settled",
            para("There is nothing for you to do any more."),
            summary="Something is settled",
            actions=[o.hub],
            why="INV-07",
        )
    return notice(
        o,
        "You are asked to brief somebody who is invited",
        facts([("Meeting", o.when), ("By", by_when(end_of(found.by), o.zone))]),
        para("You know them best. Please speak with them beforehand about:"),
        bullets(POINTS),
        summary="Somebody is to be briefed by you",
        actions=[o.to("See whom to brief", "briefed.open", j=found.id), o.hub],
        why="INV-07",
    )
