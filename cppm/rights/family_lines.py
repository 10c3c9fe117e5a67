"""The family's part on the lead professional's list: lines that fill themselves from what is kept of it.

A line is done when nothing of it is open for anybody of the family; until then it counts how many are through
and opens the form of the first who is not. It names nobody.

Rules: LPP-01, LPP-03, LPP-06, LPP-07, LPP-09..15, LPP-17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cppm.meetings.meeting import FamilyLine
from cppm.rights import participation, understanding
from cppm.rights.participation import Open
from cppm.rights.participation_records import Topic
from cppm.rights.taking_part import child_of, is_baby
from cppm.rights.ticking import Line, Sheet

TELLING = (
    ("told_early", "LPP-01", "Tell the family early that there is a meeting, and why", (Topic.MEETING,)),
    ("told_date", "LPP-07", "Tell the family when and where it is", (Topic.DATE,)),
    (
        "talked_through",
        "LPP-15",
        "Talk it through: who comes, how it goes, what they fear; give the leaflets",
        (Topic.WHO, Topic.SUPPORT, Topic.LEAFLETS, Topic.COURSE, Topic.NOT_INVITED),
    ),
)
"""What the family is told, in the order in which it comes up."""

Finds = Callable[[FamilyLine], Open | None]


def of_family(sheet: Sheet) -> Iterator[Line]:
    """Each line that concerns anybody of this family."""
    everybody = participation.concerned(sheet.meeting)
    for key, rule, words, topics in TELLING:
        yield from _told(sheet, everybody, key, rule, words, topics)
    words = "Settle how each of them takes part and what they need, childcare too"
    yield from _settled(sheet, everybody, "taking_part", "LPP-10", words, "invitedornot", "participate")
    beside = [line for line in everybody if not is_baby(child_of(sheet.meeting, line))]
    words = "Settle who supports each of them, such as an advocate"
    yield from _settled(sheet, beside, "supporters", "LPP-12", words, "support")
    words = "Ask child and parents for their views, for the report"
    yield from _settled(sheet, everybody, "heard", "LPP-14", words, "heard", said="heard")


def interpreter(sheet: Sheet) -> Line:
    """Booked, confirmed, and said for whom; it has a clock of its own."""
    meeting = sheet.meeting
    waiting = [each for each in participation.open_still(meeting) if each.job == "interpreter"]
    words = "See that the interpreter is confirmed" if waiting else "Settle whether an interpreter is needed"
    for_whom = [each for each in waiting if each.ids]
    opens = "interpreter.open" if for_whom else "takingpart.open" if waiting else ""
    ids = for_whom[0].ids if for_whom else {}
    state = meeting.interpreter.capitalize()
    return sheet.known("interpreter", "LPP-03", words, not waiting, opens, state, **ids)


def _told(
    sheet: Sheet,
    everybody: Sequence[FamilyLine],
    key: str,
    rule: str,
    words: str,
    topics: Sequence[Topic],
) -> Iterator[Line]:
    meeting, wanted = sheet.meeting, set(topics)
    told = [each for each in everybody if wanted & set(understanding.to_tell(meeting, each))]

    def untold(each: FamilyLine) -> Open | None:
        left = wanted & set(understanding.still_to_tell(meeting, each))
        return Open(rule, words, "understood", {"f": each.id}) if left else None

    yield from _line(sheet, told, key, rule, words, untold, "told")


def _settled(
    sheet: Sheet,
    those: Sequence[FamilyLine],
    key: str,
    rule: str,
    words: str,
    *jobs: str,
    said: str = "settled",
) -> Iterator[Line]:
    def unsettled(each: FamilyLine) -> Open | None:
        still = participation.of_line(sheet.meeting, each)
        return next((found for found in still if found.job in jobs), None)

    yield from _line(sheet, those, key, rule, words, unsettled, said)


def _line(
    sheet: Sheet, those: Sequence[FamilyLine], key: str, rule: str, words: str, finds: Finds, said: str
) -> Iterator[Line]:
    """One line about these people; none where it concerns nobody."""
    left = [found for found in map(finds, those) if found]
    if those:
        state = f"{len(those) - len(left)} of {len(those)} {said}"
        opens, ids = (f"{left[0].job}.open", left[0].ids) if left else ("", {})
        made = sheet.known(key, rule, words, not left, opens, state, **ids)
        yield replace(made, family=True)
