"""Will you come to the core group: by button, by typing, and on the card in its channel (ATT-02..05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.groups.gathering import case_line
from cards.groups.group_notices import group_notice_card
from cards.groups.group_occasion import GroupOccasion
from cppm.errors import CPPMError
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Coming
from cppm.records import NoticeKind
from dialogs.commands import Command, Jobs
from dialogs.forms import Prepared, Subject, ask
from dialogs.groups import group_answers, group_on_behalf
from dialogs.groups.grouping import change, groups_where, the_group
from dialogs.meetings import answers
from dialogs.scene import Scene
from dialogs.turn import Answer, PlaceKind
from storage.errors import AlreadyDone

jobs = Jobs()
jobs.add(group_on_behalf.jobs)

ASKED_IN_CHAT = "I have written to you in our own chat. Please answer there."


class AnsweredByMembers(CPPMError):
    """The members of the core group answer here. If you should be one, tell the lead professional."""

    rule = "CG-02"


@jobs.form
class AnswerGathering(answers.OwnAnswer):
    """Will you attend the core group"""

    job: ClassVar[str] = "cgattend"
    nothing: ClassVar[str] = "No core group of yours has a meeting arranged. Type core groups to see yours."

    why: str = ask(
        "Why can't you attend?",
        kind="long",
        when=answers.stays_away,
        only=answers.ONLY_NO,
        hint="The chair of the core group sees it.",
        max_length=500,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings ahead of the groups this person is a member of."""
        found = await groups_where(scene, lambda group: group_answers.is_asked(group, scene.person))
        return [group_answers.subject(group, scene) for group in found]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who may be deputy, and the answer so far."""
        group = await the_group(scene)
        group.require_member(scene.person)
        meant = group_answers.ahead(group, scene.ids)
        colleagues = await group_answers.colleagues_of(scene, group, scene.person)
        return Prepared(
            options={"deputy": colleagues} if colleagues else {},
            known={"colleagues": bool(colleagues)},
            earlier=group_answers.earlier_answer(meant, scene.person.id, colleagues),
            case_line=case_line(group, meant, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Take the answer."""
        deputy, enrolled = await group_answers.deputy_of(self, scene, scene.person, self.deputy)
        coming = group_answers.COMING[self.answer]

        def answered(group: CoreGroup) -> None:
            meant, at = group_answers.ahead(group, scene.ids), scene.now
            gatherings.reply(
                group,
                scene.person,
                meant.id,
                coming,
                at,
                self.why,
                deputy,
                enrolled=enrolled,
            )

        group, _ = await change(scene, answered)
        return group_answers.recorded(scene, group, scene.person.id)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The answer as it stands."""
        return group_answers.recorded(scene, await the_group(scene), scene.person.id)


# One press


@jobs.on("cgattend.yes", anywhere=True)
async def yes(scene: Scene) -> Answer:
    """A plain "I will attend", in the chat or on the channel's card, which becomes its updated self."""
    if scene.turn.place.kind is PlaceKind.PERSONAL:
        return await _yes_in_chat(scene)
    group = await _in_channel(scene)
    try:
        group, _ = await change(scene, lambda found: _will_attend(found, scene))
    except AlreadyDone:
        group = await _in_channel(scene)
    return Answer(replace=group_notice_card(NoticeKind.GATHERING_IN_CHANNEL, _public(group, scene)))


async def _yes_in_chat(scene: Scene) -> Answer:
    found = [Subject(dict(scene.ids), "")] if scene.ids.get("g") else await AnswerGathering.subjects(scene)
    if len(found) != 1:
        return Answer(then=("cgattend", {})) if found else Answer(say=[AnswerGathering.nothing])
    about = scene.about(found[0].ids)
    try:
        return await AnswerGathering(answer="yes").record(about)
    except AlreadyDone:
        return await AnswerGathering.already(about) or Answer()


def _will_attend(group: CoreGroup, scene: Scene) -> None:
    gatherings.reply(
        group, scene.person, group_answers.ahead(group, scene.ids).id, Coming.ATTENDING, scene.now
    )


@jobs.on("cgattend.chat", anywhere=True)
async def answer_in_chat(scene: Scene) -> Answer:
    """From the channel's card: the question comes to this member's own chat."""
    if scene.turn.place.kind is PlaceKind.PERSONAL:
        return Answer(then=("cgattend", dict(scene.ids)))
    await _in_channel(scene)
    await change(
        scene,
        lambda group: gatherings.ask_again(
            group, scene.person, group_answers.ahead(group, scene.ids).id, scene.now
        ),
    )
    return Answer(notice=ASKED_IN_CHAT)


async def _in_channel(scene: Scene) -> CoreGroup:
    """The group of the pressed card, for its members alone. Others read along, so a no says nothing."""
    group = await scene.store.core_groups.load(scene.ids.get("g", ""))
    if not group_answers.is_asked(group, scene.person):
        raise AnsweredByMembers
    return group


def _public(group: CoreGroup, scene: Scene) -> GroupOccasion:
    return GroupOccasion(group, None, scene.ids.get("w", ""), scene.profile)


_COMING = ("i will attend the core group", "i'll be at the core group", "coming to the core group")
_ANSWER = ("core group attendance", "answer core group", "i can't attend the core group")
for _command in (
    Command("core group yes", "cgattend.yes", "Say that you will attend", _COMING, listed=False),
    Command("attend core group", "cgattend.open", "Will you attend the core group", _ANSWER, listed=False),
):
    jobs.command(_command)
