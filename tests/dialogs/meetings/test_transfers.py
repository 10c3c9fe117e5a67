"""Booking a transfer meeting and saying who comes from where, by card and by typing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cppm.meetings import invitations
from cppm.meetings.meeting import MeetingKind, PlanningMeeting
from storage.store import Store
from tests import builders
from tests.cppm.meetings.test_transfer import FROM_FIFE, moved
from tests.dialogs.chat import Chat
from tests.dialogs.clock_room import days_after
from tests.dialogs.conftest import NOW
from tests.dialogs.office import Office

FAMILY = "Kay's mother: invited\nKay: not invited, too young to take part"
TYPED = [
    ("book", "Which case is it?"),
    ("PK-26-0137", "Which type of meeting?"),
    ("transfer", "Which children is it about?"),
    ("Kay, 7", "Who of the family is invited"),
    (FAMILY, "When is the meeting?"),
    ("24 November at 2pm", "How do people meet?"),
    ("teams", "Who chairs?"),
    ("Morag Sinclair", "Is an interpreter needed?"),
    ("booked", "separate parts"),
    ("no", "Which area did the family leave?"),
    ("Fife", "On which day was it confirmed"),
    ("2 November", "Have both areas agreed an interim safety plan?"),
    ("no", "Why is there no interim safety plan yet"),
    ("Fife answers on Monday; the aunt stays overnight", "By which day are reports due?"),
    ("skip", "The meeting is booked"),
]


@pytest.fixture
async def office(store: Store) -> Office:
    return await Office(store, NOW).open()


@pytest.fixture
def lead(office: Office) -> Chat:
    return office.chat("lead")


def card_of(office: Office, **changes: str) -> dict[str, str]:
    return {
        "case_ref": "PK-26-0137",
        "kind": "transfer",
        "children": "Kay, 7",
        "family": FAMILY,
        "starts_at_date": "2026-11-24",
        "starts_at_time": "14:00",
        "mode": "on Teams",
        "chair": office["chair"].id,
        "lead": office["lead"].id,
        "interpreter": "not needed",
        "left": "Fife",
        "stays_since": "2026-11-02",
        "interim_plan": "yes",
    } | changes


async def booked(office: Office) -> PlanningMeeting:
    return await office.store.meetings.load(await office.only_meeting())


async def test_wholly_by_typing(office: Office, lead: Chat) -> None:
    """GEN-17 MOV-10 CON-08"""
    await lead.goes(TYPED)
    meeting = await booked(office)
    assert meeting.kind is MeetingKind.TRANSFER
    assert meeting.move
    assert (meeting.move.left, meeting.move.stays_since) == ("Fife", date(2026, 11, 2))
    assert meeting.move.no_interim_because.startswith("Fife answers on Monday")
    assert meeting.minutes_long == 120, "longer, for the interpreter"


async def test_by_card_the_move_is_asked_and_the_investigation_is_not(office: Office, lead: Chat) -> None:
    """GEN-17 MOV-10 PAR-04"""
    await lead.say("book")
    returned = await lead.press("Book", **card_of(office, left="", stays_since="", interim_plan=""))
    for asked in ("Which area did the family leave?", "it was confirmed", "an interim safety plan"):
        assert asked in returned.replace("was it confirmed", "it was confirmed")
    assert "Only for an initial or a pre-birth meeting" in returned
    done = await lead.press("Book", **card_of(office, parts="yes"))
    assert "Agreed by both areas" in done
    assert "2 hours, for separate parts" in done
    meeting = await booked(office)
    assert meeting.move
    assert meeting.move.interim_agreed


async def test_later_than_21_working_days_asks_why(office: Office, lead: Chat) -> None:
    """TIM-08"""
    await lead.say("book")
    late = card_of(office, stays_since="2026-10-01")
    assert "later than the last day allowed" in await lead.press("Book", **late)


@pytest.mark.parametrize("typed", [True, False])
async def test_who_comes_for_the_other_area_is_kept_and_who_is_missing_is_said(
    office: Office, typed: bool
) -> None:
    """MOV-11 QUO-08"""
    lead = office.chat("lead")
    await lead.say("book")
    await lead.press("Book", **card_of(office))
    meeting = await booked(office)
    await office.store.meetings.update(
        meeting.id,
        lambda m: invitations.invite(m, office["lead"], office["team_leader"], "Worked with them", NOW),
    )
    if typed:
        await lead.say("other area")
        assert "Who of them is a manager there?" in await lead.say("Isla Baird")
        kept = await lead.say("Isla Baird")
    else:
        await lead.send("otherarea.open", {"m": meeting.id})
        isla = office["team_leader"].id
        kept = await lead.press("Keep this", people=isla, managers=isla)
    assert "Isla Baird, Team leader" in kept
    assert "Social work of the area the family left" in kept
    assert "A manager of this area" in kept
    found = (await booked(office)).move
    assert found
    assert found.from_there == found.managers == [office["team_leader"].id]


async def test_others_do_not_say_who_comes_from_where(office: Office, lead: Chat) -> None:
    """MOV-11"""
    await lead.say("book")
    await lead.press("Book", **card_of(office))
    refused = await office.chat("police").send("otherarea.open", {"m": (await booked(office)).id})
    assert "Only the lead professional" in refused


async def test_at_any_other_meeting_nobody_comes_for_another_area(office: Office, lead: Chat) -> None:
    """GEN-17"""
    assert "No transfer meeting of yours is ahead" in await lead.say("other area")


async def test_nobody_of_the_other_area_leads_or_chairs_what_goes_on_here(tmp_path: Path) -> None:
    """MOV-11 CHR-17 CG-04"""
    meeting = builders.a_decided_meeting(**moved())  # type: ignore[arg-type]
    async with days_after(tmp_path, 0, meeting) as room:
        chair = room.chat(builders.CHAIR)
        await chair.send("outcome.open", {"m": meeting.id})
        for name in ("lead", "group_chair"):
            offered = {each["value"] for each in chair.input(name)["choices"]}
            assert offered.isdisjoint(FROM_FIFE)
            assert builders.LEAD.id in offered
