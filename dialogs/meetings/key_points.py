"""The key points: read, corrected and released by the chair, read by everybody they were sent to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Execute, button
from cards.meetings import key_points as cards
from cards.meetings.decision import MAY_DISSENT
from cppm.disagreeing import dissent
from cppm.errors import CPPMError
from cppm.meetings import key_points
from cppm.meetings.key_points import AlreadyReleased
from cppm.meetings.meeting import KeyPoints, PartPoints, PlanningMeeting
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings import deliveries
from dialogs.meetings.chairing import change, done_card, shown, the_meeting
from dialogs.moves.guard import require_no_address
from dialogs.questions import Got
from dialogs.reading import meetings_where, note_read, one_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
jobs.add(deliveries.jobs)

LONGEST = {"decision": 600, "reasons": 2500, "actions": 2000}
"""Characters of each part: it is three short parts, and one card has to hold them."""
MOST_LINES = 20
"""Lines of a part, for the same reason."""


class TooLongToSend(CPPMError):
    """The key points are too long for a message: {parts}. Please correct and shorten them first; what was
    said at length goes into the minutes."""

    rule = "SUM-03"


class RecipientsNotRight(CPPMError):
    """Then nothing goes out. What was sent can't be called back, so ask CP Administration about the list
    first, and release the key points when it is right."""

    rule = "SUM-02"


def _too_many_lines(text: str, got: Got) -> str:
    lines = len(text.splitlines())
    return (
        f"This has {lines} lines and the most is {MOST_LINES}. Please shorten it."
        if lines > MOST_LINES
        else ""
    )


async def _unreleased(scene: Scene) -> list[Subject]:
    """The meetings this person chairs whose key points are not out."""
    return await meetings_where(scene, lambda m: _waits_for(scene, m))


def _waits_for(scene: Scene, meeting: PlanningMeeting) -> bool:
    points, chair = meeting.key_points, meeting.chair.id == scene.person.id
    return chair and points is not None and points.released_at is None


async def _draft(scene: Scene) -> tuple[PlanningMeeting, KeyPoints]:
    """The key points that the chair may still change. Raises AlreadyReleased."""
    meeting = await the_meeting(scene)
    points = key_points.editable(meeting, scene.person)
    if points.released_at:
        raise AlreadyReleased
    return meeting, points


@jobs.form
class CorrectPoints(Form):
    """Read and correct the key points"""

    job: ClassVar[str] = "points"
    submit: ClassVar[str] = "Keep"
    nothing: ClassVar[str] = "No key points wait for you. They are drafted when you close a meeting."

    decision: str = ask(
        "What was decided?",
        kind="long",
        label="Decision",
        max_length=LONGEST["decision"],
        check=_too_many_lines,
    )
    reasons: str = ask(
        "What are the reasons, and the risks in short?",
        kind="long",
        label="Reasons",
        max_length=LONGEST["reasons"],
        check=_too_many_lines,
    )
    actions: str = ask(
        "Who does what by when?",
        kind="long",
        label="Actions",
        max_length=LONGEST["actions"],
        check=_too_many_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs whose key points are not out."""
        return await _unreleased(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The draft, to be changed."""
        meeting, points = await _draft(scene)
        text = key_points.version(points, scene.ids.get("part", ""))
        return Prepared(
            intro=[
                "Drafted from what you recorded. Nothing goes out before you release it.",
                *_for_whom(scene),
            ],
            earlier={"decision": text.decision, "reasons": text.reasons, "actions": text.actions},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the chair's words."""
        meeting, _ = await change(
            scene,
            lambda m: key_points.edit(
                m,
                scene.person,
                self.decision,
                self.reasons,
                self.actions,
                scene.now,
                scene.ids.get("part", ""),
            ),
        )
        return _kept(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The text as it stands."""
        return _kept(scene, await the_meeting(scene))


def _for_whom(scene: Scene) -> list[str]:
    """Of a meeting in two parts, that this text is for those in one part alone."""
    part = scene.ids.get("part")
    if not part:
        return []
    return [f"For those who were in the {part} part alone. No word of the other part belongs here."]


def _kept(scene: Scene, meeting: PlanningMeeting) -> Answer:
    points = meeting.key_points
    rows = cards.parts(key_points.version(points, scene.ids.get("part", ""))) if points else []
    note = "Nothing has gone out yet. Release them when they are right."
    return done_card(scene, meeting, "The key points are kept", rows, note)


@jobs.form
class Release(Form):
    """Release the key points"""

    job: ClassVar[str] = "release"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = "No key points wait for you. They are drafted when you close a meeting."

    right: bool = ask(
        "Should each of these people get them?",
        label="Recipients are right",
        hint="What was sent can't be called back.",
        check=lambda right, got: "" if right else str(RecipientsNotRight()),
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs whose key points are not out."""
        return await _unreleased(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """To whom they go, by agency and role, and to whom not."""
        meeting, points = await _draft(scene)
        _require_short(points)
        key_points.require_written(points)
        await require_no_address(scene, meeting.case_ref, *key_points.texts(points))
        return Prepared(
            intro=["First the people, then the text."],
            facts=cards.recipients_rows(meeting),
            known={"text": cards.all_parts(points)},
            case_line=meeting.reference,
        )

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """The exact text, and to whom it goes."""
        text = prepared.known["text"]
        return [
            *(text if isinstance(text, list) else []),
            *prepared.facts,
            ("With them", key_points.NOT_A_PLAN),
        ]

    async def record(self, scene: Scene) -> Answer:
        """Send them."""
        meeting, _ = await change(scene, lambda m: key_points.release(m, scene.person, scene.now))
        return _released(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """That they are out."""
        return _released(scene, await the_meeting(scene))


def _require_short(points: KeyPoints) -> None:
    texts: list[KeyPoints | PartPoints] = [points, *points.versions.values()]
    lengths = [
        (part, text)
        for each in texts
        for part, text in (("decision", each.decision), ("reasons", each.reasons), ("actions", each.actions))
    ]
    long = [part for part, text in lengths if len(text) > LONGEST[part] or _too_many_lines(text, {})]
    if long:
        raise TooLongToSend(parts=", ".join(dict.fromkeys(long)))


def _released(scene: Scene, meeting: PlanningMeeting) -> Answer:
    if meeting.key_points is None:
        return Answer()
    actions = [
        button("What was delivered", "deliveries.open", m=meeting.id),
        *next_buttons(meeting, scene.person),
    ]
    return shown(scene, cards.released_card(meeting, meeting.key_points, actions, scene.turn.time_zone))


@jobs.on("points.read")
async def read(scene: Scene) -> Answer:
    """The key points for whoever was sent them; before their release the draft, for the chair alone."""
    found = await one_meeting(
        scene,
        "points.read",
        "Key points",
        lambda m: _waits_for(scene, m) or key_points.may_read(m, scene.person),
        "There are no key points for you yet. They come soon after the end of a meeting.",
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting = await the_meeting(scene)
    meeting.role_of(scene.person)
    points = meeting.key_points
    if points is None:
        raise key_points.NotClosedYet
    if _waits_for(scene, meeting):
        return shown(scene, cards.draft_card(meeting, points, to_release(meeting)))
    if not key_points.may_read(meeting, scene.person):
        waits = not points.released_at and scene.person.id in key_points.recipients(meeting)
        raise key_points.NotReleasedYet if waits else key_points.NotSentToYou
    await note_read(scene, meeting, "key points")
    return _read(scene, meeting, points)


def to_release(meeting: PlanningMeeting) -> list[Execute]:
    """What the chair can do with the draft."""
    return [
        button("Correct", "points.open", m=meeting.id),
        *_of_parts(meeting),
        button("Release", "release.open", m=meeting.id),
        button("Go to the meeting", "meeting.open", m=meeting.id),
    ]


def _of_parts(meeting: PlanningMeeting) -> list[Execute]:
    """The version for those in each part alone, and who may read what."""
    versions = meeting.key_points.versions if meeting.key_points else {}
    if not versions:
        return []
    own = [
        button(f"Correct for the {half} part", "points.open", m=meeting.id, part=half) for half in versions
    ]
    return [*own, button("Said in which part", "partsummary.open", m=meeting.id)]


def _read(scene: Scene, meeting: PlanningMeeting, points: KeyPoints) -> Answer:
    may = dissent.may_dissent(meeting, scene.person)
    own = [button("Record dissent", "dissent.open", m=meeting.id)] if may else []
    actions = [*own, *next_buttons(meeting, scene.person)]
    card = cards.points_card(meeting, points, actions, MAY_DISSENT if may else "", scene.turn.time_zone)
    return shown(scene, card)


jobs.command(
    Command(
        "key points",
        "points.read",
        "Read the key points; the chair corrects and releases them.",
        ("keypoints", "points", "read key points", "24 hour summary"),
    )
)


jobs.unlisted("correct", "points.open", "Correct the key points", "correct key points", "edit key points")
jobs.unlisted("release", "release.open", "Release the key points", "release key points", "send key points")
