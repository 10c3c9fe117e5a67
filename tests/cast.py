"""One person for every way of being, or not being, in a meeting or core group, and both at every stage.

The matrix of permissions is walked with them. Each name says what its person is; `everybody` is in order.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from cppm.capacities import Place, Who, who_is
from cppm.disagreeing import dissent
from cppm.groups import following, gatherings, in_session, membership
from cppm.groups.core_group import CoreGroup
from cppm.meetings import (
    attendance,
    closing,
    conduct,
    decision,
    invitations,
    key_points,
    minutes,
    moving,
    outcome,
    views,
)
from cppm.meetings.meeting import (
    ChildSummary,
    Coming,
    Concern,
    Deputy,
    ImmediateAction,
    Option,
    PlanningMeeting,
    Voice,
)
from cppm.people import Agency, Duty, Person, Role, Standing
from cppm.rights import consents, cut, exclusion, exclusion_plan, restricted, sitting_in
from cppm.rights.exclusion_records import Decided
from cppm.rights.restricted_records import Audience, RestrictedKind
from cppm.timing.timescales import local_day
from tests import builders, builders_group
from tests.builders import ADMIN, BOOKED_AT, CHAIR, KAY, LEAD, MINUTE, PROFILE, STARTS_AT, person
from tests.builders_group import DAY, FIRST_AT, FORMED_AT, HOUR


def known_to(root: Place, person: Person) -> Place:
    """The meeting or core group as storage gives it to this person on the day of the meeting (INV-08)."""
    if isinstance(root, CoreGroup):
        return root
    return cut.for_reader(root, person.id, local_day(STARTS_AT))


def alike(root: Place, people: Sequence[Person]) -> list[list[Person]]:
    """These people by what part they have in a meeting or core group, as the table of permissions tells."""
    found: dict[frozenset[Who], list[Person]] = {}
    for each in people:
        found.setdefault(frozenset(who_is(known_to(root, each), each)), []).append(each)
    return list(found.values())


HEALTH, SCHOOL, POLICE = builders.HEALTH, builders.SCHOOL, builders.POLICE
POLICE_DEPUTY = builders.POLICE_DEPUTY
ABSENT = builders.GP
"""A practitioner who was invited and could not come."""
NO_SHOW = person("no_show", Agency.HEALTH, "Nora Shaw", "Nurse")
"""Was named as the deputy of the absent practitioner, and did not come either."""
OBSERVER = builders.REPORTER
STUDENT = person("student", Agency.HEALTH, "Sam Tait", "Student health visitor")
MINUTE_TAKER = person("minutes", Agency.SOCIAL_WORK, "Mina Orr", "Minute taker", Duty.MINUTE_TAKER)
INTERPRETER = person("interpreter", Agency.OTHER, "Irena Nowak", "Interpreter")
SUPPORT = person("support", Agency.THIRD_SECTOR, "Ada Fyfe", "Advocate", standing=Standing.VOLUNTARY)
INCOMING = person("incoming", Agency.SOCIAL_WORK, "Iona Muir", "Social worker", Duty.QUALIFIED_SOCIAL_WORKER)
TOO_EARLY = person("too_early", Agency.SOCIAL_WORK, "Ina Low", "Social worker", Duty.QUALIFIED_SOCIAL_WORKER)
"""Takes over much later, and reads from a day on that has not come at any stage."""
UNAGREED = builders.THIRD
"""On the list, and the chair has not agreed to them."""
TAKEN_OFF = person("taken_off", Agency.HOUSING, "Tom Agnew", "Housing officer")
"""Was on the list, or in the core group, and was taken off it."""
MEMBER_DEPUTY = person("member_deputy", Agency.HEALTH, "Una Gray", "Nurse")
"""Sat in the first core group meeting in place of a member."""
SERVICE_MANAGER, TEAM_LEADER = builders.SERVICE_MANAGER, builders.TEAM_LEADER
KEEPER = person("keeper", Agency.SOCIAL_WORK, "Kit Rae", "Keeper", Duty.KEEPER)
CSWO = person("cswo", Agency.SOCIAL_WORK, "Cath Stone", "CSWO", Duty.CHIEF_SOCIAL_WORK_OFFICER)
OTHER_CHAIR = person("other_chair", Agency.SOCIAL_WORK, "Olaf Bruce", "Senior officer", Duty.CHAIR)
OUTSIDER = builders.OUTSIDER

EVERYBODY: list[Person] = [
    CHAIR, LEAD, HEALTH, SCHOOL, POLICE, POLICE_DEPUTY, ABSENT, NO_SHOW, OBSERVER, STUDENT, MINUTE_TAKER,
    INTERPRETER, SUPPORT, INCOMING, TOO_EARLY, UNAGREED, TAKEN_OFF, MEMBER_DEPUTY, ADMIN, SERVICE_MANAGER,
    TEAM_LEADER, KEEPER, CSWO, OTHER_CHAIR, OUTSIDER,
]  # fmt: skip

ROLES = {
    HEALTH: Role.PRACTITIONER,
    SCHOOL: Role.PRACTITIONER,
    POLICE: Role.PRACTITIONER,
    ABSENT: Role.PRACTITIONER,
    OBSERVER: Role.OBSERVER,
    STUDENT: Role.STUDENT,
    MINUTE_TAKER: Role.MINUTE_TAKER,
    INTERPRETER: Role.INTERPRETER,
    SUPPORT: Role.SUPPORT_PERSON,
    INCOMING: Role.INCOMING_LEAD_PROFESSIONAL,
    TOO_EARLY: Role.INCOMING_LEAD_PROFESSIONAL,
    TAKEN_OFF: Role.PRACTITIONER,
}
FAR_AHEAD = local_day(STARTS_AT + 3650 * DAY)
HERE = [LEAD, HEALTH, SCHOOL, OBSERVER, STUDENT, MINUTE_TAKER, INTERPRETER, SUPPORT, INCOMING]


def booked() -> PlanningMeeting:
    """Everybody is on the list, but for the one who was taken off it."""
    meeting = builders.a_booked_meeting([])
    for guest, role in ROLES.items():
        invitations.invite(meeting, LEAD, guest, "Knows the family", BOOKED_AT, role)
    sitting_in.set_days(meeting, LEAD, TOO_EARLY.id, FAR_AHEAD, None, BOOKED_AT)
    asked = "Nora Shaw asked the mother, who agrees"
    consents.record_family(meeting, LEAD, STUDENT.id, True, True, asked, BOOKED_AT)
    invitations.remove(meeting, LEAD, TAKEN_OFF.id, "Another worker now", BOOKED_AT)
    return meeting


def invited() -> PlanningMeeting:
    """The list is agreed; somebody was added since whom the chair has not agreed to; two send deputies."""
    meeting = booked()
    at = BOOKED_AT + MINUTE
    invitations.approve_list(meeting, CHAIR, at)
    invitations.invite(meeting, LEAD, UNAGREED, "Knows the family", at, Role.PRACTITIONER)
    for invitee, deputy in ((POLICE, POLICE_DEPUTY), (ABSENT, NO_SHOW)):
        named = Deputy(deputy.name, True, True, deputy.id)
        attendance.send_deputy(meeting, invitee, named, at, deputy)
    for guest in HERE:
        attendance.confirm(meeting, guest, at)
    told_in_confidence(meeting, at)
    return meeting


def told_in_confidence(meeting: PlanningMeeting, at: datetime) -> None:
    """A practitioner gave restricted information, which another is named to read; a second request waits.

    Somebody of the family is kept out, and one practitioner was named to speak with them.
    """
    kind, why, readers = RestrictedKind.DANGEROUS, "Told in confidence", Audience.NAMED
    for alert_id in ("r_1", "r_2"):
        restricted.alert_chair(meeting, SCHOOL, kind, why, at, alert_id, readers, "i_1")
    restricted.keep_restricted(meeting, CHAIR, "r_1", [HEALTH.id], FAR_AHEAD, at)
    restricted.ask_to_pass_on(meeting, HEALTH, "r_1", [LEAD.id], "w_1", at, "ask_1")
    exclusion.alert(meeting, SCHOOL, "f_mother", "A concern", at, "n_1")
    kept = builders.keep_out(meeting, at)
    arranged = builders.an_arrangement(STARTS_AT, views_by=HEALTH.id, reasons_by=HEALTH.id)
    exclusion_plan.arrange(meeting, CHAIR, kept.id, arranged, at)


def opened() -> PlanningMeeting:
    """Under way, with views asked for."""
    meeting, at = invited(), STARTS_AT
    conduct.open_meeting(meeting, CHAIR, at)
    conduct.call_roll(meeting, CHAIR, [p.id for p in HERE], [POLICE.id], ["f_mother"], at)
    conduct.state_quorum(meeting, CHAIR, at, PROFILE, "", False)
    conduct.capture_summary(meeting, CHAIR, KAY.id, ChildSummary("Risks", "Needs", "Strengths"), at)
    conduct.capture_childs_views(meeting, CHAIR, KAY.id, Voice("I like school", "drawing"), at)
    conduct.capture_parents_views(meeting, CHAIR, KAY.id, Voice("We want help", "in person"), at)
    views.open_round(meeting, CHAIR, KAY.id, at)
    return meeting


def viewed() -> PlanningMeeting:
    """Under way, with the views open."""
    meeting, at = opened(), STARTS_AT + 30 * MINUTE
    for line in views.expected_to_view(meeting):
        speaker = POLICE_DEPUTY if line.person is POLICE else line.person
        views.give_view(meeting, speaker, KAY.id, Option.PLACE, "From our records", at)
    views.open_views(meeting, CHAIR, KAY.id, at)
    return meeting


def closed() -> PlanningMeeting:
    """Closed, with a dissent; the key points wait for the chair."""
    meeting, at = viewed(), STARTS_AT + 40 * MINUTE
    concerns = [Concern("physical abuse", "Two injuries in October")]
    decision.decide(
        meeting,
        CHAIR,
        KAY.id,
        Option.PLACE,
        "Repeated injuries",
        at,
        PROFILE,
        concerns=concerns,
        reporter="not needed",
        reporter_reason="The family works with the plan",
    )
    in_group = [LEAD.id, HEALTH.id, SCHOOL.id]
    outcome.settle(meeting, CHAIR, at, LEAD.id, in_group, FIRST_AT, builders_group.REVIEW_BY, PROFILE)
    action = ImmediateAction("a_1", "Visit every second day", LEAD.name, at.date() + 3 * DAY)
    outcome.agree_actions(meeting, CHAIR, [action], at)
    builders.keep_out(meeting, at, "f_mother", decided=Decided.INVITED)
    exclusion_plan.views_obtained(meeting, HEALTH, "e_1", "He wants to see Kay soon", at)
    for line in closing.to_be_told(meeting):
        closing.name_teller(meeting, CHAIR, line, LEAD.id, at.date() + DAY, at)
    builders.go_through_considerations(meeting, at)
    closing.close(meeting, CHAIR, FORMED_AT)
    dissent.record_dissent(meeting, HEALTH, KAY.id, "Not enough for Kay", "A stronger plan", FORMED_AT, "d_1")
    return meeting


def released() -> PlanningMeeting:
    """Closed, with key points and minutes out."""
    meeting, at = closed(), FORMED_AT + HOUR
    key_points.release(meeting, CHAIR, at)
    minutes.hand_over_draft(meeting, MINUTE_TAKER, at)
    minutes.check(meeting, CHAIR, at)
    minutes.send(meeting, MINUTE_TAKER, "REF-1", at)
    return meeting


def cancelled() -> PlanningMeeting:
    """Called off after people were invited."""
    meeting = invited()
    moving.cancel(meeting, CHAIR, "The family has moved", BOOKED_AT + DAY)
    return meeting


MEETINGS: dict[str, Callable[[], PlanningMeeting]] = {
    "booked": booked,
    "invited": invited,
    "open": opened,
    "views open": viewed,
    "closed": closed,
    "released": released,
    "cancelled": cancelled,
}


# The core group


def formed() -> CoreGroup:
    """With a plan, a deputy named for the meeting ahead, and somebody who joined and left again."""
    group, at = builders_group.a_group_with_plan(), FORMED_AT + DAY
    membership.bring_in(group, LEAD, TAKEN_OFF, at)
    membership.let_go(group, LEAD, TAKEN_OFF.id, at)
    deputy = Deputy(MEMBER_DEPUTY.name, True, True, MEMBER_DEPUTY.id)
    first = group.gatherings[0].id
    gatherings.reply(group, HEALTH, first, Coming.DEPUTY, at, deputy=deputy, enrolled=MEMBER_DEPUTY)
    return group


def meets() -> CoreGroup:
    """Its first meeting is under way and settled."""
    group = formed()
    in_session.open_gathering(group, LEAD, group.gatherings[0].id, FIRST_AT)
    builders_group.settle_gathering(group, FIRST_AT + 50 * MINUTE)
    return group


def met() -> CoreGroup:
    """Its first meeting is closed and the second arranged."""
    group = meets()
    in_session.close(group, LEAD, group.gatherings[0].id, FIRST_AT + HOUR, PROFILE)
    return group


def ended() -> CoreGroup:
    """The last name came off the register."""
    group = builders_group.drained(met())
    at = builders_group.REVIEW_AT
    review = builders_group.a_review(group, Option.REMOVE)
    found = following.follow(group, review, at, builders_group.ids("e"), PROFILE)
    assert found is not None
    return found


GROUPS: dict[str, Callable[[], CoreGroup]] = {
    "formed": formed,
    "meets": meets,
    "met": met,
    "ended": ended,
}


@cache
def _meeting(stage: str) -> bytes:
    """A planning meeting at this stage, packed up: unpacking is far quicker than copying or building."""
    found = MEETINGS[stage]()
    found.facts.clear()
    found.notices.clear()
    return pickle.dumps(found)


@cache
def _group(stage: str) -> bytes:
    return pickle.dumps(builders_group.drained(GROUPS[stage]()))


def meeting_at(stage: str) -> PlanningMeeting:
    """A planning meeting of its own, its facts and messages drained as storage gives it."""
    found: PlanningMeeting = pickle.loads(_meeting(stage))
    return found


def group_at(stage: str) -> CoreGroup:
    """A core group of its own, its facts and messages drained as storage gives it."""
    found: CoreGroup = pickle.loads(_group(stage))
    return found
