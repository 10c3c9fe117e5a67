"""Booking a meeting, moving it, calling it off (CON-06..09, TIM-01..07, LPP-03, INV-03, QUO-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from cards.meetings.booking import booked_card
from cppm.errors import CPPMError
from cppm.groups.core_group import CoreGroup
from cppm.meetings import another_meeting, booking
from cppm.meetings.kind_records import Move
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind, Mode, Phase, PlanningMeeting
from cppm.people import Duty, Person
from cppm.requests import AskedFor, MeetingRequest
from cppm.timing.timescales import RestDay, local_day
from dialogs import family
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, ask
from dialogs.hub import next_buttons
from dialogs.meetings import births, booking_again, moving, requests, reviewing, transfers
from dialogs.meetings import booking_answers as answers
from dialogs.meetings.keeping import named
from dialogs.moves import moved
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.cases import Case
from storage.errors import NoSuchPerson
from storage.ids import new_id

jobs = Jobs()
jobs.add(moving.jobs)
jobs.add(reviewing.jobs)
jobs.add(births.jobs)
jobs.add(requests.jobs)
jobs.add(transfers.jobs)

REPORTS_BEFORE = timedelta(days=5)
"""How long before the meeting reports are due unless a day is given: a local default, not in the guide."""

LONGEST = 1000
SPECIAL = "A special review was agreed. It was asked for because: {reasons}"


class NobodyTo(CPPMError):
    """Nobody is enrolled as {what}, so a meeting can't be booked yet. Ask CP Administration to enrol
    somebody or to correct their duties."""

    rule = "CON-05"


class BookedAlready(CPPMError):
    """A meeting for this case is booked already and not yet held. Move that one, or call it off first."""

    rule = "CON-08"


@jobs.form
class BookMeeting(Form):
    """Book a meeting"""

    job = "book"
    submit = "Book"

    case_ref: str = ask(
        "Which case is it?",
        label="Case",
        hint="The case reference, never a name.",
        example="PK-26-0137",
        max_length=30,
        check=answers.check_reference,
    )
    kind: Literal["initial", "pre-birth", "review", "transfer"] = ask(
        "Which type of meeting?",
        label="Type",
        options={
            "initial": "Initial",
            "pre-birth": "Pre-birth",
            "review": "Review",
            "transfer": "Transfer, after a move from another area",
        },
        synonyms={"transfer": ("moved", "move"), "pre-birth": ("unborn", "before birth", "prebirth")},
        hint="Type review to have a review filled in from the core group.",
    )
    children: list[str] = ask(
        "Which children is it about?",
        label="Children",
        kind="lines",
        hint="Name and age, or for an unborn baby the due date: Kay, 7 or Baby, due 3 March 2027.",
        example="Kay, 7",
        max_length=LONGEST,
        check=answers.check_children,
    )
    family: list[str] = ask(
        "Who of the family is invited, and who is not?",
        label="Family",
        kind="lines",
        hint="Each child born, and each parent, carer or person with parental responsibilities: "
        "Mother: invited. Father: not invited, bail conditions. Kay: not invited, too young to take part.",
        example="Kay's mother: invited; Kay: not invited, too young to take part",
        max_length=2000,
        check=answers.check_family,
    )
    starts_at: datetime = ask("When is the meeting?", label="When", side="future")
    mode: Literal["in person", "on Teams", "hybrid"] = ask(
        "How do people meet?",
        label="How",
        options={
            "in person": "In person",
            "on Teams": "On Teams",
            "hybrid": "Some in the room, some on Teams",
        },
        synonyms={
            "on Teams": ("teams", "online", "remote", "by video"),
            "in person": ("room", "face to face"),
            "hybrid": ("both", "mixed"),
        },
    )
    place: str = ask(
        "Where do people meet?",
        label="Place",
        when=lambda got: got.get("mode") in ("in person", "hybrid"),
        only="Only if people meet in a room.",
        max_length=120,
    )
    chair: str = ask("Who chairs?", label="Chair", kind="person")
    other_chair: str = ask(
        "Why does somebody else chair than before?",
        label="Why another chair",
        kind="long",
        when=answers.chairs_anew,
        required=False,
        hint="The same person chairs the review wherever possible. Not needed if they do.",
        max_length=LONGEST,
    )
    lead: str = ask("Who is the lead professional?", label="Lead professional", kind="person")
    interpreter: Literal["not needed", "booked", "being booked"] = ask(
        "Is an interpreter needed?",
        label="Interpreter",
        hint="Everyday English is not enough for a formal meeting. Ask the family.",
        options={
            "not needed": "Not needed",
            "booked": "Needed and booked",
            "being booked": "Needed and being booked",
        },
        synonyms={"not needed": ("no", "none"), "being booked": ("asked", "asked for", "requested")},
    )
    parts: bool | None = ask(
        "Will people meet in separate parts?",
        label="Separate parts",
        required=False,
        hint="For example, so that parents do not meet each other. The slot is longer then.",
    )
    left: str = ask(
        "Which area did the family leave?",
        label="Area the family left",
        when=answers.is_transfer,
        example="Fife",
        max_length=60,
    )
    stays_since: date | None = ask(
        "On which day was it confirmed that the family stays for good?",
        label="Stays since",
        side="past",
        when=answers.is_transfer,
    )
    interim_plan: bool | None = ask(
        "Have both areas agreed an interim safety plan?",
        label="Interim safety plan agreed",
        when=answers.is_transfer,
    )
    no_interim_because: str = ask(
        "Why is there no interim safety plan yet, and what keeps the child safe meanwhile?",
        kind="long",
        label="No interim plan because",
        when=answers.lacks_interim_plan,
        max_length=LONGEST,
    )
    last_held: date | None = ask(
        "On which day was the last planning meeting?",
        label="Last planning meeting",
        side="past",
        when=answers.lacks_last_meeting,
    )
    began: date | None = ask(
        "On which day did the investigation begin?",
        label="Investigation began",
        side="past",
        when=answers.is_first,
        only="Only for an initial or a pre-birth meeting.",
        hint="For an unborn baby: the day the concern was raised.",
    )
    report_due: date | None = ask(
        "By which day are reports due?",
        label="Reports due",
        required=False,
        side="future",
        hint="Left out: five days before the meeting, or the working day before that.",
        check=answers.check_report_day,
    )
    short_notice: str = ask(
        "Why is the notice shorter than the council asks for?",
        label="Why at short notice",
        kind="long",
        when=answers.is_short,
        max_length=LONGEST,
    )
    late: str = ask(
        "Why is the meeting later than the last day allowed, and which senior manager agreed?",
        label="Why after the last day",
        kind="long",
        when=answers.is_late,
        max_length=LONGEST,
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Lead professionals and CP Administration book; the rest is what the questions look at."""
        booking.require_booker(scene.person)
        chairs = await _with(scene, Duty.CHAIR)
        leads = await _with(scene, Duty.QUALIFIED_SOCIAL_WORKER)
        notice = scene.profile.limit("notice")
        known: dict[str, object] = {
            "now": scene.now,
            "profile": scene.profile,
            "notice": notice.count if notice else 0,
        }
        options = {"chair": chairs, "lead": leads}
        asked = await requests.to_book(scene)
        if asked and asked.request.asked_for is AskedFor.SPECIAL_REVIEW and asked.group:
            filled = await reviewing.filled_in(scene.about({"g": asked.group}), options, known)
            return replace(filled, intro=[SPECIAL.format(reasons=asked.request.reasons), *filled.intro])
        if asked:
            known |= {"case_ref": asked.case_ref, "kind": asked.request.asked_for.kind.value}
        if "g" in scene.ids:
            return await reviewing.filled_in(scene, options, known)
        if "m" in scene.ids:
            return await booking_again.filled_in(scene, options, known)
        if scene.person.id in leads:
            known["lead"] = scene.person.id
        known |= await moved.known_for_booking(scene)
        return Prepared(options=options, known=known, hints={"late": _last_days(scene)})

    async def record(self, scene: Scene) -> Answer:
        """Book it, keep the case, and go on to the people who are usually invited."""
        case_ref = answers.reference(self.case_ref)
        await _refuse_second(scene, case_ref)
        asked = await requests.to_book(scene)
        before = await reviewing.last_meeting(scene, case_ref)
        group = await scene.store.core_groups.of_case(case_ref)
        booked = await self._booking(scene, case_ref, group, before)
        instead_of = await booking_again.replaced(scene, case_ref)
        booked = replace(booked, special_because=_why_special(asked, instead_of))
        meeting = booking.book(booked, new_id(), scene.person, scene.now, scene.profile, group, before)
        await _keep_case(scene, meeting)
        meeting = await scene.store.meetings.add(meeting, by=scene.person, once=scene.once)
        called_for = [before] if before and another_meeting.wanted(before) else []
        await booking_again.booked(scene, [*called_for, *instead_of], meeting)
        if asked:
            await requests.booked(scene, asked, meeting)
        await moved.transfer_booked(scene, meeting, [each.id for each in instead_of])
        buttons = next_buttons(meeting, scene.person)
        card = booked_card(meeting, scene.person, scene.now, scene.turn.time_zone, buttons)
        return Answer(replace=card, then=("usual", {"m": meeting.id}))

    async def _booking(
        self, scene: Scene, case_ref: str, group: CoreGroup | None, before: PlanningMeeting | None
    ) -> booking.Booking:
        people = await scene.store.people.many((self.chair, self.lead))
        if len(people) < len({self.chair, self.lead}):
            raise NoSuchPerson
        known = [*(await scene.store.cases.known(case_ref)).children, *(group.registered if group else [])]
        children = _same(known, family.read_children(self.children, scene.now).found)
        return booking.Booking(
            case_ref=case_ref,
            kind=MeetingKind(self.kind),
            children=children,
            family=self._family(children, before),
            chair=people[self.chair],
            lead_professional=people[self.lead],
            starts_at=self.starts_at,
            mode=Mode(self.mode),
            place=self.place,
            interpreter=self.interpreter,
            report_due=self.report_due or _reports_due(self.starts_at, scene.now, scene.profile.rest_day),
            investigation_began=self.began,
            short_notice_reason=self.short_notice,
            late_reason=self.late,
            review_by=answers.review_by({"last_held": self.last_held, "profile": scene.profile}),
            other_chair_because=self.other_chair,
            move=self._move(),
            parts_planned=bool(self.parts),
        )

    def _move(self) -> Move | None:
        if self.kind != MeetingKind.TRANSFER.value or self.stays_since is None:
            return None
        return Move(self.left, self.stays_since, bool(self.interim_plan), self.no_interim_because)

    def _family(self, children: Sequence[Child], before: PlanningMeeting | None) -> list[FamilyLine]:
        """The family's lines; who had one in the meeting before keeps its id, so that the core group
        knows them again.
        """
        known = {line.who.casefold(): line.id for line in before.family} if before else {}
        found = family.read_family(self.family, children).found
        return [replace(line, id=known.get(line.who.casefold(), line.id)) for line in found]


def _why_special(asked: MeetingRequest | None, instead_of: Sequence[PlanningMeeting]) -> str:
    """Why a special review was asked for, also of one that takes the place of another (GEN-06)."""
    if asked:
        return asked.request.reasons if asked.request.asked_for is AskedFor.SPECIAL_REVIEW else ""
    return next((each.special_because for each in instead_of if each.special_because), "")


def _reports_due(starts_at: datetime, now: datetime, rest: RestDay) -> date:
    """Five days before the meeting or, where nobody works then, the working day before; no day gone by."""
    day = local_day(starts_at) - REPORTS_BEFORE
    while rest(day):
        day -= timedelta(days=1)
    return max(local_day(now), day)


def _last_days(scene: Scene) -> str:
    """What this council says about the last day of a first meeting (TIM-02, TIM-03)."""
    clocks = scene.profile.clocks
    kinds = {"initial_cppm": "Initial meeting", "prebirth": "Pre-birth meeting"}
    return " ".join(f"{kind}: {clocks[name].says}" for name, kind in kinds.items() if name in clocks)


async def _with(scene: Scene, duty: Duty) -> dict[str, str]:
    found = named(await scene.store.people.with_duty(duty))
    if not found:
        raise NobodyTo(what=duty.value)
    return found


async def _refuse_second(scene: Scene, case_ref: str) -> None:
    """One case has one meeting under way: two people who book at once are told of each other."""
    lines = await scene.store.meetings.for_case(case_ref)
    if any(line.phase in (Phase.BOOKED, Phase.INVITED, Phase.OPEN) for line in lines):
        raise BookedAlready


def _same(known: Sequence[Child], named_now: Sequence[Child]) -> list[Child]:
    """The children under the ids that the case and its core group know them by."""
    ids = {child.name.casefold(): child.id for child in known}
    return [replace(child, id=ids.get(child.name.casefold(), child.id)) for child in named_now]


async def _keep_case(scene: Scene, meeting: PlanningMeeting) -> None:
    """Make the case, or bring it up to date; a child of an earlier meeting stays in it."""
    case = await scene.store.cases.known(meeting.case_ref)
    now = {child.id: child for child in meeting.children}
    children = {child.id: child for child in case.children} | now
    await scene.store.cases.keep(
        Case(meeting.case_ref, meeting.lead_professional.id, tuple(children.values()))
    )


def books(person: Person) -> bool:
    """Whether booking is this person's to do."""
    return person.has(Duty.QUALIFIED_SOCIAL_WORKER) or person.has(Duty.CP_ADMIN)


jobs.command(
    Command(
        "book",
        "book.open",
        "Book a meeting",
        ("book a meeting", "book meeting", "new meeting", "arrange a meeting", "convene"),
        books,
    )
)
