"""The cards of a conversation: a form, a question, what will be recorded, what was, and every polite no.

The summaries and first lines here are neutral; the case is named only beneath the title.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cards.elements import (
    MOST_ACTIONS,
    Action,
    AdaptiveCard,
    Container,
    TextBlock,
    button,
    submit_button,
)
from cards.inputs import FieldView, Kind, ask, label
from cards.layout import (
    UK,
    bullets,
    button_rows,
    card,
    day_and_time,
    escape,
    facts,
    para,
    problem,
    quiet,
    said,
    subheading,
    unlinked,
)

MOST_QUICK = 5
LONGEST_QUICK = 40
"""Quick answers that a question offers as buttons, and their length; more or longer ones become a list."""

ANSWER = "answer"
"""The id under which a quick button carries the value it stands for."""

_HOW = {
    Kind.SHORT: "Type your answer.",
    Kind.LONG: "Type your answer, as long as it needs to be.",
    Kind.ONE_OF: "Choose a button, or type the words.",
    Kind.SOME_OF: "Type the numbers or the words, with commas between them.",
    Kind.YES_NO: "Choose a button, or type yes or no.",
    Kind.DATE: "Type a day, for example 24 November or next Tuesday.",
    Kind.MOMENT: "Type a day and a time, for example 24 November at 2 pm.",
    Kind.PERSON: "Type the name.",
}


@dataclass(frozen=True)
class FormView:
    """What a form's card shows. `verb` and `ids` are what its main button carries."""

    title: str
    fields: Sequence[FieldView]
    verb: str
    ids: Mapping[str, str] = field(default_factory=dict)
    case_line: str = ""
    intro: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    submit: str = "Send"
    buttons: Sequence[Action] = ()
    summary: str = "There is a form for you"


@dataclass(frozen=True)
class QuestionView:
    """One question of the typed conversation. `step` is which question of how many, where it is known."""

    title: str
    question: FieldView
    verb: str
    ids: Mapping[str, str] = field(default_factory=dict)
    case_line: str = ""
    step: tuple[int, int] | None = None
    how: str = ""
    buttons: Sequence[Action] = ()
    summary: str = "There is a question for you"


def form_card(view: FormView) -> AdaptiveCard:
    """The whole form in one card, with what was already answered and what is not right about it."""
    return card(
        view.title,
        _case(view.case_line),
        _problems(view.fields),
        *(para(line) for line in view.intro),
        facts(view.facts) if view.facts else None,
        *(ask(each) for each in view.fields),
        summary=view.summary,
        actions=[submit_button(view.submit, view.verb, **view.ids), *view.buttons],
    )


def _case(line: str) -> TextBlock | None:
    return TextBlock(text=escape(line), is_subtle=True, spacing="none") if line else None


def _problems(fields: Iterable[FieldView]) -> Container | None:
    """The sentences of all problems, where reading starts."""
    wrong = [f"{each.label.rstrip('?.: ')}: {each.problem}" for each in fields if each.problem]
    if not wrong:
        return None
    count = "One answer needs" if len(wrong) == 1 else f"{len(wrong)} answers need"
    words = TextBlock(text=f"{count} another look. Nothing has been recorded yet.", weight="bolder")
    return Container(items=[words, bullets(wrong)], style="attention", spacing="medium")


def question_card(view: QuestionView) -> AdaptiveCard:
    """One question, its quick answers as buttons, and how to answer by typing."""
    asked, quick = view.question, _quick(view)
    step = quiet(f"Question {view.step[0]} of {view.step[1]}") if view.step else None
    listed = _numbered(asked.choices.values()) if asked.choices and not quick else None
    return card(
        view.title,
        _case(view.case_line),
        step,
        problem(asked.problem) if asked.problem else None,
        TextBlock(text=escape(label(asked)), weight="bolder", spacing="medium"),
        para(asked.hint) if asked.hint else None,
        listed,
        *button_rows(quick),
        quiet(view.how or _how(asked, bool(quick))),
        summary=view.summary,
        actions=view.buttons,
    )


def _quick(view: QuestionView) -> list[Action]:
    asked = view.question
    room = min(MOST_QUICK, MOST_ACTIONS - len(view.buttons))
    if asked.kind in (Kind.SOME_OF, Kind.PERSON) or len(asked.choices) > room:
        return []
    if any(len(words) > LONGEST_QUICK for words in asked.choices.values()):
        return []
    return [
        button(unlinked(words), view.verb, **{**view.ids, ANSWER: value})
        for value, words in asked.choices.items()
    ]


def _how(asked: FieldView, quick: bool) -> str:
    if asked.kind is Kind.ONE_OF and not quick:
        how = "Type the number or the words."
    elif asked.kind is Kind.PERSON and asked.choices:
        how = "Type the name or the number."
    else:
        how = _HOW[asked.kind]
    skip = "" if asked.required else " Type skip to leave it out."
    return f"{how}{skip} You can always type back or cancel."


def _numbered(words: Iterable[str]) -> TextBlock:
    return TextBlock(text="\n".join(f"{n}. {escape(each)}" for n, each in enumerate(words, start=1)))


def confirm_card(
    view: FormView, rows: Iterable[tuple[str, str]], *, record: str, change: str, cancel: str
) -> AdaptiveCard:
    """What will be recorded, in full, before anything is: for formal steps only. The last three are verbs."""
    return card(
        "This is what I will record",
        _case(view.case_line),
        subheading(view.title),
        facts(rows),
        quiet("Nothing is recorded until you press Record."),
        summary="There is something for you to confirm",
        actions=[
            button("Record", record, **view.ids),
            button("Change", change, **view.ids),
            button("Cancel", cancel, **view.ids),
        ],
    )


def recorded_card(
    title: str,
    rows: Iterable[tuple[str, str]],
    by: str,
    at: datetime,
    change_button: Action | None = None,
    *,
    case_line: str = "",
    note: str = "",
    zone: str = UK,
    buttons: Sequence[Action] = (),
) -> AdaptiveCard:
    """What was recorded, by whom and when; *Change* is there while it still can be changed."""
    listed = list(rows)
    return card(
        title,
        _case(case_line),
        facts(listed) if listed else None,
        para(note) if note else None,
        quiet(f"Recorded by {by}, {day_and_time(at, zone)}."),
        summary="Your answer is recorded",
        actions=[*([change_button] if change_button else []), *buttons],
    )


def choices_card(
    title: str, text: str, buttons: Sequence[Action], *, summary: str = "There are some choices for you"
) -> AdaptiveCard:
    """A sentence and the likeliest next steps."""
    return card(title, para(text) if text else None, summary=summary, actions=buttons)


def refusal_card(
    sentence: str, why_verb: str = "", rule: str = "", *, buttons: Sequence[Action] = ()
) -> AdaptiveCard:
    """A no that says what to do next, and *Why?* when a rule stands behind it."""
    why: list[Action] = [button("Why?", why_verb, rule=rule)] if why_verb and rule else []
    return card(
        "I have not done that",
        said(sentence),
        summary="I could not do what you asked",
        actions=[*buttons, *why],
    )


def why_card(
    title: str, plain_words: str, guide: str, council_value: str | None, *, buttons: Sequence[Action] = ()
) -> AdaptiveCard:
    """The rule behind a reminder or a refusal, where it stands, and what this council has set."""
    here = council_value or "No local rule"
    return card(
        title,
        para(plain_words),
        facts([("Where it stands", guide), ("In this council", here)]),
        summary="Here is the reason you asked for",
        actions=buttons,
    )


def sorry_card(reference: str, *, buttons: Sequence[Action] = ()) -> AdaptiveCard:
    """Something failed that nobody foresaw: nothing is lost, and whom to give which reference."""
    return card(
        "That did not work",
        para("Something went wrong on my side. What was recorded before is safe."),
        para("Please try again. If it happens again, give CP Administration this reference."),
        facts([("Reference", reference)]),
        summary="Something went wrong on my side",
        actions=buttons,
    )
