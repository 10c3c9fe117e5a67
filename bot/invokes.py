"""The bodies in which invokes are answered (Universal Action Model; dialogs). HTTP is always 200 where there
is a body.
"""

from __future__ import annotations

from typing import Any

from bot import sdk
from bot.models import AsIs

_CARD = "application/vnd.microsoft.card.adaptive"
_MESSAGE = "application/vnd.microsoft.activity.message"
_ERROR = "application/vnd.microsoft.error"


def card(shown: dict[str, Any]) -> Any:
    """The pressed card becomes this one, for the client that pressed."""
    return _answered(200, _CARD, shown)


def message(sentence: str) -> Any:
    """The pressed card stays, with a sentence beneath it."""
    return _answered(200, _MESSAGE, sentence)


def malformed(sentence: str) -> Any:
    """The press itself made no sense."""
    return _answered(400, _ERROR, {"code": "BadRequest", "message": sentence})


def dialog_message(sentence: str) -> Any:
    """A dialog (task module) that only says something."""
    return sdk.InvokeResponse(status=200, body=AsIs(task={"type": "message", "value": sentence}))


def nothing() -> Any:
    """Heard, and there is nothing to show."""
    return sdk.InvokeResponse(status=200, body=AsIs())


def not_here() -> Any:
    """This bot does not do that; 501 is the protocol's word for it."""
    return sdk.InvokeResponse(status=501)


def _answered(status: int, kind: str, value: Any) -> Any:
    return sdk.InvokeResponse(status=200, body=AsIs(statusCode=status, type=kind, value=value))
