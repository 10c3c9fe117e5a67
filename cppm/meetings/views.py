"""Views on registration. Not a count: partners are asked or invited, each gives reasons, the chair decides.

Views stay sealed until the chair opens them, all at once (DEC-01..07, DEC-12, ATT-16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cppm.errors import CPPMError
from cppm.meetings import conduct
from cppm.meetings.meeting import (
    Child,
    Invitee,
    NoSuchThing,
    Option,
    PlanningMeeting,
    RegistrationView,
    ViewRound,
)
from cppm.people import Agency, Person, Standing
from cppm.records import FactKind, NoticeKind
from cppm.rights import parts


class SummaryFirst(CPPMError):
    """Before views are asked for {child}: {missing}."""

    rule = "DEC-01"


class RoundNotOpen(CPPMError):
    """The chair has not asked for views on {child} yet. You will get a card when it is time."""

    rule = "DEC-01"


class RoundNotAsked(RoundNotOpen):
    """Views on {child} have not been asked for yet. Ask for them first; then they can be opened."""

    rule = "DEC-01"


class NothingToOpen(CPPMError):
    """Nobody has given a view on {child} yet, and once views are opened none can be added. Wait for the
    first, or record a view given aloud."""

    rule = "DEC-03"


class ViewsOpened(CPPMError):
    """The chair has opened the views on {child}, so yours can't change now. If you disagree with
    the decision, you can record your dissent."""

    rule = "DEC-10"


class NoViewInThisRole(CPPMError):
    """Your role here is {role}, and no view on registration is asked of you. What you know can still be
    said in the meeting."""

    rule = "DEC-12"


class NotInTheRoom(CPPMError):
    """You are not marked as present, and a view is given in the meeting. Ask the chair to note your
    arrival; a recommendation in your report is kept beside the views."""

    rule = "DEC-03"


class GaveOwnView(CPPMError):
    """{name} has given a view on {child} in their own chat. Only they can change it, until the views are
    opened."""

    rule = "DEC-04"


class HowGivenMissing(CPPMError):
    """Please say how {name} gave this view, for example "by phone before the meeting". It is shown beside
    the view."""

    rule = "DEC-04"


class ReasonsMissing(CPPMError):
    """Please give your reasons from the evidence, in a sentence or two. They matter as much for "{option}" as
    for the other answer. The measure is the risk of significant harm."""

    rule = "ATT-16"


class OptionNotHere(CPPMError):
    """At a {kind} meeting "{option}" can't be decided. The choice is {choice}."""

    rule = "DEC-05"


class NothingToRepeat(CPPMError):
    """There is no view of yours that could be repeated, or you have given one on every child whose views are
    asked for."""

    rule = "DEC-03"


class StatutoryMayNotPass(CPPMError):
    """You are here for a statutory partner ({agency}), who is asked for a view. If you can't give one, tell
    the chair why."""

    rule = "DEC-03"


class Consensus(StrEnum):
    """Whether the views agree. A word, never a number (DEC-07, 08)."""

    CLEAR = "clear"
    NOT_CLEAR = "not clear"


@dataclass(frozen=True)
class AgencyViews:
    """The opened views of one agency; `split` when its people differ."""

    agency: Agency
    views: tuple[RegistrationView, ...]

    @property
    def split(self) -> bool:
        return len({v.option for v in self.views if v.option}) > 1


def before_views(meeting: PlanningMeeting, child_id: str) -> list[str]:
    """What must be captured before views may be asked on this child (DEC-01, CHI-06)."""
    wanted: dict[str, Container[str]] = {
        "the risks, needs and protective factors": meeting.summaries,
        "the child's views": meeting.childs_views,
        "the parents' views": meeting.parents_views,
    }
    return [what for what, captured in wanted.items() if child_id not in captured]


def open_round(meeting: PlanningMeeting, actor: Person, child_id: str, at: datetime) -> None:
    """The chair asks statutory and invites voluntary partners who are present (CHR-13)."""
    meeting.require_chair(actor)
    conduct.require_agencies(meeting)
    child = meeting.child(child_id)
    missing = before_views(meeting, child_id)
    if missing:
        raise SummaryFirst(child=child.name, missing=" and ".join(missing))
    if child_id in meeting.rounds:
        return
    meeting.rounds[child_id] = ViewRound(at)
    meeting.record(FactKind.ROUND_OPENED, actor, at, child=child_id)
    for line in expected_to_view(meeting, child_id):
        conduct.ask_for_view(meeting, line, child_id)


def ready_to_ask(meeting: PlanningMeeting) -> list[Child]:
    """The children about whom everything is captured and nobody has been asked yet."""
    return [c for c in meeting.children if c.id not in meeting.rounds and not before_views(meeting, c.id)]


def expected_to_view(meeting: PlanningMeeting, child_id: str = "") -> list[Invitee]:
    """Those present whose role gives a view; on one child, those in whose part of the meeting it is."""
    return [
        i
        for i in meeting.invitees
        if i.present and i.role.gives_view and parts.hears_of(meeting, i.person.id, child_id)
    ]


def speaker_id(line: Invitee) -> str:
    """Who is asked: the deputy in the chair, else the invitee. Empty for a deputy who is not enrolled:
    the chair then records what they say.
    """
    return line.speaker


def still_awaited(meeting: PlanningMeeting, child_id: str) -> list[Invitee]:
    """Present statutory partners whose view has not come; voluntary ones are never awaited (DEC-03)."""
    given = meeting.rounds[child_id].views if child_id in meeting.rounds else {}
    return [
        i
        for i in expected_to_view(meeting, child_id)
        if i.person.standing is Standing.STATUTORY and i.person.id not in given
    ]


def give_view(
    meeting: PlanningMeeting, actor: Person, child_id: str, option: Option, reasons: str, at: datetime
) -> None:
    """The actor's view, or as a deputy their agency's; it may change until the chair opens the views."""
    line = require_speaker(meeting, actor, child_id)
    deputy = actor.name if actor.id != line.person.id else ""
    _keep(meeting, line, child_id, _checked(meeting, option), reasons, at, actor, deputy=deputy)


def pass_view(meeting: PlanningMeeting, actor: Person, child_id: str, at: datetime) -> None:
    """A voluntary partner gives no view, without reproach (DEC-03)."""
    line = require_speaker(meeting, actor, child_id)
    if line.person.standing is Standing.STATUTORY:
        raise StatutoryMayNotPass(agency=line.person.agency)
    deputy = actor.name if actor.id != line.person.id else ""
    _keep(meeting, line, child_id, None, "", at, actor, deputy=deputy)


def still_to_give(meeting: PlanningMeeting, actor: Person, child_id: str) -> list[Child]:
    """The other children whose views are asked for and on whom the actor has said nothing yet."""
    line = meeting.line_of(actor)
    given = meeting.rounds[child_id].views if child_id in meeting.rounds else {}
    if line.person.id not in given:
        return []
    return [c for c in meeting.children if c.id != child_id and _waits_for(meeting, line, c.id)]


def _waits_for(meeting: PlanningMeeting, line: Invitee, child_id: str) -> bool:
    current = meeting.rounds.get(child_id)
    asked = parts.hears_of(meeting, line.person.id, child_id)
    return (
        asked and current is not None and current.revealed_at is None and line.person.id not in current.views
    )


def give_same(meeting: PlanningMeeting, actor: Person, child_id: str, at: datetime) -> list[Child]:
    """The view on one child is the actor's view on the other children too: each is recorded by itself.

    A view already given on another child stays. Raises NothingToRepeat.
    """
    others = still_to_give(meeting, actor, child_id)
    if not others:
        raise NothingToRepeat
    same = meeting.rounds[child_id].views[meeting.line_of(actor).person.id]
    for child in others:
        require_speaker(meeting, actor, child.id)
    for child in others:
        if same.option:
            give_view(meeting, actor, child.id, same.option, same.reasons, at)
        else:
            pass_view(meeting, actor, child.id, at)
    return others


def record_view_for(
    meeting: PlanningMeeting,
    actor: Person,
    person_id: str,
    child_id: str,
    option: Option,
    reasons: str,
    source: str,
    at: datetime,
) -> None:
    """A view given by phone, letter or aloud, recorded by the chair or CP Admin and marked so."""
    meeting.require_recorder(actor)
    line = meeting.invitee(person_id)
    if not line.role.gives_view:
        raise NoViewInThisRole(role=line.role)
    before = sealed_round(meeting, child_id).views.get(person_id)
    if before and not before.source:
        raise GaveOwnView(name=line.person.name, child=meeting.child(child_id).name)
    if not source.strip():
        raise HowGivenMissing(name=line.person.name)
    deputy = line.deputy.name if line.stay and line.stay.as_deputy and line.deputy else ""
    _keep(
        meeting,
        line,
        child_id,
        _checked(meeting, option),
        reasons,
        at,
        actor,
        deputy=deputy,
        source=source.strip(),
    )


def sealed_round(meeting: PlanningMeeting, child_id: str) -> ViewRound:
    """The round of views on a child while it is under way. Raises RoundNotOpen, ViewsOpened."""
    conduct.require_quorum(meeting)
    child = meeting.child(child_id)
    current = meeting.rounds.get(child_id)
    if current is None:
        raise RoundNotOpen(child=child.name)
    if current.revealed_at:
        raise ViewsOpened(child=child.name)
    return current


def require_speaker(meeting: PlanningMeeting, actor: Person, child_id: str) -> Invitee:
    """The line for which the actor may give a view on a child now, or a refusal that says why not."""
    if actor.id == meeting.chair.id:
        raise NoViewInThisRole(role="chair")
    line = meeting.line_of(actor)
    if not line.role.gives_view:
        raise NoViewInThisRole(role=line.role)
    conduct.require_quorum(meeting)
    if not line.present or speaker_id(line) != actor.id:
        raise NotInTheRoom
    if not parts.hears_of(meeting, line.person.id, child_id):
        raise NoSuchThing(what="child")
    sealed_round(meeting, child_id)
    return line


def may_read(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether opened views are for somebody: the chair, and who was there and could give one (DEC-12)."""
    return person.id == meeting.chair.id or meeting.spoke_here(person)


def _checked(meeting: PlanningMeeting, option: Option) -> Option:
    allowed = meeting.options
    if option not in allowed:
        raise OptionNotHere(option=option, kind=meeting.kind, choice=" or ".join(allowed))
    return option


def _keep(
    meeting: PlanningMeeting,
    line: Invitee,
    child_id: str,
    option: Option | None,
    reasons: str,
    at: datetime,
    actor: Person,
    deputy: str = "",
    source: str = "",
) -> None:
    if option and not reasons.strip():
        raise ReasonsMissing(option=option)
    current, person = meeting.rounds[child_id], line.person
    view = RegistrationView(
        person.id,
        person.name,
        person.agency,
        person.standing,
        option,
        reasons.strip(),
        at,
        deputy,
        source,
        actor.id,
    )
    before = current.views.get(person.id)
    was_awaited = line in still_awaited(meeting, child_id)
    if before and replace(before, at=at) == view:
        return
    if before:
        current.earlier.append(before)
    current.views[person.id] = view
    parts.stamp(meeting, f"view:{child_id}:{person.id}")
    kind = FactKind.VIEW_CHANGED if before else FactKind.VIEW_GIVEN
    meeting.record(
        kind if option else FactKind.VIEW_PASSED,
        actor,
        at,
        child=child_id,
        person=person.id,
        option=option,
        reasons=view.reasons,
        deputy=deputy,
        source=source,
    )
    if was_awaited and not still_awaited(meeting, child_id):
        key = f"{child_id}:{person.id}:{current.opened_at.isoformat()}"
        meeting.owe(NoticeKind.VIEWS_COMPLETE, meeting.chair.id, key=key, about=child_id)


def open_views(meeting: PlanningMeeting, actor: Person, child_id: str, at: datetime) -> None:
    """The chair opens every view on a child at once; nothing changes after that."""
    meeting.require_chair(actor)
    conduct.require_quorum(meeting)
    child = meeting.child(child_id)
    current = meeting.rounds.get(child_id)
    if current is None:
        raise RoundNotAsked(child=child.name)
    if current.revealed_at:
        return
    if not current.views:
        raise NothingToOpen(child=child.name)
    current.revealed_at = at
    awaited = [i.person.id for i in still_awaited(meeting, child_id)]
    meeting.record(FactKind.VIEWS_OPENED, actor, at, child=child_id, not_given=awaited)


def opened_views(meeting: PlanningMeeting, child_id: str) -> list[AgencyViews]:
    """The views by agency, in the agencies' fixed order; empty while they are sealed."""
    current = meeting.rounds.get(child_id)
    if current is None or current.revealed_at is None:
        return []
    grouped: dict[Agency, list[RegistrationView]] = defaultdict(list)
    for view in current.views.values():
        grouped[view.agency].append(view)
    return [AgencyViews(a, tuple(grouped[a])) for a in Agency if a in grouped]


def consensus(meeting: PlanningMeeting, child_id: str) -> Consensus:
    """Clear when every view given agrees and at least two agencies gave one (DEC-07); not while sealed."""
    given = [v for agency in opened_views(meeting, child_id) for v in agency.views if v.option]
    agreed = len({v.option for v in given}) == 1 and len({v.agency for v in given}) > 1
    return Consensus.CLEAR if agreed else Consensus.NOT_CLEAR


def agreed_option(meeting: PlanningMeeting, child_id: str) -> Option | None:
    """What everybody agrees on, or None without a clear consensus."""
    if consensus(meeting, child_id) is Consensus.NOT_CLEAR:
        return None
    return next(v.option for v in meeting.rounds[child_id].views.values() if v.option)
