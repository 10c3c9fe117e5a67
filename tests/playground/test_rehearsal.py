"""The whole rehearsal in Microsoft's Agents Playground: one meeting by typing alone, one by cards alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app import create_app
from endpoints import HOUSE, House
from rehearsal.family import PLAYERS
from rehearsal.playground import CHANNEL
from settings import load_settings
from tests.playground.client import PlaygroundClient, Seen, playing
from tests.rig.servers import Site

BOOKED = [
    ("example", "Book a meeting"),
    ("send", "The meeting is booked"),
    ("keep", "Head, depute or guidance teacher"),
    ("keep", "School nurse"),
    ("keep", "General practitioner"),
    ("keep", "Paediatrician"),
    ("skip", "Third sector"),
    ("Jo", "The list has grown"),
    ("send the list", "The list is with the chair"),
    ("play chair", "Agree the invitation list"),
    ("agree", "You have agreed the list"),
]
ANSWERED = [
    ("play police", "Answer the invitation"),
    ("attend yes", "You will attend"),
    ("report", "Under which reference"),
    ("PS-77", "chronology"),
    ("yes", "Your report is filed"),
    ("play health", "Answer the invitation"),
    ("attend", "Will you attend?"),
    ("yes", "You will attend"),
    ("play school", "Answer the invitation"),
    ("I'll be there", "You will attend"),
    ("play third", "Answer the invitation"),
    ("attend yes", "You will attend"),
    ("play lead", "Answer the invitation"),
    ("attend yes", "You will attend"),
    ("skip to the meeting", "13:55"),
]
OPENED = [
    ("play chair", "You are now Morag Sinclair"),
    ("open meeting", "The meeting is open"),
    ("1,2,3,4,6", "Who of the family is here?"),
    ("2", "What have you said at the start?"),
    ("1,2,3,4,5", "The roll"),
    ("quorum", "The quorum is stated"),
    ("summary", "Which risks?"),
    ("Two unexplained injuries", "Which needs?"),
    ("Safe care", "Which protective factors"),
    ("An aunt nearby", "Can Kay's views be given?"),
    ("yes", "What was said?"),
    ("I like my school", "How were the views obtained?"),
    ("in a drawing", "About Kay: parents"),
    ("yes", "What was said?"),
    ("We want help", "How were the views obtained?"),
    ("in the meeting", "Recorded by"),
    ("ask for views", "The views are sealed"),
]
VIEWED = [
    ("play police", "Give my view"),
    ("vote", "What is your view?"),
    ("place", "Give your reasons"),
    ("Two reports in October", "Your view is kept, sealed"),
    ("play health", "Give my view"),
    ("view", "What is your view?"),
    ("place", "Give your reasons"),
    ("Injuries seen in school", "Your view is kept, sealed"),
    ("play school", "Give my view"),
    ("view", "What is your view?"),
    ("not place", "Give your reasons"),
    ("He attends well", "Your view is kept, sealed"),
    ("play lead", "Give my view"),
    ("view", "What is your view?"),
    ("place", "Give your reasons"),
    ("From the assessment", "Your view is kept, sealed"),
    ("play third", "You are now Jo Kerr"),
    ("view", "What is your view?"),
    ("pass", "Your view is kept, sealed"),
    ("play chair", "You are now Morag Sinclair"),
    ("open views", "This is what I will record"),
    ("record", "There is no clear consensus: the chair decides."),
]
DECIDED = [
    ("decide", "What is your decision?"),
    ("place", "What are the reasons?"),
    ("Two unexplained injuries", "Which areas of concern"),
    ("1", "other areas"),
    ("skip", "What is the evidence"),
    ("physical abuse: two injuries in October", "your own judgement"),
    ("The medical evidence weighs more than good attendance at school.", "Children's Reporter"),
    ("not needed", "Why?"),
    ("The family works with the plan", "This is what I will record"),
    ("record", "flagged for independent scrutiny"),
    ("outcome", "Who is the lead professional?"),
    ("Ewan", "Who else is in the core group?"),
    ("Ewan, Ailsa", "When does the core group first meet?"),
    ("in a week at 10am", "When is the review?"),
    ("in five months", "Is that right?"),
    ("yes", "Core group and dates are settled"),
    ("actions", "Who does what by when"),
    ("Ewan Reid: visit every second day, by {later}", "The immediate actions are agreed"),
    ("who tells whom", "Who is to be told?"),
    ("1, 2", "Who tells them?"),
    ("Ewan", "By when?"),
    ("tomorrow", "Recorded by"),
    ("close", "This is what I will record"),
    ("record", "closed"),
]
AFTERWARDS = [
    ("play school", "You are now Callum Ross"),
    ("dissent", "disagree"),
    ("The injuries have another explanation", "instead"),
    ("Support without registration", "This is what I will record"),
    ("record", "protective actions go on"),
    ("play chair", "You are now Morag Sinclair"),
    ("release", "Should each of these people get them?"),
    ("yes", "This is what I will record"),
    ("record", "released"),
    ("play police", "You are now Fiona Blair"),
    ("key points", "name placed on the Child Protection Register"),
]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[House, PlaygroundClient]]:
    settings = load_settings(
        _env_file=None,
        rehearsal=True,
        app_id="",
        database_url=f"sqlite:///{tmp_path}/rehearsal.sqlite3",
        keys=[Fernet.generate_key().decode()],
        tick_seconds=3600.0,
    )
    app = create_app(settings)
    site = Site(app)
    await site.start()
    try:
        async with playing(PLAYERS["lead"], site.url) as lead:
            await lead.install()
            welcome = await lead.next()
            assert "Welcome to the rehearsal" in welcome.words()
            yield app[HOUSE], lead
    finally:
        await site.stop()


async def hears(lead: PlaygroundClient, said: str, answered: str) -> Seen:
    """Type a line; wait until the bot has said this much, whatever else it says."""
    await lead.say(said)
    seen: list[str] = []

    def fits(each: Seen) -> bool:
        seen.append(each.words())
        return answered.casefold() in each.words().casefold() and not each.words().startswith("For ")

    try:
        return await lead.next(fits)
    except TimeoutError:
        heard = "\n--\n".join(seen)
        raise AssertionError(f"after {said!r} nobody said {answered!r}, but:\n{heard}") from None


@pytest.mark.timeout(180)
async def test_a_whole_meeting_by_typing_alone(house: tuple[House, PlaygroundClient]) -> None:
    kept, lead = house
    for said, answered in [*BOOKED, *ANSWERED, *OPENED, *VIEWED, *DECIDED]:
        in_a_fortnight = kept.clock() + timedelta(days=14)
        await hears(lead, said.format(later=f"{in_a_fortnight:%d %B %Y}"), answered)
    await kept.ticker.settled()
    thread = await lead.say_in_channel("link PK-26-0137")
    await lead.next(lambda seen: seen.conversation == thread)
    for said, answered in AFTERWARDS:
        await hears(lead, said, answered)
    await kept.ticker.settled()
    in_channel = [seen.words() for seen in lead.seen if seen.conversation.startswith(CHANNEL)]
    assert any("The planning meeting has taken place" in words for words in in_channel)
    assert not any("Kay" in words for words in in_channel)
    assert (await kept.store.audit.verify()).breaks == ()


@pytest.mark.timeout(120)
async def test_help_home_why_and_an_unknown_word_are_answered(
    house: tuple[House, PlaygroundClient],
) -> None:
    _, lead = house
    await hears(lead, "hello", "You owe nothing")
    helped = await hears(lead, "help", "What I can do")
    assert "view" in helped.words()
    await hears(lead, "why QUO-02", "never goes ahead with one agency")
    await hears(lead, "flibbertigibbet", "Did you mean")
    shown = await hears(lead, "play", "Whom do you want to play?")
    became = await lead.press(shown, "rehearse.play")
    assert became.id == shown.id
    await asyncio.wait_for(lead.next(lambda seen: "You are now" in seen.text), 10)
