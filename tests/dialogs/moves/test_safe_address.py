"""A safe address in the chat: masked, shown one at a time with a reason, never let out in a text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cppm.groups import membership
from cppm.meetings import minutes
from cppm.moves.guarding import AddressInText
from cppm.moves.whereabouts import Whereabouts
from dialogs.moves import guard
from dialogs.questions import TEXTS
from dialogs.scene import Scene
from dialogs.turn import Turn
from tests import builders, builders_group
from tests.builders import ADMIN, CHAIR, HEALTH, KAY, LEAD, SCHOOL, STARTS_AT, TEAM_LEADER
from tests.canary import ADDRESS_MARK
from tests.dialogs.chat import PRIVATE
from tests.dialogs.group_room import GroupRoom, group_room

NOW = STARTS_AT + timedelta(days=3)
HOME = f"14 {ADDRESS_MARK} Road, Pitlochry, PH16 5BX"
SAFE = {
    "kind": "family move for good", "since": "2026-11-20", "safe": "true", "guarded": "f_father",
    "needs": HEALTH.id, "address": HOME,
}  # fmt: skip
ALERT = "A safe address is kept for this case"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as opened:
        await opened.store.meetings.add(builders_group.a_closed_planning_meeting())
        yield opened


async def kept(room: GroupRoom) -> Whereabouts:
    found = await room.store.whereabouts.of_case((await room.group()).case_ref)
    assert found is not None
    return found


async def report(room: GroupRoom) -> str:
    lead = room.chat(LEAD)
    await lead.send("address.open", {"g": room.id})
    return await lead.press("Report it", **SAFE)


async def ids(room: GroupRoom) -> dict[str, str]:
    root = await kept(room)
    return {"j": root.id, "h": root.addresses[-1].id}


async def test_from_the_report_on_it_is_masked_also_for_whoever_reported_it(room: GroupRoom) -> None:
    """RAI-05"""
    heard = await report(room)
    assert ADDRESS_MARK not in heard
    assert "Kept safe" in heard
    assert [each.who for each in (await kept(room)).guarded] == ["Kay's father"]
    for person in (LEAD, HEALTH, SCHOOL, ADMIN, TEAM_LEADER):
        for verb in ("addresschain.open", "home.open", "group.open", "clocks.open", "clockboard.open"):
            heard = await room.chat(person).send(verb, {"g": room.id, **await ids(room)})
            assert ADDRESS_MARK not in heard


async def test_it_is_shown_to_those_who_need_it_with_a_reason_that_is_noted(room: GroupRoom) -> None:
    """RAI-05: by card."""
    await report(room)
    health = room.chat(HEALTH)
    await health.send("addresschain.open", await ids(room))
    await health.press("Show the address")
    heard = await health.press("Show it", why="I visit this afternoon")
    assert HOME in heard
    assert "Kay's father" in heard
    assert ADDRESS_MARK not in await health.press("Hide it again")
    reads = await room.store.reads.of_case((await room.group()).case_ref)
    (noted,) = [read for read in reads if read.what.startswith("safe_addresses:")]
    assert (noted.who, noted.why) == (HEALTH.id, "I visit this afternoon")


async def test_by_typing_too(room: GroupRoom) -> None:
    """RAI-05"""
    await report(room)
    lead = room.chat(LEAD)
    await lead.goes([("show the address", "Why do you need it now?"), ("For the school run", ADDRESS_MARK)])
    assert "No safe address is yours to see" in await room.chat(SCHOOL).say("show address")


async def test_whoever_does_not_need_it_is_refused_and_the_try_is_noted(room: GroupRoom) -> None:
    """RAI-05"""
    await report(room)
    heard = await room.chat(SCHOOL).send("addressreveal.open", await ids(room))
    assert "not one of those who need to know it" in heard
    heard = await room.chat(CHAIR).send("addressreveal.open", await ids(room))
    assert ADDRESS_MARK not in heard
    reads = await room.store.reads.of_case((await room.group()).case_ref)
    assert [read.who for read in reads if read.what.endswith(":refused")] == [SCHOOL.id]


async def test_whoever_left_the_work_reads_it_no_more(room: GroupRoom) -> None:
    """RAI-05 INV-08"""
    await report(room)
    await room.change(lambda g: membership.let_go(g, LEAD, HEALTH.id, NOW, "Another worker"))
    heard = await room.chat(HEALTH).send("addressreveal.submit", await ids(room), why="I visit")
    assert ADDRESS_MARK not in heard


async def test_an_alert_stands_wherever_the_case_is_opened(room: GroupRoom) -> None:
    """RAI-05"""
    before = await room.chat(LEAD).send("group.open", {"g": room.id})
    await report(room)
    assert ALERT not in before
    assert ALERT in await room.chat(LEAD).send("group.open", {"g": room.id})
    assert ALERT in await room.chat(CHAIR).send("meeting.open", {"m": "m_kay"})
    assert ALERT in await room.chat(SCHOOL).send("addresschain.open", await ids(room))


async def test_key_points_and_plan_do_not_go_out_with_it(room: GroupRoom) -> None:
    """RAI-05"""
    await report(room)
    chair = room.chat(CHAIR)
    await chair.send("points.open", {"m": "m_kay"})
    told = {"decision": "Placed", "reasons": f"At 14 {ADDRESS_MARK} road", "actions": "Ailsa visits"}
    heard = await chair.press("Keep", **told)
    assert "Part of a safe address" in heard
    lead = room.chat(LEAD)
    await lead.send("plantext.open", {"g": room.id})
    assert "Part of a safe address" in await lead.press("Keep this", contingencies="They go to PH16 5BX")
    assert "PH16" not in (await room.group()).plan.text.contingencies


async def test_no_form_of_any_job_takes_it_in_somebodys_own_words(room: GroupRoom) -> None:
    """RAI-05: whatever is asked, and whatever is asked one day, but where it is kept apart."""
    await report(room)
    turn = Turn("turn", "tenant", "aad", LEAD, PRIVATE, NOW)
    scene = Scene(turn, room.store, builders.PROFILE, {"g": room.id})
    free = {form.job: form.kept_apart for form in room.engine.jobs.forms.values() if form.kept_apart}
    assert free == {"address": {"address"}, "restricted": {"information"}}
    texts = 0
    for form in room.engine.jobs.forms.values():
        for name, asked in form.questions.items():
            if asked.kind not in TEXTS or name in form.kept_apart | {"case_ref"}:
                continue
            said: Any = ["The plan", HOME] if isinstance(asked.empty(), list) else f"They are at {HOME}"
            empty = {each: question.empty() for each, question in form.questions.items()}
            filled = form.model_construct(**{**empty, name: said})
            with pytest.raises(AddressInText):
                await guard.require_safe_answers(scene, filled)
            texts += 1
    assert texts > 150


async def test_the_refusal_says_which_words_and_nothing_is_kept(room: GroupRoom) -> None:
    """RAI-05: by typing, and before there is anything to confirm."""
    await report(room)
    lead = room.chat(LEAD)
    await lead.send("familymove.open", {"g": room.id})
    await lead.goes(
        [
            ("Fife", "for good, or for a while"),
            ("for good", "Since when?"),
            ("today", "Whom at the other council have you told?"),
            ("Ann Gow, who rang PH16 5BX", "How?"),
            ("by phone", "stands here: “PH16 5BX”"),
        ]
    )
    assert (await kept(room)).moves == []
    told = {"council": "Fife", "lasting": "for good", "since": "2026-11-20", "children": KAY.id}
    await lead.send("familymove.submit", {"g": room.id}, **told, whom="Ann Gow", how="by phone")
    moved = {"j": (await kept(room)).id, "z": (await kept(room)).moves[0].id}
    heard = await lead.send("moveend.submit", moved, kind="mistake", reasons=f"In {ADDRESS_MARK} Road")
    assert "Part of a safe address" in heard
    assert "This is what I will record" not in heard


async def test_a_case_that_is_named_by_its_reference_is_guarded_too(room: GroupRoom) -> None:
    """RAI-05 GEN-06"""
    await report(room)
    case_ref = (await room.group()).case_ref
    wanted = {
        "case_ref": case_ref,
        "asked_for": "special review",
        "asking": "practitioner",
        "discussed": "no",
    }
    reasons = f"Seen at 14 {ADDRESS_MARK} Road"
    heard = await room.chat(SCHOOL).send("request.submit", {}, **wanted, reasons=reasons)
    assert "Part of a safe address" in heard


async def test_what_is_said_beside_a_safe_address_does_not_repeat_it(room: GroupRoom) -> None:
    """RAI-05 ADR-01: nor is it told once more as an address that anybody may know."""
    await report(room)
    lead = room.chat(LEAD)
    await lead.send("address.open", await ids(room))
    new = f"7 {ADDRESS_MARK} Court, Crieff"
    heard = await lead.press("Report it", **{**SAFE, "address": new}, why=f"It is 7 {ADDRESS_MARK} Court")
    assert "Part of a safe address" in heard
    assert len((await kept(room)).addresses) == 1
    await lead.send("address.open", {"g": room.id})
    assert "Part of a safe address" in await lead.press("Report it", **{**SAFE, "safe": "false"})
    assert len((await kept(room)).addresses) == 1
    await lead.send("address.open", await ids(room))
    heard = await lead.press("Report it", **{**SAFE, "safe": "false"}, why="It may be known now")
    assert HOME in heard


async def test_minutes_and_reports_go_to_a_family_only_once_somebody_is_certain(room: GroupRoom) -> None:
    """RAI-05"""
    await report(room)
    await room.store.meetings.update("m_kay", lambda m: minutes.check(m, CHAIR, NOW))
    admin = room.chat(ADMIN)
    await admin.send("minutessend.open", {"m": "m_kay"})
    heard = await admin.press("Record and tell everybody", reference="MIN-1", no_address="false")
    assert "Please look through it first" in heard
    await admin.send("minutessend.open", {"m": "m_kay"})
    heard = await admin.press("Record and tell everybody", reference="MIN-1", no_address="true")
    assert "The minutes are out" in heard


async def test_what_was_written_before_it_was_safe_does_not_leave(room: GroupRoom) -> None:
    """RAI-05, ADR-03, SUM-03: letters and key points are looked at when they go, too."""
    chair, lead = room.chat(CHAIR), room.chat(LEAD)
    told = {"decision": "Placed", "reasons": f"At 14 {ADDRESS_MARK} road", "actions": "Ailsa visits"}
    await chair.send("points.submit", {"m": "m_kay"}, **told)
    stay = {**SAFE, "kind": "holiday or stay outside the area", "until": "2026-11-30", "safe": "false"}
    await lead.send("address.open", {"g": room.id})
    await lead.press("Report it", **stay, council="Highland", living="away")
    before = await ids(room)
    await lead.send("address.open", {"g": room.id})
    assert "Part of a safe address" not in await lead.press("Report it", **SAFE)
    assert "Part of a safe address" in await lead.send("addressletter.submit", before, to="Iona Bell")
    heard = await chair.send("release.open", {"m": "m_kay"})
    assert "Part of a safe address" in heard
    assert "First the people" not in heard


async def test_no_letter_is_made_to_the_person_it_is_kept_from(room: GroupRoom) -> None:
    """RAI-05, ADR-03"""
    await report(room)
    lead = room.chat(LEAD)
    stay = {**SAFE, "kind": "holiday or stay outside the area", "until": "2026-11-30"}
    stay |= {"council": "Highland", "living": "away"}
    await lead.send("address.open", {"g": room.id})
    await lead.press("Report it", **{key: each for key, each in stay.items() if key != "guarded"})
    await lead.press("Letter to the keeper")
    assert "must not learn a safe address" in await lead.press("Draft it", to="Kay's father")
    await lead.send("addressletter.open", await ids(room))
    letter = await lead.press("Draft it", to="Iona Bell")
    assert "please phone me for it" in letter
    assert ADDRESS_MARK not in letter


async def test_one_more_person_is_kept_from_it_and_taken_off_by_typing_and_by_card(room: GroupRoom) -> None:
    """RAI-05"""
    await report(room)
    lead = room.chat(LEAD)
    await lead.goes(
        [
            ("kept from", "What is to change?"),
            ("somebody else", "Who must not learn it?"),
            ("somebody else", "What is the name"),
            ("Craig Duff", "Why?"),
            ("He asked the school for it", "Craig Duff"),
        ]
    )
    assert [each.who for each in (await kept(room)).guarded] == ["Kay's father", "Craig Duff"]
    craig = (await kept(room)).guarded[1]
    health = room.chat(HEALTH)
    heard = await health.send("addressguard.open", await ids(room))
    assert "Somebody may learn it after all" not in heard
    heard = await health.send("addressguard.submit", await ids(room), what="off", off=craig.id, why="Why not")
    assert "I have not done that" in heard or "another look" in heard
    await lead.send("addresschain.open", {"j": (await kept(room)).id})
    await lead.press("Whom it is kept from")
    heard = await lead.press("Record it", what="off", off=craig.id, why="He helps her move")
    assert "Craig Duff" not in heard
    assert (await kept(room)).guarded[1].ended_why == "He helps her move"


async def test_the_words_lie_in_one_place_alone(room: GroupRoom) -> None:
    """RAI-05: not in the document, the trail, the messages or the conversation's position."""
    await report(room)
    root = await kept(room)
    facts = await room.store.audit.of_case(root.case_ref)
    outbox = await room.store.outbox.of_meeting(root.id)
    position = await room.store.positions.get(LEAD.id, f"a:{LEAD.id}")
    assert position is not None
    for place in (vars(root), facts, outbox, position.body, position.apart):
        assert ADDRESS_MARK not in str(place)
    item = await room.store.safe_addresses.read(root.addresses[0].safe, LEAD, "lead", "a test", NOW)
    assert item.text == HOME


async def test_half_finished_it_is_kept_apart_as_well(room: GroupRoom) -> None:
    """RAI-05"""
    lead = room.chat(LEAD)
    await lead.send("address.open", {"g": room.id})
    await lead.press("Report it", **{**SAFE, "since": "some day"})
    position = await room.store.positions.get(LEAD.id, f"a:{LEAD.id}")
    assert position is not None
    assert ADDRESS_MARK not in str(position.body)
    assert ADDRESS_MARK in str(position.apart)


async def test_after_a_letter_to_them_is_refused_another_name_is_taken(room: GroupRoom) -> None:
    """RAI-05, ADR-03"""
    lead = room.chat(LEAD)
    await lead.send("address.open", {"g": room.id})
    stay = {
        "kind": "holiday or stay outside the area", "until": "2026-11-30", "council": "Highland",
        "living": "away",
    }  # fmt: skip
    await lead.press("Report it", **(SAFE | stay))
    await lead.goes(
        [
            ("letter to the keeper", "What is the keeper there called?"),
            ("Kay's father", "This would go to a person who must not learn a safe address"),
            ("Ann Gow", "To: Ann Gow, Highland"),
        ]
    )
