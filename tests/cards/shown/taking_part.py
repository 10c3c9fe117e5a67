"""The family's part in a meeting: everybody, one of them, and the word for the chair."""

from datetime import timedelta

from cards.elements import AdaptiveCard
from cards.notices import Occasion, notice_card
from cards.rights import taking_part as cards
from cppm.meetings import invitations
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Role
from cppm.records import NoticeKind
from cppm.rights import consents, support, taking_part, understanding
from cppm.rights.participation_records import (
    Booked,
    Factor,
    Heard,
    Need,
    SupportKind,
    TakesPart,
    Topic,
    Understood,
)
from dialogs.rights import participation as jobs
from tests.builders import BOOKED_AT, CHAIR, LEAD, PROFILE, STARTS_AT, a_booked_meeting, a_closed_meeting
from tests.cards.gallery import shown
from tests.cast import STUDENT

TODAY = BOOKED_AT.date()
LONG = (
    "I want to stay with my gran at the weekends, because nobody shouts there, and I want to keep going to "
    "football on Tuesdays. I do not want everybody at school to know about this meeting."
)


def settled() -> PlanningMeeting:
    meeting = a_booked_meeting()
    why = "Kay wants to say it herself; her grandmother brings her, and her father is not there."
    weighed = [Factor.WISH, Factor.FEELINGS, Factor.SAFETY]
    taking_part.invite_or_not(meeting, LEAD, "f_kay", True, weighed, why, "", BOOKED_AT)
    needs = [Need.EASY_READ, Need.BREAKS]
    part = "the beginning, until her views are heard"
    taking_part.take_part(meeting, LEAD, "f_kay", TakesPart.PART, part, needs, "", BOOKED_AT)
    who = "Ada Fyfe, Who Cares"
    support.arrange_support(meeting, LEAD, "f_kay", SupportKind.ADVOCATE, who, "", BOOKED_AT)
    aunt = "Her sister Jean"
    support.arrange_support(meeting, LEAD, "f_mother", SupportKind.PERSON, aunt, "", BOOKED_AT)
    service = "Global Language Services"
    support.arrange_interpreter(meeting, LEAD, "f_mother", Booked.BOOKED, "Polish", service, False, BOOKED_AT)
    heard = Heard(LONG, "in a drawing and in words", "Ewan Reid", TODAY)
    understanding.hear(meeting, LEAD, "f_kay", heard, BOOKED_AT)
    told = [Topic.MEETING, Topic.DATE, Topic.SUPPORT]
    understanding.tell(
        meeting, LEAD, "f_kay", told, "Ewan Reid", TODAY, "at her gran's", Understood.YES, "", BOOKED_AT
    )
    invitations.invite(meeting, LEAD, STUDENT, "Learns from the nurse", BOOKED_AT, Role.STUDENT)
    return meeting


def refused() -> PlanningMeeting:
    meeting = settled()
    words = "Nora Shaw asked the mother, who would rather not"
    consents.record_family(meeting, LEAD, STUDENT.id, False, False, words, BOOKED_AT)
    return meeting


def full(meeting: PlanningMeeting, line_id: str) -> AdaptiveCard:
    line = meeting.family_line(line_id)
    return cards.line_card(meeting, line, PROFILE, jobs.line_actions(meeting, line))


@shown("family-part-at-first")
def at_first() -> AdaptiveCard:
    meeting = a_booked_meeting(interpreter="being booked")
    return cards.family_card(meeting, jobs.family_actions(meeting, LEAD))


@shown("family-part-with-a-student")
def with_a_student() -> AdaptiveCard:
    meeting = settled()
    return cards.family_card(meeting, jobs.family_actions(meeting, LEAD))


@shown("family-part-student-refused")
def student_refused() -> AdaptiveCard:
    meeting = refused()
    return cards.family_card(meeting, jobs.family_actions(meeting, LEAD))


@shown("family-part-of-the-child")
def of_the_child() -> AdaptiveCard:
    return full(settled(), "f_kay")


@shown("family-part-of-the-mother")
def of_the_mother() -> AdaptiveCard:
    return full(settled(), "f_mother")


@shown("family-part-after-the-meeting")
def after_the_meeting() -> AdaptiveCard:
    meeting = a_closed_meeting()
    later = STARTS_AT + timedelta(days=2)
    unclear = "What neglect means for her; the nurse comes along on Friday."
    understanding.tell(
        meeting,
        LEAD,
        "f_mother",
        [Topic.REGISTRATION],
        "Ewan Reid",
        later.date(),
        "at home, with the interpreter",
        Understood.PARTLY,
        unclear,
        later,
    )
    return full(meeting, "f_mother")


@shown("notice-family-needs", never=("Kay", "mother", "Easy Read"))
def family_needs() -> AdaptiveCard:
    return notice_card(NoticeKind.FAMILY_NEEDS, Occasion(settled(), CHAIR, "", PROFILE))
