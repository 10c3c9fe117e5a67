"""Quality figures for the child protection committee: what is counted, and for whom.

A figure says how many of how many, by month: no names, no cases, and no number from 1 to 5
(`suppression`). What the numbers are drawn from stands in `figure_counts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.people import Agency, Duty, Person
from cppm.timing.catalogue import CORE_GROUP

READERS = frozenset({Duty.SERVICE_MANAGER, Duty.CHIEF_SOCIAL_WORK_OFFICER, Duty.CP_ADMIN})
"""The duties of those who may see the figures and take them to the committee."""


class FiguresNotYours(CPPMError):
    """The quality figures are for service managers, the chief social work officer and CP Administration. Ask
    one of them for what your agency needs."""

    rule = "CON-09"


class NoSuchFigure(CPPMError):
    """I don't know that figure. Open the figures again and choose one from the list."""

    rule = "CON-09"


def require_reader(person: Person) -> None:
    """Refuse everybody who may not see the figures."""
    if not may_read(person):
        raise FiguresNotYours


def may_read(person: Person) -> bool:
    """Whether somebody may see the figures of the whole council."""
    return not person.duties.isdisjoint(READERS)


# The figures


class Topic(StrEnum):
    """What a figure is about. The value is what a button carries."""

    LIMITS = "limits"
    GROUP_LIMITS = "groups"
    ATTENDANCE = "attendance"
    REPORTS = "reports"
    PRACTICE = "practice"

    @property
    def called(self) -> str:
        """The topic in words."""
        return _CALLED[self]


_CALLED = {
    Topic.LIMITS: "Limits of planning meetings",
    Topic.GROUP_LIMITS: "Limits of core groups",
    Topic.ATTENDANCE: "Attendance by agency",
    Topic.REPORTS: "Reports by agency",
    Topic.PRACTICE: "Discretion, dissent, child's views",
}


@dataclass(frozen=True)
class Figure:
    """One figure: `says` completes "34 of 40 …"; `means` says what is counted of what, and in which month."""

    key: str
    topic: Topic
    title: str
    says: str
    means: str
    rule: str


ON_TIME = {
    "notice": "Invitations sent",
    "initial_cppm": "Initial meeting held",
    "prebirth": "Pre-birth meeting held",
    "late_presentation": "Pre-birth meeting held after a late concern",
    "transfer": "Transfer meeting held",
    "review": "Review held",
    "key_points": "Key points released",
    "minutes": "Minutes sent",
    "decision_letter": "Decision letter sent",
    "plan_copy": "Family given a copy of the plan",
    "family_review": "Family told how to ask for a review",
    "family_review_answer": "Family's request for review answered",
    "dissent_answered": "Dissent answered in writing",
    "first_core_group": "First core group held",
    "core_group": "Next core group held",
    "child_seen": "Child seen",
    "change_told": "Chair told of a significant change",
    "change_acknowledged": "Significant change answered",
    "post_registration": "Meeting after a name came off",
}
"""The clocks with a limit in the guides of which it stays known, once the thing is done, when it was done."""


def limit_key(clock: str) -> str:
    """The key of the figure on a clock."""
    return f"limit-{clock}"


def agency_key(topic: Topic, agency: Agency) -> str:
    """The key of a figure on an agency."""
    return f"{topic}-{agency.name.lower()}"


NOTICE_SHORT, LATE_AGREED, DISCRETION = "notice-short", "late-agreed", "quorum-discretion"
DISSENT, UNHEARD = "dissent", "unheard"

_HELD = "the planning meetings that were opened, in the month of their date"
PRACTICE = (
    Figure(
        DISCRETION,
        Topic.PRACTICE,
        "At the chair's discretion",
        "meetings went ahead without a quorum, at the chair's discretion",
        f"Of {_HELD}, with the quorum stated: those that the chair went ahead with at their discretion.",
        "QUO-05",
    ),
    Figure(
        NOTICE_SHORT,
        Topic.PRACTICE,
        "At short notice",
        "meetings were called at short notice, with a reason",
        f"Of {_HELD}: those with a reason why notice was shorter than the guide asks.",
        "TIM-01",
    ),
    Figure(
        LATE_AGREED,
        Topic.PRACTICE,
        "Late with agreement",
        "meetings were arranged later than their limit, with agreement",
        f"Of {_HELD}: those with a reason, and the senior manager's agreement, to a date after the limit.",
        "CON-09",
    ),
    Figure(
        DISSENT,
        Topic.PRACTICE,
        "Dissent",
        "decisions had a formal dissent",
        "Of the decisions on a child, in the month of the meeting's date: those from which anybody formally "
        "dissented.",
        "DIS-01",
    ),
    Figure(
        UNHEARD,
        Topic.PRACTICE,
        "Child's views missing",
        "children's views could not be heard, with a reason",
        f"Of the children born at {_HELD}, with something recorded about their views: those with a reason "
        "why they were not heard, instead of their views.",
        "CHI-06",
    ),
)


def figures(profile: Profile) -> list[Figure]:
    """Every figure that this council has, in order."""
    return [*_limits(profile), *_of_agencies(), *PRACTICE]


def _limits(profile: Profile) -> Iterator[Figure]:
    for name, title in ON_TIME.items():
        clock = profile.clocks.get(name)
        if clock:
            yield Figure(
                limit_key(name),
                Topic.GROUP_LIMITS if clock.of == CORE_GROUP else Topic.LIMITS,
                title,
                "in time",
                f"{clock.says} Of the limits that fell in the month: those by which it was recorded as done.",
                clock.rule,
            )


def _of_agencies() -> Iterator[Figure]:
    for agency in Agency:
        yield Figure(
            agency_key(Topic.ATTENDANCE, agency),
            Topic.ATTENDANCE,
            str(agency),
            "came, or sent a deputy",
            f"Of those invited for an agency to {_HELD}, with the roll called: those who were there for any "
            "part, or whose deputy was.",
            "ATT-01",
        )
    for agency in Agency:
        yield Figure(
            agency_key(Topic.REPORTS, agency),
            Topic.REPORTS,
            str(agency),
            "reports were in by their day",
            f"Of the reports asked for {_HELD}: those filed by the day on the invitation.",
            "REP-04",
        )


def about(found: Sequence[Figure], topic: Topic) -> list[Figure]:
    """The figures about a topic."""
    return [each for each in found if each.topic is topic]


def figure(found: Sequence[Figure], key: str) -> Figure:
    """The figure with this key. Raises NoSuchFigure."""
    for each in found:
        if each.key == key:
            return each
    raise NoSuchFigure


def topic_of(text: str) -> Topic:
    """The topic that a button carries. Raises NoSuchFigure."""
    if text not in set(Topic):
        raise NoSuchFigure
    return Topic(text)
