"""A file for one person: offered without its content, composed when it is accepted, put where Teams says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot import files
from cppm.errors import CPPMError
from dialogs.turn import Answer, File, Press, Turn
from tests.bot.conftest import NOW, Bench, card
from tests.rig import Someone, activities
from tests.rig.connector import Sent
from tests.rig.someone import Channel, Shown

LETTER = File(
    "Letter PK-26-0137.docx",
    "The letter to the keeper.",
    b"Dear keeper",
    Press("letter.file", {"j": "1"}, {}),
)
SEALED = "QUORATE HANDOVER OFFER BEGINS\nABCD\nQUORATE HANDOVER OFFER ENDS"


class RightIsGone(CPPMError):
    """You no longer work with this family, so the letter is not yours to take."""


async def _offered(bench: Bench, anna: Someone, *more: Answer) -> Sent:
    """Anna asks for the letter; the offer that she gets. Further turns are answered by `more`."""
    given = more or (Answer(file=LETTER),)
    bench.answers(Answer(say=["Here is the text."], file=LETTER), *given)
    return (await anna.says("letter")).offer


def _later(bench: Bench, span: timedelta) -> None:
    bench.skin.bot._hands = replace(bench.skin.bot._hands, clock=lambda: NOW + span)


async def test_an_offer_names_the_file_and_its_size_and_holds_nothing_of_it(
    bench: Bench, anna: Someone
) -> None:
    offered = await _offered(bench, anna)
    assert offered.offer is not None
    assert offered.offer["name"] == "Letter PK-26-0137.docx"
    content = offered.offer["content"]
    assert (content["description"], content["sizeInBytes"]) == ("The letter to the keeper.", 11)
    assert content["acceptContext"].keys() == {"v", "j", "i", "t"}
    assert "Dear keeper" not in str(offered.activity)
    assert offered.summary == "Quorate"
    assert not bench.world.drive.uploaded


async def test_an_accepted_file_is_composed_anew_put_in_place_and_shown(bench: Bench, anna: Someone) -> None:
    offered = await _offered(bench, anna, Answer(file=replace(LETTER, content=b"Dear new keeper")))
    shown = await anna.accepts(offered)
    assert (shown.status, shown.body) == (200, {})
    [uploaded] = bench.world.drive.uploaded
    assert uploaded.content == b"Dear new keeper"
    assert uploaded.headers["Content-Range"] == "bytes 0-14/15"
    assert "Authorization" not in uploaded.headers
    [given] = shown.files
    assert given["name"] == "Letter PK-26-0137.docx"
    assert given["contentUrl"].startswith(bench.world.drive.origin)
    assert given["content"] == {"uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D", "fileType": "docx"}
    assert files.GIVEN in shown.text


async def test_accepting_is_a_turn_like_a_press_that_names_its_offer(bench: Bench, anna: Someone) -> None:
    await anna.accepts(await _offered(bench, anna))
    asked, accepted = bench.conversation.turns
    assert asked.accepts == ""
    assert accepted.press == Press("letter.file", {"j": "1"}, {})
    assert accepted.accepts.startswith(f"{int(NOW.timestamp())}-")
    assert accepted.person == asked.person


async def test_the_offer_goes_once_it_is_answered(bench: Bench, anna: Someone) -> None:
    offered = await _offered(bench, anna)
    await anna.accepts(offered)
    assert not [sent for sent in anna.sees if sent.offer]
    offered = await _offered(bench, anna)
    await anna.declines(offered)
    assert not [sent for sent in anna.sees if sent.offer]


async def test_a_no_gives_nothing_and_is_kindly_taken(bench: Bench, anna: Someone) -> None:
    shown = await anna.declines(await _offered(bench, anna))
    assert shown.texts == [files.DECLINED]
    assert not bench.world.drive.uploaded
    assert len(bench.conversation.turns) == 1


async def test_whoever_lost_the_right_meanwhile_is_refused_and_gets_nothing(
    bench: Bench, anna: Someone
) -> None:
    offered = await _offered(bench, anna)

    async def refuse(turn: Turn) -> Answer:
        raise RightIsGone

    bench.conversation.script = refuse  # type: ignore[method-assign]
    shown = await anna.accepts(offered)
    assert shown.texts == [str(RightIsGone())]
    assert not bench.world.drive.uploaded


async def test_an_offer_is_good_for_an_hour(bench: Bench, anna: Someone) -> None:
    offered = await _offered(bench, anna)
    _later(bench, timedelta(minutes=61))
    shown = await anna.accepts(offered)
    assert shown.texts == [files.OVER]
    assert not bench.world.drive.uploaded
    assert len(bench.conversation.turns) == 1


async def test_an_answer_delivered_twice_gives_the_file_once(bench: Bench, anna: Someone) -> None:
    shown = await anna.accepts(await _offered(bench, anna), times=3)
    assert len(bench.world.drive.uploaded) == len(shown.files) == 1


@pytest.mark.parametrize(
    "change",
    [{"j": "2"}, {"v": "decision.file"}, {"i": "9999999999-x"}, {"t": "i,j~AAAA"}, {"t": ""}],
    ids=["another thing", "another verb", "another time", "another seal", "no seal"],
)
async def test_a_pointer_that_was_changed_gives_nothing(bench: Bench, anna: Someone, change: Any) -> None:
    offered = await _offered(bench, anna)
    assert offered.offer is not None
    context = offered.offer["content"]["acceptContext"] | change
    room = bench.world.drive.room_for("x.docx")
    shown = await anna.does(**activities.file_consent("accept", context, offered.activity_id, room))
    assert shown.texts == [files.FORGED]
    assert not bench.world.drive.uploaded
    assert len(bench.conversation.turns) == 1


async def test_somebody_elses_offer_gives_nothing(bench: Bench, anna: Someone) -> None:
    offered = await _offered(bench, anna)
    bill = bench.world.someone("Bill")
    bench.enrol(bill)
    shown = await bill.accepts(offered)
    assert shown.texts == [files.FORGED]
    assert not bench.world.drive.uploaded


async def test_a_buttons_own_seal_is_no_offer(bench: Bench, anna: Someone) -> None:
    """Else a file's answer could press any button that was once shown."""
    bench.answers(Answer(say=[card("Ready", "decision.confirm", m="1")]))
    shown = await anna.says("decide")
    data = shown.card["actions"][0]["data"]
    room = bench.world.drive.room_for("x.docx")
    refused = await anna.does(**activities.file_consent("accept", data, None, room))
    assert refused.texts == [files.FORGED]
    assert len(bench.conversation.turns) == 1


async def test_nothing_is_offered_where_others_read(bench: Bench, anna: Someone) -> None:
    bench.answers(Answer(say=["Seen."], file=LETTER))
    shown = await anna.says("letter", in_channel=Channel("19:team@thread.tacv2"))
    assert shown.texts == ["Seen."]
    assert not [sent for sent in shown.new if sent.offer]


async def test_a_button_may_be_answered_by_an_offer_alone(bench: Bench, anna: Someone) -> None:
    bench.answers(Answer(say=[card("Letter", "letter.file", j="1")]), Answer(file=LETTER))
    shown = await anna.presses(await anna.says("letter"), "letter.file")
    assert shown.offer.offer is not None
    assert "new message" in shown.text


@pytest.mark.parametrize(
    "room",
    [
        {"uploadUrl": "https://evil.example/upload"},
        {"uploadUrl": "http://council.sharepoint.com/upload"},
        {"uploadUrl": "https://council.sharepoint.com@evil.example/upload"},
        {"contentUrl": "https://evil.example/file"},
        {"uploadUrl": None},
        {"uploadUrl": 7},
    ],
    ids=["upload elsewhere", "no https", "disguised", "shown elsewhere", "nowhere", "odd"],
)
async def test_a_place_that_is_not_trusted_gets_nothing_and_nothing_is_composed(
    bench: Bench, anna: Someone, room: dict[str, Any]
) -> None:
    shown = await anna.accepts(await _offered(bench, anna), **room)
    assert shown.texts == [files.ELSEWHERE]
    assert not bench.world.drive.uploaded
    assert len(bench.conversation.turns) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 409, 413, 507])
async def test_a_refused_upload_is_told_and_not_tried_again(bench: Bench, anna: Someone, status: int) -> None:
    bench.world.drive.fail(status)
    shown = await anna.accepts(await _offered(bench, anna))
    assert shown.texts == [files.NOT_TAKEN]
    assert not shown.files
    assert not bench.world.drive.uploaded


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_drive_is_asked_again(bench: Bench, anna: Someone, status: int) -> None:
    bench.world.drive.fail(status)
    shown = await anna.accepts(await _offered(bench, anna))
    assert len(shown.files) == len(bench.world.drive.uploaded) == 1
    assert bench.pauses


@pytest.mark.parametrize("fault", ["cut off", 500, 504])
async def test_where_nobody_knows_whether_it_arrived_the_person_is_asked_to_look(
    bench: Bench, anna: Someone, fault: str | int
) -> None:
    if isinstance(fault, int):
        bench.world.drive.fail(fault)
    else:
        bench.world.drive.drop(times=2)  # the HTTP client itself tries a lost connection once more
    shown = await anna.accepts(await _offered(bench, anna))
    assert shown.texts == [files.PERHAPS]
    assert not shown.files


async def test_a_drive_that_never_answers_is_given_up(
    bench: Bench, anna: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.drive.PATIENCE", aiohttp.ClientTimeout(total=0.2))
    gate = bench.world.drive.hold()
    shown = await anna.accepts(await _offered(bench, anna))
    gate.open()
    assert shown.texts == [files.PERHAPS]


async def test_an_upload_follows_no_redirect(bench: Bench, anna: Someone) -> None:
    bench.world.drive.send_elsewhere(f"{bench.world.drive.origin}/upload/elsewhere")
    shown = await anna.accepts(await _offered(bench, anna))
    assert shown.texts == [files.NOT_TAKEN]
    assert not bench.world.drive.uploaded


async def test_teams_is_answered_before_the_upload_is_through(bench: Bench, anna: Someone) -> None:
    offered = await _offered(bench, anna)
    assert offered.offer is not None
    gate = bench.world.drive.hold()
    fields = activities.file_consent(
        "accept",
        offered.offer["content"]["acceptContext"],
        offered.activity_id,
        bench.world.drive.room_for("x"),
    )
    [reply] = await bench.world.deliver(anna.activity(**fields))
    assert reply.status == 200
    await gate.reached.wait()
    gate.open()
    await bench.world.settled()
    assert len(bench.world.drive.uploaded) == 1


async def test_what_breaks_while_composing_is_apologised_for(bench: Bench, anna: Someone) -> None:
    offered = await _offered(bench, anna)

    async def breaks(turn: Turn) -> Answer:
        raise RuntimeError("a fault of ours")

    bench.conversation.script = breaks  # type: ignore[method-assign]
    shown = await anna.accepts(offered)
    assert "reference" in shown.text
    assert not bench.world.drive.uploaded


async def test_addresses_and_names_of_files_stay_out_of_the_log(
    bench: Bench, anna: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.world.drive.fail(403)
    await anna.accepts(await _offered(bench, anna))
    logged = "".join(capsys.readouterr())
    assert "file not given" in logged
    assert not any(word in logged for word in ("tempauth", "Letter", "PK-26-0137", "Dear"))


async def _sends(bench: Bench, anna: Someone, content: bytes, name: str = "handover.txt") -> Shown:
    url = bench.world.drive.keeps("1", content)
    return await anna.sends_file(name, url, name.rpartition(".")[2])


async def test_a_sealed_handover_sent_as_a_text_file_is_as_if_pasted(bench: Bench, anna: Someone) -> None:
    """MOV-05"""
    await _sends(bench, anna, f"\ufeffDear keeper,\n{SEALED}\nYours".encode())
    assert (bench.conversation.last.text, bench.conversation.last.uploads) == (SEALED, ())


async def test_no_more_of_a_file_is_read_than_could_be_pasted(bench: Bench, anna: Someone) -> None:
    await _sends(bench, anna, f"{'é' * 20_000}{SEALED}".encode())
    assert not bench.conversation.last.text
    await _sends(bench, anna, f"{SEALED}{'é' * 60_000}".encode())
    assert bench.conversation.last.text == SEALED


@pytest.mark.parametrize(("content", "name"), [(b"a report", "report.txt"), (SEALED.encode(), "report.docx")])
async def test_any_other_file_is_not_read(bench: Bench, anna: Someone, content: bytes, name: str) -> None:
    await _sends(bench, anna, content, name)
    assert not bench.conversation.last.text
    assert len(bench.conversation.last.uploads) == 1


async def test_a_file_that_cannot_be_opened_is_asked_for_as_text(bench: Bench, anna: Someone) -> None:
    bench.world.drive.fail(403, on="get")
    shown = await _sends(bench, anna, SEALED.encode())
    assert shown.texts == [files.NOT_READ]
    assert not bench.conversation.turns


async def test_nothing_is_read_for_somebody_who_is_not_enrolled(bench: Bench) -> None:
    bill = bench.world.someone("Bill")
    await _sends(bench, bill, SEALED.encode())
    assert len(bench.conversation.last.uploads) == 1
