"""What the jobs about restricted information share: which request is meant, its words, where it stands.

Every word is kept apart from the meeting.
"""

from __future__ import annotations

from typing import NoReturn

from cards.elements import Action, button
from cards.rights import restricted as cards
from cppm.meetings.meeting import PlanningMeeting
from cppm.rights import restricted
from cppm.rights.restricted_records import Response, RestrictedRequest
from dialogs import hub
from dialogs.forms import Subject
from dialogs.meetings.chairing import shown, the_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

NONE = "There is no restricted information that concerns you now. Type home to see what you owe."
_WAITING: dict[restricted.Waits | None, tuple[str, str]] = {
    restricted.Waits.ANSWER: ("Say what becomes of it", "restrictedanswer.open"),
    restricted.Waits.PERMISSION: ("Answer who asks", "passonanswer.open"),
}


# Which request is meant


async def concerning(scene: Scene) -> list[tuple[PlanningMeeting, RestrictedRequest]]:
    """Every request that concerns this person, the latest meeting first."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = [await scene.store.meetings.load(line.id) for line in reversed(lines)]
    return [(m, each) for m in meetings for each in restricted.concerning(m, scene.person, scene.now)]


async def wherever(scene: Scene, *waits: restricted.Waits) -> list[Subject]:
    """The requests of which one of these waits for this person."""
    return [
        subject(m, each)
        for m, each in await concerning(scene)
        if restricted.waits_for(m, scene.person, each, scene.now) in waits
    ]


def subject(meeting: PlanningMeeting, request: RestrictedRequest) -> Subject:
    """One request to choose, by who gave it."""
    return Subject({"m": meeting.id, "a": request.id}, f"{request.name}, {meeting.reference}")


async def settle(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest) -> None:
    """Let the store of restricted information name the readers that the meeting names.

    It is done again on a repeat, so a stop between the two leaves nobody named too long.
    """
    taken_back = request.response is Response.WITHDRAW
    chair = [] if taken_back else [meeting.chair.id]
    await scene.store.restricted.name_readers(request.id, chair)
    if request.information:
        await scene.store.restricted.name_readers(request.information, [*chair, *request.readers])


async def keep(scene: Scene, meeting: PlanningMeeting, words: str, *readers: str) -> str:
    """Keep words apart, for the chair and others (ids). Returns their id; empty for no words."""
    if not words.strip():
        return ""
    named = [meeting.chair.id, *readers]
    return await scene.store.restricted.keep(meeting.case_ref, words.strip(), scene.person, named, scene.now)


async def words_of(scene: Scene, meeting: PlanningMeeting, id: str, why: str) -> str:
    """The words of one item, for a named reader; the try is noted with its reason. Raises NotAReader."""
    if not id:
        return ""
    role = str(meeting.participants().get(scene.person.id, "none"))
    return (await scene.store.restricted.read(id, scene.person, role, why, scene.now)).text


# Where it stands


async def known(scene: Scene, meeting: PlanningMeeting) -> RestrictedRequest:
    """The request of the button; the try of somebody whom it does not concern is noted. Raises NotAReader."""
    alert = scene.ids.get("a", "")
    for each in restricted.concerning(meeting, scene.person, scene.now):
        if each.id == alert:
            return each
    await refuse(scene, meeting, alert)


async def refuse(scene: Scene, meeting: PlanningMeeting, alert: str) -> NoReturn:
    """Note that somebody tried to open what does not concern them. Raises NotAReader."""
    role = str(meeting.participants().get(scene.person.id, "none"))
    why = "tried to open it"
    await scene.store.restricted.refuse(alert, scene.person, role, meeting.case_ref, why, scene.now)


async def as_it_stands(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest) -> Answer:
    """One request as it stands, with what this person can do with it."""
    following = actions(scene, meeting, request)
    card = cards.standing_card(meeting, request, scene.person, scene.now, following, scene.turn.time_zone)
    return shown(scene, card)


def actions(
    scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest, reading: bool = False
) -> list[Action]:
    """What this person can do with it: what waits for them first."""
    ids = {"m": meeting.id, "a": request.id}
    chair = scene.person.id == meeting.chair.id
    reads = restricted.may_read(meeting, scene.person, request, scene.now)
    waits = restricted.waits_for(meeting, scene.person, request, scene.now)
    return [
        *([button(*_WAITING[waits], **ids)] if waits in _WAITING else []),
        *([button("Read it", "restrictedread.open", **ids)] if reads and not reading else []),
        *([button("Decide", "restricteddecide.open", **ids)] if chair and request.response is None else []),
        *([button("Ask to pass it on", "passon.open", **ids)] if reads and not request.response else []),
        button(hub.GO_TO, "meeting.open", m=meeting.id),
    ]


async def as_decided(scene: Scene) -> Answer:
    """A request as it stands, with its readers named once more: the answer to a repeat.

    Raises NotAReader for whoever has handed over since.
    """
    meeting = await the_meeting(scene)
    request = await known(scene, meeting)
    await settle(scene, meeting, request)
    return await as_it_stands(scene, meeting, request)
