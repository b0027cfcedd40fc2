"""A data cut is its figures: they add up, they hash, and they come out as they went in."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.errors import PlanningError
from geography import selectors
from geography.services import cut_freeze
from tests.worlds import geography_of

DEFINITIONS = [
    {"key": "sales", "names": {"en": "Sales", "ko": "매출"}, "unit": "USD", "source": "accounts"},
    {"key": "people", "names": {"en": "People"}, "unit": "people", "source": "ground"},
]
DAY = date(2026, 9, 30)


def accounts(units: list[int], sales: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"code": [f"A{i}" for i in range(len(units))], "unit": units, "owner": "", "name": "n", "sales": sales}
    )


def freeze(table: pd.DataFrame, **changes):
    given = {
        "geography": geography_of("three_by_three"),
        "key": "us",
        "as_of": DAY,
        "currency": "USD",
        "definitions": DEFINITIONS,
        "accounts": table,
        "ground": {"people": np.arange(9.0)},
    }
    return cut_freeze(**(given | changes))


class AlwaysAddsUp(TestCase):
    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.tuples(st.integers(-1, 8), st.floats(-1e6, 1e6)), max_size=30))
    def test_units_and_unplaced_are_the_accounts(self, rows):
        cut = freeze(accounts([unit for unit, _ in rows], [amount for _, amount in rows]))
        measure = cut.measures.get(key="sales")
        assert measure.total == pytest.approx(sum(amount for _, amount in rows), abs=1e-6)
        assert measure.unplaced == pytest.approx(sum(amount for unit, amount in rows if unit < 0), abs=1e-6)
        assert measure.vector.sum() + measure.unplaced == pytest.approx(measure.total)


@pytest.mark.django_db
def test_a_cut_comes_out_as_it_went_in():
    cut = freeze(accounts([3, 3, -1], [1.5, 2.0, 4.0]))
    assert selectors.cut_vectors(cut)["sales"].tolist() == [0, 0, 0, 3.5, 0, 0, 0, 0, 0]
    assert selectors.cut_vectors(cut)["people"].tolist() == list(range(9))
    table = selectors.cut_accounts(cut)
    assert table["code"].tolist() == ["A0", "A1", "A2"] and table["unit"].tolist() == [3, 3, -1]
    assert table["sales"].tolist() == [1.5, 2.0, 4.0]


@pytest.mark.django_db
def test_the_same_figures_are_the_same_cut_in_any_order():
    table = accounts([3, 4, -1], [1.5, 2.0, 4.0])
    assert freeze(table) == freeze(table.iloc[::-1])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"accounts": accounts([3, 4, 0], [1.5, 2.0, 4.0])},
        {"accounts": accounts([3, 4, -1], [1.5, 2.0, 4.5])},
        {"as_of": date(2026, 10, 1)},
        {"currency": "KRW"},
        {"ground": {"people": np.ones(9)}},
    ],
)
def test_any_change_changes_the_hash(change):
    table = accounts([3, 4, -1], [1.5, 2.0, 4.0])
    changed = change.pop("accounts", table)
    assert freeze(table).hash != freeze(changed, **change).hash


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "words"),
    [
        (accounts([9], [1.0]), "does not have"),
        (accounts([1, 1], [1.0, float("nan")]), "no number"),
        (accounts([1], [1.0]).drop(columns="owner"), "owner"),
        (pd.concat([accounts([1], [1.0])] * 2), "A0 occurs twice"),
    ],
)
def test_bad_tables_are_named(table, words):
    with pytest.raises(PlanningError, match=words):
        freeze(table)
