"""A new address and its chain: who may report and answer, which links there are, when it closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cppm.meetings.meeting import NotYours
from cppm.moves import address, mending, stays
from cppm.moves.address import (
    CHAINS,
    AddressMissing,
    AnswerIncomplete,
    CouncilMissing,
    EndsBeforeItBegins,
    LastDayMissing,
    NewAddress,
    NoChildNamed,
    NoSuchLink,
    NotDoneYet,
)  # fmt: skip
from cppm.moves.address_records import AddressKind, LinkKind
from cppm.moves.whereabouts import NoWhereabouts
from cppm.people import Duty
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing import boards, clocks, missed
from cppm.timing.about_whom import about_whom
from tests.builders import ADMIN, HEALTH, KAY, LEAD, OUTSIDER, PROFILE, SCHOOL, TEAM_LEADER
from tests.cppm.moves.homes import AT, FOSTER, ROBIN, STAY, TODAY, answer, answered, begun, ids, reported

ALL_ADMIN = everyone_with(Duty.CP_ADMIN)


@pytest.mark.parametrize("kind", list(AddressKind))
def test_every_kind_has_database_and_administration_and_a_stay_the_keeper_there(kind: AddressKind) -> None:
    """ADR-01, ADR-02, ADR-03"""
    there = (LinkKind.KEEPER_TOLD, LinkKind.KEEPER_WRITTEN) if kind is AddressKind.STAY else ()
    assert CHAINS[kind] == (LinkKind.DATABASE, LinkKind.ADMINISTRATION, *there)
    _, entry = reported(replace(STAY, kind=kind))
    assert tuple(link.kind for link in entry.waiting) == CHAINS[kind]
    assert entry.council == ("Argyll and Bute" if kind in address.ELSEWHERE else "")


def test_administration_hears_at_once_and_the_lead_professional_of_another_ones_report() -> None:
    """ADR-01, TIM-18"""
    root = begun()
    address.report(root, HEALTH, FOSTER, AT, ids())
    told = {(notice.kind, notice.to) for notice in root.notices}
    assert told == {(NoticeKind.ADDRESS_REPORTED, ALL_ADMIN), (NoticeKind.ADDRESS_REPORTED, LEAD.id)}


def test_what_administration_reports_itself_it_knows() -> None:
    """ADR-01"""
    _, entry = reported(by=ADMIN)
    assert [link.kind for link in entry.waiting] == [LinkKind.DATABASE]


def test_siblings_move_together_or_apart() -> None:
    """ADR-01"""
    root, _ = reported(replace(FOSTER, children=(KAY.id, "c_stranger")))
    kin = NewAddress(AddressKind.KINSHIP, (ROBIN.id,), TODAY, address="Her aunt's, 5 Glebe Park")
    address.report(root, LEAD, kin, AT, ids("k"))
    homes = [address.lives_at(root, child.id, TODAY) for child in (KAY, ROBIN)]
    assert [home and home.kind for home in homes] == [AddressKind.FOSTER, AddressKind.KINSHIP]
    assert root.addresses[0].children == [KAY.id]
    assert address.lives_at(root, KAY.id, TODAY - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"children": ()}, NoChildNamed),
        ({"children": ("c_stranger",)}, NoChildNamed),
        ({"address": " "}, AddressMissing),
        ({"until": None}, LastDayMissing),
        ({"until": date(2026, 12, 18)}, EndsBeforeItBegins),
        ({"council": ""}, CouncilMissing),
    ],
)
def test_a_report_that_cannot_stand_is_refused_before_anything_is_kept(
    change: dict[str, object], refusal: type[Exception]
) -> None:
    """ADR-01, ADR-03"""
    root = begun()
    with pytest.raises(refusal):
        address.report(root, LEAD, replace(STAY, **change), AT, ids())  # type: ignore[arg-type]
    assert (root.addresses, root.facts, root.notices) == ([], [], [])


def test_nobody_else_reports() -> None:
    """ADR-01"""
    for stranger in (OUTSIDER, TEAM_LEADER):
        with pytest.raises(NotYours):
            reported(by=stranger)


def test_the_chain_closes_only_when_each_link_has_answered() -> None:
    """ADR-01, ADR-03"""
    root, entry = reported(STAY, by=HEALTH)
    stays.propose(root, LEAD, entry.id, False, "", None, "Two weeks with her aunt", AT, ids("v"))
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("a"))
    for kind in CHAINS[AddressKind.STAY]:
        assert not entry.closed
        assert not [n for n in root.notices if n.kind is NoticeKind.ADDRESS_DONE]
        answer(root, entry, kind)
    assert root.settled
    assert {n.to for n in root.notices if n.kind is NoticeKind.ADDRESS_DONE} == {LEAD.id, HEALTH.id}
    told = next(link for link in entry.links if link.kind is LinkKind.KEEPER_TOLD)
    assert told.done
    assert (told.done.how, told.done.who, told.done.by_name) == ("phone", "Iona Bell, duty team", ADMIN.name)
    assert [f.kind for f in root.facts].count(FactKind.ADDRESS_ACKNOWLEDGED) == 4


def test_a_stay_closes_only_once_its_visit_is_decided() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    answered(root, entry)
    assert not root.settled
    stays.propose(root, LEAD, entry.id, False, "", None, "Two weeks with her aunt", AT, ids("v"))
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("a"))
    assert root.settled
    assert NoticeKind.ADDRESS_DONE in [notice.kind for notice in root.notices]


@pytest.mark.parametrize(
    ("kind", "may", "may_not"),
    [
        (LinkKind.DATABASE, (ADMIN, LEAD, HEALTH, TEAM_LEADER), ()),
        (LinkKind.ADMINISTRATION, (ADMIN,), (LEAD, TEAM_LEADER, SCHOOL)),
        (LinkKind.KEEPER_TOLD, (ADMIN, LEAD, TEAM_LEADER), (HEALTH,)),
        (LinkKind.KEEPER_WRITTEN, (ADMIN, LEAD, TEAM_LEADER), (SCHOOL,)),
    ],
)
def test_each_link_has_those_who_may_answer_for_it(
    kind: LinkKind, may: tuple[object, ...], may_not: tuple[object, ...]
) -> None:
    """ADR-01"""
    for person in may:
        root, entry = reported(STAY)
        answer(root, entry, kind, by=person)  # type: ignore[arg-type]
    for person in may_not:
        root, entry = reported(STAY)
        with pytest.raises(NotYours):
            answer(root, entry, kind, by=person)  # type: ignore[arg-type]
        assert root.facts == []
    root, entry = reported(STAY)
    with pytest.raises(NoWhereabouts):
        answer(root, entry, kind, by=OUTSIDER)


def test_an_answer_says_how_and_at_the_other_end_by_whom_and_not_before_it_is_done() -> None:
    """ADR-03"""
    root, entry = reported(STAY)
    link = next(each for each in entry.waiting if each.kind is LinkKind.KEEPER_TOLD)
    for how, who, on, refusal in (
        ("carrier pigeon", "Iona", TODAY, AnswerIncomplete),
        ("phone", " ", TODAY, AnswerIncomplete),
        ("phone", "Iona", TODAY + timedelta(days=1), NotDoneYet),
    ):
        with pytest.raises(refusal):
            address.acknowledge(root, LEAD, link.id, on, how, who, AT)
    address.acknowledge(root, LEAD, link.id, TODAY, "phone", "Iona", AT)
    with pytest.raises(NoSuchLink):
        address.acknowledge(root, LEAD, link.id, TODAY, "phone", "Iona", AT)


def test_each_link_that_waits_is_a_clock_of_whoever_owes_it() -> None:
    """TIM-18: reminders without delay, and the line manager hears when it is late."""
    root, entry = reported(STAY)
    owed = {due.clock: due for due in clocks.dues(root, PROFILE)}
    links = {"address_database", "address_administration", "address_keeper", "address_letter"}
    assert owed.keys() == links | {"stay_visit", "address_end"}
    assert owed["address_administration"].owes == (ALL_ADMIN,)
    database = owed["address_database"]
    assert database.limit == AT + timedelta(hours=24)
    assert (database.owes, database.escalates_to) == ((LEAD.id,), (TEAM_LEADER.id,))
    assert owed["address_keeper"].urgent
    assert owed["address_keeper"].limit == AT + timedelta(hours=4)
    answered(root, entry)
    assert {due.clock for due in clocks.dues(root, PROFILE)} == {"stay_visit", "address_end"}


def test_a_link_answered_late_wants_its_reason_a_manager_and_no_new_date() -> None:
    """TIM-18 CON-09"""
    root, entry = reported()
    late = AT + timedelta(hours=25)
    answer(root, entry, LinkKind.DATABASE, LEAD, late)
    [due] = [each for each in clocks.dues(root, PROFILE) if each.clock == "address_database"]
    assert (due.done_at, due.owes) == (late, (LEAD.id,))
    assert boards.standing(due, late) is boards.Standing.UNEXPLAINED
    missed.explain(root, LEAD, due.key, "The database was down", TEAM_LEADER, None, late, PROFILE)
    owed = {each.clock: each for each in clocks.dues(root, PROFILE)}
    assert owed.keys() == {"address_administration", "whereabouts_limit_to_approve"}
    assert owed["whereabouts_limit_to_approve"].owes == (TEAM_LEADER.id,)
    missed.approve(root, TEAM_LEADER, due.key, late)
    assert {each.clock for each in clocks.dues(root, PROFILE)} == {"address_administration"}


def test_what_was_done_in_time_and_said_later_is_in_time() -> None:
    """TIM-18"""
    root, entry = reported()
    [link] = [each for each in entry.links if each.kind is LinkKind.DATABASE]
    address.acknowledge(root, LEAD, link.id, TODAY, "own", "", AT + timedelta(days=3))
    assert "address_database" not in {each.clock for each in clocks.dues(root, PROFILE)}


def test_a_link_that_waits_past_its_limit_gets_a_new_date() -> None:
    """TIM-18 CON-09"""
    root, _ = reported()
    late = AT + timedelta(days=2)
    [due] = [each for each in clocks.dues(root, PROFILE) if each.clock == "address_database"]
    assert boards.reason_wanted(due, late)
    until = late + timedelta(days=1)
    missed.explain(root, LEAD, due.key, "The database is down", TEAM_LEADER, until, late, PROFILE)
    [again] = [each for each in clocks.dues(root, PROFILE) if each.clock == "address_database"]
    assert (again.limit, again.first_limit) == (until, due.limit)


def test_a_wrong_entry_wants_no_reason() -> None:
    """TIM-18"""
    root, entry = reported()
    late = AT + timedelta(days=2)
    answer(root, entry, LinkKind.DATABASE, LEAD, late)
    mending.cancel(root, LEAD, entry.id, "They stayed at home", late, ids("x"))
    late_ones = [due for due in clocks.dues(root, PROFILE) if due.done_at]
    assert late_ones == []


def test_where_a_child_lives_stands_in_the_document_and_not_in_the_trail() -> None:
    """ADR-01"""
    root = begun()
    address.report(root, LEAD, FOSTER, AT, ids())
    assert "Mill Wynd" not in str(root.facts) + str(root.notices)
    assert root.addresses[0].address == "3 Mill Wynd, Perth, PH1 5AA"


def test_an_address_is_past_once_each_child_has_moved_on_for_good() -> None:
    """ADR-01: a stay leaves the placement as it is, and the sibling who stayed keeps it."""
    root = begun(ROBIN)
    both = replace(FOSTER, children=(KAY.id, ROBIN.id))
    placed = address.report(root, LEAD, both, AT, ids("a"))
    stay = replace(STAY, since=TODAY, children=(KAY.id, ROBIN.id))
    address.report(root, LEAD, stay, AT + timedelta(minutes=1), ids("b"))
    assert not address.is_past(root, placed, TODAY)
    for number, child in enumerate(both.children, 2):
        assert not address.is_past(root, placed, TODAY)
        over = NewAddress(AddressKind.PLACEMENT_END, (child,), TODAY, address="At home")
        address.report(root, LEAD, over, AT + timedelta(minutes=number), ids(f"c{number}"))
    assert address.is_past(root, placed, TODAY)


def test_clocks_of_siblings_who_live_apart_say_about_whom_they_are() -> None:
    """TIM-18"""
    root = begun(ROBIN)
    for child in (KAY, ROBIN):
        address.report(root, LEAD, replace(FOSTER, children=(child.id,)), AT, ids(child.name))
    dues = [due for due in clocks.dues(root, PROFILE) if due.clock == "address_database"]
    assert [about_whom(root, due) for due in dues] == ["Kay", "Robin"]
