"""What a run leaves behind: the incumbent on its row, and its result."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from common import events
from territories.alignments.codec import encode_delta, territory_from_dict, territory_to_dict
from territories.alignments.state import Vector
from territories.runs.cast import Labels
from territories.runs.claim import Claim
from territories.runs.models import Run
from territories.runs.outcome import Outcome
from territories.runs.problem import Task


class NothingFound(Exception):
    """The run ended before there was any plan to show."""


@dataclass(frozen=True)
class Kept:
    """What an earlier attempt at a run had found; rank as the solver ranks: pieces too many, violation, objective."""

    labels: Labels
    rank: tuple[float, float, float]


def kept_of(run: Run, task: Task) -> Kept | None:
    """The incumbent on the row as labels of this task."""
    found = run.progress.get("incumbent")
    if run.incumbent is None or not found:
        return None
    territories = {leaf.key: leaf for leaf in task.inputs.state.leaves}
    territories |= {t.key: t for t in map(territory_from_dict, run.incumbent_territories)}
    labels = task.resumed(unpack_vector(run.incumbent), list(territories.values()))
    return Kept(
        labels, (float(found["pieces"] or 0), float(found["violation"] or 0.0), float(found["objective"] or 0.0))
    )


def finish_with(claim: Claim, outcome: Outcome, **fields: Any) -> None:
    """The run is done: its result, the change it proposes, and the vector on the map."""
    claim.finish(
        Run.State.DONE,
        result=outcome.facts,
        delta=encode_delta(outcome.delta),
        incumbent=pack_vector(outcome.vector),
        incumbent_territories=[territory_to_dict(territory) for territory in outcome.territories],
        **fields,
    )
    events.publish(f"run:{claim.run_id}", "incumbent", {"id": claim.run_id})


def pack_vector(vector: Vector) -> bytes:
    return zlib.compress(vector.astype("<u2").tobytes(), 1)


def unpack_vector(data: bytes | memoryview) -> Vector:
    return np.frombuffer(zlib.decompress(bytes(data)), "<u2").astype(np.uint16)
