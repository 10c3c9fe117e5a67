"""What somebody meant in the 1:1 chat: a pressed button, a word that leads about, an answer, a command."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cards.elements import AdaptiveCard, button
from cards.forms import choices_card, refusal_card
from cppm.errors import CPPMError
from dialogs.answering import Answering
from dialogs.commands import GLOBAL, HELP, HOME, LOOSE, Command, Jobs, Words
from dialogs.conversation import Conversation
from dialogs.forms import Form
from dialogs.progress import Standing
from dialogs.scene import Handler, Scene
from dialogs.showing import subject_of
from dialogs.telling import WHY, Telling, put_right
from dialogs.turn import Answer, Press
from dialogs.understand import clean, normal
from storage.errors import OutcomeUnknown, StorageDown

UPLOADED = "upload.received"
"""The verb of a file sent in the 1:1 chat: register it to receive files."""
MEETINGS = "meetings.open"
REFERENCE = re.compile(r"(?<![\w-])(?=[\w-]*\d)[A-Za-z]{2,8}(?:-\w{1,10}){1,3}(?![\w-])")
"""What a case or a meeting is called by, typed by itself or in a sentence: PK-26-0137."""
MOST_CLEANED = 20_000
"""Characters; a longer text is only looked at to be refused with its length."""

_GREETINGS = frozenset({"hi", "hello", "hey", "hiya", "good morning", "good afternoon"})
_THANKS = frozenset({"thanks", "thank you", "ta", "cheers", "many thanks", "thanks a lot"})
_NOTHING = "There is nothing half finished. Type home to see what you owe, or help."
_OLD_BUTTON = "This button is from an earlier version. Type home to see where things stand."


class Routing:
    """One turn on its way to what answers it."""

    def __init__(
        self, jobs: Jobs, words: Words, scene: Scene, standing: Standing, home: Handler, greet: Handler
    ) -> None:
        self.jobs = jobs
        self.words = words
        self.scene = scene
        self.standing = standing
        self.home = home
        self.greet = greet
        self.telling = Telling(jobs, words, scene, standing)
        self.conversation = Conversation(self.telling)
        self.answering = Answering(self.telling, self.conversation)

    async def answer(self) -> Answer:
        """The answer to this turn, with the form that goes on from it."""
        answer = await self._answer()
        if answer.then is not None:
            answer.say += await self._opened(*answer.then, answer.taking)
        return answer

    async def _opened(
        self, job: str, ids: Mapping[str, str], taking: Mapping[str, str]
    ) -> list[AdaptiveCard | str]:
        try:
            opened = await self.conversation.open(self.jobs.forms[job], ids, in_place=False, taking=taking)
        except CPPMError:
            # What came before is recorded and must be told; this form can be opened by its own button.
            return []
        return [*([opened.replace] if opened.replace else []), *opened.say]

    async def _answer(self) -> Answer:
        turn = self.scene.turn
        if turn.press is not None:
            return await self._pressed(turn.press)
        if turn.uploads and UPLOADED in self.jobs.doors:
            return await self.jobs.doors[UPLOADED].handler(self.scene)
        text = turn.text or ""
        text = clean(text) if len(text) <= MOST_CLEANED else text
        return await self._said(text) if text else await self.greet(self.scene)

    async def as_it_stands(self) -> Answer:
        """The present state, without any effect: for a turn that comes a second time."""
        done = self.standing.done
        if self.standing.running is not None:
            return await self.telling.show()
        recorded = self.standing.done_in == self.scene.turn.id
        if done is not None and recorded and done.job in self.jobs.forms:
            return await self.telling.already(self.jobs.forms[done.job], done.ids)
        return await self.home(self.scene)

    async def _pressed(self, press: Press) -> Answer:
        job, _, step = press.verb.partition(".")
        form = self.jobs.forms.get(job)
        if form:
            try:
                answer = await self._stepped(form, step, press)
            except (StorageDown, OutcomeUnknown):
                raise
            except CPPMError as refused:
                repeat = await self.telling.repeated(form, subject_of(press.ids), refused)
                if repeat is None:
                    raise
                return repeat
            if answer is not None:
                return answer
        door = self.jobs.doors.get(press.verb)
        return await door.handler(self.scene) if door else Answer(notice=_OLD_BUTTON)

    async def _stepped(self, form: type[Form], step: str, press: Press) -> Answer | None:
        """A step that every form has; None for one of the job's own."""
        if step == "submit":
            return await self.conversation.submit(form, press.ids, press.inputs)
        if step == "answer":
            return await self.answering.pressed(form, press.ids)
        if step == "confirm":
            return await self.conversation.confirm(form, press.ids)
        if step == "cancel":
            return self.conversation.cancelled(form, press.ids)
        if step in ("open", "change"):
            return await self.conversation.open(form, press.ids, in_place=step == "change")
        return None

    async def _said(self, text: str) -> Answer:
        said = normal(text) or text.strip()
        word = GLOBAL.get(said)
        if self.standing.running is not None:
            word = word or (None if self.answering.takes_any_words() else LOOSE.get(said))
            answer = await self._within(word, text)
            if answer is not None:
                return answer
        if word or said == "?":
            return await self._outside(word or "help")
        return await self._commanded(text, said)

    async def _within(self, word: str | None, text: str) -> Answer | None:
        """Something said while a form is running; None when it leads out of the form."""
        if word == "cancel":
            return self.conversation.cancel()
        if word in ("home", "resume"):
            return None
        if word and self.telling.running.stage == "choosing":
            return await self.telling.show()
        go, form, ids = self.answering, self.telling.form, self.telling.running.ids
        steps = {"help": go.help, "back": go.back, "skip": go.skip, "keep": go.keep}
        if repeat := await self.telling.repeated(form, ids):
            return repeat
        try:
            return await steps[word]() if word else await go.said(text)
        except (StorageDown, OutcomeUnknown):
            raise
        except CPPMError as refused:
            repeat = await self.telling.repeated(form, ids, refused)
            return repeat or self._barred(refused)

    def _barred(self, refused: CPPMError) -> Answer:
        """The form may not go on (its meeting moved on, say): it must not stand in the way of all else."""
        kept = self.standing.set_aside()
        note = ["Your answers are kept for a day: type resume to try again."] if kept else []
        return Answer(say=[refusal(refused, self.jobs), *note])

    async def _outside(self, word: str) -> Answer:
        """A word that leads about, where no form is in the way."""
        if word == "resume":
            return await self.conversation.resume()
        if word == "help":
            return await self.jobs.doors[HELP.verb].handler(self.scene)
        if word != "home":
            return Answer(say=[_NOTHING])
        self.standing.set_aside()
        answer = await self.home(self.scene)
        answer.say += self.telling.resume_hint("home")
        return answer

    async def _commanded(self, text: str, said: str) -> Answer:
        match = self.words.match(text)
        if match.command is not None:
            return await self._run(match.command, match.rest)
        if said in _GREETINGS:
            return await self.greet(self.scene)
        if said in _THANKS:
            return Answer(say=["You are welcome. Type home to see what you owe."])
        # A word for somebody else's work: the job itself says whose it is, and why.
        if others := Words(self.jobs.commands).exactly(text):
            return await self._run(others, "")
        if (named := REFERENCE.search(text)) and MEETINGS in self.jobs.doors:
            return await self.jobs.doors[MEETINGS].handler(self.scene.saying(named[0]))
        return _unsure(match.likely)

    async def _run(self, command: Command, rest: str) -> Answer:
        job, _, step = command.verb.partition(".")
        form = self.jobs.forms.get(job)
        if form is not None and step == "open":
            return await self.conversation.open(form, {}, wanted=rest)
        if command.verb == HOME.verb:
            return await self._outside("home")
        put_by = self.standing.set_aside()
        answer = await self.jobs.doors[command.verb].handler(self.scene.saying(rest))
        answer.say += self.telling.resume_hint() if put_by else []
        return answer


def _unsure(likely: Sequence[Command]) -> Answer:
    """Never a shrug: the likeliest commands as buttons."""
    buttons = [button(each.name.capitalize(), each.verb) for each in likely]
    text = "I did not understand that. Did you mean one of these? Type help to see all I can do."
    return Answer(say=[choices_card("Did you mean", text, buttons)])


def refusal(refused: CPPMError, jobs: Jobs) -> AdaptiveCard:
    """A calm no, with *Why?* where a rule stands behind it."""
    return refusal_card(
        str(refused), WHY if WHY in jobs.doors else "", refused.rule, buttons=put_right(refused, jobs)
    )
