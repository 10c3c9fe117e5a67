"""A form answered in words, one question at a time, and the words that lead about in it."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import filled_in
from dialogs.conversation import Conversation
from dialogs.forms import Form
from dialogs.questions import TEXTS, Question, missing, typed
from dialogs.showing import ANSWER, DOUBT, FIELD, REVISION, Face, in_words, subject_of
from dialogs.telling import NOTHING_RECORDED, Telling
from dialogs.turn import Answer
from dialogs.understand import NotUnderstood, Understood, leaves_out, normal, yes_no

PHRASE = 3
"""From so many words on, what starts something is hardly ever meant as an answer."""
_BUTTON = frozenset({"send", "send it", "record", "record it", "submit"})
"""What people call the button of any form; each form's own word comes beside it."""
_SEND = _BUTTON | {"again", "try again"}
_CHANGE = frozenset({"change", "change it", "edit", "correct it"})


class Answering:
    """What typed words, or a quick answer under a question, do to the running form."""

    def __init__(self, telling: Telling, conversation: Conversation) -> None:
        self.telling = telling
        self.conversation = conversation
        self.standing = telling.standing

    def takes_any_words(self) -> bool:
        """Whether the open question is for free text, where a command's word may be the answer."""
        running = self.standing.running
        if running is None or running.stage != "asking" or running.doubt:
            return False
        questions = self.telling.form.questions
        unsaid = [name for name in questions if name not in running.raw]
        asked = questions.get(running.asked or (unsaid[0] if unsaid else ""))
        return asked is not None and (asked.kind in TEXTS or asked.kind == "person")

    async def said(self, text: str) -> Answer | None:
        """The answer to the open question. None when it is a command's words and no answer."""
        running = self.telling.running
        if running.stage == "choosing":
            return await self.conversation.choose(text)
        face = await self._face()
        if running.stage == "confirming":
            return await self._confirmed(face, text)
        name = self.telling.open_question(face)
        if (anew := face.form.said(self.telling.scene)) and name not in anew:
            # Another one was pasted: what was answered about the one before must not be taken for this.
            running.raw = dict(anew)
            running.settle()
            self.telling.touch(running)
            return await self.telling.advance(self.telling.again(face))
        if read := self._of_filled_in(face, name, text):
            asked, raw = read
            spoken = f"{asked.label}: {in_words(asked, raw, face.choices(asked))}"
            return await self._accept(face, asked.name, raw, spoken)
        if name is not None:
            return await self._answered(face, name, text)
        if normal(text) in _SEND or yes_no(text):
            return await self.telling.advance(face)
        return None if self.telling.words.exactly(text) else self.telling.next_question(face)

    async def _face(self) -> Face:
        return await self.telling.face(self.telling.form, self.telling.running)

    async def _confirmed(self, face: Face, text: str) -> Answer | None:
        sure = yes_no(text)
        if (sure or normal(text) in _SEND) and face.filled.form is not None:
            return await self.telling.record(face)
        if sure is False or normal(text) in _CHANGE:
            return await self.conversation.open(face.form, face.running.ids)
        return None if self.telling.words.exactly(text) else self.telling.next_question(face)

    async def pressed(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """A quick answer under a question; a question that was answered since is not answered again."""
        if self.telling.was_recorded(form, ids):
            return await self.telling.already(form, subject_of(ids))
        running = self.standing.take_up(form.job, subject_of(ids))
        if running is None:
            return await self.conversation.open(form, ids, in_place=True)
        face = await self._face()
        name, answer = ids.get(FIELD, ""), ids.get(ANSWER, "")
        if ids.get(REVISION) != str(running.revision) or name != self.telling.open_question(face):
            since = "That question has been answered since. This is where you are now."
            return self.telling.next_question(face, since)
        if DOUBT in ids:
            return await self._settled(face, name, answer == "yes")
        return await self._accept(face, name, answer)

    def _of_filled_in(self, face: Face, name: str | None, text: str) -> tuple[Question, str] | None:
        """The question that came filled in and that the words answer, where they are not for the form."""
        for_form = name is None and (normal(text) in _SEND or yes_no(text) is not None)
        if for_form or self.telling.words.exactly(text):
            return None
        return filled_in.meant(face, name, text, self.telling.scene.now)

    async def _answered(self, face: Face, name: str, text: str) -> Answer | None:
        running, asked = face.running, face.form.questions[name]
        if running.doubt and (sure := yes_no(text)) is not None:
            return await self._settled(face, name, sure)
        if asked.kind in TEXTS and (sent := await self._sent(face, text)):
            return sent
        if asked.kind == "lines" and (meant := self.telling.words.exactly(text)) and meant.listed:
            return None  # nobody means "home" as a line of a list: the form is put by, to be taken up again
        if asked.kind in TEXTS and self._names_command(text, bool(face.raw(asked))):
            running.doubt, running.spoken = text, f'your answer "{text.strip()}", and not as that command'
            self.telling.touch(running)
            return self.telling.shown(face.doubt(name))
        read = self._read(face, asked, text)
        if isinstance(read, Understood) and read.sure:
            return await self._accept(face, name, str(read.value), read.spoken_back)
        if isinstance(read, Understood):
            running.doubt, running.spoken = str(read.value), read.spoken_back
            self.telling.touch(running)
            return self.telling.shown(face.doubt(name))
        if not asked.required and leaves_out(text):
            return await self._accept(face, name, "")
        if sent := await self._sent(face, text):
            return sent
        if not (read.near or read.keep) and self.telling.words.exactly(text):
            return None
        running.doubt, running.keep = "", read.keep
        running.near = [] if asked.kind == "some_of" else list(read.near)
        self.telling.touch(running)
        return self.telling.shown(face.question(name, read.sentence))

    async def _sent(self, face: Face, text: str) -> Answer | None:
        """Do as the form's button does, if these are its words: what it is filled in with counts, what may be
        left out is left out.

        Where something needed is missing, that is asked, and nothing counts as left out yet. Words that also
        start something ("book", on a form that is hardly begun) then mean that: None.
        """
        if not _names_button(face.form, text):
            return None
        running, before = face.running, dict(face.running.raw)
        for name, asked in face.form.questions.items():
            if name in face.filled.open and (face.raw(asked) or not asked.required):
                running.raw[name] = face.raw(asked)
                face = self.telling.again(face)
        if face.filled.open and self.telling.words.exactly(text):
            running.raw = before
            return None
        running.settle()
        self.telling.touch(running)
        if not face.filled.open:
            return await self.telling.advance(face)
        needed = face.filled.open[0]
        running.raw, running.asked = before, needed
        problem = (
            f"To {text.strip().casefold()}, this is still needed. {missing(face.form.questions[needed])}"
        )
        return self.telling.shown(self.telling.again(face).question(needed, problem))

    def _names_command(self, text: str, filled_in: bool = False) -> bool:
        """Whether the words start something else, and say nothing besides: then it is in doubt.

        So does the name of a listed command, and a phrase that starts any; shorter words more often answer.
        Where an answer is filled in already, none of them replaces it unasked.
        """
        meant = self.telling.words.exactly(text)
        if meant is None:
            return False
        named = meant.listed and normal(text) == normal(meant.name)
        return filled_in or named or len(text.split()) >= PHRASE

    def _read(self, face: Face, asked: Question, text: str) -> Understood | NotUnderstood:
        """The words as an answer: among the few it was narrowed to, by themselves, or completing a half."""
        running, options, now = face.running, face.choices(asked), self.telling.scene.now
        narrowed = {key: options[key] for key in running.near if key in options}
        read = typed(asked, text, narrowed, now) if narrowed else None
        if not isinstance(read, Understood):
            read = typed(asked, text, options, now)
        if isinstance(read, Understood) or not running.keep:
            return read
        half = running.keep
        whole = f"{text} {half}" if half.startswith("at ") else f"{half} at {text}"
        completed = typed(asked, whole, options, now)
        return completed if isinstance(completed, Understood) or completed.keep else read

    async def _settled(self, face: Face, name: str, sure: bool) -> Answer:
        """The reading that was shown back is right, or the question is put again."""
        running = face.running
        raw = running.doubt
        if sure and raw:
            return await self._accept(face, name, raw)
        running.settle()
        running.asked = name
        self.telling.touch(running)
        again = "Then please give it again."
        if raw and self._names_command(raw, bool(face.raw(face.form.questions[name]))):
            again = f"Then please give the answer. For {raw.strip()}, type home first: your answers are kept."
        return self.telling.shown(self.telling.again(face).question(name), again)

    async def _accept(self, face: Face, name: str, raw: str, spoken: str = "") -> Answer:
        """Take an answer and go on; one that will not do is asked again, and the earlier one stays."""
        running, before = face.running, dict(face.running.raw)
        running.raw[name] = raw
        face = self.telling.again(face)
        self.telling.touch(running)
        if problem := face.filled.problems.get(name):
            running.raw = before
            return self.telling.shown(self.telling.again(face).question(name, problem))
        running.settle()
        return await self.telling.advance(face, f"{spoken}." if spoken else "")

    async def back(self) -> Answer:
        """The question before, with its answer kept as it is until another is given."""
        face = await self._face()
        names = face.filled.asked
        name = None if face.running.stage == "confirming" else self.telling.open_question(face)
        here = names.index(name) if name else len(names)
        earlier = [each for each in names[:here] if face.raw(face.form.questions[each])]
        if not earlier:
            return self.telling.next_question(face, "This is the first question.")
        face.running.stage = "asking"
        face.running.settle()
        face.running.asked = earlier[-1]
        self.telling.touch(face.running)
        return self.telling.next_question(face)

    async def skip(self) -> Answer:
        """Leave an optional question out."""
        face = await self._face()
        name = self.telling.open_question(face)
        if name is None or face.running.stage == "confirming":
            return self.telling.next_question(face)
        asked = face.form.questions[name]
        if asked.required:
            return self.telling.shown(face.question(name, f"This one needs an answer. {missing(asked)}"))
        return await self._accept(face, name, "")

    async def keep(self) -> Answer:
        """Leave the answer given before as it is."""
        face = await self._face()
        name = self.telling.open_question(face)
        if name is None or face.running.stage == "confirming":
            return self.telling.next_question(face)
        raw = face.raw(face.form.questions[name])
        if not raw:
            return self.telling.shown(face.question(name, "There is no earlier answer to keep."))
        return await self._accept(face, name, raw)

    async def help(self) -> Answer:
        """What the open question wants, then the question again."""
        face = await self._face()
        name = self.telling.open_question(face)
        example = face.form.questions[name].example if name and face.running.stage == "asking" else ""
        for_example = f" For example: {example.rstrip('.')}." if example else ""
        words = "back for the question before, cancel to stop, home for what you owe"
        told = f"You are at: {face.form.title}.{for_example} You can type {words}. {NOTHING_RECORDED}"
        return self.telling.next_question(face, told)


def _names_button(form: type[Form], text: str) -> bool:
    """Whether these are the words on the form's button, and no answer to a question."""
    return normal(text) in _BUTTON | {normal(form.submit)}
