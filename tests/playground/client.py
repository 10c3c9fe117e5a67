"""The Agents Playground, driven without a browser: what a person types and presses, and what they then see.

    async with playing(PLAYERS["lead"], bot.url) as lead:
        card = await lead.card_after(lead.say("home"))
        card = await lead.press(card, "attend.open")

It is driven by the same addresses that its own page uses; they are not documented, which is why the
package's version is fixed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from rehearsal.family import Player
from rehearsal.playground import BOT, CHANNEL, Client, running_playgrounds

Json = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
LONGEST_WAIT = 15.0


@dataclass(frozen=True)
class Seen:
    """A message of the bot as it stands in the conversation."""

    id: str
    conversation: str
    text: str
    card: Json | None
    updated: bool = False
    """Whether it took the place of an earlier one of the same id."""

    def actions(self) -> list[Json]:
        """Every action of the card, in reading order."""
        return [] if self.card is None else list(_actions(self.card))

    def data_of(self, verb: str) -> Json:
        """What the button with this verb carries. Raises LookupError, naming the verbs that are there."""
        there = {
            str(action.get("verb") or action.get("data", {}).get("v")): action for action in self.actions()
        }
        if verb not in there:
            raise LookupError(f"no button for {verb}; there are {', '.join(there) or 'none'}")
        data: Json = there[verb].get("data", {})
        return data

    def words(self) -> str:
        """Everything that can be read, one piece a line."""
        return "\n".join([self.text, *(_words(self.card) if self.card else [])]).strip()


class PlaygroundClient:
    """One person's Teams. Messages arrive in `seen`, oldest first, and each is handed out once by `next`."""

    def __init__(self, client: Client, web: ClientSession, stream: ClientWebSocketResponse) -> None:
        self.player = client.player
        self.url = client.url
        self.seen: list[Seen] = []
        self._web = web
        self._stream = stream
        self._arrived: asyncio.Queue[Seen] = asyncio.Queue()
        self._me = {"id": f"29:{client.player.key}"}
        self.personal = f"personal-{client.player.key}"

    async def say(self, text: str) -> None:
        """Type a line in the 1:1 chat."""
        await self._speak(self.personal, {"text": text})

    async def say_in_channel(self, text: str, channel: str = CHANNEL) -> str:
        """Start a thread in a channel, mentioning the bot. Returns the thread's conversation id."""
        mention = {"mentioned": {"id": BOT["id"], "name": BOT["name"]}, "text": f"<at>{BOT['name']}</at>"}
        answer = await self._speak(channel, {"text": f"{mention['text']} {text}", "mentions": [mention]})
        return str(answer["postConversationId"])

    async def press(
        self, seen: Seen, verb: str, inputs: Json | None = None, carried: Json | None = None
    ) -> Seen:
        """Press the button with this verb, with what was filled in. Returns what the card becomes for me.

        The button must be on the card that was seen: what it carries is sent back untouched. `carried` says
        what that is where several buttons have the same verb.
        """
        data = {**(carried or seen.data_of(verb)), **(inputs or {})}
        action = {"type": "Action.Execute", "verb": verb, "data": data}
        body = {
            "name": "adaptiveCard/action",
            **self._about(seen),
            "value": {"action": action, "trigger": "manual"},
        }
        answer = await self._post("/_conversation/v1/invoke", body)
        return self._became(seen, answer)

    async def submit(self, seen: Seen, data: Json) -> None:
        """Send what an old-fashioned Action.Submit sends."""
        await self._post("/_conversation/v1/submit", {**self._about(seen), "value": data})

    async def install(self, action: str = "add") -> None:
        """Add the app for this person, or remove it."""
        await self._post(f"/_debug/conversation/{self.personal}/installation", {"action": action})

    async def custom(self, **changes: Any) -> None:
        """Send any activity, begun from the Playground's own template."""
        path = f"/_internal/v1/customActivities/template?conversationId={self.personal}"
        async with self._web.get(self.url + path, raise_for_status=True) as answer:
            template = await answer.json()
        await self._post("/_internal/v1/customActivities", {**template, **changes})

    async def next(self, fits: Callable[[Seen], bool] = lambda seen: True) -> Seen:
        """The next message that fits; those before it are passed over.

        Raises TimeoutError, telling what came.
        """
        passed: list[Seen] = []
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                while True:
                    seen = await self._arrived.get()
                    if fits(seen):
                        return seen
                    passed.append(seen)
        except TimeoutError:
            came = "\n---\n".join(seen.words() for seen in passed) or "nothing"
            raise TimeoutError(f"{self.player.name} waited in vain; what came was:\n{came}") from None

    async def card_after(self, doing: Awaitable[object]) -> Seen:
        """Do something, and the next card that comes."""
        await doing
        return await self.next(lambda seen: seen.card is not None)

    def forget(self) -> None:
        """Look only at what comes from now on."""
        self.seen.clear()
        while not self._arrived.empty():
            self._arrived.get_nowait()

    async def listen(self) -> None:
        """Keep what the stream brings until it ends."""
        async for frame in self._stream:
            if frame.type is WSMsgType.TEXT:
                self._keep(frame.json())

    def _keep(self, event: Json) -> None:
        if event.get("action") not in ("createMessage", "updateMessage"):
            return
        message = event["message"]
        if message["from"]["id"] != BOT["id"]:
            return
        cards = [each["content"] for each in message.get("attachments", []) if each["contentType"] == CARD]
        seen = Seen(
            id=message["messageId"],
            conversation=event["actionConversationId"],
            text=message.get("text") or "",
            card=cards[0] if cards else None,
            updated=event["action"] == "updateMessage",
        )
        self.seen.append(seen)
        self._arrived.put_nowait(seen)

    def _became(self, seen: Seen, answer: Json) -> Seen:
        value = answer.get("value")
        if answer.get("type") == CARD and isinstance(value, dict):
            return Seen(seen.id, seen.conversation, "", value, updated=True)
        said = value if isinstance(value, str) else str((value or {}).get("message", ""))
        return Seen(seen.id, seen.conversation, said, seen.card)

    def _about(self, seen: Seen) -> Json:
        return {"conversation": {"id": seen.conversation}, "from": self._me, "replyToId": seen.id}

    async def _speak(self, conversation: str, message: Json) -> Json:
        body = {"from": self._me, "textFormat": "plain", **message}
        return await self._post(f"/_conversation/v1/conversations/{conversation}/messages", body)

    async def _post(self, path: str, body: Json) -> Json:
        async with self._web.post(self.url + path, json=body) as answer:
            text = await answer.text()
            if not answer.ok:
                raise AssertionError(f"the Playground answered {answer.status} to {path}: {text}")
            found = await answer.json(content_type=None) if text else {}
            return found if isinstance(found, dict) else {}


@asynccontextmanager
async def playing(player: Player, bot_url: str) -> AsyncIterator[PlaygroundClient]:
    """One person at their Playground, before the bot whose origin is `bot_url`."""
    endpoint = f"{bot_url}/api/messages"
    async with running_playgrounds([player], endpoint) as clients, joined(clients[0]) as person:
        yield person


@asynccontextmanager
async def joined(client: Client) -> AsyncIterator[PlaygroundClient]:
    """Somebody looking at a Playground that already runs."""
    async with ClientSession() as web:
        stream = await web.ws_connect(f"{client.url}/_ws_conversation/v1/conversations/stream")
        person = PlaygroundClient(client, web, stream)
        listening = asyncio.create_task(person.listen())
        try:
            yield person
        finally:
            listening.cancel()
            await stream.close()


def _actions(part: Any) -> Iterator[Json]:
    """Actions anywhere beneath a part of a card."""
    if isinstance(part, list):
        for each in part:
            yield from _actions(each)
    elif isinstance(part, dict):
        if str(part.get("type", "")).startswith("Action."):
            yield part
        for each in part.values():
            if isinstance(each, list | dict):
                yield from _actions(each)


def _words(part: Any) -> Iterator[str]:
    """Readable text anywhere beneath a part of a card."""
    if isinstance(part, list):
        for each in part:
            yield from _words(each)
    elif isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str) and name in ("text", "title", "label", "value", "errorMessage"):
                yield value
            elif isinstance(value, list | dict) and name != "data":
                yield from _words(value)
