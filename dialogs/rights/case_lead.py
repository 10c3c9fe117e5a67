"""What goes from one colleague to another beside the meeting or core group in which it was said: the rest of
the case when a lead professional changes, and everything of somebody who leaves (INV-08)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cppm import requests
from cppm.desks import TO_APPROVE
from cppm.errors import CPPMError
from cppm.groups import membership
from cppm.groups.core_group import CoreGroup
from cppm.groups.membership import Leads
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.moves import whereabouts
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person, Role
from cppm.rights import handing_over
from cppm.rights.handing_over_records import HandedOver, Part
from cppm.roots import Root
from cppm.timing import missed
from cppm.timing.catalogue import CORE_GROUP, PLANNING_MEETING, WHEREABOUTS, catalogue
from dialogs.rights import kept_apart
from dialogs.scene import Scene
from storage.dues import DueRow
from storage.errors import NoSuchCase
from storage.meetings import OPEN


async def pass_case_on(scene: Scene, case_ref: str, handed: HandedOver) -> list[str]:
    """The other planning meetings of a case, its record and its whereabouts have the new lead too.

    Nobody is told once more. Returns the references of meetings in which the two can't change places.
    """
    stuck = []
    for line in await scene.store.meetings.for_case(case_ref):
        if line.phase is Phase.CANCELLED:
            continue
        try:
            await scene.store.meetings.update(line.id, _leading(scene.person, handed), scene.person)
        except CPPMError:
            stuck.append(line.reference)
    await _pass_record_on(scene, case_ref, handed)
    return stuck


def _leading(actor: Person, handed: HandedOver) -> Callable[[PlanningMeeting], None]:
    def change(meeting: PlanningMeeting) -> None:
        if handing_over.leads_on(meeting).id == handed.was.id:
            handing_over.pass_on(meeting, actor, handed)

    return change


async def _pass_record_on(scene: Scene, case_ref: str, handed: HandedOver) -> None:
    """Where there is a core group, the whereabouts follow it; without one they are told here."""
    try:
        case = await scene.store.cases.get(case_ref)
        await scene.store.cases.keep(replace(case, lead_professional=handed.to.id))
    except NoSuchCase:
        pass
    where = await scene.store.whereabouts.of_case(case_ref)
    if where and where.lead_professional.id == handed.was.id:
        people = [person for person in where.people if handed.stays or person.id != handed.was.id]
        family = whereabouts.Family(case_ref, handed.to, tuple(where.children), tuple(people))
        await scene.store.whereabouts.update(
            where.id, lambda w: whereabouts.follow(w, family, scene.person, scene.now), scene.person
        )


async def let_chair_read(scene: Scene, meeting: PlanningMeeting) -> None:
    """Restricted information goes with the chair: the new one may read it, and the old one no more."""
    store = scene.store.restricted
    for request in meeting.restricted:
        await kept_apart.settle(scene, meeting, request)
        apart = {request.reasons: request.provider}
        apart |= {wish.words: request.provider for wish in request.passing}
        apart |= {wish.answer: wish.by for wish in request.passing}
        for item, beside in apart.items():
            if item:
                await store.name_readers(item, [meeting.chair.id, beside])


async def pass_everything_on(scene: Scene, leaver: Person, heir: Person) -> list[str]:
    """What somebody who leaves chairs, leads and works in goes to their heir, as far as the heir may hold it.

    Returns, for each meeting or core group in which the heir may not, its reference and why.
    """
    stuck = await _meetings_on(scene, leaver, heir)
    for line in await scene.store.core_groups.for_person(leaver.id):
        if line.ended or line.role in (Role.CHAIR, Role.CORE_GROUP_DEPUTY):
            continue
        try:
            await scene.store.core_groups.update(line.id, _in_group(scene, leaver, heir), scene.person)
        except CPPMError as refused:
            stuck.append(f"{line.reference}: {refused}")
    stuck += await _requests_on(scene, leaver, heir)
    return [*stuck, *await _limits_on(scene, leaver, heir), *await _whereabouts_on(scene, leaver, heir)]


async def _limits_on(scene: Scene, leaver: Person, heir: Person) -> list[str]:
    """The missed limits that wait for the leaver's agreement, wherever they were missed."""

    def limits(root: Root) -> None:
        missed.hand_on(root, leaver, heir, scene.person, scene.now)

    stuck, store = [], scene.store
    owed = [row for row in await store.dues.of_person(leaver.id) if row.due.clock in TO_APPROVE]
    for row in {row.meeting_id: row for row in owed}.values():
        try:
            place = catalogue()[row.due.clock].of
            if place == PLANNING_MEETING:
                await store.meetings.update(row.meeting_id, limits, scene.person)
            elif place == CORE_GROUP:
                await store.core_groups.update(row.meeting_id, limits, scene.person)
            else:
                await store.whereabouts.update(row.meeting_id, limits, scene.person)
        except CPPMError as refused:
            stuck.append(f"{row.reference}: {refused}")
    return stuck


async def _whereabouts_on(scene: Scene, leaver: Person, heir: Person) -> list[str]:
    """What is still theirs of addresses and moves, where no core group handed it on."""

    def whereabouts_on(where: Whereabouts) -> None:
        handing_over.hand_whereabouts_on(where, leaver, heir, scene.person, scene.now)

    stuck = []
    owed = [row for row in await scene.store.dues.of_person(leaver.id) if _of_whereabouts(row)]
    for id, reference in dict.fromkeys((row.meeting_id, row.reference) for row in owed):
        try:
            await scene.store.whereabouts.update(id, whereabouts_on, scene.person)
        except CPPMError as refused:
            stuck.append(f"{reference}: {refused}")
    return stuck


def _of_whereabouts(row: DueRow) -> bool:
    return catalogue()[row.due.clock].of == WHEREABOUTS


async def _requests_on(scene: Scene, leaver: Person, heir: Person) -> list[str]:
    """The requests for a meeting that the leaver made, or that wait for their answer."""
    stuck = []
    for found in await scene.store.requests.for_person(leaver.id):
        await scene.store.requests.update(
            found.id, lambda r: requests.take_over(r, scene.person, leaver, heir, scene.now), scene.person
        )
        if found.answer is None and found.chair and found.chair.id == leaver.id:
            done = await scene.store.requests.update(
                found.id, lambda r: requests.hand_on(r, scene.person, heir, scene.now), scene.person
            )
            if not done.result:
                stuck.append(
                    f"{found.reference}: A service manager answers it, because {heir.name} chairs none."
                )
    return stuck


async def _meetings_on(scene: Scene, leaver: Person, heir: Person) -> list[str]:
    """Their meetings still to be held, and of those over the ones in which they owe something or whose core
    group tells them of changes."""
    stuck, wanted = [], {row.meeting_id for row in await scene.store.dues.of_person(leaver.id)}
    for group in await scene.store.core_groups.for_person(leaver.id):
        if group.role is Role.CHAIR and not group.ended:
            wanted.add((await scene.store.core_groups.load(group.id)).followed[-1])
    for line in await scene.store.meetings.for_person(leaver.id):
        if line.phase not in OPEN and line.id not in wanted:
            continue
        meeting = await scene.store.meetings.load(line.id)
        held = [part for part in Part if handing_over.holder(meeting, part).id == leaver.id]
        for part in held:
            try:
                await _part_on(scene, meeting, part, leaver, heir)
            except CPPMError as refused:
                stuck.append(f"{line.reference}: {refused}")
    return stuck


async def _part_on(scene: Scene, meeting: PlanningMeeting, part: Part, leaver: Person, heir: Person) -> None:
    why = f"{leaver.name} has left"
    done = await scene.store.meetings.update(
        meeting.id,
        lambda m: handing_over.hand_over(m, scene.person, part, heir, why, scene.now),
        scene.person,
    )
    if part is Part.LEAD:
        await pass_case_on(scene, meeting.case_ref, done.meeting.handed_over[-1])
    else:
        await let_chair_read(scene, done.meeting)


def _in_group(scene: Scene, leaver: Person, heir: Person) -> Callable[[CoreGroup], None]:
    def change(group: CoreGroup) -> None:
        actor, at, why = scene.person, scene.now, f"{leaver.name} has left"
        chairs, leads = group.chair.id == leaver.id, group.lead_professional.id == leaver.id
        if chairs or leads:
            what = Leads.BOTH if chairs and leads else Leads.CHAIR if chairs else Leads.LEAD
            membership.hand_over(group, actor, what, heir, why, at)
        if leaver.id in {person.id for person in group.current_members}:
            membership.bring_in(group, actor, heir, at, why)
            membership.let_go(group, actor, leaver.id, at, why)

    return change
