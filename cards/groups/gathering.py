"""A meeting of the core group: the answers, the record that it makes, what is blank, what was settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cards.elements import Action, AdaptiveCard
from cards.groups.group import AGENDA
from cards.layout import UK, bullets, card, day_and_time, facts, para, quiet, stated
from cards.pages import Part, page
from cppm.groups import in_session
from cppm.groups.core_group import CoreGroup, FamilyMember, Gathering, GatheringPhase, GroupRecord, Reply
from cppm.meetings.meeting import Coming

GONE = "An outcome that was changed since"
EXTRA_MEETING = (
    "An extra meeting between professionals is wanted. Please arrange it with those it concerns, outside the "
    "core group."
)
"""For whoever closes the meeting (CG-20)."""


def case_line(group: CoreGroup, gathering: Gathering, zone: str = UK) -> str:
    """Which meeting this is about, beneath a card's title."""
    return f"{group.reference}, {day_and_time(gathering.starts_at, zone)}"


def answer_rows(reply: Reply) -> list[tuple[str, str]]:
    """An answer in words, with what belongs to it."""
    rows = [("Answer", str(reply.coming).capitalize())]
    if reply.deputy:
        rows += [("Deputy", reply.deputy.name), ("Briefed", "Yes"), ("Authorised", "Yes")]
    rows += [("Why", reply.why_absent)] if reply.why_absent else []
    return [*rows, *([("Told", reply.source)] if reply.source else [])]


def answered(group: CoreGroup, gathering: Gathering) -> str:
    """How many of the members have answered."""
    members = group.current_members
    given = sum(m.id in gathering.replies for m in members)
    return f"{given} of {len(members)}"


def attendance_lines(group: CoreGroup, gathering: Gathering) -> dict[str, str]:
    """Each member's answer in words, by id; what somebody else recorded is marked so."""
    return {m.id: _coming(group, gathering.replies.get(m.id)) for m in group.current_members}


def _coming(group: CoreGroup, reply: Reply | None) -> str:
    if reply is None:
        return "has not answered"
    words = {
        Coming.ATTENDING: "will attend",
        Coming.DEPUTY: f"{reply.deputy.name} goes instead" if reply.deputy else "a deputy goes",
        Coming.ABSENT: f"can't attend: {reply.why_absent}" if reply.why_absent else "can't attend",
        Coming.AWAITED: "has not answered",
    }[reply.coming]
    return words + group.on_behalf(reply.source, reply.recorded_by)


def voice_lines(group: CoreGroup, gathering: Gathering) -> list[tuple[str, str]]:
    """What each of the family said and how it came, or why they could not be heard (CG-18)."""
    return [(called(each), _voice(gathering, each)) for each in heard_of(group, gathering)]


def heard_of(group: CoreGroup, gathering: Gathering) -> list[FamilyMember]:
    """Those of the family whose views, or why they could not be heard, are kept for this meeting."""
    lines = {line.id: line for line in [*group.family, *group.to_be_heard]}
    return [line for line in lines.values() if line.id in gathering.voices]


def called(line: FamilyMember) -> str:
    """Somebody of the family, with who they are."""
    return line.named


def _voice(gathering: Gathering, line: FamilyMember) -> str:
    voice = gathering.voices[line.id]
    by = f"recorded by {voice.recorded_by}" if voice.recorded_by else ""
    if not voice.words:
        return f"Could not be heard: {voice.passed_over}" + (f"\n({by})" if by else "")
    return f"{voice.words}\n({'; '.join(filter(None, [voice.how, by]))})"


def blanks_card(
    group: CoreGroup, gathering: Gathering, missing: Sequence[str], actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """What must still be settled before the meeting may close."""
    return card(
        "Before the meeting can close",
        quiet(case_line(group, gathering, zone)),
        para("These are still missing:"),
        bullets(missing),
        summary="A meeting is not ready to close",
        actions=actions,
    )


def ready_card(
    group: CoreGroup, gathering: Gathering, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """Nothing is blank any more."""
    return card(
        "The meeting can close",
        quiet(case_line(group, gathering, zone)),
        para("Nothing is missing. You see everything once more before it is recorded."),
        summary="A meeting is ready to close",
        actions=actions,
    )


def closed_card(
    group: CoreGroup, gathering: Gathering, actions: Sequence[Action], zone: str = UK
) -> AdaptiveCard:
    """The meeting is over; what follows for everybody."""
    following = group.current
    return card(
        "The core group's meeting is closed",
        quiet(case_line(group, gathering, zone)),
        facts([("Next meeting", day_and_time(following.starts_at, zone))]) if following else None,
        bullets(
            [
                "Every member gets the way to the record and to the plan.",
                "Each keeps the outcome in their own agency's system and says so here.",
                "Whoever owes an action is reminded before its date.",
                *([EXTRA_MEETING] if gathering.record_of_it.extra_meeting else []),
            ]
        ),
        summary="A meeting is closed",
        actions=actions,
    )


def record_card(
    group: CoreGroup,
    gathering: Gathering,
    outcomes: Mapping[str, str],
    actions: Sequence[Action],
    start: int = 0,
    zone: str = UK,
) -> AdaptiveCard:
    """The record of a meeting for its members (CG-15), from a certain part on.

    `outcomes` are the plan's outcomes in words, by id.
    """
    shown = page(_parts(group, gathering, outcomes), start)
    return card(
        "The record of a core group meeting",
        quiet(case_line(group, gathering, zone)),
        *shown.body,
        quiet(_kept(group, gathering)) if gathering.phase is GatheringPhase.CLOSED else None,
        summary="The record of a core group meeting",
        actions=[*shown.more("More of the record", "cgread.open", g=group.id, w=gathering.id), *actions],
    )


def _parts(group: CoreGroup, gathering: Gathering, outcomes: Mapping[str, str]) -> list[Part]:
    rows = record_rows(gathering.record_of_it)
    progress = [(outcomes.get(p.outcome, GONE), p.words) for p in gathering.progress if p.words]
    voices = voice_lines(group, gathering)
    there = present_lines(group, gathering) or ["Nobody is marked as present yet."]
    return [
        Part("What the meeting found", [stated(*row) for row in rows] or [para("Nothing is written yet.")]),
        Part("Progress", [stated(*row) for row in progress]),
        Part("Views of child and family", [stated(*row) for row in voices]),
        Part("Who was there", [bullets(there)]),
        Part("Who was not", [bullets(away)] if (away := absent_lines(group, gathering)) else []),
    ]


def record_rows(record: GroupRecord) -> list[tuple[str, str]]:
    """What the record holds, each under the question that the meeting asked."""
    rows = [
        (f"{AGENDA[0]} {AGENDA[1]}", record.working),
        (AGENDA[2], record.strengths),
        ("Decisions", record.decisions),
        ("Contingency called upon", record.contingency),
        ("Difficulties between professionals", record.worries),
        ("Extra meeting", "Wanted" if record.extra_meeting else ""),
    ]
    return [(label, text) for label, text in rows if text]


def present_lines(group: CoreGroup, gathering: Gathering) -> list[str]:
    """Who was there, professionals and family; a deputy is named."""
    lines = []
    for each in gathering.present:
        reply = gathering.replies.get(each)
        deputy = reply.deputy if reply and reply.coming is Coming.DEPUTY else None
        name = group.name_of(each) or "Somebody who has since left"
        lines.append(f"{deputy.name}, deputy for {name}" if deputy else name)
    return lines


def absent_lines(group: CoreGroup, gathering: Gathering) -> list[str]:
    """The members of that day who were not there, and what they had said before (ATT-05, CG-15)."""
    until = gathering.closed_at
    members = [m for m in group.members if m.left_at is None or m.left_at > gathering.starts_at]
    then = [m.person for m in members if until is None or m.joined_at <= until]
    return [
        f"{each.name}: {_had_said(gathering.replies.get(each.id))}"
        for each in then
        if each.id not in gathering.present
    ]


def _had_said(reply: Reply | None) -> str:
    if reply is None:
        return "no answer"
    return reply.why_absent or "had said that they, or a deputy, would come"


def _kept(group: CoreGroup, gathering: Gathering) -> str:
    """How many have kept the outcome in their agency's system (CG-13)."""
    members = in_session.keepers_of_outcome(group, gathering)
    kept = sum(m.id in gathering.kept for m in members)
    return f"{kept} of {len(members)} members have kept it in their own agency's system."
