"""Booking and the invitation list: the forms as the engine shows them, and what follows."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from cards.elements import AdaptiveCard
from cards.meetings.booking import booked_card, list_card
from cards.people import people_card
from cppm.meetings import invitations
from cppm.meetings.meeting import Child, PlanningMeeting
from cppm.people import Person
from dialogs.desk.enrolment import Enrol
from dialogs.forms import Form, fill
from dialogs.hub import next_buttons
from dialogs.meetings.booking import BookMeeting
from dialogs.meetings.inviting import Invite
from dialogs.meetings.listing import list_buttons
from dialogs.meetings.usual import UsualPeople
from dialogs.progress import Running
from dialogs.scene import Scene
from dialogs.showing import Face
from dialogs.turn import Place, PlaceKind, Turn
from tests import builders
from tests.cards.gallery import shown

ZONE = "Europe/London"
HOSTILE = "**Bail** [conditions](https://example.org), <at>all</at> {{DATE(2026-11-24T10:00:00Z,LONG)}}"


class _People:
    """Those of the builders, without a database."""

    async def all(self) -> list[Person]:
        return builders.EVERYBODY

    async def with_duty(self, duty: object) -> list[Person]:
        return [each for each in builders.EVERYBODY if duty in each.duties]


class _Meetings:
    def __init__(self, meeting: PlanningMeeting) -> None:
        self.meeting = meeting

    async def load(self, id: str) -> PlanningMeeting:
        return self.meeting


class _Store:
    people = _People()

    def __init__(self, meeting: PlanningMeeting) -> None:
        self.meetings = _Meetings(meeting)


def form(
    shape: type[Form], person: Person, meeting: PlanningMeeting | None = None, **raw: str
) -> AdaptiveCard:
    """A form as it stands with these answers."""
    place = Place("a:1", PlaceKind.PERSONAL)
    tenant = "00000000-0000-0000-0000-000000000001"
    turn = Turn("t1", tenant, "a1", person, place, builders.BOOKED_AT)
    ids = {"m": meeting.id} if meeting else {}
    scene = Scene(turn, _Store(meeting or builders.a_booked_meeting()), builders.PROFILE, ids)  # type: ignore[arg-type]
    prepared = asyncio.run(shape.prepare(scene))
    running = Running(shape.job, dict(ids), raw)
    return Face(shape, running, prepared, fill(shape, raw, prepared, scene.now)).card()


def on_the_list(meeting: PlanningMeeting, person: Person) -> AdaptiveCard:
    return list_card(meeting, list_buttons(meeting, person), ZONE)


@shown("booking-form")
def booking_form() -> AdaptiveCard:
    return form(BookMeeting, builders.LEAD)


@shown("booking-form-corrected")
def booking_form_corrected() -> AdaptiveCard:
    return form(
        BookMeeting,
        builders.LEAD,
        case_ref="Kay Ross",
        kind="initial",
        children="Kay, 7\nTam",
        family="mother: not invited",
        starts_at="2026-11-05T10:00",
        mode="in person",
        chair=builders.CHAIR.id,
        interpreter="not needed",
        began="2026-10-26",
        report_due="",
        short_notice="",
    )


@shown("booking-recorded")
def booking_recorded() -> AdaptiveCard:
    tam = Child("c_tam", "Tam", due_date=date(2027, 3, 3))
    meeting = builders.a_booked_meeting(
        [],
        children=[builders.KAY, tam],
        late_reason="The senior manager Grant Lowe agreed; the school was closed",
    )
    buttons = next_buttons(meeting, builders.LEAD)
    return booked_card(meeting, builders.LEAD, builders.BOOKED_AT, ZONE, buttons)


@shown("booking-usual-people")
def usual_people() -> AdaptiveCard:
    return form(UsualPeople, builders.LEAD, builders.a_booked_meeting([]))


@shown("booking-usual-people-nobody")
def usual_people_nobody() -> AdaptiveCard:
    return form(UsualPeople, builders.LEAD, builders.a_booked_meeting([]), police="nobody", police_nobody="")


@shown("booking-invite")
def invite() -> AdaptiveCard:
    return form(Invite, builders.LEAD, builders.a_booked_meeting())


@shown("list-lead")
def list_of_the_lead() -> AdaptiveCard:
    return on_the_list(builders.a_booked_meeting(), builders.LEAD)


@shown("list-chair")
def list_of_the_chair() -> AdaptiveCard:
    meeting = builders.a_booked_meeting([builders.POLICE, builders.HEALTH, builders.REPORTER])
    invitations.leave_empty(meeting, builders.LEAD, "school", "Kay is taught at home", builders.BOOKED_AT)
    invitations.send_for_approval(meeting, builders.LEAD, builders.BOOKED_AT)
    return on_the_list(meeting, builders.CHAIR)


@shown("list-returned")
def list_returned() -> AdaptiveCard:
    meeting = builders.a_booked_meeting()
    meeting.family[2] = replace(meeting.family[2], reason=HOSTILE)
    invitations.return_list(meeting, builders.CHAIR, HOSTILE, builders.BOOKED_AT)
    return on_the_list(meeting, builders.LEAD)


@shown("list-agreed-and-grown")
def list_grown() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    for number in range(10):
        extra = builders.person(
            f"x{number}", builders.HEALTH.agency, f"Nurse Number {number}", "Specialist nurse"
        )
        invitations.invite(
            meeting, builders.LEAD, extra, "Was on duty", builders.BOOKED_AT + timedelta(hours=1)
        )
    return on_the_list(meeting, builders.CHAIR)


@shown("people-list")
def people() -> AdaptiveCard:
    return people_card(builders.EVERYBODY, 0, [])


@shown("people-enrol")
def enrol() -> AdaptiveCard:
    return form(Enrol, builders.ADMIN)
