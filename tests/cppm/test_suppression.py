"""No number from 1 to 5 is shown, and none follows from those that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cppm.suppression import HIDDEN, MOST_HIDDEN, Ratio, Shown, Table, is_small, percent, shown

RATIOS = st.integers(0, 14).flatmap(lambda of: st.builds(Ratio, st.integers(0, of), st.just(of)))
YEARS = st.lists(RATIOS, min_size=1, max_size=12)
FEW = st.integers(0, 9).flatmap(lambda of: st.builds(Ratio, st.integers(0, of), st.just(of)))


def table(*ratios: Ratio) -> Table[int]:
    return shown(dict(enumerate(ratios)))


def numbers(seen: Shown) -> list[int]:
    """Every number that stands in a row, and what follows from it by taking one from the other."""
    rest = [] if seen.of is None or seen.count is None else [seen.of - seen.count]
    return [n for n in (seen.of, seen.count, *rest) if n is not None]


@given(YEARS)
def test_no_small_number_stands_in_a_table(ratios: list[Ratio]) -> None:
    seen = table(*ratios)
    for row in (seen.total, *seen.months.values()):
        assert not any(is_small(n) for n in numbers(row))


@given(YEARS)
def test_the_total_less_the_months_shown_tells_no_small_number(ratios: list[Ratio]) -> None:
    seen = table(*ratios)
    hidden = [ratio for month, ratio in enumerate(ratios) if seen.months[month] == HIDDEN]
    if seen.total.count is None:
        return
    assert len(hidden) != 1
    assert sum(hidden, Ratio()).clean


@given(YEARS)
def test_what_is_shown_is_true(ratios: list[Ratio]) -> None:
    seen = table(*ratios)
    for row, ratio in zip(seen.months.values(), ratios, strict=True):
        assert row in (HIDDEN, Shown(ratio.of, ratio.count))
    total = sum(ratios, Ratio())
    assert seen.total.of in (None, total.of)
    assert seen.total.count in (None, total.count)
    assert (seen.total.least or 0) <= total.count
    assert seen.total.most is None or total.count <= seen.total.most


@settings(deadline=None, max_examples=40)
@given(st.lists(FEW, min_size=2, max_size=3))
def test_who_knows_the_method_still_cannot_tell_a_hidden_number(ratios: list[Ratio]) -> None:
    """Every table that would look the same is tried: no small number is the same in all of them."""
    seen = table(*ratios)
    hidden = [month for month in range(len(ratios)) if seen.months[month] == HIDDEN]
    if seen.total.count is None or not hidden:
        return
    known = {month: ratio for month, ratio in enumerate(ratios) if month not in hidden}
    alike = [t for t in completions(known, hidden, sum(ratios, Ratio())) if shown(t) == seen]
    for month in hidden:
        for number in ("count", "rest", "of"):
            possible = {getattr(each[month], number) for each in alike}
            assert len(possible) > 1 or not is_small(possible.pop()), (month, number)


def completions(
    known: Mapping[int, Ratio], hidden: Sequence[int], total: Ratio
) -> Iterator[dict[int, Ratio]]:
    """Every way to fill the hidden months so that the total holds."""
    left = Ratio(
        total.count - sum(t.count for t in known.values()), total.of - sum(t.of for t in known.values())
    )
    first, *others = hidden
    if not others:
        if left.count >= 0 and left.rest >= 0:
            yield dict(sorted({**known, first: left}.items()))
        return
    for count in range(left.count + 1):
        for rest in range(left.rest + 1):
            yield from completions({**known, first: Ratio(count, count + rest)}, others, total)


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (Ratio(0, 0), Shown(0, 0)),
        (Ratio(0, 9), Shown(9, 0)),
        (Ratio(9, 9), Shown(9, 9)),
        (Ratio(6, 12), Shown(12, 6)),
        (Ratio(2, 4), HIDDEN),
        (Ratio(37, 40), Shown(40, least=35)),
        (Ratio(3, 40), Shown(40, most=5)),
        (Ratio(4, 8), Shown(8, least=3)),
    ],
)
def test_a_total_is_whole_or_bounded_or_hidden(ratio: Ratio, expected: Shown) -> None:
    assert table(ratio).total == expected


@given(st.integers(MOST_HIDDEN + 1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_bound_never_narrows_to_one_number(pair: tuple[int, int]) -> None:
    """All totals that look alike are put together."""
    count, of = pair
    seen = table(Ratio(count, of)).total
    if seen.count is None:
        assert sum(table(Ratio(n, of)).total == seen for n in range(of + 1)) > 1


def test_a_single_small_month_takes_the_smallest_other_with_it() -> None:
    seen = table(Ratio(20, 23), Ratio(30, 30), Ratio(14, 22))
    assert [row == HIDDEN for row in seen.months.values()] == [True, False, True]
    assert seen.total == Shown(75, 64)


def test_a_month_with_nothing_in_it_is_shown_as_that() -> None:
    seen = table(Ratio(2, 12), Ratio(0, 0), Ratio(6, 12))
    assert list(seen.months.values()) == [HIDDEN, Shown(0, 0), HIDDEN]


@pytest.mark.parametrize(
    ("part", "of", "expected"), [(1, 3, 33), (2, 3, 67), (299, 300, 99), (1, 300, 1), (3, 3, 100)]
)
def test_a_share_is_rounded_but_never_to_all_or_none(part: int, of: int, expected: int) -> None:
    assert percent(part, of) == expected
    assert Shown(of, part).share == expected
