"""Reports: filed by reference or as a file, shared with the family."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cppm.errors import CPPMError
from cppm.meetings import attendance, conduct, reports
from cppm.meetings.meeting import Deputy, Sharing
from cppm.people import Person
from cppm.rules import RULES
from dialogs.meetings.reports import kept_names
from dialogs.turn import Upload
from tests import builders
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    REPORTER,
    USUAL,
)
from tests.dialogs.invited import MEETING, Room, open_room

NOW = BOOKED_AT + timedelta(days=1)
MARK = "ZZCANARYZZ"
PDF = Upload("Kay Brown CP report.pdf", "https://example.sharepoint.com/f", "pdf")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    opened = await open_room(tmp_path, NOW, builders.an_invited_meeting([*USUAL, REPORTER]))
    yield opened
    await opened.store.close()


# Filing


async def test_by_reference_wholly_by_typing(room: Room) -> None:
    """REP-04, REP-07"""
    chat = room.chat(POLICE)
    await chat.goes(
        [
            ("report", "Under which reference"),
            ("VPD 2026/1188", "Does it include a chronology?"),
            ("no", "Your report is filed"),
        ]
    )
    report = (await room.line(POLICE)).report
    assert (report.reference, report.uploaded, report.chronology, report.filed_at) == (
        "VPD 2026/1188",
        False,
        False,
        NOW,
    )
    assert [row.due.clock for row in await room.store.dues.of_person(POLICE.id)] == ["attendance", "sharing"]


async def test_by_reference_wholly_by_card(room: Room) -> None:
    chat = room.chat(POLICE)
    assert "Due\nThursday 12 November 2026" in await chat.send("report.open", MEETING)
    heard = await chat.press("Send", reference="VPD 2026/1188", chronology="yes")
    assert "Included" in heard
    assert "Shared with the family?" in heard
    assert "chronology is still asked for" not in heard


async def test_half_by_card_half_by_typing(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.send("report.open", MEETING)
    await chat.press("Send", reference="VPD 1")
    assert "Your report is filed" in await chat.say("aye")


async def test_filing_again_replaces_it_and_keeps_the_sharing(room: Room) -> None:
    await room.change(lambda m: reports.file_report(m, POLICE, "VPD 1", False, NOW))
    sharing = Sharing(True, NOW.date(), "Read aloud", "yes", "", "")
    await room.change(lambda m: reports.share_with_family(m, POLICE, sharing, NOW))
    chat = room.chat(POLICE)
    await chat.send("report.open", MEETING)
    assert chat.input("reference")["value"] == "VPD 1"
    await chat.press("Send", reference="VPD 1", chronology="yes")
    report = (await room.line(POLICE)).report
    assert (report.chronology, report.sharing) == (True, sharing)


async def test_a_turn_delivered_twice_files_once(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.send("report.open", MEETING)
    await chat.press("Send", reference="VPD 1", chronology="yes")
    was = (await room.meeting()).revision
    assert "Your report is filed" in await chat.repeat()
    assert (await room.meeting()).revision == was


# A file sent in the chat


async def test_a_file_is_taken_and_its_name_is_not_kept(room: Room) -> None:
    """REP-04"""
    chat = room.chat(POLICE)
    heard = await room.send(chat, PDF)
    assert "I have seen your file. One more answer and it is recorded as filed." in heard
    assert "Kay Brown" not in heard
    heard = await chat.say("yes")
    assert "it stays in Teams' own storage" in heard
    assert "reaches the chair in the usual way" in heard
    report = (await room.line(POLICE)).report
    assert report.uploaded
    assert report.reference.endswith("-1.pdf")
    assert "Kay" not in report.reference


async def test_a_file_with_words_beside_it_is_still_a_file(room: Room) -> None:
    chat = room.chat(POLICE)
    assert "I have seen your file" in await room.send(chat, PDF, text="here is my report")
    assert "Your report is filed" in await chat.press("Send", chronology="yes")


async def test_a_file_that_could_be_for_several_meetings_asks_which(room: Room) -> None:
    other = builders.an_invited_meeting(case_ref="PK-26-0200")
    other.id = "m_other"
    await room.store.meetings.add(other)
    chat = room.chat(POLICE)
    assert "It is not recorded as filed yet." in await room.send(chat, PDF)
    await chat.say("2")
    assert "Your report is filed" in await chat.say("no")
    assert not (await room.line(POLICE)).report.filed
    assert (await room.line(POLICE, "m_other")).report.uploaded


async def test_a_file_in_the_middle_of_the_form_files_the_report(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.say("report")
    await room.send(chat, PDF)
    assert "Your report is filed" in await chat.say("yes")


@pytest.mark.parametrize(
    "upload",
    [
        Upload("report.exe", "https://x", "exe"),
        Upload("report.pdf.exe", "https://x", "pdf"),
        Upload("report.pdf", "https://x", "html"),
        Upload("report", "https://x", ""),
        Upload("photo.jpg", "https://x", "jpg"),
    ],
)
async def test_only_documents_are_taken(room: Room, upload: Upload) -> None:
    heard = await room.send(room.chat(POLICE), upload)
    assert "Please send it as a document: pdf, doc, docx, odt, rtf. Nothing was recorded." in heard
    assert not (await room.line(POLICE)).report.filed


async def test_report_and_chronology_may_come_together_but_not_a_heap(room: Room) -> None:
    chat = room.chat(POLICE)
    await room.send(chat, PDF, Upload("chronology.docx", "https://x", "docx"))
    await chat.say("yes")
    assert (await room.line(POLICE)).report.reference.count("+") == 1
    assert "That is 5 files at once" in await room.send(chat, *[PDF] * 5)


def test_a_file_too_big_is_refused_where_its_size_is_known() -> None:
    with pytest.raises(reports.DocumentTooBig, match="This file has 80 MB, and the most is 50 MB"):
        reports.check_document("report.pdf", "pdf", 80_000_000)


def test_our_own_names_are_the_same_for_the_same_turn() -> None:
    assert kept_names([PDF], "turn-1") == kept_names([PDF], "turn-1") != kept_names([PDF], "turn-2")


@pytest.mark.parametrize("person", [OUTSIDER, REPORTER, CHAIR])
async def test_a_file_from_somebody_who_owes_no_report(room: Room, person: Person) -> None:
    """REP-01"""
    assert "No report is asked of you" in await room.send(room.chat(person), PDF)


async def test_an_enrolled_deputy_may_file_it(room: Room) -> None:
    neil = Deputy("Neil Watt", True, True, POLICE_DEPUTY.id)
    await room.change(lambda m: attendance.send_deputy(m, POLICE, neil, NOW, POLICE_DEPUTY))
    chat = room.chat(POLICE_DEPUTY)
    await chat.send("report.open", MEETING)
    assert "Your report is filed" in await chat.press("Send", reference="VPD 1", chronology="yes")
    assert (await room.line(POLICE)).report.filed


async def test_not_coming_does_not_end_the_report(room: Room) -> None:
    """REP-03"""
    await room.change(lambda m: attendance.cannot_attend(m, POLICE, "In court", NOW))
    chat = room.chat(POLICE)
    await chat.send("report.open", MEETING)
    assert "Your report is filed" in await chat.press("Send", reference="VPD 1", chronology="yes")


async def test_a_late_report_is_still_taken(room: Room) -> None:
    """REP-02"""
    await room.change(lambda m: conduct.open_meeting(m, CHAIR, builders.STARTS_AT))
    chat = room.chat(POLICE)
    await chat.send("report.open", MEETING)
    assert "Your report is filed" in await chat.press("Send", reference="VPD 1", chronology="yes")


# Shared with the family


async def test_sharing_wholly_by_typing(room: Room) -> None:
    """ATT-08, REP-09, REP-10"""
    await room.change(lambda m: reports.file_report(m, POLICE, "VPD 1", True, NOW))
    await room.chat(POLICE).goes(
        [
            ("share", "Is the report shared with the family?"),
            ("yes", "On which day?"),
            ("yesterday", "How was it shared?"),
            ("read aloud and interpreter", "Did they understand it?"),
            ("partly", "What did they dispute"),
            ("The date of the visit is wrong", "The date of the visit is wrong"),
        ]
    )
    expected = Sharing(
        True,
        date(2026, 11, 2),
        "Read aloud, Session with an interpreter",
        "partly",
        "The date of the visit is wrong",
        "",
    )
    assert (await room.line(POLICE)).report.sharing == expected


async def test_sharing_wholly_by_card(room: Room) -> None:
    await room.change(lambda m: reports.file_report(m, POLICE, "VPD 1", True, NOW))
    chat = room.chat(POLICE)
    await chat.send("share.open", MEETING)
    heard = await chat.press("Send", shared="yes", on="2026-11-03", how="copy,talked", understood="yes")
    assert "Copy given, Talked through" in heard
    assert "Disputed\nNothing" in heard
    await chat.press("Change")
    assert chat.input("how")["value"] == "copy,talked"


async def test_not_yet_says_why(room: Room) -> None:
    """LPP-18"""
    await room.change(lambda m: reports.file_report(m, POLICE, "VPD 1", True, NOW))
    chat = room.chat(POLICE)
    await chat.send("share.open", MEETING)
    assert "Please say why" in await chat.press("Send", shared="no", why_not="")
    heard = await chat.press("Send", shared="no", why_not="Visit is on Friday")
    assert "not shared yet" in heard
    assert "record it once it is done" in heard


async def test_a_day_to_come_is_not_taken(room: Room) -> None:
    await room.change(lambda m: reports.file_report(m, POLICE, "VPD 1", True, NOW))
    chat = room.chat(POLICE)
    await chat.send("share.open", MEETING)
    await chat.press("Send", shared="yes", on="2026-11-20", how="copy", understood="yes")
    assert (await room.line(POLICE)).report.sharing is None


async def test_first_the_report_then_the_sharing(room: Room) -> None:
    heard = await room.chat(POLICE).send("share.open", MEETING)
    assert "Please file the report first" in heard


def test_every_refusal_cites_a_rule_that_is_explained() -> None:
    refusals = [each for each in vars(reports).values() if isinstance(each, type)]
    cited = {each.rule for each in refusals if issubclass(each, CPPMError) and each is not CPPMError}
    assert cited <= RULES.keys()
