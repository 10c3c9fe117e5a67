"""The core group as its people see it, and the cards of its meetings."""

from cards.elements import Action, AdaptiveCard, button
from cards.groups import gathering, group
from cards.groups.group import GroupRow
from cppm.groups.core_group import CoreGroup, Gathering
from cppm.groups.in_session import blanks
from cppm.people import Person, Role
from dialogs.groups.group_hub import as_button, next_buttons, steps
from tests import builders_group
from tests.builders import CHAIR, HEALTH, LEAD
from tests.builders_group import FIRST_AT
from tests.cards.gallery import shown


def card_for(found: CoreGroup, person: Person, before_review: bool = False) -> AdaptiveCard:
    known = sorted(steps(found, person, FIRST_AT), key=lambda s: not s.pressing)
    following = next((s.title for s in known if s.pressing), "")
    role = found.participants().get(person.id)
    return group.group_card(found, role, following, [as_button(found, s) for s in known[:6]], before_review)


@shown("group-for-a-member")
def for_a_member() -> AdaptiveCard:
    return card_for(builders_group.a_group_with_plan(), HEALTH)


@shown("group-for-its-chair")
def for_its_chair() -> AdaptiveCard:
    return card_for(builders_group.a_closed_gathering(), LEAD)


@shown("group-before-the-review")
def before_the_review() -> AdaptiveCard:
    return card_for(builders_group.a_group_before_review(), CHAIR, before_review=True)


@shown("group-after-a-review-that-changes-the-plan")
def after_the_review() -> AdaptiveCard:
    return card_for(builders_group.a_group_with_changes_to_build_in(), LEAD)


@shown("group-under-way")
def under_way() -> AdaptiveCard:
    return card_for(builders_group.an_open_gathering(), LEAD)


@shown("group-of-both-parts")
def of_both_parts() -> AdaptiveCard:
    found = builders_group.a_closed_gathering()
    found.family_parts = {line.id: str(part) for line, part in zip(found.family, (1, 2), strict=True)}
    return card_for(found, LEAD)


@shown("group-list")
def listed() -> AdaptiveCard:
    rows = [
        GroupRow("g_1", "Core group PK-26-0200", None, False, Role.LEAD_PROFESSIONAL),
        GroupRow("g_2", "Core group PK-26-0137", FIRST_AT, False, Role.CORE_GROUP_MEMBER),
        GroupRow("g_3", "Core group PK-25-0011", None, True, Role.CORE_GROUP_CHAIR),
    ]
    return group.groups_card(rows)


@shown("group-list-empty")
def listed_empty() -> AdaptiveCard:
    return group.groups_card([])


def the_meeting(found: CoreGroup) -> Gathering:
    meeting = found.last_closed or found.current
    assert meeting is not None
    return meeting


def ends_with(found: CoreGroup, *first: Action) -> list[Action]:
    return [*first, *next_buttons(found, LEAD)]


@shown("gathering-blanks")
def still_blank() -> AdaptiveCard:
    found = builders_group.an_open_gathering()
    missing = [b.words for b in blanks(found, the_meeting(found))]
    return gathering.blanks_card(found, the_meeting(found), missing, ends_with(found))


@shown("gathering-ready")
def ready() -> AdaptiveCard:
    found = builders_group.a_settled_gathering()
    close = button("Close the meeting", "cgclosing.open", g=found.id)
    return gathering.ready_card(found, the_meeting(found), [close])


@shown("gathering-closed")
def closed() -> AdaptiveCard:
    found = builders_group.a_closed_gathering()
    return gathering.closed_card(found, the_meeting(found), ends_with(found))


@shown("gathering-record")
def record() -> AdaptiveCard:
    found = builders_group.a_closed_gathering()
    outcomes = {o.id: o.words for o in found.plan.outcomes}
    return gathering.record_card(found, the_meeting(found), outcomes, ends_with(found))
