"""What both ways of answering for a core group meeting share: which meeting, the deputy, the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cards.elements import button
from cards.forms import recorded_card
from cards.groups.gathering import answer_rows, attendance_lines, case_line
from cppm.errors import CPPMError
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.meetings.meeting import Coming, Deputy
from cppm.people import Person
from dialogs.forms import Subject
from dialogs.groups.group_hub import next_buttons
from dialogs.meetings import answers
from dialogs.meetings.chairing import shown
from dialogs.scene import Scene
from dialogs.turn import Answer

COMING: dict[str, Coming] = {"yes": Coming.ATTENDING, "deputy": Coming.DEPUTY, "no": Coming.ABSENT}
SAID = {coming: word for word, coming in COMING.items()}


class NothingArranged(CPPMError):
    """No meeting of this core group is arranged at the moment, so there is nothing to answer. Its chair or
    the lead professional sets the next date."""

    rule = "TIM-12"


def ahead(group: CoreGroup, ids: Mapping[str, str]) -> Gathering:
    """The meeting a button carries, or the next one arranged. Raises NoSuchThing, NothingArranged."""
    if ids.get("w"):
        return group.gathering(ids["w"])
    if group.planned is None:
        raise NothingArranged
    return group.planned


def is_asked(group: CoreGroup, person: Person) -> bool:
    """Whether this person is a member and a meeting is arranged."""
    return group.planned is not None and any(m.id == person.id for m in group.current_members)


def subject(group: CoreGroup, scene: Scene) -> Subject:
    """The next meeting of a group, as something to choose."""
    meant = ahead(group, {})
    return Subject({"g": group.id, "w": meant.id}, case_line(group, meant, scene.turn.time_zone))


async def colleagues_of(scene: Scene, group: CoreGroup, member: Person) -> dict[str, str]:
    """Who of the same agency could go; none when there are too many to choose from a list."""
    taken = set(group.apart)
    taken |= {p.id for p in (*group.current_members, group.planning_chair, group.review_chair, group.chair)}
    found = [p for p in await scene.store.people.in_agency(member.agency) if p.id not in taken]
    if not found or len(found) > answers.MOST_LISTED:
        return {}
    other = {answers.OTHER: "Somebody else, not on this list"}
    return {p.id: f"{p.name}, {p.post}" for p in found} | other


async def deputy_of(
    given: answers.Given, scene: Scene, member: Person, chosen: str
) -> tuple[Deputy | None, Person | None]:
    """The deputy as answered, and who that is where they are enrolled."""
    if given.answer != "deputy":
        return None, None
    known = await answers.enrolled_deputy(scene, member, chosen, given.deputy_name)
    name = known.name if known else given.deputy_name
    deputy = Deputy(name, bool(given.briefed), bool(given.authorised), known.id if known else None)
    return deputy, known


def earlier_answer(meant: Gathering, member: str, colleagues: Mapping[str, str]) -> dict[str, object]:
    """The answer as it stands, to be kept or changed."""
    reply = meant.replies.get(member)
    if reply is None or reply.coming not in SAID:
        return {}
    earlier: dict[str, object] = {"answer": SAID[reply.coming]}
    if reply.deputy:
        listed = reply.deputy.person in colleagues
        earlier |= {"deputy": reply.deputy.person if listed else answers.OTHER} if colleagues else {}
        earlier |= {} if listed else {"deputy_name": reply.deputy.name}
        earlier |= {"briefed": reply.deputy.briefed, "authorised": reply.deputy.authorised}
    return earlier | ({"why": reply.why_absent} if reply.why_absent else {})


def recorded(scene: Scene, group: CoreGroup, member: str) -> Answer:
    """A member's answer as it stands."""
    meant = ahead(group, scene.ids)
    reply = meant.replies.get(member)
    own = member == scene.person.id
    who = [] if own else [("Whose", group.name_of(member))]
    rows = [*who, *(answer_rows(reply) if reply else [("Answer", "Not answered yet")])]
    return answer_card(scene, group, meant, rows, "cgattend.open" if own else "cgattendfor.open", member)


def everybody(group: CoreGroup, meant: Gathering) -> list[tuple[str, str]]:
    """Each member with their answer."""
    stands = attendance_lines(group, meant)
    return [(m.name, stands[m.id]) for m in group.current_members]


def answer_card(
    scene: Scene,
    group: CoreGroup,
    meant: Gathering,
    rows: Sequence[tuple[str, str]],
    change_verb: str,
    member: str = "",
) -> Answer:
    """What was recorded, *Change* until the meeting, and what comes next."""
    reply = meant.replies.get(member)
    ids = {"g": group.id, "w": meant.id} | ({"p": member} if change_verb == "cgattendfor.open" else {})
    may_change = change_verb and meant.phase is GatheringPhase.PLANNED
    card = recorded_card(
        "The answer is recorded",
        rows,
        scene.person.name,
        reply.at if reply else scene.now,
        button("Change", change_verb, **ids) if may_change else None,
        case_line=case_line(group, meant, scene.turn.time_zone),
        zone=scene.turn.time_zone,
        buttons=next_buttons(group, scene.person),
    )
    return shown(scene, card)
