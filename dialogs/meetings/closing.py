"""The end of a meeting: what is still blank, closing it, and the decision as everybody may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.meetings import decision as cards
from cppm.disagreeing import dissent
from cppm.meetings import closing, decision, family_rights, key_points
from cppm.meetings.closing import StillBlank
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Person
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject
from dialogs.hub import GO_TO, next_buttons
from dialogs.meetings.chair_steps import RIGHTS
from dialogs.meetings.chairing import (
    NOT_OPEN,
    chaired,
    chairs_meeting,
    change,
    chosen,
    done_card,
    shown,
    the_meeting,
)
from dialogs.reading import note_read, one_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

_BUTTONS = {
    "considerations": "To be considered",
    "outcome": "Core group and dates",
    "actions": "Immediate actions",
    "telling": "Who tells whom",
    "parts": "The two parts",
    "section": "End the confidential section",
    "exclusion": "Who is not invited",
}
_VERBS = {"telling": "teller.open", "section": "section.end", "exclusion": "excluded.open"}


@jobs.on("close.open")
async def close(scene: Scene) -> Answer:
    """Close the meeting, or show what is still blank with the way to each."""
    found = await chaired(scene, Phase.OPEN) if not scene.ids.get("m") else []
    about = scene if scene.ids.get("m") else chosen(scene, found, "close.open", "Close the meeting", NOT_OPEN)
    if isinstance(about, Answer):
        return about
    scene = about
    meeting = await the_meeting(scene)
    meeting.require_chair(scene.person)
    if meeting.phase is Phase.CLOSED:
        return _closed(scene, meeting)
    meeting.require_phase("closing it", Phase.OPEN)
    missing = closing.blanks(meeting)
    if missing:
        return shown(scene, cards.blanks_card(meeting, missing, ways(meeting, missing)))
    if scene.turn.press:
        ready = button("Close the meeting", "closing.open", m=meeting.id)
        actions = [ready, *_rights(meeting), *_to_meeting(meeting)]
        return shown(scene, cards.ready_card(meeting, scene.profile, actions))
    return Answer(then=("closing", {"m": meeting.id}))


def _rights(meeting: PlanningMeeting) -> list[Action]:
    """The one tap that records it, while nobody has."""
    open_still = family_rights.to_tell(meeting)
    return [button(RIGHTS, "rightstold.open", m=meeting.id)] if open_still else []


@jobs.on("rightstold.open")
async def rights_told(scene: Scene) -> Answer:
    """The family has heard how to ask for a review and how to complain: recorded at once (CHR-20)."""
    found = await chaired(scene, Phase.OPEN, Phase.CLOSED) if not scene.ids.get("m") else []
    about = scene if scene.ids.get("m") else chosen(scene, found, "rightstold.open", RIGHTS, NOT_OPEN)
    if isinstance(about, Answer):
        return about
    meeting, _ = await change(about, lambda m: family_rights.told(m, about.person, about.now))
    rows = [("Told", ", ".join(line.named for line in family_rights.hearers(meeting)))]
    said = [("A review", scene.profile.family_review), ("A complaint", scene.profile.complaints)]
    return done_card(about, meeting, "What the family has heard is recorded", [*rows, *said])


def _to_meeting(meeting: PlanningMeeting) -> list[Action]:
    return [button(GO_TO, "meeting.open", m=meeting.id)]


def ways(meeting: PlanningMeeting, missing: Sequence[closing.Blank]) -> list[Action]:
    """A button for each thing that is blank, once."""
    return list({(b.job, b.child): _way(meeting, b) for b in missing}.values())


def _way(meeting: PlanningMeeting, blank: closing.Blank) -> Action:
    verb = _VERBS.get(blank.job, f"{blank.job}.open")
    if not blank.child:
        return button(_BUTTONS[blank.job], verb, m=meeting.id)
    name = meeting.child(blank.child).name
    if blank.job != "decide":
        return button(f"{_BUTTONS[blank.job]}: {name}", verb, m=meeting.id, c=blank.child)
    current = meeting.rounds.get(blank.child)
    if current is None or current.revealed_at is None:
        return button(f"Views on {name} first", "meeting.open", m=meeting.id)
    return button(f"Decide on {name}", verb, m=meeting.id, c=blank.child)


@jobs.form
class Close(Form):
    """Close the meeting"""

    job: ClassVar[str] = "closing"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = NOT_OPEN

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What the meeting has settled, to be looked at once more."""
        meeting = await chairs_meeting(scene, "closing it", Phase.OPEN)
        missing = closing.blanks(meeting)
        if missing:
            raise StillBlank(missing="; ".join(blank.words for blank in missing))
        return Prepared(facts=_settled(scene, meeting), case_line=meeting.reference)

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """Everything that holds once the meeting is closed."""
        return list(prepared.facts)

    async def record(self, scene: Scene) -> Answer:
        """Close it."""
        meeting, _ = await change(scene, lambda m: closing.close(m, scene.person, scene.now))
        return _closed(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Closed."""
        return _closed(scene, await the_meeting(scene))


def _settled(scene: Scene, meeting: PlanningMeeting) -> list[tuple[str, str]]:
    outcome = meeting.outcome
    rows = [(f"Decision on {c.name}", meeting.decisions[c.id].option.words) for c in meeting.children]
    rows += cards.outcome_rows(meeting, scene.turn.time_zone)
    actions = "\n".join(cards.action_lines(meeting))
    rows += cards.plan_changes(meeting)
    rows += [("Immediate actions", actions or f"None: {outcome.no_actions_because}")]
    told = "\n".join(f"{who}: {teller}" for who, teller in cards.tellings_rows(meeting))
    rows += [("Who tells whom", told)] if told else []
    open_still = family_rights.to_tell(meeting)
    return [*rows, *([("Review and complaints", cards.RIGHTS_OPEN)] if open_still else [])]


def _closed(scene: Scene, meeting: PlanningMeeting) -> Answer:
    after = [each for each in next_buttons(meeting, scene.person) if each.title != RIGHTS]
    actions = [*_rights(meeting), *after]
    return shown(scene, cards.closed_card(meeting, actions, scene.turn.time_zone))


@jobs.on("decision.read")
async def read_decision(scene: Scene) -> Answer:
    """The decision, for everybody who was there, once the meeting is closed."""
    found = await one_meeting(
        scene,
        "decision.read",
        "The decision",
        lambda m: m.phase is Phase.CLOSED and decision.may_read(m, scene.person),
        "There is no decision for you to read yet. It comes when the meeting is closed.",
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting = await the_meeting(scene)
    require_reader(meeting, scene.person)
    await note_read(scene, meeting, "decision")
    may = dissent.may_dissent(meeting, scene.person)
    own = [button("Record dissent", "dissent.open", m=meeting.id)] if may else []
    actions = [*own, *next_buttons(meeting, scene.person)]
    return shown(scene, cards.decision_card(meeting, scene.profile, actions, may, scene.turn.time_zone))


def require_reader(meeting: PlanningMeeting, person: Person) -> None:
    """Refuse whom the decision is not for; who was not there hears it with the key points."""
    meeting.role_of(person)
    meeting.require_phase("reading the decision", Phase.CLOSED)
    if decision.may_read(meeting, person):
        return
    points = meeting.key_points
    waits = points and not points.released_at and person.id in key_points.recipients(meeting)
    raise key_points.NotReleasedYet if waits else key_points.NotSentToYou


jobs.unlisted(
    "close", "close.open", "Close the meeting", "close meeting", "end the meeting", "finish the meeting"
)
jobs.unlisted(
    "rights told",
    "rightstold.open",
    RIGHTS,
    "the family has heard their rights",
    "family told their rights",
    "told of review and complaints",
)
jobs.unlisted(
    "decision", "decision.read", "Read what was decided", "read the decision", "outcome of the meeting"
)
