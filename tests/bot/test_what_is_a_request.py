"""The door: bodies that are no activities, and what Teams is answered whatever happens inside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from dialogs.turn import Answer, Turn
from tests.bot.conftest import Bench, card
from tests.rig import Someone

pytestmark = pytest.mark.asyncio

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


async def status(
    bench: Bench, body: bytes, content_type: str | None = "application/json", **headers: str
) -> int:
    given = {"Authorization": f"Bearer {bench.world.token()}"} | headers
    reply = await bench.world.post(body, content_type=content_type, **given)
    assert not bench.conversation.turns
    return reply.status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"not json",
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b"{}",
        b'{"type": null}',
        b'{"type": 5}',
        b'{"type": "message"}',
        b'{"type": "message", "conversation": "a"}',
        b'{"type": "message", "conversation": {}}',
        b'{"type": "message", "conversation": {"id": 3}}',
        b'{"type": "message", "conversation": {"id": "a"}, "from": []}',
        b'{"type": "message", "conversation": {"id": "a"}, "entities": {"type": "mention"}}',
        b'{"type": "message", "conversation": {"id": "a"}, "text": {"a": 1}}',
        b'{"type": "message", "conversation": {"id": "a"}, "entities": [{"type": 4}]}',
        b'\xff\xfe{"type": "message"}',
        b'{"type": "\\ud800"}',
        b"[" * 100_000,
    ],
)
async def test_a_body_that_is_no_activity_is_400(bench: Bench, body: bytes) -> None:
    assert await status(bench, body) == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", None])
async def test_another_content_type_is_415(bench: Bench, anna: Someone, content_type: str | None) -> None:
    assert await status(bench, orjson.dumps(anna.activity(type="message", text="x")), content_type) == 415


@pytest.mark.parametrize("size", [300_000, 1_000_000, 2_000_000])
async def test_a_body_beyond_what_teams_sends_is_413(bench: Bench, anna: Someone, size: int) -> None:
    assert await status(bench, orjson.dumps(anna.activity(type="message", text="x" * size))) == 413


async def test_a_body_of_unknown_length_is_413_once_it_is_too_long(bench: Bench) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bench.world.token()}"}
    async with bench.world.session.post(bench.world.bot_url, data=endless(), headers=headers) as response:
        assert response.status == 413


async def test_a_body_that_does_not_unpack_is_400(bench: Bench) -> None:
    assert await status(bench, b"not gzip at all", **{"Content-Encoding": "gzip"}) == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": "yesterday", "localTimestamp": 7},
        {
            "entities": [
                None,
                {},
                {"type": "mention"},
                {"type": "mention", "mentioned": "x", "text": 4},
            ]
        },
        {
            "entities": [{"type": "clientInfo", "timezone": "../../etc/passwd"}],
            "localTimezone": "Mars/Olympus",
        },
        {"attachments": [None, {}, {"contentType": "image/png", "contentUrl": "https://x"}]},
        {"locale": "<script>"},
        {"value": [1, 2]},
        {"value": "words"},
        {"value": {"v": "attend.open"}},
        {"recipient": None},
        {"text": None},
        {"deliveryMode": "expectReplies"},
        {"channelData": {"tenant": {"id": "2b9a4c1e-6d3f-4f6a-8a51-3e7c0f1d2b02"}, "channel": 4}},
        {"somethingNew": {"deep": [1]}},
    ],
)
async def test_odd_parts_of_an_activity_do_no_harm(
    bench: Bench, anna: Someone, changes: dict[str, Any]
) -> None:
    activity = anna.activity(type="message", text="hello") | changes
    [reply] = await bench.world.deliver(activity)
    assert reply.status == 200
    assert (bench.conversation.last.time_zone, bench.conversation.last.locale) == ("Europe/London", "en-GB")


@pytest.mark.parametrize(
    "kind",
    [
        "typing",
        "messageReaction",
        "messageUpdate",
        "messageDelete",
        "event",
        "endOfConversation",
        "neverHeardOf",
    ],
)
async def test_activities_we_do_nothing_with_are_taken_quietly(
    bench: Bench, anna: Someone, kind: str
) -> None:
    shown = await anna.does(type=kind, name="application/vnd.microsoft.meetingStart", value={"Id": "x"})
    assert (shown.status, shown.new) == (200, [])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("task/fetch", 200),
        ("task/submit", 200),
        ("fileConsent/invoke", 200),
        ("message/submitAction", 200),
        ("composeExtension/query", 501),
        ("composeExtension/submitAction", 501),
        ("signin/verifyState", 501),
        ("config/fetch", 501),
        ("tab/fetch", 501),
        ("neverHeardOf", 501),
        (None, 501),
    ],
)
async def test_invokes_we_do_not_serve_are_declined_politely(
    bench: Bench, anna: Someone, name: str | None, expected: int
) -> None:
    for value in (None, {}, [1], "x", {"data": 4}):
        shown = await anna.does(type="invoke", name=name, value=value)
        assert shown.status == expected


async def test_a_dialog_is_answered_with_a_sentence(bench: Bench, anna: Someone) -> None:
    shown = await anna.does(type="invoke", name="task/fetch", value={})
    assert shown.body["task"]["type"] == "message"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "x",
        {},
        {"action": None},
        {"action": "x"},
        {"action": {}},
        {"action": {"type": "Action.Submit", "data": {}}},
        {"action": {"type": "Action.Execute", "verb": "x"}},
        {"action": {"type": "Action.Execute", "verb": "x", "data": "x"}},
    ],
)
async def test_a_malformed_execute_gets_an_error_body_with_200(
    bench: Bench, anna: Someone, value: object
) -> None:
    shown = await anna.does(type="invoke", name="adaptiveCard/action", value=value)
    assert shown.status == 200
    assert shown.body["statusCode"] == 400
    assert shown.body["type"] == "application/vnd.microsoft.error"
    assert shown.body["value"]["code"] == "BadRequest"


async def test_an_unforeseen_error_in_a_message_is_said_calmly_with_a_reference(
    bench: Bench, anna: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    await _fail_at(bench, RuntimeError("Baby Smith of 4 Elm Row"))
    shown = await anna.says("Baby Smith")
    reference = shown.text.split()[-1].rstrip(".")
    logged = capsys.readouterr().out
    assert shown.status == 200
    assert reference in logged
    assert "RuntimeError" in logged
    assert "Smith" not in logged + shown.text
    assert anna.name not in logged
    assert anna.aad_id not in logged


async def test_an_unforeseen_error_in_an_invoke_is_a_sentence_beneath_the_card(
    bench: Bench, anna: Someone
) -> None:
    bench.answers(Answer(say=[card("Will you attend?", "attend.submit", meeting="m1")]))
    shown = await anna.says("attend")
    await _fail_at(bench, PermissionError("not a matter of tokens"))
    pressed = await anna.presses(shown, "attend.submit")
    assert (pressed.status, pressed.body["type"]) == (200, MESSAGE)
    assert "reference" in pressed.text


async def test_an_apology_that_cannot_be_sent_still_ends_in_200(bench: Bench, anna: Someone) -> None:
    await _fail_at(bench, RuntimeError())
    bench.world.connector.fail(503, times=9)
    assert (await anna.says("hello")).status == 200


async def test_a_failed_turn_may_be_tried_again_under_its_own_id(bench: Bench, anna: Someone) -> None:
    activity = anna.activity(type="message", text="hello")
    await _fail_at(bench, RuntimeError())
    await bench.world.deliver(activity)
    bench.answers(Answer(say=["Now it worked."]))
    await bench.world.deliver(activity)
    assert anna.latest.text == "Now it worked."


async def _fail_at(bench: Bench, error: Exception) -> None:
    async def script(turn: Turn) -> Answer:
        raise error

    bench.conversation.script = script  # type: ignore[method-assign]
