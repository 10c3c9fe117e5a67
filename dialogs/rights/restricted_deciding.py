"""What becomes of restricted information: the chair decides, and whoever gave it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from cards.meetings.attendance import case_line
from cards.rights import restricted as cards
from cppm.rights import restricted
from cppm.rights.restricted_records import Audience, Response
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, few_lines, the_meeting
from dialogs.rights.kept_apart import as_decided, as_it_stands, keep, settle, wherever, words_of
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class Decide(Form):
    """Decide on restricted information"""

    job: ClassVar[str] = "restricteddecide"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "No restricted information waits for your decision."

    outcome: Literal["restricted", "open"] = ask(
        "Is it restricted?",
        label="Restricted",
        options={"restricted": "Yes, it stays restricted", "open": "No, it need not be restricted"},
        synonyms={"restricted": ("yes",), "open": ("no", "not restricted")},
    )
    readers: list[str] = ask(
        "Who may read it beside you?",
        kind="some_of",
        label="Readers",
        required=False,
        when=lambda got: got.get("outcome") == "restricted" and got.get("nameable"),
        only="Only if it stays restricted.",
        hint="Only those who need it to keep a child safe. Leave it empty to name nobody.",
    )
    until: date | None = ask(
        "Until which day is it restricted?",
        label="Until",
        side="future",
        when=lambda got: got.get("outcome") == "restricted",
        only="Only if it stays restricted.",
        hint="You are reminded before, and decide on it anew.",
    )
    reasons: str = ask(
        "Why need it not be restricted?",
        kind="long",
        label="Reasons",
        max_length=1000,
        when=lambda got: got.get("outcome") == "open",
        only="Only if it need not be restricted.",
        hint="Whoever gave it reads this, and says what becomes of it.",
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for this chair."""
        return await wherever(scene, restricted.Waits.DECISION, restricted.Waits.ANOTHER_DAY)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who can be named: for what is for the chair alone, only those to whom the provider has agreed."""
        meeting = await the_meeting(scene)
        request = restricted.require_decider(meeting, scene.person, scene.ids.get("a", ""))
        named = restricted.eligible(meeting, request)
        alone = request.audience is Audience.CHAIR
        agreed = restricted.permitted(request)
        options = {id: label for id, label in named.items() if not alone or id in agreed}
        wider = [f"{request.name} gave it for you alone. To name readers, ask to pass it on first."]
        return Prepared(
            intro=["It goes to nobody before you have decided.", *(wider if alone else [])],
            facts=[("From", request.name), ("Stands", cards.stands(request, scene.now))],
            options={"readers": options},
            known={"nameable": bool(options) and bool(request.information)},
            earlier={"readers": request.readers, "until": request.until} if request.restricted else {},
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it, tell its provider and the readers, and open it to those readers alone."""
        alert = scene.ids["a"]
        if self.outcome == "open":
            meeting = await the_meeting(scene)
            request = restricted.require_decider(meeting, scene.person, alert)
            reasons = await keep(scene, meeting, self.reasons, request.provider)
            meeting, request = await change(
                scene, lambda m: restricted.find_open(m, scene.person, alert, reasons, scene.now)
            )
        else:
            meeting, request = await change(
                scene,
                lambda m: restricted.keep_restricted(
                    m, scene.person, alert, self.readers, self.until, scene.now
                ),
            )
        await settle(scene, meeting, request)
        return await as_it_stands(scene, meeting, request)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The decision as it stands."""
        return await as_decided(scene)


@jobs.form
class Respond(Form):
    """Say what becomes of your information"""

    job: ClassVar[str] = "restrictedanswer"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "Nothing about information you gave waits for you."

    response: Literal["share", "withdraw"] = ask(
        "What becomes of it?",
        label="Then",
        options={"share": "I share it as any other information", "withdraw": "I take it back"},
        synonyms={"share": ("share it", "shared"), "withdraw": ("take it back", "back")},
        hint="I never share it for you: put it into your report, or say it in the meeting.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for its provider."""
        return await wherever(scene, restricted.Waits.ANSWER)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The chair's reasons, for whoever gave it."""
        meeting = await the_meeting(scene)
        request = restricted.require_provider(meeting, scene.person, scene.ids.get("a", ""))
        if restricted.waits_for(meeting, scene.person, request, scene.now) is not restricted.Waits.ANSWER:
            raise restricted.NothingToAnswer
        reasons = await words_of(scene, meeting, request.reasons, "to say what becomes of it")
        return Prepared(
            intro=["The chair finds that it need not be restricted. It is yours to say what becomes of it."],
            facts=[("The chair's reasons", reasons)],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the chair is told. What is taken back nobody reads any more."""
        response = Response[self.response.upper()]
        meeting, request = await change(
            scene, lambda m: restricted.respond(m, scene.person, scene.ids["a"], response, scene.now)
        )
        await settle(scene, meeting, request)
        return await as_it_stands(scene, meeting, request)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What was said."""
        return await as_decided(scene)
