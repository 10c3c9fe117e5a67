"""Messages out: the Bot Connector's REST interface, as plain JSON over one shared session."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from bot.credential import AppToken, NoToken
from bot.line import Line
from bot.trust import Trust

Outcome = Literal["refused", "retry", "unknown"]

_NOT_TAKEN = frozenset({401, 412, 429})
"""401: the token had run out or was taken back, and a new one is asked for at the next attempt."""
_PERHAPS_TAKEN = frozenset({408, 502, 503, 504})
_SUB_CODE = re.compile(r'subCode[\\"\s:]+(\w+)')
_PAGE = 200


class SendFailed(Exception):
    """A call to the connector failed.

    `outcome` says what may be done: "retry" (it was certainly not delivered, or repeating it is harmless),
    "unknown" (it may have been delivered; a repeat may show twice), "refused" (do not repeat). `status` is
    the HTTP status, None when there was no answer. `code` is the connector's word, for example
    ConversationBlockedByUser. `retry_after` is in seconds. Classification: msteams-docs,
    conversation-messages.md, "Status codes".
    """

    def __init__(self, status: int | None, code: str, retry_after: float | None, outcome: Outcome) -> None:
        self.status, self.code, self.retry_after, self.outcome = status, code, retry_after, outcome
        super().__init__(f"{status or 'no answer'} {code} ({outcome})")


@dataclass(frozen=True)
class Created:
    """A conversation made or found by the connector, and the first activity in it, if one was sent along."""

    conversation: str
    activity_id: str


class Connector:
    """The connector, for the whole process. Every method raises `SendFailed`.

    `token` gives the bot's token; without it (rehearsal) calls carry none. No call leaves for a host that is
    not trusted.
    """

    def __init__(self, line: Line, trust: Trust, token: AppToken | None) -> None:
        self._line, self._trust, self._token = line, trust, token

    async def send(self, service_url: str, conversation: str, activity: Mapping[str, Any]) -> str:
        """Post an activity into a conversation and return its id."""
        return _id_in(await self._call("POST", service_url, _activities(conversation), activity))

    async def reply(self, service_url: str, conversation: str, to: str, activity: Mapping[str, Any]) -> str:
        """Post an activity in answer to another and return its id."""
        return _id_in(await self._call("POST", service_url, _activities(conversation, to), activity))

    async def update(
        self, service_url: str, conversation: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace an activity of ours."""
        await self._call("PUT", service_url, _activities(conversation, activity_id), activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Delete an activity of ours."""
        await self._call("DELETE", service_url, _activities(conversation, activity_id))

    async def create_conversation(self, service_url: str, parameters: Mapping[str, Any]) -> Created:
        """Make a conversation, or find the one there is; `parameters` as the REST interface names them."""
        made = await self._call("POST", service_url, "v3/conversations", parameters)
        if not isinstance(made.get("id"), str):
            raise SendFailed(None, "NoConversationId", None, "unknown")
        return Created(made["id"], str(made.get("activityId") or ""))

    async def create_personal(self, service_url: str, tenant: str, member: str, bot: str) -> str:
        """Open the 1:1 chat with a member (29:... or directory id) and return its conversation id."""
        parameters = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": member}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return (await self.create_conversation(service_url, parameters)).conversation

    async def create_thread(
        self, service_url: str, tenant: str, channel: str, activity: Mapping[str, Any]
    ) -> Created:
        """Start a thread in a channel with its first message."""
        where = {"channel": {"id": channel}, "tenant": {"id": tenant}}
        return await self.create_conversation(
            service_url, {"isGroup": True, "channelData": where, "activity": activity}
        )

    async def members(self, service_url: str, conversation: str) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the members of a conversation, page by page."""
        onward = ""
        while True:
            query = f"?pageSize={_PAGE}" + (f"&continuationToken={quote(onward, safe='')}" if onward else "")
            page = await self._call("GET", service_url, f"{_conversation(conversation)}/pagedmembers{query}")
            for member in page.get("members") or ():
                yield member
            onward = page.get("continuationToken") or ""
            if not onward:
                return

    async def _call(
        self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        headers = await self._headers(service_url)
        url = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        data = None if body is None else orjson.dumps(body)
        try:
            # A redirect would carry the token elsewhere, so none is followed.
            async with self._line.session.request(
                method, url, data=data, headers=headers, allow_redirects=False
            ) as response:
                answer = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SendFailed(None, "Unreachable", None, "retry") from error  # nothing had been sent yet
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendFailed(None, type(error).__name__, None, _perhaps(method)) from error
        if response.status >= 300:
            raise self._failed(method, response, answer)
        return _object(answer)

    async def _headers(self, service_url: str) -> dict[str, str]:
        if not self._trust.may_send_to(service_url):
            raise SendFailed(None, "HostNotAllowed", None, "refused")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self._token is not None:
            try:
                headers["Authorization"] = f"Bearer {await self._token()}"
            except NoToken as error:
                raise SendFailed(None, f"NoToken.{error.code}", None, "retry") from error
        return headers

    def _failed(self, method: str, response: aiohttp.ClientResponse, answer: bytes) -> SendFailed:
        if response.status == 401 and self._token is not None:
            self._token.forget()
        wait = _seconds(response.headers.get("Retry-After"))
        return SendFailed(response.status, _code(answer), wait, _outcome(method, response.status))


def _conversation(conversation: str) -> str:
    return f"v3/conversations/{quote(conversation, safe='')}"


def _activities(conversation: str, activity_id: str | None = None) -> str:
    tail = "" if activity_id is None else f"/{quote(activity_id, safe='')}"
    return f"{_conversation(conversation)}/activities{tail}"


def _id_in(answer: Mapping[str, Any]) -> str:
    return str(answer.get("id") or "")


def _object(answer: bytes) -> dict[str, Any]:
    try:
        decoded = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _perhaps(method: str) -> Outcome:
    """A post may have been delivered, and its repeat would show twice; other methods may be repeated."""
    return "unknown" if method == "POST" else "retry"


def _outcome(method: str, status: int) -> Outcome:
    if status in _NOT_TAKEN:
        return "retry"
    return _perhaps(method) if status in _PERHAPS_TAKEN else "refused"


def _code(answer: bytes) -> str:
    text = answer[:4096].decode("utf-8", "replace")
    inner = _SUB_CODE.search(text)
    error = _object(answer).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return inner[1] if inner else str(code or "Unspecified")[:80]


def _seconds(retry_after: str | None) -> float | None:
    """Return a Retry-After header in seconds; it is a number or an HTTP date."""
    if retry_after is None:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
