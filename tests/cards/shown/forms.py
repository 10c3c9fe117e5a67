"""The cards of a conversation, with what makes them hard: long words, many choices, hostile text."""

from datetime import UTC, datetime

from cards import forms
from cards.elements import AdaptiveCard, button
from cards.forms import FormView, QuestionView
from cards.inputs import FieldView, Kind
from tests.cards.gallery import shown

CASE = "CPPM PK-24-0137, Thursday 26 November 2026, 10:00 (UK time)"
HOSTILE = (
    "I said **no** [here](https://example.org/x), <at>everyone</at>, {{DATE(2026-11-24T10:00:00Z,LONG)}}.\n"
    "1. www.example.org is not a link\n"
    "# Nor is this a heading: <img src=x onerror=alert(1)>"
)
AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
IDS = {"meeting": "m7Qe2"}

ATTEND = FieldView(
    "answer",
    "Will you attend?",
    Kind.ONE_OF,
    {"yes": "I will attend", "deputy": "Somebody will go in my place", "no": "I cannot attend"},
)
REASONS = FieldView(
    "reasons",
    "What are your reasons?",
    Kind.LONG,
    max_length=4000,
    hint="Say what you know at first hand, and what it means for the child.",
)
AREAS = {
    f"c{n}": words
    for n, words in enumerate(
        (
            "Domestic abuse",
            "Parental alcohol use",
            "Parental drug use",
            "Neglect",
            "Non-engaging family",
            "Emotional abuse",
            "Parental mental ill-health",
        )
    )
}


def every_kind(**problems: str) -> FormView:
    """A form with one field of each kind."""
    fields = (
        ATTEND,
        FieldView("deputy", "Who will go in your place?", value="Ailsa Brodie", max_length=120),
        REASONS,
        FieldView("areas", "Which areas of concern apply?", Kind.SOME_OF, AREAS, value="c1,c3"),
        FieldView("spoken", "Have you spoken with the family?", Kind.YES_NO, value="yes"),
        FieldView("seen_on", "When was the child last seen?", Kind.DATE, value="2026-11-20", required=False),
        FieldView("starts", "When does the core group meet?", Kind.MOMENT, value="2026-12-10T13:30"),
        FieldView(
            "chair", "Who chairs?", Kind.PERSON, {"p1": "Morag Sinclair, NHS", "p2": "Iain Ross, Police"}
        ),
    )
    marked = tuple(
        FieldView(**{**vars(each), "problem": problems[each.name]}) if each.name in problems else each
        for each in fields
    )
    return FormView(
        "Everything there is to ask",
        marked,
        "all.submit",
        IDS,
        CASE,
        intro=("The meeting is in ten days.",),
        facts=(("Chair", "Morag Sinclair"), ("Where", "Kinnoull Room, second floor, or by Teams")),
        buttons=(button("Cancel", "all.cancel", **IDS), button("Why?", "why.open", rule="INV-04")),
    )


@shown("form-attendance")
def attendance() -> AdaptiveCard:
    view = FormView("Confirm attendance", (ATTEND,), "attend.submit", IDS, CASE)
    return forms.form_card(view)


@shown("form-every-kind")
def all_kinds() -> AdaptiveCard:
    return forms.form_card(every_kind())


@shown("form-one-problem")
def one_problem() -> AdaptiveCard:
    words = "31 February is not a day in the calendar. Please give another day."
    return forms.form_card(every_kind(seen_on=words))


@shown("form-two-problems")
def two_problems() -> AdaptiveCard:
    return forms.form_card(
        every_kind(
            deputy="I do not know this person. Please give the name as CP Administration enrolled it.",
            starts="This is before the meeting itself. Please give a later day.",
        )
    )


@shown("question-quick-answers")
def question() -> AdaptiveCard:
    stop = button("Cancel", "talk.cancel")
    view = QuestionView("Confirm attendance", ATTEND, "attend.answer", IDS, CASE, (1, 2), buttons=(stop,))
    return forms.question_card(view)


@shown("question-many-choices")
def many_choices() -> AdaptiveCard:
    asked = FieldView("areas", "Which areas of concern apply?", Kind.SOME_OF, AREAS)
    return forms.question_card(QuestionView("Record the decision", asked, "decide.answer", IDS, CASE, (3, 5)))


@shown("question-not-understood")
def not_understood() -> AdaptiveCard:
    asked = FieldView(
        "starts",
        "When does the core group meet?",
        Kind.MOMENT,
        problem="I did not find a time in \u201cnext Thursday\u201d.",
        hint="Within 15 calendar days of the meeting.",
        required=False,
    )
    return forms.question_card(QuestionView("Book the core group", asked, "core.answer", IDS, CASE))


@shown("confirm-dissent")
def confirm() -> AdaptiveCard:
    view = FormView("Record dissent", (REASONS,), "dissent.submit", IDS, CASE)
    rows = [
        ("Decision", "Not to place the name on the register"),
        ("Reasons", HOSTILE),
        ("What would need to be different for you to agree", "A safety plan"),
    ]
    verbs = {"record": "dissent.record", "change": "dissent.change", "cancel": "dissent.cancel"}
    return forms.confirm_card(view, rows, **verbs)


@shown("recorded-with-change")
def recorded() -> AdaptiveCard:
    rows = [("Answer", "Somebody will go in my place"), ("In your place", "Ailsa Brodie *O'Neil_Mc_Rae*")]
    change = button("Change", "attend.open", **IDS)
    return forms.recorded_card("Your attendance is recorded", rows, "Iain Ross", AT, change, case_line=CASE)


@shown("recorded-and-closed")
def closed() -> AdaptiveCard:
    rows = [("View", "Place the name on the register"), ("Reasons", "Seen at home on three visits.\n" * 3)]
    note = "The chair has closed this round, so it can no longer be changed."
    return forms.recorded_card("Your view is recorded", rows, "Iain Ross", AT, case_line=CASE, note=note)


@shown("choices-not-understood")
def choices() -> AdaptiveCard:
    buttons = [
        button(words, verb) for words, verb in (("What do I owe", "home.open"), ("Meetings", "list.open"))
    ]
    text = "I did not understand that. Did you mean one of these?"
    return forms.choices_card("Sorry, say that again", text, [*buttons, button("Help", "help.open")])


@shown("refusal-with-why")
def refusal() -> AdaptiveCard:
    sentence = "Only the chair records the decision. Morag Sinclair chairs this meeting; I can remind her."
    return forms.refusal_card(
        sentence, "why.open", "DEC-08", buttons=[button("Remind the chair", "chair.remind", **IDS)]
    )


@shown("refusal-plain")
def plain_refusal() -> AdaptiveCard:
    return forms.refusal_card("I do not know you yet. Please ask CP Administration to enrol you.")


@shown("why-with-local-rule")
def why() -> AdaptiveCard:
    return forms.why_card(
        "Why you are asked for a report",
        "Each agency that knows the child gives the chair a written report before the meeting.",
        "National Guidance for Child Protection in Scotland 2021, part 3",
        "Three working days",
    )


@shown("why-without-local-rule")
def why_silent() -> AdaptiveCard:
    return forms.why_card(
        "Why 28 days", "The meeting is held within 28 calendar days.", "National Guidance", None
    )


@shown("sorry-with-reference")
def sorry() -> AdaptiveCard:
    return forms.sorry_card("7F3K-Q2MA", buttons=[button("What do I owe", "home.open")])
