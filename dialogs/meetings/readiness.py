"""Who is ready: the wall for the chair, the lead professional and CP Administration."""

from __future__ import annotations

from cards.elements import Action, button
from cards.forms import choices_card
from cards.layout import day_and_time
from cards.meetings import readiness as cards
from cards.meetings.before_review import in_a_word
from cppm.meetings.meeting import NotYours, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role
from dialogs.commands import Command, Jobs
from dialogs.meetings import before_review
from dialogs.meetings.reviewing import group_under_review
from dialogs.scene import Scene
from dialogs.turn import Answer
from dialogs.understand import normal
from storage.meetings import MeetingLine

jobs = Jobs()
jobs.add(before_review.jobs)


async def watched(scene: Scene, *roles: Role) -> list[MeetingLine]:
    """The meetings this person looks after: those of the roles named, and all for CP Administration."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    own = [line for line in lines if line.role in roles]
    if not scene.person.has(Duty.CP_ADMIN):
        return own
    known = {line.id for line in own}
    return [*own, *(line for line in await scene.store.meetings.all_open() if line.id not in known)]


@jobs.on("ready.open")
async def ready(scene: Scene) -> Answer:
    """The readiness wall: for the chair, the lead professional and CP Administration. The look is noted."""
    if "m" not in scene.ids:
        return await _which_wall(scene)
    meeting = await scene.store.meetings.load(scene.ids["m"])
    role = _watching(meeting, scene.person)
    await scene.store.reads.note(
        scene.person.id, role, meeting.case_ref, "readiness", "to prepare the meeting", scene.now
    )
    chairs = scene.person.id == meeting.chair.id
    asks = len(meeting.restricted) if chairs else 0
    said = await recommended(scene, meeting)
    trained = frozenset(p.id for p in await scene.store.people.with_duty(Duty.TRAINED_MINUTE_TAKER))
    wall = cards.Wall(meeting, scene.profile.quorum, scene.now, scene.turn.time_zone, asks, said, trained)
    card = cards.wall_card(wall, _wall_buttons(meeting, scene.person, asks))
    # Pressed on the wall itself it is renewed where it stands; from elsewhere that card stays.
    return Answer(replace=card) if scene.ids.get("again") else Answer(say=[card])


async def recommended(scene: Scene, meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """What the core group recommends on each child, for those who may read what it recorded."""
    group = await group_under_review(scene, meeting)
    if group is None or not before_review.reads_pack(meeting, scene.person):
        return []
    return [(child.name, in_a_word(group, child.id)) for child in meeting.children]


def _watching(meeting: PlanningMeeting, person: Person) -> str:
    """In which role this person may see who is ready. Raises NotInvited, NotYours."""
    if person.id == meeting.chair.id:
        return Role.CHAIR
    if person.id == meeting.lead_professional.id:
        return Role.LEAD_PROFESSIONAL
    if person.has(Duty.CP_ADMIN):
        return Duty.CP_ADMIN
    meeting.role_of(person)
    raise NotYours(
        who="the chair, the lead professional or CP Administration",
        next_step="Ask one of them how things stand.",
    )


def _wall_buttons(meeting: PlanningMeeting, person: Person, asks: int) -> list[Action]:
    may_record = person.id == meeting.chair.id or person.has(Duty.CP_ADMIN)
    buttons: list[Action] = [button("Bring up to date", "ready.open", m=meeting.id, again="1")]
    if before_review.reads_pack(meeting, person):
        buttons.append(button(before_review.TITLE, "pack.open", m=meeting.id))
    if asks:
        buttons.append(button("Who asks to speak with me", "restricted.read", m=meeting.id))
    if may_record and meeting.phase is Phase.INVITED:
        buttons.append(button("Answer for somebody", "attendfor.open", m=meeting.id))
    if may_record and meeting.phase in (Phase.INVITED, Phase.OPEN, Phase.CLOSED):
        buttons.append(button("Record a report for somebody", "reportfor.open", m=meeting.id))
    return [*buttons, button("Go to the meeting", "meeting.open", m=meeting.id)]


async def _which_wall(scene: Scene) -> Answer:
    """The only meeting this person looks after, the one whose reference was typed, or a choice."""
    lines = await watched(scene, Role.CHAIR, Role.LEAD_PROFESSIONAL)
    current = [line for line in lines if line.phase in (Phase.INVITED, Phase.OPEN)]
    said = normal(scene.text)
    named = [line for line in current if said and said in normal(line.reference)] or current
    if len(named) == 1:
        return await ready(scene.about({"m": named[0].id}))
    if not named:
        return Answer(
            say=["None of your meetings has invitations out at the moment. Type meetings to see all."]
        )
    buttons: list[Action] = [button(line.reference, "ready.open", m=line.id) for line in named[:5]]
    more = f" These are the next {len(buttons)} of {len(named)}; type ready and a case reference for another."
    text = "For which meeting?" + (more if len(named) > len(buttons) else "")
    return Answer(say=[choices_card("Who is ready", text, buttons)])


def label(line: MeetingLine, scene: Scene) -> str:
    """A meeting as it is told apart from others."""
    return f"{line.reference}, {day_and_time(line.starts_at, scene.turn.time_zone)}"


def records(person: Person) -> bool:
    """Whether this person may ever record an answer for somebody else."""
    return person.has(Duty.CHAIR) or person.has(Duty.CP_ADMIN)


def _watches(person: Person) -> bool:
    return records(person) or person.has(Duty.QUALIFIED_SOCIAL_WORKER)


jobs.command(
    Command(
        "ready",
        "ready.open",
        "Who is coming, which reports are in, and the quorum",
        ("who is ready", "who is coming", "who's coming", "readiness", "quorum forecast"),
        for_whom=_watches,
        listed=False,
    )
)
