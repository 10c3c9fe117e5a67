"""The people usually invited, by the ages of the children: a form of the guide's lines (INV-05, INV-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import create_model

from cppm.errors import CPPMError
from cppm.meetings import invitations
from cppm.meetings.meeting import Invitee, PlanningMeeting
from cppm.meetings.template import TemplateLine, template_lines
from cppm.people import Person, Role
from dialogs.commands import Jobs
from dialogs.forms import Prepared, ask
from dialogs.meetings.booking_answers import put_together
from dialogs.meetings.keeping import case_line, listed, named
from dialogs.meetings.listing import (
    BEFORE,
    NOBODY_CHOSEN,
    OfOneList,
    free,
    grown,
    invite_each,
    open_lines,
    shown,
)
from dialogs.meetings.reviewing import group_under_review
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

NOBODY = "nobody"
MEMBER = "Member of the core group"
LONGEST = 300


class LinesFilled(CPPMError):
    """Everybody who is usually invited is on the list. Type invite to add somebody else."""

    rule = "INV-05"


def _says(line: TemplateLine, person: Person) -> bool:
    """Whether somebody's post says that they fill the line."""
    return any(word in person.post.casefold() for word in line.posts)


def _fitting(line: TemplateLine, people: Sequence[Person]) -> dict[str, str]:
    """The people of the line's agency, those whose post fits first; nobody, where that needs a reason."""
    ours = [person for person in people if person.agency is line.agency]
    ours.sort(key=lambda person: not _says(line, person))
    return named(ours) | ({NOBODY: "Nobody, and I say why"} if line.always else {})


def _likely(lines: Sequence[TemplateLine], people: Sequence[Person]) -> dict[str, object]:
    """Filled in beforehand, to be looked over: a line that exactly one person's post fits."""
    found: dict[str, object] = {}
    for line in lines:
        fits = [p for p in people if p.agency is line.agency and _says(line, p)]
        if len(fits) == 1 and line.always:
            found[line.key] = fits[0].id
    return found


class _UsualPeople(OfOneList):
    """Put the people who are usually invited on the list; the questions come from the guide's lines."""

    job = "usual"
    submit = "Put on the list"

    members: list[str] = ask(
        "Who of the core group is invited?",
        kind="some_of",
        label="Core group",
        when=lambda got: got["has_members"],
        required=False,
        hint="They bring to the review how the plan has worked.",
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """One question for each line of the guide that nobody fills yet."""
        meeting = await listed(scene)
        meeting.require_phase("changing the list", *BEFORE)
        people = await free(scene, meeting)
        members = await _members(scene, meeting, people)
        lines = open_lines(_with(meeting, members))
        if not lines and not members:
            raise LinesFilled
        reasons: dict[str, object] = {_why(line.key): line.label for line in lines}
        return Prepared(
            intro=[
                "The guide invites these, by the ages of the children. Choose who it is, or nobody and say "
                "why. Nobody is invited before the chair agrees."
            ],
            options={"members": named(members), **{line.key: _fitting(line, people) for line in lines}},
            known={"lines": [line.key for line in lines], "has_members": bool(members), **reasons},
            earlier={"members": [person.id for person in members], **_likely(lines, people)},
            case_line=case_line(meeting, scene),
        )

    async def record(self, scene: Scene) -> Answer:
        """Put them on the list, and keep why a line stays empty."""
        chosen = {key: who for key in _LINES if (who := getattr(self, key))}
        if not chosen and not self.members:
            return await shown(scene, await listed(scene), NOBODY_CHOSEN)
        wanted = [*self.members, *(who for who in chosen.values() if who != NOBODY)]
        people = await scene.store.people.many(wanted)

        def change(meeting: PlanningMeeting) -> None:
            invite_each(scene, meeting, people, dict.fromkeys(self.members, MEMBER))
            for key in (key for key, who in chosen.items() if who == NOBODY):
                why = getattr(self, _nobody(key))
                invitations.leave_empty(meeting, scene.person, key, why, scene.now)
            invite_each(scene, meeting, people, self._reasons(chosen))

        return await grown(
            scene,
            change,
            lambda m: [
                *((MEMBER, people[who].name) for who in self.members),
                *((_LINES[key].label, _told(people, who)) for key, who in chosen.items()),
            ],
        )

    def _reasons(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """Everybody chosen, once, with why: somebody may fill several lines, as for siblings of two ages."""
        found: dict[str, list[str]] = {}
        for key, who in chosen.items():
            if who != NOBODY:
                found.setdefault(who, []).append(getattr(self, _why(key)) or _LINES[key].label)
        return {who: "; ".join(reasons) for who, reasons in found.items()}


async def _members(scene: Scene, meeting: PlanningMeeting, people: Sequence[Person]) -> list[Person]:
    """The members of the core group under review who are not on the list yet (CG-27)."""
    group = await group_under_review(scene, meeting)
    ours = {person.id for person in group.current_members} if group else set()
    return [person for person in people if person.id in ours]


def _with(meeting: PlanningMeeting, members: Sequence[Person]) -> PlanningMeeting:
    """The meeting as if they were on its list, to see which lines they fill."""
    lines = [Invitee(person, Role.PRACTITIONER, MEMBER) for person in members]
    return replace(meeting, invitees=[*meeting.invitees, *lines])


def _told(people: Mapping[str, Person], who: str) -> str:
    return people[who].name if who in people else "Nobody"


def _why(key: str) -> str:
    return f"{key}_why"


def _nobody(key: str) -> str:
    return f"{key}_nobody"


def _line_questions(line: TemplateLine) -> dict[str, Any]:
    """Who it is; in what capacity, filled in already; and, only once nobody was chosen, why."""

    def wanted(got: Mapping[str, Any]) -> bool:
        return line.key in got["lines"]

    def somebody(got: Mapping[str, Any]) -> bool:
        return wanted(got) and put_together(got).get(line.key) != NOBODY

    def nobody(got: Mapping[str, Any]) -> bool:
        return wanted(got) and put_together(got).get(line.key) == NOBODY

    who = ask(line.label, kind="person", when=wanted, required=line.always)
    why = ask("Why are they invited?", label="Reason", when=somebody, required=False, max_length=LONGEST)
    empty = ask(f"Why is nobody invited as {line.label}?", label="Reason", when=nobody, max_length=LONGEST)
    return {line.key: (str | None, who), _why(line.key): (str, why), _nobody(line.key): (str, empty)}


_LINES: dict[str, TemplateLine] = {line.key: line for line in template_lines()}

UsualPeople = jobs.form(
    create_model(
        "UsualPeople",
        __base__=_UsualPeople,
        __doc__="People usually invited",
        __module__=__name__,
        **{name: field for line in _LINES.values() for name, field in _line_questions(line).items()},
    )
)
