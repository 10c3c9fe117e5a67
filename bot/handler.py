"""The bot: an activity becomes a turn, the turn is conversed about elsewhere, the answer is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog

from bot import apology, invokes, noting, reading, sdk
from bot.files import Files
from bot.flow import Flow, Visit
from bot.post import Addresses, Post
from bot.seals import ForgedCard, Seals
from bot.trust import Trust
from bot.voice import Voice
from cppm.errors import CPPMError
from cppm.people import Person
from dialogs.turn import Answer, PlaceKind, Turn
from storage.addresses import Address

log = structlog.get_logger("quorate.bot")

Converse = Callable[[Turn], Awaitable[Answer]]
"""Deals with one turn; `dialogs` gives it."""

PATIENCE = 12.0
"""Seconds after which Teams is answered without the outcome; at 15 it would send the same again."""

FORGED = (
    "This button was made for somebody else or for another chat, so I have recorded nothing. "
    'Say "home" in our own chat to see what is yours to do.'
)
NOT_IN_PUBLIC = (
    'I only do this in our own chat, where nobody else reads along. Open a chat with me and say "home".'
)
STILL_WORKING = "This is taking longer than usual. I am still working on it, and will show the outcome here."
BELOW = "I have answered in a new message."
NO_DIALOGS = 'I work with cards in the chat itself. Say "home" to see what is yours to do.'
_ODD_PRESS = 'I could not read that button. Say "home" to get a fresh card.'
_VISIT = "quorate.visit"


class People(Protocol):
    """The part of `storage.People` needed here."""

    async def by_identity(self, tenant: str, aad_id: str) -> Person | None:
        """Return who this is, if enrolled."""


class KnownAddresses(Addresses, Protocol):
    """The part of `storage.Addresses` needed here."""

    async def heard(self, address: Address) -> None:
        """Keep where somebody just wrote from; whatever refused messages may take them again."""

    async def inactive(self, conversation: str, why: str) -> None:
        """Note that nothing can be sent there for now."""


@dataclass(frozen=True)
class Hands:
    """What the bot works with.

    `converse` answers a turn and `welcome` greets whoever installed the app. `in_public` tells of a verb
    whether it may be pressed where others read along; every other verb works in the 1:1 chat alone. `clock`
    gives aware UTC.
    """

    people: People
    addresses: KnownAddresses
    converse: Converse
    welcome: Converse
    in_public: Callable[[str], bool] = lambda verb: False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


class QuorateBot(sdk.TeamsActivityHandler):
    """Quorate as a Bot Framework bot. `patience` is in seconds."""

    def __init__(
        self,
        hands: Hands,
        post: Post,
        seals: Seals,
        trust: Trust,
        flow: Flow,
        files: Files,
        patience: float = PATIENCE,
    ) -> None:
        self._hands, self._voice, self._seals, self._trust = hands, Voice(post), seals, trust
        self._flow, self._files, self._patience = flow, files, patience

    async def on_turn(self, turn_context: Any) -> None:
        """Deal with an activity once, in order, and in time for Teams."""
        key = _key(turn_context.activity)
        visit, new = self._flow.visit(key, lambda: self._in_order(turn_context, key))
        if new:
            turn_context.turn_state[_VISIT] = visit
        done, _ = await asyncio.wait({visit.work}, timeout=self._patience)
        if done:
            turn_context.turn_state[sdk.INVOKE_RESPONSE] = visit.work.result()
        else:
            visit.late = visit.late or new
            turn_context.turn_state[sdk.INVOKE_RESPONSE] = _invoke_response(invokes.message(STILL_WORKING))

    async def _in_order(self, context: Any, key: Hashable) -> Any:
        """Run the turn when nothing else of this person runs here, and return the invoke's answer, if it has
        one.
        """
        activity = context.activity
        async with self._flow.place((activity.conversation.id, reading.aad_id(activity))):
            try:
                await super().on_turn(context)
            except Exception as error:
                self._flow.forget(key)
                await apology.apologise(context, error)
                await self._if_late(context, context.turn_state.get(sdk.INVOKE_RESPONSE))
        return context.turn_state.get(sdk.INVOKE_RESPONSE)

    async def on_message_activity(self, turn_context: Any) -> None:
        """Words, a file, or a button of a client that knows no Action.Execute."""
        activity = turn_context.activity
        if reading.is_press(activity.value):
            answer, pressed = await self._pressed(activity, activity.value), activity.reply_to_id
        else:
            answer, pressed = await self._answered(activity), None
        await self._voice.show(activity, answer, pressed)
        await self._files.offer(activity, answer.file, self._hands.clock())

    async def on_invoke_activity(self, turn_context: Any) -> Any:
        """Answer a pressed button; politely decline what this bot does not do. Nothing here reaches the SDK's
        own parsing.
        """
        match turn_context.activity.name:
            case "adaptiveCard/action":
                response = _invoke_response(await self._executed(turn_context.activity))
                await self._if_late(turn_context, response)
                # Left where the SDK would leave it; by way of its `send_activity` it would be copied first.
                turn_context.turn_state[sdk.INVOKE_RESPONSE] = response
                return None
            case "task/fetch" | "task/submit":
                return invokes.dialog_message(NO_DIALOGS)
            case "fileConsent/invoke":
                await self._files.consented(turn_context.activity, self._hands.clock(), self._answered)
                return invokes.nothing()
            case "message/submitAction":
                return invokes.nothing()
            case _:
                return invokes.not_here()

    async def on_installation_update_add(self, turn_context: Any) -> None:
        """Remember where to write, and say what this is."""
        activity = turn_context.activity
        await self._hands.addresses.remember(reading.address(activity))
        answer = await self._hands.welcome(await self._turn(activity))
        await self._voice.show(activity, answer, None)

    async def on_installation_update_remove(self, turn_context: Any) -> None:
        """Stop writing there."""
        await self._hands.addresses.inactive(turn_context.activity.conversation.id, "the app was removed")

    async def on_conversation_update_activity(self, turn_context: Any) -> None:
        """Stop writing where the bot was taken out. Joining is told by installationUpdate, once and for
        certain.
        """
        activity = turn_context.activity
        ours = activity.recipient.id if activity.recipient else None
        if any(member is not None and member.id == ours for member in activity.members_removed or ()):
            await self._hands.addresses.inactive(activity.conversation.id, "the bot was removed")

    async def on_event_activity(self, turn_context: Any) -> None:
        """Let meeting events pass: who attended is for the chair to confirm, not for a meeting client."""

    async def on_message_update_activity(self, turn_context: Any) -> None:
        """Let an edited message pass: what was recorded stays recorded until somebody changes it."""

    async def on_message_delete_activity(self, turn_context: Any) -> None:
        """Let a deleted message pass, for the same reason."""

    async def _executed(self, activity: Any) -> Any:
        """Answer Action.Execute: the card for this client at once, and for good by an update behind it."""
        data = _execute_data(activity.value)
        if data is None:
            return invokes.malformed(_ODD_PRESS)
        answer = await self._pressed(activity, data)
        await self._voice.say_all(activity, answer.say)
        await self._files.offer(activity, answer.file, self._hands.clock())
        if answer.replace is None:
            return invokes.message(answer.notice or (BELOW if answer.say or answer.file else "Done."))
        card = self._voice.sealed(activity, answer.replace)
        # Opening a card asks for a refresh; updating it then would make every client ask again, without end.
        if activity.reply_to_id and activity.value.get("trigger") != "automatic":
            summary = answer.replace.summary
            self._flow.behind(self._voice.update(activity, activity.reply_to_id, card, summary))
        return invokes.card(card)

    async def _pressed(self, activity: Any, data: dict[str, Any]) -> Answer:
        try:
            sealed = self._seals.check(data, reading.reader(activity), activity.conversation.id)
        except ForgedCard:
            log.warning("forged card", conversation=apology.hashed(activity.conversation.id))
            return Answer(notice=FORGED)
        noting.note(verb=sealed.verb, person=apology.hashed(reading.aad_id(activity)))
        if reading.place(activity).kind is not PlaceKind.PERSONAL and not self._hands.in_public(sealed.verb):
            return Answer(notice=NOT_IN_PUBLIC)
        return await self._answered(activity, sealed)

    async def _answered(self, activity: Any, sealed: Any = None, accepts: str = "") -> Answer:
        """Converse, and turn a known refusal into its own sentence."""
        try:
            await self._hands.addresses.heard(reading.channel_or_chat(activity))
            turn = replace(await self._turn(activity, sealed), accepts=accepts)
            return await self._hands.converse(await self._files.with_text(turn))
        except (CPPMError, reading.Unreadable) as refusal:
            return Answer(notice=str(refusal))

    async def _turn(self, activity: Any, sealed: Any = None) -> Turn:
        person = await self._hands.people.by_identity(reading.tenant(activity), reading.aad_id(activity))
        return reading.turn(activity, person, self._hands.clock(), self._trust, sealed)

    async def _if_late(self, context: Any, response: Any) -> None:
        """Say afterwards what an invoke was owed when its time was up. A card comes by its lasting update."""
        visit = context.turn_state.get(_VISIT)
        value = (response.value.body or {}).get("value") if response is not None else None
        if isinstance(visit, Visit) and visit.late and isinstance(value, str):
            await self._voice.say(context.activity, value)


def _key(activity: Any) -> Hashable | None:
    """Return what a repeated delivery has in common with the first."""
    sender = activity.from_property
    return (
        (activity.conversation.id, sender.id if sender else None, activity.type, activity.id)
        if activity.id
        else None
    )


def _invoke_response(value: Any) -> Any:
    return sdk.Activity(type=sdk.ActivityTypes.invoke_response, value=value)


def _execute_data(value: Any) -> dict[str, Any] | None:
    """Return the data of an Action.Execute, or None when the value is not one."""
    action = value.get("action") if isinstance(value, dict) else None
    if not isinstance(action, dict) or action.get("type") != "Action.Execute":
        return None
    data = action.get("data")
    return data if isinstance(data, dict) else None
