import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { gridPlan, territory } from '../testing/world';
import { edit } from './edit';
import { Plan } from './plan';
import { PlanState } from './state';
import type { Override } from './types';

const override = (more: Partial<Override>): Override => ({ account: 'A1', unit: 0, territory: 't2', cause: 'manual', reason: '', measures: { load: 3 }, ...more });

function recounted(plan: Plan): Plan {
  return new Plan(plan.ground, plan.state.clone());
}

describe('totals', () => {
  it('adds up units per slot, unassigned ground included', () => {
    const plan = gridPlan(['112', '1.2'], (unit) => unit + 1);
    expect(plan.totals.of('load', 1)).toBe(1 + 2 + 4);
    expect(plan.totals.of('load', 2)).toBe(3 + 6);
    expect(plan.totals.of('load', 0)).toBe(5);
    expect(plan.totals.grand[0]).toBe(21);
  });

  it('takes an exception off its ground and gives it to its holder, wherever the ground goes', () => {
    const plan = gridPlan(['12'], () => 10);
    plan.write(edit('', 'override', { overrides: { A1: [null, override({})] } }));
    expect([plan.totals.of('load', 1), plan.totals.of('load', 2)]).toEqual([7, 13]);
    plan.paint(Uint32Array.of(0), 2);
    expect([plan.totals.of('load', 1), plan.totals.of('load', 2)]).toEqual([0, 20]);
    plan.write(edit('', 'override', { overrides: { A1: [override({}), null] } }));
    expect(plan.totals.of('load', 2)).toBe(20);
  });

  it('takes house accounts out of the whole, and adds those that lie nowhere but are held', () => {
    const plan = gridPlan(['12'], () => 10);
    plan.write(edit('', 'override', { overrides: { A1: [null, override({ territory: null })] } }));
    expect(plan.totals.grand[0]).toBe(17);
    plan.write(edit('', 'override', { overrides: { A2: [null, override({ account: 'A2', unit: -1 })] } }));
    expect(plan.totals.grand[0]).toBe(20);
  });

  it('is the same after any sequence of moves as when counted from the beginning', () => {
    const moves = fc.array(fc.tuple(fc.nat(11), fc.nat(3)), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (list) => {
        const plan = gridPlan(['1122', '1323', '33.2'], (unit) => (unit * 7) % 5);
        plan.write(edit('', 'override', { overrides: { A1: [null, override({ unit: 5 })] } }));
        for (const [unit, slot] of list) plan.paint(Uint32Array.of(unit), slot);
        const fresh = new Plan({ ...plan.ground }, new PlanState(plan.vector.slice(), { territories: new Map([['t1', territory('t1', 1)], ['t2', territory('t2', 2)], ['t3', territory('t3', 3)]]), overrides: new Map(plan.state.overrides) }));
        for (let slot = 0; slot < 4; slot++) {
          expect(plan.totals.of('load', slot)).toBeCloseTo(fresh.totals.of('load', slot), 9);
          expect(plan.totals.unitCount[slot]).toBe(fresh.totals.unitCount[slot]);
        }
        expect(recounted(plan).totals.of('load', 2)).toBeCloseTo(plan.totals.of('load', 2), 9);
      }),
    );
  });
});
