"""What the rights of the family ask of somebody next: who is there and heard, and what is kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Person, within
from cppm.rights import exclusion, parts, preparation, restricted, section
from cppm.rights.parts_records import HALVES
from dialogs.steps import Step

BEFORE_ALL = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
"""A moment before every other; London's calendar reaches it."""


def about_restricted(meeting: PlanningMeeting, person: Person, now: datetime | None) -> Iterator[Step]:
    """What waits for somebody of restricted information, and that there is some (RAI-04, 07).

    Without `now` nothing counts as past its day; what opens asks again.
    """
    at = now or BEFORE_ALL
    concerning = restricted.concerning(meeting, person, at)
    for each in concerning:
        if restricted.waits_for(meeting, person, each, at):
            yield Step("Restricted information waits", "restricted.read", {"a": each.id})
    if concerning:
        yield Step("Restricted information", "restricted.read", pressing=False)
    if meeting.phase is Phase.OPEN and person.id == meeting.chair.id and not section.running(meeting):
        yield Step("Begin a confidential section", "section.open", pressing=False)


def in_parts(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    """The two parts of a meeting, for those who run it (PAR-01)."""
    kept, chairs = meeting.parts, person.id == meeting.chair.id
    if person.id not in (meeting.chair.id, meeting.lead_professional.id):
        return
    if meeting.phase in parts.PLANNED_IN:
        if kept is None:
            yield Step("Hold it in two parts", "parts.open", pressing=meeting.parts_planned)
        else:
            waits = person.id not in kept.agreed
            yield Step("Agree to two parts" if waits else "The two parts", "parts.open", pressing=waits)
            yield Step("Who is in which part", "part.open", pressing=not kept.only)
    if kept is None or not chairs:
        return
    if meeting.phase is Phase.OPEN:
        for half in HALVES:
            if kept.now is not half:
                yield Step(f"The {half} part begins", "partnow.open", {"part": half}, pressing=False)
        if kept.now:
            yield Step("Everybody together again", "partnow.together", pressing=False)
    if meeting.phase in (Phase.OPEN, Phase.CLOSED) and parts.captured(meeting):
        yield Step("What was said in which part", "partsummary.open", pressing=False)


def not_there(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    """Who of the family is not invited or is excluded, and what somebody was asked to do with them."""
    ahead = meeting.phase in exclusion.DECIDABLE
    if person.id == meeting.chair.id and ahead:
        yield Step("Who is not invited", "excluded.open", pressing=bool(exclusion.to_settle(meeting)))
    elif meeting.exclusions:
        yield Step("Who is not invited", "excluded.open", pressing=False)
    for each in exclusion.standing(meeting):
        reasons, views = (each.plan.reasons, each.plan.views) if each.plan else (None, None)
        if reasons and reasons.who == person.id and not reasons.done_at:
            yield Step("Share the chair's reasons", "excludetold.open", {"e": each.id})
        if ahead and views and views.who == person.id and not views.done_at:
            yield Step("Views for the meeting", "excludeviews.open", {"e": each.id})
    role = meeting.participants().get(person.id)
    if ahead and role and role.gives_view:
        yield Step("Alert the chair about who comes", "excludealert.open", pressing=False)


def preparing(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    """Somebody's own list beforehand (GEN-21), and whom they are to brief (INV-07)."""
    if meeting.phase in preparation.BEFORE and preparation.prepares(meeting, person):
        yield Step("Prepare for the meeting", "prepare.open", pressing=False)
    if meeting.phase in (*preparation.BEFORE, Phase.OPEN) and person.id in meeting.participants():
        yield Step("The meeting and your part", "asked.open", pressing=False)
    if meeting.phase in (Phase.INVITED, Phase.OPEN):
        for each in meeting.briefings:
            if each.briefer == person.id and each.done_at is None:
                yield Step(f"Brief {within(each.who)}", "briefed.open", {"j": each.id})
