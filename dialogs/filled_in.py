"""Typed words that answer a question which came filled in, and not the one that is open.

A card comes with what is known, today's date say, and the first line is what people answer first. While the
whole card is what was shown last, "yesterday" must not become the answer to "How?" further down.
"""

from __future__ import annotations

from datetime import datetime

from dialogs.questions import TEXTS, Question, typed
from dialogs.showing import Face
from dialogs.understand import Understood, normal


def meant(face: Face, name: str | None, text: str, now: datetime) -> tuple[Question, str] | None:
    """The one question with an answer that these words plainly answer anew, and their reading as raw.

    `name` is the open question. Where there is one, its own reading of the words goes before, and once
    anything was answered the questions have been put one by one.
    """
    if name is not None and (face.running.raw or face.running.doubt or _fits(face, name, text, now)):
        return None
    if name is None and (only := _only_text(face)):
        return only, text
    answered = (face.form.questions[each] for each in face.filled.values if each != name)
    found = [(asked, raw) for asked in answered if (raw := _plainly(face, asked, text, now))]
    return found[0] if len(found) == 1 else None


def _only_text(face: Face) -> Question | None:
    """The text that is all a form asks: with nothing open, words typed can only take its place."""
    asked = [face.form.questions[each] for each in face.filled.values]
    return asked[0] if len(asked) == 1 and asked[0].kind in TEXTS else None


def _fits(face: Face, name: str, text: str, now: datetime) -> bool:
    """Whether the words answer the open question; a text takes any, so that says nothing."""
    asked = face.form.questions[name]
    return asked.kind not in TEXTS and isinstance(typed(asked, text, face.choices(asked), now), Understood)


def _plainly(face: Face, asked: Question, text: str, now: datetime) -> str:
    """The raw of words that are hardly ever anything else: a day, a bare yes or no, a choice by its name."""
    plain = {
        "date": True,
        "moment": True,
        "yes_no": len(text.split()) == 1,
        "one_of": normal(text) in _names(face, asked),
    }
    if not plain.get(asked.kind or "", False):
        return ""
    read = typed(asked, text, face.choices(asked), now)
    return str(read.value) if isinstance(read, Understood) and read.sure else ""


def _names(face: Face, asked: Question) -> set[str]:
    choices = (each for pair in face.choices(asked).items() for each in pair)
    synonyms = (each for more in asked.synonyms.values() for each in more)
    return {normal(each) for each in (*choices, *synonyms)}
