"""Running the meeting: opening, roll, quorum, and what is summed up before views are asked.

Rules: GEN-08, CHR-05..10, QUO-01..06, DEC-01, CHI-05, CHI-06, GEN-20, MIN-02.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cppm.councils.profile import Profile
from cppm.errors import ChangeUnexplained, CPPMError
from cppm.meetings import moving
from cppm.meetings.dates import DateGone
from cppm.meetings.meeting import (
    ChildSummary,
    Invitee,
    Mode,
    NoSuchThing,
    Phase,
    PlanningMeeting,
    QuorumStatement,
    Stay,
    Verdict,
    Voice,
)
from cppm.meetings.quorum import Quorum, inquorate, lost, present_agencies, quorum_now, said
from cppm.people import Agency, Person
from cppm.records import FactKind, NoticeKind
from cppm.rights import beside, consents, exclusion, parts
from cppm.timing.timescales import say_moment

OPENING: dict[str, str] = {
    "introductions": "Introductions made, apologies and absences noted",
    "purpose": "Why the meeting was called, with a brief summary of the concerns",
    "outcomes": "The possible outcomes explained",
    "confidential": "Everybody reminded that the meeting is confidential",
    "recording": "Everybody told that recording has started",
}
"""What the chair says at the start (CHR-05..07); recording only on Teams and in hybrid meetings (MIN-02)."""
IF_RECORDED = "Where it is recorded: everybody told that recording has started"
"""The same where no guide says that every meeting is recorded; not ticked, there is no recording."""


class TooEarly(CPPMError):
    """This meeting starts on {when}. You can open it from an hour before that."""

    rule = "CHR-05"


class NobodyPresent(CPPMError):
    """Nobody is marked as present. Mark who is in the meeting, then continue."""

    rule = "CHR-05"


class SingleAgency(CPPMError):
    """Only {agencies} is represented. A meeting never goes ahead with one agency alone, whatever the reason.
    Set a new date; the interim safety plan goes on."""

    rule = "QUO-02"


class NoAgency(SingleAgency):
    """Nobody who represents an agency is marked as present. Call the roll again, or set a new date; the
    interim safety plan goes on."""

    rule = "QUO-02"


class DiscretionUnexplained(CPPMError):
    """{agencies} are here, and {lacks}. You may go ahead at your discretion: say why, and confirm that
    {condition}. Otherwise set a new date."""

    rule = "QUO-05"


class InquorateAgain(CPPMError):
    """{agencies} are here, and {lacks}. The meeting before this one went ahead
    without a quorum, and that does not happen twice in a row. Set a new date; the interim safety plan goes
    on."""

    rule = "QUO-06"


class LeftAlone(SingleAgency):
    """Of the agencies only {agencies} is still here, and no decision is made with one agency alone. If
    others are still in the meeting, mark them as present; otherwise set a new date."""

    rule = "QUO-02"


class QuorumLost(DiscretionUnexplained):
    """Since you stated the quorum people have left. {agencies} remain, and {lacks}. State the quorum again
    and say why you go on, or set a new date."""

    rule = "QUO-05"


class DeputyUnknown(CPPMError):
    """No deputy is recorded for {name}. Record the deputy's name first, briefed and authorised; then mark
    the deputy as present."""

    rule = "ATT-02"


class AllDecided(CPPMError):
    """Every decision has been made, so the meeting can't be put off any more. Settle what is still open and
    close it."""

    rule = "QUO-06"


class QuorumNotStated(CPPMError):
    """Call the roll and state the quorum first; then views and decisions can follow."""

    rule = "QUO-01"


class SummaryMissing(CPPMError):
    """Please sum up the {what} for {child}. If there are none, say so in words."""

    rule = "DEC-01"


class OnlyBeforeBirth(CPPMError):
    """The list of risks before a birth is for an unborn baby, and {child} is born. Describe the risks in your
    own words."""

    rule = "GEN-08"


class VoiceMissing(CPPMError):
    """Please give the {whose} views, or say why they could not be heard. For a baby, describe
    presentation and behaviour."""

    rule = "CHI-06"


class NotLeftYet(CPPMError):
    """{name} is not in the meeting now."""

    rule = "CHR-05"


def opening_list(meeting: PlanningMeeting) -> dict[str, str]:
    """The opening checklist for this kind of gathering and this council."""
    spoken = dict(OPENING)
    if meeting.mode is Mode.IN_PERSON:
        del spoken["recording"]
    elif not meeting.always_recorded:
        spoken["recording"] = IF_RECORDED
    return spoken


def open_meeting(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The chair opens the meeting, from an hour before its time. Opening it twice changes nothing."""
    meeting.require_chair(actor)
    if meeting.phase is Phase.OPEN:
        return
    meeting.require_phase("opening it", Phase.INVITED)
    if (meeting.starts_at - at).total_seconds() > 3600:
        raise TooEarly(when=say_moment(meeting.starts_at))
    meeting.phase, meeting.opened_at = Phase.OPEN, at
    meeting.record(FactKind.MEETING_OPENED, actor, at)


def check_opening(meeting: PlanningMeeting, actor: Person, done: list[str], at: datetime) -> None:
    """Record what was said at the start; unknown items are left out."""
    meeting.require_chair(actor)
    meeting.require_phase("the opening", Phase.OPEN)
    meeting.opening = [item for item in opening_list(meeting) if item in done]
    meeting.record(FactKind.OPENING_CHECKED, actor, at, done=meeting.opening)


def call_roll(
    meeting: PlanningMeeting,
    actor: Person,
    present: list[str],
    deputies: list[str],
    family: list[str],
    at: datetime,
    with_family: Collection[str] = (),
) -> None:
    """Who is here as the meeting starts: people by id, those whose deputy sits in, family lines by id.

    `with_family` are the keys of those beside the family who are not enrolled (`beside.named`).

    The roll may be called again to correct it. Who left, or gave a view, stays on record as having
    been there. Where both came, the invitee speaks, not the deputy.
    """
    meeting.require_chair(actor)
    meeting.require_phase("calling the roll", Phase.OPEN)
    if not present and not deputies:
        raise NobodyPresent
    lines = [meeting.invitee(person_id) for person_id in [*present, *deputies]]
    _check_family_ids(meeting, family)
    for line in lines:
        consents.require(line)
    exclusion.check_roll(meeting, family)
    beside.keep_roll(meeting, with_family)
    stand_ins = [line for line in lines if line.person.id not in present]
    for line in stand_ins:
        _require_deputy(line)
    for line in meeting.invitees:
        if line in lines:
            if meeting.quorum is None and line.stay:
                line.stay.deputy_came = False
            _seat(line, at, as_deputy=line in stand_ins)
        elif line.stay and (line.stay.left or _has_viewed(meeting, line)):
            line.stay.left = line.stay.left or at
        else:
            line.stay = None
    for relative in meeting.family:
        relative.present = relative.id in family
    said = {"present": present, "deputies": deputies, "family": family, "with_family": list(with_family)}
    meeting.record(FactKind.ROLL_CALLED, actor, at, **said)
    _ask_newcomers(meeting, lines)


def _check_family_ids(meeting: PlanningMeeting, family: list[str]) -> None:
    if set(family) - {relative.id for relative in meeting.family}:
        raise NoSuchThing(what="person")


def _require_deputy(line: Invitee) -> None:
    if line.deputy is None:
        raise DeputyUnknown(name=line.person.name)


def _seat(line: Invitee, at: datetime, as_deputy: bool) -> None:
    """Somebody, or their deputy, is in the chair from now on; when they first came is kept."""
    came = line.stay.arrived if line.stay else at
    before = line.stay is not None and line.stay.deputy_came
    line.stay = Stay(came, None, as_deputy, deputy_came=before or as_deputy)


def _has_viewed(meeting: PlanningMeeting, line: Invitee) -> bool:
    return any(line.person.id in current.views for current in meeting.rounds.values())


def _ask_newcomers(meeting: PlanningMeeting, lines: list[Invitee]) -> None:
    """Those who come while views are being asked are asked too; nobody is asked twice (CHR-08, 13)."""
    for child_id, current in meeting.rounds.items():
        for line in lines:
            if not current.revealed_at and line.person.id not in current.views:
                ask_for_view(meeting, line, child_id)


def ask_for_view(meeting: PlanningMeeting, line: Invitee, child_id: str) -> None:
    """Owe the card that asks for a view to whoever speaks for this line, once in each round."""
    if line.role.gives_view and line.speaker and parts.hears_of(meeting, line.person.id, child_id):
        key = f"{child_id}:{meeting.rounds[child_id].opened_at.isoformat()}"
        meeting.owe(NoticeKind.VIEW_ASKED, line.speaker, key=key, about=child_id)


def note_arrival(
    meeting: PlanningMeeting, actor: Person, person_id: str, at: datetime, as_deputy: bool = False
) -> None:
    """Somebody came late, or came back, or takes over from their deputy (or the deputy from them)."""
    meeting.require_chair(actor)
    meeting.require_phase("noting an arrival", Phase.OPEN)
    line = meeting.invitee(person_id)
    consents.require(line)
    if as_deputy:
        _require_deputy(line)
    if line.present and line.stay and line.stay.as_deputy is as_deputy:
        return
    _seat(line, at, as_deputy)
    meeting.record(FactKind.ARRIVAL_NOTED, actor, at, person=person_id, deputy=as_deputy)
    _ask_newcomers(meeting, [line])


def note_leaving(meeting: PlanningMeeting, actor: Person, person_id: str, at: datetime) -> None:
    """Somebody left early."""
    meeting.require_chair(actor)
    meeting.require_phase("noting a departure", Phase.OPEN)
    line = meeting.invitee(person_id)
    if line.stay is None or not line.present:
        raise NotLeftYet(name=line.person.name)
    line.stay.left = at
    meeting.record(FactKind.LEAVING_NOTED, actor, at, person=person_id)


def state_quorum(
    meeting: PlanningMeeting,
    actor: Person,
    at: datetime,
    profile: Profile,
    reason: str = "",
    essential_information: bool = False,
    ground: str = "",
) -> Quorum:
    """Go ahead: quorate, or with too few at the chair's discretion, never with one (QUO-02, 03, 05).

    `ground` is the exception that applies, where the council lists them.
    """
    meeting.require_chair(actor)
    meeting.require_phase("stating the quorum", Phase.OPEN)
    quorum = quorum_now(meeting, profile.quorum)
    names = said(quorum.agencies)
    if quorum.verdict is Verdict.NEVER:
        raise SingleAgency(agencies=names) if names else NoAgency
    if quorum.verdict is Verdict.DISCRETION:
        require_discretion(meeting, quorum, profile)
        rule = profile.quorum
        fulfilled = ground in rule.grounds if rule.grounds else essential_information
        if not (reason.strip() and fulfilled):
            raise DiscretionUnexplained(agencies=names, lacks=quorum.lacks, condition=rule.condition)
    meeting.quorum = QuorumStatement(
        quorum.agencies,
        quorum.verdict,
        at,
        reason.strip(),
        essential_information,
        quorum.needed,
        profile.quorum.core,
        profile.quorum.counts_as_one,
        ground,
    )
    meeting.record(
        FactKind.QUORUM_STATED,
        actor,
        at,
        agencies=list(quorum.agencies),
        verdict=quorum.verdict,
        reason=reason.strip(),
        essential_information=essential_information,
        ground=ground,
    )
    return quorum


def require_discretion(meeting: PlanningMeeting, quorum: Quorum, profile: Profile) -> None:
    """Refuse to go ahead without a quorum twice in a row, where the council says so (QUO-06)."""
    if twice_in_a_row(meeting, quorum, profile):
        raise InquorateAgain(agencies=said(quorum.agencies), lacks=quorum.lacks)


def twice_in_a_row(meeting: PlanningMeeting, quorum: Quorum, profile: Profile) -> bool:
    """Whether it would go ahead without a quorum after one that did, and the council does not allow it."""
    return quorum.verdict is Verdict.DISCRETION and meeting.after_inquorate and not profile.inquorate_twice


def reconvene(
    meeting: PlanningMeeting, actor: Person, starts_at: datetime, reason: str, at: datetime, profile: Profile
) -> None:
    """Not quorate: a new date, with the agencies that were missing kept as the cause (QUO-06).

    What was summed up, heard and decided stays; on the other children views are given afresh in the
    meeting that then decides. One that had gone ahead without a quorum is kept as such.
    """
    meeting.require_chair(actor)
    meeting.require_phase("setting a new date", Phase.OPEN)
    if starts_at <= at:
        raise DateGone(what="The new date")
    if not reason.strip():
        raise ChangeUnexplained(what="the new date", why="It goes into the record.")
    if len(meeting.decisions) == len(meeting.children):
        raise AllDecided
    there = set(quorum_now(meeting, profile.quorum).agencies)
    absent = tuple(a for a in Agency if a in _invited_agencies(meeting) - there)
    meeting.after_inquorate = meeting.after_inquorate or inquorate(meeting)
    meeting.phase, meeting.opened_at, meeting.quorum, meeting.opening = Phase.INVITED, None, None, []
    meeting.rounds = {c: asked for c, asked in meeting.rounds.items() if c in meeting.decisions}
    for relative in meeting.family:
        relative.present = None
    moving.postpone(meeting, starts_at, reason.strip(), at, absent)
    meeting.record(
        FactKind.RECONVENED, actor, at, to=starts_at.isoformat(), reason=reason.strip(), absent=list(absent)
    )


def _invited_agencies(meeting: PlanningMeeting) -> set[Agency]:
    return {i.person.agency for i in meeting.invitees if i.role.represents_agency}


def require_quorum(meeting: PlanningMeeting) -> None:
    """Refuse views and decisions before the quorum was stated."""
    meeting.require_phase("this step", Phase.OPEN)
    if meeting.quorum is None:
        raise QuorumNotStated


def require_agencies(meeting: PlanningMeeting) -> None:
    """Refuse to ask for views or to decide when those who remain are too few agencies (QUO-02, 05, 07)."""
    require_quorum(meeting)
    remain = present_agencies(meeting)
    names = said([each for each in Agency if each in remain])
    if len(remain) < 2:
        raise LeftAlone(agencies=names) if names else NoAgency
    if remains := lost(meeting):
        raise QuorumLost(agencies=names, lacks=remains.lacks)


def capture_summary(
    meeting: PlanningMeeting, actor: Person, child_id: str, summary: ChildSummary, at: datetime
) -> None:
    """The chair's summary of risks, needs and protective factors for one child (CHR-10, DEC-01)."""
    meeting.require_chair(actor)
    require_quorum(meeting)
    child = meeting.child(child_id)
    for what, words in (
        ("risks", summary.risks),
        ("needs", summary.needs),
        ("protective factors", summary.protective),
    ):
        if not words.strip():
            raise SummaryMissing(what=what, child=child.name)
    if summary.before_birth and not child.unborn:
        raise OnlyBeforeBirth(child=child.name)
    meeting.summaries[child_id] = summary
    parts.stamp(meeting, f"summary:{child_id}")
    meeting.record(FactKind.SUMMARY_CAPTURED, actor, at, child=child_id, **vars(summary))


def capture_childs_views(
    meeting: PlanningMeeting, actor: Person, child_id: str, voice: Voice, at: datetime
) -> None:
    """The child's views in their words, or for a baby presentation and behaviour (CHI-05, 06)."""
    _capture(meeting, actor, child_id, voice, "child's")
    meeting.childs_views[child_id] = voice
    parts.stamp(meeting, f"child:{child_id}")
    meeting.record(FactKind.CHILDS_VIEWS_CAPTURED, actor, at, child=child_id, **vars(voice))


def capture_parents_views(
    meeting: PlanningMeeting, actor: Person, child_id: str, voice: Voice, at: datetime
) -> None:
    """What the parents, carers or PR-holders said, or why they could not be heard (CHR-09)."""
    _capture(meeting, actor, child_id, voice, "parents'")
    meeting.parents_views[child_id] = voice
    parts.stamp(meeting, f"parents:{child_id}")
    meeting.record(FactKind.PARENTS_VIEWS_CAPTURED, actor, at, child=child_id, **vars(voice))


def _capture(meeting: PlanningMeeting, actor: Person, child_id: str, voice: Voice, whose: str) -> None:
    meeting.require_chair(actor)
    require_quorum(meeting)
    meeting.child(child_id)
    if not voice.words.strip() and not voice.passed_over.strip():
        raise VoiceMissing(whose=whose)
