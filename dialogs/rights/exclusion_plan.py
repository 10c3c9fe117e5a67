"""What follows for somebody who is kept out: who speaks with them, and that it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import ClassVar

from cards.elements import Action, button
from cards.layout import day
from cards.rights import exclusion as cards
from cppm.meetings.meeting import NotYours, Phase, PlanningMeeting
from cppm.people import Duty
from cppm.rights import exclusion, exclusion_plan
from cppm.rights.exclusion_records import Errand, Exclusion, Legal
from cppm.timing.timescales import local_day
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import GO_TO
from dialogs.meetings.booking_answers import reference
from dialogs.meetings.chairing import change, chosen, done_card, few_lines, shown, the_meeting
from dialogs.reading import meetings_where
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

MOST_BUTTONS = 5
SAY_WHY = "The reasons are written down and shared with them directly, in a way that is safe for you."


def _who(meeting: PlanningMeeting, each: Exclusion) -> str:
    return exclusion.family_line(meeting, each.line).who


# How it stands


@jobs.on("excluded.open")
async def excluded(scene: Scene) -> Answer:
    """Who is not invited or is excluded, and what is still to be done about it."""
    if not scene.ids.get("m"):
        nothing = "I know no meeting of yours in which somebody of the family is not invited."
        found = chosen(scene, await _readable(scene), "excluded.open", "Not invited, or excluded", nothing)
        if isinstance(found, Answer):
            return found
        scene = found
    meeting = await the_meeting(scene)
    exclusion.require_reader(meeting, scene.person)
    chairs = scene.person.id == meeting.chair.id
    role = str(meeting.participants().get(scene.person.id, Duty.CP_ADMIN))
    await scene.store.reads.note(
        scene.person.id, role, meeting.case_ref, "exclusions", "opened who is not invited", scene.now
    )
    card = cards.excluded_card(
        meeting,
        meeting.alerts if chairs else None,
        _buttons(meeting, chairs),
        scene.start,
        scene.turn.time_zone,
    )
    return shown(scene, card)


async def _readable(scene: Scene) -> list[Subject]:
    """Meetings with somebody left out that this person may read of; for CP Administration a case named."""

    def wanted(meeting: PlanningMeeting) -> bool:
        try:
            exclusion.require_reader(meeting, scene.person)
        except NotYours:
            return False
        return bool(meeting.exclusions or exclusion.left_out(meeting))

    found = await meetings_where(scene, wanted)
    if scene.person.has(Duty.CP_ADMIN) and scene.text:
        lines = await scene.store.meetings.for_case(reference(scene.text))
        found += [Subject({"m": line.id}, line.reference) for line in lines]
    return list({each.ids["m"]: each for each in found}.values())


def _buttons(meeting: PlanningMeeting, chairs: bool) -> list[Action]:
    """What the chair can do about it now, the owed first; then the meeting."""
    steps = list(_chairs_steps(meeting)) if chairs and meeting.phase in exclusion.DECIDABLE else []
    return [*steps[:MOST_BUTTONS], button(GO_TO, "meeting.open", m=meeting.id)]


def _chairs_steps(meeting: PlanningMeeting) -> Iterator[Action]:
    for line in exclusion.waiting(meeting):
        yield button(f"Decide: {line.who}"[:40], "exclude.open", m=meeting.id, f=line.id)
    for each in exclusion.standing(meeting):
        ids = {"m": meeting.id, "e": each.id}
        if each.plan is None:
            yield button(f"Who speaks with {_who(meeting, each)}"[:40], "excludeplan.open", **ids)
        elif each.plan.views and not each.plan.views.done_at and meeting.phase is Phase.OPEN:
            yield button(f"Views of {_who(meeting, each)}"[:40], "excludeviews.open", **ids)
        if each.legal is Legal.WAITING:
            yield button("Legal advice has come", "excludelegal.open", **ids)
    yield button("Decide on somebody", "exclude.open", m=meeting.id)
    for each in exclusion.standing(meeting):
        if each.plan:
            title = f"Change who speaks with {_who(meeting, each)}"[:40]
            yield button(title, "excludeplan.open", m=meeting.id, e=each.id)


# Who speaks with them


@jobs.form
class SpeakWithThem(Form):
    """Who speaks with somebody kept out"""

    job: ClassVar[str] = "excludeplan"
    nothing: ClassVar[str] = "Nobody is kept out of a meeting that you chair."

    reasons_by: str = ask("Who tells them your reasons?", kind="person", label="Tells the reasons")
    reasons_on: date = ask("By when are they told the reasons?", label="Reasons told by", side="future")
    safe_way: str = ask(
        "In which safe way are they spoken with?",
        label="Safe way",
        example="by phone, with the police told beforehand",
        max_length=300,
    )
    can_be_heard: bool = ask(
        "Can their views be obtained?", label="Views", hint="They are shared at the meeting all the same."
    )
    views_by: str = ask(
        "Who obtains their views?",
        kind="person",
        label="Obtains the views",
        when=lambda got: got.get("can_be_heard") is True,
        only="Only if they can.",
    )
    views_on: date | None = ask(
        "By when are their views there?",
        label="Views by",
        side="future",
        when=lambda got: got.get("can_be_heard") is True,
        only="Only if they can.",
        check=lambda given, got: _in_time(given, got.get("last_day")),
    )
    no_views_because: str = ask(
        "Why can they not be obtained?",
        label="No views because",
        when=lambda got: got.get("can_be_heard") is False,
        only="Only if they can not.",
        max_length=400,
    )
    outcome_by: str = ask("Who tells them the outcome?", kind="person", label="Tells the outcome")
    outcome_on: date = ask("By when are they told the outcome?", label="Outcome told by", side="future")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody kept out of the meetings that this person chairs, those with nobody named first."""
        found = await _kept_out(scene, lambda m, e: m.chair.id == scene.person.id)
        unplanned = await _kept_out(scene, lambda m, e: m.chair.id == scene.person.id and e.plan is None)
        return unplanned or found

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whom it is about, and who can be named; the lead professional unless others are chosen."""
        meeting = await the_meeting(scene)
        exclusion.require_decider(meeting, scene.person)
        found = exclusion.find(meeting, scene.ids.get("e", ""))
        people = exclusion_plan.may_be_sent(meeting)
        return Prepared(
            intro=[SAY_WHY],
            facts=[("About", _who(meeting, found)), ("Reasons", found.reasons)],
            known={"last_day": max(local_day(meeting.starts_at), local_day(scene.now))},
            options={"reasons_by": people, "views_by": people, "outcome_by": people},
            earlier=_earlier(meeting, found),
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Name them; they hear of it."""
        arranged = exclusion_plan.Arranged(
            self.reasons_by,
            self.reasons_on,
            self.safe_way,
            self.views_by if self.can_be_heard else "",
            self.views_on if self.can_be_heard else None,
            self.no_views_because,
            self.outcome_by,
            self.outcome_on,
        )
        meeting, _ = await change(
            scene,
            lambda m: exclusion_plan.arrange(m, scene.person, scene.ids["e"], arranged, scene.now),
        )
        return _arranged(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is named now."""
        return _arranged(scene, await the_meeting(scene))


def _in_time(given: date | None, last: date | None) -> str:
    """What is wrong with a day for the views: the meeting hears them before it closes (EXC-06)."""
    if given is None or last is None or given <= last:
        return ""
    return f"The meeting hears them before it closes. Please give {day(last)} or an earlier day."


def _earlier(meeting: PlanningMeeting, found: Exclusion) -> dict[str, object]:
    lead = meeting.lead_professional.id
    kept: dict[str, object] = {"reasons_by": lead, "views_by": lead, "outcome_by": lead}
    plan = found.plan
    if plan:
        kept |= {"reasons_by": plan.reasons.who, "reasons_on": plan.reasons.by, "safe_way": plan.safe_way}
        kept |= {"can_be_heard": plan.views is not None, "no_views_because": plan.no_views_because}
        kept |= {"views_by": plan.views.who, "views_on": plan.views.by} if plan.views else {}
    told = next((t for t in meeting.outcome.tellings if t.id == found.line), None)
    return kept | ({"outcome_by": told.told_by, "outcome_on": told.by} if told else {})


def _arranged(scene: Scene, meeting: PlanningMeeting) -> Answer:
    found = exclusion.find(meeting, scene.ids["e"])
    rows = [("About", _who(meeting, found)), *cards.what_follows(meeting, found)]
    note = "Those you named hear of it now, and are reminded until it is done."
    return done_card(scene, meeting, "It is settled who speaks with them", rows, note)


# Done


async def _kept_out(scene: Scene, wanted: Callable[[PlanningMeeting, Exclusion], bool]) -> list[Subject]:
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = [await scene.store.meetings.load(line.id) for line in lines]
    return [
        Subject({"m": m.id, "e": each.id}, f"{_who(m, each)}, {m.reference}")
        for m in meetings
        if m.phase is not Phase.CANCELLED
        for each in exclusion.standing(m)
        if wanted(m, each)
    ]


def _owes(scene: Scene, errand: Errand | None) -> bool:
    return errand is not None and errand.who == scene.person.id and errand.done_at is None


@jobs.form
class ReasonsShared(Form):
    """The chair's reasons are shared"""

    job: ClassVar[str] = "excludetold"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "There is nobody with whom you are to share the chair's reasons."

    how: str = ask(
        "How were they told the reasons?",
        label="How",
        example="by phone on Wednesday, with a colleague beside me",
        max_length=300,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Those with whom this person is to share reasons and has not."""
        return await _kept_out(scene, lambda m, e: _owes(scene, e.plan.reasons if e.plan else None))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whom, the reasons, by when, and in which safe way."""
        meeting = await the_meeting(scene)
        found, errand = exclusion_plan.reasons_of(meeting, scene.person, scene.ids.get("e", ""))
        return Prepared(
            intro=[SAY_WHY],
            facts=[*_whom(meeting, found, errand), ("The chair's reasons", found.reasons)],
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the reminders stop."""
        meeting, _ = await change(
            scene,
            lambda m: exclusion_plan.reasons_shared(m, scene.person, scene.ids["e"], self.how, scene.now),
        )
        return _shared(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """How they were told."""
        return _shared(scene, await the_meeting(scene))


def _whom(meeting: PlanningMeeting, found: Exclusion, errand: Errand) -> list[tuple[str, str]]:
    safe = found.plan.safe_way if found.plan else ""
    return [
        ("About", _who(meeting, found)),
        ("Decided", found.words),
        ("By", day(errand.by)),
        ("Safe way", safe),
    ]


def _shared(scene: Scene, meeting: PlanningMeeting) -> Answer:
    found, errand = exclusion_plan.reasons_of(meeting, scene.person, scene.ids["e"])
    rows = [("Told", _who(meeting, found)), ("How", errand.how)]
    return done_card(scene, meeting, "They know the reasons", rows)


@jobs.form
class ViewsObtained(Form):
    """The views of somebody kept out"""

    job: ClassVar[str] = "excludeviews"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "There is nobody whose views you are to obtain."

    words: str = ask(
        "What do they say, or why could they not be asked?",
        kind="long",
        label="Their views",
        hint="In their words where you have them. The chair shares them at the meeting.",
        max_length=1500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Those whose views this person is to obtain and has not; to the chair all that are open."""

        def wanted(meeting: PlanningMeeting, each: Exclusion) -> bool:
            views = each.plan.views if each.plan else None
            chairs = meeting.chair.id == scene.person.id and views is not None and not views.done_at
            return chairs or _owes(scene, views)

        return await _kept_out(scene, wanted)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whose, by when, and in which safe way."""
        meeting = await the_meeting(scene)
        found, errand = exclusion_plan.views_of(meeting, scene.person, scene.ids.get("e", ""))
        return Prepared(facts=_whom(meeting, found, errand), case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Keep them for the meeting; the reminders stop."""
        meeting, _ = await change(
            scene,
            lambda m: exclusion_plan.views_obtained(m, scene.person, scene.ids["e"], self.words, scene.now),
        )
        return _obtained(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The views as they are kept."""
        return _obtained(scene, await the_meeting(scene))


def _obtained(scene: Scene, meeting: PlanningMeeting) -> Answer:
    found, errand = exclusion_plan.views_of(meeting, scene.person, scene.ids["e"])
    rows = [("Of", _who(meeting, found)), ("Their views", errand.how)]
    return done_card(scene, meeting, "Their views are kept for the meeting", rows)


jobs.unlisted(
    "not invited", "excluded.open", "Who is not invited, and what is to be done", "excluded", "exclusions"
)
jobs.unlisted(
    "speak with them", "excludeplan.open", "Who speaks with somebody kept out", "who speaks with them"
)
jobs.unlisted("reasons shared", "excludetold.open", "Record that reasons were shared", "told the reasons")
jobs.unlisted(
    "their views", "excludeviews.open", "Record the views of somebody kept out", "views of somebody kept out"
)
