"""A council's profile: what it says, and what happens when the file is wrong."""

from __future__ import annotations

import tomllib
from datetime import date, time
from importlib import resources
from typing import Any

import pytest

from cppm.catalogue import catalogue
from cppm.profile import BrokenProfile, UnknownProfile, known_profiles, load_profile, read_profile
from cppm.timescales import CalendarDays, Hours, WorkingDays, at_local, local_day
from tests.builders import PROFILE

NATIONAL = (resources.files("cppm") / "profiles" / "national_2023.toml").read_text("utf-8")


def raw() -> dict[str, Any]:
    """A whole profile, which extends no other."""
    return tomllib.loads(NATIONAL)


def test_perth_and_kinross_says_what_its_guide_says() -> None:
    """TIM-01 TIM-02 TIM-09 QUO-03 QUO-05 QUO-02 MIN-02 DEC-09 REG-03"""
    found = load_profile("perth_kinross")
    assert found.clock("notice").limit == CalendarDays(7)
    assert found.clock("initial_cppm").limit == CalendarDays(28)
    assert found.clock("key_points").limit == Hours(24)
    assert (found.quorum.distinct, found.quorum.discretion, found.quorum.never) == (3, 2, 1)
    assert found.always_recorded
    assert found.scrutiny_on_no_consensus
    assert "Duty Team" in found.keeper
    assert "14 days" in found.family_review


@pytest.mark.parametrize("key", known_profiles())
def test_every_profile_that_comes_along_can_be_read(key: str) -> None:
    """TIM-01"""
    found = load_profile(key)
    assert found.key == key
    assert all(clock.says for clock in found.clocks.values())


@pytest.mark.parametrize("key", ["", "atlantis", "../perth_kinross", "perth_kinross.toml"])
def test_an_unknown_profile_names_those_that_are_known(key: str) -> None:
    """TIM-01"""
    with pytest.raises(UnknownProfile, match=r"Known profiles: .*perth_kinross"):
        load_profile(key)


def test_a_clock_that_the_profile_does_not_have_is_a_fault_of_ours() -> None:
    """TIM-01"""
    with pytest.raises(KeyError):
        load_profile("perth_kinross").clock("no such clock")


@pytest.mark.parametrize(
    "missing", ["name", "keeper", "practice", "clocks", "quorum", "concerns", "always_recorded"]
)
def test_a_missing_entry_is_named(missing: str) -> None:
    """TIM-01"""
    values = raw()
    del values[missing]
    with pytest.raises(BrokenProfile, match=missing):
        read_profile("here", values, catalogue())


def test_an_unknown_entry_is_named() -> None:
    """TIM-01"""
    with pytest.raises(BrokenProfile, match="quorun"):
        read_profile("here", raw() | {"quorun": 3}, catalogue())


def test_a_clock_that_is_not_in_the_catalogue_is_named() -> None:
    """TIM-01"""
    values = raw()
    values["clocks"]["dancing"] = {"says": "On Tuesdays.", "source": "default"}
    with pytest.raises(BrokenProfile, match=r"dancing.*not in the catalogue: add it there first"):
        read_profile("here", values, catalogue())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"limit": "15"}, "15", id="a limit without a unit"),
        pytest.param({"reminders": ["5d"]}, "5d.*neither", id="a reminder that counts from nowhere"),
        pytest.param({"reminders": ["-6m"]}, "-6m", id="a reminder in months"),
        pytest.param({"escalates_to": ["head gardener"]}, "head gardener", id="a duty nobody has"),
        pytest.param({"reminders": ["+1h", "+2h", "+3h", "+4h", "+5h"]}, "5 times, and 4", id="too many"),
        pytest.param({"aim": "2d", "limit": "24h"}, "aims at a day after its limit", id="a late aim"),
        pytest.param({"remindrs": ["+1h"]}, "remindrs", id="an entry misspelt"),
    ],
)
def test_what_is_amiss_with_a_clock_is_said_with_its_name(changes: dict[str, Any], said: str) -> None:
    """TIM-09 TIM-11"""
    values = raw()
    values["clocks"]["key_points"] |= changes
    with pytest.raises(BrokenProfile, match=f"key_points.*{said}"):
        read_profile("here", values, catalogue())


def test_a_clock_needs_the_councils_own_words() -> None:
    """TIM-09"""
    values = raw()
    del values["clocks"]["key_points"]["says"]
    with pytest.raises(BrokenProfile, match=r"key_points.*says"):
        read_profile("here", values, catalogue())


def test_where_the_guide_is_silent_the_profile_says_none() -> None:
    """DESIGN 1.6"""
    assert load_profile("perth_kinross").clock("attendance").limit is None
    assert "not in the guide" in load_profile("perth_kinross").clock("attendance").says


def test_a_councils_own_holidays_are_no_working_days() -> None:
    """TIM-10"""
    here = read_profile("here", raw() | {"local_holidays": [date(2026, 12, 29)]}, catalogue())
    assert here.rest_day(date(2026, 12, 29))
    assert not here.rest_day(date(2026, 12, 30))
    closed = at_local(date(2026, 12, 28), time(15))
    assert local_day(WorkingDays(1).after(closed, here.rest_day)) == date(2026, 12, 30)
    assert local_day(WorkingDays(1).after(closed, PROFILE.rest_day)) == date(2026, 12, 29)
