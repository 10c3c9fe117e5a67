"""A paper as a Word document: everything in it, and nothing that tells of whoever made it."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from cppm.papers import Paper, Part
from dialogs.papers import as_docx, file_name

PAPER = Paper(
    "Letter to the keeper",
    (
        Part(
            "", ("In confidence", "They stay in your area."), rows=(("To", "The keeper"), ("Date", "today"))
        ),
        Part("What follows", ("A visit\nby Friday.",)),
        Part("In detail", ("Nothing.",), level=2),
    ),
)


def test_the_document_holds_every_part_in_order_on_a4() -> None:
    document = docx.Document(io.BytesIO(as_docx(PAPER)))
    said = [(each.style.name if each.style else "", each.text) for each in document.paragraphs if each.text]
    assert said == [
        ("Title", "Letter to the keeper"),
        ("Normal", "In confidence"),
        ("Normal", "They stay in your area."),
        ("Heading 1", "What follows"),
        ("Normal", "A visit\nby Friday."),
        ("Heading 2", "In detail"),
        ("Normal", "Nothing."),
    ]
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["To", "The keeper"],
        ["Date", "today"],
    ]
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_every_page_is_numbered_and_later_ones_bear_the_title() -> None:
    with zipfile.ZipFile(io.BytesIO(as_docx(PAPER))) as parts:
        written = {
            name: parts.read(name).decode() for name in parts.namelist() if "er" in name and "word/" in name
        }
    footers = [text for name, text in written.items() if "footer" in name]
    assert len(footers) == 2
    assert all('w:instr="PAGE"' in text and 'w:instr="NUMPAGES"' in text for text in footers)
    assert any("Letter to the keeper" in text for name, text in written.items() if "header" in name)


def test_a_draft_says_so_where_it_begins() -> None:
    document = docx.Document(io.BytesIO(as_docx(Paper("Minutes", (), draft=True))))
    assert document.paragraphs[0].text == "Minutes (draft)"


def test_the_file_names_no_author_and_no_moment() -> None:
    with zipfile.ZipFile(io.BytesIO(as_docx(PAPER))) as parts:
        told = parts.read("docProps/core.xml").decode()
    assert "Letter to the keeper" in told
    assert not any(word in told for word in ("creator", "lastModifiedBy", "created", "modified", "python"))


def test_characters_that_no_document_may_hold_are_left_out() -> None:
    document = docx.Document(io.BytesIO(as_docx(Paper("A\x00 title", (Part("", ("one\x0btwo\ud800",)),)))))
    assert [each.text for each in document.paragraphs] == ["A title", "onetwo"]


@pytest.mark.parametrize(
    ("reference", "name"),
    [("PK-26-0137", "Letter PK-26-0137.docx"), ("../../etc/a b", "Letter etc-a-b.docx")],
)
def test_a_file_is_named_by_what_it_is_and_a_reference(reference: str, name: str) -> None:
    assert file_name("Letter", reference) == name
