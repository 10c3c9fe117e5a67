"""A safe address: who may have it shown, whom it is guarded against, and what may not carry it.

Its words are kept apart under a key of their own. Here is only whom they concern: who must not learn them is
named once for a case, and from then on nothing addressed to them goes out that could hold the address.

Rules: ADR-01, RAI-05.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from cppm.errors import CPPMError, ReasonMissing
from cppm.meetings.meeting import NotYours
from cppm.moves.address_records import AddressChange, Guarded
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty, Person
from cppm.records import FactKind

MASKED = "Kept safe"
"""What stands in the place of a safe address."""
ALERT = "A safe address is kept for this case. Look before you say or write where a child lives, and to whom."


class GuardedMissing(CPPMError):
    """Please name the person who must not learn this address. I then see to it that nothing addressed to them
    carries it."""

    rule = "RAI-05"


class NotForYou(CPPMError):
    """This address is kept safe, and you are not one of those who need to know it. Ask the lead professional,
    who can name you. That you asked has been noted."""

    rule = "RAI-05"


class NotSafe(CPPMError):
    """This address is not kept apart: it stands with the entry. Open the addresses of the case to read it."""

    rule = "RAI-05"


class NeedUnsaid(CPPMError):
    """Please say why you need the address now, in a few words. It is kept with your name."""

    rule = "RAI-05"


class AddressedToThem(CPPMError):
    """This would go to a person who must not learn a safe address of this case, so I have not made it. Speak
    with the lead professional; if there is another addressee, name them."""

    rule = "RAI-05"


class AddressInText(CPPMError):
    """Part of a safe address of this case stands here: “{words}”. It could reach somebody who must not learn
    it, so nothing has been recorded or sent. Take these words out, or write that the address is kept safe,
    and try again."""

    rule = "RAI-05"


class AddressNotExcluded(CPPMError):
    """Somebody of this family must not learn a safe address of this case. Please look through it first, and
    say so once you are certain that the address does not stand in it."""

    rule = "RAI-05"


class NothingKeptSafe(CPPMError):
    """No safe address is kept in this case, so there is nobody to keep one from. Report the address first,
    and say there that somebody must not learn it."""

    rule = "RAI-05"


class NotGuarded(CPPMError):
    """This person is not among those from whom the address is kept, or was taken off before. Open the
    addresses of the case to see who is."""

    rule = "RAI-05"


class GuardUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "RAI-05"


def safe_now(root: Whereabouts) -> list[AddressChange]:
    """The entries with a safe address that hold. One that has ended stays safe: they may return to it."""
    return [each for each in root.addresses if each.safe and each.holds]


def guarded_now(root: Whereabouts) -> list[Guarded]:
    """Those who must not learn a safe address, while there is one."""
    return [each for each in root.guarded if each.ended_at is None] if safe_now(root) else []


def require_guard(root: Whereabouts, who: str, line: str) -> None:
    """Refuse a safe address of which nobody knows whom it is to be kept from."""
    named = any(each.ended_at is None for each in root.guarded)
    if not named and not who.strip() and not line:
        raise GuardedMissing


def guard(
    root: Whereabouts,
    actor: Person,
    who: str,
    line: str,
    at: datetime,
    new_id: Callable[[], str],
    why: str = "",
) -> None:
    """Name somebody who must not learn the safe addresses of this case; once is enough."""
    known = any(_is(each, who, line) for each in root.guarded if each.ended_at is None)
    if known or not (who.strip() or line):
        return
    fresh = Guarded(new_id(), who.strip(), line, actor.id, at, why=why.strip())
    root.guarded.append(fresh)
    root.record(FactKind.ADDRESS_GUARDED, actor, at, guarded=fresh.id, line=line, why=fresh.why)


def require_guarding(root: Whereabouts, actor: Person) -> None:
    """Refuse whoever does not work with the family, and a case without a safe address."""
    root.require_reader(actor)
    root.require_reporter(actor)
    if not safe_now(root):
        raise NothingKeptSafe


def may_unguard(root: Whereabouts, actor: Person) -> bool:
    """Whether this person may say that somebody may learn it after all: it is undone by nobody."""
    return actor.id == root.lead_professional.id or root.manages(actor)


def keep_from(
    root: Whereabouts, actor: Person, who: str, line: str, why: str, at: datetime, new_id: Callable[[], str]
) -> None:
    """One more person must not learn the safe addresses of this case, and why."""
    require_guarding(root, actor)
    if not (who.strip() or line):
        raise GuardedMissing
    if not why.strip():
        raise GuardUnexplained(what="keeping it from them", why="Whoever comes after you will ask.")
    guard(root, actor, who, line, at, new_id, why)


def unguard(root: Whereabouts, actor: Person, guarded_id: str, why: str, at: datetime) -> Guarded:
    """Somebody may learn it after all, and why. The address stays masked, whoever is left."""
    root.require_reader(actor)
    if not may_unguard(root, actor):
        raise NotYours(
            who="the lead professional or a team leader",
            next_step="Tell one of them why this person may learn the address.",
        )
    found = next((each for each in guarded_now(root) if each.id == guarded_id), None)
    if found is None:
        raise NotGuarded
    if not why.strip():
        raise GuardUnexplained(what="taking them off", why="A home may hang on it.")
    found.ended_at, found.ended_by, found.ended_why = at, actor.id, why.strip()
    root.record(FactKind.ADDRESS_UNGUARDED, actor, at, guarded=found.id, why=found.ended_why)
    return found


def _is(each: Guarded, who: str, line: str) -> bool:
    return bool(line and each.line == line) or bool(who and _plain(each.who) == _plain(who))


def is_guarded(root: Whereabouts, who: str, line: str = "") -> bool:
    """Whether this is somebody who must not learn a safe address, by their line in the family or by name."""
    return any(_is(each, who, line) for each in guarded_now(root))


def require_addressee(root: Whereabouts | None, who: str, line: str = "") -> None:
    """Refuse to make anything addressed to a guarded person that could carry the address."""
    if root is not None and is_guarded(root, who, line):
        raise AddressedToThem


def may_reveal(root: Whereabouts, actor: Person, entry: AddressChange) -> bool:
    """Who keeps or manages the case, and those named as needing it while they work with the family.

    Nobody whose own name is that of a guarded person, whatever their part.
    """
    if is_guarded(root, actor.name):
        return False
    keeps = actor.id == root.lead_professional.id or root.manages(actor) or actor.has(Duty.CP_ADMIN)
    return keeps or (actor.id in entry.needs and root.works(actor))


def require_reveal(root: Whereabouts, actor: Person, entry: AddressChange, why: str) -> None:
    """Refuse whoever has no need of a safe address, and anybody without a reason."""
    root.require_reader(actor)
    if not entry.safe:
        raise NotSafe
    if not may_reveal(root, actor, entry):
        raise NotForYou
    if not why.strip():
        raise NeedUnsaid


_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_STREET_LINES = 2
"""Town and county stand in many texts; what tells a home from others is in the first lines."""
_SHORT = {
    "avenue": "ave", "close": "cl", "court": "ct", "crescent": "cres", "drive": "dr", "gardens": "gdns",
    "grove": "gr", "lane": "ln", "place": "pl", "road": "rd", "saint": "st", "square": "sq", "street": "st",
    "terrace": "terr",
}  # fmt: skip
"""How the last word of a street is cut short: both ways of writing it are one."""
_ENDINGS_FROM = 4
"""Letters of a last word that may go on, as in "Rosebank's"; a shorter one would be found in others."""

_Words = tuple[str, ...]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"['’]", "", text.casefold())).split())


def _alike(words: Iterable[str]) -> _Words:
    """Words as they are compared: "road" is "rd", "saint" is "st"."""
    return tuple(_SHORT.get(each, each) for each in words)


def pieces(address: str) -> set[_Words]:
    """The parts of an address that give it away, word by word: its first lines, street and postcode."""
    found: set[_Words] = {(code.replace(" ", ""),) for code in _POSTCODE.findall(_plain(address))}
    lines = [_plain(part) for part in re.split(r"[,\n]", address) if part.strip()]
    for line in lines[:_STREET_LINES]:
        street = re.sub(r"^(?:\d+\w?\s+)+", "", line)
        found |= {_alike(each.split()) for each in (line, street) if len(each.split()) > 1 and len(each) >= 8}
    return found or {_alike(line.split()) for line in lines[:1] if len(line) >= 5}


def found_in(text: str, addresses: Iterable[str]) -> str:
    """The words of a text that are part of one of these addresses, as they stand there; empty for none.

    Commas, capitals and the usual short forms of a street make no difference.
    """
    marks = list(_WORD.finditer(text))
    words = [_alike([re.sub(r"['’]", "", mark.group().casefold())])[0] for mark in marks]
    spans = [
        (start, end)
        for address in addresses
        for piece in pieces(address)
        for start in range(len(words))
        if (end := _ends(words, start, piece))
    ]
    if not spans:
        return ""
    start, end = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
    return text[marks[start].start() : marks[end - 1].end()]


def _ends(words: Sequence[str], start: int, piece: _Words) -> int:
    """Behind which word a piece ends that begins at this one; 0 where it does not stand there."""
    if len(piece) == 1 and _POSTCODE.fullmatch(piece[0]):
        ends = range(start + 1, min(start + 3, len(words)) + 1)
        return next((end for end in ends if "".join(words[start:end]) == piece[0]), 0)
    end, last = start + len(piece), piece[-1]
    here = words[start:end]
    if len(here) < len(piece) or tuple(here[:-1]) != piece[:-1]:
        return 0
    same = here[-1] == last or (len(last) >= _ENDINGS_FROM and here[-1].startswith(last))
    return end if same else 0


def require_apart(address: str, *texts: str) -> None:
    """Refuse what is said beside a safe address while it repeats it. Raises AddressInText."""
    for text in texts:
        if words := found_in(text, [address]):
            raise AddressInText(words=words)
