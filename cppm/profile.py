"""A council's local rules as data: what differs between areas is never code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from cppm.errors import CPPMError
from cppm.people import Duty
from cppm.timescales import RestDay, Timescale, timescale, weekends_only


class UnknownProfile(CPPMError):
    """There is no council profile called "{key}". Known profiles: {known}."""


class BrokenProfile(CPPMError):
    """The council profile "{key}" can't be used: {what}. Correct the file and start again."""


LINE_MANAGER = "line manager"
"""The one addressee of an escalation that is a relation and no duty."""


@dataclass(frozen=True)
class QuorumRule:
    """How many distinct agencies make a meeting quorate (QUO-02, 03, 05)."""

    distinct: int
    discretion: int
    never: int


@dataclass(frozen=True)
class Clock:
    """One interval: its limit, when to remind, to whom it escalates, and where the rule stands.

    `reminders` are hours after the start (TIM-09) or, where `reminder_days` is used, whole days
    before the limit. `escalates_to` names a duty or "line manager".
    """

    name: str
    rule: str
    says: str
    limit: Timescale | None = None
    reminder_hours: tuple[int, ...] = ()
    reminder_days: tuple[int, ...] = ()
    escalates_to: str = ""


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
    inquorate_can_remove: bool = True
    """Whether a meeting at the chair's discretion may take a name off the register (OUT-03)."""
    inquorate_twice: bool = True
    """Whether a meeting may go ahead at the chair's discretion when the one before it did (QUO-06)."""

    def clock(self, name: str) -> Clock:
        """The clock of this name. Raises KeyError for one that the profile does not have."""
        return self.clocks[name]


def known_profiles() -> list[str]:
    """The keys of every profile that comes with Quorate."""
    folder = resources.files("cppm") / "profiles"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def load_profile(key: str, rest_day: RestDay = weekends_only) -> Profile:
    """Read a council's profile. Raises UnknownProfile, BrokenProfile, UnknownUnit."""
    if key not in known_profiles():
        raise UnknownProfile(key=key, known=", ".join(known_profiles()))
    text = (resources.files("cppm") / "profiles" / f"{key}.toml").read_text("utf-8")
    return _profile(key, tomllib.loads(text), rest_day)


def _profile(key: str, raw: dict[str, Any], rest_day: RestDay) -> Profile:
    try:
        profile = _read(key, raw, rest_day)
    except KeyError as missing:
        raise BrokenProfile(key=key, what=f"{missing} is missing") from missing
    except TypeError as wrong:
        raise BrokenProfile(key=key, what=wrong) from wrong
    known = {"", LINE_MANAGER, *(duty.value for duty in Duty)}
    for clock in profile.clocks.values():
        if clock.escalates_to not in known:
            what = f'the clock "{clock.name}" escalates to "{clock.escalates_to}", which is no duty'
            raise BrokenProfile(key=key, what=what)
    return profile


def _read(key: str, raw: dict[str, Any], rest_day: RestDay) -> Profile:
    clocks = {name: _clock(name, spec) for name, spec in raw["clocks"].items()}
    plain = {k: v for k, v in raw.items() if k not in ("clocks", "quorum", "concern_areas")}
    return Profile(
        key=key,
        quorum=QuorumRule(**raw["quorum"]),
        clocks=clocks,
        concern_areas=tuple(raw["concern_areas"]),
        rest_day=rest_day,
        **plain,
    )


def _clock(name: str, spec: dict[str, Any]) -> Clock:
    return Clock(
        name=name,
        rule=spec["rule"],
        says=spec["says"],
        limit=timescale(spec["limit"]) if "limit" in spec else None,
        reminder_hours=tuple(spec.get("reminder_hours", ())),
        reminder_days=tuple(spec.get("reminder_days", ())),
        escalates_to=spec.get("escalates_to", ""),
    )
