"""Activities as Teams sends them, every default filled in."""

from __future__ import annotations

import itertools
from typing import Any

_numbers = itertools.count(1)

FILE = "application/vnd.microsoft.teams.file.download.info"


def activity(
    *,
    service_url: str,
    tenant: str,
    app_id: str,
    sender: dict[str, Any],
    conversation: dict[str, Any],
    **fields: Any,
) -> dict[str, Any]:
    """Return an activity with a fresh id; `fields` add to it or replace."""
    return {
        "id": f"activity-{next(_numbers)}",
        "timestamp": "2026-03-02T09:00:00.1234567Z",
        "localTimestamp": "2026-03-02T09:00:00.1234567+00:00",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": sender,
        "conversation": {"tenantId": tenant, **conversation},
        "recipient": {"id": f"28:{app_id}", "name": "Quorate"},
        "entities": [
            {
                "type": "clientInfo",
                "locale": "en-GB",
                "country": "GB",
                "platform": "Web",
                "timezone": "Europe/London",
            }
        ],
        "channelData": {"tenant": {"id": tenant}},
        "locale": "en-GB",
        "localTimezone": "Europe/London",
        **fields,
    }


def said(text: str) -> dict[str, Any]:
    """Return the fields of a typed message."""
    return {"type": "message", "text": text, "textFormat": "plain"}


def mentioning(text: str, app_id: str, name: str = "Quorate") -> dict[str, Any]:
    """Return the fields of a channel message that mentions the bot first."""
    written = f"<at>{name}</at>"
    mention = {"type": "mention", "text": written, "mentioned": {"id": f"28:{app_id}", "name": name}}
    return {"type": "message", "textFormat": "plain", "text": f"{written} {text}\n", "entities": [mention]}


def executed(
    data: dict[str, Any], verb: str, card_message: str | None, trigger: str = "manual"
) -> dict[str, Any]:
    """Return the fields of a pressed Action.Execute, or of an automatic refresh."""
    action = {"type": "Action.Execute", "title": "", "verb": verb, "data": data}
    fields: dict[str, Any] = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": action, "trigger": trigger},
    }
    return fields | ({"replyToId": card_message} if card_message else {})


def submitted(data: dict[str, Any], card_message: str | None) -> dict[str, Any]:
    """Return the fields of a pressed Action.Submit: a message without text."""
    fields: dict[str, Any] = {"type": "message", "value": data}
    return fields | ({"replyToId": card_message} if card_message else {})


def installed(action: str = "add") -> dict[str, Any]:
    """Return the fields of an installation or a removal."""
    return {"type": "installationUpdate", "action": action}


def members(*, added: tuple[str, ...] = (), removed: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields of a conversationUpdate."""
    return {
        "type": "conversationUpdate",
        "membersAdded": [{"id": each} for each in added],
        "membersRemoved": [{"id": each} for each in removed],
    }


def file_consent(
    action: str, context: Any, message: str | None, room: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the fields of a yes ("accept", with room for the file) or a no ("decline") to an offer."""
    value = {"type": "fileUpload", "action": action, "context": context}
    fields: dict[str, Any] = {
        "type": "invoke",
        "name": "fileConsent/invoke",
        "value": value | ({"uploadInfo": room} if room is not None else {}),
    }
    return fields | ({"replyToId": message} if message else {})


def file_sent(name: str, url: str, kind: str, text: str = "") -> dict[str, Any]:
    """Return the fields of a message with a document."""
    content = {"downloadUrl": url, "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D", "fileType": kind}
    echo = {"contentType": "text/html", "content": "<p></p>"}
    return said(text) | {"attachments": [echo, {"contentType": FILE, "name": name, "content": content}]}
