"""The chair's hour until views are asked: opening, roll, quorum, summary, child's and parents' views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, TypeVar

from cards import conduct as cards
from cards.elements import AdaptiveCard
from cards.forms import recorded_card
from cppm import conduct
from cppm.meeting import (
    Child,
    ChildSummary,
    Coming,
    Invitee,
    Phase,
    PlanningMeeting,
    Verdict,
    Voice,
)
from cppm.quorum import quorum_now
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
T = TypeVar("T")
Change = Callable[[PlanningMeeting], T]


async def chaired(scene: Scene, *phases: Phase) -> list[Subject]:
    """The meetings that this person chairs and that stand in one of the phases."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    found = [line for line in lines if line.phase in phases]
    meetings = [await scene.store.meetings.load(line.id) for line in found]
    return [Subject({"m": m.id}, m.reference) for m in meetings if m.chair.id == scene.person.id]


async def children_of(
    scene: Scene, wanted: Callable[[PlanningMeeting, Child], bool], chair_only: bool = True
) -> list[Subject]:
    """The children of meetings in progress for whom something is still to do."""
    if "m" in scene.ids:
        meetings = [await scene.store.meetings.load(scene.ids["m"])]
    else:
        lines = await scene.store.meetings.for_person(scene.person.id)
        meetings = [await scene.store.meetings.load(m.id) for m in lines if m.phase is Phase.OPEN]
    return [
        Subject({"m": m.id, "c": c.id}, f"{c.name}, {m.reference}")
        for m in meetings
        if not chair_only or m.chair.id == scene.person.id
        for c in m.children
        if wanted(m, c)
    ]


async def change(scene: Scene, what: Change[T]) -> tuple[PlanningMeeting, T]:
    """One change of the meeting that the scene is about, under the turn's own key."""
    done = await scene.store.meetings.update(scene.ids["m"], what, scene.person, scene.once)
    return done.meeting, done.result


def done_card(
    scene: Scene, meeting: PlanningMeeting, title: str, rows: Sequence[tuple[str, str]], note: str = ""
) -> Answer:
    """What was recorded, and the next step."""
    card = recorded_card(
        title,
        rows,
        scene.person.name,
        scene.now,
        case_line=meeting.reference,
        note=note,
        zone=scene.turn.time_zone,
        buttons=next_buttons(meeting, scene.person),
    )
    return shown(scene, card)


def shown(scene: Scene, card: AdaptiveCard) -> Answer:
    """In the place of the pressed card, or as a new one when it was typed."""
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


@jobs.on("start.open")
async def start(scene: Scene) -> Answer:
    """Open the meeting; the roll comes next."""
    if "m" not in scene.ids:
        found = await chaired(scene, Phase.INVITED, Phase.OPEN)
        if len(found) != 1:
            return Answer(say=["Type meetings and choose the one you want to open."])
        scene = scene.about(found[0].ids)
    meeting, _ = await change(scene, lambda m: conduct.open_meeting(m, scene.person, scene.now))
    return done_card(
        scene, meeting, "The meeting is open", [("Stands", "In progress")], "Next, call the roll."
    )


def _listed(lines: Sequence[Invitee]) -> dict[str, str]:
    return {i.person.id: f"{i.person.name}, {i.person.agency}" for i in lines}


@jobs.form
class CallRoll(Form):
    """Call the roll"""

    job: ClassVar[str] = "roll"
    nothing: ClassVar[str] = "No meeting of yours is open now. Open it first; type meetings to see yours."

    present: list[str] = ask("Who is here themselves?", kind="some_of", label="Here")
    deputies: list[str] = ask(
        "Whose deputy sits in?",
        kind="some_of",
        label="Deputy sits in for",
        required=False,
        when=lambda got: got.get("has_deputies"),
    )
    family: list[str] = ask(
        "Who of the family is here?",
        kind="some_of",
        label="Family here",
        required=False,
        when=lambda got: got.get("has_family"),
    )
    opening: list[str] = ask(
        "What have you said at the start?", kind="some_of", label="Said at the start", required=False
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody on the list; those who said they come are ticked."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_chair(scene.person)
        meeting.require_phase("calling the roll", Phase.OPEN)
        deputised = [i for i in meeting.invitees if i.deputy]
        family = {f.id: f"{f.who} ({f.relation})" for f in meeting.family if f.invited}
        coming = [i.person.id for i in meeting.invitees if i.coming is Coming.ATTENDING]
        sitting = [i.person.id for i in meeting.invitees if i.coming is Coming.DEPUTY]
        return Prepared(
            intro=[
                "Tick who is in the meeting now. Late arrivals and early leavers can be noted afterwards."
            ],
            options={
                "present": _listed(meeting.invitees),
                "deputies": {
                    i.person.id: f"{i.deputy.name} for {i.person.name}" for i in deputised if i.deputy
                },
                "family": family,
                "opening": conduct.opening_list(meeting),
            },
            known={"has_deputies": bool(deputised), "has_family": bool(family)},
            earlier={"present": coming, "deputies": sitting, "opening": meeting.opening},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Call the roll and note what was said."""

        def called(m: PlanningMeeting) -> None:
            own = [p for p in self.present if p not in self.deputies]
            conduct.call_roll(m, scene.person, own, self.deputies, self.family, scene.now)
            conduct.check_opening(m, scene.person, self.opening, scene.now)

        meeting, _ = await change(scene, called)
        return _roll(scene, meeting)


def _roll(scene: Scene, meeting: PlanningMeeting) -> Answer:
    quorum = quorum_now(meeting, scene.profile.quorum)
    actions = next_buttons(meeting, scene.person)
    return shown(scene, cards.roll_card(meeting, quorum, actions, scene.turn.time_zone))


class _Movement(Form):
    """Somebody comes or goes."""

    who: str = ask("Who?", kind="person", label="Who")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)


@jobs.form
class Arrive(_Movement):
    """Somebody arrived"""

    job: ClassVar[str] = "arrive"
    deputy: bool | None = ask(
        "Is it their deputy who came?",
        label="Deputy",
        required=False,
        when=lambda got: got.get("who") in (got.get("deputised") or []),
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who are not here."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_chair(scene.person)
        meeting.require_phase("noting an arrival", Phase.OPEN)
        away = [i for i in meeting.invitees if not i.present]
        return Prepared(
            options={"who": _listed(away)},
            known={"deputised": [i.person.id for i in away if i.deputy]},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Note the arrival and show the roll."""
        meeting, _ = await change(
            scene,
            lambda m: conduct.note_arrival(m, scene.person, self.who, scene.now, bool(self.deputy)),
        )
        return _roll(scene, meeting)


@jobs.form
class Depart(_Movement):
    """Somebody left"""

    job: ClassVar[str] = "depart"

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who are here."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_chair(scene.person)
        meeting.require_phase("noting a departure", Phase.OPEN)
        here = [i for i in meeting.invitees if i.present]
        return Prepared(options={"who": _listed(here)}, case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Note who left and show the roll."""
        meeting, _ = await change(scene, lambda m: conduct.note_leaving(m, scene.person, self.who, scene.now))
        return _roll(scene, meeting)


@jobs.form
class StateQuorum(Form):
    """State the quorum"""

    job: ClassVar[str] = "quorum"
    submit: ClassVar[str] = "State the quorum"
    nothing: ClassVar[str] = "No meeting of yours is open now. Type meetings to see yours."

    reason: str = ask(
        "Why do you go ahead with two agencies?",
        kind="long",
        label="Reason to go ahead",
        when=lambda got: got.get("discretion"),
        max_length=1000,
    )
    essential: bool | None = ask(
        "Is all essential information from the key agencies available?",
        label="Essential information available",
        when=lambda got: got.get("discretion"),
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The quorum explained; with one agency there is nothing to answer."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_chair(scene.person)
        meeting.require_phase("stating the quorum", Phase.OPEN)
        quorum = quorum_now(meeting, scene.profile.quorum)
        if quorum.verdict is Verdict.NEVER:
            raise conduct.SingleAgency(agencies=" and ".join(quorum.agencies) or "no agency")
        return Prepared(
            facts=[("Quorum", quorum.explained)],
            intro=[quorum.unusual] if quorum.unusual else [],
            known={"discretion": quorum.verdict is Verdict.DISCRETION},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """State the quorum; the next step follows."""
        meeting, quorum = await change(
            scene,
            lambda m: conduct.state_quorum(
                m, scene.person, scene.now, scene.profile, self.reason, bool(self.essential)
            ),
        )
        return shown(
            scene, cards.quorum_card(meeting, quorum, self.reason, next_buttons(meeting, scene.person))
        )


@jobs.form
class Reconvene(Form):
    """Set a new date, because the meeting is not quorate"""

    job: ClassVar[str] = "reconvene"
    nothing: ClassVar[str] = "No meeting of yours is open now. Type meetings to see yours."

    new_date: datetime = ask("When will it meet instead?", label="New date", side="future")
    reason: str = ask("Why does it not go ahead?", kind="long", label="Reason", max_length=1000)

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What the quorum lacks."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_chair(scene.person)
        meeting.require_phase("setting a new date", Phase.OPEN)
        quorum = quorum_now(meeting, scene.profile.quorum)
        intro = [
            "Everybody invited is told and asked again. Reports that came in stay.",
            "The interim safety plan goes on.",
        ]
        return Prepared(intro=intro, facts=[("Quorum", quorum.explained)], case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Set the date; the agencies that were missing stay on record as the cause."""
        meeting, _ = await change(
            scene,
            lambda m: conduct.reconvene(
                m, scene.person, self.new_date, self.reason, scene.now, scene.profile
            ),
        )
        return done_card(scene, meeting, "The meeting has a new date", self.rows(Prepared()))


class _AboutChild(Form):
    """Something that the chair captures for one child."""

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether it is still missing for this child."""
        return True

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children for whom it is missing, else every child."""
        missing = await children_of(scene, cls.wanted)
        return missing or await children_of(scene, lambda m, c: True)

    @classmethod
    async def about(cls, scene: Scene) -> tuple[PlanningMeeting, Child]:
        """The meeting and the child, for the chair alone."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_chair(scene.person)
        conduct.require_quorum(meeting)
        return meeting, meeting.child(scene.ids["c"])


@jobs.form
class SumUp(_AboutChild):
    """Sum up before views are asked"""

    job: ClassVar[str] = "summary"
    nothing: ClassVar[str] = "No meeting of yours is open now. Type meetings to see yours."

    risks: str = ask("Which risks?", kind="long", label="Risks")
    needs: str = ask("Which needs?", kind="long", label="Needs")
    protective: str = ask("Which protective factors and strengths?", kind="long", label="Protective factors")

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether there is no summary yet."""
        return child.id not in meeting.summaries

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was summed up before, to be changed."""
        meeting, child = await cls.about(scene)
        before = meeting.summaries.get(child.id)
        intro = [f"For {child.name}: what the discussion has shown. If there is nothing, say so in words."]
        return Prepared(intro=intro, earlier=vars(before) if before else {}, case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Keep the summary."""
        summary = ChildSummary(self.risks, self.needs, self.protective)
        meeting, _ = await change(
            scene, lambda m: conduct.capture_summary(m, scene.person, scene.ids["c"], summary, scene.now)
        )
        return done_card(scene, meeting, "Summed up", self.rows(Prepared()))


def _was_heard(got: Got) -> bool:
    return bool(got.get("heard"))


class _Heard(_AboutChild):
    """Somebody's views, or why they could not be heard."""

    heard: bool = ask("Were the views heard?", label="Heard")
    words: str = ask("What was said?", kind="long", label="Views", when=_was_heard)
    how: str = ask(
        "How were the views obtained?",
        label="How",
        when=_was_heard,
        example="in the meeting, through an advocate, in a drawing",
    )
    why_not: str = ask(
        "Why could they not be heard?",
        kind="long",
        label="Passed over because",
        when=lambda got: got.get("heard") is False,
        max_length=1000,
    )

    def voice(self) -> Voice:
        """What was heard, as the field keeps it."""
        return Voice(self.words, self.how, self.why_not)


def _before(voice: Voice | None) -> dict[str, object]:
    if voice is None:
        return {}
    heard = bool(voice.words)
    said = {"words": voice.words, "how": voice.how} if heard else {"why_not": voice.passed_over}
    return {"heard": heard, **said}


@jobs.form
class ChildsVoice(_Heard):
    """The child's views"""

    job: ClassVar[str] = "voice"
    nothing: ClassVar[str] = "No meeting of yours is open now. Type meetings to see yours."

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether nothing is captured yet."""
        return child.id not in meeting.childs_views

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """In the child's own words; for a baby, presentation and behaviour."""
        meeting, child = await cls.about(scene)
        little = child.unborn or (child.age is not None and child.age < 2)
        intro = (
            f"For {child.name}, describe presentation and behaviour, or what is known before birth."
            if little
            else f"{child.name}'s views in their own words where you have them, whether or not they are here."
        )
        return Prepared(
            intro=[intro],
            earlier=_before(meeting.childs_views.get(child.id)),
            wording={"heard": f"Can {child.name}'s views be given?"},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the child's views."""
        meeting, _ = await change(
            scene,
            lambda m: conduct.capture_childs_views(m, scene.person, scene.ids["c"], self.voice(), scene.now),
        )
        return done_card(scene, meeting, "The child's views are kept", self.rows(Prepared()))


@jobs.form
class ParentsVoice(_Heard):
    """The parents' views"""

    job: ClassVar[str] = "parents"
    nothing: ClassVar[str] = "No meeting of yours is open now. Type meetings to see yours."
    all_children: bool | None = ask(
        "Is this the same for all children?",
        label="For all children",
        required=False,
        when=lambda got: got.get("several"),
    )

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether nothing is captured yet."""
        return child.id not in meeting.parents_views

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What parents, carers and people with parental responsibilities say."""
        meeting, child = await cls.about(scene)
        intro = [f"About {child.name}: parents, carers and everybody with parental responsibilities."]
        return Prepared(
            intro=intro,
            known={"several": len(meeting.children) > 1},
            earlier=_before(meeting.parents_views.get(child.id)),
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the parents' views, for every child where they are the same."""

        def captured(m: PlanningMeeting) -> None:
            chosen = [c.id for c in m.children] if self.all_children else [scene.ids["c"]]
            for child_id in chosen:
                conduct.capture_parents_views(m, scene.person, child_id, self.voice(), scene.now)

        meeting, _ = await change(scene, captured)
        return done_card(scene, meeting, "The parents' views are kept", self.rows(Prepared()))


def _unlisted(name: str, verb: str, line: str, *words: str) -> None:
    jobs.command(Command(name, verb, line, words, listed=False))


_unlisted("open meeting", "start.open", "Open the meeting", "start meeting", "begin meeting")
_unlisted("roll", "roll.open", "Call the roll", "roll call", "who is here")
_unlisted("arrived", "arrive.open", "Somebody arrived late", "arrival")
_unlisted("left", "depart.open", "Somebody left early", "departure")
_unlisted("quorum", "quorum.open", "State the quorum", "quorate")
_unlisted("new date", "reconvene.open", "Set a new date", "reconvene", "postpone")
_unlisted("summary", "summary.open", "Sum up for a child", "sum up", "risks")
_unlisted("child's views", "voice.open", "The child's views", "childs views", "voice of the child")
_unlisted("parents' views", "parents.open", "The parents' views", "parents views")
