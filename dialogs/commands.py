"""The words people say to start something, and the register of everything that can be started.

Each job module makes one `Jobs`, the application hands them all to the engine, which joins them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from rapidfuzz import fuzz, process

from cppm.people import Person
from dialogs.forms import Form
from dialogs.scene import Handler
from dialogs.understand import normal

F = TypeVar("F", bound=type[Form])

MOST_COMMANDS = 12
"""Teams shows no more than this in a bot's command list."""

SURE = 80
"""A command at least this similar (0 to 100) to what was typed is taken for it."""

CLEAR_OF_THE_NEXT = 8
LIKELIEST = 3

GLOBAL = {word: word for word in ("help", "cancel", "back", "home", "skip", "keep", "resume")}
"""Words that mean the same in every state, whatever question is open."""

_LOOSELY = {
    "help": "?, what, huh, explain",
    "cancel": "stop, quit, exit, never mind, nevermind, forget it, abort",
    "back": "go back, previous, undo",
    "skip": "leave it out",
    "keep": "leave it, same, no change",
    "resume": "continue, go on, carry on",
}
LOOSE = {word: name for name, words in _LOOSELY.items() for word in words.split(", ")}
"""More ways to say them, where the open question is not one for free text."""


@dataclass(frozen=True)
class Command:
    """Something people can type. `name` is shown; `words` are only understood."""

    name: str
    verb: str
    line: str
    words: tuple[str, ...] = ()
    for_whom: Callable[[Person], bool] = field(default=lambda person: True)
    listed: bool = True
    """Whether it stands on the help card and in the manifest's command list."""


HOME = Command("home", "home.open", "What you owe, by when, for which meeting.", ("start", "my work"))
HELP = Command("help", "help.open", "What I can do.", ("commands", "what can you do"))
"""The two that there always are, first and last, unless a job says them in its own way."""


@dataclass(frozen=True)
class Match:
    """What typed words could mean: one command with the rest of the line, or the likeliest few."""

    command: Command | None = None
    rest: str = ""
    likely: tuple[Command, ...] = ()


@dataclass(frozen=True)
class Door:
    """What a verb leads to."""

    handler: Handler
    anywhere: bool = False
    """Whether it may be used outside the 1:1 chat. It must then say nothing of a case."""


class Jobs:
    """Forms, handlers of verbs, and commands. Registering a name twice is an error."""

    def __init__(self) -> None:
        self.forms: dict[str, type[Form]] = {}
        self.doors: dict[str, Door] = {}
        self.commands: list[Command] = []
        self._understood: set[str] = set()
        """Every name and word of a command so far."""

    def add(self, part: Jobs) -> None:
        """Take over everything that another register holds."""
        for form in part.forms.values():
            self.form(form)
        for verb, door in part.doors.items():
            self.on(verb, anywhere=door.anywhere)(door.handler)
        for each in part.commands:
            self.command(each)

    def form(self, form: F) -> F:
        """Register a form under its job; usable as a decorator."""
        if not form.job or form.job in self.forms:
            raise ValueError(f"{form.__name__} needs a job of its own, not {form.job!r}")
        self.forms[form.job] = form
        return form

    def on(self, verb: str, *, anywhere: bool = False) -> Callable[[Handler], Handler]:
        """Register what answers a verb, pressed or commanded: `@jobs.on("home.refresh")`."""
        if verb in self.doors:
            raise ValueError(f"{verb} is answered twice")

        def register(handler: Handler) -> Handler:
            self.doors[verb] = Door(handler, anywhere)
            return handler

        return register

    def command(self, command: Command) -> Command:
        """Register a word people type. Its verb must lead somewhere by the time the engine starts."""
        words = {command.name, *command.words}
        if double := self._understood & words:
            raise ValueError(f"{', '.join(sorted(double))}: understood in two ways")
        self._understood |= words
        self.commands.append(command)
        return command

    def unlisted(self, name: str, verb: str, line: str, *words: str) -> None:
        """Register a command that Teams does not list: it is typed by those who know it."""
        self.command(Command(name, verb, line, words, listed=False))

    def leads(self, verb: str) -> bool:
        """Whether a verb is answered: by a door of its own, or as the opening of a form."""
        job, _, step = verb.partition(".")
        return verb in self.doors or verb in (HOME.verb, HELP.verb) or (step == "open" and job in self.forms)

    def check(self) -> None:
        """Raise ValueError for a command that leads nowhere, or more of them than Teams lists."""
        if lost := [each.name for each in self.commands if not self.leads(each.verb)]:
            raise ValueError(f"nothing answers {', '.join(lost)}")
        if len([each for each in self.commands if each.listed]) > MOST_COMMANDS:
            raise ValueError(f"more than {MOST_COMMANDS} commands are listed")

    def listed(self, person: Person | None = None) -> list[Command]:
        """The commands to show, in order; for a person, only those that concern them."""
        return [each for each in self.commands if each.listed and (person is None or each.for_whom(person))]


_OPENINGS = (
    "please, pls, hi, hello, hey, ok, okay, can you, could you, can i, could i, may i, id like to, "
    "i would like to, i want to, i need to, id like, i want, i need, let me, show me, show, give me, open, "
    "start, go to, the, my, a"
)
_POLITE = re.compile(f"^(?:(?:{_OPENINGS.replace(', ', '|')}) )+")
_LONGEST_PHRASE = 10
_AFTER = re.compile(r" (?:please|pls|now|thanks|thank you|ta)$")


def bare(text: str) -> str:
    """What was typed without the politeness around it."""
    said = normal(text)
    return _AFTER.sub("", _POLITE.sub("", said + " ").strip()) or said


class Words:
    """The commands open to somebody, ready to be matched."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands = tuple(commands)

    @cached_property
    def by_word(self) -> dict[str, Command]:
        """Every word or phrase and the command it means."""
        words = ((normal(word), each) for each in self.commands for word in (each.name, *each.words))
        return {word: each for word, each in words if word}

    @cached_property
    def by_line(self) -> dict[str, Command]:
        """Every line of help, which is also what most buttons say, and the command it means."""
        return {normal(each.line): each for each in reversed(self.commands) if each.line}

    def exactly(self, text: str) -> Command | None:
        """The command whose name, synonym or line this is, politeness aside."""
        return (
            self.by_word.get(normal(text)) or self.by_word.get(bare(text)) or self.by_line.get(normal(text))
        )

    def match(self, text: str) -> Match:
        """The command meant, or the likeliest three when unsure; none for a text like no command."""
        if found := self.exactly(text):
            return Match(found)
        if leading := self._leading(text):
            return leading
        ranked = sorted(self._scores(bare(text)).items(), key=lambda pair: -pair[1])
        best, second = [*(score for _, score in ranked), 0.0, 0.0][:2]
        if best >= SURE and best - second >= CLEAR_OF_THE_NEXT:
            return Match(ranked[0][0])
        return Match(likely=tuple(each for each, _ in ranked[:LIKELIEST]))

    def _leading(self, text: str) -> Match | None:
        """A command followed by more words, kept as typed; the longest phrase that begins the line."""
        said = text[:400].split()
        for count in range(min(len(said) - 1, _LONGEST_PHRASE), 0, -1):
            if found := self.exactly(" ".join(said[:count])):
                return Match(found, " ".join(said[count:]))
        return None

    def _scores(self, said: str) -> dict[Command, float]:
        scores: dict[Command, float] = {}
        for word, score, _ in process.extract(said, self.by_word.keys(), scorer=_alike, limit=None):
            command = self.by_word[word]
            scores[command] = max(scores.get(command, 0.0), score)
        return scores


def _alike(said: str, word: str, **_: object) -> float:
    """Likeness of the whole, or of one word of the line: "send my reprot now" is like "report"."""
    whole = fuzz.ratio(said, word)
    parts = said.split()
    if len(word) < 4 or len(parts) < 2:
        return whole
    return max(whole, 0.97 * max(fuzz.ratio(part, word) for part in parts))


def joined(parts: Sequence[Jobs]) -> Jobs:
    """One register of all parts, checked."""
    whole = Jobs()
    for part in parts:
        whole.add(part)
    taken = {each.name for each in whole.commands}
    whole.commands = [
        *([HOME] if HOME.name not in taken else []),
        *whole.commands,
        *([HELP] if HELP.name not in taken else []),
    ]
    whole.check()
    return whole
