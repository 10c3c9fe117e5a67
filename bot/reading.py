"""From an activity to plain values: what was said, by whom, where, and what came along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from bot.authentication import aad_id_of, tenant_of
from bot.seals import ANYBODY, SEAL, VERB, Sealed
from bot.trust import Trust
from cppm.people import Person
from dialogs import understand
from dialogs.turn import Place, PlaceKind, Press, Turn, Upload
from storage.addresses import Address

LONGEST = 20_000
"""Characters taken in one message or one field; a longer text belongs in the record system."""
FILE = "application/vnd.microsoft.teams.file.download.info"
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class Unreadable(Exception):
    """What was sent cannot be taken; the message is the sentence for the person."""


def turn(
    activity: Any, person: Person | None, now: datetime, trust: Trust, pressed: Sealed | None = None
) -> Turn:
    """Return the turn for an activity, with a pressed button when there is one. Raises `Unreadable`."""
    where = place(activity)
    return Turn(
        id=activity.id or "",
        tenant=tenant(activity),
        aad_id=aad_id(activity),
        person=person,
        place=where,
        now=now,
        time_zone=_time_zone(activity),
        locale=_locale(activity),
        text=None if pressed else _text(activity),
        press=None if pressed is None else _press(pressed),
        uploads=() if pressed else tuple(_uploads(activity, where, trust)),
    )


def tenant(activity: Any) -> str:
    """Return the directory id; the Playground sends it with the conversation only."""
    extra = activity.conversation.additional_properties.get("tenantId")
    return tenant_of(activity) or (extra if isinstance(extra, str) else "")


def aad_id(activity: Any) -> str:
    """Return the sender's directory id, or "" for the system."""
    return aad_id_of(activity)


def place(activity: Any) -> Place:
    """Return where this happens. Whatever is not plainly a 1:1 chat counts as seen by others."""
    conversation = activity.conversation
    kind = _place_kind(conversation)
    channel = _within(activity.channel_data, "channel", "id") if kind is PlaceKind.CHANNEL else None
    return Place(
        conversation.id,
        kind,
        channel if isinstance(channel, str) else None,
        service_url=activity.service_url or "",
        bot=_id_of(activity.recipient),
    )


def reader(activity: Any) -> str:
    """Return for whom cards in this place are sealed: the person in a 1:1 chat, anybody elsewhere."""
    return aad_id(activity) if place(activity).kind is PlaceKind.PERSONAL else ANYBODY


def address(activity: Any) -> Address:
    """Return where messages to this conversation go."""
    personal = place(activity).kind is PlaceKind.PERSONAL
    return Address(
        service_url=activity.service_url,
        tenant=tenant(activity),
        conversation=activity.conversation.id,
        kind="personal" if personal else "channel",
        aad_id=aad_id(activity) if personal else "",
        member_id=(activity.from_property.id or "") if personal and activity.from_property else "",
        bot_id=(activity.recipient.id or "") if activity.recipient else "",
        zone=_told_zone(activity) if personal else "",
    )


def channel_or_chat(activity: Any) -> Address:
    """Return the same for the whole channel, whichever of its threads this was said in."""
    found, here = address(activity), place(activity)
    return replace(found, conversation=here.channel or found.conversation.partition(";")[0])


def is_press(value: Any) -> bool:
    """Whether a message's `value` comes from one of our buttons, and not from somebody else's."""
    return isinstance(value, dict) and VERB in value and SEAL in value


def _place_kind(conversation: Any) -> PlaceKind:
    match conversation.conversation_type:
        case "channel":
            return PlaceKind.CHANNEL
        case "personal" if not conversation.is_group:
            return PlaceKind.PERSONAL
        case _:
            return PlaceKind.GROUP


def _text(activity: Any) -> str:
    text = _without_mentions(activity.text or "", _mentions(activity), _id_of(activity.recipient))
    return _sized(understand.clean(text.replace("&nbsp;", " ")))


def _without_mentions(text: str, mentions: Iterator[tuple[str, str]], ours: str) -> str:
    """Take our own mention out where it stands. Other people's stay, as plain words once the tags are cleaned
    away.
    """
    for whom, written in mentions:
        if whom == ours and written:
            text = text.replace(written, " ", 1)
    return text


def _mentions(activity: Any) -> Iterator[tuple[str, str]]:
    """Yield whom each mention names and how it is written. Names are never compared: a bot may be called
    "Plan".
    """
    for entity in activity.entities or ():
        extra = entity.additional_properties if entity is not None else {}
        whom, written = _within(extra, "mentioned", "id"), extra.get("text")
        if (
            entity is not None
            and entity.type == "mention"
            and isinstance(whom, str)
            and isinstance(written, str)
        ):
            yield whom, written


def _press(pressed: Sealed) -> Press:
    inputs = {
        key: _sized(_as_text(value))
        for key, value in pressed.inputs.items()
        if not isinstance(value, dict | list)
    }
    return Press(pressed.verb, pressed.ids, inputs)


def _as_text(value: Any) -> str:
    """Return an input as text, the way Teams itself writes toggles and numbers."""
    if isinstance(value, str):
        return understand.clean(value)
    return "" if value is None else str(value).lower()


def _sized(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(
            f"That text is {len(text):,} characters long, and I can take {LONGEST:,} at a time. "
            "Nothing was recorded. Please shorten it, or send it as a document."
        )
    return text


def _uploads(activity: Any, where: Place, trust: Trust) -> Iterator[Upload]:
    for attachment in activity.attachments or ():
        if attachment is not None and attachment.content_type == FILE:
            if where.kind is not PlaceKind.PERSONAL:
                raise Unreadable("I take documents in our 1:1 chat only. Please send it to me there.")
            yield _upload(attachment, trust)


def _upload(attachment: Any, trust: Trust) -> Upload:
    content = attachment.content if isinstance(attachment.content, dict) else {}
    url, kind = content.get("downloadUrl"), content.get("fileType")
    if not isinstance(url, str) or not trust.may_fetch(url):
        raise Unreadable(
            "I can only take documents that Teams itself keeps (OneDrive or SharePoint), "
            "and this one is kept elsewhere. Please attach the file to a message in this chat."
        )
    name = PurePosixPath(understand.clean(attachment.name or "", one_line=True).replace("\\", "/")).name
    return Upload(name[:255] or "document", url, kind.lower()[:16] if isinstance(kind, str) else "")


def _time_zone(activity: Any) -> str:
    """Return the person's own time zone (IANA); Scotland's where the client does not tell it."""
    return _told_zone(activity) or "Europe/London"


def _told_zone(activity: Any) -> str:
    """Return the time zone that the client tells with its messages, or "" where it tells none."""
    for entity in activity.entities or ():
        if entity is not None and entity.type == "clientInfo":
            named = entity.additional_properties.get("timezone")
            if isinstance(named, str) and _is_zone(named):
                return named
    return activity.local_timezone if _is_zone(activity.local_timezone or "") else ""


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (LookupError, ValueError, OSError):
        return False


def _locale(activity: Any) -> str:
    given = activity.locale or ""
    return given if _LOCALE.fullmatch(given) else "en-GB"


def _id_of(account: Any) -> str:
    return (account.id or "") if account is not None else ""


def _within(value: Any, *path: str) -> Any:
    """Return what lies at a path of keys in somebody else's JSON, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
