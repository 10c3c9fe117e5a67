"""A form and its questions as cards: what `cards.forms` needs, from declaration and answers so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from cards.elements import Action, AdaptiveCard, button
from cards.forms import (
    FormView,
    QuestionView,
    choices_card,
    confirm_card,
    form_card,
    question_card,
)
from cards.inputs import FieldView, filled_in
from cards.inputs import Kind as Shape
from cards.layout import day, short
from dialogs.forms import WHOLE, Filled, Form, Prepared, Subject
from dialogs.progress import Running
from dialogs.questions import MOST_LISTED, Question, write
from dialogs.understand import clean

REVISION = "q.r"
FIELD = "q.f"
DOUBT = "q.d"
ANSWER = "answer"
"""The ids that the engine's own cards carry beside the subject's."""
OWN = frozenset({REVISION, FIELD, DOUBT, ANSWER})

MOST_BUTTONS = 5
MOST_PEOPLE = 100
"""People to choose from on one card, all lists together: with more it would be too large to send, and the
longer lists become a line for the name."""

_SHAPES = {each.value: each for each in Shape} | {"lines": Shape.LONG}


@dataclass(frozen=True)
class Face:
    """One form in progress, ready to be shown."""

    form: type[Form]
    running: Running
    prepared: Prepared
    filled: Filled

    def ids(self, **more: str) -> dict[str, str]:
        """What a button of this form carries."""
        return {**self.running.ids, REVISION: str(self.running.revision), **more}

    def choices(self, asked: Question) -> Mapping[str, str]:
        """What can be chosen in answer to this question."""
        return self.prepared.choices(asked)

    def card(self) -> AdaptiveCard:
        """The whole form in one card."""
        shown = [
            self._field(asked)
            for name, asked in self.form.questions.items()
            if name in self.filled.values or name in self.filled.perhaps or name in self.filled.asked
        ]
        whole = self.filled.problems.get(WHOLE)
        intro = [*([whole] if whole else []), *self.prepared.intro]
        if shown:
            intro.append(self._how_to_answer())
        return form_card(
            FormView(
                title=self.form.title,
                fields=shown,
                verb=f"{self.form.job}.submit",
                ids=self.ids(),
                case_line=self.prepared.case_line,
                intro=intro,
                facts=self.prepared.facts,
                submit="Continue" if self.form.formal else self.form.submit,
                buttons=[self.cancel()],
            )
        )

    def _how_to_answer(self) -> str:
        """How to fill it in; where questions came filled in, also which one the first typed words answer."""
        still, asked = self.filled.open, self.filled.asked
        if not still and asked:
            return "It is filled in: change what is not right, or type send."
        if still and still[0] != asked[0]:
            return (
                f"Fill this in, or type your answers one at a time, beginning with: {self._wording(still[0])}"
            )
        return "Fill this in, or type your answers one at a time."

    def _wording(self, name: str) -> str:
        return self.prepared.wording.get(name, self.form.questions[name].question)

    def question(self, name: str, problem: str = "", how: str = "") -> AdaptiveCard:
        """One question of the typed conversation."""
        asked = self.form.questions[name]
        choices = self.choices(asked)
        if self.running.near:
            choices = {key: choices[key] for key in self.running.near if key in choices}
        view = self._field(asked, problem)
        told = [view.hint, self._so_far(asked)]
        if len(choices) > MOST_LISTED:
            how = how or "Type it, or part of it."
        return self._asking(
            name,
            FieldView(
                name=name,
                label=view.label,
                kind=view.kind,
                options=choices if len(choices) <= MOST_LISTED else {},
                problem=problem,
                required=asked.required,
                hint=" ".join(filter(None, told)),
            ),
            how,
        )

    def doubt(self, name: str) -> AdaptiveCard:
        """A reading that has to be confirmed before it counts."""
        field = FieldView(
            name=name, label=f"I read that as {self.running.spoken}. Is that right?", kind=Shape.YES_NO
        )
        return self._asking(name, field, "", **{DOUBT: "1"})

    def _asking(self, name: str, field: FieldView, how: str, **more: str) -> AdaptiveCard:
        names = self.filled.asked
        return question_card(
            QuestionView(
                title=self.form.title,
                question=field,
                verb=f"{self.form.job}.answer",
                ids=self.ids(**{FIELD: name}, **more),
                case_line=self.prepared.case_line,
                step=(names.index(name) + 1, len(names)) if name in names else None,
                how=how,
            )
        )

    def confirm(self) -> AdaptiveCard:
        """What will be recorded, in full."""
        assert self.filled.form is not None
        job = self.form.job
        return confirm_card(
            FormView(
                title=self.form.title,
                fields=(),
                verb=f"{job}.confirm",
                ids=self.ids(),
                case_line=self.prepared.case_line,
            ),
            self.filled.form.rows(self.prepared),
            record=f"{job}.confirm",
            change=f"{job}.change",
            cancel=f"{job}.cancel",
        )

    def cancel(self) -> Action:
        """The button that drops the form."""
        return button("Cancel", f"{self.form.job}.cancel", **self.ids())

    def raw(self, asked: Question) -> str:
        """The answer so far, as the card's input takes it."""
        for given in (self.running.raw, self.prepared.known, self.prepared.earlier):
            if asked.name in given:
                return write(given[asked.name])
        return ""

    def _field(self, asked: Question, problem: str = "") -> FieldView:
        name = asked.name
        raw = self.raw(asked)
        certain = name not in self.filled.perhaps
        hints = [] if certain else [asked.only]
        hints += [self.prepared.hints.get(name, asked.hint)]
        hints += ["Each on a line of its own."] if asked.kind == "lines" else []
        options = self.choices(asked)
        if asked.kind == "person" and len(options) > MOST_LISTED and self._crowded():
            hints.append("Type the name.")
            raw, options = options.get(raw, raw), {}
        return FieldView(
            name=name,
            label=self._wording(name),
            kind=_SHAPES[asked.kind or "short"],
            options=options,
            # What is far too long cannot go back in full: a card has a budget.
            value=raw if len(raw) <= 2 * asked.max_length else clean(raw[: asked.max_length]),
            problem=problem or self.filled.problems.get(name, ""),
            required=asked.required and certain,
            in_a_case=asked.required and not certain and bool(asked.only),
            max_length=asked.max_length if asked.kind in ("short", "long", "lines") else None,
            hint=" ".join(filter(None, hints)),
        )

    def _crowded(self) -> bool:
        asked = (self.form.questions[name] for name in {*self.filled.asked, *self.filled.perhaps})
        return sum(len(self.choices(each)) for each in asked if each.kind == "person") > MOST_PEOPLE

    def _so_far(self, asked: Question) -> str:
        if not self.raw(asked):
            return ""
        said = in_words(asked, self.raw(asked), self.choices(asked))
        return f"So far: {said.rstrip('.')}. Type keep to leave it so."


def in_words(asked: Question, raw: str, choices: Mapping[str, str]) -> str:
    """A raw answer as it is said back."""
    if asked.kind == "yes_no":
        return raw.capitalize()
    if asked.kind in ("date", "moment"):
        return _day_in_words(raw)
    words = [choices.get(part, part) for part in (raw.split(",") if asked.kind == "some_of" else [raw])]
    return ", ".join(words)


def _day_in_words(raw: str) -> str:
    """A day, with its time where there is one; what was typed and is none yet stays as it is."""
    try:
        given = datetime.fromisoformat(raw)
    except ValueError:
        return raw
    return f"{day(given.date())}, {given:%H:%M}" if "T" in raw else day(given.date())


def received(form: type[Form], inputs: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """The raw answers that a card sent, by question, and what could not be read. Other keys are ignored."""
    plain: dict[str, str] = {}
    unread: dict[str, str] = {}
    for key, sent in inputs.items():
        if isinstance(sent, str):
            plain[key] = sent
        elif isinstance(sent, bool | int | float):
            plain[key] = write(sent)
        elif sent is not None:
            unread[key] = "I could not read this answer. Please give it again."
    raw = {
        name: filled_in(_input(name, asked.kind or "short"), plain) for name, asked in form.questions.items()
    }
    return raw, {name: told for name, told in unread.items() if name in form.questions}


@cache
def _input(name: str, kind: str) -> FieldView:
    """Enough of a question to know which inputs of a card are its own."""
    return FieldView(name=name, label="", kind=_SHAPES[kind])


def which_card(form: type[Form], subjects: list[Subject], problem: str = "") -> AdaptiveCard:
    """Which one is meant: as buttons while they fit, to be typed by number or words in any case."""
    asked = problem or "Which one do you mean?"
    if len(subjects) <= MOST_BUTTONS:
        buttons = [button(short(each.label), f"{form.job}.open", **dict(each.ids)) for each in subjects]
        return choices_card(form.title, asked, buttons)
    options = {str(number): each.label for number, each in enumerate(subjects)}
    field = FieldView(name=ANSWER, label=asked, kind=Shape.ONE_OF, options=options)
    return question_card(QuestionView(title=form.title, question=field, verb=f"{form.job}.open"))


def subject_of(ids: Mapping[str, str]) -> dict[str, str]:
    """The subject's own ids among those that a card carries."""
    return {key: each for key, each in ids.items() if key not in OWN}
