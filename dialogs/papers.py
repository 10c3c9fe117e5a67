"""A paper as a Word document, and the names of files that are given in the 1:1 chat."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cppm.papers import Paper, Part

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

DOCX = "docx"
FONT = "Arial"
"""Every machine has it, or one of the same widths."""
_SIZES = {"Title": 16, "Heading 1": 13, "Heading 2": 11.5}
_LABELS, _VALUES = 5.2, 10.8
"""Widths of the two columns of rows, in centimetres."""
_NOT_IN_XML = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def file_name(what: str, reference: str, ending: str = DOCX) -> str:
    """The name of a file: what it is and the reference of its case or meeting, never a person's name."""
    return f"{what} {_NOT_IN_NAMES.sub('-', reference).strip('-')}.{ending}"


def as_docx(paper: Paper) -> bytes:
    """The paper as a Word document (A4). It tells of itself its title and nothing else: no author, no time.

    It is work of many milliseconds and of nothing else: call it in a thread.
    """
    # Loading the library takes longer than writing a document, and most days nobody asks for one.
    import docx

    document = docx.Document()
    _set_up(document, paper)
    document.add_paragraph(_title(paper), style="Title")
    for part in paper.parts:
        _write(document, part)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _write(document: Document, part: Part) -> None:
    if part.heading:
        document.add_heading(_plain(part.heading), level=part.level)
    if part.rows:
        _write_rows(document, part.rows)
    for line in filter(None, part.lines):
        document.add_paragraph(_plain(line))


def _write_rows(document: Document, rows: tuple[tuple[str, str], ...]) -> None:
    """Rows of label and value as a table without lines; a row stays on one page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, (_LABELS, _VALUES), strict=True):
        column.width = Cm(width)
    for label, value in rows:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width, text in zip(row.cells, (_LABELS, _VALUES), (label, value), strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(3)
            paragraph.add_run(_plain(text)).bold = width == _LABELS
    # Two tables without anything between them would become one.
    parting = document.add_paragraph().paragraph_format
    parting.space_after, parting.line_spacing = Pt(0), Pt(4)


def _set_up(document: Document, paper: Paper) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = _title(paper)
    for footer in (section.footer, section.first_page_footer):
        _number_pages(footer.paragraphs[0])
    for style in _styles(document):
        _dress(style)
    _tell_only_the_title(document, paper)


def _styles(document: Document) -> Iterator[ParagraphStyle]:
    from docx.styles.style import ParagraphStyle

    for name in ("Normal", "Header", "Footer", *_SIZES):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        yield style


def _dress(style: ParagraphStyle) -> None:
    """One plain black font throughout, instead of the colours that the library's own template brings."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    name = str(style.name)
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    heading = name in _SIZES
    style.font.color.rgb = RGBColor(0, 0, 0) if name not in ("Header", "Footer") else RGBColor(80, 80, 80)
    style.font.size = Pt(_SIZES.get(name, 9 if name in ("Header", "Footer") else 11))
    style.font.bold = heading
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(14 if name == "Heading 1" else 8 if heading else 0), Pt(6)
    if name == "Title":
        spacing.space_before = Pt(0)
        spacing.space_after = Pt(12)
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)


def _number_pages(paragraph: Paragraph) -> None:
    """Page 1 of 2, counted by whatever shows the document."""
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words)
        _count(paragraph, field)


def _count(paragraph: Paragraph, field: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    counted = OxmlElement("w:fldSimple")
    counted.set(qn("w:instr"), field)
    run = paragraph.add_run("1")
    counted.append(run._r)
    paragraph._p.append(counted)


def _tell_only_the_title(document: Document, paper: Paper) -> None:
    told = document.core_properties
    for child in list(told._element):
        told._element.remove(child)
    told.title, told.language = _plain(paper.title), "en-GB"


def _title(paper: Paper) -> str:
    return _plain(f"{paper.title} (draft)" if paper.draft else paper.title)


def _plain(text: str) -> str:
    """The text without the control characters that no document may hold."""
    return _NOT_IN_XML.sub("", text)
