"""The table of permissions against the field: every verb of it, tried by everybody at every stage."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from cppm import capacities, permissions
from cppm.capacities import When, Who, who_is
from cppm.disagreeing import dissent
from cppm.errors import CPPMError
from cppm.groups import changes, gatherings, in_session, membership, planning, recommending, sightings
from cppm.groups.core_group import ChangeKind, CoreGroup, GroupRecord, Recommended, Review
from cppm.groups.plan import PlanText, Visits
from cppm.meetings import (
    attendance,
    closing,
    conduct,
    decision,
    family_rights,
    family_time,
    invitations,
    key_points,
    minutes,
    moving,
    named_person,
    outcome,
    reports,
    reports_read,
    skeleton,
    views,
)
from cppm.meetings.meeting import ChildSummary, Coming, Mode, Option, PlanningMeeting, Voice
from cppm.people import Person
from cppm.rights import (
    consents,
    exclusion,
    exclusion_plan,
    parts,
    restricted,
    section,
    sitting_in,
    support,
    taking_part,
    understanding,
)
from cppm.rights.participation_records import Booked, Factor, Heard, SupportKind, TakesPart, Topic, Understood
from cppm.rights.parts_records import Because, Part
from cppm.rights.restricted_records import Response
from tests import builders, cast
from tests.builders import BOOKED_AT, CHAIR, KAY, LEAD, PROFILE, STARTS_AT
from tests.builders_group import DAY, FIRST_AT, ids
from tests.cast import EVERYBODY, GROUPS, HEALTH, MEETINGS, NO_SHOW, OUTSIDER, POLICE

DOCUMENT = Path(__file__).parents[2] / "docs/permissions.md"
FAMILY = ("Kay", "mother", "father", "Injuries")
AT = STARTS_AT + timedelta(hours=1)
LATER = FIRST_AT + DAY
HEARD = Voice("I like school", "in person")
FINDINGS = GroupRecord("It works", "Grandmother", "Go on")

Deed = Callable[[PlanningMeeting, Person], object]
GroupDeed = Callable[[CoreGroup, Person], object]


def somebody_else(actor: Person) -> str:
    """A member who is not the actor."""
    return HEALTH.id if actor is cast.SCHOOL else cast.SCHOOL.id


DEEDS: dict[str, Deed] = {
    "list.send": lambda m, p: invitations.send_for_approval(m, p, AT),
    "list.approve": lambda m, p: invitations.approve_list(m, p, AT),
    "invite": lambda m, p: invitations.invite(m, p, OUTSIDER, "Knows the family", AT),
    "remove": lambda m, p: invitations.remove(m, p, HEALTH.id, "Another worker", AT),
    "usual": lambda m, p: invitations.leave_empty(m, p, "police", "No part in it", AT),
    "sitin": lambda m, p: sitting_in.set_days(m, p, cast.INCOMING.id, None, AT.date(), AT),
    "also": lambda m, p: invitations.invite(m, p, OUTSIDER, "Housing or tenancy support", AT),
    "return": lambda m, p: invitations.return_list(m, p, "The school is missing", AT),
    "move": lambda m, p: moving.move(m, p, AT + DAY, "A clash", AT, PROFILE),
    "calloff": lambda m, p: moving.cancel(m, p, "The family has moved", AT),
    "attend": lambda m, p: attendance.confirm(m, p, AT),
    "attendfor": lambda m, p: attendance.confirm(m, p, AT, HEALTH.id, "by phone"),
    "report": lambda m, p: reports.file_report(m, p, "REF", True, AT),
    "reports.have": lambda m, p: reports_read.have(m, p, HEALTH.id, AT),
    "familytime": lambda m, p: family_time.plan(m, p, AT.date(), "Read aloud", AT),
    "restricted": lambda m, p: restricted.may_alert(m, p),
    "restricteddecide": lambda m, p: restricted.require_decider(m, p, "r_1"),
    "passon": lambda m, p: restricted.require_asker(m, p, "r_1", AT),
    "passonanswer": lambda m, p: restricted.answer_passing_on(m, p, "r_1", True, "", AT),
    "restrictedanswer": lambda m, p: restricted.respond(m, p, "r_1", Response.SHARE, AT),
    "section": lambda m, p: section.start(m, p, [], True, AT),
    "section.end": lambda m, p: section.end(m, p, AT),
    "exclude": lambda m, p: exclusion.require_decider(m, p),
    "excludelegal": lambda m, p: exclusion.advise(m, p, "e_1", "Advice", AT),
    "excludeplan": lambda m, p: exclusion_plan.arrange(m, p, "e_1", builders.an_arrangement(AT), AT),
    "excludealert": lambda m, p: exclusion.alert(m, p, "f_mother", "A concern", AT, "n_9"),
    "excluded.open": lambda m, p: exclusion.require_reader(m, p),
    "excludetold": lambda m, p: exclusion_plan.reasons_shared(m, p, "e_1", "by phone", AT),
    "excludeviews": lambda m, p: exclusion_plan.views_obtained(m, p, "e_1", "He wants to see Kay", AT),
    "parts": lambda m, p: parts.plan(m, p, Because.OTHER, "For safety", "Two doors", AT),
    "part": lambda m, p: parts.sort(m, p, [], [], AT),
    "partnow.open": lambda m, p: parts.begin(m, p, Part.FIRST, AT),
    "partsummary": lambda m, p: parts.mark(m, p, [], None, AT),
    "start.open": lambda m, p: conduct.open_meeting(m, p, AT),
    "roll": lambda m, p: conduct.call_roll(m, p, [HEALTH.id], [], [], AT),
    "arrive": lambda m, p: conduct.note_arrival(m, p, cast.ABSENT.id, AT),
    "depart": lambda m, p: conduct.note_leaving(m, p, HEALTH.id, AT),
    "quorum.state": lambda m, p: conduct.state_quorum(m, p, AT, PROFILE, "", False),
    "invitedornot": lambda m, p: taking_part.invite_or_not(
        m, p, "f_kay", False, [Factor.WISH], "She would rather write", "", AT
    ),
    "participate": lambda m, p: taking_part.take_part(m, p, "f_kay", TakesPart.VIEWS, "", [], "", AT),
    "support": lambda m, p: support.arrange_support(
        m, p, "f_mother", SupportKind.ADVOCATE, "Ada Fyfe", "", AT
    ),
    "interpreter": lambda m, p: support.arrange_interpreter(
        m, p, "f_mother", Booked.BEING_BOOKED, "Polish", "", False, AT
    ),
    "consent": lambda m, p: consents.record_family(
        m, p, cast.STUDENT.id, False, False, "Said no on Monday", AT
    ),
    "understood": lambda m, p: understanding.tell(
        m, p, "f_mother", [Topic.MEETING], "I", BOOKED_AT.date(), "by phone", Understood.YES, "", AT
    ),
    "heard": lambda m, p: understanding.hear(
        m, p, "f_mother", Heard("I try", "by phone", "I", BOOKED_AT.date()), AT
    ),
    "summary": lambda m, p: conduct.capture_summary(m, p, KAY.id, ChildSummary("R", "N", "P"), AT),
    "voice": lambda m, p: conduct.capture_childs_views(m, p, KAY.id, HEARD, AT),
    "parents": lambda m, p: conduct.capture_parents_views(m, p, KAY.id, HEARD, AT),
    "ask.open": lambda m, p: views.open_round(m, p, KAY.id, AT),
    "view": lambda m, p: views.give_view(m, p, KAY.id, Option.PLACE, "From our records", AT),
    "viewfor": lambda m, p: views.record_view_for(
        m, p, HEALTH.id, KAY.id, Option.PLACE, "From our records", "by phone", AT
    ),
    "reveal": lambda m, p: views.open_views(m, p, KAY.id, AT),
    "decide": lambda m, p: decision.decide(m, p, KAY.id, Option.NOT_PLACE, "Safe now", AT, PROFILE, "Why"),
    "outcome": lambda m, p: outcome.settle(m, p, AT, LEAD.id, [], None, None, PROFILE),
    "actions": lambda m, p: outcome.agree_actions(m, p, [], AT, "None needed"),
    "teller": lambda m, p: closing.name_teller(m, p, "f_father", LEAD.id, (AT + DAY).date(), AT),
    "rightstold.open": lambda m, p: family_rights.told(m, p, AT),
    "closing": lambda m, p: closing.close(m, p, AT),
    "told": lambda m, p: closing.mark_told(m, p, "f_father", "by phone", AT),
    "dissent": lambda m, p: dissent.record_dissent(m, p, KAY.id, "Too little", "More", AT, "d_9"),
    "points": lambda m, p: key_points.editable(m, p),
    "release": lambda m, p: key_points.release(m, p, AT),
    "minutesdraft.open": lambda m, p: minutes.hand_over_draft(m, p, AT),
    "skeleton.open": lambda m, p: skeleton.require_reader(m, p),
    "namedperson": lambda m, p: named_person.name(m, p, [KAY.id], "Callum Ross", False, AT),
    "minutescheck": lambda m, p: minutes.check(m, p, AT),
    "minutessend": lambda m, p: minutes.send(m, p, "REF", AT),
    "minutes.stored": lambda m, p: minutes.store(m, p, AT),
    "recording.open": lambda m, p: minutes.recording_deleted(m, p, AT),
}  # fmt: skip
"""What changes a planning meeting, by the verb of its button."""

GROUP_DEEDS: dict[str, GroupDeed] = {
    "cgread.open": lambda g, p: in_session.require_reader(g, p, g.gatherings[0]),
    "cgattend": lambda g, p: gatherings.reply(g, p, g.gatherings[-1].id, Coming.ATTENDING, LATER),
    "cgattendfor": lambda g, p: gatherings.reply(
        g, p, g.gatherings[-1].id, Coming.ATTENDING, LATER, member_id=somebody_else(p), source="by phone"
    ),
    "cgdate": lambda g, p: gatherings.arrange(
        g, p, LATER + DAY, Mode.TEAMS, "", "", LATER, PROFILE, ids("z")
    ),
    "cgjoin": lambda g, p: membership.bring_in(g, p, POLICE, LATER, "Follows the bail conditions"),
    "cgleave": lambda g, p: membership.let_go(g, p, HEALTH.id, LATER, "Another worker"),
    "cghandover": lambda g, p: membership.hand_over(
        g, p, membership.Leads.CHAIR, builders.TEAM_LEADER, "Moves on", LATER
    ),
    "cgopen.open": lambda g, p: in_session.open_gathering(g, p, g.gatherings[0].id, FIRST_AT),
    "cgclosing": lambda g, p: in_session.close(g, p, g.gatherings[0].id, LATER, PROFILE),
    "cgroll": lambda g, p: in_session.call_roll(g, p, g.gatherings[0].id, [HEALTH.id], LATER),
    "cgrecord": lambda g, p: in_session.note(g, p, g.gatherings[0].id, FINDINGS, [], LATER),
    "cgvoice": lambda g, p: in_session.hear(g, p, g.gatherings[0].id, "f_mother", HEARD, LATER),
    "cgkept.open": lambda g, p: in_session.keep_outcome(g, p, g.gatherings[0].id, LATER),
    "plantext": lambda g, p: planning.write(g, p, PlanText("R", "N", "C", "S", "V", "W"), LATER),
    "visits": lambda g, p: planning.set_visits(g, p, Visits("v_9", HEALTH.id, "", 7, "Sleep"), LATER),
    "planagree": lambda g, p: planning.agree(g, p, g.gatherings[0].id, LATER),
    "seen": lambda g, p: sightings.record_seen(g, p, KAY.id, LATER.date(), p, True, "", LATER, ids()),
    "significant": lambda g, p: changes.report(
        g, p, ChangeKind.RISK, "More risk", FIRST_AT, Review.NONE, LATER, ids()
    ),
    "recommend": lambda g, p: recommending.recommend(g, p, KAY.id, Recommended.REMAIN, "Why", LATER),
    "chronology": lambda g, p: recommending.agree_chronology(g, p, (LATER + DAY).date(), LEAD, LATER),
}
"""What changes a core group, or shows its record, by the verb of its button."""


@pytest.mark.parametrize("stage", MEETINGS)
@pytest.mark.parametrize("verb", DEEDS)
def test_the_field_refuses_in_a_meeting_whom_the_table_does_not_name(verb: str, stage: str) -> None:
    for actor in EVERYBODY:
        meeting = cast.meeting_at(stage)
        if not permissions.may(meeting, actor, verb):
            _refuses(partial(DEEDS[verb], meeting, actor), actor, meeting)


@pytest.mark.parametrize("stage", GROUPS)
@pytest.mark.parametrize("verb", GROUP_DEEDS)
def test_the_field_refuses_in_a_core_group_whom_the_table_does_not_name(verb: str, stage: str) -> None:
    for actor in EVERYBODY:
        group = cast.group_at(stage)
        if not permissions.may(group, actor, verb):
            _refuses(partial(GROUP_DEEDS[verb], group, actor), actor, group)


def _refuses(deed: Callable[[], object], actor: Person, root: PlanningMeeting | CoreGroup) -> None:
    """Nothing is recorded: a refusal that names no child, or, for what is done already, nothing at all."""
    said = ""
    try:
        deed()
    except CPPMError as refused:
        said = str(refused)
    named = [word for word in FAMILY if word in said and Who.CHAIR not in who_is(root, actor)]
    assert (root.facts, root.notices, named) == ([], [], []), (actor.id, said)


def test_a_person_is_everything_that_they_are() -> None:
    """ATT-22, PAR-06, PAR-08, INV-08"""
    meeting = cast.meeting_at("closed")
    assert {Who.LEAD, Who.BOOKED_IT, Who.TELLER, Who.SOCIAL_WORKER} <= who_is(meeting, LEAD)
    assert Who.CHAIR in who_is(meeting, CHAIR)
    assert who_is(meeting, cast.POLICE_DEPUTY) == {Who.DEPUTY, Who.ANYBODY}
    for nobody in (NO_SHOW, cast.UNAGREED, cast.TAKEN_OFF, OUTSIDER):
        assert who_is(meeting, nobody) == {Who.ANYBODY}
    for person, way in (
        (cast.STUDENT, Who.STUDENT),
        (cast.OBSERVER, Who.OBSERVER),
        (cast.INTERPRETER, Who.INTERPRETER),
        (cast.SUPPORT, Who.SUPPORT),
    ):
        assert who_is(meeting, person) == {way, Who.ANYBODY}
    known = cast.known_to(meeting, cast.TOO_EARLY)
    assert who_is(known, cast.TOO_EARLY) == {Who.SOCIAL_WORKER, Who.ANYBODY}
    assert Who.INCOMING in who_is(cast.known_to(meeting, cast.INCOMING), cast.INCOMING)
    group = cast.group_at("met")
    assert who_is(group, cast.MEMBER_DEPUTY) == {Who.EARLIER_DEPUTY, Who.ANYBODY}


def test_those_who_are_there_for_somebody_else_see_the_agenda_and_their_own_answer() -> None:
    """ATT-22 PAR-06: students, interpreters and support persons."""
    open_to = {
        verb
        for row in (*permissions.OF_MEETING, *permissions.BOTH)
        if row.who & permissions.BESIDE
        for verb in row.verbs
    }
    own = {"restricted", "restricted.read", "restrictedanswer", "passonanswer"}
    to_read = {"asked.open", "leaflets.open"}
    assert open_to == {"meeting.open", "meeting.more", "attend", "minutes.open", "mute.open"} | own | to_read


def test_nobody_but_those_who_speak_gives_or_reads_views() -> None:
    """DEC-12 PAR-08: not the Reporter, and not CP Administration, who may record one for somebody."""
    assert permissions.row_of("view.open").who == permissions.SPEAKERS
    assert permissions.row_of("board.open").who == permissions.SPEAKERS | {Who.CHAIR}


def test_a_verb_stands_in_one_row() -> None:
    verbs = [verb for rows in permissions.TABLE.values() for row in rows for verb in row.verbs]
    assert sorted(verbs) == sorted(set(verbs))


def test_every_stage_of_the_table_is_walked() -> None:
    walked = {capacities.when_is(cast.meeting_at(s)) for s in MEETINGS}
    walked |= {capacities.when_is(cast.group_at(s)) for s in GROUPS}
    assert walked == set(When)


def test_the_written_table_is_that_of_the_code() -> None:
    """To write it anew: QUORATE_WRITE_PERMISSIONS=1."""
    if os.environ.get("QUORATE_WRITE_PERMISSIONS"):
        DOCUMENT.write_text(permissions.written())
    assert DOCUMENT.read_text() == permissions.written()
