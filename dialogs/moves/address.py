"""Reporting a new address, also in place of a wrong one; the addresses of a case, and a safe one shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar, Literal

from cards.elements import button
from cards.layout import capital
from cards.moves import address as cards
from cppm.moves import address, guarding, mending, moves, stays
from cppm.moves.address import EndsBeforeItBegins, NewAddress
from cppm.moves.address_records import AddressChange, AddressKind
from cppm.moves.guarding import NotForYou
from cppm.moves.move_records import FamilyMove
from cppm.moves.whereabouts import Whereabouts
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import chosen, few_lines, shown
from dialogs.moves import address_chain, guarded, of_case
from dialogs.moves.guard import require_no_address
from dialogs.moves.of_case import (
    SOMEBODY,
    change,
    entry_answer,
    family_lines,
    known,
    the_entry,
    the_whereabouts,
)
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone
from storage.ids import new_id

jobs = Jobs()
jobs.add(address_chain.jobs)
jobs.add(guarded.jobs)

NONE_YET = "No change of address was reported in a case of yours. Type address to report one."


def _ends(got: Got) -> bool:
    return got.get("kind") in {str(kind) for kind in AddressKind if kind.for_a_while}


def _not_before(until: date, got: Got) -> str:
    return str(EndsBeforeItBegins()) if until < got.get("since", until) else ""


def _stays(got: Got) -> bool:
    return got.get("kind") == AddressKind.STAY


def _safe(got: Got) -> bool:
    return got.get("safe") is True


def _elsewhere(got: Got) -> bool:
    """Whether the person is none of the family as the meetings know it."""
    return got.get("guarded") == SOMEBODY or not got.get("lines")


def _several(got: Got) -> bool:
    return not got.get("only_child")


@jobs.form
class ReportAddress(Form):
    """A new address"""

    job: ClassVar[str] = "address"
    apart: ClassVar[bool] = True
    kept_apart: ClassVar[frozenset[str]] = frozenset({"address"})
    submit: ClassVar[str] = "Report it"
    nothing: ClassVar[str] = (
        "As far as I know you work with no family of a core group and lead none, so I can't take an address"
        " from you. Tell the lead professional."
    )

    children: list[str] = ask(
        "Whose address is it?", kind="some_of", label="Who", when=_several, only="Siblings may go apart."
    )
    kind: Literal[
        "foster care",
        "kinship care",
        "family move for good",
        "family move for a while",
        "holiday or stay outside the area",
        "end of a placement",
    ] = ask(
        "What is it?",
        label="What",
        options={
            "foster care": "Foster care",
            "kinship care": "Kinship care",
            "family move for good": "Family moves for good",
            "family move for a while": "Family moves for a while",
            "holiday or stay outside the area": "Holiday or stay outside the area",
            "end of a placement": "A placement ends",
        },
        synonyms={
            "foster care": ("foster", "fostering"),
            "kinship care": ("kinship", "relatives", "grandparents"),
            "family move for good": ("permanent", "for good", "moved house"),
            "family move for a while": ("temporary", "for a while"),
            "holiday or stay outside the area": ("holiday", "stay", "visit", "away"),
            "end of a placement": ("placement ends", "placement end", "back from care"),
        },
    )
    since: date = ask("From which day?", label="From")
    until: date | None = ask(
        "Until which day?",
        label="Until",
        when=_ends,
        only="Only for a while or a stay: the last day planned.",
        check=_not_before,
    )
    council: str = ask(
        "Which council is it there?",
        label="Council there",
        when=_stays,
        only="Only for a stay outside the area: the keeper of its register is told.",
        example="Argyll and Bute",
        max_length=80,
    )
    living: Literal["away", "lives"] | None = ask(
        of_case.STAY_ASKED,
        label="The stay",
        when=_stays,
        only="Only for a stay outside the area.",
        options=of_case.STAYS,
        synonyms=of_case.STAY_WORDS,
    )
    safe: bool = ask(
        "Must somebody not learn this address?",
        label="Safe address",
        hint="Then I keep it apart and masked, and show it only to those who need it, with a reason.",
    )
    guarded: str = ask(
        "Who must not learn it?",
        kind="one_of",
        label="Kept from",
        when=lambda got: _safe(got) and bool(got.get("lines")) and not got.get("named"),
        only="Only for a safe address.",
    )
    guarded_name: str = ask(
        "What is the name of the person who must not learn it?",
        label="Name",
        when=lambda got: _safe(got) and not got.get("named") and _elsewhere(got),
        only="Only for a safe address, if the person is not named above.",
        max_length=80,
    )
    needs: list[str] = ask(
        "Who else needs to know it?",
        kind="some_of",
        label="Also needs to know it",
        when=lambda got: _safe(got) and bool(got.get("others")),
        required=False,
        only="Only for a safe address, beside lead professional, team leader and CP Administration.",
    )
    address: str = ask(
        "What is the new address?",
        kind="long",
        label="Address",
        hint="House, street, town, postcode. Fill in a safe one on the card: the chat keeps what is typed.",
        max_length=300,
        check=few_lines,
    )
    why: str = ask(
        "What was wrong?",
        label="What was wrong",
        when=lambda got: bool(got.get("corrects")),
        only="Only for a correction.",
        max_length=300,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The families that this person works with or leads, or all of them."""
        return await of_case.cases_to_report(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The children ticked, today filled in, and the adults whom an address may be kept from."""
        root = await known(scene)
        root.require_reporter(scene.person)
        wrong = address.find(root, scene.ids["h"])[0] if scene.ids.get("h") else None
        if wrong:
            mending.require_mender(root, scene.person, wrong)
        lines = {line.id: line.who for line in await family_lines(scene, root.case_ref)}
        people = {p.id: p.name for p in root.people if p.id != root.lead_professional.id}
        moved = [move for move in root.moves if move.id == scene.ids.get("z")]
        return Prepared(
            intro=["It replaces the wrong entry, which stays as history."] if wrong else [],
            facts=cards.entry_rows(root, wrong) if wrong else [],
            options={
                "children": {child.id: child.name for child in root.children},
                "guarded": {**lines, SOMEBODY: "Somebody else"} if lines else {},
                "needs": people,
            },
            known={
                "only_child": len(root.children) == 1,
                "lines": bool(lines),
                "corrects": wrong is not None,
                "others": bool(people),
                "named": any(each.ended_at is None for each in root.guarded),
            },
            earlier=_before(wrong) if wrong else _of_move(moved[0]) if moved else _likely(root, scene),
            case_line=root.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; a safe one apart, under its own key, before its entry. Its chain begins at once."""
        root = await scene.store.whereabouts.begun(await of_case.family_of(scene))
        lines = {line.id: line.who for line in await family_lines(scene, root.case_ref)}
        new = self._new(root, lines)
        address.require_sound(root, scene.person, replace(new, address=self.address), self.safe)
        wrong = scene.ids.get("h", "")
        if self.safe:
            guarding.require_apart(self.address, self.why, self.council, self.guarded_name)
            new = replace(new, safe=await _kept_apart(scene, root, self.address, new.needs))
        else:
            was = root.address(wrong).safe if wrong else ""
            await require_no_address(scene, root.case_ref, self.address, but=was)

        def put(found: Whereabouts) -> AddressChange:
            if wrong:
                return mending.correct(found, scene.person, wrong, new, self.why, scene.now, new_id)
            return address.report(found, scene.person, new, scene.now, new_id)

        kept, entry = await change(scene, root.id, put)
        return _reported(scene, kept, entry)

    def _new(self, root: Whereabouts, lines: dict[str, str]) -> NewAddress:
        """What is reported, without the words of a safe address. `lines` names the adults of the family."""
        line = self.guarded if self.safe and self.guarded in lines else ""
        kind = AddressKind.FAMILY_FOR_NOW if self.living == "lives" else AddressKind(self.kind)
        return NewAddress(
            kind,
            tuple(self.children) or tuple(child.id for child in root.children),
            self.since,
            self.until,
            "" if self.safe else self.address,
            council=self.council,
            needs=tuple(self.needs),
            guarded=lines.get(line, self.guarded_name) if self.safe else "",
            guarded_line=line,
        )

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What this person reported last."""
        root = await known(scene)
        own = [each for each in root.addresses if each.by == scene.person.id]
        return entry_answer(scene, root, own[-1]) if own and root.may_open(scene.person) else None


def _likely(root: Whereabouts, scene: Scene) -> dict[str, object]:
    """What a report most often says: all the children, from today."""
    return {"children": [child.id for child in root.children], "since": local_day(scene.now)}


def _of_move(move: FamilyMove) -> dict[str, object]:
    """What a move says of the address to which a family has gone."""
    kind = AddressKind.FAMILY_FOR_NOW if move.temporary else AddressKind.FAMILY
    until = {"until": move.until} if move.until else {}
    return {"children": move.children, "kind": str(kind), "since": move.since, **until}


def _before(wrong: AddressChange) -> dict[str, object]:
    """What the wrong entry says, to be kept or changed; a safe address has to be given anew."""
    words = {"address": wrong.address} if wrong.address else {}
    until = {"until": wrong.until} if wrong.until else {}
    said = {
        "children": wrong.children,
        "kind": str(wrong.kind),
        "since": wrong.since,
        "safe": bool(wrong.safe),
    }
    stays = {"living": "away"} if wrong.kind is AddressKind.STAY else {}
    return {**said, **until, **words, **stays, "council": wrong.council, "needs": wrong.needs}


async def _kept_apart(scene: Scene, root: Whereabouts, words: str, needs: Sequence[str]) -> str:
    """The id under which the words are kept. A turn that comes twice keeps them once."""
    if await scene.store.has_happened(scene.once):
        raise AlreadyDone
    lead = root.lead_professional
    readers = [lead.id, *([lead.line_manager] if lead.line_manager else []), *needs]
    return await scene.store.safe_addresses.keep(root.case_ref, words, scene.person, readers, scene.now)


def _reported(scene: Scene, root: Whereabouts, entry: AddressChange) -> Answer:
    title = "The entry is corrected" if entry.replaces else "The new address is reported"
    answer = entry_answer(scene, root, entry, title)
    left = [child for child in root.children if child.id not in entry.children]
    if left and not entry.replaces:
        names = root.names([child.id for child in left])
        answer.say.append(f"This says nothing of {names}. If they have moved too, type address again.")
    if stays.wants_move(root, entry) and moves.may_report(scene.person):
        answer.then = "familymove", {"j": root.id, "h": entry.id}
    return answer


# Reading


@jobs.on("addresschain.open")
async def chain(scene: Scene) -> Answer:
    """The addresses of a case, or one of them with its chain."""
    if not any(scene.ids.get(name) for name in ("j", "g", "m")):
        found = [Subject({"j": each.id}, each.reference) for each in await of_case.open_to(scene)]
        meant = chosen(scene, found, "addresschain.open", "Addresses", NONE_YET)
        return meant if isinstance(meant, Answer) else await chain(meant)
    if scene.ids.get("h"):
        root, entry = await the_entry(scene)
        await of_case.note_read(scene, root, "address")
        return entry_answer(scene, root, entry)
    root = await the_whereabouts(scene)
    await of_case.note_read(scene, root, "addresses")
    new = button("Report a new address", "address.open", j=root.id)
    own = [new] if root.works(scene.person) or root.administers(scene.person) else []
    if of_case.may_keep_from(root, scene.person):
        own.append(button("Whom it is kept from", "addressguard.open", j=root.id))
    entries = [each for each in reversed(root.addresses) if each.waiting][:3]
    opened = [cards.open_button(root, each, f"Open: {each.kind}") for each in entries]
    start = scene.start
    return shown(scene, cards.addresses_card(root, local_day(scene.now), [*opened, *own], start))


@jobs.form
class RevealAddress(Form):
    """Show a safe address"""

    job: ClassVar[str] = "addressreveal"
    submit: ClassVar[str] = "Show it"
    nothing: ClassVar[str] = (
        "No safe address is yours to see. If you need to know one that is kept, ask the lead professional."
    )

    why: str = ask(
        "Why do you need it now?",
        label="Reason",
        hint="It is kept with your name and the time.",
        example="I visit this afternoon",
        max_length=200,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The safe addresses this person may have shown, one by one."""
        return [
            Subject({"j": root.id, "h": each.id}, f"{capital(str(each.kind))}, {root.case_ref}")
            for root in await of_case.open_to(scene)
            for each in guarding.safe_now(root)
            if guarding.may_reveal(root, scene.person, each)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whose it is. A refusal is noted before it is said."""
        root, entry = await the_entry(scene)
        try:
            guarding.require_reveal(root, scene.person, entry, "to be said")
        except NotForYou:
            what = f"safe_addresses:{entry.safe}:refused"
            await scene.store.reads.note(
                scene.person.id, "refused", root.case_ref, what, "asked to see a safe address", scene.now
            )
            raise
        return Prepared(
            facts=[("Who", root.names(entry.children)), *cards.span(entry)], case_line=root.reference
        )

    async def record(self, scene: Scene) -> Answer:
        """Show it to this person alone. That it was read, by whom and why, is noted before it is shown."""
        root, entry = await the_entry(scene)
        guarding.require_reveal(root, scene.person, entry, self.why)
        store = scene.store.safe_addresses
        await store.name_readers(entry.safe, _readers(root, entry, scene))
        role = str(root.participants().get(scene.person.id, "by duty"))
        item = await store.read(entry.safe, scene.person, role, self.why, scene.now)
        return shown(scene, cards.revealed_card(root, entry, item.text, scene.person))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The entry with the address masked again."""
        root, entry = await the_entry(scene)
        return entry_answer(scene, root, entry)


def _readers(root: Whereabouts, entry: AddressChange, scene: Scene) -> list[str]:
    """Who may read it as things stand now: whoever has left the work since is taken off the list."""
    people = (root.lead_professional, *root.people, scene.person)
    return [person.id for person in people if guarding.may_reveal(root, person, entry)]


for _command in (
    Command(
        "address",
        "address.open",
        "Report a new address of a child",
        ("new address", "change of address", "address change", "report an address", "moved house"),
        listed=False,
    ),
    Command(
        "addresses",
        "addresschain.open",
        "Where the children of a case live",
        ("where do they live", "address chain", "all addresses"),
        listed=False,
    ),
    Command(
        "show address",
        "addressreveal.open",
        "Show a safe address",
        (
            "show the address",
            "show a safe address",
            "show the safe address",
            "safe address",
            "reveal address",
        ),
        listed=False,
    ),
):
    jobs.command(_command)
