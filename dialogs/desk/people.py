"""Who is enrolled: CP Administration lists, enrols, changes, and notes who has left."""

from __future__ import annotations

from cards.elements import Action, button
from cards.people import PAGE, people_card
from cppm.people import Agency, Duty, Person
from dialogs.commands import Command, Jobs
from dialogs.desk import enrolment
from dialogs.desk.enrolment import require_administration
from dialogs.scene import Scene
from dialogs.turn import Answer
from dialogs.understand import normal

jobs = Jobs()
jobs.add(enrolment.jobs)


@jobs.on("people.open")
async def open_people(scene: Scene) -> Answer:
    """Everybody enrolled, by agency, a page at a time; words after the command narrow it down."""
    require_administration(scene.person)
    found = await scene.store.people.all()
    wanted = set(normal(scene.text).split())
    if wanted:
        found = [
            each for each in found if wanted <= set(normal(f"{each.name} {each.post} {each.agency}").split())
        ]
    order = list(Agency)
    found.sort(key=lambda each: (order.index(each.agency), each.name.casefold()))
    start = _start(scene, len(found))
    card = people_card(found, start, _buttons(start, len(found)))
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


def _start(scene: Scene, count: int) -> int:
    given = scene.ids.get("n", "0")
    return int(given) if given.isdigit() and int(given) < count else 0


def _buttons(start: int, count: int) -> list[Action]:
    steps: list[Action] = [
        button("Enrol somebody", "enrol.open"),
        button("Change", "change.open"),
        button("Has left", "leave.open"),
    ]
    if start + PAGE < count:
        steps.append(button("Next page", "people.open", n=str(start + PAGE)))
    return steps


def _administers(person: Person) -> bool:
    return person.has(Duty.CP_ADMIN)


_COMMANDS = {
    "people.open": ("people", "Who is enrolled", "staff, who is enrolled, list people"),
    "enrol.open": ("enrol somebody", "Enrol somebody", "enrol, enroll, add a person, new person"),
    "change.open": (
        "change person",
        "Change somebody's details",
        "update person, edit person, change somebody, change details",
    ),
    "leave.open": ("somebody has left", "Note that somebody has left", "leaver, has left"),
}
for _verb, (_name, _line, _words) in _COMMANDS.items():
    _listed = _verb == "people.open"
    jobs.command(Command(_name, _verb, _line, tuple(_words.split(", ")), _administers, _listed))
