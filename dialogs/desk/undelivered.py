"""Messages that did not arrive: CP Administration says who was told another way, when and how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal

from cards.desk.undelivered import because
from cards.elements import AdaptiveCard, button
from cards.forms import recorded_card
from cards.layout import day_and_time
from cppm.people import Duty, Person
from cppm.records import CHANNEL
from cppm.undelivered import (
    How,
    NothingUndelivered,
    ToldOtherwise,
    called,
    require_teller,
    told_otherwise,
)
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import few_lines
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.timing.owed import addressee
from dialogs.turn import Answer
from storage.outbox import Delivery

jobs = Jobs()

DUTY = "duty:"
HOW = {
    "phone": "By phone",
    "in person": "In person",
    "secure mail": "By secure mail",
    "needless": "Nobody needs to be told any more",
}


def _was_told(got: Got) -> bool:
    return got.get("how") != "needless"


@jobs.form
class TellOtherwise(Form):
    """Say how they were told"""

    job: ClassVar[str] = "toldotherwise"
    submit: ClassVar[str] = "They were told"
    nothing: ClassVar[str] = "Every message has arrived or is on its way. There is nobody to tell."

    which: list[str] = ask(
        "Which messages is it about?",
        label="Messages",
        kind="some_of",
        when=lambda got: got.get("several") is True,
        hint="Leave out what they still have to be told.",
    )
    how: Literal["phone", "in person", "secure mail", "needless"] = ask(
        "How were they told?",
        label="How",
        options=HOW,
        synonyms={
            "phone": ("called", "rang", "telephone"),
            "in person": ("face to face",),
            "secure mail": ("mail", "letter", "email"),
            "needless": ("not needed", "nobody", "overtaken"),
        },
    )
    who: str = ask(
        "Who was told?",
        label="Who was told",
        when=_was_told,
        only="Only if somebody was told.",
        max_length=80,
    )
    at: datetime | None = ask(
        "When were they told?", label="When", when=_was_told, only="Only if somebody was told.", side="past"
    )
    note: str = ask(
        "Why does nobody need to be told any more?",
        label="Why not",
        when=lambda got: got.get("how") == "needless",
        only="Only if nobody needs to be told.",
        example="the meeting was held and they were there",
        max_length=300,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody whom something did not reach."""
        require_teller(scene.person)
        found = {_key(each): each for each in reversed(await scene.store.undelivered.all())}
        return [Subject(ids_of(each), await addressee(scene, each.to)) for each in found.values()]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What did not reach them, and why; all of it is ticked."""
        require_teller(scene.person)
        lost = await _lost(scene)
        messages = await _labels(scene, lost)
        name = await addressee(scene, lost[0].to)
        person = {} if lost[0].to == CHANNEL or lost[0].to.startswith(DUTY) else {"who": name}
        rows = [("For", name), ("Why", because(lost[0].why))]
        what = [("What", "\n".join(messages.values()))] if len(messages) == 1 else []
        return Prepared(
            facts=[*rows, *what],
            options={"which": messages},
            known={"several": len(lost) > 1},
            earlier={"which": list(messages), **person},
        )

    async def record(self, scene: Scene) -> Answer:
        """Close the messages, with who was told, when and how."""
        told = ToldOtherwise(How(self.how), self.who, self.at, self.note)
        to = scene.ids.get("p", "")
        fact = told_otherwise(scene.person, told, to, scene.now)
        ids = self.which or [each.id for each in await _lost(scene)]
        closed = await scene.store.undelivered.close(ids, fact, once=scene.once)
        return Answer(replace=await self._recorded(scene, to, closed))

    async def _recorded(self, scene: Scene, to: str, closed: int) -> AdaptiveCard:
        zone = scene.turn.time_zone
        told = [("Who was told", self.who)] if self.who else []
        when = [("When", day_and_time(self.at, zone))] if self.at else []
        rows = [
            ("For", await addressee(scene, to)),
            ("Messages", str(closed)),
            ("How", HOW[self.how]),
            *told,
            *when,
            *([("Why not", self.note)] if self.note else []),
        ]
        return recorded_card(
            "The messages are closed" if closed > 1 else "The message is closed",
            rows,
            scene.person.name,
            scene.now,
            note="It stands in the record of the case.",
            zone=zone,
            buttons=[button("My desk", "desk.open"), button("What I owe", "home.open")],
        )


def ids_of(lost: Delivery) -> dict[str, str]:
    """What a button carries that leads to the messages of an addressee; a channel is that of its meeting."""
    return {"p": lost.to} | ({"m": lost.meeting_id} if lost.to == CHANNEL else {})


def _key(lost: Delivery) -> tuple[str, ...]:
    return tuple(ids_of(lost).values())


async def _lost(scene: Scene) -> list[Delivery]:
    """What did not reach the addressee that the scene is about. Raises NothingUndelivered."""
    lost = await scene.store.undelivered.to(scene.ids.get("p", ""), scene.ids.get("m", ""))
    if not lost:
        raise NothingUndelivered
    return lost


async def _labels(scene: Scene, lost: Sequence[Delivery]) -> dict[str, str]:
    """Each message in words: of what kind, about what, owed when."""
    names, zone = await scene.store.undelivered.references(lost), scene.turn.time_zone
    return {
        each.id: ", ".join(
            filter(None, (called(each.kind), names.get(each.meeting_id), day_and_time(each.owed_at, zone)))
        )
        for each in lost
    }


def _administers(person: Person) -> bool:
    return person.has(Duty.CP_ADMIN)


jobs.command(
    Command(
        "told another way",
        "toldotherwise.open",
        "Close a message that did not arrive",
        ("undelivered", "not delivered", "did not arrive"),
        _administers,
        listed=False,
    )
)
