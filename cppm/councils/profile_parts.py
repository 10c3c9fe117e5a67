"""The parts of a profile, each read from its table and held against itself.

Every function raises Amiss with the place and what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from cppm.councils.profile_text import Amiss
from cppm.meetings.meeting import Option
from cppm.people import Agency
from cppm.roots import HOLDERS
from cppm.timing.catalogue import Clock, ClockKind
from cppm.timing.timescales import (
    CalendarDays,
    GestationWeeks,
    Hours,
    Mark,
    Months,
    Timescale,
    UnknownMark,
    UnknownUnit,
    Weeks,
    WorkingDays,
    mark,
    timescale,
)

LINE_MANAGER = "line manager"
"""The one addressee of an escalation that is a relation and no part."""
ESSENTIAL = "all essential information from the key agencies is available"
COMPLAINTS = "the council's complaints procedure"
"""What a family can turn to at the end, where the guide has no name of its own for it (DIS-11)."""
DEFAULT = "default"
"""The source of what no guide says: Quorate's own."""
LIMITS = {
    "prebirth_review": "TIM-07",
    "lead_report_before": "TIM-17",
    "assessment_report": "TIM-17",
}
"""Limits without clocks of their own, with their rules: the first review after a pre-birth meeting, the lead
professional's report before the meeting, and the same from the start of the investigation."""

_ANY_MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""From where spans are compared."""
_CLOCK_ENTRIES = {"says", "source", "limit", "aim", "reminders", "escalates_to", "escalates", "urgent"}
_SAID = {
    Hours: "hours?",
    CalendarDays: "(?:calendar )?days?",
    WorkingDays: "working days?",
    Weeks: "weeks?",
    GestationWeeks: "weeks?",
    Months: "months?",
}


@dataclass(frozen=True)
class LocalLimit:
    """A limit that a council sets and no clock runs to by itself."""

    name: str
    rule: str
    says: str
    limit: Timescale
    source: str


@dataclass(frozen=True)
class QuorumRule:
    """What makes a meeting quorate: so many distinct agencies, or certain core agencies (QUO-01..05).

    With `discretion` agencies the chair may go ahead and says why, on one of `grounds` where there are any;
    with `never` nobody may. `relevant` are agencies looked for where they have a part; agencies in one group
    of `counts_as_one` are one grouping.
    """

    distinct: int = 0
    discretion: int = 2
    never: int = 1
    core: tuple[Agency, ...] = ()
    relevant: tuple[Agency, ...] = ()
    grounds: tuple[str, ...] = ()
    counts_as_one: tuple[tuple[Agency, ...], ...] = ()
    source: str = DEFAULT

    @property
    def needed(self) -> int:
        """How many agencies make a quorum."""
        return len(self.core) or self.distinct

    @property
    def condition(self) -> str:
        """On what condition the chair may go ahead without a quorum, to follow "when" or "that"."""
        return " or ".join(self.grounds) or ESSENTIAL

    def count(self, agencies: Collection[Agency]) -> int:
        """How many distinct agencies these are; those of one group count once."""
        return len(self.groups(agencies))

    def groups(self, agencies: Collection[Agency]) -> set[Agency]:
        """What these agencies count as: each by itself, or the first of its group."""
        return {self._first.get(agency, agency) for agency in agencies}

    @cached_property
    def _first(self) -> Mapping[Agency, Agency]:
        """The agency under which each one of a group is counted."""
        return {agency: group[0] for group in self.counts_as_one for agency in group}

    def makes_quorum(self, agencies: Collection[Agency]) -> bool:
        """Whether these agencies are enough without the chair's discretion."""
        return set(self.core) <= set(agencies) if self.core else self.count(agencies) >= self.distinct


@dataclass(frozen=True)
class AreasOfConcern:
    """Under what a name is registered: main areas, of which some must be named, and others (OUT-07..10)."""

    main: tuple[str, ...] = ()
    main_needed: int = 0
    other: tuple[str, ...] = ()
    source: str = DEFAULT


def clock_of(name: str, spec: Mapping[str, Any], kinds: Mapping[str, ClockKind]) -> Clock:
    """A clock of the catalogue as this council keeps it."""
    where = f"clocks.{name}"
    if name not in kinds:
        raise Amiss(where, f'the clock "{name}" is not in the catalogue: add it there first')
    _refuse_entries(where, f'the clock "{name}"', spec, _CLOCK_ENTRIES)
    try:
        return Clock.kept(
            kinds[name],
            says=spec["says"],
            source=spec["source"],
            limit=timescale(spec["limit"]) if "limit" in spec else None,
            aim=timescale(spec["aim"]) if "aim" in spec else None,
            reminders=tuple(mark(each) for each in spec.get("reminders", ())),
            escalates_to=tuple(spec.get("escalates_to", ())),
            escalates=mark(spec.get("escalates", "0h")),
            urgent=_yes_or_no(spec, "urgent", kinds[name].urgent),
        )
    except (UnknownUnit, UnknownMark, TypeError) as wrong:
        raise Amiss(where, f'the clock "{name}": {wrong}') from wrong


def _yes_or_no(spec: Mapping[str, Any], entry: str, otherwise: bool) -> bool:
    found = spec.get(entry, otherwise)
    if not isinstance(found, bool):
        raise TypeError(f"{entry} is true or false")
    return found


def limit_of(name: str, spec: Mapping[str, Any]) -> LocalLimit:
    """A limit that is no clock of its own."""
    where = f"limits.{name}"
    if name not in LIMITS:
        raise Amiss(where, f'there is no limit called "{name}"; known are {", ".join(LIMITS)}')
    _refuse_entries(where, f'the limit "{name}"', spec, {"says", "source", "limit"})
    try:
        found = LocalLimit(name, LIMITS[name], spec["says"], timescale(spec["limit"]), spec["source"])
    except (KeyError, TypeError, UnknownUnit) as wrong:
        raise Amiss(where, f'the limit "{name}" has no timescale: give limit = "14d" or the like') from wrong
    check_words(where, found.name, found.says, found.limit)
    return found


def _refuse_entries(where: str, what: str, spec: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(spec.keys() - known)
    if unknown:
        raise Amiss(f"{where}.{unknown[0]}", f"{what} has an unknown entry {', '.join(unknown)}")
    if not spec.get("says"):
        raise Amiss(where, f"{what} lacks its sentence, says")
    if not spec.get("source"):
        raise Amiss(where, f'{what} names no source: add source = "default" where no guide says it')


def check_clock(clock: Clock, most_reminders: int, all_days: str) -> None:
    """Refuse what reminds too often or at the wrong time, aims too late, tells nobody, or says otherwise."""
    where, what = f"clocks.{clock.name}", f'the clock "{clock.name}"'
    strangers = set(clock.escalates_to) - HOLDERS - {LINE_MANAGER}
    if strangers:
        raise Amiss(where, f'{what} escalates to "{min(strangers)}", which is no duty or part')
    if len(clock.reminders) > most_reminders:
        count = len(clock.reminders)
        raise Amiss(where, f"{what} reminds {count} times, and {most_reminders} is the most")
    if clock.limit is None:
        return
    limit = clock.limit.after(_ANY_MONDAY)
    if clock.aim and clock.aim.after(_ANY_MONDAY) > limit:
        raise Amiss(where, f"{what} aims at a day after its limit: give an earlier aim")
    late = [each for each in clock.reminders if not _within(each, clock.limit)]
    if late:
        raise Amiss(where, f"{what} reminds outside the time from its start to its limit: change reminders")
    if all_days and clock.aim and _unsettled(clock.aim, clock.limit):
        raise Amiss(where, f"{what} counts two kinds of days, and all_days says which: give the limit alone")
    check_words(where, clock.name, clock.says, clock.limit)


def _within(each: Mark, limit: Timescale) -> bool:
    if isinstance(limit, GestationWeeks):
        return True  # counted back from a birth, however far off
    end = limit.after(_ANY_MONDAY)
    moment = each.of(_ANY_MONDAY if each.later else end)
    return _ANY_MONDAY < moment <= end


def _unsettled(aim: Timescale, limit: Timescale) -> bool:
    """Whether one number stands for calendar and for working days, because a guide does not say which."""
    return {type(aim), type(limit)} == {CalendarDays, WorkingDays} and aim.count == limit.count


def check_words(where: str, name: str, says: str, limit: Timescale) -> None:
    """A sentence that names a time in the limit's unit names the limit."""
    unit = _SAID[type(limit)]
    if isinstance(limit, CalendarDays | WorkingDays):
        said = re.findall(r"\b\d+ (?:calendar |working )?days?\b", says)
    else:
        said = re.findall(rf"\b\d+ (?:clock )?{unit}\b", says)
    if said and not re.search(rf"\b{limit.count} (?:clock )?{unit}\b", says):
        raise Amiss(where, f'"{name}" has another limit than its sentence says: change limit or says')


def quorum_of(table: Mapping[str, Any]) -> QuorumRule:
    """The quorum, by one of its two models."""
    if ("distinct" in table) is ("core" in table):
        raise Amiss(
            "quorum", "a quorum counts either distinct agencies or core agencies: give one of the two"
        )
    known = {"distinct", "discretion", "never", "core", "relevant", "grounds", "counts_as_one", "source"}
    unknown = sorted(set(table) - known)
    if unknown:
        raise Amiss(f"quorum.{unknown[0]}", f"the quorum has an unknown entry {', '.join(unknown)}")
    for name in ("discretion", "never", "source"):
        if name not in table:
            raise Amiss("quorum", f"the quorum says nothing under {name}: add it")
    rule = QuorumRule(
        distinct=table.get("distinct", 0),
        discretion=table["discretion"],
        never=table["never"],
        core=_agencies("core", table.get("core", ())),
        relevant=_agencies("relevant", table.get("relevant", ())),
        grounds=tuple(table.get("grounds", ())),
        counts_as_one=tuple(_agencies("counts_as_one", each) for each in table.get("counts_as_one", ())),
        source=table["source"],
    )
    _check_quorum(rule)
    return rule


def _agencies(entry: str, words: list[str]) -> tuple[Agency, ...]:
    strangers = sorted(set(words) - set(Agency))
    if strangers:
        known = ", ".join(Agency)
        raise Amiss(f"quorum.{entry}", f'no agency is called "{strangers[0]}"; known are {known}')
    return tuple(Agency(word) for word in words)


def _check_quorum(rule: QuorumRule) -> None:
    if not 1 <= rule.never < rule.discretion <= rule.needed:
        what = (
            f"the quorum can't be {rule.needed} agencies, {rule.discretion} at the chair's discretion and "
            f"never {rule.never}: each is smaller than the one before, and never is at least 1"
        )
        raise Amiss("quorum", what)
    grouped = [agency for group in rule.counts_as_one for agency in group]
    if len(grouped) != len(set(grouped)):
        raise Amiss(
            "quorum.counts_as_one", "an agency stands in two groups that count as one: keep it in one"
        )
    if any(len(group) < 2 for group in rule.counts_as_one):
        raise Amiss("quorum.counts_as_one", "a group that counts as one has at least two agencies")


def transfer_outcomes_of(words: Sequence[str]) -> tuple[Option, ...]:
    """What a transfer meeting decides: the word for a name that comes on the register, then "not place"."""
    if list(words) not in (["place", "not place"], ["retain", "not place"]):
        what = 'transfer_outcomes is ["place", "not place"] or ["retain", "not place"]'
        raise Amiss("transfer_outcomes", what)
    return tuple(map(Option, words))


def areas_of(table: Mapping[str, Any]) -> AreasOfConcern:
    """The areas of concern that are offered, and how many of the main ones are needed."""
    unknown = sorted(set(table) - {"main", "main_needed", "other", "source"})
    if unknown:
        raise Amiss(f"concerns.{unknown[0]}", f"concerns has an unknown entry {', '.join(unknown)}")
    if "source" not in table:
        raise Amiss("concerns", "concerns says nothing under source: add it")
    main, other = tuple(table.get("main", ())), tuple(table.get("other", ()))
    needed = table.get("main_needed", 0)
    if not 0 <= needed <= len(main):
        raise Amiss("concerns", f"{needed} main areas are needed and {len(main)} are named: change one")
    twice = sorted({area for area in main + other if (main + other).count(area) > 1})
    if twice:
        raise Amiss("concerns", f'the area "{twice[0]}" stands there twice')
    return AreasOfConcern(main, needed, other, table["source"])
