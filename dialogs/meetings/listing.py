"""What every step with the invitation list shares: its card, its buttons, and how a change is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cards.elements import MOST_ACTIONS, Action, AdaptiveCard, button
from cards.forms import recorded_card
from cards.meetings.booking import list_card
from cppm.meetings.invitations import invite, waiting_for_chair
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.meetings.template import TemplateLine, lines_of, missing_from_template
from cppm.people import Duty, Person
from cppm.rights import sitting_in
from dialogs.forms import Form, Subject
from dialogs.hub import next_buttons
from dialogs.meetings.keeping import case_line, kept, listed
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone, NoSuchPerson

BEFORE = (Phase.BOOKED, Phase.INVITED)
UNTIL_CLOSED = (*BEFORE, Phase.OPEN)
NOBODY_CHOSEN = "Nobody was chosen, so the list is as it was."


async def shown(scene: Scene, meeting: PlanningMeeting, told: str = "") -> Answer:
    """The list's card in the place of the pressed one; who looked is noted."""
    person = scene.person
    role = meeting.participants().get(person.id)
    await scene.store.reads.note(
        person.id,
        str(role or Duty.CP_ADMIN),
        meeting.case_ref,
        "invitation list",
        "keeps the list",
        scene.now,
    )
    card = list_card(meeting, list_buttons(meeting, person), scene.turn.time_zone)
    says: list[AdaptiveCard | str] = [told] if told else []
    return Answer(replace=card, say=says) if scene.turn.press else Answer(say=[card, *says])


def list_buttons(meeting: PlanningMeeting, person: Person) -> list[Action]:
    """What this person can do with the list now, the most needed first."""
    steps: list[tuple[str, str]] = []
    if person.id == meeting.chair.id:
        steps += _chairs_steps(meeting)
    elif meeting.phase is Phase.BOOKED and not meeting.list_sent_at and len(meeting.invitees) > 1:
        steps.append(("Send the list to the chair", "list.send"))
    if meeting.phase in BEFORE:
        usual = ("People usually invited", "usual.open")
        steps.append(usual if unfilled(meeting) else ("Who else is thought of", "also.open"))
    if meeting.phase in UNTIL_CLOSED:
        steps.append(("Add somebody", "invite.open"))
    if meeting.phase in BEFORE and len(meeting.invitees) > 1:
        steps.append(("Take somebody off", "remove.open"))
    if sitting_in.sitting_in(meeting) and meeting.phase in sitting_in.CHANGEABLE:
        steps.append(("How long somebody reads along", "sitin.open"))
    shown_first = [*steps[: MOST_ACTIONS - 1], ("Go to the meeting", "meeting.open")]
    return [button(title, verb, m=meeting.id) for title, verb in shown_first]


def _chairs_steps(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    if meeting.phase is Phase.BOOKED and len(meeting.invitees) > 1:
        return [("Agree the list", "list.approve"), ("Send it back", "return.open")]
    if meeting.phase in UNTIL_CLOSED and meeting.phase is not Phase.BOOKED and waiting_for_chair(meeting):
        return [("Agree to those added", "list.approve")]
    return []


async def changed(
    scene: Scene,
    change: Callable[[PlanningMeeting], object],
    title: str,
    rows: Callable[[PlanningMeeting], list[tuple[str, str]]],
    note: str | Callable[[PlanningMeeting], str],
    steps: int = 0,
) -> Answer:
    """Do it once, and say what was recorded and what comes next. A repeat gets the list as it stands.

    `steps` is how many of the list's own buttons come first.
    """
    try:
        done = await scene.store.meetings.update(scene.ids["m"], change, by=scene.person, once=scene.once)
    except AlreadyDone:
        return await shown(scene, await listed(scene))
    meeting = done.meeting
    first = list_buttons(meeting, scene.person)[:steps]
    card = recorded_card(
        title,
        rows(meeting),
        scene.person.name,
        scene.now,
        case_line=case_line(meeting, scene),
        note=note if isinstance(note, str) else note(meeting),
        zone=scene.turn.time_zone,
        buttons=[*first, *next_buttons(meeting, scene.person)],
    )
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


async def grown(
    scene: Scene,
    change: Callable[[PlanningMeeting], object],
    rows: Callable[[PlanningMeeting], list[tuple[str, str]]],
) -> Answer:
    """As `changed`, where several people are put on the list at once."""
    note = "Nobody is invited before the chair has agreed."
    return await changed(scene, change, "The list has grown", rows, note, steps=2)


def invite_each(
    scene: Scene, meeting: PlanningMeeting, people: Mapping[str, Person], reasons: Mapping[str, str]
) -> None:
    """Put everybody on the list for their reason, by id. Raises NoSuchPerson for whoever has left."""
    for who, reason in reasons.items():
        if who not in people:
            raise NoSuchPerson
        invite(meeting, scene.person, people[who], reason, scene.now)


class OfOneList(Form):
    """A form about one invitation list"""

    nothing = (
        "You keep no invitation list that can still change. Type meetings to see the meetings you are in."
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The lists that this person keeps and that can still change."""
        return await kept(scene, *BEFORE)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The list as it stands."""
        return await shown(scene, await listed(scene)) if "m" in scene.ids else None


class AddingToOne(OfOneList):
    """A form that adds to one invitation list"""

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """Also the meeting under way: somebody needed may be added in it."""
        return await kept(scene, *UNTIL_CLOSED)

    @classmethod
    async def to_grow(cls, scene: Scene) -> PlanningMeeting:
        """The meeting of the list, until it is closed. Raises WrongPhase."""
        meeting = await listed(scene)
        meeting.require_phase("adding somebody", *UNTIL_CLOSED)
        return meeting


def unfilled(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The lines always invited with nobody on the list and no reason why."""
    return [line for line in missing_from_template(meeting) if line.key not in meeting.nobody]


def open_lines(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The lines of the guide with nobody on the list yet, the always invited before the others."""
    agencies = {line.person.agency for line in meeting.invitees}
    posts = " ".join(line.person.post.casefold() for line in meeting.invitees)
    perhaps = [
        line
        for line in lines_of(meeting)
        if not line.always
        and (line.agency not in agencies or (line.posts and not any(word in posts for word in line.posts)))
    ]
    return [*unfilled(meeting), *perhaps]


async def free(scene: Scene, meeting: PlanningMeeting) -> list[Person]:
    """Everybody enrolled who could be put on the list."""
    there = {meeting.chair.id, *(line.person.id for line in meeting.invitees)}
    return [person for person in await scene.store.people.all() if person.id not in there]
