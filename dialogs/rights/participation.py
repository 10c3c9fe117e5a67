"""The family's part in a meeting on one card: each of them, what is still open, and the forms for it."""

from __future__ import annotations

from cards.elements import Action, button
from cards.rights import taking_part as cards
from cppm.meetings.meeting import FamilyLine, Phase, PlanningMeeting
from cppm.people import Person
from cppm.rights import consents, participation, taking_part, understanding
from dialogs.commands import Command, Jobs
from dialogs.forms import Subject
from dialogs.meetings.chairing import chosen, shown, the_meeting
from dialogs.rights import supporting
from dialogs.rights import taking_part as taking_part_jobs
from dialogs.rights import understanding as understanding_jobs
from dialogs.rights.family import BEFORE, HELD, UNTIL_CLOSED, heading, looked_after
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
for _part in (taking_part_jobs, supporting, understanding_jobs):
    jobs.add(_part.jobs)

TITLE = "The family's part in the meeting"
NOTHING = "There is no meeting whose family you look after. Type meetings to see yours."
MOST_STUDENTS = 1
MOST_ASKED = 5
"""Buttons before the way to the meeting."""


@jobs.on("takingpart.open")
async def open_part(scene: Scene) -> Answer:
    """Everybody of the family, or one of them in full, for whoever looks after them."""
    if not scene.ids.get("m"):
        found = [Subject({"m": m.id}, heading(m)) for m in await looked_after(scene, *HELD)]
        meant = chosen(scene, found, "takingpart.open", TITLE, NOTHING)
        if isinstance(meant, Answer):
            return meant
        scene = meant
    meeting = await the_meeting(scene)
    taking_part.require_looks_after(meeting, scene.person)
    role = meeting.participants().get(scene.person.id)
    await scene.store.reads.note(
        scene.person.id,
        str(role or "CP Administration"),
        meeting.case_ref,
        "family's part",
        "looks after the family",
        scene.now,
    )
    start = scene.start
    if "f" not in scene.ids:
        return shown(scene, cards.family_card(meeting, family_actions(meeting, scene.person), start))
    line = meeting.family_line(scene.ids["f"])
    return shown(scene, cards.line_card(meeting, line, scene.profile, line_actions(meeting, line), start))


def family_actions(meeting: PlanningMeeting, person: Person) -> list[Action]:
    """Each of the family, what this person settles beside them, and the way to the meeting."""
    whose = consents.THE_CHAIRS if person.id == meeting.chair.id else consents.THE_FAMILYS
    waiting = [line for line in consents.learners(meeting) if whose in consents.lacking(line)]
    asked = waiting[:MOST_STUDENTS] if meeting.phase in UNTIL_CLOSED else []
    whom = any(each.job == "interpreter" and not each.ids for each in participation.open_still(meeting))
    questions = [
        *(
            button(f"May {each.person.name} come?", "consent.open", **_of(meeting, p=each.person.id))
            for each in asked
        ),
        *([button("For whom the interpreter comes", "interpreter.open")] if whom else []),
    ]
    named = cards.named_buttons(meeting)[: MOST_ASKED - len(questions)]
    return [*named, *questions, button("Go to the meeting", "meeting.open", m=meeting.id)]


def _of(meeting: PlanningMeeting, **ids: str) -> dict[str, str]:
    return {"m": meeting.id, **ids}


TITLES = {
    "invitedornot": "Whether they come",
    "participate": "How they take part",
    "support": "Who supports them",
    "interpreter": "Interpreter",
    "understood": "What they were told",
    "heard": "What they say",
}


def line_actions(meeting: PlanningMeeting, line: FamilyLine) -> list[Action]:
    """The forms about one of the family, what is still open first."""
    still = [each.job for each in participation.of_line(meeting, line)]
    ordered = dict.fromkeys([*(job for job in still if job in TITLES), *_possible(meeting, line)])
    found = [button(TITLES[job], f"{job}.open", m=meeting.id, f=line.id) for job in ordered]
    return [*found[:5], button("The whole family", "takingpart.open", m=meeting.id)]


def _possible(meeting: PlanningMeeting, line: FamilyLine) -> list[str]:
    child = taking_part.child_of(meeting, line)
    before = ["invitedornot"] if child and meeting.phase in BEFORE else []
    until = ["participate", "support", "interpreter"] if meeting.phase in UNTIL_CLOSED else []
    told = ["understood"] if understanding.to_tell(meeting, line) else []
    heard = ["heard"] if meeting.phase is not Phase.CANCELLED else []
    return [*until, *heard, *told, *before]


jobs.command(
    Command(
        "family's part",
        "takingpart.open",
        "How the family takes part in a meeting",
        ("the family", "family", "children and parents", "family part", "taking part"),
        listed=False,
    )
)
