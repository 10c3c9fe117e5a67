"""What somebody can do next in a meeting, the most needed first: the thread that leads through the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cards.elements import Action, button
from cppm import decision, dissent, views
from cppm.meeting import Child, Coming, Invitee, NotInvited, Phase, PlanningMeeting
from cppm.people import Duty, Person

MOST = 3
"""Buttons that a recorded card ends with."""


@dataclass(frozen=True)
class Step:
    """Something that can be done now. `pressing` steps are owed; the others are only possible."""

    title: str
    verb: str
    ids: dict[str, str] = field(default_factory=dict)
    pressing: bool = True


def next_buttons(meeting: PlanningMeeting, person: Person, most: int = MOST) -> list[Action]:
    """The buttons that a card of this meeting ends with, then the meeting itself."""
    found = [s for s in steps(meeting, person) if s.pressing][: most - 1]
    return [*(as_button(meeting, s) for s in found), button("Open the meeting", "meeting.open", m=meeting.id)]


def as_button(meeting: PlanningMeeting, step: Step) -> Action:
    """A step as a button that carries the meeting."""
    return button(step.title, step.verb, m=meeting.id, **step.ids)


def steps(meeting: PlanningMeeting, person: Person) -> list[Step]:
    """Everything this person can do in this meeting now."""
    found: list[Step] = []
    if person.id == meeting.chair.id:
        found += _chairs(meeting)
    line = _line(meeting, person)
    if line:
        found += _own(meeting, line, person)
    if person.id == meeting.lead_professional.id or person.has(Duty.CP_ADMIN):
        found += _keepers(meeting)
    if person.has(Duty.CP_ADMIN):
        found += _admins(meeting)
    found += [
        Step(f"I told {t.who}", "told.open", {"f": t.id})
        for t in meeting.outcome.tellings
        if meeting.phase is Phase.CLOSED and t.told_by == person.id and not t.told_at
    ]
    return found


def _line(meeting: PlanningMeeting, person: Person) -> Invitee | None:
    try:
        return meeting.line_of(person)
    except NotInvited:
        return None


def _own(meeting: PlanningMeeting, line: Invitee, person: Person) -> Iterator[Step]:
    if meeting.phase is Phase.INVITED:
        answered = line.coming is not Coming.AWAITED
        title = "Change my answer" if answered else "Answer the invitation"
        yield Step(title, "attend.open", pressing=not answered)
    if line.role.owes_report and meeting.phase in (Phase.INVITED, Phase.OPEN, Phase.CLOSED):
        yield from _report(line)
    if meeting.phase is Phase.OPEN:
        yield from _own_views(meeting, line, person)
    if meeting.decisions and dissent.may_dissent(meeting, person):
        yield Step("Record dissent", "dissent.open", pressing=False)
    if meeting.key_points and meeting.key_points.released_at:
        yield Step("Read the key points", "points.read", pressing=False)


def _report(line: Invitee) -> Iterator[Step]:
    if not line.report.filed:
        yield Step("File my report", "report.open")
        yield Step("Ask to speak with the chair alone", "restricted.open", pressing=False)
    elif line.report.sharing is None:
        yield Step("Shared with the family?", "share.open")


def _own_views(meeting: PlanningMeeting, line: Invitee, person: Person) -> Iterator[Step]:
    for child in meeting.children:
        current = meeting.rounds.get(child.id)
        may = line.role.gives_view and line.present and views.speaker_id(line) == person.id
        if current and not current.revealed_at and may:
            given = line.person.id in current.views
            title = f"Change my view on {child.name}" if given else f"My view on {child.name}"
            yield Step(title, "view.open", {"c": child.id}, pressing=not given)


def _keepers(meeting: PlanningMeeting) -> Iterator[Step]:
    if meeting.phase is Phase.BOOKED:
        yield Step("Invitation list", "list.open")
    if meeting.phase is Phase.INVITED:
        yield Step("Who is ready", "ready.open", pressing=False)
        yield Step("Invitation list", "list.open", pressing=False)
    if meeting.phase in (Phase.BOOKED, Phase.INVITED):
        yield Step("Move the meeting", "move.open", pressing=False)
        yield Step("Call the meeting off", "calloff.open", pressing=False)


def _admins(meeting: PlanningMeeting) -> Iterator[Step]:
    if meeting.phase is Phase.INVITED:
        yield Step("Answer for somebody", "attendfor.open", pressing=False)
    if meeting.phase is Phase.OPEN and any(not r.revealed_at for r in meeting.rounds.values()):
        yield Step("Record a view for somebody", "viewfor.open", pressing=False)
    if meeting.phase is Phase.CLOSED:
        yield Step("What was delivered", "deliveries.open", pressing=False)


def _chairs(meeting: PlanningMeeting) -> Iterator[Step]:
    if meeting.phase is Phase.BOOKED:
        yield Step("Look at the invitation list", "list.open")
    if meeting.phase is Phase.INVITED:
        yield Step("Who is ready", "ready.open")
        yield Step("Open the meeting now", "start.open")
        yield Step("Answer for somebody", "attendfor.open", pressing=False)
    if meeting.phase is Phase.OPEN:
        yield from _in_the_room(meeting)
    if meeting.phase is Phase.CLOSED:
        yield from _after(meeting)


def _in_the_room(meeting: PlanningMeeting) -> Iterator[Step]:
    if not any(i.attended for i in meeting.invitees):
        yield Step("Call the roll", "roll.open")
        return
    if meeting.quorum is None:
        yield Step("State the quorum", "quorum.open")
        yield Step("Call the roll again", "roll.open", pressing=False)
        yield Step("Set a new date", "reconvene.open", pressing=False)
        return
    for child in meeting.children:
        yield from _for_child(meeting, child)
    if len(meeting.decisions) == len(meeting.children):
        yield from _to_close(meeting)
    yield Step("Somebody arrived", "arrive.open", pressing=False)
    yield Step("Somebody left", "depart.open", pressing=False)


def _for_child(meeting: PlanningMeeting, child: Child) -> Iterator[Step]:
    ids, current = {"c": child.id}, meeting.rounds.get(child.id)
    if child.id not in meeting.summaries:
        yield Step(f"Sum up for {child.name}", "summary.open", ids)
    if child.id not in meeting.childs_views:
        yield Step(f"{child.name}'s views", "voice.open", ids)
    if child.id not in meeting.parents_views:
        yield Step(f"Parents' views on {child.name}", "parents.open", ids)
    if current is None and not views.before_views(meeting, child.id):
        yield Step(f"Ask for views on {child.name}", "ask.open", ids)
    if current:
        decided = child.id in meeting.decisions
        yield Step(f"Views on {child.name}", "board.open", ids, pressing=current.revealed_at is None)
        if current.revealed_at is None:
            yield Step("Record a view for somebody", "viewfor.open", ids, pressing=False)
        elif not decided:
            yield Step(f"Decide on {child.name}", "decide.open", ids)


def _to_close(meeting: PlanningMeeting) -> Iterator[Step]:
    missing = {blank.job for blank in decision.blanks(meeting)}
    if decision.registered(meeting):
        yield Step("Core group and dates", "outcome.open", pressing="outcome" in missing)
    yield Step("Immediate actions", "actions.open", pressing="actions" in missing)
    if decision.to_be_told(meeting):
        yield Step("Who tells whom", "teller.open", pressing="telling" in missing)
    yield Step("Close the meeting", "close.open", pressing=not missing)


def _after(meeting: PlanningMeeting) -> Iterator[Step]:
    points = meeting.key_points
    if points and points.released_at is None:
        yield Step("Key points: read and correct", "points.open")
        yield Step("Release the key points", "release.open")
    else:
        yield Step("Read the key points", "points.read", pressing=False)
    yield Step("What was delivered", "deliveries.open", pressing=False)
