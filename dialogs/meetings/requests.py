"""Asking for a planning meeting, and the answer with its reasons (CON-01, CON-03, CON-04, GEN-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from cards.elements import Action, button
from cards.forms import recorded_card
from cards.meetings import requests as cards
from cppm import requests
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Agency, Duty, Person
from cppm.requests import AskedFor, Asking, MeetingRequest, Request
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import booking_answers
from dialogs.meetings.chairing import few_lines, shown
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

HOME = button("What I owe", "home.open")
TO_CHAIR = "The chair of the planning meeting has it now and answers with reasons."
TO_SOCIAL_WORK = "Children and Families Social Work have it now and answer with reasons."
TO_MANAGERS = "Service managers have it now, since you chair, and one of them answers with reasons."
KEEP_SAFE = (
    "Whatever keeps the child safe goes on meanwhile; tell social work or the police of anything urgent."
)


def _of_family(got: Got) -> bool:
    return got.get("asking") not in (None, "practitioner")


def _was_discussed(got: Got) -> bool:
    return got.get("discussed") is True


@jobs.form
class AskForMeeting(Form):
    """Ask for a planning meeting"""

    job: ClassVar[str] = "request"
    submit: ClassVar[str] = "Send the request"

    case_ref: str = ask(
        "Which case is it?",
        label="Case",
        hint="The case reference, never a name.",
        example="PK-26-0137",
        max_length=30,
        check=booking_answers.check_reference,
    )
    asked_for: Literal["initial", "pre-birth", "special review"] = ask(
        "Which meeting is asked for?",
        label="Meeting",
        options={
            "initial": "Initial meeting",
            "pre-birth": "Pre-birth meeting",
            "special review": "Special review, before the next one is due",
        },
        synonyms={"pre-birth": ("unborn", "prebirth"), "special review": ("review", "early review")},
    )
    asking: Literal["practitioner", "child", "parent", "carer", "person with parental responsibilities"] = (
        ask(
            "Whose request is it?",
            label="Request of",
            options={
                "practitioner": "Mine, as a practitioner",
                "child": "A child's",
                "parent": "A parent's",
                "carer": "A carer's",
                "person with parental responsibilities": "Another person's with parental responsibilities",
            },
            synonyms={
                "practitioner": ("mine", "my own", "me"),
                "parent": ("mother", "father", "mum", "dad", "parents"),
                "person with parental responsibilities": ("other", "guardian"),
            },
        )
    )
    how: str = ask(
        "How did they ask?",
        label="How they asked",
        when=_of_family,
        only="Only if it is the family's request.",
        example="by phone today, in the meeting with the school",
    )
    reasons: str = ask(
        "Why is a meeting needed?",
        kind="long",
        label="Reasons",
        hint="What has changed, what happened, or what the risk of significant harm is. A family's request "
        "in their own words.",
        max_length=1500,
        check=few_lines,
    )
    discussed: bool = ask(
        "Have the agencies discussed it, for example in an IRD?",
        label="Discussed between agencies",
        hint="A request usually follows such a discussion. If there was none, it still counts.",
    )
    discussed_on: date | None = ask(
        "On which day?", label="Discussed on", side="past", when=_was_discussed, only="If they have."
    )
    discussion: str = ask(
        "What is its reference?",
        label="Reference of the discussion",
        when=_was_discussed,
        only="If they have, and it has one.",
        required=False,
        max_length=40,
    )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; those who answer get a message."""
        case_ref = booking_answers.reference(self.case_ref)
        group = await scene.store.core_groups.of_case(case_ref)
        asked = Request(
            case_ref,
            AskedFor(self.asked_for),
            Asking(self.asking),
            self.reasons,
            self.how,
            self.discussed_on,
            self.discussion,
        )
        found = requests.ask(asked, new_id(), scene.person, scene.now, group)
        kept = await scene.store.requests.add(found, once=scene.once, by=scene.person)
        return _sent(scene, kept)


def _sent_to(found: MeetingRequest) -> str:
    """Who answers it, in a sentence."""
    if found.chair is None:
        return TO_SOCIAL_WORK
    return TO_MANAGERS if found.chair.id == found.asked_by.id else TO_CHAIR


def _sent(scene: Scene, found: MeetingRequest) -> Answer:
    zone = scene.turn.time_zone
    card = recorded_card(
        "Your request is on its way",
        cards.asked_rows(found, zone),
        scene.person.name,
        found.asked_at,
        case_line=found.reference,
        note=f"{_sent_to(found)} {KEEP_SAFE}",
        zone=zone,
        buttons=[button("Read the request", "request.read", q=found.id), HOME],
    )
    return shown(scene, card)


async def the_request(scene: Scene) -> MeetingRequest:
    """The request that the scene is about, for those who have a part in it. Raises NoSuchRequest."""
    found = await scene.store.requests.load(scene.ids.get("q", ""))
    requests.require_reader(found, scene.person)
    return found


async def _mine(scene: Scene) -> list[MeetingRequest]:
    """What this person asked for or may answer, and what waits for those who answer by their duty."""
    found = {each.id: each for each in await scene.store.requests.for_person(scene.person.id)}
    if answers_some(scene.person):
        waiting = await scene.store.requests.waiting()
        found |= {each.id: each for each in waiting if requests.may_read(each, scene.person)}
    return sorted(found.values(), key=lambda each: each.asked_at)


def answers_some(person: Person) -> bool:
    """Whether requests come to this person by a duty."""
    return person.has(Duty.CP_ADMIN) or (
        person.has(Duty.SERVICE_MANAGER) and person.agency is Agency.SOCIAL_WORK
    )


@jobs.on("requests.open")
async def listed(scene: Scene) -> Answer:
    """The requests this person has a part in."""
    ask_for = button("Ask for a meeting", "request.open")
    return shown(scene, cards.requests_card(await _mine(scene), [ask_for], scene.turn.time_zone))


@jobs.on("request.read")
async def read(scene: Scene) -> Answer:
    """One request whole, with its answer."""
    if not scene.ids.get("q"):
        return await listed(scene)
    found = await the_request(scene)
    role = str(found.participants().get(scene.person.id, "by duty"))
    await scene.store.reads.note(
        scene.person.id, role, found.case_ref, "request", "opened the request", scene.now
    )
    return _shown(scene, found)


def _shown(scene: Scene, found: MeetingRequest) -> Answer:
    return shown(scene, cards.request_card(found, _ways(scene, found), scene.turn.time_zone))


def _ways(scene: Scene, found: MeetingRequest) -> list[Action]:
    waits = found.answer is None and found.asker.id != scene.person.id
    return [
        *([cards.answer_button(found)] if waits and requests.answers(found, scene.person) else []),
        *([cards.told_button(found)] if requests.tells(found, scene.person) else []),
        *([cards.book_button(found)] if requests.may_book(found, scene.person) else []),
        button("All requests", "requests.open"),
    ]


@jobs.form
class AnswerRequest(Form):
    """Answer a request"""

    job: ClassVar[str] = "requestanswer"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = "No request for a planning meeting waits for your answer."

    agreed: bool = ask("Will there be a meeting?", label="There will be a meeting")
    reasons: str = ask(
        "Why? Who asked, and the family, hear these reasons.",
        kind="long",
        label="Reasons",
        max_length=1500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The requests that wait for this person's answer."""
        waiting = [each for each in await _mine(scene) if each.answer is None]
        return [
            Subject({"q": each.id}, each.reference)
            for each in waiting
            if requests.answers(each, scene.person) and each.asker.id != scene.person.id
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was asked, by whom and why."""
        found = await the_request(scene)
        requests.require_answerer(found, scene.person)
        return Prepared(facts=cards.asked_rows(found, scene.turn.time_zone), case_line=found.reference)

    async def record(self, scene: Scene) -> Answer:
        """Keep the answer; who asked gets it, and whoever books what is agreed."""
        done = await scene.store.requests.update(
            scene.ids["q"],
            lambda found: requests.answer(found, scene.person, self.agreed, self.reasons, scene.now),
            scene.person,
            scene.once,
        )
        return _shown(scene, done.root)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The request with its answer."""
        return _shown(scene, await the_request(scene))


async def to_book(scene: Scene) -> MeetingRequest | None:
    """The request that a booking is made from, where its button carries one. Raises what forbids it."""
    if not scene.ids.get("q"):
        return None
    found = await scene.store.requests.load(scene.ids["q"])
    requests.require_booker(found, scene.person)
    return found


async def booked(scene: Scene, found: MeetingRequest, meeting: PlanningMeeting) -> None:
    """The request knows the meeting that came of it."""
    await scene.store.requests.update(
        found.id, lambda each: requests.book(each, scene.person, meeting.id, scene.now), scene.person
    )


jobs.command(
    Command(
        "ask for a meeting",
        "request.open",
        "Ask for a planning meeting, or a special review",
        ("request a meeting", "request", "ask for a special review", "request a cppm"),
        listed=False,
    )
)
for _command in (
    Command("requests", "requests.open", "Requests for planning meetings", ("my requests",), listed=False),
    Command(
        "answer a request",
        "requestanswer.open",
        "Answer a request for a planning meeting",
        ("answer request", "answer the request"),
        listed=False,
    ),
):
    jobs.command(_command)
