"""What the jobs of the meeting share: which meeting or child, one change, the card that leads on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from cards.elements import Action, AdaptiveCard, button
from cards.forms import choices_card, recorded_card
from cppm.meetings.meeting import Child, Phase, PlanningMeeting
from cppm.people import Role
from dialogs import home
from dialogs.forms import Subject
from dialogs.hub import MOST, next_buttons
from dialogs.meetings.booking_answers import reference
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from dialogs.understand import Understood, choose

T = TypeVar("T")
Change = Callable[[PlanningMeeting], T]
Wanted = Callable[[PlanningMeeting, Child], bool]

MOST_LINES = 20
"""Lines of a text: what one person says has to fit on one card, whatever its shape."""
NOT_OPEN = "No meeting of yours is open now. Type meetings to see yours."
MOST_CHOICES = 5
ID_NAMES = ("m", "c", "f", "p")


def every(meeting: PlanningMeeting, child: Child) -> bool:
    """Any child at all."""
    return True


def few_lines(text: str, got: Got) -> str:
    """The `check` of a question for a long text."""
    lines = len(text.splitlines())
    told = f"This has {lines} lines and the most is {MOST_LINES}. Please shorten it, or join some lines."
    return told if lines > MOST_LINES else ""


async def chaired(scene: Scene, *phases: Phase) -> list[Subject]:
    """The meetings that this person chairs and that stand in one of the phases, the earliest first."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    return [
        Subject({"m": line.id}, line.reference)
        for line in lines
        if line.role is Role.CHAIR and line.phase in phases
    ]


async def children_of(scene: Scene, wanted: Wanted, chair_only: bool = True) -> list[Subject]:
    """The children of the meeting meant, or of any in progress, for whom something is still to do."""
    if scene.ids.get("m"):
        meetings = [await the_meeting(scene)]
    else:
        lines = await scene.store.meetings.for_person(scene.person.id)
        meetings = [await scene.store.meetings.load(m.id) for m in lines if m.phase is Phase.OPEN]
    return [
        Subject({"m": m.id, "c": c.id}, f"{c.name}, {m.reference}")
        for m in meetings
        if not chair_only or m.chair.id == scene.person.id
        for c in m.children
        if wanted(m, c)
    ]


def chosen(scene: Scene, found: Sequence[Subject], verb: str, title: str, nothing: str) -> Scene | Answer:
    """The scene about the only subject, or the one named after the command; else a card to choose from."""
    if not found:
        return Answer(say=[nothing])
    numbered = {str(number): each.label for number, each in enumerate(found)}
    named = choose(scene.text, numbered) if scene.text else None
    if isinstance(named, Understood):
        return scene.about(found[int(str(named.value))].ids)
    if len(found) == 1:
        return scene.about(found[0].ids)
    buttons: list[Action] = [button(each.label, verb, **each.ids) for each in found[:MOST_CHOICES]]
    return Answer(say=[choices_card(title, f"Which one do you mean?{_or_typed(scene, found[0])}", buttons)])


def _or_typed(scene: Scene, first: Subject) -> str:
    """How the choice is typed: the command again, with the name after it."""
    said = (scene.turn.text or "").strip().removesuffix(scene.text.strip()).strip()
    return f" Press one, or type for example: {said} {first.label.split(',')[0]}" if said else ""


async def the_meeting(scene: Scene) -> PlanningMeeting:
    """The meeting that the scene is about. Raises NoSuchMeeting."""
    return await scene.store.meetings.load(scene.ids.get("m", ""))


async def of_the_case(scene: Scene) -> list[PlanningMeeting]:
    """The meetings of the case whose reference was typed after the command; none where none was.

    Behind the reference may stand which of several things is meant.
    """
    if not scene.text:
        return []
    cases = scene.store.meetings.for_case
    lines = await cases(reference(scene.text)) or await cases(reference(scene.text.split()[0]))
    return [await scene.store.meetings.load(line.id) for line in lines]


async def chairs_meeting(scene: Scene, what: str, *phases: Phase) -> PlanningMeeting:
    """The same for its chair alone, while it stands in one of the phases. Raises NotYours, WrongPhase."""
    meeting = await the_meeting(scene)
    meeting.require_chair(scene.person)
    meeting.require_phase(what, *phases)
    return meeting


async def change(scene: Scene, what: Change[T]) -> tuple[PlanningMeeting, T]:
    """One change of the meeting that the scene is about, under the turn's own key."""
    done = await scene.store.meetings.update(scene.ids.get("m", ""), what, scene.person, scene.once)
    return done.meeting, done.result


async def as_it_stands(scene: Scene) -> Answer:
    """The meeting as it stands now, with what comes next: the answer to what was done before."""
    return await home.meeting(scene)


def done_card(
    scene: Scene,
    meeting: PlanningMeeting,
    title: str,
    rows: Sequence[tuple[str, str]],
    note: str = "",
    change_verb: str = "",
    first: Sequence[Action] = (),
) -> Answer:
    """What was recorded, and the next step after `first`; *Change* where it may still be changed."""
    ids = {name: scene.ids[name] for name in ID_NAMES if name in scene.ids}
    card = recorded_card(
        title,
        rows,
        scene.person.name,
        scene.now,
        button("Change", change_verb, **ids) if change_verb else None,
        case_line=meeting.reference,
        note=note,
        zone=scene.turn.time_zone,
        buttons=[*first, *next_buttons(meeting, scene.person, MOST - len(first))],
    )
    return shown(scene, card)


def shown(scene: Scene, card: AdaptiveCard) -> Answer:
    """In the place of the pressed card, or as a new one when it was typed."""
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])
