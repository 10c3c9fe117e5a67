"""Reading restricted information: for a named reader, each time for a reason that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.meetings.attendance import case_line
from cards.rights import restricted as cards
from cards.rights.restricted import Words
from cppm.meetings.meeting import PlanningMeeting
from cppm.rights import restricted
from cppm.rights.restricted_records import PassingOn, RestrictedRequest
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import shown, the_meeting
from dialogs.rights.kept_apart import (
    NONE,
    actions,
    as_it_stands,
    concerning,
    known,
    refuse,
    subject,
    words_of,
)
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

WHYS = {
    "prepare": "To prepare the meeting",
    "decide": "To decide about it",
    "safety": "To keep a child or somebody else safe",
    "work": "For my own part in the plan",
    "other": "For another reason",
}


@jobs.form
class ReadRestricted(Form):
    """Read restricted information"""

    job: ClassVar[str] = "restrictedread"
    submit: ClassVar[str] = "Show it"
    nothing: ClassVar[str] = NONE

    why: str = ask("Why do you read it now?", label="Reason", options=WHYS)
    other: str = ask(
        "What is the reason?",
        label="Other reason",
        max_length=200,
        when=lambda got: got.get("why") == "other",
        only="Only for another reason.",
        hint="Without the information itself: the reason is kept with the reading.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What this person may read."""
        found = await concerning(scene)
        return [subject(m, r) for m, r in found if restricted.may_read(m, scene.person, r, scene.now)]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Only for its readers; the try of anybody else is noted."""
        meeting = await the_meeting(scene)
        await _readable(scene, meeting)
        return Prepared(
            intro=["That you read it, when and why is kept. What is shown stays in this chat."],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Note the reading with its reason, and show it."""
        meeting = await the_meeting(scene)
        request = await _readable(scene, meeting)
        why = self.other if self.why == "other" else WHYS[self.why]
        words = await _words(scene, meeting, request, why)
        who = await scene.store.people.former(request.provider)
        following = actions(scene, meeting, request, reading=True)
        return shown(scene, cards.words_card(meeting, request, who, words, following, scene.turn.time_zone))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Where it stands: reading again takes a reason again."""
        meeting = await the_meeting(scene)
        return await as_it_stands(scene, meeting, await known(scene, meeting))


async def _readable(scene: Scene, meeting: PlanningMeeting) -> RestrictedRequest:
    alert = scene.ids.get("a", "")
    for each in meeting.restricted:
        if each.id == alert and restricted.may_read(meeting, scene.person, each, scene.now):
            return each
    await refuse(scene, meeting, alert)


async def _words(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest, why: str) -> Words:
    """What this reader may know of it: the chair everything, a named reader the information itself."""
    kind = justification = ""
    if scene.person.id == meeting.chair.id:
        kind, _, justification = (await words_of(scene, meeting, request.id, why)).partition("\n")
    information = await words_of(scene, meeting, request.information, why)
    told = [
        each for each in request.passing if scene.person.id in (meeting.chair.id, each.by) and each.answer
    ]
    return Words(
        kind, justification, information, [await _answer(scene, meeting, each, why) for each in told]
    )


async def _answer(scene: Scene, meeting: PlanningMeeting, wish: PassingOn, why: str) -> tuple[str, str]:
    """To whom it may go on or not, and the provider's words."""
    names = meeting.names
    to = ", ".join(names[each] for each in wish.to if each in names) or "anybody outside the meeting"
    label = f"It may go on to {to}" if wish.permitted else f"It may not go on to {to}"
    return label, await words_of(scene, meeting, wish.answer, why)
