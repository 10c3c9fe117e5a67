"""Whom the safe addresses of a case are kept from: somebody is added, or taken off, each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.elements import button
from cards.moves import address as cards
from cppm.moves import guarding
from cppm.moves.whereabouts import Whereabouts
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import shown
from dialogs.moves import of_case
from dialogs.moves.of_case import SOMEBODY, change, family_lines, the_whereabouts
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()


def _adds(got: Got) -> bool:
    return not got.get("both") or got.get("what") == "add"


def _takes_off(got: Got) -> bool:
    return bool(got.get("both")) and got.get("what") == "off"


@jobs.form
class KeepFrom(Form):
    """Whom a safe address is kept from"""

    job: ClassVar[str] = "addressguard"
    submit: ClassVar[str] = "Record it"
    nothing: ClassVar[str] = "No safe address is kept in a case of yours."

    what: Literal["add", "off"] | None = ask(
        "What is to change?",
        label="What",
        when=lambda got: bool(got.get("both")),
        options={"add": "Somebody else must not learn it", "off": "Somebody may learn it after all"},
        synonyms={"add": ("somebody else", "one more", "add"), "off": ("take off", "may learn it")},
    )
    guarded: str = ask(
        "Who must not learn it?",
        kind="one_of",
        label="Kept from",
        when=lambda got: _adds(got) and bool(got.get("lines")),
        only="Only for somebody else.",
    )
    name: str = ask(
        "What is the name of the person who must not learn it?",
        label="Name",
        when=lambda got: _adds(got) and (got.get("guarded") == SOMEBODY or not got.get("lines")),
        only="Only for somebody else who is not named above.",
        max_length=80,
    )
    off: str = ask(
        "Who may learn it after all?",
        kind="one_of",
        label="No longer kept from",
        when=_takes_off,
        only="Only to take somebody off.",
    )
    why: str = ask(
        "Why?",
        label="Reason",
        hint="A sentence, without the address. It is kept with your name.",
        max_length=300,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The cases with a safe address in which this person works."""
        return [
            Subject({"j": root.id}, root.reference)
            for root in await of_case.open_to(scene)
            if of_case.may_keep_from(root, scene.person)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who is named now; taking somebody off is for the lead professional and the team leader."""
        root = await the_whereabouts(scene)
        guarding.require_guarding(root, scene.person)
        lines = {
            line.id: line.who
            for line in await family_lines(scene, root.case_ref)
            if not guarding.is_guarded(root, line.who, line.id)
        }
        now = {each.id: each.who for each in guarding.guarded_now(root)}
        both = bool(now) and guarding.may_unguard(root, scene.person)
        return Prepared(
            facts=cards.guarded_rows(root),
            options={"guarded": {**lines, SOMEBODY: "Somebody else"} if lines else {}, "off": now},
            known={"lines": bool(lines), "both": both},
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; from the next turn on it holds for every text and letter."""
        root = await the_whereabouts(scene)
        lines = {line.id: line.who for line in await family_lines(scene, root.case_ref)}
        line = self.guarded if self.guarded in lines else ""
        who = lines.get(line, self.name)

        def changed(found: Whereabouts) -> None:
            if self.what == "off":
                guarding.unguard(found, scene.person, self.off, self.why, scene.now)
            else:
                guarding.keep_from(found, scene.person, who, line, self.why, scene.now, new_id)

        kept, _ = await change(scene, root.id, changed)
        return _shown(scene, kept)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is named now."""
        return _shown(scene, await the_whereabouts(scene))


def _shown(scene: Scene, root: Whereabouts) -> Answer:
    way = button("All addresses", "addresschain.open", j=root.id)
    return shown(scene, cards.guarded_card(root, [way]))


jobs.command(
    Command(
        "kept from",
        "addressguard.open",
        "Say whom a safe address is kept from",
        ("keep address from", "who must not learn it", "guard address"),
        listed=False,
    )
)
