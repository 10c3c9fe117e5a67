"""A family's request for review: logged for them, and read by those who look after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from cards.disagreeing import family_review as cards
from cards.elements import Action, button
from cppm.disagreeing import family_review
from cppm.disagreeing.disagreement_records import Asked, FamilyReview
from cppm.disagreeing.scrutiny import SENIOR
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Duty
from cppm.timing.timescales import local_day
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings.booking_answers import reference
from dialogs.meetings.chairing import change, chosen, few_lines, of_the_case, shown, the_meeting
from dialogs.scene import Scene
from dialogs.timing.owed import mine, ways_back
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

LONGEST = 3000
HOW = {"letter": Asked.LETTER, "email": Asked.EMAIL, "aloud": Asked.WRITTEN_DOWN}
WHICH = (
    "I don't know which meeting the family means. Type family review and the reference of the case, for "
    "example family review PK-26-0137."
)
NONE_TO_READ = (
    "There is none to read. Type read family review and the reference of the case, for example read family "
    "review PK-26-0137."
)


async def _where(scene: Scene) -> list[PlanningMeeting]:
    """The closed meetings whose requests this person keeps: their own and, by its reference, of any case.

    Raises NotYours where they know a closed meeting and others keep its requests.
    """
    ids = [line.id for line in reversed(await scene.store.meetings.for_person(scene.person.id))]
    ids += [line.id for line in await scene.store.meetings.for_case(reference(scene.text))]
    found = [await scene.store.meetings.load(each) for each in dict.fromkeys(ids)]
    closed = [m for m in found if m.phase is Phase.CLOSED]
    kept = [m for m in closed if family_review.may_log(m, scene.person)]
    own = [m for m in closed if scene.person.id in m.participants()]
    if own and not kept:
        family_review.require_logger(own[0], scene.person)
    return kept


def _labelled(meeting: PlanningMeeting) -> str:
    """A meeting in the few words that a button has room for."""
    day = local_day(meeting.starts_at)
    return f"{meeting.case_ref}, {day.day} {day:%B %Y}"


def _about(meeting: PlanningMeeting, review: FamilyReview) -> str:
    """A request in the few words that a button has room for."""
    return f"{meeting.case_ref} {review.who}, received {review.received.day} {review.received:%B}"


@jobs.on("familyreviews.open")
async def which_meeting(scene: Scene) -> Answer:
    """Which meeting the family means; then the form to log its request."""
    if scene.ids.get("m"):
        family_review.require_logger(await the_meeting(scene), scene.person)
        return Answer(then=("familyreview", {"m": scene.ids["m"]}))
    found = [Subject({"m": m.id}, _labelled(m)) for m in await _where(scene)]
    one = chosen(scene, found, "familyreviews.open", "A family asks for a review", WHICH)
    return one if isinstance(one, Answer) else Answer(then=("familyreview", dict(one.ids)))


@jobs.form
class LogRequest(Form):
    """A family asks for a review"""

    job: ClassVar[str] = "familyreview"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = WHICH

    who: str = ask("Who of the family asks?", kind="one_of", label="Who asked")
    representative: str = ask(
        "Has somebody asked for them?",
        label="Asked for them",
        hint="Name and how they are connected. Leave it empty when they asked themselves.",
        required=False,
        max_length=120,
    )
    how: Literal["letter", "email", "aloud"] = ask(
        "How did they ask?",
        label="How",
        options={"letter": "By letter", "email": "By email", "aloud": "Aloud; we wrote it down together"},
        synonyms={"aloud": ("by phone", "in person", "written down")},
    )
    received: date = ask("On which day did it come?", label="Received", side="past")
    words: str = ask(
        "What do they say?",
        kind="long",
        label="What they say",
        hint="In their own words. The service manager who answers reads them.",
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings whose requests this person keeps."""
        return [Subject({"m": m.id}, _labelled(m)) for m in await _where(scene)]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who could have asked, and until when. Raises NotYours, WrongPhase."""
        meeting = await the_meeting(scene)
        family_review.require_logger(meeting, scene.person)
        last = family_review.last_day(meeting, scene.profile)
        until = [cards.window(last)] if last else []
        return Prepared(
            intro=[*until, cards.STANDS],
            options={"who": {line.id: line.named for line in meeting.family}},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Log it; service managers are asked to answer."""
        fresh = new_id()
        meeting, kept = await change(
            scene,
            lambda m: family_review.log(
                m,
                scene.person,
                self.who,
                self.representative,
                HOW[self.how],
                self.words,
                self.received,
                scene.now,
                scene.profile,
                fresh,
            ),
        )
        return shown_request(scene, meeting, kept)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The request logged last."""
        meeting = await the_meeting(scene)
        logged = meeting.family_reviews
        return shown_request(scene, meeting, logged[-1]) if logged else None


def shown_request(scene: Scene, meeting: PlanningMeeting, review: FamilyReview) -> Answer:
    """The request as it stands, with what the reader does next."""
    actions = _actions(scene, meeting, review)
    card = cards.review_card(meeting, review, actions, scene.profile, scene.turn.time_zone)
    return shown(scene, card)


def _actions(scene: Scene, meeting: PlanningMeeting, review: FamilyReview) -> list[Action]:
    """What the reader does next: answer it, say that the family is told, or go on in the meeting."""
    person, result = scene.person, review.result
    tells = result is not None and result.teller == person.id
    answers = result is None and family_review.may_decide(meeting, person)
    found = cards.told_button(meeting, review) if tells or person.has(Duty.CP_ADMIN) else []
    if answers:
        found = [button("Answer it", "familyresult.open", m=meeting.id, b=review.id)]
    if person.id in meeting.participants() or person.has(Duty.CP_ADMIN):
        return [*found, *next_buttons(meeting, person)]
    return [*found, *ways_back(person)]


@jobs.on("familyreview.read")
async def read(scene: Scene) -> Answer:
    """A family's request, for those who look after it; that it was read is noted."""
    if "b" not in scene.ids:
        one = chosen(
            scene,
            await _readable(scene),
            "familyreview.read",
            "Requests for review",
            NONE_TO_READ,
        )
        if isinstance(one, Answer):
            return one
        scene = one
    meeting = await the_meeting(scene)
    review = family_review.require_reader(meeting, scene.person, scene.ids["b"])
    await note_read(scene, meeting)
    return shown_request(scene, meeting, review)


async def _readable(scene: Scene) -> list[Subject]:
    """The requests in meetings of this person, and those that they or their duty still owe something of."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = {line.id: await scene.store.meetings.load(line.id) for line in lines}
    own = {
        (m.id, each.id): _about(m, each)
        for m in meetings.values()
        for each in m.family_reviews
        if family_review.may_read(m, scene.person, each)
    }
    own |= {
        (m.id, each.id): _about(m, each)
        for m in await of_the_case(scene)
        for each in m.family_reviews
        if family_review.may_read(m, scene.person, each)
    }
    own |= {(each.ids["m"], each.ids["b"]): each.label for each in await waiting(scene)}
    return [Subject({"m": m, "b": b}, label) for (m, b), label in own.items()]


async def waiting(scene: Scene) -> list[Subject]:
    """The requests that wait for a service manager's answer."""
    lines = [line for line in await mine(scene) if line.opens == "familyresult.open"]
    return [Subject(line.doing, line.reference) for line in lines] or await _of_case(scene)


async def _of_case(scene: Scene) -> list[Subject]:
    """What waits in a case named after the command, for the chief social work officer, who owes none."""
    if not scene.person.duties & SENIOR:
        return []
    return [
        Subject({"m": m.id, "b": each.id}, _about(m, each))
        for m in await of_the_case(scene)
        if family_review.may_decide(m, scene.person)
        for each in family_review.waiting(m)
    ]


async def note_read(scene: Scene, meeting: PlanningMeeting) -> None:
    """Keep that somebody reads what a family says, before it is shown."""
    role = meeting.participants().get(scene.person.id)
    duty = next((d for d in (Duty.SERVICE_MANAGER, Duty.CP_ADMIN) if scene.person.has(d)), None)
    part = str(role or duty or Duty.CHIEF_SOCIAL_WORK_OFFICER)
    await scene.store.reads.note(
        scene.person.id, part, meeting.case_ref, "request for review", "opened the request", scene.now
    )


jobs.unlisted(
    "family review",
    "familyreviews.open",
    "A family asks for a review of the decision",
    "request for review",
    "the family asks for a review",
    "family appeal",
    "appeal",
)
jobs.unlisted("read family review", "familyreview.read", "Read a family's request", "family reviews")
