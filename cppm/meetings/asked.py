"""What somebody who is invited is asked to do, by their role; what the meeting is for, and its seven tasks.

A council adds words of its own in its profile.

Rules: GEN-01, GEN-04, INV-02, INV-10, INV-11, ATT-02, ATT-12..16, ATT-22, ATT-23, REP-05, REP-06.
"""

from __future__ import annotations

from dataclasses import dataclass

from cppm.councils.profile import Profile
from cppm.meetings.considerations import open_still
from cppm.meetings.meeting import MeetingKind, Phase, PlanningMeeting
from cppm.people import Agency, Duty, Person, Role
from cppm.timing.timescales import say_day

STANDING = (
    "It is a formal meeting of many agencies. It has no legal standing of its own, and its outcome is not a "
    "legal order."
)
NO_ORDER = "The decision of a planning meeting is not a legal order."
"""What is said with the decision (GEN-01)."""
PURPOSES: dict[MeetingKind, str] = {
    MeetingKind.INITIAL: (
        "It decides whether a child is at risk of significant harm. If so, the name goes on the Child "
        "Protection Register, and a plan is made together."
    ),
    MeetingKind.PRE_BIRTH: (
        "It judges the risk to an unborn baby before and after the birth, decides about the Child Protection "
        "Register, and has a plan ready before the baby is born."
    ),
    MeetingKind.REVIEW: (
        "It looks at how the plan has worked and at what is new, and decides whether a name stays on the "
        "Child "
        "Protection Register. Only a review takes a name off."
    ),
    MeetingKind.TRANSFER: (
        "A child with a plan has moved here. What is known is handed over, the risk is judged anew, and a "
        "plan for here is agreed."
    ),
}
"""What each kind of meeting is for (GEN-02, ATT-23)."""

_TAKES_PART = (
    "Take part and speak for your agency, with the authority to do so.",
    "Share what is relevant, as far as it is in proportion. What can't be said before the family, you tell "
    "the "
    "chair beforehand, in private.",
)
_DEPUTY = "If you can't come, send somebody who is briefed on the family and may speak for your agency."
_VIEW = (
    "Give a short overview of your report and, for each child, a view with reasons: the measure is the "
    "risk of "
    "significant harm."
)
_PRIVATE = "What you hear is confidential."

_ASKED: dict[Role, tuple[str, ...]] = {
    Role.PRACTITIONER: (*_TAKES_PART, _VIEW, _DEPUTY),
    Role.LEAD_PROFESSIONAL: (
        "Prepare the family and the meeting; your list says what is still open.",
        *_TAKES_PART,
        _VIEW,
    ),
    Role.OBSERVER: (
        "You come to observe. No report and no view are asked of you.",
        "What you hear is confidential; the chair can say what you may take with you.",
    ),
    Role.STUDENT: (
        "You come to learn, because the family and the chair have both agreed. Either may change their "
        "mind, and "
        "then you leave.",
        "No report and no view are asked of you.",
        f"{_PRIVATE} In what you write for your course nobody can be recognised.",
    ),
    Role.INTERPRETER: (
        "You interpret everything that is said, exactly, for the family and for everybody else.",
        "If you know the family or their friends, please say so now: then somebody else interprets.",
        "Ask the lead professional which difficult words may come up, and for a moment with the family "
        "beforehand.",
        f"You add nothing of your own. {_PRIVATE}",
    ),
    Role.SUPPORT_PERSON: (
        "You are there for one person of the family: help them to follow, and to say what they want to say.",
        "Speak with them beforehand about what they want to say, and whether they want it written down.",
        f"You have no other part, and no view is asked of you. {_PRIVATE}",
    ),
    Role.MINUTE_TAKER: (
        "You take the minutes: who was there, what was shared, the views with their reasons, the decision "
        "and the plan.",
        "No report and no view are asked of you.",
    ),
    Role.INCOMING_LEAD_PROFESSIONAL: (
        "You come to learn how things stand, because you take over responsibility for the case.",
        "No report and no view are asked of you yet. Ask the lead professional what there is to read "
        "beforehand.",
    ),
}
_CHAIR = (
    "You lead the meeting through its tasks, and decide once everybody has given a view.",
    "You speak with child and parents beforehand about how it goes.",
)
INVOLVEMENT = (
    "Write about your organisation's own involvement with the family, and what it means for the child's "
    "safety and "
    "care."
)
"""What a report of the third sector is about (REP-06)."""
ASK_FOR_IT = "Ask CP Administration for it."
NO_TEMPLATE = "The guide names no template for your agency: use its own, or ask CP Administration for one."


def require_reader(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody who is neither invited, nor chairs or leads, nor belongs to CP Administration.

    Raises NotInvited.
    """
    if not actor.has(Duty.CP_ADMIN):
        meeting.role_of(actor)


def asked_of(meeting: PlanningMeeting, actor: Person, profile: Profile) -> list[str]:
    """What this person is asked to do and to prepare, and by when; nothing for somebody without a part."""
    role = meeting.participants().get(actor.id)
    if role is Role.CHAIR:
        return list(_CHAIR)
    if role is None:
        return []
    report = _report(meeting, actor, profile) if role.owes_report else []
    first, *rest = _ASKED[role]
    return [first, *report, *rest, *profile.adds_for(role)]


def _report(meeting: PlanningMeeting, actor: Person, profile: Profile) -> list[str]:
    """When the report is due, on what it is written, and what it is about where that needs saying."""
    due = say_day(meeting.report_due)
    words = (
        f"Write your report by {due}, with a chronology, whether or not you come. Go through it with the "
        f"family "
        "before the meeting."
    )
    involvement = [INVOLVEMENT] if actor.agency is Agency.THIRD_SECTOR else []
    return [words, template_words(actor.agency, profile), *involvement]


def template_words(agency: Agency, profile: Profile) -> str:
    """On what people of this agency write their report, and where it is (REP-05)."""
    found = profile.template_for(agency)
    if found is None:
        return NO_TEMPLATE
    return f"Use this for the report: {found.title}.{'' if found.link else f' {ASK_FOR_IT}'}"


@dataclass(frozen=True)
class Task:
    """One of the seven tasks of every meeting, and whether what Quorate knows of it is complete."""

    words: str
    done: bool


def tasks(meeting: PlanningMeeting) -> list[Task]:
    """The seven tasks (GEN-04). They are done in the meeting; what is recorded shows how far it is."""
    every, outcome = [child.id for child in meeting.children], meeting.outcome
    summed = all(id in meeting.summaries for id in every)
    heard = all(id in meeting.childs_views and id in meeting.parents_views for id in every)
    decided = all(id in meeting.decisions for id in every)
    acted = bool(outcome.actions or outcome.no_actions_because)
    considered = not any(open_still(meeting, id) for id in every)
    review = meeting.kind is MeetingKind.REVIEW
    unborn = all(child.unborn for child in meeting.children)
    return [
        Task("Share all relevant information", summed),
        Task("Judge the risk, now and in the time to come", summed),
        Task("Hear child and parents", heard),
        Task("Look at needs, and how services meet them", summed and acted),
        Task(
            "Review the plan and change it" if review else "Build the plan", decided and acted and considered
        ),
        Task(_deciding(meeting), decided),
        Task(
            "Compulsory measures: before a birth no referral to the Children's Reporter is possible"
            if unborn
            else "Consider compulsory measures, and a referral to the Children's Reporter",
            decided,
        ),
    ]


def _deciding(meeting: PlanningMeeting) -> str:
    one, other = meeting.options
    return f"Decide for each child: {one} or {other}"


def follows(meeting: PlanningMeeting, actor: Person) -> bool:
    """Whether somebody goes through the tasks: the chair, once the meeting has begun."""
    return actor.id == meeting.chair.id and meeting.phase in (Phase.OPEN, Phase.CLOSED)
