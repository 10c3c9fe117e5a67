"""Kay's whereabouts at any stage, for the tests of addresses and moves: everything goes through the verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

from cppm.meetings.meeting import Child
from cppm.moves import address, whereabouts
from cppm.moves.address import NewAddress
from cppm.moves.address_records import AddressChange, AddressKind, LinkKind
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Agency, Duty, Person, Standing
from tests.builders import ADMIN, KAY, LEAD
from tests.builders_group import a_core_group

AT = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)
"""A Monday morning."""
TODAY = date(2026, 12, 7)
ROBIN = Child("c_robin", "Robin", age=4)
KEEPER = Person(
    "p_keeper", "Una Shaw", Agency.SOCIAL_WORK, Standing.STATUTORY, "Keeper", frozenset({Duty.KEEPER})
)
STAY = NewAddress(
    AddressKind.STAY,
    (KAY.id,),
    date(2026, 12, 19),
    date(2027, 1, 3),
    "8 Shore Road, Oban",
    council="Argyll and Bute",
)
FOSTER = NewAddress(AddressKind.FOSTER, (KAY.id,), TODAY, address="3 Mill Wynd, Perth, PH1 5AA")
HOWS = {link: next(iter(spec.hows)) for link, spec in address.LINKS.items()}


def ids(letter: str = "h") -> Callable[[], str]:
    """New ids one after the other."""
    numbers = count(1)
    return lambda: f"{letter}_{next(numbers)}"


def drained(root: Whereabouts) -> Whereabouts:
    """As storage gives it."""
    root.facts.clear()
    root.notices.clear()
    return root


def begun(*more: Child) -> Whereabouts:
    """Nothing is reported yet: Ewan leads, with Ailsa and Callum."""
    family = whereabouts.of_group(a_core_group())
    return whereabouts.begin(replace(family, children=(*family.children, *more)), "j_kay")


def reported(new: NewAddress = FOSTER, by: Person = LEAD) -> tuple[Whereabouts, AddressChange]:
    """An address is reported, nothing of its chain answered."""
    root = begun(ROBIN)
    entry = address.report(root, by, new, AT, ids())
    return drained(root), entry


def answer(
    root: Whereabouts, entry: AddressChange, kind: LinkKind, by: Person = ADMIN, at: datetime = AT
) -> None:
    """One link of an entry is done."""
    link = next(each for each in entry.waiting if each.kind is kind)
    address.acknowledge(root, by, link.id, at.date(), HOWS[kind], "Iona Bell, duty team", at)


def answered(root: Whereabouts, entry: AddressChange, at: datetime = AT) -> None:
    """Every link of an entry is done."""
    for link in list(entry.waiting):
        answer(root, entry, link.kind, at=at)
