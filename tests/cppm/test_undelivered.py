"""Closing a message that did not arrive: by whom, with which words, and what of it may be called by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.undelivered import (
    CONFIDENTIAL,
    How,
    HowUnsaid,
    OnlyAdministrationTells,
    ToldLater,
    ToldOtherwise,
    called,
    told_otherwise,
)
from tests.builders import ADMIN, CHAIR, LEAD, POLICE

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BY_PHONE = ToldOtherwise(How.PHONE, "Fiona Blair", NOW - HOUR)


def test_the_fact_says_who_was_told_when_and_how() -> None:
    """SUM-01"""
    fact = told_otherwise(ADMIN, BY_PHONE, POLICE.id, NOW)
    assert (fact.kind, fact.by, fact.at) == (FactKind.TOLD_OTHERWISE, ADMIN.id, NOW)
    assert fact.detail == {
        "to": POLICE.id,
        "how": "phone",
        "who": "Fiona Blair",
        "told_at": (NOW - HOUR).isoformat(),
        "note": "",
    }


@pytest.mark.parametrize("actor", [CHAIR, LEAD, POLICE])
def test_nobody_but_cp_administration_closes_a_message(actor: Person) -> None:
    with pytest.raises(OnlyAdministrationTells):
        told_otherwise(actor, BY_PHONE, POLICE.id, NOW)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (ToldOtherwise(How.PHONE, " ", NOW), HowUnsaid),
        (ToldOtherwise(How.NEEDLESS, "Fiona Blair"), HowUnsaid),
        (ToldOtherwise(How.PHONE, "Fiona Blair", NOW + HOUR), ToldLater),
    ],
)
def test_it_is_said_who_or_why_not_and_not_ahead_of_time(
    told: ToldOtherwise, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        told_otherwise(ADMIN, told, POLICE.id, NOW)


def test_that_nobody_needs_to_be_told_has_a_reason_and_no_time() -> None:
    fact = told_otherwise(ADMIN, ToldOtherwise(How.NEEDLESS, note="They were there"), POLICE.id, NOW)
    assert (fact.detail["told_at"], fact.detail["note"]) == (None, "They were there")


def test_a_confidential_message_is_not_called_by_its_name() -> None:
    assert called(NoticeKind.KEY_POINTS) == "Key points"
    names = {called(kind) for kind in CONFIDENTIAL - {NoticeKind.UNDELIVERED}}
    assert names == {"Confidential message"}
    assert called(NoticeKind.EXCLUSION_ALERT) == "Confidential message", "it is for the chair alone (EXC-13)"
