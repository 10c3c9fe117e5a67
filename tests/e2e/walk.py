"""A meeting walked by its people, step by step, each through their own Teams client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cppm.meetings import closing, considerations, decision
from cppm.rights import exclusion
from tests.e2e.town import Town
from tests.rig.cards import asked, button
from tests.rig.connector import Sent
from tests.rig.someone import Shown

CASE = "PK-26-0137"
STARTS_AT = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
FAMILY = "Kay: invited\nKay's mother: invited\nKay's father: not invited, bail conditions"
USUAL = {"police": "police", "school": "school", "school_nurse": "health", "third_sector": "third"}


async def book(town: Town, **changes: Any) -> Shown:
    """The lead professional books the meeting in one card."""
    form = await town.lead.says("book")
    answers: dict[str, Any] = {
        "case_ref": CASE,
        "kind": "initial",
        "children": "Kay, 7",
        "family": FAMILY,
        "starts_at_date": "2026-11-17",
        "starts_at_time": "14:00",
        "mode": "on Teams",
        "chair": town.ids["chair"],
        "lead": town.ids["lead"],
        "interpreter": "not needed",
        "began": "2026-10-26",
    }
    return await town.lead.presses(form, "book.submit", **(answers | changes))


async def invite(town: Town, lines: dict[str, str] | None = None, observer: str = "") -> None:
    """The usual people go on the list, the chair agrees it, the invitations are delivered."""
    await propose(town, await book(town), lines, observer)
    await agree_list(town)


async def propose(town: Town, booked: Shown, lines: dict[str, str] | None = None, observer: str = "") -> None:
    """The lead professional puts the usual people on the list and sends it to the chair."""
    chosen: dict[str, Any] = {
        name: town.ids[key] for name, key in (USUAL if lines is None else lines).items()
    }
    usual = booked.cards[-1]
    nobody: dict[str, Any] = {
        name: "nobody"
        for name in ("police", "school", "school_nurse", "gp")
        if name not in chosen and name in asked(usual)
    }
    listed = await town.lead.presses(usual, "usual.submit", **chosen, **nobody)
    why: dict[str, Any] = {f"{name}_nobody": "Not involved with the family" for name in nobody}
    listed = await town.lead.presses(listed, "usual.submit", **why) if why else listed
    if observer:
        role: dict[str, Any] = {"role": "observer", "reason": "Is told of every meeting"}
        await fill(town, "lead", "invite", "invite", who=town.ids[observer], **role)
        listed = await town.lead.says("list")
    await town.lead.presses(listed, "list.send")


async def agree_list(town: Town) -> None:
    """The chair agrees the list; the invitations are delivered."""
    waits = await town.card_titled("chair", "An invitation list waits for your agreement")
    seen = await town.chair.presses(waits, "list.open")
    await town.chair.presses(seen, "list.approve")
    await town.settle()
    await keep_out(town)


async def keep_out(town: Town) -> None:
    """The chair decides on everybody whom the booking left out, and speaks with them in person."""
    meeting, chair = await town.meeting(), town.ids["chair"]
    for line in exclusion.waiting(meeting):
        decision: dict[str, Any] = {"whom": line.id, "decided": "out", "grounds": "child", "legal": "none"}
        why = {"reasons": "Bail conditions bar any contact", "not_virtual": "They bar calls too"}
        decided = await fill(town, "chair", "exclude", "exclude", **decision, **why)
        today, after = town.now.date(), max(town.now, meeting.starts_at).date() + timedelta(days=2)
        plan: dict[str, Any] = {"reasons_by": chair, "views_by": chair, "outcome_by": town.ids["lead"]}
        plan |= {"reasons_on": str(today), "views_on": str(today), "outcome_on": str(after)}
        plan |= {"safe_way": "By phone, with a colleague", "can_be_heard": "yes"}
        await town.chair.presses(card_with(decided, "excludeplan.submit"), "excludeplan.submit", **plan)
        await fill(town, "chair", "reasons shared", "excludetold", how="By phone")
        await fill(town, "chair", "their views", "excludeviews", words="He wants to see Kay")


async def answer(town: Town, key: str, **inputs: Any) -> Shown:
    """Somebody answers their invitation on its card."""
    invited = await town.card_titled(key, "You are invited to a Child Protection Planning Meeting")
    return await answer_on(town, key, invited, **inputs)


async def answer_on(town: Town, key: str, invited: Sent, **inputs: Any) -> Shown:
    """Somebody answers the invitation that they see before them."""
    form = await town.client(key).presses(invited, "attend.open")
    return await town.client(key).presses(form, "attend.submit", **(inputs or {"answer": "yes"}))


async def open_and_call_roll(
    town: Town,
    *present: str,
    deputies: tuple[str, ...] = (),
    family: tuple[str, ...] = (),
    at: datetime = STARTS_AT,
) -> Shown:
    """The chair opens the meeting on time and calls the roll."""
    town.now = at
    await town.settle()
    await town.chair.says("open meeting")
    form = await town.chair.says("roll")
    meeting = await town.meeting()
    here = [line.id for line in meeting.family if line.who in family]
    sitting = [f"deputy:{town.ids[key]}" for key in deputies]
    inputs: dict[str, Any] = {
        "present": ",".join([*(town.ids[key] for key in present), *sitting]),
        "opening": "introductions,purpose,outcomes,confidential,recording",
    }
    if here:
        inputs["family"] = ",".join(here)
    return await town.chair.presses(form, "roll.submit", **inputs)


async def sum_up(town: Town) -> None:
    """Three agencies or more: quorum stated, everything captured for the child, views asked for."""
    await town.chair.says("quorum")
    await capture(town)


async def capture(town: Town) -> None:
    """What the chair captures for the child before views may be asked, and the asking."""
    texts = {"risks": "Two unexplained injuries", "needs": "Safe care", "protective": "A loving aunt"}
    await fill(town, "chair", "summary", "summary", **texts)
    heard = {"heard": "yes", "words": "I like my school", "how": "in a drawing"}
    await fill(town, "chair", "child's views", "voice", **heard)
    heard = {"heard": "yes", "words": "We want help", "how": "in the meeting"}
    await fill(town, "chair", "parents' views", "parents", **heard)
    await town.chair.says("ask for views")
    await town.settle()


async def fill(town: Town, key: str, on: str | Shown | Sent, job: str, **inputs: Any) -> Shown:
    """Somebody types a command or presses a button, fills in the form, and confirms it if asked."""
    who = town.client(key)
    shown = await who.says(on) if isinstance(on, str) else await who.presses(on, f"{job}.open")
    shown = await who.presses(card_with(shown, f"{job}.submit"), f"{job}.submit", **inputs)
    return await confirm(town, key, shown, job)


async def confirm(town: Town, key: str, shown: Shown, job: str) -> Shown:
    """Somebody presses Record on what they were shown, where the form is a formal one."""
    found = [card for card in shown.cards if offers(card, f"{job}.confirm")]
    if not found:
        return shown
    return await town.client(key).presses(found[-1], f"{job}.confirm")


def card_with(shown: Shown, verb: str) -> dict[str, Any]:
    """The card that offers a button."""
    found = [card for card in shown.cards if offers(card, verb)]
    assert found, f"no {verb} in {shown.words}"
    return found[-1]


def offers(card: dict[str, Any], verb: str) -> bool:
    """Whether a card has a button."""
    try:
        button(card, verb)
    except LookupError:
        return False
    return True


async def view(town: Town, key: str, option: str, reasons: str = "From our records") -> Shown:
    """Somebody gives their view on the card they were sent."""
    question = await town.card_titled(key, "The chair asks for views on registration")
    inputs: dict[str, Any] = {"option": option} | ({"reasons": reasons} if option != "pass" else {})
    return await fill(town, key, question, "view", **inputs)


async def reveal(town: Town) -> Shown:
    """The chair opens all views at once."""
    return await confirm(town, "chair", await town.chair.says("open views"), "reveal")


async def to_views(town: Town, lines: dict[str, str] | None = None, **options: Any) -> None:
    """From booking to opened views: everybody named attends and gives the view named."""
    await invite(town, lines)
    for key in options:
        await answer(town, key)
    await open_and_call_roll(town, *options, family=("Kay's mother",))
    await sum_up(town)
    for key, option in options.items():
        await view(town, key, option)
    await reveal(town)


async def decide(town: Town, option: str = "place", **changes: Any) -> Shown:
    """The chair decides on the child."""
    inputs: dict[str, Any] = {"option": option, "reasons": "Repeated injuries without explanation"}
    inputs |= {"reporter": "not needed", "reporter_reason": "The family works with the plan"}
    if option == "place":
        inputs |= {"areas": "physical abuse", "evidence": "physical abuse: two injuries in October"}
    return await fill(town, "chair", "decide", "decide", **(inputs | changes))


async def settle_outcome(town: Town, core_group: tuple[str, ...] = ("lead", "health")) -> None:
    """Core group and dates, actions, who tells whom: whatever must not stay blank."""
    meeting = await town.meeting()
    if decision.registered(meeting):
        core = ",".join(town.ids[key] for key in core_group)
        dates = {"first_core_group_date": "2026-11-26", "first_core_group_time": "10:00"}
        await fill(
            town, "chair", "outcome", "outcome",
            lead=town.ids["lead"], core_group=core, review_on="2027-05-04", **dates,
        )  # fmt: skip
    line = "Ewan Reid: visit every second day, by 20 November"
    await fill(town, "chair", "actions", "actions", actions=line)
    await keep_out(town)
    meeting = await town.meeting()
    named = closing.named_to_tell(meeting)
    lines = ",".join(line for line in closing.to_be_told(meeting) if line not in named)
    if lines:
        teller = {"whom": lines, "teller": town.ids["lead"], "by": "2026-11-19"}
        await fill(town, "chair", "who tells whom", "teller", **teller)


async def consider(town: Town) -> None:
    """The chair goes through what this kind of meeting considers, for each child."""
    meeting = await town.meeting()
    for child in meeting.children:
        asked_of_it = considerations.to_ask(meeting, child.id)
        said: dict[str, Any] = {each.key: "Yes, as agreed" for each in asked_of_it}
        if said.pop(considerations.PLAN_CHANGES, None):
            said["plan_stays"] = "yes"
        if considerations.open_still(meeting, child.id):
            listed = await town.chair.says(f"considerations {child.name}")
            await town.chair.presses(
                card_with(listed, "considerations.submit"), "considerations.submit", **said
            )


async def close(town: Town) -> Shown:
    """The chair closes the meeting, an hour after it began."""
    await consider(town)
    town.now = max(town.now, STARTS_AT + timedelta(hours=1))
    shown = await confirm(town, "chair", await town.chair.says("close meeting"), "closing")
    await town.settle()
    return shown


async def release(town: Town) -> Shown:
    """The chair releases the key points."""
    shown = await fill(town, "chair", "release", "release", right="yes")
    await town.settle()
    return shown


async def to_closed(town: Town, **options: Any) -> None:
    """From booking to the closed meeting, on what everybody agrees."""
    await to_views(town, **options)
    await decide(town)
    await settle_outcome(town)
    await close(town)


def later(**by: float) -> datetime:
    """A moment after the meeting's beginning."""
    return STARTS_AT + timedelta(**by)
