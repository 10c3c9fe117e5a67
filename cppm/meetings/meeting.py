"""A Child Protection Planning Meeting as it stands: who, when, what was said and decided.

The verbs live in the module of their stage (booking, attendance, reports, conduct, views, decision,
dissent, key_points); each takes the meeting, the actor and the moment, and refuses with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cppm.disagreeing.disagreement_records import Escalation, FamilyReview, Scrutiny, WrittenAnswer
from cppm.errors import CPPMError
from cppm.meetings.kind_records import BirthRisk, Considered, Move, NamedPerson
from cppm.people import Agency, Duty, Kin, Person, Role, Standing
from cppm.records import Recording
from cppm.rights.exclusion_records import Alert, Exclusion
from cppm.rights.handing_over_records import HandedOver, Part
from cppm.rights.participation_records import Consent, Participation, Understood
from cppm.rights.parts_records import Parts
from cppm.rights.preparation_records import Briefing
from cppm.rights.restricted_records import ConfidentialSection, RestrictedRequest
from cppm.timing.clock_records import Attestation, MissedLimit


class NotInvited(CPPMError):
    """You are not on the invitation list of this meeting, so I can't show or record anything for it.
    If you should be there, ask the lead professional or CP Administration to add you."""

    rule = "INV-09"


class NotYours(CPPMError):
    """Only {who} can do this. {next_step}"""

    rule = "CHR-01"


class WrongPhase(CPPMError):
    """This meeting is {phase}, so {what} is not possible {when}. Nothing was changed."""

    rule = "GEN-05"


class NoSuchThing(CPPMError):
    """I can't find that {what} in this meeting. It may have been changed since the card was made;
    open the meeting again for the current state."""

    rule = "GEN-05"


class MeetingKind(StrEnum):
    """The four types of CPPM (GEN-05)."""

    PRE_BIRTH = "pre-birth"
    INITIAL = "initial"
    REVIEW = "review"
    TRANSFER = "transfer"


class Phase(StrEnum):
    """Where a meeting stands."""

    BOOKED = "booked"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STANDS: dict[Phase, str] = {
    Phase.BOOKED: "booked, with its invitation list not yet agreed",
    Phase.INVITED: "arranged and not open yet",
    Phase.OPEN: "under way",
    Phase.CLOSED: "closed",
    Phase.CANCELLED: "cancelled",
}
"""Where a meeting stands, as it is said in a refusal."""

UNTIL: dict[Phase, str] = {
    Phase.INVITED: "until the chair has agreed the list",
    Phase.OPEN: "until the chair opens it",
    Phase.CLOSED: "until the chair closes it",
}


class Mode(StrEnum):
    """How people meet."""

    IN_PERSON = "in person"
    TEAMS = "on Teams"
    HYBRID = "hybrid"


class Option(StrEnum):
    """What can be viewed and decided about a child's name on the register (DEC-05, OUT-01)."""

    PLACE = "place"
    NOT_PLACE = "not place"
    RETAIN = "retain"
    REMOVE = "remove"

    @property
    def words(self) -> str:
        """It as people read it."""
        return _OPTION_WORDS[self]


_OPTION_WORDS = {
    Option.PLACE: "Place the name on the register",
    Option.NOT_PLACE: "Do not place the name",
    Option.RETAIN: "Keep the name on the register",
    Option.REMOVE: "Remove the name from the register",
}

OPTIONS: dict[MeetingKind, tuple[Option, Option]] = {
    MeetingKind.PRE_BIRTH: (Option.PLACE, Option.NOT_PLACE),
    MeetingKind.INITIAL: (Option.PLACE, Option.NOT_PLACE),
    MeetingKind.REVIEW: (Option.RETAIN, Option.REMOVE),
    MeetingKind.TRANSFER: (Option.PLACE, Option.NOT_PLACE),
}
"""What is decided at each kind of meeting. Guides do not say it for a transfer: the profile does."""


class Coming(StrEnum):
    """The answer to an invitation (ATT-02, 04)."""

    AWAITED = "awaited"
    ATTENDING = "attending"
    DEPUTY = "sending a deputy"
    ABSENT = "not attending"


class Verdict(StrEnum):
    """What the number of distinct agencies means (QUO-02, 03, 05)."""

    QUORATE = "quorate"
    DISCRETION = "at the chair's discretion"
    NEVER = "not quorate"


@dataclass(frozen=True)
class Child:
    """A child or an unborn baby. `name` is what practitioners call them; 1:1 cards only."""

    id: str
    name: str
    age: int | None = None
    due_date: date | None = None
    born_on: date | None = None

    @property
    def unborn(self) -> bool:
        """Whether this is an unborn baby, who can't be referred to the Reporter (OUT-12)."""
        return self.due_date is not None and self.born_on is None


@dataclass
class FamilyLine(Kin):
    """A child, parent, carer or PR-holder: invited, or not invited with a reason (INV-03)."""

    id: str
    who: str
    relation: str
    invited: bool
    reason: str = ""
    child: str | None = None
    present: bool | None = None
    parent_of: list[str] = field(default_factory=list)
    """The ids of the children whose parent or carer this is, where it is not all of them."""


@dataclass
class Deputy:
    """Who stands in: named, briefed and authorised to represent (ATT-02, 03)."""

    name: str
    briefed: bool
    authorised: bool
    person: str | None = None


@dataclass
class Sharing:
    """Evidence that a report was shared with the family before the meeting (ATT-08, REP-09)."""

    shared: bool
    on: date | None
    how: str
    understood: str
    disputed: str
    why_not: str
    source: str = ""
    """How the author told whoever recorded it for them; empty for their own word."""
    recorded_by: str = ""
    """The id of whoever recorded it for them."""


@dataclass
class FamilyTime:
    """When a report is to be gone through with the family, and in which form (REP-10)."""

    on: date
    how: str


@dataclass
class Report:
    """A report that is owed: awaited or filed, never declined (REP-02)."""

    filed_at: datetime | None = None
    reference: str = ""
    uploaded: bool = False
    chronology: bool | None = None
    sharing: Sharing | None = None
    restricted: bool = False
    source: str = ""
    """How its author told whoever recorded it for them; empty where they filed it themselves."""
    recorded_by: str = ""
    """The id of whoever recorded it for them."""
    read_by: dict[str, datetime] = field(default_factory=dict)
    """Since when the chair and the lead professional say that they have it, by person (REP-08)."""
    planned: FamilyTime | None = None

    @property
    def filed(self) -> bool:
        """Whether the report has come in."""
        return self.filed_at is not None


@dataclass
class Stay:
    """When somebody came and went; `as_deputy` when the deputy sits in the chair.

    `deputy_came` stays true when the invitee arrives after all and takes over.
    """

    arrived: datetime
    left: datetime | None = None
    as_deputy: bool = False
    deputy_came: bool = False


@dataclass
class Invitee:
    """A professional on the invitation list, with everything the meeting needs of them."""

    person: Person
    role: Role
    reason: str
    coming: Coming = Coming.AWAITED
    answered_at: datetime | None = None
    why_absent: str = ""
    deputy: Deputy | None = None
    report: Report = field(default_factory=Report)
    stay: Stay | None = None
    invited_at: datetime | None = None
    source: str = ""
    """How they told whoever recorded their answer for them; empty for an answer of their own."""
    recorded_by: str = ""
    """The id of whoever recorded the answer."""
    consent: Consent | None = None
    """What family and chair say to somebody who comes to learn (ATT-22)."""
    beside: str = ""
    """The id of the family line for whom a support person or interpreter is there (PAR-06)."""
    moved_on_at: datetime | None = None
    """When a lead professional who had been there handed over and left the case; they open nothing since."""
    reads_from: date | None = None
    reads_until: date | None = None
    """First and last day on which somebody about to take over may read; None leaves it open (INV-08)."""
    waits_since: datetime | None = None
    """Since when somebody added to a list that was agreed waits for the chair to agree to them (CON-07)."""

    @property
    def present(self) -> bool:
        """Whether they, or their deputy, are in the meeting now or stayed to its end."""
        return self.stay is not None and self.stay.left is None

    @property
    def attended(self) -> bool:
        """Whether they, or their deputy, were there for any part."""
        return self.stay is not None

    @property
    def invited(self) -> bool:
        """Whether the chair has agreed to them, the invitation has gone out, and they are still on the case
        (CON-07, INV-08)."""
        return self.invited_at is not None and self.moved_on_at is None

    @property
    def deputy_sat_in(self) -> bool:
        """Whether the deputy was there, even where the invitee took over later."""
        return self.stay is not None and (self.stay.as_deputy or self.stay.deputy_came)

    @property
    def speaker(self) -> str:
        """The id of whoever speaks for this line; empty for a deputy whom nobody has enrolled."""
        if self.stay and self.stay.as_deputy and self.deputy:
            return self.deputy.person or ""
        return self.person.id


@dataclass
class QuorumStatement:
    """The quorum as the chair stated it, kept as a snapshot with what was needed (QUO-01)."""

    agencies: tuple[Agency, ...]
    verdict: Verdict
    at: datetime
    reason: str = ""
    essential_information: bool = False
    needed: int = 3
    core: tuple[Agency, ...] = ()
    """The agencies that all had to be there, where the council names some."""
    counts_as_one: tuple[tuple[Agency, ...], ...] = ()
    ground: str = ""
    """The exception on which the chair went ahead, where the council lists them."""


@dataclass
class Postponement:
    """An earlier date that did not hold, and why (QUO-06)."""

    was: datetime
    reason: str
    at: datetime
    absent: tuple[Agency, ...] = ()


@dataclass
class ChildSummary:
    """What the chair summed up before views: risks, needs, protective factors (DEC-01, CHR-10)."""

    risks: str
    needs: str
    protective: str
    before_birth: list[BirthRisk] = field(default_factory=list)
    """For an unborn baby, which of the known risk factors there are (GEN-08)."""


@dataclass
class Voice:
    """The child's or the parents' views as heard, or why they could not be (CHI-05, 06)."""

    words: str
    how: str
    passed_over: str = ""
    recorded_by: str = ""
    """The name of whoever brought it to a core group; in a planning meeting the chair records it."""


@dataclass(frozen=True)
class RegistrationView:
    """One person's view on registration with reasons. `option` is None when a partner passes."""

    person: str
    name: str
    agency: Agency
    standing: Standing
    option: Option | None
    reasons: str
    at: datetime
    deputy: str = ""
    source: str = ""
    recorded_by: str = ""


@dataclass
class ViewRound:
    """The round of views on one child: sealed until the chair opens them all at once (DEC-01..07)."""

    opened_at: datetime
    views: dict[str, RegistrationView] = field(default_factory=dict)
    earlier: list[RegistrationView] = field(default_factory=list)
    revealed_at: datetime | None = None


@dataclass(frozen=True)
class Concern:
    """An area of concern with its evidence (OUT-09)."""

    area: str
    evidence: str


@dataclass(frozen=True)
class Removal:
    """What taking a name off rests on, and what goes on for the child afterwards (OUT-03, 05, 06)."""

    less_risk: str
    stronger: str
    """Which protective factors have become stronger."""
    support: str
    """Which support goes on, with whose consent."""
    lead: str
    """Whether another lead professional takes over, and how that is agreed."""


@dataclass
class Decision:
    """The chair's decision on one child, with reasons (CHR-14, 16, 19; DEC-08..10; OUT-11)."""

    option: Option
    reasons: str
    consensus: bool
    rationale: str
    concerns: list[Concern]
    reporter: str
    reporter_reason: str
    at: datetime
    by: str
    removal: Removal | None = None

    @property
    def reporter_words(self) -> str:
        """Whether the Children's Reporter is involved, in words (OUT-11, 12)."""
        return REPORTER_WORDS.get(self.reporter, "")


REPORTER_WORDS = {
    "refer": "A referral is made",
    "not needed": "No referral is needed",
    "already referred": "Already referred",
    "unborn": "Not before the birth",
}


@dataclass
class ImmediateAction:
    """Who does what by when until the core group meets (CHR-18)."""

    id: str
    what: str
    who: str
    by: date
    child: str = ""
    """The id of the child whom it is about alone; empty for all of them."""


@dataclass
class Telling:
    """Somebody who was not there, who tells them, and by when (PAR-03, EXC-08, CHR-22)."""

    id: str
    who: str
    told_by: str
    told_by_name: str
    by: date
    told_at: datetime | None = None
    how: str = ""
    understood: Understood | None = None
    """Whether somebody kept out understood it; of others that stands with their own part (PTP-05)."""


@dataclass
class Outcome:
    """What the meeting settled beside the decisions (CHR-17, 18, 21, 22; CG-05)."""

    lead_professional: str | None = None
    core_group: list[str] = field(default_factory=list)
    core_group_chair: str | None = None
    """Social work chairs the core group (CG-04); None stands for the lead professional."""
    first_core_group: datetime | None = None
    review_on: date | None = None
    actions: list[ImmediateAction] = field(default_factory=list)
    no_actions_because: str = ""
    tellings: list[Telling] = field(default_factory=list)
    rights_told_at: datetime | None = None
    """When the family in the meeting had heard how to ask for a review and how to complain (CHR-20)."""


@dataclass
class Dissent:
    """A formal dissent in the dissenter's own words (DIS-01, 02)."""

    id: str
    person: str
    name: str
    agency: Agency
    child: str
    disagrees_with: Option
    reason: str
    alternative: str
    at: datetime
    manager: str | None = None
    manager_told_at: datetime | None = None
    escalation: Escalation | None = None
    answer: WrittenAnswer | None = None


@dataclass
class PartPoints:
    """The key points as those hear them who were in one part of the meeting alone."""

    decision: str
    reasons: str
    actions: str


@dataclass
class KeyPoints:
    """The three parts that go out within 24 hours (SUM-03). It is not a child's plan (SUM-05)."""

    decision: str
    reasons: str
    actions: str
    edited_at: datetime | None = None
    released_at: datetime | None = None
    recipients: list[str] = field(default_factory=list)
    versions: dict[str, PartPoints] = field(default_factory=dict)
    """By the part, for a meeting in two."""


@dataclass
class Correction:
    """What somebody asks to be changed in the minutes, and the chair's answer (MIN-24, 25)."""

    id: str
    person: str
    name: str
    words: str
    at: datetime
    agreed: bool | None = None
    answer: str = ""
    answered_at: datetime | None = None


@dataclass
class Minutes:
    """Where the minutes stand; the text itself is kept in the council's case system (MIN-22..28).

    `sent_at` starts the time for corrections; a recording is deleted once the minutes are complete.
    """

    drafted_at: datetime | None = None
    checked_at: datetime | None = None
    checked_by: str = ""
    sent_at: datetime | None = None
    reference: str = ""
    corrections: list[Correction] = field(default_factory=list)
    recording_deleted_at: datetime | None = None


@dataclass
class PlanningMeeting(Recording):
    """One CPPM for one or more children of a case. Decisions are per child."""

    id: str
    case_ref: str
    kind: MeetingKind
    chair: Person
    lead_professional: Person
    booked_by: str
    children: list[Child]
    family: list[FamilyLine]
    invitees: list[Invitee]
    starts_at: datetime
    minutes_long: int
    mode: Mode
    place: str
    interpreter: str
    convened_at: datetime
    report_due: date
    investigation_began: date | None = None
    short_notice_reason: str = ""
    late_reason: str = ""
    review_by: date | None = None
    """The last day for a review, as the meeting before set it (TIM-05..07)."""
    other_chair_because: str = ""
    """Why somebody else chairs a review than chaired before (CON-06)."""
    after_inquorate: bool = False
    """Whether the meeting before, or this one on an earlier date, went ahead without a quorum (QUO-06)."""
    special_because: str = ""
    """Why a special review was asked for and agreed; empty for any other meeting (GEN-06)."""
    move: Move | None = None
    """What a transfer meeting knows of the family's move."""
    transfer_outcomes: list[Option] = field(default_factory=list)
    """What a transfer meeting decides between here; empty for any other meeting (OUT-01)."""
    parts_planned: bool = False
    """Whether separate parts were planned when it was booked, so that its slot is longer (PAR-04)."""
    phase: Phase = Phase.BOOKED
    revision: int = 0
    list_sent_at: datetime | None = None
    list_returned: str = ""
    nobody: dict[str, str] = field(default_factory=dict)
    approved_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_reason: str = ""
    cancelled_at: datetime | None = None
    to_replace: bool = False
    """Whether it was called off and another meeting is needed in its place (CON-09)."""
    replaced_by: str = ""
    """The id of the meeting that was booked in its place."""
    opening: list[str] = field(default_factory=list)
    always_recorded: bool = True
    """Whether the council's guide says that meetings on Teams are recorded (MIN-02)."""
    quorum: QuorumStatement | None = None
    postponements: list[Postponement] = field(default_factory=list)
    summaries: dict[str, ChildSummary] = field(default_factory=dict)
    childs_views: dict[str, Voice] = field(default_factory=dict)
    parents_views: dict[str, Voice] = field(default_factory=dict)
    rounds: dict[str, ViewRound] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    considered: Considered = field(default_factory=Considered)
    """What was said to the questions of this kind of meeting (GEN-09..13)."""
    outcome: Outcome = field(default_factory=Outcome)
    dissents: list[Dissent] = field(default_factory=list)
    key_points: KeyPoints | None = None
    minutes: Minutes = field(default_factory=Minutes)
    attested: dict[str, Attestation] = field(default_factory=dict)
    """What was said to be done, by the key of what was owed."""
    missed: dict[str, MissedLimit] = field(default_factory=dict)
    """Why a limit passed, by the key of what was owed."""
    scrutinies: list[Scrutiny] = field(default_factory=list)
    family_reviews: list[FamilyReview] = field(default_factory=list)
    restricted: list[RestrictedRequest] = field(default_factory=list)
    """Requests to the chair to keep something apart, without a word of it (RAI-01)."""
    sections: list[ConfidentialSection] = field(default_factory=list)
    briefings: list[Briefing] = field(default_factory=list)
    """Carers, childminders and volunteers who come, and who briefs them (INV-07)."""
    participation: dict[str, Participation] = field(default_factory=dict)
    """How each of the family takes part, by the id of their line."""
    exclusions: list[Exclusion] = field(default_factory=list)
    """What the chair decided about somebody of the family who should not be there, the latest last."""
    parts: Parts | None = None
    """How it is held in two parts, where it is (PAR-01)."""
    in_part: str = ""
    """In what somebody in one part alone reads: which part that is. Never kept."""
    alerts: list[Alert] = field(default_factory=list)
    """What practitioners told the chair alone about somebody of the family."""
    handed_over: list[HandedOver] = field(default_factory=list)
    """Who chaired or led before, the earliest first (INV-08)."""
    named_persons: dict[str, NamedPerson] = field(default_factory=dict)
    """The Named Person of each child, by the child's id, as far as anybody has said (MIN-18)."""

    @property
    def reference(self) -> str:
        """The neutral name of the meeting, fit for a channel, a toast or a title."""
        return f"CPPM {self.case_ref}"

    @property
    def names(self) -> dict[str, str]:
        """What everybody connected with it is called, by id; family members by their line."""
        deputies = {i.deputy.person: i.deputy.name for i in self.invitees if i.deputy and i.deputy.person}
        earlier = (each.was for each in self.handed_over)
        people = [*earlier, self.chair, self.lead_professional, *(i.person for i in self.invitees)]
        return deputies | {p.id: p.name for p in people} | {f.id: f.who for f in self.family}

    def on_behalf(self, source: str, by: str) -> str:
        """What stands behind something recorded for somebody: who recorded it (an id), and how they told.

        Empty for somebody's own word. Whoever is not of the meeting recorded it as CP Administration.
        """
        who = f" by {self.names.get(by, Duty.CP_ADMIN)}" if by else ""
        return f" (recorded for them{who}: {source})" if source else ""

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be decided here: at a transfer meeting what the council's profile said at its booking."""
        here = self.transfer_outcomes if self.kind is MeetingKind.TRANSFER else []
        return tuple(here) or OPTIONS[self.kind]

    @property
    def registering(self) -> tuple[Option, ...]:
        """The decisions that put a name on this council's register."""
        moved_here = self.kind is MeetingKind.TRANSFER
        return (Option.PLACE, Option.RETAIN) if moved_here else (Option.PLACE,)

    def participants(self) -> dict[str, Role]:
        """Everybody who may open this meeting, with their role; an enrolled deputy with the invitee's.

        Nobody sees a meeting before the chair has agreed that they are invited (CON-07), and a deputy who
        did not come sees it no more once it is closed.
        """
        invited = [i for i in self.invitees if i.invited]
        found = {stand_in: i.role for i in invited if (stand_in := self._stand_in(i))}
        found |= {i.person.id: i.role for i in invited}
        return found | {self.lead_professional.id: Role.LEAD_PROFESSIONAL, self.chair.id: Role.CHAIR}

    def _stand_in(self, line: Invitee) -> str:
        """The id of the enrolled deputy of a line, until a meeting is over to which they did not come."""
        named = line.deputy.person if line.deputy and not line.moved_on_at else None
        return named or "" if line.deputy_sat_in or self.phase is not Phase.CLOSED else ""

    def chair_at(self, moment: datetime) -> Person:
        """Who chaired at that moment: what a chair did stays theirs after they hand over."""
        later = (h.was for h in self.handed_over if h.part is Part.CHAIR and h.at > moment)
        return next(later, self.chair)

    @property
    def chairs(self) -> list[Person]:
        """Everybody who has chaired this meeting, the earliest first, and who chairs now."""
        return [*(h.was for h in self.handed_over if h.part is Part.CHAIR), self.chair]

    def spoke_here(self, person: Person) -> bool:
        """Whether somebody was there in a role that gives a view, as themselves or as a deputy.

        For a deputy whom nobody has enrolled, the invitee whose agency was represented stands (DEC-12).
        """
        there = (i for i in self.invitees if i.attended and i.role.gives_view and not i.moved_on_at)
        return any((i.speaker or i.person.id) == person.id for i in there)

    def role_of(self, person: Person) -> Role:
        """The person's role here. Raises NotInvited."""
        role = self.participants().get(person.id)
        if role is None:
            raise NotInvited
        return role

    def invitee(self, person_id: str) -> Invitee:
        """The line of this person on the list. Raises NoSuchThing."""
        for line in self.invitees:
            if line.person.id == person_id:
                return line
        raise NoSuchThing(what="person")

    def family_line(self, line_id: str) -> FamilyLine:
        """Somebody of the family. Raises NoSuchThing."""
        for line in self.family:
            if line.id == line_id:
                return line
        raise NoSuchThing(what="family member")

    def line_of(self, actor: Person) -> Invitee:
        """The line that the actor speaks for: their own or, as an enrolled deputy, another's."""
        own = [
            i
            for i in self.invitees
            if i.person.id == actor.id and (i.invited or i.role is Role.LEAD_PROFESSIONAL)
        ]
        stands_in = [i for i in self.invitees if self._stand_in(i) == actor.id]
        if not own and not stands_in:
            raise NotInvited
        return (own or stands_in)[0]

    def child(self, child_id: str) -> Child:
        """The child with this id. Raises NoSuchThing."""
        for child in self.children:
            if child.id == child_id:
                return child
        raise NoSuchThing(what="child")

    def require_chair(self, actor: Person) -> None:
        """Refuse everybody but this meeting's chair."""
        if actor.id != self.chair.id:
            raise NotYours(who="the chair of this meeting", next_step="Tell the chair what is needed.")

    def require_keeper_of_list(self, actor: Person) -> None:
        """Refuse everybody but the lead professional, who booked, the chair and CP Administration."""
        keepers = (self.lead_professional.id, self.booked_by, self.chair.id)
        if actor.id not in keepers and not actor.has(Duty.CP_ADMIN):
            raise NotYours(
                who="the lead professional, the chair or CP Administration",
                next_step="Ask one of them to change the list.",
            )

    def require_recorder(self, actor: Person) -> None:
        """Refuse everybody but the chair and CP Administration, who may record for others."""
        if actor.id != self.chair.id and not actor.has(Duty.CP_ADMIN):
            raise NotYours(
                who="the chair or CP Administration", next_step="Ask one of them to record it for you."
            )

    def require_phase(self, what: str, *phases: Phase) -> None:
        """Refuse `what` unless the meeting stands in one of the phases."""
        if self.phase in phases:
            return
        order = list(Phase)
        later = [p for p in phases if order.index(p) > order.index(self.phase)]
        when = UNTIL[later[0]] if later else "any more"
        raise WrongPhase(phase=STANDS[self.phase], what=what, when=when)
