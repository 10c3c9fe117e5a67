"""Home with nothing and with much owed, the list of meetings, and a meeting for each role at each stage."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cards import home as cards
from cards.elements import AdaptiveCard, button
from cards.groups.group import GroupRow
from cards.home import MeetingRow, Owing
from cppm.meetings import conduct, key_points
from cppm.meetings.meeting import Option, Phase, PlanningMeeting
from cppm.people import Person, Role
from cppm.timing import clocks
from dialogs import home
from dialogs.scene import Scene
from dialogs.turn import Place, PlaceKind, Turn
from tests import builders
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, POLICE, PROFILE, REPORTER, STARTS_AT, USUAL
from tests.cards.gallery import shown

HOUR = timedelta(hours=1)
OWED = ("approve_list", "attendance", "report", "sharing", "view", "key_points", "telling", "manager_told")
ROWS = [
    MeetingRow(f"m_{n}", f"CPPM PK-26-{137 + n:04}", STARTS_AT + timedelta(days=n), phase, "practitioner")
    for n, phase in enumerate([Phase.OPEN, *[Phase.INVITED] * 30, *[Phase.CLOSED] * 9])
]


def owed(count: int, late: int = 0) -> Sequence[Owing]:
    whats = [clocks.catalogue()[name] for name in OWED]
    return [
        Owing(
            whats[n % len(whats)].task,
            f"CPPM PK-26-{137 + n:04}",
            STARTS_AT + timedelta(days=n - 3),
            n < late,
            whats[n % len(whats)].opens,
            {"m": f"m_{n:022}"},
        )
        for n in range(count)
    ]


def hub(meeting: PlanningMeeting, person: Person, now: datetime) -> AdaptiveCard:
    """The meeting's card as `meeting.open` makes it."""
    turn = Turn("t1", "tenant", "a1", person, Place("a:1", PlaceKind.PERSONAL), now)
    scene = Scene(turn, None, PROFILE, {"m": meeting.id})  # type: ignore[arg-type]
    return home.meeting_for(meeting, scene)


@shown("home-nothing-owed")
def nothing_owed() -> AdaptiveCard:
    return cards.home_card([], [])


@shown("home-one-owed")
def one_owed() -> AdaptiveCard:
    return cards.home_card(owed(1), ROWS[1:2])


@shown("home-late-and-several")
def late_and_several() -> AdaptiveCard:
    return cards.home_card(owed(4, late=2), ROWS[:3])


@shown("home-late-with-reasons-wanted")
def reasons_wanted() -> AdaptiveCard:
    explain = {"m": "m_1", "k": "key_points"}
    late, done, other = owed(3, late=2)
    return cards.home_card(
        [
            replace(late, explain=explain),
            replace(done, verb="missed.open", ids=explain, done=True),
            other,
        ],
        ROWS[:1],
    )


@shown("home-as-full-as-it-gets")
def as_full_as_it_gets() -> AdaptiveCard:
    key = f"change_acknowledged:{'s' * 22}"
    late = [replace(each, explain={"m": "m" * 24, "k": key}) for each in owed(50, late=50)]
    groups = [
        GroupRow(f"g_{n:022}", f"Core group PK-26-{n:04}", STARTS_AT, False, Role.CORE_GROUP_MEMBER)
        for n in range(9)
    ]
    return cards.home_card(late, ROWS, groups=groups)


@shown("home-fifty-owed")
def fifty_owed() -> AdaptiveCard:
    return cards.home_card(owed(50, late=9), ROWS)


@shown("home-more-owed")
def more_owed() -> AdaptiveCard:
    return cards.more_owed_card(owed(50, late=9), cards.MOST_OWED)


@shown("meetings-many")
def many_meetings() -> AdaptiveCard:
    return cards.meetings_card(ROWS)


@shown("meetings-none")
def no_meetings() -> AdaptiveCard:
    return cards.meetings_card([])


@shown("meeting-booked-for-the-lead-professional")
def booked_for_lead() -> AdaptiveCard:
    return hub(builders.a_booked_meeting(), LEAD, builders.BOOKED_AT)


@shown("meeting-invited-for-a-practitioner")
def invited_for_police() -> AdaptiveCard:
    return hub(builders.an_invited_meeting(), POLICE, builders.BOOKED_AT)


@shown("meeting-invited-for-the-chair")
def invited_for_chair() -> AdaptiveCard:
    return hub(builders.an_invited_meeting(), CHAIR, builders.BOOKED_AT)


@shown("meeting-about-to-open-for-the-chair")
def about_to_open() -> AdaptiveCard:
    return hub(builders.an_invited_meeting(), CHAIR, STARTS_AT)


@shown("meeting-open-before-the-roll")
def before_roll() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    return hub(meeting, CHAIR, STARTS_AT)


@shown("meeting-open-with-views-for-the-chair")
def views_for_chair() -> AdaptiveCard:
    return hub(builders.a_meeting_ready_for_views(), CHAIR, STARTS_AT + HOUR)


@shown("meeting-open-with-views-for-a-practitioner")
def views_for_health() -> AdaptiveCard:
    return hub(builders.a_meeting_ready_for_views(), HEALTH, STARTS_AT + HOUR)


@shown("meeting-open-with-warnings")
def with_warnings() -> AdaptiveCard:
    options = [Option.PLACE, Option.PLACE, Option.PLACE, Option.NOT_PLACE]
    meeting = builders.a_viewed_meeting(*options, invited=[POLICE, HEALTH, builders.GP])
    conduct.note_leaving(meeting, CHAIR, POLICE.id, STARTS_AT + HOUR)
    return hub(meeting, CHAIR, STARTS_AT + HOUR)


@shown("meeting-open-for-an-observer")
def open_for_observer() -> AdaptiveCard:
    return hub(builders.a_meeting_ready_for_views(invited=[*USUAL, REPORTER]), REPORTER, STARTS_AT + HOUR)


@shown("meeting-closed-for-the-chair")
def closed_for_chair() -> AdaptiveCard:
    return hub(builders.a_closed_meeting(), CHAIR, STARTS_AT + HOUR)


@shown("meeting-closed-for-administration")
def closed_for_admin() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    key_points.release(meeting, CHAIR, STARTS_AT + HOUR)
    return hub(meeting, ADMIN, STARTS_AT + HOUR)


@shown("welcome")
def welcome() -> AdaptiveCard:
    return cards.welcome_card("Fiona", [button("What I owe", "home.open")])


@shown("register-not-here")
def register_not_here() -> AdaptiveCard:
    return cards.register_card(PROFILE)
