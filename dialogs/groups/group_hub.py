"""What somebody can do next in a core group, the most needed first: the thread from meeting to meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cards.elements import Action, button
from cards.layout import unlinked
from cppm import permissions
from cppm.errors import CPPMError
from cppm.groups import changes, in_session, planning, recommending
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.moves import moves
from cppm.people import Duty, Person
from cppm.timing.boards import may_oversee
from cppm.timing.timescales import local_day
from dialogs.groups.plan_steps import plan_steps, recommend_steps
from dialogs.hub import ALL_CLOCKS, LONGEST, MOST
from dialogs.steps import Step, each_once

BOOKED_AHEAD = timedelta(weeks=6)
"""How long before its last day the review is asked to be booked."""
GO_TO = "Go to the core group"
"""The button to the group's own card."""
ARRANGE = "Arrange the next meeting"


def next_buttons(group: CoreGroup, person: Person, most: int = MOST) -> list[Action]:
    """The buttons that a card of this group ends with, then the group itself."""
    found = [s for s in steps(group, person) if s.pressing][: most - 1]
    return [*(as_button(group, s) for s in found), button(GO_TO, "group.open", g=group.id)]


def as_button(group: CoreGroup, step: Step) -> Action:
    """A step as a button that carries the group; a long name in its title is cut."""
    title = step.title if len(step.title) <= LONGEST else f"{step.title[: LONGEST - 1].rstrip()}…"
    return button(unlinked(title), step.verb, g=group.id, **step.ids)


def steps(group: CoreGroup, person: Person, now: datetime | None = None) -> list[Step]:
    """Everything this person can do in this group, each once; with `now` also what waits for its hour."""
    clocks = [Step(ALL_CLOCKS, "clockboard.open", pressing=False)] if may_oversee(group, person) else []
    found = [
        *_gatherings(group, person, now),
        *plan_steps(group, person, now),
        *_members(group, person),
        *_homes(group, person),
    ]
    every = each_once([*found, *clocks])
    allowed = permissions.allowed(group, person, {step.verb for step in every})
    return [step for step in every if step.verb in allowed]


def under_way(group: CoreGroup) -> Gathering | None:
    """The meeting that is open now."""
    return next((g for g in group.gatherings if g.phase is GatheringPhase.OPEN), None)


def leads(group: CoreGroup, person: Person) -> bool:
    """Whether this person chairs the group, or stands in as its lead professional (CG-04)."""
    return person.id in (group.chair.id, group.lead_professional.id)


def keeps(group: CoreGroup, person: Person) -> bool:
    """Whether this person may record for others and keep the dates."""
    return leads(group, person) or person.has(Duty.CP_ADMIN)


def _gatherings(group: CoreGroup, person: Person, now: datetime | None) -> Iterator[Step]:
    if leads(group, person):
        yield from _in_the_room(group, person)
    if keeps(group, person) and not group.ended:
        yield from _dates(group, leads(group, person), now)
    yield from _own(group, person)
    yield from _review(group, person, now)


def _dates(group: CoreGroup, owes: bool, now: datetime | None) -> Iterator[Step]:
    ahead = group.planned
    if ahead is None:
        yield Step(ARRANGE, "cgdate.open", pressing=owes)
        return
    about = {"w": ahead.id}
    if owes and now and local_day(now) >= local_day(ahead.starts_at) and not under_way(group):
        yield Step("Open the core group now", "cgopen.open", about)
    yield Step("Move the next meeting", "cgdate.open", about, pressing=False)
    yield Step("Answer for somebody", "cgattendfor.open", about, pressing=False)


def _review(group: CoreGroup, person: Person, now: datetime | None) -> Iterator[Step]:
    """The review is booked by a qualified social worker or CP Administration, some weeks ahead (GEN-16); an
    earlier or special one, as soon as the chair has settled it (CG-16).
    """
    ahead, books = group.review, person.has(Duty.QUALIFIED_SOCIAL_WORKER) or person.has(Duty.CP_ADMIN)
    other = bool(changes.reviews_to_book(group))
    if group.ended or ahead is None or (ahead.meeting and not other) or not (books and keeps(group, person)):
        return
    soon = other or (now is not None and ahead.by - local_day(now) <= BOOKED_AHEAD)
    yield Step("Book the review", "review.open", pressing=soon and leads(group, person))


def _members(group: CoreGroup, person: Person) -> Iterator[Step]:
    """Who is in the group, and who leads it, may change between planning meetings (CG-02, CG-04)."""
    opens = person.id in group.participants() or person.has(Duty.CP_ADMIN)
    if opens and moves.may_report(person) and group.registered:
        yield Step("The family moves away", "familymove.open", pressing=False)
    if keeps(group, person) and not group.ended:
        yield Step("Somebody joins", "cgjoin.open", pressing=False)
        yield Step("Somebody leaves", "cgleave.open", pressing=False)
        yield Step("Hand over chair or lead", "cghandover.open", pressing=False)


def _homes(group: CoreGroup, person: Person) -> Iterator[Step]:
    """Where the children live: for those who work with the family, and CP Administration (ADR-01)."""
    if person.has(Duty.CP_ADMIN) or person.id in {p.id for p in group.current_members}:
        yield Step("Report a new address", "address.open", pressing=False)


def _in_the_room(group: CoreGroup, person: Person) -> Iterator[Step]:
    """What the meeting under way still needs, in the order in which a meeting goes."""
    held = under_way(group)
    if held is None:
        return
    about = {"w": held.id}
    yield Step("Who is here", "cgroll.open", about, pressing=not held.present)
    for line in group.to_be_heard:
        heard = line.id in held.voices
        yield Step(f"Views of {line.within}", "cgvoice.open", {**about, "f": line.id}, pressing=not heard)
    written = bool(held.record_of_it.working)
    yield Step("Write the record", "cgrecord.open", about, pressing=not written)
    yield from _agreeing(group, held)
    if group.planned is None and not group.ended:
        yield Step(ARRANGE, "cgdate.open")
    if recommending.last_before_review(group, held):
        yield from recommend_steps(group, person)
    yield Step("Close the meeting", "cgclose.open", about, pressing=written)


def _agreeing(group: CoreGroup, held: Gathering) -> Iterator[Step]:
    """The plan is agreed in each meeting (TIM-23); first comes what it can't be agreed without."""
    owed = in_session.agreed_version(group, held) is None
    try:
        planning.require_complete(group)
    except CPPMError as missing:
        if missing.way:
            about = {name: id for name, id in missing.way.ids.items() if name != "g"}
            yield Step(missing.way.title, missing.way.verb, about, pressing=owed)
        owed = False
    yield Step("Agree the plan", "planagree.open", pressing=owed)


def _own(group: CoreGroup, person: Person) -> Iterator[Step]:
    """Everybody's own part: to answer, to read the record, to keep the outcome (CG-13)."""
    members = {m.id for m in group.current_members}
    ahead, last = group.planned, group.last_closed
    if ahead and person.id in members:
        answered = person.id in ahead.replies
        title = "Change my answer" if answered else "Say whether I attend"
        yield Step(title, "cgattend.open", {"w": ahead.id}, pressing=not answered)
    keepers = {m.id for m in in_session.keepers_of_outcome(group, last)} if last else set()
    if last and person.id in keepers - last.kept.keys():
        yield Step("I have kept the outcome", "cgkept.open", {"w": last.id})
    if last and in_session.readable(group, person):
        yield Step("Read the last record", "cgread.open", {"w": last.id}, pressing=False)
