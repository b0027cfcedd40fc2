/** A stroke over 2,000 of 32,400 units in 20 pieces, with totals, indices and contiguity: the core's share of a drag. */
import { expect, it } from 'vitest';

import { countryPlan } from '../testing/world';
import { indices } from './balance';
import { issuesOf } from './issues';
import { lockGuard, Stroke } from './stroke';

const budgetMilliseconds = 8;
const parts = [{ measure: 'm0', weight: 2 }, { measure: 'm3', weight: 1 }];
const band: [number, number] = [0.9, 1.1];

it('costs a fraction of a frame', () => {
  const plan = countryPlan();
  const pieces = Array.from({ length: 20 }, (_, i) => Uint32Array.from({ length: 100 }, (_, j) => 180 * (20 + i) + 30 + j));
  const times = Array.from({ length: 31 }, () => {
    const begin = performance.now();
    const stroke = new Stroke(plan, 60, lockGuard(plan));
    for (const piece of pieces) stroke.extend(piece);
    plan.settle();
    issuesOf(plan, indices(plan.totals, parts, band, plan.leaves(), () => 1), band);
    const spent = performance.now() - begin;
    stroke.cancel();
    plan.settle();
    return spent;
  });
  const median = times.sort((a, b) => a - b)[15];
  expect(median).toBeLessThan(budgetMilliseconds);
});
