"""The minutes' skeleton, last part: what follows from the meeting, who hears of it, and who gets the minutes.

Rules: MIN-04, MIN-15, MIN-17..21, EXC-08, CG-01, CG-14, CHR-18, CHR-22, SUM-02.
"""

from __future__ import annotations

from cppm.groups.core_group import CoreGroup
from cppm.meetings.closing import next_core_group
from cppm.meetings.decision import registered
from cppm.meetings.key_points import addressed, not_sent
from cppm.meetings.meeting import ImmediateAction, Mode, PlanningMeeting
from cppm.meetings.minutes import recorded
from cppm.meetings.skeleton_words import NOT_RECORDED, TO_WRITE, Marks, Rows
from cppm.papers import Part
from cppm.people import Agency
from cppm.rights.cut import NOT_SHOWN
from cppm.timing.timescales import local_day, say_day, say_moment

NO_GROUP = "No name is on the register after this meeting, so there is no core group and no review."


def discussed() -> Part:
    """What only the minute taker can write: what people said, in short (MIN-11)."""
    return Part("Summary of the information", rows=(("Information shared and discussed", TO_WRITE),))


def recommended(meeting: PlanningMeeting, group: CoreGroup | None) -> Part:
    """What the core group recommended to a review; of others nobody keeps a record (MIN-15)."""
    about = {child.id: child.name for child in meeting.children}
    made = group.recommended_to.get(meeting.id, []) if group else []
    rows: Rows = [
        (f"{each.name}, core group, on {about[each.child]}", f"{each.says.words}. {each.reasons}")
        for each in made
        if each.child in about
    ]
    line = "What each agency recommends on registration stands with the child."
    return Part("Recommendations", (line,), (*rows, ("Other recommendations of the meeting", TO_WRITE)))


def actions(meeting: PlanningMeeting, marks: Marks) -> Part:
    """Who does what by when until the core group meets, or why there is nothing (MIN-17, CHR-18)."""
    outcome = meeting.outcome
    rows = [
        (each.who, marks.said("actions", f"{each.what}{_whom(meeting, each)}, by {say_day(each.by)}"))
        for each in outcome.actions
    ]
    none, apart = outcome.no_actions_because or NOT_RECORDED, outcome.no_actions_because == NOT_SHOWN
    label = "Actions" if apart else "None, because"
    return Part("Immediate actions", rows=tuple(rows) or ((label, marks.said("actions", none)),))


def _whom(meeting: PlanningMeeting, action: ImmediateAction) -> str:
    """The child whom an action is about alone, where there are several."""
    return f" (for {meeting.child(action.child).name})" if action.child else ""


def who_leads(meeting: PlanningMeeting) -> Part:
    """Named Person, lead professional, core group with its date, and review (MIN-18..20)."""
    outcome, names = meeting.outcome, meeting.names
    rows: Rows = [_named_person(meeting, child.id, child.name) for child in meeting.children]
    lead = outcome.lead_professional or meeting.lead_professional.id
    rows.append(("Lead professional", names.get(lead, NOT_RECORDED)))
    if not registered(meeting):
        return Part("Named Person, lead professional and core group", (NO_GROUP,), tuple(rows))
    members = [names[id] for id in outcome.core_group if id in names]
    first = say_moment(outcome.first_core_group) if outcome.first_core_group else NOT_RECORDED
    rows += [
        ("Core group", ", ".join(members) or NOT_RECORDED),
        ("Chair of the core group", names.get(outcome.core_group_chair or lead, NOT_RECORDED)),
        (next_core_group(meeting).capitalize(), first),
        ("Review Child Protection Planning Meeting", _review(meeting)),
    ]
    return Part("Named Person, lead professional and core group", rows=tuple(rows))


def _named_person(meeting: PlanningMeeting, child_id: str, name: str) -> tuple[str, str]:
    found = meeting.named_persons.get(child_id)
    known = found.words if found else ""
    asked = f"{NOT_RECORDED}; not known yet on {say_day(local_day(found.at))}" if found else NOT_RECORDED
    return f"Named Person for {name}", known or asked


def _review(meeting: PlanningMeeting) -> str:
    on = meeting.outcome.review_on
    return f"By {say_day(on)}" if on else NOT_RECORDED


def told(meeting: PlanningMeeting) -> Part:
    """Who tells those who were not there, and by when (MIN-21, EXC-08, CHR-22)."""
    rows = tuple(
        (each.who, f"{each.told_by_name}, by {say_day(each.by)}") for each in meeting.outcome.tellings
    )
    none = () if rows else ("Everybody of the family was there to the end.",)
    return Part("Who tells those who were not there", none, rows)


def recording(meeting: PlanningMeeting) -> Part:
    """Whether it was recorded, everybody knew, and what becomes of the recording (MIN-02..04)."""
    if meeting.mode is Mode.IN_PERSON:
        return Part("Recording", ("People met in person, and no recording was made.",))
    if not recorded(meeting):
        return Part("Recording", ("Nobody said that a recording was made.",))
    gone = meeting.minutes.recording_deleted_at
    told = "Yes, at the start" if "recording" in meeting.opening else NOT_RECORDED
    deleted = f"Deleted on {say_day(local_day(gone))}" if gone else "Deleted once the minutes are complete"
    return Part("Recording", rows=(("Everybody was told of it", told), ("What becomes of it", deleted)))


def readers(meeting: PlanningMeeting) -> list[Part]:
    """To whom the minutes go, by agency, and to whom they do not, and why (MIN-23)."""
    by_agency: dict[Agency, list[str]] = {}
    for agency, who in addressed(meeting).values():
        by_agency.setdefault(agency, []).append(who)
    rows = tuple((str(a), "; ".join(by_agency[a])) for a in Agency if a in by_agency)
    kept_from = tuple((who, why) for who, why in not_sent(meeting))
    goes_to = Part("Who gets the minutes", rows=rows)
    return [goes_to, Part("Not sent to", rows=kept_from, level=2)] if kept_from else [goes_to]
