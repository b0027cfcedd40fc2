import { describe, expect, it } from 'vitest';

import { gridPlan } from '../testing/world';
import { grown, touchingSlots } from './contiguity';
import { indices } from './balance';
import { issuesOf } from './issues';

describe('contiguity', () => {
  it('finds the smaller pieces of a territory that falls apart', () => {
    const plan = gridPlan(['1121', '1122']);
    expect(plan.contiguity.of(1)).toEqual([[3]]);
    expect(plan.contiguity.of(2)).toEqual([]);
  });

  it('sees at the next settling what a move splits and mends', () => {
    const plan = gridPlan(['111', '222']);
    plan.paint(Uint32Array.of(1), 2);
    plan.settle();
    expect(plan.contiguity.of(1)).toEqual([[2]]);
    plan.paint(Uint32Array.of(1), 1);
    plan.settle();
    expect(plan.contiguity.all().size).toBe(0);
  });

  it('does not mind unassigned ground in pieces', () => expect(gridPlan(['.1.']).contiguity.all().size).toBe(0));

  it('grows a selection by one ring', () => {
    const plan = gridPlan(['111', '111', '111']);
    expect([...grown(plan.neighbours, [4])].sort()).toEqual([1, 3, 4, 5, 7]);
  });

  it('knows which slots touch', () => {
    const plan = gridPlan(['123']);
    expect(touchingSlots(plan.vector, plan.ground.edges)).toEqual(new Set([65_536 + 2, 2 * 65_536 + 3]));
  });
});

describe('issues', () => {
  it('lists splits, gaps and what is out of band, worst first', () => {
    const plan = gridPlan(['1121', '.222', '2223']);
    const found = issuesOf(plan, indices(plan.totals, [{ measure: 'load', weight: 1 }], [0.9, 1.1], plan.leaves(), () => 1), [0.9, 1.1]);
    expect(found.map((issue) => issue.kind)).toEqual(['split', 'gap', 'under', 'over', 'under']);
    const strays = found.flatMap((issue) => ('by' in issue ? [Math.abs(issue.by)] : []));
    expect(strays).toEqual([...strays].sort((a, b) => b - a));
  });

  it('names a territory that has no ground', () => {
    const plan = gridPlan(['12']);
    plan.paint(Uint32Array.of(1), 1);
    const found = issuesOf(plan, indices(plan.totals, [{ measure: 'load', weight: 1 }], [0, 9], plan.leaves(), () => 1), [0, 9]);
    expect(found).toEqual([{ kind: 'empty', slot: 2 }]);
  });
});
