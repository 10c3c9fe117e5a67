"""Profiles from outside: the command line, a council's own file in the settings, and the page of docs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

import command_line
from cppm.councils import comparing
from cppm.councils.profile import known_profiles, load_profile
from cppm.timing.timescales import CalendarDays
from settings import SettingsError, load_settings

KEY = Fernet.generate_key().decode()
PAGE = Path("docs/profiles.md").resolve()
OWN = """
name = "Our council"
guide = "Our council's guide"
extends = "national_2023"

[sources]
guide = "Our council's guide"

[clocks.notice]
limit = "6d"
source = "guide"
says = "Participants get 6 calendar days' notice."
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are not wrapped, however wide the terminal is."""
    monkeypatch.setattr(command_line.console, "width", 160)


def called(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(command_line.cli, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A council's own file, outside of Quorate."""
    file = tmp_path / "our_council.toml"
    file.write_text(OWN)
    return file


@pytest.mark.parametrize("key", known_profiles())
def test_check_prints_every_value_of_a_profile_with_where_it_stands(key: str) -> None:
    """TIM-01"""
    code, printed = called("profile", "check", key)
    assert code == 0
    for name in comparing.timescales():
        assert name in printed
    assert f"{key} can be used" in printed
    for told in (
        "without a quorum twice in a row",
        "a family's request for review",
        "council is closed",
        "DIS-11",
    ):
        assert told in printed


def test_check_names_a_guide_only_for_what_it_says() -> None:
    """DEC-09 MIN-02"""
    perth, argyll = (
        {line.what: line for line in comparing.lines_of(load_profile(key))}
        for key in ("perth_kinross", "argyll_bute")
    )
    for what in ("independent scrutiny", "meetings recorded"):
        assert (perth[what].value, perth[what].stands) == ("yes", load_profile("perth_kinross").guide)
        assert (argyll[what].value, argyll[what].stands) == ("no", "")


def test_check_reads_a_file_from_anywhere(own: Path) -> None:
    """TIM-01"""
    code, printed = called("profile", "check", str(own))
    assert code == 0
    assert re.search(r"notice .*6 calendar days .*Our council's guide", printed)


def test_check_says_every_problem_with_its_line(own: Path) -> None:
    """TIM-01"""
    own.write_text(OWN.replace('"6d"', '"7d"') + '\n[clocks.minutes]\nreminders = ["1wd"]\n')
    code, printed = called("profile", "check", str(own))
    assert code == 1
    assert 'line 9: "notice" has another limit than its sentence says' in printed
    assert 'line 14: the clock "minutes"' in printed
    assert "can't be used yet" in printed


def test_check_points_at_a_rule_that_nobody_would_ever_read(own: Path) -> None:
    """TIM-01"""
    own.write_text(
        OWN.replace("[clocks.notice]", '[rules]\n"XYZ-01" = "Somebody chairs."\n\n[clocks.notice]')
    )
    code, printed = called("profile", "check", str(own))
    assert (code, 'No rule is called "XYZ-01"' in printed) == (0, True)


@pytest.mark.parametrize("key", known_profiles())
def test_what_comes_along_speaks_of_rules_that_there_are(key: str) -> None:
    """TIM-01"""
    assert "No rule is called" not in called("profile", "check", key)[1]


def test_check_of_a_file_that_is_not_there_says_so() -> None:
    """TIM-01"""
    code, printed = called("profile", "check", "nowhere.toml")
    assert code == 2
    assert 'no council profile called "nowhere.toml"' in printed


def test_a_councils_own_file_is_a_setting(own: Path) -> None:
    """TIM-01"""
    settings = load_settings(rehearsal=True, app_id="", profile=str(own), keys=[KEY])
    profile = load_profile(settings.profile)
    assert (profile.key, profile.limit("notice")) == ("our_council", CalendarDays(6))


def test_nothing_starts_with_a_broken_file(own: Path) -> None:
    """TIM-01"""
    own.write_text(OWN.replace('says = "', 'saiz = "'))
    with pytest.raises(SettingsError, match=r"QUORATE_PROFILE: .*line 9"):
        load_settings(rehearsal=True, app_id="", profile=str(own), keys=[KEY])


def test_the_table_of_councils_is_that_of_the_files() -> None:
    """TIM-01"""
    _, _, rest = PAGE.read_text("utf-8").partition(command_line.TABLE_BEGINS)
    shown, _, _ = rest.partition(command_line.TABLE_ENDS)
    councils = comparing.table([load_profile(key) for key in known_profiles()])
    assert shown == f"\n{councils}", "docs/profiles.md is out of date: make profiles"


def test_the_examples_of_the_page_are_good_profiles(own: Path) -> None:
    """TIM-01 QUO-03"""
    examples = re.findall(r"(?s)   ```toml\n(.*?)   ```", PAGE.read_text("utf-8"))
    assert len(examples) == 4
    start = 'extends = "national_2023"\n[sources]\nguide = "Our guide"\n'
    for example in examples:
        own.write_text(start + example)
        tomllib.loads(start + example)
        assert called("profile", "check", str(own))[0] == 0
