"""What meetings of each kind consider beside the decision itself: a list that warns when something is blank.

A blank does not bar the meeting from closing; the chair then says why it is left open. How the plan stands,
where there is one, is always said.

Rules: GEN-04, GEN-09..13, GEN-17, MOV-10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings import siblings
from cppm.meetings.meeting import Child, MeetingKind, NoSuchThing, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind
from cppm.rights import parts


class LeftOpenUnexplained(CPPMError):
    """Still blank: {blank}. Please answer, or say in a sentence why it is left open."""

    rule = "GEN-09"


class PlanNotReviewed(CPPMError):
    """Still blank: {blank}. Where there is a plan, the meeting says whether it is right and carried out, and
    what changes in it. Please answer; it may stay as it is."""

    rule = "GEN-04"


@dataclass(frozen=True)
class Consideration:
    """One question, and the words that name its answer.

    `decided` ones are answered by the decision; `needed` ones can't be left open.
    """

    key: str
    rule: str
    label: str
    question: str
    decided: bool = False
    needed: bool = False


PLAN_STAYS = "It stays as it is."
"""What is kept where nothing changes in the plan."""
PLAN_RIGHT, PLAN_CHANGES, INTERIM = "plan_right", "plan_changes", "interim"
EXISTING_PLAN = (
    Consideration(
        PLAN_RIGHT,
        "GEN-04",
        "The plan until now",
        "Is the plan right, and is it being carried out?",
        needed=True,
    ),
    Consideration(PLAN_CHANGES, "GEN-04", "Changes to the plan", "What changes in the plan?", needed=True),
)
"""Building the plan is for the core group; reviewing one that is there is for the meeting."""
UNBORN = (
    Consideration("register", "GEN-09", "Name on the register", "Does the name go on the register?", True),
    Consideration("home", "GEN-09", "Going home", "Is it safe for the baby to go home after the birth?"),
    Consideration("order", "GEN-09", "Order at birth", "Is a child protection order sought at birth?"),
    Consideration("contact", "GEN-09", "Contact", "Is contact supervised, and by whom?"),
    Consideration(
        "discharge",
        "GEN-09",
        "Leaving hospital",
        "When do people meet before the baby leaves hospital, and who takes over in the community?",
    ),
)
INITIAL = (
    Consideration("staying", "GEN-10", "Staying at home", "Can the child safely stay at home?"),
    Consideration("reporter", "GEN-10", "Children's Reporter", "Is a referral made?", True),
    Consideration(
        "assessed",
        "GEN-11",
        "Assessment and plan",
        "Is the plan an interim one, with a fuller assessment to come, or is the assessment complete?",
    ),
    Consideration(
        "existing",
        "GEN-12",
        "Plan so far",
        "Is there a plan for the child already? If so, what changes in it?",
    ),
    Consideration(
        "safety",
        "GEN-13",
        "Safety until now",
        "Which interim safety plan is in place since the concern came in?",
    ),
)
TRANSFER = (
    Consideration(
        INTERIM, "MOV-10", "Interim safety plan", "Which interim safety plan have both areas agreed?"
    ),
    Consideration(
        "records",
        "GEN-17",
        "Information handed over",
        "What has come from the area the family left, and is anything still missing?",
    ),
    *EXISTING_PLAN,
)


def for_child(kind: MeetingKind, child: Child) -> tuple[Consideration, ...]:
    """What a meeting of this kind considers about a child; of an unborn baby what comes with the birth."""
    if kind is MeetingKind.REVIEW:
        return EXISTING_PLAN
    if kind is MeetingKind.TRANSFER:
        return TRANSFER
    return UNBORN if child.unborn else INITIAL


def to_ask(meeting: PlanningMeeting, child_id: str) -> tuple[Consideration, ...]:
    """What is asked here about a child; what the decision answers is not asked twice."""
    child = meeting.child(child_id)
    return tuple(each for each in for_child(meeting.kind, child) if not each.decided)


def blank(meeting: PlanningMeeting, child_id: str) -> list[Consideration]:
    """What was not answered about a child, whether or not it was said why."""
    said = meeting.considered.said.get(child_id, {})
    return [each for each in to_ask(meeting, child_id) if each.key not in said]


def open_still(meeting: PlanningMeeting, child_id: str) -> list[Consideration]:
    """What is blank without a reason, or can't be left open: it stands before the close of the meeting."""
    explained = child_id in meeting.considered.left_open
    return [each for each in blank(meeting, child_id) if each.needed or not explained]


def plan_changes(meeting: PlanningMeeting, child_id: str) -> str:
    """What a child's meeting changes in the plan; empty where nothing does, or where it was not asked."""
    words = meeting.considered.said.get(child_id, {}).get(PLAN_CHANGES, "")
    return "" if words == PLAN_STAYS else words


def alike(meeting: PlanningMeeting, child_id: str) -> list[Child]:
    """The children, this one among them, of whom the same is asked and the same may be said."""
    asked = to_ask(meeting, child_id)
    return [child for child in siblings.sharing(meeting, child_id) if to_ask(meeting, child.id) == asked]


def consider(
    meeting: PlanningMeeting,
    actor: Person,
    child_ids: Iterable[str],
    said: Mapping[str, str],
    left_open: str,
    at: datetime,
) -> None:
    """What was said to each question about these children, by its key; where some stay blank, why.

    It replaces what was recorded before. Raises PlanNotReviewed, LeftOpenUnexplained.
    """
    meeting.require_chair(actor)
    meeting.require_phase("going through what is considered", Phase.OPEN)
    wanted = list(dict.fromkeys(child_ids))
    answers = {key: words.strip() for key, words in said.items() if words.strip()}
    for child_id in wanted:
        _check(meeting, child_id, answers, left_open)
    for child_id in wanted:
        complete = len(answers) == len(to_ask(meeting, child_id))
        meeting.considered.said[child_id] = dict(answers)
        parts.stamp(meeting, f"considered:{child_id}")
        meeting.considered.left_open.pop(child_id, None)
        if not complete:
            meeting.considered.left_open[child_id] = left_open.strip()
        why = "" if complete else left_open.strip()
        meeting.record(FactKind.CONSIDERED, actor, at, child=child_id, said=dict(answers), left_open=why)


def _check(meeting: PlanningMeeting, child_id: str, answers: Mapping[str, str], left_open: str) -> None:
    asked = to_ask(meeting, child_id)
    if not {each.key for each in asked}.issuperset(answers):
        raise NoSuchThing(what="question")
    missing = [each for each in asked if each.key not in answers]
    if any(each.needed for each in missing):
        raise PlanNotReviewed(blank=_labels(each for each in missing if each.needed))
    if missing and not left_open.strip():
        raise LeftOpenUnexplained(blank=_labels(missing))


def _labels(asked: Iterable[Consideration]) -> str:
    return ", ".join(each.label.lower() for each in asked)
