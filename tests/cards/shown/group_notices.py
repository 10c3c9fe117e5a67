"""Every message that can be owed for a core group's meetings, as its addressee finds it."""

from cards.elements import AdaptiveCard
from cards.groups.group_notices import group_notice_card
from cards.groups.group_occasion import GroupOccasion
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup, Reply
from cppm.meetings.meeting import Coming, Deputy
from cppm.people import Person
from cppm.records import NoticeKind
from tests import builders_group
from tests.builders import GP, HEALTH, LEAD, MINUTE, PROFILE, SCHOOL
from tests.builders_group import DAY, FIRST_AT, FORMED_AT
from tests.cards.gallery import shown

NEVER = ("Kay", "mother", "Grant", "Reid", "Injuries", "centre")


def card(kind: NoticeKind, group: CoreGroup, reader: Person | None, about: str | None = None) -> AdaptiveCard:
    current = group.current.id if group.current else ""
    return group_notice_card(kind, GroupOccasion(group, reader, current if about is None else about, PROFILE))


@shown("notice-group-joined")
def joined() -> AdaptiveCard:
    return card(NoticeKind.GROUP_JOINED, builders_group.a_core_group(), HEALTH)


@shown("notice-group-left")
def left() -> AdaptiveCard:
    return card(NoticeKind.GROUP_LEFT, builders_group.a_core_group(), HEALTH)


@shown("notice-group-ended")
def ended() -> AdaptiveCard:
    return card(NoticeKind.GROUP_ENDED, builders_group.a_core_group(), HEALTH)


@shown("notice-gathering")
def arranged() -> AdaptiveCard:
    return card(NoticeKind.GATHERING, builders_group.a_group_with_plan(), HEALTH)


@shown("notice-gathering-for-a-deputy")
def for_a_deputy() -> AdaptiveCard:
    group = builders_group.a_group_with_plan()
    assert group.current is not None
    deputy = Deputy(GP.name, True, True, GP.id)
    gatherings.reply(
        group, HEALTH, group.current.id, Coming.DEPUTY, FORMED_AT + MINUTE, deputy=deputy, enrolled=GP
    )
    return card(NoticeKind.GATHERING, group, GP)


@shown("notice-gathering-before-the-review")
def before_the_review() -> AdaptiveCard:
    return card(NoticeKind.GATHERING, builders_group.a_group_before_review(), HEALTH)


@shown("notice-gathering-moved")
def moved() -> AdaptiveCard:
    group = builders_group.a_core_group()
    assert group.current is not None
    gatherings.move(group, LEAD, group.current.id, FIRST_AT - DAY, "Ill", FORMED_AT + MINUTE, PROFILE)
    return card(NoticeKind.GATHERING_MOVED, group, HEALTH)


@shown("notice-gathering-closed")
def closed() -> AdaptiveCard:
    group = builders_group.a_closed_gathering()
    assert group.last_closed is not None
    return card(NoticeKind.GATHERING_CLOSED, group, HEALTH, group.last_closed.id)


@shown("gathering-in-channel", channel=True, never=NEVER)
def in_channel() -> AdaptiveCard:
    group = builders_group.a_group_with_plan()
    assert group.current is not None
    for member in (LEAD, SCHOOL):
        gatherings.reply(group, member, group.current.id, Coming.ATTENDING, FORMED_AT + MINUTE)
    return card(NoticeKind.GATHERING_IN_CHANNEL, group, None)


@shown("gathering-in-channel-held", channel=True, never=NEVER)
def in_channel_held() -> AdaptiveCard:
    group = builders_group.a_closed_gathering()
    assert group.last_closed is not None
    return card(NoticeKind.GATHERING_IN_CHANNEL, group, None, group.last_closed.id)


@shown("notice-group-handed-over")
def handed_over() -> AdaptiveCard:
    return card(NoticeKind.GROUP_HANDED_OVER, builders_group.a_core_group(), HEALTH)


@shown("notice-gathering-closed-for-a-deputy")
def closed_for_a_deputy() -> AdaptiveCard:
    group = builders_group.a_closed_gathering()
    held = group.gatherings[0]
    held.replies[HEALTH.id] = Reply(Coming.DEPUTY, FORMED_AT, deputy=Deputy(GP.name, True, True, GP.id))
    return card(NoticeKind.GATHERING_CLOSED, group, GP, held.id)
