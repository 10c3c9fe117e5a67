"""The door: one HTTP request in, one HTTP answer out, and never a 500 to anything a stranger sends."""

from __future__ import annotations

import time
from typing import Any

import orjson
import structlog
from aiohttp import web

from bot import apology, invokes, noting, sdk
from bot.authentication import Refused, TeamsAuthentication
from bot.models import Malformed, load_activity

log = structlog.get_logger("quorate.bot")

LARGEST = 256 * 1024
"""Bytes in one activity. Teams' own limit is about 100 KB for a message (msteams-docs,
format-your-bot-messages.md).
"""


class TeamsAdapter(sdk.CloudAdapter):
    """A `CloudAdapter` with its own `process`; the SDK's answers 500 to bad tokens, bad bodies and every card
    action.
    """

    def __init__(self, authentication: TeamsAuthentication) -> None:
        super().__init__(authentication)
        self.on_turn_error = apology.apologise

    async def process(self, request: web.Request, bot: Any, ws_response: Any = None) -> web.Response:
        """Return the answer to one POST of an activity.

        200 when the activity was heard, 4xx when the request itself is wrong, 401, 403 or 503 by
        `bot.authentication`.
        """
        started = time.perf_counter()
        try:
            activity = await _activity_in(request)
            heard = await self._authenticated(activity, request.headers.get("Authorization", ""))
        except Refused as refusal:
            log.warning("request refused", status=refusal.status, reason=refusal.reason)
            return _json({"error": refusal.reason}, refusal.status)
        notes = noting.begin(**_about(activity))
        response = await self._heard(heard, activity, bot)
        log.info("turn", **notes, status=response.status, ms=round((time.perf_counter() - started) * 1000, 1))
        return response

    async def _authenticated(self, activity: Any, header: str) -> Any:
        try:
            return await self.bot_framework_authentication.authenticate_request(activity, header)
        except Refused:
            raise
        except Exception as error:
            log.error(
                "authentication failed", error=type(error).__name__
            )  # perhaps a stranger's doing: they learn nothing
            raise Refused(401, "not authenticated") from error

    async def _heard(self, heard: Any, activity: Any, bot: Any) -> web.Response:
        try:
            invoke = await self.process_activity(heard, activity, bot.on_turn)
        except Exception as error:  # the pipeline catches a turn's own; this is the last net beneath it
            number = apology.reference()
            log.error("turn failed", reference=number, error=type(error).__name__)
            invoke = invokes.message(apology.sentence(number)) if activity.type == "invoke" else None
        return web.Response() if invoke is None else _json(invoke.body, int(invoke.status))


async def _activity_in(request: web.Request) -> Any:
    """Return the activity in a request's body. Raises `Refused` with 400, 413 or 415."""
    if request.content_type != "application/json":
        raise Refused(415, "send application/json")
    try:
        activity = load_activity(orjson.loads(await _body(request)))
    except (orjson.JSONDecodeError, Malformed) as error:
        raise Refused(400, "not an activity") from error
    if activity is None or not activity.type or activity.conversation is None or not activity.conversation.id:
        raise Refused(400, "not an activity")
    activity.delivery_mode = (
        None  # Teams always takes answers by the connector; buffering them is for other channels
    )
    return activity


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise Refused(413, "too large")
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise Refused(413, "too large") from error
    except (web.RequestPayloadError, ValueError, OSError) as error:
        raise Refused(400, "unreadable body") from error
    if len(body) > LARGEST:
        raise Refused(413, "too large")
    return body


def _about(activity: Any) -> dict[str, str]:
    """Return what a log line may say: no words, no names, no ids in the clear."""
    return {
        "activity": apology.hashed(activity.id),
        "type": str(activity.type)[:40],
        "invoke": str(activity.name or "")[:40],
        "conversation": apology.hashed(activity.conversation.id),
    }


def _json(body: Any, status: int) -> web.Response:
    if body is None:
        return web.Response(status=status)
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
