"""A meeting walked by its people, step by step, each through their own Teams client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.e2e.town import Town
from tests.rig.someone import Shown

CASE = "PK-26-0137"
STARTS_AT = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
FAMILY = "Kay: invited\nKay's mother: invited\nKay's father: not invited, bail conditions"
USUAL = {"police": "police", "school": "school", "school_nurse": "health", "third_sector": "third"}


async def book(town: Town, **changes: str) -> Shown:
    """The lead professional books the meeting in one card."""
    form = await town.lead.says("book")
    answers = {
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
    return await town.lead.presses(form, "Book", **(answers | changes))


async def invite(town: Town, lines: dict[str, str] | None = None, leaves_out: str = "") -> None:
    """The usual people go on the list, the chair agrees it, the invitations are delivered."""
    booked = await book(town)
    chosen = {name: town.ids[key] for name, key in (USUAL if lines is None else lines).items()}
    nobody = {
        name: "nobody" for name in ("police", "school", "school_nurse", "gp") if name not in chosen
    }
    usual = booked.cards[-1]
    listed = await town.lead.presses(usual, "Put on the list", **chosen, **nobody)
    why = {f"{name}_nobody": "Not involved with the family" for name in nobody}
    listed = await town.lead.presses(listed, "Put on the list", **why) if why else listed
    await town.lead.presses(listed, "Send the list to the chair")
    asked = await town.card_titled("chair", "An invitation list waits for your agreement")
    seen = await town.chair.presses(asked, "Look at the list")
    await town.chair.presses(seen, "Agree the list")
    await town.settle()


async def answer(town: Town, key: str, **inputs: str) -> Shown:
    """Somebody answers their invitation on its card."""
    invited = await town.card_titled(key, "You are invited to a Child Protection Planning Meeting")
    form = await town.client(key).presses(invited, "Answer the invitation")
    return await town.client(key).presses(form, "Send", **(inputs or {"answer": "yes"}))


async def open_and_call_roll(
    town: Town, *present: str, deputies: tuple[str, ...] = (), family: tuple[str, ...] = ()
) -> Shown:
    """The chair opens the meeting on time and calls the roll."""
    town.now = STARTS_AT
    await town.settle()
    await town.chair.says("open meeting")
    form = await town.chair.says("roll")
    meeting = await town.meeting()
    here = [line.id for line in meeting.family if line.who in family]
    inputs = {
        "present": ",".join(town.ids[key] for key in present),
        "opening": "introductions,purpose,outcomes,confidential,recording",
    }
    if deputies:
        inputs["deputies"] = ",".join(town.ids[key] for key in deputies)
    if here:
        inputs["family"] = ",".join(here)
    return await town.chair.presses(form, "Send", **inputs)


async def sum_up(town: Town) -> None:
    """Quorum stated, summary, child's and parents' views captured, views asked for; one child."""
    form = await town.chair.says("quorum")
    await town.chair.presses(form, "State the quorum")
    await capture(town)


async def capture(town: Town) -> None:
    """What the chair captures for the child before views may be asked, and the asking."""
    form = await town.chair.says("summary")
    texts = {"risks": "Two unexplained injuries", "needs": "Safe care", "protective": "A loving aunt"}
    await town.chair.presses(form, "Send", **texts)
    form = await town.chair.says("child's views")
    await town.chair.presses(form, "Send", heard="yes", words="I like my school", how="in a drawing")
    form = await town.chair.says("parents' views")
    await town.chair.presses(form, "Send", heard="yes", words="We want help", how="in the meeting")
    await town.chair.says("ask for views")
    await town.settle()


async def view(town: Town, key: str, option: str, reasons: str = "From our records") -> Shown:
    """Somebody gives their view on the card they were sent."""
    asked = await town.card_titled(key, "The chair asks for views on registration")
    form = await town.client(key).presses(asked, "Give my view")
    inputs = {"option": option} | ({"reasons": reasons} if option != "pass" else {})
    return await town.client(key).presses(form, "Send my view", **inputs)


async def reveal(town: Town) -> Shown:
    """The chair opens all views at once."""
    form = await town.chair.says("open views")
    confirm = await town.chair.presses(form, "Continue", sure="yes")
    return await town.chair.presses(confirm, "Record")


async def to_views(town: Town, **options: str) -> None:
    """From booking to opened views: everybody named attends and gives the view named."""
    await invite(town)
    for key in options:
        await answer(town, key)
    await open_and_call_roll(town, *options, family=("Kay's mother",))
    await sum_up(town)
    for key, option in options.items():
        await view(town, key, option)
    await reveal(town)


def later(**by: float) -> datetime:
    """A moment after the meeting's beginning."""
    return STARTS_AT + timedelta(**by)
