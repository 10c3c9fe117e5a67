"""What a form in progress says next: the following question, the summary to confirm, or the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from cards.elements import Action, AdaptiveCard, button
from cards.forms import refusal_card
from cppm.errors import CPPMError
from cppm.moves.guarding import AddressInText
from dialogs.commands import Jobs, Words
from dialogs.forms import WHOLE, Form, fill
from dialogs.moves import guard
from dialogs.progress import Running, Standing
from dialogs.scene import Scene
from dialogs.showing import REVISION, Face, subject_of, which_card
from dialogs.turn import Answer
from storage.errors import AlreadyDone, OutcomeUnknown, StorageDown

WHY = "why.open"
"""The verb of *Why?*; the button is there when somebody has registered it."""

NOTHING_RECORDED = "Nothing has been recorded."


def put_right(refused: CPPMError, jobs: Jobs) -> list[Action]:
    """The button of the step that puts a refusal right, where it names one that leads somewhere."""
    way = refused.way
    if way is None or not jobs.leads(way.verb):
        return []
    return [button(way.title, way.verb, **way.ids)]


class Telling:
    """One turn's hold on the form that somebody is filling in."""

    def __init__(self, jobs: Jobs, words: Words, scene: Scene, standing: Standing) -> None:
        self.jobs = jobs
        self.words = words
        self.scene = scene
        self.standing = standing

    @property
    def running(self) -> Running:
        """The running form. Raises LookupError when there is none."""
        if self.standing.running is None:
            raise LookupError("no form is running")
        return self.standing.running

    @property
    def form(self) -> type[Form]:
        """What the running form is."""
        return self.jobs.forms[self.running.job]

    async def face(self, form: type[Form], running: Running) -> Face:
        """The form as it stands now; its `prepare` refuses whoever may not."""
        prepared = await form.prepare(self.scene.about(running.ids))
        return Face(form, running, prepared, fill(form, running.raw, prepared, self.scene.now))

    def again(self, face: Face) -> Face:
        """The same after its answers changed."""
        return replace(face, filled=fill(face.form, face.running.raw, face.prepared, self.scene.now))

    def touch(self, running: Running) -> None:
        """Note that something was said; the position is kept when the turn ends."""
        running.touch(self.scene.now)
        self.standing.changed = True

    def keep(self, running: Running) -> None:
        """Make this the running form, and note that something was said."""
        if self.standing.running is not running:
            self.standing.start(running)
        self.touch(running)

    def shown(self, card: AdaptiveCard, *before: str, in_place: bool | None = None) -> Answer:
        """A card in the place of the pressed one, or as a new message."""
        if in_place if in_place is not None else self.scene.turn.press is not None:
            return Answer(replace=card, say=list(before))
        return Answer(say=[*before, card])

    def open_question(self, face: Face) -> str | None:
        """The question that is put now: the one gone back to, or the first open one."""
        if face.running.asked in face.filled.asked:
            return face.running.asked
        return face.filled.open[0] if face.filled.open else None

    async def advance(self, face: Face, before: str = "") -> Answer:
        """The next question, the summary to confirm, or the record."""
        if face.filled.form is None:
            return self.next_question(face, before)
        if not face.form.formal:
            return await self.record(face)
        try:
            await guard.require_safe_answers(self.scene.about(face.running.ids), face.filled.form)
        except AddressInText as refused:
            return self._refused(face, refused)
        face.running.stage = "confirming"
        self.keep(face.running)
        return self.shown(face.confirm(), *([before] if before else []))

    def next_question(self, face: Face, before: str = "") -> Answer:
        """The open question, or the summary where that is what is open."""
        told = [before] if before else []
        if face.running.stage == "confirming" and face.filled.form is not None:
            return self.shown(face.confirm(), *told)
        name = self.open_question(face)
        if name is not None:
            return self.shown(face.question(name, face.filled.problems.get(name, "")), *told)
        problem = face.filled.problems.get(WHOLE, NOTHING_RECORDED)
        stuck = f"{problem} Type send to send it as it is, back to change the last answer, or cancel."
        return self.shown(face.card(), *told, stuck)

    async def record(self, face: Face) -> Answer:
        """Do it. A refusal keeps every answer."""
        assert face.filled.form is not None
        scene = self.scene.about(face.running.ids)
        try:
            await guard.require_safe_answers(scene, face.filled.form)
            answer = await face.filled.form.record(scene)
        except (StorageDown, OutcomeUnknown):
            raise
        except CPPMError as refused:
            repeat = await self.repeated(face.form, face.running.ids, refused)
            return repeat or self._refused(face, refused)
        if self.standing.running is face.running:
            self.standing.finish(self.scene.turn)
        answer.say += self.resume_hint()
        return answer

    def _refused(self, face: Face, refused: CPPMError) -> Answer:
        face.running.stage = "asking"
        self.keep(face.running)
        why = WHY if WHY in self.jobs.doors else ""
        change = button("Change my answers", f"{face.form.job}.open", **face.ids())
        right = put_right(refused, self.jobs)
        refusal = refusal_card(str(refused), why, refused.rule, buttons=[*right, change])
        if self.scene.turn.press is not None:
            return Answer(replace=face.card(), say=[refusal])
        return Answer(say=[refusal])

    def was_recorded(self, form: type[Form], ids: Mapping[str, str]) -> bool:
        """Whether the pressed card is the one whose answers were recorded last."""
        done, running, about = self.standing.done, self.standing.running, subject_of(ids)
        if done is None or not done.is_about(form.job, about):
            return False
        under_way = running is not None and running.is_about(form.job, about)
        return not under_way and ids.get(REVISION) == str(done.revision)

    async def repeated(
        self, form: type[Form], ids: Mapping[str, str], refused: CPPMError | None = None
    ) -> Answer | None:
        """The state as it stands where this turn is refused only because it was recorded when it first came.

        Teams sends a turn again that was not answered: the bot may have been stopped after recording it,
        and before it kept where the conversation stands. None for a refusal of something new.
        """
        if not isinstance(refused, AlreadyDone) and not await self.scene.store.has_happened(self.scene.once):
            return None
        self.standing.finish(self.scene.turn)
        return await self.already(form, ids)

    async def already(self, form: type[Form], ids: Mapping[str, str]) -> Answer:
        """The state as it stands, for what has been recorded before."""
        answer = await form.already(self.scene.about(ids))
        if answer is not None:
            return answer
        sentence = str(AlreadyDone())
        return Answer(notice=sentence) if self.scene.turn.press else Answer(say=[sentence])

    def resume_hint(self, when: Literal["home", "done"] = "done") -> list[AdaptiveCard | str]:
        """A word about the form that was set aside last: once at home, once when something else is done."""
        last = self.standing.aside[-1] if self.standing.aside else None
        if last is None or when in last.recalled:
            return []
        last.recalled = [*last.recalled, when]
        self.standing.changed = True
        title = self.jobs.forms[last.job].title
        return [f"You were part way through: {title}. Type resume to go on with it."]

    async def show(self) -> Answer:
        """The running form as it stands: for a turn delivered twice, and to go on with."""
        if self.running.stage == "choosing":
            return self.shown(which_card(self.form, self.running.choices))
        return self.next_question(await self.face(self.form, self.running))
