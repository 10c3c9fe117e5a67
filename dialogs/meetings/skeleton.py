"""The skeleton of the minutes for those who look after them: at a glance, as text to copy, and as a file."""

from __future__ import annotations

from dataclasses import replace

from cards.elements import Action, button
from cards.meetings import skeleton as cards
from cppm.meetings import minutes, skeleton
from cppm.meetings.meeting import PlanningMeeting
from cppm.meetings.skeleton import Copy, Gap
from cppm.moves.guarding import MASKED, AddressInText
from cppm.papers import Paper, Part, as_messages, as_text
from cppm.people import Duty
from dialogs.commands import Jobs
from dialogs.giving import Kind, with_paper
from dialogs.hub import GO_TO
from dialogs.meetings import closed
from dialogs.meetings import named_person as naming
from dialogs.meetings.chairing import shown, the_meeting
from dialogs.moves.guard import require_no_address
from dialogs.scene import Scene
from dialogs.turn import Answer, Press

jobs = Jobs()
jobs.add(naming.jobs)

NOTHING = "No meeting whose minutes you look after is closed yet. Type minutes to see where others stand."
FILE = Kind("Minutes", "What is recorded for the minutes. Complete it, and keep it in the case system.")
MOST_CHILDREN = 2
"""Children whose Named Person the card asks for; the meeting's own card has the others."""


@jobs.on("skeleton.open")
async def at_a_glance(scene: Scene) -> Answer:
    """What each section of the minutes lacks, and what leads on."""
    found = await _meant(scene, "skeleton.open")
    if isinstance(found, Answer):
        return found
    meeting, copy, paper = await _read(found)
    card = cards.skeleton_card(
        meeting,
        copy,
        skeleton.gaps(paper),
        skeleton.still_named(meeting, copy, paper),
        _buttons(found, meeting, copy),
    )
    return shown(found, card)


def _buttons(scene: Scene, meeting: PlanningMeeting, copy: Copy) -> list[Action]:
    several = len(skeleton.copies(meeting)) > 1
    drafted = meeting.minutes.drafted_at or meeting.minutes.checked_at
    hands_over = scene.person.id != meeting.chair.id and not drafted
    return [
        button("Text to copy, and Word file", "skeleton.text", **cards.ids_of(meeting, copy)),
        *naming.buttons(skeleton.cut_for(meeting, copy), MOST_CHILDREN),
        *([button("Copies for others", "skeleton.copies", m=meeting.id)] if several else []),
        *([button("The draft minutes are ready", "minutesdraft.open", m=meeting.id)] if hands_over else []),
        button(GO_TO, "meeting.open", m=meeting.id),
    ]


@jobs.on("skeleton.copies")
async def other_copies(scene: Scene) -> Answer:
    """The copies for those in one part of the meeting, and for the file of each child."""
    found = await _meant(scene, "skeleton.copies")
    if isinstance(found, Answer):
        return found
    meeting, _, _ = await _read(found)
    counted = {
        copy: _lacks(skeleton.gaps(await _paper(found, meeting, copy))) for copy in skeleton.copies(meeting)
    }
    return shown(found, cards.copies_card(meeting, counted))


def _lacks(gaps: list[Gap]) -> int:
    return sum(len(gap.to_write) + len(gap.unknown) for gap in gaps)


@jobs.on("skeleton.text")
async def as_text_and_file(scene: Scene) -> Answer:
    """The whole text as messages to copy, with the same as a Word document for whoever accepts it."""
    found = await _meant(scene, "skeleton.text")
    if isinstance(found, Answer):
        return found
    meeting, copy, paper = await _read(found)
    pointer = Press("skeleton.text", cards.ids_of(meeting, copy), {})
    answer = Answer(say=[*as_messages(paper)])
    role = _role(found, meeting)
    return await with_paper(found, answer, FILE, paper, pointer, case=meeting.case_ref, role=role)


async def _meant(scene: Scene, verb: str) -> Scene | Answer:
    """The scene about one meeting whose minutes this person looks after."""
    return await closed.meant(
        scene,
        verb,
        cards.TITLE,
        lambda m: minutes.may_send(m, scene.person),
        NOTHING,
        closed.MINUTES_DUE,
    )


async def _read(scene: Scene) -> tuple[PlanningMeeting, Copy, Paper]:
    """The copy that is meant, for whoever may have it; the look is noted. Raises NotYours, WrongPhase."""
    meeting = await the_meeting(scene)
    skeleton.require_reader(meeting, scene.person)
    copy = skeleton.copy_named(meeting, scene.ids.get("part", ""), scene.ids.get("c", ""))
    await scene.store.reads.note(
        scene.person.id, _role(scene, meeting), meeting.case_ref, "minutes", "to write the minutes", scene.now
    )
    return meeting, copy, await _paper(scene, meeting, copy)


def _role(scene: Scene, meeting: PlanningMeeting) -> str:
    return str(meeting.participants().get(scene.person.id, Duty.CP_ADMIN))


async def _paper(scene: Scene, meeting: PlanningMeeting, copy: Copy) -> Paper:
    group = await scene.store.core_groups.of_case(meeting.case_ref)
    paper = skeleton.skeleton(meeting, scene.profile, group, copy)
    return await _without_address(scene, meeting.case_ref, paper)


async def _without_address(scene: Scene, case_ref: str, paper: Paper) -> Paper:
    """The paper with what carries a safe address left out: it may have become one after it was written."""
    if not await _carries(scene, case_ref, as_text(paper)):
        return paper
    return replace(paper, parts=tuple([await _clean(scene, case_ref, part) for part in paper.parts]))


async def _clean(scene: Scene, case_ref: str, part: Part) -> Part:
    lines = [MASKED if await _carries(scene, case_ref, line) else line for line in part.lines]
    rows = [
        (label, MASKED if await _carries(scene, case_ref, f"{label} {words}") else words)
        for label, words in part.rows
    ]
    return replace(part, lines=tuple(lines), rows=tuple(rows))


async def _carries(scene: Scene, case_ref: str, text: str) -> bool:
    try:
        await require_no_address(scene, case_ref, text)
    except AddressInText:
        return True
    return False


jobs.unlisted(
    "skeleton",
    "skeleton.open",
    cards.TITLE,
    *("draft the minutes", "write the minutes", "start the minutes", "what the minutes have to hold"),
)
jobs.unlisted(
    "minutes text",
    "skeleton.text",
    "The text of the minutes, to copy",
    *("skeleton text", "text of the minutes", "minutes as a file", "minutes word file"),
)
jobs.unlisted(
    "minutes copies", "skeleton.copies", "Copies of the minutes for others", "copies of the minutes"
)
