"""The Bot Connector: keeps what the bot posts, as each chat would show it, and fails when told to."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.rig.servers import Fault, Faults, Gate, Site

CARD = "application/vnd.microsoft.card.adaptive"
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"


@dataclass(frozen=True)
class Sent:
    """One call the bot made: `kind` is "sent", "updated" or "deleted"."""

    kind: str
    conversation: str
    activity_id: str
    activity: dict[str, Any]
    authorization: str
    reply_to: str = ""

    @property
    def text(self) -> str | None:
        """The plain words, or None for a card."""
        return self.activity.get("text")

    @property
    def card(self) -> dict[str, Any] | None:
        """The card, or None for plain words."""
        found = self._attached(CARD)
        return found["content"] if found else None

    @property
    def offer(self) -> dict[str, Any] | None:
        """The offer of a file, with its name, or None."""
        return self._attached(FILE_CONSENT)

    @property
    def file(self) -> dict[str, Any] | None:
        """The card of a file that was given, or None."""
        return self._attached(FILE_INFO)

    def _attached(self, kind: str) -> dict[str, Any] | None:
        attached: list[dict[str, Any]] = self.activity.get("attachments") or []
        return next((each for each in attached if each["contentType"] == kind), None)

    @property
    def summary(self) -> str:
        """What a feed or a lock screen would show."""
        return str(self.activity.get("summary") or self.activity.get("text") or "")

    @property
    def alert(self) -> bool:
        """Whether it also goes to the activity feed."""
        return bool((self.activity.get("channelData") or {}).get("notification", {}).get("alert"))


class Connector:
    """A connector on loopback.

    `log` holds every call in order, `chats` what each conversation shows now, `rosters` the members a
    conversation has, `page` how many members come at a time. Faults: kinds are "send", "update", "delete",
    "create" and "members".
    """

    def __init__(self) -> None:
        self.log: list[Sent] = []
        self.chats: dict[str, dict[str, Sent]] = {}
        self.created: list[dict[str, Any]] = []
        self.rosters: dict[str, list[dict[str, Any]]] = {}
        self.personal: dict[str, str] = {}
        self.page = 2
        self.connections: set[object] = set()
        self.faults = Faults()
        self._numbers = itertools.count(1)
        self._site = Site(self._app())

    async def start(self) -> None:
        """Open the port."""
        await self._site.start()

    async def stop(self) -> None:
        """Close the port."""
        await self._site.stop()

    async def start_again(self) -> None:
        """Open the same port after a stop; what the chats show is kept."""
        self._site = Site(self._app(), port=self._site.port)
        await self._site.start()

    @property
    def url(self) -> str:
        """The service URL, as Teams writes it into activities."""
        return f"{self._site.url}/uk/"

    @property
    def origin(self) -> str:
        """The origin, as an allow-list names it."""
        return self._site.url

    def throttle(self, times: int = 1, retry_after: float | None = 1, on: str = "send") -> None:
        """Answer 429; nothing is delivered."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.faults.add(Fault(on, times, status=429, headers=headers, code="Throttled"))

    def fail(
        self,
        status: int,
        times: int = 1,
        on: str = "send",
        code: str = "ServiceError",
        *,
        taken: bool = False,
    ) -> None:
        """Answer with an error; `taken` delivers the message all the same."""
        self.faults.add(Fault(on, times, status=status, code=code, taken=taken))

    def drop(self, times: int = 1, on: str = "send", *, taken: bool = True) -> None:
        """Cut the connection instead of answering, after the message was delivered (or not)."""
        self.faults.add(Fault(on, times, drop=True, taken=taken))

    def hold(self, on: str = "send") -> Gate:
        """Let the next call wait until the gate is opened."""
        gate = Gate()
        self.faults.add(Fault(on, 1, gate=gate))
        return gate

    def shown_in(self, conversation: str) -> list[Sent]:
        """Return what a conversation shows now, oldest first; an updated message keeps its place."""
        return list(self.chats.get(conversation, {}).values())

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=2**20)
        base = "/{region}/v3/conversations"
        app.router.add_post(base, self._create)
        app.router.add_get(base + "/{conversation}/pagedmembers", self._members)
        app.router.add_post(base + "/{conversation}/activities", self._send)
        app.router.add_post(base + "/{conversation}/activities/{activity}", self._send)
        app.router.add_put(base + "/{conversation}/activities/{activity}", self._update)
        app.router.add_delete(base + "/{conversation}/activities/{activity}", self._delete)
        return app

    async def _send(self, request: web.Request) -> web.Response:
        conversation, reply_to = _part(request, "conversation"), _part(request, "activity")
        body = await request.json()

        def effect() -> web.Response:
            made = f"message-{next(self._numbers)}"
            self._keep(Sent("sent", conversation, made, body, _authorization(request), reply_to))
            return web.json_response({"id": made}, status=201)

        return await self._meet("send", request, effect)

    async def _update(self, request: web.Request) -> web.Response:
        conversation, activity_id = _part(request, "conversation"), _part(request, "activity")
        body = await request.json()

        def effect() -> web.Response:
            if activity_id not in self.chats.get(conversation, {}):
                return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)
            self._keep(Sent("updated", conversation, activity_id, body, _authorization(request)))
            return web.json_response({"id": activity_id})

        return await self._meet("update", request, effect)

    async def _delete(self, request: web.Request) -> web.Response:
        conversation, activity_id = _part(request, "conversation"), _part(request, "activity")

        def effect() -> web.Response:
            self.log.append(Sent("deleted", conversation, activity_id, {}, _authorization(request)))
            self.chats.get(conversation, {}).pop(activity_id, None)
            return web.Response()

        return await self._meet("delete", request, effect)

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()

        def effect() -> web.Response:
            self.created.append(body)
            if body.get("isGroup"):
                return self._thread(body, _authorization(request))
            member = body["members"][0]["id"]
            return web.json_response({"id": self.personal.get(member, f"a:chat-of-{member}")}, status=201)

        return await self._meet("create", request, effect)

    def _thread(self, body: dict[str, Any], authorization: str) -> web.Response:
        made = f"message-{next(self._numbers)}"
        conversation = f"{body['channelData']['channel']['id']};messageid={made}"
        self._keep(Sent("sent", conversation, made, body["activity"], authorization))
        return web.json_response({"id": conversation, "activityId": made}, status=201)

    async def _members(self, request: web.Request) -> web.Response:
        members = self.rosters.get(_part(request, "conversation"))
        start = int(request.query.get("continuationToken", "0"))

        def effect() -> web.Response:
            if members is None:
                return web.json_response({"error": {"code": "BotNotInConversationRoster"}}, status=403)
            page: dict[str, Any] = {"members": members[start : start + self.page]}
            if start + self.page < len(members):
                page["continuationToken"] = str(start + self.page)
            return web.json_response(page)

        return await self._meet("members", request, effect)

    async def _meet(
        self, kind: str, request: web.Request, effect: Callable[[], web.Response]
    ) -> web.Response:
        self.connections.add(request.transport)
        return await self.faults.meet(kind, request, effect)

    def _keep(self, sent: Sent) -> None:
        self.log.append(sent)
        self.chats.setdefault(sent.conversation, {})[sent.activity_id] = sent


def _part(request: web.Request, name: str) -> str:
    return unquote(request.match_info.get(name, ""))


def _authorization(request: web.Request) -> str:
    return request.headers.get("Authorization", "")
