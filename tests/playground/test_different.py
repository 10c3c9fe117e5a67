"""When it is different, in the Playground: what README leads through, one half by typing, one by cards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from endpoints import House
from tests.playground import test_rehearsal as walk
from tests.playground.client import PlaygroundClient
from tests.playground.test_rehearsal import Presser, converses, hears, house

__all__ = ["house"]

SECRET = "A man known for violence has moved in"
ASKED = [
    ("play health", "You are now Ailsa Grant"),
    ("ask for a meeting", "Which case is it?"),
    ("PK-26-0137", "Which meeting is asked for?"),
    ("initial", "Whose request is it?"),
    ("mine", "Why is a meeting needed?"),
    ("Two injuries in a week that nobody could explain", "Have the agencies discussed it"),
    ("no", "Your request is on its way"),
]
TOLD_THE_CHAIR = [
    ("play health", "You are now Ailsa Grant"),
    ("restricted", "Ask to speak with the chair alone"),
    ("It could put somebody at risk", "Please justify this"),
    ("My service was told in confidence", "Where do you give the information itself?"),
    ("here", "What is the information?"),
    (SECRET, "Who may know it?"),
    ("named", "The chair is asked to speak with you"),
]
READ = [
    ("play police", "You are now Fiona Blair"),
    ("read restricted", "Why do you read it now?"),
    ("safety", SECRET),
    ("play lead", "You are now Ewan Reid"),
    ("read restricted", "There is no restricted information that concerns you now"),
]

DIFFERED = [
    ("told my manager", "Your line manager is told"),
    ("play education", "You are now Elspeth Rae"),
    ("escalation", "what was done?"),
    ("raised", "What came of it"),
    ("We asked the service manager to look at it", "What was done is recorded"),
    ("play manager", "Answer a dissent that was raised with me"),
    ("answer dissent", "What is your answer?"),
    ("The medical evidence weighs more", "This is what I will record"),
    ("record", "The dissent is answered"),
    ("play lead", "You are now Ewan Reid"),
    ("family review", "Who of the family asks?"),
    ("Kay's mother", "Has somebody asked for them?"),
    ("skip", "How did they ask?"),
    ("aloud", "On which day did it come?"),
    ("today", "What do they say?"),
    ("We were not shown the school's report", "A family's request for review"),
    ("play manager", "Answer a family's request for review"),
    ("answer family review", "Which grounds apply?"),
    ("new", "Could it have led to another decision?"),
    ("yes", "What are your reasons?"),
    ("The report came after the meeting", "Who tells the family?"),
    ("Ewan", "By when?"),
    ("in a week", "This is what I will record"),
    ("record", "Another meeting, with another chair"),
    ("play chair", "You are now Morag Sinclair"),
    ("ask for a special review", "Which case is it?"),
    ("PK-26-0137", "Which meeting is asked for?"),
    ("special review", "Whose request is it?"),
    ("mine", "Why is a meeting needed?"),
    ("A new partner whom nobody has assessed", "Have the agencies discussed it"),
    ("no", "Service managers have it now"),
    ("play manager", "Answer a request for a planning meeting"),
    ("answer request", "Will there be a meeting?"),
    ("yes", "Why?"),
    ("It can't wait until May", "This is what I will record"),
    ("record", "Agreed: there will be a meeting"),
]
MOVED = [
    ("play lead", "You are now Ewan Reid"),
    ("show the address", "Why do you need it now?"),
    ("To visit today", "12 Harbour Row"),
    ("family move", "Which one do you mean?"),
    ("PK-26-0137 moves away", "Which is the other council?"),
    ("Fife", "Do they stay for good"),
    ("for good", "Since when?"),
    ("yesterday", "Whom at the other council have you told?"),
    ("Sam Todd, senior social worker", "How?"),
    ("by phone", "The move is recorded"),
    ("move risk", "Is the risk for the child lower"),
    ("not lower", "Why?"),
    ("The same people live there", "The risk after the move is recorded"),
]
DESKS = [
    ("play lead", "You are now Ewan Reid"),
    ("desk", "Desk: lead professional"),
    ("play chair", "You are now Morag Sinclair"),
    ("desk", "Desk: chair"),
    ("play manager", "You are now Grant Lowe"),
    ("desk", "Desk: service manager"),
    ("play keeper", "You are now Donald Muir"),
    ("desk", "Moves in and out"),
    ("play admin", "You are now Sheila Park"),
    ("desk", "New addresses"),
]


@pytest.mark.timeout(180)
async def test_a_request_siblings_a_father_kept_out_and_restricted_information(
    house: tuple[House, PlaygroundClient],
) -> None:
    """CON-01 CON-03 EXC-01 EXC-06 INV-05 RAI-04 RAI-05"""
    kept, lead = house
    someone = Presser(lead)
    await converses(kept, lead, ASKED)
    await someone.play("manager")
    await someone.press("Answer a request for a planning meeting")
    await someone.press("Continue", agreed="yes", reasons="The threshold is met")
    assert "books the meeting" in await someone.press("Record")
    await someone.play("lead")
    await hears(lead, "example siblings", "Book a meeting")
    await someone.press("Book")
    nurse = await someone.choice("Put on the list", "health_visitor", "Ailsa")
    teacher = await someone.choice("Put on the list", "nursery", "Callum")
    listed = await someone.press("Put on the list", health_visitor=nurse, nursery=teacher)
    assert "The list has grown" in listed
    await someone.press("Send the list to the chair")
    await someone.play("chair")
    await someone.press("Agree the invitation list")
    await someone.press("Agree the list")
    await keep_the_father_out(kept, someone)
    await converses(kept, lead, TOLD_THE_CHAIR)
    await someone.play("chair")
    await someone.press("Decide on restricted information")
    await someone.press("Decide")
    police = await someone.choice("Record", "readers", "Fiona")
    until = kept.clock() + timedelta(days=90)
    decided = await someone.press("Record", outcome="restricted", readers=police, until=f"{until:%Y-%m-%d}")
    assert "Restricted until" in decided
    await converses(kept, lead, READ)
    assert (await kept.store.audit.verify()).breaks == ()


async def keep_the_father_out(kept: House, someone: Presser) -> None:
    """The chair decides, and says who speaks with him."""
    await someone.press("Who is not invited")
    await someone.press("Decide: The father")
    await someone.press(
        "Continue",
        decided="out",
        grounds="risk",
        reasons="Bail conditions forbid him to meet the mother and Kay",
        not_virtual="She would still hear and see him",
        legal="none",
    )
    assert "Your decision is recorded" in await someone.press("Record")
    soon, after = kept.clock() + timedelta(days=3), kept.clock() + timedelta(days=14)
    settled = await someone.press(
        "Send",
        reasons_on=f"{soon:%Y-%m-%d}",
        safe_way="by phone, through his solicitor",
        can_be_heard="yes",
        views_on=f"{soon:%Y-%m-%d}",
        outcome_on=f"{after:%Y-%m-%d}",
    )
    assert "It is settled who speaks with them" in settled


@pytest.mark.timeout(180)
async def test_differing_a_safe_address_a_move_and_the_five_desks(
    house: tuple[House, PlaygroundClient],
) -> None:
    """DIS-03 DIS-09 GEN-06 ADR-01 MOV-01"""
    kept, lead = house
    someone = Presser(lead)
    held = [*walk.BOOKED, *walk.ANSWERED, *walk.OPENED, *walk.VIEWED, *walk.DECIDED]
    await converses(kept, lead, [*held, *walk.AFTERWARDS[:5], *DIFFERED])
    await someone.play("lead")
    await someone.press("Book the other meeting that was called for,…")
    other = await someone.choice("Book", "chair", "Rhona Gunn")
    assert other, "somebody else may chair it"
    assert not await someone.choice("Book", "chair", "Morag Sinclair")
    await hears(lead, "cancel", "Nothing has been recorded")
    await someone.press("New address")
    father = await someone.choice("Report it", "guarded", "Kay's father")
    today = f"{kept.clock():%Y-%m-%d}"
    safe = {"safe": "yes", "guarded": father, "address": "12 Harbour Row, Perth"}
    reported = await someone.press("Report it", kind="foster care", since=today, **safe)
    assert "Kept safe" in reported
    assert "Harbour" not in reported
    await hears(lead, "address done", "Put it into the children and families database")
    assert "In the database" in await someone.press("Record it", on=today, how="own")
    await converses(kept, lead, [*MOVED, *DESKS])
    await hears(lead, "address done", "CP Administration takes note of it")
    assert "each has answered" in await someone.press("Record it", on=today, how="noted")
    assert (await kept.store.audit.verify()).breaks == ()
