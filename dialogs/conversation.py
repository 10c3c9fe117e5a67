"""A form from opening to recording, by card: chosen, shown, sent, confirmed, cancelled, taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cards.elements import AdaptiveCard, button
from cards.forms import choices_card
from dialogs.commands import HOME
from dialogs.forms import Form, Subject
from dialogs.progress import Running
from dialogs.questions import missing
from dialogs.showing import REVISION, Face, received, subject_of, which_card
from dialogs.telling import NOTHING_RECORDED, Telling
from dialogs.turn import Answer
from dialogs.understand import Understood, choose

KEPT_OVER = 4
"""An answer that is too long is kept up to so many times what it may have."""


class Conversation:
    """What a press, or a command, does to a form."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.scene = telling.scene
        self.standing = telling.standing

    async def open(
        self,
        form: type[Form],
        ids: Mapping[str, str],
        *,
        in_place: bool = False,
        wanted: str = "",
        taking: Mapping[str, str] | None = None,
    ) -> Answer:
        """Show the form; ask first what it is about, unless `ids` or the words `wanted` make that plain.

        `taking` are answers given elsewhere that it takes over.
        """
        about = subject_of(ids)
        if not about:
            subjects = await form.subjects(self.scene.saying(wanted))
            if subjects is not None and len(subjects) != 1:
                chosen = _meant(wanted, subjects)
                if chosen is None:
                    return self._which(form, subjects)
                subjects = [chosen]
            about = dict(subjects[0].ids) if subjects else {}
        running = self.standing.take_up(form.job, about) or self._fresh(form, about)
        running.raw |= {**form.said(self.scene), **(taking or {})}
        face = await self.telling.face(form, running)
        running.stage = "asking"
        running.settle()
        self.telling.keep(running)
        if not form.questions or (form.formal and not face.filled.asked):
            return await self.telling.advance(face)
        return self.telling.shown(face.card(), in_place=in_place)

    def _fresh(self, form: type[Form], ids: Mapping[str, str]) -> Running:
        now = self.scene.now.isoformat()
        newer = 1 + self.standing.newest_revision
        return Running(form.job, dict(ids), revision=newer, started=now, touched=now, apart=form.apart)

    def _which(self, form: type[Form], subjects: Sequence[Subject]) -> Answer:
        if not subjects:
            return Answer(say=[form.nothing])
        running = self._fresh(form, {})
        running.stage = "choosing"
        running.subjects = [(dict(each.ids), each.label) for each in subjects]
        self.standing.start(running)
        return Answer(say=[which_card(form, running.choices)])

    async def choose(self, text: str) -> Answer | None:
        """Which subject was meant, in words. None when these are a command's words instead."""
        running, form = self.telling.running, self.telling.form
        read = choose(text, _numbered(running.choices))
        if isinstance(read, Understood):
            self.standing.drop()
            return await self.open(form, running.choices[int(str(read.value)) - 1].ids)
        if not read.near and self.telling.words.exactly(text):
            return None
        return self.telling.shown(which_card(form, running.choices, read.sentence))

    async def submit(self, form: type[Form], ids: Mapping[str, str], inputs: Mapping[str, object]) -> Answer:
        """What was filled in on the card, together with what was typed since it was shown."""
        about = subject_of(ids)
        if self.telling.was_recorded(form, ids):
            return await self.telling.already(form, about)
        running = self.standing.take_up(form.job, about)
        newest = running is None or ids.get(REVISION) == str(running.revision)
        running = running or self._fresh(form, about)
        raw, unread = received(form, inputs)
        for name, given in raw.items():
            # A blank on a card that knows all answers leaves one out; on an older card it says nothing.
            if given or newest or name not in running.raw:
                running.raw[name] = given
        running.settle()
        running.stage = "asking"
        face = await self.telling.face(form, running)
        if unread or face.filled.form is None:
            # What was recorded when it first came may not be open to choose any more.
            if repeat := await self.telling.repeated(form, ids):
                return repeat
            _shorten(face)
            self.telling.keep(running)
            return self.telling.shown(_with_problems(face, unread))
        return await self.telling.advance(face)

    async def confirm(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """Record was pressed: what is recorded is exactly what was shown."""
        about = subject_of(ids)
        running = self.standing.take_up(form.job, about)
        if running is None:
            if self.telling.was_recorded(form, ids):
                return await self.telling.already(form, about)
            answer = await self.open(form, ids, in_place=True)
            answer.say.append(
                f"I no longer have these answers, so please give them again. {NOTHING_RECORDED}"
            )
            return answer
        face = await self.telling.face(form, running)
        if face.filled.form is None or ids.get(REVISION) != str(running.revision):
            changed = "This has changed since it was shown. Please look at it again."
            return self.telling.next_question(face, changed)
        return await self.telling.record(face)

    def cancel(self) -> Answer:
        """Drop the running form."""
        form, ids = self.telling.form, self.telling.running.ids
        self.standing.drop()
        return self._dropped(form, ids)

    def cancelled(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """Cancel was pressed, perhaps on a card whose form is no longer running."""
        about = subject_of(ids)
        if self.telling.was_recorded(form, ids):
            return Answer(notice="This was recorded before you cancelled, and it stays recorded.")
        self.standing.forget(form.job, about)
        return self._dropped(form, about)

    def _dropped(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        again = [button("Start again", f"{form.job}.open", **ids), button("What I owe", HOME.verb)]
        answer = self.telling.shown(choices_card(form.title, f"Cancelled. {NOTHING_RECORDED}", again))
        answer.say += self.telling.resume_hint()
        return answer

    async def resume(self) -> Answer:
        """Go on with the form that was set aside last."""
        if self.standing.running is None and self.standing.aside:
            self.standing.start(self.standing.aside.pop())
        if self.standing.running is None:
            return Answer(say=["There is nothing half finished. Type home to see what you owe."])
        return await self.telling.show()


def _with_problems(face: Face, unread: Mapping[str, str]) -> AdaptiveCard:
    """The card with what is not right; what it was sent stays in it."""
    for name in face.filled.open:
        face.filled.problems.setdefault(name, missing(face.form.questions[name]))
    face.filled.problems.update(unread)
    return face.card()


def _shorten(face: Face) -> None:
    """What is far too long is kept to be corrected, but not all of it: a position is small."""
    for name in face.filled.problems.keys() & face.running.raw.keys():
        face.running.raw[name] = face.running.raw[name][: KEPT_OVER * face.form.questions[name].max_length]


def _numbered(subjects: Sequence[Subject]) -> dict[str, str]:
    return {str(number): each.label for number, each in enumerate(subjects, 1)}


def _meant(words: str, subjects: Sequence[Subject]) -> Subject | None:
    """The one subject that these words tell apart, if they do."""
    read = choose(words, _numbered(subjects)) if words and subjects else None
    return subjects[int(str(read.value)) - 1] if isinstance(read, Understood) else None
