"""Desks: who has one, what waits on it, and that the worst comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cppm import desks
from cppm.desks import LATE_ELSEWHERE, PARTS, THE_REST, WATCHED, Desk, NoDesk, Owed
from cppm.people import Duty, Person, Role
from cppm.records import everyone_with
from cppm.timing import boards
from cppm.timing.catalogue import catalogue
from cppm.timing.timescales import Due
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, POLICE, SERVICE_MANAGER
from tests.cast import KEEPER

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ADMINS = everyone_with(Duty.CP_ADMIN)


def owed(clock: str, days: int, *owes: str, root: str = "m_1", **changes: object) -> Owed:
    """Something owed under a clock, with its limit so many days from now."""
    limit = NOW + days * DAY
    plain = Due(f"{clock}:{owes[0]}", clock, "CON-09", owes, NOW - 9 * DAY, limit, limit)
    return Owed(root, f"CPPM {root}", replace(plain, **changes))  # type: ignore[arg-type]


def on(desk: Desk, person: Person, *found: Owed) -> list[tuple[str, int]]:
    return [(pile.title, pile.count) for pile in desks.piles(desk, person, found, NOW)]


@pytest.mark.parametrize(
    ("person", "roles", "expected"),
    [
        (ADMIN, [], [Desk.CP_ADMIN]),
        (KEEPER, [], [Desk.KEEPER]),
        (SERVICE_MANAGER, [], [Desk.SERVICE_MANAGER]),
        (LEAD, [Role.LEAD_PROFESSIONAL], [Desk.LEAD]),
        (LEAD, [Role.CORE_GROUP_CHAIR], [Desk.LEAD]),
        (LEAD, [], []),
        (HEALTH, [Role.PRACTITIONER, None], []),
        (replace(ADMIN, duties=ADMIN.duties | {Duty.KEEPER}), [], [Desk.CP_ADMIN, Desk.KEEPER]),
        (HEALTH, [Role.CHAIR], [Desk.CHAIR]),
    ],
)
def test_a_desk_comes_with_the_duty_or_with_what_somebody_chairs_or_leads_now(
    person: Person, roles: list[Role | None], expected: list[Desk]
) -> None:
    assert desks.desks_of(person, roles) == expected


@pytest.mark.parametrize("desk", ["register", "nonsense", ""])
def test_nobody_sits_at_anothers_desk(desk: str) -> None:
    with pytest.raises(NoDesk):
        desks.require_desk(ADMIN, [], desk)


def test_every_clock_a_desk_names_is_in_the_catalogue_and_on_it_once() -> None:
    for parts in PARTS.values():
        named = [clock for part in parts for clock in part.clocks]
        assert len(named) == len(set(named))
        assert set(named) <= set(catalogue())
    assert WATCHED[Desk.KEEPER] >= boards.REGISTER
    moves = {name for name in catalogue() if name.startswith("move_")}
    assert moves <= WATCHED[Desk.KEEPER]


def test_every_clock_of_addresses_and_moves_has_a_part_on_the_desk_of_whoever_owes_it() -> None:
    """TIM-18 ADR-03 ADR-04 MOV-01"""
    theirs = {name for name, kind in catalogue().items() if kind.of == "whereabouts"} - {*desks.TO_APPROVE}
    assert theirs == {*desks.ADDRESSES, *desks.STAYS, *desks.MOVES, *desks.TEMPORARY}
    for clock in sorted(theirs):
        assert on(Desk.LEAD, LEAD, owed(clock, 1, LEAD.id)) != [(THE_REST.title, 1)], clock
    for clock in ("address_administration", "move_offer", "move_placed"):
        assert on(Desk.CP_ADMIN, ADMIN, owed(clock, 1, ADMINS)) != [(THE_REST.title, 1)], clock


def test_only_a_stay_for_a_while_stands_under_temporary_registrations() -> None:
    """MOV-06"""
    for clock in ("move_stays", "move_end_told"):
        assert on(Desk.KEEPER, KEEPER, owed(clock, 1, LEAD.id)) == [("Moves in and out", 1)], clock
    for clock in ("move_placed", "move_return"):
        assert on(Desk.KEEPER, KEEPER, owed(clock, 1, LEAD.id)) == [("Temporary registrations", 1)], clock


def test_an_address_that_others_pass_on_opens_its_chain_on_the_desks_that_watch_it() -> None:
    """ADR-03 TIM-18"""
    for desk, person, clock in (
        (Desk.CP_ADMIN, ADMIN, "address_database"),
        (Desk.KEEPER, KEEPER, "address_database"),
        (Desk.KEEPER, KEEPER, "address_administration"),
        (Desk.KEEPER, KEEPER, "address_keeper"),
        (Desk.KEEPER, KEEPER, "address_letter"),
    ):
        [pile] = desks.piles(desk, person, [owed(clock, 1, LEAD.id, root="w_1", about="h_1")], NOW)
        assert (pile.lines[0].verb, pile.lines[0].ids) == ("addresschain.open", {"j": "w_1", "h": "h_1"})
    mine = desks.piles(Desk.LEAD, LEAD, [owed("stay_visit", 1, LEAD.id, root="w_1", about="h_1")], NOW)
    assert mine[0].lines[0].verb == "stayvisit.open"


def test_what_others_owe_stands_on_the_desk_that_watches_it_and_on_no_other() -> None:
    answer = owed("attendance", 1, POLICE.id)
    assert on(Desk.CP_ADMIN, ADMIN, answer) == [("Invitations without an answer", 1)]
    assert on(Desk.KEEPER, KEEPER, answer) == []
    assert on(Desk.KEEPER, KEEPER, owed("register_update", 1, ADMINS)) == [("Register changes to make", 1)]


def test_nothing_somebody_owes_falls_off_their_desk() -> None:
    every = [owed(clock, 1, CHAIR.id, root=f"m_{n}") for n, clock in enumerate(sorted(catalogue()))]
    for desk in Desk:
        assert sum(count for _, count in on(desk, CHAIR, *every)) == len(every)


def test_several_of_a_kind_in_one_meeting_are_one_line_with_their_count_and_the_worst_first() -> None:
    found = [
        owed("attendance", 2, POLICE.id),
        owed("attendance", -1, HEALTH.id),
        owed("attendance", -3, CHAIR.id, root="m_2"),
    ]
    [pile] = desks.piles(Desk.CP_ADMIN, ADMIN, found, NOW)
    assert [(line.reference, line.count, line.late) for line in pile.lines] == [
        ("CPPM m_2", 1, 1),
        ("CPPM m_1", 2, 1),
    ]


@pytest.mark.parametrize(
    ("desk", "person", "role"),
    [
        (Desk.CHAIR, CHAIR, "chair"),
        (Desk.LEAD, LEAD, "lead professional"),
        (Desk.LEAD, LEAD, "core group chair"),
    ],
)
def test_what_a_chair_or_lead_professional_always_does_has_a_part_of_its_own(
    desk: Desk, person: Person, role: str
) -> None:
    theirs = [name for name, kind in catalogue().items() if kind.owes == role and not kind.private]
    assert theirs
    rest = [name for name in theirs if on(desk, person, owed(name, 1, person.id))[0][0] == THE_REST.title]
    assert rest == []


def test_two_tasks_of_one_meeting_that_open_alike_are_two_lines() -> None:
    found = [owed("told_in_writing", 2, LEAD.id), owed("family_review", 3, LEAD.id)]
    piles = desks.piles(Desk.LEAD, LEAD, found, NOW)
    lines = [(line.verb, line.due.clock, line.count) for pile in piles for line in pile.lines]
    assert lines == [("done.open", "told_in_writing", 1), ("done.open", "family_review", 1)]


def test_the_part_with_something_late_comes_first() -> None:
    found = [owed("request_booked", 3, ADMINS), owed("recording_deleted", -1, ADMINS)]
    assert [title for title, _ in on(Desk.CP_ADMIN, ADMIN, *found)] == [
        "Recordings to delete",
        "Meetings to book",
    ]


def test_what_has_not_begun_or_is_over_waits_on_no_desk() -> None:
    ahead = owed("minutes", 9, CHAIR.id, started=NOW + DAY)
    window = owed("corrections", -1, CHAIR.id, window=True)
    assert on(Desk.CHAIR, CHAIR, ahead, window) == []


def test_late_things_reach_the_service_managers_desk_once_their_help_is_asked_for() -> None:
    """CON-09: the clock passed on to somebody stands on their desk; one still with its holder does not."""
    asked = owed("report", -2, POLICE.id, escalates_to=(SERVICE_MANAGER.id,), escalates_at=NOW - DAY)
    early = replace(asked.due, escalates_at=NOW + DAY)
    other = replace(asked.due, escalates_to=(CHAIR.id,))
    assert boards.hears_of(asked.due, SERVICE_MANAGER, NOW)
    assert not boards.hears_of(early, SERVICE_MANAGER, NOW)
    assert not boards.hears_of(other, SERVICE_MANAGER, NOW)
    [pile] = desks.piles(Desk.SERVICE_MANAGER, SERVICE_MANAGER, [asked], NOW)
    assert (pile.title, pile.lines[0].verb) == (LATE_ELSEWHERE.title, "clocks.one")
    assert pile.lines[0].ids == {"m": "m_1", "k": asked.due.key}


@pytest.mark.parametrize(
    ("desk", "person", "own_clock"), [(Desk.CHAIR, CHAIR, "minutes"), (Desk.LEAD, LEAD, "telling")]
)
def test_a_chair_or_lead_professional_asked_to_help_has_a_line_for_it(
    desk: Desk, person: Person, own_clock: str
) -> None:
    """CON-09"""
    asked = owed("minutes_draft", -2, ADMINS, escalates_to=(person.id,), escalates_at=NOW - DAY)
    own = owed(own_clock, -3, person.id)
    [mine, helped] = desks.piles(desk, person, [asked, own], NOW)
    assert mine.title != LATE_ELSEWHERE.title
    assert (helped.title, helped.lines[0].verb) == (LATE_ELSEWHERE.title, "clocks.one")


def test_a_private_clock_stands_on_nobody_elses_desk() -> None:
    private = [name for name, kind in catalogue().items() if kind.private]
    assert private
    assert not {clock for parts in PARTS.values() for part in parts for clock in part.clocks} & {*private}
    asked = owed(private[0], -2, POLICE.id, escalates_to=(SERVICE_MANAGER.id,), escalates_at=NOW - DAY)
    assert not boards.hears_of(asked.due, SERVICE_MANAGER, NOW)


def test_a_line_carries_what_its_verb_needs() -> None:
    seen = owed("child_seen", 1, LEAD.id, root="g_1", about="c_1")
    [pile] = desks.piles(Desk.LEAD, LEAD, [seen], NOW)
    assert (pile.lines[0].verb, pile.lines[0].ids) == ("seen.open", {"g": "g_1", "c": "c_1"})
    wall = desks.piles(Desk.CP_ADMIN, ADMIN, [owed("report", 1, POLICE.id)], NOW)[0].lines[0]
    assert (wall.verb, wall.ids) == ("ready.open", {"m": "m_1"})
    done = owed("minutes", -1, CHAIR.id, done_at=NOW, statutory=True)
    [late] = desks.piles(Desk.CHAIR, CHAIR, [done], NOW)
    assert (late.lines[0].verb, late.lines[0].ids) == ("missed.open", {"m": "m_1", "k": done.due.key})
    moved = owed("move_records", 1, LEAD.id, root="w_1", about="z_1")
    [move] = desks.piles(Desk.KEEPER, KEEPER, [moved], NOW)
    assert (move.lines[0].verb, move.lines[0].ids["z"]) == ("familymoves.read", "z_1")


def test_what_no_part_names_comes_last() -> None:
    found = [owed("view", 1, CHAIR.id), owed("minutes", 3, CHAIR.id)]
    assert on(Desk.CHAIR, CHAIR, *found)[-1] == (THE_REST.title, 1)


def test_a_chairs_own_task_that_opens_the_wall_is_a_task_and_counts_no_people() -> None:
    [pile] = desks.piles(Desk.CHAIR, CHAIR, [owed("unshared", 1, CHAIR.id)], NOW)
    assert not pile.lines[0].counts_people
    [pile] = desks.piles(
        Desk.LEAD, LEAD, [owed("core_group", 1, LEAD.id), owed("change_told", 1, LEAD.id)], NOW
    )[:1]
    assert not pile.lines[0].counts_people
    [pile] = desks.piles(Desk.CP_ADMIN, ADMIN, [owed("report", 1, LEAD.id)], NOW)
    assert pile.lines[0].counts_people
