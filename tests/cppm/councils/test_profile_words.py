"""What a council gives people to read: leaflets, templates, words of its own; and what is refused of it."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest

from cppm.councils.comparing import lines_of
from cppm.councils.profile import BrokenProfile, Profile, known_profiles, load_profile, read_profile
from cppm.councils.profile_words import FAMILY, Audience
from cppm.meetings.meeting import MeetingKind
from cppm.people import Agency, Role
from cppm.timing.catalogue import catalogue

NATIONAL = (resources.files("cppm.councils") / "profiles" / "national_2023.toml").read_text("utf-8")
LEAFLET = {"title": "For parents", "audience": ["parent or carer"], "source": "default"}
TEMPLATE = {"title": "The blank form", "agencies": ["Third sector"], "source": "default"}


def with_(table: str, **entries: Any) -> Profile:
    """The national profile with these entries of a table."""
    return read_profile("ours", tomllib.loads(NATIONAL) | {table: entries}, catalogue())


def test_perth_and_kinross_has_leaflets_for_families_and_the_two_ways_to_write_a_report() -> None:
    """LPP-17 PTP-04 ATT-23 REP-05"""
    found = load_profile("perth_kinross")
    for audience in Audience:
        links = [each.link for each in found.leaflets_for(audience, MeetingKind.INITIAL)]
        assert any(link.startswith("https://www.pkc.gov.uk/") for link in links)
    statutory = (Agency.POLICE, Agency.SOCIAL_WORK, Agency.EDUCATION, Agency.HEALTH)
    assert {found.template_for(each) for each in statutory} == {found.template_for(Agency.POLICE)}
    own, blank = found.template_for(Agency.POLICE), found.template_for(Agency.THIRD_SECTOR)
    assert own
    assert blank
    assert "own service" in own.title
    assert "blank" in blank.title
    assert found.template_for(Agency.HOUSING) is None


@pytest.mark.parametrize("key", sorted(set(known_profiles()) - {"perth_kinross"}))
def test_elsewhere_no_guide_names_a_leaflet_for_families_or_a_template(key: str) -> None:
    """PTP-04 REP-05"""
    found = load_profile(key)
    assert not any(found.leaflets_for(each, kind) for each in FAMILY for kind in MeetingKind)
    assert found.leaflets_for(Audience.PRACTITIONER, MeetingKind.REVIEW)
    assert not any(found.template_for(agency) for agency in Agency)


def test_a_leaflet_about_one_kind_of_meeting_is_shown_for_that_kind_alone() -> None:
    """ATT-23"""
    found = load_profile("north_lanarkshire")
    initial = found.leaflets_for(Audience.PRACTITIONER, MeetingKind.INITIAL)
    review = found.leaflets_for(Audience.PRACTITIONER, MeetingKind.REVIEW)
    assert [each.name for each in review if each not in initial] == ["reviews"]


def test_a_council_replaces_what_it_extends_by_name_and_adds_the_rest() -> None:
    """ATT-23"""
    names = [each.name for each in load_profile("perth_kinross").leaflets]
    assert names[0] == "timescales"
    assert "guide" in names
    (own,) = load_profile("south_lanarkshire").leaflets
    assert own.name == "timescales"
    assert "South Lanarkshire" in own.title


def test_a_council_adds_its_own_words_for_one_role() -> None:
    """INV-10"""
    found = load_profile("argyll_bute")
    assert "chronology" in " ".join(found.adds_for(Role.PRACTITIONER))
    assert found.adds_for(Role.OBSERVER) == ()


@pytest.mark.parametrize(
    "link",
    [
        "http://www.example.org/a",
        "www.example.org",
        "javascript:alert(1)",
        "https://",
        "https://localhost/x",
        "https://somebody:secret@example.org/",
        " https://example.org/",
    ],
)
def test_a_link_that_is_not_https_is_refused(link: str) -> None:
    """LPP-17"""
    with pytest.raises(BrokenProfile, match="no https address"):
        with_("leaflets", parents=LEAFLET | {"link": link})
    with pytest.raises(BrokenProfile, match="no https address"):
        with_("templates", blank=TEMPLATE | {"link": link})


@pytest.mark.parametrize(
    ("table", "entry", "said"),
    [
        ("leaflets", LEAFLET | {"audience": ["grandparent"]}, '"grandparent" is not known here'),
        ("leaflets", LEAFLET | {"audience": "child"}, "is a list of texts"),
        ("leaflets", LEAFLET | {"kinds": ["party"]}, '"party" is not known here'),
        ("leaflets", LEAFLET | {"colour": "red"}, "unknown entry colour"),
        ("leaflets", LEAFLET | {"title": ""}, "lacks title"),
        (
            "leaflets",
            LEAFLET | {"source": "hearsay"},
            r'source "hearsay", which \[sources\] does not explain',
        ),
        ("leaflets", "a link", "begin it with"),
        ("templates", TEMPLATE | {"agencies": ["Circus"]}, '"Circus" is not known here'),
        ("templates", {"title": "x", "source": "default"}, "lacks agencies"),
        ("invitation", {"says": ["Come."], "source": "default"}, '"ours" is not known here'),
    ],
)
def test_what_is_amiss_is_said(table: str, entry: object, said: str) -> None:
    """LPP-17 REP-05 INV-10"""
    with pytest.raises(BrokenProfile, match=said):
        with_(table, ours=entry)


def test_an_agency_has_one_template() -> None:
    """REP-05"""
    with pytest.raises(BrokenProfile, match='"Third sector" stands in two templates'):
        with_("templates", one=TEMPLATE, two=TEMPLATE)


def test_what_is_no_table_is_refused() -> None:
    """LPP-17"""
    with pytest.raises(BrokenProfile, match=r"begin it with \[leaflets\]"):
        read_profile("ours", tomllib.loads(NATIONAL) | {"leaflets": "on the shelf"}, catalogue())


def test_the_check_of_a_profile_says_what_is_to_be_asked_for() -> None:
    """LPP-17 REP-05"""
    said = {line.what: line.value for line in lines_of(load_profile("perth_kinross"))}
    assert "https://www.pkc.gov.uk/article/24111/ (for parent or carer)" in said["leaflet: parents"]
    assert "ask CP Administration (for Third sector)" in said["template: third_sector"]
    assert "punctually" in said["invitation: practitioner"]
