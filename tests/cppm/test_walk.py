"""Every verb, by everybody, in every phase, in any order: what must hold whatever people press.

A walk is random but repeatable: its number is its seed. A failure prints the steps that led there.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from cppm.disagreeing import dissent
from cppm.errors import CPPMError
from cppm.groups import following, recommending
from cppm.groups.core_group import CoreGroup, Recommended
from cppm.meetings import (
    attendance,
    booking,
    closing,
    conduct,
    considerations,
    decision,
    invitations,
    key_points,
    moving,
    outcome,
    quorum,
    reports,
    template,
    views,
)
from cppm.meetings.meeting import (
    ChildSummary,
    Concern,
    Decision,
    Deputy,
    ImmediateAction,
    MeetingKind,
    Mode,
    Option,
    Phase,
    PlanningMeeting,
    Removal,
    Sharing,
    Verdict,
    Voice,
)
from cppm.meetings.views import Consensus
from cppm.people import Person, Role
from cppm.rights import exclusion, exclusion_plan, restricted
from cppm.rights.exclusion_records import Decided, Ground
from cppm.rights.restricted_records import RestrictedKind
from cppm.timing import clocks
from tests import builders
from tests.builders import (
    BABY,
    CHAIR,
    EVERYBODY,
    HEALTH,
    KAY,
    LEAD,
    PROFILE,
    SAFER,
    STARTS_AT,
    USUAL,
    a_booked_meeting,
    a_booking,
    a_closed_meeting,
    a_decided_meeting,
    a_family,
    a_meeting_ready_for_views,
    a_settled_meeting,
    an_invited_meeting,
    an_opened_meeting,
)

WALKS = 56
STEPS = 100
BIRTHS = [date(2026, 11, 1), date(2026, 11, 16), date(2027, 3, 1)]
SECRET = "kestrel"
"""Stands in everything that people write; it may stay in the meeting and its facts, never in a notice."""

NUMBERS = Counter[str]()


class Walk:
    """One meeting, its clock, and somebody pressing everything."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        siblings: dict[str, object] = {"children": [KAY, BABY]} if seed % 3 == 0 else {}
        if seed % 2:
            siblings["kind"] = MeetingKind.REVIEW
        starts: list[Callable[..., PlanningMeeting]] = [
            a_booked_meeting,
            an_invited_meeting,
            an_opened_meeting,
            a_meeting_ready_for_views,
            a_decided_meeting,
            a_settled_meeting,
            a_closed_meeting,
        ]
        self.meeting = starts[seed % len(starts)](**siblings)
        self.meeting.mode = self.random.choice(list(Mode))
        self.at = self.meeting.facts[-1].at
        self.steps: list[str] = []

    # What people choose

    def anybody(self) -> Person:
        return self.random.choice(EVERYBODY)

    def words(self) -> str:
        return self.random.choice(["", "  ", *[f"{SECRET}: what I know of it, in a whole sentence."] * 20])

    def yes(self) -> bool:
        return self.random.random() < 0.8

    def ids(self) -> list[str]:
        known = [p.id for p in EVERYBODY]
        return [i for i in known if self.random.random() < 0.6]

    def family_ids(self) -> list[str]:
        return [f.id for f in a_family() if self.random.random() < 0.4]

    def child(self) -> str:
        return self.random.choice([c.id for c in self.meeting.children] * 8 + ["c_nobody"])

    def option(self) -> Option:
        here = self.meeting.options
        return self.random.choice([here[0]] * 8 + [here[1]] * 3 + list(Option))

    def later(self) -> datetime:
        return self.at + timedelta(days=self.random.randint(-1, 40), hours=self.random.randint(0, 5))

    def day(self) -> date:
        return (self.at + timedelta(days=self.random.randint(-1, 60))).date()

    def somebody_elses(self) -> str | None:
        return self.random.choice([None, self.anybody().id])

    # Verbs

    def invite(self, actor: Person) -> None:
        role = self.random.choice([None, *Role])
        invitations.invite(self.meeting, actor, self.anybody(), self.words(), self.at, role)

    def leave_empty(self, actor: Person) -> None:
        key = self.random.choice(["gp", "school", "no such line"])
        invitations.leave_empty(self.meeting, actor, key, self.words(), self.at)

    def remove(self, actor: Person) -> None:
        invitations.remove(self.meeting, actor, self.anybody().id, self.words(), self.at)

    def send_for_approval(self, actor: Person) -> None:
        invitations.send_for_approval(self.meeting, actor, self.at)

    def approve(self, actor: Person) -> None:
        invitations.approve_list(self.meeting, actor, self.at)

    def return_list(self, actor: Person) -> None:
        invitations.return_list(self.meeting, actor, self.words(), self.at)

    def move(self, actor: Person) -> None:
        moving.move(self.meeting, actor, self.later(), self.words(), self.at, PROFILE)

    def birth(self, actor: Person) -> None:
        booking.record_birth(self.meeting, actor, BABY.id, self.random.choice(BIRTHS), self.at)

    def cancel(self, actor: Person) -> None:
        if self.random.random() < 0.1:
            moving.cancel(self.meeting, actor, self.words(), self.at)

    def confirm(self, actor: Person) -> None:
        attendance.confirm(self.meeting, actor, self.at, self.somebody_elses(), self.words())

    def cannot_attend(self, actor: Person) -> None:
        attendance.cannot_attend(
            self.meeting, actor, self.words(), self.at, self.somebody_elses(), self.words()
        )

    def send_deputy(self, actor: Person) -> None:
        enrolled = self.random.choice([None, self.anybody()])
        name, key = (enrolled.name, enrolled.id) if enrolled else ("Somebody new", None)
        deputy = Deputy(name, self.yes(), self.yes(), key)
        target = self.somebody_elses()
        attendance.send_deputy(self.meeting, actor, deputy, self.at, enrolled, target, self.words())

    def file_report(self, actor: Person) -> None:
        reports.file_report(self.meeting, actor, self.words(), self.yes(), self.at)

    def share(self, actor: Person) -> None:
        sharing = Sharing(self.yes(), self.day(), self.words(), self.words(), self.words(), self.words())
        reports.share_with_family(self.meeting, actor, sharing, self.at)

    def alert(self, actor: Person) -> None:
        kind = self.random.choice(list(RestrictedKind))
        restricted.alert_chair(self.meeting, actor, kind, self.words(), self.at, f"al_{len(self.steps)}")

    def open(self, actor: Person) -> None:
        if self.meeting.phase is Phase.INVITED and self.yes():
            self.at = max(self.at, self.meeting.starts_at)
        conduct.open_meeting(self.meeting, actor, self.at)

    def check_opening(self, actor: Person) -> None:
        conduct.check_opening(self.meeting, actor, self.random.sample(list(conduct.OPENING), 3), self.at)

    def roll(self, actor: Person) -> None:
        listed = [i.person.id for i in self.meeting.invitees]
        present = [i for i in (listed if self.yes() else self.ids()) if self.random.random() < 0.8]
        deputies = [i.person.id for i in self.meeting.invitees if i.deputy and self.yes()]
        conduct.call_roll(self.meeting, actor, present, deputies, self.family_ids(), self.at)

    def arrive(self, actor: Person) -> None:
        conduct.note_arrival(self.meeting, actor, self.anybody().id, self.at, not self.yes())

    def leave(self, actor: Person) -> None:
        conduct.note_leaving(self.meeting, actor, self.anybody().id, self.at)

    def state_quorum(self, actor: Person) -> None:
        conduct.state_quorum(self.meeting, actor, self.at, PROFILE, self.words(), self.yes())

    def reconvene(self, actor: Person) -> None:
        if self.random.random() < 0.2:
            conduct.reconvene(self.meeting, actor, self.later(), self.words(), self.at, PROFILE)

    def summary(self, actor: Person) -> None:
        told = ChildSummary(self.words(), self.words(), self.words())
        conduct.capture_summary(self.meeting, actor, self.child(), told, self.at)

    def voices(self, actor: Person) -> None:
        voice, child = Voice(self.words(), self.words(), self.words()), self.child()
        capture = self.random.choice([conduct.capture_childs_views, conduct.capture_parents_views])
        capture(self.meeting, actor, child, voice, self.at)

    def open_round(self, actor: Person) -> None:
        views.open_round(self.meeting, actor, self.child(), self.at)

    def give_view(self, actor: Person) -> None:
        views.give_view(self.meeting, actor, self.child(), self.option(), self.words(), self.at)

    def pass_view(self, actor: Person) -> None:
        views.pass_view(self.meeting, actor, self.child(), self.at)

    def view_for(self, actor: Person) -> None:
        listed = [i.person.id for i in self.meeting.invitees]
        child, option, who = self.child(), self.option(), self.random.choice([*listed, self.anybody().id])
        views.record_view_for(self.meeting, actor, who, child, option, self.words(), self.words(), self.at)

    def open_views(self, actor: Person) -> None:
        if self.random.random() < 0.3:
            views.open_views(self.meeting, actor, self.child(), self.at)

    def decide(self, actor: Person) -> None:
        concerns = [Concern("neglect", self.words())] if self.yes() else []
        reporter = self.random.choice(["", *decision.REPORTER_CHOICES])
        removal = Removal(self.words(), self.words(), self.words(), self.words())
        decision.decide(
            self.meeting, actor, self.child(), self.option(), self.words(), self.at, PROFILE,
            self.words(), concerns, reporter, self.words(), removal if self.yes() else None,
        )  # fmt: skip

    def settle(self, actor: Person) -> None:
        lead = self.random.choice([LEAD.id, LEAD.id, None, self.anybody().id])
        known = [i for i in self.ids() if i in self.meeting.participants() or not self.yes()]
        first = self.later() if self.yes() else None
        review = self.day() if self.yes() else None
        chair = self.random.choice([None, LEAD.id, self.anybody().id])
        members = known + self.family_ids()
        outcome.settle(self.meeting, actor, self.at, lead, members, first, review, PROFILE, chair)

    def actions(self, actor: Person) -> None:
        found = [ImmediateAction("a_1", self.words(), self.words(), self.day())] if self.yes() else []
        outcome.agree_actions(self.meeting, actor, found, self.at, self.words())

    def name_teller(self, actor: Person) -> None:
        for line in self.random.sample(["f_kay", "f_mother", "f_father", "f_nobody"], 2):
            closing.name_teller(self.meeting, actor, line, self.anybody().id, self.day(), self.at)

    def keep_out(self, actor: Person) -> None:
        decided = Decided.OUT if self.yes() else Decided.INVITED
        said = exclusion.Said(decided, self.words(), (Ground.RISK,), self.words())
        line = self.random.choice(["f_father", "f_father", "f_mother", "f_kay"])
        exclusion.decide(self.meeting, actor, line, said, self.at, f"e_{len(self.steps)}")

    def speak_with(self, actor: Person) -> None:
        for each in exclusion.standing(self.meeting):
            arranged = builders.an_arrangement(self.at, reasons_by=self.anybody().id)
            exclusion_plan.arrange(self.meeting, actor, each.id, arranged, self.at)
            exclusion_plan.views_obtained(self.meeting, actor, each.id, self.words(), self.at)

    def mark_told(self, actor: Person) -> None:
        closing.mark_told(self.meeting, actor, self.random.choice(["f_kay", "f_father"]), "", self.at)

    def consider(self, actor: Person) -> None:
        child = self.child()
        asked = considerations.to_ask(self.meeting, child)
        said = {each.key: self.words() for each in asked if self.yes() or each.needed}
        considerations.consider(self.meeting, actor, [child], said, self.words(), self.at)

    def close(self, actor: Person) -> None:
        closing.close(self.meeting, actor, self.at)

    def dissents(self, actor: Person) -> None:
        new = f"d_{len(self.steps)}"
        dissent.record_dissent(self.meeting, actor, self.child(), self.words(), self.words(), self.at, new)

    def tell_manager(self, actor: Person) -> None:
        known = [d.id for d in self.meeting.dissents] or ["d_none"]
        dissent.tell_manager(self.meeting, actor, self.random.choice(known), self.at)

    def edit_points(self, actor: Person) -> None:
        key_points.edit(self.meeting, actor, self.words(), self.words(), self.words(), self.at)

    def release(self, actor: Person) -> None:
        key_points.release(self.meeting, actor, self.at)

    # Walking

    def press(self) -> tuple[Callable[[Walk, Person], None], Person]:
        """Mostly what suits the phase and the person, and every so often anything by anybody."""
        if self.random.random() < 0.25:
            return self.random.choice(VERBS), self.anybody()
        named = {v.__name__: v for v in VERBS}
        verb = named[self.random.choice(suits(self.meeting))]
        listed = [i.person for i in self.meeting.invitees]
        theirs = [*listed, *(p for p in EVERYBODY if any(d.person == p.id for d in self.deputies()))]
        return verb, self.random.choice(theirs) if verb.__name__ in PERSONAL.split() else CHAIR

    def deputies(self) -> list[Deputy]:
        return [i.deputy for i in self.meeting.invitees if i.deputy]

    def step(self) -> None:
        self.at += timedelta(minutes=self.random.randint(0, 20))
        verb, actor = self.press()
        self.steps.append(f"{verb.__name__} by {actor.name} at {self.at:%d %b %H:%M} in {self.meeting.phase}")
        before, facts, owed = repr(self.meeting), len(self.meeting.facts), len(self.meeting.notices)
        composite = verb is Walk.name_teller
        try:
            verb(self, actor)
        except CPPMError:
            assert composite or repr(self.meeting) == before, "a refusal changes nothing"
            assert composite or (len(self.meeting.facts), len(self.meeting.notices)) == (facts, owed)
            NUMBERS["refused"] += 1
            return
        new = self.meeting.facts[facts:]
        NUMBERS[f"{verb.__name__} done"] += bool(new)
        assert bool(new) == (repr(self.meeting) != before), "a change has a fact, and a fact is a change"
        assert new or len(self.meeting.notices) == owed, "nothing is owed for nothing"


VERBS: list[Callable[[Walk, Person], None]] = [
    verb
    for name, verb in vars(Walk).items()
    if callable(verb) and list(getattr(verb, "__annotations__", {})) == ["actor", "return"]
]


SUITS: dict[Phase, str] = {
    Phase.BOOKED: "invite leave_empty remove send_for_approval approve return_list birth",
    Phase.INVITED: "invite confirm cannot_attend send_deputy file_report share alert open move open cancel "
    "birth",
    Phase.CLOSED: "file_report share mark_told dissents tell_manager edit_points release",
}
GATHERING = "check_opening roll roll arrive leave send_deputy state_quorum state_quorum reconvene"
TALKING = "arrive leave roll state_quorum summary voices voices open_round open_round reconvene"
VIEWING = "give_view give_view give_view give_view pass_view view_for open_views arrive leave dissents"
DECIDING = (
    "decide decide decide settle actions keep_out speak_with name_teller consider close dissents "
    "tell_manager state_quorum leave arrive"
)


def suits(meeting: PlanningMeeting) -> list[str]:
    """What people are about to press where the meeting stands."""
    if meeting.phase is not Phase.OPEN:
        return SUITS.get(meeting.phase, "").split() or [v.__name__ for v in VERBS]
    if meeting.quorum is None:
        return GATHERING.split()
    if any(r.revealed_at is None for r in meeting.rounds.values()):
        return VIEWING.split()
    return (DECIDING if meeting.rounds else TALKING).split() + TALKING.split()[:4]


PERSONAL = (
    "confirm cannot_attend send_deputy file_report share alert give_view pass_view dissents tell_manager"
)


def check(meeting: PlanningMeeting) -> None:
    """What holds after every step."""
    assert meeting.revision == len(meeting.facts), "the revision grows with every fact"
    for child_id, current in meeting.rounds.items():
        if current.revealed_at is None:
            assert views.opened_views(meeting, child_id) == [], "sealed"
            assert views.consensus(meeting, child_id) is Consensus.NOT_CLEAR
        for view in [*current.views.values(), *current.earlier]:
            assert view.option is None or view.reasons
            assert meeting.invitee(view.person).role.gives_view
    if meeting.decisions:
        assert all(meeting.rounds[c].revealed_at for c in meeting.decisions)
    if meeting.quorum:
        assert len(meeting.quorum.agencies) >= 2
        assert meeting.quorum.verdict is not Verdict.NEVER
    for decided in meeting.decisions.values():
        removes = decided.option is Option.REMOVE
        assert decided.option in meeting.options
        assert (decided.removal is not None) is removes, "a removal has its evidence, and nothing else has"
        assert not (removes and quorum.inquorate(meeting) and _was_so(meeting, decided)), "OUT-03"
    if meeting.phase is Phase.CLOSED:
        assert closing.blanks(meeting) == [], "a closed meeting lacks nothing"
        assert meeting.key_points
        assert meeting.closed_at
    uninvited = {i.person.id for i in meeting.invitees if not i.invited} - {LEAD.id}
    assert not uninvited & set(meeting.participants())
    assert sum(i.role is Role.LEAD_PROFESSIONAL for i in meeting.invitees) == 1
    seen = [i.deputy.person for i in meeting.invitees if i.deputy and i.deputy.person]
    assert len(seen) == len(set(seen))
    assert not set(seen) & {i.person.id for i in meeting.invitees}


def _was_so(meeting: PlanningMeeting, decided: Decision) -> bool:
    """Whether the quorum that holds now was stated before this decision."""
    return meeting.quorum is not None and meeting.quorum.at < decided.at


def check_reading(meeting: PlanningMeeting) -> None:
    """What every reader of a meeting may call at any time."""
    found = clocks.dues(meeting, PROFILE)
    assert len({d.key for d in found}) == len(found)
    assert all(d.owes and all(d.owes) and d.rule for d in found)
    quorum.forecast(meeting, PROFILE.quorum)
    quorum.quorum_now(meeting, PROFILE.quorum)
    template.missing_from_template(meeting)
    key_points.recipients(meeting)
    for child in meeting.children:
        views.still_awaited(meeting, child.id)


@pytest.mark.parametrize("seed", range(WALKS))
def test_whatever_anybody_presses_the_rules_hold(seed: int) -> None:
    """GEN-05 DEC-03 CHR-17"""
    walk = Walk(seed)
    try:
        for _ in range(STEPS):
            walk.step()
            check(walk.meeting)
        check_reading(walk.meeting)
        for fact in walk.meeting.facts:
            json.dumps(fact.detail)
        assert not [n for n in walk.meeting.notices if SECRET in f"{n.to} {n.key} {n.about}"]
    except BaseException:
        print("\n".join(walk.steps[-40:]))  # noqa: T201
        raise


def test_the_walks_went_everywhere() -> None:
    """GEN-05"""
    if NUMBERS.total() < WALKS * STEPS / 4:
        pytest.skip("the walks ran in another process")
    never = [v.__name__ for v in VERBS if not NUMBERS[f"{v.__name__} done"]]
    assert len(never) <= 2, f"almost never done: {never}"
    assert NUMBERS["refused"] > 100


# A whole review, for both ends


def a_review(option: Option) -> tuple[CoreGroup, PlanningMeeting]:
    """Booked from the core group of an initial meeting, held, decided, closed; the group follows it."""
    before = a_closed_meeting()
    numbers = itertools.count(1)
    group = following.follow(None, before, STARTS_AT, lambda: f"n_{next(numbers)}", PROFILE)
    assert group
    at, starts = datetime(2027, 4, 12, 9, tzinfo=UTC), datetime(2027, 5, 4, 13, tzinfo=UTC)
    asked = a_booking(
        kind=MeetingKind.REVIEW, starts_at=starts, report_due=date(2027, 4, 29), investigation_began=None
    )
    meeting = booking.book(asked, "m_review", LEAD, at, PROFILE, group, before)
    for guest in USUAL:
        invitations.invite(meeting, LEAD, guest, "Member of the core group", at)
    invitations.approve_list(meeting, CHAIR, at)
    for member in (LEAD, HEALTH):
        says = Recommended.REMOVE if option is Option.REMOVE else Recommended.REMAIN
        recommending.recommend(group, member, KAY.id, says, "From our visits", at)
    conduct.open_meeting(meeting, CHAIR, starts)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, *(p.id for p in USUAL)], [], ["f_mother"], starts)
    conduct.state_quorum(meeting, CHAIR, starts, PROFILE)
    conduct.capture_summary(meeting, CHAIR, KAY.id, ChildSummary("Fewer", "Some", "An aunt"), starts)
    conduct.capture_childs_views(meeting, CHAIR, KAY.id, Voice("It is quiet at night", "drawing"), starts)
    conduct.capture_parents_views(meeting, CHAIR, KAY.id, Voice("It is better", "in person"), starts)
    views.open_round(meeting, CHAIR, KAY.id, starts)
    for line in views.expected_to_view(meeting):
        views.give_view(meeting, line.person, KAY.id, option, "From our records", starts)
    views.open_views(meeting, CHAIR, KAY.id, starts)
    concerns = [Concern("neglect", "Two missed meals")] if option is Option.RETAIN else []
    words = ("The plan has worked", starts, PROFILE, "", concerns, "not needed", "They work with the plan")
    decision.decide(meeting, CHAIR, KAY.id, option, *words, removal=SAFER)
    return group, meeting


def close(group: CoreGroup, meeting: PlanningMeeting) -> None:
    at = meeting.starts_at + timedelta(hours=1)
    outcome.agree_actions(meeting, CHAIR, [], at, "The plan says what is done")
    builders.settle_exclusions(meeting, at)
    builders.go_through_considerations(meeting, at)
    for line in closing.to_be_told(meeting):
        closing.name_teller(meeting, CHAIR, line, LEAD.id, date(2027, 5, 6), at)
    closing.close(meeting, CHAIR, at)
    following.follow(group, meeting, at, lambda: "n_review", PROFILE)


def test_a_review_that_keeps_the_name_sets_the_next_core_group_and_the_next_review() -> None:
    """GEN-14 GEN-16 TIM-06 CHR-21 CG-05"""
    group, meeting = a_review(Option.RETAIN)
    assert {b.rule for b in closing.blanks(meeting)} >= {"CHR-17", "OUT-15", "CG-05", "CHR-21"}
    at = meeting.starts_at
    outcome.settle(
        meeting, CHAIR, at, LEAD.id, [LEAD.id, HEALTH.id], at + timedelta(days=9), date(2027, 11, 4), PROFILE
    )
    close(group, meeting)
    assert [c.id for c in group.registered] == [KAY.id]
    assert group.review
    assert group.review.by == date(2027, 11, 4)
    assert group.planned
    assert group.planned.starts_at == at + timedelta(days=9)
    assert group.recommendations == [], "the next review is recommended to afresh"


def test_a_review_that_removes_the_name_ends_the_core_group_and_tells_the_family() -> None:
    """GEN-14 GEN-15 OUT-03 OUT-04 CHR-19"""
    group, meeting = a_review(Option.REMOVE)
    assert {b.rule for b in closing.blanks(meeting)} == {"CHR-19", "EXC-01", "GEN-04", "OUT-04"}
    close(group, meeting)
    assert group.ended
    assert group.planned is None
    assert {t.id for t in meeting.outcome.tellings} == {"f_kay", "f_mother", "f_father"}
    assert meeting.key_points
    assert "removed from the Child Protection Register" in meeting.key_points.decision


def test_after_a_removal_a_new_concern_begins_with_an_initial_meeting() -> None:
    """GEN-10 GEN-14"""
    group, meeting = a_review(Option.REMOVE)
    close(group, meeting)
    at, starts = datetime(2027, 9, 1, 9, tzinfo=UTC), datetime(2027, 9, 14, 13, tzinfo=UTC)
    asked = a_booking(starts_at=starts, report_due=date(2027, 9, 9), investigation_began=date(2027, 8, 25))
    assert booking.book(asked, "m_again", LEAD, at, PROFILE, group, meeting).kind is MeetingKind.INITIAL
