"""When the clocks of a request for a planning meeting run."""

from __future__ import annotations

from collections.abc import Iterator

from cppm.councils.profile import Profile
from cppm.people import Duty
from cppm.records import everyone_with
from cppm.requests import MeetingRequest, answerers, family_waits
from cppm.timing.occasion import Occasion, Occasions


def _answer(found: MeetingRequest, _: Profile) -> Iterator[Occasion]:
    """From the day it was asked until it is answered (CON-03)."""
    if found.answer is None:
        yield Occasion(found.asked_at, owes=answerers(found))


def _booking(found: MeetingRequest, _: Profile) -> Iterator[Occasion]:
    """What was agreed is booked (CON-04)."""
    if found.answer and found.answer.agreed and not found.booked:
        yield Occasion(found.answer.at, owes=(everyone_with(Duty.CP_ADMIN),))


def _telling(found: MeetingRequest, _: Profile) -> Iterator[Occasion]:
    """A family hears the answer and its reasons from whoever recorded their request (CON-03)."""
    if found.answer and family_waits(found):
        yield Occasion(found.answer.at, owes=(found.asker.id,))


OCCASIONS: dict[str, Occasions] = {
    "request_answer": _answer,
    "request_told": _telling,
    "request_booked": _booking,
}
"""The occasions of a request, by the name under which the catalogue knows them."""
