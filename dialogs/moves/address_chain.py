"""What follows a new address: its links are answered, a visit is decided on, they return or stay longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from cards.layout import capital
from cards.moves import address as cards
from cppm.moves import address, mending, stays
from cppm.moves.address import LINKS
from cppm.moves.address_records import AddressChange, AddressKind, Link, LinkKind
from cppm.moves.mending import EndUnfit, NotLonger
from cppm.moves.stays import VisitIncomplete
from cppm.moves.whereabouts import Whereabouts
from cppm.papers import as_text
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.giving import Kind, with_paper
from dialogs.meetings.chairing import few_lines, shown
from dialogs.moves import of_case
from dialogs.moves.guard import require_no_address
from dialogs.moves.of_case import change, entry_answer, the_entry, the_whereabouts
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer, Press
from storage.ids import new_id

jobs = Jobs()


class OfEntry(Form):
    """What the forms about an entry share."""

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The entry as it stands."""
        root, entry = await the_entry(scene)
        return entry_answer(scene, root, entry)


async def _entries(scene: Scene) -> list[tuple[Whereabouts, AddressChange]]:
    """Every entry that holds and has not ended, in what this person may open."""
    return [
        (root, each) for root in await of_case.open_to(scene) for each in root.addresses if _goes_on(each)
    ]


def _goes_on(entry: AddressChange) -> bool:
    return entry.holds and entry.ended_on is None


def _to_write(entry: AddressChange) -> bool:
    return any(link.kind is LinkKind.KEEPER_WRITTEN for link in entry.waiting)


def _subject(root: Whereabouts, entry: AddressChange) -> Subject:
    label = f"{root.names(entry.children)}: {entry.kind}"
    return Subject({"j": root.id, "h": entry.id}, f"{label}, {root.case_ref}")


@jobs.form
class AnswerLink(OfEntry):
    """A step of passing on an address is done"""

    job: ClassVar[str] = "addressdone"
    submit: ClassVar[str] = "Record it"
    nothing: ClassVar[str] = "No step of an address waits for you. Type addresses to see how they stand."

    on: date = ask("On which day was it done?", label="Done on", side="past")
    how: str = ask("How?", kind="one_of", label="How")
    who: str = ask(
        "Who answered at the other end?",
        label="Answered there by",
        when=lambda got: bool(got.get("other_end")),
        hint="Their name and where they work.",
        max_length=120,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Every link that waits for this person."""
        return [
            Subject(
                {"j": root.id, "h": link.id},
                f"{cards.BUTTONS[link.kind]}: {root.names(entry.children)}, {entry.kind}, {root.case_ref}",
            )
            for root in await of_case.open_to(scene)
            for entry in root.addresses
            for link in address.answerable(root, scene.person, entry)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What is to be said to be done, today filled in."""
        root = await the_whereabouts(scene)
        entry, found = address.find(root, scene.ids.get("h", ""))
        link = address.require_answerer(
            root, scene.person, found or next(iter(_own(root, scene, entry)), None)
        )
        spec, today = LINKS[link.kind], local_day(scene.now)
        alone = {"how": next(iter(spec.hows)), "on": today} if len(spec.hows) == 1 else {}
        return Prepared(
            intro=[f"{spec.task}."],
            facts=cards.entry_rows(root, entry),
            options={"how": spec.hows},
            known={"other_end": bool(spec.who), **alone},
            earlier={} if alone else {"on": today},
            wording={"who": f"{capital(spec.who)}?"} if spec.who else {},
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """The link is answered; the next one, or that the chain is closed, is said at once."""
        root, entry = await the_entry(scene)
        link = address.find(root, scene.ids["h"])[1] or next(iter(_own(root, scene, entry)))
        kept, changed = await change(
            scene,
            root.id,
            lambda r: address.acknowledge(r, scene.person, link.id, self.on, self.how, self.who, scene.now),
        )
        title = "The address is passed on, and each has answered" if changed.closed else "That is recorded"
        return entry_answer(scene, kept, changed, title)


def _own(root: Whereabouts, scene: Scene, entry: AddressChange) -> list[Link]:
    return address.answerable(root, scene.person, entry)


def _visits(got: Got) -> bool:
    return got.get("visit") is True


def _within_stay(by: date, got: Got) -> str:
    return "" if got["began"] <= by <= got["last"] else str(VisitIncomplete())


@jobs.form
class DecideVisit(OfEntry):
    """A visit during the stay"""

    job: ClassVar[str] = "stayvisit"
    submit: ClassVar[str] = "Record it"
    nothing: ClassVar[str] = "No stay outside the area waits for your decision on a visit."

    visit: bool = ask("Does somebody visit the child during the stay?", label="There is a visit")
    who: str = ask(
        "Who makes the visit?",
        label="Made by",
        when=_visits,
        only="Only if there is a visit.",
        example="our own social work, or the duty team there",
        max_length=120,
    )
    by: date | None = ask(
        "By which day?",
        label="By",
        side="future",
        when=_visits,
        only="Only if there is a visit.",
        check=_within_stay,
    )
    why: str = ask(
        "Why? Say how long they are away and what the risk is.",
        kind="long",
        label="Why",
        max_length=600,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The stays on whose visit this person decides, or may decide anew while it was not made."""
        person = scene.person
        return [
            _subject(root, each)
            for root, each in await _entries(scene)
            if stays.may_decide(root, person, each)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The stay and what was proposed; kept as it is, the second of the two agrees to it."""
        root, entry = await the_entry(scene)
        stays.require_stay(root, scene.person, entry)
        said = entry.visit
        waits = stays.may_agree(root, scene.person, entry)
        told = "Keep every answer to agree to the proposal. If you change one, the other one is asked again."
        both = f"{capital(stays.the_two(root))} decide together; the other one is asked to agree."
        earlier = {"visit": said.visit, "who": said.who, "why": said.why} if said else {}
        return Prepared(
            intro=[told if waits else both],
            facts=[*cards.entry_rows(root, entry), *cards.visit_rows(entry, scene.turn.time_zone)],
            known={"began": max(entry.since, local_day(scene.now)), "last": entry.until or date.max},
            earlier={**earlier, **({"by": said.by} if said and said.by else {})},
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Propose it, or agree to it where it says the same."""
        root, _ = await the_entry(scene)
        kept, entry = await change(
            scene,
            root.id,
            lambda r: stays.propose(
                r, scene.person, scene.ids["h"], self.visit, self.who, self.by, self.why, scene.now, new_id
            ),
        )
        agreed = entry.visit is not None and entry.visit.agreed_at is not None
        return entry_answer(
            scene, kept, entry, "The visit is decided" if agreed else "The other one is asked"
        )


def _after_it_began(on: date, got: Got) -> str:
    return "" if on >= got["began"] else str(EndUnfit())


@jobs.form
class EndAddress(OfEntry):
    """They are back, or it has ended"""

    job: ClassVar[str] = "addressend"
    submit: ClassVar[str] = "Record it"
    nothing: ClassVar[str] = "No address of a case of yours goes on. Type address to report a new one."

    on: date = ask("On which day did it end?", label="Ended on", side="past", check=_after_it_began)
    why: str = ask(
        "Where are they now?",
        label="What happened",
        hint="If it is an address that nobody knows yet, report it next.",
        example="back at home",
        max_length=300,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The addresses that have begun and go on."""
        today = local_day(scene.now)
        return [_subject(root, each) for root, each in await _entries(scene) if each.since <= today]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The entry, today filled in."""
        root, entry = await the_entry(scene)
        mending.require_mender(root, scene.person, entry)
        if entry.since > local_day(scene.now):
            raise EndUnfit
        return Prepared(
            intro=["Everybody who was told of this address is told of its end."],
            facts=cards.entry_rows(root, entry),
            known={"began": entry.since},
            earlier={"on": local_day(scene.now)},
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """It has ended; its chain runs once more."""
        root, _ = await the_entry(scene)
        kept, entry = await change(
            scene,
            root.id,
            lambda r: mending.end(r, scene.person, scene.ids["h"], self.on, self.why, scene.now, new_id),
        )
        return entry_answer(scene, kept, entry, "The end is recorded")


CHANGES = {
    "ended": "They are back, or it ended",
    "longer": "They stay longer",
    "never": "It did not happen",
    "wrong": "Something in it is wrong",
}
OPENS = {"ended": "addressend", "wrong": "address"}
"""Which form goes on from here; that of a wrong entry comes filled in."""


def _longer(got: Got) -> bool:
    return got.get("what") == "longer"


def _after_planned(until: date, got: Got) -> str:
    return "" if until > got["planned"] else str(NotLonger())


@jobs.form
class ChangeEntry(OfEntry):
    """Change an address entry"""

    job: ClassVar[str] = "addressfix"
    submit: ClassVar[str] = "Go on"
    nothing: ClassVar[str] = "No address of a case of yours goes on. Type address to report a new one."

    what: Literal["ended", "longer", "never", "wrong"] = ask(
        "What is to be changed?",
        label="What",
        options=CHANGES,
        synonyms={
            "ended": ("they are back", "back", "it ended"),
            "longer": ("extend", "stay longer", "extension"),
            "never": ("call off", "cancel", "did not go", "cancelled"),
            "wrong": ("correct", "correction", "mistake"),
        },
    )
    until: date | None = ask(
        "Until which day do they stay?",
        label="Until",
        when=_longer,
        only="Only if they stay longer.",
        check=_after_planned,
    )
    why: str = ask(
        "Why?",
        label="Reason",
        when=lambda got: got.get("what") in ("longer", "never"),
        only="Only if they stay longer, or it did not happen.",
        max_length=300,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The addresses that go on."""
        return [_subject(*each) for each in await _entries(scene)]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The entry as it stands; what has not begun can't have ended."""
        root, entry = await the_entry(scene)
        mending.require_mender(root, scene.person, entry)
        begun = entry.since <= local_day(scene.now)
        return Prepared(
            intro=["The entry stays as history, and everybody who was told of it hears."],
            facts=cards.entry_rows(root, entry),
            options={"what": {each: words for each, words in CHANGES.items() if begun or each != "ended"}},
            known={"planned": entry.until or entry.since},
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Longer or called off at once; what has questions of its own opens next."""
        root, entry = await the_entry(scene)
        if self.what in OPENS:
            return Answer(then=(OPENS[self.what], {"j": root.id, "h": entry.id}))

        def mended(found: Whereabouts) -> AddressChange:
            if self.what == "longer" and self.until:
                return mending.extend(found, scene.person, entry.id, self.until, self.why, scene.now, new_id)
            return mending.cancel(found, scene.person, entry.id, self.why, scene.now, new_id)

        kept, changed = await change(scene, root.id, mended)
        title = "The longer stay is recorded" if self.what == "longer" else "It is called off"
        return entry_answer(scene, kept, changed, title)


@jobs.form
class WriteLetter(OfEntry):
    """A letter to the keeper of the register there"""

    job: ClassVar[str] = "addressletter"
    submit: ClassVar[str] = "Draft it"
    nothing: ClassVar[str] = "No child of a case of yours stays outside the area."

    to: str = ask(
        "What is the keeper there called?",
        label="Addressed to",
        hint="Leave it out to write to the office.",
        required=False,
        max_length=120,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The stays outside the area that go on, or of whose end the keeper there is still to be told."""
        return [
            _subject(root, each)
            for root in await of_case.open_to(scene)
            for each in root.addresses
            if each.kind is AddressKind.STAY and (_goes_on(each) or _to_write(each))
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The stay, and to whom it was addressed before."""
        root, entry = await the_entry(scene)
        stays.require_writer(root, scene.person, entry)
        return Prepared(
            facts=cards.entry_rows(root, entry),
            earlier={"to": entry.letter_to} if entry.letter_to else {},
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep to whom it goes, and write it; nothing is sent."""
        root, entry = await the_entry(scene)
        kept, _ = await change(
            scene,
            root.id,
            lambda r: stays.address_letter(r, scene.person, entry.id, self.to or "", scene.now),
        )
        return await _letter(scene, kept, kept.address(entry.id))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The letter as it would be written now."""
        return await _letter(scene, *await the_entry(scene))


@jobs.on("addressletter.file")
async def as_file(scene: Scene) -> Answer:
    """The letter as it would be written now, with the file of it."""
    return await _letter(scene, *await the_entry(scene))


LETTER = Kind("Letter to the keeper", "The letter to the keeper of the register there, to complete and send.")


async def _letter(scene: Scene, root: Whereabouts, entry: AddressChange) -> Answer:
    """The letter as text to copy, and offered as a Word document."""
    guide = scene.profile
    today = local_day(scene.now)
    paper = stays.letter(root, scene.person, entry, guide.name, guide.duty_contact or "", today)
    text = as_text(paper)
    await require_no_address(scene, root.case_ref, text)
    answer = shown(scene, cards.letter_card(root, entry))
    answer.say.append(text)
    pointer = Press("addressletter.file", {"j": root.id, "h": entry.id}, {})
    role = of_case.role_in(scene, root)
    return await with_paper(scene, answer, LETTER, paper, pointer, case=root.case_ref, role=role)


for _command in (
    Command(
        "address done",
        "addressdone.open",
        "A step of an address is done",
        ("it is in the database", "take note of it", "take note of an address", "the keeper is told"),
        listed=False,
    ),
    Command(
        "visit during the stay",
        "stayvisit.open",
        "Decide on a visit during a stay",
        ("stay visit", "decide on a visit"),
        listed=False,
    ),
    Command(
        "they are back",
        "addressend.open",
        "A stay or placement has ended",
        ("address ends", "end address", "they are home", "returned home"),
        listed=False,
    ),
    Command(
        "change address entry",
        "addressfix.open",
        "Correct, put longer or call off an address",
        ("correct address", "they stay longer", "extend the stay", "call off the stay"),
        listed=False,
    ),
    Command(
        "letter to the keeper",
        "addressletter.open",
        "Draft the letter to the keeper there",
        ("keeper letter", "letter"),
        listed=False,
    ),
):
    jobs.command(_command)
