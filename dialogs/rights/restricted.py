"""Restricted access information: told to the chair alone, and where it stands.

Every word is kept apart from the meeting, and its half-finished forms too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.meetings.attendance import case_line
from cards.rights import restricted as cards
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Role
from cppm.rights import restricted
from cppm.rights.restricted_records import Audience, RestrictedKind, RestrictedRequest
from dialogs import hub
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import readiness
from dialogs.meetings.chairing import change, chosen, few_lines, the_meeting
from dialogs.rights import restricted_deciding, restricted_reading
from dialogs.rights.kept_apart import NONE, as_it_stands, concerning, keep, known, subject
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
for _part in (restricted_reading, restricted_deciding):
    jobs.add(_part.jobs)

KINDS = {kind.name.lower(): f"It is {kind.value}" for kind in RestrictedKind} | {
    "third_party": "It could identify a third party",
    "dangerous": "It could put somebody at risk",
    "other": "There is another reason",
}
NOBODY_ASKS = "Nobody asks to speak with you alone."
BEFORE_AND_IN = (Phase.INVITED, Phase.OPEN)


# Telling the chair


@jobs.form
class AlertChair(Form):
    """Ask to speak with the chair alone"""

    job: ClassVar[str] = "restricted"
    apart: ClassVar[bool] = True
    kept_apart: ClassVar[frozenset[str]] = frozenset({"information"})
    submit: ClassVar[str] = "Ask the chair"
    nothing: ClassVar[str] = "You take part in no meeting to come. Type home to see what you owe."

    kind: str = ask("Why must the information not be shared freely?", options=KINDS)
    justification: str = ask(
        "Please justify this, without the information itself",
        kind="long",
        max_length=1500,
        hint="For exceptional circumstances only. Only the chair reads it.",
        check=few_lines,
    )
    given: Literal["section", "here"] = ask(
        "Where do you give the information itself?",
        label="The information",
        options={"section": "I tell it in the meeting's confidential section", "here": "I give it here now"},
        synonyms={"section": ("in the section", "in the meeting", "i tell it"), "here": ("now", "here now")},
        hint="What you write here also stays in this chat. If that must not be, tell it in the section.",
    )
    information: str = ask(
        "What is the information?",
        kind="long",
        max_length=3000,
        when=lambda got: got.get("given") == "here",
        only="Only if you give it here.",
        check=few_lines,
    )
    audience: Literal["chair", "named"] = ask(
        "Who may know it?",
        label="May know it",
        options={"chair": "The chair alone", "named": "The chair, and practitioners whom the chair names"},
        synonyms={
            "chair": ("only the chair", "chair only"),
            "named": ("practitioners", "whom the chair names"),
        },
        hint="Whoever else needs it: the chair asks for your permission first.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings to come that this person takes part in."""
        lines = await scene.store.meetings.for_person(scene.person.id)
        return [
            Subject({"m": line.id}, readiness.label(line, scene))
            for line in lines
            if line.phase in BEFORE_AND_IN and line.role is not Role.CHAIR
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who reads it and who does not."""
        meeting = await the_meeting(scene)
        restricted.may_alert(meeting, scene.person)
        return Prepared(
            intro=[
                f"{meeting.chair.name}, the chair, gets a private message that you ask to speak alone. "
                "Whatever you say here is kept apart from the meeting, for the chair only."
            ],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the words apart first, then tell the chair that there is something.

        Two transactions in two places: were the second to fail, words that nobody is pointed to stay behind.
        """
        meeting = await the_meeting(scene)
        restricted.may_alert(meeting, scene.person)
        kind, audience = RestrictedKind[self.kind.upper()], Audience[self.audience.upper()]
        kept = await keep(scene, meeting, f"{kind}\n{self.justification}")
        given = await keep(scene, meeting, self.information) if self.given == "here" else ""
        found, request = await change(
            scene,
            lambda m: restricted.alert_chair(
                m, scene.person, kind, self.justification, scene.now, kept, audience, given
            ),
        )
        return _asked(scene, found, request)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """That the chair has been asked, and nothing more."""
        meeting = await the_meeting(scene)
        own = [each for each in meeting.restricted if each.provider == scene.person.id]
        return _asked(scene, meeting, own[-1]) if own else None


def _asked(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest) -> Answer:
    following = hub.next_buttons(meeting, scene.person)
    return Answer(replace=cards.asked_card(meeting, request, following, scene.turn.time_zone))


# Where it stands


@jobs.on("restricted.read")
async def where_it_stands(scene: Scene) -> Answer:
    """Where a request stands, or which there are: for the chair, who gave it, and its named readers."""
    if "m" not in scene.ids:
        found = [subject(m, each) for m, each in await concerning(scene)]
        meant = chosen(scene, found, "restricted.read", "Restricted information", NONE)
        if isinstance(meant, Answer):
            return meant
        scene = meant
    meeting = await the_meeting(scene)
    if scene.ids.get("a"):
        return await as_it_stands(scene, meeting, await known(scene, meeting))
    meeting.role_of(scene.person)
    requests = restricted.concerning(meeting, scene.person, scene.now)
    chair = scene.person.id == meeting.chair.id
    if not requests:
        return Answer(say=[NOBODY_ASKS if chair else NONE])
    if len(requests) > 1:
        return Answer(say=[cards.requests_card(meeting, requests, chair, scene.turn.time_zone)])
    return await as_it_stands(scene, meeting, requests[0])


jobs.unlisted(
    "restricted",
    "restricted.open",
    "Ask to speak with the chair alone",
    *("restricted information", "speak with the chair", "speak to the chair", "sensitive", "rai"),
)
jobs.unlisted(
    "restricted requests",
    "restricted.read",
    "Where restricted information stands",
    *("who asks to speak with me", "restricted list"),
)
jobs.unlisted(
    "read restricted", "restrictedread.open", "Read restricted information", "read restricted information"
)
jobs.unlisted(
    "decide restricted", "restricteddecide.open", "Decide on restricted information", "is it restricted"
)
jobs.unlisted("answer restricted", "restrictedanswer.open", "Say what becomes of it", "take it back")
