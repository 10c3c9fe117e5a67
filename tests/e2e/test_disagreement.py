"""When people disagree, over real HTTP: scrutiny, a dissent that travels, a family's request for review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cppm.disagreeing.disagreement_records import Ending
from cppm.people import Agency, Duty, Standing
from cppm.records import NoticeKind
from storage.people import NewPerson
from tests.e2e import walk
from tests.e2e.core_group_walk import tells
from tests.e2e.town import Town
from tests.rig.cards import words

SPLIT: dict[str, Any] = {"lead": "place", "police": "place", "health": "place", "school": "not_place"}
WHY = "The evidence of the last six weeks outweighs the progress that was reported."


async def closed_without_consensus(town: Town) -> None:
    """The views differ, the chair decides with a rationale, and the meeting is closed."""
    await walk.to_views(town, **SPLIT)
    await walk.decide(town, rationale=WHY)
    await walk.settle_outcome(town)
    await walk.close(town)


async def tomorrow(town: Town) -> None:
    """The next morning at ten, when people may be written to."""
    await town.until((town.now + timedelta(days=1)).replace(hour=10, minute=0), hours=6)


async def test_scrutiny_opens_by_itself_is_taken_up_returned_answered_and_agreed(town: Town) -> None:
    """DEC-08 DEC-09 DIS-05"""
    await closed_without_consensus(town)
    opened = await town.card_titled("manager", "A decision needs independent scrutiny")
    assert "Kay" not in words(opened.card or {})
    declared = await town.manager.presses(opened, "scrutiny.read")
    read = await town.manager.presses(
        walk.card_with(declared, "scrutiny.submit"), "scrutiny.submit", uninvolved="yes"
    )
    for said in (WHY, "From our records", "Repeated injuries without explanation"):
        assert said in read.words
    found: dict[str, Any] = {"finding": "return", "words": "The aunt's offer was never weighed."}
    await tells(town, "manager", "scrutiny finding", "scrutinyresult", **found)
    asked = await town.card_titled("chair", "Independent scrutiny returns a decision")
    assert "aunt" not in words(asked.card or {})
    for key in ("police", "school"):
        heard = await town.card_titled(key, "Independent scrutiny of a decision")
        assert "returned to the chair with reasons" in words(heard.card or {})
    form = await town.chair.presses(asked, "scrutinyanswer.open")
    assert "The aunt's offer was never weighed." in form.words
    await walk.fill(town, "chair", asked, "scrutinyanswer", meets_again="no", words="She moves away in May.")
    answered = await town.card_titled("manager", "The chair has answered you")
    assert "She moves away in May." in (await town.manager.presses(answered, "scrutiny.read")).words
    found = {"finding": "agree", "words": "The reasons carry the decision."}
    await tells(town, "manager", "scrutiny finding", "scrutinyresult", **found)
    await town.settle()
    meeting = await town.meeting()
    assert meeting.scrutinies[0].ending is Ending.AGREED
    told = await town.card_titled("police", "agrees with how the decision was made")
    assert "aunt" not in words(told.card or {})
    assert [n for n in ("gp", "reporter", "third") if town.titled(n, "Independent scrutiny")] == []
    await town.assert_whole()


async def test_nobody_who_was_there_looks_at_the_decision_and_a_late_scrutiny_is_escalated(
    town: Town,
) -> None:
    """DEC-09"""
    await make_chief_officer(town)
    await closed_without_consensus(town)
    for key in ("lead", "police", "chair", "admin"):
        assert town.titled(key, "A decision needs independent scrutiny") == []
        refused = await town.client(key).says("take up scrutiny")
        assert "No decision waits for independent scrutiny by you." in refused.words
    assert [who for who in await town.owed_to(NoticeKind.SCRUTINY) if "duty" not in who] == ["manager"]
    await town.live(walk.later(days=9))
    late = await town.manager.says("clocks")
    task = late.words.split("Look independently at a decision")[1]
    assert "2 days late: it was due Tuesday 24 November" in task[:120]
    await town.card_titled("team_leader", "has not ended the independent scrutiny of a decision")


async def test_a_dissent_travels_to_the_manager_and_is_answered_in_writing(town: Town) -> None:
    """DIS-01 DIS-02 DIS-03"""
    await closed_without_consensus(town)
    before = await town.facts()
    said: dict[str, Any] = {"reason": "It was *explained* by the ward.", "alternative": "A child's plan."}
    await tells(town, "police", "dissent", "dissent", **said)
    await town.police.says("told my manager")
    await tomorrow(town)
    card = await town.card_titled("inspector", "A colleague has recorded a dissent")
    assert "explained" not in words(card.card or {})
    form = await town.inspector.presses(card, "escalation.open")
    raised: dict[str, Any] = {"step": "raised", "words": "It needs an answer from outside."}
    await town.inspector.presses(walk.card_with(form, "escalation.submit"), "escalation.submit", **raised)
    asked = await town.card_titled("manager", "A dissent is raised with you")
    answer: dict[str, Any] = {"words": "The ward's note was read again. It stands."}
    await walk.fill(town, "manager", asked, "dissentanswer", **answer)
    news = await town.card_titled("police", "A dissent is answered")
    read = await town.police.presses(news, "dissent.read")
    assert "The ward's note was read again. It stands." in read.words
    (kept,) = (await town.meeting()).dissents
    assert (kept.reason, kept.answer is not None) == ("It was *explained* by the ward.", True)
    gone = set(before) - set(await town.facts())
    assert gone == set()
    await town.assert_whole()


async def test_a_familys_request_leads_to_another_meeting_with_another_chair(town: Town) -> None:
    """DIS-07 DIS-08 DIS-09 DIS-10"""
    await make_chief_officer(town)
    await walk.to_views(town, lead="not_place", police="not_place", health="not_place", school="not_place")
    await walk.decide(town, option="not_place")
    await walk.settle_outcome(town)
    await walk.close(town)
    await tomorrow(town)
    line = next(each.id for each in (await town.meeting()).family if each.who == "Kay's mother")
    asked: dict[str, Any] = {"who": line, "how": "letter", "received": "2026-11-18"}
    await tells(
        town, "lead", "family review", "familyreview", **asked, words="Nobody asked the nursery about it."
    )
    request = await town.card_titled("manager", "A family asks for a review of the decision")
    assert "nursery" not in words(request.card or {})
    answer: dict[str, Any] = {"grounds": "new", "could_differ": "yes", "teller": town.ids["lead"]}
    answer |= {"reasons": "The nursery's note was not there.", "tell_by": "2026-11-23"}
    answered = await walk.fill(town, "manager", request, "familyresult", **answer)
    assert "Another meeting, with another chair" in answered.words
    await town.card_titled("team_leader", "A family's request for review is answered")
    news = await town.card_titled("lead", "A family's request for review is answered")
    told = await town.lead.presses(news, "familyreview.read")
    assert "statutory complaints procedure" in told.words
    done = await town.lead.presses(told, "The family is told")
    await town.lead.presses(walk.card_with(done, "done.submit"), "done.submit", note="At home")
    again: dict[str, Any] = {"starts_at_date": "2026-12-08", "began": "2026-11-16"}
    refused = await walk.book(town, **again)
    assert "somebody else chairs the next meeting than Morag Sinclair" in refused.words
    assert len(await town.house.store.meetings.for_case(walk.CASE)) == 1
    assert "Book the other meeting that was called for" in (await town.lead.says("clocks")).words
    await town.lead.says("cancel")
    await walk.book(town, **again, chair=await another_chair(town))
    assert len(await town.house.store.meetings.for_case(walk.CASE)) == 2
    assert "Book the other meeting that was called for" not in (await town.lead.says("clocks")).words
    await town.assert_whole()


async def test_without_a_ground_the_decision_stands_and_the_family_hears_what_is_open_to_them(
    town: Town,
) -> None:
    """DIS-04 DIS-07 DIS-08 DIS-10 DIS-11 TIM-15"""
    await make_chief_officer(town)
    await closed_without_consensus(town)
    town.now += timedelta(days=20)
    await town.settle()
    routed = await town.lead.says("complaint")
    assert "I keep no complaints and pass none on" in routed.words
    line = next(each.id for each in (await town.meeting()).family if each.who == "Kay's mother")
    asked: dict[str, Any] = {"who": line, "how": "aloud", "received": "2026-12-07"}
    logged = await tells(town, "lead", "family review", "familyreview", **asked, words="She was not heard.")
    assert "it came after the time for it" in logged.words
    request = await town.card_titled("manager", "A family asks for a review of the decision")
    answer: dict[str, Any] = {"grounds": "none", "teller": town.ids["lead"], "tell_by": "2026-12-09"}
    answer |= {"reasons": "What she said was read out and weighed."}
    answered = await walk.fill(town, "manager", request, "familyresult", **answer)
    assert "the decision is not reviewed" in answered.words
    await town.card_titled("team_leader", "A family's request for review is answered")
    news = await town.card_titled("lead", "A family's request for review is answered")
    to_tell = await town.lead.presses(news, "The family is told")
    for said in ("What she said was read out and weighed.", "statutory complaints procedure"):
        assert said in to_tell.words
    await town.lead.presses(walk.card_with(to_tell, "done.submit"), "done.submit", note="At home")
    (kept,) = (await town.meeting()).family_reviews
    assert (kept.late, kept.led_to_another) == (True, False)
    assert "Book the other meeting" not in (await town.lead.says("clocks")).words
    await town.assert_whole()


async def test_whoever_had_a_part_stands_aside_and_the_chief_social_work_officer_looks_at_it(
    town: Town,
) -> None:
    """DEC-09"""
    await make_chief_officer(town)
    await closed_without_consensus(town)
    opened = await town.card_titled("manager", "A decision needs independent scrutiny")
    declared = await town.manager.presses(opened, "scrutiny.read")
    form = walk.card_with(declared, "scrutiny.submit")
    aside = await town.manager.presses(form, "scrutiny.submit", uninvolved="no")
    assert "Somebody else looks at it" in aside.words
    assert "Look independently" not in (await town.manager.says("clocks")).words
    heard = await town.card_titled("team_leader", "A decision needs independent scrutiny")
    declared = await town.team_leader.presses(heard, "scrutiny.read")
    form = walk.card_with(declared, "scrutiny.submit")
    assert WHY in (await town.team_leader.presses(form, "scrutiny.submit", uninvolved="yes")).words
    found: dict[str, Any] = {"finding": "ask", "words": "Why was the aunt not there?"}
    await tells(town, "team_leader", "scrutiny finding", "scrutinyresult", **found)
    asked = await town.card_titled("chair", "Independent scrutiny has a question")
    await walk.fill(town, "chair", asked, "scrutinyanswer", words="She lives in Leith.")
    await town.card_titled("team_leader", "The chair has answered you")
    (kept,) = (await town.meeting()).scrutinies
    assert (kept.stood_aside, kept.person) == ([town.ids["manager"]], town.ids["team_leader"])
    await town.assert_whole()


async def make_chief_officer(town: Town) -> None:
    """Isla Baird is the chief social work officer from now on."""
    duties = frozenset({Duty.CHIEF_SOCIAL_WORK_OFFICER})
    await town.house.store.people.change(town.ids["team_leader"], None, duties=duties)


async def another_chair(town: Town) -> str:
    """A second senior officer, enrolled; their id."""
    new = NewPerson(
        town.world.tenant,
        "aad-other-chair",
        "Iona Black",
        Agency.SOCIAL_WORK,
        Standing.STATUTORY,
        "Senior officer",
        frozenset({Duty.CHAIR}),
    )
    return (await town.house.store.people.enrol(new, None)).id
