"""A stay outside the area: the decision on a visit takes two, and the letter to the keeper there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cppm.meetings.meeting import NotYours
from cppm.moves import mending, stays
from cppm.moves.address_records import AddressChange, LinkKind
from cppm.moves.stays import NotAStay, NothingProposed, StayIsOver, VisitIncomplete, VisitUnexplained
from cppm.moves.whereabouts import NoWhereabouts, Whereabouts
from cppm.papers import as_text
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing import clocks
from cppm.timing.timescales import end_of
from tests.builders import ADMIN, HEALTH, LEAD, OUTSIDER, PROFILE, SERVICE_MANAGER, TEAM_LEADER
from tests.cppm.moves.homes import AT, FOSTER, STAY, TODAY, answer, ids, reported

BY = date(2026, 12, 23)


def propose(
    root: Whereabouts, entry: AddressChange, by: Person = LEAD, visit: bool = True, who: str = "Oban team",
    day: date | None = BY, why: str = "Two weeks, and the father lives near",
) -> None:  # fmt: skip
    stays.propose(root, by, entry.id, visit, who, day, why, AT, ids("v"))


def letter(root: Whereabouts, entry: AddressChange, to: str = "") -> str:
    stays.address_letter(root, LEAD, entry.id, to, AT)
    return as_text(stays.letter(root, LEAD, entry, "Perth and Kinross", "01738 476768", TODAY))


def owed(root: Whereabouts, clock: str) -> tuple[str, ...]:
    return next((due.owes for due in clocks.dues(root, PROFILE) if due.clock == clock), ())


def test_the_lead_professional_proposes_and_the_team_leader_agrees() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    assert owed(root, "stay_visit") == (LEAD.id,)
    propose(root, entry)
    assert [(n.kind, n.to) for n in root.notices] == [(NoticeKind.STAY_TO_AGREE, TEAM_LEADER.id)]
    assert owed(root, "stay_visit") == (TEAM_LEADER.id,)
    assert not [link for link in entry.links if link.kind is LinkKind.VISIT]
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("a"))
    assert owed(root, "stay_visit") == ()
    due = next(due for due in clocks.dues(root, PROFILE) if due.clock == "stay_visited")
    assert (due.owes, due.limit) == ((LEAD.id,), end_of(BY))


def test_with_a_team_leader_who_leads_the_case_a_service_manager_decides() -> None:
    """ADR-04: nobody agrees to their own proposal, and the only team leader need not."""
    root, entry = reported(STAY)
    root.lead_professional = replace(TEAM_LEADER, line_manager=None)
    propose(root, entry, by=TEAM_LEADER)
    assert [n.to for n in root.notices] == [everyone_with(Duty.SERVICE_MANAGER)]
    assert owed(root, "stay_visit") == (everyone_with(Duty.SERVICE_MANAGER),)
    with pytest.raises(NotYours, match="the other of the two"):
        stays.agree(root, root.lead_professional, entry.id, AT, ids("a"))
    stays.agree(root, SERVICE_MANAGER, entry.id, AT, ids("a"))
    assert LinkKind.VISIT in [link.kind for link in entry.waiting]


def test_a_service_manager_has_no_part_where_somebody_else_leads() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    with pytest.raises(NoWhereabouts):
        stays.require_stay(root, SERVICE_MANAGER, entry)


def test_a_lead_professional_who_took_over_from_their_manager_is_not_asked_to_agree() -> None:
    """ADR-04 INV-08"""
    root, entry = reported(STAY)
    root.lead_professional = replace(LEAD, line_manager=TEAM_LEADER.id)
    root.heirs[TEAM_LEADER.id] = LEAD.id
    propose(root, entry)
    assert [n.to for n in root.notices] == [everyone_with(Duty.TEAM_LEADER)]


def test_the_visit_is_a_link_of_the_chain_until_it_was_made() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    propose(root, entry)
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("a"))
    for kind in (LinkKind.DATABASE, LinkKind.ADMINISTRATION, LinkKind.KEEPER_TOLD, LinkKind.KEEPER_WRITTEN):
        answer(root, entry, kind)
    assert not root.settled
    answer(root, entry, LinkKind.VISIT, by=LEAD, at=AT + timedelta(days=14))
    assert root.settled


def test_the_team_leader_may_begin_and_then_the_lead_professional_agrees() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    propose(root, entry, by=TEAM_LEADER, visit=False)
    assert [n.to for n in root.notices] == [LEAD.id]
    assert stays.may_agree(root, LEAD, entry)
    propose(root, entry, by=LEAD, visit=False)
    assert entry.visit
    assert entry.visit.agreed_by == LEAD.id
    assert not [link for link in entry.links if link.kind is LinkKind.VISIT]


def test_nobody_agrees_with_themselves_nor_two_team_leaders_with_each_other() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    with pytest.raises(NothingProposed):
        stays.agree(root, TEAM_LEADER, entry.id, AT, ids())
    propose(root, entry)
    propose(root, entry)
    assert entry.visit
    assert entry.visit.agreed_at is None
    with pytest.raises(NotYours):
        stays.agree(root, LEAD, entry.id, AT, ids())
    propose(root, entry, by=TEAM_LEADER, who="Somebody else")
    with pytest.raises(NotYours):
        stays.agree(root, TEAM_LEADER, entry.id, AT, ids())


def test_said_otherwise_the_first_is_asked_anew() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    propose(root, entry)
    propose(root, entry, by=TEAM_LEADER, day=BY + timedelta(days=2))
    assert owed(root, "stay_visit") == (LEAD.id,)
    stays.agree(root, LEAD, entry.id, AT, ids("a"))
    stays.agree(root, LEAD, entry.id, AT, ids("b"))
    assert [link.by for link in entry.links if link.kind is LinkKind.VISIT] == [BY + timedelta(days=2)]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"why": " "}, VisitUnexplained),
        ({"who": ""}, VisitIncomplete),
        ({"day": None}, VisitIncomplete),
        ({"day": date(2026, 12, 18)}, VisitIncomplete),
        ({"day": date(2027, 1, 4)}, VisitIncomplete),
    ],
)
def test_a_visit_has_somebody_a_day_within_the_stay_and_a_reason(
    changes: dict[str, object], refusal: type[Exception]
) -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    with pytest.raises(refusal):
        propose(root, entry, **changes)  # type: ignore[arg-type]
    assert entry.visit is None


def test_others_do_not_decide_and_other_kinds_have_no_such_visit() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    for person in (HEALTH, ADMIN):
        with pytest.raises(NotYours):
            propose(root, entry, by=person)
    with pytest.raises(NoWhereabouts):
        propose(root, entry, by=OUTSIDER)
    root, entry = reported(FOSTER)
    with pytest.raises(NotAStay):
        propose(root, entry)
    with pytest.raises(NotAStay):
        letter(root, entry)
    with pytest.raises(NotAStay):
        stays.letter(root, LEAD, entry, "Perth and Kinross", "01738 476768", TODAY)


def test_once_the_stay_is_over_nothing_is_decided() -> None:
    """ADR-04"""
    root, entry = reported(STAY)
    mending.cancel(root, LEAD, entry.id, "They stay at home", AT, ids("c"))
    with pytest.raises(StayIsOver):
        propose(root, entry)


def test_the_letter_says_what_the_keeper_needs_and_no_childs_name() -> None:
    """ADR-03"""
    root, entry = reported(STAY)
    propose(root, entry)
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("a"))
    text = letter(root, entry, "Iona Bell")
    for words in (
        "Iona Bell, Argyll and Bute",
        "8 Shore Road, Oban",
        "Saturday 19 December 2026",
        "PK-26-0137",
        "Our duty contact: 01738 476768",
    ):
        assert words in text
    assert "by Wednesday 23 December 2026, to be made by Oban team" in text
    assert "Kay" not in text


def test_who_wrote_the_letter_is_kept_and_its_addressee_for_the_next_one() -> None:
    """ADR-03"""
    root, entry = reported(STAY)
    letter(root, entry, " Iona Bell ")
    assert entry.letter_to == "Iona Bell"
    fact = root.facts[-1]
    assert (fact.kind, fact.by, fact.at) == (FactKind.STAY_LETTER_WRITTEN, LEAD.id, AT)
    assert "Bell" not in str(fact.detail)


@pytest.mark.parametrize("person", [HEALTH, OUTSIDER])
def test_others_write_no_letter(person: Person) -> None:
    """ADR-03"""
    root, entry = reported(STAY)
    with pytest.raises((NotYours, NoWhereabouts)):
        stays.address_letter(root, person, entry.id, "", AT)
    with pytest.raises((NotYours, NoWhereabouts)):
        stays.letter(root, person, entry, "Perth and Kinross", "01738 476768", TODAY)
    assert FactKind.STAY_LETTER_WRITTEN not in [fact.kind for fact in root.facts]


def test_the_letter_tells_of_what_happened_since() -> None:
    """ADR-03"""
    later = AT + timedelta(days=20)
    root, entry = reported(STAY)
    mending.extend(root, LEAD, entry.id, date(2027, 1, 10), "The aunt is ill", later, ids("x"))
    assert "they stay longer" in letter(root, entry)
    mending.end(root, LEAD, entry.id, later.date(), "Back home", later, ids("y"))
    assert "the stay ended on" in letter(root, entry)
    root, entry = reported(STAY)
    answer(root, entry, LinkKind.KEEPER_TOLD)
    mending.cancel(root, LEAD, entry.id, "They stay at home", AT, ids("c"))
    assert "Please disregard" in letter(root, entry)
