"""The minutes' skeleton, first half: when and where, who was asked, who came, who was not there and why.

Rules: MIN-05..10, REP-13, EXC-10, RAI-08, QUO-01, INV-07.
"""

from __future__ import annotations

from datetime import datetime

from cppm.meetings.meeting import FamilyLine, Invitee, Mode, PlanningMeeting, Verdict
from cppm.meetings.reports import due_day
from cppm.meetings.skeleton_words import NOT_RECORDED, Marks, Rows, clock, filled, listed, one_of
from cppm.papers import Part
from cppm.people import Role
from cppm.rights import exclusion, section, taking_part
from cppm.rights.beside import CALLED
from cppm.rights.exclusion_records import GROUNDS, Exclusion
from cppm.rights.handing_over_records import Part as Handed
from cppm.rights.participation_records import Booked, TakesPart, Topic
from cppm.timing.timescales import end_of, local_day, say_day, say_moment

NOT_HERE = "What was said there is kept apart. It is not in these minutes, and nobody adds it to them."


def time_and_place(meeting: PlanningMeeting) -> Part:
    """Which meeting it was, about whom, when and where (MIN-05)."""
    began = clock(meeting.opened_at) if meeting.opened_at else NOT_RECORDED
    ended = clock(meeting.closed_at) if meeting.closed_at else NOT_RECORDED
    rows = [
        ("Meeting", f"{meeting.kind.capitalize()} Child Protection Planning Meeting"),
        ("About", listed([one_of(child) for child in meeting.children])),
        ("Date and time", f"{say_moment(meeting.starts_at)}; opened at {began}, closed at {ended}"),
        ("Place", _place(meeting)),
        ("Interpreter", meeting.interpreter.capitalize()),
        *_of_its_kind(meeting),
        *[("Earlier date", _postponed(each.reason, say_moment(each.was))) for each in meeting.postponements],
        *filled(("In two parts, because", meeting.parts.words if meeting.parts else "")),
    ]
    return Part("Time, date and place", rows=tuple(rows))


def _place(meeting: PlanningMeeting) -> str:
    if meeting.mode is Mode.TEAMS:
        return "On Teams"
    where = meeting.place or NOT_RECORDED
    return where if meeting.mode is Mode.IN_PERSON else f"{where}; some people on Teams"


def _postponed(reason: str, was: str) -> str:
    return f"{was}, which did not hold: {reason}"


def _of_its_kind(meeting: PlanningMeeting) -> Rows:
    """What only some kinds of meeting have: why a special review, from where a family came (GEN-06, 17)."""
    rows = filled(("Special review, because", meeting.special_because))
    move = meeting.move
    if move is None:
        return rows
    there = [i.person.name for i in meeting.invitees if i.person.id in move.from_there]
    interim = "Agreed by both areas" if move.interim_agreed else f"Not agreed: {move.no_interim_because}"
    return [
        *rows,
        ("Area the family left", move.left),
        ("Confirmed that they stay", say_day(move.stays_since)),
        ("Interim safety plan", interim),
        ("Came for the other area", ", ".join(there) or NOT_RECORDED),
    ]


def chairing(meeting: PlanningMeeting) -> Part:
    """Who chaired, and who takes the minutes (MIN-01, 06)."""
    chair = meeting.chair_at(meeting.closed_at or meeting.starts_at)
    takers = [i.person.name for i in meeting.invitees if i.role is Role.MINUTE_TAKER]
    passed_on = [
        ("Chair handed over", f"{each.was.name} to {each.to.name}, {say_moment(each.at)}")
        for each in meeting.handed_over
        if each.part is Handed.CHAIR
    ]
    rows = [
        ("Chair", f"{chair.name}, {chair.post}"),
        *passed_on,
        *filled(("Not the chair of the meeting before, because", meeting.other_chair_because)),
        ("Minute taker", ", ".join(takers) or NOT_RECORDED),
    ]
    return Part("Chair and minute taker", rows=tuple(rows))


# Professionals


def professionals(meeting: PlanningMeeting, marks: Marks) -> list[Part]:
    """Who was invited and came, themselves or by a deputy, and who did not (MIN-07)."""
    lines = [i for i in meeting.invitees if i.invited or i.attended]
    came = [i for i in lines if i.attended]
    first = min((i.stay.arrived for i in came if i.stay), default=None)
    there = [_person(meeting, i, _came(i, first), marks) for i in came]
    away = [_person(meeting, i, _why_away(meeting, i), marks) for i in lines if not i.attended]
    return [
        Part("Professionals"),
        _people("Invited and attended", there, "Nobody."),
        _people("Invited and absent", away, "Nobody: all who were invited came."),
    ]


def _people(heading: str, rows: Rows, none: str) -> Part:
    return Part(heading, () if rows else (none,), tuple(rows), level=2)


def _person(meeting: PlanningMeeting, line: Invitee, came: str, marks: Marks) -> tuple[str, str]:
    """Somebody with post, agency and role, and whether they came."""
    return line.person.name, marks.only(line.person.id, f"{_post(meeting, line)}. {came}")


def _post(meeting: PlanningMeeting, line: Invitee) -> str:
    words = f"{line.person.post}, {line.person.agency}"
    beside = next((f.within for f in meeting.family if f.id == line.beside), "")
    role = f"{line.role} for {beside}" if beside else str(line.role)
    return words if line.role is Role.PRACTITIONER else f"{words} ({role})"


def _came(line: Invitee, first: datetime | None) -> str:
    """How somebody came, and when, where they were not there from the first moment to the end."""
    stay, deputy = line.stay, line.deputy.name if line.deputy else ""
    if stay is None:
        return NOT_RECORDED
    who = "Attended"
    if stay.as_deputy:
        who = f"The deputy attended: {deputy}"
    elif stay.deputy_came:
        who = f"Attended; the deputy, {deputy}, was there before"
    from_ = f", from {clock(stay.arrived)}" if stay.arrived != first else ""
    until = f", left at {clock(stay.left)}" if stay.left else ""
    return f"{who}{from_}{until}"


def _why_away(meeting: PlanningMeeting, line: Invitee) -> str:
    if line.why_absent:
        return f"Apologies: {line.why_absent}{meeting.on_behalf(line.source, line.recorded_by)}"
    if line.deputy:
        return f"The deputy named, {line.deputy.name}, did not come either"
    return f"Apologies: {NOT_RECORDED.lower()}"


def guests(meeting: PlanningMeeting) -> list[Part]:
    """Carers and volunteers whom somebody was to brief; nobody records whether they came (INV-07)."""
    rows = tuple((each.who, f"{each.reason}. Attended: {NOT_RECORDED.lower()}") for each in meeting.briefings)
    return [Part("Carers and volunteers who were asked", rows=rows, level=2)] if rows else []


# The family


def family(meeting: PlanningMeeting, marks: Marks) -> Part:
    """Whether each of the family was invited, came, and with whom beside them (MIN-08)."""
    rows = tuple((line.named, marks.only(line.id, _took_part(meeting, line))) for line in meeting.family)
    return Part("Child and family", rows=rows)


def _took_part(meeting: PlanningMeeting, line: FamilyLine) -> str:
    said = [_there(meeting, line)]
    mine = taking_part.of(meeting, line.id)
    if mine.support and mine.support.kind in CALLED:
        kind = CALLED[mine.support.kind]
        said.append(f"Support: {mine.support.name}, {kind}{_was_here(mine.support_came)}")
    if mine.interpreter and mine.interpreter.booked is not Booked.NOT_NEEDED:
        language = mine.interpreter.language or NOT_RECORDED.lower()
        said.append(f"Interpreter: {language}{_was_here(mine.interpreter_came)}")
    return ". ".join(said)


def _was_here(came: bool | None) -> str:
    """What the roll says of somebody beside the family who has no line of their own (MIN-08)."""
    return {None: "", True: ", attended", False: ", did not attend"}[came]


def _there(meeting: PlanningMeeting, line: FamilyLine) -> str:
    if line.id in exclusion.out_of_room(meeting) and line.invited:
        return "Invited, and excluded"
    if not line.invited:
        return "Not invited"
    if line.present is None:
        return f"Invited. Attended: {NOT_RECORDED.lower()}"
    mine = taking_part.of(meeting, line.id)
    if line.present and mine.takes_part is TakesPart.PART:
        return f"Invited, and attended a part: {mine.part}"
    return "Invited, and attended" if line.present else "Invited, and absent"


def not_there(meeting: PlanningMeeting) -> list[Part]:
    """Who of the family was not invited or was excluded: grounds, reasons, how they were heard (MIN-09, 21).

    Legal advice and the safe way of speaking with somebody stay with the chair: minutes go to many.
    """
    names = {line.id: line.who for line in meeting.family}
    decided = {each.line: each for each in exclusion.standing(meeting)}
    parts = [Part(names[each.line], rows=tuple(_kept_out(each)), level=2) for each in decided.values()]
    parts += [
        Part(line.who, rows=tuple(_left_out(meeting, line)), level=2)
        for line in meeting.family
        if not line.invited and line.id not in decided
    ]
    heading = "Not invited, or excluded, and why"
    return [Part(heading), *parts] if parts else [Part(heading, ("Everybody of the family was invited.",))]


def _kept_out(each: Exclusion) -> Rows:
    views = each.plan.views if each.plan else None
    obtained = "Obtained; they stand with the child" if views and views.done_at else ""
    heard = obtained or (each.plan.no_views_because if each.plan else "")
    told = each.plan.reasons if each.plan else None
    return [
        ("Decided by the chair", f"{each.words}, {say_day(local_day(each.at))}"),
        *filled(("From which part", each.part)),
        ("Grounds", "; ".join(GROUNDS[ground] for ground in each.grounds) or NOT_RECORDED),
        ("Reasons", each.reasons),
        ("By video or phone", each.not_virtual or NOT_RECORDED),
        ("Told the reasons by", f"{told.name}, by {say_day(told.by)}" if told else NOT_RECORDED),
        ("Their views", heard or NOT_RECORDED),
    ]


def _left_out(meeting: PlanningMeeting, line: FamilyLine) -> Rows:
    """A child who was not invited, with what was weighed and who said so to them (CHI-01..03)."""
    mine = taking_part.of(meeting, line.id)
    told = mine.told.get(Topic.NOT_INVITED)
    untold = (
        f"Not told: {mine.invited.not_told_because}" if mine.invited and mine.invited.not_told_because else ""
    )
    baby = taking_part.is_baby(taking_part.child_of(meeting, line))
    return [
        ("Not invited, because", line.reason or NOT_RECORDED),
        *filled(("Weighed", "; ".join(mine.invited.weighed) if mine.invited else "")),
        *(
            []
            if baby
            else [("Told so", f"{told.by}, {say_day(told.on)}" if told else untold or NOT_RECORDED)]
        ),
    ]


# Quorum, reports, and what was said without the family


def quorum(meeting: PlanningMeeting) -> Part:
    """The quorum as the chair stated it, and why the meeting went ahead without one (QUO-01..05)."""
    stated = meeting.quorum
    if stated is None:
        return Part("Quorum", rows=(("Stated", NOT_RECORDED),))
    ahead = stated.verdict is Verdict.DISCRETION
    # A copy for one part names no agency that was in the other alone.
    known = {i.person.agency for i in meeting.invitees if i.attended}
    essential = "The essential information was there" if stated.essential_information else NOT_RECORDED
    rows = [
        ("Stated", "Not quorate; the chair went ahead" if ahead else "Quorate"),
        ("Agencies", ", ".join(each for each in stated.agencies if each in known)),
        *filled(("Ground", stated.ground)),
        *([("Why it went ahead", stated.reason or NOT_RECORDED)] if ahead else []),
        *([("Information", essential)] if ahead and not stated.ground else []),
    ]
    return Part("Quorum", rows=tuple(rows))


def reports(meeting: PlanningMeeting, marks: Marks) -> Part:
    """The reports asked for and received, and whether the family saw them before (MIN-10, REP-13)."""
    asked = [i for i in meeting.invitees if i.role.owes_report and (i.invited or i.report.filed)]
    rows = [
        (f"{i.person.name}, {i.person.agency}", marks.only(i.person.id, _report(meeting, i))) for i in asked
    ]
    return Part("Reports asked for and received", rows=(("Asked for by", say_day(meeting.report_due)), *rows))


def _report(meeting: PlanningMeeting, line: Invitee) -> str:
    report = line.report
    if report.filed_at is None:
        return "Asked for, and not received"
    late = report.filed_at > end_of(due_day(line, meeting.report_due))
    chronology = "with chronology" if report.chronology else "without chronology"
    said = [
        f"Received {say_moment(report.filed_at)}{', late' if late else ''}, {chronology}"
        f"{meeting.on_behalf(report.source, report.recorded_by)}",
        f"Kept as {report.reference}" if report.reference else "",
        _shared(meeting, line),
    ]
    return ". ".join(filter(None, said))


def _shared(meeting: PlanningMeeting, line: Invitee) -> str:
    sharing = line.report.sharing
    if sharing is None:
        return f"Shared with the family: {NOT_RECORDED.lower()}"
    told = meeting.on_behalf(sharing.source, sharing.recorded_by)
    if not sharing.shared:
        return f"Not shared with the family: {sharing.why_not}{told}"
    on = f" on {say_day(sharing.on)}" if sharing.on else ""
    disputed = f". The family disputes: {sharing.disputed}" if sharing.disputed else ""
    return f"Shared with the family{on}, {sharing.how}{told}{disputed}"


def confidential(meeting: PlanningMeeting) -> list[Part]:
    """That a section without the family took place, and who left; never what was said (RAI-08)."""
    names, parts = section.names(meeting), []
    for each in meeting.sections:
        left = [names[id] for id in each.left if id in names]
        if each.left and not left:
            continue
        ended = clock(each.ended_at) if each.ended_at else NOT_RECORDED
        rows = (
            ("Time", f"From {clock(each.started_at)} to {ended}"),
            ("Left the room", "; ".join(left) or "Nobody of the family was there"),
            ("Explained to them", "Yes, beforehand" if each.explained else "Nobody had to be told"),
        )
        parts.append(Part("Confidential section", (NOT_HERE,), rows))
    return parts
