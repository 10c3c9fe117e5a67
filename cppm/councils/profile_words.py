"""What a council gives people to read: leaflets, templates of reports, words of its own on the invitation.

Only addresses that a guide really names stand in a profile; where it names none, CP Administration is asked.
Every function raises Amiss with the place and what to do about it.

Rules: LPP-17, PTP-04, CHI-04, ATT-23, REP-05, INV-10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cppm.councils.profile_text import Amiss
from cppm.meetings.meeting import MeetingKind
from cppm.people import Agency, Role

Table = Mapping[str, Mapping[str, Any]]


class Audience(StrEnum):
    """For whom a leaflet is written."""

    CHILD = "child"
    YOUNG_PERSON = "young person"
    PARENT = "parent or carer"
    PRACTITIONER = "practitioner"


FAMILY = (Audience.CHILD, Audience.YOUNG_PERSON, Audience.PARENT)


@dataclass(frozen=True)
class Leaflet:
    """Something to read about planning meetings. `kinds` are the meetings it is about, all where it is empty.

    `link` is an https address; empty where the guide names the leaflet and not where it is.
    """

    name: str
    title: str
    audiences: tuple[Audience, ...]
    kinds: tuple[MeetingKind, ...]
    link: str
    source: str

    def fits(self, audience: Audience, kind: MeetingKind) -> bool:
        """Whether it is for these people and a meeting of this kind."""
        return audience in self.audiences and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True)
class Template:
    """The form on which people of some agencies write their report (REP-05)."""

    name: str
    title: str
    agencies: tuple[Agency, ...]
    link: str
    source: str


@dataclass(frozen=True)
class OwnWords:
    """What a council adds to the words on the invitation of everybody in one role (INV-10)."""

    role: Role
    says: tuple[str, ...]
    source: str


def leaflets_of(table: Table) -> tuple[Leaflet, ...]:
    """The leaflets, in the order of the file."""
    return tuple(_leaflet(*each) for each in _entries("leaflets", table, {"title", "audience", "source"}))


def _leaflet(name: str, where: str, spec: Mapping[str, Any]) -> Leaflet:
    _refuse_unknown(where, spec, {"title", "audience", "kinds", "link", "source"})
    return Leaflet(
        name,
        spec["title"],
        tuple(Audience(_one_of(f"{where}.audience", each, Audience)) for each in tuple(spec["audience"])),
        tuple(
            MeetingKind(_one_of(f"{where}.kinds", each, MeetingKind)) for each in tuple(spec.get("kinds", ()))
        ),
        _https(where, spec.get("link", "")),
        spec["source"],
    )


def templates_of(table: Table) -> tuple[Template, ...]:
    """The templates of reports; every agency has one at most."""
    found = tuple(_template(*each) for each in _entries("templates", table, {"title", "agencies", "source"}))
    named = [agency for each in found for agency in each.agencies]
    twice = sorted({agency for agency in named if named.count(agency) > 1})
    if twice:
        raise Amiss("templates", f'"{twice[0]}" stands in two templates: keep it in one')
    return found


def _template(name: str, where: str, spec: Mapping[str, Any]) -> Template:
    _refuse_unknown(where, spec, {"title", "agencies", "link", "source"})
    agencies = tuple(spec["agencies"])
    return Template(
        name,
        spec["title"],
        tuple(Agency(_one_of(f"{where}.agencies", each, Agency)) for each in agencies),
        _https(where, spec.get("link", "")),
        spec["source"],
    )


def own_words_of(table: Table) -> tuple[OwnWords, ...]:
    """What is added on invitations, by the role: "practitioner", "lead_professional"."""
    return tuple(_own_words(*each) for each in _entries("invitation", table, {"says", "source"}))


def _own_words(name: str, where: str, spec: Mapping[str, Any]) -> OwnWords:
    _refuse_unknown(where, spec, {"says", "source"})
    role = Role(_one_of(where, name.replace("_", " "), Role))
    return OwnWords(role, tuple(spec["says"]), spec["source"])


def _entries(table: str, specs: Table, needed: set[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name, spec in specs.items():
        where = f"{table}.{name}"
        lacks = sorted(each for each in needed if not spec.get(each))
        if lacks:
            raise Amiss(where, f'"{name}" lacks {lacks[0]}: add it')
        yield name, where, spec


def _refuse_unknown(where: str, spec: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(spec.keys() - known)
    if unknown:
        raise Amiss(f"{where}.{unknown[0]}", f'"{where}" has an unknown entry {unknown[0]}: take it out')


def _one_of(where: str, word: str, known: type[StrEnum]) -> str:
    if word not in set(known):
        raise Amiss(where, f'"{word}" is not known here; known are {", ".join(known)}')
    return word


def _https(where: str, link: str) -> str:
    """An address that people press. Only https, with a host and without a name or password in it."""
    if not link:
        return ""
    parts = urlsplit(link)
    if parts.scheme != "https" or "." not in (parts.hostname or "") or parts.username or link != link.strip():
        what = f'"{link}" is no https address: give one, or leave link out and people ask CP Administration'
        raise Amiss(f"{where}.link", what)
    return link
