"""One post a core group meeting in its channel, brought up to date in its place, with short remarks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cards.layout import day
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Coming
from cppm.records import CHANNEL, Notice, NoticeKind
from storage.addresses import Address
from storage.outbox import Delivery as Report
from storage.outbox import Owed, State
from tests import builders
from tests.builders import HEALTH, LEAD, PROFILE, SCHOOL
from tests.builders_group import FIRST_AT, FORMED_AT, a_closed_gathering, a_core_group
from tests.rig.cards import words
from tests.scheduler.conftest import TENANT, Failed, Office

DAY = timedelta(days=1)
PLACE = Address("https://teams.example/", TENANT, "19:core@thread.tacv2", "channel", bot_id="28:bot")


@pytest.fixture(autouse=True)
def _no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.aftermath.random.random", lambda: 0.0)


@pytest.fixture
async def group(office: Office) -> CoreGroup:
    """A core group whose first meeting is nine days ahead, with its channel linked."""
    found = a_core_group()
    found.notices.clear()
    await office.store.core_groups.add(found)
    await office.store.addresses.link_channel(found.case_ref, PLACE, LEAD, FORMED_AT)
    office.pass_time(seconds=(FORMED_AT - office.clock.now).total_seconds())
    return found


async def owe(office: Office, group: CoreGroup, key: str) -> Owed:
    """News of the group's meeting for the channel."""
    about = group.gatherings[0].id
    owed = Owed(Notice(NoticeKind.GATHERING_IN_CHANNEL, CHANNEL, key, about), group.id)
    await office.store.outbox.owe([owed], office.clock.now)
    return owed


async def became(office: Office, owed: Owed) -> Report:
    found = await office.store.outbox.by_key(owed)
    assert found
    return found


async def posted(office: Office, group: CoreGroup) -> Owed:
    """The post of a week before, as the clock makes it."""
    office.pass_time(seconds=(FIRST_AT - 7 * DAY - office.clock.now).total_seconds())
    owed = await owe(office, group, "core_group_in_channel:week")
    await office.later()
    return owed


async def test_the_post_comes_a_week_before_and_not_sooner(office: Office, group: CoreGroup) -> None:
    early = await owe(office, group, "state:w:1")
    await office.later()
    report = await became(office, early)
    assert (report.state, report.why) == (State.DROPPED, "not posted yet")
    first = await posted(office, group)
    assert (await became(office, first)).state is State.SENT
    [(place, card, _)] = office.teams.shown
    assert place == PLACE.conversation
    assert "Core group meeting" in words(card)


async def test_a_meeting_arranged_within_the_week_is_posted_at_once(office: Office, group: CoreGroup) -> None:
    office.pass_time(seconds=(FIRST_AT - 3 * DAY - office.clock.now).total_seconds())
    await owe(office, group, "state:w:1")
    await office.later()
    assert len(office.teams.shown) == 1


async def test_later_news_takes_the_place_of_the_post_and_nothing_new_appears(
    office: Office, group: CoreGroup
) -> None:
    first = await posted(office, group)
    now, about = office.clock.now, group.gatherings[0].id

    def come(found: CoreGroup) -> None:
        for person in (HEALTH, SCHOOL):
            gatherings.reply(found, person, about, Coming.ATTENDING, now)

    await office.store.core_groups.update(group.id, come)
    await office.later(seconds=5)
    assert len([place for place, _, _ in office.teams.shown if place == PLACE.conversation]) == 1
    assert office.teams.updates
    assert {activity for activity, _ in office.teams.updates} == {(await became(office, first)).activity_id}
    assert office.teams.remarks == []
    assert office.teams.alerts.count(True) == len(office.teams.shown)


async def test_the_days_before_the_post_is_renewed_with_a_short_remark_beneath_it(
    office: Office, group: CoreGroup
) -> None:
    first = await posted(office, group)
    post = (await became(office, first)).activity_id
    for days, says in ((1, "The core group meets tomorrow at"), (0, "The core group meets today at")):
        nine = FIRST_AT - days * DAY - timedelta(hours=1)
        office.pass_time(seconds=(nine - office.clock.now).total_seconds())
        await owe(office, group, f"core_group_in_channel:{days}")
        await office.later()
        assert office.teams.remarks[-1][0] == post
        assert office.teams.remarks[-1][1].startswith(says)
    assert len(office.teams.remarks) == len(office.teams.updates) == 2


async def test_a_post_that_somebody_deleted_is_made_anew(office: Office, group: CoreGroup) -> None:
    await posted(office, group)
    office.teams.troubles = [Failed("refused", 404, "ActivityNotFoundInConversation")]
    again = await owe(office, group, "state:w:2")
    await office.later(seconds=5)
    assert (await became(office, again)).state is State.WAITING
    await office.later(seconds=5)
    assert len(office.teams.shown) == 2
    assert await office.store.addresses.channel(group.case_ref) is not None


async def test_an_update_whose_outcome_is_unknown_is_settled_by_repeating_it(
    office: Office, group: CoreGroup
) -> None:
    await posted(office, group)
    # An update may be repeated without harm, so the way out to Teams says "retry" of a time-out.
    office.teams.troubles = [Failed("retry", None, "TimeoutError"), Failed("retry", 504, "GatewayTimeout")]
    again = await owe(office, group, "state:w:2")
    for _ in range(3):
        await office.later(seconds=10)
    assert (await became(office, again)).state is State.SENT
    assert len(office.teams.updates) == len(office.teams.shown) == 1


async def test_a_process_that_dies_between_posting_and_marking_posts_once(
    office: Office, group: CoreGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*given: object, **how: object) -> None:
        raise MemoryError

    with monkeypatch.context() as until_restart:
        until_restart.setattr(office.store.outbox, "sent", dies)
        until_restart.setattr(office.store.outbox, "failed", dies)
        with pytest.raises(MemoryError):
            await posted(office, group)
    office.open_anew()
    await office.later(minutes=3)
    posts = [place for place, _, _ in office.teams.shown if place == PLACE.conversation]
    assert len(posts) == 1
    assert len(office.teams.updates) == 1


async def test_a_channel_linked_later_gets_a_post_of_its_own(office: Office, group: CoreGroup) -> None:
    await posted(office, group)
    other = Address("https://teams.example/", TENANT, "19:other@thread.tacv2", "channel", bot_id="28:bot")
    await office.store.addresses.link_channel(group.case_ref, other, LEAD, office.clock.now)
    await owe(office, group, "state:w:2")
    await office.later(seconds=5)
    assert [place for place, _, _ in office.teams.shown] == [PLACE.conversation, other.conversation]


async def test_a_meeting_that_was_never_posted_is_not_posted_once_it_is_over(office: Office) -> None:
    held = a_closed_gathering()
    held.notices.clear()
    await office.store.core_groups.add(held)
    await office.store.addresses.link_channel(held.case_ref, PLACE, LEAD, FORMED_AT)
    late = await owe(office, held, "state:w:9")
    await office.later()
    assert (await became(office, late)).why == "superseded: the meeting is over, and was never posted"


async def test_the_planning_meetings_news_stands_once_in_the_channel(office: Office) -> None:
    meeting = builders.a_closed_meeting(case_ref="PK-26-0200")
    meeting.id = "m_closed"
    meeting.notices.clear()
    await office.store.meetings.add(meeting)
    await office.store.addresses.link_channel("PK-26-0200", PLACE, LEAD, FORMED_AT)
    for key in ("released", "released again"):
        notice = Notice(NoticeKind.KEY_POINTS_IN_CHANNEL, CHANNEL, key)
        await office.store.outbox.owe([Owed(notice, "m_closed")], office.clock.now)
        await office.later(seconds=5)
    assert len(office.teams.shown) == len(office.teams.updates) == 1
    assert office.teams.remarks == []


async def test_two_pieces_of_news_that_come_at_once_make_one_post(office: Office, group: CoreGroup) -> None:
    office.pass_time(seconds=(FIRST_AT - 3 * DAY - office.clock.now).total_seconds())
    both = [await owe(office, group, key) for key in ("core_group_in_channel:3", "state:w:1")]
    await office.later()
    assert sorted([(await became(office, owed)).state for owed in both]) == [State.SENT, State.WAITING]
    await office.later(seconds=5)
    assert {(await became(office, owed)).state for owed in both} == {State.SENT}
    assert len(office.teams.shown) == len(office.teams.updates) == 1


async def test_a_process_that_vanishes_while_posting_holds_the_others_up_for_its_lease_alone(
    office: Office, group: CoreGroup
) -> None:
    office.pass_time(seconds=(FIRST_AT - 3 * DAY - office.clock.now).total_seconds())
    await owe(office, group, "core_group_in_channel:3")
    [vanishing] = [m for m in await office.store.outbox.claim(office.clock.now) if m.to == CHANNEL]
    await office.composer.compose(vanishing, await office.composer.brief([vanishing]))
    later = await owe(office, group, "state:w:1")
    await office.later()
    assert (await became(office, later)).why == "another message about it is on its way"
    await office.later(minutes=2)
    await office.later(seconds=5)
    assert (await became(office, later)).state is State.SENT
    assert len(office.teams.shown) == 1


async def test_a_reminder_of_a_meeting_that_has_moved_away_changes_the_post_and_says_nothing(
    office: Office, group: CoreGroup
) -> None:
    await posted(office, group)
    owed = await owe(office, group, "core_group_in_channel:week-again")
    now, about = office.clock.now, group.gatherings[0].id
    await office.store.core_groups.update(
        group.id,
        lambda g: gatherings.move(g, LEAD, about, FIRST_AT + 8 * DAY, "Half of us are ill", now, PROFILE),
        LEAD,
    )
    for _ in range(3):
        await office.later(seconds=5)
    assert (await became(office, owed)).state is State.SENT
    assert office.teams.remarks == []
    assert len([place for place, _, _ in office.teams.shown if place == PLACE.conversation]) == 1
    assert day((FIRST_AT + 8 * DAY).date()) in words(office.teams.updates[-1][1])


async def test_a_channel_that_refuses_is_one_task_and_later_news_says_so_until_somebody_writes_there(
    office: Office, group: CoreGroup
) -> None:
    await posted(office, group)
    office.teams.troubles = [Failed("refused", 403, "BotNotInConversationRoster")]
    lost = await owe(office, group, "state:w:2")
    await office.later(seconds=5)
    assert (await became(office, lost)).state is State.FAILED
    later = await owe(office, group, "state:w:3")
    await office.later(seconds=5)
    says = "the channel refuses messages: 403 BotNotInConversationRoster"
    assert (await became(office, later)).why == says
    assert len(office.teams.to("admin")) == 1
    await office.store.addresses.heard(PLACE)
    again = await owe(office, group, "state:w:4")
    await office.later(seconds=5)
    assert (await became(office, again)).state is State.SENT
