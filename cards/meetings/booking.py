"""The cards of booking: what was booked, and the invitation list as its keepers and the chair see it.

Names stand here, so these cards belong in a 1:1 chat alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Container, Element, RichTextBlock, TextBlock, TextRun
from cards.forms import recorded_card
from cards.layout import (
    UK,
    bullets,
    card,
    day,
    day_and_time,
    escape,
    facts,
    para,
    quiet,
    said,
    subheading,
    verbatim,
)
from cppm.meetings import slots
from cppm.meetings.invitations import waiting_for_chair
from cppm.meetings.meeting import Child, FamilyLine, Invitee, Phase, PlanningMeeting
from cppm.meetings.template import lines_of, missing_from_template
from cppm.people import Agency, Person
from cppm.rights import consents
from cppm.rights.preparation_records import Briefing

MANY = 12
"""More people on the list than this, and the card asks whether all are needed. The guides give no number."""

LONGEST_LIST = 40
"""People shown by name on one card; of more, the rest is counted."""


def booked_card(
    meeting: PlanningMeeting, by: Person, at: datetime, zone: str, buttons: Sequence[Action]
) -> AdaptiveCard:
    """What was booked, and that nobody has been invited yet."""
    return recorded_card(
        "The meeting is booked",
        booked_rows(meeting, zone),
        by.name,
        at,
        case_line=meeting.reference,
        note="Nobody has been invited yet. Next come the people on the list, then the chair agrees it.",
        zone=zone,
        buttons=buttons,
    )


def booked_rows(meeting: PlanningMeeting, zone: str = UK) -> list[tuple[str, str]]:
    """What was settled when the meeting was booked, in words."""
    began = meeting.investigation_began
    optional = [
        *_move_rows(meeting),
        ("Investigation began", day(began) if began else ""),
        ("Why a special review", meeting.special_because),
        ("Last day for it", day(meeting.review_by) if meeting.review_by else ""),
        ("Why at short notice", meeting.short_notice_reason),
        ("Why after the last day", meeting.late_reason),
        ("Why another chair", meeting.other_chair_because),
    ]
    return [
        ("Type", "Special review" if meeting.special_because else str(meeting.kind).capitalize()),
        ("When", day_and_time(meeting.starts_at, zone)),
        ("Length", _length(meeting)),
        ("How", ", ".join(filter(None, (meeting.mode[0].upper() + meeting.mode[1:], meeting.place)))),
        ("Children", ", ".join(child_in_words(child) for child in meeting.children)),
        ("Chair", meeting.chair.name),
        ("Lead professional", meeting.lead_professional.name),
        ("Interpreter", meeting.interpreter.capitalize()),
        ("Reports due", day(meeting.report_due)),
        *(row for row in optional if row[1]),
    ]


def _length(meeting: PlanningMeeting) -> str:
    """The length of the slot, and why it is longer than the usual one."""
    hours, rest = divmod(meeting.minutes_long, 60)
    told = [f"{hours} hour{'s' if hours > 1 else ''}" if hours else "", f"{rest} minutes" if rest else ""]
    why = slots.reasons(len(meeting.children), meeting.interpreter, meeting.parts_planned)
    return " ".join(filter(None, told)) + (f", for {why}" if why else "")


def _move_rows(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """What a transfer meeting knows of the move; nothing for any other."""
    move = meeting.move
    if move is None:
        return []
    plan = "Agreed by both areas" if move.interim_agreed else f"Not yet: {move.no_interim_because}"
    return [
        ("Area the family left", move.left),
        ("Stays since", day(move.stays_since)),
        ("Interim safety plan", plan),
    ]


def child_in_words(child: Child) -> str:
    """A child with what decides who is invited: the age, or the due date."""
    if child.born_on:
        return f"{child.name} (born {day(child.born_on)})"
    if child.due_date:
        return f"{child.name} (due {day(child.due_date)})"
    return f"{child.name} ({child.age or 'under 1'})"


def list_card(meeting: PlanningMeeting, actions: Sequence[Action], zone: str = UK) -> AdaptiveCard:
    """Everybody on the invitation list with the reason, the family's lines, and what to look at again."""
    return card(
        "Invitation list",
        quiet(f"{meeting.reference}, {day_and_time(meeting.starts_at, zone)}"),
        TextBlock(text=escape(_stands(meeting, zone)), weight="bolder"),
        *_returned(meeting),
        *_warned(meeting),
        subheading("Family"),
        bullets(_family_line(line) for line in meeting.family),
        *_by_agency(meeting),
        *_guests(meeting),
        *_left_empty(meeting),
        summary="An invitation list",
        actions=actions,
    )


def _stands(meeting: PlanningMeeting, zone: str) -> str:
    chair = meeting.chair.name
    if meeting.phase is Phase.CANCELLED:
        return "The meeting is called off."
    if meeting.phase is not Phase.BOOKED:
        if meeting.phase in (Phase.INVITED, Phase.OPEN) and waiting_for_chair(meeting):
            return f"The invitations have gone out. Those added since wait for {chair} to agree."
        return "The chair has agreed the list and the invitations have gone out."
    if meeting.list_sent_at:
        return f"With {chair} to agree since {day_and_time(meeting.list_sent_at, zone)}."
    return f"Nobody is invited yet. {chair}, who chairs, agrees the list first."


def _returned(meeting: PlanningMeeting) -> Iterator[Element]:
    if meeting.list_returned:
        title = TextBlock(text="The chair asks for a change:", weight="bolder")
        yield Container(items=[title, said(meeting.list_returned)], style="attention")


def _warned(meeting: PlanningMeeting) -> Iterator[Element]:
    """The usual lines without anybody (INV-05), and a list that grows (INV-01)."""
    if meeting.phase in (Phase.CLOSED, Phase.CANCELLED):
        return
    missing = [line.label for line in missing_from_template(meeting) if line.key not in meeting.nobody]
    count = len(meeting.invitees)
    warned = [f"Usually invited and not on the list: {label}." for label in missing]
    if count > MANY:
        warned.append(
            f"{count} people are on the list. Invite only those who need to know or who carry the plan."
        )
    if warned:
        title = TextBlock(text="Please look at this again", weight="bolder")
        yield Container(items=[title, bullets(warned)], style="warning")


def _family_line(line: FamilyLine) -> str:
    if line.invited:
        return f"{line.who}: invited" + (f" ({line.reason})" if line.reason else "")
    return f"{line.who}: not invited, {line.reason}"


def _by_agency(meeting: PlanningMeeting) -> Iterator[Element]:
    shown = meeting.invitees[:LONGEST_LIST]
    for agency in Agency:
        people = [line for line in shown if line.person.agency is agency]
        if people:
            yield subheading(agency)
            yield from (_person(line, meeting) for line in people)
    rest = len(meeting.invitees) - len(shown)
    if rest:
        yield quiet(f"And {rest} more.")


def _person(line: Invitee, meeting: PlanningMeeting) -> Container:
    """Somebody with role and reason; whoever is not agreed to on an agreed list is marked in words."""
    waits = " – waits for the chair" if meeting.phase is not Phase.BOOKED and not line.invited else ""
    if missing := consents.lacking(line):
        said = "not agreed to, so not invited" if consents.refused(line) else f"needs {' and '.join(missing)}"
        waits = f" – {said}"
    post = f", {line.person.post}" if line.person.post else ""
    name = RichTextBlock(
        inlines=[TextRun(text=verbatim(line.person.name), weight="bolder"), TextRun(text=post + waits)],
        spacing="small",
    )
    days = "".join(f"; {label.lower()} {said}" for label, said in reading_rows(line))
    why = TextBlock(
        text=escape(f"{str(line.role).capitalize()}: {line.reason}{days}"),
        is_subtle=True,
        spacing="none",
        size="small",
    )
    return Container(items=[name, why], spacing="small")


def reading_rows(line: Invitee) -> list[tuple[str, str]]:
    """From when to when somebody about to take over may read (INV-08); nothing where no days were given."""
    days = (("Reads from", line.reads_from), ("Reads until", line.reads_until))
    return [(label, day(when)) for label, when in days if when]


def _guests(meeting: PlanningMeeting) -> Iterator[Element]:
    """Carers, childminders and volunteers who come, and who briefs them (INV-07)."""
    if meeting.briefings:
        yield subheading("Carers and volunteers")
        yield facts((each.who, _briefed(each)) for each in meeting.briefings)


def _briefed(briefing: Briefing) -> str:
    done = "briefed" if briefing.done_at else f"to be briefed by {day(briefing.by)}"
    return f"{briefing.reason}; {done} ({briefing.briefer_name})"


def _left_empty(meeting: PlanningMeeting) -> Iterator[Element]:
    """The usual lines for which nobody is invited, with the reason given."""
    labels = {line.key: line.label for line in lines_of(meeting)}
    still = {line.key for line in missing_from_template(meeting)}
    rows = [(labels[key], why) for key, why in meeting.nobody.items() if key in labels and key in still]
    if rows:
        yield subheading("Nobody invited as")
        yield facts(rows)


def lists_card(buttons: Sequence[Action]) -> AdaptiveCard:
    """Which list is meant, when somebody keeps several."""
    return card(
        "Invitation list",
        para("Which meeting do you mean?"),
        summary="There are some choices",
        actions=buttons,
    )
