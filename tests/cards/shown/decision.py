"""From the chair's decision to the key points: the forms as the engine shows them, and what follows."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from cards.disagreeing import dissent as dissents
from cards.elements import AdaptiveCard, button
from cards.meetings import decision as decided
from cards.meetings import key_points as points
from cards.meetings.decision import MAY_DISSENT
from cppm.councils.profile import Profile
from cppm.disagreeing import dissent
from cppm.meetings import closing, decision, key_points
from cppm.meetings.meeting import Child, Concern, FamilyLine, KeyPoints, MeetingKind, Option, PlanningMeeting
from cppm.people import Person
from dialogs.disagreeing.dissent import RecordDissent
from dialogs.forms import Form, fill
from dialogs.hub import next_buttons
from dialogs.meetings.chair_steps import RIGHTS
from dialogs.meetings.closing import Close, ways
from dialogs.meetings.considerations import Consider
from dialogs.meetings.decision import Decide
from dialogs.meetings.key_points import CorrectPoints, Release
from dialogs.meetings.outcome import AgreeActions, SettleOutcome
from dialogs.meetings.tellers import NameTeller, Told
from dialogs.progress import Running
from dialogs.scene import Scene
from dialogs.showing import Face
from dialogs.turn import Place, PlaceKind, Turn
from tests import builders
from tests.builders import CHAIR, HEALTH, KAY, LEAD, PROFILE, STARTS_AT
from tests.cards.gallery import shown

NOW = STARTS_AT + timedelta(minutes=45)
HOSTILE = (
    "**No** [link](https://example.org), <at>all</at> {{DATE(2026-11-24T10:00:00Z,LONG)}}\n1. as written"
)
RATIONALE = "The evidence of the last six weeks outweighs the progress that was reported in the meeting."
SPLIT = (Option.PLACE, Option.NOT_PLACE, Option.PLACE, Option.PLACE, Option.PLACE)
LENA = Child("c_lena", "Lena", age=4)
SISTERS: dict[str, object] = {
    "children": [KAY, LENA],
    "family": [*builders.a_family(), FamilyLine("f_lena", "Lena", "child", True, child=LENA.id)],
}


class _Meetings:
    def __init__(self, meeting: PlanningMeeting) -> None:
        self.meeting = meeting

    async def load(self, id: str) -> PlanningMeeting:
        return self.meeting


class _NoWhereabouts:
    async def of_case(self, case_ref: str) -> None:
        return None


class _Store:
    def __init__(self, meeting: PlanningMeeting) -> None:
        self.meetings = _Meetings(meeting)
        self.whereabouts = _NoWhereabouts()


def face(
    shape: type[Form],
    meeting: PlanningMeeting,
    person: Person = CHAIR,
    ids: Mapping[str, str] | None = None,
    raw: Mapping[str, str] | None = None,
    profile: Profile = PROFILE,
) -> Face:
    """A form as it stands with these answers."""
    turn = Turn("t1", "tenant", "a1", person, Place("a:1", PlaceKind.PERSONAL), NOW)
    about = {"m": meeting.id, **(ids or {})}
    scene = Scene(turn, _Store(meeting), profile, about)  # type: ignore[arg-type]
    prepared = asyncio.run(shape.prepare(scene))
    running = Running(shape.job, about, dict(raw or {}))
    return Face(shape, running, prepared, fill(shape, running.raw, prepared, NOW))


ABOUT_KAY = {"c": KAY.id}
ANSWERS = {
    "option": "place",
    "reasons": "Two injuries in October without an explanation that fits, and missed meals all month.",
    "areas": "physical abuse,neglect",
    "other": "Overcrowding",
    "evidence": "physical abuse: two injuries, seen by the school nurse on 6 and 20 October\n"
    "neglect: missed meals on five school days\novercrowding: four people in one room",
    "reporter": "not needed",
    "reporter_reason": "The family works with the plan.",
}


@shown("decide-form")
def decide_form() -> AdaptiveCard:
    return face(Decide, builders.a_viewed_meeting(), ids=ABOUT_KAY).card()


@shown("decide-form-without-consensus-corrected")
def decide_form_corrected() -> AdaptiveCard:
    wrong = {**ANSWERS, "evidence": "neglect: missed meals\nmould", "rationale": "I say so."}
    return face(Decide, builders.a_viewed_meeting(*SPLIT), ids=ABOUT_KAY, raw=wrong).card()


@shown("decide-confirm")
def decide_confirm() -> AdaptiveCard:
    whole = {**ANSWERS, "rationale": RATIONALE}
    return face(Decide, builders.a_viewed_meeting(*SPLIT), ids=ABOUT_KAY, raw=whole).confirm()


@shown("decided-with-scrutiny")
def decided_with_scrutiny() -> AdaptiveCard:
    meeting = builders.a_viewed_meeting(*SPLIT)
    concerns = [
        Concern("physical abuse", "Two injuries,\nseen by the school nurse"),
        Concern("Debts", HOSTILE),
    ]
    decision.decide(
        meeting,
        CHAIR,
        KAY.id,
        Option.PLACE,
        HOSTILE,
        NOW,
        PROFILE,
        rationale=RATIONALE,
        concerns=concerns,
        reporter="refer",
        reporter_reason="Compulsory measures may be needed.",
    )
    change = button("Change", "decide.change", m=meeting.id, c=KAY.id)
    return decided.decided_card(meeting, KAY, PROFILE, [change, *next_buttons(meeting, CHAIR)])


@shown("outcome-form")
def outcome_form() -> AdaptiveCard:
    return face(SettleOutcome, builders.a_decided_meeting()).card()


@shown("actions-form-corrected")
def actions_form() -> AdaptiveCard:
    lines = "Ewan Reid: visit every second day\nAilsa Grant: see Kay, by Friday"
    return face(AgreeActions, builders.a_decided_meeting(), raw={"actions": lines}).card()


@shown("teller-form")
def teller_form() -> AdaptiveCard:
    meeting = builders.a_decided_meeting()
    closing.name_teller(meeting, CHAIR, "f_kay", HEALTH.id, NOW.date(), NOW)
    return face(NameTeller, meeting).card()


@shown("close-blanks")
def close_blanks() -> AdaptiveCard:
    meeting = builders.a_viewed_meeting(**SISTERS)
    missing = closing.blanks(meeting)
    return decided.blanks_card(meeting, missing, ways(meeting, missing))


@shown("close-ready")
def close_ready() -> AdaptiveCard:
    meeting = builders.a_settled_meeting()
    close = button("Close the meeting", "closing.open", m=meeting.id)
    return decided.ready_card(meeting, PROFILE, [close, button(RIGHTS, "rightstold.open", m=meeting.id)])


@shown("close-confirm")
def close_confirm() -> AdaptiveCard:
    return face(Close, builders.a_settled_meeting(**SISTERS)).confirm()


@shown("closed")
def closed() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    heard = button(RIGHTS, "rightstold.open", m=meeting.id)
    return decided.closed_card(meeting, [heard, *next_buttons(meeting, CHAIR)])


@shown("told-form")
def told_form() -> AdaptiveCard:
    return face(Told, builders.a_closed_meeting(), LEAD, {"f": "f_father"}).card()


@shown("decision-read")
def decision_read() -> AdaptiveCard:
    meeting = builders.a_closed_meeting(**SISTERS)
    actions = [button("Record dissent", "dissent.open", m=meeting.id), *next_buttons(meeting, HEALTH)]
    return decided.decision_card(meeting, PROFILE, actions, may_dissent=True)


@shown("dissent-form")
def dissent_form() -> AdaptiveCard:
    return face(RecordDissent, builders.a_decided_meeting(Option.PLACE, **SISTERS), HEALTH).card()


@shown("dissent-confirm")
def dissent_confirm() -> AdaptiveCard:
    meeting = builders.a_closed_meeting()
    answers = {"child": KAY.id, "reason": HOSTILE, "alternative": "A child's plan without the register."}
    return face(RecordDissent, meeting, HEALTH, raw=answers).confirm()


def _dissented() -> PlanningMeeting:
    meeting = builders.a_closed_meeting()
    words = HOSTILE, "A child's plan without the register."
    dissent.record_dissent(meeting, HEALTH, KAY.id, *words, NOW, "d_1")
    return meeting


@shown("dissent-recorded")
def dissent_recorded() -> AdaptiveCard:
    meeting = _dissented()
    own = button("I have told my line manager", "manager.open", m=meeting.id, d="d_1")
    return dissents.recorded_dissent_card(meeting, meeting.dissents[0], [own])


@shown("dissent-read")
def dissent_read() -> AdaptiveCard:
    meeting = _dissented()
    return dissents.dissent_card(meeting, meeting.dissents[0], next_buttons(meeting, CHAIR))


@shown("dissent-manager-told")
def manager_told() -> AdaptiveCard:
    meeting = _dissented()
    dissent.tell_manager(meeting, HEALTH, "d_1", NOW)
    at = "Tuesday 17 November 2026, 14:45 (UK time)"
    return dissents.manager_card(meeting, "Una Forbes", at, next_buttons(meeting, HEALTH), gets_card=True)


def _points(meeting: PlanningMeeting) -> KeyPoints:
    assert meeting.key_points
    return meeting.key_points


@shown("key-points-draft")
def key_points_draft() -> AdaptiveCard:
    meeting = builders.a_closed_meeting(**SISTERS)
    actions = [
        button("Correct", "points.open", m=meeting.id),
        button("Release", "release.open", m=meeting.id),
    ]
    return points.draft_card(meeting, _points(meeting), actions)


@shown("key-points-form")
def key_points_form() -> AdaptiveCard:
    return face(CorrectPoints, builders.a_closed_meeting(**SISTERS)).card()


@shown("key-points-release")
def key_points_release() -> AdaptiveCard:
    return face(Release, builders.a_closed_meeting()).card()


@shown("key-points-release-confirm")
def key_points_confirm() -> AdaptiveCard:
    return face(Release, builders.a_closed_meeting(), raw={"right": "yes"}).confirm()


def _released() -> PlanningMeeting:
    meeting = builders.a_closed_meeting(**SISTERS)
    key_points.release(meeting, CHAIR, NOW)
    return meeting


@shown("key-points-released")
def key_points_released() -> AdaptiveCard:
    meeting = _released()
    return points.released_card(meeting, _points(meeting), next_buttons(meeting, CHAIR))


@shown("key-points-read")
def key_points_read() -> AdaptiveCard:
    meeting = _released()
    actions = [button("Record dissent", "dissent.open", m=meeting.id), *next_buttons(meeting, HEALTH)]
    return points.points_card(meeting, _points(meeting), actions, MAY_DISSENT)


@shown("key-points-deliveries")
def key_points_deliveries() -> AdaptiveCard:
    meeting = _released()
    lines = [
        points.Delivered(
            "Fiona Blair, practitioner, Police", "Sent Tuesday 17 November 2026, 14:46 (UK time)"
        ),
        points.Delivered("Ailsa Grant, practitioner, Health", "On its way"),
        points.Delivered(
            "Callum Ross, practitioner, Education",
            "Not delivered: the app is not installed for them. Reach them another way.",
        ),
        points.Delivered("The core group's channel", "Not sent: no channel is linked to the case"),
    ]
    again = button("Bring up to date", "deliveries.open", m=meeting.id)
    return points.deliveries_card(meeting, lines, [again, *next_buttons(meeting, CHAIR)])


def unborn() -> PlanningMeeting:
    """A pre-birth meeting with its decision made."""
    mother = [FamilyLine("f_mother", "The mother", "mother", True)]
    return builders.a_decided_meeting(children=[builders.BABY], kind=MeetingKind.PRE_BIRTH, family=mother)


@shown("considerations-form-before-birth")
def considerations_form_before_birth() -> AdaptiveCard:
    """What a pre-birth meeting considers, with one answer missing and no reason yet."""
    said = {"home": "Yes, with her grandmother", "order": "No", "contact": "Supervised by the health visitor"}
    ids = {"c": builders.BABY.id}
    return face(Consider, unborn(), ids=ids, raw={**said, "discharge": "", "left_open": ""}).card()


@shown("considerations-form-siblings")
def considerations_form_siblings() -> AdaptiveCard:
    """What an initial meeting considers about the first of two sisters."""
    return face(Consider, builders.a_decided_meeting(**SISTERS), ids=ABOUT_KAY).card()  # type: ignore[arg-type]


@shown("considerations-form-review")
def considerations_form_review() -> AdaptiveCard:
    """What a review considers: how the plan stands, and what changes in it."""
    meeting = builders.a_decided_meeting(kind=MeetingKind.REVIEW, **SISTERS)  # type: ignore[arg-type]
    return face(Consider, meeting, ids=ABOUT_KAY).card()


@shown("blanks-considerations")
def blanks_considerations() -> AdaptiveCard:
    """Nothing is open any more but what the meeting of this kind considers."""
    meeting = builders.a_settled_meeting(**SISTERS)
    meeting.considered.said.clear()
    return decided.blanks_card(meeting, closing.blanks(meeting), ways(meeting, closing.blanks(meeting)))
