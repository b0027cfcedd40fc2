"""Totals, index, checks and differences: by hand on nine units, and by law on random states."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territories.alignments.checks import checks, splits
from territories.alignments.delta import Delta
from territories.alignments.difference import difference
from territories.alignments.owners import HOUSE, NOBODY, TIE, majority
from territories.alignments.selectors import check_report, coverage_state, figures, head_state
from territories.alignments.state import Override, State, Territory
from territories.alignments.tables import diff_table, totals_table, translated_vector
from territories.alignments.totals import index, totals
from tests.alignments.strategies import N_UNITS, states
from tests.planning import LONG_AGO, Company
from tests.worlds import WORLDS, world

SALES = np.arange(1.0, N_UNITS + 1)
VECTORS = {"sales": SALES}


def with_rows(state: State) -> State:
    """Each account where it is in every state of a cut, with a row that is a part of what its unit holds."""
    rows = {}
    for account, override in state.overrides.items():
        unit = {"a1": 0, "a2": 5, "a3": -1}[account]
        rows[account] = replace(override, unit=unit, measures={"sales": SALES[unit] / 10 if unit >= 0 else 0.25})
    return replace(state, overrides=rows)


@given(states())
def test_totals_add_up_to_everything_there_is(state: State) -> None:
    table = totals(with_rows(state), VECTORS, {"sales": 3.0})
    assert table.total("sales") == pytest.approx(SALES.sum() + 3.0)
    assert table.units.sum() + table.unassigned_units == N_UNITS


@given(states(), states())
def test_what_changes_hands_is_the_change_of_every_total(a: State, b: State) -> None:
    """Per territory: before + in − out = after, exceptions included."""
    a, b = with_rows(a), with_rows(b)
    found = difference(a, b, VECTORS)
    before, after = totals(a, VECTORS), totals(b, VECTORS)
    flows = dict.fromkeys((*before.keys, *after.keys), 0.0)
    for flow in found.flows:
        flows[flow.origin] = flows.get(flow.origin, 0.0) - flow.values["sales"]
        flows[flow.target] = flows.get(flow.target, 0.0) + flow.values["sales"]
    held = [dict(zip(t.keys, t.values["sales"], strict=True)) | {"house:": t.house["sales"]} for t in (before, after)]
    for key, change in flows.items():
        if key:
            assert held[0].get(key, 0.0) + change == pytest.approx(held[1].get(key, 0.0), abs=1e-9)


def test_index_is_100_on_average_and_counts_capacity() -> None:
    territories = {"A": Territory("A", 1, "A"), "B": Territory("B", 2, "B")}
    state = State(np.array([1, 1, 2, 0], np.uint16), territories)
    table = totals(state, {"hours": np.array([10.0, 20, 60, 30]), "none": np.zeros(4)})
    blend = [{"measure": "hours", "weight": 1}, {"measure": "none", "weight": 5}]
    assert index(table, blend, {}).tolist() == [50.0, 100.0]
    assert index(table, blend, {"A": 0.5, "B": 1.5}).tolist() == pytest.approx([100.0, 100 * 60 / 90])
    assert np.isnan(index(table, blend, {"A": 0.0})[0])


@pytest.mark.parametrize("name", WORLDS)
def test_totals_and_pieces_are_those_of_the_shared_worlds(name: str) -> None:
    """The browser holds itself to the same fixture."""
    drawn = world(name)
    fixture, arrays = drawn.fixture(), drawn.arrays()
    territories = {str(s): Territory(str(s), s, str(s)) for s in range(1, fixture["p"] + 1)}
    state = State(drawn.vector, territories)
    table = totals(state, arrays["measures"])
    for measure, values in fixture["totals"].items():
        assert [table.unassigned[measure], *table.values[measure]] == pytest.approx(values)


def test_a_piece_that_hangs_nowhere_is_named_with_its_units() -> None:
    edges = np.array([[0, 1], [1, 2], [2, 3], [3, 4]], np.int32)
    state = State(np.array([1, 2, 1, 1, 0], np.uint16), {"A": Territory("A", 1, "A"), "B": Territory("B", 2, "B")})
    (split,) = splits(state, edges)
    assert split.key == "A"
    assert [piece.tolist() for piece in split.pieces] == [[0]]


def test_the_report_names_gaps_empty_territories_and_what_is_out_of_band() -> None:
    territories = {key: Territory(key, slot, key) for slot, key in enumerate("ABC", start=1)}
    state = State(np.array([1, 2, 0], np.uint16), territories, unit_locks={0: "x"})
    report = checks(state, np.array([[0, 1], [1, 2]], np.int32), np.array([110.0, 110.01, np.nan]), [0.9, 1.1])
    assert report.unassigned.tolist() == [2]
    assert report.empty == ["C"]
    assert [item.key for item in report.out_of_band] == ["B"]
    assert report.unit_locks == {0: "x"}
    assert report.issues == 3


def test_a_plans_table_adds_up_to_the_cut_and_to_its_districts(team: Company) -> None:
    plan = team.plan()
    team.edit(plan, Delta(overrides={"acc-house": (None, Override("acc-house", -1, None, "house"))}))
    team.edit(plan, Delta(overrides={"acc-lost": (None, Override("acc-lost", -1, "R4"))}))
    team.move(plan, "i", None)
    plan.refresh_from_db()
    table = totals_table(figures(plan, head_state(plan)))
    rows = {row["key"]: row for row in table["territories"]}
    assert table["total"]["values"] == {"accounts": 12.0, "revenue_12m": 1510.0, "workload_hours": 89.0}
    assert rows["R1"]["values"]["workload_hours"] == 10 + 10 + 3
    assert rows["R4"]["values"]["workload_hours"] == 5 + 5 + 4
    assert rows["D1"]["values"] == {k: rows["R1"]["values"][k] + rows["R2"]["values"][k] for k in rows["R1"]["values"]}
    assert rows["HEAD"]["capacity"] == 4
    assert table["unassigned"] == {
        "units": 1,
        "values": {"accounts": 1.0, "revenue_12m": 100.0, "workload_hours": 10.0},
    }
    assert table["house"]["values"]["revenue_12m"] == 70.0
    assert table["unplaced"]["values"]["revenue_12m"] == 0.0
    field = 89 - 2
    assert rows["R1"]["index"] == pytest.approx(100 * 23 / field * 4)


def test_checks_use_links_and_capacities_of_the_plan(team: Company) -> None:
    plan = team.plan()
    team.move(plan, "i", "R1")
    plan.refresh_from_db()
    state = head_state(plan)
    report = check_report(plan, state, figures(plan, state).index)
    assert [split.key for split in report.splits] == ["R1"]


def test_nothing_is_in_force_before_anything_was_published(team: Company) -> None:
    plan = team.plan()
    before, after = coverage_state(plan, LONG_AGO), head_state(plan)
    found = difference(before, after, {"units": np.ones(9)})
    assert found.units == 9
    assert {flow.origin for flow in found.flows} == {""}
    assert not translated_vector(before, after).any()


def test_a_difference_has_a_sentence_and_both_indices(team: Company) -> None:
    plan = team.plan()
    before = head_state(plan)
    team.move(plan, "a", "R2")
    plan.refresh_from_db()
    after = head_state(plan)
    vectors = {"accounts": np.ones(9), "revenue_12m": np.ones(9), "workload_hours": np.ones(9)}
    table = diff_table(plan, difference(before, after, vectors), figures(plan, before), figures(plan, after))
    row = next(row for row in table["territories"] if row["key"] == "R2")
    assert table["sentence"].startswith("1 unit and 1 account change hands; the index farthest from 100 goes from ")
    assert (row["units_in"], row["units_out"]) == (1, 0)
    assert row["index_after"] > row["index_before"]


# -- owners ------------------------------------------------------------------------------------------------------------


def test_the_majority_goes_by_work_then_revenue_then_number() -> None:
    unit = np.array([0, 0, 1, 1, 2, 2, 2, 3, 3, 4, -1])
    owner = np.array([0, 1, 0, 1, 0, 1, 1, 0, 1, HOUSE, 0])
    work = np.array([1, 2, 5, 5, 0, 0, 0, 0, 0, 9, 9], float)
    revenue = np.array([9, 1, 1, 2, 4, 2, 2, 3, 3, 9, 9], float)
    found = majority(unit, owner, [work, revenue, np.ones(11)], 6)
    assert found.winner.tolist() == [1, 1, 1, 0, NOBODY, NOBODY]
    assert found.decided_by.tolist() == [0, 1, 2, TIE, -1, -1]
    assert found.runner_up.tolist() == [0, 0, 0, 1, NOBODY, NOBODY]
    assert (found.with_owner, found.single, found.mixed, found.ties.tolist()) == (4, 0, 4, [3])


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-2, 3), st.integers(0, 3), st.integers(0, 3)), max_size=40))
def test_the_winner_is_who_a_plain_count_finds(rows: list[tuple[int, int, int, int]]) -> None:
    unit, owner, work, revenue = (np.array(column, int) for column in (zip(*rows, strict=True) if rows else [()] * 4))
    weights = [work.astype(float), revenue.astype(float), np.ones(len(rows))]
    found = majority(unit, owner, weights, 5)
    for u in range(5):
        sums: dict[int, tuple[float, ...]] = {}
        for i in np.flatnonzero((unit == u) & (owner >= 0)):
            sums[int(owner[i])] = tuple(np.add(sums.get(int(owner[i]), (0, 0, 0)), [w[i] for w in weights]))
        best = max(sorted(sums), key=lambda o: sums[o]) if sums else NOBODY
        assert found.winner[u] == best
        assert found.owners[u] == len(sums)
