"""The command line and the open formats."""

import json
from pathlib import Path

import numpy as np
import pytest

from optimizer import BadProblem, check
from optimizer.cli import main
from optimizer.formats.problem_file import document_of, problem_from, read_problem, write_problem
from tests.optimizer.worlds import stripes, town


def everything():
    homes = np.full((6, 2), np.nan)
    homes[0] = (15, 15)
    eligible = np.ones((144, 6), bool)
    eligible[0, 5] = False
    return town(
        homes=homes,
        eligible=eligible,
        current=stripes(12, 12, 6),
        keep_together=[np.array([0, 1])],
        keep_apart=[(5, 6)],
        locked_units=np.arange(144) == 3,
        fixed_load={"work": np.arange(6.0)},
        change_price=2.0,
        unit_names=[f"동 {i}" for i in range(144)],
    )


def test_a_problem_file_reads_back_as_the_same_problem(tmp_path: Path) -> None:
    problem = everything()
    write_problem(tmp_path / "p.json", problem)
    assert document_of(read_problem(tmp_path / "p.json")) == document_of(problem)


def test_solve_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = everything()
    write_problem(tmp_path / "p.json", problem)
    files = [str(tmp_path / "p.json"), str(tmp_path / "s.json")]
    assert main(["solve", files[0], "--time", "20", "--out", files[1], "--quiet"]) == 0
    assert main(["check", *files]) == 0
    assert json.loads(capsys.readouterr().out)["feasible"]
    solution = json.loads(Path(files[1]).read_text())
    assert check(problem, np.array(solution["labels"])).feasible


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 99}, "version"),
        ({"colour": "red"}, "colour"),
        ({"xy": None}, "xy"),
        ({"p": "many"}, "many"),
        ({"ineligible": [[0, 77]]}, "out of bounds"),
    ],
)
def test_a_faulty_file_is_refused_by_name(change: dict, says: str) -> None:
    with pytest.raises(BadProblem, match=says):
        problem_from(document_of(town()) | change)


def test_an_impossible_file_names_culprit_and_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work = np.ones(144)
    work[10] = 500
    write_problem(tmp_path / "p.json", town(measures={"work": work}))
    assert main(["solve", str(tmp_path / "p.json")]) == 3
    said = capsys.readouterr().err
    assert "unit 10" in said and "you could" in said


def test_bench_territory_prints_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = town()
    np.savez(tmp_path / "t.npz", xy=problem.xy, w=problem.measures["work"], edges=problem.edges)
    outputs = ["--out", str(tmp_path / "l.npy"), "--prices", str(tmp_path / "p.npy")]
    assert main(["bench", "territory", str(tmp_path / "t.npz"), "--p", "6", "--time", "20", *outputs]) == 0
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["violation"] == 0
    assert line["bound"] <= line["terms"]["travel"]
    assert np.load(tmp_path / "p.npy").shape == (6,)
