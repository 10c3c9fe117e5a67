"""What the jobs about moves share: which move is meant, one change of it, the card that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cards.elements import MOST_ACTIONS, Action, button
from cards.moves import moves as cards
from cppm.errors import CPPMError
from cppm.meetings.meeting import MeetingKind, PlanningMeeting
from cppm.moves import handshake, moves
from cppm.moves.move_records import FamilyMove, Step
from cppm.moves.moves import NoSuchMove
from cppm.moves.whereabouts import NoWhereabouts, Whereabouts
from cppm.people import Duty, Person
from dialogs.family import write_children
from dialogs.forms import Subject
from dialogs.meetings.chairing import shown
from dialogs.moves import family_lead
from dialogs.scene import Scene
from dialogs.turn import Answer

Wanted = Callable[[FamilyMove], bool]
Change = Callable[[Whereabouts], FamilyMove]

OWN_FORMS: dict[Step, tuple[str, str]] = {
    Step.RISK: ("Record the risk", "moverisk.open"),
    Step.PLAN: ("Record the interim plan", "moveplan.open"),
    Step.VISITS: ("Record the visits agreed", "movevisits.open"),
    Step.STAYS: ("Say how long they stay", "movestays.open"),
    Step.RECORDS: ("The records are over", "moverecords.open"),
}
"""The steps that have a question of their own, with their button; the others are said to be done."""
SOCIAL_WORK = frozenset({Step.RISK, Step.PLAN, Step.VISITS})


async def the_move(scene: Scene) -> tuple[Whereabouts, FamilyMove]:
    """The move that the scene is about, for those who have a part in it. Raises NoSuchMove."""
    try:
        where = await scene.store.whereabouts.load(scene.ids.get("j", ""))
    except NoWhereabouts:
        raise NoSuchMove from None
    moves.require_worker(where, scene.person)
    return where, moves.find(where, scene.ids.get("z", ""))


async def change(scene: Scene, what: Change, once: str = "") -> tuple[Whereabouts, FamilyMove]:
    """One change of the move that the scene is about, under the turn's own key or another."""
    key = once or scene.once
    done = await scene.store.whereabouts.update(scene.ids.get("j", ""), what, scene.person, key)
    return done.root, done.result


async def moves_where(scene: Scene, wanted: Wanted) -> list[tuple[Whereabouts, FamilyMove]]:
    """The moves going on that this person has a part in and that are wanted, the longest waiting first."""
    return [
        (where, move)
        for where in await scene.store.whereabouts.waiting()
        if moves.may_work(where, scene.person)
        for move in moves.going_on(where)
        if wanted(move)
    ]


async def subjects_where(scene: Scene, wanted: Wanted) -> list[Subject]:
    """The same as what a form can be about."""
    return [
        Subject({"j": where.id, "z": move.id}, f"{cards.reference(where)}: {cards.way(move)}")
        for where, move in await moves_where(scene, wanted)
    ]


async def read_card(scene: Scene, where: Whereabouts, move: FamilyMove, title: str = "") -> Answer:
    """The move as it stands, with what this person can do next."""
    group = await scene.store.core_groups.of_case(where.case_ref) if Step.REVIEW in move.open_steps else None
    actions = _actions(scene, where, move, group.id if group else "")
    if not move.out and await family_lead.may_hand_over(scene, where):
        actions.insert(-1, button("Hand over the family", "familylead.open", j=where.id))
    return shown(scene, cards.move_card(where, move, actions[:MOST_ACTIONS], scene.turn.time_zone, title))


def _actions(scene: Scene, where: Whereabouts, move: FamilyMove, group: str) -> list[Action]:
    """What is owed first, then the handover and the end; the list is left out where there is no room."""
    ids = {"j": where.id, "z": move.id}
    found = [
        *_step_buttons(scene.person, where, move, ids, group),
        *_handover_buttons(scene, where, move, ids),
    ]
    if not move.ending and _address_unknown(where, move):
        found.append(button("Report the new address", "address.open", **ids))
    if move.temporary and not move.ending:
        found.append(button("Change how long they stay", "movestays.open", **ids))
    if move.ending is None:
        found.append(button("It needs nothing more", "moveend.open", **ids))
    return [*found, button("All moves", "familymoves.open")]


def _address_unknown(where: Whereabouts, move: FamilyMove) -> bool:
    """Whether no address was reported yet of children who have gone (ADR-01)."""
    known = (each for each in where.addresses if each.holds and each.since >= move.since)
    return move.out and all(set(each.children).isdisjoint(move.children) for each in known)


def _step_buttons(
    person: Person, where: Whereabouts, move: FamilyMove, ids: dict[str, str], group: str
) -> list[Action]:
    judges = person.id == where.lead_professional.id or where.manages(person)
    still = [step for step in move.open_steps if judges or step not in SOCIAL_WORK]
    found: list[Action] = []
    if says(move, where, person):
        found.append(button("Say what is done", "movetold.open", **ids))
    books = person.has(Duty.QUALIFIED_SOCIAL_WORKER) or person.has(Duty.CP_ADMIN)
    if Step.TRANSFER in still and not move.out and move.stays_since and books:
        found.append(button("Book the transfer meeting", "book.open", **ids))
    if Step.REVIEW in still and group and books:
        found.append(button("Book the review", "review.open", g=group))
    return [*found, *(button(*OWN_FORMS[step], **ids) for step in still if step in OWN_FORMS)]


def says(move: FamilyMove, where: Whereabouts, person: Person) -> list[Step]:
    """The open steps that this person simply says to be done."""
    places = move.out or where.administers(person)
    return [s for s in move.open_steps if s in moves.SAYS_SO and (places or s is not Step.PLACED)]


def _handover_buttons(
    scene: Scene, where: Whereabouts, move: FamilyMove, ids: dict[str, str]
) -> list[Action]:
    if not scene.store.envelopes.councils:
        return []
    handover = move.handover
    found: list[Action] = []
    if handover and not move.out and handover.offered and not handover.answered and not move.ending:
        found.append(button("Answer the handover", "handoveranswer.open", **ids))
    if handover and move.ending and handover.theirs and not handover.end_told:
        found.append(button("Send the end, sealed", "handover.ending", **ids))
    if _offerable(where, scene.person, move) and not (handover and not handover.answered):
        found.append(button("Hand over, sealed", "handover.open", **ids))
    elif handshake.outgoing(where, move, ""):
        found.append(button("Show what to send", "handover.show", **ids))
    return found


def _offerable(where: Whereabouts, person: Person, move: FamilyMove) -> bool:
    try:
        handshake.require_offerable(where, person, move.id)
    except CPPMError:
        return False
    return True


async def transfer_booked(scene: Scene, meeting: PlanningMeeting, instead_of: Sequence[str] = ()) -> None:
    """The move of a family that came knows the transfer meeting that is booked for it, from wherever.

    `instead_of` are the ids of meetings that were called off and whose place it takes.
    """
    where = await scene.store.whereabouts.of_case(meeting.case_ref)
    if meeting.kind is not MeetingKind.TRANSFER or where is None:
        return
    waiting = [
        m.id for m in where.moves if not m.out and (Step.TRANSFER in m.open_steps or m.meeting in instead_of)
    ]

    def booked(found: Whereabouts) -> None:
        for move_id in waiting:
            moves.book_transfer(found, scene.person, move_id, meeting.id, scene.now)

    await scene.store.whereabouts.update(where.id, booked, scene.person)


async def known_for_booking(scene: Scene) -> dict[str, object]:
    """What a move in already says of its transfer meeting; empty for a booking of another kind."""
    if not (scene.ids.get("j") and scene.ids.get("z")):
        return {}
    where, move = await the_move(scene)
    if move.out or move.ending or not move.stays_since:
        raise moves.NotNeededHere
    return {
        "case_ref": where.case_ref,
        "kind": MeetingKind.TRANSFER.value,
        "children": write_children(child for child in where.children if child.id in move.children),
        "left": move.council,
        "stays_since": move.stays_since,
        **({"interim_plan": True} if move.plan else {}),
    }
