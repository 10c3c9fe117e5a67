"""Passing restricted information on: only its provider can permit it (RAI-07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.meetings.attendance import case_line
from cards.rights import restricted as cards
from cppm.rights import restricted
from cppm.rights.restricted import Waits
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, few_lines, the_meeting
from dialogs.rights.kept_apart import as_decided, keep, settle, wherever, words_of
from dialogs.rights.restricted_reading import ReadRestricted
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()


@jobs.form
class AskToPassOn(Form):
    """Ask to pass restricted information on"""

    job: ClassVar[str] = "passon"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Ask for permission"
    nothing: ClassVar[str] = "There is no restricted information that you could pass on."

    to: list[str] = ask(
        "Who of those taking part needs it?",
        kind="some_of",
        label="To",
        required=False,
        when=lambda got: got.get("somebody"),
        hint="Once it is permitted, and where it is kept here, they can read it. Leave it empty for others.",
    )
    words: str = ask(
        "Who else needs it, if anybody, and why is it needed?",
        kind="long",
        label="Why",
        max_length=1000,
        hint="Whoever gave it reads this and decides. Nothing goes on before that.",
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """What this person may read."""
        return await ReadRestricted.subjects(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whose permission it takes, and who could get it."""
        meeting = await the_meeting(scene)
        request = restricted.require_asker(meeting, scene.person, scene.ids.get("a", ""), scene.now)
        options = {
            id: label
            for id, label in restricted.eligible(meeting, request).items()
            if id != scene.person.id and id not in request.readers
        }
        return Prepared(
            intro=[f"{request.name} gave it, and decides whether it goes on. You hear the answer here."],
            options={"to": options},
            known={"somebody": bool(options)},
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Ask the provider; the words are kept apart, for provider and chair."""
        meeting, alert, fresh = await the_meeting(scene), scene.ids["a"], new_id()
        request = restricted.require_asker(meeting, scene.person, alert, scene.now)
        words = await keep(scene, meeting, self.words, request.provider)
        await change(
            scene,
            lambda m: restricted.ask_to_pass_on(m, scene.person, alert, self.to, words, scene.now, fresh),
        )
        return await as_decided(scene)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Where it stands."""
        return await as_decided(scene)


@jobs.form
class AnswerPassingOn(Form):
    """Answer who asks to pass it on"""

    job: ClassVar[str] = "passonanswer"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "Nobody asks to pass on what you gave."

    permits: bool = ask("Do you permit it?", label="Permitted")
    words: str = ask(
        "What should they mind, or why not?",
        kind="long",
        label="In your words",
        required=False,
        max_length=1000,
        hint="Whoever asked and the chair can read it.",
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for its provider."""
        return await wherever(scene, Waits.PERMISSION)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who asks, to whom and why."""
        meeting = await the_meeting(scene)
        request = restricted.require_provider(meeting, scene.person, scene.ids.get("a", ""))
        wish = restricted.asked(request)
        if wish is None:
            raise restricted.NothingToAnswer
        known = restricted.eligible(meeting, request)
        why = await words_of(scene, meeting, wish.words, "to answer whether it may go on")
        to = "; ".join(known[each] for each in wish.to if each in known)
        return Prepared(
            intro=["It goes to nobody unless you permit it."],
            facts=[
                ("Asked by", wish.name),
                *([("To", to)] if to else []),
                ("Why, and to whom else", why),
                ("Stands", cards.stands(request, scene.now)),
            ],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Record the answer; whoever asked is told, and those permitted can read it where it is kept here."""
        meeting, alert = await the_meeting(scene), scene.ids["a"]
        request = restricted.require_provider(meeting, scene.person, alert)
        wish = restricted.asked(request)
        words = await keep(scene, meeting, self.words, *([wish.by] if wish else []))
        meeting, request = await change(
            scene,
            lambda m: restricted.answer_passing_on(m, scene.person, alert, self.permits, words, scene.now),
        )
        await settle(scene, meeting, request)
        return await as_decided(scene)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Where it stands."""
        return await as_decided(scene)


jobs.command(
    Command("pass on", "passon.open", "Ask to pass restricted information on", ("pass it on",), listed=False)
)
jobs.command(
    Command(
        "answer passing on",
        "passonanswer.open",
        "Answer who asks to pass it on",
        ("may it be passed on", "permit passing on"),
        listed=False,
    )
)
