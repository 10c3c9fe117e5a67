"""The three lists of preparing a meeting: what fills itself, what is ticked, whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cppm.errors import CPPMError
from cppm.meetings import attendance, invitations, moving, reports
from cppm.meetings.meeting import (
    Child,
    Deputy,
    FamilyLine,
    MeetingKind,
    Mode,
    NotInvited,
    NotYours,
    PlanningMeeting,
)
from cppm.meetings.meeting import Sharing as Shared
from cppm.people import Person
from cppm.records import FactKind
from cppm.rights import (
    checklists,
    exclusion,
    exclusion_plan,
    family_lines,
    preparation,
    support,
    taking_part,
    understanding,
)
from cppm.rights.exclusion_records import Decided, Ground, Legal
from cppm.rights.participation_records import (
    Booked,
    Factor,
    Heard,
    Need,
    SupportKind,
    TakesPart,
    Topic,
    Understood,
)
from cppm.rights.ticking import Line
from cppm.timing.clock_records import Attestation
from cppm.timing.timescales import at_local, end_of, local_day
from tests.builders import (
    ADMIN,
    BABY,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    a_booked_meeting,
    an_invited_meeting,
    an_opened_meeting,
    file_reports,
)

DAY = timedelta(days=1)
AT = BOOKED_AT + 3 * DAY
EVE = end_of(local_day(STARTS_AT) - DAY)


def line(meeting: PlanningMeeting, person: Person, key: str) -> Line:
    (found,) = (each for each in preparation.list_of(meeting, person) if each.key == key)
    return found


def keys(meeting: PlanningMeeting, person: Person) -> set[str]:
    return {each.key for each in preparation.list_of(meeting, person)}


def open_keys(meeting: PlanningMeeting, person: Person) -> set[str]:
    return {each.key for each in preparation.open_still(meeting, person)}


def tick(meeting: PlanningMeeting, person: Person, *which: str) -> None:
    preparation.tick(meeting, person, which, AT)


def share(meeting: PlanningMeeting, person: Person, shared: bool = True) -> None:
    said = Shared(shared, AT.date() if shared else None, "Read aloud", "Yes", "", "" if shared else "Away")
    reports.share_with_family(meeting, person, said, AT)


# The lead professional's list


def test_the_lead_professionals_list_holds_all_that_the_guide_asks() -> None:
    """LPP-01..18"""
    rules = {each.rule for each in checklists.of_lead(an_invited_meeting())}
    within_others = {f"LPP-{n:02d}" for n in (5, 6, 9, 11, 13, 17)}
    assert rules == {f"LPP-{n:02d}" for n in range(1, 19)} - within_others | {"REP-10", "CHI-04"}
    told = [topic for _, _, _, topics in family_lines.TELLING for topic in topics]
    assert len(told) == len(set(told))
    assert set(understanding.BEFOREHAND) < set(told)


def test_what_the_meeting_knows_fills_itself() -> None:
    """LPP-02 LPP-03 LPP-04"""
    meeting = a_booked_meeting(parts_planned=True)
    assert not line(meeting, LEAD, "list").done
    assert line(meeting, LEAD, "interpreter").done
    assert line(meeting, LEAD, "parts").state == "Separate parts are planned"
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT + MINUTE)
    assert line(meeting, LEAD, "list").done


def test_one_part_for_everybody_is_ticked() -> None:
    """LPP-02"""
    meeting = an_invited_meeting()
    assert "parts" in open_keys(meeting, LEAD)
    tick(meeting, LEAD, "parts")
    assert "parts" not in open_keys(meeting, LEAD)


def test_an_interpreter_is_settled_once_it_is_said_for_whom_and_confirmed() -> None:
    """LPP-03"""
    meeting = an_invited_meeting(interpreter="being booked")
    assert line(meeting, LEAD, "interpreter").opens == "takingpart.open"
    booked = ("Polish", "Global Language Services", False, AT)
    support.arrange_interpreter(meeting, LEAD, "f_mother", Booked.BOOKED, *booked)
    found = line(meeting, LEAD, "interpreter")
    assert (found.opens, found.ids) == ("interpreter.open", (("f", "f_mother"),))
    support.arrange_interpreter(meeting, LEAD, "f_mother", Booked.CONFIRMED, *booked)
    assert line(meeting, LEAD, "interpreter").done


@pytest.mark.parametrize(
    ("mode", "parts", "asked"),
    [
        (Mode.IN_PERSON, True, True),
        (Mode.HYBRID, True, True),
        (Mode.TEAMS, True, False),
        (Mode.IN_PERSON, False, False),
    ],
)
def test_safe_coming_and_going_is_planned_for_two_parts_in_a_room(
    mode: Mode, parts: bool, asked: bool
) -> None:
    """LPP-05"""
    meeting = an_invited_meeting(mode=mode, place="Room 2", parts_planned=parts)
    assert ("safety" in keys(meeting, LEAD)) is asked


# The family's part


def tell(meeting: PlanningMeeting, line_id: str, *topics: Topic, at: datetime = AT) -> None:
    said = ("Ewan Reid", local_day(at), "in person", Understood.YES, "", at)
    understanding.tell(meeting, LEAD, line_id, list(topics), *said)


def take_part(meeting: PlanningMeeting, line_id: str) -> None:
    taking_part.take_part(meeting, LEAD, line_id, TakesPart.WHOLE, "", [], "", AT)


def test_what_the_family_is_told_is_counted_until_everybody_has_heard_it() -> None:
    """LPP-01 LPP-15"""
    meeting = an_invited_meeting()
    assert line(meeting, LEAD, "told_early").state == "0 of 2 told"
    tell(meeting, "f_kay", Topic.MEETING, Topic.WHO)
    found = line(meeting, LEAD, "told_early")
    assert (found.state, found.opens, found.ids) == ("1 of 2 told", "understood.open", (("f", "f_mother"),))
    tell(meeting, "f_mother", *understanding.BEFOREHAND)
    assert line(meeting, LEAD, "told_early").done
    assert line(meeting, LEAD, "talked_through").state == "1 of 2 told"
    tell(meeting, "f_kay", *understanding.BEFOREHAND)
    assert {"told_early", "told_date", "talked_through"}.isdisjoint(open_keys(meeting, LEAD))


def test_childcare_is_thought_of_until_it_is_settled_how_each_of_the_family_comes() -> None:
    """LPP-13"""
    meeting = an_invited_meeting()
    found = line(meeting, LEAD, "taking_part")
    assert "childcare too" in found.words
    assert not found.done
    taking_part.invite_or_not(meeting, LEAD, "f_kay", True, [Factor.WISH], "Kay wants to come", "", AT)
    take_part(meeting, "f_kay")
    assert not line(meeting, LEAD, "taking_part").done
    needs = [Need.CHILDCARE]
    taking_part.take_part(meeting, LEAD, "f_mother", TakesPart.WHOLE, "", needs, "For the baby", AT)
    assert line(meeting, LEAD, "taking_part").done


def test_that_the_family_knows_the_date_is_open_again_when_the_meeting_moves() -> None:
    """LPP-07"""
    meeting = an_invited_meeting()
    for each in ("f_kay", "f_mother"):
        tell(meeting, each, Topic.DATE, Topic.MEETING)
    moving.move(meeting, LEAD, STARTS_AT + 2 * DAY, "The chair is ill", AT + DAY, PROFILE)
    assert line(meeting, LEAD, "told_early").done
    assert line(meeting, LEAD, "told_date").state == "0 of 2 told"


def test_each_line_opens_the_form_of_the_first_with_something_open() -> None:
    """LPP-10 LPP-12 LPP-14"""
    meeting = an_invited_meeting()
    why = ([Factor.WISH], "Kay wants to come", "", AT)
    assert line(meeting, LEAD, "taking_part").opens == "invitedornot.open"
    taking_part.invite_or_not(meeting, LEAD, "f_kay", True, *why)
    assert line(meeting, LEAD, "taking_part").opens == "participate.open"
    take_part(meeting, "f_kay")
    assert line(meeting, LEAD, "taking_part").ids == (("f", "f_mother"),)
    take_part(meeting, "f_mother")
    assert line(meeting, LEAD, "taking_part").done
    support.arrange_support(meeting, LEAD, "f_kay", SupportKind.NOBODY, "", "", AT)
    found = line(meeting, LEAD, "supporters")
    assert (found.opens, found.ids, found.state) == ("support.open", (("f", "f_mother"),), "1 of 2 settled")
    understanding.hear(meeting, LEAD, "f_kay", Heard("I like it", "In words", "Ewan Reid", AT.date()), AT)
    assert line(meeting, LEAD, "heard").state == "1 of 2 heard"


def test_a_friend_who_waits_for_the_chair_keeps_the_line_open() -> None:
    """PAR-06"""
    meeting = an_invited_meeting()
    support.arrange_support(meeting, LEAD, "f_kay", SupportKind.NOBODY, "", "", AT)
    friend = ("Her sister Jean", "", AT)
    support.arrange_support(meeting, LEAD, "f_mother", SupportKind.PERSON, *friend)
    assert not line(meeting, LEAD, "supporters").done
    support.arrange_support(meeting, CHAIR, "f_mother", SupportKind.PERSON, *friend, agreed=True)
    assert line(meeting, LEAD, "supporters").done


def test_a_baby_is_watched_but_told_nothing_and_an_unborn_one_is_neither() -> None:
    """CHI-05 LPP-10"""
    family = [
        FamilyLine("f_1", "Rory", "child", True, child="c_1"),
        FamilyLine("f_mother", "The mother", "mother", True),
    ]
    meeting = an_invited_meeting(children=[Child("c_1", "Rory", age=1)], family=family)
    states = {each.key: each.state for each in checklists.of_lead(meeting) if each.family}
    assert (states["told_early"], states["supporters"]) == ("0 of 1 told", "0 of 1 settled")
    assert (states["taking_part"], states["heard"]) == ("0 of 2 settled", "0 of 2 heard")
    pre_birth = an_invited_meeting(
        kind=MeetingKind.PRE_BIRTH, children=[BABY], family=[family[1]], late_reason=""
    )
    assert line(pre_birth, LEAD, "heard").state == "0 of 1 heard"


def test_a_family_of_whom_nobody_comes_has_no_lines() -> None:
    """LPP-01"""
    nobody = [FamilyLine("f_mother", "The mother", "mother", False, "Bail conditions")]
    meeting = an_invited_meeting(kind=MeetingKind.PRE_BIRTH, children=[BABY], family=nobody, late_reason="")
    assert not any(each.family for each in checklists.of_lead(meeting))


def test_ticks_from_before_lines_filled_themselves_change_nothing() -> None:
    """LPP-01"""
    meeting = an_invited_meeting()
    for key in ("told_early", "leaflets", "advocacy", "interpreter"):
        meeting.attested[f"prepared:{key}:{LEAD.id}"] = Attestation(LEAD.id, AT)
    assert not line(meeting, LEAD, "told_early").done
    with pytest.raises(preparation.NothingTicked):
        preparation.ticked(meeting, LEAD)


def test_no_line_of_the_family_names_anybody() -> None:
    """PAR-08"""
    meeting = an_invited_meeting()
    said = " ".join(f"{each.words} {each.state}" for each in checklists.of_lead(meeting))
    assert not any(each.who in said for each in meeting.family)


# The lead professional's own report


def test_the_report_is_filed_by_its_day_then_shared_and_everybodys_is_counted() -> None:
    """LPP-08 LPP-16 LPP-18"""
    meeting = an_invited_meeting()
    report = line(meeting, LEAD, "report")
    assert (report.opens, report.by) == ("report.open", end_of(meeting.report_due))
    assert line(meeting, LEAD, "shared").opens == ""
    file_reports(meeting, LEAD)
    assert line(meeting, LEAD, "shared").opens == "share.open"
    share(meeting, LEAD)
    assert {"report", "shared"}.isdisjoint(open_keys(meeting, LEAD))
    assert line(meeting, LEAD, "all_shared").state == "1 of 5 reports shared"


def test_a_report_that_was_not_shared_for_a_reason_is_still_unshared() -> None:
    """LPP-18"""
    meeting = an_invited_meeting()
    file_reports(meeting, HEALTH)
    share(meeting, HEALTH, shared=False)
    assert HEALTH.id in {each.person.id for each in checklists.unshared(meeting)}
    assert line(meeting, HEALTH, "shared").state == "Not shared yet, with the reason"


def test_the_lead_professional_also_prepares_as_everybody_does_and_no_line_comes_twice() -> None:
    """ATT-06 ATT-09"""
    found = [each.key for each in preparation.list_of(an_invited_meeting(), LEAD)]
    assert {"answer", "records", "not_there", "restricted", "overview"} <= set(found)
    assert len(found) == len(set(found))


# The chair's list


def test_the_chair_reads_what_is_in_and_reads_again_what_comes_later() -> None:
    """CHR-02 REP-14"""
    meeting = an_invited_meeting()
    assert line(meeting, CHAIR, "read").opens == "ready.open"
    with pytest.raises(CPPMError):
        tick(meeting, CHAIR, "read")
    file_reports(meeting, HEALTH, SCHOOL)
    tick(meeting, CHAIR, "read")
    assert line(meeting, CHAIR, "read").done
    reports.file_report(meeting, POLICE, "REF", False, AT + DAY)
    found = line(meeting, CHAIR, "read")
    assert (found.done, found.state) == (False, "3 of 5 are in")


def test_the_chair_speaks_with_those_of_the_family_who_come_and_are_old_enough() -> None:
    """CHR-03"""
    family = [
        FamilyLine("f_kay", "Kay", "child", True, child="c_kay"),
        FamilyLine("f_rory", "Rory", "child", True, child="c_rory"),
        FamilyLine("f_mother", "Kay's mother", "mother", True),
        FamilyLine("f_father", "Kay's father", "father", False, "Bail conditions"),
    ]
    meeting = an_invited_meeting(children=[KAY, Child("c_rory", "Rory", age=1)], family=family)
    spoken = {key for key in keys(meeting, CHAIR) if key.startswith("spoken")}
    assert spoken == {"spoken:f_kay", "spoken:f_mother"}


def test_the_chair_agrees_format_time_and_list_and_hears_how_far_the_lead_professional_is() -> None:
    """CHR-01 CHR-04 CON-07"""
    meeting = an_invited_meeting()
    assert line(meeting, CHAIR, "list").done
    before = line(meeting, CHAIR, "lead_prepared").state
    tick(meeting, LEAD, "parts", "records")
    after = line(meeting, CHAIR, "lead_prepared").state
    assert int(after.split()[0]) == int(before.split()[0]) + 1
    tick(meeting, CHAIR, "format", "time", "lead_prepared")
    assert {"format", "time", "lead_prepared"}.isdisjoint(open_keys(meeting, CHAIR))


def test_a_list_with_somebody_waiting_for_the_chair_is_not_agreed() -> None:
    """CON-07"""
    meeting = an_invited_meeting()
    invitations.invite(meeting, LEAD, OUTSIDER, "Knows the family", AT)
    assert not line(meeting, CHAIR, "list").done


def test_the_chair_settles_who_of_the_family_is_not_invited() -> None:
    """EXC-01 EXC-05 EXC-06"""
    meeting = an_invited_meeting()
    found = line(meeting, CHAIR, "kept_out")
    assert (found.opens, found.state) == ("excluded.open", "1 thing is open")
    said = exclusion.Said(
        Decided.OUT, "Bail conditions", (Ground.RISK,), "He may not speak with her", Legal.WAITING, "Asked"
    )
    made = exclusion.decide(meeting, CHAIR, "f_father", said, AT, "e_1")
    assert line(meeting, CHAIR, "kept_out").state == "2 things are open"
    exclusion.advise(meeting, CHAIR, made.id, "It may be done", AT)
    day = STARTS_AT.date()
    plan = exclusion_plan.Arranged(LEAD.id, day, "By phone", "", None, "He has gone", LEAD.id, day)
    exclusion_plan.arrange(meeting, CHAIR, made.id, plan, AT)
    assert line(meeting, CHAIR, "kept_out").done


def test_where_everybody_is_invited_the_chair_has_no_line_of_it() -> None:
    """EXC-01"""
    family = [
        FamilyLine("f_kay", "Kay", "child", True, child=KAY.id),
        FamilyLine("f_mother", "Kay's mother", "mother", True),
    ]
    assert "kept_out" not in keys(an_invited_meeting(family=family), CHAIR)


# Everybody who writes a report


def test_a_practitioners_list_holds_what_the_guide_asks_before_the_meeting() -> None:
    """ATT-04 ATT-06..12 GEN-21"""
    found = preparation.list_of(an_invited_meeting(), THIRD)
    assert {each.rule for each in found} == {
        *("ATT-04", "ATT-06", "ATT-07", "ATT-08", "ATT-09", "ATT-10", "ATT-12", "REP-10")
    }
    assert {each.by for each in found if each.key != "report"} == {EVE}


def test_a_deputy_has_a_list_of_their_own_without_the_answer() -> None:
    """ATT-02"""
    meeting = an_invited_meeting()
    deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, deputy, AT, POLICE_DEPUTY)
    tick(meeting, POLICE_DEPUTY, "records")
    assert "answer" not in keys(meeting, POLICE_DEPUTY)
    assert "records" not in open_keys(meeting, POLICE_DEPUTY)
    assert "records" in open_keys(meeting, POLICE)


def test_who_is_invited_on_the_last_day_has_until_the_meeting() -> None:
    """GEN-21"""
    meeting = an_invited_meeting()
    late = at_local(local_day(STARTS_AT), STARTS_AT.time().replace(hour=9))
    invitations.invite(meeting, CHAIR, OUTSIDER, "Knows the family", late)
    assert line(meeting, OUTSIDER, "records").by == STARTS_AT


# Ticking


def test_a_tick_is_kept_with_who_and_when_and_twice_changes_nothing() -> None:
    """LPP-01"""
    meeting = an_invited_meeting()
    meeting.facts.clear()
    tick(meeting, LEAD, "parts")
    tick(meeting, LEAD, "parts")
    (fact,) = meeting.facts
    assert (fact.kind, fact.by, fact.detail) == (
        FactKind.TASK_DONE,
        LEAD.id,
        {"key": "prepared:parts:p_lead"},
    )
    assert preparation.to_tick(meeting, LEAD)[0].key != "parts"


def test_what_was_ticked_too_early_is_taken_back() -> None:
    """ATT-06"""
    meeting = an_invited_meeting()
    tick(meeting, LEAD, "records")
    assert [each.key for each in preparation.ticked(meeting, LEAD)] == ["records"]
    preparation.take_back(meeting, LEAD, ["records"], AT)
    assert not line(meeting, LEAD, "records").done
    assert meeting.facts[-1].kind is FactKind.TASK_REOPENED
    with pytest.raises(preparation.NothingTicked):
        preparation.ticked(meeting, LEAD)


def test_when_all_is_ticked_there_is_nothing_more_to_tick() -> None:
    """GEN-21"""
    meeting = an_invited_meeting()
    tick(meeting, THIRD, *(each.key for each in preparation.to_tick(meeting, THIRD)))
    with pytest.raises(preparation.NothingToTick):
        preparation.to_tick(meeting, THIRD)
    assert open_keys(meeting, THIRD) == {"answer", "report", "shared", "family_time"}


def test_where_a_child_comes_the_meeting_is_made_fit_for_a_child() -> None:
    """CHI-04"""
    meeting = an_invited_meeting()
    assert "child_ready" in keys(meeting, LEAD)
    assert "child_friendly" in keys(meeting, CHAIR)
    tick(meeting, LEAD, "child_ready")
    assert line(meeting, LEAD, "child_ready").done
    assert not line(meeting, CHAIR, "child_friendly").done


@pytest.mark.parametrize(("age", "invited"), [(7, False), (1, True)])
def test_where_no_child_comes_or_a_baby_alone_nothing_of_it_is_listed(age: int, invited: bool) -> None:
    """CHI-04"""
    meeting = an_invited_meeting(children=[replace(KAY, age=age)])
    meeting.family_line("f_kay").invited = invited
    assert not {"child_ready", "child_friendly"} & (keys(meeting, LEAD) | keys(meeting, CHAIR))


@pytest.mark.parametrize("key", ["report", "list", "nonsense", "spoken:f_mother"])
def test_what_fills_itself_or_is_anothers_cannot_be_ticked(key: str) -> None:
    """LPP-08"""
    meeting = an_invited_meeting()
    with pytest.raises(CPPMError):
        tick(meeting, LEAD, key)
    assert not meeting.attested


def test_no_line_chosen_is_said() -> None:
    """GEN-21"""
    with pytest.raises(preparation.TickMissing):
        tick(an_invited_meeting(), LEAD)


def test_who_writes_no_report_or_is_not_there_has_no_list() -> None:
    """ATT-22 PAR-08"""
    meeting = an_invited_meeting([HEALTH, REPORTER])
    with pytest.raises(NotYours):
        preparation.list_of(meeting, REPORTER)
    for nobody in (OUTSIDER, ADMIN):
        with pytest.raises(NotInvited):
            preparation.list_of(meeting, nobody)


def test_once_the_meeting_is_open_preparing_is_over() -> None:
    """GEN-05"""
    with pytest.raises(CPPMError, match="under way"):
        preparation.list_of(an_opened_meeting(), LEAD)


def test_whether_a_list_waits_is_what_the_list_says() -> None:
    """LPP-01..18, CHR-01..04"""
    meeting = an_invited_meeting()
    for waits, person in ((checklists.lead_waits, LEAD), (checklists.chair_waits, CHAIR)):
        assert waits(meeting)
        preparation.tick(meeting, person, [each.key for each in preparation.to_tick(meeting, person)], AT)
        assert waits(meeting) is any(each.waits for each in preparation.list_of(meeting, person))
    assert not checklists.chair_waits(meeting)
