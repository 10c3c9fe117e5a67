"""What the whole bot makes of bad input: a clear sentence, nothing recorded, nothing lost, never a 500."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from cppm.meetings.meeting import Coming
from cppm.records import FactKind, NoticeKind
from tests.e2e import walk
from tests.e2e.town import CORE_GROUP, Town
from tests.rig import activities
from tests.rig.cards import button, words
from tests.rig.someone import Shown, Someone

INVITED = "You are invited to a Child Protection Planning Meeting"
pytestmark = pytest.mark.parametrize("town", ["sqlite"], indirect=True)

NOT_YOURS = "This button was made for somebody else or for another chat"


async def form_of(town: Town, key: str = "police") -> Shown:
    """The form on which somebody answers their invitation."""
    return await town.client(key).presses(town.titled(key, INVITED)[0], "attend.open")


async def send(who: Someone, data: object, verb: str = "attend.submit", **fields: Any) -> Shown:
    """Press a button whose data was written by hand."""
    return await who.does(**(activities.executed(data, verb, None) | fields))  # type: ignore[arg-type]


def data_of(shown: Shown, verb: str) -> dict[str, Any]:
    """What a genuine button carries."""
    found: dict[str, Any] = button(walk.card_with(shown, verb), verb)["data"]
    return dict(found)


def assert_calm(shown: Shown) -> None:
    """The person is told something, and it is no apology for a fault of ours."""
    assert shown.status == 200
    assert shown.words.strip()
    assert "Something went wrong" not in shown.words


async def assert_untouched(town: Town) -> None:
    """Nobody's answer was taken, nothing failed, and the trail is whole."""
    assert {line.coming for line in (await town.meeting()).invitees} == {Coming.AWAITED}
    await town.assert_whole()


# Who


async def test_an_unknown_person_learns_how_to_be_enrolled_and_nothing_else(town: Town) -> None:
    await walk.invite(town)
    stranger = town.world.someone("Stranger")
    stolen = data_of(await form_of(town), "attend.submit")
    answers = [
        await stranger.says("hello"),
        await stranger.says("meetings"),
        await stranger.says("PK-26-0137"),
        await send(stranger, stolen | {"answer": "yes"}),
        await stranger.installs(),
        await stranger.sends_file("report.docx", "https://council.sharepoint.com/report.docx"),
    ]
    for shown in answers:
        assert shown.status == 200
        for secret in ("Kay", "PK-26-0137", "17 November", "Morag", "Ewan"):
            assert secret not in shown.words
    assert "CP Administration" in answers[0].words
    await assert_untouched(town)


async def test_somebody_of_another_tenant_is_not_heard(town: Town) -> None:
    said = town.police.activity(**activities.said("meetings"))
    said["channelData"]["tenant"]["id"] = said["conversation"]["tenantId"] = "another-tenant"
    [reply] = await town.world.deliver(said)
    assert reply.status == 403


async def test_the_right_person_learns_nothing_of_a_meeting_that_is_not_theirs(town: Town) -> None:
    await walk.invite(town)
    for words_of_it in ("meetings", "PK-26-0137", "report PK-26-0137", "attend", "key points", "views"):
        shown = await town.gp.says(words_of_it)
        assert shown.status == 200
        assert "17 November" not in shown.words
        assert "Kay" not in shown.words
    assert not any(walk.offers(c, "attend.submit") for c in (await town.gp.says("attend")).cards)
    await assert_untouched(town)


async def test_a_button_of_another_meeting_does_not_open_this_one(town: Town) -> None:
    """The button is genuine, but its meeting's id is written over."""
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit")
    for id in ("m_other", "", "../etc", "x" * 5000, 17, None, ["m"], {"m": "m"}):
        shown = await send(town.police, genuine | {"m": id, "answer": "yes"})
        assert shown.status == 200
        assert NOT_YOURS in shown.words
    await assert_untouched(town)


CHAIRS = (
    "open meeting", "roll", "quorum", "ask for views", "open views", "decide", "outcome", "close meeting",
    "release", "agree the list",
)  # fmt: skip
"""What only a chair does, and only when it is time."""


async def test_the_wrong_role_is_refused_in_words(town: Town) -> None:
    await walk.invite(town)
    town.now = walk.STARTS_AT
    await town.settle()
    before = await town.facts()
    for job in (*CHAIRS, "book", "enrol", "list", "deliveries"):
        assert_calm(await town.police.says(job))
        assert await town.facts() == before, job


async def test_the_wrong_phase_is_refused_in_words(town: Town) -> None:
    await walk.invite(town)
    before = await town.facts()
    for job in CHAIRS[1:-1]:
        assert_calm(await town.chair.says(job))
        assert await town.facts() == before, job


# Cards


async def test_a_stale_card_shows_how_things_stand_and_changes_nothing(town: Town) -> None:
    await walk.invite(town)
    old = await form_of(town)
    await walk.answer(town, "police", answer="no", why="On leave")
    invited = town.titled("police", INVITED)
    town.now = walk.STARTS_AT
    await town.settle()
    await town.chair.says("open meeting")
    late = await town.police.presses(old, "attend.submit", answer="yes")
    assert late.status == 200
    assert late.words.strip()
    again = await town.police.presses(invited[0], "attend.open") if invited else late
    assert again.status == 200
    assert (await town.meeting()).invitee(town.ids["police"]).coming is Coming.ABSENT
    await town.assert_whole()


async def test_a_card_copied_to_another_chat_or_pressed_by_another_is_refused(town: Town) -> None:
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit") | {"answer": "yes"}
    in_channel = await send(town.police, genuine, in_channel=CORE_GROUP)
    by_another = await send(town.health, genuine)
    as_submit = await town.health.does(**activities.submitted(genuine, None))
    for shown in (in_channel, by_another, as_submit):
        assert shown.status == 200
        assert NOT_YOURS in shown.words
        assert "Kay" not in shown.words
    await assert_untouched(town)


FORGED: list[dict[str, Any]] = [
    {"v": "decide.submit"}, {"v": "reveal.confirm"}, {"v": "no.such"}, {"v": ""}, {"v": 7},
    {"t": "~"}, {"t": "m~AAAA"}, {"t": None}, {"t": ["x"]},
]  # fmt: skip


async def test_a_forged_button_is_refused_and_nothing_happens(town: Town) -> None:
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit") | {"answer": "yes"}
    for forged in FORGED:
        shown = await send(town.police, genuine | forged)
        assert_calm(shown)
        assert NOT_YOURS in shown.words or "home" in shown.words
    await assert_untouched(town)


async def test_extra_fields_add_nothing(town: Town) -> None:
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit")
    extra = {
        "answer": "yes",
        "person": town.ids["health"],
        "role": "chair",
        "decision": "place",
        "__class__": "x",
    }
    shown = await send(town.police, genuine | extra)
    assert "Your answer is recorded" in shown.words
    assert (await town.meeting()).invitee(town.ids["health"]).coming is Coming.AWAITED
    assert (await town.facts())[FactKind.ATTENDANCE_CONFIRMED] == 1


async def test_an_answer_of_the_wrong_type_is_asked_for_again(town: Town) -> None:
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit")
    for wrong in (17, True, None, ["yes"], {"yes": "yes"}, "maybe", "", "chair", 1.5):
        shown = await send(town.police, genuine | {"answer": wrong})
        assert_calm(shown)
        assert any(walk.offers(card, "attend.submit") for card in shown.cards), wrong
    await assert_untouched(town)


async def test_a_megabyte_is_refused_before_it_is_read_and_less_in_words(town: Town) -> None:
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit")
    made = town.police.activity(
        **activities.executed(genuine | {"answer": "no", "why": "x" * 1_100_000}, "attend.submit", None)
    )
    [reply] = await town.world.deliver(made)
    assert reply.status == 413
    for length in (600, 15_000, 200_000):
        shown = await send(town.police, genuine | {"answer": "no", "why": "x" * length})
        assert shown.status == 200
        assert "Something went wrong" not in shown.words
        assert shown.words.strip()
    assert len((await town.police.says("x" * 200_000)).words) < 2_000
    await assert_untouched(town)


# Words


ODD = {
    "markup": "<b>late</b> **bold** [click](https://evil.example) `code` # Title",
    "a mention": "<at>Morag Sinclair</at> says so",
    "control characters": "on\u0000 le\u0008ave\u001b[31m",
    "writing direction": "on \u202eevael\u202c \u2066leave\u2069 \u200b\u200e",
    "templates": "{{card}} ${data.m} {0} %s %(x)s",
    "a combining tower": "l" + "\u0301" * 400 + "eave",
}  # fmt: skip


async def test_odd_words_are_kept_as_words_and_shown_as_such(town: Town) -> None:
    await walk.invite(town)
    for odd in ODD.values():
        form = await form_of(town)
        data = data_of(form, "attend.submit") | {"answer": "no", "why": f"leave {odd}"}
        assert_calm(await send(town.police, data))
        assert_calm(await town.police.says(odd))
    await town.settle()
    assert (await town.meeting()).invitee(town.ids["police"]).coming is Coming.ABSENT
    for key in ("police", "chair", "lead"):
        for sent in town.client(key).sees:
            shown = words(sent.card or {})
            for bad in ("<at>", "\u0000", "\u202e"):
                assert bad not in shown
            # What somebody typed stands in their own form as they typed it; a form shows no markup.
            assert "](https://evil" not in shown or "Input.Text" in str(sent.card)
    await town.assert_whole()


async def test_half_a_character_is_no_message(town: Town) -> None:
    body = orjson.dumps(town.police.activity(**activities.said("HERE"))).replace(b"HERE", b"\\ud83d")
    reply = await town.world.post(body, Authorization=f"Bearer {town.world.token()}")
    assert reply.status == 400


async def test_a_date_that_cannot_be_is_asked_for_again(town: Town) -> None:
    for day in ("2020-01-01", "31/4", "2026-02-30", "Friday the 13th of Never", "99999-12-31", "' OR 1=1"):
        shown = await walk.book(town, starts_at_date=day)
        assert_calm(shown)
        assert walk.card_with(shown, "book.submit")
    assert await town.house.store.meetings.for_case(walk.CASE) == []


async def test_a_typed_date_is_read_aloud_or_asked_for_again_and_never_guessed(town: Town) -> None:
    await walk.invite(town)
    await walk.open_and_call_roll(town, "lead")
    before = await town.facts()
    for day in ("Friday", "3/4", "31/4", "yesterday", "in the spring", "12 June 2019 at 10:00"):
        await town.chair.says("cancel")
        await town.chair.says("reconvene")
        assert_calm(await town.chair.says(day))
        assert await town.facts() == before


async def test_an_empty_reason_is_refused(town: Town) -> None:
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit")
    for empty in ("", "   ", "-", ".", "n/a", "\u200b", "\n\n"):
        shown = await send(town.police, genuine | {"answer": "no", "why": empty})
        assert_calm(shown)
        assert any(walk.offers(card, "attend.submit") for card in shown.cards)
    await assert_untouched(town)


# Files


WRONG_FILES = [
    ("report.exe", "https://council.sharepoint.com/report.exe", "exe"),
    ("report.docx.js", "https://council.sharepoint.com/report.docx.js", "js"),
    ("report.docx", "https://evil.example/report.docx", "docx"),
    ("report.docx", "https://council.sharepoint.com.evil.example/report.docx", "docx"),
    ("report.docx", "http://council.sharepoint.com/report.docx", "docx"),
    ("report.docx", "file:///etc/passwd", "docx"),
    ("x" * 5000 + ".docx", "https://evil.example/x.docx", "docx"),
    ("", "https://council.sharepoint.com/", ""),
]


async def test_a_file_of_the_wrong_kind_or_from_elsewhere_is_refused(town: Town) -> None:
    await walk.invite(town)
    for name, url, kind in WRONG_FILES:
        shown = await town.police.sends_file(name, url, kind)
        assert_calm(shown)
        assert not any(walk.offers(card, "report.submit") for card in shown.cards), url
    assert not any(line.report.filed for line in (await town.meeting()).invitees)


async def test_a_file_said_to_be_enormous_breaks_nothing_and_files_nothing(town: Town) -> None:
    """Teams does not tell the size of a file, and the bot does not fetch it."""
    await walk.invite(town)
    sent = activities.file_sent("report.docx", "https://council.sharepoint.com/report.docx", "docx")
    sent["attachments"][1]["content"]["fileSize"] = sent["attachments"][1]["content"]["size"] = 10**12
    shown = await town.police.does(**sent)
    assert shown.status == 200
    assert "Something went wrong" not in shown.words
    assert not any(line.report.filed for line in (await town.meeting()).invitees)


async def test_a_good_file_is_filed_under_a_name_of_our_own(town: Town) -> None:
    await walk.invite(town)
    url = "https://council.sharepoint.com/Kay%20report.docx"
    form = await town.police.sends_file("Kay report.docx", url)
    await town.police.presses(walk.card_with(form, "report.submit"), "report.submit", chronology="yes")
    report = (await town.meeting()).invitee(town.ids["police"]).report
    assert report.filed
    assert "Kay" not in report.reference


# Bodies


BODIES = [
    b"", b"{", b"[]", b"[1, 2]", b"null", b"17", b'"hello"', b"{}", b"\xff\xfe", b'{"type": 7}',
    b'{"type": "message", "text": {"a": 1}}', b'{"a": ' * 500 + b"1" + b"}" * 500,
]  # fmt: skip


async def test_a_body_that_is_no_activity_is_the_senders_fault(town: Town) -> None:
    for body in BODIES:
        reply = await town.world.post(body, Authorization=f"Bearer {town.world.token()}")
        assert 400 <= reply.status < 500, body[:40]
    assert "Help" in (await town.police.says("home")).words


async def test_another_content_type_is_refused(town: Town) -> None:
    body = orjson.dumps(town.police.activity(**activities.said("home")))
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x", None):
        reply = await town.world.post(body, kind, Authorization=f"Bearer {town.world.token()}")
        assert reply.status == 415


FIELDS = (
    "from", "conversation", "recipient", "channelData", "value", "attachments", "entities", "text", "id",
    "type", "serviceUrl", "replyToId",
)  # fmt: skip


async def test_no_field_of_an_activity_can_break_the_bot(town: Town) -> None:
    for field in FIELDS:
        for odd in (None, 7, "x", [], {}, [None], {"id": None}):
            said = town.police.activity(**activities.said("home")) | {field: odd}
            [reply] = await town.world.deliver(said)
            assert reply.status < 500, (field, odd)
    await town.world.settled()
    await town.assert_whole()


async def test_nothing_that_was_refused_leaves_its_words_in_the_log(town: Town) -> None:
    await walk.invite(town)
    genuine = data_of(await form_of(town), "attend.submit")
    with capture_logs() as logs:
        await send(town.police, genuine | {"t": "SECRETWORD"})
        await send(town.police, genuine | {"answer": "SECRETWORD", "why": "SECRETWORD"})
        await town.police.says("SECRETWORD")
        await town.police.sends_file("SECRETWORD.exe", "https://evil.example/SECRETWORD")
    assert logs
    assert "SECRETWORD" not in repr(logs)
    assert await town.owed(NoticeKind.UNDELIVERED) == []
