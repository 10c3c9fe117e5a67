"""An invented family and the people around it, with every default filled in.

`a_meeting()` gives a meeting at any stage: booked, invited, opened, quorate, viewed, decided, closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cppm.councils.profile import Profile, load_profile
from cppm.meetings import (
    attendance,
    booking,
    closing,
    conduct,
    considerations,
    decision,
    invitations,
    outcome,
    reports,
    views,
)
from cppm.meetings.considerations import PLAN_CHANGES, PLAN_STAYS
from cppm.meetings.meeting import (
    Child,
    ChildSummary,
    Concern,
    FamilyLine,
    ImmediateAction,
    MeetingKind,
    Mode,
    Option,
    PlanningMeeting,
    Removal,
    Voice,
)
from cppm.people import Agency, Duty, Person, Role, Standing
from cppm.rights import exclusion, exclusion_plan, participation, understanding
from cppm.rights.exclusion_records import Decided, Exclusion, Ground, Legal
from cppm.rights.participation_records import Heard, Understood
from cppm.timing.timescales import local_day

PROFILE: Profile = load_profile("perth_kinross")
BOOKED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""A Monday morning."""
STARTS_AT = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
"""The Tuesday fifteen days later."""
MINUTE = timedelta(minutes=1)


def person(
    key: str,
    agency: Agency,
    name: str,
    post: str,
    *duties: Duty,
    standing: Standing = Standing.STATUTORY,
    line_manager: str | None = None,
) -> Person:
    """An enrolled person whose id is p_<key>."""
    return Person(f"p_{key}", name, agency, standing, post, frozenset(duties), line_manager)


CHAIR = person("chair", Agency.SOCIAL_WORK, "Morag Sinclair", "Senior officer", Duty.CHAIR)
LEAD = person(
    "lead",
    Agency.SOCIAL_WORK,
    "Ewan Reid",
    "Social worker",
    Duty.QUALIFIED_SOCIAL_WORKER,
    line_manager="p_team_leader",
)
TEAM_LEADER = person("team_leader", Agency.SOCIAL_WORK, "Isla Baird", "Team leader", Duty.TEAM_LEADER)
ADMIN = person("admin", Agency.SOCIAL_WORK, "Sheila Park", "CP Administration", Duty.CP_ADMIN)
SERVICE_MANAGER = person(
    "service_manager", Agency.SOCIAL_WORK, "Grant Lowe", "Service manager", Duty.SERVICE_MANAGER
)
POLICE = person("police", Agency.POLICE, "Fiona Blair", "Detective constable", line_manager="p_inspector")
INSPECTOR = person("inspector", Agency.POLICE, "Kirsty Munro", "Detective inspector")
POLICE_DEPUTY = person("police_deputy", Agency.POLICE, "Neil Watt", "Detective constable")
HEALTH = person("health", Agency.HEALTH, "Ailsa Grant", "Health visitor")
GP = person("gp", Agency.HEALTH, "Priya Nair", "General practitioner")
SCHOOL = person("school", Agency.EDUCATION, "Callum Ross", "Depute head teacher")
THIRD = person("third", Agency.THIRD_SECTOR, "Jo Kerr", "Family support worker", standing=Standing.VOLUNTARY)
REPORTER = person("reporter", Agency.REPORTER, "Hamish Low", "Children's Reporter")
OUTSIDER = person("outsider", Agency.HOUSING, "Rory Dunn", "Housing officer")

EVERYBODY = [
    CHAIR, LEAD, TEAM_LEADER, ADMIN, SERVICE_MANAGER, POLICE, INSPECTOR, POLICE_DEPUTY,
    HEALTH, GP, SCHOOL, THIRD, REPORTER, OUTSIDER,
]  # fmt: skip
USUAL = [POLICE, HEALTH, SCHOOL, THIRD]

KAY = Child("c_kay", "Kay", age=7)
BABY = Child("c_baby", "Baby", due_date=date(2027, 3, 3))
SAFER = Removal(
    less_risk="No injury since January; the father has moved out",
    stronger="Her aunt is there every day, and her mother keeps every appointment",
    support="Family support weekly until summer, as her mother wishes",
    lead="Ewan Reid stays until the school takes over in June",
)
"""What a removal rests on; kept with a decision to remove alone."""


def a_family() -> list[FamilyLine]:
    """Kay's mother is invited; her father is not, with a reason; Kay is invited."""
    return [
        FamilyLine("f_kay", "Kay", "child", True, child=KAY.id),
        FamilyLine("f_mother", "Kay's mother", "mother", True),
        FamilyLine("f_father", "Kay's father", "father", False, "Bail conditions"),
    ]


def a_booking(**changes: object) -> booking.Booking:
    """A booking in good order; name what should differ."""
    values: dict[str, object] = {
        "case_ref": "PK-26-0137",
        "kind": MeetingKind.INITIAL,
        "children": [KAY],
        "family": a_family(),
        "chair": CHAIR,
        "lead_professional": LEAD,
        "starts_at": STARTS_AT,
        "mode": Mode.TEAMS,
        "place": "",
        "interpreter": "not needed",
        "report_due": date(2026, 11, 12),
        "investigation_began": date(2026, 10, 26),
    }
    return booking.Booking(**(values | changes))  # type: ignore[arg-type]


def a_booked_meeting(invited: list[Person] | None = None, **changes: object) -> PlanningMeeting:
    """Booked by the lead professional, with the usual people on the list."""
    meeting = booking.book(a_booking(**changes), "m_kay", LEAD, BOOKED_AT, PROFILE)
    for guest in USUAL if invited is None else invited:
        role = Role.OBSERVER if guest is REPORTER else Role.PRACTITIONER
        invitations.invite(meeting, LEAD, guest, "Works with the family", BOOKED_AT, role)
    return meeting


def an_invited_meeting(invited: list[Person] | None = None, **changes: object) -> PlanningMeeting:
    """The chair has agreed the list."""
    meeting = a_booked_meeting(invited, **changes)
    invitations.approve_list(meeting, CHAIR, BOOKED_AT + MINUTE)
    return meeting


def an_opened_meeting(
    present: list[Person] | None = None, invited: list[Person] | None = None, **changes: object
) -> PlanningMeeting:
    """Opened on time, roll called; everybody invited is present unless named otherwise."""
    meeting = an_invited_meeting(invited, **changes)
    here = [LEAD, *(USUAL if invited is None else invited)] if present is None else present
    for guest in here:
        attendance.confirm(meeting, guest, BOOKED_AT + 2 * MINUTE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [p.id for p in here], [], ["f_mother"], STARTS_AT)
    return meeting


def a_meeting_ready_for_views(
    present: list[Person] | None = None, invited: list[Person] | None = None, **changes: object
) -> PlanningMeeting:
    """Quorum stated, summary and views of child and parents captured, round open for every child."""
    meeting = an_opened_meeting(present, invited, **changes)
    at = STARTS_AT + 5 * MINUTE
    conduct.state_quorum(meeting, CHAIR, at, PROFILE, "Known to two agencies only", True)
    for child in meeting.children:
        conduct.capture_summary(meeting, CHAIR, child.id, ChildSummary("Risks", "Needs", "Strengths"), at)
        conduct.capture_childs_views(meeting, CHAIR, child.id, Voice("I like school", "drawing"), at)
        conduct.capture_parents_views(meeting, CHAIR, child.id, Voice("We want help", "in person"), at)
        views.open_round(meeting, CHAIR, child.id, at)
    return meeting


def a_viewed_meeting(*options: Option, **changes: object) -> PlanningMeeting:
    """Every view given (place or retain unless named otherwise, in the order of the list) and opened."""
    meeting = a_meeting_ready_for_views(**changes)  # type: ignore[arg-type]
    at = STARTS_AT + 30 * MINUTE
    for child in meeting.children:
        lines = views.expected_to_view(meeting)
        chosen = list(options) or [meeting.options[0]] * len(lines)
        for line, option in zip(lines, chosen, strict=True):
            views.give_view(meeting, line.person, child.id, option, "From our records", at)
        views.open_views(meeting, CHAIR, child.id, at)
    return meeting


def a_decided_meeting(option: Option | None = None, **changes: object) -> PlanningMeeting:
    """The chair has decided on every child, following the views unless named otherwise."""
    meeting = a_viewed_meeting(**changes)
    for child in meeting.children:
        decision.decide(
            meeting,
            CHAIR,
            child.id,
            option or meeting.options[0],
            "Repeated injuries without explanation",
            STARTS_AT + 40 * MINUTE,
            PROFILE,
            rationale="The evidence of the last six weeks outweighs the progress reported.",
            concerns=[Concern("physical abuse", "Two injuries in October")],
            reporter="" if child.unborn else "not needed",
            reporter_reason="" if child.unborn else "The family works with the plan",
            removal=SAFER,
        )
    return meeting


def a_settled_meeting(**changes: object) -> PlanningMeeting:
    """Nothing is blank; the chair may close."""
    meeting = a_decided_meeting(**changes)  # type: ignore[arg-type]
    at = STARTS_AT + 50 * MINUTE
    first, review = STARTS_AT + timedelta(days=9), date(2027, 5, 4)
    outcome.settle(meeting, CHAIR, at, LEAD.id, [LEAD.id, HEALTH.id], first, review, PROFILE)
    action = ImmediateAction("a_1", "Visit every second day", "Ewan Reid", date(2026, 11, 20))
    outcome.agree_actions(meeting, CHAIR, [action], at)
    settle_exclusions(meeting, at)
    for line in closing.to_be_told(meeting):
        closing.name_teller(meeting, CHAIR, line, LEAD.id, date(2026, 11, 18), at)
    go_through_considerations(meeting, at)
    return meeting


def keep_out(meeting: PlanningMeeting, at: datetime, line: str = "f_father", **changes: object) -> Exclusion:
    """The chair decides that somebody of the family is not invited, for bail conditions."""
    said = exclusion.Said(
        Decided.OUT,
        "Bail conditions bar any contact with Kay's mother",
        (Ground.RISK,),
        "The conditions bar contact by phone and video too",
        Legal.TAKEN,
        "Council solicitor: the conditions stand until March",
        police="The police know and have given their advice",
    )
    fresh = f"e_{len(meeting.exclusions) + 1}"
    return exclusion.decide(meeting, CHAIR, line, replace(said, **changes), at, fresh)  # type: ignore[arg-type]


def an_arrangement(at: datetime, **changes: object) -> exclusion_plan.Arranged:
    """The lead professional does all of it, by the day of the meeting."""
    day = local_day(at)
    said = {
        "reasons_by": LEAD.id,
        "reasons_on": day,
        "safe_way": "By phone, with the police told beforehand",
        "views_by": LEAD.id,
        "views_on": day,
        "no_views_because": "",
        "outcome_by": LEAD.id,
        "outcome_on": max(day, date(2026, 11, 18)),
    }
    return exclusion_plan.Arranged(**(said | changes))  # type: ignore[arg-type]


def settle_exclusions(meeting: PlanningMeeting, at: datetime) -> None:
    """The chair decides on everybody left out, and what follows is arranged; their views are there."""
    for line in exclusion.waiting(meeting):
        kept = keep_out(meeting, at, line.id)
        exclusion_plan.arrange(meeting, CHAIR, kept.id, an_arrangement(at), at)
        exclusion_plan.views_obtained(meeting, CHAIR, kept.id, "He wants to see Kay soon", at)
        exclusion_plan.reasons_shared(meeting, CHAIR, kept.id, "By phone, with a colleague beside her", at)


def go_through_considerations(meeting: PlanningMeeting, at: datetime, plan_changes: str = PLAN_STAYS) -> None:
    """Every question of this kind of meeting answered, for every child."""
    for child in meeting.children:
        said = {each.key: "Yes, as agreed" for each in considerations.to_ask(meeting, child.id)}
        said |= {PLAN_CHANGES: plan_changes} if PLAN_CHANGES in said else {}
        considerations.consider(meeting, CHAIR, [child.id], said, "", at)


def explain_to_family(meeting: PlanningMeeting, at: datetime) -> None:
    """Everybody of the family understands what there is to understand now, and the children were heard."""
    for line in participation.concerned(meeting):
        if topics := understanding.still_to_tell(meeting, line):
            understanding.tell(
                meeting, LEAD, line.id, topics, LEAD.name, at.date(), "at home", Understood.YES, "", at
            )
        if line.child:
            heard = Heard("I am glad", "on a walk", LEAD.name, at.date())
            understanding.hear(meeting, LEAD, line.id, heard, at)


def a_closed_meeting(**changes: object) -> PlanningMeeting:
    """Closed at three in the afternoon; the 24 hours of the key points run."""
    meeting = a_settled_meeting(**changes)
    closing.close(meeting, CHAIR, STARTS_AT + 60 * MINUTE)
    return meeting


def file_reports(meeting: PlanningMeeting, *people: Person) -> None:
    """File the reports of these people the day after the invitations."""
    for author in people:
        reports.file_report(meeting, author, f"REF-{author.id}", True, BOOKED_AT + timedelta(days=1))
