"""Plan and wish become a problem, and labels become a plan again. No database."""

from __future__ import annotations

import numpy as np
import pytest

from common.errors import PlanningError
from optimizer import check
from territories.alignments.state import NOWHERE, Override, State, Territory
from territories.runs.inputs import Post
from territories.runs.outcome import outcome_of, planned_state
from territories.runs.problem import resumed_task, task_of
from tests.runs.worlds import inputs, lonlat, wish
from tests.worlds import WORLDS, world


def with_state(name: str, **changes):
    """Inputs of a world whose state differs from the drawing in `changes`."""
    made = inputs(name)
    parts = {part: getattr(made.state, part) for part in State.__dataclass_fields__}
    return inputs(name, state=State(**{**parts, **changes}))


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("mode", ["build", "rebalance", "fill"])
def test_every_world_becomes_a_problem_that_counts_as_the_world_does(name: str, mode: str) -> None:
    task = task_of(inputs(name), wish(mode=mode))
    arrays = world(name).arrays()
    assert task.problem.n == len(arrays["codes"])
    assert task.problem.p == arrays["p"]
    assert task.problem.total("sales") == pytest.approx(arrays["measures"]["sales"].sum())
    np.testing.assert_array_equal(task.problem.edges, arrays["edges"])


@pytest.mark.parametrize("name", WORLDS)
def test_labels_and_slots_are_each_others_inverse(name: str) -> None:
    task = task_of(inputs(name), wish())
    labels = task.problem.current
    assert labels is not None
    np.testing.assert_array_equal(labels, world(name).arrays()["current"])
    territories = task.territories(labels)
    np.testing.assert_array_equal(task.vector(labels, territories), world(name).vector)
    np.testing.assert_array_equal(task.resumed(task.vector(labels, territories), territories), labels)


def test_one_measure_keeps_its_unit_and_a_blend_is_an_index() -> None:
    single = task_of(inputs("corridor"), wish())
    assert single.problem.primary == "sales"
    assert single.problem.total("sales") == 95.0
    blend = task_of(
        inputs("corridor"), wish(index=[{"measure": "sales", "weight": 3}, {"measure": "units", "weight": 1}])
    )
    assert blend.problem.primary == "index"
    assert blend.problem.total("index") == pytest.approx(100 * blend.problem.p)
    a = world("corridor").idx("a")[0]
    assert blend.problem.measures["index"][a] == pytest.approx(300 * (0.75 * 30 / 95 + 0.25 / 8))


def test_a_measure_that_is_zero_everywhere_says_nothing_in_a_blend() -> None:
    made = inputs("corridor")
    made = inputs("corridor", vectors={**made.vectors, "nothing": np.zeros(len(made))})
    task = task_of(made, wish(index=[{"measure": "sales", "weight": 1}, {"measure": "nothing", "weight": 9}]))
    np.testing.assert_allclose(task.problem.measures["index"], 300 * made.vectors["sales"] / 95)


def test_further_measures_have_bands_of_their_own() -> None:
    task = task_of(inputs("corridor"), wish(also=[{"measure": "units", "tolerance": 0.4}]))
    assert list(task.problem.measures) == ["sales", "units"]
    assert task.problem.bands["units"] == pytest.approx((0.6, 1.4))
    assert task.problem.bands["sales"] == pytest.approx((0.7, 1.3))


def test_accounts_held_by_name_are_fixed_loads_and_leave_their_ground() -> None:
    a = int(world("corridor").idx("a")[0])
    overrides = {
        "national": Override("national", a, "T3", measures={"sales": 12.0}),
        "house": Override("house", a, None, measures={"sales": 5.0}),
        "lost": Override("lost", NOWHERE, "T1", measures={"sales": 2.0}),
    }
    task = task_of(with_state("corridor", overrides=overrides), wish())
    assert task.problem.measures["sales"][a] == 13.0
    np.testing.assert_array_equal(task.problem.fixed_load["sales"], [2.0, 0.0, 12.0])
    assert (
        task.problem.total("sales") == 95 - 5 + 2
    )  # the house is out of the field; what lies nowhere comes in by name


def test_locks_of_units_and_territories_are_kept() -> None:
    b = int(world("corridor").idx("b")[0])
    made = with_state("corridor", unit_locks={b: "hospital contract"}, territory_locks={"T3": "new rep"})
    task = task_of(made, wish(keep={"units": True, "territories": ["T2"]}))
    assert np.flatnonzero(task.problem.locked_units).tolist() == [b]
    np.testing.assert_array_equal(task.problem.locked_territories, [False, True, True])


def test_unit_locks_may_be_given_up_and_end_where_units_moved() -> None:
    idx = world("three_by_three").idx("ai")
    made = with_state("three_by_three", unit_locks={int(i): "old" for i in idx})
    task = task_of(made, wish(keep={"units": False}))
    assert task.problem.locked_units is None
    labels = task.problem.current.copy()
    labels[idx[0]] = 1
    planned = planned_state(task, labels, task.territories(labels))
    assert set(planned.unit_locks) == {int(idx[1])}


def test_a_lock_on_a_district_closes_all_its_territories() -> None:
    nodes = {"D": Territory("D", None, "District", 1)} | {
        f"T{s}": Territory(f"T{s}", s, f"T{s}", parent="D" if s < 3 else None) for s in (1, 2, 3)
    }
    task = task_of(with_state("corridor", territories=nodes), wish(keep={"territories": ["D"]}))
    np.testing.assert_array_equal(task.problem.locked_territories, [True, True, False])


def test_a_part_of_the_tree_is_divided_among_its_own() -> None:
    nodes = {"D": Territory("D", None, "District", 1)} | {
        f"T{s}": Territory(f"T{s}", s, f"T{s}", parent="D" if s < 3 else None) for s in (1, 2, 3)
    }
    made = with_state("corridor", territories=nodes)
    task = task_of(made, wish(parent="D"))
    assert task.problem.p == 2
    assert [world("corridor").codes[i] for i in task.items] == sorted("abcdef", key=world("corridor").codes.index)
    assert task.problem.edges.max() < 6
    labels = 1 - task.problem.current
    vector = task.vector(labels, task.territories(labels))
    outside = np.setdiff1d(np.arange(8), task.items)
    np.testing.assert_array_equal(vector[outside], made.state.vector[outside])
    assert set(vector[task.items]) == {1, 2}


def test_filling_the_gaps_moves_only_what_nobody_holds() -> None:
    task = task_of(inputs("split_county"), wish(mode="fill"))
    nobody = world("split_county").vector == 0
    np.testing.assert_array_equal(task.problem.focus, nobody)
    assert task.best_effort


def test_homes_become_centres_and_positions_without_ground_get_a_territory() -> None:
    post = Post("P9", "Post 9", 0.5, lonlat("three_by_three", "i"), "D")
    made = inputs("three_by_three", homes={"T1": lonlat("three_by_three", "a")}, free_posts=[post])
    task = task_of(made, wish(mode="homes"))
    assert task.problem.p == 3
    np.testing.assert_allclose(task.problem.homes[0], made.xy[world("three_by_three").idx("a")[0]], atol=1e-6)
    assert np.isnan(task.problem.homes[1]).all()
    np.testing.assert_array_equal(task.problem.targets, [1.0, 1.0, 0.5])
    new = task.territories(np.zeros(9, np.int32))[2]
    assert (new.key, new.position, new.slot) == ("P9", "P9", 3)


def test_from_scratch_people_stay_with_their_ground() -> None:
    task = task_of(inputs("three_by_three"), wish(mode="build", p=2))
    assert task.problem.current is None
    swapped = np.where(world("three_by_three").vector == 1, 1, 0).astype(np.int32)  # the solver's numbers are arbitrary
    keys = [territory.key for territory in task.territories(swapped)]
    assert keys == ["T2", "T1"]
    np.testing.assert_array_equal(task.vector(swapped, task.territories(swapped)), world("three_by_three").vector)


def test_from_scratch_more_territories_make_new_ones_and_fewer_remove_some() -> None:
    more = task_of(inputs("corridor"), wish(mode="build", p=4), level_name="담당구역")
    labels = np.repeat(np.arange(4, dtype=np.int32), 2)
    territories = more.territories(labels)
    new = [t for t in territories if t.key not in more.inputs.state.territories]
    assert [(t.slot, t.name) for t in new] == [(4, "담당구역 4")]
    fewer = task_of(inputs("corridor"), wish(mode="build", p=2))
    labels = (world("corridor").vector > 1).astype(np.int32)
    planned = planned_state(fewer, labels, fewer.territories(labels))
    assert set(planned.territories) == {"T1", "T2"}
    assert set(planned.vector.tolist()) == {1, 2}


def test_from_scratch_where_nobody_holds_anything_the_nearest_home_gives_the_name() -> None:
    homes = {"T1": lonlat("corridor", "h"), "T2": lonlat("corridor", "a"), "T3": lonlat("corridor", "d")}
    made = inputs("corridor", homes=homes)
    made = inputs("corridor", homes=homes, state=State(np.zeros(8, np.uint16), made.state.territories))
    task = task_of(made, wish(mode="build"))
    letters = {letter: label for label, group in enumerate(("abc", "de", "fgh")) for letter in group}
    labels = np.array([letters[code] for code in world("corridor").codes], np.int32)
    assert [territory.key for territory in task.territories(labels)] == ["T2", "T3", "T1"]


def test_from_scratch_a_half_post_stays_half_a_post() -> None:
    made = inputs("corridor", capacity={"T1": 0.5, "T2": 1.0, "T3": 1.0})
    task = task_of(made, wish(mode="build"))
    np.testing.assert_array_equal(task.problem.targets, [1.0, 1.0, 0.5])
    labels = (world("corridor").vector - 1).astype(np.int32)  # label 0 has T1's ground, but is a full post
    assert task.territories(labels)[2].key == "T1"


def test_from_scratch_exceptions_end_but_the_house_and_locked_territories_keep_theirs() -> None:
    a = int(world("corridor").idx("a")[0])
    overrides = {
        "loose": Override("loose", a, "T2", measures={"sales": 4.0}),
        "fast": Override("fast", a, "T3", measures={"sales": 6.0}),
        "house": Override("house", a, None, measures={"sales": 5.0}),
    }
    made = with_state("corridor", overrides=overrides, territory_locks={"T3": "stays"})
    task = task_of(made, wish(mode="build"))
    assert task.released == ("loose",)
    assert task.problem.measures["sales"][a] == 19.0
    assert task.problem.fixed_load["sales"].tolist() == [6.0, 0.0, 0.0]
    labels = np.where(task.problem.current == 0, 0, 1).astype(np.int32)
    planned = planned_state(task, labels, task.territories(labels))
    assert set(planned.overrides) == {"fast", "house"}


def test_the_size_of_a_territory_says_how_many() -> None:
    assert (
        task_of(inputs("corridor"), wish(mode="build", target_size={"measure": "sales", "amount": 24})).problem.p == 4
    )


def test_change_has_a_price_only_where_there_is_something_to_keep() -> None:
    strong = task_of(inputs("corridor"), wish(change_price="strong")).problem.change_price
    gentle = task_of(inputs("corridor"), wish(change_price="gentle")).problem.change_price
    assert strong == pytest.approx(6 * gentle)
    assert gentle > 0
    assert task_of(inputs("corridor"), wish(change_price=7.5)).problem.change_price == 7.5
    assert task_of(inputs("corridor"), wish(mode="build")).problem.change_price == 0


def test_an_interrupted_search_goes_on_where_it_was() -> None:
    task = task_of(inputs("corridor"), wish(mode="build", p=4))
    labels = np.array([0, 0, 3, 3, 1, 1, 2, 2], np.int32)
    territories = task.territories(labels)
    again = task.resumed(task.vector(labels, territories), territories)
    # names decide, numbers are free: the same units are together
    np.testing.assert_array_equal(again[:, None] == again[None], labels[:, None] == labels[None])
    begun = resumed_task(task, again)
    assert begun.start == "current"
    np.testing.assert_array_equal(begun.problem.current, again)


def test_an_outcome_says_what_changes_and_is_checked_independently() -> None:
    task = task_of(inputs("three_by_three"), wish())
    labels = task.problem.current.copy()
    labels[world("three_by_three").idx("d")] = 1
    outcome = outcome_of(task, labels, None, why_stopped="interrupted")
    facts = outcome.facts
    assert facts["units_moved"] == 1
    assert facts["feasible"] is False  # three units against six, ±30 %
    assert check(task.problem, labels).out_of_band["sales"].tolist() == [0, 1]
    assert facts["out_of_band"] == {"sales": ["T1", "T2"]}
    assert facts["split"] == []
    row = next(row for row in facts["table"] if row["key"] == "T1")
    assert row["now"]["index"] == pytest.approx(100 * 4 / 4.5)
    assert row["plan"] == {"units": 3, "index": pytest.approx(100 * 3 / 4.5), "values": {"sales": 30.0}}
    assert (row["units_in"], row["units_out"]) == (0, 1)
    assert outcome.delta.idx.tolist() == world("three_by_three").idx("d").tolist()


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"index": [{"measure": "moon", "weight": 1}]}, "unknown_measure"),
        ({"also": [{"measure": "moon", "tolerance": 0.1}]}, "unknown_measure"),
        ({"keep": {"territories": ["T9"]}}, "unknown_territory"),
        ({"parent": "T9"}, "unknown_territory"),
        ({"mode": "homes"}, "no_homes"),
        ({"mode": "build", "p": 1, "keep": {"territories": ["T1", "T2"]}}, "fewer_than_locked"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(choices: dict, code: str) -> None:
    with pytest.raises(PlanningError) as refusal:
        task_of(inputs("corridor"), wish(**choices))
    assert refusal.value.code == code
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"mode": "magic"}, "mode"),
        ({"tolerance": "wide"}, "tolerance"),
        ({"tolerance": 1.5}, "tolerance"),
        ({"seconds": 0}, "seconds"),
        ({"p": 2.5}, "p"),
        ({"index": [{"weight": 1}]}, "index"),
        ({"index": [{"measure": "sales", "weight": 0}]}, "index"),
        ({"change_price": "cheap"}, "change_price"),
        ({"target_size": 5}, "target_size"),
        ({"keep": "all"}, "keep"),
    ],
)
def test_a_request_that_cannot_be_read_names_the_field(body: dict, field: str) -> None:
    with pytest.raises(PlanningError) as refusal:
        wish(**body)
    assert field in [error["field"] for error in refusal.value.errors]


def test_a_request_survives_being_written_down() -> None:
    asked = wish(
        mode="build", p=7, index=[{"measure": "sales", "weight": 2}], also=[{"measure": "units", "tolerance": 0.1}],
        keep={"units": False, "territories": ["T1"]}, change_price=3.5, target_size={"measure": "sales", "amount": 9},
    )  # fmt: skip
    assert wish(**asked.as_json()) == asked
