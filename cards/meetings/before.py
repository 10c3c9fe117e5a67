"""The messages before a meeting: its list, its invitations, who can't come, a new date."""

from __future__ import annotations

from cards.elements import Action, AdaptiveCard, Element
from cards.layout import bullets, day, facts, para, quiet
from cards.occasion import Occasion, notice
from cppm.meetings import asked
from cppm.meetings.invitations import waiting_for_chair
from cppm.meetings.meeting import Coming, Invitee, Phase
from cppm.meetings.quorum import forecast
from cppm.meetings.template import missing_from_template

NOT_SO = "If that is not so, please tell the person for whom you stand in, today."


def list_to_approve(o: Occasion) -> AdaptiveCard:
    """For the chair: a whole list, or later those who were added to it."""
    if o.meeting.phase is not Phase.BOOKED:
        return _added_to_list(o)
    missing = [t.label for t in missing_from_template(o.meeting) if t.key not in o.meeting.nobody]
    return notice(
        o,
        "An invitation list waits for your agreement",
        facts([("Meeting", o.when), ("On the list", _people(len(o.meeting.invitees)))]),
        para(f"Usually invited and not on the list: {', '.join(missing)}.") if missing else None,
        para("Nobody is invited before you agree."),
        summary="A list waits for your agreement",
        actions=[o.to("Look at the list", "list.open"), o.hub],
        why="CON-07",
    )


def _added_to_list(o: Occasion) -> AdaptiveCard:
    waiting = [f"{i.person.name}, {i.person.agency}: {i.reason}" for i in waiting_for_chair(o.meeting)]
    return notice(
        o,
        "An addition to the invitation list waits for your agreement",
        facts([("Meeting", o.when)]),
        bullets(waiting) if waiting else para("It has been settled since; nobody is waiting now."),
        summary="A list waits for your agreement",
        actions=[o.to("Look at the list", "list.open"), o.hub],
        why="CON-07",
    )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def list_returned(o: Occasion) -> AdaptiveCard:
    """For whoever keeps the list; what the chair asks for is behind the button."""
    return notice(
        o,
        "The chair sent the invitation list back",
        para("Open it to see what the chair asks for. Nobody has been invited yet."),
        summary="A list came back to you",
        actions=[o.to("Look at the list", "list.open")],
        why="CON-07",
    )


def invitation(o: Occasion) -> AdaptiveCard:
    """When, how, what is due, and the answer in one press."""
    line = o.own_line
    reports = line is not None and line.role.owes_report
    due = [("Report due", day(o.meeting.report_due))] if reports else []
    return notice(
        o,
        "You are invited to a Child Protection Planning Meeting",
        facts([("When", o.when), ("How", o.how), *due]),
        para(asked.PURPOSES[o.meeting.kind]),
        _asked(o),
        quiet(asked.STANDING),
        summary="You are invited to a meeting",
        actions=[*_answers(o, line), *(_reporting(o) if reports else [_part(o)]), o.hub],
        why="ATT-04",
    )


def _asked(o: Occasion) -> Element | None:
    """What is asked of the reader in their role, beginning with the answer while it is awaited (INV-10)."""
    if o.reader is None:
        return None
    line = o.own_line
    awaited = line is not None and line.coming is Coming.AWAITED and o.meeting.phase is Phase.INVITED
    answer = ["Say whether you will attend, or who goes in your place."] if awaited else []
    return bullets([*answer, *asked.asked_of(o.meeting, o.reader, o.profile)])


def _part(o: Occasion) -> Action:
    return o.to("The meeting and my part", "asked.open")


def _answers(o: Occasion, line: Invitee | None) -> list[Action]:
    """The likeliest answer in one press, the others in one card; none once the meeting has begun."""
    if line is None or o.meeting.phase is not Phase.INVITED:
        return []
    if line.coming is not Coming.AWAITED:
        return [o.to("Change my answer", "attend.open")]
    return [o.to("I will attend", "attend.yes"), o.to("Other answer", "attend.open")]


def _reporting(o: Occasion) -> list[Action]:
    """What somebody who writes a report does beforehand; the list of it until the meeting begins."""
    prepare = [o.to("How to prepare", "prepare.open")] if o.meeting.phase is Phase.INVITED else []
    return [o.to("File my report", "report.open"), *prepare]


def deputising(o: Occasion) -> AdaptiveCard:
    """For the deputy: when, for whom, and what was said of them."""
    named = [i for i in o.meeting.invitees if i.deputy and o.reader and i.deputy.person == o.reader.id]
    principal = [("In place of", named[0].person.name)] if named else []
    return notice(
        o,
        "You are named as a deputy",
        facts([("When", o.when), ("How", o.how), *principal]),
        para(f"You were recorded as briefed on the family and able to speak for your agency. {NOT_SO}"),
        summary="You are named as a deputy",
        actions=[o.hub],
        why="ATT-03",
    )


def absence(o: Occasion) -> AdaptiveCard:
    """For the chair and the lead professional: who can't come, and what that does to the quorum."""
    line, expected = o.line(o.about), forecast(o.meeting, o.profile.quorum).expected
    who = [("Who", f"{line.person.name}, {line.person.agency}")] if line else []
    since = line is not None and line.coming is not Coming.ABSENT
    changed = [("Answer now", str(line.coming).capitalize())] if line and since else []
    return notice(
        o,
        "Somebody can't attend and has no deputy",
        facts([*who, *changed, ("When", o.when), ("Quorum as answered", expected.explained)]),
        summary="An answer to an invitation needs your attention",
        actions=[o.to("Who is ready", "ready.open"), o.hub],
        why="ATT-05",
    )


def moved(o: Occasion) -> AdaptiveCard:
    """The new date; who answered before is asked again."""
    line = o.own_line
    due = [("Reports due", day(o.meeting.report_due))] if line and line.role.owes_report else []
    asks = "Your earlier answer was for the old date. Please answer for the new one."
    again = line is not None and o.meeting.phase is Phase.INVITED and line.coming is Coming.AWAITED
    return notice(
        o,
        "A meeting has a new date",
        facts([("Now", o.when), ("How", o.how), *due]),
        para(asks) if again else None,
        summary="A meeting has a new date",
        actions=[*_answers(o, line), o.hub],
        why="ATT-04" if again else "",
    )


def cancelled(o: Occasion) -> AdaptiveCard:
    """The meeting does not take place; the child's safety does not wait for it. Whether another follows."""
    another = "Another meeting takes its place; you will hear its date." if o.meeting.to_replace else ""
    return notice(
        o,
        "A meeting will not take place",
        facts([("It was to be", o.when)]),
        para(another) if another else None,
        para("Safety planning for the child goes on. Speak with the lead professional if you are worried."),
        summary="A meeting will not take place",
    )
