"""What follows each kind of failure; a message comes once, or somebody is told that it did not come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from cppm.people import Duty, Person
from cppm.records import CHANNEL, Notice, NoticeKind, everyone_with
from scheduler.aftermath import MOST_ATTEMPTS
from scheduler.delivery import CREW, CUT_SHORT, Delivery
from storage.addresses import Address
from storage.errors import StorageDown
from storage.outbox import Owed, State
from storage.pace import Pace
from tests.builders import SERVICE_MANAGER
from tests.dialogs.differing import closed_without_consensus
from tests.rig.cards import words
from tests.scheduler.conftest import Failed, Office

INVITATION = NoticeKind.INVITATION


@pytest.fixture(autouse=True)
def _no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.aftermath.random.random", lambda: 0.0)


async def admins_tasks(office: Office) -> list[str]:
    await office.later(seconds=1)
    return [words(card) for card in office.teams.to("admin")]


async def test_a_message_goes_out_once_and_its_delivery_is_proven(office: Office) -> None:
    owed = await office.owe(INVITATION, "police")
    counts = await office.later()
    assert (counts.sent, counts.retried, counts.failed, counts.dropped) == (1, 0, 0, 0)
    became = await office.became(owed)
    assert (became.state, became.activity_id, became.sent_at) == (
        State.SENT, "activity-1", office.clock.now,
    )  # fmt: skip
    assert office.teams.alerts == [True]
    assert (await office.later(days=1)).sent == 0


async def test_the_same_message_owed_twice_goes_out_once(office: Office) -> None:
    await office.owe(INVITATION, "police")
    await office.owe(INVITATION, "police")
    assert (await office.later()).sent == 1
    await office.owe(INVITATION, "police")
    assert (await office.later(hours=1)).sent == 0


async def test_nothing_owed_is_nothing_sent_however_often_one_looks(office: Office) -> None:
    for _ in range(3):
        counts = await office.later(minutes=5)
        assert (counts.sent, counts.retried, counts.failed, counts.dropped) == (0, 0, 0, 0)
    assert office.teams.shown == []


async def test_a_throttled_message_waits_as_long_as_it_is_told(office: Office) -> None:
    office.teams.troubles = [Failed("retry", 429, "Throttled", retry_after=30.0)]
    owed = await office.owe(INVITATION, "police")
    assert (await office.later()).retried == 1
    became = await office.became(owed)
    assert (became.state, became.why) == (State.WAITING, "429 Throttled")
    assert became.due_at == office.clock.now + timedelta(seconds=30)
    assert (await office.later(seconds=29)).sent == 0
    assert (await office.later(seconds=1)).sent == 1


async def test_a_throttled_conversation_holds_its_other_messages_back_too(office: Office) -> None:
    office.teams.troubles = [Failed("retry", 429, "Throttled", retry_after=30.0)]
    await office.owe(INVITATION, "police")
    await office.later()
    other = await office.owe(INVITATION, "police", "2")
    elsewhere = await office.owe(INVITATION, "school")
    await office.later(seconds=1)
    assert (await office.became(other)).why == "paced"
    assert (await office.became(elsewhere)).state is State.SENT


async def test_an_unmade_connection_is_tried_again_ever_more_patiently(office: Office) -> None:
    office.teams.troubles = [Failed("retry", None, "Unreachable") for _ in range(4)]
    owed = await office.owe(INVITATION, "police")
    waits = []
    for _ in range(4):
        await office.later()
        due = (await office.became(owed)).due_at
        waits.append((due - office.clock.now).total_seconds())
        office.pass_time(seconds=waits[-1])
    assert waits == [2.0, 4.0, 8.0, 16.0]
    assert (await office.later()).sent == 1


async def test_a_pause_beyond_the_longest_window_of_teams_is_cut_to_an_hour(office: Office) -> None:
    office.teams.troubles = [Failed("retry", 429, "Throttled", retry_after=86_400.0)]
    owed = await office.owe(INVITATION, "police")
    await office.later()
    assert (await office.became(owed)).due_at == office.clock.now + timedelta(hours=1)
    assert (await office.later(minutes=59)).sent == 0
    assert (await office.later(minutes=1)).sent == 1


async def test_the_longer_of_two_pauses_counts(office: Office) -> None:
    office.teams.troubles = [Failed("retry", 429, "Throttled", wait) for wait in (30.0, 5.0)]
    for n in range(2):
        await office.owe(INVITATION, "police", str(n))
    await office.later()
    office.teams.troubles.clear()  # the second may have seen the first's pause and not been tried at all
    assert (await office.later(seconds=5)).sent == 0
    assert (await office.later(seconds=24)).sent == 0
    assert (await office.later(seconds=1)).sent == 2


async def test_what_never_gets_through_becomes_a_task_of_cp_administration(office: Office) -> None:
    office.teams.troubles = [Failed("retry", None, "Unreachable") for _ in range(MOST_ATTEMPTS)]
    owed = await office.owe(INVITATION, "police")
    for _ in range(MOST_ATTEMPTS):
        await office.later(minutes=15)
    became = await office.became(owed)
    assert (became.state, became.attempts, became.why) == (
        State.FAILED, MOST_ATTEMPTS, "no answer Unreachable",
    )  # fmt: skip
    [task] = await admins_tasks(office)
    assert "Fiona Blair" in task
    assert "Teams could not be reached" in task
    assert len(await admins_tasks(office)) == 1


async def test_what_may_have_arrived_is_sent_once_more(office: Office) -> None:
    office.teams.troubles = [Failed("unknown", 502, "BadGateway")]
    owed = await office.owe(INVITATION, "police")
    await office.later()
    assert (await office.became(owed)).why == "may have arrived: 502 BadGateway"
    await office.later(minutes=1)
    became = await office.became(owed)
    assert (became.state, became.unsure) == (State.SENT, 1)
    assert await office.store.outbox.perhaps_twice() == 1


async def test_being_throttled_first_takes_away_none_of_the_chances_of_what_may_have_arrived(
    office: Office,
) -> None:
    office.teams.troubles = [Failed("retry", 429, "Throttled", retry_after=1.0) for _ in range(3)]
    office.teams.troubles += [Failed("unknown", 502, "BadGateway")]
    owed = await office.owe(INVITATION, "police")
    for _ in range(6):
        await office.later(minutes=10)
    became = await office.became(owed)
    assert (became.state, became.attempts, became.unsure) == (State.SENT, 5, 1)


async def test_what_may_have_arrived_and_is_then_refused_is_not_called_undelivered(office: Office) -> None:
    office.teams.troubles = [Failed("unknown", 502, "BadGateway"), Failed("refused", 403, "Blocked")]
    owed = await office.owe(INVITATION, "police")
    await office.later()
    await office.later(minutes=1)
    became = await office.became(owed)
    assert (became.state, became.why) == (State.UNKNOWN, "may have arrived: 403 Blocked")


async def test_a_message_cut_short_twice_is_not_sent_a_third_time(office: Office) -> None:
    owed = await office.owe(INVITATION, "police")
    for _ in range(2):
        [message] = await office.store.outbox.claim(office.clock.now)
        assert await office.store.outbox.begin(message)
        office.pass_time(minutes=2)
    await office.later()
    became = await office.became(owed)
    assert (became.state, became.why) == (State.UNKNOWN, f"may have arrived: {CUT_SHORT}")
    assert office.teams.to("police") == []
    assert "It may have arrived" in (await admins_tasks(office))[0]


async def test_what_goes_out_while_the_database_leaves_is_marked_when_it_is_back_and_not_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await office.owe(INVITATION, "police")
    sent_at = office.clock.now

    async def away(*given: object, **how: object) -> None:
        raise StorageDown(so="nothing has been recorded")

    with monkeypatch.context() as outage:
        outage.setattr(office.store.outbox, "sent", away)
        await office.later()
        assert len(office.teams.to("police")) == 1
        with pytest.raises(StorageDown):
            await office.later(minutes=3)
    await office.later(minutes=3)
    became = await office.became(owed)
    assert (became.state, became.sent_at, became.unsure) == (State.SENT, sent_at, 0)
    assert len(office.teams.to("police")) == 1


async def test_with_too_little_left_of_its_lease_a_message_waits_for_the_next_look(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await office.owe(INVITATION, "police")
    reach = office.reach

    async def slowly(person: Person, known: Address | None) -> Address:
        office.pass_time(seconds=100)
        return await reach(person, known)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(office.composer, "_reach", slowly)
        await office.later()
    assert office.teams.to("police") == []
    assert (await office.became(owed)).state is State.WAITING
    assert (await office.later()).sent == 1


async def test_what_may_have_arrived_twice_becomes_a_task_and_is_not_sent_again(
    office: Office,
) -> None:
    office.teams.troubles = [
        Failed("unknown", 502, "BadGateway"),
        Failed("unknown", None, "ServerDisconnected"),
    ]
    owed = await office.owe(INVITATION, "police")
    await office.later()
    await office.later(minutes=1)
    became = await office.became(owed)
    assert (became.state, became.unsure) == (State.UNKNOWN, 2)
    assert "It may have arrived: Teams could not be reached" in (await admins_tasks(office))[0]
    await office.later(days=1)
    assert office.teams.to("police") == []


@pytest.mark.parametrize("status", [403, 404])
async def test_a_refusal_is_final_and_the_address_is_not_used_again(office: Office, status: int) -> None:
    await office.store.addresses.remember(office.chat_of("police"))
    office.teams.troubles = [Failed("refused", status, "ConversationBlockedByUser")]
    owed = await office.owe(INVITATION, "police")
    assert (await office.later()).failed == 1
    became = await office.became(owed)
    assert (became.state, became.attempts) == (State.FAILED, 1)
    assert await office.store.addresses.of_person("p_police") is None
    assert "They have blocked Quorate" in (await admins_tasks(office))[0]


async def test_a_message_that_waited_its_turn_has_lost_none_of_its_attempts(office: Office) -> None:
    for n in range(9):
        await office.owe(INVITATION, "police", str(n))
    await office.later()
    assert len(office.teams.to("police")) == 7
    waiting = [each for each in await office.of_kind(INVITATION) if each.state is State.WAITING]
    assert {(each.attempts, each.why) for each in waiting} == {(0, "paced")}
    office.teams.troubles = [Failed("unknown", 502, "BadGateway")]
    await office.later(seconds=1)
    await office.later(seconds=10)
    assert len(office.teams.to("police")) == 9


async def test_a_batch_larger_than_what_goes_at_once_all_arrives(office: Office) -> None:
    for key in ("police", "school", "health", "third", "lead", "chair"):
        for n in range(7):
            await office.owe(INVITATION, key, str(n))
    assert (await office.later()).sent == 42 > CREW


async def test_no_more_is_claimed_than_teams_takes_in_this_second(office: Office) -> None:
    office.delivery = Delivery(
        office.store.outbox,
        office.composer,
        office.teams,
        Failed,
        office.clock,
        lambda: office.seconds,
        Pace(5),
    )
    for key in ("police", "school", "health"):
        for n in range(4):
            await office.owe(INVITATION, key, str(n))
    counts = await office.later()
    assert (counts.sent, counts.held) == (5, 1.0)
    waiting = [each for each in await office.of_kind(INVITATION) if each.state is State.WAITING]
    assert {(each.attempts, each.why) for each in waiting} == {(0, "")}
    assert [(await office.later(seconds=1)).sent for _ in range(3)] == [5, 2, 0]


async def test_a_chat_that_cannot_be_opened_yet_is_tried_again(office: Office) -> None:
    office.unreachable["police"] = Failed("retry", 429, "Throttled", retry_after=5.0)
    owed = await office.owe(INVITATION, "police")
    assert (await office.later()).retried == 1
    assert (await office.became(owed)).why == "429 Throttled"
    office.unreachable.clear()
    assert (await office.later(seconds=5)).sent == 1


async def test_a_chat_that_may_not_be_opened_becomes_a_task(office: Office) -> None:
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    owed = await office.owe(INVITATION, "police")
    assert (await office.later()).failed == 1
    assert (await office.became(owed)).why == "403 BotNotInstalled"
    assert "Quorate is not installed for them" in (await admins_tasks(office))[0]


async def test_an_outage_of_the_database_fails_no_message(office: Office) -> None:
    office.unreachable["police"] = StorageDown(so="I can't look that up")
    owed = await office.owe(INVITATION, "police")
    counts = await office.later()
    assert (counts.sent, counts.failed) == (0, 0)
    assert (await office.became(owed)).state is State.SENDING
    office.unreachable.clear()
    assert (await office.later(minutes=2)).sent == 1


async def test_one_message_that_cannot_be_made_holds_up_no_other(office: Office) -> None:
    office.unreachable["police"] = KeyError("a name that nobody may log")
    bad, good = await office.owe(INVITATION, "police"), await office.owe(INVITATION, "school")
    with capture_logs() as logs:
        await office.later()
    assert (await office.became(good)).state is State.SENT
    assert (await office.became(bad)).state is State.FAILED
    assert "KeyError" in (await admins_tasks(office))[0]
    assert "nobody may log" not in str(logs)


# What is rightly not sent, and why


async def test_whoever_left_the_list_gets_nothing_and_the_reason_is_kept(office: Office) -> None:
    owed = await office.owe(INVITATION, "outsider")
    assert (await office.later()).dropped == 1
    became = await office.became(owed)
    assert (became.state, became.why) == (State.DROPPED, "no longer takes part in the meeting")


async def test_whoever_left_the_council_gets_nothing_and_the_reason_is_kept(office: Office) -> None:
    owed = await office.owe(INVITATION, "police")
    await office.store.people.leave("p_police", None)
    await office.later()
    assert (await office.became(owed)).why == "the person has left"


async def test_a_reminder_of_what_is_done_is_not_sent(office: Office) -> None:
    owed = await office.owe(NoticeKind.REMINDER, "police", about="attendance:p_nobody")
    await office.later()
    assert (await office.became(owed)).why == "already done"


async def test_news_for_a_channel_that_is_not_linked_is_not_sent(office: Office) -> None:
    owed = await office.owe(NoticeKind.KEY_POINTS_IN_CHANNEL, CHANNEL)
    await office.later()
    assert (await office.became(owed)).why == "no channel is linked to the case"


# Messages to everybody who holds a duty


async def test_a_message_to_a_duty_comes_to_each_holder_once(office: Office) -> None:
    await office.store.people.change("p_team_leader", None, duties=frozenset({Duty.SERVICE_MANAGER}))
    owed = await office.owe(NoticeKind.SCRUTINY, everyone_with(Duty.SERVICE_MANAGER), about="c_kay")
    await office.later()
    await office.later(seconds=1)
    assert len(office.teams.to("service_manager")) == len(office.teams.to("team_leader")) == 1
    assert (await office.became(owed)).why == "written to each person who holds the duty"
    await office.later(hours=1)
    assert len(office.teams.shown) == 2


async def test_a_process_that_dies_while_spreading_doubles_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.store.people.change("p_team_leader", None, duties=frozenset({Duty.SERVICE_MANAGER}))
    await office.owe(NoticeKind.SCRUTINY, everyone_with(Duty.SERVICE_MANAGER), about="c_kay")

    async def dies(id: str, why: str) -> None:
        raise StorageDown(so="nothing has been recorded")

    with monkeypatch.context() as until_restart:
        until_restart.setattr(office.store.outbox, "dropped", dies)
        await office.later()
    office.open_anew()
    await office.later(minutes=3)
    await office.later(minutes=3)
    assert sorted(place for place, _, _ in office.teams.shown) == ["chat-service_manager", "chat-team_leader"]


async def test_a_duty_that_nobody_holds_becomes_a_task_instead_of_silence(office: Office) -> None:
    await office.store.people.leave("p_service_manager", None)
    owed = await office.owe(NoticeKind.SCRUTINY, everyone_with(Duty.SERVICE_MANAGER), about="c_kay")
    await office.later()
    assert (await office.became(owed)).state is State.FAILED
    [task] = await admins_tasks(office)
    assert "Nobody holds the duty of service manager" in task
    assert "Service manager" in task


async def test_a_task_that_cannot_be_delivered_makes_no_further_task(office: Office) -> None:
    await office.store.people.leave("p_admin", None)
    await office.store.people.leave("p_police", None)
    office.unreachable["school"] = Failed("refused", 403, "BotNotInstalled")
    await office.owe(INVITATION, "school")
    for _ in range(3):
        await office.later(minutes=3)
    tasks = await office.of_kind(NoticeKind.UNDELIVERED)
    assert [task.state for task in tasks] == [State.FAILED]
    assert len(await office.store.outbox.troubled()) == 2


async def test_a_process_that_dies_while_giving_up_owes_one_task(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    owed = await office.owe(INVITATION, "police")

    async def dies(id: str, why: str) -> None:
        raise StorageDown(so="nothing has been recorded")

    with monkeypatch.context() as until_restart:
        until_restart.setattr(office.store.outbox, "failed", dies)
        await office.later()
    office.open_anew()
    await office.later(minutes=3)
    await office.later(minutes=3)
    assert (await office.became(owed)).state is State.FAILED
    assert len(office.teams.to("admin")) == 1


async def test_scrutiny_never_goes_to_somebody_who_took_part(office: Office) -> None:
    await office.store.people.change("p_police", None, duties=frozenset({Duty.SERVICE_MANAGER}))
    await office.owe(NoticeKind.SCRUTINY, everyone_with(Duty.SERVICE_MANAGER), about="c_kay")
    await office.later()
    await office.later(minutes=3)
    assert [place for place, _, _ in office.teams.shown] == ["chat-service_manager"]


async def test_nobody_who_took_part_is_reminded_of_scrutiny_and_without_others_it_is_a_task(
    office: Office,
) -> None:
    meeting = closed_without_consensus()
    meeting.id, meeting.case_ref = "m_split", "PK-26-0200"
    meeting.notices.clear()
    meeting.invitees[1].person = SERVICE_MANAGER
    await office.store.meetings.add(meeting)
    message = Notice(NoticeKind.REMINDER, everyone_with(Duty.SERVICE_MANAGER), "now", "scrutiny:y1")
    await office.store.dues.done([], [], [Owed(message, "m_split")], office.clock.now)
    await office.later()
    await office.later(minutes=3)
    assert office.teams.to("service_manager") == []
    [task] = office.teams.to("admin")
    assert "A message did not arrive" in words(task)
