"""Sealed handovers between two councils' Quorates: sent by secure mail, pasted in over there (MOV-01..08).

What is sealed comes as a message of its own, in plain letters, to be copied into the mail, and as a file;
what comes by mail is pasted into this chat, or sent as that file. Nothing of it is kept but its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from cards.moves import moves as cards
from cppm.errors import CPPMError
from cppm.moves import handshake, messages, moves, whereabouts
from cppm.moves.handshake import HandoverReplayed, HandoverUnasked, NothingOffered
from cppm.moves.messages import EndTold, Kind, Message, Offer, Receipt, Reply
from cppm.moves.move_records import FamilyMove
from cppm.moves.moves import NoSuchMove
from cppm.moves.whereabouts import NoWhereabouts, Whereabouts
from cppm.people import Duty
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.giving import with_file
from dialogs.meetings import booking_answers
from dialogs.meetings.booking_answers import reference
from dialogs.meetings.chairing import few_lines
from dialogs.meetings.keeping import named
from dialogs.moves.guard import require_no_address
from dialogs.moves.moved import change, moves_where, read_card, subjects_where, the_move
from dialogs.moves.moves import family_coming
from dialogs.moves.of_case import role_in
from dialogs.papers import file_name
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer, File, Press
from storage.envelopes import NoHandover, NoHandoverKeys, kind_in
from storage.ids import new_id

jobs = Jobs()

NOTHING = "No move of yours can be handed over now. Type moves to see where each stands."
LONGEST_BLOCK = 12_000
"""Letters of a sealed handover with the mail around it."""
WHAT = {
    Kind.OFFER: "The handover",
    Kind.ANSWER: "The answer",
    Kind.RECEIPT: "The acknowledgement",
    Kind.ENDING: "The end of the move",
}


async def to_send(scene: Scene, where: Whereabouts, move: FamilyMove) -> Answer:
    """The move as it stands, then what to send, sealed: as a message to copy whole, and as a file."""
    message = handshake.outgoing(where, move, scene.profile.duty_contact or "")
    if message is None:
        raise NothingOffered
    await require_no_address(scene, where.case_ref, *messages.texts(message))
    kind = message.content.kind
    sealed = scene.store.envelopes.seal(move.council, kind, messages.written(message))
    ways = [cards.read_button(where, move)]
    answer = await read_card(scene, where, move)
    answer.say += [cards.to_send_card(where, move, WHAT[kind], ways), sealed]
    file = File(
        file_name("Sealed handover", where.case_ref, "txt"),
        f"{WHAT[kind]}, sealed for {move.council}. Attach it to your council's secure mail.",
        sealed.encode("ascii"),
        Press("handover.show", {"j": where.id, "z": move.id}, {}),
    )
    role = role_in(scene, where)
    return await with_file(scene, answer, file, what="Sealed handover", case=where.case_ref, role=role)


def _require_keys(scene: Scene) -> list[str]:
    councils = scene.store.envelopes.councils
    if not councils:
        raise NoHandoverKeys
    return councils


@jobs.form
class HandOver(Form):
    """Hand a move over, sealed"""

    job: ClassVar[str] = "handover"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = NOTHING

    council: str = ask(
        "For which council is it sealed? Nobody else can read it.", kind="one_of", label="Sealed for"
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The moves out that the other council has not accepted."""
        return await subjects_where(scene, lambda move: move.out and not move.ending)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What the other council will learn, and nothing besides."""
        councils = _require_keys(scene)
        where, move = await the_move(scene)
        handshake.require_offerable(where, scene.person, move.id)
        same = scene.store.envelopes.knows(move.council)
        return Prepared(
            intro=[
                "It tells the names and ages of the children, since when and for how long they stay, whether "
                "the risk is lower, whether an interim plan is agreed, your case reference and whom to ring. "
                "It holds no address and no reasons."
            ],
            facts=[("Move", cards.way(move)), ("Children", where.names(move.children))],
            options={"council": {council: council for council in councils}},
            known={"council": same} if same else {},
            case_line=cards.reference(where),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep that it is offered, and seal it."""
        id = new_id()
        where, move = await change(
            scene,
            lambda w: handshake.offer(w, scene.person, scene.ids["z"], self.council, id, scene.now),
        )
        return await to_send(scene, where, move)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The same handover again."""
        return await to_send(scene, *await the_move(scene))


@jobs.on("handover.show")
async def show(scene: Scene) -> Answer:
    """What is to be sent now, or was sent last, once more."""
    _require_keys(scene)
    if not scene.ids.get("z"):
        found = await moves_where(scene, lambda move: move.handover is not None)
        if not found:
            return Answer(say=[NOTHING])
        where, move = found[0]
        return await to_send(scene, where, move)
    return await to_send(scene, *await the_move(scene))


@jobs.on("handover.ending")
async def tell_end(scene: Scene) -> Answer:
    """Seal for the other council that the move has ended here, and why."""
    _require_keys(scene)
    where, move = await the_move(scene)
    await require_no_address(scene, where.case_ref, move.ending.reasons if move.ending else "")
    id = new_id()
    found = await change(scene, lambda w: handshake.tell_end(w, scene.person, scene.ids["z"], id, scene.now))
    return await to_send(scene, *found)


@jobs.form
class AnswerHandover(Form):
    """Answer another council's handover"""

    job: ClassVar[str] = "handoveranswer"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = "No handover of another council waits for your answer."

    accepted: bool = ask("Do you accept it?", label="Accepted")
    contact: str = ask(
        "Whom does the other council ring here?",
        label="Whom to ring",
        hint="Name, post and number.",
        when=lambda got: got.get("accepted") is True,
        only="Only if you accept it.",
        max_length=200,
    )
    reason: str = ask(
        "Why do you refuse it? The other council reads it.",
        kind="long",
        label="Reason",
        when=lambda got: got.get("accepted") is False,
        only="Only if you refuse it.",
        max_length=1000,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The handovers that wait."""
        return await subjects_where(scene, _waits)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was offered."""
        _require_keys(scene)
        where, move = await the_move(scene)
        handshake.require_offered(where, scene.person, move.id)
        return Prepared(
            facts=[("Move", cards.way(move)), ("Children", where.names(move.children))],
            case_line=cards.reference(where),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the answer and seal it for the other council."""
        id, words = new_id(), self.contact if self.accepted else self.reason
        found = await change(
            scene,
            lambda w: handshake.answer(w, scene.person, scene.ids["z"], self.accepted, words, id, scene.now),
        )
        return await to_send(scene, *found)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The same answer again."""
        return await to_send(scene, *await the_move(scene))


def _waits(move: FamilyMove) -> bool:
    handover = move.handover
    offered = handover is not None and handover.offered is not None and handover.answered is None
    return offered and not move.out and not move.ending


def _is_offer(got: Got) -> bool:
    return kind_in(str(got.get("block") or "")) == Kind.OFFER


def check_block(text: str, got: Got) -> str:
    """Whether what was pasted is a whole handover that opens here, before anything else is asked."""
    if not kind_in(text) or "ENDS" not in text.upper():
        return str(NoHandover())
    try:
        got["envelopes"].open(text)
    except CPPMError as refused:
        return str(refused)
    return ""


@jobs.form
class TakeIn(Form):
    """Take in a handover"""

    job: ClassVar[str] = "handovertake"
    submit: ClassVar[str] = "Take it in"

    block: str = ask(
        "Please paste what the other council sent, from the line with BEGINS to the line with ENDS, or "
        "send me the text file.",
        kind="long",
        label="The handover, pasted",
        max_length=LONGEST_BLOCK,
        check=check_block,
    )
    case_ref: str = ask(
        "Which case reference do they have here?",
        label="Case here",
        hint="The case reference, never a name.",
        example="PK-27-0009",
        max_length=30,
        when=_is_offer,
        only="Only for a family that comes (its first line says OFFER).",
        check=booking_answers.check_reference,
    )
    lead: str = ask(
        "Who leads the work here?",
        kind="person",
        label="Lead professional here",
        when=_is_offer,
        only="Only for a family that comes.",
    )

    @classmethod
    def said(cls, scene: Scene) -> Mapping[str, str]:
        """What was pasted, or sent as a file, without the form having been opened first."""
        text = scene.turn.text or ""
        return {"block": text} if kind_in(text) else {}

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who may, and with whom this council exchanges handovers."""
        moves.require_reporter(scene.person)
        councils = _require_keys(scene)
        return Prepared(
            intro=[f"Handovers come from {', '.join(councils)}. Each is read once."],
            options={"lead": named(await scene.store.people.with_duty(Duty.QUALIFIED_SOCIAL_WORKER))},
            known={"envelopes": scene.store.envelopes},
        )

    async def record(self, scene: Scene) -> Answer:
        """Open it; refuse it with a sentence, or keep what it says and show what comes next."""
        opened = scene.store.envelopes.open(self.block)
        message = messages.read(opened.kind, opened.content, opened.council, scene.now)
        if await scene.store.has_happened(_once(message)):
            raise HandoverReplayed
        if isinstance(message.content, Offer):
            return await self._take_offer(scene, opened.council, message, message.content)
        return await _take(scene, opened.council, message)

    async def _take_offer(self, scene: Scene, council: str, message: Message, offer: Offer) -> Answer:
        family = await family_coming(scene, reference(self.case_ref), self.lead, offer.children)
        begun = await scene.store.whereabouts.begun(family)
        move_id = new_id()

        def taken(where: Whereabouts) -> FamilyMove:
            whereabouts.follow(where, family, scene.person, scene.now)
            return handshake.take_offer(where, scene.person, council, message, move_id, scene.now)

        found = await change(scene.about({"j": begun.id}), taken, _once(message))
        return await read_card(scene, *found, "A handover is taken in")


async def _take(scene: Scene, council: str, message: Message) -> Answer:
    """An answer, acknowledged at once; an acknowledgement; or that the move has ended over there."""
    content = message.content
    assert not isinstance(content, Offer)
    about = scene.about({"j": handshake.place_of(content.ref)[0]})
    id, who, now = new_id(), scene.person, scene.now

    def taken(where: Whereabouts) -> FamilyMove:
        if isinstance(content, Receipt):
            return handshake.take_receipt(where, who, council, message, now)
        if isinstance(content, EndTold):
            return handshake.take_end(where, who, council, message, now)
        move = handshake.take_reply(where, who, council, message, now)
        return handshake.acknowledge(where, who, move.id, id, now)

    try:
        where, move = await change(about, taken, _once(message))
    except (NoWhereabouts, NoSuchMove):
        raise HandoverUnasked(council=council) from None
    if isinstance(content, Reply):
        return await to_send(scene, where, move)
    title = "They have the answer" if isinstance(content, Receipt) else "The move has ended over there"
    return await read_card(scene, where, move, title)


def _once(message: Message) -> str:
    """The key under which a handover takes effect once, whoever pastes it."""
    return f"handover:{message.id}"


for _command in (
    Command(
        "handover",
        "handovertake.open",
        "Take in a sealed handover of another council",
        ("quorate handover", "take in a handover", "paste a handover"),
        listed=False,
    ),
    Command("hand over a move", "handover.open", "Hand a move over, sealed", listed=False),
    Command(
        "answer a handover",
        "handoveranswer.open",
        "Answer another council's handover",
        ("answer handover", "answer the handover"),
        listed=False,
    ),
    Command("show handover", "handover.show", "Show what is to be sent once more", listed=False),
):
    jobs.command(_command)
