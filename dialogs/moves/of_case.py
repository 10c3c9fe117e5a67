"""What the jobs about addresses share: which case is meant, its whereabouts, and one change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cards.elements import Action, button
from cards.moves import address as cards
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import FamilyLine
from cppm.moves import address, guarding, moves, stays, whereabouts
from cppm.moves.address_records import AddressChange, AddressKind
from cppm.moves.whereabouts import Family, NoWhereabouts, Whereabouts
from cppm.people import Duty, Person, Role
from dialogs.forms import Subject
from dialogs.groups.grouping import groups_where
from dialogs.meetings.chairing import shown
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.meetings import OPEN, MeetingLine

T = TypeVar("T")

STAY_ASKED = "Are they away for some days, or do they live there for now?"
STAYS = {
    "away": "Away, and back on a day that is known: the work stays with us",
    "lives": "They live there for now: that council takes the child on meanwhile",
}
"""The one question that tells a stay from a move; an address and a move ask it alike."""
STAY_WORDS = {"away": ("holiday", "visit", "they come back"), "lives": ("they live there", "for now")}

SOMEBODY = "somebody else"
"""The choice that stands for a person who is none of the family as the meetings know it."""


async def case_of(scene: Scene) -> str:
    """The reference of the case that the scene's button carries. Raises what says that there is none."""
    ids = scene.ids
    if ids.get("j"):
        return (await scene.store.whereabouts.load(ids["j"])).case_ref
    if ids.get("g"):
        return (await scene.store.core_groups.load(ids["g"])).case_ref
    return (await scene.store.meetings.load(ids.get("m", ""))).case_ref


async def family_of(scene: Scene) -> Family:
    """The children of the case and who works with them: of its core group, else as last known."""
    case_ref = await case_of(scene)
    group = await scene.store.core_groups.of_case(case_ref)
    if group is not None:
        return whereabouts.of_group(group)
    if scene.ids.get("j"):
        root = await scene.store.whereabouts.load(scene.ids["j"])
        return Family(case_ref, root.lead_professional, tuple(root.children), tuple(root.people))
    return whereabouts.of_meeting(await scene.store.meetings.load(scene.ids.get("m", "")))


async def known(scene: Scene) -> Whereabouts:
    """The whereabouts of the case, kept or, where nothing was reported yet, as they would begin."""
    found = await scene.store.whereabouts.of_case(await case_of(scene))
    return found or whereabouts.begin(await family_of(scene), "")


async def the_whereabouts(scene: Scene) -> Whereabouts:
    """The whereabouts that are kept, for whoever may open them. Raises NoWhereabouts."""
    found = await scene.store.whereabouts.of_case(await case_of(scene))
    if found is None:
        raise NoWhereabouts
    found.require_reader(scene.person)
    return found


async def the_entry(scene: Scene) -> tuple[Whereabouts, AddressChange]:
    """The entry that the scene's button carries, or the one a link of it belongs to. Raises NoSuchThing."""
    root = await the_whereabouts(scene)
    return root, address.find(root, scene.ids.get("h", ""))[0]


async def open_to(scene: Scene) -> list[Whereabouts]:
    """The whereabouts this person may open: of their core groups, and all that wait for who administers."""
    found: dict[str, Whereabouts] = {}
    for group in await groups_where(scene):
        each = await scene.store.whereabouts.of_case(group.case_ref)
        found |= {each.id: each} if each else {}
    for each in await scene.store.whereabouts.waiting():
        found |= {each.id: each} if each.may_open(scene.person) else {}
    return [each for each in found.values() if each.may_open(scene.person)]


async def cases_to_report(scene: Scene) -> list[Subject]:
    """The families of whom this person may report an address: of core groups, and before there is one."""
    reports_all, groups = scene.person.has(Duty.CP_ADMIN), await groups_where(scene)
    found = {
        group.case_ref: Subject({"g": group.id}, group.reference)
        for group in groups
        if reports_all or works(group, scene.person)
    }
    for line in await _first_meetings(scene):
        if not await scene.store.core_groups.of_case(line.case_ref):
            found.setdefault(line.case_ref, Subject({"m": line.id}, line.reference))
    for each in await scene.store.whereabouts.waiting():
        if reports_all or each.works(scene.person):
            found.setdefault(each.case_ref, Subject({"j": each.id}, each.reference))
    return list(found.values())


async def _first_meetings(scene: Scene) -> list[MeetingLine]:
    """The planning meetings still to be held or under way that this person leads, or all of them."""
    if scene.person.has(Duty.CP_ADMIN):
        return await scene.store.meetings.all_open()
    lines = await scene.store.meetings.for_person(scene.person.id)
    return [line for line in lines if line.phase in OPEN and line.role is Role.LEAD_PROFESSIONAL]


def works(group: CoreGroup, person: Person) -> bool:
    """Whether somebody works with the family of a core group; a deputy for one meeting does not."""
    return whereabouts.begin(whereabouts.of_group(group), "").works(person)


def may_keep_from(root: Whereabouts, person: Person) -> bool:
    """Whether there is a safe address that this person may keep from somebody else."""
    return bool(guarding.safe_now(root)) and (root.works(person) or person.has(Duty.CP_ADMIN))


async def family_lines(scene: Scene, case_ref: str) -> list[FamilyLine]:
    """The adults of the family, as the latest planning meeting of the case knows them, invited or not."""
    lines = await scene.store.meetings.for_case(case_ref)
    meeting = await scene.store.meetings.load(lines[-1].id) if lines else None
    return [line for line in meeting.family if line.child is None] if meeting else []


async def change(scene: Scene, root_id: str, what: Callable[[Whereabouts], T]) -> tuple[Whereabouts, T]:
    """One change of the whereabouts, under the turn's own key."""
    done = await scene.store.whereabouts.update(root_id, what, scene.person, scene.once)
    return done.root, done.result


async def note_read(scene: Scene, root: Whereabouts, what: str) -> None:
    """Keep that somebody opens where children live, before it is shown."""
    role = role_in(scene, root)
    await scene.store.reads.note(scene.person.id, role, root.case_ref, what, f"opened the {what}", scene.now)


def role_in(scene: Scene, root: Whereabouts) -> str:
    """In which role somebody opens where children live, as it is noted."""
    duty = next(iter(sorted(scene.person.duties)), "team leader")
    return str(root.participants().get(scene.person.id) or duty)


def entry_answer(scene: Scene, root: Whereabouts, entry: AddressChange, title: str = "") -> Answer:
    """One entry with its chain, and what this person can do about it."""
    actions = buttons(scene.person, root, entry)
    return shown(scene, cards.entry_card(root, entry, actions, scene.turn.time_zone, title))


def buttons(person: Person, root: Whereabouts, entry: AddressChange) -> list[Action]:
    """What this person can do about an entry, what waits for them first, as far as there is room."""
    about = {"j": root.id, "h": entry.id}
    found: list[Action] = []
    if stays.may_decide(root, person, entry):
        found.append(button(_visit_title(person, root, entry), "stayvisit.open", **about))
    if entry.kind is AddressKind.STAY and stays.may_write(root, person):
        found.append(button("Letter to the keeper", "addressletter.open", **about))
    if entry.safe and guarding.may_reveal(root, person, entry):
        found.append(button("Show the address", "addressreveal.open", **about))
    if (root.works(person) or person.has(Duty.CP_ADMIN)) and entry.holds and entry.ended_on is None:
        found.append(button("It ended, or is to change", "addressfix.open", **about))
    found.append(button("All addresses", "addresschain.open", j=root.id))
    move = stays.wants_move(root, entry) and moves.may_report(person)
    first = [button("Record the move", "familymove.open", **about)] if move else []
    room = max(1, cards.MOST_BUTTONS - len(first) - len(found))
    links = [
        button(cards.BUTTONS[link.kind], "addressdone.open", j=root.id, h=link.id)
        for link in address.answerable(root, person, entry)[:room]
    ]
    return [*first, *links, *found]


def _visit_title(person: Person, root: Whereabouts, entry: AddressChange) -> str:
    if entry.visit is None:
        return "Decide on a visit"
    if stays.may_agree(root, person, entry):
        return "Agree on the visit"
    return "Change the visit" if entry.visit.agreed_at else "Change the proposal"
