"""What all ways of answering an invitation share, to a planning meeting or a core group: the questions of
one's own answer and of another's, the change, the deputies to choose from, the card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

from cards.elements import button
from cards.meetings import attendance as cards
from cppm.meetings import attendance
from cppm.meetings.meeting import Coming, Deputy, Invitee, Phase, PlanningMeeting
from cppm.people import Person
from dialogs import hub
from dialogs.forms import Form, ask
from dialogs.scene import Scene
from dialogs.turn import Answer
from dialogs.understand import normal

Got = Mapping[str, Any]
Choice = Literal["yes", "deputy", "no"]

ONLY_DEPUTY = "Only if a deputy goes."
ONLY_NO = "Only if nobody goes."

OTHER = "other"
MOST_LISTED = 30
"""Colleagues offered in a list; in a larger agency the name is typed."""

SAID: dict[Coming, str] = {Coming.ATTENDING: "yes", Coming.DEPUTY: "deputy", Coming.ABSENT: "no"}


class Given(Protocol):
    """The answers that both forms have."""

    @property
    def answer(self) -> str: ...
    @property
    def deputy_name(self) -> str: ...
    @property
    def briefed(self) -> bool | None: ...
    @property
    def authorised(self) -> bool | None: ...
    @property
    def why(self) -> str: ...


def deputy_goes(got: Got) -> bool:
    """Whether somebody goes in their place."""
    return got.get("answer") == "deputy"


def stays_away(got: Got) -> bool:
    """Whether they can't come."""
    return got.get("answer") == "no"


def _deputy_listed(got: Got) -> bool:
    return deputy_goes(got) and bool(got.get("colleagues"))


def _deputy_typed(got: Got) -> bool:
    return deputy_goes(got) and (not got.get("colleagues") or got.get("deputy") == OTHER)


class OwnAnswer(Form):
    """An answer of one's own to an invitation"""

    answer: Choice = ask(
        "Will you attend?",
        options={"yes": "I will attend", "deputy": "Somebody goes in my place", "no": "I can't attend"},
        synonyms={"yes": ("coming", "attending"), "deputy": ("a deputy",), "no": ("not coming",)},
    )
    deputy: str = ask(
        "Who goes in your place?",
        kind="person",
        when=_deputy_listed,
        only=ONLY_DEPUTY,
        hint='A colleague of your own agency, or "somebody else" for one who is not on this list.',
    )
    deputy_name: str = ask(
        "What is the deputy's name?",
        when=_deputy_typed,
        only="Only for a deputy who is not on the list.",
        hint="A colleague of your own agency.",
        max_length=120,
    )
    briefed: bool | None = ask(
        "Is the deputy briefed on the family?", when=deputy_goes, only=ONLY_DEPUTY, label="Briefed"
    )
    authorised: bool | None = ask(
        "May the deputy speak for your agency?", when=deputy_goes, only=ONLY_DEPUTY, label="Authorised"
    )
    why: str = ask("Why can't you attend?", kind="long", when=stays_away, only=ONLY_NO, max_length=500)


class AnswerFor(Form):
    """Somebody's answer to an invitation, recorded by another"""

    person: str = ask("Whose answer is it?", kind="person")
    answer: Choice = ask(
        "What do they answer?",
        options={
            "yes": "They will attend",
            "deputy": "Somebody goes in their place",
            "no": "They can't attend",
        },
        synonyms={"yes": ("will attend", "attending", "coming"), "no": ("not coming", "not attending")},
    )
    deputy_name: str = ask("Who goes in their place?", when=deputy_goes, only=ONLY_DEPUTY, max_length=120)
    briefed: bool | None = ask(
        "Is the deputy briefed on the family?", when=deputy_goes, only=ONLY_DEPUTY, label="Briefed"
    )
    authorised: bool | None = ask(
        "May the deputy speak for the agency?", when=deputy_goes, only=ONLY_DEPUTY, label="Authorised"
    )
    why: str = ask("Why can't they attend?", kind="long", when=stays_away, only=ONLY_NO, max_length=500)
    source: str = ask(
        "How did they tell you?",
        hint="It is shown beside the answer.",
        example="by phone today",
        max_length=120,
    )


def take(
    given: Given,
    meeting: PlanningMeeting,
    scene: Scene,
    enrolled: Person | None,
    person_id: str | None = None,
    source: str = "",
) -> None:
    """The one change behind both forms."""
    actor, at = scene.person, scene.now
    if given.answer == "yes":
        attendance.confirm(meeting, actor, at, person_id, source)
    elif given.answer == "no":
        attendance.cannot_attend(meeting, actor, given.why, at, person_id, source)
    else:
        name = enrolled.name if enrolled else given.deputy_name
        known = enrolled.id if enrolled else None
        deputy = Deputy(name, bool(given.briefed), bool(given.authorised), known)
        attendance.send_deputy(meeting, actor, deputy, at, enrolled, person_id, source)


async def colleagues_of(scene: Scene, meeting: PlanningMeeting, line: Invitee) -> dict[str, str]:
    """Who of the same agency could go; none when there are too many to choose from a list."""
    taken = {i.person.id for i in meeting.invitees} | {meeting.chair.id}
    found = [p for p in await scene.store.people.in_agency(line.person.agency) if p.id not in taken]
    if not found or len(found) > MOST_LISTED:
        return {}
    return {p.id: f"{p.name}, {p.post}" for p in found} | {OTHER: "Somebody else, not on this list"}


async def enrolled_deputy(scene: Scene, principal: Person, chosen: str, name: str) -> Person | None:
    """The enrolled person meant: chosen from the list, or the only colleague with exactly that name."""
    if chosen and chosen != OTHER:
        return await scene.store.people.get(chosen)
    colleagues = await scene.store.people.in_agency(principal.agency)
    same = [p for p in colleagues if normal(p.name) == normal(name)]
    return same[0] if len(same) == 1 else None


def earlier_answer(line: Invitee, colleagues: Mapping[str, str]) -> dict[str, object]:
    """The answer as it stands, to be kept or changed."""
    if line.coming is Coming.AWAITED:
        return {}
    earlier: dict[str, object] = {"answer": SAID[line.coming]}
    if line.deputy:
        listed = line.deputy.person in colleagues
        earlier |= {"deputy": line.deputy.person if listed else OTHER} if colleagues else {}
        earlier |= {} if listed else {"deputy_name": line.deputy.name}
        earlier |= {"briefed": line.deputy.briefed, "authorised": line.deputy.authorised}
    return earlier | ({"why": line.why_absent} if line.why_absent else {})


async def recorded(scene: Scene, meeting: PlanningMeeting, line: Invitee) -> Answer:
    """What was recorded, *Change* while it can be, and what comes next."""
    own = line.person.id == scene.person.id
    by = scene.person
    if line.recorded_by and line.recorded_by != by.id:
        by = await scene.store.people.former(line.recorded_by) or line.person
    job, ids = ("attend", {}) if own else ("attendfor", {"p": line.person.id})
    change = button("Change", f"{job}.open", m=meeting.id, **ids) if meeting.phase is Phase.INVITED else None
    rule, zone = scene.profile.quorum, scene.turn.time_zone
    answered = cards.Answered(meeting, line, scene.person, rule, by.name, zone)
    follows = hub.next_buttons if own else hub.after_recording_for
    return Answer(replace=cards.answered_card(answered, change, follows(meeting, scene.person)))
