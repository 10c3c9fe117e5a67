"""Whole meetings of the kinds that differ: about siblings, after a move, and a special review on request."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cppm.meetings.meeting import MeetingKind, Option, Phase, Verdict
from cppm.meetings.template import template_lines
from cppm.records import FactKind, NoticeKind
from tests.e2e import born_early, fourteen_months, walk
from tests.e2e.town import Town
from tests.rig.cards import asked, button
from tests.rig.someone import Shown

VIEWERS = ("lead", "police", "school", "health")


async def propose(town: Town, booked: Shown, lines: dict[str, str], **more: str) -> None:
    """The list as the template asks for it, nobody where none is named, and more people beside it."""
    usual = booked.cards[-1]
    names = [line.key for line in template_lines() if line.always and line.key in asked(usual)]
    chosen: dict[str, Any] = {name: town.ids[lines[name]] if name in lines else "nobody" for name in names}
    listed = await town.lead.presses(usual, "usual.submit", **chosen)
    unsaid = [name for name in asked(listed.cards[-1]) if name.endswith("_nobody")]
    if unsaid:
        why: dict[str, Any] = dict.fromkeys(unsaid, "Not involved with the family")
        listed = await town.lead.presses(listed, "usual.submit", **why)
    for key, reason in more.items():
        role: dict[str, Any] = {"role": "practitioner", "reason": reason}
        await walk.fill(town, "lead", "invite", "invite", who=town.ids[key], **role)
    await town.lead.presses(await town.lead.says("list") if more else listed, "list.send")
    await walk.agree_list(town)


async def capture(town: Town, child: str) -> None:
    """What is summed up and heard about one child."""
    texts = {"risks": f"Injuries of {child}", "needs": "Safe care", "protective": "A loving aunt"}
    heard: dict[str, Any] = {"heard": "yes", "words": f"{child} likes school", "how": "in a drawing"}
    shown = await walk.fill(town, "chair", f"summary {child}", "summary", **texts)
    for verb in ("voice.submit", "parents.submit"):
        shown = await town.chair.presses(walk.card_with(shown, verb), verb, **heard)


async def test_siblings_share_a_meeting_and_each_has_views_and_a_decision(town: Town) -> None:
    """DEC-01 DEC-10 CON-08"""
    family = f"{walk.FAMILY}\nLena: invited"
    booked = await walk.book(town, children="Kay, 7\nLena, 4", family=family)
    assert "1 hour 45 minutes, for 2 children" in booked.words
    await propose(town, booked, {"police": "police", "school": "school", "school_nurse": "health"})
    for key in VIEWERS:
        await walk.answer(town, key)
    await walk.open_and_call_roll(town, *VIEWERS, family=("Kay's mother",))
    await town.chair.says("quorum")
    for child in ("Kay", "Lena"):
        await capture(town, child)
    await town.chair.says("ask for views on all children")
    await town.settle()
    meeting = await town.meeting()
    kay, lena = (child.id for child in meeting.children)
    assert set(meeting.rounds) == {kay, lena}
    for key in VIEWERS:
        cards = town.titled(key, "The chair asks for views on registration")
        assert len(cards) == 2
        about_kay = next(c for c in cards if button(c.card or {}, "view.open")["data"]["c"] == kay)
        given = await walk.fill(town, key, about_kay, "view", option="place", reasons="From our records")
        confirm = await town.client(key).presses(given, "sameforall.open")
        await walk.confirm(town, key, confirm, "sameforall")
    for child in ("Kay", "Lena"):
        await walk.confirm(town, "chair", await town.chair.says(f"open views {child}"), "reveal")
    reasons = {"reasons": "Injuries without explanation", "reporter": "not needed"}
    why: dict[str, Any] = reasons | {"reporter_reason": "The family works with the plan"}
    placed = why | {"option": "place", "areas": "physical abuse", "evidence": "physical abuse: two injuries"}
    judged = why | {"option": "not_place", "rationale": "Nothing at all was seen in Lena since August 2026."}
    await walk.fill(town, "chair", "decide Kay", "decide", **placed)
    await walk.fill(town, "chair", "decide Lena", "decide", **judged)
    await walk.settle_outcome(town)
    await walk.close(town)
    meeting = await town.meeting()
    assert meeting.phase is Phase.CLOSED
    assert meeting.decisions[kay].option is Option.PLACE
    assert meeting.decisions[lena].option is Option.NOT_PLACE
    facts = await town.facts()
    assert facts[FactKind.VIEW_GIVEN] == 2 * len(VIEWERS)
    assert facts[FactKind.CONSIDERED] == 2
    assert meeting.key_points
    assert "Lena: name not placed" in meeting.key_points.decision
    group = await town.house.store.core_groups.of_case(walk.CASE)
    assert group
    assert [child.id for child in group.registered] == [kay]
    await town.assert_whole()


async def test_after_a_move_both_areas_meet_and_the_name_is_placed_here(town: Town) -> None:
    """GEN-17 QUO-08 MOV-10 TIM-08"""
    moved: dict[str, Any] = {"left": "Fife", "stays_since": "2026-10-26", "interim_plan": "yes"}
    returned = await walk.book(town, kind="transfer", began="")
    booked = await town.lead.presses(returned, "book.submit", **moved)
    await propose(
        town,
        booked,
        {"police": "police", "school": "school", "school_nurse": "health"},
        team_leader="Manages the work here",
        manager="Manages the work in Fife",
        admin="Worked with the family in Fife",
    )
    meeting = await town.meeting()
    assert meeting.kind is MeetingKind.TRANSFER
    everybody = (*VIEWERS, "team_leader", "manager", "admin")
    await walk.open_and_call_roll(town, *everybody, family=("Kay's mother",))
    lacking = await town.chair.says("quorum")
    assert "of the area the family left" in lacking.words
    assert (await town.meeting()).quorum is None
    await town.chair.says("cancel")
    named = ",".join(town.ids[key] for key in ("manager", "admin"))
    await walk.fill(town, "chair", "other area", "otherarea", people=named)
    stated = await town.chair.says("quorum")
    assert "from both areas" in stated.words
    assert (await town.meeting()).quorum.verdict is Verdict.QUORATE  # type: ignore[union-attr]
    await walk.capture(town)
    for key in everybody:
        await walk.view(town, key, "place")
    await walk.reveal(town)
    await walk.decide(town)
    await walk.settle_outcome(town)
    unclosed = await town.chair.says("close meeting")
    assert "interim safety plan" in unclosed.words
    await walk.close(town)
    assert (await town.meeting()).phase is Phase.CLOSED
    group = await town.house.store.core_groups.of_case(walk.CASE)
    assert group
    assert group.registered
    await town.assert_whole()


async def test_before_a_birth_five_things_are_considered_and_nobody_is_referred(town: Town) -> None:
    """GEN-05 GEN-07 GEN-09 OUT-12 TIM-03 TIM-07"""
    await born_early.books(town)
    await walk.agree_list(town)
    for key in born_early.HERE:
        await walk.answer(town, key)
    town.now = datetime(2026, 12, 8, 14, tzinfo=UTC)
    await born_early.meets(town)
    meeting = await town.meeting()
    assert (meeting.kind, meeting.phase) == (MeetingKind.PRE_BIRTH, Phase.CLOSED)
    (decided,) = meeting.decisions.values()
    assert (decided.option, decided.reporter) == (Option.PLACE, "unborn")
    (considered,) = meeting.considered.said.values()
    assert set(considered) == {"home", "order", "contact", "discharge"}, "and the register, which is decided"
    assert meeting.outcome.review_on == date(2027, 5, 28)
    assert "Reporter" not in (await town.chair.says("decision")).words
    group = await town.group()
    assert [child.id for child in group.registered] == [meeting.children[0].id]
    await town.assert_whole()


async def test_a_special_review_is_asked_for_answered_booked_and_held(town: Town) -> None:
    """GEN-06 GEN-14 GEN-15 CON-03 CON-04 OUT-03"""
    await walk.to_closed(town, lead="place", police="place", school="place", health="place")
    await walk.release(town)
    town.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    await town.settle()
    wanted: dict[str, Any] = {
        "case_ref": walk.CASE,
        "asked_for": "special review",
        "asking": "practitioner",
        "reasons": "A third injury, on Monday",
        "discussed": "yes",
        "discussed_on": "2026-11-24",
    }
    await walk.fill(town, "school", "ask for a meeting", "request", **wanted)
    await town.settle()
    waits = await town.card_titled("chair", "A planning meeting is asked for")
    assert "third injury" not in str(waits.card)
    answer: dict[str, Any] = {"agreed": "yes", "reasons": "The injury changes the risk"}
    await walk.fill(town, "chair", waits, "requestanswer", **answer)
    await town.settle()
    heard = await town.card_titled("school", "Your request is answered")
    assert "The injury changes the risk" in (await town.school.presses(heard, "request.read")).words
    to_book = await town.card_titled("admin", "A planning meeting is to be booked")
    form = await town.admin.presses(to_book, "book.open")
    assert "filled in from the core group" in form.words
    when: dict[str, Any] = {"starts_at_date": "2026-12-08", "starts_at_time": "14:00"}
    booked = await town.admin.presses(form, "book.submit", **when)
    assert "Special review" in booked.words
    lines = await town.house.store.meetings.for_case(walk.CASE)
    review = await town.house.store.meetings.load(lines[-1].id)
    assert (review.kind, review.special_because) == (MeetingKind.REVIEW, "A third injury, on Monday")
    requests = await town.house.store.requests.for_person(town.ids["school"])
    assert [each.booked for each in requests] == [review.id]
    sent = await town.house.store.outbox.of_meeting(requests[0].id)
    assert {d.kind for d in sent} >= {
        NoticeKind.MEETING_REQUESTED, NoticeKind.REQUEST_ANSWERED, NoticeKind.REQUEST_TO_BOOK,
    }  # fmt: skip
    await the_name_comes_off(town)
    meeting = await town.meeting()
    assert (meeting.id, meeting.phase) == (review.id, Phase.CLOSED)
    assert [d.option for d in meeting.decisions.values()] == [Option.REMOVE]
    assert (await town.group()).ended
    await town.assert_whole()


async def the_name_comes_off(town: Town) -> None:
    """The review is held, and its chair takes the name off the register."""
    usual = await town.lead.says("usual people")
    await propose(town, usual, {"police": "police", "school": "school"})
    for key in VIEWERS:
        await walk.answer(town, key)
    when = datetime(2026, 12, 8, 14, tzinfo=UTC)
    await walk.open_and_call_roll(town, *VIEWERS, family=("Kay's mother",), at=when)
    await walk.sum_up(town)
    for key in VIEWERS:
        await walk.view(town, key, "remove")
    await walk.reveal(town)
    await fourteen_months.removes(town)
