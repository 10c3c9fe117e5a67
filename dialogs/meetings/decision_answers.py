"""What can be amiss with the answers of a decision, and which questions they bring up."""

from __future__ import annotations

from typing import Any

from cppm.councils.profile import AreasOfConcern
from cppm.meetings.decision import (
    RATIONALE_LENGTH,
    ConcernsMissing,
    InquorateRemoves,
    MainAreaMissing,
    RationaleMissing,
    require_main_area,
)
from dialogs.lines import read_evidence
from dialogs.questions import Got

REGISTERS = ("place", "retain")


def registers(got: Got) -> bool:
    """Whether the name is placed or kept, so that areas of concern are asked for."""
    return got.get("option") in REGISTERS


def is_own_judgement(got: Got) -> bool:
    """Whether the decision does not rest on a clear consensus, as far as is known yet."""
    agreed, option = got.get("agreed"), got.get("option")
    return not agreed or (option is not None and option != agreed)


def _why_own(got: Got) -> str:
    return "There is no clear consensus." if not got.get("agreed") else "All views say otherwise."


def removes(got: Got) -> bool:
    """Only at a review; at another meeting the questions about a removal are not there at all."""
    return bool(got.get("may_remove")) and got.get("option") == "remove"


def bad_option(option: str, got: Got) -> str:
    """What is wrong with taking a name off in a meeting without a quorum (OUT-03)."""
    return str(InquorateRemoves()) if option == "remove" and got.get("no_removal") else ""


def bad_rationale(words: str, got: Got) -> str:
    """What is wrong with the chair's own judgement: it is a sentence at least (DEC-08)."""
    return str(RationaleMissing(why=_why_own(got))) if len(words) < RATIONALE_LENGTH else ""


def bad_areas(areas: list[str], got: Got) -> str:
    """What is wrong with the areas, where a council registers under its main ones (OUT-07)."""
    try:
        require_main_area(areas, got.get("council", AreasOfConcern()))
    except MainAreaMissing as missing:
        return str(missing)
    return ""


def bad_evidence(lines: list[str], got: Got) -> str:
    """What is wrong with the evidence: each area has its own (OUT-09)."""
    areas = all_areas(got.get("areas"), got.get("other"))
    if not areas:
        return str(ConcernsMissing())
    return bad_areas(areas, got) or " ".join(read_evidence(lines, areas).problems)


def all_areas(chosen: Any, other: Any) -> list[str]:
    """The areas ticked and those in the chair's own words, each once."""
    known = {area.casefold(): area for area in [*(chosen or []), *(other or [])]}
    return list(known.values())
