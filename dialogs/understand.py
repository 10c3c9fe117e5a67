"""Understanding what somebody typed: clean text, yes and no, choices, names.

Nothing here guesses silently. A reading is either sure, or shown back to be confirmed, or asked again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

NEAR = 80
"""A label at least this similar (0 to 100) to what was typed is taken for it."""

CLEAR_OF_THE_NEXT = 8
"""... if it is also this much more similar than every other label."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A reading. `spoken_back` says it in full; when not `sure`, it must be confirmed first."""

    value: object
    spoken_back: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why there is no reading, and what to do. `near` are the choices it could have been.

    `keep` is the half that was understood, to be completed by the next answer.
    """

    sentence: str
    near: tuple[str, ...] = ()
    keep: str = ""


# Bidi controls, zero-width characters, soft hyphen, tag characters, surrogates and non-characters:
# invisible, able to make a line read otherwise than it is stored. ZWJ and ZWNJ stay: names need them.
_DROPPED = [
    *(*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD),
    *(0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF),
    *(*range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000), *range(0xE0000, 0xE0080)),
]
_CHARACTERS: dict[int, str | None] = dict.fromkeys(_DROPPED)
_CHARACTERS |= {0x09: " ", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAKS = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str, *, one_line: bool = False) -> str:
    """The words alone: no tags, mentions, control or bidi characters, no stray space.

    The words inside a tag are kept. Markdown is kept too: cards show what people wrote unparsed.
    """
    if not (text.isascii() and text.isprintable() and "<" not in text and "  " not in text):
        text = _scrub(text)
    text = text.strip()
    return " ".join(text.split()) if one_line else text


def _scrub(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CHARACTERS)
    if "<" in text:
        text = _TAG.sub("", text)
        if _TAG.search(text):  # tags nested to survive one pass: nobody writes that in good faith
            text = text.replace("<", "")
    text = unicodedata.normalize("NFC", text)
    text = _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text)


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(","))


_NO_REASON = _phrases(
    "n/a, na, n.a, none, nil, tbc, tba, x, xx, xxx, no reason, not applicable, null, undefined"
)


def says_nothing(text: str) -> bool:
    """Whether a text answer only fills the space: blank, a dash, a full stop, "n/a"."""
    bare = text.strip().strip(".-–—_!?*").strip().casefold()
    return not any(map(str.isalnum, bare)) or bare in _NO_REASON


_LEFT_OUT = _phrases(
    "none, nothing, nobody, no one, noone, no, nil, unknown, not known, nobody knows, not sure, dont know, "
    "i dont know, do not know, i do not know, not known yet, nobody knows yet, no day, no date, "
    "leave it out, leave it empty, leave it blank, empty, blank"
)


def leaves_out(text: str) -> bool:
    """Whether somebody says that there is no answer, to a question that may be left out."""
    return says_nothing(text) or _without(normal(text), _POLITE) in _LEFT_OUT


_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_NOT_WORDS = re.compile(r"[^\w\s'/&+]+")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Lower case, plain apostrophes dropped, punctuation to spaces: for comparing, never for storing."""
    text = unicodedata.normalize("NFKC", text[:400]).translate(_APOSTROPHES).casefold().replace("'", "")
    return " ".join(_NOT_WORDS.sub(" ", text.replace("e-mail", "email")).split())


_YES = _phrases(
    "y, yes, yep, yeah, yea, yup, ya, aye, och aye, ok, okay, sure, right, correct, true, indeed, certainly, "
    "absolutely, definitely, confirm, confirmed, agreed, agree, record, record it, of course, go ahead, "
    "do it, please do, thats right, that is right, thats correct, that is correct, looks right, all good, "
    "it is, it was, i do, i will, i have, we have, they were"
)
_NO = _phrases(
    "n, no, nope, nah, naw, nae, false, wrong, incorrect, never, negative, dont, cannot, cant, wont, "
    "not yet, not now, not at all, not right, not correct, thats wrong, thats not right, no thanks, "
    "no thank you, i do not, i dont, i will not, i wont, i cannot, i cant, i have not, i havent, it is not, "
    "it isnt, it was not"
)
_POLITE = frozenset("please thanks thank you ta cheers many".split())
_DENIALS = frozenset(
    "not no never cannot cant dont wont isnt havent didnt doesnt without none nae naw".split()
)
_DOUBTS = frozenset("but maybe perhaps unless if except unsure".split())
_DOUBLED = re.compile(r"(\w)\1+")


def yes_no(text: str) -> bool | None:
    """True for yes, False for no, however it is put; None when it could be either or neither."""
    said = normal(text)
    for form in (said, _without(said, _POLITE), _DOUBLED.sub(r"\1", said)):
        if form in _YES:
            return True
        if form in _NO:
            return False
    words = said.split()
    if not words or _DOUBTS & set(words):
        return None
    if words[0] in _YES and not _DENIALS & set(words):
        return True
    return False if words[0] in _NO and not _YES & set(words[1:]) else None


def _without(said: str, dropped: frozenset[str]) -> str:
    return " ".join(word for word in said.split() if word not in dropped)


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": -1} | {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_NUMBER = re.compile(r"(?:number |option |no |choice |#)?(\d{1,2})\)?")
_NTH = re.compile(r"(?:the )?(\w+?)(?: one| option)?")


def choose(
    text: str, options: Mapping[str, str], synonyms: Mapping[str, Iterable[str]] | None = None
) -> Understood | NotUnderstood:
    """One of `options` (value to label), by label, value, synonym, number in the list or a near miss."""
    said = _without(normal(text), _POLITE) or normal(text)
    names = _names(options, synonyms or {})
    exact = {value for value, name in names if name == said}
    if len(exact) == 1:
        return Understood(exact.pop())
    by_number = _numbered(said, list(options))
    if by_number is not None:
        return Understood(by_number)
    answer = yes_no(said)
    if answer is not None and {"yes", "no"} <= options.keys():
        return Understood("yes" if answer else "no")
    return _near(text, said, names) if said else NotUnderstood("Please choose one.", tuple(options))


def _names(options: Mapping[str, str], synonyms: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Every name a value goes by, ready to compare."""
    names = [(value, normal(name)) for value, label in options.items() for name in (label, value)]
    names += [(value, normal(name)) for value, more in synonyms.items() if value in options for name in more]
    return names


def _numbered(said: str, values: list[str]) -> str | None:
    match = _NUMBER.fullmatch(said)
    number = int(match[1]) if match else _ordinal(said)
    if number == -1:
        return values[-1]
    return values[number - 1] if 0 < number <= len(values) else None


def _ordinal(said: str) -> int:
    match = _NTH.fullmatch(said)
    return _ORDINALS.get(match[1], 0) if match else 0


def _near(text: str, said: str, names: list[tuple[str, str]]) -> Understood | NotUnderstood:
    """By all of the words said, or by likeness; a "not" on one side alone is never a likeness."""
    denied = bool(_DENIALS & set(said.split()))
    words = set(said.split())
    holding = {value for value, name in names if words <= set(name.split()) and denied == _denies(name)}
    if len(holding) == 1:
        return Understood(holding.pop())
    scores: dict[str, float] = {}
    for value, name in names:
        if denied == _denies(name):
            scores[value] = max(scores.get(value, 0.0), fuzz.ratio(said, name))
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    best = ranked[0] if ranked else ("", 0.0)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if best[1] >= NEAR and best[1] - second >= CLEAR_OF_THE_NEXT:
        return Understood(best[0])
    return _which(text, tuple(holding) or tuple(value for value, score in ranked if score >= NEAR))


def _denies(name: str) -> bool:
    return bool(_DENIALS & set(name.split()))


def _which(text: str, near: tuple[str, ...]) -> NotUnderstood:
    if near:
        return NotUnderstood(f"{quoted(text)} could be more than one of these. Which one?", near)
    return NotUnderstood(f"I could not find {quoted(text)} among the choices.")


_PARTS = re.compile(r"\s*[,;\n]\s*")
_AND = re.compile(r"\s*(?:\band\b|&|\+|/|\bplus\b)\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,2}(?:[\s,;&+]+(?:and\s+)?\d{1,2})+", re.IGNORECASE)
_TO = re.compile(r"\s+(?:to|until|till|through)\s+|\s*[-–]\s*", re.IGNORECASE)
_ALL = frozenset({"all", "everyone", "everything", "all of them", "all of these", "everybody"})
_NONE = frozenset({"none", "no one", "nobody", "none of them", "none of these", "nothing", "neither"})


def choose_some(
    text: str, options: Mapping[str, str], synonyms: Mapping[str, Iterable[str]] | None = None
) -> Understood | NotUnderstood:
    """Several of `options` in one line ("1 and 3", "police, health", "2 to 4", "all"), in list order.

    "None" is an empty list, but where a choice goes by that name.
    """
    said = normal(text)
    if said in _ALL:
        return Understood(list(options))
    if said in _NONE and said not in {name for _, name in _names(options, synonyms or {})}:
        return Understood([])
    chosen: set[str] = set()
    for part in _parts(text, options, synonyms):
        if between := _between(part, options, synonyms):
            chosen.update(between)
            continue
        one = choose(part, options, synonyms)
        if isinstance(one, NotUnderstood):
            return one
        chosen.add(str(one.value))
    return Understood([value for value in options if value in chosen])


def _between(
    part: str, options: Mapping[str, str], synonyms: Mapping[str, Iterable[str]] | None
) -> list[str]:
    """Everything from one choice to another in list order; empty unless both are named exactly."""
    names = {name: value for value, name in _names(options, synonyms or {})}
    ends = _TO.split(part.strip())
    if normal(part) in names or len(ends) != 2:
        return []
    first, last = (names.get(normal(end)) or _numbered(normal(end), list(options)) for end in ends)
    values = list(options)
    return values[values.index(first) : values.index(last) + 1] if first and last else []


def _parts(text: str, options: Mapping[str, str], synonyms: Mapping[str, Iterable[str]] | None) -> list[str]:
    """What was listed. A label may itself hold a comma or "and": a part that is a choice is not split."""
    if _DIGITS.fullmatch(text.strip()):
        return re.findall(r"\d+", text)
    names = {name for _, name in _names(options, synonyms or {})}
    if normal(text) in names:
        return [text]
    parts: list[str] = []
    for part in filter(None, _PARTS.split(text.strip())):
        whole = normal(part) in names
        parts += [part] if whole else list(filter(None, _AND.split(part)))
    return parts or [text]


def find_person(text: str, people: Mapping[str, str]) -> Understood | NotUnderstood:
    """One of `people` (id to "Name, post"): by name, part of it, number, or a near miss to confirm."""
    said = normal(text)
    by_number = _numbered(said, list(people)) if _NUMBER.fullmatch(said) else None
    if by_number is not None:
        return Understood(by_number)
    labels = {key: normal(label) for key, label in people.items()}
    whole = [key for key, label in labels.items() if label == said]
    parts = set(said.split())
    exact = whole or [key for key, label in labels.items() if parts and parts <= set(label.split())]
    if len(exact) == 1:
        return Understood(exact[0])
    near = exact or [key for key, label in labels.items() if _sounds_like(said, label)]
    if len(near) == 1:
        return Understood(near[0], people[near[0]], sure=False)
    if near:
        return NotUnderstood(f"I know more than one {quoted(text)}. Which one?", tuple(near))
    return NotUnderstood(f"I could not find {quoted(text)}. Please give the name as it is on the list.")


def _sounds_like(said: str, label: str) -> bool:
    words = label.split()
    return bool(said) and all(any(fuzz.ratio(part, word) >= NEAR for word in words) for part in said.split())


def quoted(text: str) -> str:
    """What somebody typed, short and clean enough to say back."""
    text = clean(text[:400], one_line=True)
    return f"“{text[:40].rstrip()}…”" if len(text) > 40 else f"“{text}”"
