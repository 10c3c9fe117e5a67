"""What a meeting is for and what is asked of somebody; leaflets and guides."""

from cards.elements import AdaptiveCard, button
from cards.meetings import asked as cards
from cppm.councils.profile import load_profile
from cppm.meetings.meeting import MeetingKind
from tests import builders
from tests.builders import BABY, CHAIR, PROFILE, REPORTER, THIRD
from tests.cards.gallery import shown

GO = [
    button("Leaflets and guides", "leaflets.open", m="m"),
    button("Go to the meeting", "meeting.open", m="m"),
]


@shown("asked-of-the-third-sector")
def of_the_third_sector() -> AdaptiveCard:
    return cards.asked_card(builders.an_invited_meeting([THIRD]), THIRD, PROFILE, GO)


@shown("asked-of-an-observer-before-a-birth")
def of_an_observer() -> AdaptiveCard:
    meeting = builders.an_invited_meeting([REPORTER], children=[BABY], kind=MeetingKind.PRE_BIRTH)
    return cards.asked_card(meeting, REPORTER, PROFILE, GO)


@shown("asked-of-the-chair-during-the-meeting")
def of_the_chair() -> AdaptiveCard:
    return cards.asked_card(builders.an_opened_meeting(), CHAIR, PROFILE, GO)


@shown("leaflets")
def leaflets() -> AdaptiveCard:
    return cards.leaflets_card(builders.an_invited_meeting(), PROFILE, GO[1:])


@shown("leaflets-where-the-guide-names-none")
def none_named() -> AdaptiveCard:
    return cards.leaflets_card(builders.an_invited_meeting(), load_profile("highland"), GO[1:])
