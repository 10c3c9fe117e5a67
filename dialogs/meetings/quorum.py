"""The quorum: stated at once where it is clear, with reasons at the chair's discretion, or a new date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from cards.layout import capital
from cards.meetings import conduct as cards
from cppm.meetings import conduct
from cppm.meetings.meeting import Phase, PlanningMeeting, Verdict
from cppm.meetings.quorum import Quorum, quorum_now
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import (
    NOT_OPEN,
    as_it_stands,
    chaired,
    chairs_meeting,
    change,
    chosen,
    done_card,
    few_lines,
    shown,
)
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone

jobs = Jobs()


@jobs.on("quorum.state")
async def state(scene: Scene) -> Answer:
    """State a clear quorum at once; ask for reasons with too few agencies; say what to do with one."""
    if "m" not in scene.ids:
        found = await chaired(scene, Phase.OPEN)
        about = chosen(scene, found, "quorum.state", "State the quorum", NOT_OPEN)
        if isinstance(about, Answer):
            return about
        scene = about
    meeting = await chairs_meeting(scene, "stating the quorum", Phase.OPEN)
    now = quorum_now(meeting, scene.profile.quorum)
    if now.verdict is Verdict.NEVER or conduct.twice_in_a_row(meeting, now, scene.profile):
        return _not_quorate(scene, meeting, now)
    if now.verdict is Verdict.DISCRETION:
        return Answer(then=("quorum", {"m": meeting.id}))
    try:
        return await _stated(scene)
    except AlreadyDone:
        return await as_it_stands(scene)


def _not_quorate(scene: Scene, meeting: PlanningMeeting, now: Quorum) -> Answer:
    twice = conduct.twice_in_a_row(meeting, now, scene.profile)
    card = cards.not_quorate_card(meeting, now, next_buttons(meeting, scene.person), twice)
    return shown(scene, card)


async def _stated(scene: Scene, reason: str = "", essential: bool = False, ground: str = "") -> Answer:
    meeting, now = await change(
        scene,
        lambda m: conduct.state_quorum(m, scene.person, scene.now, scene.profile, reason, essential, ground),
    )
    return shown(scene, cards.quorum_card(meeting, now, next_buttons(meeting, scene.person)))


@jobs.form
class StateQuorum(Form):
    """Go ahead without a quorum"""

    job: ClassVar[str] = "quorum"
    submit: ClassVar[str] = "State the quorum"
    nothing: ClassVar[str] = NOT_OPEN

    reason: str = ask(
        "Why do you go ahead with these agencies alone?",
        kind="long",
        label="Reason to go ahead",
        when=lambda got: got.get("discretion"),
        max_length=1000,
        check=few_lines,
    )
    ground: str = ask(
        "Which exception applies?",
        kind="one_of",
        label="Exception",
        when=lambda got: got.get("grounds"),
    )
    essential: bool | None = ask(
        "Is all essential information from the key agencies available?",
        label="Essential information available",
        when=lambda got: got.get("discretion") and not got.get("grounds"),
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The quorum explained; with one agency there is nothing to answer."""
        meeting = await chairs_meeting(scene, "stating the quorum", Phase.OPEN)
        now = quorum_now(meeting, scene.profile.quorum)
        if now.verdict is Verdict.NEVER:
            raise conduct.SingleAgency(agencies=now.agencies[0]) if now.agencies else conduct.NoAgency
        discretion = now.verdict is Verdict.DISCRETION
        if discretion:
            conduct.require_discretion(meeting, now, scene.profile)
        why = ["If something essential is missing, set a new date instead."] if discretion else []
        return Prepared(
            facts=[("Quorum", now.explained)],
            intro=[*([now.unusual] if now.unusual else []), *why],
            options={"ground": _grounds(scene)},
            known={"discretion": discretion, "grounds": discretion and bool(scene.profile.quorum.grounds)},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """State the quorum; the next step follows."""
        grounds = scene.profile.quorum.grounds
        ground = grounds[int(self.ground) - 1] if self.ground else ""
        return await _stated(scene, self.reason, bool(self.essential), ground)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The meeting as it stands."""
        return await as_it_stands(scene)


def _grounds(scene: Scene) -> dict[str, str]:
    """The exceptions that the council lists, by their numbers."""
    return {str(n): capital(g) for n, g in enumerate(scene.profile.quorum.grounds, 1)}


@jobs.form
class Reconvene(Form):
    """Set a new date, because the meeting does not go ahead"""

    job: ClassVar[str] = "reconvene"
    submit: ClassVar[str] = "Set the new date"
    nothing: ClassVar[str] = (
        "No meeting of yours is open now. To give one that has not begun another date, type move."
    )

    new_date: datetime = ask("When will it meet instead?", label="New date", side="future")
    reason: str = ask(
        "Why does it not go ahead?", kind="long", label="Reason", max_length=1000, check=few_lines
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What a new date means, and what the quorum lacks."""
        meeting = await chairs_meeting(scene, "setting a new date", Phase.OPEN)
        now = quorum_now(meeting, scene.profile.quorum)
        intro = [
            "Everybody invited is told and asked again. Reports that came in stay. "
            "The interim safety plan goes on."
        ]
        return Prepared(intro=intro, facts=[("Quorum", now.explained)], case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Set the date; the agencies that were missing stay on record as the cause."""
        meeting, _ = await change(
            scene,
            lambda m: conduct.reconvene(
                m, scene.person, self.new_date, self.reason, scene.now, scene.profile
            ),
        )
        absent = meeting.postponements[-1].absent
        rows = [*self.rows(Prepared()), *([("Agencies missing", ", ".join(absent))] if absent else [])]
        note = "Everybody invited is told now and asked to answer for the new date."
        return done_card(scene, meeting, "The meeting has a new date", rows, note)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The meeting as it stands, with its date."""
        return await as_it_stands(scene)


_DATE = ("not quorate", "inquorate", "set a new date")
_STATE = ("quorate", "state the quorum", "go ahead")
jobs.command(Command("quorum", "quorum.state", "State the quorum", _STATE, listed=False))
jobs.command(Command("reconvene", "reconvene.open", "Set a new date", _DATE, listed=False))
