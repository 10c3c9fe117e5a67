"""Addresses: those of a case, one with its chain, a stay, a safe one masked and shown, and the messages."""

from dataclasses import replace
from datetime import date

from cards.elements import AdaptiveCard, button
from cards.moves import address as cards
from cards.moves.notices import whereabouts_notice_card
from cppm.moves import address, guarding, mending, stays
from cppm.moves.address_records import AddressChange, LinkKind
from cppm.moves.whereabouts import Whereabouts
from cppm.records import NoticeKind
from dialogs.moves import of_case
from tests.builders import HEALTH, LEAD, TEAM_LEADER
from tests.canary import ADDRESS_MARK
from tests.cards.gallery import shown
from tests.cppm.moves.homes import AT, FOSTER, STAY, answer, ids, reported

SAFE = replace(
    FOSTER, address="", safe="safe_1", guarded="Kay's father", guarded_line="f_father", needs=(HEALTH.id,)
)


def entry_card(root: Whereabouts, entry: AddressChange, title: str = "") -> AdaptiveCard:
    return cards.entry_card(root, entry, of_case.buttons(LEAD, root, entry), title=title)


@shown("address-reported")
def address_reported() -> AdaptiveCard:
    return entry_card(*reported(FOSTER), "The new address is reported")


def a_stay() -> tuple[Whereabouts, AddressChange]:
    root, entry = reported(STAY)
    answer(root, entry, LinkKind.KEEPER_TOLD)
    stays.propose(
        root, LEAD, entry.id, True, "Oban duty team", date(2026, 12, 23),
        "Two weeks away, and her father lives near", AT, ids("v"),
    )  # fmt: skip
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("a"))
    return root, entry


@shown("address-stay")
def address_stay() -> AdaptiveCard:
    root, entry = a_stay()
    mending.extend(root, LEAD, entry.id, date(2027, 1, 10), "Her aunt is ill", AT, ids("x"))
    return entry_card(root, entry)


@shown("address-safe-masked")
def address_masked() -> AdaptiveCard:
    return entry_card(*reported(SAFE))


@shown("address-kept-from")
def kept_from() -> AdaptiveCard:
    root, _ = reported(SAFE)
    guarding.keep_from(root, LEAD, "Craig Duff", "", "He has asked the school for it", AT, ids("g"))
    return cards.guarded_card(root, [button("All addresses", "addresschain.open", j=root.id)])


@shown("address-kept-from-nobody")
def kept_from_nobody() -> AdaptiveCard:
    root, _ = reported(SAFE)
    guarding.unguard(root, LEAD, root.guarded[0].id, "The court let him know it", AT)
    return cards.guarded_card(root, [button("All addresses", "addresschain.open", j=root.id)])


@shown("address-safe-shown")
def address_shown() -> AdaptiveCard:
    root, entry = reported(SAFE)
    return cards.revealed_card(root, entry, f"14 {ADDRESS_MARK} Road\nPitlochry\nPH16 5BX", HEALTH)


@shown("addresses-of-a-case")
def addresses_of_a_case() -> AdaptiveCard:
    root, wrong = reported(FOSTER)
    mending.correct(root, LEAD, wrong.id, SAFE, "It is a refuge", AT, ids("r"))
    address.report(root, LEAD, STAY, AT, ids("s"))
    return cards.addresses_card(root, STAY.since, [button("Report a new address", "address.open", j=root.id)])


@shown("address-letter")
def address_letter() -> AdaptiveCard:
    return cards.letter_card(*a_stay())


def notice(kind: NoticeKind) -> AdaptiveCard:
    root, entry = reported(STAY)
    return whereabouts_notice_card(kind, root, LEAD, entry.id, "Europe/London")


@shown("address-notice-reported")
def notice_reported() -> AdaptiveCard:
    return notice(NoticeKind.ADDRESS_REPORTED)


@shown("address-notice-news")
def notice_news() -> AdaptiveCard:
    return notice(NoticeKind.ADDRESS_NEWS)


@shown("address-notice-done")
def notice_done() -> AdaptiveCard:
    return notice(NoticeKind.ADDRESS_DONE)


@shown("address-notice-agree")
def notice_agree() -> AdaptiveCard:
    return notice(NoticeKind.STAY_TO_AGREE)
