"""Significant changes: told at once to the chair of the planning meeting, who answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.errors import CPPMError
from cppm.groups import changes, following
from cppm.groups.core_group import ChangeKind, CoreGroup, Review, SignificantChange
from cppm.meetings.meeting import NoSuchThing, NotYours, Phase
from cppm.meetings.outcome import DayGone
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.timing.timescales import local_day
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, MINUTE, OUTSIDER, PROFILE, SCHOOL
from tests.builders_group import (
    DAY,
    FORMED_AT,
    HOUR,
    REVIEW_BY,
    a_core_group,
    a_review,
    ids,
    notice_of,
)

AT = FORMED_AT + 10 * DAY
SOON = local_day(AT + 20 * DAY)


def report(group: CoreGroup, actor: Person = HEALTH, **changed: object) -> SignificantChange:
    """Ailsa reports more risk at once, and asks for nothing, unless told otherwise."""
    values: dict[str, object] = {
        "kind": ChangeKind.RISK,
        "what": "A new partner moved in",
        "noticed_at": AT,
        "asks_for": Review.NONE,
        "at": AT,
        "new_id": ids(f"s{len(group.changes)}"),
    }
    return changes.report(group, actor, **(values | changed))  # type: ignore[arg-type]


def test_a_change_goes_to_the_planning_chair_and_who_leads_the_group_at_once() -> None:
    """CG-10 GEN-06"""
    group = a_core_group()
    change = report(group)
    told = [(n.to, n.about) for n in group.notices if n.kind is NoticeKind.CHANGE_REPORTED]
    assert told == [(CHAIR.id, change.id), (LEAD.id, change.id)]
    assert "partner" not in "".join(f"{n.key}{n.about}" for n in group.notices)


def test_whoever_reports_is_not_told_of_their_own_report() -> None:
    """CG-10"""
    group = a_core_group()
    report(group, LEAD)
    assert notice_of(group, LEAD) == []


def test_a_family_that_no_longer_engages_is_a_change_to_report() -> None:
    """CG-11"""
    assert report(a_core_group(), kind=ChangeKind.NOT_ENGAGING).kind is ChangeKind.NOT_ENGAGING


def test_a_double_press_is_one_report_and_the_same_words_later_are_another() -> None:
    """CG-10"""
    group = a_core_group()
    first = report(group)
    assert report(group, at=AT + MINUTE, noticed_at=AT + MINUTE) is first
    assert report(group, SCHOOL) is not first
    assert report(group, at=AT + HOUR) is not first
    assert report(group, asks_for=Review.SPECIAL) is not first
    assert len(group.changes) == 4


def test_what_was_noticed_earlier_can_be_reported_late_and_not_before_it_happens() -> None:
    """TIM-14"""
    group = a_core_group()
    assert report(group, noticed_at=AT - 5 * DAY).noticed_at == AT - 5 * DAY
    with pytest.raises(changes.NoticedInFuture):
        report(group, noticed_at=AT + MINUTE)


def test_a_change_is_described() -> None:
    """CG-10"""
    with pytest.raises(changes.ChangeUndescribed):
        report(a_core_group(), what="  ")


@pytest.mark.parametrize("actor", [CHAIR, ADMIN, OUTSIDER])
def test_only_who_works_in_the_group_reports(actor: Person) -> None:
    """GEN-06"""
    with pytest.raises(NotYours):
        report(a_core_group(), actor)


def test_the_chair_acknowledges_once_and_those_concerned_hear_of_it() -> None:
    """TIM-14"""
    group = a_core_group()
    change = report(group)
    for words in ("Thank you", "Again"):
        changes.acknowledge(group, CHAIR, change.id, words, AT + DAY)
    assert (change.acknowledged_at, change.acknowledged_by, change.answer) == (
        AT + DAY,
        CHAIR.id,
        "Thank you",
    )
    told = [n.to for n in group.notices if n.kind is NoticeKind.CHANGE_ACKNOWLEDGED]
    assert told == [HEALTH.id, LEAD.id]
    assert changes.unacknowledged(group) == []


@pytest.mark.parametrize("asked", [Review.EARLIER, Review.SPECIAL])
def test_who_asks_for_another_review_gets_an_answer_in_words(asked: Review) -> None:
    """CG-16 GEN-06"""
    group = a_core_group()
    change = report(group, asks_for=asked)
    with pytest.raises(changes.ChangeUnanswered, match=f"Ailsa Grant asks for {asked.value}"):
        changes.acknowledge(group, CHAIR, change.id, " ", AT + DAY)
    assert changes.unacknowledged(group) == [change]
    changes.acknowledge(group, CHAIR, change.id, "We look again", AT + DAY, Review.EARLIER, SOON)
    assert (change.answer, change.grants, change.review_by) == ("We look again", Review.EARLIER, SOON)


def test_another_review_has_a_day_before_the_one_that_comes_anyway() -> None:
    """CG-16 GEN-06"""
    group = a_core_group()
    change = report(group, asks_for=Review.SPECIAL)
    for by, why in ((None, "by when a special review is held"), (REVIEW_BY, "Give a day before that")):
        with pytest.raises(CPPMError, match=why):
            changes.acknowledge(group, CHAIR, change.id, "Yes", AT + DAY, Review.SPECIAL, by)
    with pytest.raises(DayGone):
        changes.acknowledge(group, CHAIR, change.id, "Yes", AT + DAY, Review.SPECIAL, local_day(AT))
    assert (change.acknowledged_at, change.grants) == (None, Review.NONE)


def test_another_review_is_to_be_booked_until_it_is_booked_by_its_day_or_held() -> None:
    """CG-16 GEN-06"""
    group = a_core_group()
    change = report(group, asks_for=Review.SPECIAL)
    changes.acknowledge(group, CHAIR, change.id, "Yes", AT + DAY, Review.SPECIAL, SOON)
    assert changes.reviews_to_book(group) == [change]
    late, soon = AT + 60 * DAY, AT + 20 * DAY
    for starts_at, phase, owed in (
        (late, Phase.BOOKED, [change]),
        (soon, Phase.BOOKED, []),
        (soon, Phase.CANCELLED, [change]),
        (late, Phase.CLOSED, []),
    ):
        review = a_review(group, phase=phase, starts_at=starts_at)
        following.follow(group, review, AT + 2 * DAY, ids(), PROFILE)
        assert changes.reviews_to_book(group) == owed
    assert change.reviewed_in == "m_review"


@pytest.mark.parametrize("actor", [LEAD, HEALTH, ADMIN, OUTSIDER])
def test_only_the_planning_chair_acknowledges(actor: Person) -> None:
    """TIM-14"""
    group = a_core_group()
    change = report(group)
    with pytest.raises(NotYours, match="service manager"):
        changes.acknowledge(group, actor, change.id, "Seen", AT)


def test_whoever_chairs_the_review_ahead_may_acknowledge_too() -> None:
    """CON-06"""
    group, other = a_core_group(), replace(CHAIR, id="p_chair_two")
    review = a_review(group, phase=Phase.BOOKED, chair=other)
    following.follow(group, review, AT - timedelta(days=1), ids(), PROFILE)
    change = report(group)
    changes.acknowledge(group, other, change.id, "Seen", AT)
    assert change.acknowledged_by == other.id


def test_a_change_that_is_not_there_is_not_acknowledged() -> None:
    """TIM-14"""
    with pytest.raises(NoSuchThing):
        changes.acknowledge(a_core_group(), CHAIR, "s_none", "Seen", AT)
