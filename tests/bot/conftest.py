"""The bot on its own in a small world: plain objects stand where the records and the talk would be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.handler import Hands
from bot.skin import Skin, build
from cards.elements import AdaptiveCard, TextBlock, submit_button
from cppm.people import Agency, Person, Standing
from dialogs.turn import Answer, Turn
from storage.addresses import Address
from tests.rig import Someone, World

SKIN = web.AppKey("skin", Skin)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def card(text: str, *buttons: str, **ids: str) -> AdaptiveCard:
    """A card with a sentence and a button for each verb."""
    return AdaptiveCard(
        body=[TextBlock(text=text)],
        actions=[submit_button(verb, verb, **ids) for verb in buttons],
        fallback_text=text,
        summary="A card from Quorate",
    )


@dataclass
class KnownPeople:
    enrolled: dict[tuple[str, str], Person] = field(default_factory=dict)

    async def by_identity(self, tenant: str, aad_id: str) -> Person | None:
        return self.enrolled.get((tenant, aad_id))


@dataclass
class KnownAddresses:
    remembered: list[Address] = field(default_factory=list)
    places: list[Address] = field(default_factory=list)
    inactives: list[tuple[str, str]] = field(default_factory=list)

    async def remember(self, address: Address) -> None:
        self.remembered.append(address)

    async def heard(self, address: Address) -> None:
        self.places.append(address)

    async def inactive(self, conversation: str, why: str) -> None:
        self.inactives.append((conversation, why))

    async def of_identity(self, tenant: str, aad_id: str) -> Address | None:
        known = [*self.places, *self.remembered]
        return next((each for each in known if (each.tenant, each.aad_id) == (tenant, aad_id)), None)


@dataclass
class Conversation:
    """Remembers the turns it was given. `script` says what to answer; left alone, it echoes."""

    turns: list[Turn] = field(default_factory=list)
    welcomed: list[Turn] = field(default_factory=list)

    async def script(self, turn: Turn) -> Answer:
        return Answer(say=[f"You said: {turn.text}"])

    async def converse(self, turn: Turn) -> Answer:
        self.turns.append(turn)
        return await self.script(turn)

    async def welcome(self, turn: Turn) -> Answer:
        self.welcomed.append(turn)
        return Answer(say=[card("Welcome", "home.open")])

    @property
    def last(self) -> Turn:
        return self.turns[-1]


@dataclass
class Bench:
    """The bot in its world. `pauses` are the waits it asked for, which nobody sits through."""

    world: World
    people: KnownPeople = field(default_factory=KnownPeople)
    addresses: KnownAddresses = field(default_factory=KnownAddresses)
    conversation: Conversation = field(default_factory=Conversation)
    pauses: list[float] = field(default_factory=list)
    rosters: list[Address] = field(default_factory=list)
    patience: float = 12.0
    skin: Skin = field(init=False)

    async def open(self) -> Bench:
        self.skin = build(
            trust=self.world.trust,
            credentials=self.world.credentials,
            seal_keys=["the key of this bench"],
            hands=Hands(
                people=self.people,
                addresses=self.addresses,
                converse=self.conversation.converse,
                welcome=self.conversation.welcome,
                in_public=lambda verb: verb.startswith("public."),
                clock=lambda: NOW,
            ),
            rosters=self._shared_places,
            login_http=self.world.login_http,
            patience=self.patience,
            pause=self._pause,
        )
        app = web.Application(client_max_size=2**20)
        app[SKIN] = self.skin
        app.router.add_post("/api/messages", self.skin.messages)
        app.on_cleanup.append(self._close)
        await self.world.serve(app)
        return self

    def enrol(self, someone: Someone) -> Person:
        person = Person(
            f"person-{someone.name}", someone.name, Agency.HEALTH, Standing.STATUTORY, "Health visitor"
        )
        self.people.enrolled[self.world.tenant, someone.aad_id] = person
        return person

    def answers(self, *answers: Answer) -> None:
        """Let the next turns be answered so."""
        waiting = list(answers)

        async def script(turn: Turn) -> Answer:
            return waiting.pop(0)

        self.conversation.script = script  # type: ignore[method-assign]

    async def _shared_places(self, tenant: str) -> list[Address]:
        return self.rosters

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def _close(self, app: web.Application) -> None:
        await self.skin.close(grace=5)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


@pytest.fixture
async def bench(world: World) -> Bench:
    return await Bench(world).open()


@pytest.fixture
def anna(bench: Bench) -> Someone:
    someone = bench.world.someone("Anna")
    bench.enrol(someone)
    return someone
