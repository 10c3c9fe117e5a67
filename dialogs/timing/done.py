"""Saying that something is done, where Quorate cannot see it for itself: an attestation ends the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.disagreeing.family_review import result_rows
from cards.elements import Action, button
from cards.forms import recorded_card
from cards.home import SAY_WHY
from cards.layout import by_when
from cppm.disagreeing import family_review
from cppm.disagreeing.disagreement import if_not_accepted
from cppm.meetings.meeting import PlanningMeeting
from cppm.roots import Root
from cppm.timing import attesting, clocks
from cppm.timing.boards import may_oversee
from cppm.timing.catalogue import catalogue
from cppm.timing.clock_records import Attestation
from cppm.timing.timescales import Due
from dialogs.commands import Command, Jobs
from dialogs.disagreeing.family_review import note_read
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import few_lines, shown
from dialogs.scene import Scene
from dialogs.timing.owed import change, find, mine, names, next_buttons, root_of
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class SayDone(Form):
    """Say that it is done"""

    job: ClassVar[str] = "done"
    submit: ClassVar[str] = "It is done"
    nothing: ClassVar[str] = "Nothing of yours waits to be ticked off. Type clocks to see what is yours."

    note: str = ask(
        "Is there anything to note about it?",
        kind="long",
        label="Note",
        required=False,
        hint="For example how it was done, or a reference. Leave it empty when there is nothing.",
        max_length=500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What this person owes that is ended by saying so."""
        lines = [line for line in await mine(scene) if line.opens == "done.open"]
        return [Subject(line.about, f"{line.task}, {line.reference}") for line in lines]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What it is and by when. Raises ClockStopped once somebody has said so."""
        root = await root_of(scene)
        due = find(scene, root)
        attesting.require_attester(root, scene.person, due)
        zone = scene.turn.time_zone
        rows = [("What", catalogue()[due.clock].task), ("By", by_when(due.limit, zone))]
        return Prepared(facts=[*rows, *await _to_tell(scene, root, due)], case_line=root.reference)

    async def record(self, scene: Scene) -> Answer:
        """Record that it is done; its reminders stop."""
        root = await change(
            scene,
            lambda found: attesting.attest(
                found, scene.person, scene.ids["k"], self.note, scene.now, scene.profile
            ),
        )
        return await _done(scene, root)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who said so, and when."""
        return await _done(scene, await root_of(scene))


async def _to_tell(scene: Scene, root: Root, due: Due) -> list[tuple[str, str]]:
    """What a family is told of a service manager's answer, before anybody says that it was (DIS-10, 11)."""
    if due.clock != family_review.TOLD or not isinstance(root, PlanningMeeting):
        return []
    review = family_review.find(root, due.about)
    await note_read(scene, root)
    told = result_rows(review.result)[1:3] if review.result else []
    return [("Who asked", review.who), *told, ("What is open to them", if_not_accepted(scene.profile))]


async def _done(scene: Scene, root: Root) -> Answer:
    key = scene.ids.get("k", "")
    said: Attestation | None = root.attested.get(key)
    if said is None:
        return Answer(say=["This is recorded as done."])
    rows = [("What", catalogue()[key.partition(":")[0]].task)]
    late = any(due.key == key for due in clocks.dues(root, scene.profile))
    why = [button(SAY_WHY, "missed.open", **scene.ids)] if late else []
    card = recorded_card(
        "It is recorded as done",
        [*rows, *([("Note", said.note)] if said.note else [])],
        await names(scene, root, [said.by]),
        said.at,
        case_line=root.reference,
        note="It was done after its limit, so the reason is still wanted." if late else "",
        zone=scene.turn.time_zone,
        buttons=[*why, button("My clocks", "clocks.open"), *_onward(scene, root)],
    )
    return shown(scene, card)


def _onward(scene: Scene, root: Root) -> list[Action]:
    """What comes next there; for somebody who sees to it from a desk alone, the desk."""
    if scene.person.id in root.participants() or may_oversee(root, scene.person):
        return next_buttons(scene, root)
    return [button("My desk", "desk.open")]


jobs.command(
    Command(
        "done",
        "done.open",
        "Say that something you owe is done",
        ("it is done", "tick off", "bring the register up to date", "the register is up to date"),
        listed=False,
    )
)
