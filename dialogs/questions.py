"""One question: how it is declared, how an answer to it is read, and how it is said back.

An answer is kept as the text a card input would send (`raw`): a value, values joined by commas, yes or no,
2026-11-24, or 2026-11-24T14:00 on UK clocks. `typed` makes raw of typed words, `value` a value of raw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from cards.layout import day as say_date
from cards.layout import day_and_time as say_moment
from dialogs.dates import LONDON, When, read_date
from dialogs.times import read_moment
from dialogs.understand import (
    NotUnderstood,
    Understood,
    choose,
    choose_some,
    clean,
    find_person,
    says_nothing,
    yes_no,
)

Kind = Literal["short", "long", "lines", "one_of", "some_of", "yes_no", "date", "moment", "person"]
Got = Mapping[str, Any]
Shows = Callable[[Got], object]
Check = Callable[[Any, Got], str]

TEXTS = frozenset({"short", "long", "lines"})
CHOICES = frozenset({"one_of", "some_of", "person"})
MOST = {"short": 200, "long": 4000, "lines": 4000}
"""Characters that a text answer may have unless the question says otherwise."""

LONGEST_CHOICE = 1000
"""Characters of an answer that is no free text; anything longer is not one."""

MOST_LISTED = 20
"""More choices than this are not read out in the typed conversation; a name or a word finds them."""

_YES_NO_RAW = {"yes": True, "true": True, "no": False, "false": False}
_ASK_AGAIN = {
    "short": "Please fill this in.",
    "long": "Please answer in a sentence or two.",
    "lines": "Please give at least one, each on a line of its own.",
    "one_of": "Please choose one.",
    "some_of": "Please choose at least one.",
    "yes_no": "Please answer yes or no.",
    "date": "Please give a date, for example 24 November.",
    "moment": "Please give a day and a time, for example 24 November at 14:00.",
    "person": "Please choose a person.",
}


@dataclass(slots=True)
class Empty:
    """What a field holds when its question was not put or was left out; known once its class is made."""

    value: object = None

    def __call__(self) -> object:
        return list(self.value) if isinstance(self.value, list) else self.value


@dataclass(frozen=True, slots=True)
class Question:
    """What `ask` declared about one field. `name` and `kind` are settled when the form's class is made."""

    question: str
    kind: Kind | None
    label: str
    options: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]
    when: Shows | None
    only: str
    hint: str
    example: str
    required: bool
    max_length: int
    side: When
    check: Check | None = None
    empty: Empty = field(default_factory=Empty)
    name: str = ""


def ask(
    question: str,
    *,
    kind: Kind | None = None,
    options: Mapping[str, str] | None = None,
    synonyms: Mapping[str, Sequence[str]] | None = None,
    when: Shows | None = None,
    only: str = "",
    label: str = "",
    hint: str = "",
    example: str = "",
    required: bool = True,
    max_length: int = 0,
    side: When = "any",
    check: Check | None = None,
) -> Any:
    """Declare the question of a form's field.

    `kind` follows from the annotation where it can: Literal or options: one_of; bool: yes_no; date; datetime:
    moment; list[str]: some_of with options, else lines; str: short. `options` maps value to words; leave it
    out when `prepare` supplies them. `when` sees the answers so far, and what `prepare` knows, and says
    whether the question is put; `only` says the same in words on the card ("Only if a deputy goes.").
    `label` names the answer in the summary. `side` is the side of now on which a date must be.
    `check` sees the answer, those before it and what `prepare` knows, and says in a sentence what is wrong
    with the answer, or nothing.
    `max_length` is in characters. A question with `when`, or not `required`, may stay empty: its annotation
    says so by `| None`, unless it is a str or a list.
    """
    asked = Question(
        question=question,
        kind=kind,
        label=label or question.rstrip("?. "),
        options=options or {},
        synonyms=synonyms or {},
        when=when,
        only=only,
        hint=hint,
        example=example,
        required=required,
        max_length=max_length,
        side=side,
        check=check,
    )
    extra: dict[str, Any] = {"ask": asked}
    if required and when is None:
        return Field(json_schema_extra=extra)
    return Field(default_factory=asked.empty, json_schema_extra=extra)


def missing(asked: Question) -> str:
    """What is said beside a question that must be answered and was not."""
    words = asked.question.casefold()
    if asked.kind == "long" and ("why" in words or "reason" in words):
        return "Please say why, in a sentence or two."
    again = _ASK_AGAIN[asked.kind or "short"]
    return (
        f"{again.rstrip('.')}, for example {asked.example}."
        if asked.example and "example" not in again
        else again
    )


def typed(
    asked: Question, text: str, options: Mapping[str, str], now: datetime
) -> Understood | NotUnderstood:
    """What somebody typed, as raw. Length and emptiness of texts are left to `value`."""
    if asked.kind in TEXTS:
        return Understood(text)
    if not text.strip():
        return NotUnderstood(missing(asked))
    if len(text) > LONGEST_CHOICE:
        return NotUnderstood("That is longer than this question needs. Please answer in a few words.")
    if asked.kind == "yes_no":
        said = yes_no(text)
        return (
            NotUnderstood("Please answer yes or no.") if said is None else Understood("yes" if said else "no")
        )
    if asked.kind in ("date", "moment"):
        read = read_date if asked.kind == "date" else read_moment
        return _as_raw(read(text, now, asked.side))
    if asked.kind == "person":
        return find_person(text, options)
    if asked.kind == "some_of":
        return _as_raw(choose_some(text, options, asked.synonyms))
    return choose(text, options, asked.synonyms)


def _as_raw(read: Understood | NotUnderstood) -> Understood | NotUnderstood:
    return (
        read
        if isinstance(read, NotUnderstood)
        else Understood(write(read.value), read.spoken_back, read.sure)
    )


def write(value: object) -> str:
    """A value as raw, the form in which answers are kept and cards are filled."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%Y-%m-%dT%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(map(str, value))
    return str(value)


def value(asked: Question, raw: str, options: Mapping[str, str], now: datetime) -> object | NotUnderstood:
    """The value of a raw answer that is not blank, or what is wrong with it in a sentence."""
    if asked.kind in TEXTS:
        return _text(asked, raw)
    if asked.kind == "yes_no":
        said = _YES_NO_RAW.get(raw)
        return NotUnderstood("Please answer yes or no.") if said is None else said
    if asked.kind == "date":
        return _dated(read_date(raw, now, asked.side))
    if asked.kind == "moment":
        return _dated(read_moment(raw.replace("T", " ").strip(), now, asked.side))
    if asked.kind == "some_of":
        return _several(raw, options)
    if raw in options:
        return raw
    if asked.kind == "person" and len(options) > MOST_LISTED:
        return _by_name(raw, options)
    return NotUnderstood("That choice is not on the list. Please choose again.")


def _by_name(text: str, people: Mapping[str, str]) -> str | NotUnderstood:
    """The person whose name was typed on a card, where there are too many to choose from a list."""
    read = find_person(text, people)
    if isinstance(read, NotUnderstood):
        near = "; ".join(people[each] for each in read.near[:MOST_LISTED])
        return NotUnderstood(f"{read.sentence} {near}".strip())
    if not read.sure:
        return NotUnderstood(f"Do you mean {read.spoken_back}? Please give the whole name.")
    return str(read.value)


def _dated(read: Understood | NotUnderstood) -> object:
    if isinstance(read, NotUnderstood):
        return read
    return read.value if read.sure else NotUnderstood("Please give the whole date, with day, month and year.")


def _several(raw: str, options: Mapping[str, str]) -> object:
    chosen = {part.strip() for part in raw.split(",")} - {""}
    if not chosen <= options.keys():
        return NotUnderstood("One of these choices is not on the list. Please choose again.")
    return [each for each in options if each in chosen]


def _text(asked: Question, raw: str) -> object:
    if len(raw) > 4 * asked.max_length:  # too long even when cleaned: do not spend time on it
        return _too_long(len(raw), asked.max_length)
    text = clean(raw, one_line=asked.kind == "short")
    if len(text) > asked.max_length:
        return _too_long(len(text), asked.max_length)
    if says_nothing(text):
        return NotUnderstood(missing(asked)) if asked.required else asked.empty()
    if asked.kind != "lines":
        return text
    return [line for line in (each.strip("-*• \t") for each in text.split("\n")) if line]


def _too_long(length: int, most: int) -> NotUnderstood:
    return NotUnderstood(f"This has {length:,} characters and the most is {most:,}. Please shorten it.")


def said(asked: Question, value: object, options: Mapping[str, str]) -> str:
    """A value in words, for a summary."""
    if value is None or value == "" or value == []:
        return "-"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, list):
        return _joined(asked, value, options)
    return options.get(value, value) if isinstance(value, str) else str(value)


def _joined(asked: Question, values: Iterable[str], options: Mapping[str, str]) -> str:
    return (
        "\n".join(values) if asked.kind == "lines" else ", ".join(options.get(each, each) for each in values)
    )
