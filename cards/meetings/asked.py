"""What a meeting is for and what is asked of somebody, and what there is to read about it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from cards.elements import Action, AdaptiveCard, Container, Element, OpenUrl, TextBlock
from cards.layout import UK, bullets, capital, card, escape, para, quiet, short
from cards.meetings.attendance import case_line
from cards.pages import Part, page
from cppm.councils.profile import Profile
from cppm.councils.profile_words import Audience, Leaflet
from cppm.meetings import asked
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Agency, Person

FOR_WHOM = {
    "For children and young people": (Audience.CHILD, Audience.YOUNG_PERSON),
    "For parents and carers": (Audience.PARENT,),
    "For practitioners": (Audience.PRACTITIONER,),
}
NOTHING_NAMED = "The guide names nothing to read for them. Ask CP Administration what your council has."
HANDING_OVER = (
    "Ask the family whether they want them printed or as a link, and go through them together. Children and "
    "parents may also put their own views in writing; an advocate can help."
)


def asked_card(
    meeting: PlanningMeeting,
    reader: Person,
    profile: Profile,
    actions: Sequence[Action],
    start: int = 0,
    zone: str = UK,
) -> AdaptiveCard:
    """What the meeting is for, what is asked of the reader, and its seven tasks."""
    own = asked.asked_of(meeting, reader, profile)
    found = page(
        [
            Part("What it is for", [para(asked.PURPOSES[meeting.kind]), para(asked.STANDING)]),
            Part("What is asked of you", [bullets(own)] if own else []),
            Part("The template", template(reader.agency, profile)),
            Part("Its seven tasks", [bullets(_tasks(meeting, reader))]),
        ],
        start,
    )
    return card(
        "The meeting and your part in it",
        quiet(case_line(meeting, zone)),
        *found.body,
        summary="What is asked of you",
        actions=[*found.more("More of it", "asked.open", m=meeting.id), *actions],
    )


def _tasks(meeting: PlanningMeeting, reader: Person) -> list[str]:
    """Each task; for the chair of a meeting that has begun with how far it is."""
    found = asked.tasks(meeting)
    if not asked.follows(meeting, reader):
        return [task.words for task in found]
    return [f"{task.words}: {'recorded' if task.done else 'still open'}" for task in found]


def template(agency: Agency, profile: Profile) -> list[Element]:
    """The template of somebody's report as a link, where the profile has an address for it (REP-05)."""
    found = profile.template_for(agency)
    return [linked(found.title, found.link)] if found and found.link else []


def leaflets_card(
    meeting: PlanningMeeting, profile: Profile, actions: Sequence[Action], start: int = 0
) -> AdaptiveCard:
    """What there is to read before a meeting of this kind, for the family first."""
    parts = [Part(title, to_read(profile, meeting, *readers)) for title, readers in FOR_WHOM.items()]
    found = page([Part("With the family", [para(HANDING_OVER)]), *parts], start)
    return card(
        "Leaflets and guides",
        quiet(meeting.reference),
        *found.body,
        summary="What there is to read",
        actions=[*found.more("More to read", "leaflets.open", m=meeting.id), *actions],
    )


def to_read(profile: Profile, meeting: PlanningMeeting, *audiences: Audience) -> list[Element]:
    """Each leaflet for any of them, to press; that no guide names one is said openly."""
    found = dict.fromkeys(each for who in audiences for each in profile.leaflets_for(who, meeting.kind))
    return [leaflet(each) for each in found] or [para(NOTHING_NAMED)] * bool(audiences)


def leaflet(found: Leaflet) -> Element:
    """A leaflet that opens when it is pressed; without an address whom to ask for it."""
    if not found.link:
        return para(f"{capital(found.title)}. {asked.ASK_FOR_IT}")
    return linked(found.title, found.link)


def linked(title: str, link: str) -> Container:
    """A page of the council's, with where it is; pressing it opens it in the browser."""
    return Container(
        items=[
            TextBlock(text=escape(capital(title)), weight="bolder", color="accent"),
            TextBlock(
                text=escape(f"Opens {urlsplit(link).hostname}"), size="small", is_subtle=True, spacing="none"
            ),
        ],
        separator=True,
        select_action=OpenUrl(title=short(title), url=link),
    )
