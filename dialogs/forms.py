"""A dialog is a form: a pydantic model whose fields carry their questions.

    class ConfirmAttendance(Form):
        \"\"\"Confirm attendance\"\"\"
        job = "attend"
        answer: Literal["yes", "deputy", "no"] = ask("Will you attend?", options={...})
        deputy: str = ask("Who will go in your place?", when=lambda got: got.get("answer") == "deputy")

From the one declaration come the card, the typed conversation, the validation of both and the summary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from dialogs.questions import CHOICES, MOST, Kind, Question, ask, missing, said, value, write
from dialogs.understand import NotUnderstood

if TYPE_CHECKING:
    from dialogs.scene import Scene
    from dialogs.turn import Answer

__all__ = ["Filled", "Form", "Prepared", "Subject", "ask", "fill"]

WHOLE = ""
"""Under this name stand problems that belong to the form rather than to one question."""


@dataclass(frozen=True)
class Subject:
    """What a form can be about: the opaque ids its card carries, and the words people tell it by."""

    ids: Mapping[str, str]
    label: str


@dataclass(frozen=True)
class Prepared:
    """What a form needs to know before it is shown.

    `known` are answers that need no asking (still on the card, to be changed there), and whatever else the
    `when` of a question looks at. `earlier` are answers given before: asked again, *keep* leaves them.
    `options`, `wording` and `hints` replace those of the declaration, by field.
    """

    intro: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known: Mapping[str, object] = field(default_factory=dict)
    earlier: Mapping[str, object] = field(default_factory=dict)
    wording: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    case_line: str = ""

    def choices(self, asked: Question) -> Mapping[str, str]:
        """What can be chosen in answer to this question now."""
        return self.options.get(asked.name) or asked.options


class Form(BaseModel):
    """The base of every form; a form's docstring begins with its title."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    job: ClassVar[str] = ""
    """Verbs are `job.open`, `job.submit` ..."""
    formal: ClassVar[bool] = False
    """Whether "This is what I will record" comes first: for what cannot be undone."""
    apart: ClassVar[bool] = False
    """Whether its answers hold restricted information: half finished they are kept where that is kept."""
    kept_apart: ClassVar[frozenset[str]] = frozenset()
    """The questions whose answers are kept apart and may hold a safe address; in no other may one stand."""
    submit: ClassVar[str] = "Send"
    nothing: ClassVar[str] = "There is nothing for you to do here now. Type home to see what you owe."
    """Said when `subjects` finds none: what to do instead."""
    title: ClassVar[str] = ""
    questions: ClassVar[Mapping[str, Question]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Settle each question once, so that a turn only looks it up."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.title = (cls.__doc__ or cls.__name__).strip().split("\n")[0].rstrip(".")
        cls.questions = {name: _settled(cls, name) for name in cls.model_fields}

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """What this person could mean when no ids came along; None for a form about nothing in particular.

        `scene.text` is what was typed after the command.
        """
        return None

    @classmethod
    def said(cls, scene: Scene) -> Mapping[str, str]:
        """Answers, by question, that already stand in what was typed to open the form."""
        return {}

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Check that this person may, and gather what the form shows. Raise a CPPMError to refuse."""
        return Prepared()

    async def record(self, scene: Scene) -> Answer:
        """Do it, in one `Meetings.update`, and say what the card becomes. Raise a CPPMError to refuse."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it records")

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The state as it stands, for a second press or a message delivered twice. None: one sentence."""
        return None

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """Labels and answers in words, for the summary; what was not asked is left out."""
        return [
            (asked.label, said(asked, getattr(self, name), prepared.choices(asked)))
            for name, asked in self.questions.items()
            if name in self.model_fields_set
        ]


def _settled(form: type[Form], name: str) -> Question:
    """A field's question with its name, kind and empty value; TypeError for what cannot work."""
    info = form.model_fields[name]
    asked = info.json_schema_extra.get("ask") if isinstance(info.json_schema_extra, dict) else None
    if not isinstance(asked, Question):
        raise TypeError(f"{form.__name__}.{name} has no ask(...)")
    bare, optional = _bare(info.annotation)
    kind = asked.kind or _kind(bare, bool(asked.options))
    literals = set(get_args(bare)) if get_origin(bare) is Literal else set()
    if literals and asked.options and literals != asked.options.keys():
        raise TypeError(f"{form.__name__}.{name}: the options are not those of its annotation")
    if kind in CHOICES and any("," in each for each in asked.options):
        raise TypeError(f"{form.__name__}.{name}: an option's value may not hold a comma")
    asked.empty.value = _empty(kind, bare, optional)
    if (asked.when or not asked.required) and not optional and not isinstance(asked.empty.value, str | list):
        raise TypeError(f"{form.__name__}.{name} may stay empty: annotate it with | None")
    options = asked.options or {str(each): str(each) for each in get_args(bare) if literals}
    most = asked.max_length or MOST.get(kind, 200)
    return replace(asked, name=name, kind=kind, options=options, max_length=most)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """An annotation without `| None`, and whether it had it."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    parts = [part for part in get_args(annotation) if part is not NoneType]
    return (parts[0] if len(parts) == 1 else str), len(parts) < len(get_args(annotation))


def _kind(bare: Any, with_options: bool) -> Kind:
    if get_origin(bare) is Literal:
        return "one_of"
    if (get_origin(bare) or bare) in (list, tuple):
        return "some_of" if with_options else "lines"
    simple: dict[Any, Kind] = {bool: "yes_no", datetime: "moment", date: "date"}
    return simple.get(bare) or ("one_of" if with_options else "short")


def _empty(kind: Kind, bare: Any, optional: bool) -> object:
    if optional:
        return None
    return [] if kind in ("lines", "some_of") else "" if bare is str else None


@dataclass
class Filled:
    """A form as far as it is filled in: the answers in order, what is wrong, what is still to be asked."""

    values: dict[str, object] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The questions that are put, in order."""
    perhaps: set[str] = field(default_factory=set)
    """The questions that another answer in this form would bring up; the card has them too."""
    open: list[str] = field(default_factory=list)
    """The questions still to be answered, in order."""
    form: Form | None = None
    """The whole form, once nothing is open and nothing is wrong."""


class _Answers(dict[str, Any]):
    """The answers so far, noticing which ones a `when` looks at."""

    looked_at: set[str]

    def get(self, key: str, default: Any = None) -> Any:
        self.looked_at.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.looked_at.add(key)
        return super().get(key)

    def __contains__(self, key: object) -> bool:
        self.looked_at.add(str(key))
        return super().__contains__(key)


def fill(form: type[Form], raw: Mapping[str, str], prepared: Prepared, now: datetime) -> Filled:
    """Read every raw answer; a question not in `raw` has not been put yet, one with a blank was left out."""
    filled = Filled()
    got = _Answers({name: known for name, known in prepared.known.items() if name not in form.questions})
    for name, asked in form.questions.items():
        if asked.when is not None and not _put(asked.when, got, form, name, filled):
            continue
        filled.asked.append(name)
        if _answered(asked, raw, prepared, now, filled):
            dict.__setitem__(got, name, filled.values[name])
    if not filled.open:
        _whole(form, filled)
    return filled


def _put(when: Any, got: _Answers, form: type[Form], name: str, filled: Filled) -> bool:
    got.looked_at = set()
    if when(got):
        return True
    if not got.looked_at.isdisjoint(form.questions):
        filled.perhaps.add(name)
    return False


def _answered(
    asked: Question, raw: Mapping[str, str], prepared: Prepared, now: datetime, filled: Filled
) -> bool:
    """Whether there is a value for this question; what is wrong or missing is noted."""
    text = raw.get(asked.name)
    if text is None and asked.name in prepared.known:
        text = write(prepared.known[asked.name])
    if text is None or not text.strip():
        if text is None or asked.required:
            filled.open.append(asked.name)
            if text is not None:
                filled.problems[asked.name] = missing(asked)
            return False
        filled.values[asked.name] = asked.empty()
        return True
    read = value(asked, text, prepared.choices(asked), now)
    if asked.required and read == []:
        read = NotUnderstood(missing(asked))
    if asked.check and not isinstance(read, NotUnderstood):
        wrong = asked.check(read, {**prepared.known, **filled.values})
        read = NotUnderstood(wrong) if wrong else read
    if isinstance(read, NotUnderstood):
        filled.problems[asked.name] = read.sentence
        filled.open.append(asked.name)
        return False
    filled.values[asked.name] = read
    return True


def _whole(form: type[Form], filled: Filled) -> None:
    """Make the form of its answers; what its own validators say goes beside the question."""
    try:
        filled.form = form.model_validate(filled.values)
    except ValidationError as refused:
        for each in refused.errors(include_url=False, include_input=False):
            name = str(each["loc"][0]) if each["loc"] else WHOLE
            cause = each.get("ctx", {}).get("error")
            filled.problems[name] = str(cause) if cause else "Please answer this again."
            if name in form.questions:
                filled.open.append(name)
