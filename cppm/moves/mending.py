"""What becomes of an address: they return or it ends, they stay longer, it never was, or it was put wrongly.

Nothing is taken out: each of these is kept with the entry, and passed on along its chain (ADR-01).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from cppm.errors import CPPMError, ReasonMissing
from cppm.moves import address
from cppm.moves.address import CHAINS, NewAddress
from cppm.moves.address_records import AddressChange, AddressKind, Happened, LinkKind, News
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.timing.timescales import local_day


class OverAlready(CPPMError):
    """This entry is over: it has ended, was called off or was corrected. Report a new address instead."""

    rule = "ADR-01"


class EndUnfit(CPPMError):
    """That day does not fit: it must be between the first day of this address and today. If it never began,
    change the entry and say that it did not happen."""

    rule = "ADR-01"


class NotLonger(CPPMError):
    """That is not longer than planned. Please give a last day after the one that stands there now."""

    rule = "ADR-02"


class ChangeOfAddressUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "ADR-01"


def require_mender(root: Whereabouts, actor: Person, entry: AddressChange) -> None:
    """Refuse everybody but those who may report, and an entry that is over. Raises OverAlready, NotYours."""
    root.require_reader(actor)
    root.require_reporter(actor)
    if not entry.holds or entry.ended_on is not None:
        raise OverAlready


def end(
    root: Whereabouts,
    actor: Person,
    entry_id: str,
    on: date,
    why: str,
    at: datetime,
    new_id: Callable[[], str],
) -> AddressChange:
    """They have returned, or the placement has ended, on this day. Everybody told of it hears that too."""
    entry = root.address(entry_id)
    require_mender(root, actor, entry)
    if not entry.since <= on <= local_day(at):
        raise EndUnfit
    _require_reason("the end", why)
    entry.ended_on = on
    _happened(root, entry, Happened.RETURNED, actor, at, why, entry.until)
    address.pass_on(root, entry, Happened.RETURNED, CHAINS[entry.kind], actor, at, new_id)
    return entry


def extend(
    root: Whereabouts, actor: Person, entry_id: str, until: date, why: str, at: datetime,
    new_id: Callable[[], str],
) -> AddressChange:  # fmt: skip
    """They stay longer. During a stay outside the area the visit is decided on anew (ADR-04)."""
    entry = root.address(entry_id)
    require_mender(root, actor, entry)
    if until <= (entry.until or entry.since):
        raise NotLonger
    _require_reason("the longer stay", why)
    before, entry.until = entry.until, until
    _happened(root, entry, Happened.EXTENDED, actor, at, why, before)
    visits = [link for link in entry.waiting if link.kind is LinkKind.VISIT]
    address.pass_on(root, entry, Happened.EXTENDED, CHAINS[entry.kind], actor, at, new_id)
    for visit in visits:
        visit.overtaken = False  # what was agreed is still owed while the longer stay is thought over
    if entry.kind is AddressKind.STAY:
        entry.visits_before += [entry.visit] if entry.visit else []
        entry.visit = None
    return entry


def cancel(
    root: Whereabouts, actor: Person, entry_id: str, why: str, at: datetime, new_id: Callable[[], str]
) -> AddressChange:
    """It did not come to pass. Only those who were told of it are told that too."""
    entry = root.address(entry_id)
    require_mender(root, actor, entry)
    _require_reason("calling it off", why)
    told = {link.kind for link in entry.links if link.done}
    entry.cancelled_at = at
    _happened(root, entry, Happened.CANCELLED, actor, at, why, entry.until)
    kinds = tuple(kind for kind in CHAINS[entry.kind] if kind in told)
    address.pass_on(root, entry, Happened.CANCELLED, kinds, actor, at, new_id)
    return entry


def correct(
    root: Whereabouts, actor: Person, entry_id: str, right: NewAddress, why: str, at: datetime,
    new_id: Callable[[], str],
) -> AddressChange:  # fmt: skip
    """The entry was put wrongly: a right one takes its place and runs the whole chain. The wrong one stays.

    A keeper who was told of a stay that is not in their area is told that too (ADR-03). Where the address
    turns out to be a safe one, its words are taken out of the wrong entry as well.
    """
    entry = root.address(entry_id)
    require_mender(root, actor, entry)
    _require_reason("the correction", why)
    address.require_sound(root, actor, right, bool(right.safe))
    fresh = address.report(root, actor, right, at, new_id)
    entry.replaced_by, fresh.replaces = fresh.id, entry.id
    elsewhere = (right.kind, fresh.council) != (entry.kind, entry.council)
    wrongly = _keepers_told(entry) if entry.kind is AddressKind.STAY and elsewhere else ()
    address.pass_on(root, entry, Happened.CORRECTED, wrongly, actor, at, new_id)
    if right.safe and not entry.safe:
        entry.address, entry.safe, entry.needs = "", right.safe, list(fresh.needs)
    _happened(root, entry, Happened.CORRECTED, actor, at, why, entry.until)
    return fresh


def _keepers_told(entry: AddressChange) -> tuple[LinkKind, ...]:
    """The links of a keeper who was told of a stay in their area, and has to hear that there is none."""
    told = {link.kind for link in entry.links if link.done}
    return tuple(kind for kind in (LinkKind.KEEPER_TOLD, LinkKind.KEEPER_WRITTEN) if kind in told)


def _happened(
    root: Whereabouts, entry: AddressChange, what: Happened, actor: Person, at: datetime, why: str,
    until: date | None,
) -> None:  # fmt: skip
    entry.news.append(News(what, actor.id, actor.name, at, why.strip(), until))
    root.record(
        FactKind.ADDRESS_MENDED, actor, at, entry=entry.id, what=what, why=why.strip(),
        until=entry.until.isoformat() if entry.until else None,
        ended_on=entry.ended_on.isoformat() if entry.ended_on else None,
    )  # fmt: skip
    if actor.id != root.lead_professional.id and what is not Happened.CORRECTED:
        # Of a correction they hear by the right entry, which is reported to them.
        lead = root.lead_professional.id
        root.owe(NoticeKind.ADDRESS_NEWS, lead, key=f"{entry.id}:{what}:{at.isoformat()}", about=entry.id)


def _require_reason(what: str, why: str) -> None:
    if not why.strip():
        raise ChangeOfAddressUnexplained(what=what, why="Those who were told before will ask.")
