"""What a meeting settles beside the decisions: lead professional, core group, dates and actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import ClassVar

from cards.groups.group import not_together
from cards.meetings import decision as cards
from cppm.groups.core_group import CoreGroup
from cppm.meetings.decision import registered
from cppm.meetings.meeting import ImmediateAction, MeetingKind, Phase, PlanningMeeting
from cppm.meetings.outcome import (
    ReviewTooLate,
    agree_actions,
    before_birth,
    first_core_group_by,
    latest_review,
    settle,
)
from cppm.meetings.quorum import inquorate
from cppm.people import Agency, Duty, Person, Role
from cppm.timing.timescales import local_day, say_day
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.lines import ACTION_EXAMPLE, ActionLine, read_actions
from dialogs.meetings.chairing import NOT_OPEN, chaired, chairs_meeting, change, done_card, the_meeting
from dialogs.meetings.reviewing import group_under_review
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

CORE_GROUP_ROLES = (Role.LEAD_PROFESSIONAL, Role.PRACTITIONER, Role.INCOMING_LEAD_PROFESSIONAL)


FOR_NEEDS = "Who does what by when for the child's needs, with no name on the register?"
NEXT_MEETING = "When does the core group next meet?"


def _bad_review(review: date, got: Got) -> str:
    latest = got["latest"]
    return str(ReviewTooLate(limit=say_day(latest))) if latest and review > latest else ""


@jobs.form
class SettleOutcome(Form):
    """Core group and dates"""

    job: ClassVar[str] = "outcome"
    nothing: ClassVar[str] = NOT_OPEN

    lead: str = ask(
        "Who is the lead professional?",
        kind="person",
        label="Lead professional",
        hint="A qualified social worker on the list of this meeting.",
    )
    core_group: list[str] = ask(
        "Who else is in the core group?",
        kind="some_of",
        label="Core group",
        hint="Practitioners who do the work, parents and carers, and the child where that is right.",
    )
    group_chair: str = ask(
        "Who chairs the core group?",
        kind="person",
        label="Chair of the core group",
        required=False,
        hint="Social work convenes and chairs it. Left out: the lead professional.",
    )
    first_core_group: datetime = ask(
        "When does the core group first meet?", label="First core group", side="future"
    )
    review_on: date = ask("When is the review?", label="Review", side="future", check=_bad_review)

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who can be chosen, and by when each date is."""
        meeting = await chairs_meeting(scene, "settling the outcome", Phase.OPEN)
        group = await group_under_review(scene, meeting)
        latest = latest_review(scene.now, scene.profile, before_birth(meeting))
        chairs, settled = _group_chairs(meeting), _settled(meeting, group)
        # With one social worker there is nobody to choose from.
        known = {"group_chair": settled.pop("group_chair")} if len(chairs) == 1 else {}
        return Prepared(
            intro=_intro(meeting),
            options={"lead": _leads(meeting), "core_group": _members(meeting), "group_chair": chairs},
            known={"latest": latest, **known},
            earlier=settled,
            wording={"first_core_group": NEXT_MEETING} if group else {},
            hints={
                "first_core_group": _as_planned(group) if group else _by_when(scene),
                "review_on": _latest_in_words(latest, before_birth(meeting)),
            },
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Settle it, and say so when the core group comes late."""
        meeting, _ = await change(
            scene,
            lambda m: settle(
                m,
                scene.person,
                scene.now,
                self.lead,
                self.core_group,
                self.first_core_group,
                self.review_on,
                scene.profile,
                self.group_chair or self.lead,
            ),
        )
        return _shown(scene, meeting, self._late(scene, meeting))

    def _late(self, scene: Scene, meeting: PlanningMeeting) -> str:
        """Said when the first core group comes after the day to aim at (TIM-11)."""
        by = first_core_group_by(scene.now, scene.profile)
        if meeting.kind is MeetingKind.REVIEW or not by or local_day(self.first_core_group) <= by[0]:
            return ""
        return f"The core group meets after {say_day(by[0])}, the day to aim at. {_by_when(scene)}"

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is settled now."""
        meeting = await the_meeting(scene)
        return _shown(scene, meeting)


def _shown(scene: Scene, meeting: PlanningMeeting, note: str = "") -> Answer:
    rows = cards.outcome_rows(meeting, scene.turn.time_zone)
    said = " ".join([*filter(None, [note]), *not_together(_of_both_parts(meeting))])
    return done_card(scene, meeting, "Core group and dates are settled", rows, said, "outcome.change")


def _of_both_parts(meeting: PlanningMeeting) -> list[str]:
    """The family in the core group who were in different parts of this meeting (PAR-02)."""
    only = meeting.parts.only if meeting.parts else {}
    lines = [f for f in meeting.family if f.id in meeting.outcome.core_group and f.id in only]
    return [f.within for f in lines] if len({only[f.id] for f in lines}) > 1 else []


def _latest_in_words(latest: date | None, unborn: bool) -> str:
    """By when the review is; before a birth the meeting sets an early day itself (TIM-05..07)."""
    limit = f"{say_day(latest)} at the latest." if latest else ""
    early = "Before a birth it is set early, with the due date in mind." if unborn else ""
    return " ".join(filter(None, [early, limit]))


def _intro(meeting: PlanningMeeting) -> list[str]:
    decided = len(meeting.decisions) == len(meeting.children)
    if decided and not registered(meeting):
        return ["No name is on the register after this meeting, so it can close without this."]
    return ["This meeting went ahead without a quorum, so set an early review."] if inquorate(meeting) else []


def _leads(meeting: PlanningMeeting) -> dict[str, str]:
    people = _of_this_council(meeting)
    return {p.id: f"{p.name}, {p.post}" for p in people if p.has(Duty.QUALIFIED_SOCIAL_WORKER)}


def _of_this_council(meeting: PlanningMeeting) -> list[Person]:
    """Everybody on the list but those who come for the area that a family left: the work is here now."""
    there = meeting.move.from_there if meeting.move else []
    return [i.person for i in meeting.invitees if i.person.id not in there]


def _members(meeting: PlanningMeeting) -> dict[str, str]:
    """Who does the work, and the family that was invited; who was kept away for safety is not offered."""
    lines = [i for i in meeting.invitees if i.invited and i.role in CORE_GROUP_ROLES]
    unborn = {c.id for c in meeting.children if c.unborn}
    family = [f for f in meeting.family if f.invited and f.child not in unborn]
    people = {i.person.id: f"{i.person.name}, {i.person.agency}" for i in lines}
    return people | {f.id: f.named for f in family}


def _group_chairs(meeting: PlanningMeeting) -> dict[str, str]:
    people = [person for person in _of_this_council(meeting) if person.agency is Agency.SOCIAL_WORK]
    return {p.id: f"{p.name}, {p.post}" for p in people}


def _settled(meeting: PlanningMeeting, group: CoreGroup | None) -> dict[str, object]:
    """What is settled already; before that, in a review, the core group as it is."""
    outcome, lead = meeting.outcome, meeting.lead_professional.id
    before = group.chair.id if group and group.chair.id in _group_chairs(meeting) else lead
    planned = group.planned.starts_at if group and group.planned else None
    first = outcome.first_core_group or planned
    return {
        "lead": outcome.lead_professional or lead,
        "core_group": outcome.core_group or _as_it_is(meeting, group),
        "group_chair": outcome.core_group_chair or before,
        **({"first_core_group": first} if first else {}),
        **({"review_on": outcome.review_on} if outcome.review_on else {}),
    }


def _as_it_is(meeting: PlanningMeeting, group: CoreGroup | None) -> list[str]:
    """The members that the group has and the meeting knows; the lead professional alone where none is."""
    members = [*(p.id for p in group.current_members), *(f.id for f in group.family)] if group else []
    known = [id for id in _members(meeting) if id in members]
    return known or [meeting.lead_professional.id]


def _as_planned(group: CoreGroup) -> str:
    return "It is planned already; another date moves it." if group.planned else "None is planned yet."


def _by_when(scene: Scene) -> str:
    by = first_core_group_by(scene.now, scene.profile)
    if by is None:
        return ""
    aim, last = by
    aimed = f"Aim at {say_day(aim)}; " if aim < last else ""
    return f"{aimed}{say_day(last)} is the last day. {scene.profile.clock('first_core_group').says}"


def _bad_actions(lines: list[str], got: Got) -> str:
    return " ".join(read_actions(lines, got["now"], got["siblings"]).problems)


@jobs.form
class AgreeActions(Form):
    """Immediate actions"""

    job: ClassVar[str] = "actions"
    nothing: ClassVar[str] = NOT_OPEN

    actions: list[str] = ask(
        "Who does what by when, until the core group meets?",
        kind="lines",
        label="Immediate actions",
        required=False,
        hint=f"For example: {ACTION_EXAMPLE}. Leave it empty when there are none.",
        example=ACTION_EXAMPLE,
        max_length=3000,
        check=_bad_actions,
    )
    none_because: str = ask(
        "Why are there no immediate actions?",
        kind="long",
        label="No actions because",
        when=lambda got: "actions" in got and not got["actions"],
        only="Only when there are none.",
        max_length=500,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was agreed before."""
        meeting = await chairs_meeting(scene, "agreeing actions", Phase.OPEN)
        before = "\n".join(_typed(meeting, each) for each in meeting.outcome.actions)
        on_register = registered(meeting) or len(meeting.decisions) < len(meeting.children)
        return Prepared(
            wording={} if on_register else {"actions": FOR_NEEDS},
            known={"now": scene.now, "siblings": _siblings(meeting)},
            hints=_for_one(meeting),
            earlier={"actions": before, "none_because": meeting.outcome.no_actions_because},
            case_line=meeting.reference,
        )

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """The actions, or why there are none."""
        return [(label, value) for label, value in super().rows(prepared) if value != "-"]

    async def record(self, scene: Scene) -> Answer:
        """Agree the actions, each with the weekday it is due."""
        siblings = _siblings(await the_meeting(scene))
        found = _with_ids(read_actions(self.actions, scene.now, siblings).found)
        meeting, _ = await change(
            scene,
            lambda m: agree_actions(m, scene.person, found, scene.now, self.none_because),
        )
        return _agreed(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is agreed now."""
        return _agreed(scene, await the_meeting(scene))


def _siblings(meeting: PlanningMeeting) -> dict[str, str]:
    """The children by name, where there are several; their ids."""
    return {c.name: c.id for c in meeting.children} if len(meeting.children) > 1 else {}


def _for_one(meeting: PlanningMeeting) -> dict[str, str]:
    """How a line says that it is about one child alone, where there are several."""
    for name in _siblings(meeting):
        return {"actions": f"For example: {ACTION_EXAMPLE}, for {name}. Without a name it is for them all."}
    return {}


def _typed(meeting: PlanningMeeting, action: ImmediateAction) -> str:
    whom = f", for {meeting.child(action.child).name}" if action.child else ""
    return f"{action.who}: {action.what}, by {action.by.day} {action.by:%B %Y}{whom}"


def _with_ids(lines: Iterable[ActionLine]) -> list[ImmediateAction]:
    return [ImmediateAction(new_id(), line.what, line.who, line.by, line.child) for line in lines]


def _agreed(scene: Scene, meeting: PlanningMeeting) -> Answer:
    outcome = meeting.outcome
    rows = [(a.who, cards.what_is_done(meeting, a)) for a in outcome.actions]
    none = [("No actions because", outcome.no_actions_because)]
    return done_card(
        scene, meeting, "The immediate actions are agreed", rows or none, change_verb="actions.change"
    )


jobs.unlisted("outcome", "outcome.open", "Core group and dates", "review date", "core group and dates")
jobs.unlisted("actions", "actions.open", "Immediate actions", "immediate actions", "action", "agree actions")
