"""Files for one person: offered by name and size, composed anew and given once they accept.

The offer is Teams' own consent card. What it carries is a sealed pointer, good for an hour and for this
person in this chat; accepting it is a press like any other, so whoever lost a right meanwhile is refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from bot import reading
from bot.apology import hashed
from bot.connector import SendFailed
from bot.drive import Drive
from bot.flow import Flow
from bot.post import SUMMARY, Post
from bot.reading import Unreadable
from bot.seals import ForgedCard, Sealed, Seals
from bot.trust import Trust
from bot.voice import Voice
from dialogs.turn import Answer, File, PlaceKind, Turn
from storage.envelopes import block_in

log = structlog.get_logger("quorate.bot")

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
HOLDS = 3600
"""Seconds for which an offer is good."""
OFFER = "i"
"""The id in a pointer that names the offer: when it was made, and something nobody can guess."""
TEXT_FILE = "txt"

FORGED = "This offer was made for somebody else or for another chat, so I have given nothing."
OVER = "This offer is more than an hour old, so I have given nothing. Please ask for the file again."
ELSEWHERE = (
    "Teams named a place for the file that is not among the places I know, so I have given nothing. "
    "Copy the text instead, and tell CP Administration."
)
DECLINED = "Then there is no file, and nothing has been given. You can still copy the text, or ask again."
GIVEN = (
    "The file is in your own OneDrive, where only you can open it. "
    "Delete it there once it is where it belongs."
)
NOT_TAKEN = "OneDrive did not take the file. Ask for it again, or copy the text instead."
PERHAPS = (
    "I could not see whether the file has arrived. Please look in your OneDrive; if it is not there, ask for "
    "it again or copy the text."
)
NOT_READ = "I could not open that file. Open it yourself, copy all of it and paste it here."

Composing = Callable[[Any, Sealed, str], Awaitable[Answer]]
"""Answers an activity as the press of a pointer that accepts the offer named."""


@dataclass(frozen=True)
class Place:
    """Where Teams says that an accepted file goes, and what it calls it there."""

    upload: str
    shown: str
    name: str
    unique_id: str
    kind: str


class Files:
    """Offers files, gives them, and reads the one kind of file that is read."""

    def __init__(self, post: Post, seals: Seals, drive: Drive, trust: Trust, flow: Flow) -> None:
        self._post, self._seals, self._drive, self._trust, self._flow = post, seals, drive, trust, flow
        self._voice = Voice(post)

    async def offer(self, activity: Any, file: File | None, now: datetime) -> None:
        """Ask whether the person wants the file; nothing of what it holds goes along."""
        if file is None or reading.place(activity).kind is not PlaceKind.PERSONAL:
            return
        ids = {**file.pointer.ids, OFFER: f"{int(now.timestamp())}-{secrets.token_urlsafe(9)}"}
        where = activity.conversation.id
        pointer = self._seals.pointer(file.pointer.verb, ids, reading.reader(activity), where)
        content = {
            "description": file.says,
            "sizeInBytes": len(file.content),
            "acceptContext": pointer,
            "declineContext": pointer,
        }
        await self._attach(activity, {"contentType": CONSENT, "name": file.name, "content": content})

    async def consented(self, activity: Any, now: datetime, compose: Composing) -> None:
        """Deal with a yes or a no to an offer."""
        value = activity.value if isinstance(activity.value, dict) else {}
        try:
            sealed, offer = self._pointer(activity, value.get("context"))
            self._flow.behind(self._retired(activity))
            if value.get("action") != "accept":
                await self._voice.say(activity, DECLINED)
                return
            _require_fresh(offer, now)
            place = self._place(value.get("uploadInfo"))
        except Unreadable as refusal:
            await self._voice.say(activity, str(refusal))
            return
        answer = await compose(activity, sealed, offer)
        await self._voice.show(activity, answer, None)
        if answer.file is not None:
            self._flow.behind(self._give(activity, place, answer.file.content))

    async def with_text(self, turn: Turn) -> Turn:
        """The turn with a sealed handover that came as a text file as if it had been pasted.

        No other file is read: reports stay where Teams keeps them. Raises `Unreadable`.
        """
        if turn.person is None or len(turn.uploads) != 1 or turn.uploads[0].kind != TEXT_FILE:
            return turn
        try:
            held = await self._drive.text(turn.uploads[0].url, reading.LONGEST)
        except SendFailed as failure:
            log.warning("file not read", status=failure.status, code=failure.code)
            raise Unreadable(NOT_READ) from failure
        block = block_in(held)
        return replace(turn, text=block, uploads=()) if block else turn

    def _pointer(self, activity: Any, context: Any) -> tuple[Sealed, str]:
        """Return what was offered, and the offer's own name. Raises Unreadable."""
        where, given = activity.conversation.id, context if isinstance(context, dict) else {}
        try:
            sealed = self._seals.check(given, reading.reader(activity), where)
        except ForgedCard:
            log.warning("forged offer", conversation=hashed(where))
            raise Unreadable(FORGED) from None
        if OFFER not in sealed.ids or reading.place(activity).kind is not PlaceKind.PERSONAL:
            raise Unreadable(FORGED)
        ids = {key: value for key, value in sealed.ids.items() if key != OFFER}
        return Sealed(sealed.verb, ids, {}), sealed.ids[OFFER]

    def _place(self, info: Any) -> Place:
        """Return where the file goes. Raises Unreadable for a place that is not trusted, before anything is
        composed.
        """
        told = info if isinstance(info, dict) else {}
        named = {key: told[key] if isinstance(told.get(key), str) else "" for key in _NAMED}
        if not (self._trust.may_fetch(named["uploadUrl"]) and self._trust.may_fetch(named["contentUrl"])):
            raise Unreadable(ELSEWHERE)
        return Place(*(named[key] for key in _NAMED))

    async def _give(self, activity: Any, place: Place, content: bytes) -> None:
        try:
            await self._post.patiently(lambda: self._drive.put(place.upload, content))
        except SendFailed as failure:
            log.warning("file not given", status=failure.status, code=failure.code, outcome=failure.outcome)
            await self._voice.say(activity, PERHAPS if failure.outcome == "unknown" else NOT_TAKEN)
            return
        log.info("file given", bytes=len(content), person=hashed(reading.aad_id(activity)))
        content_of = {"uniqueId": place.unique_id, "fileType": place.kind}
        info = {"contentType": INFO, "contentUrl": place.shown, "name": place.name, "content": content_of}
        await self._attach(activity, info)
        await self._voice.say(activity, GIVEN)

    async def _attach(self, activity: Any, attachment: dict[str, Any]) -> None:
        address = reading.address(activity)
        try:
            await self._post.patiently(lambda: self._post.attach(address, attachment, SUMMARY))
        except SendFailed as failure:
            log.warning("file card not sent", status=failure.status, code=failure.code)

    async def _retired(self, activity: Any) -> None:
        """Take the offer out of the chat: Teams leaves its buttons standing, and it is good once."""
        if not activity.reply_to_id:
            return
        try:
            await self._post.delete(reading.address(activity), activity.reply_to_id)
        except SendFailed as failure:
            log.info("offer not taken away", status=failure.status, code=failure.code)


_NAMED = ("uploadUrl", "contentUrl", "name", "uniqueId", "fileType")


def _require_fresh(offer: str, now: datetime) -> None:
    made = offer.partition("-")[0]
    if not made.isdecimal() or now.timestamp() - int(made) > HOLDS:
        raise Unreadable(OVER)
