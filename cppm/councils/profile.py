"""A council's local rules as data: what differs between areas is never code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from cppm.councils.profile_parts import (
    COMPLAINTS,
    DEFAULT,
    LIMITS,
    LINE_MANAGER,
    AreasOfConcern,
    LocalLimit,
    QuorumRule,
    areas_of,
    check_clock,
    check_words,
    clock_of,
    limit_of,
    quorum_of,
    transfer_outcomes_of,
)
from cppm.councils.profile_shapes import misshapen
from cppm.councils.profile_text import Amiss, Problems, Raw, joined, lines_of
from cppm.councils.profile_words import (
    Audience,
    Leaflet,
    OwnWords,
    Template,
    leaflets_of,
    own_words_of,
    templates_of,
)
from cppm.errors import CPPMError
from cppm.meetings.meeting import MeetingKind, Option
from cppm.people import Agency, Role
from cppm.timing.catalogue import PLACES, Clock, ClockKind, catalogue
from cppm.timing.quiet import NeverReachable, QuietHours
from cppm.timing.timescales import RestDay, Timescale, weekends_only

__all__ = [
    "COMPLAINTS", "DEFAULT", "LINE_MANAGER", "AreasOfConcern", "BrokenProfile", "LocalLimit", "Profile",
    "QuorumRule", "UnknownProfile", "known_profiles", "load_profile", "read_profile",
]  # fmt: skip


class UnknownProfile(CPPMError):
    """There is no council profile called "{key}". Known profiles: {known}. A file of your own is named by its
    path, which ends in .toml."""


class BrokenProfile(CPPMError):
    """The council profile "{key}" can't be used: {what}. Correct the file and start again."""

    @property
    def problems(self) -> list[str]:
        """What is amiss, a sentence each, with its line in the file."""
        what = self.details["what"]
        return list(what) if isinstance(what, Problems) else [str(what)]


@dataclass(frozen=True)
class Profile:
    """The rules of one area. `None` means the local guide is silent, and the bot says so."""

    key: str
    name: str
    guide: str
    practice: str
    """Where a rule of practice stands for which the profile names no source of its own."""
    quorum: QuorumRule
    clocks: dict[str, Clock]
    always_recorded: bool
    scrutiny_on_no_consensus: bool
    concerns: AreasOfConcern
    keeper: str
    """Who keeps the register; empty where the guide does not say."""
    duty_contact: str
    """Whom to call at any hour; empty where the guide does not say."""
    family_review: str
    complaints: str
    transfer_outcomes: tuple[Option, ...]
    """What a transfer meeting decides: a name comes on this council's register, or does not (OUT-01)."""
    inquorate_can_remove: bool
    """Whether a meeting at the chair's discretion may take a name off the register (OUT-03)."""
    inquorate_twice: bool
    """Whether a meeting may go ahead at the chair's discretion when the one before it did (QUO-06)."""
    prebirth_from_concern: bool = False
    """Whether a pre-birth meeting is held so many days after the concern however early that came, and not
    only after late presentation (TIM-03, TIM-04)."""
    sources: dict[str, str] = field(default_factory=dict)
    """What the short names of sources stand for."""
    complaints_procedure: str = COMPLAINTS
    """What is open to a family that does not accept the answer to its request for review (DIS-11)."""
    rules: dict[str, str] = field(default_factory=dict)
    """What the guide says about a rule that is neither a timescale nor the quorum, by the rule's id."""
    limits: dict[str, LocalLimit] = field(default_factory=dict)
    guide_silent: frozenset[str] = frozenset()
    """The clocks and limits on which the guides say nothing; they do not run here."""
    own: frozenset[str] = frozenset()
    """The clocks, limits and rules that this council's own file gives; others come from what it extends."""
    extends: str = ""
    all_days: str = ""
    """"calendar" where the guide says that days are calendar days unless it says otherwise."""
    rest_day: RestDay = field(default=weekends_only, compare=False)
    local_holidays: tuple[date, ...] = ()
    """Days on which this council does not work, beside weekends and Scotland's bank holidays."""
    most_reminders: int = 4
    """How often anybody is reminded of one thing before somebody else hears of it."""
    quiet: QuietHours = field(default_factory=QuietHours)
    """When people are left alone who have not chosen hours of their own."""
    leaflets: tuple[Leaflet, ...] = ()
    templates: tuple[Template, ...] = ()
    invitation: tuple[OwnWords, ...] = ()
    """What this council adds on invitations, by role (INV-10)."""

    def clock(self, name: str) -> Clock:
        """The clock of this name. Raises KeyError for one that the profile does not have."""
        return self.clocks[name]

    def limit(self, name: str) -> Timescale | None:
        """A clock's limit, or one without a clock; None where the guide is silent or people set the date."""
        found = self.clocks.get(name) or self.limits.get(name)
        return found.limit if found else None

    @property
    def concern_areas(self) -> tuple[str, ...]:
        """The areas of concern that are offered, the main ones first."""
        return self.concerns.main + self.concerns.other

    def leaflets_for(self, audience: Audience, kind: MeetingKind) -> list[Leaflet]:
        """What there is to read for somebody before a meeting; empty where no guide names anything."""
        return [each for each in self.leaflets if each.fits(audience, kind)]

    def template_for(self, agency: Agency) -> Template | None:
        """On what people of this agency write their report; None where the guide is silent (REP-05)."""
        return next((each for each in self.templates if agency in each.agencies), None)

    def adds_for(self, role: Role) -> tuple[str, ...]:
        """What this council says on the invitation to everybody in a role, beside what holds everywhere."""
        return next((each.says for each in self.invitation if each.role is role), ())

    @cached_property
    def by_place(self) -> Mapping[str, tuple[Clock, ...]]:
        """The clocks of planning meetings, of core groups and of requests."""
        return {place: tuple(c for c in self.clocks.values() if c.of == place) for place in PLACES}


def known_profiles() -> list[str]:
    """The keys of every profile that comes with Quorate."""
    folder = resources.files("cppm.councils") / "profiles"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def load_profile(key: str, rest_day: RestDay = weekends_only) -> Profile:
    """Read a council's profile: one that comes with Quorate by its key, a council's own file by its path.

    `rest_day` knows weekends and bank holidays; the council's own are added.
    Raises UnknownProfile, BrokenProfile.
    """
    return _profile_of(Path(key).stem, _text_of(key), rest_day)


@cache
def _profile_of(name: str, text: str, rest_day: RestDay) -> Profile:
    """The profile in a file of this name and text. One that reads the same is not read again."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BrokenProfile(key=name, what=f"it is no TOML: {wrong}") from wrong
    return read_profile(name, raw, catalogue(), rest_day, lines_of(text))


def _text_of(key: str) -> str:
    if key in known_profiles():
        return (resources.files("cppm.councils") / "profiles" / f"{key}.toml").read_text("utf-8")
    file = Path(key)
    if file.suffix != ".toml" or not file.is_file():
        raise UnknownProfile(key=key, known=", ".join(known_profiles()))
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BrokenProfile(key=file.stem, what=f"it can't be read ({wrong})") from wrong


def read_profile(
    key: str,
    raw: Raw,
    kinds: Mapping[str, ClockKind],
    rest_day: RestDay = weekends_only,
    lines: Mapping[str, int] | None = None,
) -> Profile:
    """The profile that a file describes, with clocks of this catalogue.

    `lines` says where in the file each entry stands. Raises BrokenProfile with all that is amiss.
    """
    problems = Problems(lines or {}, [*misshapen(raw)])
    profile = None
    if problems:
        raise BrokenProfile(key=key, what=problems)
    with problems.noted():
        profile = _built(key, joined(raw, _parent), kinds, rest_day, problems)
    if profile is None or problems:
        raise BrokenProfile(key=key, what=problems)
    return profile


def _parent(key: str) -> Raw:
    if key not in known_profiles():
        raise Amiss("extends", f'there is no profile called "{key}"; known are {", ".join(known_profiles())}')
    return tomllib.loads(_text_of(key))


_APART = {
    "clocks", "limits", "quorum", "concerns", "local_holidays", "quiet", "guide_silent", "own",
    "rest_day", "key", "transfer_outcomes", "leaflets", "templates", "invitation",
}  # fmt: skip
_PLAIN = {f.name: str(f.type) for f in fields(Profile) if f.name not in _APART}
_KINDS = {
    "str": (str, "a text in quotation marks"),
    "bool": (bool, "true or false"),
    "int": (int, "a number"),
}
_WORDS = {"leaflets": leaflets_of, "templates": templates_of, "invitation": own_words_of}
"""What there is to read and to say, each with what reads its table."""
_OPTIONAL = {
    "prebirth_from_concern", "sources", "rules", "extends", "all_days", "most_reminders",
    "complaints_procedure",
}  # fmt: skip


def _built(
    key: str, raw: Raw, kinds: Mapping[str, ClockKind], rest_day: RestDay, problems: Problems
) -> Profile | None:
    """The profile, or None when anything in it is amiss."""
    _note_entries(raw, problems)
    silent, days = frozenset(raw.get("guide_silent", ())), frozenset(raw.get("local_holidays", ()))
    parts: dict[str, Any] = {"clocks": {}, "limits": {}}
    for name, spec in raw.get("clocks", {}).items():
        with problems.noted():
            clock = clock_of(name, spec, kinds)
            check_clock(clock, raw.get("most_reminders", 4), raw.get("all_days", ""))
            parts["clocks"][name] = clock
    window = parts["clocks"].get("family_review")
    if window and window.limit:
        with problems.noted():
            check_words("family_review", "family_review", raw.get("family_review", ""), window.limit)
    for name, spec in raw.get("limits", {}).items():
        with problems.noted():
            parts["limits"][name] = limit_of(name, spec)
    with problems.noted(TypeError, where="quorum"):
        parts["quorum"] = quorum_of(raw.get("quorum", {}))
    with problems.noted(TypeError, where="concerns"):
        parts["concerns"] = areas_of(raw.get("concerns", {}))
    with problems.noted(where="transfer_outcomes"):
        parts["transfer_outcomes"] = transfer_outcomes_of(raw.get("transfer_outcomes", ()))
    for name, read in _WORDS.items():
        with problems.noted(TypeError, where=name):
            parts[name] = read(raw.get(name, {}))
    with problems.noted(TypeError, NeverReachable, where="quiet"):
        parts["quiet"] = QuietHours(**raw.get("quiet", {}))
    _note_gaps(raw, kinds, silent, problems)
    if problems:
        return None
    return Profile(
        key=key,
        rest_day=cache(lambda day: day in days or rest_day(day)),
        local_holidays=tuple(sorted(days)),
        guide_silent=silent,
        own=frozenset(raw["own"]),
        **parts,
        **{name: raw[name] for name in _PLAIN if name in raw},
    )


def _note_entries(raw: Raw, problems: Problems) -> None:
    """Note what is missing, misspelt or of the wrong kind among the entries of the file itself."""
    for name in sorted(raw.keys() - _PLAIN.keys() - _APART):
        problems.found.append(Amiss(name, f'"{name}" is no entry of a profile'))
    for name in ("clocks", "quorum", "concerns", *_PLAIN):
        if name not in raw and name not in _OPTIONAL:
            problems.found.append(Amiss(name, f'"{name}" is missing: give it, or extend a profile that does'))
    for name, annotation in _PLAIN.items():
        kind = _KINDS.get(annotation)
        if name in raw and kind and type(raw[name]) is not kind[0]:
            problems.found.append(Amiss(name, f'"{name}" is {kind[1]}'))
    if raw.get("all_days", "") not in ("", "calendar"):
        problems.found.append(Amiss("all_days", 'all_days is "calendar" or left out'))


def _note_gaps(raw: Raw, kinds: Mapping[str, ClockKind], silent: frozenset[str], problems: Problems) -> None:
    """Note timescales that the profile passes over in silence, and sources that it does not explain."""
    known = {**{name: "clocks" for name in kinds}, **dict.fromkeys(LIMITS, "limits")}
    for name in sorted(silent - known.keys()):
        problems.found.append(Amiss("guide_silent", f'guide_silent names "{name}", which is nothing we know'))
    for name, table in known.items():
        if name not in raw.get(table, {}) and name not in silent:
            what = f'nothing is said about "{name}": give [{table}.{name}], or name it under guide_silent'
            problems.found.append(Amiss("guide_silent", what))
    tables = {table: raw.get(table, {}) for table in ("clocks", "limits", *_WORDS)}
    tables[""] = {name: raw.get(name, {}) for name in ("quorum", "concerns")}
    for table, entries in tables.items():
        for name, spec in entries.items():
            source = spec.get("source", DEFAULT) if isinstance(spec, Mapping) else DEFAULT
            if source != DEFAULT and source not in raw.get("sources", {}):
                what = f'"{name}" has the source "{source}", which [sources] does not explain'
                problems.found.append(Amiss(f"{table}.{name}".lstrip("."), what))
