"""Who takes part: agencies, standing, duties in the organisation and roles in one meeting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Agency(StrEnum):
    """The services, agencies and professional groupings the guides name (INV-04..06, DEC-02)."""

    SOCIAL_WORK = "Children and Families Social Work"
    POLICE = "Police"
    HEALTH = "Health"
    EDUCATION = "Education"
    THIRD_SECTOR = "Third sector"
    ADULT_SERVICES = "Adult services"
    HOUSING = "Housing"
    JUSTICE = "Justice"
    LEGAL = "Council legal services"
    PROCURATOR_FISCAL = "Procurator Fiscal"
    ARMED_FORCES = "Armed forces"
    REPORTER = "Children's Reporter"
    OTHER = "Other"


class Standing(StrEnum):
    """Whether a partner is asked for a view or invited to give one (DEC-03)."""

    STATUTORY = "statutory"
    VOLUNTARY = "voluntary"


STATUTORY = (Agency.POLICE, Agency.SOCIAL_WORK, Agency.EDUCATION, Agency.HEALTH)
"""The agencies that the guides call statutory: those with templates of their own (DEC-02)."""


def standing_of(agency: Agency) -> Standing | None:
    """The standing that an agency has by the guides; None where they leave it open (DEC-02)."""
    if agency in STATUTORY:
        return Standing.STATUTORY
    return Standing.VOLUNTARY if agency is Agency.THIRD_SECTOR else None


class Duty(StrEnum):
    """A duty that a person holds in the organisation, whatever the meeting."""

    CHAIR = "chair"
    CP_ADMIN = "CP Administration"
    SERVICE_MANAGER = "service manager"
    TEAM_LEADER = "team leader"
    QUALIFIED_SOCIAL_WORKER = "qualified social worker"
    MINUTE_TAKER = "minute taker"
    TRAINED_MINUTE_TAKER = "trained minute taker"
    """Has been trained to take the minutes of such meetings; nothing waits for it (MIN-01)."""
    KEEPER = "keeper of the register"
    CHIEF_SOCIAL_WORK_OFFICER = "chief social work officer"


class Role(StrEnum):
    """The role somebody has in one meeting. Only some roles give a view (DEC-12)."""

    CHAIR = "chair"
    LEAD_PROFESSIONAL = "lead professional"
    PRACTITIONER = "practitioner"
    OBSERVER = "observer"
    MINUTE_TAKER = "minute taker"
    INTERPRETER = "interpreter"
    SUPPORT_PERSON = "support person"
    STUDENT = "student"
    INCOMING_LEAD_PROFESSIONAL = "incoming lead professional"
    CORE_GROUP_CHAIR = "core group chair"
    CORE_GROUP_MEMBER = "core group member"
    CORE_GROUP_DEPUTY = "core group deputy"
    """Sat in a core group meeting in a member's place: reads the record of that meeting, nothing else."""

    @property
    def gives_view(self) -> bool:
        """Whether this role is asked for, or invited to give, a registration view (DEC-12)."""
        return self in (Role.LEAD_PROFESSIONAL, Role.PRACTITIONER)

    @property
    def represents_agency(self) -> bool:
        """Whether presence in this role counts towards the quorum (QUO-01; the chair does not)."""
        return self in (Role.LEAD_PROFESSIONAL, Role.PRACTITIONER)

    @property
    def works_in_group(self) -> bool:
        """Whether this role in a core group takes part in its work, and not only hears or reads of it."""
        return self in (Role.LEAD_PROFESSIONAL, Role.CORE_GROUP_CHAIR, Role.CORE_GROUP_MEMBER)

    @property
    def owes_report(self) -> bool:
        """Whether a written report is asked of this role (REP-01..03)."""
        return self in (Role.LEAD_PROFESSIONAL, Role.PRACTITIONER)


@dataclass(frozen=True)
class Person:
    """Somebody enrolled by CP Administration.

    `id` is opaque. `line_manager` is another person's id. The name is shown in 1:1 cards only.
    """

    id: str
    name: str
    agency: Agency
    standing: Standing
    post: str
    duties: frozenset[Duty] = frozenset()
    line_manager: str | None = None

    def has(self, duty: Duty) -> bool:
        """Whether the person holds this duty."""
        return duty in self.duties


def within(who: str) -> str:
    """Words for somebody as they stand within a sentence: "the mother"."""
    return f"the {who[4:]}" if who.startswith("The ") else who


class Kin:
    """Somebody of a family, as cards and sentences name them."""

    who: str
    relation: str

    @property
    def named(self) -> str:
        """Who it is on a line of their own, with the relation where the words don't say it: "Kay (child)"."""
        said = self.who.casefold().endswith(self.relation.casefold())
        return self.who if said else f"{self.who} ({self.relation})"

    @property
    def within(self) -> str:
        """Who it is within a sentence: "the mother"."""
        return within(self.who)
