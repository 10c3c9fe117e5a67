"""A form's conversation within one turn: opened, answered by card or by words, confirmed, recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cards.elements import AdaptiveCard, button
from cards.forms import choices_card, refusal_card
from cppm.errors import CPPMError
from dialogs.commands import Jobs, Words
from dialogs.forms import WHOLE, Form, Subject, fill
from dialogs.progress import Running, Standing
from dialogs.questions import TEXTS, Question, missing, typed
from dialogs.scene import Scene
from dialogs.showing import ANSWER, DOUBT, FIELD, OWN, REVISION, Face, received, which_card
from dialogs.turn import Answer
from dialogs.understand import NotUnderstood, Understood, choose, yes_no
from storage.errors import AlreadyDone, StorageDown

WHY = "why.open"
"""The verb of *Why?*; the button is there when somebody has registered it."""

NOTHING_RECORDED = "Nothing has been recorded."
_SEND_WORDS = ("send", "again", "try again", "record", "record it", "submit")


class Conversation:
    """What one turn does to the form that somebody is filling in."""

    def __init__(self, jobs: Jobs, words: Words, scene: Scene, standing: Standing) -> None:
        self.jobs = jobs
        self.words = words
        self.scene = scene
        self.standing = standing

    # Opening

    async def open(
        self, form: type[Form], ids: Mapping[str, str], *, in_place: bool = False, wanted: str = ""
    ) -> Answer:
        """Show the form; ask first what it is about, unless `ids` or the words `wanted` make that plain."""
        ids = _subject(ids)
        if not ids:
            subjects = await form.subjects(self.scene)
            if subjects is not None and len(subjects) != 1:
                chosen = _meant(wanted, subjects)
                if chosen is None:
                    return self._which(form, list(subjects))
                subjects = [chosen]
            ids = dict(subjects[0].ids) if subjects else {}
        running = self.standing.take_up(form.job, ids) or self._fresh(form, ids)
        face = await self._face(form, running)
        if running is not self.standing.running:
            self._start(running)
        running.stage = "asking"
        running.settle()
        self._touch(running)
        if not form.questions:
            return await self._advance(face)
        return self._shown(face.card(), in_place=in_place)

    def _fresh(self, form: type[Form], ids: Mapping[str, str]) -> Running:
        now = self.scene.now.isoformat()
        return Running(form.job, dict(ids), started=now, touched=now)

    def _which(self, form: type[Form], subjects: list[Subject]) -> Answer:
        if not subjects:
            return Answer(say=[form.nothing])
        running = self._fresh(form, {})
        running.stage = "choosing"
        running.subjects = [(dict(each.ids), each.label) for each in subjects]
        self._start(running)
        return Answer(say=[which_card(form, subjects)])

    def _start(self, running: Running) -> None:
        self.standing.start(running)

    async def _face(self, form: type[Form], running: Running) -> Face:
        """The form as it stands now; `prepare` refuses whoever may not."""
        prepared = await form.prepare(self._about(running))
        return Face(form, running, prepared, fill(form, running.raw, prepared, self.scene.now))

    def _again(self, face: Face) -> Face:
        filled = fill(face.form, face.running.raw, face.prepared, self.scene.now)
        return replace(face, filled=filled)

    def _about(self, running: Running) -> Scene:
        return self.scene.about(running.ids)

    def _touch(self, running: Running) -> None:
        running.touch(self.scene.now)
        self.standing.changed = True

    def _shown(self, card: AdaptiveCard, *before: str, in_place: bool | None = None) -> Answer:
        """A card in the place of the pressed one, or as a new message."""
        if self.scene.turn.press is not None if in_place is None else in_place:
            return Answer(replace=card, say=list(before))
        return Answer(say=[*before, card])

    # The card

    async def submit(self, form: type[Form], ids: Mapping[str, str], inputs: Mapping[str, object]) -> Answer:
        """What was filled in on the card, together with what was typed since it was shown."""
        about = _subject(ids)
        if self._was_recorded(form, ids):
            return await self.already(form, about)
        running = self.standing.take_up(form.job, about)
        newest = running is None or ids.get(REVISION) == str(running.revision)
        running = running or self._fresh(form, about)
        raw, unread = received(form, inputs)
        for name, given in raw.items():
            # A blank on a card that knows all answers leaves one out; on an older card it says nothing.
            if given or newest or name not in running.raw:
                running.raw[name] = given
        running.settle()
        face = await self._face(form, running)
        if unread:
            face.filled.problems.update(unread)
            face.filled.form = None
        if face.filled.form is None:
            self._kept(running)
            return self._shown(self._again_on_card(face, unread))
        if form.formal:
            self._kept(running)
        return await self._advance(face)

    def _again_on_card(self, face: Face, unread: Mapping[str, str]) -> AdaptiveCard:
        """The card with what is not right; what it was sent stays in it."""
        for name in face.filled.open:
            face.filled.problems.setdefault(name, missing(face.form.questions[name]))
        face.filled.problems.update(unread)
        return face.card()

    def _kept(self, running: Running) -> None:
        if self.standing.running is not running:
            self._start(running)
        self._touch(running)

    def _was_recorded(self, form: type[Form], ids: Mapping[str, str]) -> bool:
        done = self.standing.done
        if done is None or not done.is_about(form.job, _subject(ids)):
            return False
        running = self.standing.running
        unfinished = running is not None and running.is_about(form.job, _subject(ids))
        return not unfinished and ids.get(REVISION) == str(done.revision)

    # Typing

    async def said(self, text: str) -> Answer | None:
        """The answer to the open question. None when it is not one and nothing was noted."""
        running = self._running()
        form = self.jobs.forms[running.job]
        if running.stage == "choosing":
            return await self._chosen(form, running, text)
        face = await self._face(form, running)
        if running.stage == "confirming":
            return await self._confirmed_by_words(face, text)
        name = self._open(face)
        if name is None:
            return await self._nothing_open(face, text)
        return await self._answered(face, name, text)

    async def pressed(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """A quick answer under a question."""
        running = self.standing.take_up(form.job, _subject(ids))
        if running is None:
            return await self.open(form, ids, in_place=True)
        face = await self._face(form, running)
        name, answer = ids.get(FIELD, ""), ids.get(ANSWER, "")
        if ids.get(REVISION) != str(running.revision) or name != self._open(face):
            return self._next_question(face, "That question has been answered since; this is the next one.")
        if DOUBT in ids:
            return await self._doubted(face, name, answer == "yes")
        return await self._accept(face, name, answer, "")

    def takes_any_words(self) -> bool:
        """Whether the open question is for free text, where a command's word may be the answer."""
        running = self.standing.running
        form = self.jobs.forms.get(running.job) if running else None
        if running is None or form is None or running.stage != "asking" or running.doubt:
            return False
        unsaid = [name for name in form.questions if name not in running.raw]
        name = running.asked or (unsaid[0] if unsaid else "")
        asked = form.questions.get(name)
        return asked is not None and (asked.kind in TEXTS or asked.kind == "person")

    def _running(self) -> Running:
        if self.standing.running is None:
            raise LookupError("no form is running")
        return self.standing.running

    def _open(self, face: Face) -> str | None:
        """The question that is put now: the one gone back to, or the first open one."""
        asked = face.running.asked
        if asked in face.filled.asked:
            return asked
        return face.filled.open[0] if face.filled.open else None

    async def _answered(self, face: Face, name: str, text: str) -> Answer | None:
        running = face.running
        if running.doubt and (sure := yes_no(text)) is not None:
            return await self._doubted(face, name, sure)
        asked = face.form.questions[name]
        read = self._read(face, asked, text)
        if isinstance(read, NotUnderstood):
            if not (read.near or read.keep) and self.words.exactly(text) and asked.kind not in TEXTS:
                return None
            running.doubt, running.keep, running.near = "", read.keep, list(read.near)
            self._touch(running)
            return self._shown(face.question(name, read.sentence))
        if not read.sure:
            running.doubt, running.spoken = str(read.value), read.spoken_back
            self._touch(running)
            return self._shown(face.doubt(name))
        return await self._accept(face, name, str(read.value), read.spoken_back)

    def _read(self, face: Face, asked: Question, text: str) -> Understood | NotUnderstood:
        """The words as an answer: among the few it was narrowed to, by themselves, or completing a half."""
        running, options, now = face.running, face.choices(asked), self.scene.now
        narrowed = {key: options[key] for key in running.near if key in options}
        if narrowed:
            read = typed(asked, text, narrowed, now)
            if isinstance(read, Understood):
                return read
        read = typed(asked, text, options, now)
        if isinstance(read, NotUnderstood) and running.keep:
            half = running.keep
            whole = f"{text} {half}" if half.startswith("at ") else f"{half} at {text}"
            completed = typed(asked, whole, options, now)
            return read if isinstance(completed, NotUnderstood) and not read.keep else completed
        return read

    async def _doubted(self, face: Face, name: str, sure: bool) -> Answer:
        running = face.running
        raw, running.doubt = running.doubt, ""
        if sure and raw:
            return await self._accept(face, name, raw, "")
        running.settle()
        running.asked = name
        self._touch(running)
        return self._shown(self._again(face).question(name, "Then please give it again."))

    async def _accept(self, face: Face, name: str, raw: str, spoken: str) -> Answer:
        """Take an answer, and go on; one that will not do is asked again."""
        before = face.running.raw.get(name)
        face.running.raw[name] = raw
        face = self._again(face)
        if problem := face.filled.problems.get(name):
            if before is None:
                del face.running.raw[name]
            else:
                face.running.raw[name] = before
            self._touch(face.running)
            return self._shown(self._again(face).question(name, problem))
        face.running.settle()
        self._touch(face.running)
        return await self._advance(face, f"{spoken}." if spoken else "")

    async def _advance(self, face: Face, before: str = "") -> Answer:
        """The next question, the summary to confirm, or the record."""
        if face.filled.form is None:
            return self._next_question(face, before)
        if not face.form.formal:
            return await self._record(face)
        face.running.stage = "confirming"
        return self._shown(face.confirm(), *([before] if before else []))

    def _next_question(self, face: Face, before: str = "") -> Answer:
        if face.running.stage == "confirming" and face.filled.form is not None:
            return self._shown(face.confirm())
        name = self._open(face)
        said = [before] if before else []
        if name is None:
            return self._shown(face.card(), *said, *self._stuck(face))
        problem = face.filled.problems.get(name, "")
        return self._shown(face.question(name, problem), *said)

    def _stuck(self, face: Face) -> list[str]:
        problem = face.filled.problems.get(WHOLE, NOTHING_RECORDED)
        return [f"{problem} Type back to change the last answer, send to try again, or cancel."]

    async def _nothing_open(self, face: Face, text: str) -> Answer:
        """All questions have answers but it was refused: try again, or change something."""
        if text.casefold().strip() in _SEND_WORDS or yes_no(text):
            return await self._advance(face)
        return self._next_question(face)

    async def _chosen(self, form: type[Form], running: Running, text: str) -> Answer | None:
        """Which subject was meant."""
        read = choose(text, _numbered(running.choices))
        if isinstance(read, NotUnderstood):
            if not read.near and self.words.exactly(text):
                return None
            return self._shown(which_card(form, running.choices, read.sentence))
        self.standing.drop()
        return await self.open(form, running.choices[int(str(read.value)) - 1].ids)

    # Confirming and recording

    async def confirm(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """Record was pressed: what is recorded is exactly what was shown."""
        about = _subject(ids)
        running = self.standing.take_up(form.job, about)
        if running is None:
            if self._was_recorded(form, ids):
                return await self.already(form, about)
            answer = await self.open(form, ids, in_place=True)
            answer.say.append(
                f"I no longer have these answers, so please give them again. {NOTHING_RECORDED}"
            )
            return answer
        face = await self._face(form, running)
        if face.filled.form is None or ids.get(REVISION) != str(running.revision):
            return self._next_question(face, "This has changed since it was shown. Please look at it again.")
        return await self._record(face)

    async def _confirmed_by_words(self, face: Face, text: str) -> Answer | None:
        sure = yes_no(text)
        if sure and face.filled.form is not None:
            return await self._record(face)
        if sure is False or text.casefold().strip() == "change":
            return await self.open(face.form, face.running.ids)
        if self.words.exactly(text):
            return None
        return self._next_question(face)

    async def _record(self, face: Face) -> Answer:
        """Do it. A refusal keeps every answer; once done, nothing that fails later may undo the telling."""
        assert face.filled.form is not None
        try:
            answer = await face.filled.form.record(self._about(face.running))
        except AlreadyDone:
            self.standing.finish()
            return await self.already(face.form, face.running.ids)
        except CPPMError as refused:
            return self._refused(face, refused)
        if self.standing.running is face.running:
            self.standing.finish()
        if self.scene.turn.press is None and answer.replace is not None:
            answer.say.insert(0, answer.replace)
            answer.replace = None
        answer.say += self.resume_hint()
        return answer

    def _refused(self, face: Face, refused: CPPMError) -> Answer:
        if isinstance(refused, StorageDown):
            raise refused
        face.running.stage = "asking"
        self._kept(face.running)
        why = WHY if WHY in self.jobs.doors else ""
        change = button("Change my answers", f"{face.form.job}.open", **self._again(face).ids())
        refusal = refusal_card(str(refused), why, refused.rule, buttons=[change])
        if self.scene.turn.press is not None:
            return Answer(replace=self._again(face).card(), say=[refusal])
        return Answer(say=[refusal])

    async def already(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """The state as it stands, for what has been recorded before."""
        answer = await form.already(self.scene.about(ids))
        if answer is None:
            sentence = str(AlreadyDone())
            return Answer(notice=sentence) if self.scene.turn.press else Answer(say=[sentence])
        if self.scene.turn.press is None and answer.replace is not None:
            answer.say.insert(0, answer.replace)
            answer.replace = None
        return answer

    def resume_hint(self) -> list[AdaptiveCard | str]:
        """A word about a form that was set aside."""
        titles = [
            self.jobs.forms[each.job].title for each in self.standing.aside if each.job in self.jobs.forms
        ]
        return [f"You were part way through: {titles[-1]}. Type resume to go on with it."] if titles else []

    # Words that mean the same everywhere

    async def back(self) -> Answer:
        """The question before, with its answer kept as it is until another is given."""
        running = self._running()
        if running.stage == "choosing":
            return await self.show()
        face = await self._face(self.jobs.forms[running.job], running)
        names = face.filled.asked
        here = len(names) if running.stage == "confirming" else self._place(face)
        earlier = [name for name in names[:here] if name in running.raw or name in face.prepared.known]
        if not earlier:
            return self._next_question(face, "This is the first question.")
        running.stage = "asking"
        running.settle()
        running.asked = earlier[-1]
        self._touch(running)
        return self._next_question(face)

    def _place(self, face: Face) -> int:
        name = self._open(face)
        return face.filled.asked.index(name) if name else len(face.filled.asked)

    async def skip(self) -> Answer:
        """Leave an optional question out."""
        face = await self._face(self.jobs.forms[self._running().job], self._running())
        name = self._open(face)
        if name is None:
            return self._next_question(face)
        asked = face.form.questions[name]
        if asked.required:
            return self._shown(face.question(name, f"This one needs an answer. {missing(asked)}"))
        return await self._accept(face, name, "", "")

    async def keep(self) -> Answer:
        """Leave the answer given before as it is."""
        face = await self._face(self.jobs.forms[self._running().job], self._running())
        name = self._open(face)
        if name is None:
            return self._next_question(face)
        raw = face.raw(face.form.questions[name])
        if not raw:
            return self._shown(face.question(name, "There is no earlier answer to keep."))
        return await self._accept(face, name, raw, "")

    async def help(self) -> Answer:
        """What the open question wants, then the question again."""
        running = self._running()
        form = self.jobs.forms[running.job]
        if running.stage == "choosing":
            return await self.show()
        face = await self._face(form, running)
        name = self._open(face)
        asked = form.questions[name] if name and running.stage == "asking" else None
        example = f" For example: {asked.example}." if asked and asked.example else ""
        words = "back for the question before, cancel to stop, home for what you owe"
        told = f"You are filling in: {form.title}.{example} You can type {words}. {NOTHING_RECORDED}"
        answer = self._next_question(face)
        answer.say.insert(0, told)
        return answer

    def cancel(self) -> Answer:
        """Drop the form."""
        running = self._running()
        form = self.jobs.forms[running.job]
        self.standing.drop()
        return self._dropped(form, running.ids)

    def cancelled(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """Cancel was pressed, perhaps on a card whose form is no longer running."""
        about = _subject(ids)
        if self._was_recorded(form, ids):
            sentence = "This was recorded before you cancelled, and it stays recorded."
            return Answer(notice=sentence)
        if self.standing.running is not None and self.standing.running.job == form.job:
            self.standing.drop()
        return self._dropped(form, about)

    def _dropped(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        again = [button("Start again", f"{form.job}.open", **ids)]
        card = choices_card(form.title, f"Cancelled. {NOTHING_RECORDED}", again)
        answer = self._shown(card)
        answer.say += self.resume_hint()
        return answer

    async def resume(self) -> Answer:
        """Go on with the form that was set aside last."""
        if self.standing.running is None and self.standing.aside:
            self._start(self.standing.aside.pop())
        if self.standing.running is None:
            return Answer(say=["There is nothing half finished. Type home to see what you owe."])
        return await self.show()

    async def show(self) -> Answer:
        """The form as it stands: for a turn delivered twice, and to go on with."""
        running = self._running()
        form = self.jobs.forms[running.job]
        if running.stage == "choosing":
            return self._shown(which_card(form, running.choices))
        return self._next_question(await self._face(form, running))


def _subject(ids: Mapping[str, str]) -> dict[str, str]:
    """The subject's own ids among those that a card carries."""
    return {key: each for key, each in ids.items() if key not in OWN}


def _numbered(subjects: Sequence[Subject]) -> dict[str, str]:
    return {str(number): each.label for number, each in enumerate(subjects, 1)}


def _meant(words: str, subjects: Sequence[Subject]) -> Subject | None:
    """The one subject that these words tell apart, if they do."""
    read = choose(words, _numbered(subjects)) if words and subjects else None
    return subjects[int(str(read.value)) - 1] if isinstance(read, Understood) else None
