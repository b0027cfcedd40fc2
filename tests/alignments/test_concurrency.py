"""Several people at once, on the real database: nothing is lost, nothing happens twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from territories.alignments.canonical import canonical_hash
from territories.alignments.delta import apply, moves
from territories.alignments.ground import unit_codes
from territories.alignments.models import Alignment
from territories.alignments.selectors import head_state, state_at
from territories.alignments.services import EditResult, edit_apply
from tests.planning import Company, company

KEYS = ["R1", "R2", "R3", "R4", None]


@pytest.mark.django_db(transaction=True)
def test_strokes_at_once_become_one_line_of_revisions() -> None:
    """Four people, each on their own units, all from the same base: every stroke is in, in some order, and replays."""
    team = company()
    plan = team.plan()
    base, start = plan.head.number, head_state(plan)
    with ThreadPoolExecutor(4) as people:
        results = list(people.map(lambda units: draw(team, plan.pk, base, units), ["ab", "cd", "ef", "ghi"]))
    plan.refresh_from_db()
    assert not any(result.conflicts for strokes in results for result in strokes)
    numbers = sorted(result.revision.number for strokes in results for result in strokes if result.written)
    assert numbers == list(range(base + 1, base + 1 + len(numbers)))
    assert plan.head.number == numbers[-1]
    assert state_at(plan, base) == start
    for revision in plan.revisions.filter(number__gte=base):
        assert canonical_hash(state_at(plan, revision.number), unit_codes(team.geography)) == revision.hash


def draw(team: Company, plan_id: int, base: int, units: str) -> list[EditResult]:
    """Five strokes over the same units; each knows only what its own author has done."""
    try:
        plan = Alignment.objects.get(pk=plan_id)
        state, results = head_state(plan), []
        for step in range(5):
            stroke = moves(state, team.idx(units), state.slot_of(KEYS[(step + len(units)) % 5]))
            results.append(edit_apply(alignment=plan, actor=team.users["planner"], base=base, delta=stroke))
            state = apply(state, stroke).state
        return results
    finally:
        connection.close()
