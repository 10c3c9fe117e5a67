"""Booking, moving and calling off: by typing, by card, half and half, and everything that can be amiss."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cppm.meetings.meeting import MeetingKind, Mode, Phase, PlanningMeeting
from cppm.records import NoticeKind
from storage.store import Store
from tests.dialogs.chat import Chat
from tests.dialogs.conftest import NOW
from tests.dialogs.office import Office

FAMILY = """Kay's mother: invited
Kay's father: not invited, bail conditions
Kay: not invited, too young to take part"""
TYPED = [
    ("book", "Which case is it?"),
    ("PK-26-0137", "Which type of meeting?"),
    ("initial", "Which children is it about?"),
    ("Kay, 7", "Who of the family is invited"),
    (FAMILY, "When is the meeting?"),
    ("24 November at 2pm", "How do people meet?"),
    ("teams", "Who chairs?"),
    ("Morag Sinclair", "Is an interpreter needed?"),
    ("no", "separate parts"),
    ("no", "On which day did the investigation begin?"),
    ("2 November", "By which day are reports due?"),
    ("skip", "The meeting is booked"),
]


@pytest.fixture
async def office(store: Store) -> Office:
    return await Office(store, NOW).open()


@pytest.fixture
def lead(office: Office) -> Chat:
    return office.chat("lead")


def card_of(office: Office, **changes: str) -> dict[str, str]:
    """The whole form as a card sends it, in good order; name what should differ."""
    return {
        "case_ref": "PK-26-0137",
        "kind": "initial",
        "children": "Kay, 7",
        "family": FAMILY,
        "starts_at_date": "2026-11-24",
        "starts_at_time": "14:00",
        "mode": "on Teams",
        "chair": office["chair"].id,
        "lead": office["lead"].id,
        "interpreter": "not needed",
        "began": "2026-11-02",
        "report_due": "",
    } | changes


async def booked(office: Office) -> PlanningMeeting:
    return await office.store.meetings.load(await office.only_meeting())


async def test_wholly_by_typing(office: Office, lead: Chat) -> None:
    await lead.goes(TYPED)
    meeting = await booked(office)
    assert meeting.case_ref == "PK-26-0137"
    assert (meeting.kind, meeting.mode, meeting.phase) == (MeetingKind.INITIAL, Mode.TEAMS, Phase.BOOKED)
    assert meeting.starts_at.isoformat() == "2026-11-24T14:00:00+00:00"
    assert (meeting.chair.name, meeting.lead_professional.name) == ("Morag Sinclair", "Ewan Reid")
    assert [(f.who, f.invited, f.reason) for f in meeting.family] == [
        ("Kay's mother", True, ""),
        ("Kay's father", False, "bail conditions"),
        ("Kay", False, "too young to take part"),
    ]
    assert meeting.family[2].child == meeting.children[0].id
    assert meeting.report_due == date(2026, 11, 19)


async def test_wholly_by_card(office: Office, lead: Chat) -> None:
    await lead.say("book")
    assert lead.input("lead")["value"] == office["lead"].id
    answered = await lead.press("Book", **card_of(office))
    assert "The meeting is booked" in answered
    assert "People usually invited" in answered
    assert (await booked(office)).children[0].age == 7


async def test_half_and_half(office: Office, lead: Chat) -> None:
    await lead.say("book a meeting")
    card = lead.card
    await lead.goes([("PK-26-0137", "Which type"), ("initial", "Which children")])
    lead.cards.append(card)
    rest = card_of(office, case_ref="", kind="")
    assert "The meeting is booked" in await lead.press("Book", **rest)
    assert (await booked(office)).case_ref == "PK-26-0137"


async def test_the_case_is_kept_with_its_lead_and_children(office: Office, lead: Chat) -> None:
    await lead.goes(TYPED)
    meeting = await booked(office)
    case = await office.store.cases.get("PK-26-0137")
    assert case.lead_professional == office["lead"].id
    assert list(case.children) == meeting.children


async def test_a_child_keeps_its_id_in_a_later_meeting_of_the_case(office: Office, lead: Chat) -> None:
    await lead.goes(TYPED)
    first = await booked(office)
    await lead.send("calloff.submit", {"m": first.id}, reason="The family moved away", another="no")
    await lead.press("Record")
    await lead.say("book")
    await lead.press("Book", **card_of(office, children="kay, 7\nBaby, due 3 March 2027"))
    again = await booked(office)
    assert again.children[0].id == first.children[0].id
    assert len((await office.store.cases.get("PK-26-0137")).children) == 2


async def test_reasons_are_asked_only_when_needed(office: Office, lead: Chat) -> None:
    await lead.say("book")
    names = str(lead.card)
    assert "short_notice" not in names
    assert "'late'" not in names


async def test_short_notice_asks_why(office: Office, lead: Chat) -> None:
    await lead.say("book")
    answered = await lead.press("Book", **card_of(office, starts_at_date="2026-11-16"))
    assert "Why is the notice shorter" in answered
    answered = await lead.press(
        "Book", **card_of(office, starts_at_date="2026-11-16", short_notice="Kay is in hospital until Friday")
    )
    assert "The meeting is booked" in answered
    assert (await booked(office)).short_notice_reason == "Kay is in hospital until Friday"


async def test_later_than_28_days_asks_why(office: Office, lead: Chat) -> None:
    talk = [
        *TYPED[:10],
        ("12 October", "By which day are reports due?"),
        ("skip", "later than the last day allowed"),
    ]
    await lead.goes([*talk, ("Grant Lowe agreed; the paediatrician was away", "The meeting is booked")])
    assert "Grant Lowe" in (await booked(office)).late_reason


async def test_an_unborn_baby(office: Office, lead: Chat) -> None:
    await lead.goes(
        [
            ("book", "Which case"),
            ("PK-26-0140", "Which type"),
            ("unborn", "Which children"),
            ("Baby", "has no age"),
            ("Baby, due 31/4", "There is no 31 April"),
            ("Baby, due 3 March 2027", "Who of the family"),
            ("mother: invited", "When is"),
            ("24/11 at 10:00", "How do people meet?"),
            ("in person", "Where do people meet?"),
            ("Kinnoull Room", "Who chairs?"),
            ("Sinclair", "Is an interpreter"),
            ("being booked", "separate parts"),
            ("skip", "investigation begin"),
            ("2 November", "reports due"),
            ("20 November", "The meeting is booked"),
        ]
    )
    meeting = await booked(office)
    assert meeting.kind is MeetingKind.PRE_BIRTH
    assert (meeting.children[0].due_date, meeting.place) == (date(2027, 3, 3), "Kinnoull Room")
    assert meeting.family[0].who == "Baby's mother"
    assert meeting.report_due == date(2026, 11, 20)


async def test_an_unborn_baby_after_28_weeks_asks_why(office: Office, lead: Chat) -> None:
    await lead.say("book")
    late = card_of(
        office,
        kind="pre-birth",
        children="Baby, due 3 February 2027",
        family="mother: invited",
        began="2026-10-01",
    )
    assert "later than the last day allowed" in await lead.press("Book", **late)


async def test_siblings_each_have_a_line(office: Office, lead: Chat) -> None:
    await lead.goes(
        [
            *TYPED[:3],
            ("Kay, 7; Tam, 3", "Who of the family"),
            ("mother: invited; Kay: invited", "Missing: Tam"),
            ("mother: invited; Kay: invited; Tam: not invited", "why “Tam” is not invited"),
            ("mother: invited; Kay: invited; Tam: not invited, too young", "When is the meeting?"),
        ]
    )


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("Kay", "“Kay” has no age"),
        ("Kay, 7\nKay, 9", "stands there twice"),
        ("Kay, 21", "up to 17"),
        ("Baby, due 3 March 2027", "book a pre-birth meeting"),
    ],
)
async def test_a_bad_line_of_children_is_said_at_once(lead: Chat, said: str, answered: str) -> None:
    await lead.goes([*TYPED[:3], (said, answered), ("Kay, 7", "Who of the family")])


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("Kay: invited", "a parent, carer or person with parental responsibilities"),
        ("mother: invited", "Missing: Kay"),
        ("mother", "does not say whether they are invited"),
        ("mother: not invited\nKay: invited", "Please say why"),
    ],
)
async def test_every_family_member_needs_a_line(lead: Chat, said: str, answered: str) -> None:
    await lead.goes([*TYPED[:4], (said, answered)])


@pytest.mark.parametrize("said", ["Kay Ross", "Kay", "PK 26 0137; drop"])
async def test_a_case_reference_is_never_a_name(lead: Chat, said: str) -> None:
    await lead.goes([("book", "Which case"), (said, "is never a name")])


async def test_a_date_in_the_past_is_asked_again(lead: Chat) -> None:
    await lead.goes(
        [
            *TYPED[:5],
            ("2 November 2026 at 14:00", "is in the past"),
            ("31/4 at 10:00", "There is no 31 April"),
        ]
    )


async def test_reports_after_the_meeting(lead: Chat) -> None:
    await lead.goes([*TYPED[:11], ("25 November", "due on Tuesday 24 November 2026 at the latest")])


async def test_reports_are_never_due_on_a_day_gone_by(office: Office, lead: Chat) -> None:
    await lead.say("book")
    await lead.press(
        "Book", **card_of(office, starts_at_date="2026-11-13", short_notice="Kay comes home on Friday")
    )
    assert (await booked(office)).report_due == NOW.date()


async def test_reports_that_would_be_due_at_the_weekend_are_due_on_friday(office: Office, lead: Chat) -> None:
    await lead.say("book")
    await lead.press("Book", **card_of(office, starts_at_date="2026-11-26"))
    assert (await booked(office)).report_due == date(2026, 11, 20)


async def test_an_unknown_chair(lead: Chat) -> None:
    await lead.goes(
        [*TYPED[:7], ("Nora Nobody", "I could not find “Nora Nobody”"), ("Morag", "Is an interpreter")]
    )


async def test_a_chair_that_no_list_offered(office: Office, lead: Chat) -> None:
    await lead.say("book")
    answered = await lead.press("Book", **card_of(office, chair=office["police"].id))
    assert "That choice is not on the list" in answered
    assert not await office.store.meetings.all_open()


async def test_administration_names_the_lead_professional(office: Office) -> None:
    admin = office.chat("admin")
    await admin.goes(TYPED[:7])
    assert "Who is the lead professional?" in await admin.say("Morag Sinclair")


async def test_only_a_lead_professional_or_administration_books(office: Office) -> None:
    for answered in (await office.chat("police").send("book.open"), await office.chat("police").say("book")):
        assert "A lead professional (a qualified social worker) or CP Administration books" in answered
        assert "Which case" not in answered
    forged = await office.chat("chair").send("book.submit", {}, **card_of(office))
    assert "books a meeting" in forged
    assert not await office.store.meetings.all_open()


async def test_the_same_turn_twice_books_once(office: Office, lead: Chat) -> None:
    await lead.say("book")
    await lead.press("Book", **card_of(office))
    await lead.repeat()
    assert len(await office.store.meetings.all_open()) == 1


async def test_two_who_book_the_same_case_are_told_of_each_other(office: Office, lead: Chat) -> None:
    await lead.goes(TYPED)
    admin = office.chat("admin")
    await admin.say("book")
    assert "is booked already" in await admin.press("Book", **card_of(office))


async def test_moving_tells_who_was_invited_and_keeps_the_reason(office: Office, lead: Chat) -> None:
    await lead.goes(TYPED)
    meeting = await booked(office)
    await lead.goes(
        [
            ("cancel", "Cancelled"),
            ("move", "When is it now?"),
            ("26 November at 10:00", "Why is it moved?"),
            ("The room was double booked", "The meeting has a new date"),
        ]
    )
    moved = await booked(office)
    assert moved.starts_at - meeting.starts_at == timedelta(days=1, hours=20)
    assert [p.reason for p in moved.postponements] == ["The room was double booked"]
    kinds = {(d.kind, d.to) for d in await office.sent(moved.id)}
    assert (NoticeKind.MEETING_MOVED, office["chair"].id) in kinds


async def test_calling_off_is_confirmed_first(office: Office, lead: Chat) -> None:
    await lead.goes(TYPED)
    meeting = await office.only_meeting()
    await lead.goes(
        [
            ("cancel", "Cancelled"),
            ("call off", "Why is it called off?"),
            ("The child has moved to another council", "Is another meeting needed in its place?"),
            ("no", "This is what I will record"),
            ("yes", "The meeting is called off"),
        ]
    )
    assert (await office.store.meetings.load(meeting)).phase is Phase.CANCELLED


async def test_somebody_else_moves_nothing(office: Office, lead: Chat) -> None:
    await lead.goes(TYPED)
    meeting = await office.only_meeting()
    police = office.chat("police")
    assert "You are not on the invitation list" in await police.send("move.open", {"m": meeting})
    assert "There is no meeting of yours" in await police.say("move")
