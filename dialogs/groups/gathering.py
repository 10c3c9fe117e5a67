"""A meeting of the core group while it runs: opened, and who is here. What the family says joins here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from cards.groups.gathering import called, case_line
from cards.groups.group import not_together
from cards.layout import time_of_day
from cppm.groups import in_session
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.meetings.meeting import Coming
from cppm.people import Person
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups import group_voices
from dialogs.groups.group_hub import keeps, leads, under_way
from dialogs.groups.group_voices import NotUnderWay, next_voice
from dialogs.groups.grouping import change, done_card, groups_where, the_group
from dialogs.meetings.chairing import chosen
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone

jobs = Jobs()
jobs.add(group_voices.jobs)

May = Callable[[CoreGroup, Person], bool]

NOT_OPEN = "No core group meeting of yours is open now. Type core group to see when yours meets."
NOTHING_TO_OPEN = (
    "You have no core group meeting to open. The chair of the core group or the lead professional opens it; "
    "type core group to see yours."
)


async def meetings_of(scene: Scene, may: May, *phases: GatheringPhase) -> list[Subject]:
    """The meetings in these phases of the groups in which this person may do the thing."""
    found = await groups_where(scene, lambda group: may(group, scene.person))
    return [
        Subject({"g": g.id, "w": t.id}, case_line(g, t, scene.turn.time_zone))
        for g in found
        for t in g.gatherings
        if t.phase in phases
    ]


async def kept_now(scene: Scene) -> tuple[CoreGroup, Gathering]:
    """The group and its open meeting, for whoever keeps its record. Raises NotYours, NotUnderWay."""
    group = await the_group(scene)
    group.require_keeper(scene.person)
    return group, meant(group, scene)


def meant(group: CoreGroup, scene: Scene) -> Gathering:
    """The meeting that a button carries, or the one that is open. Raises NoSuchThing, NotUnderWay."""
    if scene.ids.get("w"):
        return group.gathering(scene.ids["w"])
    found = under_way(group)
    if found is None:
        raise NotUnderWay
    return found


@jobs.on("cgopen.open")
async def open_it(scene: Scene) -> Answer:
    """Open the meeting, and go on with who is here; one that is open is shown as it stands."""
    if not scene.ids.get("g"):
        found = await _to_open(scene)
        about = chosen(scene, found, "cgopen.open", "Open the core group", NOTHING_TO_OPEN)
        if isinstance(about, Answer):
            return about
        scene = about

    def opened(group: CoreGroup) -> Gathering:
        wanted = scene.ids.get("w") or (group.current.id if group.current else "")
        in_session.open_gathering(group, scene.person, wanted, scene.now)
        return group.gathering(wanted)

    try:
        group, held = await change(scene, opened)
    except AlreadyDone:
        group, held = await kept_now(scene)
    answer = done_card(
        scene,
        group,
        "The core group is open",
        [("Opened", time_of_day(held.opened_at or scene.now, scene.turn.time_zone))],
        "First say who is here. This is no small planning meeting: you talk about the plan and how it works.",
    )
    answer.then = None if held.present else ("cgroll", {"g": group.id, "w": held.id})
    return answer


async def _to_open(scene: Scene) -> list[Subject]:
    """What is open already, else what is arranged."""
    opened = await meetings_of(scene, leads, GatheringPhase.OPEN)
    return opened or await meetings_of(scene, leads, GatheringPhase.PLANNED)


@jobs.form
class GroupRoll(Form):
    """Who is here"""

    job: ClassVar[str] = "cgroll"
    submit: ClassVar[str] = "Keep who is here"
    nothing: ClassVar[str] = NOT_OPEN

    present: list[str] = ask(
        "Who is here?",
        kind="some_of",
        label="Here",
        hint="Those who said that they or their deputy come are ticked.",
    )
    family: list[str] = ask(
        "Who of the family is here?",
        kind="some_of",
        label="Family here",
        required=False,
        when=lambda got: got.get("has_family"),
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The open meetings of the groups this person keeps."""
        return await meetings_of(scene, keeps, GatheringPhase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Every member, and the family; ticked are those who are here, or said they come."""
        group, held = await kept_now(scene)
        family = {f.id: called(f) for f in group.family}
        return Prepared(
            options={"present": _seats(group, held), "family": family},
            intro=not_together([f.within for f in group.not_together]),
            known={"has_family": bool(family)},
            earlier=_ticked(group, held),
            case_line=case_line(group, held, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep who is here, and go on with what the family says."""

        def called_roll(group: CoreGroup) -> Gathering:
            held = meant(group, scene)
            in_session.call_roll(group, scene.person, held.id, [*self.present, *self.family], scene.now)
            return held

        group, held = await change(scene, called_roll)
        answer = _roll(scene, group, held)
        answer.then = next_voice(group, held)
        return answer

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is here, as it is kept."""
        return _roll(scene, *await kept_now(scene))


def _seats(group: CoreGroup, held: Gathering) -> dict[str, str]:
    """Each member, or the deputy who was named."""
    found = {}
    for member in group.current_members:
        reply = held.replies.get(member.id)
        deputy = reply.deputy if reply and reply.coming is Coming.DEPUTY else None
        who = f"{deputy.name}, deputy for {member.name}" if deputy else member.name
        found[member.id] = f"{who}, {member.agency}"
    return found


def _ticked(group: CoreGroup, held: Gathering) -> dict[str, object]:
    family = [f.id for f in group.family if f.id in held.present]
    if held.present:
        return {"present": [m.id for m in group.current_members if m.id in held.present], "family": family}
    comes = (Coming.ATTENDING, Coming.DEPUTY)
    return {"present": [id for id, reply in held.replies.items() if reply.coming in comes]}


def _roll(scene: Scene, group: CoreGroup, held: Gathering) -> Answer:
    names = _seats(group, held) | {f.id: called(f) for f in group.family}
    away = [m.name for m in group.current_members if m.id not in held.present]
    rows = [
        ("Here", "\n".join(names.get(each) or group.name_of(each) for each in held.present)),
        *([("Not here", "\n".join(away))] if away else []),
    ]
    return done_card(scene, group, "Who is here is kept", rows, "", "cgroll.open", w=held.id)


_OPEN = ("open the core group", "start core group", "start the core group", "begin the core group")
_ROLL = ("who is at the core group", "core group attendance now")
for _command in (
    Command("open core group", "cgopen.open", "Open the core group's meeting", _OPEN, listed=False),
    Command("core group roll", "cgroll.open", "Who is at the core group", _ROLL, listed=False),
):
    jobs.command(_command)
