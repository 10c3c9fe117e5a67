"""A meeting in two parts, in conversations: planned, agreed, sorted, held, cut; and nothing ever leaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import JOBS
from cards.notices import CARDS, Occasion, notice_card
from cppm.errors import CPPMError
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights import cut, parts
from cppm.rights.parts_records import Because, Part
from dialogs.commands import joined
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    POLICE,
    PROFILE,
    SCHOOL,
    an_invited_meeting,
    an_opened_meeting,
)
from tests.cppm.rights.test_parts import FIRST, ROSS, SECOND, TODAY, held
from tests.dialogs.chat import PRIVATE, Chat, words
from tests.dialogs.clock_room import M, days_after

WHOLE = joined(JOBS)
VERBS = sorted({*WHOLE.doors, *(f"{job}.open" for job in WHOLE.forms)})
WHY = "The father hurt the mother in October."


def planned() -> PlanningMeeting:
    meeting = an_opened_meeting()
    parts.plan(meeting, CHAIR, Because.ABUSE, WHY, "", BOOKED_AT)
    parts.agree(meeting, LEAD, BOOKED_AT)
    parts.sort(meeting, CHAIR, ["f_mother", HEALTH.id], [SCHOOL.id], BOOKED_AT)
    return meeting


async def test_two_parts_are_planned_by_card_and_agreed_by_the_other(tmp_path: Path) -> None:
    """PAR-01"""
    async with days_after(tmp_path, -7, an_invited_meeting()) as room:
        lead = room.chat(LEAD)
        await lead.send("meeting.open", M)
        await lead.send("parts.open", M)
        assert "come and go" not in str(lead.card), "on Teams nobody meets at the door"
        form = await lead.press("Send", because="abuse", words=WHY)
        assert "Who is in the first part alone?" in form
        kept = await lead.press("Keep this", first=f"f_mother,{HEALTH.id}", second=SCHOOL.id)
        assert "It is settled who is in which part" in kept
        assert await room.sent_to(NoticeKind.PARTS_TO_AGREE) == [CHAIR.id]
        chair = room.chat(CHAIR)
        await chair.send("meeting.open", M)
        assert WHY in await chair.press("Agree to two parts")
        assert "Both agree to two parts" in await chair.press("Send", agree="yes")
        assert parts.agreed(await room.meeting())


async def test_two_parts_are_planned_by_typing(tmp_path: Path) -> None:
    """PAR-01 LPP-05"""
    async with days_after(tmp_path, -7, an_invited_meeting()) as room:
        await room.chat(CHAIR).goes(
            [
                ("two parts", "Why is it held in two parts?"),
                ("domestic abuse", "in a sentence or two"),
                (WHY, "Who is in the first part alone?"),
                ("Kay's mother, Ailsa Grant", "Who is in the second part alone?"),
                ("Callum Ross", "It is settled who is in which part"),
            ]
        )
        kept = (await room.meeting()).parts
        assert kept
        assert kept.only == {"f_mother": Part.FIRST, HEALTH.id: Part.FIRST, SCHOOL.id: Part.SECOND}


async def test_each_part_leads_on_by_button(tmp_path: Path) -> None:
    """PAR-02"""
    async with days_after(tmp_path, 0, planned()) as room:
        chair = room.chat(CHAIR)
        await chair.goes([("quorum", "quorum"), ("first part", "The first part begins")])
        assert "The second part begins" in await chair.press("The second part begins")
        assert "Everybody is together again" in await chair.press("Everybody together again")
        kept = (await room.meeting()).parts
        assert kept
        assert kept.now is None


async def test_the_chair_leads_through_the_parts_and_says_for_whom_words_are(tmp_path: Path) -> None:
    """PAR-02"""
    async with days_after(tmp_path, 0, planned()) as room:
        chair = room.chat(CHAIR)
        await chair.goes(
            [
                ("quorum", "quorum"),
                ("next part", "The first part begins"),
                ("summary", "Which risks?"),
                ("He comes to the house at night", "Which needs?"),
                ("Safe nights", "Which protective factors"),
                ("Her sister", "Kept: Summary before views"),
            ]
        )
        await chair.say("cancel")
        await chair.goes([("together", "Everybody is together again")])
        assert (await room.meeting()).parts.said == {f"summary:{KAY.id}": Part.FIRST}  # type: ignore[union-attr]
        form = await chair.send("partsummary.open", M)
        assert "Summary on Kay" in form
        assert "It is kept" in await chair.press("Keep this", what=f"summary:{KAY.id}", where="apart")
        assert (await room.meeting()).parts.said == {f"summary:{KAY.id}": Part.APART}  # type: ignore[union-attr]


async def test_each_version_of_the_key_points_is_the_chairs(tmp_path: Path) -> None:
    """SUM-03 PAR-02"""
    meeting = held()
    assert meeting.key_points
    meeting.key_points.released_at, meeting.key_points.recipients = None, []
    async with days_after(tmp_path, 1, meeting) as room:
        chair = room.chat(CHAIR)
        form = await chair.send("points.open", M | {"part": "second"})
        assert "second part alone" in form
        await chair.press("Keep", decision="Kay: placed", reasons="Own reasons", actions="Visits")
        await chair.send("release.open", M)
        shown = await chair.press("Continue", right="yes")
        assert "Own reasons" in shown
        assert "Decision, for the first part alone" in shown
        await chair.press("Record")
        read = await room.chat(SCHOOL).send("points.read", M)
        assert "Own reasons" in read
        assert FIRST not in read


async def test_whoever_tells_a_parent_of_one_part_sees_what_that_parent_hears(tmp_path: Path) -> None:
    """PAR-03 SUM-03"""
    async with days_after(tmp_path, 0, held()) as room:
        form = await room.chat(LEAD).send("told.open", M | {"f": "f_father"})
        assert "Decided second" in form
        assert FIRST not in form


async def test_somebody_in_one_part_alone_is_told_in_which(tmp_path: Path) -> None:
    """PAR-01"""
    meeting = an_invited_meeting()
    parts.plan(meeting, CHAIR, Because.ABUSE, WHY, "", BOOKED_AT)
    parts.sort(meeting, CHAIR, ["f_mother", HEALTH.id], [SCHOOL.id], BOOKED_AT)
    async with days_after(tmp_path, -7, meeting) as room:
        card = await room.chat(SCHOOL).send("meeting.open", M)
        assert "The second part alone" in card
        assert WHY not in card
        assert "part alone" not in await room.chat(POLICE).send("meeting.open", M)


# Nothing leaks


@pytest.mark.parametrize(("person", "hidden"), [(SCHOOL, FIRST), (HEALTH, SECOND)])
async def test_no_card_of_any_verb_shows_words_of_the_other_part(
    tmp_path: Path, person: Person, hidden: str
) -> None:
    """PAR-02: everything that can be pressed, about everything there is."""
    about = (
        {"c": KAY.id, "f": "f_mother", "p": HEALTH.id, "e": "e_1", "part": "first"},
        {"c": ROSS.id, "f": "f_father", "p": SCHOOL.id, "part": "second"},
    )
    async with days_after(tmp_path, 1, held()) as room:
        seen = 0
        for verb in VERBS:
            for ids in about:
                place = replace(PRIVATE, conversation=f"a:{person.id}")
                heard = await Chat(room.engine, person, room.now, place).send(verb, M | ids)
                assert hidden not in heard, f"{verb} {ids}"
                seen += len(heard)
        assert seen > 1000


@pytest.mark.parametrize(("person", "hidden"), [(SCHOOL, FIRST), (HEALTH, SECOND)])
def test_no_message_shows_words_of_the_other_part(person: Person, hidden: str) -> None:
    """PAR-02: every kind of message, about everything there is."""
    meeting = held()
    known = cut.for_reader(meeting, person.id, TODAY)
    for kind in CARDS:
        for about in ("", KAY.id, ROSS.id, "f_mother", "f_father", "e_1"):
            try:
                card = notice_card(kind, Occasion(known, person, about, PROFILE))
            except (CPPMError, KeyError, StopIteration, AttributeError, TypeError, ValueError, IndexError):
                continue  # not a message about that
            assert hidden not in words(card), f"{kind} about {about}"


async def test_those_in_both_parts_read_everything(tmp_path: Path) -> None:
    """PAR-01"""
    async with days_after(tmp_path, 1, held()) as room:
        read = await room.chat(POLICE).send("decision.read", M)
        assert FIRST in read
        assert SECOND in read


async def test_what_is_changed_by_somebody_in_one_part_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    """PAR-02: the cut is for reading, what is written is the whole meeting."""
    async with days_after(tmp_path, 1, held()) as room:
        before = await room.meeting()
        school = room.chat(SCHOOL)
        assert FIRST not in await school.send("dissent.open", M | {"c": KAY.id})
        await school.press("Continue", child=KAY.id, reason="Too little", alternative="More")
        assert "recorded" in await school.press("Record")
        after = await room.meeting()
        assert len(after.dissents) == 1
        assert replace(after, revision=before.revision, dissents=[]) == before
