"""The family's part in a meeting: each in a few lines, one of them in full, and a word for the chair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cards.elements import Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.layout import bullets, capital, card, day, escape, facts, para, pressing, quiet, stated
from cards.meetings.asked import to_read
from cards.occasion import Occasion, notice
from cards.pages import Part, page
from cppm.councils.profile import Profile
from cppm.councils.profile_words import Audience
from cppm.meetings.meeting import FamilyLine, Invitee, PlanningMeeting
from cppm.people import Role
from cppm.rights import consents, participation, support, taking_part
from cppm.rights.beside import CALLED
from cppm.rights.participation_records import Booked, Heard, Participation, TakesPart, Told

MOST_NAMED = 4
SHORT = {
    "invitedornot": "whether they come",
    "participate": "how they take part",
    "support": "who supports them",
    "interpreter": "the interpreter",
    "understood": "what they are told",
    "heard": "their views",
}
"""What is still open, in a word for each form."""
_PART = {
    TakesPart.WHOLE: "Comes to the whole meeting",
    TakesPart.PART: "Comes to a part of it",
    TakesPart.VIEWS: "Is heard through their views",
}


def family_card(meeting: PlanningMeeting, actions: Sequence[Action], start: int = 0) -> AdaptiveCard:
    """Everybody of the family, with what is still open for each, and who comes to learn."""
    lines = [_summary(meeting, line) for line in participation.concerned(meeting)]
    students = [_learner(line) for line in meeting.invitees if consents.needed(line)]
    found = page([Part("The family", lines), Part("Who comes to learn", students)], start)
    interpreter = [each.words for each in participation.open_still(meeting) if not each.ids]
    more = found.more("More of the family", "takingpart.open", m=meeting.id)
    return card(
        "The family's part in the meeting",
        quiet(meeting.reference),
        None if lines else para("Nobody of the family is invited, and no child has a line of their own."),
        *found.body,
        bullets(f"Still open: {words}" for words in interpreter) if interpreter else None,
        summary="What is kept of a meeting",
        actions=[*more, *actions],
    )


def named_buttons(meeting: PlanningMeeting) -> list[Action]:
    """A button for each of the family, as many as fit."""
    lines = participation.concerned(meeting)[:MOST_NAMED]
    return [button(line.who, "takingpart.open", m=meeting.id, f=line.id) for line in lines]


def _summary(meeting: PlanningMeeting, line: FamilyLine) -> Element:
    still = dict.fromkeys(SHORT[each.job] for each in participation.of_line(meeting, line))
    left = f"Still open: {', '.join(still)}" if still else "Nothing is open"
    return Container(
        items=[
            TextBlock(text=escape(line.named), weight="bolder"),
            TextBlock(text=escape(_in_short(meeting, line)), spacing="none", is_subtle=True),
            TextBlock(text=escape(left), spacing="none"),
        ],
        separator=True,
        select_action=pressing(line.who, "takingpart.open", m=meeting.id, f=line.id),
    )


def _in_short(meeting: PlanningMeeting, line: FamilyLine) -> str:
    mine = taking_part.of(meeting, line.id)
    comes = "Invited" if line.invited else "Not invited"
    return ". ".join([comes, *([_PART[mine.takes_part]] if mine.takes_part else [])])


def _learner(line: Invitee) -> Element:
    missing = consents.lacking(line)
    says = "Both agree"
    if consents.refused(line):
        says = "Not agreed to, so not invited"
    elif missing:
        says = f"Still missing: {' and '.join(missing)}"
    return stated(f"{line.person.name}, {line.role}", says)


def line_card(
    meeting: PlanningMeeting, line: FamilyLine, profile: Profile, actions: Sequence[Action], start: int = 0
) -> AdaptiveCard:
    """One of the family in full: how they take part, who is with them, what they were told, said and read."""
    mine = taking_part.of(meeting, line.id)
    still = [each.words for each in participation.of_line(meeting, line)]
    found = page(
        [
            Part("Taking part", [facts(_taking_part(meeting, line, mine))]),
            Part("Still open", [bullets(still)] if still else []),
            Part("What they say", list(_views(mine))),
            Part("What they were told", list(_told(mine))),
            Part("For them to read", to_read(profile, meeting, *_audiences(meeting, line))),
        ],
        start,
    )
    more = found.more("More about them", "takingpart.open", m=meeting.id, f=line.id)
    return card(
        "One person's part in the meeting",
        quiet(meeting.reference),
        TextBlock(text=escape(line.named), weight="bolder"),
        *found.body,
        summary="What is kept of a meeting",
        actions=[*more, *actions],
    )


def _audiences(meeting: PlanningMeeting, line: FamilyLine) -> tuple[Audience, ...]:
    """For whom the leaflets are that somebody of the family is given; none for a baby."""
    child = taking_part.child_of(meeting, line)
    if child is None:
        return (Audience.PARENT,)
    return () if taking_part.is_baby(child) else (Audience.CHILD, Audience.YOUNG_PERSON)


def _taking_part(meeting: PlanningMeeting, line: FamilyLine, mine: Participation) -> list[tuple[str, str]]:
    weighed = mine.invited
    rows = [
        ("Invited", "Yes" if line.invited else "No"),
        ("Reasons", weighed.words if weighed else line.reason),
        ("Weighed", _sentence(weighed.weighed) if weighed else ""),
        ("Not told because", weighed.not_told_because if weighed else ""),
        ("Takes part", _PART[mine.takes_part] if mine.takes_part else ""),
        ("Which part", mine.part),
        ("Needs", _sentence([*mine.needs, *([mine.needs_words] if mine.needs_words else [])])),
        ("Armed forces", {None: "", True: "Serves or has served", False: "No tie"}[mine.serves]),
        ("Support", _supported(mine)),
        ("Invited for them", _beside(meeting, line)),
        ("Interpreter", _interpreted(mine)),
    ]
    return [row for row in rows if row[1]]


def _sentence(words: Sequence[str]) -> str:
    return capital(", ".join(words))


def _supported(mine: Participation) -> str:
    found = mine.support
    if found is None:
        return ""
    said = {None: "", True: ", the chair agrees", False: ", the chair does not agree"}[found.agreed]
    waits = ", waits for the chair" if support.waits_for_chair(found) else said
    if found.kind in CALLED:
        return f"{found.name}, {CALLED[found.kind]}{waits}"
    return _sentence([found.kind, *([found.words] if found.words else [])])


def _beside(meeting: PlanningMeeting, line: FamilyLine) -> str:
    roles = (Role.SUPPORT_PERSON, Role.INTERPRETER)
    found = [i for i in meeting.invitees if i.beside == line.id and i.role in roles]
    return ", ".join(f"{i.person.name} ({i.role})" for i in found)


def _interpreted(mine: Participation) -> str:
    found = mine.interpreter
    if found is None:
        return ""
    if found.booked is Booked.NOT_NEEDED:
        return "Not needed"
    return _sentence([each for each in (found.language, found.booked, found.name) if each])


def _views(mine: Participation) -> Iterator[Element]:
    for when, heard in (("Before the meeting", mine.before), ("After the meeting", mine.after)):
        if heard:
            yield stated(when, heard.words or f"Not heard: {heard.passed_over}")
            if heard.on:
                yield quiet(heard_by(heard))


def heard_by(heard: Heard) -> str:
    """Who heard somebody, when and how."""
    written = ", written by them" if heard.written else ""
    helped = f", helped by {heard.helped_by}" if heard.helped_by else ""
    return f"Heard by {heard.by}{f', {day(heard.on)}' if heard.on else ''}: {heard.how}{written}{helped}"


def _told(mine: Participation) -> Iterator[Element]:
    """What was told together stands together."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for topic, told in mine.told.items():
        key = (told.by, day(told.on), told.how, _clear(told))
        together.setdefault(key, []).append(topic)
    for (by, on, how, clear), topics in together.items():
        yield stated(f"{on}, by {by}", f"{_sentence(['; '.join(topics)])}\n{_sentence([how])}. {clear}")


def _clear(told: Told) -> str:
    return f"Understood: {told.understood}{f'. {told.words}' if told.words else ''}"


# A word for the chair


def needs(o: Occasion) -> AdaptiveCard:
    """For the chair: something about the family asks for time, or for a decision; never what or whose."""
    return notice(
        o,
        "Something about the family's part needs you",
        facts([("Meeting", o.when)]),
        para(
            "Somebody has needs to plan for, brings a friend or relative, or there is a question about "
            "support. Open it to see whose and what."
        ),
        summary="Something before a meeting needs you",
        actions=[o.to("See the family's part", "takingpart.open"), o.hub],
        why="LPP-10",
    )
