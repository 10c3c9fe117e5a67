"""Messages out: the post, the connector, and what is said of a failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from bot import sdk
from bot.connector import SendFailed
from bot.post import Post
from dialogs.turn import Answer
from storage.addresses import Address
from tests.bot.conftest import Bench, card
from tests.rig import Channel, Someone

pytestmark = pytest.mark.asyncio

TEAM = Channel("19:core-group@thread.tacv2")


def where(bench: Bench, conversation: str = "a:chat", aad_id: str = "aad-1") -> Address:
    return Address(
        bench.world.connector.url, bench.world.tenant, conversation, "personal", aad_id, "29:x", "28:bot"
    )


def notice() -> dict[str, Any]:
    return card("A notice", "home.open", meeting="m1").to_dict()


async def test_a_notice_is_a_card_alone_with_a_neutral_summary_and_an_alert(bench: Bench) -> None:
    made = await bench.skin.post.send(where(bench), notice(), "A meeting needs your answer", alert=True)
    [sent] = bench.world.connector.log
    assert sent.activity_id == made
    assert (sent.summary, sent.alert, sent.text) == ("A meeting needs your answer", True, None)
    assert sent.card is not None
    assert sent.authorization.startswith("Bearer ")


async def test_a_notice_can_be_pressed_by_its_reader_and_nobody_else(bench: Bench, anna: Someone) -> None:
    await bench.skin.post.send(where(bench, anna.conversation, anna.aad_id), notice(), "A notice")
    bench.answers(Answer(notice="Opened."))
    assert (await anna.presses(anna.latest, "home.open")).text == "Opened."
    shown = await bench.world.someone("Ben").presses(anna.latest.card or {}, "home.open")
    assert "I have recorded nothing" in shown.text


async def test_a_notice_is_updated_in_place(bench: Bench, anna: Someone) -> None:
    address = where(bench, anna.conversation, anna.aad_id)
    made = await bench.skin.post.send(address, notice(), "A notice")
    await bench.skin.post.update(address, made, card("Closed").to_dict(), "A notice")
    [sent] = anna.sees
    assert sent.kind == "updated"
    assert sent.card is not None
    assert sent.card["body"][0]["text"] == "Closed"


async def test_a_remark_stands_in_the_thread_under_a_post_and_alerts_nobody(bench: Bench) -> None:
    place = _shared(bench, TEAM.id)
    post = await bench.skin.post.send(place, notice(), "A notice")
    await bench.skin.post.remark(place, post, "The core group meets tomorrow.")
    said = bench.world.connector.log[-1]
    assert (said.conversation, said.reply_to) == (f"{TEAM.id};messageid={post}", post)
    assert (said.text, said.alert) == ("The core group meets tomorrow.", False)


async def test_all_messages_share_a_kept_connection(bench: Bench) -> None:
    for _ in range(10):
        await bench.skin.post.send(where(bench), "hello", "Quorate")
    assert len(bench.world.connector.connections) == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, "refused"),
        (401, "retry"),
        (403, "refused"),
        (404, "refused"),
        (412, "retry"),
        (413, "refused"),
        (429, "retry"),
        (500, "refused"),
        (502, "unknown"),
        (503, "unknown"),
        (504, "unknown"),
    ],
)
async def test_a_failed_post_says_what_may_be_done(bench: Bench, status: int, outcome: str) -> None:
    bench.world.connector.fail(status, code="SomeCode")
    failure = await _failure(bench.skin.post, where(bench))
    assert (failure.status, failure.code, failure.outcome) == (status, "SomeCode", outcome)


async def test_a_redirect_is_not_followed(bench: Bench) -> None:
    bench.world.connector.fail(307)
    assert (await _failure(bench.skin.post, where(bench))).outcome == "refused"


async def test_the_wait_is_read_as_seconds_or_as_a_date(bench: Bench) -> None:
    bench.world.connector.throttle(retry_after=7)
    assert (await _failure(bench.skin.post, where(bench))).retry_after == 7.0
    bench.world.connector.throttle(retry_after=None)
    assert (await _failure(bench.skin.post, where(bench))).retry_after is None
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    bench.world.connector.throttle(retry_after=later)  # type: ignore[arg-type]
    waited = (await _failure(bench.skin.post, where(bench))).retry_after
    assert waited is not None
    assert 50 < waited <= 60


async def test_a_dropped_connection_leaves_a_post_unknown_and_an_update_free_to_repeat(bench: Bench) -> None:
    bench.world.connector.drop()
    assert (await _failure(bench.skin.post, where(bench))).outcome == "unknown"
    made = await bench.skin.post.send(where(bench), notice(), "A notice")
    bench.world.connector.drop(times=2, on="update")
    with pytest.raises(SendFailed) as failed:
        await bench.skin.post.update(where(bench), made, notice(), "A notice")
    assert failed.value.outcome == "retry"


async def test_a_connector_that_cannot_be_reached_was_certainly_not_told(bench: Bench) -> None:
    await bench.world.connector.stop()
    failure = await _failure(bench.skin.post, where(bench))
    assert (failure.status, failure.code, failure.outcome) == (None, "Unreachable", "retry")


async def test_no_app_token_is_a_reason_to_try_later(bench: Bench) -> None:
    bench.world.login.fail(401, on="token")
    failure = await _failure(bench.skin.post, where(bench))
    assert (failure.outcome, failure.status) == ("retry", None)
    assert failure.code.startswith("NoToken.")
    assert not bench.world.connector.log


async def test_no_token_leaves_for_an_unknown_host(bench: Bench) -> None:
    stolen = Address("https://evil.example/", bench.world.tenant, "a:chat", "personal")
    failure = await _failure(bench.skin.post, stolen)
    assert (failure.code, failure.outcome) == ("HostNotAllowed", "refused")
    assert bench.world.login.token_calls == 0


async def test_an_answer_waits_for_as_long_as_the_connector_asks(bench: Bench, anna: Someone) -> None:
    bench.world.connector.throttle(times=2, retry_after=2)
    shown = await anna.says("hello")
    assert shown.texts == ["You said: hello"]
    assert bench.pauses == [2.0, 2.0]


@pytest.mark.parametrize(("status", "after"), [(429, 600.0), (503, None), (403, None)])
async def test_an_answer_is_not_repeated_where_that_does_no_good(
    bench: Bench, anna: Someone, status: int, after: float | None
) -> None:
    if status == 429:
        bench.world.connector.throttle(retry_after=after)
    else:
        bench.world.connector.fail(status)
    shown = await anna.says("hello")
    assert (shown.status, shown.texts, bench.pauses) == (200, [], [])


async def test_somebody_known_is_written_to_where_they_were(bench: Bench, anna: Someone) -> None:
    await anna.says("hello")
    address = await bench.skin.post.open_personal(bench.world.tenant, anna.aad_id)
    assert address.conversation == anna.conversation
    assert bench.world.connector.created == []


async def test_somebody_new_is_found_in_the_roster_of_a_shared_place(bench: Bench) -> None:
    ben = bench.world.someone("Ben")
    others = [{"id": f"29:{number}", "aadObjectId": f"aad-{number}"} for number in range(4)]
    bench.world.connector.rosters[TEAM.id] = [*others, {"id": ben.member_id, "aadObjectId": ben.aad_id}]
    bench.rosters = [_shared(bench, "19:gone@thread.tacv2"), _shared(bench, TEAM.id)]
    address = await bench.skin.post.open_personal(bench.world.tenant, ben.aad_id)
    assert (address.conversation, address.aad_id, address.kind) == (ben.conversation, ben.aad_id, "personal")
    [created] = bench.world.connector.created
    assert created["members"] == [{"id": ben.member_id}]
    assert created["bot"] == {"id": f"28:{bench.world.app_id}"}
    assert created["tenantId"] == created["channelData"]["tenant"]["id"] == bench.world.tenant
    assert bench.addresses.remembered == [address]


async def test_somebody_in_no_roster_is_asked_for_by_directory_id(bench: Bench) -> None:
    bench.rosters = [_shared(bench, TEAM.id)]
    await bench.skin.post.open_personal(bench.world.tenant, "aad-of-carol")
    assert bench.world.connector.created[0]["members"] == [{"id": "aad-of-carol"}]


async def test_with_no_shared_place_at_all_the_front_door_of_teams_is_tried(bench: Bench) -> None:
    address = await bench.skin.post.open_personal(bench.world.tenant, "aad-of-carol")
    assert address.service_url == f"{bench.world.connector.origin}/teams/"
    assert bench.world.connector.created[0]["members"] == [{"id": "aad-of-carol"}]


async def test_somebody_who_has_not_got_the_app_is_a_refusal(bench: Bench) -> None:
    bench.world.connector.fail(403, on="create", code="BotNotInConversationRoster")
    with pytest.raises(SendFailed) as failed:
        await bench.skin.post.open_personal(bench.world.tenant, "aad-of-carol")
    assert (failed.value.code, failed.value.outcome) == ("BotNotInConversationRoster", "refused")
    assert bench.addresses.remembered == []


async def test_a_thread_is_started_in_a_channel(bench: Bench) -> None:
    message = {"type": "message", "text": "hello"}
    made = await bench.skin.connector.create_thread(
        bench.world.connector.url, bench.world.tenant, TEAM.id, message
    )
    assert made.conversation == f"{TEAM.id};messageid={made.activity_id}"
    assert bench.world.connector.shown_in(made.conversation)[0].text == "hello"


async def test_the_turn_context_of_the_sdk_sends_updates_and_deletes(
    bench: Bench, anna: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def on_turn(context: Any) -> None:
        made = await context.send_activity("first words")
        changed = sdk.Activity(type="message", id=made.id, text="other words")
        await context.update_activity(changed)
        gone = await context.send_activity("to be deleted")
        await context.delete_activity(gone.id)

    monkeypatch.setattr(bench.skin.bot, "on_turn", on_turn)
    shown = await anna.says("hello")
    assert [sent.kind for sent in shown.new] == ["sent", "updated", "sent", "deleted"]
    assert [sent.text for sent in anna.sees] == ["other words"]
    assert shown.new[0].activity["conversation"]["tenantId"] == bench.world.tenant


async def test_the_sdk_continues_and_creates_conversations_through_the_same_connector(bench: Bench) -> None:
    said: list[str] = []

    async def go_on(context: Any) -> None:
        said.append(context.activity.conversation.id)
        await context.send_activity("proactive words")

    adapter, app_id = bench.skin.adapter, bench.world.app_id
    reference = sdk.TurnContext.get_conversation_reference(
        sdk.Activity(
            type="message",
            id="activity-1",
            channel_id="msteams",
            service_url=bench.world.connector.url,
            conversation=sdk.ConversationAccount(id="a:chat"),
            recipient=sdk.ChannelAccount(id="28:bot"),
            from_property=sdk.ChannelAccount(id="29:x"),
        )
    )
    await adapter.continue_conversation(reference, go_on, app_id)
    assert said == ["a:chat"]
    assert bench.world.connector.shown_in("a:chat")[0].text == "proactive words"


async def _failure(post: Post, address: Address) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        await post.send(address, notice(), "A notice")
    return failed.value


def _shared(bench: Bench, conversation: str) -> Address:
    return Address(bench.world.connector.url, bench.world.tenant, conversation, "channel", bot_id="28:bot")
