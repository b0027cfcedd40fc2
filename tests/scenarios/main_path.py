"""The main path: a run, edits, a review, a publication — as the people concerned live it, through the public API only.

    make scenario NAME=main_path
    make scenario NAME=main_path ARGS="--geography us_counties"
    make scenario NAME=main_path ARGS="--boundaries areas.geojson --accounts customers.csv"

Without ARGS it plays on the small demo. A geography that the program can build is built; boundaries and accounts of
one's own come in through the import, the accounts with their owners.
"""

from __future__ import annotations

import argparse
import datetime
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.scenarios._browser import Person, Refused, numbers

PASSWORD = os.environ.get("DEMO_PASSWORD", "evenlode")
MANAGERS = ("manager", "manager.central", "manager.east")
SMALL = "demo-small"
ENDED = ("done", "failed", "infeasible", "discarded", "accepted")


def say(text: str = "") -> None:
    print(text, flush=True)


def heading(text: str) -> None:
    say(f"\n— {text}")


class Story:
    """One playing: who takes part, and on what."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.planner = self.person("planner")
        self.force = self.planner.get("/me")["field_forces"][0]["key"]
        self.geography = arguments.geography

    def person(self, name: str) -> Person:
        return Person(self.arguments.address, name, PASSWORD)

    def play(self) -> None:
        self.bring_own_data()
        today = self.todays_plan()
        plan = self.run(today)
        self.edit(plan)
        submission = self.submit(plan)
        self.decide(plan, submission)
        self.publish(plan)
        self.see(plan)
        say("\nThe path is whole.")

    # -- ground and market ---------------------------------------------------------------------------------------------

    def bring_own_data(self) -> None:
        heading(f"Ground and market ({self.force})")
        if self.arguments.boundaries:
            self.geography = self.import_boundaries(Path(self.arguments.boundaries))
        facts = self.planner.get(f"/geographies/{self.geography}")
        say(f"{facts['name']}: {facts['n_units']:,} units")
        if self.arguments.accounts:
            self.import_accounts(Path(self.arguments.accounts))
        cut = self.planner.post(f"/field-forces/{self.force}/cuts", {"geography": self.geography})
        self.cut = self.planner.get(f"/cuts/{cut['id']}")
        totals, unplaced = self.cut["totals"], self.cut["unplaced"]
        say(f"data date {self.cut['as_of']}: " + ", ".join(f"{name} {value:,.0f}" for name, value in totals.items()))
        say(f"{unplaced.get('accounts', 0):,.0f} accounts lie in no unit")
        for name, vector in self.cut["measures"].items():
            same(numbers(vector, "f8").sum() + unplaced[name], totals[name], f"Σ units + unplaced of {name}")

    def import_boundaries(self, path: Path) -> str:
        with path.open("rb") as file:
            job = self.planner.post("/geographies/imports", files={"file": (path.name, file)})
        url = f"/geographies/imports/{job['id']}"
        job = self.planner.until(url, lambda j: j["state"] in ("checked", "failed"))
        say(f"{path.name}: {job['state']} — {job['report']}")
        assert job["state"] == "checked", job["report"]
        key = "own-" + "".join(c for c in path.stem.lower() if c.isalnum() or c == "-")[:40]
        self.planner.post(f"{url}/load", {"key": key, "name": path.stem})
        job = self.planner.until(url, lambda j: j["state"] in ("loaded", "failed"), 900)
        assert job["state"] == "loaded", job["report"]
        return str(job["geography"])

    def import_accounts(self, path: Path) -> None:
        with path.open("rb") as file:
            body = {"kind": "accounts", "field_force": self.force, "geography": self.geography}
            job = self.planner.post("/imports", data=body, files={"file": (path.name, file)})
        url = f"/imports/{job['id']}"
        self.planner.patch(url, {"mapping": job["mapping"], "geography": self.geography, "partial": True})
        job = self.planner.until(url, lambda j: j["state"] != "checking", 900)
        say(f"{path.name}: {job['state']} — {job['report']}")
        self.planner.post(f"{url}/load")
        job = self.planner.until(url, lambda j: j["state"] != "loading", 900)
        assert job["state"] == "loaded", job

    # -- today ---------------------------------------------------------------------------------------------------------

    def todays_plan(self) -> dict[str, Any]:
        heading("Today's plan, from the owner column")
        body = {"field_force": self.force, "geography": self.geography, "cut": self.cut["id"]}
        report = self.planner.post("/alignments/infer/preview", body)
        body["owner_map"] = self.owner_map(report)
        report = self.planner.post("/alignments/infer/preview", body)
        counts, units, index = report["accounts"], report["units"], report["index"]
        say(
            f"{counts['total']:,} accounts = {counts['inside']:,} on their owner's ground"
            f" + {counts['outside']:,} outside ({counts['outside_national']} national)"
            f" + {counts['house']} house + {counts['nobody']:,} of nobody"
            f" + {counts['unplaced']} nowhere"
        )
        assert counts["total"] == sum(counts[k] for k in ("inside", "outside", "house", "nobody", "unplaced"))
        say(f"{units['with_owner']:,} units with an owner, {units['mixed']:,} mixed, {units['ties']} ties")
        say(
            f"index {index['min'] or 0:.0f}–{index['max'] or 0:.0f};"
            f" {index['outside_85_115']} of {index['territories']} outside 85–115; {report['splits']} split"
        )
        self.adds_up(report["totals"])
        return self.planner.post("/alignments/infer", {**body, "name": "Today"})

    def owner_map(self, report: dict[str, Any]) -> dict[str, str]:
        """Owners nobody could guess get the posts that nobody else has: what the planner would say."""
        used = {row["means"] for row in report["owners"]}
        free = [t["key"] for t in report["territories"] if t["level"] == 0 and t["key"] not in used]
        unknown = [row["owner"] for row in report["owners"] if row["how"] in ("unknown", "left")]
        return dict(zip(unknown, free, strict=False))

    def adds_up(self, totals: dict[str, Any]) -> None:
        leaves = [row["values"] for row in totals["territories"] if row["level"] == 0]
        rest = [totals[name]["values"] for name in ("unassigned", "house", "unplaced")]
        for name, value in self.cut["totals"].items():
            same(sum(part[name] for part in (*leaves, *rest)), value, f"territories + rest of {name}")

    # -- a run ---------------------------------------------------------------------------------------------------------

    def run(self, today: dict[str, Any]) -> dict[str, Any]:
        heading("A run")
        plan = self.planner.post(f"/alignments/{today['id']}/fork", {"name": "Next year"})
        url = f"/alignments/{plan['id']}"
        if self.arguments.measure:
            self.planner.patch(url, {"index": [{"measure": self.arguments.measure, "weight": 1}]})
        seconds = self.arguments.seconds
        mode = {"mode": "rebalance"} if self.arguments.rebalance else {"mode": "build", "p": self.posts()}
        wish = {**mode, "tolerance": 0.1, "seconds": seconds, "best_effort": True}
        told = self.planner.post(f"{url}/runs/preflight", wish)
        for sentence in told["understood"]["sentences"]:
            say(f"understood: {sentence}")
        for finding in told["findings"]:
            say(f"{finding['severity']}: {finding['text']}")
        run = self.planner.post(f"{url}/runs", wish)
        events = self.planner.listen(f"run:{run['id']}")
        began = time.monotonic()

        def tell(run: dict[str, Any]) -> None:
            so_far = run.get("progress") or {}
            best = f"objective {so_far.get('objective')} violation {so_far.get('violation')}"
            say(f"  {time.monotonic() - began:5.1f} s {run['state']}: {so_far.get('phase') or '…'} {best}")

        run = self.planner.until(f"/runs/{run['id']}", lambda r: r["state"] in ENDED, 2 * seconds + 120, tell)
        told_of = len(events.of("progress"))
        say(f"{run['state']} after {time.monotonic() - began:.1f} s; the stream told {told_of} × progress")
        assert run["state"] == "done", run
        accepted = self.planner.post(f"/runs/{run['id']}/accept")
        say(f"accepted as revision {accepted['edit']['revision']}: {accepted['edit']['applied']:,} items")
        self.figures(plan)
        return plan

    def posts(self) -> int:
        return sum(post["level"] == 0 for post in self.planner.all(f"/field-forces/{self.force}/positions"))

    def figures(self, plan: dict[str, Any]) -> None:
        totals = self.planner.get(f"/alignments/{plan['id']}/totals")
        self.adds_up(totals)
        index = [row["index"] for row in totals["territories"] if row["level"] == 0 and row["index"] is not None]
        checks = self.planner.get(f"/alignments/{plan['id']}/checks")
        say(
            f"index {min(index):.0f}–{max(index):.0f} over {len(index)} territories; {checks['issues']} issues:"
            f" {checks['unassigned']} unassigned, {len(checks['splits'])} split,"
            f" {len(checks['out_of_band'])} out of band"
        )

    # -- edits ---------------------------------------------------------------------------------------------------------

    def edit(self, plan: dict[str, Any]) -> None:
        heading("Two tabs draw in the same plan")
        url = f"/alignments/{plan['id']}"
        state = self.planner.get(f"{url}/state")
        vector = numbers(state["vector"], "u2")
        edges = numbers(self.planner.get(f"/geographies/{self.geography}/adjacency")["edges_b64"], "i4").reshape(-1, 2)
        border = edges[(vector[edges[:, 0]] != vector[edges[:, 1]]) & (vector[edges] > 0).all(1)][:3]
        events = self.planner.listen(f"alignment:{plan['id']}")
        stroke = self.stroke(vector, border[:2])
        first = self.planner.post(f"{url}/edits", {"base": state["revision"], "label": "tab one", **stroke})
        say(f"tab one: {first['applied']} units, revision {first['revision']}")
        other = self.stroke(vector, border[1:])
        other["items"]["after"] = [0] * len(other["items"]["idx"])
        second = self.planner.post(f"{url}/edits", {"base": state["revision"], "label": "tab two", **other})
        say(f"tab two on the same base: {second['applied']} went through, {len(second['conflicts'])} to choose on")
        for conflict in second["conflicts"]:
            wish = f"{conflict['before']} → {conflict['after']}"
            say(f"  unit {conflict['idx']}: {wish}, but {conflict['by']} made it {conflict['current']}")
        assert second["applied"] + len(second["conflicts"]) == len(other["items"]["idx"])
        again = self.planner.post(f"{url}/edits", {"base": state["revision"], "label": "tab one", **stroke})
        assert again["applied"] == 0, "a stroke sent twice must be one revision"
        for done in (second, first):
            items = {"idx_b64": done["effect"]["items"]["idx_b64"], "before_b64": done["effect"]["items"]["after_b64"],
                     "after_b64": done["effect"]["items"]["before_b64"]}  # fmt: skip
            undone = self.planner.post(f"{url}/edits", {"base": second["revision"], "cause": "undo", "items": items})
        assert undone["hash"] == state["hash"], "undo must lead back to the same state"
        say(f"undone twice: the plan has its hash {undone['hash'][:12]} again")
        time.sleep(1)
        say(f"the stream told {len(events.of('revision'))} revisions")
        assert len(events.of("revision")) == 4

    @staticmethod
    def stroke(vector: np.ndarray, border: np.ndarray) -> dict[str, Any]:
        """The first unit of each border goes to the territory on its other side."""
        target = dict(zip(border[:, 0].tolist(), vector[border[:, 1]].tolist(), strict=True))
        before = [int(vector[i]) for i in target]
        return {"items": {"idx": list(target), "before": before, "after": list(target.values())}}

    # -- review and publication ----------------------------------------------------------------------------------------

    def submit(self, plan: dict[str, Any]) -> dict[str, Any]:
        heading("Submission")
        submission = self.planner.post(f"/alignments/{plan['id']}/submissions", {"note": "Even load for next year."})
        for part in submission["parts"]:
            say(f"{part['name']} → {part['position_name']}: {part['sentence']}")
        lock = {"base": 0, "unit_locks": {"0": [None, "x"]}}
        closed = self.planner.refused(lambda: self.planner.post(f"/alignments/{plan['id']}/edits", lock))
        say(f"an edit now: {closed.status} “{closed.problem['detail']}”")
        rep = self.person("rep")
        assert rep.refused(lambda: rep.get(f"/alignments/{plan['id']}")).status == 404
        assert rep.refused(lambda: rep.get(f"/submissions/{submission['id']}")).status == 404
        say("the rep does not find the plan")
        return submission

    def decide(self, plan: dict[str, Any], submission: dict[str, Any]) -> None:
        heading("Decision")
        own = self.planner.refused(
            lambda: self.planner.post(f"/submissions/{submission['id']}/parts/{submission['parts'][0]['id']}/approve")
        )
        say(f"the planner may not decide: {own.status} “{own.problem['detail']}”")
        sent_back = False
        while submission["state"] == "open":
            name, manager, part = self.next_decider(submission)
            if not sent_back:
                manager.post(
                    f"/submissions/{submission['id']}/parts/{part['id']}/send-back", {"comment": "Why so many?"}
                )
                say(f"{name} sends back {part['name']}; the planner explains and submits again")
                submission = self.planner.post(f"/alignments/{plan['id']}/submissions", {"note": "As discussed."})
                sent_back = True
                continue
            submission = manager.post(
                f"/submissions/{submission['id']}/parts/{part['id']}/approve", {"comment": "Good."}
            )
            say(f"{name} approves {part['name']}")
        assert submission["state"] == "approved"
        assert self.planner.get(f"/alignments/{plan['id']}")["state"] == "approved"

    def next_decider(self, submission: dict[str, Any]) -> tuple[str, Person, dict[str, Any]]:
        for name in MANAGERS:
            manager = self.person(name)
            try:
                seen = manager.get(f"/submissions/{submission['id']}")
            except Refused as refusal:
                if refusal.status == 404:
                    continue
                raise
            for part in seen["parts"]:
                if part["can_decide"]:
                    return name, manager, part
        raise AssertionError("nobody of the demo's managers can decide on what is left")

    def publish(self, plan: dict[str, Any]) -> None:
        heading("Publication")
        day = datetime.date.fromisoformat(self.cut["as_of"])
        soon, later = (str(day + datetime.timedelta(days=n)) for n in (14, 40))
        dates = {"effective_on": later, "announce_on": soon}
        publication = self.planner.post(f"/alignments/{plan['id']}/publications", dates)
        say(f"takes force on {dates['effective_on']}, announced on {dates['announce_on']}: {publication['state']}")
        rep = self.person("rep")
        assert rep.get("/my/changes")["results"] == []
        assert rep.get("/publications")["count"] == 0
        manager = self.person(MANAGERS[-1])
        assert publication["id"] not in [p["id"] for p in manager.all("/publications")]
        say("before the announcement the field sees nothing of it")
        self.planner.post(f"/publications/{publication['id']}/call-back")
        dates["announce_on"] = str(day)
        publication = self.planner.post(f"/alignments/{plan['id']}/publications", dates)
        say(f"called back, and published again with the announcement today: {publication['state']}")

    def see(self, plan: dict[str, Any]) -> None:
        heading("The rep")
        rep = self.person("rep")
        mine = rep.get("/my/accounts")
        say(f"accounts today: {mine.get('count', len(mine.get('results', mine.get('accounts', []))))}")
        for change in rep.get("/my/changes")["results"]:
            moves = f"{len(change['leaves'])} leave, {len(change['comes'])} come"
            counts = f"{change['count_before']} → {change['count_after']} accounts"
            say(f"{change['position']} on {change['effective_on']}: {moves}, {counts}")
            assert change["count_before"] - len(change["leaves"]) + len(change["comes"]) == change["count_after"]
            for territory in change["territories"]:
                for sentence in territory["why"]:
                    say(f"  {sentence}")
        assert rep.refused(lambda: rep.get(f"/alignments/{plan['id']}")).status == 404


def same(found: float, expected: float, what: str) -> None:
    assert abs(found - expected) <= 0.005 + 1e-9 * abs(expected), f"{what}: {found} is not {expected}"


def prepare(geography: str) -> None:
    """The people and their market: the small demo; another ground is built."""
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "demo", "--size", "small"], check=True, env={**os.environ, "DEMO_TILES": "0"})
    if geography != SMALL:
        subprocess.run([*manage, "build_geography", geography], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", required=True, help="where the system answers (make scenario gives it)")
    parser.add_argument("--geography", default=SMALL, help="a geography the program can build")
    parser.add_argument("--boundaries", help="a boundary file of one's own")
    parser.add_argument("--accounts", help="an account file of one's own, with an owner column")
    parser.add_argument("--measure", help="what is to be even, instead of workload")
    parser.add_argument("--seconds", type=int, default=10, help="how long a run may take")
    parser.add_argument(
        "--rebalance", action="store_true", help="change as little as possible instead of building anew"
    )
    arguments = parser.parse_args()
    prepare(arguments.geography)
    try:
        Story(arguments).play()
    except (AssertionError, Refused) as failure:
        say(f"\nIt failed: {failure}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
