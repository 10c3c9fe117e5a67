"""Messages out, as the house speaks of them: an address, a card or a sentence, a neutral summary."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from bot.connector import Connector, SendFailed
from bot.models import AsIs
from bot.seals import ANYBODY, Seals
from storage.addresses import Address

CARD = "application/vnd.microsoft.card.adaptive"
SUMMARY = "Quorate"
"""What a feed or a lock screen shows of an ordinary answer: nothing."""
TRIES = 3
LONGEST_WAIT = 5.0
"""Seconds: somebody is looking at the screen."""


class Addresses(Protocol):
    """The part of `storage.Addresses` that is needed to reach somebody for the first time."""

    async def of_identity(self, tenant: str, aad_id: str) -> Address | None:
        """Return the 1:1 chat with somebody, if it is known."""

    async def remember(self, address: Address) -> None:
        """Keep an address."""


Rosters = Callable[[str], Awaitable[Sequence[Address]]]
"""The shared places known in a tenant, whose rosters may name somebody the bot has not met."""


class Post:
    """Sends and updates messages. Every method raises `SendFailed`.

    A card goes alone in its message: text beside a card is split off by Teams, and then neither can be
    updated. Buttons are sealed here, on the way out, for the reader and the conversation of the address;
    a card that `sealed` gave goes out as it is.
    `service_url` is for somebody never
    heard from. `pause` waits for a number of seconds.
    """

    def __init__(
        self,
        connector: Connector,
        seals: Seals,
        addresses: Addresses,
        bot_id: str,
        service_url: str,
        rosters: Rosters | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connector, self._seals, self._addresses = connector, seals, addresses
        self._bot_id, self._rosters, self._service_url, self._pause = bot_id, rosters, service_url, pause

    async def send(
        self, address: Address, card: dict[str, Any] | str, summary: str, alert: bool = False
    ) -> str:
        """Post a card or a short sentence and return its activity id. `alert` also puts it in the feed."""
        message = self._message(address, card, summary, alert)
        return await self._connector.send(address.service_url, address.conversation, message)

    async def attach(self, address: Address, attachment: dict[str, Any], summary: str) -> str:
        """Post something other than a card, as Teams names it, and return its activity id."""
        message = self._message(address, "", summary, alert=False)
        del message["text"], message["textFormat"]
        message["attachments"] = [attachment]
        return await self._connector.send(address.service_url, address.conversation, message)

    async def delete(self, address: Address, activity_id: str) -> None:
        """Take a message of ours out of the conversation."""
        await self._connector.delete(address.service_url, address.conversation, activity_id)

    async def update(self, address: Address, activity_id: str, card: dict[str, Any], summary: str) -> None:
        """Replace a message of ours with a card."""
        message = self._message(address, card, summary, alert=False) | {"id": activity_id}
        await self._connector.update(address.service_url, address.conversation, activity_id, message)

    async def remark(self, address: Address, activity_id: str, words: str) -> str:
        """Say a short sentence in the thread under a post of ours in a channel; returns its activity id."""
        thread = f"{address.conversation};messageid={activity_id}"
        message = self._message(address, words, words, alert=False) | {"conversation": {"id": thread}}
        return await self._connector.reply(address.service_url, thread, activity_id, message)

    async def patiently(self, attempt: Callable[[], Awaitable[Any]]) -> Any:
        """Make an attempt up to three times while the connector asks for a pause (429, 412 or an unmade
        connection).

        For answers somebody waits for; what the scheduler owes has its own, longer, patience.
        """
        for tried in range(1, TRIES):
            try:
                return await attempt()
            except SendFailed as failure:
                if failure.outcome != "retry" or (failure.retry_after or 0) > LONGEST_WAIT:
                    raise
                # A little chance keeps those who were throttled together from coming back together.
                await self._pause(failure.retry_after or 0.5 * tried * (1 + random.random()))
        return await attempt()

    async def open_personal(self, tenant: str, aad_id: str) -> Address:
        """Return the 1:1 chat with somebody, opening it when there is none yet, and remember it.

        In order: the address that is known; the person's id in the roster of a shared place; the directory id
        itself. Teams refuses when the app is not installed for the person (403).
        """
        known = await self._addresses.of_identity(tenant, aad_id)
        if known is not None:
            return known
        service_url, member = await self._way_to(tenant, aad_id)
        conversation = await self._connector.create_personal(service_url, tenant, member, self._bot_id)
        address = Address(
            service_url=service_url,
            tenant=tenant,
            conversation=conversation,
            kind="personal",
            aad_id=aad_id,
            member_id=member,
            bot_id=self._bot_id,
        )
        await self._addresses.remember(address)
        return address

    async def _way_to(self, tenant: str, aad_id: str) -> tuple[str, str]:
        """Return a service URL and the id by which that service knows the person."""
        shared = await self._rosters(tenant) if self._rosters is not None else ()
        for place in shared:
            member = await self._in_roster(place, aad_id)
            if member is not None:
                return place.service_url, member
        return (shared[0].service_url if shared else self._service_url), aad_id

    async def _in_roster(self, place: Address, aad_id: str) -> str | None:
        """Return somebody's id in a shared place; one that can no longer be read has nobody in it."""
        try:
            async for member in self._connector.members(place.service_url, place.conversation):
                if member.get("aadObjectId", member.get("objectId")) == aad_id and isinstance(
                    member.get("id"), str
                ):
                    return str(member["id"])
        except SendFailed as failure:
            if failure.status not in (403, 404):
                raise
        return None

    def _message(
        self, address: Address, card: dict[str, Any] | str, summary: str, alert: bool
    ) -> dict[str, Any]:
        message: dict[str, Any] = {
            "type": "message",
            "summary": summary,
            "conversation": {"id": address.conversation},
        }
        if address.bot_id:
            message["from"] = {"id": address.bot_id}
        if isinstance(card, str):
            message |= {"text": card, "textFormat": "plain"}
        else:
            content = card if isinstance(card, AsIs) else self.sealed(address, card)
            message["attachments"] = [{"contentType": CARD, "content": content}]
        if alert:
            message["channelData"] = {"notification": {"alert": True}}
        return message

    def sealed(self, address: Address, card: dict[str, Any]) -> AsIs:
        """Return the card with its buttons sealed for whoever reads at this address."""
        person = address.aad_id if address.kind == "personal" else ANYBODY
        return AsIs(self._seals.seal(card, person, address.conversation))
