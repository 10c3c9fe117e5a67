"""Who the Named Person of each child is: said by whoever knows it, proposed and never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings import moving, named_person
from cppm.meetings.meeting import Child, NoSuchThing, NotYours, WrongPhase
from cppm.meetings.named_person import NamedPersonUnsaid
from cppm.people import Role
from cppm.records import FactKind
from tests import cast
from tests.builders import ADMIN, BOOKED_AT, CHAIR, HEALTH, KAY, LEAD, POLICE, SCHOOL, a_booked_meeting

AT = BOOKED_AT + timedelta(hours=1)
TODDLER = Child("c_tom", "Tom", age=1)


def test_those_who_keep_the_list_and_the_minute_taker_say_it_and_nobody_else() -> None:
    """MIN-18"""
    meeting = cast.invited()
    for actor in (CHAIR, LEAD, ADMIN, cast.MINUTE_TAKER):
        named_person.name(meeting, actor, [KAY.id], f"Callum Ross, said by {actor.name}", False, AT)
    assert meeting.named_persons[KAY.id].words == "Callum Ross, said by Mina Orr"
    for other in (POLICE, HEALTH):
        with pytest.raises(NotYours):
            named_person.name(meeting, other, [KAY.id], "Callum Ross", False, AT)


def test_said_again_in_the_same_words_it_is_one_fact() -> None:
    """MIN-18"""
    meeting = a_booked_meeting()
    for _ in range(2):
        named_person.name(meeting, LEAD, [KAY.id], "Callum Ross, depute", False, AT)
    assert [f.detail for f in meeting.facts if f.kind is FactKind.NAMED_PERSON_NAMED] == [
        {"child": KAY.id, "words": "Callum Ross, depute"}
    ]


def test_not_known_yet_is_an_answer_and_the_child_is_still_asked_for() -> None:
    """MIN-18"""
    meeting = a_booked_meeting()
    with pytest.raises(NamedPersonUnsaid):
        named_person.name(meeting, LEAD, [KAY.id], "  ", False, AT)
    named_person.name(meeting, LEAD, [KAY.id], "", True, AT)
    assert named_person.unnamed(meeting) == [KAY]
    named_person.name(meeting, LEAD, [KAY.id], "Callum Ross", False, AT)
    assert named_person.unnamed(meeting) == []


def test_only_a_child_of_the_meeting_has_one_and_not_once_it_is_called_off() -> None:
    """MIN-18"""
    meeting = a_booked_meeting()
    with pytest.raises(NoSuchThing):
        named_person.name(meeting, LEAD, ["c_none"], "Callum Ross", False, AT)
    moving.cancel(meeting, LEAD, "The family has moved", AT)
    with pytest.raises(WrongPhase):
        named_person.name(meeting, LEAD, [KAY.id], "Callum Ross", False, AT)


def test_by_the_age_of_the_child_health_or_the_school_is_proposed() -> None:
    """MIN-18 INV-05"""
    meeting = a_booked_meeting()
    school, visitor = named_person.likely(meeting, KAY), named_person.likely(meeting, TODDLER)
    assert school
    assert school.person == SCHOOL
    assert visitor
    assert visitor.person == HEALTH
    meeting.invitee(HEALTH.id).role = Role.OBSERVER
    assert named_person.likely(meeting, TODDLER) is None
