"""Rehearsal: one person plays everybody, and the clock can be moved on. Exists nowhere else.

`play chair` changes who you are; `skip 3 days` moves the rehearsal clock, and everything that comes due
in between arrives. What is owed to an invented person with no Teams client of their own is shown in
yours, labelled with whom it is for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cards.elements import Action, AdaptiveCard, Container, TextBlock, button
from cards.layout import bullets, card, day_and_time, escape, para, quiet
from cppm.people import Person
from dialogs import progress
from dialogs.engine import Engine
from dialogs.progress import Running
from dialogs.turn import Answer, PlaceKind, Press, Turn
from rehearsal.example import EXAMPLES, booking_answers, review_answers
from rehearsal.family import CASE, PLAYERS, Player
from scheduler.compose import Composer, Letter
from scheduler.letter import NotSent
from scheduler.tick import Tick
from storage.addresses import Address
from storage.briefs import Brief
from storage.outbox import Claimed, Delivery
from storage.people import NewPerson
from storage.store import Store
from storage.threads import Thread

_SKIP = re.compile(r"^skip (\d{1,4}) ?(minutes?|mins?|hours?|days?|weeks?)$", re.IGNORECASE)
_SKIP_TO = re.compile(r"^skip to (?:the )?(?:next )?(meeting|core group|review)$", re.IGNORECASE)
_EXAMPLE = re.compile(rf"^example(?: ({'|'.join(EXAMPLES)}))?$", re.IGNORECASE)
_PLAY = re.compile(r"^play(?: (\w+))?$", re.IGNORECASE)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
MOST_SKIPPED = timedelta(weeks=60)
MOST_STOPS = 1000
"""Stops on the way of a skip: one at each moment at which something is due, as if the time were lived."""
SHORTEST_STOP = timedelta(seconds=1)
MOST_OF_OTHERS = 12
"""Messages to others that are shown of one skip; the rest is counted."""

EARLY = timedelta(minutes=5)
"""How long before a meeting `skip to the meeting`, or `skip to the core group`, stops."""
NO_FILES = "In Teams you are offered the file “{name}” here. The rehearsal has none: use the text to copy."
FIRST = "lead"
"""Who somebody is when nothing was said: the lead professional, who books the meeting."""


class RehearsalNow:
    """The rehearsal's clock: the real time and how far it was moved on."""

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset
        self._looks = 0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def unhurried(self) -> float:
        """Seconds by which sending is paced: an hour passes at each look.

        The Playground knows no limits, and a month of messages may be skipped in a second.
        """
        self._looks += 1
        return self._looks * 3600.0


async def enrol_players(store: Store, tenant: str) -> dict[str, str]:
    """Enrol every invented person who is not yet; returns player keys to person ids."""
    ids: dict[str, str] = {}
    for player in reversed(PLAYERS.values()):
        ids[player.key] = (await _enrolled(store, tenant, player, ids)).id
    for player in PLAYERS.values():
        if player.manager:
            await store.people.change(ids[player.key], None, line_manager=ids[player.manager])
    return ids


async def _enrolled(store: Store, tenant: str, player: Player, ids: dict[str, str]) -> Person:
    known = await store.people.by_identity(tenant, player.aad_id)
    if known:
        return known
    new = NewPerson(
        tenant=tenant,
        aad_id=player.aad_id,
        name=player.name,
        agency=player.agency,
        standing=player.standing,
        post=player.post,
        duties=player.duties,
        line_manager=None,
    )
    return await store.people.enrol(new, None)


class Stage:
    """Stands between Teams and the engine in rehearsal, and decides who speaks and at what time."""

    def __init__(
        self, store: Store, engine: Engine, now: RehearsalNow, tick: Tick, tenant: str, ids: dict[str, str]
    ) -> None:
        self._store, self._engine, self._now, self._tick = store, engine, now, tick
        self._tenant, self._ids = tenant, ids
        self._keys = {person: key for key, person in ids.items()}
        self._playing: dict[str, str] = {}
        self.skipping = False
        """Whether time is being moved on: then what others get is shown in a line each, and not all of it."""
        self.of_others: Counter[str] = Counter()
        """How many messages went to others, by name, since time began to be moved on."""

    def playing(self, aad_id: str) -> str:
        """The key of the invented person that whoever sits at this client is now."""
        own = next((p.key for p in PLAYERS.values() if p.aad_id == aad_id), FIRST)
        return self._playing.get(aad_id, own)

    async def converse(self, turn: Turn) -> Answer:
        """Answer a turn as the person who is played, at the rehearsal's time."""
        turn = replace(turn, now=self._now())
        if turn.place.kind is PlaceKind.PERSONAL:
            own = await self._stage_word(turn)
            if own is not None:
                return own
        return for_playground(await self._engine.turn(await self._as_played(turn)))

    async def welcome(self, turn: Turn) -> Answer:
        """The first message: what this is and what to try."""
        key = self.playing(turn.aad_id)
        return Answer(say=[_welcome_card(key, self._now())] if turn.place.kind is PlaceKind.PERSONAL else [])

    async def _as_played(self, turn: Turn) -> Turn:
        person = await self._store.people.get(self._ids[self.playing(turn.aad_id)])
        return replace(turn, person=person)

    async def _stage_word(self, turn: Turn) -> Answer | None:
        """Words and buttons that exist in rehearsal only."""
        text = " ".join((turn.text or "").split())
        if turn.press and turn.press.verb.startswith("rehearse."):
            return await self._pressed(turn, turn.press)
        if played := _PLAY.match(text):
            return await self._play(turn, (played[1] or "").lower())
        if skipped := _SKIP.match(text):
            return await self._skip(int(skipped[1]) * _UNITS[skipped[2][0].lower()])
        if towards := _SKIP_TO.match(text):
            return await self._skip_to(towards[1].lower())
        if wanted := _EXAMPLE.match(text):
            return await self._example(turn, (wanted[1] or "").lower())
        return None

    async def _pressed(self, turn: Turn, press: Press) -> Answer:
        step = press.verb.partition(".")[2]
        if step == "play":
            return await self._play(turn, press.ids.get("who", ""))
        if step == "example":
            return await self._example(turn)
        return Answer(say=[_who_card(self.playing(turn.aad_id))])

    async def _play(self, turn: Turn, key: str) -> Answer:
        if key not in PLAYERS:
            return Answer(say=[_who_card(self.playing(turn.aad_id))])
        self._playing[turn.aad_id] = key
        player = PLAYERS[key]
        home = replace(await self._as_played(turn), text="home", press=None, id=f"{turn.id}:home")
        shown = await self._engine.turn(home)
        words = f"You are now {player.name}, {player.post} ({player.agency})."
        return for_playground(Answer(say=[words, *shown.say]))

    async def _skip(self, by: timedelta) -> Answer:
        if by > MOST_SKIPPED:
            return Answer(say=["That is more than a rehearsal needs. Skip 60 weeks at the most."])
        self.skipping, self.of_others = True, Counter()
        try:
            await self._live(self._now() + by)
        finally:
            self.skipping = False
        told = f"It is now {day_and_time(self._now())}."
        if self.of_others.total() > MOST_OF_OTHERS:
            everybody = ", ".join(f"{name} {count}" for name, count in self.of_others.most_common())
            told += f" Not all that others got is shown: {everybody}."
        return Answer(say=[told])

    async def _live(self, until: datetime) -> None:
        """Go from one thing that is due to the next, so that each arrives at its own moment."""
        for _ in range(MOST_STOPS):
            due = await self._store.next_due()
            if due is None or due >= until:
                break
            await self._move(max(due - self._now(), SHORTEST_STOP))
        await self._move(until - self._now())

    async def _move(self, by: timedelta) -> None:
        if by > timedelta():
            self._now.offset = await self._store.clock.skip(by)
        await self._tick.run()

    async def _skip_to(self, what: str) -> Answer:
        """Move on to shortly before the next meeting: of either kind, or of the one that was named."""
        ahead = [m.starts_at for m in await self._store.meetings.all_open() if what != "core group"]
        if what != "review":
            ahead += [g.next_at for g in await self._store.core_groups.all_open() if g.next_at]
        still = [each for each in ahead if each - EARLY > self._now()]
        if not still:
            return Answer(say=[f"There is no {what} ahead. Type example to book the next meeting."])
        return await self._skip(min(still) - EARLY - self._now())

    async def _example(self, turn: Turn, wanted: str = "") -> Answer:
        """The booking form, filled in with the invented family, to look over and send: what is `wanted`, else
        the first meeting or, with a name on the register, the review.
        """
        played = await self._as_played(turn)
        if played.person is None:
            return Answer()
        group = await self._store.core_groups.of_case(CASE)
        about, raw = {}, EXAMPLES.get(wanted, booking_answers)(self._now(), self._ids)
        if group and group.registered and not wanted:
            before = await self._store.meetings.load(group.followed[-1])
            about, raw = {"g": group.id}, review_answers(self._now(), group, before)
        standing = await progress.load(self._store, played, played.person.id)
        started = self._now().isoformat()
        standing.start(Running("book", about, raw=raw, started=started, touched=started))
        await progress.save(self._store, replace(played, id=f"{turn.id}:example"), played.person.id, standing)
        opened = replace(played, press=Press("book.open", about, {}), text=None, id=f"{turn.id}:book")
        return await self._engine.turn(opened)

    async def reach(self, person: Person) -> Address | None:
        """Somebody's own client when there is one, else the client that was seen last."""
        own = await self._store.addresses.of_person(person.id)
        return own or await self._anybody()

    async def _anybody(self) -> Address | None:
        for player in PLAYERS.values():
            found = await self._store.addresses.of_identity(self._tenant, player.aad_id)
            if found:
                return found
        return None

    def is_shown_elsewhere(self, person_id: str, address: Address) -> bool:
        """Whether somebody reads this at another person's client while playing another person."""
        return self._keys.get(person_id) != self.playing(address.aad_id)

    def player(self, person_id: str) -> Player:
        """The invented person behind an id."""
        return PLAYERS[self._keys[person_id]]


class LabelledComposer:
    """Labels what is shown at another person's client with whom it is for."""

    def __init__(self, composer: Composer, stage: Callable[[], Stage]) -> None:
        self._composer, self._stage = composer, stage
        self.brief: Callable[[Sequence[Claimed]], Awaitable[Brief]] = composer.brief
        self.holders: Callable[[Claimed], Awaitable[list[str]]] = composer.holders
        self.unreachable: Callable[[Address, str], Awaitable[None]] = composer.unreachable
        self.lost: Callable[[str, str], Awaitable[list[Delivery]]] = composer.lost
        self.posted: Callable[[Letter, str], Awaitable[None]] = composer.posted
        self.finished: Callable[[Claimed, Letter], Awaitable[None]] = composer.finished
        self.vanished: Callable[[Thread], Awaitable[None]] = composer.vanished

    async def compose(self, message: Claimed, brief: Brief) -> Letter:
        """The message, labelled where the addressee is not who sits there."""
        letter = await self._composer.compose(message, brief)
        stage = self._stage()
        if letter.address.kind != "personal" or not stage.is_shown_elsewhere(message.to, letter.address):
            return letter
        player = stage.player(message.to)
        if stage.skipping:
            stage.of_others[player.name] += 1
            if stage.of_others.total() > MOST_OF_OTHERS:
                raise NotSent("counted and not shown, while time was skipped in the rehearsal")
        return replace(letter, card=labelled(letter.card, player, stage.skipping))


def labelled(made: AdaptiveCard, player: Player, brief: bool = False) -> AdaptiveCard:
    """A card with "For ..." above it and a button to play that person, instead of its own buttons.

    `brief` leaves its heading alone: of a month's messages to everybody nobody reads more.
    """
    label = TextBlock(text=escape(f"For {player.name}, {player.post}"), weight="bolder", color="accent")
    plain: dict[str, Any] = made.to_dict()
    play = button(f"Play {player.name}", "rehearse.play", who=player.key)
    inner = [Container(items=[label], style="emphasis")]
    copy = card("Message to somebody else", *inner, summary=made.summary, actions=[play])
    return _with_body_of(copy, plain, brief)


def _with_body_of(outer: AdaptiveCard, plain: dict[str, Any], brief: bool) -> AdaptiveCard:
    """`outer` followed by what another card shows, without its buttons, or by its heading alone."""
    rendered = outer.to_dict()
    shown = [part for part in plain.get("body", []) if part.get("type") != "ActionSet"]
    shown = shown[:1] if brief else shown
    label, *buttons = rendered["body"][1:]  # the title says nothing here
    rendered["body"] = [label, *shown, *buttons]
    return _Made(rendered, outer.summary)


class _Made(AdaptiveCard):
    """A card that is already plain JSON."""

    def __init__(self, plain: dict[str, Any], summary: str) -> None:
        super().__init__(body=[], summary=summary, fallback_text=plain.get("fallbackText", summary))
        self._plain = plain

    def to_dict(self) -> dict[str, Any]:
        return self._plain


def for_playground(answer: Answer) -> Answer:
    """The answer for the Playground, which brings no card up to date by itself and shows no offered file."""
    answer.say = [each if isinstance(each, str) else _still(each) for each in answer.say]
    if answer.replace is not None:
        answer.replace = _still(answer.replace)
    if answer.file is not None:
        answer.say.append(NO_FILES.format(name=answer.file.name))
        answer.file = None
    return answer


def _still(made: AdaptiveCard) -> AdaptiveCard:
    plain = made.to_dict()
    return _Made({k: v for k, v in plain.items() if k != "refresh"}, made.summary)


def _who_card(now_playing: str) -> AdaptiveCard:
    lines = [f"play {p.key}: {p.name}, {p.post}" for p in PLAYERS.values()]
    return card(
        "Whom do you want to play?",
        para(f"You are {PLAYERS[now_playing].name} now. Type play and one of these words."),
        bullets(lines),
        summary="Rehearsal",
        actions=_plays("lead", "chair", "police", "health", "school", "third"),
    )


def _plays(*keys: str) -> list[Action]:
    return [button(f"Play {PLAYERS[key].name}", "rehearse.play", who=key) for key in keys]


def _welcome_card(key: str, now: datetime) -> AdaptiveCard:
    return card(
        "Welcome to the rehearsal",
        para("Everything here is invented: the family, the people and the clock. Nobody outside sees it."),
        para(
            f"You are {PLAYERS[key].name}, {PLAYERS[key].post}. Type example to book a meeting for the "
            f"invented family ({CASE}), then play chair to agree the list, and go on from there."
        ),
        bullets(
            [
                "home: what you owe",
                "help: everything you can say",
                "play chair: be somebody else",
                "skip 3 days, skip to the meeting, skip to the core group: move the clock on",
                "example, once a name is on the register: book the review",
                "example siblings, example transfer: book a meeting of another kind",
            ]
        ),
        quiet(f"The rehearsal clock says {day_and_time(now)}."),
        summary="Welcome to the rehearsal",
        actions=[
            button("Fill in the example", "rehearse.example"),
            button("What I owe", "home.open"),
            button("Play somebody else", "rehearse.who"),
        ],
    )
