"""The whole rehearsal in Microsoft's Agents Playground: one meeting by typing alone, one by cards alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from app import create_app
from endpoints import HOUSE, House
from rehearsal.family import PLAYERS
from rehearsal.playground import CHANNEL
from settings import load_settings
from tests.dialogs.chat import nodes
from tests.playground import months
from tests.playground.client import PlaygroundClient, Seen, playing
from tests.rig.cards import button, filled_in
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
    ("considerations", "safely stay at home"),
    ("Yes, with her aunt in the house", "an interim one"),
    ("Interim", "a plan for the child already"),
    ("No", "interim safety plan"),
    ("The aunt stays overnight", "What was considered is kept"),
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
    """Type a line; wait until the bot has said this much, whatever else it says; "|" parts alternatives."""
    await lead.say(said)
    seen: list[str] = []

    def fits(each: Seen) -> bool:
        seen.append(each.words())
        words = each.words().casefold()
        wanted = [one.casefold() for one in answered.split(" | ")]
        return any(one in words for one in wanted) and not words.startswith("for ")

    try:
        return await lead.next(fits)
    except TimeoutError:
        heard = "\n--\n".join(seen)
        raise AssertionError(f"after {said!r} nobody said {answered!r}, but:\n{heard}") from None


async def converses(house: House, lead: PlaygroundClient, talk: list[tuple[str, str]]) -> None:
    """Say each line in turn; days ahead are told from the day on which a line is said."""
    for said, answered in talk:
        later, afterwards = (house.clock() + timedelta(days=days) for days in (14, 180))
        line = said.format(later=f"{later:%d %B %Y}", afterwards=f"{afterwards:%d %B %Y}")
        await hears(lead, line, answered)


@pytest.mark.timeout(300)
async def test_from_the_booking_to_the_removal_of_the_name_by_typing_alone(
    house: tuple[House, PlaygroundClient],
) -> None:
    kept, lead = house
    await converses(kept, lead, [*BOOKED, *ANSWERED, *OPENED, *VIEWED, *DECIDED])
    await kept.ticker.settled()
    thread = await lead.say_in_channel("link PK-26-0137")
    await lead.next(lambda seen: seen.conversation == thread)
    await converses(kept, lead, [*AFTERWARDS, *months.FOUR_MONTHS])
    await kept.ticker.settled()
    in_channel = [seen.words() for seen in lead.seen if seen.conversation.startswith(CHANNEL)]
    assert any("The planning meeting has taken place" in words for words in in_channel)
    assert any("Core group meeting" in words for words in in_channel)
    assert not any("Kay" in words for words in in_channel)
    group = await kept.store.core_groups.of_case("PK-26-0137")
    assert group is not None
    assert group.ended_at
    assert not await kept.store.outbox.troubled()
    assert (await kept.store.audit.verify()).breaks == ()


@pytest.mark.timeout(120)
async def test_help_home_why_and_an_unknown_word_are_answered(
    house: tuple[House, PlaygroundClient],
) -> None:
    _, lead = house
    await hears(lead, "hello", "You owe nothing")
    helped = await hears(lead, "help", "What I can do")
    assert "clocks" in helped.words()
    await hears(lead, "why QUO-02", "never goes ahead with one agency")
    await hears(lead, "flibbertigibbet", "Did you mean")
    shown = await hears(lead, "play", "Whom do you want to play?")
    became = await lead.press(shown, "rehearse.play")
    assert became.id == shown.id
    await asyncio.wait_for(lead.next(lambda seen: "You are now" in seen.text), 10)


class Presser:
    """Somebody who only presses buttons: always on the newest card that has the one wanted."""

    def __init__(self, lead: PlaygroundClient) -> None:
        self.lead = lead

    async def press(self, named: str, **inputs: str) -> str:
        """Press a button by its title or verb, filled in as a client would; what its card became."""
        seen, action = await self._find(named)
        assert seen.card is not None
        sent = filled_in(seen.card, action, inputs)
        became = await self.lead.press(seen, action["verb"], dict(sent), action["data"])
        if became.card is not seen.card:
            self.lead.seen.append(became)
        return became.words()

    async def choice(self, named: str, field: str, *wanted: str) -> str:
        """The values of the choices whose words begin like this, on the card with this button."""
        seen, _ = await self._find(named)
        choices = [c for node in nodes(seen.card) if node.get("id") == field for c in node["choices"]]
        return ",".join(c["value"] for w in wanted for c in choices if c["title"].startswith(w))

    async def _find(self, named: str) -> tuple[Seen, dict[str, Any]]:
        try:
            async with asyncio.timeout(15):
                return await self._wait_for(named)
        except TimeoutError:
            last = "\n--\n".join(seen.words() for seen in self.lead.seen[-4:])
            raise AssertionError(f"no button {named!r}; the last that was seen is:\n{last}") from None

    async def _wait_for(self, named: str) -> tuple[Seen, dict[str, Any]]:
        while True:
            latest = {seen.id: seen for seen in self.lead.seen}
            order = list(dict.fromkeys(seen.id for seen in reversed(self.lead.seen)))
            for each in (latest[id] for id in order):
                with suppress(LookupError):
                    return each, button(each.card or {}, named)
            await self.lead.next()

    async def play(self, key: str) -> None:
        """Become somebody else with the rehearsal's own button."""
        await self.press("rehearse.who")
        await self.lead.next(lambda seen: "Whom do you want to play?" in seen.words())
        await self.press(f"Play {PLAYERS[key].name}")
        await self.lead.next(lambda seen: f"You are now {PLAYERS[key].name}" in seen.text)


async def core_group_by_cards(kept: House, someone: Presser) -> None:
    """The first core group and the days after it, with buttons alone."""
    await someone.play("health")
    await someone.press("Answer for the core group")
    assert "The answer is recorded" in await someone.press("Send", answer="yes")
    await hears(someone.lead, "skip to the core group", "09:55")
    await someone.play("lead")
    await someone.press("Go to Core group PK-26-0137")
    await someone.press("Open the core group now")
    members = await someone.choice("Keep who is here", "present", "Ewan", "Ailsa")
    await someone.press("Keep who is here", present=members)
    await someone.press("Keep this", heard="yes", words="I like it when Ewan visits", how="in a drawing")
    record = {
        "working": "Mornings go better",
        "strengths": "An aunt",
        "decisions": "Go on",
        "extra_meeting": "no",
    }
    assert "The record is kept" in await someone.press("Keep the record", **record)
    await someone.press("Add an outcome")
    await someone.press("Send", words="Kay comes to school rested")
    await someone.press("Complete the action")
    await someone.press("Send", risk="Kay is hurt again")
    await someone.press("Agree the plan")
    await someone.press("Continue", go_ahead="Some risks wait for the next meeting")
    assert "The plan is agreed" in await someone.press("Record")
    await someone.press("Arrange the next meeting")
    following = kept.clock() + timedelta(days=28)
    await someone.press("Set the date", starts_at_date=f"{following:%Y-%m-%d}", starts_at_time="10:00")
    await someone.press("Close the meeting")
    await someone.press("Close the meeting")
    assert "The core group's meeting is closed" in await someone.press("Record")
    assert "you have kept the outcome" in await someone.press("I have kept the outcome")
    await someone.press("Go to the core group")
    await someone.press("I saw Kay today")
    assert "a child was seen" in await someone.press("Alone")
    await someone.press("Go to the core group")
    await someone.press("More")
    await someone.press("Tell of a significant change")
    await someone.press("Send", kind="incident", what="A bruise on the arm, seen in school")
    await someone.play("chair")
    await someone.press("Answer a significant change")
    assert "The change is answered" in await someone.press("Send", answer="Ewan visits today")


@pytest.mark.timeout(240)
async def test_a_meeting_and_its_core_group_by_cards_alone(house: tuple[House, PlaygroundClient]) -> None:
    kept, lead = house
    someone = Presser(lead)
    await someone.press("Fill in the example")
    await someone.press("Book")
    await someone.press("Put on the list")
    await someone.press("Send the list to the chair")
    await someone.play("chair")
    await someone.press("Agree the invitation list")
    await someone.press("Agree the list")
    for key in ("police", "health", "school", "lead"):
        await someone.play(key)
        await someone.press("Answer the invitation")
        assert "You will attend" in await someone.press("Send", answer="yes")
    await hears(lead, "skip to the meeting", "13:55")  # the clock is moved by typing: no button does that
    await someone.play("chair")
    await someone.press("Go to CPPM PK-26-0137")
    await someone.press("Open the meeting now")
    assert "quorate" in await someone.press("Keep the roll")
    await someone.press("State the quorum")
    await someone.press("Sum up for Kay")
    await someone.press("Keep this", risks="Two injuries", needs="Safe care", protective="An aunt")
    await someone.press("Keep this", heard="yes", words="I like my school", how="in a drawing")
    await someone.press("Keep this", heard="yes", words="We want help", how="in the meeting")
    await someone.press("Ask for views on Kay")
    for key in ("police", "health", "school", "lead"):
        await someone.play(key)
        await someone.press("Give my view")
        sealed = await someone.press("Send my view", option="place", reasons=f"What {key} knows")
        assert "Your view is kept, sealed" in sealed
    await someone.play("chair")
    await someone.press("Go to CPPM PK-26-0137")
    await someone.press("Views on Kay")
    await someone.press("Open the views")
    assert "There is a clear consensus" in await someone.press("Record")
    await someone.press("Decide on Kay")
    await someone.press(
        "Continue",
        option="place",
        reasons="Two unexplained injuries",
        areas="neglect",
        evidence="neglect: missed meals in October",
        reporter="not needed",
        reporter_reason="The family works with the plan",
    )
    await someone.press("Record")
    await someone.press("Core group and dates")
    members = await someone.choice("Send", "core_group", "Ewan", "Ailsa")
    soon, review = kept.clock() + timedelta(days=7), kept.clock() + timedelta(days=150)
    await someone.press(
        "Send",
        core_group=members,
        first_core_group_date=f"{soon:%Y-%m-%d}",
        first_core_group_time="10:00",
        review_on=f"{review:%Y-%m-%d}",
    )
    await someone.press("Immediate actions")
    await someone.press("Send", actions=f"Ewan Reid: visit every second day, by {soon:%d %B %Y}")
    await someone.press("Who tells whom")
    await someone.press("Send", by=f"{soon:%Y-%m-%d}")
    await someone.press("To be considered: Kay")
    await someone.press(
        "Keep this", staying="Yes", assessed="Yes", existing="No plan yet", safety="With the aunt"
    )
    await someone.press("Close the meeting")
    await someone.press("Record")
    await someone.press("Release the key points")
    await someone.press("Continue", right="yes")
    assert "Released by" in await someone.press("Record")
    await core_group_by_cards(kept, someone)
    await kept.ticker.settled()
    meeting = (await kept.store.meetings.for_case("PK-26-0137"))[0]
    points = (await kept.store.meetings.load(meeting.id)).key_points
    assert points is not None
    assert points.released_at
