"""Tokens: what is believed, what is not, and what the login services are asked."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Any

import jwt
import orjson
import pytest

from tests.bot.conftest import Bench
from tests.rig import Someone, World

pytestmark = pytest.mark.asyncio


async def heard(bench: Bench, someone: Someone, token: str | None = None, **fields: Any) -> int:
    """Deliver a message and return the HTTP status, after checking that a refused one reached nobody."""
    activity = someone.activity(**{"type": "message", "text": "hello", **fields})
    [reply] = await bench.world.deliver(activity, token=token)
    assert (reply.status == 200) == bool(bench.conversation.turns)
    return reply.status


async def test_a_good_token_is_heard(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna) == 200


async def test_no_token_is_401(bench: Bench, anna: Someone) -> None:
    reply = await bench.world.post(orjson.dumps(anna.activity(type="message", text="hello")))
    assert reply.status == 401
    assert not bench.conversation.turns


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c", "Bearer é.é.é", "a b c"]
)
async def test_a_garbage_header_is_401(bench: Bench, anna: Someone, header: str) -> None:
    body = orjson.dumps(anna.activity(type="message", text="hello"))
    assert (await bench.world.post(body, Authorization=header)).status == 401


async def test_an_expired_token_is_401(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna, bench.world.token(exp=int(time.time()) - 301)) == 401


async def test_five_minutes_of_clock_skew_are_forgiven(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna, bench.world.token(exp=int(time.time()) - 240)) == 200


async def test_a_token_without_an_end_is_401(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna, bench.world.token(without="exp")) == 401


async def test_a_token_not_yet_good_is_401(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna, bench.world.token(nbf=int(time.time()) + 900)) == 401


async def test_a_forged_signature_is_401(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna, bench.world.token(key="a stranger's key")) == 401


@pytest.mark.parametrize(
    "claim", [{"aud": "another-app"}, {"iss": "https://sts.windows.net/x/"}, {"aud": None}]
)
async def test_a_token_for_another_bot_or_by_another_issuer_is_401(
    bench: Bench, anna: Someone, claim: dict[str, object]
) -> None:
    assert await heard(bench, anna, bench.world.token(**claim)) == 401


@pytest.mark.parametrize("claim", ["iss", "aud", "serviceurl"])
async def test_a_token_that_leaves_out_a_claim_is_401(bench: Bench, anna: Someone, claim: str) -> None:
    assert await heard(bench, anna, bench.world.token(without=claim)) == 401


async def test_a_token_for_another_service_url_is_401(bench: Bench, anna: Someone) -> None:
    token = bench.world.token(service_url="https://smba.trafficmanager.net/uk/")
    assert await heard(bench, anna, token) == 401


async def test_an_unknown_key_is_401(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna, bench.world.token(kid="key-nobody-published")) == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_of_another_algorithm_is_401(bench: Bench, anna: Someone, algorithm: str) -> None:
    _, claims, _ = bench.world.token().split(".")
    if algorithm == "none":
        header = base64.urlsafe_b64encode(orjson.dumps({"alg": "none", "kid": "key-1"})).rstrip(b"=").decode()
        token = f"{header}.{claims}."
    else:
        body = jwt.decode(bench.world.token(), options={"verify_signature": False})
        token = jwt.encode(body, "x" * 64, algorithm="HS256", headers={"kid": "key-1"})
    assert await heard(bench, anna, token) == 401


async def test_a_token_whose_key_is_not_endorsed_for_teams_is_401(bench: Bench, anna: Someone) -> None:
    bench.world.login.endorsements = ["webchat"]
    assert await heard(bench, anna) == 401


async def test_a_token_whose_key_names_no_endorsement_is_401(bench: Bench, anna: Someone) -> None:
    bench.world.login.endorsements = []
    assert await heard(bench, anna) == 401


async def test_another_channel_is_403_even_when_endorsed(bench: Bench, anna: Someone) -> None:
    bench.world.login.endorsements = ["msteams", "webchat"]
    assert await heard(bench, anna, channelId="webchat") == 403


@pytest.mark.parametrize("channel_data", [{"tenant": {"id": "another"}}, {"tenant": "x"}, {}, None, [1]])
async def test_another_tenant_or_none_is_403(bench: Bench, anna: Someone, channel_data: object) -> None:
    assert await heard(bench, anna, channelData=channel_data) == 403


@pytest.mark.parametrize(
    "service_url",
    [
        "https://evil.example/uk/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net.evil.example/",
        "http://smba.trafficmanager.net/",
        "http://127.0.0.1:1/",
        "not a url",
        "",
    ],
)
async def test_a_host_we_do_not_know_is_403_though_the_token_names_it(
    bench: Bench, anna: Someone, service_url: str
) -> None:
    token = bench.world.token(service_url=service_url)
    assert await heard(bench, anna, token, serviceUrl=service_url) == 403
    assert not bench.world.connector.log


@pytest.mark.parametrize("sender", [{"id": "29:x"}, {"id": "29:x", "aadObjectId": ""}, None])
async def test_a_message_without_a_directory_id_is_403(bench: Bench, anna: Someone, sender: Any) -> None:
    changes: dict[str, Any] = {"from": sender}
    assert await heard(bench, anna, **changes) == 403


async def test_the_system_may_speak_without_a_directory_id(bench: Bench, anna: Someone) -> None:
    activity = anna.activity(type="conversationUpdate") | {"from": {"id": "29:x"}}
    [reply] = await bench.world.deliver(activity)
    assert reply.status == 200


async def test_keys_are_fetched_once_for_many_messages(bench: Bench, anna: Someone) -> None:
    await asyncio.gather(*(anna.says(f"message {number}") for number in range(20)))
    assert len(bench.conversation.turns) == 20
    assert bench.world.login.openid_calls == 1


async def test_a_rotated_key_works_at_once(bench: Bench, anna: Someone) -> None:
    await anna.says("before")
    bench.world.login.rotate()
    await anna.says("after")
    assert [turn.text for turn in bench.conversation.turns] == ["before", "after"]


async def test_a_remembered_token_dies_with_its_key(bench: Bench, anna: Someone) -> None:
    old = bench.world.token()
    assert (await bench.world.deliver(anna.activity(type="message", text="one"), token=old))[0].status == 200
    bench.world.login.rotate(keep_old=False)
    await anna.says("two")
    assert (await bench.world.deliver(anna.activity(type="message", text="three"), token=old))[
        0
    ].status == 401


async def test_invented_keys_do_not_make_us_hammer_the_login_service(bench: Bench, anna: Someone) -> None:
    await anna.says("hello")
    for number in range(30):
        activity = anna.activity(type="message", text="x")
        token = bench.world.token(kid=f"invented-{number}")
        assert (await bench.world.deliver(activity, token=token))[0].status == 401
    assert bench.world.login.openid_calls <= 3


async def test_a_token_not_meant_for_us_fetches_no_keys(bench: Bench, anna: Someone) -> None:
    assert await heard(bench, anna, bench.world.token(aud="another-app", kid="invented")) == 401
    assert bench.world.login.openid_calls == 0


async def test_a_login_service_that_is_down_is_503_and_heals(bench: Bench, anna: Someone) -> None:
    bench.world.login.fail(500, on="openid")
    assert await heard(bench, anna) == 503
    assert await heard(bench, anna) == 200


async def test_keys_of_odd_shapes_are_passed_over(
    bench: Bench, anna: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = bench.world.login
    odd = [{"kid": "x"}, None, {"kty": "oct", "k": "AA", "kid": "y"}, *login._published()]
    monkeypatch.setattr(login, "_published", lambda: odd)
    assert await heard(bench, anna) == 200


async def test_the_app_token_is_asked_for_once_and_never_on_the_loop(bench: Bench, anna: Someone) -> None:
    people = [bench.world.someone(f"Person {number}") for number in range(10)]
    gate = bench.world.login.hold("token")
    turns = asyncio.gather(*(someone.does(type="message", text="hello") for someone in people))
    await gate.reached.wait()
    # The login service has not answered yet; the loop goes on all the same and hears another message.
    [reply] = await bench.world.deliver(anna.activity(type="typing"))
    assert reply.status == 200
    gate.open()
    await turns
    assert bench.world.login.token_calls == 1
    assert {sent.authorization for sent in bench.world.connector.log} == {"Bearer app-token-1"}


async def test_the_app_token_is_asked_for_as_the_directory_wants_it(bench: Bench, anna: Someone) -> None:
    await anna.says("hello")
    [form] = bench.world.login.token_forms
    assert form["client_id"] == bench.world.app_id
    assert form["scope"] == "https://api.botframework.com/.default"
    assert form["grant_type"] == "client_credentials"


async def test_a_refused_app_token_loses_the_reply_but_not_the_turn(bench: Bench, anna: Someone) -> None:
    bench.world.login.fail(401, on="token")
    shown = await anna.says("hello")
    assert (shown.status, shown.texts, len(bench.conversation.turns)) == (200, [], 1)


async def test_a_token_the_connector_refuses_is_replaced_and_the_answer_given_all_the_same(
    bench: Bench, anna: Someone
) -> None:
    bench.world.connector.fail(401, code="BotNotRegistered")
    await anna.says("one")
    await anna.says("two")
    assert [sent.authorization for sent in bench.world.connector.log] == ["Bearer app-token-2"] * 2


async def test_one_world_can_be_opened_after_another(world: World) -> None:
    bench = await Bench(world).open()
    await world.someone("Anna").says("hello")
    await world.stop_serving()
    again = await Bench(world).open()
    await world.someone("Anna").says("hello again")
    assert (len(bench.conversation.turns), len(again.conversation.turns)) == (1, 1)
