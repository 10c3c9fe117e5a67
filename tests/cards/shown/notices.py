"""Every message that can be owed, as its addressee finds it."""

from datetime import date, timedelta

from cards.elements import AdaptiveCard
from cards.notices import Occasion, notice_card
from cppm.disagreeing import dissent
from cppm.meetings import attendance, closing, conduct, invitations, key_points, moving, views
from cppm.meetings.meeting import Deputy, Option, PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.timing import clocks
from cppm.timing.timescales import Due
from tests import builders
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    GP,
    HEALTH,
    INSPECTOR,
    LEAD,
    MINUTE,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    SCHOOL,
    SERVICE_MANAGER,
    STARTS_AT,
    THIRD,
)
from tests.cards.gallery import shown


def card(
    kind: NoticeKind,
    meeting: PlanningMeeting,
    reader: Person | None,
    about: str = "",
    due: Due | None = None,
) -> AdaptiveCard:
    return notice_card(kind, Occasion(meeting, reader, about, PROFILE, due))


def due_of(meeting: PlanningMeeting, clock: str) -> Due:
    return next(due for due in clocks.dues(meeting, PROFILE) if due.clock == clock)


def a_list_at_the_chair() -> PlanningMeeting:
    meeting = builders.a_booked_meeting([POLICE, SCHOOL])
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT)
    return meeting


@shown("notice-list-to-approve")
def list_to_approve() -> AdaptiveCard:
    return card(NoticeKind.LIST_TO_APPROVE, a_list_at_the_chair(), CHAIR)


@shown("notice-list-addition-to-approve")
def addition_to_approve() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    invitations.invite(meeting, LEAD, GP, "Has known the family since 2019", BOOKED_AT + MINUTE)
    return card(NoticeKind.LIST_TO_APPROVE, meeting, CHAIR)


@shown("notice-list-returned")
def list_returned() -> AdaptiveCard:
    meeting = a_list_at_the_chair()
    invitations.return_list(meeting, CHAIR, "Please add the GP", BOOKED_AT)
    return card(NoticeKind.LIST_RETURNED, meeting, LEAD)


@shown("notice-invitation")
def invitation() -> AdaptiveCard:
    return card(NoticeKind.INVITATION, builders.an_invited_meeting(place="Kinnoull Room"), POLICE)


@shown("notice-invitation-of-an-observer")
def invitation_of_an_observer() -> AdaptiveCard:
    return card(NoticeKind.INVITATION, builders.an_invited_meeting([POLICE, REPORTER]), REPORTER)


def with_deputy() -> PlanningMeeting:
    meeting = builders.an_invited_meeting()
    deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, deputy, BOOKED_AT + MINUTE, POLICE_DEPUTY)
    return meeting


@shown("notice-deputising")
def deputising() -> AdaptiveCard:
    return card(NoticeKind.DEPUTISING, with_deputy(), POLICE_DEPUTY)


@shown("notice-absence")
def absence() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    attendance.cannot_attend(meeting, POLICE, "In court that day", BOOKED_AT + MINUTE)
    return card(NoticeKind.ABSENCE, meeting, CHAIR, POLICE.id)


@shown("notice-absence-settled-since")
def absence_settled() -> AdaptiveCard:
    return card(NoticeKind.ABSENCE, with_deputy(), CHAIR, POLICE.id)


def a_moved_meeting() -> PlanningMeeting:
    meeting = builders.an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT + timedelta(days=1), "The room is not free", BOOKED_AT + MINUTE)
    return meeting


@shown("notice-meeting-moved")
def moved() -> AdaptiveCard:
    return card(NoticeKind.MEETING_MOVED, a_moved_meeting(), POLICE)


@shown("notice-meeting-moved-for-the-chair")
def moved_for_the_chair() -> AdaptiveCard:
    return card(NoticeKind.MEETING_MOVED, a_moved_meeting(), CHAIR)


@shown("notice-meeting-cancelled")
def cancelled() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    moving.cancel(meeting, LEAD, "The family has moved", BOOKED_AT + MINUTE)
    return card(NoticeKind.MEETING_CANCELLED, meeting, POLICE)


@shown("notice-meeting-cancelled-for-another")
def cancelled_for_another() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    moving.cancel(meeting, LEAD, "The family has moved", BOOKED_AT + MINUTE)
    meeting.to_replace = True
    return card(NoticeKind.MEETING_CANCELLED, meeting, POLICE)


@shown("notice-view-asked")
def view_asked() -> AdaptiveCard:
    return card(NoticeKind.VIEW_ASKED, builders.a_meeting_ready_for_views(), POLICE, "c_kay")


@shown("notice-view-invited")
def view_invited() -> AdaptiveCard:
    return card(NoticeKind.VIEW_ASKED, builders.a_meeting_ready_for_views(), THIRD, "c_kay")


@shown("notice-view-too-late")
def view_too_late() -> AdaptiveCard:
    return card(NoticeKind.VIEW_ASKED, builders.a_viewed_meeting(), POLICE, "c_kay")


@shown("notice-views-complete")
def views_complete() -> AdaptiveCard:
    return card(NoticeKind.VIEWS_COMPLETE, builders.a_meeting_ready_for_views(), CHAIR, "c_kay")


@shown("notice-decision")
def decided() -> AdaptiveCard:
    return card(NoticeKind.DECISION, builders.a_closed_meeting(), HEALTH)


@shown("notice-decision-for-an-observer")
def decided_for_an_observer() -> AdaptiveCard:
    return card(NoticeKind.DECISION, builders.a_closed_meeting(), REPORTER)


@shown("notice-scrutiny")
def scrutiny() -> AdaptiveCard:
    return card(NoticeKind.SCRUTINY, builders.a_closed_meeting(), SERVICE_MANAGER, "c_kay")


def with_dissent() -> PlanningMeeting:
    meeting = builders.a_closed_meeting()
    at = STARTS_AT + timedelta(hours=2)
    dissent.record_dissent(meeting, POLICE, "c_kay", "Not weighed", "A safety plan", at, "d_1")
    return meeting


@shown("notice-dissent-to-chair")
def dissent_to_chair() -> AdaptiveCard:
    return card(NoticeKind.DISSENT_TO_CHAIR, with_dissent(), CHAIR, "d_1")


@shown("notice-dissent-to-manager")
def dissent_to_manager() -> AdaptiveCard:
    return card(NoticeKind.DISSENT_TO_MANAGER, with_dissent(), INSPECTOR, "d_1")


@shown("notice-telling")
def telling() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    return card(NoticeKind.TELLING, meeting, LEAD, meeting.outcome.tellings[0].id)


@shown("notice-telling-several")
def telling_several() -> AdaptiveCard:
    return card(NoticeKind.TELLING, builders.a_closed_meeting(), LEAD)


@shown("notice-key-points-ready")
def key_points_ready() -> AdaptiveCard:
    return card(NoticeKind.KEY_POINTS_READY, builders.a_closed_meeting(), CHAIR)


@shown("notice-key-points")
def key_points_here() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    key_points.release(meeting, CHAIR, STARTS_AT + timedelta(hours=3))
    return card(NoticeKind.KEY_POINTS, meeting, HEALTH)


@shown("notice-key-points-in-channel", channel=True, never=("Kay", "mother", "register", "Sinclair"))
def key_points_in_channel() -> AdaptiveCard:
    return card(NoticeKind.KEY_POINTS_IN_CHANNEL, builders.a_closed_meeting(), None)


@shown("reminder-approve-list")
def reminder_approve_list() -> AdaptiveCard:
    meeting = a_list_at_the_chair()
    return card(NoticeKind.REMINDER, meeting, CHAIR, due=due_of(meeting, "approve_list"))


@shown("reminder-attendance")
def reminder_attendance() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    return card(NoticeKind.REMINDER, meeting, POLICE, due=due_of(meeting, "attendance"))


@shown("reminder-report")
def reminder_report() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    return card(NoticeKind.REMINDER, meeting, POLICE, due=due_of(meeting, "report"))


@shown("reminder-sharing")
def reminder_sharing() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    builders.file_reports(meeting, POLICE)
    return card(NoticeKind.REMINDER, meeting, POLICE, due=due_of(meeting, "sharing"))


@shown("reminder-view")
def reminder_view() -> AdaptiveCard:
    meeting = builders.a_meeting_ready_for_views()
    return card(NoticeKind.REMINDER, meeting, POLICE, due=due_of(meeting, "view"))


@shown("reminder-view-to-be-recorded")
def reminder_view_to_be_recorded() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    for each in (LEAD, HEALTH, SCHOOL):
        attendance.confirm(meeting, each, BOOKED_AT + MINUTE)
    attendance.send_deputy(meeting, POLICE, Deputy("Neil Watt", True, True), BOOKED_AT + MINUTE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, HEALTH.id, SCHOOL.id], [POLICE.id], [], STARTS_AT)
    ready = builders.a_meeting_ready_for_views()
    meeting.quorum, meeting.summaries = ready.quorum, ready.summaries
    meeting.childs_views, meeting.parents_views = ready.childs_views, ready.parents_views
    views.open_round(meeting, CHAIR, "c_kay", STARTS_AT)
    for each in (LEAD, HEALTH, SCHOOL):
        views.give_view(meeting, each, "c_kay", Option.PLACE, "From our records", STARTS_AT)
    return card(NoticeKind.REMINDER, meeting, CHAIR, due=due_of(meeting, "deputys_view"))


@shown("reminder-key-points")
def reminder_key_points() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    return card(NoticeKind.REMINDER, meeting, CHAIR, due=due_of(meeting, "key_points"))


@shown("reminder-telling")
def reminder_telling() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    return card(NoticeKind.REMINDER, meeting, LEAD, due=due_of(meeting, "telling"))


@shown("reminder-manager-told")
def reminder_manager_told() -> AdaptiveCard:
    meeting = with_dissent()
    return card(NoticeKind.REMINDER, meeting, POLICE, due=due_of(meeting, "manager_told"))


@shown("escalation-attendance")
def escalation_attendance() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    due = next(d for d in clocks.dues(meeting, PROFILE) if d.key == f"attendance:{POLICE.id}")
    return card(NoticeKind.ESCALATION, meeting, INSPECTOR, due=due)


@shown("escalation-report")
def escalation_report() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    due = next(d for d in clocks.dues(meeting, PROFILE) if d.key == f"report:{POLICE.id}")
    return card(NoticeKind.ESCALATION, meeting, INSPECTOR, due=due)


@shown("escalation-key-points")
def escalation_key_points() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    return card(NoticeKind.ESCALATION, meeting, SERVICE_MANAGER, due=due_of(meeting, "key_points"))


@shown("escalation-telling")
def escalation_telling() -> AdaptiveCard:
    meeting = builders.a_settled_meeting()
    line = closing.to_be_told(meeting)
    for each in line:
        closing.name_teller(meeting, CHAIR, each, LEAD.id, date(2026, 11, 18), STARTS_AT + MINUTE)
    closing.close(meeting, CHAIR, STARTS_AT + timedelta(hours=1))
    return card(NoticeKind.ESCALATION, meeting, SERVICE_MANAGER, due=due_of(meeting, "telling"))
