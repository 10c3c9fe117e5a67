"""The chair's decision, what must be settled beside it, and the end of the meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cards.rights import exclusion as exclusion_cards
from cppm.groups import recommending
from cppm.groups.core_group import Recommended
from cppm.meetings import closing, conduct
from cppm.meetings.meeting import (
    Child,
    Concern,
    FamilyLine,
    MeetingKind,
    Option,
    Phase,
    PlanningMeeting,
    Removal,
)
from cppm.people import Role
from cppm.records import NoticeKind
from cppm.rights import exclusion
from storage.store import Store
from tests.builders import (
    BABY,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    SCHOOL,
    a_closed_meeting,
    a_decided_meeting,
    a_family,
    a_meeting_ready_for_views,
    a_settled_meeting,
    a_viewed_meeting,
)
from tests.cppm.meetings.test_siblings import THREE, TOM
from tests.dialogs.after_views import NOW, RATIONALE, Room

PLACE, NOT = Option.PLACE, Option.NOT_PLACE
SPLIT = (PLACE, NOT, PLACE, PLACE, PLACE)
ON_A_CARD = {
    "option": "place",
    "reasons": "Two injuries in October without explanation.",
    "areas": "physical abuse",
    "other": "",
    "evidence": "physical abuse: two injuries, seen by the school nurse",
    "rationale": "",
    "reporter": "not needed",
    "reporter_reason": "The family works with the plan.",
}


@pytest.fixture
async def room(store: Store) -> Room:
    return Room(store)


# Deciding


async def test_follows_a_clear_consensus_by_typing_alone(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.goes(
        [
            ("decide", "Clear consensus: place the name on the register"),
            ("place", "What are the reasons?"),
            ("Two injuries without explanation.", "Which areas of concern are there?"),
            ("physical abuse and neglect", "Are there other areas, in your own words?"),
            ("Housing", "What is the evidence for each area?"),
            ("physical abuse: two injuries", 'Please give the evidence for "neglect"'),
            (
                "physical abuse: two injuries\nneglect: missed meals\nhousing: mould in the bedroom",
                "Is a referral made to the Children's Reporter?",
            ),
            ("not needed", "May compulsory measures be needed?"),
            ("The family works with the plan.", "This is what I will record"),
        ]
    )
    assert KAY.id not in (await room.meeting()).decisions
    answered = await chair.say("yes")
    assert "The decision is recorded" in answered
    assert "scrutiny" not in answered
    kept = (await room.meeting()).decisions[KAY.id]
    assert (kept.option, kept.consensus, kept.reporter) == (PLACE, True, "not needed")
    assert kept.concerns == [
        Concern("physical abuse", "two injuries"),
        Concern("neglect", "missed meals"),
        Concern("Housing", "mould in the bedroom"),
    ]
    assert await room.owed(NoticeKind.SCRUTINY) == []


async def test_a_card_alone_and_its_card_leads_on(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("decide.open", {"m": room.id, "c": KAY.id})
    assert "This is what I will record" in await chair.press("Continue", **ON_A_CARD)
    await chair.press("Record")
    assert chair.buttons()[:3] == ["Change", "Core group and dates", "Immediate actions"]


async def test_half_by_typing_half_by_card(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.say("decide")
    form = chair.card
    await chair.goes([("place", "What are the reasons?"), ("Because of two injuries.", "Which areas")])
    chair.cards.append(form)
    await chair.press("Continue", **{**ON_A_CARD, "option": "", "reasons": ""})
    await chair.press("Record")
    assert (await room.meeting()).decisions[KAY.id].reasons == "Because of two injuries."


async def test_without_consensus_the_chair_explains_and_scrutiny_is_owed(room: Room) -> None:
    await room.hold(a_viewed_meeting(*SPLIT))
    chair = room.chat(CHAIR)
    shown = await chair.say("decide")
    assert "No clear consensus: you decide" in shown
    returned = await chair.press("Continue", **ON_A_CARD)
    assert "What is your own judgement on the evidence: Please" in returned
    short = await chair.press("Continue", **{**ON_A_CARD, "rationale": "I say so."})
    assert "at least a full sentence" in short
    assert "Nothing has been recorded yet" in short
    await chair.press("Continue", **{**ON_A_CARD, "rationale": RATIONALE})
    recorded = await chair.press("Record")
    assert "flagged for independent scrutiny" in recorded
    assert (await room.meeting()).decisions[KAY.id].rationale == RATIONALE
    assert await room.owed_to(NoticeKind.SCRUTINY) == ["duty:service manager"]


async def test_against_all_views_asks_for_the_chairs_own_judgement(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.goes(
        [
            ("decide", "Clear consensus"),
            ("do not place the name", "What are the reasons?"),
            ("The risk has gone down.", "What is your own judgement on the evidence?"),
            ("No.", "All views say otherwise."),
            (RATIONALE, "Is a referral made"),
            ("already referred", "compulsory measures"),
            ("On 2 November.", "This is what I will record"),
            ("yes", "flagged for independent scrutiny"),
        ]
    )
    kept = (await room.meeting()).decisions[KAY.id]
    assert (kept.option, kept.consensus, kept.concerns) == (NOT, False, [])
    assert len(await room.owed(NoticeKind.SCRUTINY)) == 1


async def test_two_children_are_decided_on_each_by_themselves(room: Room) -> None:
    lena = Child("c_lena", "Lena", age=4)
    family = [*a_family(), FamilyLine("f_lena", "Lena", "child", True, child=lena.id)]
    await room.hold(a_viewed_meeting(children=[KAY, lena], family=family))
    chair = room.chat(CHAIR)
    assert "Which one do you mean?" in await chair.say("decide")
    await chair.press("Lena, CPPM PK-26-0137")
    shown = await chair.press("Continue", **{**ON_A_CARD, "option": "not_place", "rationale": RATIONALE})
    assert "About\nLena" in shown
    await chair.press("Record")
    assert "About Kay." in await chair.say("decide")
    await chair.press("Continue", **ON_A_CARD)
    await chair.press("Record")
    kept = (await room.meeting()).decisions
    assert {c: d.option for c, d in kept.items()} == {KAY.id: PLACE, lena.id: NOT}
    assert [d.about for d in await room.owed(NoticeKind.SCRUTINY)] == [lena.id]


async def test_an_unborn_baby_is_never_referred(room: Room) -> None:
    family = [FamilyLine("f_mother", "Mother", "mother", True)]
    await room.hold(a_viewed_meeting(kind=MeetingKind.PRE_BIRTH, children=[BABY], family=family))
    chair = room.chat(CHAIR)
    assert "Reporter" not in await chair.say("decide")
    await chair.press("Continue", **{**ON_A_CARD, "reporter": "refer"})
    recorded = await chair.press("Record")
    assert "Reporter" not in recorded
    assert (await room.meeting()).decisions[BABY.id].reporter == "unborn"


async def test_only_a_review_may_remove(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    assert "Only a review meeting can take a name off the register." in await chair.say("decide")
    assert "I could not find “remove” among the choices." in await chair.say("remove")
    forged = await chair.send(
        "decide.submit", {"m": room.id, "c": KAY.id}, **{**ON_A_CARD, "option": "remove"}
    )
    assert "That choice is not on the list." in forged
    assert (await room.meeting()).decisions == {}


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"reasons": ""}, "What are the reasons: Please say why, in a sentence or two."),
        ({"areas": ""}, "Please name at least one area of concern"),
        ({"evidence": ""}, "What is the evidence for each area: Please give at least one"),
        (
            {"evidence": "mould: in the bedroom", "areas": "neglect,physical abuse"},
            "does not begin with one of",
        ),
        ({"reporter": ""}, "Is a referral made to the Children's Reporter: Please choose one."),
        ({"reporter_reason": "n/a"}, "May compulsory measures be needed: Please say why"),
    ],
)
async def test_each_blank_has_its_sentence(room: Room, left_out: dict[str, str], said: str) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.say("decide")
    assert said in await chair.press("Continue", **{**ON_A_CARD, **left_out})
    assert (await room.meeting()).decisions == {}


async def test_sealed_views_come_first(room: Room) -> None:
    await room.hold(a_meeting_ready_for_views())
    chair = room.chat(CHAIR)
    assert "There is nobody to decide on now" in await chair.say("decide")
    refused = await chair.send("decide.open", {"m": room.id, "c": KAY.id})
    assert "Ask for views on Kay and open them first; then decide." in refused
    assert "Why?" in chair.buttons()


@pytest.mark.parametrize("person", [LEAD, POLICE, OUTSIDER])
@pytest.mark.parametrize("verb", ["decide", "outcome", "actions", "teller", "close", "closing"])
async def test_belongs_to_the_chair(room: Room, person: object, verb: str) -> None:
    await room.hold(a_viewed_meeting())
    chat = room.chat(person)  # type: ignore[arg-type]
    refused = await chat.send(f"{verb}.open", {"m": room.id, "c": KAY.id})
    assert "Only the chair of this meeting can do this." in refused


async def test_pressed_twice_is_recorded_once(room: Room) -> None:
    await room.hold(a_viewed_meeting(*SPLIT))
    chair = room.chat(CHAIR)
    await chair.say("decide")
    await chair.press("Continue", **{**ON_A_CARD, "rationale": RATIONALE})
    confirm = chair.card
    await chair.press("Record")
    assert "The decision is recorded" in await chair.repeat()
    chair.cards.append(confirm)
    assert "The decision is recorded" in await chair.press("Record")
    assert len(await room.owed(NoticeKind.SCRUTINY)) == 1


async def test_a_decision_may_change_until_the_meeting_closes(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.say("decide")
    await chair.press("Continue", **ON_A_CARD)
    await chair.press("Record")
    old = chair.card
    await chair.press("Change")
    assert chair.input("evidence")["value"] == "physical abuse: two injuries, seen by the school nurse"
    await chair.press("Continue", **{**ON_A_CARD, "reasons": "Three injuries since September."})
    await chair.press("Record")
    assert (await room.meeting()).decisions[KAY.id].reasons == "Three injuries since September."
    await room.change(settle_and_close)
    chair.cards.append(old)
    assert "This meeting is closed" in await chair.press("Change")


def settle_and_close(meeting: object) -> None:
    settled = a_settled_meeting()
    meeting.outcome = settled.outcome  # type: ignore[attr-defined]
    meeting.considered = settled.considered  # type: ignore[attr-defined]
    meeting.exclusions = settled.exclusions  # type: ignore[attr-defined]
    closing.close(meeting, CHAIR, NOW)  # type: ignore[arg-type]


async def test_too_few_agencies_left_decide_nothing(room: Room) -> None:
    meeting = a_viewed_meeting()
    for who in (POLICE, HEALTH, SCHOOL):
        conduct.note_leaving(meeting, CHAIR, who.id, NOW)
    await room.hold(meeting)
    refused = await room.chat(CHAIR).send("decide.open", {"m": room.id, "c": KAY.id})
    assert "I have not done that" in refused


async def test_markup_in_reasons_stays_words(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.say("decide")
    hostile = "**Bold** [link](https://example.org) {{DATE(2026)}}"
    await chair.press("Continue", **{**ON_A_CARD, "reasons": hostile})
    await chair.press("Record")
    assert (await room.meeting()).decisions[KAY.id].reasons == hostile


# Core group, dates, actions, who tells whom


async def test_core_group_and_dates_by_typing(room: Room) -> None:
    await room.hold(a_decided_meeting())
    chair = room.chat(CHAIR)
    await chair.goes(
        [
            ("outcome", "Aim at Wednesday 2 December 2026; Tuesday 8 December 2026 is the last day."),
            ("Ewan Reid", "Who else is in the core group?"),
            ("Ailsa Grant, Health; Kay's mother", "When does the core group first meet?"),
            ("26 November at 14:00", "When is the review?"),
            ("1 June 2027", "by Monday 17 May 2027 at the latest"),
            ("4 May 2027", "Core group and dates are settled"),
        ]
    )
    outcome = (await room.meeting()).outcome
    assert outcome.core_group == [LEAD.id, HEALTH.id, "f_mother"]
    assert outcome.first_core_group == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    assert outcome.review_on == date(2027, 5, 4)


async def test_a_late_core_group_is_kept_and_told(room: Room) -> None:
    await room.hold(a_decided_meeting())
    chair = room.chat(CHAIR)
    await chair.send("outcome.open", {"m": room.id})
    told = await chair.press(
        "Send",
        lead=LEAD.id,
        core_group=LEAD.id,
        first_core_group_date="2026-12-04",
        first_core_group_time="10:00",
        review_on="2027-05-04",
    )
    assert "The core group meets after Wednesday 2 December 2026, the day to aim at." in told
    assert "Tuesday 8 December 2026 is the last day." in told


async def test_whom_the_family_must_be_safe_from_is_not_offered(room: Room) -> None:
    await room.hold(a_decided_meeting())
    chair = room.chat(CHAIR)
    offered = await chair.send("outcome.open", {"m": room.id})
    assert "Kay's mother" in offered
    assert "Kay's father" not in offered
    assert [c["value"] for c in chair.input("lead")["choices"]] == [LEAD.id]


async def test_actions_by_typing_with_british_dates(room: Room) -> None:
    await room.hold(a_decided_meeting())
    chair = room.chat(CHAIR)
    await chair.goes(
        [
            ("actions", "Who does what by when"),
            ("Ewan Reid: visit every second day", "does not say who does what by when"),
            ("Ewan Reid: visit, by 31/4", "There is no 31 April"),
            ("Ewan Reid: visit, by 2 November 2026", "is in the past"),
            (
                "Ewan Reid: visit, by Friday",
                "give the whole date, for example Friday 20 November 2026",
            ),
            (
                "Ewan Reid: visit every second day, by 20/11\nAilsa Grant: see Kay, seen by a GP, by 24 Nov",
                "The immediate actions are agreed",
            ),
        ]
    )
    actions = (await room.meeting()).outcome.actions
    assert [(a.who, a.what, a.by) for a in actions] == [
        ("Ewan Reid", "visit every second day", date(2026, 11, 20)),
        ("Ailsa Grant", "see Kay, seen by a GP", date(2026, 11, 24)),
    ]


async def test_an_action_is_for_one_child_alone_where_the_line_says_so(room: Room) -> None:
    """CHR-18, SUM-03"""
    await room.hold(a_decided_meeting(**THREE))  # type: ignore[arg-type]
    chair = room.chat(CHAIR)
    asked_so = await chair.send("actions.open", {"m": room.id})
    assert "by 20 November, for Kay. Without a name it is for them all." in asked_so
    agreed = await chair.say(
        "Ewan Reid: a place in the nursery, by 20 November, for tom\nEwan Reid: visit daily, by 20 November"
    )
    assert "a place in the nursery, by Friday 20 November 2026, for Tom" in agreed
    meeting = await room.meeting()
    assert [a.child for a in meeting.outcome.actions] == [TOM.id, ""]
    await chair.send("actions.change", {"m": room.id})
    written = chair.input("actions")["value"]
    assert "by 20 November 2026, for Tom" in written
    await chair.press("Send", actions=written)
    meeting = await room.meeting()
    assert [a.child for a in meeting.outcome.actions] == [TOM.id, ""]


async def test_no_actions_has_a_reason(room: Room) -> None:
    await room.hold(a_decided_meeting())
    chair = room.chat(CHAIR)
    await chair.send("actions.open", {"m": room.id})
    assert "Why are there no immediate actions: Please say why" in await chair.press(
        "Send", actions="", none_because=""
    )
    await chair.press("Send", actions="", none_because="The safety plan covers it.")
    assert (await room.meeting()).outcome.no_actions_because == "The safety plan covers it."


async def test_no_actions_by_typing(room: Room) -> None:
    await room.hold(a_decided_meeting())
    await room.chat(CHAIR).goes(
        [
            ("immediate actions", "Who does what by when"),
            ("skip", "Why are there no immediate actions?"),
            ("The safety plan covers it.", "The immediate actions are agreed"),
        ]
    )


async def test_one_person_tells_everybody_or_each_has_their_own(room: Room) -> None:
    await room.hold(a_decided_meeting())
    chair = room.chat(CHAIR)
    await chair.goes(
        [
            ("who tells whom", "Who is to be told?"),
            ("Kay", "Who tells them?"),
            ("Ailsa", "By when?"),
            ("yesterday", "is in the past"),
            ("tomorrow", "Nobody is named yet for Kay's father."),
        ]
    )
    assert chair.input("whom")["value"] == "f_father"
    await chair.press("Send", whom="f_father", teller=LEAD.id, by="2026-11-18")
    tellings = {t.id: (t.told_by, t.by) for t in (await room.meeting()).outcome.tellings}
    wednesday = date(2026, 11, 18)
    assert tellings == {"f_kay": (HEALTH.id, wednesday), "f_father": (LEAD.id, wednesday)}


# Closing


async def test_each_blank_is_offered_and_the_meeting_stays_open(room: Room) -> None:
    await room.hold(a_decided_meeting())
    chair = room.chat(CHAIR)
    shown = await chair.say("close the meeting")
    for words in (
        "The lead professional",
        "The review date",
        "The immediate actions",
        "Who tells Kay's father",
    ):
        assert words in shown
    assert chair.buttons() == [
        "Core group and dates", "Immediate actions", "Who tells whom", "Who is not invited",
        "To be considered: Kay",
    ]  # fmt: skip
    refused = await chair.send("closing.open", {"m": room.id})
    assert "The meeting can't close yet." in refused
    assert (await room.meeting()).phase is Phase.OPEN


async def test_an_undecided_child_is_offered(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    assert "The decision on Kay" in await chair.say("close")
    assert "Decide on Kay" in chair.buttons()


async def test_closes_when_nothing_is_blank(room: Room) -> None:
    await room.hold(a_settled_meeting())
    chair = room.chat(CHAIR)
    shown = await chair.say("close")
    assert "This is what I will record" in shown
    assert "Visit every second day" in shown
    assert (await room.meeting()).phase is Phase.OPEN
    closed = await chair.say("yes")
    assert "The meeting is closed" in closed
    assert "Key points: read and correct" in closed
    assert (await room.meeting()).phase is Phase.CLOSED
    told = {LEAD.id, POLICE.id, HEALTH.id, SCHOOL.id, "p_third"}
    assert set(await room.owed_to(NoticeKind.DECISION)) == told


async def test_what_the_family_heard_of_review_and_complaints_is_one_tap(room: Room) -> None:
    """CHR-20"""
    await room.hold(a_settled_meeting())
    chair = room.chat(CHAIR)
    ready = await chair.send("close.open", {"m": room.id})
    assert "Please tell the family before you close:" in ready
    assert PROFILE.complaints in ready
    told = await chair.press("The family has heard their rights")
    assert "What the family has heard is recorded" in told
    assert (await room.meeting()).outcome.rights_told_at
    assert "Please tell the family" not in await chair.send("close.open", {"m": room.id})


async def test_a_meeting_closed_without_it_shows_that_it_is_open(room: Room) -> None:
    """CHR-20"""
    await room.hold(a_settled_meeting())
    chair = room.chat(CHAIR)
    assert "It is not recorded yet that the family has heard" in await chair.say("close the meeting")
    closed = await chair.say("yes")
    assert "It is not recorded yet that the family has heard" in closed
    assert "What the family has heard is recorded" in await chair.say("rights told")
    assert (await room.meeting()).outcome.rights_told_at


async def test_closing_twice_changes_nothing(room: Room) -> None:
    await room.hold(a_settled_meeting())
    chair = room.chat(CHAIR)
    await chair.send("close.open", {"m": room.id})
    await chair.press("Close the meeting")
    confirm = chair.card
    await chair.press("Record")
    owed = await room.store.outbox.of_meeting(room.id)
    chair.cards.append(confirm)
    assert "The meeting is closed" in await chair.press("Record")
    assert "The meeting is closed" in await chair.send("close.open", {"m": room.id})
    assert await room.store.outbox.of_meeting(room.id) == owed


# Afterwards


async def test_the_named_person_records_that_they_told_them(room: Room) -> None:
    await room.hold(a_closed_meeting())
    lead = room.chat(LEAD)
    assert "Which one do you mean?" in await lead.say("told")
    await lead.goes(
        [
            ("Kay's father", "How were they told?"),
            ("At home on Wednesday", "Did they understand it, as far as you saw?"),
            ("in part", "They have been told"),
        ]
    )
    telling = next(t for t in (await room.meeting()).outcome.tellings if t.id == "f_father")
    assert (telling.how, telling.told_at, telling.understood) == ("At home on Wednesday", NOW, "in part")
    kept_out = exclusion.current(await room.meeting(), "f_father")
    assert kept_out
    assert ("Understood", "In part") in exclusion_cards.rows(await room.meeting(), kept_out)
    form = await lead.send("told.open", {"m": room.id, "f": "f_kay"})
    assert "Did they understand it" not in form, "of a child who was not kept out that stands elsewhere"
    assert "Only the chair or CP Administration" in await room.chat(POLICE).send(
        "told.open", {"m": room.id, "f": "f_father"}
    )
    assert "I can't find that person" in await lead.send("told.open", {"m": room.id, "f": "f_gone"})


async def test_everybody_who_was_there_reads_the_decision(room: Room) -> None:
    await room.hold(a_closed_meeting())
    police = room.chat(POLICE)
    read = await police.say("decision")
    for words in (
        "Place the name on the register",
        "Repeated injuries without explanation",
        "Ewan Reid: Visit every second day, by Friday 20 November 2026",
        "Ewan Reid, Ailsa Grant",
        "within 14 days of the meeting",
        "complaints procedure",
    ):
        assert words in read
    assert police.buttons()[0] == "Record dissent"
    reads = await room.store.reads.of_case("PK-26-0137")
    assert [(r.who, r.what) for r in reads] == [(POLICE.id, "decision")]


async def test_who_was_not_there_hears_it_with_the_key_points(room: Room) -> None:
    here = [LEAD, POLICE, HEALTH]
    await room.hold(a_closed_meeting(present=here, invited=[POLICE, HEALTH, SCHOOL]))
    waiting = await room.chat(SCHOOL).send("decision.read", {"m": room.id})
    assert "The chair has not released the key points yet." in waiting
    assert "You are not on the invitation list" in await room.chat(OUTSIDER).send(
        "decision.read", {"m": room.id}
    )
    assert await room.store.reads.of_case("PK-26-0137") == []


async def test_a_student_who_sat_in_does_not_read_it(room: Room) -> None:
    meeting = a_closed_meeting()
    student = replace(OUTSIDER, id="p_student")
    line = replace(meeting.invitee(SCHOOL.id), person=student, role=Role.STUDENT)
    meeting.invitees.append(line)
    await room.hold(meeting)
    refused = await room.chat(student).send("decision.read", {"m": room.id})
    assert "were not sent to you" in refused


async def test_the_decision_is_read_after_closing_only(room: Room) -> None:
    await room.hold(a_settled_meeting())
    refused = await room.chat(POLICE).send("decision.read", {"m": room.id})
    assert "not possible until the chair closes it" in refused


# A review


def a_review(*options: Option, **changes: object) -> PlanningMeeting:
    return a_viewed_meeting(*(options or [Option.REMOVE] * 5), kind=MeetingKind.REVIEW, **changes)


REMOVED = {
    "option": "remove",
    "reasons": "The plan has worked for five months.",
    "less_risk": "No injury since January.",
    "stronger": "Her aunt is there every day.",
    "support": "Family support weekly, as her mother wishes.",
    "next_lead": "Ewan Reid stays until June.",
    "reporter": "not needed",
    "reporter_reason": "The family works with the plan.",
}


async def test_a_name_is_removed_by_typing_alone(room: Room) -> None:
    """OUT-03 OUT-05 OUT-06"""
    await room.hold(a_review())
    chair = room.chat(CHAIR)
    await chair.goes(
        [
            ("decide", "Clear consensus: remove the name from the register"),
            ("remove", "What are the reasons?"),
            ("The plan has worked.", "What is the evidence that the risk has gone down?"),
            ("No injury since January.", "Which protective factors have become stronger?"),
            ("Her aunt is there every day.", "Which support goes on, with whose consent?"),
            ("Family support weekly, as her mother wishes.", "Does another lead professional take over"),
            ("Ewan Reid stays until June.", "Is a referral made"),
            ("no", "compulsory measures"),
            ("The family works with the plan.", "This is what I will record"),
            ("yes", "Support that goes on"),
        ]
    )
    kept = (await room.meeting()).decisions[KAY.id]
    assert kept.removal == Removal(
        "No injury since January.",
        "Her aunt is there every day.",
        "Family support weekly, as her mother wishes.",
        "Ewan Reid stays until June.",
    )


async def test_a_name_is_removed_by_card_alone_and_may_be_kept_after_all(room: Room) -> None:
    """GEN-14 OUT-01"""
    await room.hold(a_review())
    chair = room.chat(CHAIR)
    await chair.send("decide.open", {"m": room.id, "c": KAY.id})
    assert "This is what I will record" in await chair.press("Continue", **REMOVED)
    await chair.press("Record")
    await chair.press("Change")
    assert chair.input("less_risk")["value"] == "No injury since January."
    kept = {**ON_A_CARD, "option": "retain", "rationale": RATIONALE}
    await chair.press("Continue", **kept)
    await chair.press("Record")
    decided = (await room.meeting()).decisions[KAY.id]
    assert (decided.option, decided.removal) == (Option.RETAIN, None)


async def test_an_initial_meeting_asks_nothing_about_a_removal(room: Room) -> None:
    """GEN-15"""
    await room.hold(a_viewed_meeting())
    chair = room.chat(CHAIR)
    await chair.send("decide.open", {"m": room.id, "c": KAY.id})
    assert "less_risk" not in str(chair.card)


async def test_without_a_quorum_the_chair_hears_beside_the_question_that_no_name_comes_off(
    room: Room,
) -> None:
    """OUT-03"""
    await room.hold(a_review(Option.REMOVE, Option.REMOVE, present=[LEAD, POLICE]))
    chair = room.chat(CHAIR)
    await chair.say("decide")
    told = await chair.say("remove")
    assert "such a meeting can't take a name off the register" in told
    assert "What are the reasons?" in await chair.say("retain")


async def test_who_is_not_represented_stands_above_the_decision(room: Room) -> None:
    """OUT-03"""
    await room.hold(a_review(*[Option.REMOVE] * 3, present=[LEAD, POLICE, HEALTH]))
    chair = room.chat(CHAIR)
    shown = await chair.send("decide.open", {"m": room.id, "c": KAY.id})
    assert "Not represented" in shown
    assert "Education" in shown


async def test_what_the_core_group_recommends_stands_above_the_decision(room: Room) -> None:
    """CG-14 DEC-11"""
    await room.hold(a_closed_meeting())
    group = await room.store.core_groups.of_case("PK-26-0137")
    assert group
    await room.store.core_groups.update(
        group.id,
        lambda g: recommending.recommend(g, HEALTH, KAY.id, Recommended.REMOVE, "She is well", NOW),
    )
    held = a_review()
    held.id = "m_review"
    await room.hold(held)
    chair = room.chat(CHAIR)
    shown = await chair.send("decide.open", {"m": room.id, "c": KAY.id})
    assert "Recommended: the name should come off the register. Still to come: Ewan Reid." in shown


async def test_after_a_removal_actions_for_needs_and_the_whole_family_are_asked_for(room: Room) -> None:
    """CHR-19 OUT-04"""
    await room.hold(a_decided_meeting(Option.REMOVE, kind=MeetingKind.REVIEW))
    chair = room.chat(CHAIR)
    shown = await chair.send("close.open", {"m": room.id})
    assert "The actions for the child's needs, or why there are none" in shown
    assert "Who tells Kay's mother, and by when" in shown
    assert "core group" not in shown
    assert "with no name on the register?" in await chair.say("actions")


async def test_after_keeping_a_name_the_core_group_goes_on_as_it_is(room: Room) -> None:
    """GEN-16 CG-05 CHR-21"""
    await room.hold(a_closed_meeting())
    held = a_decided_meeting(kind=MeetingKind.REVIEW)
    held.id = "m_review"
    await room.hold(held)
    chair = room.chat(CHAIR)
    shown = await chair.send("outcome.open", {"m": room.id})
    assert "When does the core group next meet?" in shown
    assert chair.input("first_core_group_date")["value"] == "2026-11-26"
    assert set(str(chair.input("core_group")["value"]).split(",")) == {LEAD.id, HEALTH.id}


async def test_an_initial_meeting_has_no_unborn_question_once_the_baby_is_born(room: Room) -> None:
    """OUT-12 GEN-07"""
    born = replace(BABY, born_on=date(2026, 11, 10))
    family = [*a_family(), FamilyLine("f_baby", "Baby", "child", False, "Newborn", child=BABY.id)]
    await room.hold(a_viewed_meeting(children=[born], family=family))
    chair = room.chat(CHAIR)
    await chair.send("decide.open", {"m": room.id, "c": BABY.id})
    assert "Is a referral made to the Children's Reporter?" in str(chair.card)


async def test_who_tells_the_family_of_a_removal_is_told_which_support_goes_on(room: Room) -> None:
    """OUT-04 OUT-05"""
    await room.hold(a_decided_meeting(Option.REMOVE, kind=MeetingKind.REVIEW))
    shown = await room.chat(CHAIR).send("teller.open", {"m": room.id})
    assert "all of the family are told, and which support goes on" in shown
    closed = a_closed_meeting(option=Option.REMOVE, kind=MeetingKind.REVIEW)
    closed.id = "m_closed"
    await room.hold(closed)
    told = await room.chat(LEAD).send("told.open", {"m": "m_closed", "f": "f_mother"})
    assert "Family support weekly until summer, as her mother wishes" in told
