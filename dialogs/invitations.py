"""The invitation list: who is on it and why, and the chair's agreement (CON-07, INV-01..09, ATT-22)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from pydantic import create_model

from cards.booking import list_card, lists_card
from cards.elements import Action, AdaptiveCard, button
from cards.forms import recorded_card
from cppm import booking
from cppm.booking import TemplateLine, invitation_template
from cppm.errors import CPPMError
from cppm.meeting import Invitee, NoSuchThing, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role
from dialogs.booking import put_together
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.keeping import case_line, kept, listed, named
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone, NoSuchPerson

jobs = Jobs()

NOBODY = "nobody"
LONGEST = 300
MOST_BUTTONS = 6
BEFORE = (Phase.BOOKED, Phase.INVITED)
UNTIL_CLOSED = (*BEFORE, Phase.OPEN)
INVITED = "The invitation is on its way."
WAITS = "The invitation goes out once the chair has agreed."


class NobodyToAdd(CPPMError):
    """Everybody enrolled is on the list already. Ask CP Administration to enrol whoever is missing."""

    rule = "INV-09"


class NobodyToRemove(CPPMError):
    """Nobody but the lead professional is on the list, and the lead professional stays."""

    rule = "INV-05"


class LinesFilled(CPPMError):
    """Everybody who is usually invited is on the list. Type invite to add somebody else."""

    rule = "INV-05"


# The list itself


@jobs.on("list.open")
async def open_list(scene: Scene) -> Answer:
    """Everybody on the list, for those who keep it; with the steps this person can take."""
    if "m" in scene.ids:
        return await _shown(scene, await listed(scene))
    found = await kept(scene, *Phase)
    if len(found) == 1:
        return await open_list(scene.about(found[0].ids))
    if not found:
        return Answer(say=["You keep no invitation list. Type meetings to see the meetings you are in."])
    return Answer(
        say=[lists_card([button(each.label, "list.open", **each.ids) for each in found[:MOST_BUTTONS]])]
    )


async def _shown(scene: Scene, meeting: PlanningMeeting, told: str = "") -> Answer:
    """The list's card in the place of the pressed one; who looked is noted."""
    person = scene.person
    role = meeting.participants().get(person.id)
    await scene.store.reads.note(
        person.id,
        str(role or Duty.CP_ADMIN),
        meeting.case_ref,
        "invitation list",
        "keeps the list",
        scene.now,
    )
    card = list_card(meeting, list_buttons(meeting, person), scene.turn.time_zone)
    says: list[AdaptiveCard | str] = [told] if told else []
    return Answer(replace=card, say=says) if scene.turn.press else Answer(say=[card, *says])


def list_buttons(meeting: PlanningMeeting, person: Person) -> list[Action]:
    """What this person can do with the list now, the most needed first."""
    steps: list[tuple[str, str]] = []
    if person.id == meeting.chair.id:
        steps += _chairs_steps(meeting)
    elif meeting.phase is Phase.BOOKED and not meeting.list_sent_at and len(meeting.invitees) > 1:
        steps.append(("Send the list to the chair", "list.send"))
    if meeting.phase in BEFORE and _unfilled(meeting):
        steps.append(("People usually invited", "usual.open"))
    if meeting.phase in UNTIL_CLOSED:
        steps.append(("Add somebody", "invite.open"))
    if meeting.phase in BEFORE and len(meeting.invitees) > 1:
        steps.append(("Take somebody off", "remove.open"))
    steps.append(("Open the meeting", "meeting.open"))
    return [button(title, verb, m=meeting.id) for title, verb in steps]


def _chairs_steps(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    if meeting.phase is Phase.BOOKED and len(meeting.invitees) > 1:
        return [("Agree the list", "list.approve"), ("Send it back", "return.open")]
    if (
        meeting.phase in UNTIL_CLOSED
        and meeting.phase is not Phase.BOOKED
        and booking.waiting_for_chair(meeting)
    ):
        return [("Agree to those added", "list.approve")]
    return []


@jobs.on("list.send")
async def send(scene: Scene) -> Answer:
    """Ask the chair to agree the list."""
    scene = await _of_the_only(scene, Phase.BOOKED)
    meeting = await listed(scene)
    if meeting.phase is not Phase.BOOKED or meeting.list_sent_at:
        return await _shown(scene, meeting, "The list has gone to the chair already.")
    return await _changed(
        scene,
        lambda m: booking.send_for_approval(m, scene.person, scene.now),
        "The list is with the chair",
        lambda m: [("Chair", m.chair.name), ("On the list", _count(m))],
        "Invitations go out when the chair has agreed. You are told if something is to change.",
    )


@jobs.on("list.approve")
async def approve(scene: Scene) -> Answer:
    """The chair agrees; the invitations go out."""
    scene = await _of_the_only(scene, *UNTIL_CLOSED, chair_only=True)
    meeting = await listed(scene)
    waiting = len(booking.waiting_for_chair(meeting))
    meeting.require_chair(scene.person)
    if meeting.phase is not Phase.BOOKED and not waiting:
        return await _shown(scene, meeting, "You have agreed this list already.")
    return await _changed(
        scene,
        lambda m: booking.approve_list(m, scene.person, scene.now),
        "You have agreed the list",
        lambda m: [("Invited", f"{waiting} {'person' if waiting == 1 else 'people'}")],
        "The invitations are on their way. You see who has answered under Who is ready.",
    )


async def _of_the_only(scene: Scene, *phases: Phase, chair_only: bool = False) -> Scene:
    """The scene about the one meeting it can be about, when it was typed and no meeting came along."""
    found = [] if "m" in scene.ids else await kept(scene, *phases, chair_only=chair_only)
    return scene.about(found[0].ids) if len(found) == 1 else scene


def _count(meeting: PlanningMeeting) -> str:
    return f"{len(meeting.invitees)} people"


async def _changed(
    scene: Scene,
    change: Callable[[PlanningMeeting], object],
    title: str,
    rows: Callable[[PlanningMeeting], list[tuple[str, str]]],
    note: str | Callable[[PlanningMeeting], str],
    steps: int = 0,
) -> Answer:
    """Do it once, and say what was recorded and what comes next. A repeat gets the list as it stands.

    `steps` is how many of the list's own buttons come first.
    """
    try:
        done = await scene.store.meetings.update(scene.ids["m"], change, by=scene.person, once=scene.once)
    except AlreadyDone:
        return await _shown(scene, await listed(scene))
    meeting = done.meeting
    first = list_buttons(meeting, scene.person)[:steps]
    card = recorded_card(
        title,
        rows(meeting),
        scene.person.name,
        scene.now,
        case_line=case_line(meeting, scene),
        note=note if isinstance(note, str) else note(meeting),
        zone=scene.turn.time_zone,
        buttons=[*first, *next_buttons(meeting, scene.person)],
    )
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


class _OfOneList(Form):
    """A form about one invitation list"""

    nothing = (
        "You keep no invitation list that can still change. Type meetings to see the meetings you are in."
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The lists that this person keeps and that can still change."""
        return await kept(scene, *BEFORE)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The list as it stands."""
        return await _shown(scene, await listed(scene)) if "m" in scene.ids else None


# Those who are usually invited


def _unfilled(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The lines always invited with nobody on the list and no reason why."""
    return [line for line in booking.missing_from_template(meeting) if line.key not in meeting.nobody]


def _open_lines(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The lines of the guide with nobody on the list yet, the always invited before the others."""
    agencies = {line.person.agency for line in meeting.invitees}
    posts = " ".join(line.person.post.casefold() for line in meeting.invitees)
    perhaps = [
        line
        for line in invitation_template(meeting.children)
        if not line.always
        and (line.agency not in agencies or (line.posts and not any(word in posts for word in line.posts)))
    ]
    return [*_unfilled(meeting), *perhaps]


async def _free(scene: Scene, meeting: PlanningMeeting) -> list[Person]:
    """Everybody enrolled who could be put on the list."""
    there = {meeting.chair.id, *(line.person.id for line in meeting.invitees)}
    return [person for person in await scene.store.people.all() if person.id not in there]


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


class _UsualPeople(Form):
    """Put the people who are usually invited on the list; the questions come from the guide's lines."""

    job = "usual"
    submit = "Put on the list"

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The lists that this person keeps and that can still change."""
        return await kept(scene, *BEFORE)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The list as it stands."""
        return await _shown(scene, await listed(scene)) if "m" in scene.ids else None

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """One question for each line of the guide that nobody fills yet."""
        meeting = await listed(scene)
        meeting.require_phase("changing the list", *BEFORE)
        lines = _open_lines(meeting)
        if not lines:
            raise LinesFilled
        people = await _free(scene, meeting)
        reasons: dict[str, object] = {_why(line.key): line.label for line in lines}
        return Prepared(
            intro=[
                "The guide invites these, by the ages of the children. Choose who it is, or nobody and say "
                "why. Nobody is invited before the chair agrees."
            ],
            options={line.key: _fitting(line, people) for line in lines},
            known={"lines": [line.key for line in lines], **reasons},
            earlier=_likely(lines, people),
            case_line=case_line(meeting, scene),
        )

    async def record(self, scene: Scene) -> Answer:
        """Put them on the list, and keep why a line stays empty."""
        chosen = {key: who for key in _LINES if (who := getattr(self, key))}
        if not chosen:
            return await _shown(scene, await listed(scene), "Nobody was chosen, so the list is as it was.")
        people = await scene.store.people.many(who for who in chosen.values() if who != NOBODY)

        def change(meeting: PlanningMeeting) -> None:
            for key, who in chosen.items():
                if who == NOBODY:
                    booking.leave_empty(meeting, scene.person, key, getattr(self, _nobody(key)), scene.now)
                elif who in people:
                    reason = getattr(self, _why(key)) or _LINES[key].label
                    booking.invite(meeting, scene.person, people[who], reason, scene.now)
                else:
                    raise NoSuchPerson

        return await _changed(
            scene,
            change,
            "The list has grown",
            lambda m: [(_LINES[key].label, _told(people, who)) for key, who in chosen.items()],
            "Nobody is invited before the chair has agreed.",
            steps=2,
        )


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


_LINES: dict[str, TemplateLine] = {line.key: line for line in booking.template_lines()}

UsualPeople = jobs.form(
    create_model(
        "UsualPeople",
        __base__=_UsualPeople,
        __doc__="People usually invited",
        __module__=__name__,
        **{name: field for line in _LINES.values() for name, field in _line_questions(line).items()},
    )
)


# One person more, one less, and the chair's answer

ROLES = {
    Role.PRACTITIONER: "Practitioner: writes a report and gives a view",
    Role.OBSERVER: "Observer",
    Role.MINUTE_TAKER: "Minute taker",
    Role.INTERPRETER: "Interpreter",
    Role.SUPPORT_PERSON: "Support person or advocate",
    Role.STUDENT: "Student",
    Role.INCOMING_LEAD_PROFESSIONAL: "Lead professional to be",
}


@jobs.form
class Invite(_OfOneList):
    """Add somebody to the list"""

    job = "invite"
    submit = "Add"

    who: str = ask("Who is to be invited?", label="Who", kind="person")
    role: Literal[
        "practitioner",
        "observer",
        "minute taker",
        "interpreter",
        "support person",
        "student",
        "incoming lead professional",
    ] = ask(
        "In what role?",
        label="Role",
        options={str(role): words for role, words in ROLES.items()},
        synonyms={"support person": ("advocate",), "minute taker": ("minutes",)},
    )
    reason: str = ask(
        "Why are they needed?",
        label="Reason",
        hint="What they bring to the meeting, in a few words.",
        example="Works with Kay at the young carers' group",
        max_length=LONGEST,
    )
    family_agrees: bool | None = ask(
        "Have the family agreed to the student, without pressure?",
        label="Family agrees",
        when=lambda got: put_together(got).get("role") == Role.STUDENT,
    )
    chair_agrees: bool | None = ask(
        "Has the chair agreed to the student?",
        label="Chair agrees",
        when=lambda got: put_together(got).get("role") == Role.STUDENT,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """Also the meeting under way: somebody needed may be added in it."""
        return await kept(scene, *UNTIL_CLOSED)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who keep the list, until the meeting is closed."""
        meeting = await listed(scene)
        meeting.require_phase("adding somebody", *UNTIL_CLOSED)
        people = named(await _free(scene, meeting))
        if not people:
            raise NobodyToAdd
        return Prepared(options={"who": people}, case_line=case_line(meeting, scene))

    async def record(self, scene: Scene) -> Answer:
        """Put them on the list."""
        person = await scene.store.people.get(self.who)
        if person is None:
            raise NoSuchPerson

        def change(meeting: PlanningMeeting) -> Invitee:
            return booking.invite(
                meeting,
                scene.person,
                person,
                self.reason,
                scene.now,
                Role(self.role),
                bool(self.family_agrees),
                bool(self.chair_agrees),
            )

        return await _changed(
            scene,
            change,
            f"{person.name} is on the list",
            lambda m: [("Role", str(m.invitee(person.id).role).capitalize()), ("Reason", self.reason)],
            lambda m: INVITED if m.invitee(person.id).invited else WAITS,
            steps=2,
        )


@jobs.form
class TakeOff(_OfOneList):
    """Take somebody off the list"""

    job = "remove"
    submit = "Take off"

    who: str = ask("Who is to be taken off?", label="Who", kind="person")
    reason: str = ask("Why?", label="Reason", kind="long", max_length=LONGEST)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who keep the list, before the meeting; the lead professional stays on it."""
        meeting = await listed(scene)
        meeting.require_phase("removing somebody", *BEFORE)
        people = named(i.person for i in meeting.invitees if i.role is not Role.LEAD_PROFESSIONAL)
        if not people:
            raise NobodyToRemove
        known = {"who": scene.ids["p"]} if scene.ids.get("p") in people else {}
        return Prepared(options={"who": people}, known=known, case_line=case_line(meeting, scene))

    async def record(self, scene: Scene) -> Answer:
        """Take them off, with the reason."""
        meeting = await listed(scene)
        line = next((i for i in meeting.invitees if i.person.id == self.who), None)
        if line is None:
            raise NoSuchThing(what="person")
        told = " Tell them yourself: their invitation had gone out." if line.invited else ""
        return await _changed(
            scene,
            lambda m: booking.remove(m, scene.person, self.who, self.reason, scene.now),
            "Taken off the list",
            lambda m: [("Who", line.person.name), ("Reason", self.reason)],
            f"The reason is kept in the record.{told}",
            steps=1,
        )


@jobs.form
class SendBack(_OfOneList):
    """Send the list back"""

    job = "return"
    submit = "Send back"
    nothing = "There is no list that waits for you. Type home to see what you owe."

    what: str = ask("What should change?", label="What to change", kind="long", max_length=1000)

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The lists that wait for this chair."""
        return await kept(scene, Phase.BOOKED, chair_only=True)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The chair alone, before the list is agreed."""
        meeting = await listed(scene)
        meeting.require_chair(scene.person)
        meeting.require_phase("returning the list", Phase.BOOKED)
        return Prepared(case_line=case_line(meeting, scene))

    async def record(self, scene: Scene) -> Answer:
        """Say what to change; the lead professional and whoever booked are told."""
        return await _changed(
            scene,
            lambda m: booking.return_list(m, scene.person, self.what, scene.now),
            "The list goes back",
            lambda m: [("What to change", self.what)],
            "The lead professional is told, and sends it to you again.",
        )


_COMMANDS = {
    "list.open": ("invitation list", "list, invitations, the list, invites, who is invited"),
    "list.send": ("send the list", "send list, list to the chair"),
    "list.approve": ("agree the list", "agree, approve, approve the list"),
    "return.open": ("send the list back", "return, send back, return the list"),
    "usual.open": ("usual people", "usual, people usually invited"),
    "invite.open": ("invite somebody", "invite, add, add somebody, add someone"),
    "remove.open": ("take somebody off", "remove, take off, uninvite"),
}
for _verb, (_name, _words) in _COMMANDS.items():
    jobs.command(
        Command(_name, _verb, "The invitation list of a meeting", tuple(_words.split(", ")), listed=False)
    )
