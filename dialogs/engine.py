"""One turn in, one answer out: who may speak, what was meant, which form goes on.

Nothing here knows a rule of practice. A job refuses by raising a CPPMError, which becomes a calm card.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from weakref import WeakValueDictionary

from cards.elements import button
from cards.forms import choices_card, refusal_card
from cards.layout import bullets, card, para
from cppm.errors import CPPMError
from cppm.people import Person
from cppm.profile import Profile
from dialogs import progress
from dialogs.commands import GLOBAL, HELP, HOME, LOOSE, Command, Door, Jobs, Words, joined
from dialogs.conversation import NOTHING_RECORDED, WHY, Conversation
from dialogs.forms import Form
from dialogs.progress import Standing
from dialogs.scene import Handler, Scene
from dialogs.turn import Answer, PlaceKind, Press, Turn
from dialogs.understand import clean, normal
from storage.errors import AlreadyDone, PositionMoved
from storage.store import Store

logger = logging.getLogger(__name__)

UPLOADED = "upload.received"
"""The verb of a file sent in the 1:1 chat."""

IN_PRIVATE = "Please go on in our 1:1 chat: I do not speak of any meeting here."
MOST_TYPED = 20_000
"""Characters of a typed message that are looked at."""

_STEPS = frozenset("open change submit confirm cancel answer".split())
_GREETINGS = frozenset("hi hello hey hiya begin".split()) | {"good morning", "good afternoon"}
_THANKS = frozenset("thanks ta cheers thankyou".split()) | {"thank you", "many thanks", "thanks a lot"}


class Engine:
    """Holds the conversations of all people. Built once; `turn` may run for many turns at the same time."""

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
        for command, handler in ((HOME, home), (HELP, self._helped)):
            if command.verb not in self.jobs.doors:
                self.jobs.on(command.verb)(handler)
        self.greet = welcome or home
        self._words: dict[tuple[Command, ...], Words] = {}
        # One turn at a time per person and place; the entry goes when nobody holds it any more.
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def turn(self, turn: Turn) -> Answer:
        """Answer one turn. A refusal comes back as a card; what nobody foresaw is raised."""
        if turn.person is None:
            return _stranger(turn)
        try:
            if turn.place.kind is not PlaceKind.PERSONAL:
                return await self._in_public(turn, turn.person)
            key = (turn.person.id, turn.place.conversation)
            lock = self._locks.setdefault(key, asyncio.Lock())
            async with lock:
                return await self._in_private(turn, turn.person)
        except CPPMError as refused:
            return self._refusal(turn, refused)

    # Where and who

    async def _in_public(self, turn: Turn, person: Person) -> Answer:
        """Outside the 1:1 chat only what is made for it is answered; the rest is asked to come inside."""
        door, text = self._door_in_public(turn, person)
        if door is None or not door.anywhere:
            return Answer(notice=IN_PRIVATE) if turn.press else Answer(say=[IN_PRIVATE])
        return await door.handler(self._scene(turn, text))

    def _door_in_public(self, turn: Turn, person: Person) -> tuple[Door | None, str]:
        if turn.press is not None:
            return self.jobs.doors.get(turn.press.verb), ""
        match = self._words_of(person).match(clean(turn.text or "", one_line=True)[:MOST_TYPED])
        return (self.jobs.doors.get(match.command.verb), match.rest) if match.command else (None, "")

    async def _in_private(self, turn: Turn, person: Person) -> Answer:
        standing = await progress.load(self.store, turn, person.id)
        if turn.id in standing.turns:
            return await self._as_it_stands(turn, standing)
        before = self._tidied(standing, turn)
        answer = await self._answer(turn, standing)
        answer.say[:0] = before
        if standing.changed:
            try:
                await progress.save(self.store, turn, person.id, standing)
            except (AlreadyDone, PositionMoved):
                return await self._as_it_stands(turn, await progress.load(self.store, turn, person.id))
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

    async def _as_it_stands(self, turn: Turn, standing: Standing) -> Answer:
        """A turn delivered twice gets the present state, and has no second effect."""
        conversation = self._conversation(turn, standing)
        if standing.running is not None and standing.running.job in self.jobs.forms:
            return await conversation.show()
        done = standing.done
        if done is not None and done.job in self.jobs.forms:
            return await conversation.already(self.jobs.forms[done.job], done.ids)
        return await self.home(self._scene(turn))

    def _scene(self, turn: Turn, text: str = "") -> Scene:
        press = turn.press
        return Scene(
            turn,
            self.store,
            self.profile,
            ids=press.ids if press else {},
            inputs=press.inputs if press else {},
            text=text,
        )

    def _words_of(self, person: Person) -> Words:
        commands = tuple(each for each in self.jobs.commands if each.for_whom(person))
        return self._words.setdefault(commands, Words(commands))

    def _conversation(self, turn: Turn, standing: Standing) -> Conversation:
        scene = self._scene(turn)
        return Conversation(self.jobs, self._words_of(scene.person), scene, standing)

    # What was meant

    async def _answer(self, turn: Turn, standing: Standing) -> Answer:
        if turn.press is not None:
            return await self._pressed(turn, turn.press, standing)
        if turn.uploads and UPLOADED in self.jobs.doors:
            return await self.jobs.doors[UPLOADED].handler(self._scene(turn))
        text = clean((turn.text or "")[:MOST_TYPED])
        if not text:
            return await self.greet(self._scene(turn))
        return await self._said(turn, text, standing)

    async def _pressed(self, turn: Turn, press: Press, standing: Standing) -> Answer:
        job, _, step = press.verb.partition(".")
        form = self.jobs.forms.get(job)
        if form is not None and step in _STEPS:
            return await self._stepped(self._conversation(turn, standing), form, step, press)
        door = self.jobs.doors.get(press.verb)
        if door is None:
            return Answer(
                notice="This button is from an earlier version. Type home to see where things stand."
            )
        return await door.handler(self._scene(turn))

    async def _stepped(self, talk: Conversation, form: type[Form], step: str, press: Press) -> Answer:
        if step == "submit":
            return await talk.submit(form, press.ids, press.inputs)
        if step == "confirm":
            return await talk.confirm(form, press.ids)
        if step == "cancel":
            return talk.cancelled(form, press.ids)
        if step == "answer":
            return await talk.pressed(form, press.ids)
        return await talk.open(form, press.ids, in_place=step == "change")

    async def _said(self, turn: Turn, text: str, standing: Standing) -> Answer:
        talk = self._conversation(turn, standing)
        said = normal(text) or text.strip()
        word = GLOBAL.get(said)
        if standing.running is not None:
            word = word or (None if talk.takes_any_words() else LOOSE.get(said))
            answer = await (self._global_word(word, talk, turn) if word else talk.said(text))
            if answer is not None:
                return answer
        if word in ("help", "home", "resume") or (standing.running is None and word in ("cancel", "back")):
            return await self._outside_a_form(word, talk, turn)
        return await self._commanded(turn, text, standing)

    async def _global_word(self, word: str, talk: Conversation, turn: Turn) -> Answer | None:
        """A word that means the same in every state, said within a form."""
        if word == "cancel":
            return talk.cancel()
        if word in ("home", "resume"):
            return await self._outside_a_form(word, talk, turn)
        steps = {"help": talk.help, "back": talk.back, "skip": talk.skip, "keep": talk.keep}
        return await steps[word]()

    async def _outside_a_form(self, word: str, talk: Conversation, turn: Turn) -> Answer:
        if word == "resume":
            return await talk.resume()
        if word == "home":
            talk.standing.set_aside()
            answer = await self.home(self._scene(turn))
            answer.say += talk.resume_hint()
            return answer
        if word == "help":
            return await self.jobs.doors[HELP.verb].handler(self._scene(turn))
        return Answer(say=["There is nothing half finished. Type home to see what you owe, or help."])

    async def _helped(self, scene: Scene) -> Answer:
        return self._help(scene.person)

    def _help(self, person: Person) -> Answer:
        lines = [f"{each.name}: {each.line}" for each in self.jobs.listed(person)]
        body = [
            para("Type one of these words, or press a button on any card."),
            bullets(lines),
            para("In a form you can type help, back, skip, cancel or home at any time."),
        ]
        actions = [button("Home", HOME.verb)]
        return Answer(say=[card("What I can do", *body, summary="What I can do", actions=actions)])

    async def _commanded(self, turn: Turn, text: str, standing: Standing) -> Answer:
        said = normal(text)
        words = self._words_of(self._scene(turn).person)
        match = words.match(text)
        if match.command is None and said in _GREETINGS:
            return await self.greet(self._scene(turn))
        if match.command is None and said in _THANKS:
            return Answer(say=["You are welcome. Type home to see what you owe."])
        if match.command is None:
            return self._unsure(match.likely)
        return await self._run(match.command, match.rest, turn, standing)

    async def _run(self, command: Command, rest: str, turn: Turn, standing: Standing) -> Answer:
        job, _, step = command.verb.partition(".")
        form = self.jobs.forms.get(job)
        if form is not None and step == "open":
            talk = self._conversation(turn, standing)
            return await talk.open(form, {}, wanted=rest)
        return await self.jobs.doors[command.verb].handler(self._scene(turn, rest))

    def _unsure(self, likely: Sequence[Command]) -> Answer:
        """Never a shrug: the likeliest commands as buttons."""
        buttons = [button(each.name.capitalize(), each.verb) for each in likely]
        text = "I did not understand that. Did you mean one of these? Type help to see all I can do."
        shown = choices_card("Did you mean", text, buttons)
        return Answer(say=[shown])

    # Refusing

    def _refusal(self, turn: Turn, refused: CPPMError) -> Answer:
        """A calm no. The pressed card stays as it is, with everything that was filled in on it."""
        if isinstance(refused, AlreadyDone):
            return Answer(notice=str(refused)) if turn.press else Answer(say=[str(refused)])
        why = WHY if WHY in self.jobs.doors else ""
        return Answer(say=[refusal_card(str(refused), why, refused.rule)])


def _stranger(turn: Turn) -> Answer:
    """Somebody not enrolled learns how to be, and nothing else, whatever they do."""
    sentence = (
        "I do not know you yet: please ask CP Administration to enrol you, "
        f"and give them this object id: {turn.aad_id}"
    )
    if turn.place.kind is not PlaceKind.PERSONAL:
        sentence = "I do not know you yet: please write to me in a 1:1 chat to learn how to be enrolled."
    return Answer(notice=sentence) if turn.press else Answer(say=[sentence])
