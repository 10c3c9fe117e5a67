"""A stay outside the area: whether the child is visited meanwhile, and the letter to the keeper there.

By how long they are away and what the risk is, the lead professional decides with the team leader; the visit
is then a link of the chain like the others (ADR-03, ADR-04).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import NotYours
from cppm.moves.address import tell_closed
from cppm.moves.address_records import AddressChange, AddressKind, Happened, Link, LinkKind, StayVisit
from cppm.moves.guarding import require_addressee
from cppm.moves.whereabouts import Whereabouts
from cppm.papers import Paper, Part
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing.timescales import local_day, say_day


class NotAStay(CPPMError):
    """This is no stay outside the area, so there is no such visit to decide on. The plan has the visits."""

    rule = "ADR-04"


class StayIsOver(CPPMError):
    """This stay is over, so nothing is left to decide. Open the addresses of the case to see more."""

    rule = "ADR-04"


class VisitUnexplained(CPPMError):
    """Please say why, in a sentence: how long they are away, and what the risk is."""

    rule = "ADR-04"


class VisitIncomplete(CPPMError):
    """Please say who makes the visit and by when. The day must lie within the stay, and not before today."""

    rule = "ADR-04"


class NothingProposed(CPPMError):
    """The lead professional has not said yet what they propose. You get a message when they have."""

    rule = "ADR-04"


def wants_move(root: Whereabouts, entry: AddressChange) -> bool:
    """Whether the family lives in another area for now, and no move tells that council of it yet (MOV-06)."""
    lives_there = entry.kind is AddressKind.FAMILY_FOR_NOW and entry.council
    goes_on = entry.holds and entry.ended_on is None
    told = any(
        move.out and move.ending is None and not set(move.children).isdisjoint(entry.children)
        for move in root.moves
    )
    return bool(lives_there) and goes_on and not told


def may_decide(root: Whereabouts, person: Person, entry: AddressChange) -> bool:
    """Whether this person says if there is a visit, or says it anew while none was made (ADR-04)."""
    goes_on = entry.kind is AddressKind.STAY and entry.holds and entry.ended_on is None
    made = any(link.kind is LinkKind.VISIT and link.done for link in entry.links)
    both = person.id == root.lead_professional.id or root.manages(person)
    return both and goes_on and (entry.deciding or not made)


def agree_with(root: Whereabouts) -> str:
    """Whose agreement it takes: the lead professional's line manager, or everybody who stands in."""
    return root.leads_manager or everyone_with(root.decides_with_lead)


def the_two(root: Whereabouts) -> str:
    """Who decides on a visit together, as people say it."""
    return f"the lead professional and a {root.decides_with_lead}"


def require_stay(root: Whereabouts, actor: Person, entry: AddressChange) -> None:
    """Refuse what is no stay or is over, and everybody but lead professional and team leader."""
    root.require_reader(actor)
    if actor.id != root.lead_professional.id and not root.manages(actor):
        raise NotYours(who=the_two(root), next_step="Tell one of them what you know.")
    if entry.kind is not AddressKind.STAY:
        raise NotAStay
    if not entry.holds or entry.ended_on is not None:
        raise StayIsOver


def propose(
    root: Whereabouts,
    actor: Person,
    entry_id: str,
    visit: bool,
    who: str,
    by: date | None,
    why: str,
    at: datetime,
    new_id: Callable[[], str],
) -> AddressChange:
    """The lead professional or the team leader says whether there is a visit; the other one agrees (ADR-04).

    Said alike by the second, it is agreed. Said otherwise, the first is asked anew.
    """
    entry = root.address(entry_id)
    require_stay(root, actor, entry)
    _check(entry, visit, who, by, why, local_day(at))
    who, by = (who.strip(), by) if visit else ("", None)
    said = StayVisit(visit, who, by, why.strip(), actor.id, actor.name, at)
    before = entry.visit
    if before and before.agreed_at is None and _other(root, actor, before) and _same(before, said):
        return agree(root, actor, entry_id, at, new_id)
    entry.visit = said
    _drop_visit(entry)
    root.record(
        FactKind.STAY_VISIT_PROPOSED, actor, at, entry=entry.id, visit=visit, who=who,
        by=by.isoformat() if by else None, why=said.why,
    )  # fmt: skip
    other = agree_with(root) if actor.id == root.lead_professional.id else root.lead_professional.id
    root.owe(NoticeKind.STAY_TO_AGREE, other, key=f"{entry.id}:{root.revision}", about=entry.id)
    return entry


def _check(entry: AddressChange, visit: bool, who: str, by: date | None, why: str, today: date) -> None:
    if not why.strip():
        raise VisitUnexplained
    outside = by is None or by < max(today, entry.since) or bool(entry.until and by > entry.until)
    if visit and (outside or not who.strip()):
        raise VisitIncomplete


def _same(before: StayVisit, said: StayVisit) -> bool:
    return (before.visit, before.who, before.by, before.why) == (said.visit, said.who, said.by, said.why)


def _other(root: Whereabouts, actor: Person, proposed: StayVisit) -> bool:
    """Whether this person is the second of the two: a lead professional's word takes a team leader's."""
    lead = root.lead_professional.id
    return root.manages(actor) if proposed.person == lead else actor.id == lead


def may_agree(root: Whereabouts, actor: Person, entry: AddressChange) -> bool:
    """Whether a proposal waits for this person."""
    return entry.deciding and entry.visit is not None and _other(root, actor, entry.visit)


def agree(
    root: Whereabouts, actor: Person, entry_id: str, at: datetime, new_id: Callable[[], str]
) -> AddressChange:
    """The second of the two agrees; a visit is owed from then on. Said twice changes nothing."""
    entry = root.address(entry_id)
    require_stay(root, actor, entry)
    proposed = entry.visit
    if proposed is None:
        raise NothingProposed
    if proposed.agreed_at is not None:
        return entry
    if not _other(root, actor, proposed):
        raise NotYours(who="the other of the two", next_step="They have a message and are reminded.")
    entry.visit = replace(proposed, agreed_by=actor.id, agreed_by_name=actor.name, agreed_at=at)
    root.record(FactKind.STAY_VISIT_AGREED, actor, at, entry=entry.id, visit=proposed.visit)
    if proposed.visit:
        entry.links.append(Link(new_id(), LinkKind.VISIT, Happened.REPORTED, at, proposed.by))
    tell_closed(root, entry, actor, entry.id)
    return entry


def _drop_visit(entry: AddressChange) -> None:
    for link in entry.waiting:
        link.overtaken = link.overtaken or link.kind is LinkKind.VISIT


def may_write(root: Whereabouts, person: Person) -> bool:
    """Who writes to the keeper there: lead professional, team leader and CP Administration."""
    leads = person.id == root.lead_professional.id or root.manages(person)
    return leads or person.has(Duty.CP_ADMIN)


def require_writer(root: Whereabouts, actor: Person, entry: AddressChange) -> None:
    """Refuse whoever does not write the letter, and a letter about what is no stay."""
    root.require_reader(actor)
    if entry.kind is not AddressKind.STAY:
        raise NotAStay
    if not may_write(root, actor):
        raise NotYours(
            who="the lead professional, the team leader or CP Administration", next_step="Ask one of them."
        )


def address_letter(root: Whereabouts, actor: Person, entry_id: str, to: str, at: datetime) -> AddressChange:
    """Keep to whom the letter is addressed and that it was written; empty for the office (ADR-03).

    Raises AddressedToThem for somebody who must not learn the address.
    """
    entry = root.address(entry_id)
    require_writer(root, actor, entry)
    require_addressee(root, to)
    entry.letter_to = to.strip()
    root.record(FactKind.STAY_LETTER_WRITTEN, actor, at, entry=entry.id)
    return entry


def letter(
    root: Whereabouts, actor: Person, entry: AddressChange, guide: str, contact: str, today: date
) -> Paper:
    """The letter to the keeper of the register there, for secure e-mail (ADR-03).

    It never carries a safe address, which is given by phone, and no child's name. `guide` is our council and
    `contact` its duty contact, or empty. Raises AddressedToThem where the addressee is by now somebody who
    must not learn the address.
    """
    require_writer(root, actor, entry)
    require_addressee(root, entry.letter_to)
    lead, keeper = (
        root.lead_professional.name,
        entry.letter_to or "The Keeper of the Child Protection Register",
    )
    head = (
        ("To", f"{keeper}, {entry.council}"),
        ("From", f"{lead}, lead professional, {guide}"),
        ("Date", say_day(today)),
        ("Our reference", root.case_ref),
        ("My telephone", "[please fill in]"),
        *((("Our duty contact", contact),) if contact else ()),
    )
    until = say_day(entry.until) if entry.until else "a day not settled yet"
    where = (
        "The address is kept safe. It is not in this letter; please phone me for it."
        if entry.safe
        else f"They stay at: {entry.address}"
    )
    lines = (
        "Dear colleague,",
        f"A child or children with a child protection plan of ours stay in your area from"
        f" {say_day(entry.since)} to {until}. Their names and dates of birth follow by phone.",
        where,
        *_changed(entry),
        *_visit_words(entry),
        "Please confirm that you have this, and tell me at once of anything that worries you."
        " I tell you when they return or stay longer.",
        f"Yours sincerely\n\n\n{lead}\nLead professional, {guide}",
    )
    return Paper("In confidence: a stay in your area", (Part("", rows=head), Part("", lines)))


def _changed(entry: AddressChange) -> list[str]:
    last = entry.news[-1].happened if entry.news else Happened.REPORTED
    words = {
        Happened.EXTENDED: "This takes the place of what I wrote before: they stay longer.",
        Happened.RETURNED: f"They have left: the stay ended on {say_day(entry.ended_on or entry.since)}.",
        Happened.CANCELLED: "This stay did not take place. Please disregard what I wrote before.",
        Happened.CORRECTED: "This was wrong: they do not stay in your area. Please disregard what I wrote.",
    }
    if last is Happened.CORRECTED and not any(link.because is last for link in entry.links):
        return []  # only the address was put wrongly, and its right entry is told
    return [words[last]] if last in words else []


def _visit_words(entry: AddressChange) -> list[str]:
    visit = entry.visit
    if visit is None or not visit.visit or visit.by is None or not visit.agreed_at:
        return []
    return [f"A visit is planned by {say_day(visit.by)}, to be made by {visit.who}."]
