"""What is kept of how the family takes part: invited or not, support, what they were told, what they said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class TakesPart(StrEnum):
    """How somebody of the family takes part (LPP-10)."""

    WHOLE = "the whole meeting"
    PART = "a part of it"
    VIEWS = "through their views"


class Factor(StrEnum):
    """What is weighed before a child is invited or not (CHI-01, 02, 08)."""

    WISH = "what the child wants"
    AGE = "age and understanding"
    FEELINGS = "what it may do to the child's feelings"
    SAFETY = "safety, and who else is there"
    PLACE = "school, the hour and the place"
    OTHER_WAY = "another way of being heard"


class Need(StrEnum):
    """What somebody needs in order to take part (LPP-06, 13)."""

    EASY_READ = "Easy Read"
    TIME = "more time"
    BREAKS = "breaks"
    COMMUNICATION = "help with hearing, seeing or understanding"
    ACCESS = "a place they can get to and into"
    CHILDCARE = "childcare"


class SupportKind(StrEnum):
    """Whether somebody of the family has an advocate or a support person (PAR-06, 07, 09)."""

    ADVOCATE = "an advocate"
    PERSON = "a support person, such as a friend or relative"
    ARRANGING = "being arranged"
    NOBODY = "not wanted"
    HELD_BACK = "a parent does not want it for the child"


class Booked(StrEnum):
    """How far the interpreter for one of the family is booked (LPP-03, PAR-05)."""

    NOT_NEEDED = "not needed"
    BEING_BOOKED = "being booked"
    BOOKED = "booked"
    CONFIRMED = "confirmed"


class Topic(StrEnum):
    """What somebody of the family is told, before the meeting and after it."""

    MEETING = "that there is a meeting, and why"
    DATE = "when and where it is"
    WHO = "who will be there and why, and that it stays private"
    SUPPORT = "that they may bring an advocate or support person"
    LEAFLETS = "the leaflets, in print or as a link"
    COURSE = "how the meeting goes, and what may come of it"
    NOT_INVITED = "that they are not invited, and why"
    REGISTRATION = "why the name is on the register, and what must change"
    MINUTES = "what the minutes say"


class Understood(StrEnum):
    """Whether it was understood, as whoever explained it saw it (PTP-05)."""

    YES = "yes"
    PARTLY = "in part"
    NO = "not yet"


@dataclass
class Invited:
    """Whether a child was invited, what was weighed, and why they can't be told where that is so."""

    weighed: list[Factor]
    words: str
    not_told_because: str = ""


@dataclass
class Support:
    """Who supports one of the family. `agreed` is the chair's answer for a friend or relative (PAR-06)."""

    kind: SupportKind
    name: str = ""
    words: str = ""
    agreed: bool | None = None


@dataclass
class Interpreter:
    """The interpreter for one of the family: the language, who comes, and how far it is booked."""

    booked: Booked
    language: str = ""
    name: str = ""


@dataclass
class Told:
    """Who told somebody of the family something, on which day and how, and whether it was understood."""

    by: str
    on: date
    how: str
    understood: Understood
    words: str
    at: datetime
    recorded_by: str


@dataclass
class Heard:
    """What somebody of the family said before or after the meeting, to whom, when and how; or why not."""

    words: str
    how: str
    by: str
    on: date | None
    passed_over: str = ""
    written: bool = False
    """Whether they wrote it down or drew it themselves (REP-12)."""
    helped_by: str = ""
    """Who helped them to say it, such as an advocate."""


@dataclass
class Participation:
    """How one of the family takes part. Empty until people say something."""

    invited: Invited | None = None
    takes_part: TakesPart | None = None
    part: str = ""
    """Which part of the meeting, in words."""
    needs: list[Need] = field(default_factory=list)
    needs_words: str = ""
    serves: bool | None = None
    """Whether an adult serves in the armed forces, or has served; None where nobody has said (PAR-10)."""
    support: Support | None = None
    interpreter: Interpreter | None = None
    support_came: bool | None = None
    interpreter_came: bool | None = None
    """Whether who supports or interprets was there, by the roll, where they are not enrolled (MIN-08)."""
    told: dict[Topic, Told] = field(default_factory=dict)
    before: Heard | None = None
    after: Heard | None = None


@dataclass
class Consent:
    """The two consents without which somebody who comes to learn is not invited (ATT-22)."""

    family: bool | None = None
    family_words: str = ""
    """Who asked the family, and what they said."""
    chair: bool | None = None
    why_not: str = ""
