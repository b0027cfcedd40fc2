import { describe, expect, it } from 'vitest';

import { gridPlan } from '../testing/world';
import { indexOf, indices, outside, standing } from './balance';

const parts = [{ measure: 'load', weight: 1 }];

describe('index and band', () => {
  it('is 100 for everyone when loads are equal', () => {
    const plan = gridPlan(['12', '12']);
    const { bySlot, maxDeviation } = indices(plan.totals, parts, [0.9, 1.1], plan.leaves(), () => 1);
    expect([...bySlot.values()]).toEqual([100, 100]);
    expect(maxDeviation).toBe(0);
  });

  it('counts unassigned ground in the average, and capacity', () => {
    const plan = gridPlan(['1122', '....']);
    const { bySlot } = indices(plan.totals, parts, [0.9, 1.1], plan.leaves(), (key) => (key === 't1' ? 1 : 3));
    expect(bySlot.get(1)).toBeCloseTo(100);
    expect(bySlot.get(2)).toBeCloseTo(100 / 3);
  });

  it('blends measures by weight, each against its own total', () => {
    const plan = gridPlan(['12']);
    const { bySlot } = indices(plan.totals, [{ measure: 'load', weight: 2 }, { measure: 'missing', weight: 5 }], [0.9, 1.1], plan.leaves(), () => 1);
    expect(bySlot.get(1)).toBe(100);
  });

  it('has no index without capacity', () => expect(indexOf(0.5, 0, 10)).toBeNull());

  it('tells under, inside and over, and by how much', () => {
    expect([89, 90, 110, 111].map((index) => standing(index, [0.9, 1.1]))).toEqual(['under', 'inside', 'inside', 'over']);
    expect(outside(87, [0.9, 1.1])).toBe(-3);
    expect(outside(112, [0.9, 1.1])).toBeCloseTo(2);
  });
});
