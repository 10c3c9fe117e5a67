"""What is owed in a meeting or a core group right now: a pure reading of its state and the profile.

Because it is read anew after every change, a clock follows the facts: a moved meeting moves its
reminders, a report that arrived is never chased (TIM-01..27). Occasions say when a clock runs, the
catalogue what it is, the profile how long it runs; a new clock on a known occasion is data alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from cppm.councils.profile import LINE_MANAGER, Profile
from cppm.roots import Root, holders, id_name
from cppm.timing import address_occasions, group_occasions, move_occasions, occasions, request_occasions
from cppm.timing.catalogue import (
    CORE_GROUP,
    EACH,
    PLACES,
    PLANNING_MEETING,
    REQUEST,
    WHEREABOUTS,
    BrokenCatalogue,
    Clock,
    ClockKind,
    catalogue,
)
from cppm.timing.clock_records import MissedLimit
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import Due, RestDay

__all__ = ["Reckoned", "catalogue", "check", "dues", "reckoned"]

WEEK = timedelta(weeks=1)
CHASED_TIMES = 8
"""How often, week by week, a limit that passed is asked after; it stays on the boards until it is closed."""
CHASED_ON = (12, 20, 28, 40, 52)
"""The weeks after which a limit of a guide is asked after even then: a child must not be forgotten."""
HELP_AGAIN = (2, 4, 8, 16, 28, 52)
"""The weeks after which help is called for anew while a limit of a guide is still not met."""
OF_ID = {id: place for place, id in PLACES.items()}

OCCASIONS: Mapping[str, Mapping[str, Occasions]] = {
    PLANNING_MEETING: occasions.OCCASIONS | occasions.EVERYWHERE,
    CORE_GROUP: group_occasions.OCCASIONS | occasions.EVERYWHERE,
    REQUEST: request_occasions.OCCASIONS,
    WHEREABOUTS: address_occasions.OCCASIONS | move_occasions.OCCASIONS | occasions.EVERYWHERE,
}


def dues(root: Root, profile: Profile) -> list[Due]:
    """Everything owed here, with its reminders and whom it escalates to."""
    place = OF_ID[id_name(root)]
    known = OCCASIONS[place]
    found = (
        _due(clock, occasion, root, profile)
        for clock in profile.by_place[place]
        for occasion in known[clock.starts](root, profile)
    )
    return [due for due in found if due]


class Reckoned(NamedTuple):
    """A limit with what became of it: the limit that held first, and when the thing was done."""

    clock: str
    about: str
    limit: datetime
    done_at: datetime | None


def reckoned(root: Root, profile: Profile, names: Container[str]) -> Iterator[Reckoned]:
    """Every limit of these clocks here, kept or not; for figures, which look back."""
    place = OF_ID[id_name(root)]
    for clock in profile.by_place[place]:
        if clock.name not in names:
            continue
        for occasion in OCCASIONS[place][clock.starts](root, profile):
            key = clock.name + occasion.within
            attested = root.attested.get(key)
            limit = _limit(clock, occasion, root.missed.get(key), profile)
            done_at = attested.at if attested else occasion.done_at
            yield Reckoned(clock.name, occasion.about, limit.first or limit.at, done_at)


def check(kinds: Mapping[str, ClockKind]) -> None:
    """Refuse a catalogue with a clock that starts from nothing we know. Raises BrokenCatalogue."""
    for kind in kinds.values():
        if kind.starts not in OCCASIONS[kind.of]:
            what = f'no {kind.of} has an occasion called "{kind.starts}", from which it starts'
            raise BrokenCatalogue(clock=kind.name, what=what)


check(catalogue())


def _due(clock: Clock, occasion: Occasion, root: Root, profile: Profile) -> Due | None:
    """What is owed from one occasion on; None once it is done, and explained where it was done late."""
    key = clock.name + occasion.within
    attested = root.attested.get(key)
    done_at = attested.at if attested else occasion.done_at
    if done_at and not clock.statutory:
        return None
    missed = root.missed.get(key)
    limit = _limit(clock, occasion, missed, profile)
    if done_at is None:
        return _running(clock, occasion, key, limit, root, profile)
    explained = missed and limit.first and missed.until is None
    if done_at <= limit.at or explained:
        return None
    return _done_late(_running(clock, occasion, key, limit, root, profile), done_at)


def _done_late(due: Due, done_at: datetime) -> Due:
    """Only the reason is still wanted: nobody is reminded of the thing itself any more."""
    return replace(
        due,
        reminders=(),
        escalates_to=(),
        escalates_at=None,
        escalates_again=(),
        chased=_chased(done_at),
        done_at=done_at,
    )


class _Limit(NamedTuple):
    """The limit that holds, the one that passed before a new date was given, and from when to remind."""

    at: datetime
    first: datetime | None
    reminds_from: datetime


def _limit(clock: Clock, occasion: Occasion, missed: MissedLimit | None, profile: Profile) -> _Limit:
    counts_from = occasion.counts_from or occasion.started
    limit = occasion.by or _counted(clock, counts_from, profile.rest_day)
    if missed is None or missed.refused_at or limit > missed.limit:
        # What was missed belongs to an earlier time round or to a date that has since been moved, or the
        # manager did not agree to it.
        return _Limit(limit, None, occasion.started)
    return _Limit(missed.until or limit, missed.limit, max(missed.at, occasion.started))


def _running(clock: Clock, occasion: Occasion, key: str, limit: _Limit, root: Root, profile: Profile) -> Due:
    owes = occasion.owes if clock.owes == EACH else holders(root, clock.owes)
    counts_from = occasion.counts_from or occasion.started
    moments = _moments(clock, counts_from, limit.at, limit.reminds_from, profile.rest_day)
    told = _told(clock, occasion, owes, root) if moments.escalates_at else ()
    return Due(
        key=key,
        clock=clock.name,
        rule=clock.rule,
        owes=owes,
        started=occasion.started,
        aim=moments.aim,
        limit=limit.at,
        reminders=moments.reminders,
        escalates_to=told,
        escalates_at=moments.escalates_at if told else None,
        about=occasion.about,
        statutory=clock.statutory,
        urgent=clock.urgent,
        chased=_chased(limit.at, clock.statutory) if clock.chased and not clock.window else (),
        escalates_again=_again(limit.at) if told and clock.statutory else (),
        first_limit=limit.first,
        window=clock.window,
        over_at=occasion.over_at,
        not_by=occasion.not_by,
    )


class _Moments(NamedTuple):
    """When a clock speaks. What is past when reminding begins is left out; help comes at the limit."""

    aim: datetime
    reminders: tuple[datetime, ...]
    escalates_at: datetime | None


@lru_cache(maxsize=4096)
def _moments(
    clock: Clock, counts_from: datetime, limit: datetime, reminds_from: datetime, rest: RestDay
) -> _Moments:
    """The moments of a clock. Kept, because whoever shares a limit shares them, change after change."""
    aim = min(limit, clock.aim.after(counts_from, rest)) if clock.aim else limit
    marks = {each.of(counts_from if each.later else limit, rest) for each in clock.reminders}
    helps = (clock.escalates.of(limit, rest), limit)
    return _Moments(
        aim,
        tuple(sorted(m for m in marks if reminds_from < m < limit)),
        next((moment for moment in helps if moment > reminds_from), None),
    )


@lru_cache(maxsize=4096)
def _chased(since: datetime, statutory: bool = False) -> tuple[datetime, ...]:
    weeks = (*range(1, CHASED_TIMES + 1), *(CHASED_ON if statutory else ()))
    return tuple(since + WEEK * n for n in weeks)


@lru_cache(maxsize=4096)
def _again(limit: datetime) -> tuple[datetime, ...]:
    return tuple(limit + WEEK * n for n in HELP_AGAIN)


@lru_cache(maxsize=4096)
def _counted(clock: Clock, counts_from: datetime, rest: RestDay) -> datetime:
    return clock.limit.after(counts_from, rest) if clock.limit else counts_from


def _told(clock: Clock, occasion: Occasion, owes: tuple[str, ...], root: Root) -> tuple[str, ...]:
    """Who hears when it is late: the first who is known. Nobody hears of their own."""
    for found in _candidates(clock, occasion, root):
        others = tuple(person for person in found if person not in owes)
        if others:
            return others
    return ()


def _candidates(clock: Clock, occasion: Occasion, root: Root) -> Iterator[tuple[str, ...]]:
    for word in clock.escalates_to:
        if word != LINE_MANAGER:
            yield holders(root, word)
        elif occasion.manager:
            yield (occasion.manager,)
