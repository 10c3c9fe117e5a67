"""The core group of a case as it stands: children registered, members, meetings, plan, what was seen.

It begins when a planning meeting that placed a name closes, and ends when the last name comes off the
register. The verbs live in modules of functions beside this one: `following` (what planning meetings do to
it), `membership` (who is in it), `gatherings` (its meetings), `planning`, `sightings`, `changes` and
`recommending`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cppm.errors import CPPMError
from cppm.groups.plan import Plan
from cppm.meetings.meeting import (
    Child,
    Coming,
    Deputy,
    Mode,
    NoSuchThing,
    NotInvited,
    NotYours,
    Postponement,
    Voice,
)
from cppm.people import Duty, Kin, Person, Role
from cppm.records import Recording
from cppm.timing.clock_records import Attestation, MissedLimit
from cppm.timing.timescales import local_day, say_day


class HeardOnePart(CPPMError):
    """{name} was in one part of the planning meeting alone, and whoever is in the core group reads the whole
    plan. Choose a colleague who was in neither part alone; the next planning meeting may settle it anew."""

    rule = "PAR-02"


class GroupEnded(CPPMError):
    """The last name came off the register on {day}, and this core group ended with it, so {what} is not
    possible any more. If there is new concern, speak to the lead professional or the Duty Team."""

    rule = "GEN-16"


class NotInGroup(NotInvited):
    """You are not in this core group, so I can't show or record anything for it. If you work with the family,
    ask the lead professional; a planning meeting settles who is in it."""

    rule = "CG-02"


class GatheringPhase(StrEnum):
    """Where a meeting of the core group stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ChangeKind(StrEnum):
    """Why the chair of the planning meeting is told of a change (CG-10, 11, GEN-06)."""

    INCIDENT = "a further alleged incident"
    RISK = "more risk for the child"
    NOT_ENGAGING = "the family no longer engages"
    HOUSEHOLD = "a change in the household"
    PLAN = "a significant change to the plan"
    OTHER = "something else"


class Review(StrEnum):
    """What somebody who reports a change asks for (CG-16, GEN-06)."""

    NONE = "no other review"
    EARLIER = "an earlier review"
    SPECIAL = "a special review"


class Recommended(StrEnum):
    """What a member recommends to the review (CG-14). Nothing is counted: the review decides."""

    REMAIN = "remain"
    REMOVE = "remove"

    @property
    def words(self) -> str:
        """It as people read it."""
        off = self is Recommended.REMOVE
        return "The name should come off the register" if off else "The name should stay on the register"


@dataclass
class Registration:
    """A child whose name was placed, and when; `ended_on` when a review took it off (GEN-15, 16)."""

    child: Child
    placed_at: datetime
    ended_at: datetime | None = None


@dataclass
class Member:
    """A professional in the core group (CG-01, 02). `person` is as known when they joined."""

    person: Person
    joined_at: datetime
    left_at: datetime | None = None


@dataclass
class FamilyMember(Kin):
    """A child, parent or carer in the core group; heard through the lead professional (CG-17, 18)."""

    id: str
    who: str
    relation: str
    child: str | None = None


@dataclass
class Reply:
    """A member's answer for one meeting (ATT-02, 04 hold here too)."""

    coming: Coming
    at: datetime
    why_absent: str = ""
    deputy: Deputy | None = None
    recorded_by: str = ""
    source: str = ""


@dataclass
class Recommendation:
    """One member's recommendation on one child, with reasons (CG-14, CG-15, DEC-11)."""

    person: str
    name: str
    child: str
    says: Recommended
    reasons: str
    at: datetime
    recorded_by: str = ""
    source: str = ""


@dataclass
class Progress:
    """How far an outcome of the plan has come, as the meeting saw it."""

    outcome: str
    words: str


@dataclass
class GroupRecord:
    """What the meeting found and settled (CG-15, CG-19): the record, in the group's words."""

    working: str = ""
    """Is the plan working, and how do parents manage the risk?"""
    strengths: str = ""
    decisions: str = ""
    contingency: str = ""
    """Which contingency is called upon now, and why (CG-12); empty when none."""
    worries: str = ""
    """Difficulties between professionals to be talked about outside; asks for an extra meeting (CG-20)."""
    extra_meeting: bool = False


@dataclass
class Gathering:
    """One meeting of the core group. `number` counts from 1."""

    id: str
    number: int
    starts_at: datetime
    mode: Mode
    place: str
    arranged_at: datetime
    interval_reason: str = ""
    """Why it is later than the interval allows (CG-08)."""
    phase: GatheringPhase = GatheringPhase.PLANNED
    moved: list[Postponement] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)
    present: list[str] = field(default_factory=list)
    """Members, by id, who came or whose deputy came, and family lines."""
    opened_at: datetime | None = None
    voices: dict[str, Voice] = field(default_factory=dict)
    """What each of the family said, by family line, or why they could not be heard (CG-18)."""
    progress: list[Progress] = field(default_factory=list)
    record_of_it: GroupRecord = field(default_factory=GroupRecord)
    closed_at: datetime | None = None
    plan_version: int | None = None
    help_to_come: str = ""
    """What carers in the group need in order to come, and who sees to it (CG-26)."""
    kept: dict[str, datetime] = field(default_factory=dict)
    """Members who have kept the outcome in their own agency's system (CG-13)."""

    @property
    def asked_at(self) -> datetime:
        """When people were asked for the present date: when it was arranged or last moved."""
        return self.moved[-1].at if self.moved else self.arranged_at

    @property
    def deputies_present(self) -> list[str]:
        """The enrolled deputies, by id, who sat in this meeting in a member's place."""
        sent = [
            answer.deputy.person
            for member, answer in self.replies.items()
            if member in self.present and answer.coming is Coming.DEPUTY and answer.deputy
        ]
        return [person for person in sent if person]

    @property
    def took_place(self) -> bool:
        """Whether it was held, even where its record is not finished. It counts from `starts_at`, so that
        a meeting opened or closed late in Quorate does not shift the four weeks (TIM-12)."""
        return self.phase in (GatheringPhase.OPEN, GatheringPhase.CLOSED)


@dataclass
class Sighting:
    """A child was seen (CG-21, TIM-13). `by` is a person's id; `alone` whether without the parents."""

    id: str
    child: str
    on: date
    by: str
    by_name: str
    alone: bool
    note: str
    recorded_by: str
    recorded_at: datetime


@dataclass
class SignificantChange:
    """Something changed so much that the chair of the planning meeting is told (CG-10, 11, TIM-14)."""

    id: str
    kind: ChangeKind
    what: str
    noticed_at: datetime
    by: str
    by_name: str
    at: datetime
    asks_for: Review = Review.NONE
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    answer: str = ""
    grants: Review = Review.NONE
    """Which other review the chair settles (CG-16, GEN-06)."""
    review_by: date | None = None
    """By when that review is held, as the chair settled it."""
    reviewed_in: str = ""
    """The review, by its meeting's id, that closed since; nothing more is booked for it then."""


@dataclass
class NextReview:
    """The review planning meeting ahead (TIM-05..07, CHR-21). `meeting` is the planning meeting's id."""

    by: date
    asked_at: datetime
    """When the date was set: the closing of the planning meeting that set it."""
    meeting: str | None = None
    starts_at: datetime | None = None
    set_by: str = ""
    """The planning meeting, by id, that set the date."""
    held_at: datetime | None = None
    """When it was held; from then on it is kept among the reviews that are over."""

    @property
    def day(self) -> date:
        """The day on which it will be: as booked or, until then, the last day agreed for it."""
        return local_day(self.starts_at) if self.starts_at else self.by


@dataclass
class BookedReview:
    """A review planning meeting that is booked. More than one may be, when a special review is asked for."""

    meeting: str
    starts_at: datetime
    chair: Person


@dataclass
class PlanChange:
    """What a planning meeting changes in a child's plan; the group builds it in (GEN-04).

    `child` is a child's id, `at` when the meeting closed.
    """

    child: str
    words: str
    at: datetime


@dataclass
class Chronology:
    """The multi-agency chronology: by when it was agreed to be there, and who puts it together (REP-16)."""

    by: date
    owner: str
    owner_name: str
    agreed_at: datetime
    received_at: datetime | None = None


@dataclass
class CoreGroup(Recording):
    """The core group of one case, from the first registration to the last name taken off."""

    id: str
    case_ref: str
    chair: Person
    planning_chair: Person
    lead_professional: Person
    formed_at: datetime
    formed_by: str
    """The planning meeting, by id, whose closing formed it."""
    registrations: list[Registration]
    members: list[Member]
    family: list[FamilyMember]
    review: NextReview | None
    revision: int = 0
    plan: Plan = field(default_factory=Plan)
    gatherings: list[Gathering] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    changes: list[SignificantChange] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    """Since the last review, the latest of each member on each child last."""
    recommended_to: dict[str, list[Recommendation]] = field(default_factory=dict)
    """What each member recommended last to each review that was held, by its id (CG-14, MIN-15)."""
    chronology: Chronology | None = None
    ended_at: datetime | None = None
    formed_by_review: bool = False
    """Whether it met before Quorate knew of it, so that no first meeting within 15 days is owed (TIM-11)."""
    followed: list[str] = field(default_factory=list)
    """The planning meetings, by id, whose outcome has been taken in."""
    reviews_booked: list[BookedReview] = field(default_factory=list)
    past_reviews: list[NextReview] = field(default_factory=list)
    plan_changes: list[PlanChange] = field(default_factory=list)
    """What planning meetings changed in the plan, also what is built in since: `changes_to_build_in`."""
    apart: list[str] = field(default_factory=list)
    """Who was in one part alone of the planning meeting: what the group reads is not all theirs (PAR-02)."""
    family_parts: dict[str, str] = field(default_factory=dict)
    """Family lines, by id, that were in one part alone of the planning meeting, and in which."""
    attested: dict[str, Attestation] = field(default_factory=dict)
    """What was said to be done, by the key of what was owed."""
    missed: dict[str, MissedLimit] = field(default_factory=dict)
    """Why a limit passed, by the key of what was owed."""

    @property
    def reference(self) -> str:
        """The neutral name, fit for a channel, a toast or a title."""
        return f"Core group {self.case_ref}"

    @property
    def ended(self) -> bool:
        """Whether every name has come off the register."""
        return self.ended_at is not None

    @property
    def registered(self) -> list[Child]:
        """The children whose names are on the register now, as far as this group knows."""
        return [r.child for r in self.registrations if r.ended_at is None]

    @property
    def current_members(self) -> list[Person]:
        """The professionals in the group now."""
        return [m.person for m in self.members if m.left_at is None]

    @property
    def current(self) -> Gathering | None:
        """The meeting that is under way or, when none is, the next one planned."""
        ahead = [g for g in self.gatherings if g.phase in (GatheringPhase.OPEN, GatheringPhase.PLANNED)]
        return min(ahead, key=lambda g: (g.phase is not GatheringPhase.OPEN, g.starts_at), default=None)

    @property
    def planned(self) -> Gathering | None:
        """The next meeting arranged, beside one that may be under way."""
        ahead = [g for g in self.gatherings if g.phase is GatheringPhase.PLANNED]
        return min(ahead, key=lambda g: g.starts_at, default=None)

    @property
    def held(self) -> list[Gathering]:
        """The meetings that took place, the earliest first."""
        return sorted((g for g in self.gatherings if g.took_place), key=lambda g: g.starts_at)

    @property
    def changes_to_build_in(self) -> list[PlanChange]:
        """What planning meetings changed since a version of the plan was last agreed (GEN-04)."""
        last = self.plan.versions[-1] if self.plan.versions else None
        names = {child.id for child in self.registered}
        waiting = (each for each in self.plan_changes if last is None or each.at > last.at)
        return [each for each in waiting if each.child in names]

    @property
    def review_chair(self) -> Person:
        """Who chairs the review ahead; until it is booked, who chaired the last planning meeting."""
        booked = min(self.reviews_booked, key=lambda b: b.starts_at, default=None)
        return booked.chair if booked else self.planning_chair

    @property
    def to_be_heard(self) -> list[FamilyMember]:
        """Whose views every meeting asks for: the family in the group, and each child on the register.

        A child without a line of their own stands under their own id. An unborn baby has no views yet,
        and a child whose name came off is heard elsewhere (CG-17, CG-18, CHI-07).
        """
        quiet = {r.child.id for r in self.registrations if r.ended_at is not None or r.child.unborn}
        lines = [f for f in self.family if f.child not in quiet]
        named = {f.child for f in lines}
        alone = [c for c in self.registered if not c.unborn and c.id not in named]
        return [*lines, *(FamilyMember(c.id, c.name, "child", c.id) for c in alone)]

    @property
    def not_together(self) -> list[FamilyMember]:
        """The family in the group who were in different parts of the planning meeting: they do not meet
        each other here either (PAR-02, LPP-05).
        """
        lines = [f for f in self.family if f.id in self.family_parts]
        return lines if len({self.family_parts[f.id] for f in lines}) > 1 else []

    @property
    def last_closed(self) -> Gathering | None:
        """The meeting held last."""
        held = [g for g in self.gatherings if g.phase is GatheringPhase.CLOSED]
        return held[-1] if held else None

    def gathering(self, gathering_id: str) -> Gathering:
        """The meeting with this id. Raises NoSuchThing."""
        for each in self.gatherings:
            if each.id == gathering_id:
                return each
        raise NoSuchThing(what="core group meeting")

    def child(self, child_id: str) -> Child:
        """The child with this id. Raises NoSuchThing."""
        for each in self.registrations:
            if each.child.id == child_id:
                return each.child
        raise NoSuchThing(what="child")

    def participants(self) -> dict[str, Role]:
        """Everybody who has a part in the group, with their role.

        An enrolled deputy stands in for the member until the meeting is over, and then reads its record.
        """
        over = [g for g in self.gatherings if g.phase is GatheringPhase.CLOSED]
        found = {each: Role.CORE_GROUP_DEPUTY for held in over for each in held.deputies_present}
        found |= {self.review_chair.id: Role.CHAIR, self.planning_chair.id: Role.CHAIR}
        ahead = self.current
        named = [r.deputy for r in ahead.replies.values() if r.deputy] if ahead else []
        found |= {deputy.person: Role.CORE_GROUP_MEMBER for deputy in named if deputy.person}
        found |= {p.id: Role.CORE_GROUP_MEMBER for p in self.current_members}
        return found | {
            self.lead_professional.id: Role.LEAD_PROFESSIONAL,
            self.chair.id: Role.CORE_GROUP_CHAIR,
        }

    def works(self, person: Person) -> bool:
        """Whether somebody works in the group; the chair of the planning meeting only hears of it."""
        role = self.participants().get(person.id)
        return role is not None and role.works_in_group

    def role_of(self, person: Person) -> Role:
        """The role of somebody who may open the group. Raises NotInGroup, also for an earlier deputy."""
        role = self.participants().get(person.id)
        if role is None or role is Role.CORE_GROUP_DEPUTY:
            raise NotInGroup
        return role

    def on_behalf(self, source: str, by: str) -> str:
        """What stands behind something recorded for a member: who recorded it (an id), and how they told."""
        who = f" by {self.name_of(by) or Duty.CP_ADMIN}" if by else ""
        return f" (recorded for them{who}: {source})" if source else ""

    def name_of(self, person_id: str) -> str:
        """What somebody of the group is called, professional or family; empty for a stranger."""
        names = {r.child.id: r.child.name for r in self.registrations} | {f.id: f.who for f in self.family}
        names |= {m.person.id: m.person.name for m in self.members}
        names |= {p.id: p.name for p in (self.planning_chair, self.lead_professional, self.chair)}
        return names.get(person_id, "")

    def require_running(self, what: str) -> None:
        """Refuse `what` once the last name has come off the register (GEN-16)."""
        if self.ended_at is not None:
            raise GroupEnded(what=what, day=say_day(local_day(self.ended_at)))

    def require_member(self, actor: Person) -> None:
        """Refuse everybody who does not work in the group; the chair of the planning meeting does not."""
        if not self.works(actor):
            raise NotYours(who="a member of the core group", next_step="Tell the lead professional.")

    def require_writer(self, actor: Person) -> None:
        """Refuse everybody but those who work in the group, and CP Administration, who writes for others."""
        if actor.id in self.participants() or not actor.has(Duty.CP_ADMIN):
            self.require_member(actor)

    def require_chair(self, actor: Person) -> None:
        """Refuse everybody but the group's chair and the lead professional, who stands in (CG-04)."""
        if actor.id not in (self.chair.id, self.lead_professional.id):
            raise NotYours(
                who="the chair of the core group or the lead professional",
                next_step="Tell one of them what is needed.",
            )

    def require_whole(self, person: Person) -> None:
        """Refuse somebody who may know one part of the planning meeting alone (PAR-02)."""
        if person.id in self.apart:
            raise HeardOnePart(name=person.name)

    def require_keeper(self, actor: Person) -> None:
        """Refuse everybody but chair, lead professional and CP Administration, who may record for others."""
        if actor.id not in (self.chair.id, self.lead_professional.id) and not actor.has(Duty.CP_ADMIN):
            raise NotYours(
                who="the chair of the core group, the lead professional or CP Administration",
                next_step="Ask one of them.",
            )
