"""Quorum by distinct agency, for any gathering one can think of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cppm.meeting import Invitee, PlanningMeeting, Stay, Verdict
from cppm.people import Agency, Person, Role, Standing
from cppm.profile import QuorumRule
from cppm.quorum import Quorum, assess, quorum_now
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
)

RULE = PROFILE.quorum
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
