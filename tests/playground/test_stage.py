"""What the rehearsal changes of an answer, because the Playground can't show it."""

from __future__ import annotations

from dialogs.turn import Answer, File, Press
from rehearsal.stage import for_playground

LETTER = File("Letter PK-26-0137.docx", "The letter.", b"Dear keeper", Press("letter.file", {}, {}))


def test_a_file_that_would_be_offered_is_told_of_and_the_text_stays() -> None:
    answer = for_playground(Answer(say=["The text to copy"], file=LETTER))
    assert answer.file is None
    assert answer.say[0] == "The text to copy"
    assert "“Letter PK-26-0137.docx”" in str(answer.say[1])


def test_an_answer_without_a_file_stays_as_it_is() -> None:
    assert for_playground(Answer(say=["Hello"])).say == ["Hello"]
