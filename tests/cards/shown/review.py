"""A review: booked from the core group, prepared from what it recorded, decided either way."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cards.elements import AdaptiveCard, button
from cards.meetings.before_review import in_a_word, recorded_card
from cards.meetings.booking import booked_card
from cards.meetings.decision import decided_card, decision_card
from cards.meetings.readiness import Wall, wall_card
from cppm.groups import recommending, sightings
from cppm.groups.core_group import CoreGroup, Recommended
from cppm.meetings.meeting import MeetingKind, Option, Phase, PlanningMeeting
from cppm.people import Person
from cppm.timing.timescales import local_day
from dialogs.forms import Form, fill
from dialogs.hub import next_buttons
from dialogs.meetings.before_review import TITLE
from dialogs.meetings.births import BornEarly
from dialogs.meetings.booking import BookMeeting
from dialogs.meetings.decision import Decide
from dialogs.meetings.outcome import SettleOutcome
from dialogs.meetings.usual import UsualPeople
from dialogs.progress import Running
from dialogs.scene import Scene
from dialogs.showing import Face
from dialogs.turn import Place, PlaceKind, Turn
from storage.meetings import MeetingLine
from tests import builders
from tests.builders import BABY, CHAIR, HEALTH, KAY, LEAD, POLICE, PROFILE, SCHOOL, STARTS_AT
from tests.builders_group import a_group_before_review, ids
from tests.cards.gallery import shown

NOW = datetime(2027, 4, 12, 9, 0, tzinfo=UTC)
"""Three weeks before the review, and before Kay's last core group."""
ABOUT_KAY = {"m": "m_kay", "c": KAY.id}
REASONS = "The plan has worked for five months, and Kay says that it is quiet at night."


def the_group() -> CoreGroup:
    """Met every four weeks; seen now and then; the members differ."""
    group = a_group_before_review()
    new = ids("s")
    for days, by, alone in ((12, HEALTH, False), (25, LEAD, True), (46, HEALTH, True), (58, SCHOOL, False)):
        on = local_day(STARTS_AT + timedelta(days=days))
        sightings.record_seen(group, by, KAY.id, on, by, alone, "", STARTS_AT + timedelta(days=days + 1), new)
    given = (
        (LEAD, Recommended.REMOVE, "Her mother asks for help early, and the father has moved out."),
        (HEALTH, Recommended.REMOVE, "She sleeps and eats well since January."),
        (SCHOOL, Recommended.REMAIN, "She still worries before each weekend."),
    )
    for who, says, why in given:
        recommending.recommend(group, who, KAY.id, says, why, NOW)
    return group


class _Meetings:
    def __init__(self, meeting: PlanningMeeting) -> None:
        self.meeting = meeting

    async def load(self, id: str) -> PlanningMeeting:
        return self.meeting

    async def for_case(self, case_ref: str) -> list[MeetingLine]:
        m = self.meeting
        return [MeetingLine(m.id, m.case_ref, m.reference, m.starts_at, m.phase)]


class _Groups:
    async def load(self, id: str) -> CoreGroup:
        return the_group()

    async def of_case(self, case_ref: str) -> CoreGroup:
        return the_group()


class _People:
    async def all(self) -> list[Person]:
        return builders.EVERYBODY

    async def with_duty(self, duty: object) -> list[Person]:
        return [each for each in builders.EVERYBODY if duty in each.duties]


class _Store:
    core_groups, people = _Groups(), _People()

    def __init__(self, meeting: PlanningMeeting) -> None:
        self.meetings = _Meetings(meeting)


def face(
    shape: type[Form],
    meeting: PlanningMeeting,
    person: Person,
    about: Mapping[str, str],
    now: datetime = NOW,
    **raw: str,
) -> Face:
    """A form as it stands with these answers."""
    turn = Turn("t1", "tenant", "a1", person, Place("a:1", PlaceKind.PERSONAL), now)
    scene = Scene(turn, _Store(meeting), PROFILE, about)  # type: ignore[arg-type]
    prepared = asyncio.run(shape.prepare(scene))
    return Face(shape, Running(shape.job, dict(about), raw), prepared, fill(shape, raw, prepared, now))


def a_review(*options: Option, **changes: object) -> PlanningMeeting:
    """Its views are open; all would remove the name unless told otherwise."""
    return builders.a_viewed_meeting(*(options or [Option.REMOVE] * 5), kind=MeetingKind.REVIEW, **changes)


@shown("review-booking-form")
def booking_form() -> AdaptiveCard:
    return face(BookMeeting, builders.a_closed_meeting(), LEAD, {"g": "g_kay"}).card()


@shown("review-booked")
def booked() -> AdaptiveCard:
    meeting = builders.a_booked_meeting([], kind=MeetingKind.REVIEW, investigation_began=None)
    meeting.review_by = local_day(STARTS_AT + timedelta(days=2))
    meeting.other_chair_because = "Morag Sinclair is on leave until summer"
    return booked_card(meeting, LEAD, NOW, "Europe/London", next_buttons(meeting, LEAD))


@shown("review-usual-people")
def usual_people() -> AdaptiveCard:
    meeting = builders.a_booked_meeting([], kind=MeetingKind.REVIEW)
    return face(UsualPeople, meeting, LEAD, {"m": meeting.id}).card()


@shown("review-recorded-by-the-core-group")
def recorded() -> AdaptiveCard:
    meeting = builders.an_invited_meeting(kind=MeetingKind.REVIEW)
    actions = [
        button("Recommendations in full", "recommendations.open", g="g_kay"),
        *next_buttons(meeting, LEAD, 2),
    ]
    return recorded_card(the_group(), meeting, actions)


@shown("review-ready")
def ready() -> AdaptiveCard:
    meeting = builders.an_invited_meeting(kind=MeetingKind.REVIEW)
    said = [(KAY.name, in_a_word(the_group(), KAY.id))]
    wall = Wall(meeting, PROFILE.quorum, builders.BOOKED_AT, recommended=said)
    return wall_card(wall, [button(TITLE, "pack.open", m=meeting.id)])


@shown("review-decide-form")
def decide_form() -> AdaptiveCard:
    meeting = a_review(*[Option.REMOVE] * 3, present=[LEAD, POLICE, HEALTH])
    return face(Decide, meeting, CHAIR, ABOUT_KAY, STARTS_AT).card()


@shown("review-decide-confirm")
def decide_confirm() -> AdaptiveCard:
    removal = {name: getattr(builders.SAFER, name) for name in ("less_risk", "stronger", "support")}
    answers = {"reporter": "not needed", "reporter_reason": "The family works with the plan."}
    made = face(
        Decide,
        a_review(),
        CHAIR,
        ABOUT_KAY,
        STARTS_AT,
        option="remove",
        reasons=REASONS,
        next_lead=builders.SAFER.lead,
        **removal,
        **answers,
    )
    return made.confirm()


def _removed() -> PlanningMeeting:
    return builders.a_closed_meeting(kind=MeetingKind.REVIEW, option=Option.REMOVE)


@shown("review-removed")
def removed() -> AdaptiveCard:
    meeting = builders.a_decided_meeting(Option.REMOVE, kind=MeetingKind.REVIEW)
    return decided_card(meeting, KAY, PROFILE, next_buttons(meeting, CHAIR))


@shown("review-removed-read")
def removed_read() -> AdaptiveCard:
    meeting = _removed()
    return decision_card(meeting, PROFILE, next_buttons(meeting, HEALTH), may_dissent=True)


@shown("review-outcome-form")
def outcome_form() -> AdaptiveCard:
    meeting = builders.a_decided_meeting(kind=MeetingKind.REVIEW)
    return face(SettleOutcome, meeting, CHAIR, {"m": meeting.id}).card()


@shown("birth-before-the-meeting-form")
def birth_form() -> AdaptiveCard:
    meeting = builders.a_booked_meeting([], kind=MeetingKind.PRE_BIRTH, children=[BABY])
    assert meeting.phase is Phase.BOOKED
    return face(BornEarly, meeting, LEAD, {"m": meeting.id, "c": BABY.id}).card()
