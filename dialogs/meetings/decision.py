"""The chair's decision on each child. What follows from it is in `outcome` and `closing`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from cards.elements import button
from cards.layout import capital
from cards.meetings import decision as cards
from cards.meetings.before_review import in_a_word
from cards.meetings.views import CRITERION
from cppm.meetings import decision, views
from cppm.meetings.meeting import (
    REPORTER_WORDS,
    Child,
    Concern,
    Decision,
    MeetingKind,
    Option,
    PlanningMeeting,
    Removal,
)
from cppm.meetings.quorum import inquorate
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.lines import EVIDENCE_EXAMPLE, read_evidence
from dialogs.meetings import closing, considerations, outcome, tellers
from dialogs.meetings import decision_answers as answers
from dialogs.meetings.chairing import change, children_of, few_lines, shown, the_meeting
from dialogs.meetings.reviewing import group_under_review
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
jobs.add(outcome.jobs)
jobs.add(tellers.jobs)
jobs.add(closing.jobs)
jobs.add(considerations.jobs)

SYNONYMS = {
    "place": ("place", "register", "registered", "on the register"),
    "not_place": ("not place", "do not place", "don't place", "not register", "not registered"),
    "retain": ("retain", "keep", "stay on the register"),
    "remove": ("remove", "de-register", "take off the register"),
}
REPORTER = {choice: REPORTER_WORDS[choice] for choice in decision.REPORTER_CHOICES}
IF_REMOVED = "Only when the name is removed."


def _if_removed(question: str, label: str, hint: str = "", longest: int = 1000) -> Any:
    """A question about what taking a name off rests on (OUT-03, 05, 06)."""
    return ask(
        question,
        kind="long",
        label=label,
        when=answers.removes,
        only=IF_REMOVED,
        hint=hint,
        max_length=longest,
        check=few_lines,
    )


@jobs.form
class Decide(Form):
    """Record the decision"""

    job: ClassVar[str] = "decide"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = (
        "There is nobody to decide on now. Views are asked for and opened first; type meetings to see yours."
    )

    option: str = ask(
        "What is your decision?", kind="one_of", label="Decision", synonyms=SYNONYMS, check=answers.bad_option
    )
    reasons: str = ask(
        "What are the reasons?",
        kind="long",
        label="Reasons",
        hint="They go into the key points and the minutes, so say clearly what the risk is.",
        max_length=2000,
    )
    areas: list[str] = ask(
        "Which areas of concern are there?",
        kind="some_of",
        label="Areas of concern",
        when=answers.registers,
        only="Only when the name is placed or kept.",
        required=False,
        check=answers.bad_areas,
    )
    other: list[str] = ask(
        "Are there other areas, in your own words?",
        kind="lines",
        label="Other areas",
        when=answers.registers,
        only="Only when the name is placed or kept.",
        required=False,
        max_length=300,
    )
    evidence: list[str] = ask(
        "What is the evidence for each area?",
        kind="lines",
        label="Evidence",
        when=answers.registers,
        only="Only when the name is placed or kept.",
        hint=f"Begin each line with the area, for example: {EVIDENCE_EXAMPLE}.",
        example=EVIDENCE_EXAMPLE,
        max_length=2000,
        check=answers.bad_evidence,
    )
    less_risk: str = _if_removed("What is the evidence that the risk has gone down?", "Less risk")
    stronger: str = _if_removed(
        "Which protective factors have become stronger?", "Stronger protective factors"
    )
    support: str = _if_removed(
        "Which support goes on, with whose consent?",
        "Support that goes on",
        hint="Taking a name off does not mean less support. If none is needed, say why.",
    )
    next_lead: str = _if_removed(
        "Does another lead professional take over, and how is that agreed?",
        "Lead professional from now on",
        longest=500,
    )
    rationale: str = ask(
        "What is your own judgement on the evidence?",
        kind="long",
        label="Your judgement",
        when=answers.is_own_judgement,
        only="Only when you decide otherwise than all views.",
        hint="At least a full sentence. An independent service manager looks at it.",
        max_length=1500,
        check=answers.bad_rationale,
    )
    reporter: str = ask(
        "Is a referral made to the Children's Reporter?",
        kind="one_of",
        options=REPORTER,
        label="Children's Reporter",
        when=lambda got: not got.get("unborn"),
        synonyms={
            "refer": ["refer", "yes"],
            "not needed": ["no", "not now"],
            "already referred": ["already"],
        },
    )
    reporter_reason: str = ask(
        "Why? May compulsory measures be needed?",
        kind="long",
        label="Reason about the Reporter",
        when=lambda got: not got.get("unborn"),
        max_length=500,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children whose views are open, those not decided on first."""
        fresh = await children_of(scene, lambda m, c: _views_open(m, c) and c.id not in m.decisions)
        return fresh or await children_of(scene, _views_open)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The views in a word, and what was decided before, to be changed."""
        meeting = await the_meeting(scene)
        child = decision.require_decidable(meeting, scene.person, scene.ids.get("c", ""))
        agreed, before = views.agreed_option(meeting, child.id), meeting.decisions.get(child.id)
        reviews, removable = meeting.kind is MeetingKind.REVIEW, scene.profile.inquorate_can_remove
        return Prepared(
            intro=[f"About {child.name}. {CRITERION}"],
            facts=[("Views", _consensus(agreed)), *(await _for_review(scene, meeting, child))],
            options={"option": _options(meeting), "areas": _known_areas(scene)},
            known={
                "agreed": _key(agreed),
                "unborn": child.unborn,
                "council": scene.profile.concerns,
                "about": child.name,
                "may_remove": reviews,
                "no_removal": inquorate(meeting) and not removable,
            },
            earlier=_earlier(before, scene.profile.concern_areas) if before else {},
            hints={"option": _only_reviews(meeting.kind), "areas": _main_areas(scene)},
            case_line=meeting.reference,
        )

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """What will be recorded, and on whom."""
        about = ("About", str(prepared.known["about"]))
        return [about, *(row for row in super().rows(prepared) if row[1] != "-")]

    async def record(self, scene: Scene) -> Answer:
        """Record the decision; without consensus the scrutiny is flagged."""
        found = read_evidence(self.evidence, answers.all_areas(self.areas, self.other)).found

        def decided(m: PlanningMeeting) -> None:
            decision.decide(
                m,
                scene.person,
                scene.ids["c"],
                Option[self.option.upper()],
                self.reasons,
                scene.now,
                scene.profile,
                rationale=self.rationale,
                concerns=found,
                reporter=self.reporter,
                reporter_reason=self.reporter_reason,
                removal=Removal(self.less_risk, self.stronger, self.support, self.next_lead),
            )

        meeting, _ = await change(scene, decided)
        return _decided(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The decision as it stands."""
        meeting = await the_meeting(scene)
        return _decided(scene, meeting) if scene.ids["c"] in meeting.decisions else None


async def _for_review(scene: Scene, meeting: PlanningMeeting, child: Child) -> list[tuple[str, str]]:
    """What a review looks at before a name may come off: the core group's word, and who is missing."""
    if meeting.kind is not MeetingKind.REVIEW:
        return []
    group = await group_under_review(scene, meeting)
    missing = decision.not_represented(meeting)
    return [
        *([("Core group", in_a_word(group, child.id))] if group else []),
        *([("Not represented", "\n".join(capital(each) for each in missing))] if missing else []),
    ]


def _views_open(meeting: PlanningMeeting, child: Child) -> bool:
    current = meeting.rounds.get(child.id)
    return current is not None and current.revealed_at is not None


def _options(meeting: PlanningMeeting) -> dict[str, str]:
    return {_key(option): option.words for option in meeting.options}


def _key(option: Option | None) -> str:
    return option.name.lower() if option else ""


def _consensus(agreed: Option | None) -> str:
    return f"Clear consensus: {agreed.words.lower()}" if agreed else "No clear consensus: you decide"


def _only_reviews(kind: MeetingKind) -> str:
    return "" if kind is MeetingKind.REVIEW else "Only a review meeting can take a name off the register."


def _main_areas(scene: Scene) -> str:
    areas = scene.profile.concerns
    return f"At least {areas.main_needed} of: {', '.join(areas.main)}." if areas.main_needed else ""


def _known_areas(scene: Scene) -> dict[str, str]:
    return {area: area.capitalize() for area in scene.profile.concern_areas}


def _earlier(before: Decision, known: Sequence[str]) -> dict[str, object]:
    areas = [concern.area for concern in before.concerns]
    return {
        "option": _key(before.option),
        "reasons": before.reasons,
        "areas": [area for area in areas if area in known],
        "other": "\n".join(area for area in areas if area not in known),
        "evidence": "\n".join(map(_evidence_lines, before.concerns)),
        "rationale": before.rationale,
        **_earlier_removal(before.removal),
        "reporter": before.reporter,
        "reporter_reason": before.reporter_reason,
    }


def _earlier_removal(removal: Removal | None) -> dict[str, object]:
    if removal is None:
        return {}
    return {
        "less_risk": removal.less_risk,
        "stronger": removal.stronger,
        "support": removal.support,
        "next_lead": removal.lead,
    }


def _evidence_lines(concern: Concern) -> str:
    return "\n".join(f"{concern.area}: {line}" for line in concern.evidence.split("\n"))


def _decided(scene: Scene, meeting: PlanningMeeting) -> Answer:
    child = meeting.child(scene.ids["c"])
    again = button("Change", "decide.change", m=meeting.id, c=child.id)
    actions = [again, *next_buttons(meeting, scene.person)]
    return shown(scene, cards.decided_card(meeting, child, scene.profile, actions, scene.turn.time_zone))


jobs.command(
    Command(
        "decide",
        "decide.open",
        "Record the decision on a child",
        ("make the decision", "my decision"),
        listed=False,
    )
)
