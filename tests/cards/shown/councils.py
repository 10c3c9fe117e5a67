"""What differs in another council: core agencies, main areas of concern, and where a rule stands."""

from cards.elements import AdaptiveCard, button
from cards.forms import why_card
from cards.meetings import conduct as cards
from cards.meetings.readiness import Wall, wall_card
from cppm import rules
from cppm.councils.profile import Profile, load_profile
from cppm.meetings import conduct
from cppm.meetings.meeting import PlanningMeeting
from cppm.meetings.quorum import quorum_now
from dialogs.hub import next_buttons
from dialogs.meetings.decision import Decide
from dialogs.meetings.quorum import StateQuorum
from tests import builders
from tests.builders import BOOKED_AT, CHAIR, HEALTH, LEAD, STARTS_AT
from tests.cards.gallery import shown
from tests.cards.shown.decision import ABOUT_KAY, face

NATIONAL, HIGHLAND = load_profile("national_2023"), load_profile("highland")
ARGYLL, LANARKSHIRE = load_profile("argyll_bute"), load_profile("south_lanarkshire")


def without_police() -> PlanningMeeting:
    return builders.an_opened_meeting([LEAD, HEALTH])


@shown("council-quorum-form")
def quorum_form() -> AdaptiveCard:
    return face(StateQuorum, without_police(), profile=NATIONAL).card()


@shown("council-roll")
def roll() -> AdaptiveCard:
    meeting = without_police()
    actions = cards.roll_actions(meeting, next_buttons(meeting, CHAIR))
    return cards.roll_card(meeting, quorum_now(meeting, HIGHLAND.quorum), actions)


@shown("council-quorum-stated")
def stated() -> AdaptiveCard:
    meeting = without_police()
    known = "Only health and social work know the family; the police have checked their records."
    now = conduct.state_quorum(meeting, CHAIR, STARTS_AT, NATIONAL, known, ground=NATIONAL.quorum.grounds[1])
    return cards.quorum_card(meeting, now, next_buttons(meeting, CHAIR))


@shown("council-ready")
def ready() -> AdaptiveCard:
    meeting = builders.an_invited_meeting()
    return wall_card(Wall(meeting, NATIONAL.quorum, BOOKED_AT), [button("What I owe", "home.open")])


@shown("council-decide-form")
def decide_form() -> AdaptiveCard:
    meeting, areas = builders.a_viewed_meeting(), {"option": "place", "areas": "domestic abuse"}
    return face(Decide, meeting, ids=ABOUT_KAY, raw=areas, profile=ARGYLL).card()


def why(rule_id: str, council: Profile) -> AdaptiveCard:
    rule, here = rules.RULES[rule_id], rules.council_value(rule_id, council)
    stands = f"{rules.where_it_stands(rule_id, council)} ({rule_id})"
    return why_card(rule.title, rule.words, stands, here, buttons=[button("What I owe", "home.open")])


@shown("council-why-own")
def why_own() -> AdaptiveCard:
    return why("TIM-09", LANARKSHIRE)


@shown("council-why-national")
def why_national() -> AdaptiveCard:
    return why("TIM-01", ARGYLL)


@shown("council-why-silent")
def why_silent() -> AdaptiveCard:
    return why("TIM-13", HIGHLAND)


@shown("council-why-quorum")
def why_quorum() -> AdaptiveCard:
    return why("QUO-03", HIGHLAND)
