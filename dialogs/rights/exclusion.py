"""Who of the family is not invited or is excluded: the chair decides, a practitioner alerts the chair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Literal

from cards.layout import day_and_time
from cards.rights import exclusion as cards
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Role
from cppm.rights import exclusion
from cppm.rights.exclusion_records import DANGEROUS, GROUNDS, IN_THE_HOUR, Decided, Exclusion, Ground, Legal
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, done_card, few_lines, the_meeting
from dialogs.questions import Got
from dialogs.rights import exclusion_plan
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()
jobs.add(exclusion_plan.jobs)

LONGEST = 1500
NOTHING = "You chair no meeting to come or under way. Type meetings to see yours."
ONLY_OUT = "Only if they are kept out."


def _kept_out(got: Got) -> bool:
    return got.get("decided") in ("out", "part")


def _police(got: Got) -> bool:
    chosen = got.get("grounds") or []
    return _kept_out(got) and bool(got.get("under_way")) and any(g in DANGEROUS for g in chosen)


async def _to_come(scene: Scene, chairs: bool) -> list[Subject]:
    """The meetings to come or under way that this person chairs, or takes part in otherwise."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    return [
        Subject({"m": line.id}, line.reference)
        for line in lines
        if line.phase in exclusion.DECIDABLE and (line.role is Role.CHAIR) is chairs
    ]


def _whom(meeting: PlanningMeeting, scene: Scene) -> tuple[dict[str, str], dict[str, object]]:
    """Everybody who can be meant, those on whom a decision waits first, and the one that a button named."""
    waiting = exclusion.waiting(meeting)
    lines = sorted(exclusion.adults(meeting), key=lambda line: line not in waiting)
    named = scene.ids.get("f") or (lines[0].id if len(lines) == 1 else "")
    options = {line.id: line.named for line in lines}
    return options, {"whom": named} if named in options else {}


@jobs.form
class Exclude(Form):
    """Decide who is not invited or is excluded"""

    job: ClassVar[str] = "exclude"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = NOTHING

    whom: str = ask("About whom?", kind="one_of", label="About")
    decided: Literal["out", "part", "virtual", "in"] = ask(
        "What do you decide?",
        label="Decided",
        options={
            "out": "Not in the meeting at all",
            "part": "Not in a part of the meeting",
            "virtual": "By video or phone only",
            "in": "In the meeting like everybody",
        },
        synonyms={
            "out": ("out", "not invited", "excluded", "not at all"),
            "part": ("a part", "partly"),
            "virtual": ("video", "phone", "virtual", "online"),
            "in": ("invited", "in", "stays invited"),
        },
    )
    part: str = ask(
        "From which part of the meeting?",
        label="From which part",
        when=lambda got: got.get("decided") == "part",
        only="Only for a part.",
        example="while the reports are heard",
    )
    grounds: list[str] = ask(
        "On which grounds?", kind="some_of", label="Grounds", when=_kept_out, only=ONLY_OUT
    )
    reasons: str = ask(
        "What are your reasons?",
        kind="long",
        label="Reasons",
        hint="They go into the minutes, and somebody kept out is told them directly.",
        max_length=LONGEST,
        check=few_lines,
    )
    not_virtual: str = ask(
        "Why can they not take part by video or phone?",
        kind="long",
        label="By video or phone",
        when=_kept_out,
        only=ONLY_OUT,
        hint="Always considered first. It is no answer where it would reveal, say, where a refuge is.",
        max_length=600,
        check=few_lines,
    )
    legal: Literal["none", "taken", "waiting", "without"] | None = ask(
        "Do they hold parental responsibilities and rights, and is there legal advice?",
        label="Legal advice",
        when=_kept_out,
        only=ONLY_OUT,
        options={
            "none": "They hold none",
            "taken": "They hold them, and advice is taken",
            "waiting": "They hold them, and advice is asked for",
            "without": "They hold them, and I decide without advice",
        },
        synonyms={"waiting": ("asked", "asked for"), "taken": ("advice taken",), "without": ("no advice",)},
    )
    legal_words: str = ask(
        "Who advises, and what; or why do you decide without?",
        label="Of the advice",
        when=lambda got: _kept_out(got) and got.get("legal") not in (None, "none"),
        only="Only if they hold parental responsibilities and rights.",
        max_length=400,
    )
    police: str = ask(
        "Are the police called, and is the policy on violence and aggression followed?",
        label="Police",
        when=_police,
        only="Only for danger in the meeting.",
        max_length=400,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are to come or under way."""
        return await _to_come(scene, chairs=True)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whom it can be about, what the chair was told, and the grounds that can apply now."""
        meeting = await the_meeting(scene)
        exclusion.require_decider(meeting, scene.person)
        whom, named = _whom(meeting, scene)
        before = exclusion.current(meeting, str(named.get("whom", "")))
        return Prepared(
            intro=["Everybody of the family is invited unless exceptional circumstances speak against it."],
            facts=_known_of(meeting, str(named.get("whom", ""))),
            options={"whom": whom, "grounds": _grounds(meeting, scene)},
            known={"under_way": meeting.phase is Phase.OPEN, **named},
            earlier=_earlier(before) if before else {},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the decision; where it keeps somebody out, who speaks with them comes next."""
        said = exclusion.Said(
            Decided(self.decided),
            self.reasons,
            tuple(map(Ground, self.grounds)),
            self.not_virtual,
            Legal(self.legal or "none"),
            self.legal_words,
            self.part,
            self.police,
        )
        fresh = new_id()
        meeting, _ = await change(
            scene, lambda m: exclusion.decide(m, scene.person, self.whom, said, scene.now, fresh)
        )
        return _decided(scene, meeting, self.whom)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The decision as it stands."""
        meeting = await the_meeting(scene)
        last = meeting.exclusions[-1].line if meeting.exclusions else ""
        return _decided(scene, meeting, scene.ids.get("f", last))


def _known_of(meeting: PlanningMeeting, line_id: str) -> list[tuple[str, str]]:
    """Who was left out when it was booked, and what the chair was told: of one person or of everybody."""
    about = [line for line in exclusion.adults(meeting) if line_id in ("", line.id)]
    names = {line.id: line.who for line in about}
    left_out = [
        (f"{line.who}, when it was booked", f"left out, {line.reason}")
        for line in about
        if not line.invited and exclusion.current(meeting, line.id) is None
    ]
    told = [(f"{a.name} about {names[a.line]}", a.words) for a in meeting.alerts if a.line in names]
    return [*left_out, *told]


def _grounds(meeting: PlanningMeeting, scene: Scene) -> dict[str, str]:
    """The grounds in words; those of the hour itself only from an hour before the meeting."""
    near = scene.now >= meeting.starts_at - timedelta(hours=1)
    return {each.value: words for each, words in GROUNDS.items() if near or each not in IN_THE_HOUR}


def _earlier(before: Exclusion) -> dict[str, object]:
    kept: dict[str, object] = {"decided": before.decided.value, "reasons": before.reasons}
    if before.keeps_out:
        kept |= {"grounds": [g.value for g in before.grounds], "not_virtual": before.not_virtual}
        kept |= {"legal": before.legal.value, "legal_words": before.legal_words, "part": before.part}
    return kept


def _decided(scene: Scene, meeting: PlanningMeeting, line_id: str) -> Answer:
    kept = exclusion.current(meeting, line_id)
    if kept is None:
        return Answer()
    who = exclusion.family_line(meeting, kept.line).who
    answer = done_card(
        scene, meeting, "Your decision is recorded", [("About", who), *cards.rows(meeting, kept)]
    )
    if kept.keeps_out and kept.plan is None:
        answer.then = ("excludeplan", {"m": meeting.id, "e": kept.id})
    return answer


@jobs.form
class LegalAdvice(Form):
    """Legal advice has come"""

    job: ClassVar[str] = "excludelegal"
    nothing: ClassVar[str] = "No legal advice is awaited in a meeting that you chair."

    words: str = ask(
        "Who advises, and what?",
        kind="long",
        label="Legal advice",
        hint="If it changes your decision, decide again afterwards.",
        max_length=400,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The decisions of this chair for which advice is awaited."""
        lines = await scene.store.meetings.for_person(scene.person.id)
        meetings = [await scene.store.meetings.load(m.id) for m in lines if m.role is Role.CHAIR]
        return [
            Subject({"m": m.id, "e": each.id}, f"{exclusion.family_line(m, each.line).who}, {m.reference}")
            for m in meetings
            if m.phase in exclusion.DECIDABLE
            for each in exclusion.standing(m)
            if each.legal is Legal.WAITING
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """For which decision. Raises NotYours, NoAdviceAwaited."""
        meeting = await the_meeting(scene)
        exclusion.require_decider(meeting, scene.person)
        found = exclusion.find(meeting, scene.ids.get("e", ""))
        if found.legal is not Legal.WAITING:
            raise exclusion.NoAdviceAwaited
        who = exclusion.family_line(meeting, found.line).who
        return Prepared(facts=[("About", who), ("Asked for", found.legal_words)], case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Keep the advice."""
        meeting, _ = await change(
            scene, lambda m: exclusion.advise(m, scene.person, scene.ids["e"], self.words, scene.now)
        )
        return _advised(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The advice as it is kept."""
        return _advised(scene, await the_meeting(scene))


def _advised(scene: Scene, meeting: PlanningMeeting) -> Answer:
    found = exclusion.find(meeting, scene.ids["e"])
    who = exclusion.family_line(meeting, found.line).who
    rows = [("About", who), ("Legal advice", found.legal_words)]
    return done_card(scene, meeting, "The legal advice is kept", rows)


@jobs.form
class AlertAboutSomebody(Form):
    """Alert the chair about who comes"""

    job: ClassVar[str] = "excludealert"
    submit: ClassVar[str] = "Tell the chair"
    nothing: ClassVar[str] = "You take part in no meeting to come. Type home to see what you owe."

    whom: str = ask("About whom?", kind="one_of", label="About")
    words: str = ask(
        "Why should this person perhaps not be there?",
        kind="long",
        label="Concern",
        hint="The chair alone reads it. If they are kept out, the chair's own reasons are shared with them.",
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings to come that this person takes part in."""
        return await _to_come(scene, chairs=False)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """About whom, and who reads it."""
        meeting = await the_meeting(scene)
        exclusion.require_alerter(meeting, scene.person)
        whom, named = _whom(meeting, scene)
        return Prepared(
            intro=[f"{meeting.chair.name}, the chair, gets a private message and decides."],
            facts=[("Meeting", day_and_time(meeting.starts_at, scene.turn.time_zone))],
            options={"whom": dict(sorted(whom.items()))},
            known=named,
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Tell the chair alone."""
        fresh = new_id()
        meeting, _ = await change(
            scene,
            lambda m: exclusion.alert(m, scene.person, self.whom, self.words, scene.now, fresh),
        )
        return _alerted(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """That the chair knows."""
        return _alerted(scene, await the_meeting(scene))


def _alerted(scene: Scene, meeting: PlanningMeeting) -> Answer:
    return done_card(scene, meeting, "The chair is told in private", [], "Nobody else sees it.")


jobs.unlisted(
    "exclude",
    "exclude.open",
    "Decide who is not invited or is excluded",
    "not invite",
    "keep out",
    "exclusion",
)
jobs.unlisted("legal advice", "excludelegal.open", "Record legal advice that has come", "advice has come")
jobs.unlisted(
    "alert the chair",
    "excludealert.open",
    "Tell the chair in private about somebody who should perhaps not come",
    "should not be invited",
    "should not come",
)
