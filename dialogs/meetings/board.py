"""Asking for views and opening them: first only who has answered, then what everybody said."""

from __future__ import annotations

from typing import ClassVar

from cards.elements import Action, button
from cards.meetings import views as cards
from cppm.errors import CPPMError
from cppm.meetings import views
from cppm.meetings.meeting import Child, MeetingKind, Phase, PlanningMeeting
from cppm.people import Person
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared
from dialogs.hub import GO_TO, next_buttons
from dialogs.meetings.chairing import (
    NOT_OPEN,
    Wanted,
    as_it_stands,
    chaired,
    change,
    children_of,
    chosen,
    every,
    shown,
    the_meeting,
)
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone

jobs = Jobs()

NOTHING_SEALED = "There are no sealed views in a meeting of yours. Type meetings to see yours."


class StillSealed(CPPMError):
    """Views are sealed. Nobody sees any of them until the chair opens all of them together."""

    rule = "DEC-01"


class WasNotInTheRoom(CPPMError):
    """The opened views are for those who gave or could give one in the meeting. The key points bring you the
    decision and its reasons."""

    rule = "DEC-12"


def sealed(meeting: PlanningMeeting, child: Child) -> bool:
    """Whether views on the child are asked for and not opened."""
    return child.id in meeting.rounds and not is_open(meeting, child)


def is_open(meeting: PlanningMeeting, child: Child) -> bool:
    """Whether the views on the child have been opened."""
    current = meeting.rounds.get(child.id)
    return current is not None and current.revealed_at is not None


async def _about_one(
    scene: Scene, verb: str, title: str, wanted: Wanted, nothing: str, chair_only: bool = True
) -> Scene | Answer:
    """The scene about one child: the one on the button, the only one it can be, or the one that was named."""
    if "c" in scene.ids:
        return scene
    found = await children_of(scene, wanted, chair_only) or await children_of(scene, every, chair_only)
    return chosen(scene, found, verb, title, nothing)


@jobs.on("ask.open")
async def ask_for_views(scene: Scene) -> Answer:
    """Open the round on a child: everybody present who gives a view gets a card."""
    about = await _about_one(scene, "ask.open", "Ask for views", lambda m, c: c.id not in m.rounds, NOT_OPEN)
    if isinstance(about, Answer):
        return about
    child_id = about.ids["c"]
    try:
        meeting, _ = await change(about, lambda m: views.open_round(m, scene.person, child_id, scene.now))
    except AlreadyDone:
        return await board(about)
    return _board(about, meeting, meeting.child(child_id))


@jobs.on("ask.all")
async def ask_for_all(scene: Scene) -> Answer:
    """Open the round on every child about whom all is captured; each has views and a decision of its own."""
    found = [] if scene.ids.get("m") else await chaired(scene, Phase.OPEN)
    about = scene if scene.ids.get("m") else chosen(scene, found, "ask.all", "Ask for views", NOT_OPEN)
    if isinstance(about, Answer):
        return about
    scene = about

    def asked(meeting: PlanningMeeting) -> list[Child]:
        meeting.require_chair(scene.person)
        ready = views.ready_to_ask(meeting)
        for child in ready:
            views.open_round(meeting, scene.person, child.id, scene.now)
        return ready

    try:
        meeting, ready = await change(scene, asked)
    except AlreadyDone:
        return await as_it_stands(scene)
    return _board(scene, meeting, ready[0]) if ready else await as_it_stands(scene)


@jobs.on("board.open")
async def board(scene: Scene) -> Answer:
    """Before opening, who has answered, for the chair alone; then the views, for those who took part."""
    about = await _about_one(
        scene, "board.open", "Views on a child", lambda m, c: c.id in m.rounds, NOT_OPEN, chair_only=False
    )
    if isinstance(about, Answer):
        return about
    scene, meeting = about, await the_meeting(about)
    role, child = meeting.role_of(scene.person), meeting.child(scene.ids["c"])
    if not is_open(meeting, child):
        _require_sealed_board(meeting, scene.person, child)
        return _board(scene, meeting, child)
    if not views.may_read(meeting, scene.person):
        raise WasNotInTheRoom
    why = "opened the views"
    await scene.store.reads.note(scene.person.id, str(role), meeting.case_ref, "views", why, scene.now)
    return _board(scene, meeting, child)


def _require_sealed_board(meeting: PlanningMeeting, person: Person, child: Child) -> None:
    """Refuse whoever wants to see more than there is to see before the views are opened."""
    if person.id != meeting.chair.id:
        raise StillSealed
    if child.id not in meeting.rounds:
        raise views.RoundNotAsked(child=child.name)


@jobs.on("board.reveal")
async def reveal(scene: Scene) -> Answer:
    """Ask the chair to confirm; views that are open are shown."""
    about = await _about_one(scene, "board.reveal", "Open the views", sealed, NOTHING_SEALED)
    if isinstance(about, Answer):
        return about
    meeting = await the_meeting(about)
    child = meeting.child(about.ids["c"])
    if is_open(meeting, child):
        return await board(about)
    meeting.require_chair(scene.person)
    _require_sealed_board(meeting, scene.person, child)
    return Answer(then=("reveal", dict(about.ids)))


def _board(scene: Scene, meeting: PlanningMeeting, child: Child) -> Answer:
    if is_open(meeting, child):
        steps = next_buttons(meeting, scene.person)
        return shown(scene, cards.open_board_card(meeting, child, steps, scene.start))
    return shown(scene, cards.sealed_board_card(meeting, child, sealed_actions(meeting, child)))


def sealed_actions(meeting: PlanningMeeting, child: Child) -> list[Action]:
    """What the chair can do while the views are sealed."""
    ids = {"m": meeting.id, "c": child.id}
    group = [button("What the core group recorded", "pack.open", m=meeting.id)]
    return [
        button("Open the views", "board.reveal", **ids),
        button("Bring up to date", "board.open", **ids),
        button("Record a view for somebody", "viewfor.open", **ids),
        *(group if meeting.kind is MeetingKind.REVIEW else []),
        button(GO_TO, "meeting.open", m=meeting.id),
    ]


@jobs.form
class OpenViews(Form):
    """Open all views"""

    job: ClassVar[str] = "reveal"
    formal: ClassVar[bool] = True

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What opening means, and whose view has not come yet."""
        meeting = await the_meeting(scene)
        meeting.require_chair(scene.person)
        child = meeting.child(scene.ids.get("c", ""))
        if child.id not in meeting.rounds:
            raise views.RoundNotAsked(child=child.name)
        awaited = [f"{i.person.name}, {i.person.agency}" for i in views.still_awaited(meeting, child.id)]
        return Prepared(
            facts=[
                ("Views on", child.name),
                ("Still to come", "\n".join(awaited) or "Nobody"),
                ("From then on", "Everybody who took part can read them, and none can change."),
            ],
            case_line=meeting.reference,
        )

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """What opening means, to be confirmed."""
        return list(prepared.facts)

    async def record(self, scene: Scene) -> Answer:
        """Open them all at once."""
        meeting, _ = await change(
            scene, lambda m: views.open_views(m, scene.person, scene.ids["c"], scene.now)
        )
        return _board(scene, meeting, meeting.child(scene.ids["c"]))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The views as they are."""
        return await board(scene)


_OPEN = ("reveal", "open the views", "open all views")
for _command in (
    Command(
        "ask for all views",
        "ask.all",
        "Ask for views on all children",
        ("ask for views on all children", "ask for views on all"),
        listed=False,
    ),
    Command("ask for views", "ask.open", "Ask for views on a child", ("ask views",), listed=False),
    Command("views", "board.open", "The views on a child", ("board", "all views", "views on"), listed=False),
    Command("open views", "board.reveal", "Open the views", _OPEN, listed=False),
):
    jobs.command(_command)
