"""The core group of Kay's family at any stage: formed, with a plan, in a meeting, closed, near its review.

Everything goes through the verbs of the field, so a builder never makes a group that people could not; only
a review planning meeting is put down as it stands when it closes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

from cppm.groups import following, gatherings, in_session, planning, recommending
from cppm.groups.core_group import CoreGroup, Gathering, GroupRecord, Progress, Recommended
from cppm.groups.plan import PlanAction, PlanOutcome, PlanText, Visits
from cppm.meetings import closing, outcome
from cppm.meetings.meeting import (
    Decision,
    FamilyLine,
    Invitee,
    MeetingKind,
    Mode,
    Option,
    Outcome,
    Phase,
    PlanningMeeting,
    Voice,
)
from cppm.people import Person, Role
from cppm.records import FactKind
from cppm.timing.timescales import at_local, local_day
from tests.builders import CHAIR, HEALTH, LEAD, MINUTE, PROFILE, SCHOOL, STARTS_AT, a_settled_meeting

FORMED_AT = STARTS_AT + 60 * MINUTE
"""When the planning meeting closed: Tuesday 17 November 2026, 15:00."""
FIRST_AT = STARTS_AT + timedelta(days=9)
"""The first core group: Thursday 26 November 2026, 14:00."""
REVIEW_BY = date(2027, 5, 4)
MEMBERS = [LEAD, HEALTH, SCHOOL]
REVIEW_AT = at_local(REVIEW_BY, time(10, 0))
HOUR = timedelta(hours=1)
FOUR_WEEKS = timedelta(weeks=4)
DAY = timedelta(days=1)


def ids(letter: str = "n") -> Callable[[], str]:
    """New ids one after the other: n_1, n_2 and so on."""
    numbers = count(1)
    return lambda: f"{letter}_{next(numbers)}"


def a_closed_planning_meeting(
    core_group: list[str] | None = None,
    first_core_group: datetime | None = FIRST_AT,
    review_on: date | None = REVIEW_BY,
    core_group_chair: str | None = None,
    **changes: object,
) -> PlanningMeeting:
    """A planning meeting that placed Kay's name and closed, its facts not drained."""
    meeting = a_settled_meeting(**changes)
    usual = [f.id for f in meeting.family if f.id in ("f_mother", "f_kay")]
    members = [*(p.id for p in MEMBERS), *usual] if core_group is None else core_group
    at = STARTS_AT + 55 * MINUTE
    outcome.settle(
        meeting, CHAIR, at, LEAD.id, members, first_core_group, review_on, PROFILE, core_group_chair
    )
    closing.close(meeting, CHAIR, FORMED_AT)
    return meeting


def drained(group: CoreGroup) -> CoreGroup:
    """As storage gives it: facts and notices are written and gone."""
    group.facts.clear()
    group.notices.clear()
    return group


def a_core_group(**changes: object) -> CoreGroup:
    """Formed by the planning meeting: Ewan leads and chairs, with Ailsa, Callum, Kay and her mother."""
    meeting = a_closed_planning_meeting(**changes)  # type: ignore[arg-type]
    group = following.follow(None, meeting, FORMED_AT, ids("t"), PROFILE)
    assert group is not None
    return drained(group)


def a_group_with_plan(**changes: object) -> CoreGroup:
    """The plan is written, and not yet agreed: an outcome, two actions, visits."""
    group = a_core_group(**changes)
    write_plan(group, FORMED_AT + DAY)
    return drained(group)


def write_plan(group: CoreGroup, at: datetime) -> None:
    """What a plan needs to be agreed; the risk of each immediate action is filled in."""
    text = PlanText(
        "Injuries at home", "School attendance", "Parental drinking", "Kay stays with her grandmother",
        "Kay drew what she wants", "I want it quiet at night",
    )  # fmt: skip
    planning.write(group, LEAD, text, at)
    planning.set_outcome(group, LEAD, PlanOutcome("o_safe", "Kay is safe at home"), at)
    for action in list(group.plan.actions):
        whole = replace(action, risk=action.risk or "Injuries at home", owner=action.owner or LEAD.id)
        planning.set_action(group, LEAD, whole, at)
    for action in (
        PlanAction("x_visit", "Weekly visit", "Injuries at home", HEALTH.id, "", local_day(at) + 20 * DAY),
        PlanAction("x_club", "Breakfast club", "Hunger", "f_mother", "", local_day(at) + 10 * DAY, "o_safe"),
    ):
        planning.set_action(group, LEAD, action, at)
    planning.set_visits(group, LEAD, Visits("v_1", HEALTH.id, "", 7, "Sleep and food"), at)


def an_open_gathering(**changes: object) -> CoreGroup:
    """The first meeting is under way; nothing is recorded in it yet."""
    group = a_group_with_plan(**changes)
    gathering = group.current
    assert gathering is not None
    in_session.open_gathering(group, LEAD, gathering.id, gathering.starts_at)
    return drained(group)


def settle_gathering(group: CoreGroup, at: datetime, next_at: datetime | None = None) -> Gathering:
    """Everything that the meeting under way needs to close; the next one four weeks after it."""
    gathering = group.current
    assert gathering is not None
    here = [p.id for p in group.current_members]
    in_session.call_roll(group, LEAD, gathering.id, here, at)
    for line in group.to_be_heard:
        in_session.hear(group, LEAD, gathering.id, line.id, Voice("It is calmer", "in the meeting", ""), at)
    record = GroupRecord("It works; they ask for help early", "Grandmother", "Visits go on")
    progress = [Progress(o.id, "Fewer worries") for o in group.plan.outcomes if not o.reached]
    in_session.note(group, LEAD, gathering.id, record, progress, at)
    planning.agree(group, LEAD, gathering.id, at)
    if group.planned is None and not group.ended:
        when = next_at or four_weeks_after(gathering.starts_at)
        gatherings.arrange(
            group, LEAD, when, Mode.IN_PERSON, "Family centre", "", at, PROFILE, ids(f"t{when:%m%d}")
        )
    return gathering


def four_weeks_after(moment: datetime) -> datetime:
    """The same time of the day four weeks later, whatever the clocks did."""
    return at_local(local_day(moment) + FOUR_WEEKS, time(14, 0))


def a_settled_gathering(**changes: object) -> CoreGroup:
    """Nothing is blank; the chair may close."""
    group = an_open_gathering(**changes)
    settle_gathering(group, FIRST_AT + 50 * MINUTE)
    return drained(group)


def a_closed_gathering(**changes: object) -> CoreGroup:
    """The first meeting is closed and the second arranged."""
    group = a_settled_gathering(**changes)
    gathering = group.current
    assert gathering is not None
    in_session.close(group, LEAD, gathering.id, FIRST_AT + 60 * MINUTE, PROFILE)
    return drained(group)


def hold_next(group: CoreGroup) -> Gathering:
    """Hold and close the meeting that is arranged, on time, with the next four weeks after it."""
    gathering = group.planned
    assert gathering is not None
    at = gathering.starts_at
    in_session.open_gathering(group, LEAD, gathering.id, at)
    settle_gathering(group, at + 50 * MINUTE)
    if recommending.last_before_review(group, gathering):
        recommend_all(group, at + 55 * MINUTE)
    in_session.close(group, LEAD, gathering.id, at + 60 * MINUTE, PROFILE)
    return gathering


def recommend_all(group: CoreGroup, at: datetime, says: Recommended = Recommended.REMAIN) -> None:
    """Every member recommends the same on every child."""
    for child in group.registered:
        for member in group.current_members:
            recommending.recommend(group, member, child.id, says, "From our visits", at)


def a_review(
    group: CoreGroup,
    option: Option = Option.RETAIN,
    phase: Phase = Phase.CLOSED,
    meeting_id: str = "m_review",
    starts_at: datetime = REVIEW_AT,
    **changes: object,
) -> PlanningMeeting:
    """A review of the group's children with the same decision on each, its facts not drained.

    Unless told otherwise it retains the members and names a next core group and a review after six months.
    """
    guests = [m.person for m in group.members]
    family = [FamilyLine(f.id, f.who, f.relation, True, child=f.child) for f in group.family]
    values: dict[str, object] = {
        "kind": MeetingKind.REVIEW,
        "chair": group.planning_chair,
        "children": group.registered,
        "outcome": Outcome(
            group.lead_professional.id,
            [*(p.id for p in guests), *(f.id for f in family)],
            first_core_group=starts_at + timedelta(days=20),
            review_on=local_day(starts_at) + timedelta(days=180),
        ),
    } | changes
    meeting = PlanningMeeting(
        id=meeting_id,
        case_ref=group.case_ref,
        lead_professional=group.lead_professional,
        booked_by=LEAD.id,
        family=family,
        invitees=[Invitee(p, Role.PRACTITIONER, "In the core group", invited_at=FORMED_AT) for p in guests],
        starts_at=starts_at,
        minutes_long=90,
        mode=Mode.TEAMS,
        place="",
        interpreter="not needed",
        convened_at=starts_at - timedelta(days=30),
        report_due=local_day(starts_at) - 5 * DAY,
        **values,  # type: ignore[arg-type]
    )
    meeting.phase = phase
    if phase is Phase.CLOSED:
        meeting.opened_at, meeting.closed_at = starts_at, starts_at + HOUR
        for child in meeting.children:
            meeting.decisions[child.id] = Decision(
                option, "From the reports", True, "", [], "not needed", "", starts_at, CHAIR.id
            )
        meeting.record(FactKind.MEETING_CLOSED, CHAIR, starts_at + HOUR)
    else:
        meeting.record(FactKind.MEETING_BOOKED, LEAD, starts_at - timedelta(days=30))
    return meeting


def a_group_before_review(**changes: object) -> CoreGroup:
    """Held every four weeks until the review is less than four weeks away."""
    group = a_closed_gathering(**changes)
    while group.held[-1].starts_at + FOUR_WEEKS < at_local(REVIEW_BY, time(9, 0)):
        hold_next(group)
    return drained(group)


def a_group_with_changes_to_build_in() -> CoreGroup:
    """A review has just changed something in the plan."""
    group = a_group_before_review()
    review = a_review(group)
    changes = "The school offers breakfast every day, and the visits go down to one a week."
    for child in review.children:
        review.considered.said[child.id] = {"plan_right": "It is, and it is done", "plan_changes": changes}
    following.follow(group, review, REVIEW_AT + HOUR, ids("z"), PROFILE)
    return drained(group)


def notice_of(group: CoreGroup, person: Person) -> list[str]:
    """The kinds of message owed to somebody since the group was loaded, in order."""
    return [n.kind.value for n in group.notices if n.to == person.id]
