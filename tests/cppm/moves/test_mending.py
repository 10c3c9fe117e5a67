"""What becomes of an entry: ended, put longer, called off, corrected; all of it kept, all of it passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cppm.meetings.meeting import NotYours
from cppm.moves import address, mending, stays
from cppm.moves.address_records import AddressChange, Happened, LinkKind
from cppm.moves.mending import ChangeOfAddressUnexplained, EndUnfit, NotLonger, OverAlready
from cppm.moves.whereabouts import NoWhereabouts, Whereabouts
from cppm.records import NoticeKind
from cppm.timing import clocks
from tests.builders import HEALTH, KAY, LEAD, OUTSIDER, PROFILE, TEAM_LEADER
from tests.cppm.moves.homes import AT, FOSTER, KEEPER, STAY, TODAY, answer, answered, ids, reported

LATER = AT + timedelta(days=14)
DAY = timedelta(days=1)


def kinds(entry: AddressChange) -> list[LinkKind]:
    return [link.kind for link in entry.waiting]


def test_a_return_is_passed_on_along_the_whole_chain() -> None:
    """ADR-01, ADR-03"""
    root, entry = reported(STAY)
    answered(root, entry)
    mending.end(root, HEALTH, entry.id, LATER.date(), "Back at home", LATER, ids("e"))
    assert kinds(entry) == list(address.CHAINS[entry.kind])
    assert {link.because for link in entry.waiting} == {Happened.RETURNED}
    assert NoticeKind.ADDRESS_NEWS in [n.kind for n in root.notices]
    assert address.lives_at(root, KAY.id, LATER.date()) is None
    assert "stay_visit" not in {due.clock for due in clocks.dues(root, PROFILE)}


def test_a_link_that_still_waited_is_overtaken_and_keeps_its_hour() -> None:
    """TIM-18: news does not give more time."""
    root, entry = reported(STAY)
    mending.end(root, LEAD, entry.id, LATER.date(), "Back at home", LATER, ids("e"))
    assert {link.since for link in entry.waiting} == {AT}
    assert sum(link.overtaken for link in entry.links) == 4


@pytest.mark.parametrize("on", [STAY.since - DAY, LATER.date() + DAY])
def test_an_end_lies_between_the_first_day_and_today(on: date) -> None:
    """ADR-01"""
    root, entry = reported(STAY)
    with pytest.raises(EndUnfit):
        mending.end(root, LEAD, entry.id, on, "Back", LATER, ids("e"))
    assert entry.ended_on is None


def test_when_the_last_day_has_gone_by_it_is_asked_whether_they_are_back() -> None:
    """ADR-01"""
    root, entry = reported(STAY)
    due = next(due for due in clocks.dues(root, PROFILE) if due.clock == "address_end")
    assert (due.owes, due.about) == ((LEAD.id,), entry.id)
    assert due.started > AT + timedelta(days=27)


def test_a_longer_stay_is_passed_on_and_its_visit_decided_anew() -> None:
    """ADR-02, ADR-04"""
    root, entry = reported(STAY)
    answered(root, entry)
    stays.propose(root, LEAD, entry.id, True, "Oban", date(2026, 12, 23), "Two weeks", AT, ids("v"))
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("a"))
    mending.extend(root, LEAD, entry.id, date(2027, 1, 10), "The aunt is ill", LATER, ids("x"))
    assert entry.until == date(2027, 1, 10)
    assert entry.news[-1].until == date(2027, 1, 3)
    assert (entry.visit, len(entry.visits_before)) == (None, 1)
    assert kinds(entry) == [LinkKind.VISIT, *address.CHAINS[entry.kind]]
    with pytest.raises(NotLonger):
        mending.extend(root, LEAD, entry.id, date(2027, 1, 10), "Once more", LATER, ids("z"))


def test_calling_it_off_reaches_only_those_who_were_told() -> None:
    """ADR-01"""
    root, entry = reported(STAY)
    answer(root, entry, LinkKind.KEEPER_TOLD)
    mending.cancel(root, LEAD, entry.id, "They stay at home", LATER, ids("c"))
    assert kinds(entry) == [LinkKind.KEEPER_TOLD]
    root, untold = reported(STAY)
    mending.cancel(root, LEAD, untold.id, "They stay at home", LATER, ids("c"))
    assert root.settled
    assert clocks.dues(root, PROFILE) == []


def test_a_wrong_entry_is_replaced_and_stays_as_history() -> None:
    """ADR-01"""
    root, wrong = reported(FOSTER)
    right = replace(FOSTER, address="30 Mill Wynd, Perth, PH1 5AA")
    fresh = mending.correct(root, LEAD, wrong.id, right, "A nought was missing", LATER, ids("r"))
    assert (wrong.replaced_by, fresh.replaces) == (fresh.id, wrong.id)
    assert [each.id for each in root.addresses] == [wrong.id, fresh.id]
    assert (wrong.waiting, kinds(fresh)) == ([], list(address.CHAINS[fresh.kind]))
    home = address.lives_at(root, KAY.id, TODAY)
    assert home
    assert home.address.startswith("30")


def test_a_keeper_who_was_told_of_a_stay_elsewhere_hears_that_it_is_not_there() -> None:
    """ADR-03"""
    root, entry = reported(STAY)
    answered(root, entry)
    mending.correct(root, LEAD, entry.id, replace(STAY, council="Fife"), "It is Fife", AT, ids("c"))
    assert kinds(entry) == [LinkKind.KEEPER_TOLD, LinkKind.KEEPER_WRITTEN]
    assert not root.settled
    paper = stays.letter(root, LEAD, entry, "Perth and Kinross", "", TODAY)
    assert "they do not stay in your area" in str(paper)


def test_of_a_wrong_house_in_the_same_area_no_keeper_is_told_that_they_are_not_there() -> None:
    """ADR-03"""
    root, entry = reported(STAY)
    answered(root, entry)
    mending.correct(root, LEAD, entry.id, replace(STAY, address="9 Shore Road"), "It is 9", AT, ids("c"))
    assert kinds(entry) == []


def test_the_lead_professional_hears_what_a_colleague_changed() -> None:
    """ADR-01"""
    root, entry = reported(STAY)
    root.notices.clear()
    mending.cancel(root, HEALTH, entry.id, "They stayed at home", AT, ids("e"))
    assert [(n.kind, n.to) for n in root.notices] == [(NoticeKind.ADDRESS_NEWS, LEAD.id)]


def test_an_address_that_turns_out_to_be_safe_leaves_the_wrong_entry_too() -> None:
    """RAI-05"""
    root, wrong = reported(FOSTER)
    safe = replace(FOSTER, address="", safe="safe_1", guarded="Kay's father")
    mending.correct(root, LEAD, wrong.id, safe, "It is a refuge", LATER, ids("r"))
    assert (wrong.address, wrong.safe) == ("", "safe_1")
    assert "Mill Wynd" not in str(vars(root))


def test_each_wants_a_reason() -> None:
    """ADR-01"""
    root, entry = reported(STAY)

    def end(root: Whereabouts) -> None:
        mending.end(root, LEAD, entry.id, LATER.date(), " ", LATER, ids())

    def extend(root: Whereabouts) -> None:
        mending.extend(root, LEAD, entry.id, date(2027, 2, 1), "", LATER, ids())

    def cancel(root: Whereabouts) -> None:
        mending.cancel(root, LEAD, entry.id, "", LATER, ids())

    def correct(root: Whereabouts) -> None:
        mending.correct(root, LEAD, entry.id, STAY, "", LATER, ids())

    for deed in (end, extend, cancel, correct):
        with pytest.raises(ChangeOfAddressUnexplained):
            deed(root)
    assert (entry.news, root.facts, len(root.addresses)) == ([], [], 1)


def test_what_is_over_stays_as_it_is_and_is_not_for_everybody() -> None:
    """ADR-01"""
    root, entry = reported(STAY)
    with pytest.raises(NoWhereabouts):
        mending.cancel(root, OUTSIDER, entry.id, "No", LATER, ids())
    with pytest.raises(NotYours):
        mending.cancel(root, KEEPER, entry.id, "No", LATER, ids())
    mending.cancel(root, LEAD, entry.id, "They stay at home", LATER, ids("c"))
    with pytest.raises(OverAlready):
        mending.end(root, LEAD, entry.id, LATER.date(), "Back", LATER, ids("e"))
    with pytest.raises(OverAlready):
        mending.correct(root, LEAD, entry.id, STAY, "Wrong", LATER, ids("r"))
