"""The catalogue of clocks: what is amiss in it is named, and a new clock is a few lines of data."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cppm.councils.profile import Profile, load_profile, read_profile
from cppm.people import Duty
from cppm.records import everyone_with
from cppm.timing import clocks
from cppm.timing.catalogue import BrokenCatalogue, catalogue, read
from cppm.timing.clock_records import Attestation
from cppm.timing.timescales import CalendarDays, local_day
from tests.builders import ADMIN, PROFILE, STARTS_AT, a_closed_meeting, an_opened_meeting

INVENTED = """
[leaflet]
rule = "DIS-12"
of = "planning meeting"
starts = "register_update"
owes = "CP Administration"
task = "Send the leaflet about rights"
asks = "The leaflet about rights is due"
button = "It is sent"
opens = "done.open"
id = "c"
late = "has not recorded sending the leaflet"
"""

KEPT = {
    "limit": "3wd",
    "aim": "1wd",
    "reminders": ["+1wd", "-2h"],
    "escalates_to": ["chair"],
    "escalates": "+1d",
    "says": "The leaflet goes out within 3 working days.",
}


def profile_with(name: str, kept: dict[str, Any], text: str = "") -> Profile:
    """Perth and Kinross, with one clock more or with another limit in place of its own."""
    raw = {"extends": "perth_kinross", "clocks": {name: {"source": "default", **kept}}}
    return read_profile("here", raw, {**catalogue(), **read(text)})


def test_a_new_clock_is_a_few_lines_of_data() -> None:
    """TIM-01"""
    profile = profile_with("leaflet", KEPT, INVENTED)
    clocks.check(read(INVENTED))
    meeting = a_closed_meeting()
    found = next(d for d in clocks.dues(meeting, profile) if d.clock == "leaflet")
    assert (found.key, found.about, found.rule) == ("leaflet:c_kay", "c_kay", "DIS-12")
    assert found.owes == (everyone_with(Duty.CP_ADMIN),)
    assert [local_day(m).day for m in (found.aim, found.limit)] == [18, 20]
    assert [(m.day, m.hour, m.minute) for m in found.reminders] == [(18, 9, 0), (20, 21, 59)]
    assert (found.escalates_to, found.escalates_at and found.escalates_at.day) == ((meeting.chair.id,), 21)
    meeting.attested["leaflet:c_kay"] = Attestation(ADMIN.id, STARTS_AT)
    assert not [d for d in clocks.dues(meeting, profile) if d.clock == "leaflet"]


def test_a_clock_that_the_profile_leaves_out_does_not_run() -> None:
    """TIM-01"""
    assert not [d for d in clocks.dues(a_closed_meeting(), PROFILE) if d.clock == "decision_letter"]
    letter = profile_with("decision_letter", {"limit": "5wd", "says": "Within 5 working days."})
    found = next(d for d in clocks.dues(a_closed_meeting(), letter) if d.clock == "decision_letter")
    assert local_day(found.limit) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        pytest.param('owes = "CP Administration"', 'owes = "head gardener"', "head gardener", id="nobody"),
        pytest.param('opens = "done.open"', 'opens = ""', "says nothing under opens", id="no verb"),
        pytest.param('opens = "done.open"\n', "", "opens", id="verb left out"),
        pytest.param('of = "planning meeting"', 'of = "coffee break"', "which is none of", id="nowhere"),
        pytest.param('id = "c"', 'idd = "c"', "idd", id="an entry misspelt"),
        pytest.param("register_update", "full_moon", 'occasion called "full_moon"', id="no occasion"),
        pytest.param('"planning meeting"', '"core group"', "no core group has", id="no occasion there"),
    ],
)
def test_what_is_amiss_with_a_clock_of_the_catalogue_is_said_with_its_name(
    line: str, instead: str, said: str
) -> None:
    """TIM-01"""
    with pytest.raises(BrokenCatalogue, match=rf'"leaflet".*{said}'):
        clocks.check(read(INVENTED.replace(line, instead)))


def test_every_occasion_is_the_start_of_a_clock() -> None:
    """TIM-01"""
    used = {(kind.of, kind.starts) for kind in catalogue().values()}
    known = {(place, name) for place, found in clocks.OCCASIONS.items() for name in found}
    assert used == known


@pytest.mark.parametrize("name", list(catalogue()))
def test_the_words_of_a_clock_are_calm_and_whole(name: str) -> None:
    """TIM-01"""
    kind = catalogue()[name]
    for words in (kind.task, kind.asks, kind.button, f"Somebody {kind.late}"):
        assert words[0].isupper()
        assert not re.search(r"[!.]|deadline|\bvot|user|invalid", words)
    assert kind.late.startswith(("has not", "leads a", "has not been"))
    assert not re.search(r"in time|within|now due", kind.late), "help may be called for before the limit"
    assert len(kind.button) <= 45
    assert re.fullmatch(r"[a-z]+\.[a-z]+", kind.opens)


@pytest.mark.parametrize("name", list(PROFILE.clocks))
def test_a_council_says_of_each_clock_where_it_comes_from(name: str) -> None:
    """TIM-01"""
    clock = load_profile("perth_kinross").clock(name)
    assert clock.says.endswith(".")
    assert clock.limit or clock.name in catalogue()
    if clock.reminders and clock.escalates_to:
        assert len(clock.reminders) <= PROFILE.most_reminders


def test_what_an_open_meeting_owes_is_worded_by_the_catalogue() -> None:
    """CON-09"""
    for due in clocks.dues(an_opened_meeting(), PROFILE):
        kind = catalogue()[due.clock]
        assert kind.rule == due.rule
        assert kind.ids(due) == ({kind.id: due.about} if kind.id else {})


def test_the_button_of_something_attested_carries_the_key() -> None:
    """CHR-25"""
    due = next(d for d in clocks.dues(a_closed_meeting(), PROFILE) if d.clock == "register_update")
    assert catalogue()["register_update"].ids(due) == {"k": "register_update:c_kay"}
    assert {catalogue()[name].root_id for name in ("minutes", "child_seen")} == {"m", "g"}


def test_two_councils_keep_limits_of_their_own_for_the_same_clock() -> None:
    """TIM-09: what was reckoned for one council is never taken for another's."""
    own = replace(PROFILE.clock("key_points"), limit=CalendarDays(30))
    other = replace(PROFILE, clocks={**PROFILE.clocks, "key_points": own})
    meeting = an_opened_meeting()
    limits = [
        due.limit
        for profile in (PROFILE, other)
        for due in clocks.dues(meeting, profile)
        if due.clock == "key_points"
    ]
    assert len(limits) == len(set(limits)) == 2
