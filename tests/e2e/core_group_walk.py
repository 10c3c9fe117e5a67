"""The steps of people in the life of a core group and the meetings around it, each in their own client."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cppm.groups.core_group import FamilyMember
from cppm.meetings import closing
from cppm.rights import exclusion, participation, understanding
from cppm.timing.timescales import LONDON, local_day
from tests.e2e.town import CORE_GROUP, Town
from tests.e2e.walk import confirm, offers
from tests.rig.cards import asked, titles
from tests.rig.someone import Shown

ALREADY = "already been recorded"
LISTENS = "It is calmer at home"


def local(text: str) -> datetime:
    """A moment as people write it, "2026-11-26 10:00", by the clock in Scotland."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def heard(shown: Shown, words: str) -> None:
    """What somebody did was recorded: now or, when the bot died before it could say so, already."""
    assert words in shown.words or ALREADY in shown.words, shown.words


async def chosen(town: Town, key: str, shown: Shown, title: str, submit: str) -> Shown:
    """Where several things could be meant: press the one whose button holds these words."""
    for card in shown.cards if title else ():
        for each in titles(card):
            if title in each and not offers(card, submit):
                return await town.client(key).presses(card, each)
    return shown


async def tells(town: Town, key: str, command: str, job: str, about: str = "", **inputs: Any) -> Shown:
    """Somebody fills in a form and confirms it: the form before their eyes, else one that they ask for by a
    command, saying which of several things is meant.
    """
    who, submit = town.client(key), f"{job}.submit"
    form = who.latest.card or {}
    if not offers(form, submit):
        form = await form_of(town, key, command, submit, about)
    shown = await confirm(town, key, await who.presses(form, submit, **inputs), job)
    assert "I have not done that" not in shown.words, shown.words
    return shown


async def form_of(town: Town, key: str, command: str, submit: str, about: str = "") -> dict[str, Any]:
    """The form that a command opens; one that goes on as questions is cancelled and asked for again."""
    for _ in range(2):
        shown = await chosen(town, key, await town.client(key).says(command), about, submit)
        found = [card for card in shown.cards if offers(card, submit)]
        if found:
            return found[-1]
        await town.client(key).says("cancel")
    raise AssertionError(f"no {submit} in {shown.words}")


async def done(town: Town, key: str, task: str) -> None:
    """Somebody says that one of the things they owe is done."""
    said = await tells(town, key, "done", "done", task)
    heard(said, "recorded as done")


# Between the meetings


async def seen(town: Town, key: str, alone: bool = True) -> None:
    """Somebody saw the child today: two presses where the core group's card offers it, else by form."""
    group = await town.client(key).says("core group")
    found = [card for card in group.cards if offers(card, "seen.today")]
    if found:
        shown = await town.client(key).presses(found[-1], "seen.today")
        said = await town.client(key).presses(shown, "seen.alone" if alone else "seen.together")
    else:
        said = await tells(town, key, "a child was seen", "seen", alone="yes" if alone else "no")
    heard(said, "recorded that a child was seen")


async def attends(town: Town, key: str, **inputs: Any) -> None:
    """Somebody answers for the core group in their own chat: a plain yes, or what they fill in."""
    if inputs:
        await tells(town, key, "core group attendance", "cgattend", **inputs)
    else:
        said = await town.client(key).says("core group yes")
        heard(said, "The answer is recorded")


async def attends_in_channel(town: Town, key: str) -> None:
    """Somebody answers on the newest card in the core group's channel."""
    posts = [sent for sent in town.world.connector.log if sent.conversation.startswith(CORE_GROUP.id)]
    cards = [sent.card for sent in posts if sent.card and offers(sent.card, "cgattend.yes")]
    said = await town.client(key).presses(cards[-1] or {}, "cgattend.yes", in_channel=CORE_GROUP)
    assert said.status == 200


async def keeps(town: Town, *keys: str) -> None:
    """Members say that the outcome is in their own agency's system."""
    for key in keys:
        said = await town.client(key).says("kept")
        heard(said, "you have kept the outcome")


# The plan


async def writes_plan(town: Town) -> None:
    """The lead professional writes the plan with what it needs to be agreed."""
    await tells(
        town, "lead", "write the plan", "plantext",
        short_term="Injuries at home", medium_term="School attendance", long_term="Parental drinking",
        contingencies="Her aunt takes her in", childs_views="I want it quiet at night",
        family_part="Her mother told what helps",
    )  # fmt: skip
    await tells(town, "lead", "add outcome", "planoutcome", words="She is safe at home")
    await completes_actions(town)
    await tells(
        town, "lead", "add visits", "visits", who=town.ids["health"], every="14", purpose="Sleep and food"
    )


async def completes_actions(town: Town) -> None:
    """The lead professional says which risk each immediate action of the planning meeting lowers."""
    for action in (await town.group()).plan.actions:
        if not action.risk:
            given = {"risk": "Injuries at home", "owner": action.owner or town.ids["lead"]}
            await tells(town, "lead", f"change action {action.what}", "planaction", **given)


async def plans_action(town: Town, owner: str, what: str, by: str) -> None:
    """A new action in the plan."""
    given = {"what": what, "risk": "Injuries at home", "owner": town.ids[owner], "by": by, "outcome": "all"}
    await tells(town, "lead", "add action", "planaction", **given)


async def reports_action(town: Town, key: str, about: str, **inputs: Any) -> None:
    """Somebody says where one of their actions stands: from the core group's card, by its own button."""
    [action] = [a for a in (await town.group()).plan.actions if a.what == about]
    given: dict[str, Any] = inputs or {"state": "done", "how": "As agreed"}
    card = await form_of(town, key, "action done", "actiondone.submit")
    which: dict[str, Any] = {"action": action.id} if "action" in asked(card) else {}
    said = await town.client(key).presses(card, "actiondone.submit", **which, **given)
    heard(said, "Where the action stands is kept")


# The meeting of the core group


async def opens_group(town: Town, *here: str, family: bool = True) -> None:
    """Its chair opens the meeting, calls the roll, and writes down what child and family say."""
    await town.lead.says("open core group")
    group = await town.group()
    present: dict[str, Any] = {"present": ",".join(town.ids[key] for key in here)}
    if family:
        present["family"] = ",".join(line.id for line in group.family if line.relation == "mother")
    await tells(town, "lead", "core group roll", "cgroll", **present)
    for line in group.to_be_heard:
        await hears(town, line)


async def hears(town: Town, line: FamilyMember) -> None:
    """What one of the family says to the core group."""
    words = {"heard": "yes", "words": LISTENS, "how": "in the meeting"}
    said = await tells(town, "lead", "core group views", "cgvoice", f"{line.who} (", **words)
    heard(said, "Kept: what they say")


async def records(town: Town) -> None:
    """The record of the meeting, with the progress on each outcome; then the plan is agreed."""
    outcomes = (await town.group()).plan.outcomes
    progress = "\n".join(f"{number}: fewer worries" for number, _ in enumerate(outcomes, 1))
    said: dict[str, Any] = {
        "working": "It works; they ask for help early",
        "strengths": "Her aunt",
        "decisions": "The visits go on",
        "extra_meeting": "no",
    }
    await tells(town, "lead", "write core group record", "cgrecord", **said, progress=progress)
    agreed = await confirm(town, "lead", await town.lead.says("agree the plan"), "planagree")
    heard(agreed, "The plan is agreed")


async def dates(town: Town, when: datetime, **more: Any) -> None:
    """The lead professional arranges the next meeting, or moves the one arranged."""
    day = {"starts_at_date": f"{when:%Y-%m-%d}", "starts_at_time": f"{when:%H:%M}"}
    await tells(town, "lead", "core group date", "cgdate", **day, **more)


async def closes_group(town: Town) -> None:
    """Its chair closes the meeting."""
    said = await confirm(town, "lead", await town.lead.says("close core group"), "cgclosing")
    heard(said, "meeting is closed")


async def recommends(town: Town, key: str, says: str) -> None:
    """A member recommends to the review."""
    await tells(town, key, "recommend", "recommend", says=says, reasons="From our visits")


# Around a planning meeting


async def files_report(town: Town, *keys: str) -> None:
    """Practitioners file their reports."""
    for key in keys:
        await tells(town, key, "report", "report", reference=f"REF-{key}", chronology="yes")


async def shares_report(town: Town, *keys: str) -> None:
    """Practitioners record that the family saw their report."""
    on = f"{local_day(town.now):%Y-%m-%d}"
    for key in keys:
        await tells(town, key, "share", "share", shared="yes", on=on, how="read", understood="yes")


async def told_everybody(town: Town, key: str = "lead") -> None:
    """Whoever was named has told each of those who were not there."""
    meeting = await town.meeting()
    kept_out = {each.line for each in exclusion.standing(meeting)}
    for line in [t for t in meeting.outcome.tellings if t.told_at is None]:
        clear = {"understood": "yes"} if line.id in kept_out else {}
        await tells(town, key, "told", "told", line.who, how="at home, face to face", **clear)


async def explains(town: Town) -> None:
    """The lead professional explains what there is to understand, and hears the children."""
    meeting = await town.meeting()
    on = f"{local_day(town.now):%Y-%m-%d}"
    names = {line.id: line.who for line in meeting.family}
    told = {"by": "Ewan Reid", "on": on, "how": "at home", "clear": "yes"}
    heard = {"heard": "yes", "words": "I am glad", "how": "on a walk", "by": "Ewan Reid", "on": on}
    for each in participation.open_still(meeting):
        line = meeting.family_line(each.ids["f"])
        topics = ",".join(t.name.lower() for t in understanding.still_to_tell(meeting, line))
        answers = {**told, "what": topics} if each.job == "understood" else heard
        await tells(town, "lead", COMMANDS[each.job], each.job, f"{names[line.id]}, CPPM", **answers)


COMMANDS = {"understood": "explained to the family", "heard": "views after"}


async def minutes_out(town: Town) -> None:
    """CP Administration sends out the minutes that the chair has read."""
    await tells(town, "admin", "send minutes", "minutessend", reference=f"MIN-{local_day(town.now)}")


async def stores(town: Town, *keys: str) -> None:
    """Participants have checked and stored the minutes."""
    for key in keys:
        said = await chosen(town, key, await town.client(key).says("minutes stored"), "CPPM", "")
        heard(said, "checked and stored")


async def names_tellers(town: Town, by: str) -> None:
    """The chair says who tells whoever was not there."""
    lines = ",".join(closing.to_be_told(await town.meeting()))
    if lines:
        await tells(town, "chair", "who tells whom", "teller", whom=lines, teller=town.ids["lead"], by=by)
