"""One turn in, one answer out: who may speak, where, once, and what is kept of it.

Nothing here knows a rule of practice. A job refuses by raising a CPPMError, which becomes a calm card.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from weakref import WeakValueDictionary

from cards.elements import button
from cards.layout import bullets, card, para
from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.people import Person
from dialogs import progress
from dialogs.commands import HELP, HOME, Command, Jobs, Words, joined
from dialogs.progress import Standing
from dialogs.routing import Routing, refusal
from dialogs.scene import Handler, Scene
from dialogs.telling import NOTHING_RECORDED
from dialogs.turn import Answer, PlaceKind, Turn
from dialogs.understand import clean
from storage.errors import AlreadyDone, PositionMoved
from storage.store import Store

logger = logging.getLogger(__name__)

IN_PRIVATE = "Please go on in our 1:1 chat: I do not speak of any meeting here."
WAYS = {
    "request.open": "Ask for a meeting",
    "meetings.open": "My meetings",
    "duty.open": "24-hour contact",
}
"""What everybody may do at any time, as buttons of the help card where a job does it."""
MOST_IN_PUBLIC = 400
"""Characters of a message outside the 1:1 chat that are looked at."""


class Engine:
    """Holds everybody's conversations. Built once; `turn` may run for many turns at the same time.

    `home` answers "home", `welcome` a greeting and an empty message (the same as home when not given).
    """

    def __init__(
        self,
        store: Store,
        profile: Profile,
        jobs: Sequence[Jobs],
        home: Handler,
        welcome: Handler | None = None,
    ) -> None:
        self.store = store
        self.profile = profile
        self.jobs = joined(jobs)
        self.home = home
        self.welcome = welcome or home
        for command, handler in ((HOME, home), (HELP, self._help)):
            if command.verb not in self.jobs.doors:
                self.jobs.on(command.verb)(handler)
        self._words: dict[tuple[Command, ...], Words] = {}
        self._words_known: dict[str, tuple[Person, Words]] = {}
        # One turn at a time per person and place; an entry goes when nobody holds it any more.
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def turn(self, turn: Turn) -> Answer:
        """Answer one turn. A refusal comes back as a card; what nobody foresaw is raised."""
        if turn.person is None:
            return _stranger(turn)
        public = turn.place.kind is not PlaceKind.PERSONAL
        try:
            if public:
                return await self._in_public(turn, turn.person)
            lock = self._locks.setdefault((turn.person.id, turn.place.conversation), asyncio.Lock())
            async with lock:
                return _in_order(turn, await self._in_private(turn, turn.person))
        except CPPMError as refused:
            if public or isinstance(refused, AlreadyDone):
                return _sentence(turn, str(refused))
            # The pressed card stays as it is, with everything that was filled in on it.
            return Answer(say=[refusal(refused, self.jobs)])

    async def _in_public(self, turn: Turn, person: Person) -> Answer:
        """Outside the 1:1 chat only what is made for it is answered; the rest is asked to come inside."""
        verb, rest = turn.press.verb if turn.press else "", ""
        if turn.press is None:
            match = self._words_of(person).match(clean((turn.text or "")[:MOST_IN_PUBLIC], one_line=True))
            verb, rest = (match.command.verb if match.command else ""), match.rest
        door = self.jobs.doors.get(verb)
        if door is None or not door.anywhere:
            return _sentence(turn, IN_PRIVATE)
        return _in_order(turn, await door.handler(self._scene(turn).saying(rest)))

    async def _in_private(self, turn: Turn, person: Person) -> Answer:
        standing = await progress.load(self.store, turn, person.id)
        before = self._tidied(standing, turn)
        routing = self._routing(turn, person, standing)
        if turn.id in standing.turns:
            return await routing.as_it_stands()
        recorded = standing.done
        answer = await routing.answer()
        answer.say[:0] = before
        if standing.changed:
            try:
                await progress.save(self.store, turn, person.id, standing)
            except (AlreadyDone, PositionMoved):
                standing = await progress.load(self.store, turn, person.id)
                return await self._routing(turn, person, standing).as_it_stands()
            except CPPMError as lost:
                # What was recorded is recorded: that the conversation's place was not kept must not hide it.
                if standing.done is recorded:
                    raise
                logger.warning("the place of a conversation was not kept: %s", type(lost).__name__)
        return answer

    def _tidied(self, standing: Standing, turn: Turn) -> list[str]:
        """Put away what expired, or what this release no longer has; say so when anything was given in it."""
        standing.aside = [each for each in standing.aside if each.job in self.jobs.forms]
        if standing.running is not None and standing.running.job not in self.jobs.forms:
            standing.drop()
        expired = standing.put_away_expired(turn.now)
        if expired is None:
            return []
        what = f"Your answers for “{self.jobs.forms[expired.job].title}”"
        return [f"{what} were left for more than a day, so I put them away. {NOTHING_RECORDED}"]

    def _routing(self, turn: Turn, person: Person, standing: Standing) -> Routing:
        words = self._words_of(person)
        return Routing(self.jobs, words, self._scene(turn), standing, self.home, self.welcome)

    def _scene(self, turn: Turn) -> Scene:
        store = self.store.for_reader(turn.person.id) if turn.person else self.store
        if turn.press is None:
            return Scene(turn, store, self.profile)
        return Scene(turn, store, self.profile, turn.press.ids, turn.press.inputs)

    def _words_of(self, person: Person) -> Words:
        known = self._words_known.get(person.id)
        if known and known[0] is person:  # whoever changes is another object
            return known[1]
        commands = tuple(each for each in self.jobs.commands if each.for_whom(person))
        words = self._words.get(commands)
        if words is None:
            words = self._words[commands] = Words(commands)
        self._words_known[person.id] = person, words
        return words

    async def _help(self, scene: Scene) -> Answer:
        """The help card, where no job brings its own."""
        lines = [f"{each.name}: {each.line}" for each in self.jobs.listed(scene.person)]
        body = [
            para("Type one of these words, or press a button on any card."),
            bullets(lines),
            para("In a form you can type help, back, skip, cancel or home at any time."),
        ]
        ways = [button(title, verb) for verb, title in WAYS.items() if self._leads(verb)]
        actions = [button("Home", HOME.verb), *ways]
        return Answer(say=[card("What I can do", *body, summary="What I can do", actions=actions)])

    def _leads(self, verb: str) -> bool:
        return verb in self.jobs.doors or verb.removesuffix(".open") in self.jobs.forms


def _sentence(turn: Turn, sentence: str) -> Answer:
    return Answer(notice=sentence) if turn.press else Answer(say=[sentence])


def _in_order(turn: Turn, answer: Answer) -> Answer:
    """A typed message has no card to replace: what would have replaced it is said instead."""
    if turn.press is None and answer.replace is not None:
        answer.say.insert(0, answer.replace)
        answer.replace = None
    return answer


def _stranger(turn: Turn) -> Answer:
    """Somebody not enrolled learns how to be, and nothing else, whatever they do."""
    unknown = "I do not know you yet: please"
    if turn.place.kind is not PlaceKind.PERSONAL:
        return _sentence(turn, f"{unknown} write to me in a 1:1 chat to learn how to be enrolled.")
    give = f"ask CP Administration to enrol you, and give them this object id: {turn.aad_id}"
    return _sentence(turn, f"{unknown} {give}")
