from datetime import datetime

import pytest

from storage.documents import PLANNING, NewerShape, upgraded
from storage.moments import moment, stamp, utc_now
from storage.secrets import Secrets
from tests import builders
from tests.storage.conftest import KEY


def test_an_older_document_is_upgraded_step_by_step() -> None:
    steps = {1: lambda found: found | {"b": 1}, 2: lambda found: found | {"c": found["b"] + 1}}
    assert upgraded({"a": 0}, 1, steps, to=3) == {"a": 0, "b": 1, "c": 2}
    assert upgraded({"a": 0, "b": 5}, 2, steps, to=3) == {"a": 0, "b": 5, "c": 6}


def test_a_document_of_a_newer_version_is_refused() -> None:
    cipher = Secrets([KEY]).documents
    with pytest.raises(NewerShape, match="newer Quorate"):
        PLANNING.open(PLANNING.seal(builders.a_booked_meeting(), cipher), 99, cipher)


def test_what_was_recorded_is_no_part_of_the_document() -> None:
    cipher = Secrets([KEY]).documents
    meeting = builders.a_booked_meeting()
    assert meeting.facts
    assert PLANNING.open(PLANNING.seal(meeting, cipher), 1, cipher).facts == []


def test_moments_are_stored_to_the_microsecond() -> None:
    now = utc_now()
    assert moment(stamp(now)) == now


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        stamp(datetime(2026, 11, 2))  # noqa: DTZ001
