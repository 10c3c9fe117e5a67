"""The house's way of laying out a card: few shapes, the same everywhere, readable on a phone.

Every helper takes plain words and makes them safe, so nothing that somebody typed can turn into a link,
a mention or a date; never escape before calling one. `escape` is for a `TextBlock` made by hand.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cards.elements import (
    MOST_ACTIONS,
    Action,
    ActionSet,
    AdaptiveCard,
    Container,
    Element,
    Execute,
    Fact,
    FactSet,
    Refresh,
    RichTextBlock,
    TextBlock,
    TextRun,
)
from cppm.timing.timescales import END_OF_DAY, LONDON

UK = "Europe/London"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ZONE_NAMES = {UK: "UK time", "UTC": "UTC"}

_MARKS = re.compile(r"([\\*_\[\]`]|~(?=~))")
_TAG = re.compile(r"<(?=[a-z/!])|&(?=#?\w+;)|\](?=[(\[:])", re.IGNORECASE)
_LIST = re.compile(r"^(\s*)([-+#>=]|\d+(?=[.)]))", re.MULTILINE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LINK = re.compile(r"\b(https?):(?=//)|\b(www)\.(?=\w)", re.IGNORECASE)
_GAP = "\u2060"
"""The word joiner: no width, no meaning. It keeps words from being read as a date, a link or a tag."""

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ,'’?()–-]*[A-Za-z0-9?).])?")
_ODD = re.compile(rf"^\s|\s\Z|{{{{|{_UNSEEN.pattern}")
_LIVE = re.compile(r"[<&\]]|://|www\.", re.IGNORECASE)
_MARKED = re.compile(r"[\\*_\[\]`~]|^\s*[-+#>=\d]", re.MULTILINE)
"""Whether there is anything to do at all: most words are plain, and looking is quicker than replacing."""

_PHONE, _BUTTON, _LETTER = 272, 34, 8
"""Pixels: the inside of a card on a phone, a button without its words, a letter of its words."""

LONGEST_TITLE = 45
"""Letters on a button."""
_LONG_LABEL = 26
_LONG_VALUE = 90


def verbatim(text: str) -> str:
    """Somebody's words for a `TextRun`: as written, without unseen characters and live templates."""
    if _PLAIN.fullmatch(text) or not _ODD.search(text):
        return text
    clean = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean.replace("{{", "{" + _GAP + "{").strip()


def unlinked(text: str) -> str:
    """Words for a label, a choice or a button: as written, but never a link or a mention."""
    clean = verbatim(text)
    return _TAG.sub(r"\g<0>" + _GAP, _LINK.sub(_broken, clean)) if _LIVE.search(clean) else clean


def escape(text: str) -> str:
    """Plain words for a `TextBlock` or `Fact`, so that none of them is read as Markdown or a mention."""
    if _PLAIN.fullmatch(text):
        return text
    clean = unlinked(text)
    return _LIST.sub(_unlisted, _MARKS.sub(r"\\\1", clean)) if _MARKED.search(clean) else clean


def _broken(link: re.Match[str]) -> str:
    return link[0][:-1] + _GAP + link[0][-1]


def _unlisted(start: re.Match[str]) -> str:
    """The start of what would be a list, a quotation or a heading, made plain."""
    space, mark = start.groups()
    return f"{space}{mark}{_GAP}" if mark[0].isdigit() else f"{space}\\{mark}"


def heading(text: str) -> TextBlock:
    """The card's title."""
    return TextBlock(text=escape(text), style="heading", size="large", weight="bolder")


def subheading(text: str) -> TextBlock:
    """The title of a part of the card."""
    return TextBlock(text=escape(text), style="heading", size="medium", weight="bolder", spacing="large")


def para(text: str) -> TextBlock:
    """A paragraph of ours; names and references in it are safe. A blank line starts a new paragraph."""
    return TextBlock(text=escape(text))


def quiet(text: str) -> TextBlock:
    """A small remark: where something came from, what happens next."""
    return TextBlock(text=escape(text), size="small", is_subtle=True, spacing="small")


def bullets(lines: Iterable[str]) -> TextBlock:
    """A short list."""
    return TextBlock(text="\n".join(f"- {escape(line.replace(chr(10), ' '))}" for line in lines))


def said(text: str) -> Element:
    """What somebody wrote, word for word: no Markdown, no links, line breaks kept."""
    lines = [line for line in verbatim(text).split("\n") if line.strip()]
    blocks = [RichTextBlock(inlines=[TextRun(text=line)], spacing="small") for line in lines or ["(nothing)"]]
    return blocks[0] if len(blocks) == 1 else Container(items=blocks, spacing="small")


def problem(text: str) -> Container:
    """What is not right and what to do; the word "Problem" carries it, not the colour."""
    words = TextRun(text=verbatim(text))
    line = RichTextBlock(inlines=[TextRun(text="Problem: ", weight="bolder", color="attention"), words])
    return Container(items=[line], spacing="small")


def facts(pairs: Iterable[tuple[str, str]]) -> Element:
    """Labels and values. Values may be anybody's words; long ones get a paragraph of their own."""
    groups: list[Element] = []
    short: list[Fact] = []
    for label, value in pairs:
        if len(label) <= _LONG_LABEL and len(value) <= _LONG_VALUE and "\n" not in value:
            short.append(Fact(title=escape(label), value=escape(value) or "–"))
            continue
        groups += [*_fact_set(short), stated(label, value)]
        short = []
    groups += _fact_set(short)
    return groups[0] if len(groups) == 1 else Container(items=groups)


def _fact_set(short: Sequence[Fact]) -> list[Element]:
    return [FactSet(facts=short)] if short else []


def stated(label: str, text: str) -> Container:
    """A label above what somebody wrote at length."""
    title = RichTextBlock(inlines=[TextRun(text=verbatim(label), weight="bolder")])
    return Container(items=[title, said(text)])


def panel(*body: Element) -> Container:
    """A shaded part of the card that belongs together."""
    return Container(items=body, style="emphasis")


def card(
    title: str,
    *body: Element | None,
    summary: str,
    actions: Sequence[Action] = (),
    fallback: str = "",
    refresh: Execute | None = None,
) -> AdaptiveCard:
    """A card with a heading. `summary` is what a lock screen may show: neutral, never case data.

    Parts of the body that are None are left out. `fallback` is for a client that cannot show the card.
    Buttons that would not fit beside each other on a phone stand in several rows at the end of the body.
    """
    if len(actions) > MOST_ACTIONS:
        raise ValueError(f"a card has at most {MOST_ACTIONS} buttons, this one has {len(actions)}")
    rows = button_rows(actions)
    stacked = rows if len(rows) > 1 else []
    return AdaptiveCard(
        body=[heading(title), *(part for part in body if part is not None), *stacked],
        actions=None if stacked else actions or None,
        fallback_text=fallback or f"{summary}. Please open it in Microsoft Teams, or type help.",
        summary=summary,
        refresh=Refresh(action=refresh) if refresh else None,
    )


def button_rows(actions: Iterable[Action]) -> list[ActionSet]:
    """Buttons inside the body, in rows that fit a phone."""
    return [ActionSet(actions=row, spacing="small") for row in _rows(actions)]


def _rows(actions: Iterable[Action]) -> list[list[Action]]:
    rows: list[list[Action]] = []
    left = 0
    for action in actions:
        width = len(action.title or "") * _LETTER + _BUTTON
        if width > left or not rows:
            rows.append([])
            left = _PHONE
        rows[-1].append(action)
        left -= width
    return rows


def pressing(title: str, verb: str, /, **ids: str) -> Execute:
    """What pressing a line of a list does.

    Without what older clients fall back on, which would be most of a long list in bytes.
    """
    return Execute(title=short(title), verb=verb, data={"v": verb, **ids})


def capital(words: str) -> str:
    """With a capital at the start."""
    return words[:1].upper() + words[1:]


def short(title: str) -> str:
    """A title that fits on a button."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def refreshed_by(verb: str, /, **ids: str) -> Execute:
    """What brings a card up to date where it stands."""
    return Execute(title="Bring up to date", verb=verb, data={"v": verb, **ids})


def day(when: date) -> str:
    """A day with its weekday: "Tuesday 24 November 2026"."""
    return f"{_DAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]} {when.year}"


def time_of_day(moment: datetime, zone: str = UK) -> str:
    """A time with its zone: "14:00 (UK time)"."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M} ({zone_name(zone)})"


def day_and_time(moment: datetime, zone: str = UK) -> str:
    """An aware moment where the reader is: "Tuesday 24 November 2026, 14:00 (UK time)"."""
    return f"{day(moment.astimezone(ZoneInfo(zone)))}, {time_of_day(moment, zone)}"


def by_when(limit: datetime, zone: str = UK) -> str:
    """A limit: the day alone where it ends with the day in the UK, else the time too."""
    local = limit.astimezone(LONDON)
    return day(local.date()) if local.time() >= END_OF_DAY else day_and_time(limit, zone)


def zone_name(zone: str) -> str:
    """A zone as people call it: "UK time", "Lisbon time"."""
    return _ZONE_NAMES.get(zone) or zone.rsplit("/", 1)[-1].replace("_", " ") + " time"
