"""What there is to prepare, for lead professional, chair and practitioner, and who briefs a carer."""

from datetime import timedelta

from cards.elements import AdaptiveCard, button
from cards.meetings.booking import list_card
from cards.notices import Occasion, notice_card
from cards.pages import Part
from cards.rights import preparation as cards
from cppm.meetings.meeting import Mode, PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights import briefing, checklists, preparation, understanding
from cppm.rights.participation_records import Topic, Understood
from tests.builders import BOOKED_AT, CHAIR, HEALTH, LEAD, PROFILE, SCHOOL, an_invited_meeting, file_reports
from tests.cards.gallery import shown

AT = BOOKED_AT + timedelta(days=3)


def prepared() -> PlanningMeeting:
    meeting = an_invited_meeting(mode=Mode.HYBRID, place="Room 2", interpreter="booked", parts_planned=True)
    told = ("Ewan Reid", AT.date(), "in person", Understood.YES, "", AT)
    understanding.tell(meeting, LEAD, "f_mother", [Topic.MEETING, Topic.DATE], *told)
    understanding.tell(meeting, LEAD, "f_kay", [Topic.MEETING], *told)
    file_reports(meeting, HEALTH, SCHOOL)
    by = (AT + timedelta(days=9)).date()
    briefing.name_briefer(meeting, CHAIR, "Kay's foster carer", "Lives with Kay", HEALTH.id, by, AT, "j_1")
    for person, keys in (
        (LEAD, ["records", "overview"]),
        (CHAIR, ["read", "spoken:f_mother"]),
        (HEALTH, ["records"]),
    ):
        preparation.tick(meeting, person, keys, AT)
    return meeting


def own_list(person: Person, *more: Part, meeting: PlanningMeeting | None = None) -> AdaptiveCard:
    meeting = meeting or prepared()
    alone = button("Ask to speak with the chair alone", "restricted.open", m=meeting.id)
    actions = [
        button("Tick what is done", "prepared.open", m=meeting.id),
        button("Take a tick back", "untick.open", m=meeting.id),
        *([alone] if person is HEALTH else []),
        button("Go to the meeting", "meeting.open", m=meeting.id),
    ]
    return cards.preparation_card(meeting, preparation.list_of(meeting, person), actions, more)


@shown("preparation-of-the-lead-professional")
def of_lead() -> AdaptiveCard:
    return own_list(LEAD)


@shown("preparation-of-the-chair")
def of_chair() -> AdaptiveCard:
    meeting = prepared()
    return own_list(CHAIR, cards.lead_has_open(checklists.of_lead(meeting)), meeting=meeting)


@shown("preparation-of-the-lead-professional-where-a-child-comes")
def with_a_child() -> AdaptiveCard:
    meeting = prepared()
    meeting.family_line("f_kay").invited = True
    return own_list(LEAD, cards.for_a_child(meeting), meeting=meeting)


@shown("preparation-of-a-practitioner")
def of_practitioner() -> AdaptiveCard:
    return own_list(HEALTH, cards.expecting(prepared(), HEALTH, PROFILE, "Isla Baird"))


@shown("list-with-a-foster-carer")
def with_a_carer() -> AdaptiveCard:
    return list_card(prepared(), [])


@shown("notice-briefing")
def to_brief() -> AdaptiveCard:
    return notice_card(NoticeKind.BRIEFING, Occasion(prepared(), HEALTH, "j_1", PROFILE))


@shown("notice-briefing-of-somebody-else-since")
def settled() -> AdaptiveCard:
    return notice_card(NoticeKind.BRIEFING, Occasion(prepared(), SCHOOL, "j_1", PROFILE))
