"""A paper that somebody takes out of Teams: its title, its parts, and the plain text of it to copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_MESSAGE = 12_000
"""Characters of a paper in one message: every client shows that much, and it can still be copied whole."""


@dataclass(frozen=True)
class Part:
    """A part of a paper: rows of a label and what stands beside it, then paragraphs.

    `heading` may be empty, as in a letter. `level` is 1 for a main heading, 2 for one beneath it.
    """

    heading: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    level: int = 1


@dataclass(frozen=True)
class Paper:
    """What a document holds, however it is given: pure content, no file.

    `title` names no child and no adult: it stands at the head of every page. `draft` says that somebody
    still has to read it before it goes anywhere.
    """

    title: str
    parts: tuple[Part, ...]
    draft: bool = False


def as_text(paper: Paper) -> str:
    """The whole paper as plain text: paragraphs with an empty line between them, headings in capitals."""
    return "\n\n".join(_paragraphs(paper))


def as_messages(paper: Paper, longest: int = LONGEST_MESSAGE) -> list[str]:
    """The same in as few messages of at most `longest` characters as it takes, parted between paragraphs.

    A single paragraph that is longer than that is parted between its words.
    """
    messages = [""]
    for paragraph in _paragraphs(paper):
        for piece in _pieces(paragraph, longest):
            if messages[-1] and len(messages[-1]) + len(piece) + 2 > longest:
                messages.append("")
            messages[-1] += ("\n\n" if messages[-1] else "") + piece
    return messages


def _paragraphs(paper: Paper) -> Iterator[str]:
    yield f"{paper.title.upper()} (DRAFT)" if paper.draft else paper.title.upper()
    for part in paper.parts:
        if part.heading:
            yield part.heading.upper() if part.level == 1 else part.heading
        if part.rows:
            yield "\n".join(f"{label}: {value}" for label, value in part.rows)
        yield from filter(None, part.lines)


def _pieces(paragraph: str, longest: int) -> Iterator[str]:
    rest = paragraph
    while len(rest) > longest:
        cut = max(rest.rfind(" ", 0, longest + 1), rest.rfind("\n", 0, longest + 1))
        cut = cut if cut > 0 else longest
        yield rest[:cut]
        rest = rest[cut:].lstrip()
    if rest:
        yield rest
