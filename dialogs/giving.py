"""Giving a file in the 1:1 chat: offered beside the text to copy, noted and given once it is accepted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from cppm.papers import Paper, as_text
from dialogs.moves.guard import require_no_address
from dialogs.papers import as_docx, file_name
from dialogs.scene import Scene
from dialogs.turn import Answer, File, Press
from storage.errors import AlreadyDone, FileGiven


@dataclass(frozen=True)
class Kind:
    """What is given: the beginning of its file's name, and a line about it. Neither names anybody."""

    called: str
    says: str


async def with_paper(
    scene: Scene, answer: Answer, kind: Kind, paper: Paper, pointer: Press, *, case: str, role: str
) -> Answer:
    """The answer with a paper of a case as a Word document; `with_file` says the rest.

    Raises AddressInText where the paper holds part of a safe address, whoever wrote it and when.
    """
    await require_no_address(scene, case, as_text(paper))
    content = await asyncio.to_thread(as_docx, paper)
    file = File(file_name(kind.called, case), kind.says, content, pointer)
    return await with_file(scene, answer, file, what=kind.called, case=case, role=role)


async def with_file(scene: Scene, answer: Answer, file: File, *, what: str, case: str, role: str) -> Answer:
    """The answer with a file offered beside it; where the offer is accepted, the file alone.

    The handler of the file's pointer composes both, so that each time it looks anew at what this person may
    have. Who takes a file is kept before it is given: `what` it is, of which `case` (empty for none), in
    which `role`. Raises FileGiven for an offer that was accepted before.
    """
    offer = scene.turn.accepts
    if not offer:
        answer.file = file
        return answer
    why = f"took the {what.lower()} as a file"
    try:
        await scene.store.reads.note(
            scene.person.id, role, case, what.lower(), why, scene.now, f"file:{offer}"
        )
    except AlreadyDone:
        raise FileGiven from None
    return Answer(file=file)
