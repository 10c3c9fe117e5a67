"""The cards of addresses: those of a case, one with its chain, and a safe one while it is shown.

A safe address is masked on each of them but the last, which somebody opened with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.elements import Action, AdaptiveCard, Container, Element, TextBlock, button
from cards.layout import (
    UK,
    bullets,
    capital,
    card,
    day,
    day_and_time,
    escape,
    facts,
    para,
    quiet,
    said,
    subheading,
)
from cards.pages import Part, page
from cppm.moves.address import LINKS, is_past, lives_at
from cppm.moves.address_records import AddressChange, Guarded, Happened, Link, LinkKind
from cppm.moves.guarding import ALERT, MASKED, guarded_now, safe_now
from cppm.moves.stays import the_two, wants_move
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.timing.timescales import local_day

MOST_BUTTONS = 6
LIVES_THERE = "They live in the area of {council} for now. Tell that council at once, and record the move."
HAPPENED = {
    Happened.REPORTED: "Reported",
    Happened.EXTENDED: "They stay longer",
    Happened.RETURNED: "Ended",
    Happened.CANCELLED: "Called off",
    Happened.CORRECTED: "Corrected by another entry",
}
BUTTONS = {
    LinkKind.DATABASE: "It is in the database",
    LinkKind.ADMINISTRATION: "Take note of it",
    LinkKind.KEEPER_TOLD: "The keeper is told",
    LinkKind.KEEPER_WRITTEN: "It is told in writing",
    LinkKind.VISIT: "The visit was made",
}
"""What the button of a link says; a button has room for less than its task."""


def alert_of(root: Whereabouts | None) -> str:
    """What stands on whatever opens the case while a safe address is kept for it; else nothing."""
    return ALERT if root and safe_now(root) else ""


def address_words(entry: AddressChange) -> str:
    """Where they live, or that it is kept safe."""
    return MASKED if entry.safe else entry.address


def standing(entry: AddressChange) -> str:
    """How far the chain of an entry has come, in a few words."""
    waiting = len(entry.waiting)
    if entry.replaced_by:
        still = f". {waiting} still to answer" if waiting else ""
        return f"Put wrongly, and corrected{still}"
    decided = "A visit is still to be decided on" if entry.deciding else "Everybody has answered"
    if entry.cancelled_at and not any(link.done or link.open for link in entry.links):
        return "Called off before anybody had answered"
    done = f"{waiting} still to answer" if waiting else decided
    over = "Called off. " if entry.cancelled_at else "Over. " if entry.ended_on else ""
    return f"{over}{done}"


def span(entry: AddressChange) -> list[tuple[str, str]]:
    """From when until when."""
    last = [("Planned until", day(entry.until))] if entry.until else []
    ended = [("Ended on", day(entry.ended_on))] if entry.ended_on else []
    return [("From", day(entry.since)), *(ended or last)]


def entry_rows(root: Whereabouts, entry: AddressChange) -> list[tuple[str, str]]:
    """An entry in words, with a safe address masked."""
    council = [("Area of", entry.council)] if entry.council else []
    needs = ", ".join(filter(None, (root.name_of(each) for each in entry.needs)))
    return [
        ("Who", root.names(entry.children)),
        ("What", capital(str(entry.kind))),
        ("Address", address_words(entry)),
        *council,
        *span(entry),
        *([("Also needs to know it", needs)] if needs else []),
        ("Reported by", entry.by_name),
    ]


def entry_card(
    root: Whereabouts, entry: AddressChange, actions: Sequence[Action], zone: str = UK, title: str = ""
) -> AdaptiveCard:
    """One address with its chain and what became of it."""
    return card(
        title or "An address",
        quiet(root.reference),
        _alert(root),
        facts(entry_rows(root, entry)),
        subheading("Its chain"),
        bullets(link_line(link) for link in entry.links if not link.overtaken),
        para(LIVES_THERE.format(council=entry.council)) if wants_move(root, entry) else None,
        *_visit(root, entry, zone),
        *_history(entry, zone),
        summary="An address",
        actions=actions[:MOST_BUTTONS],
    )


def _alert(root: Whereabouts) -> TextBlock | None:
    words = alert_of(root)
    return TextBlock(text=escape(words), weight="bolder", color="attention") if words else None


def link_line(link: Link) -> str:
    """A link in a line: who answered, when and how, or what waits since when."""
    spec, again = LINKS[link.kind], _because(link)
    if link.done is None:
        when = f"by {day(link.by)}" if link.by else f"since {day(local_day(link.since))}"
        return f"Waiting {when}: {spec.task}{again}"
    done = link.done
    who = f" ({done.who})" if done.who else ""
    how = spec.hows.get(done.how, "Noted in our records")
    return f"{spec.done}{again}: {day(done.on)}, {done.by_name}. {how}{who}"


def _because(link: Link) -> str:
    words = {
        Happened.EXTENDED: "the longer stay",
        Happened.RETURNED: "the end",
        Happened.CANCELLED: "that it was called off",
        Happened.CORRECTED: "that they do not stay there",
    }
    return f" ({words[link.because]})" if link.because in words else ""


def visit_rows(entry: AddressChange, zone: str = UK) -> list[tuple[str, str]]:
    """What is proposed or agreed about a visit during a stay."""
    visit = entry.visit
    if visit is None:
        return []
    made = f"Yes, by {day(visit.by)}: {visit.who}" if visit.visit and visit.by else "No"
    agreed = (
        f"{visit.agreed_by_name}, {day_and_time(visit.agreed_at, zone)}" if visit.agreed_at else "Not yet"
    )
    return [("Visit", made), ("Why", visit.why), ("Proposed by", visit.person_name), ("Agreed by", agreed)]


def _visit(root: Whereabouts, entry: AddressChange, zone: str) -> list[Element]:
    if entry.visit is None and not entry.deciding:
        return []
    rows = visit_rows(entry, zone)
    waits = para(f"{capital(the_two(root))} decide together whether somebody visits.")
    return [subheading("A visit during the stay"), facts(rows) if rows else waits]


def _history(entry: AddressChange, zone: str) -> list[Element]:
    if not entry.news:
        return []
    lines = [f"{HAPPENED[n.happened]}: {n.by_name}, {day_and_time(n.at, zone)}. {n.why}" for n in entry.news]
    return [subheading("What became of it"), bullets(lines)]


def addresses_card(root: Whereabouts, today: date, actions: Sequence[Action], start: int = 0) -> AdaptiveCard:
    """Where each child lives today, then every address of the case: what holds first, the rest as history."""
    entries = list(reversed(root.addresses))
    now = [_line(root, each) for each in entries if not is_past(root, each, today)]
    past = [_line(root, each) for each in entries if is_past(root, each, today)]
    laid = page([Part("Now, or planned", now), Part("Earlier", past)], start)
    more = laid.more("More addresses", "addresschain.open", j=root.id)
    nothing = para("No change of address was reported in this case.")
    return card(
        "Where the children live",
        quiet(root.reference),
        _alert(root),
        None if start else facts([(c.name, _today(root, c.id, today)) for c in root.children]),
        *(laid.body or [nothing]),
        summary="The addresses of a case",
        actions=[*more, *actions][:MOST_BUTTONS],
    )


def _today(root: Whereabouts, child_id: str, today: date) -> str:
    entry = lives_at(root, child_id, today)
    return address_words(entry) if entry else "As the case records have it"


def _line(root: Whereabouts, entry: AddressChange) -> Container:
    last = entry.ended_on or entry.until
    until = f" to {day(last)}" if last else ""
    title = f"{root.names(entry.children)}: {entry.kind}"
    words = [address_words(entry), f"From {day(entry.since)}{until}", standing(entry)]
    return Container(
        items=[
            TextBlock(text=escape(title), weight="bolder"),
            *(TextBlock(text=escape(each), spacing="none", is_subtle=True) for each in words),
        ],
        separator=True,
        select_action=open_button(root, entry),
    )


def open_button(root: Whereabouts, entry: AddressChange, title: str = "Open this address") -> Action:
    """The way to one entry."""
    return button(title, "addresschain.open", j=root.id, h=entry.id)


def revealed_card(root: Whereabouts, entry: AddressChange, words: str, reader: Person) -> AdaptiveCard:
    """A safe address, for one reader with a reason. Its summary and fallback say nothing of it."""
    named = ", ".join(each.who for each in guarded_now(root) if each.who)
    unnamed = "somebody in this case" if guarded_now(root) else "nobody by name any more"
    kept = f"It is kept from: {named}." if named else f"It is kept from {unnamed}."
    return card(
        "A safe address",
        quiet(root.reference),
        facts([("Who", root.names(entry.children)), *span(entry)]),
        said(words),
        para(f"{kept} Please do not write it into anything that they or the family could be sent."),
        quiet(f"It was shown to {reader.name}, and that is noted with the reason. Hide it when you have it."),
        summary="What you asked to see",
        actions=[button("Hide it again", "addresschain.open", j=root.id, h=entry.id)],
    )


def guarded_rows(root: Whereabouts) -> list[tuple[str, str]]:
    """From whom the safe addresses of a case are kept, since when and why."""
    return [
        (each.who or "Somebody of the family", f"Since {day(local_day(each.at))}{_reason(each)}")
        for each in guarded_now(root)
    ]


def _reason(each: Guarded) -> str:
    return f": {each.why}" if each.why else ""


def guarded_card(root: Whereabouts, actions: Sequence[Action]) -> AdaptiveCard:
    """Whom a safe address is kept from now; what went before stays in the record of the case."""
    rows = guarded_rows(root)
    nobody = (
        "Nobody is named any more. The address stays masked, and no text may hold it. If everybody may know"
        " it, correct its entry."
    )
    return card(
        "Whom it is kept from",
        quiet(root.reference),
        facts(rows) if rows else para(nobody),
        para("No letter is made to them, and no text of this case may hold it.") if rows else None,
        summary="Whom a safe address is kept from",
        actions=actions,
    )


def letter_card(root: Whereabouts, entry: AddressChange) -> AdaptiveCard:
    """What goes before the letter, which follows as plain text to copy."""
    return card(
        "A letter to the keeper of the register there",
        quiet(root.reference),
        para(
            "It follows as a message to copy into secure e-mail. Accept the Word file if you would rather "
            "send that. Fill in your telephone number before it goes."
        ),
        para("When it is sent and confirmed, say so here."),
        summary="A letter to copy",
        actions=[open_button(root, entry, "Go to its chain")],
    )


# Messages that come unasked


def _notice(
    root: Whereabouts, about: str, title: str, sentence: str, actions: Sequence[Action] = ()
) -> AdaptiveCard:
    return card(
        title,
        quiet(root.reference),
        para(sentence),
        summary=title,
        actions=[
            *actions,
            button("Open it", "addresschain.open", j=root.id, h=about),
            button("Why?", "why.open", rule="ADR-01"),
        ],
    )


def reported_notice(root: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """A new address was reported."""
    sentence = (
        "Please see that it goes along its chain without delay: the database, CP Administration and, during"
        " a stay elsewhere, the keeper there."
    )
    return _notice(root, about, "A new address was reported", sentence)


def news_notice(root: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """Something became of an address that was passed on before."""
    sentence = "An address that was passed on before has ended, is longer, was called off or was corrected."
    return _notice(root, about, "News of an address", sentence)


def done_notice(root: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """The chain is closed."""
    sentence = "Each link of the chain has answered, and it is closed."
    return _notice(root, about, "An address is passed on", sentence)


def agree_notice(root: Whereabouts, reader: Person, about: str, zone: str) -> AdaptiveCard:
    """A visit during a stay wants the agreement of the second of the two."""
    sentence = (
        "It was proposed whether somebody visits a child during a stay outside the area. Please agree, or say"
        " what you would do."
    )
    decide = button("Look at it", "stayvisit.open", j=root.id, h=about)
    return _notice(root, about, "A visit during a stay is to be agreed", sentence, [decide])


NOTICES = {
    NoticeKind.ADDRESS_REPORTED: reported_notice,
    NoticeKind.ADDRESS_NEWS: news_notice,
    NoticeKind.ADDRESS_DONE: done_notice,
    NoticeKind.STAY_TO_AGREE: agree_notice,
}
