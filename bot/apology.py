"""When a turn fails in a way nobody foresaw: a reference number, a calm sentence, and no more."""

from __future__ import annotations

import secrets
import traceback
from hashlib import blake2b
from pathlib import Path
from typing import Any

import structlog

from bot import invokes, sdk
from bot.connector import SendFailed

log = structlog.get_logger("quorate.bot")


def hashed(opaque: str | None) -> str:
    """Return a short hash of an id, so that log lines about the same thing can be found without naming it."""
    return blake2b((opaque or "").encode(), digest_size=5).hexdigest()


def reference() -> str:
    """Return a fresh reference number, easy to read out on the telephone."""
    return secrets.token_hex(4).upper()


def sentence(number: str) -> str:
    """Return what the person is told."""
    return (
        "Something went wrong on my side, and I can't be sure that this was recorded. "
        'Say "home" to see how things stand, or try again. '
        f"If it happens again, give CP Administration this reference: {number}."
    )


async def apologise(context: Any, error: Exception) -> None:
    """Log the failure under a reference number and tell the person, as far as they can be reached."""
    number = reference()
    log.error("turn failed", reference=number, error=type(error).__name__, at=_where(error))
    if context.activity.type == sdk.ActivityTypes.invoke:
        answer = sdk.Activity(type=sdk.ActivityTypes.invoke_response, value=invokes.message(sentence(number)))
        context.turn_state[sdk.INVOKE_RESPONSE] = answer
    # What answers an offer of a file shows nothing of its own, so that it is said as to a message.
    if context.activity.type == sdk.ActivityTypes.message or context.activity.name == "fileConsent/invoke":
        await _say(context, sentence(number), number)


async def _say(context: Any, text: str, number: str) -> None:
    try:
        await context.send_activity(
            sdk.Activity(type=sdk.ActivityTypes.message, text=text, text_format="plain")
        )
    except SendFailed as failure:
        log.warning("apology not sent", reference=number, status=failure.status, code=failure.code)


def _where(error: BaseException) -> str:
    """Return the innermost frames. An error's own words are left out: they may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
