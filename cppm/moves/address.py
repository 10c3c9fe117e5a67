"""A new address of a child, and the chain along which it is passed on until each link has answered.

Which links a change has depends on its kind alone (CHAINS); what each link asks for, and who may answer for
it, stands in LINKS. A safe address never comes here: an entry carries only the id under which it is kept.

Rules: ADR-01..03, TIM-18.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import NotYours
from cppm.moves.address_records import Acknowledgement, AddressChange, AddressKind, Happened, Link, LinkKind
from cppm.moves.guarding import guard, require_guard
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing.timescales import local_day


class NoChildNamed(CPPMError):
    """Please name at least one child of this case whose address it is."""

    rule = "ADR-01"


class AddressMissing(CPPMError):
    """Please give the new address. If it is not known yet, say so, and correct the entry once you know it."""

    rule = "ADR-01"


class LastDayMissing(CPPMError):
    """A stay for a while has a last day. Please give the day planned; it can be put later if they stay on."""

    rule = "ADR-02"


class EndsBeforeItBegins(CPPMError):
    """The last day is before the first. Please look at both days again."""

    rule = "ADR-02"


class CouncilMissing(CPPMError):
    """Please name the council of the area where the family stays: the keeper of its register is told."""

    rule = "ADR-03"


class NoSuchLink(CPPMError):
    """Nothing waits for your answer there any more. Open the addresses of the case to see how it stands."""

    rule = "ADR-01"


class AnswerIncomplete(CPPMError):
    """Please say {what}. It is kept with the chain."""

    rule = "ADR-01"


class NotDoneYet(CPPMError):
    """That day is still to come. Please say it once it is done."""

    rule = "TIM-18"


@dataclass(frozen=True)
class LinkSpec:
    """What a link asks for. `who` names whoever answered at the other end, where somebody did."""

    task: str
    done: str
    hows: Mapping[str, str]
    who: str = ""
    leads: bool = True
    """Whether the lead professional and the team leader may answer for it."""
    works: bool = False
    """Whether anybody who works with the family may."""


LINKS: Mapping[LinkKind, LinkSpec] = {
    LinkKind.DATABASE: LinkSpec(
        "Put it into the children and families database",
        "In the database",
        {"own": "I entered it", "seen": "A colleague entered it and I have seen it"},
        works=True,
    ),
    LinkKind.ADMINISTRATION: LinkSpec(
        "CP Administration takes note of it",
        "CP Administration knows",
        {"noted": "Noted in our records"},
        leads=False,
    ),
    LinkKind.KEEPER_TOLD: LinkSpec(
        "Tell the keeper of the register there, at once",
        "The keeper there is told",
        {"phone": "By phone", "video": "By video call", "in person": "In person"},
        who="who took the call there",
    ),
    LinkKind.KEEPER_WRITTEN: LinkSpec(
        "Write to the keeper of the register there",
        "The keeper there has it in writing",
        {
            "e-mail": "By secure e-mail, and they have confirmed it",
            "post": "By recorded post, and it arrived",
        },
        who="who confirmed it there",
    ),
    LinkKind.VISIT: LinkSpec(
        "Visit the child during the stay",
        "The child was visited",
        {"own": "By our own social work", "there": "By social work there, who told us"},
        who="who visited the child",
    ),
}

_AT_HOME = (LinkKind.DATABASE, LinkKind.ADMINISTRATION)
CHAINS: Mapping[AddressKind, tuple[LinkKind, ...]] = {
    kind: _AT_HOME for kind in AddressKind if kind is not AddressKind.STAY
} | {AddressKind.STAY: (*_AT_HOME, LinkKind.KEEPER_TOLD, LinkKind.KEEPER_WRITTEN)}
"""The links of each kind of change, in their order; a visit joins them where one is decided on."""


ELSEWHERE = frozenset({AddressKind.STAY, AddressKind.FAMILY_FOR_NOW})
"""The kinds in another council's area. Of a family that lives there for now, a move is told too."""


@dataclass(frozen=True)
class NewAddress:
    """What is reported. Either `address` are its words or `safe` the id under which they are kept apart.

    `guarded` is who must not learn a safe address: a line of the family, or a name.
    """

    kind: AddressKind
    children: tuple[str, ...]
    since: date
    until: date | None = None
    address: str = ""
    safe: str = ""
    council: str = ""
    needs: tuple[str, ...] = ()
    guarded: str = ""
    guarded_line: str = ""


def require_sound(root: Whereabouts, actor: Person, new: NewAddress, safe: bool) -> None:
    """Refuse a report that can't stand, before anything is kept. `safe` says that its words come apart."""
    root.require_reporter(actor)
    if not new.children or {child.id for child in root.children}.isdisjoint(new.children):
        raise NoChildNamed
    if not safe and not new.address.strip():
        raise AddressMissing
    if new.kind.for_a_while and new.until is None:
        raise LastDayMissing
    if new.until and new.until < new.since:
        raise EndsBeforeItBegins
    if new.kind is AddressKind.STAY and not new.council.strip():
        raise CouncilMissing
    if safe:
        require_guard(root, new.guarded, new.guarded_line)


def report(
    root: Whereabouts, actor: Person, new: NewAddress, at: datetime, new_id: Callable[[], str]
) -> AddressChange:
    """A new address; its chain begins at once, and everybody who owes a link of it hears (ADR-01)."""
    require_sound(root, actor, new, bool(new.safe))
    known = {child.id for child in root.children}
    entry = AddressChange(
        id=new_id(),
        kind=new.kind,
        children=[each for each in new.children if each in known],
        since=new.since,
        until=new.until,
        address="" if new.safe else new.address.strip(),
        by=actor.id,
        by_name=actor.name,
        at=at,
        council=new.council.strip() if new.kind in ELSEWHERE else "",
        safe=new.safe,
        needs=[each for each in new.needs if root.name_of(each)] if new.safe else [],
    )
    if new.safe:
        guard(root, actor, new.guarded, new.guarded_line, at, new_id)
    root.addresses.append(entry)
    # Where a child lives stands in the document alone: the trail of facts can't be made to forget.
    root.record(
        FactKind.ADDRESS_REPORTED, actor, at, entry=entry.id, what=entry.kind, children=entry.children,
        since=entry.since.isoformat(), until=entry.until.isoformat() if entry.until else None,
        safe=entry.safe, council=entry.council,
    )  # fmt: skip
    pass_on(root, entry, Happened.REPORTED, CHAINS[entry.kind], actor, at, new_id)
    if actor.id != root.lead_professional.id:
        root.owe(NoticeKind.ADDRESS_REPORTED, root.lead_professional.id, key=entry.id, about=entry.id)
    return entry


def pass_on(
    root: Whereabouts,
    entry: AddressChange,
    happened: Happened,
    kinds: tuple[LinkKind, ...],
    actor: Person,
    at: datetime,
    new_id: Callable[[], str],
) -> None:
    """Open these links anew. One that still waited is overtaken, and keeps the time since when it is owed."""
    since = {link.kind: link.since for link in entry.waiting}
    for link in entry.waiting:
        link.overtaken = True
    for kind in kinds:
        entry.links.append(Link(new_id(), kind, happened, min(at, since.get(kind, at))))
    if LinkKind.ADMINISTRATION not in kinds:
        return
    if actor.has(Duty.CP_ADMIN):
        noted = next(link for link in entry.waiting if link.kind is LinkKind.ADMINISTRATION)
        noted.done = Acknowledgement(actor.id, actor.name, at, local_day(at), "noted")
        return
    notice = NoticeKind.ADDRESS_REPORTED if happened is Happened.REPORTED else NoticeKind.ADDRESS_NEWS
    root.owe(notice, everyone_with(Duty.CP_ADMIN), key=f"{entry.id}:{root.revision}", about=entry.id)


def find(root: Whereabouts, id: str) -> tuple[AddressChange, Link | None]:
    """The entry with this id, or the entry of the link with this id, and that link. Raises NoSuchThing."""
    for entry in root.addresses:
        for link in entry.links:
            if link.id == id:
                return entry, link
    return root.address(id), None


def may_answer(root: Whereabouts, actor: Person, kind: LinkKind) -> bool:
    """Whether this person may say that such a link is done."""
    spec = LINKS[kind]
    leads = spec.leads and (actor.id == root.lead_professional.id or root.manages(actor))
    return actor.has(Duty.CP_ADMIN) or leads or (spec.works and root.works(actor))


def answerable(root: Whereabouts, actor: Person, entry: AddressChange) -> list[Link]:
    """The links of an entry that wait for this person."""
    return [link for link in entry.waiting if may_answer(root, actor, link.kind)]


def require_answerer(root: Whereabouts, actor: Person, link: Link | None) -> Link:
    """The link, where it waits and this person may answer for it. Raises NoSuchLink, NotYours."""
    root.require_reader(actor)
    if link is None or not link.open:
        raise NoSuchLink
    if not may_answer(root, actor, link.kind):
        leads = "the lead professional or " if LINKS[link.kind].leads else ""
        raise NotYours(who=f"{leads}CP Administration", next_step="They are asked and reminded.")
    return link


def acknowledge(
    root: Whereabouts, actor: Person, link_id: str, on: date, how: str, who: str, at: datetime
) -> AddressChange:
    """A link is done: when, how and, at the other end, by whom. The chain closes with its last link."""
    entry, found = find(root, link_id)
    link = require_answerer(root, actor, found)
    spec = LINKS[link.kind]
    if how not in spec.hows:
        raise AnswerIncomplete(what="how it was done")
    if spec.who and not who.strip():
        raise AnswerIncomplete(what=spec.who)
    if on > local_day(at):
        raise NotDoneYet
    link.done = Acknowledgement(actor.id, actor.name, at, on, how, who.strip())
    root.record(
        FactKind.ADDRESS_ACKNOWLEDGED, actor, at, entry=entry.id, link=link.kind, because=link.because,
        on=on.isoformat(), how=how, who=who.strip(),
    )  # fmt: skip
    tell_closed(root, entry, actor, link.id)
    return entry


def tell_closed(root: Whereabouts, entry: AddressChange, actor: Person, last: str) -> None:
    """Once its chain is closed, tell those who wait for that. `last` tells this time from an earlier one."""
    if not entry.closed:
        return
    for to in dict.fromkeys((root.lead_professional.id, entry.by)):
        if to != actor.id:
            root.owe(NoticeKind.ADDRESS_DONE, to, key=f"{entry.id}:{last}", about=entry.id)


def is_past(root: Whereabouts, entry: AddressChange, day: date) -> bool:
    """Whether an address is history on a day: it is over, or each child has moved on from it for good.

    A stay or a while elsewhere leaves the address that they come back to as it is.
    """
    if not entry.holds or entry.ended_on is not None:
        return True
    later = [
        each
        for each in root.addresses
        if each.holds and each.ended_on is None and not each.kind.for_a_while and each.since <= day
        if (each.since, each.at) > (entry.since, entry.at)
    ]
    return not entry.kind.for_a_while and all(any(c in e.children for e in later) for c in entry.children)


def lives_at(root: Whereabouts, child_id: str, day: date) -> AddressChange | None:
    """The entry that says where a child is on a day: the latest to have begun that has not ended."""
    held = [each for each in root.addresses if each.holds and child_id in each.children]
    now = [e for e in held if e.since <= day and not (e.ended_on and e.ended_on <= day)]
    return max(now, key=lambda entry: (entry.since, entry.at), default=None)
