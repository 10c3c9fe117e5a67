"""A council's profile: what it says, and what happens when the file is wrong."""

from __future__ import annotations

import re
import tomllib
from datetime import date, time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from cppm.councils.comparing import timescales
from cppm.councils.profile import (
    DEFAULT,
    BrokenProfile,
    UnknownProfile,
    known_profiles,
    load_profile,
    read_profile,
)
from cppm.councils.profile_text import Amiss, joined
from cppm.disagreeing.disagreement import if_not_accepted
from cppm.rules import council_value
from cppm.timing import clocks
from cppm.timing.catalogue import catalogue
from cppm.timing.timescales import (
    CalendarDays,
    Hours,
    Months,
    Timescale,
    Weeks,
    WorkingDays,
    at_local,
    local_day,
)
from tests.builders import PROFILE, a_closed_meeting

NATIONAL = (resources.files("cppm.councils") / "profiles" / "national_2023.toml").read_text("utf-8")


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


@pytest.mark.parametrize("outcomes", [["place", "remove"], ["not place", "place"], ["place"], []])
def test_a_transfer_removes_nothing_and_decides_between_two(outcomes: list[str]) -> None:
    """OUT-01 GEN-15"""
    with pytest.raises(BrokenProfile, match="transfer_outcomes"):
        read_profile("ours", raw() | {"transfer_outcomes": outcomes}, catalogue())


def test_the_procedure_left_to_a_family_has_the_councils_own_name() -> None:
    """DIS-04 DIS-11"""
    national, perth = load_profile("national_2023"), load_profile("perth_kinross")
    assert "the council's complaints procedure is open" in if_not_accepted(national)
    assert "the council's statutory complaints procedure is open" in if_not_accepted(perth)
    assert "statutory" not in council_value("DIS-11", national)
    assert "statutory" in council_value("DIS-11", perth)


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
        pytest.param({"urgent": "often"}, "urgent is true or false", id="neither urgent nor not"),
    ],
)
def test_what_is_amiss_with_a_clock_is_said_with_its_name(changes: dict[str, Any], said: str) -> None:
    """TIM-09 TIM-11"""
    values = raw()
    values["clocks"]["key_points"] |= changes
    with pytest.raises(BrokenProfile, match=f"key_points.*{said}"):
        read_profile("here", values, catalogue())


def test_a_council_says_which_reminders_come_in_quiet_hours_too() -> None:
    """CON-09"""
    values = raw()
    assert load_profile("national_2023").clock("key_points").urgent
    values["clocks"]["key_points"] |= {"urgent": False}
    values["clocks"]["minutes"] |= {"urgent": True}
    ours = read_profile("ours", values, catalogue())
    assert (ours.clock("key_points").urgent, ours.clock("minutes").urgent) == (False, True)
    urgent = {due.clock: due.urgent for due in clocks.dues(a_closed_meeting(), ours)}
    assert (urgent["key_points"], urgent["minutes"]) == (False, True)


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


# Six councils


@pytest.mark.parametrize(
    ("council", "name", "limit"),
    [
        ("national_2023", "notice", CalendarDays(5)),
        ("national_2023", "inquorate_reconvene", WorkingDays(10)),
        ("national_2023", "first_core_group", WorkingDays(15)),
        ("national_2023", "prebirth_review", Months(3)),
        ("national_2023", "core_group", None),
        ("perth_kinross", "notice", CalendarDays(7)),
        ("perth_kinross", "child_seen", CalendarDays(14)),
        ("perth_kinross", "inquorate_reconvene", WorkingDays(10)),
        ("perth_kinross", "prebirth_review", None),
        ("argyll_bute", "core_group", CalendarDays(28)),
        ("argyll_bute", "notice", CalendarDays(5)),
        ("argyll_bute", "child_seen", None),
        ("south_lanarkshire", "key_points", Hours(48)),
        ("south_lanarkshire", "minutes", CalendarDays(10)),
        ("south_lanarkshire", "plan_copy", CalendarDays(10)),
        ("south_lanarkshire", "first_core_group", CalendarDays(15)),
        ("south_lanarkshire", "family_review", WorkingDays(5)),
        ("south_lanarkshire", "assessment_report", CalendarDays(21)),
        ("highland", "decision_letter", WorkingDays(5)),
        ("highland", "teams_link", CalendarDays(2)),
        ("highland", "lead_report_before", CalendarDays(7)),
        ("highland", "family_review", None),
        ("north_lanarkshire", "dissent_answered", CalendarDays(28)),
        ("north_lanarkshire", "post_registration", Weeks(8)),
        ("north_lanarkshire", "decision_letter", None),
    ],
)
def test_each_council_keeps_its_own_limits(council: str, name: str, limit: Timescale | None) -> None:
    """TIM-01 TIM-09..12 QUO-06 DIS-03 OUT-05 DEC-10"""
    profile = load_profile(council)
    assert profile.limit(name) == limit
    assert (name in profile.guide_silent) is (limit is None)


def test_what_a_council_takes_over_is_no_rule_of_its_own() -> None:
    """TIM-01"""
    argyll = load_profile("argyll_bute")
    assert "core_group" in argyll.own
    assert "notice" not in argyll.own
    assert argyll.clock("notice").source == "national"


@pytest.mark.parametrize("council", known_profiles())
def test_every_profile_speaks_of_every_timescale_and_names_its_sources(council: str) -> None:
    """TIM-01"""
    profile = load_profile(council)
    said = profile.clocks.keys() | profile.limits.keys()
    assert said | profile.guide_silent == timescales().keys()
    assert not said & profile.guide_silent
    named = {clock.source for clock in profile.clocks.values()} | {profile.quorum.source}
    named |= {limit.source for limit in profile.limits.values()} | {profile.concerns.source}
    assert named <= {DEFAULT, *profile.sources}
    for clock in profile.clocks.values():
        if clock.source == DEFAULT and clock.limit:
            assert "default, not in the guide" in clock.says, clock.name


# A file that can't be used


def broken(**changes: Any) -> str:
    """What is said of an own file that extends national guidance, with these entries."""
    with pytest.raises(BrokenProfile) as refused:
        read_profile("here", {"extends": "national_2023", **changes}, catalogue())
    return str(refused.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"local_holidays": ["2026-12-29"]}, "days without quotation marks", id="a holiday"),
        pytest.param({"guide_silent": "notice"}, '"guide_silent" is a list of texts', id="a text for a list"),
        pytest.param({"clocks": "soon"}, r"begin it with \[clocks\]", id="clocks that are no table"),
        pytest.param({"clocks": {"notice": "9d"}}, r"begin it with \[clocks.notice\]", id="a clock"),
        pytest.param({"clocks": {"notice": {"limit": 9}}}, '"limit" is a text', id="a limit as a number"),
        pytest.param({"clocks": {"notice": {"reminders": "-2d"}}}, '"reminders" is a list', id="reminder"),
        pytest.param({"quorum": {"distinct": "3"}}, '"distinct" is a number', id="a number as a text"),
        pytest.param({"quorum": {"counts_as_one": ["Health"]}}, "a list of groups", id="a group"),
        pytest.param({"concerns": {"main": "neglect"}}, '"main" is a list of texts', id="one area"),
        pytest.param({"quiet": {"begins": "19:00"}}, '"begins" is a time', id="a time as a text"),
        pytest.param({"rules": {"CON-05": 3}}, '"CON-05" is a text', id="a rule"),
        pytest.param({"name": ""}, '"name" is empty', id="no name"),
    ],
)
def test_what_is_of_the_wrong_kind_is_named_and_never_read_as_something_else(
    changes: dict[str, Any], said: str
) -> None:
    """TIM-01 TIM-10: a holiday in quotation marks would be a working day."""
    assert re.search(said, broken(**changes))


def test_a_table_that_is_misspelt_is_named_with_its_first_line(tmp_path: Path) -> None:
    """TIM-01"""
    file = tmp_path / "ours.toml"
    file.write_text('name = "Ours"\nextends = "national_2023"\n\n[clock.notice]\nlimit = "9d"\n')
    with pytest.raises(BrokenProfile, match='line 4: "clock" is no entry of a profile'):
        load_profile(str(file))


QUORUM = {"source": "national", "discretion": 2, "never": 1}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"extends": "atlantis"}, 'no profile called "atlantis"', id="an unknown parent"),
        pytest.param({"keeper": 3}, '"keeper" is a text', id="a number for a text"),
        pytest.param({"always_recorded": "yes"}, "true or false", id="a text for a yes or no"),
        pytest.param({"all_days": "working"}, 'all_days is "calendar"', id="all days"),
        pytest.param({"guide_silent": ["dancing"]}, '"dancing", which is nothing', id="silent on nothing"),
        pytest.param(
            {"guide_silent": ["notice"], "clocks": {"notice": {"limit": "5d"}}},
            "take out one",
            id="given, silent",
        ),
        pytest.param(
            {"clocks": {"notice": {"limit": "9d"}}}, "keeps the words of the profile", id="an old sentence"
        ),
        pytest.param(
            {"clocks": {"notice": {"source": "hearsay"}}},
            r"\[sources\] does not explain",
            id="an unknown source",
        ),
        pytest.param(
            {"clocks": {"minutes": {"limit": "10d", "says": "10 working days.", "source": "national"}}},
            "another limit than its sentence",
            id="calendar days called working days",
        ),
        pytest.param(
            {"clocks": {"minutes": {"limit": "2wd", "says": "Two days.", "source": "national"}}},
            "reminds outside the time",
            id="a reminder after the limit",
        ),
        pytest.param(
            {
                "all_days": "calendar",
                "clocks": {
                    "first_core_group": {
                        "aim": "15d",
                        "limit": "15wd",
                        "says": "15 working days.",
                        "source": "national",
                    }
                },
            },
            "two kinds of days",
            id="two kinds of days where all are calendar days",
        ),
        pytest.param(
            {
                "family_review": "Within 14 days of the meeting.",
                "clocks": {"family_review": {"limit": "10d", "says": "10 days.", "source": "national"}},
            },
            "family_review.*another limit than its sentence",
            id="a family is told another time than the clock's",
        ),
        pytest.param({"limits": {"picnic": {}}}, 'no limit called "picnic"', id="an unknown limit"),
        pytest.param(
            {"limits": {"prebirth_review": {"limit": "soon"}}}, "add says", id="a limit changed alone"
        ),
        pytest.param({"quorum": QUORUM}, "either distinct agencies or core", id="no model of quorum"),
        pytest.param(
            {"quorum": {**QUORUM, "distinct": 3, "core": ["Health", "Police"]}},
            "one of the two",
            id="both models",
        ),
        pytest.param(
            {"quorum": {**QUORUM, "core": ["Clergy", "Health"]}}, '"Clergy"', id="an unknown agency"
        ),
        pytest.param(
            {"quorum": {**QUORUM, "distinct": 1}}, "can't be 1 agencies", id="a quorum out of order"
        ),
        pytest.param({"quorum": {**QUORUM, "distinct": 3, "never": 0}}, "at least 1", id="one agency alone"),
        pytest.param(
            {"quorum": {**QUORUM, "distinct": 3, "counts_as_one": [["Health"]]}},
            "at least two",
            id="a group of one",
        ),
        pytest.param(
            {
                "quorum": {
                    **QUORUM,
                    "distinct": 3,
                    "counts_as_one": [["Health", "Police"], ["Police", "Housing"]],
                }
            },
            "two groups",
            id="an agency in two groups",
        ),
        pytest.param(
            {"quorum": {"distinct": 3, "discretion": 2, "never": 1}}, "source", id="quorum, no source"
        ),
        pytest.param(
            {"concerns": {"main": ["neglect"], "main_needed": 2, "source": "national"}},
            "2 main areas",
            id="too few",
        ),
        pytest.param(
            {"concerns": {"main": ["neglect"], "other": ["neglect"], "source": "national"}},
            "twice",
            id="an area twice",
        ),
    ],
)
def test_a_contradiction_is_refused_with_the_reason(changes: dict[str, Any], said: str) -> None:
    """TIM-01 QUO-02 QUO-03 OUT-07"""
    assert re.search(said, broken(**changes))


def test_what_is_passed_over_in_silence_is_refused() -> None:
    """TIM-01"""
    values = raw()
    del values["clocks"]["minutes"]
    with pytest.raises(BrokenProfile, match=r'nothing is said about "minutes".*guide_silent'):
        read_profile("here", values, catalogue())
    values["guide_silent"].append("minutes")
    assert read_profile("here", values, catalogue()).limit("minutes") is None


def test_each_problem_is_told_with_its_line(tmp_path: Path) -> None:
    """TIM-01"""
    file = tmp_path / "ours.toml"
    file.write_text(
        'extends = "national_2023"\nkeepr = "Somebody"\n\n[quorum]\ncore = ["Health", "Clergy"]\n'
        'discretion = 2\nnever = 1\nsource = "national"\n\n[clocks.notice]\nsays = "Soon."\nremindrs = []\n'
    )
    with pytest.raises(BrokenProfile) as refused:
        load_profile(str(file))
    assert [said.split(":")[0] for said in refused.value.problems] == ["line 2", "line 12", "line 5"]


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    """TIM-01"""
    file = tmp_path / "ours.toml"
    file.write_text('name = "Ours"\nguide = \n')
    with pytest.raises(BrokenProfile, match="line 2"):
        load_profile(str(file))


def test_profiles_that_extend_each_other_are_refused() -> None:
    """TIM-01"""
    files = {"a": {"extends": "b"}, "b": {"extends": "a"}}
    with pytest.raises(Amiss, match="extends it in turn"):
        joined(files["a"], files.__getitem__)
