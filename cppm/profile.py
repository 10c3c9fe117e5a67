"""A council's local rules as data: what differs between areas is never code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, cached_property
from importlib import resources
from typing import Any

from cppm.catalogue import CORE_GROUP, PLANNING_MEETING, Clock, ClockKind, catalogue
from cppm.errors import CPPMError
from cppm.quiet import NeverReachable, QuietHours
from cppm.roots import HOLDERS
from cppm.timescales import RestDay, Timescale, UnknownMark, UnknownUnit, mark, timescale, weekends_only


class UnknownProfile(CPPMError):
    """There is no council profile called "{key}". Known profiles: {known}."""


class BrokenProfile(CPPMError):
    """The council profile "{key}" can't be used: {what}. Correct the file and start again."""


LINE_MANAGER = "line manager"
"""The one addressee of an escalation that is a relation and no part."""


_ANY_MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""From where an aim and a limit are compared."""


@dataclass(frozen=True)
class QuorumRule:
    """How many distinct agencies make a meeting quorate (QUO-02, 03, 05)."""

    distinct: int
    discretion: int
    never: int


@dataclass(frozen=True)
class Profile:
    """The rules of one area. `None` means the local guide is silent, and the bot says so."""

    key: str
    name: str
    guide: str
    quorum: QuorumRule
    clocks: dict[str, Clock]
    always_recorded: bool
    scrutiny_on_no_consensus: bool
    concern_areas: tuple[str, ...]
    keeper: str
    duty_contact: str
    family_review: str
    complaints: str
    rest_day: RestDay = field(default=weekends_only, compare=False)
    local_holidays: tuple[date, ...] = ()
    """Days on which this council does not work, beside weekends and Scotland's bank holidays."""
    most_reminders: int = 4
    """How often anybody is reminded of one thing before somebody else hears of it."""
    quiet: QuietHours = field(default_factory=QuietHours)
    """When people are left alone who have not chosen hours of their own."""
    inquorate_can_remove: bool = True
    """Whether a meeting at the chair's discretion may take a name off the register (OUT-03)."""
    inquorate_twice: bool = True
    """Whether a meeting may go ahead at the chair's discretion when the one before it did (QUO-06)."""

    def clock(self, name: str) -> Clock:
        """The clock of this name. Raises KeyError for one that the profile does not have."""
        return self.clocks[name]

    def limit(self, name: str) -> Timescale | None:
        """The limit of a clock; None where the guide is silent or people set the date."""
        clock = self.clocks.get(name)
        return clock.limit if clock else None

    @cached_property
    def by_place(self) -> Mapping[str, tuple[Clock, ...]]:
        """The clocks of planning meetings and those of core groups."""
        places = (PLANNING_MEETING, CORE_GROUP)
        return {place: tuple(c for c in self.clocks.values() if c.of == place) for place in places}


def known_profiles() -> list[str]:
    """The keys of every profile that comes with Quorate."""
    folder = resources.files("cppm") / "profiles"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def load_profile(key: str, rest_day: RestDay = weekends_only) -> Profile:
    """Read a council's profile. `rest_day` knows weekends and bank holidays; the council's own are added.

    Raises UnknownProfile, BrokenProfile.
    """
    if key not in known_profiles():
        raise UnknownProfile(key=key, known=", ".join(known_profiles()))
    text = (resources.files("cppm") / "profiles" / f"{key}.toml").read_text("utf-8")
    return read_profile(key, tomllib.loads(text), catalogue(), rest_day)


def read_profile(
    key: str, raw: dict[str, Any], kinds: Mapping[str, ClockKind], rest_day: RestDay = weekends_only
) -> Profile:
    """The profile that a file describes, with clocks of this catalogue. Raises BrokenProfile."""
    try:
        return _read(key, raw, kinds, rest_day)
    except KeyError as missing:
        raise BrokenProfile(key=key, what=f"{missing} is missing") from missing
    except (TypeError, _Amiss, NeverReachable) as wrong:
        raise BrokenProfile(key=key, what=wrong) from wrong


class _Amiss(Exception):
    """What is wrong with one clock, and what to do."""


def _read(key: str, raw: dict[str, Any], kinds: Mapping[str, ClockKind], rest_day: RestDay) -> Profile:
    apart = ("clocks", "quorum", "concern_areas", "local_holidays", "quiet")
    plain = {name: value for name, value in raw.items() if name not in apart}
    days = frozenset(raw.get("local_holidays", ()))
    profile = Profile(
        key=key,
        quorum=QuorumRule(**raw["quorum"]),
        clocks={name: _clock(name, spec, kinds) for name, spec in raw["clocks"].items()},
        concern_areas=tuple(raw["concern_areas"]),
        rest_day=cache(lambda day: day in days or rest_day(day)),
        local_holidays=tuple(sorted(days)),
        quiet=QuietHours(**raw.get("quiet", {})),
        **plain,
    )
    for clock in profile.clocks.values():
        _check(clock, profile.most_reminders)
    return profile


def _clock(name: str, spec: dict[str, Any], kinds: Mapping[str, ClockKind]) -> Clock:
    if name not in kinds:
        raise _Amiss(f'the clock "{name}" is not in the catalogue: add it there first')
    unknown = sorted(spec.keys() - {"says", "limit", "aim", "reminders", "escalates_to", "escalates"})
    if unknown or "says" not in spec:
        what = f"has an unknown entry {', '.join(unknown)}" if unknown else "lacks its sentence, says"
        raise _Amiss(f'the clock "{name}" {what}')
    try:
        return Clock.kept(
            kinds[name],
            says=spec["says"],
            limit=timescale(spec["limit"]) if "limit" in spec else None,
            aim=timescale(spec["aim"]) if "aim" in spec else None,
            reminders=tuple(mark(each) for each in spec.get("reminders", ())),
            escalates_to=tuple(spec.get("escalates_to", ())),
            escalates=mark(spec.get("escalates", "0h")),
        )
    except (UnknownUnit, UnknownMark) as wrong:
        raise _Amiss(f'the clock "{name}": {wrong}') from wrong


def _check(clock: Clock, most_reminders: int) -> None:
    """Refuse what would remind too often, aim too late, or tell somebody who does not exist."""
    strangers = set(clock.escalates_to) - HOLDERS - {LINE_MANAGER}
    if strangers:
        raise _Amiss(f'the clock "{clock.name}" escalates to "{min(strangers)}", which is no duty or part')
    if len(clock.reminders) > most_reminders:
        count = len(clock.reminders)
        raise _Amiss(f'the clock "{clock.name}" reminds {count} times, and {most_reminders} is the most')
    if clock.aim and clock.limit and clock.aim.after(_ANY_MONDAY) > clock.limit.after(_ANY_MONDAY):
        raise _Amiss(f'the clock "{clock.name}" aims at a day after its limit: give an earlier aim')
