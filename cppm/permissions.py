"""Who may see and do what, in one table: the ways of being in a meeting or core group, the time, the action.

Every verb of a button stands in exactly one row. The verbs of the field refuse by themselves; a test walks
every verb for everybody at every stage and holds table, refusals and buttons against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cppm.capacities import Place, When, Who, when_is, who_is
from cppm.people import Person


@dataclass(frozen=True)
class Right:
    """One row: what can be seen or done, by which verbs, by whom and when; `also` is what it asks besides."""

    does: str
    verbs: frozenset[str]
    who: frozenset[Who]
    when: frozenset[When]
    also: str = ""


def _right(does: str, verbs: str, who: frozenset[Who], when: str, also: str = "") -> Right:
    times = frozenset(When(each.replace("_", " ")) for each in when.split())
    return Right(does, frozenset(verbs.split()), who, times, also)


def _all(*who: Who) -> frozenset[Who]:
    return frozenset(who)


# Ways of being concerned that belong together

CHAIR = _all(Who.CHAIR)
ADMIN = _all(Who.CP_ADMIN)
RECORDERS = CHAIR | ADMIN
KEEPERS = _all(Who.CHAIR, Who.LEAD, Who.BOOKED_IT, Who.CP_ADMIN)
SPEAKERS = _all(Who.LEAD, Who.PRACTITIONER, Who.DEPUTY)
"""Those who give views and write reports."""
WORKING = SPEAKERS | _all(Who.MINUTE_TAKER, Who.INCOMING, Who.OBSERVER)
"""Those who get key points and minutes."""
BESIDE = _all(Who.STUDENT, Who.INTERPRETER, Who.SUPPORT)
"""Those who are there for somebody else: they see the agenda and their own answer."""
INVITED = WORKING | BESIDE
KEEPS_FAMILY = _all(Who.CHAIR, Who.LEAD, Who.CP_ADMIN)
LEADS_NEXT = _all(Who.PRACTITIONER)
LEADS_ON = "of practitioners whoever leads the case from then on"
MINUTES = _all(Who.CHAIR, Who.MINUTE_TAKER, Who.CP_ADMIN)
GROUP = _all(Who.GROUP_CHAIR, Who.LEAD, Who.MEMBER)
LEADERS = _all(Who.GROUP_CHAIR, Who.LEAD)
GROUP_KEEPERS = LEADERS | ADMIN
GROUP_READERS = GROUP | CHAIR
SENIOR = _all(Who.SERVICE_MANAGER, Who.CSWO)
EVERYBODY = _all(Who.ANYBODY)

FAMILY_WORKERS = _all(Who.LEAD, Who.PRACTITIONER, Who.GROUP_CHAIR, Who.MEMBER, Who.CP_ADMIN)

MEETING = "booked invited open closed cancelled"
GROUP_TIME = "goes_on ended"
ALWAYS = f"{MEETING} {GROUP_TIME}"

PLANNING: tuple[Right, ...] = (
    _right("Open the meeting's card", "meeting.open meeting.more", INVITED | RECORDERS | KEEPERS, MEETING),
    _right("See what is asked and what there is to read", "asked.open leaflets.open", INVITED | RECORDERS,
           MEETING),
    _right("Keep the invitation list", "list.open list.send", KEEPERS, MEETING),
    _right("Add somebody to the list", "invite also", KEEPERS, "booked invited open"),
    _right("Take somebody off, fill in the usual list", "remove usual", KEEPERS, "booked invited"),
    _right("Say how long somebody about to take over may read", "sitin", KEEPERS,
           "booked invited open closed", "somebody on the list in that role"),
    _right("Agree the list", "list.approve", CHAIR, "booked invited open"),
    _right("Return the list", "return", CHAIR, "booked"),
    _right("Move or call off the meeting", "move calloff", KEEPERS, "booked invited"),
    _right("Hand over the chair or the lead", "rolehandover", KEEPS_FAMILY, "booked invited open closed",
           "the lead professional: their own part"),
    _right("Say who comes for the other area", "otherarea", KEEPERS, "booked invited open", "a transfer"),
    _right("Record a birth before the meeting", "bornearly", KEEPERS, "booked invited", "an unborn baby"),
    _right("See the family's part", "takingpart.open", KEEPS_FAMILY | LEADS_NEXT, MEETING, LEADS_ON),
    _right("Say what the family was told and says", "understood heard", KEEPS_FAMILY | LEADS_NEXT,
           "booked invited open closed", LEADS_ON),
    _right("Settle whether a child comes", "invitedornot", KEEPS_FAMILY, "booked invited", "a child"),
    _right("Settle how the family takes part, and with whom", "participate support interpreter",
           KEEPS_FAMILY, "booked invited open"),
    _right("Say whether somebody may come to learn", "consent", KEEPERS, "booked invited open",
           "the chair's own consent is the chair's"),
    _right("Say whether they attend", "attend", INVITED, "invited", "their own line"),
    _right("Answer for somebody", "attendfor", RECORDERS, "invited"),
    _right("See who is ready", "ready.open", CHAIR | _all(Who.LEAD, Who.CP_ADMIN), MEETING),
    _right("Prepare for the meeting", "prepare.open prepared untick", CHAIR | SPEAKERS, "booked invited",
           "their own list"),
    _right("Say who the Named Person is", "namedperson", KEEPERS | _all(Who.MINUTE_TAKER),
           "booked invited open closed"),
    _right("Name who briefs a carer or volunteer", "brief", KEEPERS, "invited"),
    _right("Say that they are briefed", "briefed", _all(Who.LEAD, Who.PRACTITIONER), "invited open",
           "whoever was named for it"),
    _right("Plan time with the family for the report", "familytime", SPEAKERS, "invited",
           "a report that the family has not seen"),
    _right("File a report and its sharing", "report share upload.received", SPEAKERS,
           "booked invited open closed", "their own report"),
    _right("Record somebody's report and its sharing", "reportfor sharefor", RECORDERS, "invited open closed",
           "of somebody who has not done so themselves"),
    _right("Have the reports, and say so", "reports.open reports.have", CHAIR | _all(Who.LEAD),
           "invited open closed", "a report that is in"),
    _right("Ask to speak with the chair alone", "restricted", INVITED, "invited open"),
    _right("See where restricted information stands", "restricted.read", CHAIR | INVITED, MEETING,
           "the chair, who gave it, its named readers"),
    _right("Read restricted information", "restrictedread", CHAIR | SPEAKERS, MEETING, "as a named reader"),
    _right("Decide on restricted information", "restricteddecide", CHAIR, "invited open closed",
           "until it is settled"),
    _right("Ask to pass it on", "passon", CHAIR | SPEAKERS, "invited open closed", "as a named reader"),
    _right("Permit that, say what becomes of it", "passonanswer restrictedanswer", INVITED,
           "invited open closed", "who gave it, when asked"),
    _right("Begin and end a confidential section", "section section.end", CHAIR, "open", "one at a time"),
    _right("Decide who of the family is not invited or is excluded, and what follows",
           "exclude excludeplan excludelegal", CHAIR, "booked invited open", "somebody of the family"),
    _right("Plan two parts, agree to them, say who is in which", "parts part",
           CHAIR | _all(Who.LEAD), "booked invited open", "agreeing and sorting: once they are planned"),
    _right("Begin a part, bring everybody together", "partnow.open partnow.together", CHAIR, "open",
           "a meeting in two parts"),
    _right("Say in which part something was said", "partsummary", CHAIR, "open closed",
           "a meeting in two parts"),
    _right("Alert the chair about somebody who should perhaps not be there", "excludealert", SPEAKERS,
           "booked invited open"),
    _right("See who is not invited or excluded, and what is still to be done", "excluded.open",
           KEEPERS - _all(Who.BOOKED_IT) | _all(Who.MINUTE_TAKER), MEETING, "alerts: the chair alone"),
    _right("Say that somebody kept out was told the reasons, or heard", "excludetold excludeviews",
           CHAIR | SPEAKERS, "booked invited open closed", "who was named for it, and the chair"),
    _right("Read what the core group recorded", "pack.open", CHAIR | _all(Who.LEAD), "booked invited open",
           "a review"),
    _right("Open the meeting", "start.open", CHAIR, "invited open"),
    _right("Roll, quorum, new date", "roll arrive depart quorum quorum.state reconvene", CHAIR, "open"),
    _right("Sum up, note views of child and parents", "summary voice parents considerations", CHAIR, "open"),
    _right("Ask for views", "ask.open", CHAIR, "open"),
    _right("Ask for all views at once", "ask.all", CHAIR, MEETING, "asks under way alone"),
    _right("Give a view", "view sameforall", SPEAKERS, "open", "in the room, until views are opened"),
    _right("Record a view for somebody", "viewfor", RECORDERS, "open", "until views are opened"),
    _right("Read opened views", "board.open board.reveal", CHAIR | SPEAKERS, "open closed",
           "the chair, and who spoke in the meeting"),
    _right("Open the views", "reveal", CHAIR, "open closed"),
    _right("Decide", "decide", CHAIR, "open", "after the views"),
    _right("Settle the outcome", "outcome actions teller", CHAIR, "open"),
    _right("Close the meeting", "closing", CHAIR, "open", "once nothing is missing"),
    _right("Say that the family heard how to ask for a review and complain", "rightstold.open", CHAIR,
           "open closed", "once it is decided, to those who were there"),
    _right("See what is missing to close", "close.open", CHAIR, "open closed"),
    _right("Say that the family was told", "told", RECORDERS | _all(Who.TELLER), "closed"),
    _right("Read the decision", "decision.read", CHAIR | WORKING, "closed",
           "who was there, then whoever gets the key points"),
    _right("Record a dissent", "dissent", SPEAKERS, "open closed", "who spoke in the meeting"),
    _right("Tell the line manager", "manager.open", SPEAKERS, "closed", "their own dissent"),
    _right("Read a dissent", "dissent.read", CHAIR | SPEAKERS, "open closed", "the chair, and the dissenter"),
    _right("Write and release the key points", "points release", CHAIR, "closed"),
    _right("Read the key points", "points.read", CHAIR | WORKING, "closed", "whom they were sent to"),
    _right("See where the minutes stand", "minutes.open", INVITED | RECORDERS, MEETING),
    _right("Read the draft minutes, answer corrections", "minutescheck correctanswer", CHAIR, "closed",
           "a correction that is asked for"),
    _right("Hand over, send minutes, delete the recording",
           "minutesdraft.open minutessend recording.open", MINUTES, "closed"),
    _right("Read what is recorded for the minutes, as text and file, and its copies",
           "skeleton.open skeleton.text skeleton.copies", MINUTES, "closed"),
    _right("Keep or correct the minutes", "minutes.stored correct", CHAIR | WORKING, "closed",
           "whom they were sent to"),
)  # fmt: skip
"""A planning meeting, from booking to minutes."""

DISAGREEMENT: tuple[Right, ...] = (
    _right("Look independently at a decision", "scrutiny scrutinyresult", SENIOR, "open closed",
           "had no part in the meeting, and says so"),
    _right("Read that look", "scrutiny.read", CHAIR | SENIOR, "open closed", "the chair, and who took it up"),
    _right("Answer it", "scrutinyanswer", CHAIR, "open closed", "what was asked"),
    _right("Consider a dissent", "escalation", _all(Who.LINE_MANAGER), "open closed", "once told of it"),
    _right("Answer a dissent in writing", "dissentanswer", _all(Who.SERVICE_MANAGER), "open closed",
           "neither the chair nor the dissenter"),
    _right("Log a family's request for review", "familyreview familyreviews.open",
           _all(Who.LEAD, Who.CP_ADMIN, Who.SERVICE_MANAGER), "closed"),
    _right("Read such a request", "familyreview.read",
           RECORDERS | SENIOR | _all(Who.LEAD, Who.TELLER), "closed", "whom it concerns"),
    _right("Decide on it", "familyresult", SENIOR, "closed", "had no part in the meeting"),
)  # fmt: skip
"""When people disagree with what a planning meeting decided."""

CORE_GROUP: tuple[Right, ...] = (
    _right("Open the group's card", "group.open group.more", GROUP_READERS | ADMIN, GROUP_TIME),
    _right("Read the plan", "plan.open planchanges.open", GROUP_READERS | ADMIN, GROUP_TIME),
    _right("Read when children were seen", "sightings.open", GROUP_READERS | ADMIN, GROUP_TIME),
    _right("Read changes and recommendations", "significant.read recommendations.open", GROUP_READERS,
           GROUP_TIME),
    _right("Read the record of a meeting", "cgread.open", GROUP_READERS | _all(Who.EARLIER_DEPUTY),
           GROUP_TIME, "an earlier deputy: the meeting they sat in"),
    _right("Say whether they attend", "cgattend", GROUP, GROUP_TIME, "until the meeting begins"),
    _right("Answer for a member", "cgattendfor", GROUP_KEEPERS, GROUP_TIME, "until the meeting begins"),
    _right("Set and move dates", "cgdate", GROUP_KEEPERS, GROUP_TIME),
    _right("Bring in, let go, hand over", "cgjoin cgleave cghandover", GROUP_KEEPERS, "goes_on"),
    _right("Open and close its meetings", "cgopen.open cgclose.open cgclosing", LEADERS, GROUP_TIME),
    _right("Note who is there and what was found", "cgroll cgrecord", GROUP_KEEPERS, GROUP_TIME),
    _right("Note what the family says", "cgvoice", GROUP | ADMIN, GROUP_TIME),
    _right("Say that the outcome is kept", "cgkept.open", GROUP, GROUP_TIME, "a member"),
    _right("Write the plan", "plantext planedit.open planaction planaction.new planoutcome planoutcome.new "
           "visits visits.new", GROUP_KEEPERS, "goes_on"),
    _right("Agree the plan", "planagree", LEADERS, "goes_on", "in a meeting"),
    _right("Report on an action", "actiondone", GROUP | ADMIN, "goes_on",
           "its owner, or who keeps the group"),
    _right("Note that a child was seen", "seen seen.today seen.alone seen.together", GROUP | ADMIN,
           GROUP_TIME),
    _right("Record a birth", "born", GROUP | ADMIN, "goes_on"),
    _right("Tell of a significant change", "significant", GROUP, "goes_on"),
    _right("Answer a significant change", "changeack", CHAIR, GROUP_TIME, "one that is reported"),
    _right("Recommend to the review", "recommend", GROUP, "goes_on"),
    _right("Record a recommendation for somebody", "recommendfor", GROUP_KEEPERS, "goes_on"),
    _right("Agree on a chronology", "chronology", LEADERS, "goes_on"),
    _right("Say that the chronology is there", "chronologydone", GROUP | ADMIN, "goes_on", "its owner"),
)  # fmt: skip
"""A core group, from the first name placed to the last taken off."""

BOTH: tuple[Right, ...] = (
    _right("See all clocks of a case", "clockboard.open",
           _all(Who.CHAIR, Who.LEAD, Who.GROUP_CHAIR, Who.CP_ADMIN), ALWAYS,
           "of addresses and moves alone also the keeper of the register and team leaders"),
    _right("See what was sent and when", "deliveries.open reminders.open",
           _all(Who.CHAIR, Who.LEAD, Who.GROUP_CHAIR, Who.CP_ADMIN), ALWAYS,
           "of a planning meeting not the lead professional"),
    _right("Mute the reminders of a meeting", "mute.open", INVITED | GROUP_READERS | ADMIN
           | _all(Who.EARLIER_DEPUTY), ALWAYS, "who takes part or owes something"),
    _right("Report a new address, end or correct it", "address addressend addressfix", FAMILY_WORKERS, ALWAYS,
           "whoever works with the family"),
    _right("See where the children live, and the chain", "addresschain.open", FAMILY_WORKERS, ALWAYS,
           "also the team leader and the keeper of the register"),
    _right("Say that a step of it is done", "addressdone", FAMILY_WORKERS, ALWAYS,
           "whose step it is, also the team leader"),
    _right("Decide on a visit during a stay, write to the keeper there",
           "stayvisit addressletter addressletter.file", _all(Who.LEAD, Who.CP_ADMIN), ALWAYS,
           "also the team leader (a service manager, if they lead it); CP Administration only the letter"),
    _right("See a safe address", "addressreveal", FAMILY_WORKERS, ALWAYS,
           "those named as needing it, with a reason; also the team leader"),
    _right("Say whom a safe address is kept from", "addressguard", FAMILY_WORKERS, ALWAYS,
           "taking somebody off: the lead professional or a team leader"),
    _right("Link the channel", "link.open", _all(Who.CHAIR, Who.LEAD, Who.GROUP_CHAIR, Who.CP_ADMIN),
           ALWAYS, "in the channel itself"),
    _right("One clock: look, put off, say it is done or why it passed",
           "clocks.one snooze snooze.tomorrow done missed approve", EVERYBODY, ALWAYS,
           "whoever owes it or helps, and for a new date the manager named"),
)  # fmt: skip
"""What meetings and core groups have in common."""

WITHOUT: tuple[Right, ...] = (
    _right("Own lists and settings, help and rules",
           "home.open home.more helping.open help.open why.open meetings.open groups.open clocks.open "
           "register.open unmute.open quiet duty.open", EVERYBODY, ALWAYS, "shows their own alone"),
    _right("How to complain", "complaints.open", EVERYBODY, ALWAYS),
    _right("Ask for a meeting, and answer who asked", "request requests.open request.read requestanswer",
           EVERYBODY, ALWAYS, "their own, or theirs to answer"),
    _right("Say that a family moves between councils, take in a handover",
           "familymove handovertake", EVERYBODY, ALWAYS,
           "social workers and their team leaders, CP Administration, the keeper of the register"),
    _right("See moves and record their steps, hand over, answer a handover",
           "familymoves.open familymoves.read movetold moverecords movestays moveend handover handoveranswer",
           EVERYBODY, ALWAYS,
           "the lead professional, team leaders, CP Administration, the keeper of the register"),
    _right("Hand over a family without core group and meeting", "familylead", EVERYBODY, ALWAYS,
           "its lead professional, CP Administration"),
    _right("Judge the risk after a move, agree interim plan and visits", "moverisk moveplan movevisits",
           EVERYBODY, ALWAYS, "the lead professional, or a team leader"),
    _right("Book a meeting", "book", _all(Who.SOCIAL_WORKER, Who.CP_ADMIN), ALWAYS),
    _right("Book the review of a core group", "review.open", _all(Who.SOCIAL_WORKER, Who.CP_ADMIN), ALWAYS,
           "in the core group"),
    _right("Open a desk", "desk.open desk.more", EVERYBODY, ALWAYS, "who holds the duty, chairs or leads"),
    _right("Close a message that did not arrive", "toldotherwise", ADMIN, ALWAYS),
    _right("See the quality figures of the whole council", "figures figures.topic figures.one figures.csv",
           SENIOR | ADMIN, ALWAYS),
    _right("Enrol people and keep what is known of them", "people.open enrol change leave", ADMIN, ALWAYS),
)  # fmt: skip
"""What belongs to no meeting."""

OF_MEETING = (*PLANNING, *DISAGREEMENT)
TABLE: dict[str, tuple[Right, ...]] = {
    "A planning meeting": PLANNING,
    "When people disagree": DISAGREEMENT,
    "A core group": CORE_GROUP,
    "Both": BOTH,
    "Neither": WITHOUT,
}
_ROWS = {verb: row for rows in TABLE.values() for row in rows for verb in row.verbs}


def row_of(verb: str) -> Right:
    """The row of a verb: its own, or that of its job ("attend.open" is "attend"). Raises KeyError."""
    return _ROWS[verb] if verb in _ROWS else _ROWS[verb.partition(".")[0]]


def may(root: Place, person: Person, verb: str) -> bool:
    """Whether the table lets somebody press this here now. What a row asks `also` is for the verb to say."""
    return bool(allowed(root, person, [verb]))


def allowed(root: Place, person: Person, verbs: Iterable[str]) -> set[str]:
    """Those of some verbs that the table lets somebody press here now; who they are is looked up once."""
    now, who = when_is(root), who_is(root, person)
    rows = ((verb, row_of(verb)) for verb in verbs)
    return {verb for verb, row in rows if now in row.when and not row.who.isdisjoint(who)}


def written() -> str:
    """The whole table for people to read, as Markdown."""
    parts = [_TITLE]
    for title, rows in TABLE.items():
        lines = [
            f"| {r.does} | {_said(r.who, Who)} | {_said(r.when, When)} | {r.also or '–'} |" for r in rows
        ]
        parts.append("\n".join([f"## {title}", "", _HEAD, *lines]))
    return "\n\n".join(parts) + "\n"


_TITLE = """# Who may see and do what

Made from `cppm/permissions.py`; `tests/cppm/test_permissions.py` holds it to the code, and walks every
action for everybody at every stage. Whoever is not named in a row gets a calm refusal that names no child."""
_HEAD = "| what | who | when | and only |\n|---|---|---|---|"


def _line(row: Right) -> str:
    return f"| {row.does} | {_said(row.who, Who)} | {_said(row.when, When)} | {row.also or '–'} |"


def _said(chosen: frozenset[Who] | frozenset[When], order: type[StrEnum]) -> str:
    return "at any time" if set(chosen) == set(When) else ", ".join(e for e in order if e in chosen)
