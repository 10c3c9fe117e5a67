from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cards import forms, inputs
from cards.elements import AdaptiveCard, button
from cards.forms import FormView, QuestionView
from cards.inputs import FieldView, Kind
from tests.cards.lint import assert_good_card
from tests.cards.shown.forms import ATTEND, IDS, every_kind

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def parts(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def inputs_of(card: AdaptiveCard) -> dict[str, Mapping[str, Any]]:
    return {part["id"]: part for part in parts(card.to_dict()) if part["type"].startswith("Input.")}


def buttons_of(card: AdaptiveCard) -> dict[str, Mapping[str, Any]]:
    return {part["title"]: part for part in parts(card.to_dict()) if part["type"] == "Action.Execute"}


def words_of(card: AdaptiveCard) -> str:
    return "\n".join(part["text"] for part in parts(card.to_dict()) if "text" in part)


def test_each_kind_of_question_has_its_input() -> None:
    made = inputs_of(forms.form_card(every_kind()))
    assert {name: part["type"].removeprefix("Input.") for name, part in made.items()} == {
        "answer": "ChoiceSet",
        "deputy": "Text",
        "reasons": "Text",
        "areas": "ChoiceSet",
        "spoken": "ChoiceSet",
        "seen_on": "Date",
        "starts_date": "Date",
        "starts_time": "Time",
        "chair": "ChoiceSet",
    }


def test_what_was_answered_before_is_kept() -> None:
    made = inputs_of(forms.form_card(every_kind()))
    kept = {name: part["value"] for name, part in made.items() if "value" in part}
    assert kept == {
        "deputy": "Ailsa Brodie",
        "areas": "c1,c3",
        "spoken": "yes",
        "seen_on": "2026-11-20",
        "starts_date": "2026-12-10",
        "starts_time": "13:30",
    }


@pytest.mark.parametrize("value", ["next week", "2026-11", "T", "2026-11-24Tnoon", "24/11/2026"])
def test_an_answer_that_is_no_date_does_not_break_the_card(value: str) -> None:
    for kind in (Kind.DATE, Kind.MOMENT):
        view = FormView("Title", [FieldView("starts", "When?", kind, value=value)], "a.submit")
        assert_good_card(forms.form_card(view))


def test_what_may_be_left_out_says_so_and_is_not_required() -> None:
    made = inputs_of(forms.form_card(every_kind()))
    assert made["seen_on"]["label"] == "When was the child last seen? (optional)"
    assert "isRequired" not in made["seen_on"]
    assert made["deputy"]["isRequired"] is True


def test_a_problem_stands_at_the_top_and_beside_its_field() -> None:
    made = forms.form_card(every_kind(deputy="I do not know this person."))
    body = made.to_dict()["body"]
    assert body[2]["style"] == "attention"
    assert "One answer needs another look" in words_of(made)
    beside = next(part for part in body if any(item.get("id") == "deputy" for item in part.get("items", [])))
    first = beside["items"][0]["items"][0]["inlines"]
    assert [run["text"] for run in first] == ["Problem: ", "I do not know this person."]


def test_a_form_without_problems_speaks_of_none() -> None:
    assert "another look" not in words_of(forms.form_card(every_kind()))


def test_only_the_main_button_sends_what_was_filled_in() -> None:
    made = buttons_of(forms.form_card(every_kind()))
    assert {title: part["associatedInputs"] for title, part in made.items()} == {
        "Send": "auto",
        "Cancel": "none",
        "Why?": "none",
    }
    assert made["Send"]["data"] == {"v": "all.submit", **IDS}


def test_many_choices_or_people_open_from_a_list() -> None:
    many = {f"p{n}": f"Person {n}" for n in range(12)}
    view = FormView("Title", [FieldView("who", "Who?", Kind.ONE_OF, many)], "a.submit")
    assert inputs_of(forms.form_card(view))["who"]["style"] == "compact"
    assert inputs_of(forms.form_card(every_kind()))["answer"]["style"] == "expanded"


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"starts_date": "2026-12-10", "starts_time": "13:30"}, "2026-12-10T13:30"),
        ({"starts_date": "2026-12-10"}, "2026-12-10T"),
        ({"starts_date": "", "starts_time": ""}, ""),
        ({}, ""),
    ],
)
def test_a_moment_comes_back_in_one_piece(sent: dict[str, str], answer: str) -> None:
    assert inputs.filled_in(FieldView("starts", "When?", Kind.MOMENT), sent) == answer


def test_other_answers_come_back_without_stray_spaces() -> None:
    assert inputs.filled_in(FieldView("name", "Who?"), {"name": " Ailsa "}) == "Ailsa"


def test_few_choices_are_buttons_that_carry_the_answer() -> None:
    made = buttons_of(forms.question_card(QuestionView("Title", ATTEND, "attend.answer", IDS)))
    assert made["I cannot attend"]["data"] == {"v": "attend.answer", **IDS, forms.ANSWER: "no"}
    assert len(made) == 3


def test_a_yes_or_no_question_needs_no_options() -> None:
    asked = FieldView("spoken", "Have you spoken with the family?", Kind.YES_NO)
    assert list(buttons_of(forms.question_card(QuestionView("Title", asked, "a.answer")))) == ["Yes", "No"]


@pytest.mark.parametrize(("choices", "others", "quick"), [(5, 1, 5), (6, 0, 0), (5, 2, 0), (4, 2, 4)])
def test_quick_answers_never_crowd_out_the_other_buttons(choices: int, others: int, quick: int) -> None:
    asked = replace(ATTEND, options={f"o{n}": f"Choice {n}" for n in range(choices)})
    stop = [button(f"Other {n}", "talk.cancel") for n in range(others)]
    made = forms.question_card(QuestionView("Title", asked, "a.answer", buttons=stop))
    assert len(buttons_of(made)) == quick + others
    assert ("1. Choice 0" in words_of(made)) is (quick == 0)
    assert_good_card(made)


def test_long_choices_are_listed_instead_of_squeezed_into_buttons() -> None:
    options = {"yes": "Yes, with the safety plan that the core group agreed", "no": "No"}
    made = forms.question_card(QuestionView("Title", replace(ATTEND, options=options), "a.answer"))
    assert buttons_of(made) == {}
    assert "Type the number or the words." in words_of(made)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_question_says_how_to_answer_by_typing(kind: Kind) -> None:
    asked = FieldView("it", "What is it?", kind, {"a": "One", "b": "Two"} if kind is Kind.ONE_OF else {})
    made = forms.question_card(QuestionView("Title", asked, "a.answer"))
    assert "ype" in words_of(made)
    assert "You can always type back or cancel." in words_of(made)
    assert_good_card(made)


def test_nothing_is_recorded_before_it_was_confirmed() -> None:
    view = FormView("Record dissent", (), "dissent.submit", IDS)
    rows = [("Reasons", "Because")]
    made = forms.confirm_card(
        view, rows, record="dissent.record", change="dissent.change", cancel="dissent.stop"
    )
    assert words_of(made).startswith("This is what I will record")
    assert [part["verb"] for part in buttons_of(made).values()] == [
        "dissent.record",
        "dissent.change",
        "dissent.stop",
    ]


def test_a_record_says_by_whom_and_when() -> None:
    made = forms.recorded_card("Your attendance is recorded", [("Answer", "Yes")], "Iain Ross", AT)
    assert "Recorded by Iain Ross, Tuesday 24 November 2026, 14:02 (UK time)." in words_of(made)
    assert buttons_of(made) == {}


def test_a_refusal_offers_the_reason_only_where_there_is_one() -> None:
    assert list(buttons_of(forms.refusal_card("No.", "why.open", "DEC-08"))) == ["Why?"]
    assert buttons_of(forms.refusal_card("No.")) == {}


def test_a_council_without_a_rule_says_so() -> None:
    made = forms.why_card("Why", "Because.", "National Guidance", None).to_dict()
    assert made["body"][2]["facts"][1] == {"title": "In this council", "value": "No local rule"}


def test_no_summary_names_the_case() -> None:
    view = every_kind(deputy="Not known.")
    made = [
        forms.form_card(view),
        forms.question_card(QuestionView("Title", ATTEND, "a.b", case_line=view.case_line)),
        forms.recorded_card("Recorded", [], "Iain Ross", AT, case_line=view.case_line),
    ]
    assert not any("PK-24" in each.summary or "PK-24" in each.to_dict()["fallbackText"] for each in made)
