"""What is to be prepared before a meeting, by whom: three lists that fill themselves as far as can be known.

The lead professional's (LPP-01..18), the chair's (CHR-01..04, REP-14) and each practitioner's (ATT-06..12,
GEN-21). What only people can know is ticked by them. The words name nobody but family lines to the chair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from cppm.meetings import reports
from cppm.meetings.invitations import waiting_for_chair
from cppm.meetings.meeting import Coming, FamilyLine, Invitee, Mode, Phase, PlanningMeeting
from cppm.people import Person
from cppm.rights import exclusion, family_lines
from cppm.rights.taking_part import child_of, is_baby
from cppm.rights.ticking import Line, Sheet
from cppm.timing.timescales import end_of, local_day, say_day


def ready_by(meeting: PlanningMeeting, known_since: datetime | None = None) -> datetime:
    """The end of the day before the meeting, or its beginning where people knew of it too late for that."""
    eve = end_of(local_day(meeting.starts_at) - timedelta(days=1))
    return eve if (known_since or meeting.convened_at) < eve else meeting.starts_at


def unshared(meeting: PlanningMeeting) -> list[Invitee]:
    """Those whose report the family has not seen, filed or not (LPP-18)."""
    return [i for i in _reporting(meeting) if not (i.report.sharing and i.report.sharing.shared)]


def _reporting(meeting: PlanningMeeting) -> list[Invitee]:
    return [i for i in meeting.invitees if i.role.owes_report and i.invited]


CHILD_FRIENDLY = (
    "The child has seen the room or the screen beforehand, and knows who sits where.",
    "Everybody says who they are, and uses words that the child knows.",
    "The child is heard early, or somebody they trust says it for them. Nobody presses them.",
    "There are breaks, and a sign by which the child can stop or go out with somebody.",
    "What would weigh on the child is talked about while they are not there.",
    "At the end somebody says in plain words what was decided and what comes next.",
)
"""How a meeting is held so that a child can follow it. Guides ask for it and leave open how (CHI-04)."""

# The lead professional


def of_lead(meeting: PlanningMeeting) -> list[Line]:
    """The lead professional's list, in the order in which things are done."""
    return list(_leads_lines(meeting))


def lead_waits(meeting: PlanningMeeting) -> bool:
    """Whether anything on that list waits; asked at every change, so it stops at the first line that does."""
    return any(line.waits for line in _leads_lines(meeting))


def _leads_lines(meeting: PlanningMeeting) -> Iterator[Line]:
    sheet = Sheet(meeting, meeting.lead_professional.id, ready_by(meeting))
    yield from _arranging(sheet)
    yield from family_lines.of_family(sheet)
    yield from _child_ready(sheet)
    yield from _papers(sheet)


def _arranging(sheet: Sheet) -> Iterator[Line]:
    meeting = sheet.meeting
    yield _parts(sheet)
    yield family_lines.interpreter(sheet)
    sent = meeting.list_sent_at is not None or meeting.approved_at is not None
    yield sheet.known("list", "LPP-04", "Send the invitation list to the chair", sent, "list.open")
    if meeting.parts_planned and meeting.mode is not Mode.TEAMS:
        yield sheet.tick(
            "safety", "LPP-05", "Plan safe coming and going: transport, exits, nobody meets in the doorway"
        )
    yield from _guests(sheet)


def child_comes(meeting: PlanningMeeting) -> bool:
    """Whether a child who is old enough to follow some of it is invited (CHI-04)."""
    return any(f.child and f.invited and not is_baby(child_of(meeting, f)) for f in meeting.family)


def _child_ready(sheet: Sheet) -> Iterator[Line]:
    if child_comes(sheet.meeting):
        words = "Get the child ready: who is there, how it goes, how to stop, what comes afterwards"
        yield sheet.tick("child_ready", "CHI-04", words)


def _guests(sheet: Sheet) -> Iterator[Line]:
    """Who comes from outside and is briefed by somebody else, with what that person has noted (INV-07)."""
    for each in sheet.meeting.briefings:
        if each.briefer != sheet.owner:
            words, done = f"{each.briefer_name} briefs {each.who}", each.done_at is not None
            yield sheet.known(f"briefing:{each.id}", "INV-07", words, done, state=each.note)


def _parts(sheet: Sheet) -> Line:
    """Planned when the meeting was booked; that it is one for everybody is a decision too (LPP-02)."""
    words = "Decide whether people meet in separate parts"
    if sheet.meeting.parts_planned:
        return sheet.known("parts", "LPP-02", words, True, state="Separate parts are planned")
    return sheet.tick("parts", "LPP-02", words, state="One meeting for everybody is booked")


def _papers(sheet: Sheet) -> Iterator[Line]:
    own = next((i for i in sheet.meeting.invitees if i.person.id == sheet.owner), None)
    if own is not None:
        yield from _report(sheet, own, "LPP-08", "LPP-16")
    yield _all_shared(sheet)


def _all_shared(sheet: Sheet) -> Line:
    """Families hear nothing for the first time in the meeting (LPP-18)."""
    reporting, left = _reporting(sheet.meeting), unshared(sheet.meeting)
    state = f"{len(reporting) - len(left)} of {len(reporting)} reports shared" if reporting else ""
    words = "See that the family has seen every report"
    return sheet.known("all_shared", "LPP-18", words, bool(reporting) and not left, _wall(sheet), state)


def _wall(sheet: Sheet) -> str:
    """The wall of readiness shows nothing before people are invited."""
    return "ready.open" if sheet.meeting.phase is not Phase.BOOKED else ""


def _report(sheet: Sheet, line: Invitee, files: str, shares: str) -> Iterator[Line]:
    """Somebody's own report: filed by its day, then gone through with the family at a time that is planned.

    `files` and `shares` are the rules behind it.
    """
    report, meeting = line.report, sheet.meeting
    opens = "report.open" if line.invited else ""
    state = "Without a chronology" if report.filed and not report.chronology else ""
    filed = sheet.known("report", files, "File my report and its chronology", report.filed, opens, state)
    yield replace(filed, by=end_of(reports.due_day(line, meeting.report_due)))
    sharing = report.sharing
    shared, said = bool(sharing and sharing.shared), ""
    planned, when = report.planned, ""
    if planned and not shared:
        when = f"Planned for {say_day(planned.on)}: {planned.how[:1].lower()}{planned.how[1:]}"
    words = "Plan time to go through my report with the family"
    plans = "familytime.open" if line.invited and not shared else ""
    yield sheet.known("family_time", "REP-10", words, shared or planned is not None, plans, when)
    if sharing:
        said = f"Understood: {sharing.understood}" if shared else "Not shared yet, with the reason"
    words = "Share my report with the family, and see that they understand it"
    yield sheet.known("shared", shares, words, shared, "share.open" if report.filed else "", said)


# The chair


def of_chair(meeting: PlanningMeeting) -> list[Line]:
    """The chair's list (CHR-01..04, REP-14)."""
    return list(_chairs_lines(meeting))


def chair_waits(meeting: PlanningMeeting) -> bool:
    """Whether anything on that list waits, as `lead_waits`."""
    return any(line.waits for line in _chairs_lines(meeting))


def _chairs_lines(meeting: PlanningMeeting) -> Iterator[Line]:
    sheet = Sheet(meeting, meeting.chair.id, ready_by(meeting))
    agreed = meeting.phase is not Phase.BOOKED and not waiting_for_chair(meeting)
    yield sheet.known("list", "CON-07", "Agree the invitation list", agreed, "list.open")
    words = "Agree with the lead professional how we meet, and who is in which part"
    yield sheet.tick("format", "CHR-01", words)
    yield from _kept_out(sheet)
    yield sheet.tick("time", "LPP-06", "See that the family has time enough", state=_slot(meeting))
    yield from _child_friendly(sheet)
    yield _reading(sheet)
    yield _all_shared(sheet)
    for each in _to_speak_with(meeting):
        yield sheet.tick(f"spoken:{each.id}", "CHR-03", f"Speak with {each.within}")
    yield _lead_prepared(sheet)
    yield from _guests(sheet)


def _lead_prepared(sheet: Sheet) -> Line:
    lines = of_lead(sheet.meeting)
    state = f"{sum(line.done for line in lines)} of {len(lines)} of their lines are done"
    words = "Hear from the lead professional that the family is prepared"
    return sheet.tick("lead_prepared", "CHR-04", words, state=state)


def _child_friendly(sheet: Sheet) -> Iterator[Line]:
    if child_comes(sheet.meeting):
        yield sheet.tick("child_friendly", "CHI-04", "See that a child can follow the meeting, and speak")


def _kept_out(sheet: Sheet) -> Iterator[Line]:
    """Only where somebody of the family is left out, or the chair was told of a concern (EXC-01, 06, 07)."""
    meeting = sheet.meeting
    left = len(exclusion.open_still(meeting))
    if left or exclusion.standing(meeting):
        state = "" if not left else "1 thing is open" if left == 1 else f"{left} things are open"
        words = "Settle who of the family is not invited"
        yield sheet.known("kept_out", "EXC-01", words, not left, "excluded.open", state)


def _slot(meeting: PlanningMeeting) -> str:
    return f"{meeting.minutes_long} minutes are booked"


def _reading(sheet: Sheet) -> Line:
    """Every report that is in is read; one that comes in later opens the line again (CHR-02, REP-14)."""
    reporting = _reporting(sheet.meeting)
    filed = [i.report.filed_at for i in reporting if i.report.filed_at]
    state, words = f"{len(filed)} of {len(reporting)} are in", "Read every report that is in"
    if not filed:
        return sheet.known("read", "CHR-02", words, False, _wall(sheet), state if reporting else "")
    return sheet.tick("read", "CHR-02", words, since=max(filed), state=state)


def _to_speak_with(meeting: PlanningMeeting) -> list[FamilyLine]:
    """Those of the family who are invited, but for children too young for it."""
    return [line for line in meeting.family if line.invited and not is_baby(child_of(meeting, line))]


# Everybody who writes a report


def of_practitioner(meeting: PlanningMeeting, person: Person) -> list[Line]:
    """The list of somebody who writes a report, or of their deputy. Raises NotInvited."""
    line = meeting.line_of(person)
    asked = max([line.invited_at or meeting.convened_at, *(p.at for p in meeting.postponements)])
    sheet = Sheet(meeting, person.id, ready_by(meeting, asked))
    return [
        *_answer(sheet, line),
        sheet.tick("records", "ATT-06", "Go through my service's records on child and parents"),
        *_report(sheet, line, "ATT-07", "ATT-08"),
        sheet.tick("not_there", "ATT-09", "Consider if anybody should not be there; if so, tell the chair"),
        sheet.tick(
            "restricted", "ATT-10", "Consider if anything is restricted; if so, tell the chair in private"
        ),
        sheet.tick("overview", "ATT-12", "Note the key points of my report, for a short overview"),
        *_briefings(sheet),
    ]


def _answer(sheet: Sheet, line: Invitee) -> Iterator[Line]:
    """Only the invitee answers the invitation, not their deputy (ATT-04)."""
    if line.person.id == sheet.owner:
        answered = line.coming is not Coming.AWAITED
        state = str(line.coming).capitalize() if answered else ""
        yield sheet.known("answer", "ATT-04", "Answer the invitation", answered, "attend.open", state)


def _briefings(sheet: Sheet) -> Iterator[Line]:
    """Whom somebody is to brief (INV-07)."""
    for each in sheet.meeting.briefings:
        if each.briefer == sheet.owner:
            done, key = each.done_at is not None, f"briefing:{each.id}"
            made = sheet.known(key, "INV-07", f"Brief {each.who}", done, "briefed.open", j=each.id)
            yield replace(made, by=end_of(each.by))
