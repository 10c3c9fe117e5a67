"""One question of a form as inputs: its label, its answer so far, and what is not right about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cards.elements import Choice, Container, Element, InputChoiceSet, InputDate, InputText, InputTime
from cards.layout import problem, quiet, unlinked, verbatim

MOST_IN_SIGHT = 6
"""Up to here choices stand beneath each other; more of them go into a list that opens."""

_YES_NO = {"yes": "Yes", "no": "No"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d")


class Kind(StrEnum):
    """The kinds of question."""

    SHORT = "short"
    LONG = "long"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    YES_NO = "yes_no"
    DATE = "date"
    MOMENT = "moment"
    PERSON = "person"


_ASKS = {
    Kind.SHORT: "Please fill this in.",
    Kind.LONG: "Please fill this in.",
    Kind.ONE_OF: "Please choose one.",
    Kind.SOME_OF: "Please choose at least one.",
    Kind.YES_NO: "Please choose yes or no.",
    Kind.DATE: "Please give a day.",
    Kind.MOMENT: "Please give a day and a time.",
    Kind.PERSON: "Please choose a person.",
}


@dataclass(frozen=True)
class FieldView:
    """One question. `options` are stored value to words shown; a person's value is an opaque id.

    `value` is the answer so far as text: some_of joined by commas, a date as 2026-11-24, a moment as
    2026-11-24T14:00 in the reader's zone. `problem` is a sentence about that answer. What is needed only
    `in_a_case`, which the hint tells, is not required and not optional either.
    """

    name: str
    label: str
    kind: Kind = Kind.SHORT
    options: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    problem: str = ""
    required: bool = True
    in_a_case: bool = False
    max_length: int | None = None
    hint: str = ""

    @property
    def choices(self) -> Mapping[str, str]:
        """What can be chosen; a yes or no question needs no options of its own."""
        return self.options or (_YES_NO if self.kind is Kind.YES_NO else {})


def date_id(name: str) -> str:
    """The id of a moment's day among what was filled in."""
    return f"{name}_date"


def time_id(name: str) -> str:
    """The id of a moment's time among what was filled in."""
    return f"{name}_time"


def filled_in(field: FieldView, inputs: Mapping[str, str]) -> str:
    """A field's answer from what a card sent, in the form that `FieldView.value` takes."""
    if field.kind is not Kind.MOMENT:
        return inputs.get(field.name, "").strip()
    parts = inputs.get(date_id(field.name), ""), inputs.get(time_id(field.name), "")
    return "T".join(parts) if any(parts) else ""


def ask(field: FieldView) -> Container:
    """The field's problem, its inputs and its hint, kept together."""
    told: list[Element] = [problem(field.problem)] if field.problem else []
    hint = _hint(field)
    return Container(items=[*told, *_inputs(field), *([quiet(hint)] if hint else [])], spacing="medium")


def _hint(field: FieldView) -> str:
    limit = f"At most {field.max_length} characters." if field.kind is Kind.LONG and field.max_length else ""
    return f"{field.hint} {limit}".strip()


def label(field: FieldView) -> str:
    """The question's words; what may be left out says so."""
    return unlinked(field.label) + _optional(field)


def _optional(field: FieldView) -> str:
    return "" if field.required or field.in_a_case else " (optional)"


def _inputs(field: FieldView) -> list[Element]:
    if field.kind is Kind.MOMENT:
        return _moment(field)
    if field.kind is Kind.DATE:
        return [_date(field, field.name, label(field), field.value)]
    return [_choice(field) if field.choices else _text(field)]


def _text(field: FieldView) -> InputText:
    return InputText(
        id=field.name,
        label=label(field),
        is_required=field.required or None,
        error_message=_ASKS[field.kind],
        value=verbatim(field.value) or None,
        max_length=field.max_length,
        is_multiline=field.kind is Kind.LONG or None,
    )


def _choice(field: FieldView) -> InputChoiceSet:
    in_sight = field.kind is not Kind.PERSON and len(field.choices) <= MOST_IN_SIGHT
    some = field.kind is Kind.SOME_OF
    return InputChoiceSet(
        id=field.name,
        label=label(field),
        is_required=field.required or None,
        error_message=_ASKS[field.kind],
        choices=[Choice(title=unlinked(words), value=value) for value, words in field.choices.items()],
        value=field.value or None,
        style="expanded" if in_sight or some else "compact",
        is_multi_select=some or None,
        placeholder=None if in_sight or some else "Choose from the list",
    )


def _date(field: FieldView, id: str, label: str, value: str) -> InputDate:
    return InputDate(
        id=id,
        label=label,
        is_required=field.required or None,
        error_message=_ASKS[Kind.DATE],
        value=value if _DAY.fullmatch(value) else None,
    )


def _moment(field: FieldView) -> list[Element]:
    day, _, time = field.value.partition("T")
    at = InputTime(
        id=time_id(field.name),
        label=f"At what time?{_optional(field)}",
        is_required=field.required or None,
        error_message="Please give a time.",
        value=time if _TIME.fullmatch(time) else None,
    )
    return [_date(field, date_id(field.name), label(field), day), at]
