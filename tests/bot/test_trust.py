"""Settings of trust, the app's own credentials, and rehearsal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from bot.credential import AppToken, NoToken, app_token
from bot.handler import Hands
from bot.skin import build
from bot.trust import Credentials, Trust
from tests.bot.conftest import SKIN, Conversation, KnownAddresses, KnownPeople
from tests.rig import World, certificates

TRUST = Trust("app", frozenset({"tenant"}))


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://smba.trafficmanager.net/uk/", True),
        ("https://smba.trafficmanager.net:443/uk/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/gcc", True),
        ("http://smba.trafficmanager.net/uk/", False),
        ("https://smba.trafficmanager.net:8443/uk/", False),
        ("https://SMBA.trafficmanager.net/uk/", True),
        ("https://a.smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://evil.example/smba.trafficmanager.net", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://user:secret@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/?x=1", False),
        ("https://smba.trafficmanager.net/#x", False),
        ("//smba.trafficmanager.net/", False),
        ("https://", False),
        ("", False),
    ],
)
def test_where_the_token_may_go(url: str, trusted: bool) -> None:
    assert TRUST.may_send_to(url) is trusted


def test_the_front_door_is_that_of_the_cloud_we_trust() -> None:
    government = frozenset({"smba.infra.gov.teams.microsoft.us"})
    assert TRUST.front_door == "https://smba.trafficmanager.net/teams/"
    assert (
        replace(TRUST, service_hosts=government).front_door
        == "https://smba.infra.gov.teams.microsoft.us/teams/"
    )


def test_a_tenant_is_the_same_in_either_case() -> None:
    assert replace(TRUST, tenants=frozenset({"2B9A"})).admits("2b9a")
    assert not TRUST.admits("")


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://council.sharepoint.com/x?tempauth=y", True),
        ("https://council-my.sharepoint.com/x", True),
        ("https://uksouth1-mediap.svc.ms/x", True),
        ("https://sharepoint.com/x", False),
        ("https://evilsharepoint.com/x", False),
        ("http://council.sharepoint.com/x", False),
        ("http://127.0.0.1:8080/x", False),
    ],
)
def test_where_files_may_come_from(url: str, trusted: bool) -> None:
    assert TRUST.may_fetch(url) is trusted


def test_only_loopback_may_be_named_with_a_scheme() -> None:
    assert replace(TRUST, service_hosts=frozenset({"http://127.0.0.1:9"})).may_send_to("http://127.0.0.1:9/x")
    assert not replace(TRUST, service_hosts=frozenset({"http://evil.example"})).may_send_to(
        "http://evil.example/"
    )


@pytest.mark.parametrize(
    ("app_id", "rehearsal", "tenants"), [("", False, {"t"}), ("app", True, {"t"}), ("app", False, set())]
)
def test_an_unsafe_setting_does_not_start(app_id: str, rehearsal: bool, tenants: set[str]) -> None:
    with pytest.raises(ValueError, match=r"rehearsal|tenant"):
        Trust(app_id, frozenset(tenants), rehearsal=rehearsal)


@pytest.mark.parametrize(
    "ways", [{}, {"secret": "s", "managed_identity": True}, {"certificate": "only half"}, {"secret": ""}]
)
def test_exactly_one_way_to_prove_oneself(ways: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Credentials("app", "tenant", **ways)


def test_credentials_do_not_show_their_secret() -> None:
    assert "hush" not in repr(Credentials("app", "tenant", secret="hush"))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Directory:
    """A login service as msal shows it."""

    def __init__(self) -> None:
        self.asked = 0
        self.says: Mapping[str, Any] | Exception | None = None

    def __call__(self) -> Mapping[str, Any]:
        self.asked += 1
        if isinstance(self.says, Exception):
            raise self.says
        return self.says or {"access_token": f"token {self.asked}", "expires_in": 3600}


async def test_a_token_is_renewed_ahead_of_its_end_without_anybody_waiting() -> None:
    clock, directory = Clock(), Directory()
    token = AppToken(directory, clock)
    assert await token() == "token 1"
    clock.now = 2999
    assert await token() == "token 1"
    assert directory.asked == 1
    clock.now = 3001
    assert await token() == "token 1"
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "app token"))
    assert await token() == "token 2"


async def test_a_renewal_that_fails_leaves_the_old_token_good_until_its_end() -> None:
    clock, directory = Clock(), Directory()
    token = AppToken(directory, clock)
    await token()
    directory.says, clock.now = ConnectionError(), 3100
    assert await token() == "token 1"
    clock.now = 3541
    with pytest.raises(NoToken, match="ConnectionError"):
        await token()


async def test_a_refusal_is_not_asked_for_again_at_once() -> None:
    clock, directory = Clock(), Directory()
    directory.says = {"error": "invalid_client", "error_description": "the secret hush is wrong"}
    token = AppToken(directory, clock)
    for _ in range(3):
        with pytest.raises(NoToken, match=r"^invalid_client$"):
            await token()
    assert directory.asked == 1
    clock.now, directory.says = 6, None
    assert await token() == "token 2"


async def test_a_certificate_proves_the_app_too(world: World) -> None:
    made = certificates.identity("the app")
    credentials = replace(
        world.credentials, secret=None, certificate=made.certificate, private_key=made.private_key
    )
    assert await app_token(credentials, world.login_http)() == "app-token-1"
    [form] = world.login.token_forms
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "client_secret" not in form


async def test_a_managed_identity_needs_no_secret(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{world.login.login_endpoint}/managed/token")
    monkeypatch.setenv("IDENTITY_HEADER", "proof of being on this host")
    token = app_token(replace(world.credentials, secret=None, managed_identity=True), world.login_http)
    assert await token() == "app-token-1"
    token.forget()
    assert await token() == "app-token-2"


async def test_a_connector_that_refuses_every_token_does_not_make_us_hammer_the_directory() -> None:
    clock, directory = Clock(), Directory()
    token = AppToken(directory, clock)
    for _ in range(10):
        await token()
        token.forget()
    assert directory.asked == 2


async def test_a_token_that_was_dropped_is_fetched_anew(world: World) -> None:
    token = app_token(world.credentials, world.login_http)
    assert await token() == "app-token-1"
    token.forget()
    assert await token() == "app-token-2"


def test_credentials_and_rehearsal_exclude_each_other() -> None:
    conversation = Conversation()
    hands = Hands(KnownPeople(), KnownAddresses(), conversation.converse, conversation.welcome)
    with pytest.raises(ValueError, match="rehearsal"):
        build(trust=TRUST, credentials=None, seal_keys=["k"], hands=hands)


async def test_rehearsal_hears_anybody_on_this_machine_and_nobody_else(world: World) -> None:
    conversation = Conversation()
    hands = Hands(KnownPeople(), KnownAddresses(), conversation.converse, conversation.welcome)
    trust = Trust("", frozenset(), rehearsal=True)
    skin = build(trust=trust, credentials=None, seal_keys=["k"], hands=hands)
    app = web.Application()
    app[SKIN] = skin
    app.router.add_post("/api/messages", skin.messages)
    await world.serve(app)
    anna = world.someone("Anna")
    activity = anna.activity(type="message", text="hello", channelData=None)
    [local] = await world.deliver(activity, token="")
    [distant] = await world.deliver(activity | {"serviceUrl": "https://smba.trafficmanager.net/"}, token="")
    await skin.close()
    assert (local.status, distant.status) == (200, 403)
    assert [turn.tenant for turn in conversation.turns] == [world.tenant]
    assert [(sent.text, sent.authorization) for sent in anna.sees] == [("You said: hello", "")]
