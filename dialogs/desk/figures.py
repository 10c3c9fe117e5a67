"""Quality figures for the child protection committee: which months, one topic after another, and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.desk.figures import figures_card, ids_of, months_card
from cards.elements import Action, AdaptiveCard, button
from cppm import figures, months
from cppm.figure_counts import Rows
from cppm.figure_csv import as_csv
from cppm.figures import Figure, Topic, may_read, require_reader
from cppm.months import NotOffered, Period
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, ask
from dialogs.giving import with_file
from dialogs.meetings.chairing import shown
from dialogs.papers import file_name
from dialogs.scene import Scene
from dialogs.turn import Answer, File, Press
from dialogs.understand import normal

jobs = Jobs()

OTHER_MONTHS = button("Other months", "figures.open")
FIGURES = "Quality figures"
SPREADSHEET = "utf-8-sig"
"""Without its first mark spreadsheets take other than English letters for something else."""
BEYOND = ":"
"""Between the first and the last month of a choice."""


@jobs.form
class ChooseMonths(Form):
    """Quality figures"""

    job: ClassVar[str] = "figures"
    submit: ClassVar[str] = "Show the figures"

    months: str = ask("For which months?", label="Months", kind="one_of")

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The newest quarters and years that are over."""
        require_reader(scene.person)
        offered = {f"{p.first}{BEYOND}{p.last}": p.words for p in months.offered(scene.now)}
        intro = "How limits were kept, who came and reported, discretion, dissent and children's views."
        return Prepared(intro=[intro, "No names, and no small numbers."], options={"months": offered})

    async def record(self, scene: Scene) -> Answer:
        """Show the limits first; nothing is recorded."""
        first, _, last = self.months.partition(BEYOND)
        period = months.period(first, last, scene.now)
        return Answer(replace=await _topic(scene, period, Topic.LIMITS))


@jobs.on("figures.topic")
async def topic(scene: Scene) -> Answer:
    """The figures about one topic."""
    period = _period(scene)
    return shown(scene, await _topic(scene, period, figures.topic_of(scene.ids.get("n", ""))))


@jobs.on("figures.one")
async def one(scene: Scene) -> Answer:
    """One figure by month, beneath the card it stands on."""
    period = _period(scene)
    chosen = figures.figure(figures.figures(scene.profile), scene.ids.get("k", ""))
    [rows] = await _rows(scene, period, [chosen])
    back = button("Back to the figures", "figures.topic", n=chosen.topic, **ids_of(period))
    return shown(scene, months_card(period, rows, [back, OTHER_MONTHS]))


@jobs.on("figures.csv")
async def text(scene: Scene) -> Answer:
    """Everything as CSV, a message for each topic, to be copied into a spreadsheet, and as one file.

    Typed, it is of the months that the words name.
    """
    period = _period(scene)
    rows = [row for row in await _rows(scene, period, figures.figures(scene.profile)) if not row.empty]
    if not rows:
        return Answer(say=[f"There is nothing to count in these months: {period.words}."])
    about = {row.figure.topic for row in rows}
    pages = [
        as_csv([r for r in rows if r.figure.topic is topic], period.words)
        for topic in Topic
        if topic in about
    ]
    file = File(
        file_name(FIGURES, f"{period.first} to {period.last}", "csv"),
        "Every figure of these months, as one table. No names, no small numbers.",
        as_csv(rows, period.words).encode(SPREADSHEET),
        Press("figures.csv", ids_of(period), {}),
    )
    role = str(next(iter(sorted(scene.person.duties)), ""))
    return await with_file(scene, Answer(say=[*pages]), file, what=FIGURES, case="", role=role)


def _period(scene: Scene) -> Period:
    """The months of the card or, typed, those that are named; without any the newest quarter that is over.

    Raises FiguresNotYours, NoSuchMonths, MonthsNotOver, NotOffered.
    """
    require_reader(scene.person)
    if scene.turn.press is None:
        return _named(months.offered(scene.now), normal(scene.text))
    return months.period(scene.ids.get("since", ""), scene.ids.get("until", ""), scene.now)


def _named(offered: Sequence[Period], said: str) -> Period:
    if not said:
        return offered[0]
    found = next((each for each in offered if normal(each.words) == said), None)
    if found is None:
        raise NotOffered(example=offered[0].words)
    return found


async def _topic(scene: Scene, period: Period, topic: Topic) -> AdaptiveCard:
    found = figures.about(figures.figures(scene.profile), topic)
    return figures_card(period, topic, await _rows(scene, period, found), _actions(period))


def _actions(period: Period) -> list[Action]:
    return [button("As CSV", "figures.csv", **ids_of(period)), OTHER_MONTHS]


async def _rows(scene: Scene, period: Period, found: Sequence[Figure]) -> list[Rows]:
    counts = await scene.store.figures.counted(period)
    return counts.rows(found)


jobs.command(
    Command(
        "figures",
        "figures.open",
        "Quality figures for the child protection committee",
        ("quality figures", "statistics", "quality"),
        may_read,
        listed=False,
    )
)
jobs.command(
    Command(
        "figures as csv",
        "figures.csv",
        "Quality figures for a spreadsheet",
        ("csv", "figures csv", "figures for a spreadsheet", "spreadsheet"),
        may_read,
        listed=False,
    )
)
