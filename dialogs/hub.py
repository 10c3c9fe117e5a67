"""What somebody can do next in a meeting, the most needed first: the thread that leads through the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from cards.elements import Action, button
from cards.layout import unlinked
from cppm import permissions
from cppm.disagreeing import dissent, family_review, scrutiny
from cppm.meetings import another_meeting, decision, key_points, minutes, named_person, reports_read, views
from cppm.meetings.meeting import Coming, Invitee, MeetingKind, NotInvited, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role, within
from cppm.rights import handing_over, section, sitting_in, taking_part
from cppm.timing.boards import may_oversee
from dialogs.meetings import chair_steps
from dialogs.meetings.chair_steps import sealed, view_for
from dialogs.rights import rights_steps
from dialogs.steps import WALL, Step, each_once

MOST = 3
"""Buttons that a recorded card ends with."""
LONGEST = 40
"""Letters of a button's title: more do not fit on a phone."""
ALL_CLOCKS = "All clocks of this case"
GO_TO = "Go to the meeting"
"""The button to the meeting's own card; to open a meeting is the chair's act."""


def next_buttons(meeting: PlanningMeeting, person: Person, most: int = MOST) -> list[Action]:
    """The buttons that a card of this meeting ends with, then the meeting itself."""
    found = [s for s in steps(meeting, person) if s.pressing][: most - 1]
    return [*(as_button(meeting, s) for s in found), _way_on(meeting, person)]


def _way_on(meeting: PlanningMeeting, person: Person) -> Action:
    """To the meeting; home, for whoever has handed their part over or never had one."""
    if permissions.may(meeting, person, "meeting.open"):
        return button(GO_TO, "meeting.open", m=meeting.id)
    return button("What I owe", "home.open")


def after_recording_for(meeting: PlanningMeeting, person: Person) -> list[Action]:
    """What follows where something was recorded for another: who is ready, for whoever comes next."""
    found = [s for s in steps(meeting, person) if s.pressing and s.verb != WALL.verb][: MOST - 2]
    return [*(as_button(meeting, s) for s in (WALL, *found)), button(GO_TO, "meeting.open", m=meeting.id)]


def as_button(meeting: PlanningMeeting, step: Step) -> Action:
    """A step as a button that carries the meeting; a long name in its title is cut."""
    title = step.title if len(step.title) <= LONGEST else f"{step.title[: LONGEST - 1].rstrip()}…"
    return button(unlinked(title), step.verb, m=meeting.id, **step.ids)


def steps(meeting: PlanningMeeting, person: Person, now: datetime | None = None) -> list[Step]:
    """Everything this person can do in this meeting, each once; with `now` also what waits for its hour."""
    found: list[Step] = []
    if section.running(meeting) and person.id == meeting.chair.id:
        found.append(Step("End the confidential section", "section.end"))
    if person.id == meeting.chair.id:
        found += chair_steps.chairs(meeting, now)
    found += rights_steps.preparing(meeting, person)
    found += _reports_in(meeting, person)
    line = _line(meeting, person)
    if line:
        found += _own(meeting, line, person)
    if person.id in (meeting.chair.id, meeting.lead_professional.id) or person.has(Duty.CP_ADMIN):
        found += _keepers(meeting, owes=person.id != meeting.chair.id)
    if person.has(Duty.CP_ADMIN):
        found += _admins(meeting)
    found += _review(meeting, person)
    found += rights_steps.about_restricted(meeting, person, now)
    if meeting.phase is not Phase.CANCELLED and taking_part.looks_after(meeting, person):
        found.append(Step("The family's part", "takingpart.open", pressing=False))
    found += [
        Step(f"I told {within(t.who)}", "told.open", {"f": t.id})
        for t in meeting.outcome.tellings
        if meeting.phase is Phase.CLOSED and t.told_by == person.id and not t.told_at
    ]
    found += rights_steps.not_there(meeting, person)
    found += rights_steps.in_parts(meeting, person)
    found += _disagreement(meeting, person)
    if meeting.phase is Phase.CLOSED:
        found += minutes_steps(meeting, person)
    if meeting.phase is not Phase.CANCELLED and _keeps_home(meeting, person):
        found.append(Step("Report a new address", "address.open", pressing=False))
    if meeting.phase is not Phase.CANCELLED and may_oversee(meeting, person):
        found.append(Step(ALL_CLOCKS, "clockboard.open", pressing=False))
    found += [
        Step(f"Named Person for {child.name}", "namedperson.open", {"c": child.id}, pressing=False)
        for child in named_person.unnamed(meeting)
        if named_person.may_name(meeting, person)
    ]
    if handing_over.parts_to_hand_over(meeting, person):
        found.append(Step("Hand over chair or lead", "rolehandover.open", pressing=False))
    allowed = permissions.allowed(meeting, person, {step.verb for step in found})
    return [step for step in each_once(found) if step.verb in allowed]


def _keeps_home(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody passes on where the children live: the lead professional, and CP Administration."""
    return person.id == meeting.lead_professional.id or person.has(Duty.CP_ADMIN)


def _disagreement(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    """What scrutiny and a family's request for review ask of somebody who takes part (DEC-09, DIS-07)."""
    for each in scrutiny.readable(meeting, person):
        if each.waiting and person.id == meeting.chair.id:
            yield Step("Answer the scrutiny", "scrutinyanswer.open", {"y": each.id})
        about = meeting.child(each.child).name
        yield Step(f"Scrutiny: {about}", "scrutiny.read", {"y": each.id}, pressing=False)
    for review in meeting.family_reviews:
        if family_review.may_read(meeting, person, review):
            yield Step(
                f"Request for review: {review.who}", "familyreview.read", {"b": review.id}, pressing=False
            )
    if another_meeting.wanted(meeting) and (person.id in _leads(meeting) or person.has(Duty.CP_ADMIN)):
        yield Step("Book the other meeting", "book.open")
    if meeting.phase is Phase.CLOSED and family_review.may_log(meeting, person):
        yield Step("The family asks for a review", "familyreviews.open", pressing=False)


def _leads(meeting: PlanningMeeting) -> set[str | None]:
    return {meeting.lead_professional.id, meeting.outcome.lead_professional}


def minutes_steps(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    """What the minutes of a closed meeting still need of somebody (MIN-22..28)."""
    kept, chair = meeting.minutes, person.id == meeting.chair.id
    if chair and not kept.checked_at:
        yield Step("I have read the draft minutes", "minutescheck.open", pressing=bool(kept.drafted_at))
    if minutes.may_send(meeting, person):
        drafted = kept.drafted_at or kept.checked_at
        takes = meeting.participants().get(person.id) is Role.MINUTE_TAKER
        yield Step("What the minutes have to hold", "skeleton.open", pressing=takes and not drafted)
        if not chair and not drafted:
            yield Step("The draft minutes are ready", "minutesdraft.open", pressing=False)
        if kept.checked_at and not kept.sent_at:
            yield Step("The minutes are out", "minutessend.open")
        if minutes.recording_kept(meeting):
            yield Step("The recording is deleted", "recording.open")
    if chair:
        for asked in kept.corrections:
            if asked.answered_at is None:
                yield Step(f"Correction by {asked.name}", "correctanswer.open", {"r": asked.id})
    if minutes.gets_minutes(meeting, person):
        if not chair and not minutes.has_stored(meeting, person):
            yield Step("Minutes checked and stored", "minutes.stored")
        yield Step("Correct the minutes", "correct.open", pressing=False)
    yield Step("Where the minutes stand", "minutes.open", pressing=False)


def _line(meeting: PlanningMeeting, person: Person) -> Invitee | None:
    try:
        return meeting.line_of(person)
    except NotInvited:
        return None


def _own(meeting: PlanningMeeting, line: Invitee, person: Person) -> Iterator[Step]:
    if meeting.phase is Phase.OPEN:
        yield from _own_views(meeting, line, person)
    if meeting.phase is Phase.INVITED and line.person.id == person.id:
        answered = line.coming is not Coming.AWAITED
        title = "Change my answer" if answered else "Answer the invitation"
        yield Step(title, "attend.open", pressing=not answered)
    if line.role.owes_report and meeting.phase in (Phase.INVITED, Phase.OPEN, Phase.CLOSED):
        yield from _report(line)
        if meeting.phase is Phase.INVITED and not line.report.planned and not line.report.sharing:
            yield Step("Plan time with the family", "familytime.open", pressing=False)
    if meeting.phase in (Phase.INVITED, Phase.OPEN):
        yield Step("Ask to speak with the chair alone", "restricted.open", pressing=False)
    if meeting.decisions and dissent.may_dissent(meeting, person):
        yield Step("Record dissent", "dissent.open", pressing=False)
    yield from _own_dissents(meeting, person)
    if meeting.phase is Phase.CLOSED and decision.may_read(meeting, person):
        yield Step("Read the decision", "decision.read", pressing=False)
    if key_points.may_read(meeting, person):
        yield Step("Read the key points", "points.read", pressing=False)


def _own_dissents(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    own = [d for d in meeting.dissents if d.person == person.id]
    for each in own:
        if each.manager_told_at is None:
            yield Step("I have told my line manager", "manager.open", {"d": each.id})
    if own:
        yield Step("Read my dissent", "dissent.read", pressing=False)


def _report(line: Invitee) -> Iterator[Step]:
    if not line.report.filed:
        yield Step("File my report", "report.open")
    elif line.report.sharing is None:
        yield Step("Shared with the family?", "share.open")


def _own_views(meeting: PlanningMeeting, line: Invitee, person: Person) -> Iterator[Step]:
    speaks = line.role.gives_view and line.present and line.speaker == person.id
    for child in meeting.children:
        current, ids = meeting.rounds.get(child.id), {"c": child.id}
        if current and current.revealed_at and views.may_read(meeting, person):
            yield Step(f"Views on {child.name}", "board.open", ids, pressing=False)
        elif current and not current.revealed_at and speaks:
            given = line.person.id in current.views
            title = f"Change my view on {child.name}" if given else f"My view on {child.name}"
            yield Step(title, "view.open", ids, pressing=not given)


def _keepers(meeting: PlanningMeeting, owes: bool) -> Iterator[Step]:
    if meeting.phase is Phase.BOOKED:
        yield Step("Invitation list", "list.open", pressing=owes and meeting.list_sent_at is None)
    if meeting.phase is Phase.INVITED:
        yield replace(WALL, pressing=False)
    if meeting.phase in (Phase.INVITED, Phase.OPEN):
        yield Step("Invitation list", "list.open", pressing=False)
    if meeting.phase in sitting_in.CHANGEABLE:
        for line in sitting_in.sitting_in(meeting):
            title = f"How long {line.person.name} reads along"
            yield Step(title, "sitin.open", {"p": line.person.id}, pressing=False)
    if meeting.phase in (Phase.BOOKED, Phase.INVITED):
        for child in meeting.children:
            if child.unborn:
                yield Step(f"{child.name} is born", "bornearly.open", {"c": child.id}, pressing=False)
        if meeting.kind is MeetingKind.TRANSFER:
            unsaid = meeting.move is not None and not meeting.move.from_there
            yield Step("Who comes for the other area", "otherarea.open", pressing=owes and unsaid)
        if meeting.phase is Phase.INVITED:
            yield Step("A carer or volunteer comes", "brief.open", pressing=False)
        yield Step("Move the meeting", "move.open", pressing=False)
        yield Step("Call the meeting off", "calloff.open", pressing=False)


def _review(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    """Before a review, what the core group recorded: for its chair and the lead's report (REP-15)."""
    ahead = meeting.phase in (Phase.BOOKED, Phase.INVITED, Phase.OPEN)
    reads = person.id in (meeting.chair.id, meeting.lead_professional.id)
    if meeting.kind is MeetingKind.REVIEW and ahead and reads:
        yield Step("What the core group recorded", "pack.open", pressing=False)


def _reports_in(meeting: PlanningMeeting, person: Person) -> Iterator[Step]:
    """Reports that somebody has to have before the meeting, and what is in of all (REP-08)."""
    if not reports_read.reads(meeting, person):
        return
    waiting = reports_read.to_read(meeting, person)
    if waiting:
        count = "A report" if len(waiting) == 1 else f"{len(waiting)} reports"
        yield Step(f"{count} to read", "reports.open")
    elif meeting.phase in reports_read.READ_IN and any(i.report.filed for i in meeting.invitees):
        yield Step("The reports", "reports.open", pressing=False)


def _admins(meeting: PlanningMeeting) -> Iterator[Step]:
    if meeting.phase is Phase.INVITED:
        yield Step("Answer for somebody", "attendfor.open", pressing=False)
    if meeting.phase is Phase.OPEN:
        yield from (view_for(child) for child in meeting.children if sealed(meeting, child))
    if meeting.phase is Phase.CLOSED:
        yield Step("What was delivered", "deliveries.open", pressing=False)
