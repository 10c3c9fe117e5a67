"""The invitation list: filled, agreed, sent back, changed; who may, and what the chair is warned of."""

from __future__ import annotations

import json

import pytest

from cppm.meetings import booking
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.meetings.template import missing_from_template
from cppm.people import Agency, Role
from cppm.records import NoticeKind
from storage.store import Store
from tests import builders
from tests.builders import a_booking
from tests.dialogs.chat import Chat
from tests.dialogs.conftest import NOW
from tests.dialogs.meetings.test_booking import card_of
from tests.dialogs.office import Office


@pytest.fixture
async def office(store: Store) -> Office:
    return await Office(store, NOW).open()


@pytest.fixture
def lead(office: Office) -> Chat:
    return office.chat("lead")


@pytest.fixture
def chair(office: Office) -> Chat:
    return office.chat("chair")


@pytest.fixture
async def meeting(office: Office, lead: Chat) -> str:
    """A meeting that has just been booked; the form of the people usually invited is open."""
    await lead.say("book")
    await lead.press("Book", **card_of(office))
    return await office.only_meeting()


async def load(office: Office) -> PlanningMeeting:
    return await office.store.meetings.load(await office.only_meeting())


async def filled(office: Office, lead: Chat) -> PlanningMeeting:
    """The usual people are on the list."""
    await lead.press(
        "Put on the list",
        police=office["police"].id,
        school=office["school"].id,
        school_nurse=office["nurse"].id,
        gp=office["gp"].id,
        paediatrician="",
        third_sector=office["third"].id,
    )
    return await load(office)


async def agreed(office: Office, lead: Chat, chair: Chat) -> PlanningMeeting:
    found = await filled(office, lead)
    await lead.send("list.send", {"m": found.id})
    await chair.send("list.approve", {"m": found.id})
    return await load(office)


async def test_the_usual_people_follow_from_the_ages(office: Office, lead: Chat, meeting: str) -> None:
    shown = str(lead.card)
    assert "Specialist police officer" in shown
    assert "School nurse" in shown
    assert "'id': 'midwife'" not in shown
    assert "'id': 'health_visitor'" not in shown
    assert lead.input("police")["choices"][0]["title"] == "Fiona Blair, Detective constable"


async def test_the_fitting_post_comes_first(office: Office, lead: Chat, meeting: str) -> None:
    assert lead.input("gp")["choices"][0]["title"] == "Priya Nair, General practitioner"
    assert lead.input("school_nurse")["choices"][0]["title"] == "Beth Orr, School nurse"


async def test_by_card_with_reasons_filled_in(office: Office, lead: Chat, meeting: str) -> None:
    found = await filled(office, lead)
    assert {i.person.name: i.reason for i in found.invitees} == {
        "Ewan Reid": "Lead professional for the child",
        "Fiona Blair": "Specialist police officer, Public Protection Unit",
        "Callum Ross": "Head, depute or guidance teacher (usually Named Person)",
        "Beth Orr": "School nurse",
        "Priya Nair": "General practitioner",
        "Jo Kerr": "Third sector worker with the family",
    }


async def test_by_typing_alone(office: Office, lead: Chat, meeting: str) -> None:
    await lead.goes(
        [
            ("Fiona", "Head, depute or guidance teacher"),
            ("Callum Ross", "School nurse"),
            ("nobody", "Why is nobody invited as School nurse"),
            ("Kay has not been seen by one", "General practitioner"),
            ("Priya", "Paediatrician"),
            ("skip", "Third sector worker"),
            ("Jo Kerr", "The list has grown"),
            ("send the list", "The list is with the chair"),
        ]
    )
    found = await load(office)
    assert found.nobody == {"school_nurse": "Kay has not been seen by one"}
    assert found.list_sent_at == NOW
    assert [d.to for d in await office.sent(found.id)] == [office["chair"].id]


async def test_nobody_needs_a_reason(office: Office, lead: Chat, meeting: str) -> None:
    chosen = {
        "police": office["police"].id,
        "school": "nobody",
        "school_nurse": "nobody",
        "gp": office["gp"].id,
    }
    assert "Why is nobody invited as School nurse" in await lead.press("Put on the list", **chosen)
    why = {"school_nobody": "Taught at home", "school_nurse_nobody": "Taught at home"}
    assert "The list has grown" in await lead.press("Put on the list", **chosen, **why)


async def test_one_person_may_fill_several_lines_and_is_invited_once(
    office: Office, lead: Chat, meeting: str
) -> None:
    gp = office["gp"].id
    both = {"police": office["police"].id, "school": office["school"].id, "school_nurse": gp, "gp": gp}
    assert "The list has grown" in await lead.press("Put on the list", **both)
    found = await load(office)
    assert [i.reason for i in found.invitees if i.person.id == gp] == ["School nurse; General practitioner"]
    assert missing_from_template(found) == []


async def test_the_list_names_everybody_with_agency_role_and_reason(
    office: Office, lead: Chat, meeting: str
) -> None:
    await filled(office, lead)
    shown = await lead.say("list")
    for words in (
        "Fiona Blair",
        "Police",
        "Practitioner: School nurse",
        "Kay's father: not invited, bail conditions",
    ):
        assert words in shown
    assert "Please look at this again" not in shown
    reads = await office.store.reads.of_case("PK-26-0137")
    assert [(r.who, r.what) for r in reads] == [(office["lead"].id, "invitation list")]


async def test_missing_lines_are_warned_of(office: Office, lead: Chat, meeting: str) -> None:
    shown = await lead.send("list.open", {"m": meeting})
    assert "Usually invited and not on the list: General practitioner." in shown


async def test_why_nobody_is_invited_is_shown_to_the_chair(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    chosen = {
        "police": "nobody",
        "school": office["school"].id,
        "school_nurse": office["nurse"].id,
        "gp": office["gp"].id,
    }
    await lead.press("Put on the list", **chosen, police_nobody="The police have closed their enquiry")
    shown = await chair.send("list.open", {"m": meeting})
    assert "The police have closed their enquiry" in shown
    assert "Usually invited and not on the list: Specialist police" not in shown


async def test_the_chair_agrees_and_an_invitation_is_owed_to_each(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    found = await agreed(office, lead, chair)
    assert found.phase is Phase.INVITED
    invited = {d.to for d in await office.sent(found.id) if d.kind is NoticeKind.INVITATION}
    assert invited == {i.person.id for i in found.invitees}


async def test_agreeing_by_typing(office: Office, lead: Chat, chair: Chat, meeting: str) -> None:
    await filled(office, lead)
    await lead.say("send the list")
    await chair.goes([("list", "Agree the list"), ("agree", "You have agreed the list")])
    assert (await load(office)).phase is Phase.INVITED


async def test_agreeing_twice_gets_the_list_as_it_stands(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    await agreed(office, lead, chair)
    assert "agreed this list already" in await chair.send("list.approve", {"m": meeting})
    await chair.repeat()
    invitations = [d for d in await office.sent(meeting) if d.kind is NoticeKind.INVITATION]
    assert len(invitations) == 6


async def test_the_same_agreement_delivered_twice(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    found = await filled(office, lead)
    await chair.send("list.approve", {"m": found.id})
    before = len(await office.sent(meeting))
    assert "agreed" in await chair.repeat()
    assert len(await office.sent(meeting)) == before


async def test_only_the_chair_agrees(office: Office, lead: Chat, meeting: str) -> None:
    await filled(office, lead)
    for key in ("lead", "admin"):
        assert "Only the chair of this meeting can do this" in await office.chat(key).send(
            "list.approve", {"m": meeting}
        )
    assert (await load(office)).phase is Phase.BOOKED


async def test_somebody_not_on_it_learns_nothing(office: Office, lead: Chat, meeting: str) -> None:
    await filled(office, lead)
    for key in ("outsider", "police"):
        for verb in (
            "list.open",
            "list.send",
            "list.approve",
            "usual.open",
            "invite.open",
            "remove.open",
            "return.open",
        ):
            heard = await office.chat(key).send(verb, {"m": meeting})
            assert "You are not on the invitation list" in heard, verb
            assert "Fiona" not in heard


async def test_an_invitee_does_not_see_the_family_lines(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    await agreed(office, lead, chair)
    heard = await office.chat("police").send("list.open", {"m": meeting})
    assert "Only the lead professional, the chair or CP Administration can do this" in heard
    assert "bail" not in heard


async def test_the_chair_sends_it_back_and_the_lead_sees_why(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    await filled(office, lead)
    await lead.say("send the list")
    await chair.goes(
        [("send back", "What should change?"), ("The housing officer is missing", "The list goes back")]
    )
    told = [d.to for d in await office.sent(meeting) if d.kind is NoticeKind.LIST_RETURNED]
    assert told == [office["lead"].id]
    shown = await lead.say("list")
    assert "The chair asks for a change:" in shown
    assert "The housing officer is missing" in shown
    assert "Send the list to the chair" in lead.buttons()


async def test_sending_back_needs_words(office: Office, lead: Chat, chair: Chat, meeting: str) -> None:
    await filled(office, lead)
    await chair.say("send back")
    assert "Please answer" in await chair.press("Send back", what="-")


async def test_sending_twice_asks_the_chair_once(office: Office, lead: Chat, meeting: str) -> None:
    await filled(office, lead)
    await lead.send("list.send", {"m": meeting})
    assert "has gone to the chair already" in await lead.send("list.send", {"m": meeting})
    assert len(await office.sent(meeting)) == 1


async def test_an_empty_list_is_not_sent(office: Office, lead: Chat, meeting: str) -> None:
    assert "nobody on the invitation list yet" in await lead.send("list.send", {"m": meeting})


async def test_adding_somebody_by_typing(office: Office, lead: Chat, meeting: str) -> None:
    await filled(office, lead)
    await lead.goes(
        [
            ("invite", "Who is to be invited?"),
            ("Rory Dunn", "In what role?"),
            ("practitioner", "Why are they needed?"),
            ("Landlord of the flat where the family lives", "Rory Dunn is on the list"),
        ]
    )
    line = (await load(office)).invitee(office["outsider"].id)
    assert (line.role, line.person.agency) == (Role.PRACTITIONER, Agency.HOUSING)


async def test_a_student_is_added_and_both_consents_are_asked_for(
    office: Office, lead: Chat, meeting: str
) -> None:
    """ATT-22"""
    await filled(office, lead)
    await lead.say("invite")
    student = {"who": office["outsider"].id, "role": "student", "reason": "Learns from the health visitor"}
    asked = await lead.press("Add", **student)
    assert "invited only once the family and the chair have both agreed" in asked
    assert "Does the family agree?" in asked
    assert "needs the family's consent and the chair's consent" in await lead.send(
        "list.open", {"m": meeting}
    )


async def test_somebody_in_support_is_added_for_one_of_the_family(
    office: Office, lead: Chat, meeting: str
) -> None:
    """PAR-06 PAR-07"""
    await filled(office, lead)
    await lead.say("invite")
    friend = {"who": office["outsider"].id, "role": "support person", "reason": "The mother asked for her"}
    assert "For whom of the family are they there?" in await lead.press("Add", **friend)
    mother = next(line.id for line in (await load(office)).family if line.relation == "mother")
    await lead.press("Add", **friend, beside=mother)
    assert (await load(office)).invitee(office["outsider"].id).beside == mother


async def test_the_reporter_only_observes(office: Office, lead: Chat, meeting: str) -> None:
    await filled(office, lead)
    await lead.say("invite")
    await lead.press("Add", who=office["reporter"].id, role="practitioner", reason="Asked to listen")
    assert (await load(office)).invitee(office["reporter"].id).role is Role.OBSERVER


async def test_who_else_is_thought_of_is_offered_by_service(office: Office, lead: Chat, meeting: str) -> None:
    """INV-04 INV-06"""
    await office.enrol("Lorna Skene", Agency.JUSTICE, "Justice social worker")
    shown = await lead.send("also.open", {"m": meeting})
    assert "Housing or tenancy support" in shown
    assert "Procurator Fiscal" not in shown
    told = await lead.press(
        "Put on the list", housing=office["outsider"].id, reporter=office["reporter"].id, justice=""
    )
    assert "Nobody is invited before the chair has agreed" in told
    found = {line.person.name: (line.role, line.reason) for line in (await load(office)).invitees}
    assert found["Rory Dunn"] == (Role.PRACTITIONER, "Housing or tenancy support")
    assert found["Hamish Low"] == (Role.OBSERVER, "Children's Reporter, who only observes")
    assert "Lorna Skene" not in found


async def test_who_else_by_typing(office: Office, lead: Chat, meeting: str) -> None:
    """INV-04"""
    await lead.goes(
        [
            ("who else", "Third sector organisation"),
            ("skip", "Housing or tenancy support"),
            ("Rory Dunn", "Children's Reporter, who only observes"),
            ("skip", "The list has grown"),
        ]
    )
    assert "Rory Dunn" in {line.person.name for line in (await load(office)).invitees}


async def test_whoever_is_added_later_waits_for_the_chair(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    await agreed(office, lead, chair)
    await lead.send("invite.open", {"m": meeting})
    await lead.press("Add", who=office["outsider"].id, role="practitioner", reason="Knows the flat")
    shown = await lead.send("list.open", {"m": meeting})
    assert "waits for the chair" in shown
    assert "Agree to those added" not in lead.buttons()
    await chair.send("list.open", {"m": meeting})
    assert "You have agreed the list" in await chair.press("Agree to those added")
    assert (await load(office)).invitee(office["outsider"].id).invited


async def test_taking_somebody_off_needs_a_reason(office: Office, lead: Chat, meeting: str) -> None:
    await filled(office, lead)
    await lead.goes(
        [("remove", "Who is to be taken off?"), ("Jo Kerr", "Why?"), ("No longer works there", "Taken off")]
    )
    assert office["third"].id not in {i.person.id for i in (await load(office)).invitees}


async def test_the_lead_professional_stays(office: Office, lead: Chat, meeting: str) -> None:
    await filled(office, lead)
    await lead.say("remove")
    assert office["lead"].id not in str(lead.input("who"))
    forged = await lead.press("Take off", who=office["lead"].id, reason="Mistake")
    assert "not on the list. Please choose again" in forged


async def test_a_closed_list_can_not_be_changed(
    office: Office, lead: Chat, chair: Chat, meeting: str
) -> None:
    await agreed(office, lead, chair)
    await lead.send("calloff.submit", {"m": meeting}, reason="The family has moved away", another="no")
    await lead.press("Record")
    assert "This meeting is cancelled" in await lead.send("invite.open", {"m": meeting})
    assert "You keep no invitation list that can still change" in await lead.say("invite")


async def test_several_lists_are_told_apart(office: Office, lead: Chat, meeting: str) -> None:
    second = booking.book(
        a_booking(case_ref="PK-26-0200", chair=office["chair"], lead_professional=office["lead"]),
        "m_second", office["lead"], builders.BOOKED_AT, office.engine.profile,
    )  # fmt: skip
    await office.store.meetings.add(second)
    shown = await lead.say("list")
    assert "Which meeting do you mean?" in shown
    assert "CPPM PK-26-0200" in shown
    assert "Which one do you mean?" in await lead.say("invite")


async def test_a_whole_council_still_fits_on_a_card(office: Office, lead: Chat, meeting: str) -> None:
    """Hundreds of people to choose from would make a card too large for Teams: the name is typed instead."""
    for number in range(300):
        agency = (Agency.HEALTH, Agency.EDUCATION, Agency.POLICE)[number % 3]
        await office.enrol(f"Person Number{number:03}", agency)
    for opened in ("usual.open", "also.open", "invite.open"):
        await lead.send(opened, {"m": meeting})
        assert len(json.dumps(lead.card, ensure_ascii=False).encode("utf-16-le")) < 25 * 1024
    reason = {"role": "practitioner", "reason": "Knows the family"}
    assert "could not find" in await lead.press("Add", who="Zebedee", **reason)
    assert "is on the list" in await lead.press("Add", who="Person Number007", **reason)
