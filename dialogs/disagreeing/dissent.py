"""Dissent in the dissenter's own words: recorded, read by whom it concerns, and the line manager told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.disagreeing import dissent as cards
from cards.elements import Action, AdaptiveCard, button
from cards.forms import choices_card
from cards.layout import day_and_time
from cppm.disagreeing import dissent
from cppm.meetings.meeting import Dissent, NotYours, PlanningMeeting
from dialogs.commands import Command, Jobs
from dialogs.disagreeing import dissent_answers
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import change, shown, the_meeting
from dialogs.reading import meetings_where, note_read, one_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()
jobs.add(dissent_answers.jobs)

MOST_LISTED = 6
LONGEST = 3000


@jobs.form
class RecordDissent(Form):
    """Record dissent"""

    job: ClassVar[str] = "dissent"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = (
        "Dissent is about a decision of a meeting you took part in, and there is none at the moment. "
        "If something worries you, speak with your line manager."
    )

    child: str = ask("Which decision do you disagree with?", kind="one_of", label="Decision")
    reason: str = ask(
        "Why do you disagree?",
        kind="long",
        label="Reason",
        hint="In your own words. They are kept word for word with the meeting's record.",
        max_length=LONGEST,
    )
    alternative: str = ask(
        "What would you have decided instead, and why?",
        kind="long",
        label="Would have decided",
        max_length=LONGEST,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings with a decision in which this person took part in a role that gives a view."""
        return await meetings_where(
            scene, lambda m: bool(m.decisions) and dissent.may_dissent(m, scene.person)
        )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The decisions there are; one alone needs no asking."""
        meeting = await the_meeting(scene)
        dissent.require_dissenter(meeting, scene.person)
        decided = {
            c.id: f"{c.name}: {meeting.decisions[c.id].option.words.lower()}"
            for c in meeting.children
            if c.id in meeting.decisions
        }
        meant = scene.ids.get("c") or (next(iter(decided)) if len(decided) == 1 else "")
        return Prepared(
            intro=[f"{dissent.PROTECTION_GOES_ON} {cards.TELL_MANAGER}", *_before(scene, meeting)],
            options={"child": decided},
            known={"child": meant} if meant in decided else {},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it word for word; the chair is told."""
        fresh = new_id()
        meeting, kept = await change(
            scene,
            lambda m: dissent.record_dissent(
                m, scene.person, self.child, self.reason, self.alternative, scene.now, fresh
            ),
        )
        return shown(scene, _recorded(scene, meeting, kept))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The dissent that this person recorded last."""
        meeting = await the_meeting(scene)
        own = [d for d in meeting.dissents if d.person == scene.person.id]
        return shown(scene, _recorded(scene, meeting, own[-1])) if own else None


def _before(scene: Scene, meeting: PlanningMeeting) -> list[str]:
    own = [d for d in meeting.dissents if d.person == scene.person.id]
    if not own:
        return []
    at = day_and_time(own[-1].at, scene.turn.time_zone)
    return [f"You recorded a dissent on {at}. It stays; this one is kept beside it."]


def _recorded(scene: Scene, meeting: PlanningMeeting, kept: Dissent) -> AdaptiveCard:
    return cards.recorded_dissent_card(meeting, kept, _after(scene, meeting, kept), scene.turn.time_zone)


def _after(scene: Scene, meeting: PlanningMeeting, kept: Dissent) -> list[Action]:
    """What follows; for the dissenter the line manager comes first, before anything else that is owed."""
    rest = next_buttons(meeting, scene.person)
    if kept.manager_told_at or kept.person != scene.person.id:
        return rest
    own = button("I have told my line manager", "manager.open", m=meeting.id, d=kept.id)
    return [own, *(each for each in rest if each.title != own.title)]


@jobs.on("dissent.read")
async def read(scene: Scene) -> Answer:
    """A dissent, for the chair and the dissenter; that it was read is noted."""
    found = await one_meeting(
        scene,
        "dissent.read",
        "Dissents",
        lambda m: bool(_readable(scene, m)),
        "There is no dissent for you to read. One that was raised with you opens with answer dissent.",
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting = await the_meeting(scene)
    meeting.role_of(scene.person)
    own = _readable(scene, meeting)
    if not own:
        raise NotYours(who="the chair and whoever recorded a dissent", next_step="Ask the chair.")
    if "d" not in scene.ids and len(own) > 1:
        return shown(scene, _which(meeting, own))
    kept = dissent.find(meeting, scene.ids.get("d", own[0].id))
    if kept not in own:
        raise NotYours(who="the chair and whoever recorded this dissent", next_step="Ask the chair.")
    await note_read(scene, meeting, "dissent")
    actions = _after(scene, meeting, kept)
    return shown(scene, cards.dissent_card(meeting, kept, actions, scene.turn.time_zone))


def _readable(scene: Scene, meeting: PlanningMeeting) -> list[Dissent]:
    """The dissents that are for this person: all for the chair, their own for everybody else."""
    chair = meeting.chair.id == scene.person.id
    return [d for d in meeting.dissents if chair or d.person == scene.person.id]


def _which(meeting: PlanningMeeting, own: Sequence[Dissent]) -> AdaptiveCard:
    shown_last = list(own)[-MOST_LISTED:]
    buttons = [
        button(f"{n}. {d.name}, {d.at.day} {d.at:%B}", "dissent.read", m=meeting.id, d=d.id)
        for n, d in enumerate(shown_last, 1)
    ]
    return choices_card("Dissents", "Which one do you want to read?", buttons)


@jobs.on("manager.open")
async def manager_told(scene: Scene) -> Answer:
    """The dissenter has told the line manager; an enrolled one gets a card. Done twice changes nothing."""
    if "d" not in scene.ids:
        untold = await _untold(scene)
        if len(untold) != 1:
            return _which_one(untold)
        scene = scene.about(untold[0].ids)
    meeting, _ = await change(
        scene, lambda m: dissent.tell_manager(m, scene.person, scene.ids["d"], scene.now)
    )
    kept = dissent.find(meeting, scene.ids["d"])
    manager = await scene.store.people.get(kept.manager) if kept.manager else None
    at = day_and_time(kept.manager_told_at or scene.now, scene.turn.time_zone)
    card = cards.manager_card(
        meeting,
        manager.name if manager else "",
        at,
        next_buttons(meeting, scene.person),
        gets_card=manager is not None,
    )
    return shown(scene, card)


async def _untold(scene: Scene) -> list[Subject]:
    """This person's dissents of which the line manager has not been told."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = [await scene.store.meetings.load(line.id) for line in lines]
    return [
        Subject({"m": m.id, "d": d.id}, f"{m.reference}, {d.at.day} {d.at:%B}")
        for m in meetings
        for d in m.dissents
        if d.person == scene.person.id and d.manager_told_at is None
    ]


def _which_one(untold: Sequence[Subject]) -> Answer:
    if not untold:
        return Answer(say=["You have no dissent that your line manager is still to hear of."])
    buttons = [button(each.label, "manager.open", **each.ids) for each in list(untold)[-MOST_LISTED:]]
    return Answer(say=[choices_card("Your line manager", "Which dissent have you told them of?", buttons)])


jobs.command(
    Command(
        "dissent",
        "dissent.open",
        "Formally disagree with a decision.",
        ("disagree", "i disagree", "record dissent", "object"),
    )
)
jobs.command(
    Command("read dissent", "dissent.read", "Read a dissent", ("dissents", "my dissent"), listed=False)
)
jobs.command(
    Command(
        "told my manager",
        "manager.open",
        "Your line manager knows of your dissent",
        ("manager", "line manager", "i have told my manager", "i have told my line manager"),
        listed=False,
    )
)
