"""A safe address: whom it is kept from, who may have it shown, and what may not carry it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.meetings.meeting import NotYours
from cppm.moves import address, guarding, mending, stays
from cppm.moves.address import NewAddress
from cppm.moves.address_records import AddressKind
from cppm.moves.guarding import (
    AddressedToThem,
    AddressInText,
    GuardedMissing,
    GuardUnexplained,
    NeedUnsaid,
    NotForYou,
    NotGuarded,
    NothingKeptSafe,
    NotSafe,
)
from cppm.moves.whereabouts import NoWhereabouts
from cppm.papers import as_text
from cppm.records import FactKind
from tests.builders import ADMIN, HEALTH, KAY, LEAD, OUTSIDER, SCHOOL, TEAM_LEADER
from tests.canary import ADDRESS_MARK
from tests.cppm.moves.homes import AT, FOSTER, KEEPER, STAY, TODAY, begun, ids, reported

SAFE = NewAddress(
    AddressKind.FAMILY, (KAY.id,), TODAY, safe="safe_1", needs=(HEALTH.id, OUTSIDER.id),
    guarded="Kay's father", guarded_line="f_father",
)  # fmt: skip
HOME = f"14 {ADDRESS_MARK} Road, Pitlochry, PH16 5BX"


def test_a_safe_address_is_guarded_against_somebody() -> None:
    """RAI-05"""
    root = begun()
    with pytest.raises(GuardedMissing):
        address.report(root, LEAD, replace(SAFE, guarded="", guarded_line=""), AT, ids())
    address.report(root, LEAD, SAFE, AT, ids())
    assert [(g.who, g.line) for g in root.guarded] == [("Kay's father", "f_father")]
    assert FactKind.ADDRESS_GUARDED in [fact.kind for fact in root.facts]


def test_whoever_must_not_learn_it_is_named_once() -> None:
    """RAI-05: the next safe address of the case is kept from them without asking."""
    root, _ = reported(SAFE)
    address.report(root, LEAD, replace(SAFE, guarded="", guarded_line="", safe="safe_2"), AT, ids("k"))
    address.report(root, LEAD, replace(SAFE, guarded="kays FATHER", safe="safe_3"), AT, ids("l"))
    assert len(root.guarded) == 1


def test_the_entry_carries_the_id_alone() -> None:
    """RAI-05"""
    root, entry = reported(replace(SAFE, address=HOME))
    assert (entry.address, entry.safe) == ("", "safe_1")
    assert entry.needs == [HEALTH.id]
    assert ADDRESS_MARK not in str(vars(root))


def test_those_who_keep_the_case_and_those_who_need_it_may_have_it_shown_with_a_reason() -> None:
    """RAI-05"""
    root, entry = reported(SAFE)
    for person in (LEAD, TEAM_LEADER, ADMIN, HEALTH):
        guarding.require_reveal(root, person, entry, "A home visit today")
        with pytest.raises(NeedUnsaid):
            guarding.require_reveal(root, person, entry, " ")
    for person in (SCHOOL, KEEPER):
        with pytest.raises(NotForYou):
            guarding.require_reveal(root, person, entry, "A home visit today")
    with pytest.raises(NoWhereabouts):
        guarding.require_reveal(root, OUTSIDER, entry, "A home visit today")


def test_whoever_leaves_the_work_needs_it_no_more() -> None:
    """RAI-05 INV-08"""
    root, entry = reported(SAFE)
    root.people = [person for person in root.people if person.id != HEALTH.id]
    assert not guarding.may_reveal(root, HEALTH, entry)


def test_nobody_with_the_name_of_a_guarded_person_has_it_shown() -> None:
    """RAI-05: a practitioner may be the person it is kept from."""
    root, entry = reported(replace(SAFE, guarded=HEALTH.name, guarded_line=""))
    assert not guarding.may_reveal(root, HEALTH, entry)


def test_an_open_address_is_not_revealed() -> None:
    """RAI-05"""
    root, entry = reported(FOSTER)
    with pytest.raises(NotSafe):
        guarding.require_reveal(root, LEAD, entry, "A home visit today")


@pytest.mark.parametrize(("who", "line"), [("Kay's father", ""), ("KAYS father.", ""), ("Alan", "f_father")])
def test_nothing_is_addressed_to_a_guarded_person(who: str, line: str) -> None:
    """RAI-05"""
    root, _ = reported(SAFE)
    with pytest.raises(AddressedToThem):
        guarding.require_addressee(root, who, line)
    guarding.require_addressee(root, "Kay's mother", "f_mother")
    guarding.require_addressee(None, who, line)


def test_the_guard_ends_with_the_last_safe_entry_that_was_called_off() -> None:
    """RAI-05: one that merely ended stays safe, because they may return to it."""
    root, entry = reported(SAFE)
    mending.end(root, LEAD, entry.id, TODAY, "Back home", AT, ids("e"))
    assert guarding.is_guarded(root, "Kay's father")
    other, called_off = reported(SAFE)
    mending.cancel(other, LEAD, called_off.id, "They did not go", AT, ids("e"))
    assert not guarding.is_guarded(other, "Kay's father")


@pytest.mark.parametrize(
    "text",
    [
        f"They now live at {HOME}.",
        f"seen at 14 {ADDRESS_MARK.upper()} road",
        f"the flat in {ADDRESS_MARK} Road",
        "letters to PH16 5BX",
        "letters to ph165bx please",
        f"seen in {ADDRESS_MARK} Rd.",
    ],
)
def test_a_text_that_carries_part_of_it_is_known(text: str) -> None:
    """RAI-05"""
    assert guarding.found_in(text, [HOME])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They moved, to 3 Mill  Wynd: all is well", "3 Mill  Wynd"),
        ("Kay's gran, of ph1 5aa, knows", "ph1 5aa"),
        ("The clinic in MILL-WYND", "MILL-WYND"),
    ],
)
def test_the_words_are_given_back_as_they_stand(text: str, words: str) -> None:
    """RAI-05: whoever wrote them finds them."""
    assert guarding.found_in(text, ["3 Mill Wynd, Perth, PH1 5AA", "St. Mary's Road, Perth"]) == words


@pytest.mark.parametrize("text", ["in St Mary's Rd", "saint marys road", "St. Mary’s Road"])
def test_the_usual_short_forms_make_no_difference(text: str) -> None:
    """RAI-05"""
    assert guarding.found_in(text, ["9 St. Mary's Road, Perth"]) == text.removeprefix("in ")


def test_what_is_said_beside_an_address_does_not_repeat_it() -> None:
    """RAI-05"""
    guarding.require_apart(HOME, "", "She fled", "Highland")
    with pytest.raises(AddressInText, match=r"14 .* Road"):
        guarding.require_apart(HOME, "She fled", f"It is 14 {ADDRESS_MARK} Road")


@pytest.mark.parametrize(
    "text", ["", "They live in Pitlochry now", "Kay walks 14 minutes on the road", "PH1 5AA"]
)
def test_a_text_about_the_town_is_let_through(text: str) -> None:
    """RAI-05"""
    assert not guarding.found_in(text, [HOME])


def test_an_address_of_one_line_is_known_too() -> None:
    """RAI-05"""
    assert guarding.found_in("She went to Rosebank", ["Rosebank"])


def test_the_letter_to_the_keeper_never_holds_it() -> None:
    """ADR-03, RAI-05"""
    safe = replace(STAY, address="", safe="safe_1", guarded="Kay's father")
    root, entry = reported(safe)
    text = as_text(stays.letter(root, LEAD, entry, "Perth and Kinross", "", TODAY))
    assert "please phone me for it" in text
    with pytest.raises(AddressedToThem):
        stays.address_letter(root, LEAD, entry.id, "Kay's father", AT)
    entry.letter_to = "Kay's father"
    with pytest.raises(AddressedToThem):
        stays.letter(root, LEAD, entry, "Perth and Kinross", "", TODAY + timedelta(days=1))


def test_more_than_one_person_is_named_and_taken_off_with_a_reason_that_is_logged() -> None:
    """RAI-05"""
    root, _ = reported(SAFE)
    guarding.keep_from(root, HEALTH, "Craig Duff", "", "He asked the school for it", AT, ids("g"))
    guarding.keep_from(root, LEAD, "craig DUFF.", "", "Once more", AT, ids("k"))
    assert [each.who for each in guarding.guarded_now(root)] == ["Kay's father", "Craig Duff"]
    for who in ("Kay's father", "Craig Duff"):
        with pytest.raises(AddressedToThem):
            guarding.require_addressee(root, who)
    off = guarding.guarded_now(root)[1]
    guarding.unguard(root, TEAM_LEADER, off.id, "He helps her move", AT)
    guarding.require_addressee(root, "Craig Duff")
    assert (off.ended_by, off.ended_why, off.ended_at) == (TEAM_LEADER.id, "He helps her move", AT)
    told = [(fact.kind, fact.detail["why"]) for fact in root.facts]
    assert told == [
        (FactKind.ADDRESS_GUARDED, "He asked the school for it"),
        (FactKind.ADDRESS_UNGUARDED, "He helps her move"),
    ]
    with pytest.raises(NotGuarded):
        guarding.unguard(root, LEAD, off.id, "Once more", AT)
    guarding.keep_from(root, LEAD, "Craig Duff", "", "They fell out", AT, ids("n"))
    assert guarding.is_guarded(root, "Craig Duff")


def test_only_who_leads_the_work_lets_somebody_learn_it_and_nobody_without_a_reason() -> None:
    """RAI-05"""
    root, _ = reported(SAFE)
    (father,) = root.guarded
    for person in (HEALTH, ADMIN, KEEPER):
        with pytest.raises(NotYours):
            guarding.unguard(root, person, father.id, "He may know", AT)
    with pytest.raises(GuardUnexplained):
        guarding.unguard(root, LEAD, father.id, " ", AT)
    with pytest.raises(GuardUnexplained):
        guarding.keep_from(root, LEAD, "Craig Duff", "", " ", AT, ids("g"))
    with pytest.raises(GuardedMissing):
        guarding.keep_from(root, LEAD, " ", "", "He asked", AT, ids("g"))
    with pytest.raises(NotYours):
        guarding.keep_from(root, KEEPER, "Craig Duff", "", "He asked", AT, ids("g"))
    with pytest.raises(NoWhereabouts):
        guarding.keep_from(root, OUTSIDER, "Craig Duff", "", "He asked", AT, ids("g"))
    with pytest.raises(NothingKeptSafe):
        guarding.keep_from(begun(), LEAD, "Craig Duff", "", "He asked", AT, ids("g"))


def test_with_nobody_named_any_more_it_stays_safe_and_the_next_one_is_asked_for() -> None:
    """RAI-05"""
    root, _ = reported(SAFE)
    guarding.unguard(root, LEAD, root.guarded[0].id, "He knows it", AT)
    assert guarding.safe_now(root)
    with pytest.raises(GuardedMissing):
        address.report(root, LEAD, replace(SAFE, guarded="", guarded_line=""), AT, ids("k"))
