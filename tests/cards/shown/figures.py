"""Quality figures in the gallery: each topic, a figure by month, and how little there may be to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from cards.desk.figures import figures_card, months_card
from cards.elements import AdaptiveCard
from cppm.figure_counts import Counts, Rows
from cppm.figures import DISCRETION, DISSENT, UNHEARD, Figure, Topic, about, figures, limit_key
from cppm.months import period
from cppm.suppression import Ratio
from dialogs.desk.figures import OTHER_MONTHS, _actions
from tests.builders import PROFILE
from tests.cards.gallery import shown

QUARTER = period("2026-07", "2026-09", datetime(2026, 11, 22, tzinfo=UTC))
YEAR = period("2025-01", "2025-12", datetime(2026, 11, 22, tzinfo=UTC))
ALL = figures(PROFILE)
EACH_MONTH = {
    limit_key("notice"): (Ratio(12, 21), Ratio(14, 20), Ratio(19, 26)),
    limit_key("initial_cppm"): (Ratio(9, 9), Ratio(11, 11), Ratio(14, 14)),
    limit_key("key_points"): (Ratio(20, 22), Ratio(19, 20), Ratio(24, 26)),
    limit_key("minutes"): (Ratio(2, 22), Ratio(1, 20), Ratio(2, 26)),
    limit_key("transfer"): (Ratio(1, 1), Ratio(), Ratio(1, 2)),
    limit_key("first_core_group"): (Ratio(11, 18), Ratio(14, 20), Ratio(12, 19)),
    limit_key("child_seen"): (Ratio(151, 164), Ratio(160, 171), Ratio(149, 170)),
    "attendance-police": (Ratio(14, 22), Ratio(12, 20), Ratio(20, 26)),
    "attendance-health": (Ratio(31, 44), Ratio(40, 48), Ratio(41, 50)),
    "attendance-third_sector": (Ratio(2, 3), Ratio(), Ratio(1, 1)),
    DISCRETION: (Ratio(1, 22), Ratio(), Ratio(2, 26)),
    DISSENT: (Ratio(0, 31), Ratio(0, 24), Ratio(0, 35)),
    UNHEARD: (Ratio(7, 29), Ratio(6, 22), Ratio(8, 33)),
}


def rows(topic: Topic, unknown: Mapping[str, int] | None = None) -> list[Rows]:
    """The figures of a topic; `unknown` names figures with the place of a month in part not known."""
    counts = Counts(QUARTER)
    for key, ratios in EACH_MONTH.items():
        counts.ratios |= {(key, month): t for month, t in zip(QUARTER.months, ratios, strict=True)}
    counts.unknown |= {(key, QUARTER.months[place]) for key, place in (unknown or {}).items()}
    return counts.rows(about(ALL, topic))


def one(key: str, found: list[Rows]) -> Rows:
    return next(each for each in found if each.figure.key == key)


@shown("figures-limits")
def limits() -> AdaptiveCard:
    return figures_card(QUARTER, Topic.LIMITS, rows(Topic.LIMITS), _actions(QUARTER))


@shown("figures-limits-of-core-groups")
def group_limits() -> AdaptiveCard:
    return figures_card(QUARTER, Topic.GROUP_LIMITS, rows(Topic.GROUP_LIMITS), _actions(QUARTER))


@shown("figures-attendance")
def attendance() -> AdaptiveCard:
    found = rows(Topic.ATTENDANCE, {"attendance-police": 0, "attendance-education": 2})
    return figures_card(QUARTER, Topic.ATTENDANCE, found, _actions(QUARTER))


@shown("figures-practice")
def practice() -> AdaptiveCard:
    found = rows(Topic.PRACTICE, {DISCRETION: 1})
    return figures_card(QUARTER, Topic.PRACTICE, found, _actions(QUARTER))


@shown("figures-nothing-recorded")
def nothing() -> AdaptiveCard:
    return figures_card(QUARTER, Topic.REPORTS, rows(Topic.REPORTS), _actions(QUARTER))


@shown("figures-by-month")
def by_month() -> AdaptiveCard:
    found = rows(Topic.ATTENDANCE, {"attendance-police": 1})
    return months_card(QUARTER, one("attendance-police", found), [OTHER_MONTHS])


@shown("figures-by-month-small-numbers")
def small() -> AdaptiveCard:
    return months_card(QUARTER, one(limit_key("key_points"), rows(Topic.LIMITS)), [OTHER_MONTHS])


@shown("figures-as-full-as-it-gets")
def full() -> AdaptiveCard:
    return figures_card(YEAR, Topic.LIMITS, _every(Topic.LIMITS), _actions(YEAR))


@shown("figures-a-year-by-month")
def year() -> AdaptiveCard:
    return months_card(YEAR, _every(Topic.LIMITS)[0], [OTHER_MONTHS])


def _every(topic: Topic) -> list[Rows]:
    """Every figure of a topic with large numbers in each month of the year."""
    counts, found = Counts(YEAR), about(ALL, topic)
    counts.ratios = {(f.key, m): _large(f, m.number) for f in found for m in YEAR.months}
    return counts.rows(found)


def _large(figure: Figure, month: int) -> Ratio:
    return Ratio(100 + len(figure.title) + 2 * month, 180)
