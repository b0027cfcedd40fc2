import { describe, expect, it } from 'vitest';

import { gridPlan } from '../testing/world';
import { edit } from './edit';
import { History } from './history';
import { lockGuard, Stroke } from './stroke';

const lock = (unit: number, reason: string) => edit('', 'lock', { unitLocks: { [unit]: [null, reason] } });

describe('a stroke', () => {
  it('shows at once and ends as one edit from what was there before', () => {
    const plan = gridPlan(['112', '332']);
    const stroke = new Stroke(plan, 2, lockGuard(plan));
    stroke.extend([0, 3]);
    stroke.extend([3, 4, 2]);
    expect([...plan.vector]).toEqual([2, 1, 2, 2, 2, 2]);
    const step = stroke.finish('3 units');
    expect([[...step.units], [...step.before], [...step.after]]).toEqual([[0, 3, 4], [1, 3, 3], [2, 2, 2]]);
  });

  it('leaves no trace when it is called off', () => {
    const plan = gridPlan(['112', '332']);
    const stroke = new Stroke(plan, 2, lockGuard(plan));
    stroke.extend([0, 3]);
    stroke.cancel();
    expect([...plan.vector]).toEqual([1, 1, 2, 3, 3, 2]);
    expect(plan.totals.of('load', 2)).toBe(2);
  });

  it('follows a lasso that takes back what it had covered', () => {
    const plan = gridPlan(['112', '332']);
    const stroke = new Stroke(plan, 2, lockGuard(plan));
    stroke.replace([0, 3]);
    stroke.replace([3, 4]);
    expect([...plan.vector]).toEqual([1, 1, 2, 2, 2, 2]);
    expect([...stroke.finish('').units]).toEqual([3, 4]);
  });

  it('passes over what is locked, and knows why', () => {
    const plan = gridPlan(['112']);
    plan.write(lock(0, 'strategic account'));
    const stroke = new Stroke(plan, 2, lockGuard(plan));
    stroke.extend([0, 1]);
    expect([...plan.vector]).toEqual([1, 2, 2]);
    expect([...stroke.refused.values()]).toEqual([{ reason: 'unit_locked', unit: 0, text: 'strategic account' }]);
  });

  it('neither takes from nor gives to a locked territory, also when its district is locked', () => {
    const plan = gridPlan(['123']);
    const t1 = plan.atSlot(1)!;
    plan.write(edit('', 'lock', { territories: { t1: [t1, { ...t1, parent: 'north' }], north: [null, { ...t1, key: 'north', slot: null, level: 1 }] }, territoryLocks: { north: [null, 'agreed'] } }));
    const into = new Stroke(plan, 1, lockGuard(plan));
    into.extend([1]);
    const from = new Stroke(plan, 2, lockGuard(plan));
    from.extend([0, 2]);
    expect([...plan.vector]).toEqual([1, 2, 2]);
    expect(from.refused.get(0)?.text).toBe('agreed');
  });
});

describe('history', () => {
  it('undoes and redoes by name', () => {
    const plan = gridPlan(['112']);
    const history = new History();
    const stroke = new Stroke(plan, 2, lockGuard(plan));
    stroke.extend([0]);
    history.push(stroke.finish('to t2'));
    const undo = history.undo(plan.state)!;
    plan.write(undo.step);
    expect([...plan.vector]).toEqual([1, 1, 2]);
    expect([history.undoLabel, history.redoLabel]).toEqual([null, 'to t2']);
    plan.write(history.redo(plan.state)!.step);
    expect([...plan.vector]).toEqual([2, 1, 2]);
  });

  it('leaves alone what somebody else has changed since', () => {
    const plan = gridPlan(['113']);
    const history = new History();
    const stroke = new Stroke(plan, 3, lockGuard(plan));
    stroke.extend([0, 1]);
    history.push(stroke.finish('to t3'));
    plan.paint(Uint32Array.of(1), 0);
    const turn = history.undo(plan.state)!;
    expect([[...turn.step.units], turn.skipped]).toEqual([[0], 1]);
  });
});
