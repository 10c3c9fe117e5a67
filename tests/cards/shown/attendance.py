"""Answers, who is ready, reports and the private alert: the plain case and the crowded one."""

from datetime import timedelta

from cards.elements import AdaptiveCard, button
from cards.meetings import reports as papers
from cards.meetings.attendance import Answered, answered_card
from cards.meetings.readiness import Wall, wall_card
from cards.notices import Occasion, notice_card
from cppm.meetings import attendance, invitations, reports, reports_read
from cppm.meetings.meeting import Deputy, PlanningMeeting, Sharing
from cppm.people import Agency, Person
from cppm.records import NoticeKind
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    USUAL,
    a_booked_meeting,
    an_invited_meeting,
    person,
)
from tests.cards.gallery import shown

AT = BOOKED_AT + timedelta(days=1, hours=3)
HUB = button("Go to the meeting", "meeting.open", m="m_kay")
FILE = button("File my report", "report.open", m="m_kay")
CHANGE = button("Change", "attend.open", m="m_kay")


def answered(meeting: PlanningMeeting, who: Person, reader: Person, by: Person) -> AdaptiveCard:
    line = meeting.invitee(who.id)
    return answered_card(Answered(meeting, line, reader, PROFILE.quorum, by.name), CHANGE, [FILE, HUB])


@shown("attendance-yes")
def yes() -> AdaptiveCard:
    meeting = an_invited_meeting()
    attendance.confirm(meeting, POLICE, AT)
    return answered(meeting, POLICE, POLICE, POLICE)


@shown("attendance-deputy")
def deputy() -> AdaptiveCard:
    meeting = an_invited_meeting()
    neil = Deputy("Neil Watt", True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, neil, AT, POLICE_DEPUTY)
    return answered(meeting, POLICE, POLICE, POLICE)


@shown("attendance-no")
def no() -> AdaptiveCard:
    meeting = an_invited_meeting()
    attendance.confirm(meeting, HEALTH, AT)
    attendance.confirm(meeting, LEAD, AT)
    attendance.cannot_attend(meeting, POLICE, "In court in Dundee that day", AT)
    return answered(meeting, POLICE, POLICE, POLICE)


@shown("attendance-for-somebody")
def for_somebody() -> AdaptiveCard:
    meeting = an_invited_meeting()
    attendance.cannot_attend(meeting, ADMIN, "Ill; **back** <at>Monday</at>", AT, SCHOOL.id, "by phone today")
    return answered(meeting, SCHOOL, ADMIN, ADMIN)


def a_mixed_meeting() -> PlanningMeeting:
    meeting = an_invited_meeting([*USUAL, REPORTER])
    attendance.confirm(meeting, HEALTH, AT)
    neil = Deputy("Neil Watt", True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, neil, AT, POLICE_DEPUTY)
    attendance.cannot_attend(meeting, ADMIN, "School trip", AT, SCHOOL.id, "by phone")
    reports.file_report(meeting, HEALTH, "NHS-1", True, AT)
    sharing = Sharing(True, AT.date(), "Read aloud", "partly", "The dates", "")
    reports.share_with_family(meeting, HEALTH, sharing, AT)
    reports.file_report(meeting, POLICE, "VPD-1", False, AT)
    return meeting


BUTTONS = [
    button("Bring up to date", "ready.open", m="m_kay", again="1"),
    button("Who asks to speak with me", "restricted.read", m="m_kay"),
    button("Answer for somebody", "attendfor.open", m="m_kay"),
    HUB,
]


@shown("ready-mixed")
def ready() -> AdaptiveCard:
    return wall_card(Wall(a_mixed_meeting(), PROFILE.quorum, AT, asks=1), BUTTONS)


@shown("ready-overdue")
def overdue() -> AdaptiveCard:
    now = STARTS_AT - timedelta(days=1)
    return wall_card(Wall(a_mixed_meeting(), PROFILE.quorum, now), [BUTTONS[0], HUB])


@shown("ready-crowd")
def crowd() -> AdaptiveCard:
    people = [
        person(f"n{n}", list(Agency)[n % 11], f"Seonaid MacGillivray {n}", "Practitioner") for n in range(25)
    ]
    meeting = a_booked_meeting(people)
    invitations.approve_list(meeting, CHAIR, BOOKED_AT)
    for n, each in enumerate(people[:12]):
        attendance.confirm(meeting, each, AT)
        reports.file_report(meeting, each, f"REF-{n}", True, AT)
    return wall_card(Wall(meeting, PROFILE.quorum, AT), [BUTTONS[0], HUB])


@shown("report-by-reference")
def by_reference() -> AdaptiveCard:
    meeting = an_invited_meeting()
    reports.file_report(meeting, POLICE, "VPD 2026/1188", False, AT)
    return papers.filed_card(meeting, meeting.invitee(POLICE.id), POLICE.name, CHANGE, [HUB])


@shown("report-as-a-file")
def as_a_file() -> AdaptiveCard:
    meeting = an_invited_meeting()
    reports.file_report(meeting, POLICE, "3f9a2c1b-1.pdf", True, AT, uploaded=True)
    share = button("Shared with the family?", "share.open", m="m_kay")
    return papers.filed_card(meeting, meeting.invitee(POLICE.id), POLICE.name, CHANGE, [share, HUB])


@shown("report-for-somebody")
def report_for_somebody() -> AdaptiveCard:
    """A report that CP Administration recorded for its author, marked with how they told."""
    meeting = an_invited_meeting()
    told = "by phone today"
    reports.file_report(meeting, ADMIN, "VPD 2026/1188", True, AT, person_id=POLICE.id, source=told)
    share = button("How the family saw it", "sharefor.open", m=meeting.id, p=POLICE.id)
    return papers.filed_card(meeting, meeting.invitee(POLICE.id), ADMIN.name, CHANGE, [share, HUB])


@shown("report-shared-for-somebody")
def report_shared_for_somebody() -> AdaptiveCard:
    """How the family saw somebody's report, recorded for them."""
    told = Sharing(True, AT.date(), "Read aloud", "yes", "", "", "by phone today")
    meeting = an_invited_meeting()
    return papers.shared_card(meeting, told, ADMIN.name, AT, CHANGE, [HUB], author=POLICE.name)


@shown("report-shared")
def shared() -> AdaptiveCard:
    sharing = Sharing(
        True, AT.date(), "Read aloud, Session with an interpreter", "partly", "We came to every visit.", ""
    )
    return papers.shared_card(an_invited_meeting(), sharing, POLICE.name, AT, CHANGE, [HUB])


@shown("report-not-shared-yet")
def not_yet() -> AdaptiveCard:
    sharing = Sharing(False, None, "", "", "", "The visit is on Friday")
    return papers.shared_card(an_invited_meeting(), sharing, POLICE.name, AT, CHANGE, [HUB])


@shown("reports-in")
def reports_in() -> AdaptiveCard:
    meeting = a_mixed_meeting()
    reports_read.have(meeting, CHAIR, HEALTH.id, AT)
    lines = reports_read.filed_for(meeting, CHAIR)
    have = button(f"I have it: {POLICE.name}", "reports.have", m="m_kay", p=POLICE.id)
    return papers.reports_card(meeting, lines, CHAIR, [have, HUB])


@shown("notice-report-in")
def report_in() -> AdaptiveCard:
    return notice_card(NoticeKind.REPORT_IN, Occasion(a_mixed_meeting(), CHAIR, HEALTH.id, PROFILE))
