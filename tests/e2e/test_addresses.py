"""Addresses over real HTTP: every kind and its chain, what goes wrong, and a safe address kept safe."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cards.moves.address import BUTTONS
from cppm.meetings.meeting import Child
from cppm.moves import address
from cppm.moves.address import LINKS
from cppm.moves.address_records import AddressChange, AddressKind, LinkKind
from cppm.moves.whereabouts import Whereabouts, of_group
from tests.canary import ADDRESS_MARK
from tests.e2e import walk
from tests.e2e.conftest import on_postgresql, on_sqlite
from tests.e2e.core_group_walk import form_of, tells
from tests.e2e.town import Town
from tests.rig.cards import words
from tests.rig.someone import Shown

HOME = f"14 {ADDRESS_MARK} Road, Pitlochry, PH16 5BX"
MILL = "3 Mill Wynd, Perth, PH1 5AA"


async def registered(town: Town) -> None:
    """Kay's name is on the register, and the core group has begun; it is the next morning."""
    await walk.to_views(town, lead="place", police="place", health="place", school="place")
    await walk.decide(town)
    await walk.settle_outcome(town)
    await walk.close(town)
    await town.until((town.now + timedelta(days=1)).replace(hour=10, minute=0), hours=6)


async def kept(town: Town) -> Whereabouts:
    found = await town.house.store.whereabouts.of_case(walk.CASE)
    assert found
    return found


async def entry(town: Town) -> AddressChange:
    return (await kept(town)).addresses[-1]


def an_address(town: Town, kind: AddressKind, **more: Any) -> dict[str, Any]:
    """What is filled in for a report of today."""
    given: dict[str, Any] = {
        "kind": str(kind),
        "since": f"{town.now:%Y-%m-%d}",
        "safe": "false",
        "address": MILL,
    }
    if kind.for_a_while:
        given["until"] = f"{town.now + timedelta(days=10):%Y-%m-%d}"
    if kind is AddressKind.STAY:
        given |= {"council": "Argyll and Bute", "living": "away"}
    return given | more


async def reports(town: Town, kind: AddressKind, **more: Any) -> Shown:
    """The lead professional reports an address by the form."""
    return await tells(town, "lead", "address", "address", **an_address(town, kind, **more))


async def tries(town: Town, command: str, job: str, **inputs: Any) -> Shown:
    """The lead professional fills in a form that is refused, and then lets it be."""
    form = await form_of(town, "lead", command, f"{job}.submit")
    shown = await town.lead.presses(form, f"{job}.submit", **inputs)
    assert "I have not done that" in shown.words or "Nothing has been recorded yet" in shown.words
    await town.lead.says("cancel")
    return shown


async def answers(town: Town, kind: LinkKind, who: str, how: str = "") -> None:
    """Somebody answers a link of the newest entry, by the button of that entry's card."""
    board = await town.client(who).says("addresses")
    board_card = walk.card_with(board, "address.open")
    one = await town.client(who).presses(board_card, f"Open: {(await entry(town)).kind}")
    form = await town.client(who).presses(one, BUTTONS[kind])
    given: dict[str, Any] = {"on": f"{town.now:%Y-%m-%d}", "how": how or next(iter(LINKS[kind].hows))}
    given |= {"who": "Iona Bell, duty team"} if LINKS[kind].who else {}
    card = walk.card_with(form, "addressdone.submit")
    done = await town.client(who).presses(card, "addressdone.submit", **given)
    assert "I have not done that" not in done.words, done.words


@on_sqlite
async def test_every_kind_runs_its_chain_until_each_link_has_answered(town: Town) -> None:
    """ADR-01 ADR-02 ADR-03 TIM-18"""
    await registered(town)
    for kind in AddressKind:
        said = await reports(town, kind)
        assert "The new address is reported" in said.words, kind
        asked = await town.card_titled("admin", "A new address was reported")
        assert "Kay" not in words(asked.card or {})
        assert "Mill" not in words(asked.card or {})
        await answers(town, LinkKind.DATABASE, "lead", how="own")
        await answers(town, LinkKind.ADMINISTRATION, "admin", how="noted")
        if kind is AddressKind.STAY:
            await answers(town, LinkKind.KEEPER_TOLD, "lead", how="phone")
            letter = await tells(town, "lead", "letter to the keeper", "addressletter", to="")
            assert MILL in " ".join(str(sent.text) for sent in town.lead.sees if sent.text)
            assert "A letter to the keeper" in letter.words
            await takes_the_file(town, letter)
            await answers(town, LinkKind.KEEPER_WRITTEN, "lead", how="e-mail")
            await decides_on_a_visit(town)
        assert (await entry(town)).closed
        await town.card_titled("lead", "An address is passed on")
        ended = await tells(
            town, "lead", "they are back", "addressend", on=f"{town.now:%Y-%m-%d}", why="Home"
        )
        assert "The end is recorded" in ended.words
        for link in list((await entry(town)).waiting):
            await answers(town, link.kind, "admin")
    assert (await kept(town)).settled
    assert len((await kept(town)).addresses) == len(AddressKind)
    await town.assert_whole()


async def takes_the_file(town: Town, letter: Shown) -> None:
    """The lead professional accepts the letter as a file, once (ADR-03)."""
    case = f"Letter to the keeper {walk.CASE}.docx"
    given = await town.lead.accepts(letter.offer)
    assert [each["name"] for each in given.files] == [case]
    assert MILL in held(town.world.drive.uploaded[-1].content)
    again = await town.lead.accepts(letter.offer)
    assert "You have been given this file already" in again.words
    assert len(town.world.drive.uploaded) == 1
    reads = await town.house.store.reads.of_case(walk.CASE)
    assert [r.who for r in reads if r.what == "letter to the keeper"] == [town.ids["lead"]]


def held(document: bytes) -> str:
    """The words of a Word document, headers and all."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


async def decides_on_a_visit(town: Town) -> None:
    """The lead professional proposes no visit, and the team leader agrees (ADR-04)."""
    no: dict[str, Any] = {"visit": "false", "why": "Ten days with an aunt whom we know"}
    await tells(town, "lead", "visit during the stay", "stayvisit", **no)
    asked = await town.card_titled("team_leader", "A visit during a stay is to be agreed")
    form = await town.team_leader.presses(asked, "stayvisit.open")
    card = walk.card_with(form, "stayvisit.submit")
    assert "The visit is decided" in (await town.team_leader.presses(card, "stayvisit.submit", **no)).words


@on_postgresql
async def test_what_goes_wrong_is_refused_reminded_escalated_and_put_right(town: Town) -> None:
    """ADR-01 TIM-18"""
    await registered(town)
    assert "I can't take an address from you" in (await town.gp.says("address")).words
    wrong = an_address(town, AddressKind.STAY, until=f"{town.now - timedelta(days=1):%Y-%m-%d}")
    assert "The last day is before the first" in (await tries(town, "address", "address", **wrong)).words
    await reports(town, AddressKind.STAY)
    await town.restart()
    await town.live(town.now + timedelta(hours=5))
    assert town.titled("lead", "A stay is to be told to the keeper elsewhere"), "reminded before it is late"
    late = await town.card_titled(
        "team_leader", "has not told the keeper of the register elsewhere of a stay"
    )
    assert "Kay" not in words(late.card or {})
    assert "late" in (await town.lead.says("clocks")).words
    fixed = await tells(
        town,
        "lead",
        "change address entry",
        "addressfix",
        what="longer",
        until="2026-12-10",
        why="The aunt is ill",
    )
    assert "The longer stay is recorded" in fixed.words
    again = await tells(
        town, "lead", "change address entry", "addressfix", what="never", why="They stay at home"
    )
    assert "It is called off" in again.words
    assert (await kept(town)).settled
    over = await town.lead.says("they are back")
    assert "No address of a case of yours goes on" in over.words
    await reports(town, AddressKind.FOSTER)
    form = await form_of(town, "lead", "change address entry", "addressfix.submit")
    opened = await town.lead.presses(form, "addressfix.submit", what="wrong")
    right: dict[str, Any] = {"address": "30 Mill Wynd, Perth", "why": "A nought was missing"}
    card = walk.card_with(opened, "address.submit")
    assert "30 Mill Wynd" in (await town.lead.presses(card, "address.submit", **right)).words
    before, fresh = (await kept(town)).addresses[-2:]
    assert (before.replaced_by, fresh.replaces) == (fresh.id, before.id)
    await town.assert_whole()


@on_sqlite
async def test_siblings_live_apart_and_one_placement_ends(town: Town) -> None:
    """ADR-01 ADR-02"""
    await registered(town)
    family = of_group(await town.group())
    lena = Child("c_lena", "Lena", age=4)
    await town.house.store.whereabouts.begun(replace(family, children=(*family.children, lena)))
    kay = family.children[0].id
    said = await reports(town, AddressKind.FOSTER, children=kay)
    assert "This says nothing of Lena" in said.words
    gran: dict[str, Any] = {"children": lena.id, "address": "9 Kinnoull Terrace, Perth"}
    await reports(town, AddressKind.KINSHIP, **gran)
    board = (await town.lead.says("addresses")).words
    assert "Mill Wynd" in board
    assert "Kinnoull Terrace" in board
    today = f"{town.now:%Y-%m-%d}"
    over = await tells(town, "lead", "they are back", "addressend", "Kay: foster care", on=today, why="Home")
    assert "The end is recorded" in over.words
    home = "2 Rose Lane, Perth"
    await reports(town, AddressKind.PLACEMENT_END, children=kay, address=home)
    root, day = await kept(town), town.now.date()
    where = {child: address.lives_at(root, child, day) for child in (kay, lena.id)}
    assert {child: found.address for child, found in where.items() if found} == {
        kay: home,
        lena.id: gran["address"],
    }
    assert [each.kind for each in root.addresses if each.ended_on] == [AddressKind.FOSTER]
    await town.assert_whole()


@on_postgresql
async def test_a_safe_address_shows_nowhere_but_to_those_who_open_it(town: Town) -> None:
    """RAI-05: the canary."""
    town.may_see |= {"lead", "health"}
    await registered(town)
    father = next(line.id for line in (await town.meeting()).family if line.relation == "father")
    said = await reports(
        town, AddressKind.STAY, safe="true", guarded=father, needs=town.ids["health"], address=HOME
    )
    assert ADDRESS_MARK not in said.words
    shown = await tells(town, "health", "show address", "addressreveal", why="I visit this afternoon")
    assert HOME in shown.words
    for key in ("school", "police", "chair", "gp"):
        refused = await town.client(key).says("show address")
        assert ADDRESS_MARK not in refused.words
    letter = await tells(town, "lead", "letter to the keeper", "addressletter", to="Iona Bell")
    await town.lead.accepts(letter.offer)
    document = held(town.world.drive.uploaded[-1].content)
    assert "please phone me for it" in document
    assert ADDRESS_MARK not in document
    texts = " ".join(str(sent.text) for sent in town.lead.sees if sent.text)
    assert "please phone me for it" in texts
    assert ADDRESS_MARK not in texts
    assert "A safe address is kept" in (await town.lead.says("core group")).words
    plan: dict[str, Any] = {"contingencies": f"They go to 14 {ADDRESS_MARK} Road"}
    assert "Part of a safe address" in (await tries(town, "write the plan", "plantext", **plan)).words
    await town.live(town.now + timedelta(days=2))
    reads = await town.house.store.reads.of_case(walk.CASE)
    assert [r.who for r in reads if r.what.startswith("safe_addresses:")] == [town.ids["health"]]
    await town.assert_whole()
