"""Quorum by distinct agency, for any gathering one can think of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cppm.councils.profile import QuorumRule, known_profiles, load_profile
from cppm.meetings import conduct
from cppm.meetings.meeting import Invitee, PlanningMeeting, Stay, Verdict
from cppm.meetings.quorum import Quorum, assess, forecast, quorum_now
from cppm.people import Agency, Person, Role, Standing
from tests.builders import (
    CHAIR,
    GP,
    HEALTH,
    LEAD,
    POLICE,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    an_invited_meeting,
    an_opened_meeting,
)

RULE = PROFILE.quorum
NATIONAL = load_profile("national_2023")
UNKNOWN_TO_ALL = "the child is not known to all the core agencies"
ORDER = [Verdict.NEVER, Verdict.DISCRETION, Verdict.QUORATE]
agencies = st.sampled_from(list(Agency))
roles = st.sampled_from(list(Role))
gatherings = st.lists(st.tuples(agencies, roles), max_size=12)


def gathered(people: list[tuple[Agency, Role]]) -> PlanningMeeting:
    meeting = an_invited_meeting()
    meeting.invitees = [
        Invitee(
            Person(f"p_{n}", f"Person {n}", agency, Standing.STATUTORY, "Post"),
            role,
            "Works with the family",
            stay=Stay(STARTS_AT),
        )
        for n, (agency, role) in enumerate(people)
    ]
    return meeting


def verdict(people: list[tuple[Agency, Role]]) -> Verdict:
    return quorum_now(gathered(people), RULE).verdict


def at(*people: Person) -> Quorum:
    return assess({p.agency for p in people}, RULE)


def test_three_agencies_are_a_quorum() -> None:
    """QUO-03"""
    assert at(LEAD, POLICE, HEALTH).verdict is Verdict.QUORATE


def test_two_agencies_are_left_to_the_chair() -> None:
    """QUO-05"""
    assert at(LEAD, POLICE).verdict is Verdict.DISCRETION


def test_one_agency_is_never_a_quorum() -> None:
    """QUO-02"""
    assert at(LEAD).verdict is Verdict.NEVER
    assert assess(set(), RULE).verdict is Verdict.NEVER


def test_two_people_of_health_count_once() -> None:
    """QUO-03"""
    assert at(LEAD, HEALTH, GP).verdict is Verdict.DISCRETION


def test_the_chair_adds_no_agency() -> None:
    """QUO-01"""
    assert verdict([(CHAIR.agency, Role.CHAIR), (Agency.POLICE, Role.PRACTITIONER)]) is Verdict.NEVER


def test_an_observer_adds_no_agency() -> None:
    """QUO-01 PAR-08"""
    present = [(LEAD.agency, Role.LEAD_PROFESSIONAL), (Agency.HEALTH, Role.PRACTITIONER)]
    assert verdict([*present, (REPORTER.agency, Role.OBSERVER)]) is Verdict.DISCRETION


def test_family_members_are_no_agency() -> None:
    """QUO-03"""
    meeting = gathered([(Agency.POLICE, Role.PRACTITIONER), (Agency.HEALTH, Role.PRACTITIONER)])
    for relative in meeting.family:
        relative.present = True
    assert quorum_now(meeting, RULE).verdict is Verdict.DISCRETION


def test_who_has_left_does_not_count() -> None:
    """QUO-01"""
    meeting = gathered([(a, Role.PRACTITIONER) for a in (Agency.POLICE, Agency.HEALTH, Agency.EDUCATION)])
    stay = meeting.invitees[0].stay
    assert stay
    stay.left = STARTS_AT
    assert quorum_now(meeting, RULE).agencies == (Agency.HEALTH, Agency.EDUCATION)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((LEAD, POLICE, HEALTH), ""),
        ((LEAD, POLICE, SCHOOL), ""),
        ((LEAD, HEALTH, SCHOOL), "Police"),
        ((THIRD, HEALTH, SCHOOL), "Police and Children and Families Social Work|Social Work and Police"),
        ((LEAD, POLICE, THIRD), "Health or Education"),
    ],
)
def test_an_unusual_pattern_is_pointed_out(people: tuple[Person, ...], said: str) -> None:
    """QUO-04"""
    unusual = at(*people).unusual
    assert bool(unusual) == bool(said)
    assert any(part in unusual for part in said.split("|"))


def test_the_quorum_is_explained_in_a_sentence() -> None:
    """QUO-01"""
    assert at(LEAD, POLICE).explained == (
        "2 of 3 agencies (Children and Families Social Work, Police): at the chair's discretion."
    )
    assert at(LEAD, POLICE, HEALTH, SCHOOL).explained.endswith("and 3 are needed: quorate.")
    assert "no agency" in assess(set(), RULE).explained


def test_another_councils_numbers_are_data() -> None:
    """QUO-03"""
    strict = QuorumRule(distinct=4, discretion=3, never=2)
    assert assess({Agency.POLICE, Agency.HEALTH}, strict).verdict is Verdict.NEVER
    assert assess({LEAD.agency, Agency.POLICE, Agency.HEALTH}, strict).verdict is Verdict.DISCRETION


# Core agencies


@pytest.mark.parametrize(
    ("people", "verdict", "missing"),
    [
        ((LEAD, HEALTH, POLICE), Verdict.QUORATE, ()),
        ((LEAD, HEALTH, POLICE, THIRD), Verdict.QUORATE, ()),
        ((LEAD, HEALTH, SCHOOL, THIRD), Verdict.DISCRETION, (Agency.POLICE,)),
        ((LEAD, HEALTH), Verdict.DISCRETION, (Agency.POLICE,)),
        ((HEALTH, GP), Verdict.NEVER, (Agency.SOCIAL_WORK, Agency.POLICE)),
        ((), Verdict.NEVER, (Agency.SOCIAL_WORK, Agency.HEALTH, Agency.POLICE)),
    ],
)
def test_where_core_agencies_make_a_quorum_each_of_them_is_needed(
    people: tuple[Person, ...], verdict: Verdict, missing: tuple[Agency, ...]
) -> None:
    """QUO-03 QUO-05 QUO-02"""
    found = assess({p.agency for p in people}, NATIONAL.quorum)
    assert (found.verdict, found.missing) == (verdict, missing)
    assert all(agency in found.explained for agency in missing)
    assert str(verdict) in found.explained


@pytest.mark.parametrize(
    ("council", "people", "verdict"),
    [
        ("north_lanarkshire", (LEAD, HEALTH, POLICE), Verdict.DISCRETION),
        ("north_lanarkshire", (LEAD, HEALTH, POLICE, SCHOOL), Verdict.QUORATE),
        ("highland", (LEAD, HEALTH, SCHOOL), Verdict.QUORATE),
        ("highland", (LEAD, HEALTH, POLICE), Verdict.DISCRETION),
        ("perth_kinross", (LEAD, HEALTH, THIRD), Verdict.QUORATE),
    ],
)
def test_each_council_has_its_own_core(council: str, people: tuple[Person, ...], verdict: Verdict) -> None:
    """QUO-03"""
    assert assess({p.agency for p in people}, load_profile(council).quorum).verdict is verdict


def test_an_agency_that_belongs_there_where_relevant_is_pointed_out() -> None:
    """QUO-04"""
    highland = load_profile("highland").quorum
    assert "Police" in assess({LEAD.agency, Agency.HEALTH, Agency.EDUCATION}, highland).unusual
    assert assess({LEAD.agency, Agency.HEALTH, Agency.EDUCATION, Agency.POLICE}, highland).unusual == ""


def test_agencies_of_one_group_count_once() -> None:
    """QUO-03"""
    rule = replace(RULE, counts_as_one=((Agency.HOUSING, Agency.ADULT_SERVICES),))
    two = {Agency.POLICE, Agency.HOUSING, Agency.ADULT_SERVICES}
    assert assess(two, rule).verdict is Verdict.DISCRETION
    assert assess(two, rule).explained.startswith("2 of 3 agencies")
    assert assess(two, RULE).verdict is Verdict.QUORATE


def test_of_an_awaited_agency_only_a_core_one_would_make_a_core_quorum() -> None:
    """ATT-05"""
    meeting = an_invited_meeting()
    assert [agency for agency, _ in forecast(meeting, NATIONAL.quorum).possible] == list(NATIONAL.quorum.core)
    assert Agency.EDUCATION in [agency for agency, _ in forecast(meeting, RULE).possible]


def test_one_of_the_national_exceptions_is_needed_to_go_ahead_without_a_quorum() -> None:
    """QUO-05"""
    meeting = an_opened_meeting([LEAD, POLICE])
    for reason, ground in (("Known to two", ""), ("Known to two", "it rains"), ("", UNKNOWN_TO_ALL)):
        with pytest.raises(conduct.DiscretionUnexplained, match="delay would be harmful"):
            conduct.state_quorum(meeting, CHAIR, STARTS_AT, NATIONAL, reason, True, ground)
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, NATIONAL, "Known to two", ground=UNKNOWN_TO_ALL)
    assert meeting.quorum
    assert (meeting.quorum.verdict, meeting.quorum.ground) == (Verdict.DISCRETION, UNKNOWN_TO_ALL)


def test_a_core_quorum_is_lost_when_a_core_agency_leaves_however_many_stay() -> None:
    """QUO-07"""
    meeting = an_opened_meeting()
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, NATIONAL)
    conduct.note_leaving(meeting, CHAIR, THIRD.id, STARTS_AT)
    conduct.require_agencies(meeting)
    conduct.note_leaving(meeting, CHAIR, POLICE.id, STARTS_AT)
    with pytest.raises(conduct.QuorumLost, match="a quorum needs"):
        conduct.require_agencies(meeting)


@pytest.mark.parametrize("council", known_profiles())
def test_nowhere_does_one_agency_go_ahead_alone(council: str) -> None:
    """QUO-02"""
    rule = load_profile(council).quorum
    assert all(assess({agency}, rule).verdict is Verdict.NEVER for agency in Agency)
    assert assess(set(Agency), rule).verdict is Verdict.QUORATE


@given(gatherings, st.data())
def test_more_people_of_one_agency_never_change_the_verdict(
    people: list[tuple[Agency, Role]], data: st.DataObject
) -> None:
    """QUO-03"""
    counted = [p for p in people if p[1].represents_agency]
    more = data.draw(st.lists(st.sampled_from(counted), max_size=4)) if counted else []
    assert verdict(people + more) is verdict(people)


@given(gatherings, agencies)
def test_adding_an_agency_never_lowers_the_verdict(people: list[tuple[Agency, Role]], more: Agency) -> None:
    """QUO-03"""
    after = verdict([*people, (more, Role.PRACTITIONER)])
    assert ORDER.index(after) >= ORDER.index(verdict(people))


@given(agencies, st.lists(roles, max_size=8))
def test_one_agency_alone_is_never_enough_however_many_come(agency: Agency, staff: list[Role]) -> None:
    """QUO-02"""
    assert verdict([(agency, role) for role in staff]) is Verdict.NEVER


@given(gatherings, st.sampled_from([r for r in Role if not r.represents_agency]), agencies)
def test_roles_without_an_agency_never_change_the_verdict(
    people: list[tuple[Agency, Role]], role: Role, agency: Agency
) -> None:
    """QUO-01 DEC-12"""
    assert verdict([*people, (agency, role)]) is verdict(people)
