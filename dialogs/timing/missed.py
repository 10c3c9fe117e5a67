"""A limit that passed: why, the manager who agrees, the new date; and the manager's agreement.

National guidance (3.38) lets a timescale pass only when an accountable manager agrees, an interim safety
plan is in place and shared, and the reasons are recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.elements import button
from cards.forms import recorded_card
from cards.layout import by_when
from cards.timing import clocks as cards
from cppm.people import Person
from cppm.roots import Root
from cppm.timing import missed
from cppm.timing.boards import reason_wanted
from cppm.timing.catalogue import catalogue
from cppm.timing.clock_records import InterimPlan, MissedLimit
from cppm.timing.timescales import end_of
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import few_lines, shown
from dialogs.scene import Scene
from dialogs.timing.owed import change, find, mine, names, next_buttons, root_of, ways_back
from dialogs.turn import Answer

jobs = Jobs()

INTERIM = {
    "yes": (InterimPlan.IN_PLACE, "Yes, it is in place and shared"),
    "no": (InterimPlan.NOT_YET, "No, not yet"),
    "not needed": (InterimPlan.NOT_NEEDED, "The child's safety does not hang on this"),
}
LIMIT_APPROVAL = "limit_to_approve"
"""The occasion from which a manager is asked, in planning meetings and core groups alike."""


@jobs.form
class ExplainMissed(Form):
    """Say why it is late"""

    job: ClassVar[str] = "missed"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = (
        "No limit of yours has passed without a reason. Type clocks to see what is yours."
    )

    reason: str = ask(
        "Why was the limit missed?",
        kind="long",
        label="Reason",
        hint="A sentence or two about the work. Leave out names of the family: this shows on a board.",
        max_length=600,
        check=few_lines,
    )
    interim: str = ask(
        "Is an interim safety plan in place and shared?",
        kind="one_of",
        options={value: words for value, (_, words) in INTERIM.items()},
        synonyms={"yes": ("in place", "shared"), "no": ("not yet",), "not needed": ("n/a", "does not apply")},
        label="Meanwhile",
    )
    manager: str = ask(
        "Which manager agrees?",
        kind="person",
        label="Manager",
        hint="They get a message and answer there.",
    )
    until: date | None = ask(
        "By when will it be done?",
        label="New date",
        side="future",
        when=lambda got: not got.get("done"),
        only="Only while it is still to be done.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What this person owes that passed its limit without a reason."""
        lines = [line for line in await mine(scene) if reason_wanted(line.due, scene.now)]
        return [Subject(line.about, f"{line.task}, {line.reference}") for line in lines]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was missed, who can agree, and the reason given before."""
        root = await root_of(scene)
        due = find(scene, root)
        missed.require_explainer(root, scene.person, due, scene.now)
        task = catalogue()[due.clock].task
        zone = scene.turn.time_zone
        return Prepared(
            facts=[
                ("What", task),
                ("It was due", by_when(due.first_limit or due.limit, zone)),
                *_refused(root.missed.get(due.key), zone),
            ],
            options={"manager": {p.id: f"{p.name}, {p.post}" for p in await _managers(scene)}},
            known={"done": due.done_at is not None},
            earlier=_before(root.missed.get(due.key)),
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the manager is asked to agree."""
        manager = await scene.store.people.get(self.manager)
        if manager is None:
            raise missed.NotAManager(name="This person")
        until = end_of(self.until) if self.until else None
        root = await change(
            scene,
            lambda found: missed.explain(
                found,
                scene.person,
                scene.ids["k"],
                self.reason,
                manager,
                until,
                scene.now,
                scene.profile,
                INTERIM[self.interim][0],
            ),
        )
        return await _recorded(scene, root)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The reason as it is recorded."""
        return await _recorded(scene, await root_of(scene))


async def _managers(scene: Scene) -> list[Person]:
    """Everybody who can agree, but whoever asks, each once."""
    found = {p.id: p for duty in sorted(missed.APPROVES) for p in await scene.store.people.with_duty(duty)}
    return [person for person in found.values() if person.id != scene.person.id]


def _before(known: MissedLimit | None) -> dict[str, object]:
    if known is None:
        return {}
    interim = next((value for value, (plan, _) in INTERIM.items() if plan is known.interim), None)
    return {"reason": known.reason, "manager": known.manager, **({"interim": interim} if interim else {})}


def _refused(known: MissedLimit | None, zone: str) -> list[tuple[str, str]]:
    """What the manager said who did not agree to the last reason or date."""
    if known is None or known.refused_at is None:
        return []
    asked = [("You asked for", by_when(known.until, zone))] if known.until else []
    return [*asked, ("Not agreed", cards.agreed(known, zone)), ("What they say", known.refusal)]


async def _recorded(scene: Scene, root: Root) -> Answer:
    known = root.missed.get(scene.ids.get("k", ""))
    if known is None:
        return Answer(say=["The reason is recorded."])
    zone = scene.turn.time_zone
    new = [("New date", by_when(known.until, zone))] if known.until else []
    by = await names(scene, root, [known.by])
    card = recorded_card(
        "Why it is late is recorded",
        [*new, *cards.missed_rows(known, zone)],
        by,
        known.at,
        case_line=root.reference,
        note=f"{known.manager_name} gets a message now and is asked to agree.",
        zone=zone,
        buttons=[button("My clocks", "clocks.open"), *next_buttons(scene, root)],
    )
    return shown(scene, card)


# The manager agrees


@jobs.form
class ApproveMissed(Form):
    """Agree to a missed limit"""

    job: ClassVar[str] = "approve"
    nothing: ClassVar[str] = "Nobody waits for your agreement to a missed limit."

    agrees: bool = ask("Do you agree with the reason and the new date?", label="Agreed")
    why_not: str = ask(
        "What should they do instead?",
        kind="long",
        label="Instead",
        hint="Whoever asked reads it. Leave out names of the family.",
        when=lambda got: got.get("agrees") is False,
        only="Only if you do not agree.",
        max_length=600,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The missed limits that wait for this person."""
        kinds = catalogue()
        lines = [line for line in await mine(scene) if kinds[line.due.clock].starts == LIMIT_APPROVAL]
        return [Subject({**line.ids, "k": line.due.about}, f"{line.reference}") for line in lines]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was missed, why, and what is promised."""
        root = await root_of(scene)
        asked = missed.to_approve(root, scene.person, scene.ids.get("k", ""))
        zone = scene.turn.time_zone
        shown_as = await _ask(scene, root, scene.ids["k"], asked)
        return Prepared(
            facts=[*shown_as.rows(zone), ("Why it is late", asked.reason)], case_line=root.reference
        )

    async def record(self, scene: Scene) -> Answer:
        """Record the answer; of a no whoever asked hears at once."""
        key = scene.ids.get("k", "")

        def answer(root: Root) -> None:
            if self.agrees:
                missed.approve(root, scene.person, key, scene.now)
            else:
                missed.refuse(root, scene.person, key, self.why_not, scene.now)

        return await _answered(scene, await change(scene, answer))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The answer as it is recorded."""
        return await _answered(scene, await root_of(scene))


async def _ask(scene: Scene, root: Root, key: str, known: MissedLimit) -> cards.Ask:
    return cards.Ask(_task(key), root.reference, {}, key, known, await names(scene, root, [known.by]))


def _task(key: str) -> str:
    return catalogue()[key.partition(":")[0]].task


async def _answered(scene: Scene, root: Root) -> Answer:
    known = root.missed[scene.ids["k"]]
    zone = scene.turn.time_zone
    who = await names(scene, root, [known.by])
    refused = known.refused_at is not None
    rows = [
        ("What", _task(scene.ids["k"])),
        ("Why it is late", known.reason),
        *([("Asked for" if refused else "New date", by_when(known.until, zone))] if known.until else []),
        *([("Instead", known.refusal)] if refused else []),
    ]
    card = recorded_card(
        "You did not agree to the missed limit" if refused else "You agreed to the missed limit",
        rows,
        known.manager_name,
        known.refused_at or known.approved_at or scene.now,
        case_line=root.reference,
        note=f"The limit stands as it was. {who} gets a message now and says anew why it is late."
        if refused
        else "",
        zone=zone,
        buttons=ways_back(scene.person),
    )
    return shown(scene, card)


jobs.command(
    Command(
        "missed",
        "missed.open",
        "Say why something is late",
        ("missed a limit", "why is it late", "say why it is late", "it is late"),
        listed=False,
    )
)
jobs.command(
    Command(
        "missed limit",
        "approve.open",
        "Agree to a missed limit",
        (
            "agree to a missed limit",
            "agree to missed limit",
            "agree to the missed limit",
            "approve a missed limit",
            "approve missed limit",
            "agree to a new date",
            "agree to the new date",
            "agree to a new date for a missed limit",
        ),
        listed=False,
    )
)
