"""The chair's hour and the views: the forms as the engine shows them, and what each becomes."""

from datetime import timedelta

from cards.elements import AdaptiveCard, button
from cards.forms import recorded_card
from cards.meetings import conduct as cards
from cards.meetings import views as boards
from cppm.meetings import attendance, conduct, views
from cppm.meetings.meeting import Deputy, Option, PlanningMeeting
from cppm.meetings.quorum import quorum_now
from cppm.people import Person
from cppm.rights import beside, support, taking_part
from cppm.rights.participation_records import Need, SupportKind, TakesPart
from dialogs.hub import next_buttons
from dialogs.meetings.board import OpenViews, sealed_actions
from dialogs.meetings.quorum import Reconvene, StateQuorum
from dialogs.meetings.roll import Arrive, CallRoll
from dialogs.meetings.views import GiveView, RecordViewFor
from dialogs.meetings.voices import ChildsVoice, SumUp
from tests import builders
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    GP,
    HEALTH,
    LEAD,
    MINUTE,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    THIRD,
)
from tests.cards.gallery import shown
from tests.cards.shown.decision import HOSTILE, face

KAY = {"c": "c_kay"}
SOON = STARTS_AT + timedelta(minutes=20)
LONG = "Two injuries in October without an explanation that fits; the school nurse saw both. " * 3


def with_deputy() -> PlanningMeeting:
    """Opened; the roll is not called yet."""
    meeting = builders.an_invited_meeting()
    for each in (LEAD, HEALTH, SCHOOL):
        attendance.confirm(meeting, each, BOOKED_AT + MINUTE)
    attendance.send_deputy(meeting, POLICE, Deputy("Neil Watt", True, True), BOOKED_AT + MINUTE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    return meeting


def roll(meeting: PlanningMeeting) -> AdaptiveCard:
    actions = cards.roll_actions(meeting, next_buttons(meeting, CHAIR))
    return cards.roll_card(meeting, quorum_now(meeting, PROFILE.quorum), actions)


@shown("roll-not-twice-without-a-quorum")
def roll_not_twice() -> AdaptiveCard:
    meeting = builders.an_opened_meeting(present=[LEAD, POLICE])
    meeting.after_inquorate = True
    actions = cards.roll_actions(meeting, next_buttons(meeting, CHAIR))
    return cards.roll_card(meeting, quorum_now(meeting, PROFILE.quorum), actions, twice=True)


@shown("roll-with-what-the-family-needs")
def roll_with_needs() -> AdaptiveCard:
    meeting = builders.an_opened_meeting()
    needs = ([Need.BREAKS, Need.EASY_READ], "hears badly on the left")
    taking_part.take_part(meeting, LEAD, "f_mother", TakesPart.WHOLE, "", *needs, STARTS_AT)
    beside.keep_roll(with_support(meeting), ["support:f_mother"])
    return roll(meeting)


@shown("roll-form-with-who-is-beside-the-family")
def roll_form_with_support() -> AdaptiveCard:
    return face(CallRoll, with_support(with_deputy())).card()


def with_support(meeting: PlanningMeeting) -> PlanningMeeting:
    """The mother brings her aunt, whose coming the chair has not agreed to yet."""
    aunt = "Ada Fyfe, an aunt"
    support.arrange_support(meeting, LEAD, "f_mother", SupportKind.PERSON, aunt, "", BOOKED_AT + MINUTE)
    return meeting


@shown("roll-form")
def roll_form() -> AdaptiveCard:
    return face(CallRoll, with_deputy()).card()


@shown("roll-quorate")
def roll_quorate() -> AdaptiveCard:
    meeting = with_deputy()
    family = ["f_kay", "f_mother"]
    conduct.call_roll(meeting, CHAIR, [LEAD.id, HEALTH.id, SCHOOL.id], [POLICE.id], family, STARTS_AT)
    conduct.check_opening(meeting, CHAIR, list(conduct.OPENING), STARTS_AT)
    conduct.note_leaving(meeting, CHAIR, SCHOOL.id, SOON)
    return roll(meeting)


@shown("roll-two-agencies")
def roll_two_agencies() -> AdaptiveCard:
    return roll(builders.an_opened_meeting([LEAD, HEALTH]))


@shown("roll-one-agency")
def roll_one_agency() -> AdaptiveCard:
    return roll(builders.an_opened_meeting([LEAD]))


@shown("arrive-form-with-a-deputy")
def arrive_form() -> AdaptiveCard:
    meeting = with_deputy()
    conduct.call_roll(meeting, CHAIR, [LEAD.id], [], [], STARTS_AT)
    return face(Arrive, meeting, raw={"who": POLICE.id}).card()


@shown("quorum-stated")
def quorum_stated() -> AdaptiveCard:
    meeting = builders.an_opened_meeting([LEAD, HEALTH])
    reason = "An unborn baby, known to social work and health alone."
    now = conduct.state_quorum(meeting, CHAIR, SOON, PROFILE, reason, True)
    return cards.quorum_card(meeting, now, next_buttons(meeting, CHAIR))


@shown("quorum-discretion-form")
def discretion_form() -> AdaptiveCard:
    return face(StateQuorum, builders.an_opened_meeting([LEAD, HEALTH])).card()


@shown("quorum-never")
def never() -> AdaptiveCard:
    meeting = builders.an_opened_meeting([LEAD])
    now = quorum_now(meeting, PROFILE.quorum)
    return cards.not_quorate_card(meeting, now, next_buttons(meeting, CHAIR))


@shown("reconvene-form")
def reconvene_form() -> AdaptiveCard:
    return face(Reconvene, builders.an_opened_meeting([LEAD])).card()


def quorate() -> PlanningMeeting:
    meeting = builders.an_opened_meeting()
    conduct.state_quorum(meeting, CHAIR, SOON, PROFILE)
    return meeting


@shown("summary-form")
def summary_form() -> AdaptiveCard:
    return face(SumUp, quorate(), ids=KAY).card()


@shown("childs-views-form")
def childs_views_form() -> AdaptiveCard:
    return face(ChildsVoice, quorate(), ids=KAY).card()


@shown("view-form-statutory")
def view_form() -> AdaptiveCard:
    return face(GiveView, builders.a_meeting_ready_for_views(), POLICE, KAY).card()


@shown("view-form-voluntary")
def view_form_voluntary() -> AdaptiveCard:
    return face(GiveView, builders.a_meeting_ready_for_views(), THIRD, KAY).card()


@shown("view-question-typed")
def view_question() -> AdaptiveCard:
    return face(GiveView, builders.a_meeting_ready_for_views(), THIRD, KAY).question("option")


@shown("view-kept")
def view_kept() -> AdaptiveCard:
    rows = [("About", "Kay"), ("Your view", Option.PLACE.words), ("Your reasons", HOSTILE)]
    meeting = builders.a_meeting_ready_for_views()
    note = "You can change it until the chair opens all views together. The chair decides."
    change = button("Change", "view.open", m=meeting.id, c="c_kay")
    buttons = next_buttons(meeting, THIRD)
    return recorded_card(
        "Your view is kept, sealed", rows, "Fiona Blair", SOON, change, case_line=meeting.reference,
        note=note, buttons=buttons,
    )  # fmt: skip


@shown("view-for-somebody-form")
def view_for_form() -> AdaptiveCard:
    return face(RecordViewFor, builders.a_meeting_ready_for_views(), CHAIR, KAY).card()


def sealed(meeting: PlanningMeeting, *given: Person) -> AdaptiveCard:
    for each in given:
        views.give_view(meeting, each, "c_kay", Option.PLACE, LONG, SOON)
    return boards.sealed_board_card(
        meeting, meeting.children[0], sealed_actions(meeting, meeting.children[0])
    )


@shown("views-sealed")
def views_sealed() -> AdaptiveCard:
    return sealed(builders.a_meeting_ready_for_views(), LEAD, HEALTH)


@shown("views-sealed-nobody-yet")
def views_sealed_nobody() -> AdaptiveCard:
    return sealed(builders.a_meeting_ready_for_views())


@shown("views-open-confirm")
def views_open_confirm() -> AdaptiveCard:
    return face(OpenViews, builders.a_meeting_ready_for_views(), CHAIR, KAY).confirm()


@shown("views-open-agreed")
def views_open_agreed() -> AdaptiveCard:
    meeting = builders.a_meeting_ready_for_views()
    for each in (LEAD, POLICE, HEALTH, SCHOOL):
        views.give_view(meeting, each, "c_kay", Option.PLACE, LONG, SOON)
    views.pass_view(meeting, THIRD, "c_kay", SOON)
    views.open_views(meeting, CHAIR, "c_kay", SOON)
    return boards.open_board_card(meeting, meeting.children[0], next_buttons(meeting, CHAIR))


@shown("views-open-split")
def views_open_split() -> AdaptiveCard:
    meeting = builders.a_meeting_ready_for_views(invited=[POLICE, HEALTH, GP])
    views.give_view(meeting, LEAD, "c_kay", Option.PLACE, LONG, SOON)
    views.give_view(meeting, HEALTH, "c_kay", Option.NOT_PLACE, HOSTILE, SOON)
    views.give_view(meeting, GP, "c_kay", Option.PLACE, LONG, SOON)
    views.record_view_for(meeting, CHAIR, POLICE.id, "c_kay", Option.PLACE, LONG, "by phone at noon", SOON)
    views.open_views(meeting, CHAIR, "c_kay", SOON)
    return boards.open_board_card(meeting, meeting.children[0], next_buttons(meeting, CHAIR))
