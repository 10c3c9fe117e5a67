"""Enrolling, changing details, noting that somebody has left: CP Administration alone (CON-04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cards.desk.leaving import left_open
from cards.elements import button
from cards.forms import recorded_card
from cards.people import person_rows
from cppm.desks import Desk
from cppm.errors import CPPMError
from cppm.people import STATUTORY, Agency, Duty, Person, Standing, standing_of
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.keeping import named
from dialogs.questions import MOST_LISTED
from dialogs.rights.case_lead import pass_everything_on
from dialogs.scene import Scene
from dialogs.turn import Answer
from dialogs.understand import normal
from storage.errors import NoSuchPerson
from storage.people import NewPerson

jobs = Jobs()

AGENCIES = {agency.name.lower(): agency.value for agency in Agency}
STANDINGS = {
    "statutory": "Statutory: is asked for a view",
    "voluntary": "Voluntary: is invited to give one",
}
DUTIES = {duty.name.lower(): duty.value[0].upper() + duty.value[1:] for duty in Duty}
NOBODY = "nobody"
NAME, POST = 80, 80


class OnlyAdministration(CPPMError):
    """CP Administration enrols people and keeps their details. Ask them, and say what should change."""

    rule = "CON-04"


class LastAdministrator(CPPMError):
    """{name} is the only one with the duty CP Administration, and without it nobody could enrol anybody.
    Give the duty to somebody else first."""

    rule = "CON-04"


class NobodyTakesOver(CPPMError):
    """{name} leaves this open: {left}. Say who takes it over; they are told."""

    rule = "INV-08"


class LeavesToThemselves(CPPMError):
    """{name} can't take over from themselves. Choose somebody else."""

    rule = "INV-08"


class WhoseDetails(CPPMError):
    """Whose details are to change? Type change person and the name, for example: change person Ewan Reid."""

    rule = "CON-04"


class OwnManager(CPPMError):
    """{name} can't be their own line manager. Choose somebody else, or nobody."""

    rule = "DIS-02"


def require_administration(person: Person) -> None:
    """Refuse everybody but CP Administration."""
    if not person.has(Duty.CP_ADMIN):
        raise OnlyAdministration


async def _require_another(scene: Scene, person: Person) -> None:
    """Refuse to take CP Administration from the last who holds it."""
    holders = await scene.store.people.with_duty(Duty.CP_ADMIN)
    if [each.id for each in holders] == [person.id]:
        raise LastAdministrator(name=person.name)


def _check_id(text: str, got: Mapping[str, Any]) -> str:
    try:
        UUID(text.strip())
    except ValueError:
        return (
            "That is not an object id of Entra, which looks like 3f2b6c1e-8a4d-4f0e-9b7a-2d5c8e1f6a03. "
            "Somebody not enrolled sees their own when they write to me."
        )
    return ""


_STATUTORY = ", ".join(STATUTORY[:-1]) + f" and {STATUTORY[-1]}"


def _standing_open(got: Mapping[str, Any]) -> bool:
    """Whether the guides leave the standing of this agency open (DEC-02)."""
    agency = got.get("agency")
    return agency in AGENCIES and standing_of(Agency[str(agency).upper()]) is None


class _OfAPerson(Form):
    """What is kept of somebody"""

    name: str = ask("What is their name?", label="Name", max_length=NAME)
    agency: str = ask("Which agency are they with?", label="Agency", options=AGENCIES)
    standing: str = ask(
        "Are they a statutory or a voluntary partner?",
        label="Standing",
        options=STANDINGS,
        when=_standing_open,
        only=f"Only for others: {_STATUTORY} are statutory, the third sector is voluntary.",
    )
    post: str = ask("What is their post?", label="Post", example="Health visitor", max_length=POST)
    duties: list[str] = ask(
        "Which duties do they hold?",
        label="Duties",
        kind="some_of",
        options=DUTIES,
        required=False,
        hint="Most people hold none. Only a qualified social worker books and leads; only a chair chairs.",
    )
    manager: str | None = ask(
        "Who is their line manager?", label="Line manager", kind="person", required=False
    )

    @property
    def partner(self) -> Standing:
        """Their standing: what the guides say of the agency, or what was answered (DEC-02)."""
        return standing_of(Agency[self.agency.upper()]) or Standing(self.standing)

    @property
    def held(self) -> frozenset[Duty]:
        """The duties chosen."""
        return frozenset(Duty[each.upper()] for each in self.duties)

    @property
    def managed_by(self) -> str | None:
        """The line manager's id, if anybody was chosen."""
        return None if self.manager in (None, "", NOBODY) else self.manager


async def _managers(scene: Scene) -> dict[str, str]:
    return {NOBODY: "Nobody here"} | named(await scene.store.people.all())


@jobs.form
class Enrol(_OfAPerson):
    """Enrol somebody"""

    job = "enrol"
    submit = "Enrol"

    aad_id: str = ask(
        "What is their object id in Entra?",
        label="Object id",
        hint="Somebody not enrolled sees it when they write to me.",
        max_length=40,
        check=_check_id,
    )
    tenant: str = ask(
        "Which tenant are they in?",
        label="Tenant",
        hint="Filled in with your own; change it for a partner with a directory of their own.",
        max_length=40,
        check=_check_id,
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """CP Administration; the tenant is their own unless another is given."""
        require_administration(scene.person)
        return Prepared(options={"manager": await _managers(scene)}, known={"tenant": scene.turn.tenant})

    async def record(self, scene: Scene) -> Answer:
        """Enrol them; they can write to the bot at once."""
        new = NewPerson(
            tenant=self.tenant.strip().lower(),
            aad_id=self.aad_id.strip().lower(),
            name=self.name,
            agency=Agency[self.agency.upper()],
            standing=self.partner,
            post=self.post,
            duties=self.held,
            line_manager=self.managed_by,
        )
        person = await scene.store.people.enrol(new, by=scene.person)
        note = "They can write to me from now on. The app has to be installed for them in Teams."
        return Answer(replace=await _kept(scene, "Enrolled", person, note))


@jobs.form
class Change(_OfAPerson):
    """Change somebody's details"""

    job = "change"
    submit = "Change"

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """Those whose name was typed, or everybody where they are few enough to choose from."""
        require_administration(scene.person)
        everybody = await scene.store.people.all()
        words = set(normal(scene.turn.text or "").split())
        meant = [each for each in everybody if words & set(normal(each.name).split())] or everybody
        if len(meant) > MOST_LISTED:
            raise WhoseDetails
        return [Subject({"p": id}, label) for id, label in named(meant).items()]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What is kept of them now; typed, each may be left with keep, but not a manager who has left."""
        require_administration(scene.person)
        person = await _person(scene)
        earlier: dict[str, object] = {
            "name": person.name,
            "agency": person.agency.name.lower(),
            "standing": person.standing.value,
            "post": person.post,
            "duties": [duty.name.lower() for duty in Duty if duty in person.duties],
        }
        managers, manager = await _managers(scene), person.line_manager or NOBODY
        if manager in managers:
            return Prepared(options={"manager": managers}, earlier=earlier | {"manager": manager})
        gone = await scene.store.people.former(manager)
        rows = [("Line manager until now", f"{gone.name}, who has left")] if gone else []
        return Prepared(facts=rows, options={"manager": managers}, earlier=earlier)

    async def record(self, scene: Scene) -> Answer:
        """Keep what differs."""
        was = await _person(scene)
        if was.has(Duty.CP_ADMIN) and Duty.CP_ADMIN not in self.held:
            await _require_another(scene, was)
        if self.managed_by == was.id:
            raise OwnManager(name=was.name)
        person = await scene.store.people.change(
            was.id,
            scene.person,
            name=self.name,
            agency=Agency[self.agency.upper()],
            standing=self.partner,
            post=self.post,
            duties=self.held,
            line_manager=self.managed_by,
        )
        note = "Meetings already booked keep what was recorded when they were booked."
        if was.line_manager and await scene.store.people.get(was.line_manager) is None:
            note += " Where they would ask a manager who has left for help, they ask CP Administration."
        return Answer(replace=await _kept(scene, "Changed", person, note))


@jobs.form
class Leave(Form):
    """Note that somebody has left"""

    job = "leave"
    formal = True

    who: str = ask("Who has left?", label="Who", kind="person")
    to: str | None = ask(
        "Who takes over what they owe?",
        label="Who takes over",
        kind="person",
        required=False,
        hint="They are told. Leave it empty for somebody who has nothing open.",
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """CP Administration; with what to settle first."""
        require_administration(scene.person)
        people = named(await scene.store.people.all())
        known = {"who": scene.ids["p"]} if scene.ids.get("p") in people else {}
        intro = ["They see nothing from then on, and nothing is sent to them. What they recorded stays."]
        left = await scene.store.left_by(known["who"]) if known else {}
        rows = [("Still open", left_open(left))] if left else []
        return Prepared(intro=intro, facts=rows, options={"who": people, "to": people}, known=known)

    async def record(self, scene: Scene) -> Answer:
        """They are found no more; what they leave open is listed, and somebody takes it over."""
        person = await scene.store.people.get(self.who)
        if person is None:
            raise NoSuchPerson
        if person.has(Duty.CP_ADMIN):
            await _require_another(scene, person)
        left = await scene.store.left_by(person.id)
        heir = await scene.store.people.get(self.to) if self.to else None
        if left and heir is None:
            raise NobodyTakesOver(name=person.name, left=left_open(left))
        if heir and heir.id == person.id:
            raise LeavesToThemselves(name=person.name)
        stuck = await pass_everything_on(scene, person, heir) if heir and left else []
        await scene.store.people.leave(person.id, by=scene.person, to=heir.id if heir and left else None)
        rows = [("Who", person.name), *([("Was open", left_open(left))] if left else [])]
        rows += [("Who takes over", heir.name)] if heir and left else []
        rows += [("Still without a successor", " ".join(stuck))] if stuck else []
        managed = [each.name for each in await scene.store.people.all() if each.line_manager == person.id]
        rows += [("Was line manager of", ", ".join(managed))] if managed else []
        desk = [button("My desk", "desk.open", l=Desk.CP_ADMIN)] if managed else []
        return Answer(
            replace=recorded_card(
                "Noted that they have left",
                rows,
                scene.person.name,
                scene.now,
                note=_follows(left, stuck, managed),
                zone=scene.turn.time_zone,
                buttons=[*desk, button("People", "people.open")],
            )
        )


def _follows(left: Mapping[str, int], stuck: Sequence[str], managed: Sequence[str]) -> str:
    """What comes after somebody has left."""
    said = []
    if left:
        said.append(
            "They are told. What the leaver chaired, led and worked in is theirs now, with what is owed."
        )
    if stuck:
        said.append("Where they may not take it, open the meeting and hand it over to somebody who may.")
    if managed:
        said.append("Your desk has a line for everybody they managed: name another line manager there.")
    return " ".join(said)


async def _person(scene: Scene) -> Person:
    person = await scene.store.people.get(scene.ids.get("p", ""))
    if person is None:
        raise NoSuchPerson
    return person


async def _kept(scene: Scene, title: str, person: Person, note: str) -> Any:
    manager = await scene.store.people.get(person.line_manager) if person.line_manager else None
    return recorded_card(
        title,
        person_rows(person, manager),
        scene.person.name,
        scene.now,
        button("Change", "change.open", p=person.id),
        note=note,
        zone=scene.turn.time_zone,
        buttons=[
            button("Enrol somebody else", "enrol.open"),
            button("People", "people.open"),
            button("My desk", "desk.open", l=Desk.CP_ADMIN),
        ],
    )
