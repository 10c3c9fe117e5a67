"""A family moves between councils: saying so, the list of moves, and one move (MOV-01, MOV-06, MOV-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar, Literal

from cards.elements import button
from cards.moves import moves as cards
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Child
from cppm.moves import moves, whereabouts
from cppm.moves.address_records import AddressKind
from cppm.moves.move_records import Direction, FamilyMove, Lasting
from cppm.moves.moves import BackBeforeLeaving, Reported
from cppm.moves.whereabouts import Family, Whereabouts
from cppm.people import Duty, Person
from cppm.timing.timescales import say_day
from dialogs import family
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.grouping import groups_where, the_group
from dialogs.meetings import booking_answers
from dialogs.meetings.booking_answers import reference
from dialogs.meetings.chairing import shown
from dialogs.meetings.keeping import named
from dialogs.moves import family_lead, move_steps, of_case
from dialogs.moves.moved import moves_where, read_card, the_move
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.cases import Case
from storage.errors import NoSuchPerson
from storage.ids import new_id

jobs = Jobs()
jobs.add(move_steps.jobs)
jobs.add(family_lead.jobs)

AWAY = (
    "That is a stay, not a move: no other council takes the child on, but the keeper of its register is told."
    " I have taken over what you entered. Please add the address."
)
INTO = {"k": "in"}
"""What a button carries for a family that comes, of which no core group here knows."""


def _comes(got: Got) -> bool:
    return bool(got.get("comes"))


def _leaves(got: Got) -> bool:
    return not got.get("comes")


def _for_a_while(got: Got) -> bool:
    return got.get("lasting") == "for a while"


def _goes_for_a_while(got: Got) -> bool:
    return _leaves(got) and _for_a_while(got)


def _not_before(until: date, got: Got) -> str:
    left = got.get("since", until)
    return str(BackBeforeLeaving(day=say_day(left))) if until < left else ""


def _told(got: Got) -> bool:
    return bool(got.get("whom"))


def _is_known(got: Got) -> bool:
    """Whether it is a move: of somebody who is away, only the address is passed on."""
    return got.get("living") != "away"


def check_children(lines: Sequence[str], got: Got) -> str:
    """What is wrong with the children as they are typed, a sentence each."""
    return " ".join(family.read_children(lines, got["now"]).problems)


@jobs.form
class ReportMove(Form):
    """A family moves between councils"""

    job: ClassVar[str] = "familymove"
    submit: ClassVar[str] = "Record the move"

    children: list[str] = ask("Which children move?", kind="some_of", label="Children", when=_leaves)
    names: list[str] = ask(
        "Which children come, and how old are they?",
        label="Children",
        hint="Name and age, for example Kay, 7, or before birth the due date.",
        example=family.CHILD_EXAMPLE,
        when=_comes,
        check=check_children,
    )
    case_ref: str = ask(
        "Which case reference do they have here?",
        label="Case",
        hint="The case reference, never a name.",
        example="PK-27-0009",
        max_length=30,
        when=_comes,
        check=booking_answers.check_reference,
    )
    lead: str = ask("Who leads the work here?", kind="person", label="Lead professional here", when=_comes)
    council: str = ask("Which is the other council?", label="Other council", example="Fife", max_length=60)
    lasting: Literal["for good", "for a while"] = ask(
        "Do they stay for good, or for a while?",
        label="They stay",
        options={"for good": "For good, as far as is known", "for a while": "For a while"},
        synonyms={"for good": ("permanent", "permanently"), "for a while": ("temporary", "temporarily")},
    )
    living: Literal["away", "lives"] | None = ask(
        of_case.STAY_ASKED,
        label="The stay",
        when=_goes_for_a_while,
        only="Only if they stay for a while.",
        options=of_case.STAYS,
        synonyms=of_case.STAY_WORDS,
    )
    since: date = ask("Since when?", label="Since")
    until: date | None = ask(
        "Until when, as far as is known?",
        label="Until",
        when=_for_a_while,
        only="Only for a stay for a while; leave it empty if nobody knows.",
        required=False,
        side="future",
        check=_not_before,
    )
    whom: str = ask(
        "Whom at the other council have you told?",
        label="Whom you spoke to",
        hint="Name and post. Leave it empty if nobody is told yet, and ring them now.",
        example="Ann Gow, keeper of the register",
        when=_is_known,
        required=False,
        max_length=120,
    )
    how: str = ask(
        "How?",
        label="How",
        example="by phone at 14:10",
        when=_told,
        only="Only if you spoke with somebody.",
        max_length=120,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """A family of a core group that goes, or one that comes."""
        groups = await groups_where(scene)
        going = [Subject({"g": g.id}, f"{g.case_ref} moves away") for g in groups if g.registered]
        return [*going, Subject(INTO, "A family comes to this area")]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who may say so, and what is known of the family."""
        moves.require_reporter(scene.person)
        known: dict[str, object] = {"now": scene.now, "comes": not _goes(scene)}
        if scene.ids.get("h"):
            return await _of_address(scene, known)
        if _goes(scene):
            return _of_group(await the_group(scene), known)
        leads = named(await scene.store.people.with_duty(Duty.QUALIFIED_SOCIAL_WORKER))
        return Prepared(
            intro=["What the other council tells you: write down what is certain and go on from there."],
            options={"lead": leads},
            known=known | ({"lead": scene.person.id} if scene.person.id in leads else {}),
            wording={"whom": "Who at the other council told you?"},
            hints={"whom": "Name and post."},
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; who keeps order hears of it, and each step gets its clock. A stay opens the address."""
        if self.living == "away":
            return self._away(scene)
        family_of = await self._family(scene)
        begun = await scene.store.whereabouts.begun(family_of)
        move_id = new_id()
        done = await scene.store.whereabouts.update(
            begun.id, lambda w: self._reported(scene, w, family_of, move_id), scene.person, scene.once
        )
        return await read_card(scene, done.root, done.result, "The move is recorded")

    def _away(self, scene: Scene) -> Answer:
        """Nothing is kept here: the address takes over what was entered."""
        said = {
            "children": ",".join(self.children),
            "kind": str(AddressKind.STAY),
            "living": "away",
            "since": self.since.isoformat(),
            "council": self.council,
            **({"until": self.until.isoformat()} if self.until else {}),
        }
        about = {name: scene.ids[name] for name in ("g", "j") if scene.ids.get(name)}
        return Answer(say=[AWAY], then=("address", about), taking=said)

    async def _family(self, scene: Scene) -> Family:
        if scene.ids.get("h"):
            return await of_case.family_of(scene)
        if _goes(scene):
            return whereabouts.of_group(await the_group(scene))
        found = family.read_children(self.names, scene.now).found
        return await family_coming(scene, reference(self.case_ref), self.lead, found)

    def _reported(self, scene: Scene, where: Whereabouts, known: Family, move_id: str) -> FamilyMove:
        whereabouts.follow(where, known, scene.person, scene.now)
        out = _goes(scene)
        coming = [child.name for child in family.read_children(self.names, scene.now).found]
        ids = self.children if out else _ids(where, coming)
        said = Reported(
            Direction.OUT if out else Direction.IN,
            Lasting(self.lasting),
            scene.store.envelopes.knows(self.council) or self.council,
            tuple(ids),
            self.since,
            self.until,
            self.whom,
            self.how,
        )
        return moves.report(where, scene.person, said, move_id, scene.now)


def _goes(scene: Scene) -> bool:
    """Whether a family of ours goes away, by its core group or by an address elsewhere that was reported."""
    return bool(scene.ids.get("g") or scene.ids.get("h"))


async def _of_address(scene: Scene, known: dict[str, object]) -> Prepared:
    """The move of a family that lives elsewhere for now, as its address says."""
    where, entry = await of_case.the_entry(scene)
    children = {child.id: child.name for child in where.children if child.id in entry.children}
    said = {"children": list(children), "council": entry.council, "lasting": "for a while", "living": "lives"}
    until = {"until": entry.until} if entry.until else {}
    return Prepared(
        intro=[
            "Their address is reported. Tell the other council at once, by telephone, and record it here."
        ],
        options={"children": children},
        known=known,
        earlier={**said, **until, "since": entry.since},
        case_line=where.reference,
    )


def _of_group(group: CoreGroup, known: dict[str, object]) -> Prepared:
    children = {child.id: child.name for child in group.registered}
    return Prepared(
        intro=["Tell the other council at once, by telephone; record here what you know."],
        options={"children": children},
        known=known | {"children": list(children)},
        case_line=group.reference,
    )


def _ids(where: Whereabouts, names: Sequence[str]) -> list[str]:
    wanted = {name.casefold() for name in names}
    return [child.id for child in where.children if child.name.casefold() in wanted]


async def family_coming(scene: Scene, case_ref: str, lead: str, children: Sequence[Child]) -> Family:
    """A family that comes, as a case here: children known by name keep the ids that they have.

    A case with a core group keeps its own lead professional. Raises NoSuchPerson.
    """
    found = await scene.store.whereabouts.of_case(case_ref)
    kept = await scene.store.cases.known(case_ref)
    ids = {child.name.casefold(): child.id for child in (*kept.children, *(found.children if found else ()))}
    coming = tuple(replace(child, id=ids.get(child.name.casefold(), child.id)) for child in children)
    if found and found.people:
        return Family(case_ref, found.lead_professional, (*found.children, *coming), tuple(found.people))
    leads = await _person(scene, lead)
    every = {child.id: child for child in (*kept.children, *coming)}
    await scene.store.cases.keep(Case(case_ref, leads.id, tuple(every.values())))
    return Family(case_ref, leads, tuple(every.values()), ())


async def _person(scene: Scene, person_id: str) -> Person:
    found = await scene.store.people.get(person_id)
    if found is None:
        raise NoSuchPerson
    return found


@jobs.on("familymoves.open")
async def listed(scene: Scene) -> Answer:
    """The moves that this person has a part in and that still need something."""
    found = await moves_where(scene, lambda move: True)
    ways = [button("A family moves", "familymove.open")] if moves.may_report(scene.person) else []
    sealed = bool(ways and scene.store.envelopes.councils)
    ways += [button("Take in a handover", "handovertake.open")] if sealed else []
    return shown(scene, cards.moves_card(found, ways))


@jobs.on("familymoves.read")
async def read(scene: Scene) -> Answer:
    """One move whole; that somebody reads it is noted."""
    if not scene.ids.get("z"):
        return await listed(scene)
    where, move = await the_move(scene)
    role = str(where.participants().get(scene.person.id, "by duty"))
    await scene.store.reads.note(scene.person.id, role, where.case_ref, "move", "opened the move", scene.now)
    return await read_card(scene, where, move)


for _command in (
    Command(
        "family moves",
        "familymove.open",
        "Say that a family moves between councils",
        ("family move", "the family moves", "moved to another council", "move between councils"),
        listed=False,
    ),
    Command("moves", "familymoves.open", "Moves between councils", ("all moves", "list moves"), listed=False),
):
    jobs.command(_command)
