"""Where the children of one case live: the fourth root, one for a case, made when it is first needed.

It follows the core group: who leads, which children, who works with them. The verbs live beside it in
`address` (a new address and its chain), `stays` and `mending` (what becomes of an entry).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cppm.errors import CPPMError
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Child, NoSuchThing, NotInvited, NotYours, PlanningMeeting
from cppm.moves.address_records import AddressChange, Guarded
from cppm.moves.move_records import FamilyMove
from cppm.people import Duty, Person, Role
from cppm.records import FactKind, Recording
from cppm.timing.clock_records import Attestation, MissedLimit

ADMINISTRATION = frozenset({Duty.CP_ADMIN, Duty.KEEPER})


class NoWhereabouts(CPPMError):
    """I know of no change of address in that case. Type address to report one."""

    rule = "ADR-01"


@dataclass(frozen=True)
class Family:
    """The children of a case and the people around them, as a core group or planning meeting has them."""

    case_ref: str
    lead_professional: Person
    children: tuple[Child, ...]
    people: tuple[Person, ...]
    """The practitioners who work with the family."""


def of_group(group: CoreGroup) -> Family:
    """The family of a core group: the children on the register now, or all it had once it has ended."""
    children = group.registered or [each.child for each in group.registrations]
    return Family(group.case_ref, group.lead_professional, tuple(children), tuple(group.current_members))


def of_meeting(meeting: PlanningMeeting) -> Family:
    """The family of a planning meeting, for a case without a core group, with those who speak in it."""
    people = [line.person for line in meeting.invitees if line.invited and line.role.gives_view]
    return Family(meeting.case_ref, meeting.lead_professional, tuple(meeting.children), tuple(people))


@dataclass
class Whereabouts(Recording):
    """The addresses and moves of the children of one case, the latest entry last."""

    id: str
    case_ref: str
    lead_professional: Person
    children: list[Child]
    people: list[Person]
    addresses: list[AddressChange] = field(default_factory=list)
    guarded: list[Guarded] = field(default_factory=list)
    moves: list[FamilyMove] = field(default_factory=list)
    revision: int = 0
    attested: dict[str, Attestation] = field(default_factory=dict)
    missed: dict[str, MissedLimit] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)
    """Who took over from somebody who has left, by the ids of both (INV-08)."""

    @property
    def reference(self) -> str:
        """Its neutral name, fit for a toast or a title."""
        return f"Whereabouts {self.case_ref}"

    @property
    def settled(self) -> bool:
        """Whether nothing waits for an answer."""
        moving = any(move.ending is None or move.open_steps for move in self.moves)
        return not moving and all(each.closed for each in self.addresses)

    def participants(self) -> dict[str, Role]:
        """The lead professional and those who work with the family; duties come beside them."""
        found = {person.id: Role.CORE_GROUP_MEMBER for person in self.people}
        return found | {self.lead_professional.id: Role.LEAD_PROFESSIONAL}

    def role_of(self, person: Person) -> Role:
        """The person's role here. Raises NotInvited."""
        role = self.participants().get(person.id)
        if role is None:
            raise NotInvited
        return role

    def address(self, change_id: str) -> AddressChange:
        """The entry with this id. Raises NoSuchThing."""
        for each in self.addresses:
            if each.id == change_id:
                return each
        raise NoSuchThing(what="change of address")

    def names(self, children: Sequence[str]) -> str:
        """What these children are called, in a list."""
        found = [child.name for child in self.children if child.id in children]
        return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found)

    def name_of(self, person_id: str) -> str:
        """What somebody who works with the family is called; empty for a stranger."""
        return {p.id: p.name for p in (*self.people, self.lead_professional)}.get(person_id, "")

    def works(self, person: Person) -> bool:
        """Whether this person works with the family, or leads that work."""
        return person.id in self.participants()

    @property
    def leads_manager(self) -> str | None:
        """The id of the lead professional's line manager, or of who took over from them.

        None where nobody is named, or where the lead professional took over from their own manager.
        """
        named = self.lead_professional.line_manager
        found = self.heirs.get(named, named) if named else None
        return None if found == self.lead_professional.id else found

    @property
    def decides_with_lead(self) -> Duty:
        """The duty that stands in for a line manager. Team leaders have nobody but a service manager."""
        leads_a_team = self.lead_professional.has(Duty.TEAM_LEADER)
        return Duty.SERVICE_MANAGER if leads_a_team else Duty.TEAM_LEADER

    def manages(self, person: Person) -> bool:
        """Whether this is the lead professional's line manager, or another team leader, who stands in.

        A service manager stands in where the lead professional is a team leader, perhaps the only one.
        """
        own = person.id == self.leads_manager
        stands_in = person.has(Duty.TEAM_LEADER) or person.has(self.decides_with_lead)
        return person.id != self.lead_professional.id and (own or stands_in)

    def administers(self, person: Person) -> bool:
        """Whether this person keeps the records: CP Administration, or the keeper of the register."""
        return not person.duties.isdisjoint(ADMINISTRATION)

    def may_open(self, person: Person) -> bool:
        """Whether this person may see where the children live and how far a chain has come."""
        return self.works(person) or self.manages(person) or self.administers(person)

    def require_reader(self, actor: Person) -> None:
        """Refuse whoever has no part in it; they hear no more than that there is nothing. NoWhereabouts."""
        if not self.may_open(actor):
            raise NoWhereabouts

    def require_reporter(self, actor: Person) -> None:
        """Refuse everybody but those who work with the family and CP Administration (ADR-01)."""
        if not self.works(actor) and not actor.has(Duty.CP_ADMIN):
            raise NotYours(
                who="somebody who works with the family, or CP Administration,",
                next_step="Tell the lead professional.",
            )

    def require_lead(self, actor: Person) -> None:
        """Refuse everybody but the lead professional and CP Administration, who may record for them."""
        if actor.id != self.lead_professional.id and not actor.has(Duty.CP_ADMIN):
            raise NotYours(
                who="the lead professional, or CP Administration,", next_step="Ask the lead professional."
            )


def begin(family: Family, whereabouts_id: str) -> Whereabouts:
    """The whereabouts of a case of which nothing was reported before. Nothing is recorded by that alone."""
    return Whereabouts(
        whereabouts_id,
        family.case_ref,
        family.lead_professional,
        list(family.children),
        list(family.people),
    )


def follow(found: Whereabouts, family: Family, actor: Person | str, at: datetime) -> None:
    """Take over who leads, which children and who works with them; the same as before changes nothing.

    Children who are known from earlier stay known, so that their history keeps its names.
    """
    known = {child.id: child for child in found.children} | {child.id: child for child in family.children}
    now = (family.lead_professional, list(family.people), list(known.values()))
    if now == (found.lead_professional, found.people, found.children):
        return
    found.lead_professional, found.people, found.children = now
    people = [person.id for person in found.people]
    found.record(FactKind.WHEREABOUTS_FOLLOWED, actor, at, lead=found.lead_professional.id, people=people)
