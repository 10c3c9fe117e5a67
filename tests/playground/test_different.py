"""When it is different, in the Playground: what README leads through, one half by typing, one by cards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from endpoints import House
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
