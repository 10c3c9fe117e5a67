"""The plan and what the core group keeps alive: forms as the engine shows them, and what is read."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from cards.elements import AdaptiveCard, button
from cards.forms import recorded_card
from cards.groups import changes as changed
from cards.groups import plan, plan_edit, recommendations, seen
from cards.groups.group_news import CARDS
from cards.groups.group_occasion import GroupOccasion
from cppm.groups import changes, planning, recommending, sightings
from cppm.groups.core_group import ChangeKind, CoreGroup, Recommended, Review
from cppm.groups.plan import ActionState, PlanAction
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind
from cppm.people import Agency, Person
from cppm.records import NoticeKind
from cppm.timing.timescales import local_day
from dialogs.forms import Form, fill
from dialogs.groups import plan as plan_jobs
from dialogs.groups.action_reports import ReportAction
from dialogs.groups.birth import RecordBirth
from dialogs.groups.change import AnswerChange, ReportChange
from dialogs.groups.chronology import AgreeChronology
from dialogs.groups.group_hub import next_buttons
from dialogs.groups.plan_actions import SetAction, reportable
from dialogs.groups.plan_outcomes import SetOutcome
from dialogs.groups.plan_versions import AgreePlan
from dialogs.groups.recommend import Recommend, RecommendFor
from dialogs.groups.seen import RecordSeen
from dialogs.groups.visits import AgreeVisits
from dialogs.progress import Running
from dialogs.scene import Scene
from dialogs.showing import Face
from dialogs.turn import Place, PlaceKind, Turn
from tests import builders, builders_group
from tests.builders import CHAIR, HEALTH, KAY, LEAD, PROFILE, SCHOOL
from tests.builders_group import FIRST_AT
from tests.cards.gallery import shown
from tests.cards.shown.decision import HOSTILE

NOW = FIRST_AT + timedelta(minutes=30)
DAY = timedelta(days=1)
TODAY = local_day(NOW)
LENA = Child("c_lena", "Lena", age=4)
SISTERS: dict[str, object] = {
    "children": [KAY, LENA],
    "family": [*builders.a_family(), FamilyLine("f_lena", "Lena", "child", True, child=LENA.id)],
}


class _Groups:
    def __init__(self, group: CoreGroup) -> None:
        self.group = group

    async def load(self, id: str) -> CoreGroup:
        return self.group


class _People:
    async def in_agency(self, agency: Agency) -> list[Person]:
        return [p for p in builders.EVERYBODY if p.agency is agency]


class _Reads:
    async def note(self, *what: object) -> None:
        return None


class _Store:
    def __init__(self, group: CoreGroup) -> None:
        self.core_groups, self.people, self.reads = _Groups(group), _People(), _Reads()


def face(
    shape: type[Form],
    group: CoreGroup,
    person: Person = LEAD,
    ids: Mapping[str, str] | None = None,
    raw: Mapping[str, str] | None = None,
) -> Face:
    """A form about a core group as it stands with these answers."""
    turn = Turn("t1", "tenant", "a1", person, Place("a:1", PlaceKind.PERSONAL), NOW)
    about = {"g": group.id, **(ids or {})}
    scene = Scene(turn, _Store(group), PROFILE, about)  # type: ignore[arg-type]
    prepared = asyncio.run(shape.prepare(scene))
    running = Running(shape.job, about, dict(raw or {}))
    return Face(shape, running, prepared, fill(shape, running.raw, prepared, NOW))


def _lived() -> CoreGroup:
    """The plan was agreed, then an action done, one stuck, one late and one new; a text changed."""
    group = builders_group.a_closed_gathering()
    planning.report_action(group, HEALTH, "x_visit", ActionState.DONE, "Every Monday since", NOW)
    planning.report_action(group, LEAD, "x_club", ActionState.CANNOT_DELIVER, HOSTILE, NOW, "by phone today")
    new = PlanAction("x_new", "Bring Kay to school", "Missed school", SCHOOL.id, "", TODAY + 9 * DAY)
    planning.set_action(group, LEAD, new, NOW)
    planning.write(group, LEAD, replace(group.plan.text, short_term=HOSTILE, long_term=""), NOW)
    return group


def _plan(group: CoreGroup, person: Person, today: date, start: int = 0) -> AdaptiveCard:
    changed_since = planning.changes_since(group.plan)
    mine = {a.id for a in reportable(group, person)}
    return plan.plan_card(group, changed_since, mine, plan_jobs.buttons(group, person), today, start)


@shown("plan-first")
def plan_first() -> AdaptiveCard:
    return _plan(builders_group.a_group_with_plan(), HEALTH, TODAY)


@shown("plan-lived")
def plan_lived() -> AdaptiveCard:
    return _plan(_lived(), LEAD, TODAY + 12 * DAY)


@shown("plan-empty")
def plan_empty() -> AdaptiveCard:
    group = builders_group.a_core_group()
    group.plan.actions.clear()
    return _plan(group, HEALTH, TODAY)


def _long() -> CoreGroup:
    group = builders_group.a_group_with_plan(**SISTERS)
    for number in range(30):
        words = f"Action {number}: " + "visit and look at how the mornings go, " * 8
        action = PlanAction(f"x_{number}", words, "Injuries at home", HEALTH.id, "", TODAY + 20 * DAY)
        planning.set_action(group, LEAD, action, NOW)
    return group


@shown("plan-long")
def plan_long() -> AdaptiveCard:
    return _plan(_long(), LEAD, TODAY)


@shown("plan-long-goes-on")
def plan_goes_on() -> AdaptiveCard:
    return _plan(_long(), LEAD, TODAY, 30)


@shown("plan-changes")
def plan_changes() -> AdaptiveCard:
    group = _lived()
    buttons = [button("The plan", "plan.open", g=group.id)]
    return plan.changes_card(group, planning.changes_since(group.plan), buttons)


@shown("plan-texts-form")
def plan_texts() -> AdaptiveCard:
    return face(plan_jobs.WritePlan, builders_group.a_group_with_plan()).card()


@shown("plan-action-form")
def action_form() -> AdaptiveCard:
    return face(SetAction, builders_group.a_group_with_plan(), raw={"what": HOSTILE, "risk": ""}).card()


@shown("plan-action-report-form")
def report_form() -> AdaptiveCard:
    return face(ReportAction, builders_group.a_group_with_plan(), HEALTH, {"x": "x_visit"}).card()


@shown("plan-action-reported")
def reported() -> AdaptiveCard:
    group = _lived()
    stuck = next(a for a in group.plan.actions if a.id == "x_club")
    return recorded_card(
        "Where the action stands is kept",
        plan.action_rows(stuck),
        LEAD.name,
        NOW,
        button("Change", "actiondone.change", g=group.id, x=stuck.id),
        case_line=group.reference,
        buttons=next_buttons(group, LEAD),
    )


@shown("plan-action-form-siblings")
def action_form_of_siblings() -> AdaptiveCard:
    return face(SetAction, builders_group.a_group_with_plan(**SISTERS), ids={"x": "x_club"}).card()


@shown("plan-outcome-form")
def outcome_form() -> AdaptiveCard:
    return face(SetOutcome, builders_group.a_group_with_plan(**SISTERS), ids={"o": "o_safe"}).card()


@shown("plan-visits-form")
def visits_form() -> AdaptiveCard:
    return face(AgreeVisits, builders_group.a_group_with_plan()).card()


@shown("plan-visits-change-form")
def visits_change_form() -> AdaptiveCard:
    return face(AgreeVisits, builders_group.a_group_with_plan(), ids={"i": "v_1"}).card()


@shown("plan-change")
def plan_change() -> AdaptiveCard:
    group = _lived()
    return plan_edit.edit_card(group, reportable(group, LEAD))


@shown("plan-agree-confirm")
def agree_confirm() -> AdaptiveCard:
    return face(AgreePlan, builders_group.an_open_gathering()).confirm()


@shown("plan-agree-with-blanks")
def agree_with_blanks() -> AdaptiveCard:
    group = builders_group.an_open_gathering()
    planning.write(group, LEAD, replace(group.plan.text, contingencies="", childs_views=""), NOW)
    return face(AgreePlan, group).card()


# Children seen


def _seen() -> CoreGroup:
    group = builders_group.a_closed_gathering(**SISTERS)
    for number, child in enumerate((KAY, KAY, LENA)):
        day, note = TODAY - number * DAY, HOSTILE if number == 1 else ""
        new = builders_group.ids(f"s{number}")
        sightings.record_seen(group, HEALTH, child.id, day, HEALTH, number != 1, note, NOW, new)
    return group


@shown("seen-today")
def seen_today() -> AdaptiveCard:
    return seen.today_card(builders_group.a_closed_gathering(), KAY, TODAY)


@shown("seen-form")
def seen_form() -> AdaptiveCard:
    return face(RecordSeen, _seen(), HEALTH, {"c": KAY.id}).card()


@shown("seen-form-of-two")
def seen_form_of_two() -> AdaptiveCard:
    return face(RecordSeen, _seen(), HEALTH).card()


@shown("seen-log")
def seen_log() -> AdaptiveCard:
    group = _seen()
    return seen.log_card(group, [button("A child was seen", "seen.open", g=group.id)])


@shown("born-form")
def born_form() -> AdaptiveCard:
    group = builders_group.a_core_group(
        kind=MeetingKind.PRE_BIRTH,
        children=[builders.BABY],
        family=[FamilyLine("f_mother", "The mother", "mother", True)],
        core_group=[LEAD.id, HEALTH.id, "f_mother"],
    )
    return face(RecordBirth, group).card()


# Significant changes


@shown("plan-with-changes-of-a-review")
def with_changes_of_a_review() -> AdaptiveCard:
    return _plan(builders_group.a_group_with_changes_to_build_in(), LEAD, TODAY)


SOON = local_day(NOW + 14 * DAY)


def _changed(review: Review = Review.EARLIER) -> CoreGroup:
    group = builders_group.a_closed_gathering()
    new = builders_group.ids("s")
    changes.report(group, SCHOOL, ChangeKind.INCIDENT, HOSTILE, NOW - DAY, review, NOW, new)
    return group


@shown("change-form")
def change_form() -> AdaptiveCard:
    return face(ReportChange, builders_group.a_closed_gathering(), SCHOOL).card()


@shown("change-answer-form")
def answer_form() -> AdaptiveCard:
    return face(AnswerChange, _changed(), CHAIR, {"s": "s_1"}).card()


@shown("change-read")
def change_read() -> AdaptiveCard:
    group = _changed()
    changes.acknowledge(group, CHAIR, "s_1", "We meet on Monday.", NOW, Review.EARLIER, SOON)
    new = builders_group.ids("s2")
    changes.report(
        group, HEALTH, ChangeKind.NOT_ENGAGING, "Nobody opened the door.", NOW, Review.NONE, NOW, new
    )
    return changed.changes_card(group, group.changes, next_buttons(group, SCHOOL))


def _news(kind: NoticeKind, group: CoreGroup, reader: Person, about: str = "s_1") -> AdaptiveCard:
    return CARDS[kind](GroupOccasion(group, reader, about, PROFILE))


@shown("news-change-for-the-chair", never=("bruise", "Kay"))
def change_for_chair() -> AdaptiveCard:
    return _news(NoticeKind.CHANGE_REPORTED, _changed(), CHAIR)


@shown("news-change-for-the-group")
def change_for_group() -> AdaptiveCard:
    return _news(NoticeKind.CHANGE_REPORTED, _changed(), LEAD)


@shown("news-change-answered")
def change_answered() -> AdaptiveCard:
    group = _changed()
    changes.acknowledge(group, CHAIR, "s_1", "We meet on Monday.", NOW, Review.EARLIER, SOON)
    return _news(NoticeKind.CHANGE_ACKNOWLEDGED, group, LEAD)


@shown("news-cannot-deliver")
def cannot_deliver() -> AdaptiveCard:
    return _news(NoticeKind.CANNOT_DELIVER, _lived(), LEAD, "x_club")


# Recommendations


def _recommended(*says: Recommended) -> CoreGroup:
    group = builders_group.a_closed_gathering(**SISTERS)
    for person, each in zip((LEAD, HEALTH, SCHOOL), says, strict=False):
        recommending.recommend(group, person, KAY.id, each, HOSTILE, NOW)
    return group


def _read(group: CoreGroup) -> AdaptiveCard:
    awaited = {c.id: recommending.awaited(group, c.id) for c in group.registered}
    agreed = {c.id: recommending.agreed(group, c.id) for c in group.registered}
    return recommendations.recommendations_card(group, awaited, agreed, next_buttons(group, CHAIR))


DIFFERENT = (Recommended.REMAIN, Recommended.REMOVE, Recommended.REMAIN)


@shown("recommendations-differ")
def recommendations_differ() -> AdaptiveCard:
    return _read(_recommended(*DIFFERENT))


@shown("recommendations-awaited")
def recommendations_awaited() -> AdaptiveCard:
    return _read(_recommended(Recommended.REMAIN))


@shown("recommend-form")
def recommend_form() -> AdaptiveCard:
    return face(Recommend, builders_group.a_closed_gathering(), HEALTH, {"c": KAY.id}).card()


@shown("recommend-for-form")
def recommend_for_form() -> AdaptiveCard:
    return face(RecommendFor, builders_group.a_closed_gathering(**SISTERS)).card()


@shown("news-recommendations")
def news_recommendations() -> AdaptiveCard:
    return _news(NoticeKind.RECOMMENDATIONS, _recommended(*DIFFERENT), CHAIR, "")


@shown("chronology-form")
def chronology_form() -> AdaptiveCard:
    return face(AgreeChronology, builders_group.a_closed_gathering()).card()
