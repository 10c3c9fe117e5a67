"""Restricted access information: told to the chair, read for a reason, decided, answered by its provider.

Every word is kept apart from the meeting, and its half-finished forms too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal, NoReturn

from cards.elements import Action, button
from cards.meetings.attendance import case_line
from cards.rights import restricted as cards
from cards.rights.restricted import Words
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Role
from cppm.rights import restricted
from cppm.rights.restricted_records import (
    Audience,
    PassingOn,
    Response,
    RestrictedKind,
    RestrictedRequest,
)
from dialogs import hub
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import readiness
from dialogs.meetings.chairing import change, chosen, few_lines, shown, the_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

KINDS = {kind.name.lower(): f"It is {kind.value}" for kind in RestrictedKind} | {
    "third_party": "It could identify a third party",
    "dangerous": "It could put somebody at risk",
    "other": "There is another reason",
}
WHYS = {
    "prepare": "To prepare the meeting",
    "decide": "To decide about it",
    "safety": "To keep a child or somebody else safe",
    "work": "For my own part in the plan",
    "other": "For another reason",
}
NONE = "There is no restricted information that concerns you now. Type home to see what you owe."
NOBODY_ASKS = "Nobody asks to speak with you alone."
BEFORE_AND_IN = (Phase.INVITED, Phase.OPEN)


# Which request is meant


async def _concerning(scene: Scene) -> list[tuple[PlanningMeeting, RestrictedRequest]]:
    """Every request that concerns this person, the latest meeting first."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = [await scene.store.meetings.load(line.id) for line in reversed(lines)]
    return [(m, each) for m in meetings for each in restricted.concerning(m, scene.person, scene.now)]


async def wherever(scene: Scene, *waits: restricted.Waits) -> list[Subject]:
    """The requests of which one of these waits for this person."""
    return [
        subject(m, each)
        for m, each in await _concerning(scene)
        if restricted.waits_for(m, scene.person, each, scene.now) in waits
    ]


def subject(meeting: PlanningMeeting, request: RestrictedRequest) -> Subject:
    """One request to choose, by who gave it."""
    return Subject({"m": meeting.id, "a": request.id}, f"{request.name}, {meeting.reference}")


async def settle(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest) -> None:
    """Let the store of restricted information name the readers that the meeting names.

    It is done again on a repeat, so a stop between the two leaves nobody named too long.
    """
    taken_back = request.response is Response.WITHDRAW
    chair = [] if taken_back else [meeting.chair.id]
    await scene.store.restricted.name_readers(request.id, chair)
    if request.information:
        await scene.store.restricted.name_readers(request.information, [*chair, *request.readers])


async def keep(scene: Scene, meeting: PlanningMeeting, words: str, *readers: str) -> str:
    """Keep words apart, for the chair and others (ids). Returns their id; empty for no words."""
    if not words.strip():
        return ""
    named = [meeting.chair.id, *readers]
    return await scene.store.restricted.keep(meeting.case_ref, words.strip(), scene.person, named, scene.now)


async def words_of(scene: Scene, meeting: PlanningMeeting, id: str, why: str) -> str:
    """The words of one item, for a named reader; the try is noted with its reason. Raises NotAReader."""
    if not id:
        return ""
    role = str(meeting.participants().get(scene.person.id, "none"))
    return (await scene.store.restricted.read(id, scene.person, role, why, scene.now)).text


# Telling the chair


@jobs.form
class AlertChair(Form):
    """Ask to speak with the chair alone"""

    job: ClassVar[str] = "restricted"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Ask the chair"
    nothing: ClassVar[str] = "You take part in no meeting to come. Type home to see what you owe."

    kind: str = ask("Why must the information not be shared freely?", options=KINDS)
    justification: str = ask(
        "Please justify this, without the information itself",
        kind="long",
        max_length=1500,
        hint="For exceptional circumstances only. Only the chair reads it.",
        check=few_lines,
    )
    given: Literal["section", "here"] = ask(
        "Where do you give the information itself?",
        label="The information",
        options={"section": "I tell it in the meeting's confidential section", "here": "I give it here now"},
        synonyms={"section": ("in the section", "in the meeting", "i tell it"), "here": ("now", "here now")},
        hint="What you write here also stays in this chat. If that must not be, tell it in the section.",
    )
    information: str = ask(
        "What is the information?",
        kind="long",
        max_length=3000,
        when=lambda got: got.get("given") == "here",
        only="Only if you give it here.",
        check=few_lines,
    )
    audience: Literal["chair", "named"] = ask(
        "Who may know it?",
        label="May know it",
        options={"chair": "The chair alone", "named": "The chair, and practitioners whom the chair names"},
        synonyms={
            "chair": ("only the chair", "chair only"),
            "named": ("practitioners", "whom the chair names"),
        },
        hint="Whoever else needs it: the chair asks for your permission first.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings to come that this person takes part in."""
        lines = await scene.store.meetings.for_person(scene.person.id)
        return [
            Subject({"m": line.id}, readiness.label(line, scene))
            for line in lines
            if line.phase in BEFORE_AND_IN and line.role is not Role.CHAIR
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who reads it and who does not."""
        meeting = await the_meeting(scene)
        restricted.may_alert(meeting, scene.person)
        return Prepared(
            intro=[
                f"{meeting.chair.name}, the chair, gets a private message that you ask to speak alone. "
                "Whatever you say here is kept apart from the meeting, for the chair only."
            ],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the words apart first, then tell the chair that there is something.

        Two transactions in two places: were the second to fail, words that nobody is pointed to stay behind.
        """
        meeting = await the_meeting(scene)
        restricted.may_alert(meeting, scene.person)
        kind, audience = RestrictedKind[self.kind.upper()], Audience[self.audience.upper()]
        kept = await keep(scene, meeting, f"{kind}\n{self.justification}")
        given = await keep(scene, meeting, self.information) if self.given == "here" else ""
        found, request = await change(
            scene,
            lambda m: restricted.alert_chair(
                m, scene.person, kind, self.justification, scene.now, kept, audience, given
            ),
        )
        return _asked(scene, found, request)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """That the chair has been asked, and nothing more."""
        meeting = await the_meeting(scene)
        own = [each for each in meeting.restricted if each.provider == scene.person.id]
        return _asked(scene, meeting, own[-1]) if own else None


def _asked(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest) -> Answer:
    following = hub.next_buttons(meeting, scene.person)
    return Answer(replace=cards.asked_card(meeting, request, following, scene.turn.time_zone))


# Where it stands


@jobs.on("restricted.read")
async def where_it_stands(scene: Scene) -> Answer:
    """Where a request stands, or which there are: for the chair, who gave it, and its named readers."""
    if "m" not in scene.ids:
        found = [subject(m, each) for m, each in await _concerning(scene)]
        one = chosen(scene, found, "restricted.read", "Restricted information", NONE)
        if isinstance(one, Answer):
            return one
        scene = one
    meeting = await the_meeting(scene)
    if scene.ids.get("a"):
        return await _one(scene, meeting, await _known(scene, meeting))
    meeting.role_of(scene.person)
    requests = restricted.concerning(meeting, scene.person, scene.now)
    chair = scene.person.id == meeting.chair.id
    if not requests:
        return Answer(say=[NOBODY_ASKS if chair else NONE])
    if len(requests) > 1:
        return Answer(say=[cards.requests_card(meeting, requests, chair, scene.turn.time_zone)])
    return await _one(scene, meeting, requests[0])


async def _known(scene: Scene, meeting: PlanningMeeting) -> RestrictedRequest:
    """The request of the button; the try of somebody whom it does not concern is noted. Raises NotAReader."""
    alert = scene.ids.get("a", "")
    for each in restricted.concerning(meeting, scene.person, scene.now):
        if each.id == alert:
            return each
    await _refuse(scene, meeting, alert)


async def _refuse(scene: Scene, meeting: PlanningMeeting, alert: str) -> NoReturn:
    role = str(meeting.participants().get(scene.person.id, "none"))
    why = "tried to open it"
    await scene.store.restricted.refuse(alert, scene.person, role, meeting.case_ref, why, scene.now)


async def _one(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest) -> Answer:
    actions = _actions(scene, meeting, request)
    card = cards.standing_card(meeting, request, scene.person, scene.now, actions, scene.turn.time_zone)
    return shown(scene, card)


def _actions(
    scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest, reading: bool = False
) -> list[Action]:
    """What this person can do with it: what waits for them first."""
    ids = {"m": meeting.id, "a": request.id}
    chair = scene.person.id == meeting.chair.id
    reads = restricted.may_read(meeting, scene.person, request, scene.now)
    waits = restricted.waits_for(meeting, scene.person, request, scene.now)
    return [
        *([button(*_WAITING[waits], **ids)] if waits in _WAITING else []),
        *([button("Read it", "restrictedread.open", **ids)] if reads and not reading else []),
        *([button("Decide", "restricteddecide.open", **ids)] if chair and request.response is None else []),
        *([button("Ask to pass it on", "passon.open", **ids)] if reads and not request.response else []),
        button(hub.GO_TO, "meeting.open", m=meeting.id),
    ]


_WAITING: dict[restricted.Waits | None, tuple[str, str]] = {
    restricted.Waits.ANSWER: ("Say what becomes of it", "restrictedanswer.open"),
    restricted.Waits.PERMISSION: ("Answer who asks", "passonanswer.open"),
}


# Reading


@jobs.form
class ReadRestricted(Form):
    """Read restricted information"""

    job: ClassVar[str] = "restrictedread"
    submit: ClassVar[str] = "Show it"
    nothing: ClassVar[str] = NONE

    why: str = ask("Why do you read it now?", label="Reason", options=WHYS)
    other: str = ask(
        "What is the reason?",
        label="Other reason",
        max_length=200,
        when=lambda got: got.get("why") == "other",
        only="Only for another reason.",
        hint="Without the information itself: the reason is kept with the reading.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What this person may read."""
        found = await _concerning(scene)
        return [subject(m, r) for m, r in found if restricted.may_read(m, scene.person, r, scene.now)]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Only for its readers; the try of anybody else is noted."""
        meeting = await the_meeting(scene)
        await _readable(scene, meeting)
        return Prepared(
            intro=["That you read it, when and why is kept. What is shown stays in this chat."],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Note the reading with its reason, and show it."""
        meeting = await the_meeting(scene)
        request = await _readable(scene, meeting)
        why = self.other if self.why == "other" else WHYS[self.why]
        words = await _words(scene, meeting, request, why)
        who = await scene.store.people.former(request.provider)
        actions = _actions(scene, meeting, request, reading=True)
        return shown(scene, cards.words_card(meeting, request, who, words, actions, scene.turn.time_zone))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Where it stands: reading again takes a reason again."""
        meeting = await the_meeting(scene)
        return await _one(scene, meeting, await _known(scene, meeting))


async def _readable(scene: Scene, meeting: PlanningMeeting) -> RestrictedRequest:
    alert = scene.ids.get("a", "")
    for each in meeting.restricted:
        if each.id == alert and restricted.may_read(meeting, scene.person, each, scene.now):
            return each
    await _refuse(scene, meeting, alert)


async def _words(scene: Scene, meeting: PlanningMeeting, request: RestrictedRequest, why: str) -> Words:
    """What this reader may know of it: the chair everything, a named reader the information itself."""
    kind = justification = ""
    if scene.person.id == meeting.chair.id:
        kind, _, justification = (await words_of(scene, meeting, request.id, why)).partition("\n")
    information = await words_of(scene, meeting, request.information, why)
    told = [
        each for each in request.passing if scene.person.id in (meeting.chair.id, each.by) and each.answer
    ]
    return Words(
        kind, justification, information, [await _answer(scene, meeting, each, why) for each in told]
    )


async def _answer(scene: Scene, meeting: PlanningMeeting, wish: PassingOn, why: str) -> tuple[str, str]:
    label = "You may pass it on" if wish.permitted else "You may not pass it on"
    return label, await words_of(scene, meeting, wish.answer, why)


# Deciding, and the provider's answer


@jobs.form
class Decide(Form):
    """Decide on restricted information"""

    job: ClassVar[str] = "restricteddecide"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "No restricted information waits for your decision."

    outcome: Literal["restricted", "open"] = ask(
        "Is it restricted?",
        label="Restricted",
        options={"restricted": "Yes, it stays restricted", "open": "No, it need not be restricted"},
        synonyms={"restricted": ("yes",), "open": ("no", "not restricted")},
    )
    readers: list[str] = ask(
        "Who may read it beside you?",
        kind="some_of",
        label="Readers",
        required=False,
        when=lambda got: got.get("outcome") == "restricted" and got.get("nameable"),
        only="Only if it stays restricted.",
        hint="Only those who need it to keep a child safe. Leave it empty to name nobody.",
    )
    until: date | None = ask(
        "Until which day is it restricted?",
        label="Until",
        side="future",
        when=lambda got: got.get("outcome") == "restricted",
        only="Only if it stays restricted.",
        hint="You are reminded before, and decide on it anew.",
    )
    reasons: str = ask(
        "Why need it not be restricted?",
        kind="long",
        label="Reasons",
        max_length=1000,
        when=lambda got: got.get("outcome") == "open",
        only="Only if it need not be restricted.",
        hint="Whoever gave it reads this, and says what becomes of it.",
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for this chair."""
        return await wherever(scene, restricted.Waits.DECISION, restricted.Waits.ANOTHER_DAY)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who can be named: for what is for the chair alone, only those to whom the provider has agreed."""
        meeting = await the_meeting(scene)
        request = restricted.require_decider(meeting, scene.person, scene.ids.get("a", ""))
        named = restricted.eligible(meeting, request)
        alone = request.audience is Audience.CHAIR
        agreed = restricted.permitted(request)
        options = {id: label for id, label in named.items() if not alone or id in agreed}
        wider = [f"{request.name} gave it for you alone. To name readers, ask to pass it on first."]
        return Prepared(
            intro=["It goes to nobody before you have decided.", *(wider if alone else [])],
            facts=[("From", request.name), ("Stands", cards.stands(request, scene.now))],
            options={"readers": options},
            known={"nameable": bool(options) and bool(request.information)},
            earlier={"readers": request.readers, "until": request.until} if request.restricted else {},
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it, tell its provider and the readers, and open it to those readers alone."""
        alert = scene.ids["a"]
        if self.outcome == "open":
            meeting = await the_meeting(scene)
            request = restricted.require_decider(meeting, scene.person, alert)
            reasons = await keep(scene, meeting, self.reasons, request.provider)
            meeting, request = await change(
                scene, lambda m: restricted.find_open(m, scene.person, alert, reasons, scene.now)
            )
        else:
            meeting, request = await change(
                scene,
                lambda m: restricted.keep_restricted(
                    m, scene.person, alert, self.readers, self.until, scene.now
                ),
            )
        await settle(scene, meeting, request)
        return await _one(scene, meeting, request)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The decision as it stands."""
        return await as_decided(scene)


async def as_decided(scene: Scene) -> Answer:
    """A request as it stands, with its readers named once more: the answer to a repeat."""
    meeting = await the_meeting(scene)
    request = restricted.find(meeting, scene.ids.get("a", ""))
    await settle(scene, meeting, request)
    return await _one(scene, meeting, request)


@jobs.form
class Respond(Form):
    """Say what becomes of your information"""

    job: ClassVar[str] = "restrictedanswer"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "Nothing about information you gave waits for you."

    response: Literal["share", "withdraw"] = ask(
        "What becomes of it?",
        label="Then",
        options={"share": "I share it as any other information", "withdraw": "I take it back"},
        synonyms={"share": ("share it", "shared"), "withdraw": ("take it back", "back")},
        hint="I never share it for you: put it into your report, or say it in the meeting.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for its provider."""
        return await wherever(scene, restricted.Waits.ANSWER)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The chair's reasons, for whoever gave it."""
        meeting = await the_meeting(scene)
        request = restricted.require_provider(meeting, scene.person, scene.ids.get("a", ""))
        if restricted.waits_for(meeting, scene.person, request, scene.now) is not restricted.Waits.ANSWER:
            raise restricted.NothingToAnswer
        reasons = await words_of(scene, meeting, request.reasons, "to say what becomes of it")
        return Prepared(
            intro=["The chair finds that it need not be restricted. It is yours to say what becomes of it."],
            facts=[("The chair's reasons", reasons)],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the chair is told. What is taken back nobody reads any more."""
        response = Response[self.response.upper()]
        meeting, request = await change(
            scene, lambda m: restricted.respond(m, scene.person, scene.ids["a"], response, scene.now)
        )
        await settle(scene, meeting, request)
        return await _one(scene, meeting, request)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What was said."""
        return await as_decided(scene)


def _unlisted(name: str, verb: str, line: str, *words: str) -> None:
    jobs.command(Command(name, verb, line, words, listed=False))


_unlisted(
    "restricted",
    "restricted.open",
    "Ask to speak with the chair alone",
    *("restricted information", "speak with the chair", "speak to the chair", "sensitive", "rai"),
)
_unlisted(
    "restricted requests",
    "restricted.read",
    "Where restricted information stands",
    *("who asks to speak with me", "restricted list"),
)
_unlisted(
    "read restricted", "restrictedread.open", "Read restricted information", "read restricted information"
)
_unlisted(
    "decide restricted", "restricteddecide.open", "Decide on restricted information", "is it restricted"
)
_unlisted("answer restricted", "restrictedanswer.open", "Say what becomes of it", "take it back")
