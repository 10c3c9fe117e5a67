"""What the jobs about the family's part share: who of the family is meant, who may, the card afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cards.elements import button
from cards.layout import capital, day
from cppm.meetings.meeting import FamilyLine, Phase, PlanningMeeting
from cppm.people import Duty
from cppm.rights.participation import concerned
from cppm.rights.taking_part import looks_after, require_looks_after
from dialogs.forms import Subject
from dialogs.meetings.chairing import done_card, the_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

Wanted = Callable[[PlanningMeeting, FamilyLine], bool]

NOTHING = "No meeting of yours has a family to keep this for now. Type meetings to see yours."
BEFORE = (Phase.BOOKED, Phase.INVITED)
UNTIL_CLOSED = (*BEFORE, Phase.OPEN)
HELD = (*UNTIL_CLOSED, Phase.CLOSED)


async def looked_after(scene: Scene, *phases: Phase) -> list[PlanningMeeting]:
    """The meetings in these phases whose family this person looks after, those to come first."""
    lines = list(await scene.store.meetings.for_person(scene.person.id))
    if scene.person.has(Duty.CP_ADMIN):
        lines += await scene.store.meetings.all_open()
    ids = dict.fromkeys(line.id for line in lines if line.phase in phases)
    meetings = [await scene.store.meetings.load(each) for each in ids]
    found = [m for m in meetings if looks_after(m, scene.person)]
    return sorted(found, key=lambda m: (m.phase is Phase.CLOSED, m.starts_at))


async def of_family(scene: Scene, wanted: Wanted, *phases: Phase) -> list[Subject]:
    """Everybody of those families who is wanted."""
    return [
        Subject({"m": m.id, "f": line.id}, f"{line.who}, {m.reference}")
        for m in await looked_after(scene, *phases)
        for line in concerned(m)
        if wanted(m, line)
    ]


async def meant(scene: Scene, what: str, *phases: Phase) -> tuple[PlanningMeeting, FamilyLine]:
    """The meeting and the family line of the scene, for whoever looks after the family."""
    meeting = await the_meeting(scene)
    require_looks_after(meeting, scene.person)
    meeting.require_phase(what, *phases)
    return meeting, meeting.family_line(scene.ids.get("f", ""))


def everybody(meeting: PlanningMeeting, line: FamilyLine) -> bool:
    """Whoever of the family it is."""
    return True


def words(options: Iterable[str]) -> str:
    """Several words as one line, beginning like a sentence."""
    return capital(", ".join(options))


def heading(meeting: PlanningMeeting) -> str:
    """What stands beneath a card's title: the meeting and its day."""
    return f"{meeting.reference}, {day(meeting.starts_at.date())}"


def kept(
    scene: Scene,
    meeting: PlanningMeeting,
    title: str,
    rows: Sequence[tuple[str, str]],
    job: str,
    note: str = "",
) -> Answer:
    """What is kept about one of the family, with what comes next."""
    line = meeting.family_line(scene.ids["f"])
    more = button(f"More about {line.within}", "takingpart.open", m=meeting.id, f=line.id)
    rows = [("Who", line.named), *rows]
    return done_card(scene, meeting, title, rows, note, f"{job}.change", [more])
