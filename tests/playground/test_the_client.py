"""The Playground client itself, tried on a throwaway bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rehearsal import playground
from rehearsal.family import PLAYERS
from rehearsal.playground import CHANNEL, PlaygroundError, running_playgrounds, settings_of
from tests.playground.client import PlaygroundClient, playing
from tests.playground.echo import EchoBot, attached, plain_card
from tests.rig.servers import Site

LEAD = PLAYERS["lead"]
pytestmark = pytest.mark.asyncio(loop_scope="module")


class Stage:
    """The throwaway bot and one person before it."""

    def __init__(self, bot: EchoBot, lead: PlaygroundClient) -> None:
        self.bot, self.lead = bot, lead


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running() -> AsyncIterator[Stage]:
    """A bot on loopback and the lead professional's Playground, started once."""
    bot = EchoBot()
    site = Site(bot.app())
    await site.start()
    try:
        async with playing(LEAD, site.url) as lead:
            yield Stage(bot, lead)
    finally:
        await site.stop()


@pytest.fixture
def stage(running: Stage) -> Stage:
    """The same, with nothing said yet."""
    running.bot.got.clear()
    running.lead.forget()
    return running


async def test_a_typed_line_arrives_with_who_said_it_and_is_answered(stage: Stage) -> None:
    await stage.lead.say("hello")
    assert (await stage.lead.next()).text == "you said hello"
    activity = stage.bot.got[0]
    assert activity["from"]["aadObjectId"] == LEAD.aad_id
    assert activity["channelData"]["tenant"]["id"] == playground.TENANT
    assert activity["conversation"] == {
        "conversationType": "personal",
        "tenantId": playground.TENANT,
        "id": stage.lead.personal,
    }


async def test_a_pressed_button_carries_its_data_and_what_was_filled_in(stage: Stage) -> None:
    card = await stage.lead.card_after(stage.lead.say("card"))
    after = await stage.lead.press(card, "go", {"answer": "yes"})
    assert after.words() == "pressed go\nGo"
    assert stage.bot.got[-1]["value"]["action"]["data"] == {"v": "go", "answer": "yes"}
    assert stage.bot.got[-1]["replyToId"] == card.id


async def test_a_button_that_is_not_there_cannot_be_pressed(stage: Stage) -> None:
    card = await stage.lead.card_after(stage.lead.say("card"))
    with pytest.raises(LookupError, match="no button for stop; there are go"):
        await stage.lead.press(card, "stop")


async def test_a_submitted_form_arrives_as_a_message_with_a_value(stage: Stage) -> None:
    card = await stage.lead.card_after(stage.lead.say("card"))
    await stage.lead.submit(card, {"v": "go", "answer": "no"})
    assert "'answer': 'no'" in (await stage.lead.next()).text


async def test_the_bot_can_speak_first_and_change_what_it_said(stage: Stage) -> None:
    await stage.lead.say("hello")
    await stage.lead.next()
    here = stage.bot.got[0]
    message = await stage.bot.post(here, attached(plain_card("first")))
    assert "first" in (await stage.lead.next()).words()
    await stage.bot.change(here, message, attached(plain_card("second")))
    changed = await stage.lead.next()
    assert (changed.id, changed.updated) == (message, True)
    assert "second" in changed.words()


async def test_adding_the_app_tells_the_bot_once_as_an_installation(stage: Stage) -> None:
    await stage.lead.install()
    await stage.lead.say("hello")
    await stage.lead.next()
    assert [each["type"] for each in stage.bot.got].count("installationUpdate") == 1


async def test_a_line_in_a_channel_starts_a_thread_and_mentions_the_bot(stage: Stage) -> None:
    thread = await stage.lead.say_in_channel("link card")
    answer = await stage.lead.next()
    assert thread.startswith(f"{CHANNEL};messageid=")
    assert answer.conversation == thread
    assert stage.bot.got[0]["text"] == "<at>Quorate</at> link card"


async def test_any_other_activity_can_be_sent(stage: Stage) -> None:
    await stage.lead.custom(type="event", name="application/vnd.microsoft.meetingStart", value={"Id": "1"})
    await stage.lead.say("hello")
    await stage.lead.next()
    assert stage.bot.got[0]["name"] == "application/vnd.microsoft.meetingStart"


async def test_waiting_in_vain_tells_what_came_instead(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.playground.client.LONGEST_WAIT", 0.5)
    await stage.lead.say("hello")
    with pytest.raises(TimeoutError, match="Ewan Reid waited in vain; what came was:\nyou said hello"):
        await stage.lead.next(lambda seen: seen.text == "goodbye")


async def test_two_people_have_a_client_each_and_both_stop() -> None:
    two = [LEAD, PLAYERS["chair"]]
    async with running_playgrounds(two, "http://127.0.0.1:9/api/messages") as clients:
        assert [client.player.key for client in clients] == ["lead", "chair"]
        assert clients[0].url != clients[1].url
    for client in clients:
        with pytest.raises(OSError):  # noqa: PT011 - refused, by whatever name
            await asyncio.open_connection("localhost", int(client.url.rpartition(":")[2]))


async def test_a_playground_that_cannot_start_says_why() -> None:
    with pytest.raises(PlaygroundError, match=r'of Ewan Reid did not start\. It says: ".*5 items'):
        async with running_playgrounds([LEAD], "http://127.0.0.1:9/api/messages", others=[LEAD]):
            raise AssertionError("it started")


async def test_a_missing_client_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playground, "PROGRAM", playground.PROGRAM / "elsewhere")
    with pytest.raises(PlaygroundError, match=r'is not installed\. "make run" installs it\.'):
        async with running_playgrounds([LEAD], "http://127.0.0.1:9/api/messages"):
            raise AssertionError("it started")


async def test_a_missing_node_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(PlaygroundError, match="There is no Node to run the Teams client with"):
        async with running_playgrounds([LEAD], "http://127.0.0.1:9/api/messages"):
            raise AssertionError("it started")


async def test_each_person_knows_five_others_and_not_themselves() -> None:
    for player in PLAYERS.values():
        users = settings_of(player, PLAYERS.values())["users"]
        assert isinstance(users, list)
        assert len({user["id"] for user in users} - {f"29:{player.key}"}) == 5
