"""The cards of who is enrolled: for CP Administration, with nothing of any case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cards.elements import Action, AdaptiveCard, Element
from cards.layout import bullets, card, para, quiet, subheading
from cppm.people import Agency, Duty, Person

PAGE = 30
"""People on one card."""


def people_card(people: Sequence[Person], start: int, actions: Sequence[Action]) -> AdaptiveCard:
    """A page of those enrolled, by agency. `people` come sorted."""
    shown = people[start : start + PAGE]
    return card(
        "People",
        para(_count(people, start, len(shown))),
        *_agencies(shown),
        quiet("Many at once: whoever runs Quorate can import a file of people."),
        summary="Who is enrolled",
        actions=actions,
    )


def _count(people: Sequence[Person], start: int, shown: int) -> str:
    if not people:
        return "Nobody was found."
    if shown == len(people):
        return f"{len(people)} enrolled." if len(people) > 1 else "One enrolled."
    page = f"{start + 1} to {start + shown} of {len(people)}"
    return f"{page}. Type people and a name or an agency to narrow it down."


def _agencies(people: Sequence[Person]) -> Iterator[Element]:
    for agency in Agency:
        found = [person for person in people if person.agency is agency]
        if found:
            yield subheading(agency)
            yield bullets(_line(person) for person in found)


def _line(person: Person) -> str:
    duties = "; ".join(duty.value for duty in Duty if duty in person.duties)
    return ", ".join(filter(None, (person.name, person.post))) + (f" ({duties})" if duties else "")


def person_rows(person: Person, manager: Person | None) -> list[tuple[str, str]]:
    """What is kept of somebody, in words."""
    duties = ", ".join(duty.value for duty in Duty if duty in person.duties)
    return [
        ("Name", person.name),
        ("Agency", person.agency.value),
        ("Standing", person.standing.value.capitalize()),
        ("Post", person.post or "–"),
        ("Duties", duties or "None"),
        ("Line manager", manager.name if manager else "Nobody here"),
    ]
