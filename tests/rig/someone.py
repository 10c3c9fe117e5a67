"""Somebody in Teams: says things, presses buttons, and sees what the bot shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.rig import activities, cards
from tests.rig.connector import Sent

if TYPE_CHECKING:
    from tests.rig.world import Reply, World


@dataclass
class Shown:
    """What came of one thing somebody did.

    `status` and `body` are the HTTP answer, `new` the calls the bot made meanwhile, `message` the id of the
    pressed card.
    """

    status: int
    body: Any
    new: list[Sent] = field(default_factory=list)
    message: str | None = None

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards shown: what the pressed card became, then the new ones."""
        inline = [self.body["value"]] if self._answered("application/vnd.microsoft.card.adaptive") else []
        return inline + [
            sent.card
            for sent in self.new
            if sent.card is not None and not (inline and sent.kind == "updated")
        ]

    @property
    def texts(self) -> list[str]:
        """The sentences shown: the one beneath the pressed card, then the new ones."""
        inline = [self.body["value"]] if self._answered("application/vnd.microsoft.activity.message") else []
        return inline + [sent.text for sent in self.new if sent.text is not None]

    @property
    def card(self) -> dict[str, Any]:
        """The one card shown, or the first."""
        assert self.cards, f"no card, but {self.texts}"
        return self.cards[0]

    @property
    def offer(self) -> Sent:
        """The one file offered."""
        [found] = [sent for sent in self.new if sent.offer is not None]
        return found

    @property
    def files(self) -> list[dict[str, Any]]:
        """The cards of the files given."""
        return [sent.file for sent in self.new if sent.file is not None]

    @property
    def text(self) -> str:
        """Every sentence shown."""
        return "\n".join(self.texts)

    @property
    def words(self) -> str:
        """Everything there is to read."""
        return "\n".join([*self.texts, *map(cards.words, self.cards)])

    def message_of(self, card: dict[str, Any]) -> str | None:
        """Return the message a card stands in."""
        found = [sent.activity_id for sent in self.new if sent.card == card]
        return found[0] if found else self.message

    def _answered(self, kind: str) -> bool:
        return isinstance(self.body, dict) and self.body.get("type") == kind


@dataclass(frozen=True)
class Channel:
    """A channel of a team, or one thread of it."""

    id: str
    thread: str = ""

    @property
    def conversation(self) -> str:
        """The conversation id, with the thread where there is one."""
        return f"{self.id};messageid={self.thread}" if self.thread else self.id


class Someone:
    """One person with a Teams client. Every action returns what was `Shown`."""

    def __init__(self, world: World, name: str, aad_id: str) -> None:
        self.world, self.name, self.aad_id = world, name, aad_id
        self.member_id = f"29:{aad_id}"
        self.conversation = f"a:chat-of-{self.member_id}"

    @property
    def sees(self) -> list[Sent]:
        """The 1:1 chat as it stands: the bot's messages, oldest first, each in its latest form."""
        return self.world.connector.shown_in(self.conversation)

    @property
    def latest(self) -> Sent:
        """The newest message from the bot."""
        return self.sees[-1]

    async def says(self, text: str, *, in_channel: Channel | None = None, times: int = 1) -> Shown:
        """Type something; in a channel, with a mention of the bot before it."""
        fields = (
            activities.said(text) if in_channel is None else activities.mentioning(text, self.world.app_id)
        )
        return await self.does(in_channel=in_channel, times=times, **fields)

    async def presses(
        self,
        on: Shown | Sent | dict[str, Any],
        button: str,
        /,
        *,
        in_channel: Channel | None = None,
        times: int = 1,
        **inputs: str,
    ) -> Shown:
        """Press a button by its title or verb, with inputs filled in. An Action.Submit is sent as Teams sends
        one.
        """
        card, message = self._card_on(on, in_channel)
        action = cards.button(card, button)
        data = {**(action.get("data") or {}), **cards.filled_in(card, action, inputs)}
        if action["type"] == "Action.Submit":
            fields = activities.submitted(data, message)
        else:
            fields = activities.executed(data, action.get("verb", ""), message)
        shown = await self.does(in_channel=in_channel, times=times, **fields)
        shown.message = message
        return shown

    async def submits(self, on: Shown | Sent | dict[str, Any], button: str, **inputs: str) -> Shown:
        """Press a button on a client that knows only the Action.Submit behind it."""
        card, message = self._card_on(on, None)
        action = cards.button(card, button)
        older = action["fallback"] if action["type"] == "Action.Execute" else action
        data = {**(older.get("data") or {}), **cards.filled_in(card, action, inputs)}
        shown = await self.does(**activities.submitted(data, message))
        shown.message = message
        return shown

    async def refreshes(self, on: Shown | Sent | dict[str, Any]) -> Shown:
        """Open a chat with a card that asks to be refreshed."""
        card, message = self._card_on(on, None)
        action = card["refresh"]["action"]
        return await self.does(
            **activities.executed(action.get("data") or {}, action["verb"], message, "automatic")
        )

    async def sends_file(self, name: str, url: str, kind: str = "docx", text: str = "") -> Shown:
        """Send a document in the 1:1 chat."""
        return await self.does(**activities.file_sent(name, url, kind, text))

    async def accepts(self, offer: Sent, *, times: int = 1, **room: Any) -> Shown:
        """Say yes to an offered file; `room` changes what Teams tells of the place for it."""
        assert offer.offer is not None, f"no offer, but {offer.text!r}"
        place = self.world.drive.room_for(offer.offer["name"]) | room
        context = offer.offer["content"]["acceptContext"]
        fields = activities.file_consent("accept", context, offer.activity_id, place)
        return await self.does(times=times, **fields)

    async def declines(self, offer: Sent) -> Shown:
        """Say no to an offered file."""
        assert offer.offer is not None, f"no offer, but {offer.text!r}"
        context = offer.offer["content"]["declineContext"]
        return await self.does(**activities.file_consent("decline", context, offer.activity_id))

    async def installs(self) -> Shown:
        """Install the app for oneself."""
        return await self.does(**activities.installed())

    async def removes(self) -> Shown:
        """Remove the app."""
        return await self.does(**activities.installed("remove"))

    async def does(self, *, in_channel: Channel | None = None, times: int = 1, **fields: Any) -> Shown:
        """Send any activity, `times` over at the same moment; Teams sometimes delivers twice."""
        before = len(self.world.connector.log)
        replies = await self.world.deliver(self.activity(in_channel=in_channel, **fields), times=times)
        await self.world.settled()
        self.world.answered += [(self.conversation, repr(reply.body)) for reply in replies]
        return _shown(replies[0], self.world.connector.log[before:])

    def activity(self, *, in_channel: Channel | None = None, **fields: Any) -> dict[str, Any]:
        """Return an activity of this person, in the 1:1 chat or in a channel."""
        world = self.world
        conversation: dict[str, Any] = {"id": self.conversation, "conversationType": "personal"}
        if in_channel is not None:
            conversation = {"id": in_channel.conversation, "conversationType": "channel", "isGroup": True}
            channel_data = {
                "tenant": {"id": world.tenant},
                "channel": {"id": in_channel.id},
                "team": {"id": in_channel.id},
            }
            fields = {"channelData": channel_data} | fields
        made = activities.activity(
            service_url=world.connector.url,
            tenant=world.tenant,
            app_id=world.app_id,
            sender={"id": self.member_id, "name": self.name, "aadObjectId": self.aad_id},
            conversation=conversation,
        )
        return made | fields

    def _card_on(
        self, on: Shown | Sent | dict[str, Any], channel: Channel | None
    ) -> tuple[dict[str, Any], str | None]:
        if isinstance(on, Shown):
            return on.card, on.message_of(on.card)
        if isinstance(on, Sent):
            assert on.card is not None, f"no card, but {on.text!r}"
            return on.card, on.activity_id
        place = self.conversation if channel is None else channel.conversation
        found = [sent.activity_id for sent in self.world.connector.shown_in(place) if sent.card == on]
        return on, found[-1] if found else None


def _shown(reply: Reply, new: list[Sent]) -> Shown:
    return Shown(reply.status, reply.body, new)
