"""CP Administration enrols, changes and lets go; nobody else does."""

from __future__ import annotations

import pytest

from cppm.meetings.booking import book
from cppm.people import Agency, Duty, Standing
from cppm.records import NoticeKind
from storage.store import Store
from tests.builders import BOOKED_AT, PROFILE, a_booking
from tests.dialogs.chat import Chat
from tests.dialogs.conftest import NOW
from tests.dialogs.office import NEIL, TENANT, Office


@pytest.fixture
async def office(store: Store) -> Office:
    return await Office(store, NOW).open()


@pytest.fixture
def admin(office: Office) -> Chat:
    return office.chat("admin")


async def test_the_list_is_by_agency_and_says_nothing_of_cases(admin: Chat) -> None:
    shown = await admin.say("people")
    assert "Fiona Blair, Detective constable" in shown
    assert shown.index("Children and Families Social Work") < shown.index("Police") < shown.index("Health")
    assert "PK-" not in shown


async def test_words_narrow_it_down(admin: Chat) -> None:
    shown = await admin.say("people police")
    assert "Fiona Blair" in shown
    assert "Ailsa Grant" not in shown
    assert "Nobody was found" in await admin.say("people zzz")


async def test_enrolling_by_typing(office: Office, admin: Chat) -> None:
    await admin.goes(
        [
            ("enrol", "What is their name?"),
            ("Una Blyth", "Which agency"),
            ("health", "What is their post?"),
            ("Health visitor", "Which duties"),
            ("skip", "line manager"),
            ("Ailsa Grant", "object id in Entra"),
            ("Una", "not an object id"),
            (NEIL.upper(), "Which tenant"),
            ("keep", "Enrolled"),
        ][:8]
    )
    await admin.say(TENANT)
    person = await office.store.people.by_identity(TENANT, NEIL)
    assert person is not None
    assert (person.name, person.agency, person.post) == ("Una Blyth", Agency.HEALTH, "Health visitor")
    assert person.line_manager == office["health"].id


def new(**changes: str) -> dict[str, str]:
    return {
        "name": "Una Blyth", "agency": "third_sector", "standing": "voluntary", "post": "Advocate",
        "duties": "", "manager": "nobody", "aad_id": NEIL, "tenant": TENANT,
    } | changes  # fmt: skip


async def test_enrolling_by_card(office: Office, admin: Chat) -> None:
    await admin.say("enrol")
    assert "Enrolled" in await admin.press("Enrol", **new(duties="chair,minute_taker"))
    person = await office.store.people.by_identity(TENANT, NEIL)
    assert person is not None
    assert (person.standing, person.line_manager) == (Standing.VOLUNTARY, None)
    assert person.duties == {Duty.CHAIR, Duty.MINUTE_TAKER}


@pytest.mark.parametrize(
    ("agency", "answered", "kept"),
    [
        ("police", "voluntary", Standing.STATUTORY),
        ("third_sector", "statutory", Standing.VOLUNTARY),
        ("housing", "voluntary", Standing.VOLUNTARY),
        ("housing", "statutory", Standing.STATUTORY),
    ],
)
async def test_the_standing_follows_from_the_agency_where_the_guides_say_it(
    office: Office, admin: Chat, agency: str, answered: str, kept: Standing
) -> None:
    """DEC-02"""
    await admin.say("enrol")
    assert "Enrolled" in await admin.press("Enrol", **new(agency=agency, standing=answered))
    person = await office.store.people.by_identity(TENANT, NEIL)
    assert person is not None
    assert person.standing is kept


async def test_the_standing_is_asked_where_the_guides_leave_it_open(admin: Chat) -> None:
    """DEC-02"""
    await admin.goes(
        [("enrol", "name?"), ("Una Blyth", "Which agency"), ("housing", "statutory or a voluntary")]
    )


async def test_the_tenant_is_ones_own_unless_another_is_given(admin: Chat) -> None:
    await admin.say("enrol")
    assert admin.input("tenant")["value"] == "tenant"


async def test_somebody_enrolled_is_not_enrolled_again(admin: Chat) -> None:
    await admin.say("enrol")
    await admin.press("Enrol", **new())
    await admin.say("enrol")
    assert "already enrolled" in await admin.press("Enrol", **new(name="Una Again"))


async def test_changing_by_card_starts_from_what_is_kept(office: Office, admin: Chat) -> None:
    police = office["police"]
    await admin.send("change.open", {"p": police.id})
    assert admin.input("post")["value"] == "Detective constable"
    answered = await admin.press(
        "Change", name=police.name, agency="police", standing="statutory", post="Detective sergeant",
        duties="", manager=office["inspector"].id,
    )  # fmt: skip
    assert "Detective sergeant" in answered
    changed = await office.store.people.get(police.id)
    assert changed is not None
    assert (changed.post, changed.line_manager) == ("Detective sergeant", office["inspector"].id)


async def test_changing_by_typing_keeps_what_stays(office: Office, admin: Chat) -> None:
    await admin.goes(
        [
            ("change person Fiona Blair", "What is their name?"),
            ("keep", "Which agency"),
            ("keep", "What is their post?"),
            ("Detective sergeant", "Which duties"),
            ("skip", "line manager"),
            ("Kirsty Munro", "Changed"),
        ]
    )
    changed = await office.store.people.get(office["police"].id)
    assert changed is not None
    assert (changed.name, changed.post) == ("Fiona Blair", "Detective sergeant")


async def test_nobody_is_their_own_line_manager(office: Office, admin: Chat) -> None:
    police = office["police"]
    await admin.send("change.open", {"p": police.id})
    answered = await admin.press(
        "Change",
        name=police.name,
        agency="police",
        standing="statutory",
        post="x1",
        duties="",
        manager=police.id,
    )
    assert "can't be their own line manager" in answered


async def test_leaving_is_confirmed_first(office: Office, admin: Chat) -> None:
    await admin.goes(
        [
            ("has left", "Who has left?"),
            ("Neil Watt", "Who takes over what they owe?"),
            ("skip", "This is what I will record"),
            ("yes", "Noted that they have left"),
        ]
    )
    assert await office.store.people.get(office["police_deputy"].id) is None


async def test_what_somebody_leaves_open_is_listed_and_goes_to_somebody_who_is_told(
    office: Office, admin: Chat
) -> None:
    """INV-08"""
    meeting = book(
        a_booking(chair=office["chair"], lead_professional=office["lead"]),
        "m_kay", office["lead"], BOOKED_AT, PROFILE,
    )  # fmt: skip
    await office.store.meetings.add(meeting)
    lead, heir = office["lead"], office["chair"]
    asked = await admin.send("leave.open", {"p": lead.id})
    assert "Still open" in asked
    assert meeting.reference in asked
    await admin.press("Continue", who=lead.id, to="")
    refused = await admin.press("Record")
    assert "Say who takes it over" in refused
    await admin.send("leave.open", {"p": lead.id})
    await admin.press("Continue", who=lead.id, to=heir.id)
    done = await admin.press("Record")
    assert heir.name in done
    owed = [each for each in await office.store.outbox.of_meeting("") if each.kind is NoticeKind.LEFT_TO_YOU]
    assert [(each.to, each.about) for each in owed] == [(heir.id, lead.id)]
    assert await office.store.people.get(lead.id) is None


async def test_whoever_was_managed_by_a_leaver_has_a_line_until_another_manager_is_named(
    office: Office, admin: Chat
) -> None:
    """CON-09"""
    police, inspector = office["police"], office["inspector"]
    await office.store.people.change(police.id, None, line_manager=inspector.id)
    assert "Line managers who have left" not in await admin.say("desk")
    await admin.send("leave.open", {"p": inspector.id})
    await admin.press("Continue", who=inspector.id, to="")
    left = await admin.press("Record")
    assert f"Was line manager of\n{police.name}" in left
    heard = await admin.press("My desk")
    assert "Line managers who have left (1)" in heard
    assert f"Their line manager, {inspector.name}, has left. Name another" in heard
    asked = await admin.send("change.open", {"p": police.id})
    assert f"Line manager until now\n{inspector.name}, who has left" in asked
    await admin.goes(
        [("keep", "Which agency"), ("keep", "post?"), ("keep", "duties"), ("skip", "line manager")]
    )
    assert "There is no earlier answer to keep" in await admin.say("keep")
    assert "they ask CP Administration" in await admin.say(office["health"].name)
    assert "Line managers who have left" not in await admin.press("My desk")


async def test_the_last_administrator_stays(office: Office, admin: Chat) -> None:
    await admin.goes(
        [
            ("has left", "Who has left?"),
            ("Sheila Park", "Who takes over"),
            ("skip", "This is what"),
            ("yes", "is the only one with the duty"),
        ]
    )
    me = office["admin"]
    await admin.send("change.open", {"p": me.id})
    answered = await admin.press(
        "Change",
        name=me.name,
        agency="social_work",
        standing="statutory",
        post=me.post,
        duties="",
        manager="nobody",
    )
    assert "is the only one with the duty" in answered
    assert await office.store.people.get(me.id) == me


async def test_nobody_else_keeps_people(office: Office) -> None:
    for key in ("lead", "chair", "police"):
        chat = office.chat(key)
        for verb in ("people.open", "enrol.open", "change.open", "leave.open"):
            assert "CP Administration enrols people" in await chat.send(verb, {"p": office["police"].id}), (
                verb
            )
        for words in ("people", "enrol", "change person", "has left"):
            assert "CP Administration enrols people" in await chat.say(words), words
        await chat.send("enrol.submit", {}, **new())
    assert await office.store.people.by_identity(TENANT, NEIL) is None


async def test_a_long_list_has_pages(office: Office, admin: Chat) -> None:
    for number in range(40):
        await office.enrol(f"Housing {number:02}", Agency.HOUSING)
    assert "1 to 30 of 56" in await admin.say("people")
    assert "31 to 56 of 56" in await admin.press("Next page")


async def test_whose_details_is_asked_in_words_when_there_are_many(office: Office, admin: Chat) -> None:
    await admin.goes([("change person", "Which one do you mean?"), ("cancel", "Cancelled")])
    for number in range(40):
        await office.enrol(f"Housing {number:02}", Agency.HOUSING)
    assert "Type change person and the name" in await admin.send("change.open")
    assert "What is their name?" in await admin.say("change person Fiona Blair")
