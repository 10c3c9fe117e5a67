"""What the chair can do next, from the invitation list to the release of the key points."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cppm.meetings import closing, considerations, decision, family_rights, invitations, views
from cppm.meetings.meeting import Child, MeetingKind, Phase, PlanningMeeting
from cppm.meetings.quorum import lost, present_agencies
from cppm.rights import parts
from dialogs.steps import WALL, Step

OPENS_BEFORE = 1
"""Hours before its time from which a meeting can be opened."""
RIGHTS = "The family has heard their rights"
"""How to ask for a review, and how to complain (CHR-20)."""


def chairs(meeting: PlanningMeeting, now: datetime | None) -> Iterator[Step]:
    """What this phase asks of the chair; with `now` also to open the meeting when its hour has come."""
    if meeting.phase in (Phase.INVITED, Phase.OPEN) and invitations.waiting_for_chair(meeting):
        yield Step("Agree who was added", "list.open")
    if meeting.phase is Phase.BOOKED:
        yield Step("Look at the invitation list", "list.open", pressing=meeting.list_sent_at is not None)
    if meeting.phase is Phase.INVITED:
        if now and meeting.starts_at - now <= timedelta(hours=OPENS_BEFORE):
            yield Step("Open the meeting now", "start.open")
        yield WALL
        yield Step("Answer for somebody", "attendfor.open", pressing=False)
    if meeting.phase is Phase.OPEN:
        yield from _in_the_room(meeting)
    if meeting.phase is Phase.CLOSED:
        yield from _after(meeting)


def _in_the_room(meeting: PlanningMeeting) -> Iterator[Step]:
    decided = len(meeting.decisions) == len(meeting.children)
    if not any(i.attended for i in meeting.invitees):
        yield Step("Call the roll", "roll.open")
    elif not decided:
        yield from _quorum(meeting)
    if meeting.quorum:
        if len(views.ready_to_ask(meeting)) > 1:
            yield Step("Ask for views on all children", "ask.all")
        for child in parts.at_hand(meeting):
            yield from _for_child(meeting, child)
    if decided:
        yield from _to_close(meeting)
    elif meeting.quorum:
        yield from _to_consider(meeting, pressing=False)
    yield from _coming_and_going(meeting)
    if meeting.kind is MeetingKind.TRANSFER and not decided:
        yield Step("Who comes for the other area", "otherarea.open", pressing=False)
    if not decided:
        yield Step("Set a new date", "reconvene.open", pressing=False)


def _quorum(meeting: PlanningMeeting) -> Iterator[Step]:
    """What the quorum asks for now: to be stated, stated again after people have left, or more people."""
    here, stated = len(present_agencies(meeting)), meeting.quorum
    if here < 2:
        if _somebody_may_come(meeting):
            yield Step("Somebody arrived", "arrive.open")
        yield Step("Set a new date", "reconvene.open")
    elif stated is None:
        yield Step("State the quorum", "quorum.state")
        if meeting.after_inquorate:
            yield Step("Set a new date", "reconvene.open")
    elif lost(meeting):
        yield Step("State the quorum again", "quorum.state")


def _somebody_may_come(meeting: PlanningMeeting) -> bool:
    return any(not i.present or (i.stay and i.stay.as_deputy) for i in meeting.invitees)


def _coming_and_going(meeting: PlanningMeeting) -> Iterator[Step]:
    if not any(i.attended for i in meeting.invitees):
        return
    if _somebody_may_come(meeting):
        yield Step("Somebody arrived", "arrive.open", pressing=False)
    if any(i.present for i in meeting.invitees):
        yield Step("Somebody left", "depart.open", pressing=False)
    yield Step("Correct the roll", "roll.open", pressing=False)


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
            yield view_for(child)
        elif not decided:
            yield Step(f"Decide on {child.name}", "decide.open", ids)


def view_for(child: Child) -> Step:
    """To record what somebody says about a child, for them."""
    return Step(f"Record a view on {child.name}", "viewfor.open", {"c": child.id}, pressing=False)


def sealed(meeting: PlanningMeeting, child: Child) -> bool:
    """Whether views on a child are asked for and not yet shown."""
    current = meeting.rounds.get(child.id)
    return current is not None and current.revealed_at is None


def _to_consider(meeting: PlanningMeeting, pressing: bool) -> Iterator[Step]:
    """The questions of this kind of meeting, owed for a child about whom one is blank without a reason."""
    for child in meeting.children:
        owed = pressing and bool(considerations.open_still(meeting, child.id))
        title = f"To be considered: {child.name}"
        yield Step(title, "considerations.open", {"c": child.id}, pressing=owed)


def _to_close(meeting: PlanningMeeting) -> Iterator[Step]:
    missing = {blank.job for blank in closing.blanks(meeting)}
    if decision.registered(meeting):
        yield Step("Core group and dates", "outcome.open", pressing="outcome" in missing)
    yield Step("Immediate actions", "actions.open", pressing="actions" in missing)
    if closing.to_be_told(meeting):
        yield Step("Who tells whom", "teller.open", pressing="telling" in missing)
    if family_rights.to_tell(meeting):
        yield Step(RIGHTS, "rightstold.open", pressing=False)
    yield from _to_consider(meeting, pressing=True)
    yield Step("Close the meeting", "close.open" if missing else "closing.open", pressing=not missing)


def _after(meeting: PlanningMeeting) -> Iterator[Step]:
    points = meeting.key_points
    if points and points.released_at is None:
        yield Step("Key points: read and correct", "points.open")
        for part in points.versions:
            yield Step(f"Key points: the {part} part", "points.open", {"part": part})
        yield Step("Release the key points", "release.open")
    else:
        yield Step("Read the key points", "points.read", pressing=False)
    if family_rights.to_tell(meeting):
        yield Step(RIGHTS, "rightstold.open")
    yield Step("Read the decision", "decision.read", pressing=False)
    if meeting.dissents:
        yield Step("Read the dissents", "dissent.read", pressing=False)
    yield Step("What was delivered", "deliveries.open", pressing=False)
