"""What Teams sends in each of the measured turns, made as a Teams client makes it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import orjson

from bench.load import Door
from bench.seed import Invited
from bot.seals import Seals
from tests.rig import activities, cards
from tests.rig.world import APP_ID, TENANT

CARD = "application/vnd.microsoft.card.adaptive"
ABSENT = "In court that day, and nobody can stand in"
OPENING_AT_ONCE = 8


class NotOpened(Exception):
    """A form that was to be filled in did not open; the message is what came instead."""


@dataclass(frozen=True)
class Line:
    """The way from Teams to one server, and from there to the stub connector."""

    session: aiohttp.ClientSession
    url: str
    service_url: str
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request, with Teams' token where there is one."""
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"Content-Type": "application/json", **signed}

    @property
    def messages(self) -> str:
        """The address that Teams posts to."""
        return f"{self.url}/api/messages"

    def activity(self, aad_id: str, fields: dict[str, Any]) -> bytes:
        """An activity of somebody in their 1:1 chat."""
        made = activities.activity(
            service_url=self.service_url,
            tenant=TENANT,
            app_id=APP_ID,
            sender={"id": f"29:{aad_id}", "name": "Invented", "aadObjectId": aad_id},
            conversation={"id": chat(aad_id), "conversationType": "personal"},
            **fields,
        )
        return orjson.dumps(made)


def chat(aad_id: str) -> str:
    """The conversation of somebody's 1:1 chat."""
    return f"a:chat-of-{aad_id}"


class Traffic(Protocol):
    """One kind of turn."""

    line: Line

    def door(self) -> Door:
        """Where the turns go, and what counts as an answer."""

    async def bodies(self, most: int) -> Iterator[bytes]:
        """The turns to send next; perhaps no more than `most`."""


class Messages:
    """The same words, typed by people in turn; each is answered by one message."""

    def __init__(self, line: Line, words: str, people: Sequence[str]) -> None:
        self.line, self._words, self._people = line, words, people

    def door(self) -> Door:
        return Door(self.line.messages, self.line.headers, lambda status, answer: status in (200, 201, 202))

    async def bodies(self, most: int) -> Iterator[bytes]:
        said = activities.said(self._words)
        return (self.line.activity(who, said) for who in itertools.cycle(self._people))


class Confirmations:
    """Answers to invitations, on cards that were opened before the clock runs.

    Each person's answer differs from their last one: yes, then no with a reason, then yes again. A no owes
    a notice to the chair and one to the lead professional.
    """

    def __init__(self, line: Line, seals: Seals, invited: Sequence[Invited]) -> None:
        self.line, self._seals = line, seals
        self._turns = itertools.cycle(invited)
        self._answers = {who.aad_id: n for n, who in enumerate(invited)}
        self._of = len(invited)

    def door(self) -> Door:
        return Door(self.line.messages, self.line.headers, _shows_card)

    async def bodies(self, most: int) -> Iterator[bytes]:
        room = asyncio.Semaphore(OPENING_AT_ONCE)

        async def one(who: Invited) -> tuple[Invited, bytes]:
            async with room:
                return who, self._filled_in(who, await self.opened(who))

        people = itertools.islice(self._turns, min(most, self._of))
        return self._sent(await asyncio.gather(*map(one, people)))

    def _sent(self, filled_in: Sequence[tuple[Invited, bytes]]) -> Iterator[bytes]:
        """One after the other; whose turn did not come will give the same answer next time."""
        for who, body in filled_in:
            self._answers[who.aad_id] += 1
            yield body

    async def answered(self, who: Invited, card: dict[str, Any]) -> bool:
        """Fill in the form on a card, send it, and say whether a card came back."""
        body = self._filled_in(who, card)
        self._answers[who.aad_id] += 1
        return _shows_card(*await self._posted(body))

    async def opened(self, who: Invited) -> dict[str, Any]:
        """The form, as it shows in place of a card with a Change button. Raises NotOpened."""
        change = {"type": "Action.Execute", "data": {"v": "attend.change", "m": who.meeting}}
        sealed = self._seals.seal({"actions": [change]}, who.aad_id, chat(who.aad_id))["actions"][0]["data"]
        body = self.line.activity(who.aad_id, activities.executed(sealed, "attend.change", None))
        status, answer = await self._posted(body)
        if not _shows_card(status, answer):
            raise NotOpened(f"{status} {answer[:500]!r}")
        card: dict[str, Any] = orjson.loads(answer)["value"]
        return card

    async def _posted(self, body: bytes) -> tuple[int, bytes]:
        line = self.line
        try:
            async with line.session.post(line.messages, data=body, headers=line.headers) as response:
                return response.status, await response.read()
        except aiohttp.ClientError as error:
            return 0, type(error).__name__.encode()

    def _filled_in(self, who: Invited, card: dict[str, Any]) -> bytes:
        given = {"answer": "yes"} if self._answers[who.aad_id] % 2 else {"answer": "no", "why": ABSENT}
        action = cards.button(card, "attend.submit")
        data = {**action["data"], **cards.filled_in(card, action, given)}
        return self.line.activity(who.aad_id, activities.executed(data, "attend.submit", "message-1"))


def _shows_card(status: int, answer: bytes) -> bool:
    return status == 200 and CARD.encode() in answer
