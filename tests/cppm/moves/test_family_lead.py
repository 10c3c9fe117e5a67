"""Another lead professional for a family that came, before it has a core group or a planning meeting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cppm.meetings.booking import LeadNotQualified
from cppm.meetings.meeting import NotYours
from cppm.moves import family_lead
from cppm.moves.family_lead import LedElsewhere
from cppm.moves.whereabouts import NoWhereabouts, Whereabouts
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind
from cppm.rights.handing_over import HandoverUnexplained
from tests.builders import ADMIN, HEALTH, LEAD, OUTSIDER
from tests.cppm.moves.homes import AT, begun

NEW = replace(OUTSIDER, duties=frozenset({Duty.QUALIFIED_SOCIAL_WORKER}))


def hand_over(
    root: Whereabouts, actor: Person = LEAD, to: Person = NEW, why: str = "On leave", elsewhere: bool = False,
    stays: bool = False,
) -> None:  # fmt: skip
    family_lead.hand_over(root, actor, to, stays, why, elsewhere, AT)


def test_the_new_one_leads_at_once_and_the_old_one_sees_nothing_any_more() -> None:
    """INV-08"""
    root = begun()
    hand_over(root)
    assert root.lead_professional == NEW
    with pytest.raises(NoWhereabouts):
        root.require_reader(LEAD)
    assert [fact.kind for fact in root.facts] == [FactKind.WHEREABOUTS_HANDED_ON]
    assert [(n.kind, n.to) for n in root.notices] == [(NoticeKind.FAMILY_HANDED_OVER, NEW.id)]


def test_who_stays_goes_on_working_with_the_family_and_said_twice_is_once() -> None:
    """INV-08: CP Administration records it for them, and both are told."""
    root = begun()
    hand_over(root, ADMIN, stays=True)
    hand_over(root, ADMIN, stays=True)
    assert root.works(LEAD)
    assert [notice.to for notice in root.notices] == [NEW.id, LEAD.id]


def test_what_can_not_be_handed_over_changes_nothing() -> None:
    """INV-08"""
    root = begun()
    with pytest.raises(LedElsewhere):
        hand_over(root, elsewhere=True)
    with pytest.raises(LeadNotQualified):
        hand_over(root, to=HEALTH)
    with pytest.raises(HandoverUnexplained):
        hand_over(root, why=" ")
    with pytest.raises(NotYours):
        hand_over(root, HEALTH)
    with pytest.raises(NoWhereabouts):
        hand_over(root, NEW)
    assert (root.lead_professional, root.facts) == (LEAD, [])
